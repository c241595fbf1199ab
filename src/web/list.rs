//! Lists: the URL is the state. Filters, sort from an allow-list, keyset cursor; unknown keys are
//! named and ignored.

use axum::http::Uri;

use crate::i18n::{Hole, Language};
use crate::web::form::Choice;

/// At most so many choices stand in a select; more are typed.
pub const SELECTABLE: usize = 15;
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

impl Pager {
    /// Cuts rows that were read one beyond the page, and says where the next ones are and how many there are in all.
    pub fn turn<T>(asked: &Asked, language: Language, rows: &mut Vec<T>, total: i64, cursor: impl Fn(&T) -> (String, uuid::Uuid)) -> Self {
        let next = (rows.len() as i64 > PAGE).then(|| {
            rows.truncate(PAGE as usize);
            rows.last().map(&cursor).map(|(value, id)| asked.next_url(&value, id)).unwrap_or_default()
        });
        Self {
            next,
            first: asked.after().map(|_| asked.with("after", "")),
            shown: language.fill("list-shown", &[("shown", Hole::Number(rows.len() as i64)), ("total", Hole::Number(total))]),
        }
    }
}

/// One filter of a list: a select, or a box where there are too many choices.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Name in the address.
    pub name: &'static str,
    /// Its words.
    pub label: String,
    /// What was typed into the box.
    pub typed: String,
    /// The choices, the first of them meaning every one; empty for a box.
    pub choices: Vec<Choice>,
}

impl Filter {
    /// A filter of these choices, of which the first means every one.
    pub fn new(asked: &Asked, name: &'static str, label: String, choices: Vec<Choice>) -> Self {
        if choices.len() <= SELECTABLE + 1 {
            return Self { name, label, typed: String::new(), choices };
        }
        Self { name, label, typed: asked.one(name).unwrap_or_default().to_owned(), choices: Vec::new() }
    }
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

    /// The headings of a list: key of the words, and key to sort by; none does not sort.
    pub fn columns(&self, language: Language, sort: Sort, columns: &[(&str, &'static str)]) -> Vec<Column> {
        columns.iter().map(|(label, key)| self.column(language.t(label), key, sort)).collect()
    }

    /// The filters that are set, each removable; `words` says what a key and its value are called.
    pub fn tags(&self, keys: &[&str], words: impl Fn(&str, &str) -> String) -> Vec<FilterTag> {
        let set = keys.iter().flat_map(|key| self.all(key).into_iter().map(move |value| (*key, value)));
        set.map(|(key, value)| FilterTag { label: words(key, &value), remove_url: self.without(key, &value) }).collect()
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
