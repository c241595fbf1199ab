//! Walks the routes as everybody and lists what should not have happened.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use cordon::authz::actor::Role;
use cordon::authz::policy::{self, Reach};
use sqlx::PgConnection;

use super::persona::{Persona, Personas};
use super::routes::{Filled, Route};
use crate::support::sql::{string, strings};
use crate::support::world::{self, STATIONS, Station};
use crate::support::{Answer, TestApp};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    BothWalls,
    RowsOnly,
    ApplicationOnly,
}

/// What the rule table says must happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Open,
    SignIn,
    NotFound,
    Forbidden,
    Allowed,
}

struct Step<'a> {
    route: &'a Route,
    filled: Filled,
    expect: Expect,
}

/// What a sweep saw.
#[derive(Debug, Default)]
pub struct Swept {
    pub findings: Vec<String>,
    /// The pages whose content somebody got.
    pub reached: BTreeSet<String>,
}

impl Swept {
    /// Two sweeps of two worlds as one.
    pub fn and(mut self, other: Self) -> Self {
        self.findings.extend(other.findings);
        self.reached.extend(other.reached);
        self
    }

    /// Its findings, and the pages whose content nobody got.
    pub fn with_unreached(mut self, routes: &[Route]) -> Vec<String> {
        let unreached = routes.iter().filter(|route| route.method == "GET" && !self.reached.contains(&route.path) && !LEADS_ON.contains(&route.path.as_str()));
        self.findings.extend(unreached.map(|route| format!("{}: nobody ever got its content", route.path)));
        self.findings
    }
}

/// Every route for every persona at every station, refusals first: they must leave the data as it was.
pub async fn sweep(app: &TestApp, personas: &Personas, routes: &[Route], run: Run) -> Swept {
    let mut findings = Vec::new();
    let mut owner = app.owner().await;
    let mut reached = BTreeSet::new();
    for (is_refusal, persona) in [true, false].into_iter().flat_map(|first| personas.all.iter().map(move |persona| (first, persona))) {
        let steps =
            steps_of(persona, routes, run, &mut findings).into_iter().filter(|step| is_refusal == !matches!(step.expect, Expect::Allowed | Expect::Open));
        let (before, entries) = (digest(&mut owner).await, Entries::count(&mut owner, persona).await);
        let mut owed = Entries::default();
        for step in steps {
            let answer = walk(persona, &step).await;
            judge(persona, &step, &answer, run, &mut findings);
            owed.expect(&step, &answer, persona);
            if answer.status == StatusCode::OK && step.route.method == "GET" {
                reached.insert(step.route.path.clone());
            }
        }
        if is_refusal && digest(&mut owner).await != before {
            findings.push(format!("{}: refused requests changed {:?}", persona.name, difference(&before, &digest(&mut owner).await)));
        }
        let written = Entries::count(&mut owner, persona).await.since(&entries);
        if run == Run::BothWalls && (written.refused != owed.refused || written.read < owed.read - owed.shared || written.read > owed.read) {
            findings.push(format!("{}: the trail has {written:?} where {owed:?} were owed", persona.name));
        }
    }
    findings.sort();
    findings.dedup();
    Swept { findings, reached }
}

/// Pages that answer with another page, and records that only their owner has.
const LEADS_ON: &[&str] = &[
    "/",
    "/favicon.ico",
    "/readyz",
    "/sign-in",
    "/places/{id}",
    "/places/{ref}",
    "/static/{file}",
    "/sw.js",
    "/audit.csv",
    "/audit.xlsx",
    "/imports/{ref}/apply",
    "/imports/{ref}/undo",
    "/sessions/{ref}/edit",
    "/sessions/{ref}/cancellation",
    "/sessions/{ref}/return",
    "/requirements/{ref}/edit",
    "/requirements/{ref}/refuse",
    "/requirements/{ref}/reduce",
    "/emergency-readings/{ref}/sheet",
    "/emergency-readings/{ref}/print",
    "/reservations/{ref}/return",
    "/equipment/{ref}/return",
    "/firearms/{ref}/recovery",
    "/firearms/{ref}/readmission",
    "/equipment/{ref}/recovery",
    "/kits/{ref}/return",
    "/workbooks/{ref}",
    "/workbooks/{ref}/rows",
    "/workbooks/{ref}/rows.csv",
    "/workbooks/{ref}/rows.xlsx",
    "/workbooks/{ref}/rows/{number}",
];

fn steps_of<'a>(persona: &Persona, routes: &'a [Route], run: Run, findings: &mut Vec<String>) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    let stations = if run == Run::BothWalls { STATIONS.to_vec() } else { persona.border() };
    for route in routes.iter().filter(|route| !CHANGES_WHO.contains(&route.path.as_str()) && route.path != READINESS) {
        for station in stations.iter().take(if route.has_parts() { stations.len() } else { 1 }) {
            match route.fill(*station) {
                Ok(filled) => steps.push(Step { route, expect: expected(persona, route, &filled, *station, run), filled }),
                Err(missing) => findings.push(missing),
            }
        }
    }
    steps
}

/// What the work behind the pages answers: not ready while no detector runs.
const READINESS: &str = "/readyz";

/// Routes that end or begin the very session of the sweep; tested with the accounts.
const CHANGES_WHO: &[&str] = &["/sign-in", "/sign-out", "/language", "/watch/wall"];

fn expected(persona: &Persona, route: &Route, filled: &Filled, station: Station, run: Run) -> Expect {
    if route.is_public() {
        return Expect::Open;
    }
    if !persona.is_inside() {
        return Expect::SignIn;
    }
    let (Some(rule), Some(role)) = (policy::rule_of(route.action), Role::from_code(persona.role)) else {
        return Expect::Forbidden;
    };
    let reach = rule.allow.iter().find(|(allowed, _)| *allowed == role).map(|(_, reach)| *reach);
    match filled.area {
        Some(area) if !persona.sees(area, station) => Expect::NotFound,
        _ if run == Run::RowsOnly => Expect::Allowed,
        Some("open" | "own") | None if reach.is_some() => Expect::Allowed,
        Some(_) if reach == Some(Reach::Anywhere) || reach == Some(Reach::Scope) && persona.covers(station) => Expect::Allowed,
        _ => Expect::Forbidden,
    }
}

async fn walk(persona: &Persona, step: &Step<'_>) -> Answer {
    if step.route.method == "GET" { persona.person.get(&step.filled.path).await } else { persona.person.post(&step.filled.path, &[]).await }
}

fn judge(persona: &Persona, step: &Step<'_>, answer: &Answer, run: Run, findings: &mut Vec<String>) {
    let status = answer.status;
    let to_sign_in = status == StatusCode::UNAUTHORIZED || status == StatusCode::SEE_OTHER && answer.location() == "/sign-in";
    let as_expected = match step.expect {
        Expect::SignIn => to_sign_in,
        Expect::NotFound if run == Run::ApplicationOnly || step.filled.area == Some("nobody") => {
            status == StatusCode::NOT_FOUND || status == StatusCode::FORBIDDEN
        }
        Expect::NotFound => status == StatusCode::NOT_FOUND,
        Expect::Forbidden => status == StatusCode::FORBIDDEN,
        Expect::Allowed if step.route.method == "GET" && run != Run::RowsOnly => {
            // An export of the trail asks for its span first.
            (status.is_success()
                || status == StatusCode::SEE_OTHER
                || step.route.is_export() && status == StatusCode::UNPROCESSABLE_ENTITY
                || step.filled.area == Some("open") && status == StatusCode::NOT_FOUND)
                && !to_sign_in
        }
        Expect::Allowed | Expect::Open => !status.is_server_error() && !to_sign_in,
    };
    if !as_expected {
        findings
            .push(format!("{}: {} {} answers {status}, expected {:?} ({})", persona.name, step.route.method, step.filled.path, step.expect, step.route.action));
    }
    let mut text = answer.text();
    for value in answer.headers.values() {
        text.push_str(value.to_str().unwrap_or_default());
    }
    for (station, area) in world::canaries(&text) {
        let at = STATIONS.into_iter().find(|known| known.code == station).expect("a furnished station");
        // A codename stands on the record of the official and on the movement.
        let may = persona.is_inside() && (persona.sees(&area, at) || area == "codename" && persona.sees("principal", at));
        if !may {
            findings.push(format!("{}: {} {} shows {area} of {station}", persona.name, step.route.method, step.filled.path));
        }
    }
}

/// Entries of the trail of one persona, or owed for what they did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Entries {
    refused: i64,
    read: i64,
    done: i64,
    /// Pages among the read ones that share a duty screen with another: one entry for both.
    shared: i64,
    screens: Vec<(&'static str, String)>,
}

impl Entries {
    async fn count(owner: &mut PgConnection, persona: &Persona) -> Self {
        let of = |outcome: &str| {
            format!(
                "select count(*)::text from audit.entry e join account a on a.id = e.account_id where a.username = '{}' and outcome = '{outcome}'",
                persona.person.name
            )
        };
        let mut counted = [0; 3];
        for (at, outcome) in ["refused", "read", "done"].into_iter().enumerate() {
            counted[at] = string(owner, &of(outcome)).await.parse().unwrap_or(0);
        }
        Self { refused: counted[0], read: counted[1], done: counted[2], ..Self::default() }
    }

    fn since(&self, before: &Self) -> Self {
        Self { refused: self.refused - before.refused, read: self.read - before.read, done: self.done - before.done, ..Self::default() }
    }

    fn expect(&mut self, step: &Step<'_>, answer: &Answer, persona: &Persona) {
        if !persona.is_inside() || step.route.is_public() {
            return;
        }
        // What is one's own and not there was refused by nobody.
        if step.filled.area == Some("nobody") {
            return;
        }
        if matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN) && step.expect != Expect::Allowed {
            self.refused += 1;
        } else if step.route.method == "GET" && step.route.audited && step.expect == Expect::Allowed {
            // The entry comes first: it stays when the content then does not come.
            self.read += 1;
            if answer.status != StatusCode::OK {
                self.shared += 1;
            }
            let screen = (step.route.action, step.filled.value.clone());
            if !step.route.is_export() && self.screens.contains(&screen) {
                self.shared += 1;
            }
            self.screens.push(screen);
        }
    }
}

/// One line a table that says whether a row was added, changed or removed.
async fn digest(owner: &mut PgConnection) -> Vec<String> {
    let tables = strings(
        owner,
        "select c.oid::regclass::text from pg_class c where relkind = 'r' and relname not in ('draft', '_sqlx_migrations')
           and (relnamespace = 'public'::regnamespace or c.oid in ('sec.occupation'::regclass, 'sec.credential'::regclass)) order by 1",
    )
    .await;
    let each: Vec<String> =
        tables.iter().map(|table| format!("select '{table} ' || count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) from {table}")).collect();
    // in one order: the planner may read the tables side by side
    strings(owner, &format!("{} order by 1", each.join(" union all "))).await
}

fn difference(before: &[String], after: &[String]) -> Vec<String> {
    after.iter().filter(|line| !before.contains(line)).cloned().collect()
}
