//! The rule table and the route table as text: a change of rights is a difference that a chief can read.
//! `CORDON_UPDATE_SNAPSHOTS=1 cargo test --features test-walls --test it snapshots` writes them anew.

use std::path::PathBuf;

use cordon::authz::policy;

use super::routes::mounted;

/// What strangers may reach. This list only shrinks.
const PUBLIC: &[&str] = &[
    "GET /accessibility",
    "GET /activate",
    "GET /attest",
    "GET /favicon.ico",
    "GET /healthz",
    "GET /help",
    "GET /help/{topic}",
    "GET /language",
    "GET /offline",
    "GET /privacy",
    "GET /readyz",
    "GET /robots.txt",
    "GET /sign-in",
    "GET /static/{file}",
    "GET /sw.js",
    "GET /welcome",
    "POST /activate",
    "POST /attest",
    "POST /language",
    "POST /sign-in",
    "POST /sign-out",
    "POST /welcome",
];

fn compare(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(name);
    if std::env::var_os("CORDON_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, text).expect("the snapshot can be written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let changed: Vec<String> = kept
        .lines()
        .filter(|line| !text.lines().any(|other| other == *line))
        .map(|line| format!("- {line}"))
        .chain(text.lines().filter(|line| !kept.lines().any(|other| other == *line)).map(|line| format!("+ {line}")))
        .collect();
    assert!(kept == text, "{name} differs; read the difference, then write it anew:\n{}", changed.join("\n"));
}

#[test]
fn the_rule_table_is_the_reviewed_one() {
    compare("policy.txt", &policy::print());
}

#[test]
fn the_route_table_is_the_reviewed_one() {
    let mut lines: Vec<String> = cordon::features::routes()
        .table()
        .iter()
        .map(|line| {
            format!("{:4} {:56} {:26} {:14} {}", line.method, line.path, line.action, line.scope, if line.audited { "trail" } else { "" }).trim_end().to_owned()
        })
        .collect();
    lines.sort();
    compare("routes.txt", &(lines.join("\n") + "\n"));
}

#[test]
fn strangers_reach_no_more_than_is_listed() {
    let open: Vec<String> = mounted().iter().filter(|route| route.is_public()).map(|route| format!("{} {}", route.method, route.path)).collect();
    let more: Vec<&String> = open.iter().filter(|line| !PUBLIC.contains(&line.as_str())).collect();
    assert!(more.is_empty(), "open to strangers and not listed: {more:?}");
}

#[test]
fn every_mounted_action_has_a_rule() {
    let without: Vec<&str> = mounted().iter().filter(|route| !route.is_public() && policy::rule_of(route.action).is_none()).map(|route| route.action).collect();
    assert!(without.is_empty(), "nobody may ever do {without:?}");
}
