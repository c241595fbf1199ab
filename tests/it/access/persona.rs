//! Who walks the routes: the eighteen roles at Goma, those with a scope also at Beirut, and people
//! who may not walk at all. What each area of records a role reaches stands here in plain words.

use crate::support::sql::{ENTRY, must};
use crate::support::world::{self, BEIRUT, GOMA, JUBA, STATIONS, Station};
use crate::support::{Person, TestApp};

/// How far a role reaches into an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    Nothing,
    Scope,
    Everything,
}

/// Somebody, with what they hold.
pub struct Persona {
    pub name: String,
    /// Empty for those who may not come in.
    pub role: &'static str,
    /// Stations inside the scope of their grant.
    stations: Vec<&'static str>,
    pub person: Person,
}

pub struct Personas {
    pub all: Vec<Persona>,
}

/// Role, kind of scope, its code around Goma and around Beirut.
const ROLES: [(&str, &str, &str, &str); 18] = [
    ("pcu_chief", "global", "", ""),
    ("pcu_officer", "portfolio", "africa", ""),
    ("pcu_support", "global", "", ""),
    ("executive_reader", "global", "", ""),
    ("regional_desk", "region", "africa", "mena"),
    ("tra_analyst", "region", "africa", "mena"),
    ("designated_official", "country", "CD", "LB"),
    ("senior_security_professional", "station", "GOM", "BEY"),
    ("cp_coordinator", "station", "GOM", "BEY"),
    ("team_leader", "station", "GOM", "BEY"),
    ("cp_officer", "station", "GOM", "BEY"),
    ("asset_custodian", "station", "GOM", "BEY"),
    ("entity_focal_point", "entity", "WFP", ""),
    ("roster_manager", "global", "", ""),
    ("roster_assessor", "global", "", ""),
    ("training_coordinator", "station", "GOM", "BEY"),
    ("auditor", "global", "", ""),
    ("system_admin", "global", "", ""),
];

/// People without a way in: name, SQL that makes them so after their session began.
const OUTSIDE: [(&str, &str); 3] = [
    ("ended-yesterday", "update access_grant set valid_from = sec.now() - interval '9 days', valid_to = sec.now() - interval '1 day' where account_id = <id>"),
    ("starts-tomorrow", "update access_grant set valid_from = sec.now() + interval '1 day' where account_id = <id>"),
    ("disabled", "update account set disabled_at = sec.now() where id = <id>"),
];

/// What a role reads of an area (domain.md 6.2).
pub fn breadth(role: &str, area: &str) -> Breadth {
    use Breadth::{Everything, Nothing, Scope};
    let (everywhere, in_scope): (&[&str], &[&str]) = match area {
        "open" | "own" => return Everything,
        "station" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &[
                "regional_desk",
                "tra_analyst",
                "designated_official",
                "senior_security_professional",
                "cp_coordinator",
                "team_leader",
                "cp_officer",
                "asset_custodian",
                "training_coordinator",
            ],
        ),
        "people" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "designated_official", "senior_security_professional", "cp_coordinator", "training_coordinator"],
        ),
        // a custodian reads the name of the officer who holds what is in the custodian's care, and nobody else's
        "holder" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "designated_official", "senior_security_professional", "cp_coordinator", "training_coordinator", "asset_custodian"],
        ),
        "vehicle" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["designated_official", "senior_security_professional", "cp_coordinator", "asset_custodian"],
        ),
        "asset" | "transfer" => {
            (&["pcu_chief", "pcu_officer", "auditor"], &["designated_official", "senior_security_professional", "cp_coordinator", "asset_custodian"])
        }
        "qualification" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["designated_official", "senior_security_professional", "cp_coordinator", "training_coordinator"],
        ),
        "principal" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "tra_analyst", "designated_official", "senior_security_professional", "cp_coordinator", "entity_focal_point"],
        ),
        "residence" | "family" | "routine" | "documents" => (&["pcu_chief"], &["pcu_officer", "cp_coordinator"]),
        "medical" => (&[], &["pcu_officer"]),
        "emergency" => (&["pcu_chief", "auditor"], &[]),
        "risk" => (
            &["pcu_chief", "pcu_officer", "auditor"],
            &["regional_desk", "tra_analyst", "designated_official", "senior_security_professional", "cp_coordinator"],
        ),
        "context" => (
            &["pcu_chief", "pcu_officer", "regional_desk", "tra_analyst", "designated_official", "senior_security_professional", "cp_coordinator", "auditor"],
            &[],
        ),
        "source" => (&["pcu_chief"], &["pcu_officer", "tra_analyst"]),
        "notice" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "tra_analyst", "designated_official", "senior_security_professional", "cp_coordinator", "training_coordinator"],
        ),
        "requirement" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "designated_official", "senior_security_professional", "cp_coordinator"],
        ),
        "interim" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "designated_official", "senior_security_professional", "cp_coordinator", "team_leader"],
        ),
        "assignment" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "designated_official", "senior_security_professional", "cp_coordinator", "training_coordinator"],
        ),
        "movement" | "watch" | "codename" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "tra_analyst", "designated_official", "senior_security_professional", "cp_coordinator"],
        ),
        "sealed" => (&["pcu_chief"], &["pcu_officer", "senior_security_professional", "cp_coordinator"]),
        "imports" => (&["pcu_chief", "auditor"], &["pcu_officer"]),
        "accounts" => (&["system_admin", "pcu_chief", "auditor"], &[]),
        "grants" => (&["system_admin", "pcu_chief", "auditor"], &["senior_security_professional"]),
        // stand-by, missions, evacuations
        "standby" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "executive_reader", "auditor"],
            &["regional_desk", "designated_official", "senior_security_professional", "cp_coordinator"],
        ),
        // Member State units
        "unit" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "designated_official", "senior_security_professional", "cp_coordinator"],
        ),
        "closure" => (
            &["pcu_chief", "pcu_officer", "pcu_support", "auditor"],
            &["regional_desk", "designated_official", "senior_security_professional", "cp_coordinator"],
        ),
        // a workbook is read by who brought it, whatever their role
        "nobody" | "bringer" => (&[], &[]),
        other => panic!("no such area: {other}"),
    };
    if everywhere.contains(&role) {
        Everything
    } else if in_scope.contains(&role) {
        Scope
    } else {
        Nothing
    }
}

impl Persona {
    /// True if their grant covers the station.
    pub fn covers(&self, station: Station) -> bool {
        self.stations.contains(&station.code)
    }

    /// Where a run with one wall asks: a station that they cover and the nearest that they do not.
    pub fn border(&self) -> Vec<Station> {
        let own = STATIONS.into_iter().find(|station| self.covers(*station)).unwrap_or(GOMA);
        let mut others: Vec<Station> = STATIONS.into_iter().filter(|station| !self.covers(*station) && station.code != own.code).collect();
        others.sort_by_key(|station| station.region != own.region);
        [own].into_iter().chain(others.first().copied()).collect()
    }

    /// True if they may know of a record of this area at this station.
    pub fn sees(&self, area: &str, station: Station) -> bool {
        match breadth(self.role, area) {
            Breadth::Everything => true,
            Breadth::Scope => self.covers(station),
            Breadth::Nothing => false,
        }
    }

    /// True for those who may come in.
    pub fn is_inside(&self) -> bool {
        !self.role.is_empty()
    }
}

fn covered(kind: &str, code: &str) -> Vec<&'static str> {
    [GOMA, JUBA, BEIRUT]
        .into_iter()
        .filter(|station| match kind {
            "global" => true,
            "portfolio" | "region" => station.region == code,
            "country" => station.country == code,
            "station" => station.code == code,
            _ => false,
        })
        .map(|station| station.code)
        .collect()
}

impl Personas {
    /// Furnishes the world and brings in everybody.
    pub async fn everybody(app: &TestApp) -> Self {
        world::furnish(app).await;
        let mut all = Vec::new();
        for (role, kind, near, far) in ROLES {
            all.push(make(app, role, kind, near).await);
            if !far.is_empty() {
                all.push(make(app, role, kind, far).await);
            }
        }
        for (name, becomes) in OUTSIDE {
            let mut persona = make(app, "cp_coordinator", "station", "JUB").await;
            let id = format!("(select id from account where username = '{}')", persona.person.name);
            must(&mut app.owner().await, &format!("begin; {}; {ENTRY}; commit", becomes.replace("<id>", &id))).await;
            persona.name = name.to_owned();
            persona.role = "";
            all.push(persona);
        }
        for (name, cookie) in [
            ("stranger", String::new()),
            ("malformed cookie", "cordon_session=zzzz".to_owned()),
            ("unknown cookie", format!("cordon_session={}", "ab".repeat(32))),
        ] {
            all.push(Persona { name: name.to_owned(), role: "", stations: Vec::new(), person: app.with_cookie(name, cookie) });
        }
        Self { all }
    }

    /// Every second one, from the first or from the second.
    pub fn half(self, second: bool) -> Self {
        Self { all: self.all.into_iter().skip(usize::from(second)).step_by(2).collect() }
    }

    /// Those with a scope only: what runs with one wall are about.
    pub async fn scoped(app: &TestApp) -> Self {
        world::furnish(app).await;
        let mut all = Vec::new();
        for (role, kind, near, far) in ROLES.into_iter().filter(|(_, kind, _, _)| *kind != "global") {
            all.push(make(app, role, kind, near).await);
            if !far.is_empty() && role != "asset_custodian" && role != "cp_officer" {
                all.push(make(app, role, kind, far).await);
            }
        }
        Self { all }
    }
}

async fn make(app: &TestApp, role: &'static str, kind: &str, code: &str) -> Persona {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let username = format!("walker-{}", NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let id = uuid::Uuid::now_v7();
    must(
        &mut app.owner().await,
        &format!(
            "begin; insert into account (id, username, display_name) values ('{id}', '{username}', 'Walker');
             insert into access_grant (id, account_id, role, scope_kind, scope_code, valid_from, state, is_urgent, asked_by, reason)
               values (gen_random_uuid(), '{id}', '{role}', '{kind}', '{code}', sec.now() - interval '1 day', 'granted', true, '{id}', 'walks'); {ENTRY}; commit"
        ),
    )
    .await;
    let name = if code.is_empty() { role.to_owned() } else { format!("{role} of {code}") };
    Persona { name, role, stations: covered(kind, code), person: app.as_if(&username).await }
}
