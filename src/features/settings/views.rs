//! Ready-made values of the pages of rules and of the status page.

use askama::Template;

use super::forms::{PostureForm, SettingForm, WATCH_LEVELS};
use super::queries::{Beat, Posture, PosturePost, Setting};
use crate::authz::action::may;
use crate::authz::actor::Actor;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{Seed, Shell};
use crate::web::table::Table;
use crate::web::time;

/// A setting as printed.
pub struct Row {
    pub name: String,
    pub label: String,
    pub value: String,
    pub source: String,
    pub version: i32,
    pub changed: String,
    pub edit_url: String,
    pub history_url: String,
}

/// A posture as printed.
pub struct PostureRow {
    pub code: String,
    pub name: String,
    pub interval: String,
    pub level: String,
    pub posts: String,
    pub source: String,
    pub version: i32,
    pub edit_url: String,
    pub history_url: String,
}

#[derive(Template)]
#[template(path = "settings/index.html")]
pub struct IndexPage {
    shell: Shell,
    ignored: String,
    rows: Vec<Row>,
    postures: Vec<PostureRow>,
    csv_url: String,
    xlsx_url: String,
    can_edit: bool,
    delegations_url: &'static str,
}

impl IndexPage {
    pub fn new(seed: &Seed, asked: &Asked, settings: Vec<Setting>, postures: Vec<Posture>, posts: &[PosturePost], actor: &Actor) -> Self {
        let can_edit = may(actor, "setting.edit");
        let l = seed.language;
        let edit = |url: String| if can_edit { url } else { String::new() };
        let rows = settings.into_iter().map(|setting| Row {
            label: setting_name(&setting.name, l),
            value: with_unit(&setting.value, &setting.unit, l),
            source: setting.source,
            version: setting.version,
            changed: time::z_short(setting.changed_at, seed.now, l),
            edit_url: edit(format!("/admin/rules/{}/edit", setting.name)),
            history_url: format!("/admin/rules/{}/history", setting.name),
            name: setting.name,
        });
        let posture_rows = postures.into_iter().map(|posture| PostureRow {
            interval: match posture.check_in_minutes {
                0 => l.t("rules-no-check-ins"),
                minutes => with_unit(&minutes.to_string(), "minutes", l),
            },
            level: l.t(&format!("rules-watch-{}", posture.watch_level.replace('_', "-"))),
            posts: posts_in_words(posts.iter().filter(|post| post.posture == posture.code), l),
            edit_url: edit(format!("/admin/postures/{}/edit", posture.code)),
            history_url: format!("/admin/postures/{}/history", posture.code),
            code: posture.code,
            name: posture.name,
            source: posture.source,
            version: posture.version,
        });
        Self {
            ignored: if asked.ignored.is_empty() { String::new() } else { l.fill("station-list-ignored", &[("keys", Hole::Text(&asked.ignored.join(", ")))]) },
            rows: rows.collect(),
            postures: posture_rows.collect(),
            csv_url: asked.export_url("csv"),
            xlsx_url: asked.export_url("xlsx"),
            can_edit,
            delegations_url: if may(actor, "delegation.list") { "/delegations" } else { "" },
            shell: Shell::new(seed, "rules-title"),
        }
    }
}

fn posts_in_words<'a>(posts: impl Iterator<Item = &'a PosturePost>, l: Language) -> String {
    let words: Vec<String> = posts
        .map(|post| {
            let role = l.t(&format!("rules-post-{}", post.role.replace('_', "-")));
            let key = if post.is_required { "rules-post" } else { "rules-post-optional" };
            l.fill(key, &[("count", Hole::Number(post.count.into())), ("role", Hole::Text(&role))])
        })
        .collect();
    if words.is_empty() { l.t("rules-no-posts") } else { words.join(", ") }
}

/// The settings as a file.
pub fn export(settings: &[Setting]) -> Table {
    let rows = settings.iter().map(|s| vec![s.name.clone(), s.value.clone(), s.unit.clone(), s.source.clone(), s.version.to_string()]).collect();
    Table { name: "rules", header: vec!["ref", "value", "unit", "source", "version"], rows }
}

/// What a setting is called; its own name if the catalogue has none.
fn setting_name(name: &str, language: Language) -> String {
    let key = format!("rules-setting-{}", name.replace('_', "-"));
    if Language::has(&key) { language.t(&key) } else { name.to_owned() }
}

fn with_unit(value: &str, unit: &str, language: Language) -> String {
    match (unit, value.parse::<i64>()) {
        ("months" | "days" | "hours" | "hours a year" | "minutes", Ok(count)) => {
            language.fill(&format!("rules-{}", unit.replace(' ', "-")), &[("count", Hole::Number(count))])
        }
        _ => format!("{value} {unit}"),
    }
}

#[derive(Template)]
#[template(path = "settings/setting.html")]
pub struct SettingPage {
    shell: Shell,
    heading: String,
    errors: Vec<ErrorLink>,
    action: String,
    form_key: String,
    version: String,
    value: Field,
    source: Field,
}

impl SettingPage {
    pub fn new(seed: &Seed, setting: &Setting, form: &SettingForm, errors: &FieldErrors) -> Self {
        let l = seed.language;
        let shell = Shell::titled(seed, setting.name.clone());
        let mut value = Field::new(l, "value", "rules-value", &form.value, errors);
        value.hint = l.t(&format!("rules-in-{}", setting.unit.replace(' ', "-")));
        Self {
            heading: setting_name(&setting.name, l),
            errors: errors.links(l),
            action: format!("/admin/rules/{}", setting.name),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            value,
            source: Field::new(l, "source", "rules-source", &form.source, errors).hint(l, "rules-source-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

#[derive(Template)]
#[template(path = "settings/posture.html")]
pub struct PosturePage {
    shell: Shell,
    heading: String,
    errors: Vec<ErrorLink>,
    action: String,
    form_key: String,
    version: String,
    name: Field,
    check_in_minutes: Field,
    watch_level: Field,
    levels: Vec<Choice>,
    source: Field,
}

impl PosturePage {
    pub fn new(seed: &Seed, posture: &Posture, form: &PostureForm, errors: &FieldErrors) -> Self {
        let l = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(l, name, label, value, errors);
        let shell = Shell::titled(seed, posture.code.clone());
        Self {
            heading: l.fill("rules-posture-heading", &[("code", Hole::Text(&posture.code))]),
            errors: errors.links(l),
            action: format!("/admin/postures/{}", posture.code),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            name: field("name", "rules-posture-name", &form.name),
            check_in_minutes: field("check_in_minutes", "rules-check-in-minutes", &form.check_in_minutes).hint(l, "rules-check-in-hint"),
            watch_level: field("watch_level", "rules-watch-level", &form.watch_level),
            levels: WATCH_LEVELS.iter().map(|level| Choice::new(*level, l.t(&format!("rules-watch-{}", level.replace('_', "-"))), &form.watch_level)).collect(),
            source: field("source", "rules-source", &form.source).hint(l, "rules-source-hint"),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

/// What the status page knows of the database.
pub struct Database {
    pub bytes: i64,
    pub server: String,
    pub migrations: i64,
}

/// A job as printed.
pub struct Job {
    pub name: String,
    pub ran: String,
    pub age: String,
    pub every: String,
    pub is_late: bool,
}

#[derive(Template)]
#[template(path = "settings/status.html")]
pub struct StatusPage {
    shell: Shell,
    jobs: Vec<Job>,
    sessions: Vec<(String, String)>,
    size: String,
    server: String,
    migrations: String,
    zone_data: String,
    program: &'static str,
}

impl StatusPage {
    pub fn new(seed: &Seed, beats: Vec<Beat>, sessions: Vec<(String, i64)>, database: &Database, zone_data: String) -> Self {
        let l = seed.language;
        let jobs = beats.into_iter().map(|beat| {
            let age = seed.now - beat.ran_at;
            let interval = chrono::Duration::seconds(beat.interval_seconds.into());
            Job {
                ran: time::z_short(beat.ran_at, seed.now, l),
                age: if age.num_seconds() < 60 { l.t("status-just-now") } else { l.fill("status-ago", &[("age", Hole::Text(&time::duration(age)))]) },
                every: if beat.interval_seconds < 60 { format!("{} s", beat.interval_seconds) } else { time::duration(interval) },
                is_late: age > interval * 3,
                name: beat.job,
            }
        });
        let kinds = ["web", "wall", "command", "job"];
        let count = |kind: &str| sessions.iter().find(|(known, _)| known == kind).map_or(0, |(_, count)| *count).to_string();
        Self {
            jobs: jobs.collect(),
            sessions: kinds.iter().map(|kind| (l.t(&format!("status-session-{kind}")), count(kind))).collect(),
            size: l.t(size_class(database.bytes)),
            server: database.server.clone(),
            migrations: database.migrations.to_string(),
            zone_data,
            program: env!("CARGO_PKG_VERSION"),
            shell: Shell::new(seed, "status-title"),
        }
    }
}

/// The order of size of the database: a figure would tell how much is recorded.
fn size_class(bytes: i64) -> &'static str {
    const MIB: i64 = 1 << 20;
    match bytes {
        ..=104_857_600 => "status-size-100-mb",
        _ if bytes <= 1_024 * MIB => "status-size-1-gb",
        _ if bytes <= 10 * 1_024 * MIB => "status-size-10-gb",
        _ => "status-size-more",
    }
}
