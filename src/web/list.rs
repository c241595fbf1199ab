//! Lists: the URL is the state. Filters, sort from an allow-list, keyset cursor; unknown keys are
//! named and ignored.

use axum::http::Uri;

/// Rows of a page.
pub const PAGE: i64 = 50;
/// Rows of an export without a second person.
pub const EXPORT: i64 = 2_000;

/// What the URL asks of a list.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    path: String,
    pairs: Vec<(String, String)>,
    /// Keys that this list does not know.
    pub ignored: Vec<String>,
}

/// A column to sort by and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// Name from the allow-list.
    pub key: &'static str,
    /// Largest first.
    pub is_descending: bool,
}

/// Links under a list.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// The next rows, if there are any.
    pub next: Option<String>,
    /// Back to the beginning, if this is not it.
    pub first: Option<String>,
    /// How many are shown, in words.
    pub shown: String,
}

/// A heading that sorts.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its words.
    pub label: String,
    /// Where a click leads; empty if the column does not sort.
    pub sort_url: String,
    /// `ascending`, `descending` or "".
    pub sorted: &'static str,
}

/// A filter that is on, with the link that takes it off.
#[derive(Debug, Clone)]
pub struct FilterTag {
    /// Its words.
    pub label: String,
    /// The list without it.
    pub remove_url: String,
}

impl Asked {
    /// Reads a query string against the keys a list knows. `sort`, `after`, `refresh`, `view` are always known.
    pub fn read(here: &str, known: &[&str]) -> Self {
        let (path, query) = here.split_once('?').unwrap_or((here, ""));
        let path = path.strip_suffix(".csv").or_else(|| path.strip_suffix(".xlsx")).unwrap_or(path);
        let decoded: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
        let mut asked = Self { path: path.to_owned(), ..Self::default() };
        for (key, value) in decoded {
            let value = value.replace('\0', "");
            if value.trim().is_empty() {
                continue;
            }
            if known.contains(&key.as_str()) || matches!(key.as_str(), "sort" | "after" | "refresh" | "view" | "display") {
                asked.pairs.push((key, value));
            } else if !asked.ignored.contains(&key) {
                asked.ignored.push(key.chars().take(40).collect());
            }
        }
        asked
    }

    /// The first value of a filter.
    pub fn one(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Every value of a filter: repeated keys mean or.
    pub fn all(&self, key: &str) -> Vec<String> {
        self.pairs.iter().filter(|(name, _)| name == key).map(|(_, value)| value.clone()).collect()
    }

    /// The sort asked for, if it is allowed; else the first allowed one, ascending unless it begins with `-`.
    pub fn sort(&self, allowed: &[&'static str]) -> Sort {
        let asked = self.one("sort").unwrap_or_default();
        let plain = asked.trim_start_matches('-');
        let default = allowed.first().copied().unwrap_or("ref");
        match allowed.iter().find(|key| key.trim_start_matches('-') == plain) {
            Some(key) => Sort { key: key.trim_start_matches('-'), is_descending: asked.starts_with('-') },
            None => Sort { key: default.trim_start_matches('-'), is_descending: default.starts_with('-') },
        }
    }

    /// The last row of the page before: its sort value and its id. A tampered cursor is no cursor.
    pub fn after(&self) -> Option<(String, uuid::Uuid)> {
        let (value, id) = self.one("after")?.rsplit_once('~')?;
        Some((value.to_owned(), id.parse().ok()?))
    }

    /// The same list after this row.
    pub fn next_url(&self, value: &str, id: uuid::Uuid) -> String {
        self.with("after", &format!("{value}~{id}"))
    }

    /// The same list with one key set anew.
    pub fn with(&self, key: &str, value: &str) -> String {
        let mut pairs: Vec<(&str, &str)> =
            self.pairs.iter().filter(|(name, _)| name != key && name != "after").map(|(k, v)| (k.as_str(), v.as_str())).collect();
        if !value.is_empty() {
            pairs.push((key, value));
        }
        self.url(&pairs)
    }

    /// The same list without one value of a key.
    pub fn without(&self, key: &str, value: &str) -> String {
        let pairs: Vec<(&str, &str)> =
            self.pairs.iter().filter(|(name, v)| !(name == key && v == value) && name != "after").map(|(k, v)| (k.as_str(), v.as_str())).collect();
        self.url(&pairs)
    }

    /// The same rows as a file: `csv` or `xlsx`.
    pub fn export_url(&self, extension: &str) -> String {
        let url = self.without("after", "");
        match url.split_once('?') {
            Some((path, query)) => format!("{path}.{extension}?{query}"),
            None => format!("{url}.{extension}"),
        }
    }

    /// The list without filters.
    pub fn clear_url(&self) -> &str {
        &self.path
    }

    /// True if any filter is on.
    pub fn is_filtered(&self) -> bool {
        self.pairs.iter().any(|(key, _)| !matches!(key.as_str(), "sort" | "after" | "refresh" | "view" | "display"))
    }

    /// The filters in words for a file name: `state-open_station-GOM`.
    pub fn words(&self) -> String {
        let words: Vec<String> = self
            .pairs
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "after" | "refresh" | "view" | "display" | "q"))
            .map(|(key, value)| format!("{key}-{value}"))
            .collect();
        words.join("_").chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).take(80).collect()
    }

    /// A heading that sorts by `key`.
    pub fn column(&self, label: String, key: &'static str, current: Sort) -> Column {
        if key.is_empty() {
            return Column { label, sort_url: String::new(), sorted: "" };
        }
        let is_current = current.key == key;
        let target = if is_current && !current.is_descending { format!("-{key}") } else { key.to_owned() };
        let sorted = match (is_current, current.is_descending) {
            (true, true) => "descending",
            (true, false) => "ascending",
            (false, _) => "",
        };
        Column { label, sort_url: self.with("sort", &target), sorted }
    }

    fn url(&self, pairs: &[(&str, &str)]) -> String {
        if pairs.is_empty() {
            return self.path.clone();
        }
        let query = serde_html_form::to_string(pairs).unwrap_or_default();
        format!("{}?{query}", self.path)
    }
}

/// True if a value from a form may be redirected to: a path of ours.
pub fn is_own_path(value: &str) -> bool {
    value.starts_with('/') && !value.starts_with("//") && !value.contains('\\') && value.parse::<Uri>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_named_and_ignored() {
        let asked = Asked::read("/movements?state=open&foo=1&foo=2", &["state"]);
        assert_eq!(asked.one("state"), Some("open"));
        assert_eq!(asked.ignored, vec!["foo".to_owned()]);
    }

    #[test]
    fn a_sort_outside_the_allow_list_falls_back() {
        let asked = Asked::read("/movements?sort=-secret", &[]);
        assert_eq!(asked.sort(&["-departs", "ref"]), Sort { key: "departs", is_descending: true });
        let asked = Asked::read("/movements?sort=-ref", &[]);
        assert_eq!(asked.sort(&["-departs", "ref"]), Sort { key: "ref", is_descending: true });
    }

    #[test]
    fn a_tampered_cursor_is_no_cursor() {
        assert_eq!(Asked::read("/x?after=zzz", &[]).after(), None);
        assert_eq!(Asked::read("/x?after=a~b", &[]).after(), None);
    }

    #[test]
    fn exports_keep_the_filters() {
        let asked = Asked::read("/movements?state=open&after=1~2", &["state"]);
        assert_eq!(asked.export_url("csv"), "/movements.csv?state=open");
    }

    #[test]
    fn only_own_paths_are_led_to() {
        assert!(is_own_path("/watch?x=1"));
        assert!(!is_own_path("//evil.example"));
        assert!(!is_own_path("https://evil.example"));
    }
}
