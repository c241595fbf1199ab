//! Journeys to report on, arranged below the program: their planning is another module's affair.

use uuid::Uuid;

use super::TestApp;
use super::sql::{ENTRY, must, string};

/// A journey of one official.
pub struct Journey {
    pub reference: String,
    pub movement: Uuid,
    pub legs: Vec<Uuid>,
}

/// What to arrange. Legs: from, to, departure and arrival from now on (`-10 minutes`).
pub struct Plan<'a> {
    pub tail: &'a str,
    pub station: &'a str,
    pub state: &'a str,
    pub watch: &'a str,
    pub official: Uuid,
    pub legs: &'a [(&'a str, &'a str, &'a str, &'a str)],
}

impl Plan<'static> {
    /// A ready journey from Goma to Juba that departs now.
    pub fn goma_to_juba() -> Self {
        Self {
            tail: "GTJ22",
            station: "GOM",
            state: "ready",
            watch: "check_ins",
            official: Uuid::from_u128(0xA1),
            legs: &[("GOM", "JUB", "-10 minutes", "2 hours")],
        }
    }
}

/// Arranges a journey.
pub async fn arrange(app: &TestApp, plan: &Plan<'_>) -> Journey {
    let mut owner = app.owner().await;
    let (movement, official) = (Uuid::now_v7(), plan.official);
    let reference = format!("M-26-{}", plan.tail);
    let mut sql = format!(
        "insert into principal (id, ref, codename, display_name, home_station_id, portfolio_code)
           select '{official}', 'P-{:.5}', 'KESTREL 4', 'A. Invented', id, 'africa' from duty_station where code = '{}' on conflict do nothing;
         insert into movement (id, ref, principal_id, planning_station_id, planning_cell, state, watch_level, posture)
           select '{movement}', '{reference}', '{official}', id, cell, '{}', '{}', 'P4' from duty_station where code = '{}';",
        official.simple().to_string().to_uppercase().chars().rev().collect::<String>(),
        plan.station,
        plan.state,
        plan.watch,
        plan.station
    );
    let mut legs = Vec::new();
    for (n, (from, to, departs, arrives)) in plan.legs.iter().enumerate() {
        let leg = Uuid::now_v7();
        sql.push_str(&format!(
            "insert into leg (id, movement_id, number, principal_id, mode, departure_place_id, departure_text, departs_local, departs_zone, departs_at,
               arrival_place_id, arrival_text, arrives_local, arrives_zone, arrives_at, planning_cell, departure_cell, arrival_cell)
             select '{leg}', '{movement}', {}, '{official}', 'road', a.id, a.name, (sec.now() + interval '{departs}') at time zone a.zone, a.zone, sec.now() + interval '{departs}',
               b.id, b.name, (sec.now() + interval '{arrives}') at time zone b.zone, b.zone, sec.now() + interval '{arrives}', 0, 0, 0
             from place a join duty_station s on s.id = a.station_id and s.code = '{from}',
               place b join duty_station d on d.id = b.station_id and d.code = '{to}';",
            n + 1
        ));
        legs.push(leg);
    }
    must(&mut owner, &format!("begin; {sql} {ENTRY}; commit")).await;
    Journey { reference, movement, legs }
}

/// An officer at a station, linked to an account of the cast.
pub async fn officer(app: &TestApp, account: &str, station: &str) -> Uuid {
    let mut owner = app.owner().await;
    let known = string(&mut owner, &format!("select officer_id::text from account where username = '{account}' and officer_id is not null")).await;
    if !known.is_empty() {
        return known.parse().expect("a uuid");
    }
    let id = Uuid::now_v7();
    must(
        &mut owner,
        &format!(
            "begin; insert into officer (id, ref, name, station_id, cell, category, number_1)
               select '{id}', sec.new_ref('O'), '{account}', id, cell, 'SS', '+243 999 000 111' from duty_station where code = '{station}';
             update account set officer_id = '{id}' where username = '{account}'; {ENTRY}; commit"
        ),
    )
    .await;
    id
}

/// A required post on a leg, filled if an officer is named.
pub async fn post(app: &TestApp, journey: &Journey, leg: usize, role: &str, officer: Option<Uuid>) {
    let mut owner = app.owner().await;
    let (post, leg, movement) = (Uuid::now_v7(), journey.legs[leg], journey.movement);
    let mut sql = format!("insert into post (id, movement_id, leg_id, planning_cell, role, number) values ('{post}', '{movement}', '{leg}', 0, '{role}', 1);");
    // the cell of a post is its leg's
    sql = sql.replace("values (", "select ").replace(", 0, ", ", planning_cell, ").replace(", 1);", &format!(", 1 from leg where id = '{leg}';"));
    if let Some(officer) = officer {
        sql.push_str(&format!(
            "insert into formation (id, movement_id, planning_cell) select '{movement}', '{movement}', planning_cell from movement where id = '{movement}' on conflict do nothing;
             insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during)
               values (gen_random_uuid(), '{movement}', '{leg}', '{post}', '{movement}', '{officer}', 0, 0, 'empty');"
        ));
    }
    must(&mut owner, &format!("begin; {sql} {ENTRY}; commit")).await;
}

/// A single value from behind the walls, as text.
pub async fn look(app: &TestApp, sql: &str) -> String {
    string(&mut app.owner().await, sql).await
}
