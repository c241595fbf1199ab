//! The house stays a house: order of features, rooms, words, style. Each rule is a function over the
//! files, so that the last test can show it files that break it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Foundations that may know features, because they put the program together.
const KNOWS_FEATURES: &[&str] = &["cli", "exercise", "jobs", "program", "features"];

/// Text of the tree by path, from its root.
type Tree = BTreeMap<String, String>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(folders: &[&str]) -> Tree {
    fn walk(folder: &Path, tree: &mut Tree) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, tree);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(root()).expect("inside the tree").to_string_lossy().into_owned();
                tree.insert(name, text);
            }
        }
    }
    let mut tree = Tree::new();
    for folder in folders {
        walk(&root().join(folder), &mut tree);
    }
    tree
}

fn whole() -> Tree {
    read(&["src", "templates", "messages", "static", "tests", "tools", "migrations", "benches"])
}

fn of<'a>(tree: &'a Tree, folder: &'a str, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    tree.iter().filter(move |(path, _)| path.starts_with(folder) && path.ends_with(ending)).map(|(path, text)| (path.as_str(), text.as_str()))
}

/// The code of a Rust file without its unit tests and comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).collect::<Vec<_>>().join("\n")
}

fn features(tree: &Tree) -> Vec<String> {
    tree["src/features/mod.rs"].lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

/// Names that follow a prefix: `crate::features::x`, `features::{x, y}`.
fn mentioned(text: &str, known: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in text.split("features::").skip(1) {
        let names: String = if part.starts_with('{') {
            part.split(';').next().unwrap_or_default().to_owned()
        } else {
            part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        for name in names.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
            if known.iter().any(|feature| feature == name) {
                found.insert(name.to_owned());
            }
        }
    }
    found
}

fn upward_imports(tree: &Tree) -> Vec<String> {
    let order = features(tree);
    let place = |name: &str| order.iter().position(|feature| feature == name).unwrap_or(usize::MAX);
    let mut wrong = Vec::new();
    for (path, text) in of(tree, "src/", ".rs") {
        let mut parts = path.trim_start_matches("src/").split('/');
        let room = parts.next().unwrap_or_default().trim_end_matches(".rs");
        let reached = mentioned(&code(text), &order);
        if room == "features" {
            let feature = parts.next().unwrap_or_default();
            wrong.extend(reached.iter().filter(|name| place(name) > place(feature)).map(|name| format!("{path} imports {name}, which stands below it")));
        } else if !KNOWS_FEATURES.contains(&room) {
            wrong.extend(reached.iter().map(|name| format!("{path} is a foundation and imports {name}")));
        }
    }
    wrong
}

fn rooms_missing(tree: &Tree) -> Vec<String> {
    let mut wrong = Vec::new();
    for feature in features(tree) {
        let folder = format!("src/features/{feature}/");
        let home = format!("{folder}mod.rs");
        if !tree.get(&home).is_some_and(|text| text.starts_with("//! ")) {
            wrong.push(format!("{home} says nothing about the feature"));
        }
        let code: String = of(tree, &folder, ".rs").map(|(_, text)| code(text)).collect();
        if code.contains("#[template(") && of(tree, &format!("templates/{feature}/"), ".html").next().is_none() {
            wrong.push(format!("templates/{feature}/ is missing"));
        }
        let speaks = code.contains("Authorized<") || code.contains("#[template(");
        if !speaks {
            continue;
        }
        // A small noun of the feature may have the file instead: check_ins for movements.
        let nouns: BTreeSet<&str> =
            of(tree, &folder, ".rs").filter_map(|(path, _)| path[folder.len()..].split(['/', '.']).next()).chain([feature.as_str()]).collect();
        let has = |folder: &str, ending: &str| nouns.iter().any(|noun| tree.contains_key(&format!("{folder}{noun}{ending}")));
        for (folder, ending) in [("messages/en/", ".ftl"), ("messages/fr/", ".ftl"), ("tests/it/", ".rs")] {
            if !has(folder, ending) {
                wrong.push(format!("{folder}{feature}{ending} is missing"));
            }
        }
    }
    wrong
}

fn long_files(tree: &Tree) -> Vec<String> {
    tree.iter()
        .filter(|(path, _)| path.ends_with(".rs") || path.ends_with(".css") || path.ends_with(".html"))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(path, lines)| format!("{path} has {lines} lines"))
        .collect()
}

/// Words that a file must not hold, with the files it is looked for in and those excused.
struct Forbidden {
    words: &'static [&'static str],
    folder: &'static str,
    ending: &'static str,
    excused: &'static [&'static str],
}

const FORBIDDEN: &[Forbidden] = &[
    Forbidden {
        words: &[
            "margin-left",
            "margin-right",
            "padding-left",
            "padding-right",
            "border-left",
            "border-right",
            "text-align: left",
            "text-align: right",
            "text-align:left",
            "text-align:right",
            "float: left",
            "float: right",
            "\tleft:",
            " left:",
            " right:",
            ";left:",
            ";right:",
        ],
        folder: "static/",
        ending: ".css",
        excused: &[],
    },
    Forbidden { words: &["|safe", "| safe"], folder: "templates/", ending: ".html", excused: &[] },
    Forbidden {
        words: &["<style", " style=\"", " onclick", " onload", " onsubmit", " onchange", " oninput", " onerror", "javascript:"],
        folder: "templates/",
        ending: ".html",
        excused: &[],
    },
    // a label and its value are put together by `shell.colon` and `Language::pair`: French has a space before the colon
    Forbidden { words: &["}}:", "</b>:", "</bdi>:", "</a>:", "</span>:", "%}: "], folder: "templates/", ending: ".html", excused: &[] },
    Forbidden {
        words: &["format!(\"{}: {}\"", "format!(\"{}: {words}\"", "format!(\"{}: {shown}\"", "format!(\"{title}: {}\"", "format!(\"{kind}: {}\""],
        folder: "src/features/",
        ending: ".rs",
        excused: &[],
    },
    Forbidden { words: &["AssertSqlSafe"], folder: "src/", ending: ".rs", excused: &["src/db/", "src/backup/"] },
    Forbidden {
        words: &["Command::new(", "process::Command"],
        folder: "src/",
        ending: ".rs",
        excused: &["src/db/server.rs", "src/db/server/", "src/importing/workbook/child.rs", "src/build.rs"],
    },
    Forbidden { words: &["unsafe {", "unsafe fn"], folder: "src/", ending: ".rs", excused: &[] },
    Forbidden { words: &["axum::routing::", ".fallback("], folder: "src/", ending: ".rs", excused: &["src/authz/routes.rs"] },
    Forbidden { words: &["PgPool"], folder: "src/", ending: ".rs", excused: &["src/db/mod.rs"] },
    Forbidden { words: &["Utc::now", "SystemTime::now", "Local::now"], folder: "src/", ending: ".rs", excused: &["src/clock.rs"] },
];

fn forbidden_words(tree: &Tree) -> Vec<String> {
    let mut wrong = Vec::new();
    for rule in FORBIDDEN {
        for (path, text) in of(tree, rule.folder, rule.ending) {
            if rule.excused.iter().any(|excused| path.starts_with(excused)) {
                continue;
            }
            let text = if path.ends_with(".rs") { code(text) } else { text.to_owned() };
            wrong.extend(rule.words.iter().filter(|word| text.contains(**word)).map(|word| format!("{path} holds {:?}", word.trim())));
        }
    }
    for (path, text) in of(tree, "templates/", ".html") {
        for script in text.split("<script").skip(1) {
            let (open, rest) = script.split_once('>').unwrap_or_default();
            if !open.contains("src=") || !rest.trim_start().starts_with("</script>") {
                wrong.push(format!("{path} holds a script of its own"));
            }
        }
    }
    let machine = ["/work/", "/root/"];
    for (path, text) in tree.iter().filter(|(path, _)| !path.ends_with("structure.rs")) {
        // `/principals/{ref}/work/edit` is an address of ours
        let text = text.replace("}/work/", "}/");
        wrong.extend(machine.iter().filter(|word| text.contains(*word)).map(|word| format!("{path} names a place of one machine: {word}")));
    }
    wrong
}

/// Key → text of one language, with keys that stand twice.
fn catalogue(tree: &Tree, language: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let (mut keys, mut twice) = (BTreeMap::new(), Vec::new());
    for (path, text) in of(tree, &format!("messages/{language}/"), ".ftl") {
        let mut current: Option<String> = None;
        for line in text.lines() {
            let first = line.chars().next().unwrap_or(' ');
            if first.is_ascii_alphabetic() {
                let Some((key, words)) = line.split_once('=') else { continue };
                let key = key.trim().to_owned();
                if keys.insert(key.clone(), words.to_owned()).is_some() {
                    twice.push(format!("{path}: {key} stands twice"));
                }
                current = Some(key);
            } else if let Some(key) = current.as_ref().filter(|_| first == ' ' || first == '}') {
                let text: &mut String = keys.get_mut(key).expect("the key was just entered");
                text.push('\n');
                text.push_str(line);
            }
        }
    }
    (keys, twice)
}

/// What is shown. A number that only chooses between words need not do so in every language.
fn holes(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    text.split('$').skip(1).filter(|rest| !rest[name(rest).len()..].trim_start().starts_with("->")).map(name).collect()
}

fn words_missing(tree: &Tree) -> Vec<String> {
    let (english, mut wrong) = catalogue(tree, "en");
    let (french, twice) = catalogue(tree, "fr");
    wrong.extend(twice);
    for (one, other, language) in [(&english, &french, "French"), (&french, &english, "English")] {
        wrong.extend(one.keys().filter(|key| !other.contains_key(*key)).map(|key| format!("{key} is missing in {language}")));
    }
    for (key, text) in &english {
        if french.get(key).is_some_and(|other| holes(other) != holes(text)) {
            wrong.push(format!("{key} has other holes in French"));
        }
        if key.starts_with("said-") && !holes(text).is_subset(&BTreeSet::from(["ref".to_owned()])) {
            wrong.push(format!("{key} is a flash message with holes other than ref"));
        }
        if french.get(key).is_some_and(|other| other.trim().is_empty()) || text.trim().is_empty() {
            wrong.push(format!("{key} says nothing"));
        }
    }
    for (key, path) in keys_used(tree) {
        if !english.contains_key(&key) {
            wrong.push(format!("{path} uses {key}, which is not in the catalogue"));
        }
    }
    wrong
}

/// Keys that stand as literals where words are asked for.
fn keys_used(tree: &Tree) -> BTreeSet<(String, String)> {
    const CALLS: &[&str] = &[".t(\"", "Message::new(\"", ".fill(\"", "Shell::new(&auth.seed, \"", "Shell::new(seed, \"", "see_other_saying(&url, \""];
    let mut used = BTreeSet::new();
    let is_key = |word: &str| {
        !word.is_empty() && word.contains('-') && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') && !word.ends_with('-')
    };
    for (path, text) in of(tree, "src/", ".rs").chain(of(tree, "templates/", ".html")) {
        let text = if path.ends_with(".rs") { code(text) } else { text.to_owned() };
        for call in CALLS {
            for rest in text.split(call).skip(1) {
                let (word, after) = rest.split_once('"').unwrap_or_default();
                if is_key(word) && !after.trim_start().starts_with('~') {
                    used.insert((word.to_owned(), path.to_owned()));
                }
            }
        }
        for rest in text.split("\"said-").skip(1) {
            let word = format!("said-{}", rest.split('"').next().unwrap_or_default());
            if path.ends_with(".rs") && is_key(&word) {
                used.insert((word, path.to_owned()));
            }
        }
    }
    used
}

/// Names of constraints in the schema.
fn constraints(tree: &Tree) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, text) in of(tree, "migrations/", ".sql") {
        for word in ["constraint ", "constraint = '", "create unique index "] {
            for rest in text.split(word).skip(1) {
                names.insert(rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect());
            }
        }
    }
    names
}

fn sentences_astray(tree: &Tree) -> Vec<String> {
    let known = constraints(tree);
    let (english, _) = catalogue(tree, "en");
    let mut wrong: Vec<String> = english
        .keys()
        .filter_map(|key| key.strip_prefix("constraint-"))
        .filter(|name| !known.contains(&name.replace('-', "_")))
        .map(|name| format!("constraint-{name} speaks of a constraint that is not there"))
        .collect();
    // Exclusions, partial uniques and rules of triggers cannot be checked by a form beforehand.
    for (_, text) in of(tree, "migrations/", ".sql") {
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
        for (marker, ending) in [("constraint = '", "'"), ("constraint ", " exclude using")] {
            for rest in code.split(marker).skip(1) {
                let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let key = format!("constraint-{}", name.replace('_', "-"));
                if rest[name.len()..].starts_with(ending) && !english.contains_key(&key) {
                    wrong.push(format!("{name} can refuse a person and has no sentence ({key})"));
                }
            }
        }
    }
    wrong
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

#[test]
fn features_import_only_those_above_and_foundations_none() {
    report(&upward_imports(&whole()));
}

#[test]
fn every_feature_has_its_rooms() {
    report(&rooms_missing(&whole()));
}

#[test]
fn files_stay_short() {
    report(&long_files(&whole()));
}

#[test]
fn nothing_forbidden_is_written() {
    report(&forbidden_words(&whole()));
}

#[test]
fn words_are_there_in_both_languages() {
    report(&words_missing(&whole()));
}

#[test]
fn constraints_and_their_sentences_belong_together() {
    report(&sentences_astray(&whole()));
}

#[test]
fn each_rule_notices_its_breach() {
    let sound = whole();
    let broken = |path: &str, added: &str| {
        let mut tree = sound.clone();
        tree.entry(path.to_owned()).or_default().push_str(added);
        tree
    };
    type Rule = fn(&Tree) -> Vec<String>;
    let breaches: Vec<(Rule, Tree)> = vec![
        (upward_imports, broken("src/features/stations/mod.rs", "\nuse crate::features::watch::board;")),
        (upward_imports, broken("src/features/stations/mod.rs", "\nuse crate::features::{search, stations};")),
        (upward_imports, broken("src/web/error.rs", "\nuse crate::features::people;")),
        (rooms_missing, broken("src/features/mod.rs", "\npub mod teleport;")),
        (long_files, broken("src/clock.rs", &"\n".repeat(500))),
        (forbidden_words, broken("static/css/x.css", "p { margin-left: 1px }")),
        (forbidden_words, broken("templates/x.html", "{{ text|safe }}")),
        (forbidden_words, broken("templates/x.html", "<p>{{ label }}: {{ value }}</p>")),
        (forbidden_words, broken("src/features/x.rs", "fn x() -> String { format!(\"{}: {}\", label, value) }")),
        (forbidden_words, broken("templates/x.html", "<script>alert(1)</script>")),
        (forbidden_words, broken("src/features/people/mod.rs", "\nlet sql = AssertSqlSafe(text);")),
        (forbidden_words, broken("src/features/people/mod.rs", "\nstd::process::Command::new(\"sh\");")),
        (words_missing, broken("messages/en/foundation.ftl", "\nonly-in-english = Words\n")),
        (words_missing, broken("messages/fr/foundation.ftl", "\nonly-in-french = Mots\n")),
        (words_missing, broken("src/features/people/mod.rs", "\nlanguage.t(\"no-such-key\")")),
        (sentences_astray, broken("messages/en/foundation.ftl", "\nconstraint-no-such-thing = Words\n")),
        (sentences_astray, broken("migrations/9.sql", "alter table x add constraint never_said exclude using gist (id with =);")),
    ];
    for (at, (rule, tree)) in breaches.iter().enumerate() {
        let before = rule(&sound).len();
        assert!(rule(tree).len() > before, "breach {at} was not noticed");
    }
}
