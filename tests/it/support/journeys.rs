//! Journeys arranged behind the walls, with the parts named. The triggers of the schema fill cells,
//! windows, spans and counts, exactly as they do for people.

use chrono::{DateTime, Duration, Utc};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::TestApp;
use super::ground::ground;

/// A movement of one leg. Minutes count from the database's clock: negative ones lie in the past.
pub struct Journey<'a> {
    pub codename: &'a str,
    pub portfolio: &'a str,
    /// Code of the planning station.
    pub planned_by: &'a str,
    /// Codes of the stations the leg joins.
    pub from: &'a str,
    pub to: &'a str,
    pub mode: &'a str,
    pub departs_in: i64,
    pub lasts: i64,
    /// State of the movement.
    pub state: &'a str,
    /// State of the leg.
    pub leg_state: &'a str,
    pub watch: &'a str,
    pub posture: Option<&'a str>,
    pub departed_in: Option<i64>,
    pub next_due_in: Option<i64>,
    pub last_contact_in: Option<i64>,
    /// Roles of the required posts, and how many of them have an officer.
    pub posts: &'a [&'a str],
    pub filled: usize,
    /// Name and number of the officer on the first post.
    pub leader: (&'a str, &'a str),
    pub is_contested: bool,
    /// True if duty for the official rests on something (INV-01).
    pub is_grounded: bool,
    /// An official who has journeys already; none makes one.
    pub principal: Option<Uuid>,
}

impl Default for Journey<'_> {
    fn default() -> Self {
        Self {
            codename: "KESTREL",
            portfolio: "africa",
            planned_by: "GOM",
            from: "GOM",
            to: "NBO",
            mode: "road",
            departs_in: 120,
            lasts: 180,
            state: "ready",
            leg_state: "planned",
            watch: "check_ins",
            posture: None,
            departed_in: None,
            next_due_in: None,
            last_contact_in: None,
            posts: &[],
            filled: 0,
            leader: ("O. Okoro", "+243 970 000 001"),
            is_contested: false,
            is_grounded: true,
            principal: None,
        }
    }
}

impl Journey<'_> {
    /// Under way, well, with the next check-in still ahead.
    pub fn under_way() -> Self {
        Self { departs_in: -60, state: "under_way", leg_state: "under_way", departed_in: Some(-60), next_due_in: Some(45), ..Self::default() }
    }

    /// Ready, from Goma to Juba, due to depart ten minutes ago.
    pub fn goma_to_juba() -> Self {
        Self { codename: "KESTREL 4", to: "JUB", departs_in: -10, lasts: 130, posture: Some("P4"), ..Self::default() }
    }

    /// As an import leaves it: nobody asked for a watch or for cover.
    pub fn imported() -> Self {
        Self { state: "notified", watch: "none", ..Self::default() }
    }
}

/// What was made.
pub struct Arranged {
    pub movement: Uuid,
    pub reference: String,
    pub leg: Uuid,
    pub principal: Uuid,
    pub principal_reference: String,
    pub posts: Vec<Uuid>,
    pub officers: Vec<Uuid>,
}

impl TestApp {
    /// Makes a principal, a movement with one leg, its posts and the officers on them.
    pub async fn arrange(&self, journey: &Journey<'_>) -> Arranged {
        let mut owner = self.owner().await;
        arrange(&mut owner, journey).await
    }

    /// A further leg of a movement, numbered after the last.
    pub async fn arrange_leg(&self, arranged: &Arranged, number: i32, journey: &Journey<'_>) -> Uuid {
        let mut owner = self.owner().await;
        let mut tx = owner.begin().await.expect("a transaction begins");
        let leg = insert_leg(&mut tx, arranged.movement, arranged.principal, number, journey).await;
        settle(&mut tx).await;
        tx.commit().await.expect("the leg is arranged");
        leg
    }

    /// The officer of an account of the cast, at a station.
    pub async fn officer_of(&self, account: &str, station: &str) -> Uuid {
        let mut owner = self.owner().await;
        let known: Option<Uuid> =
            sqlx::query_scalar("select officer_id from account where username = $1").bind(account).fetch_one(&mut owner).await.expect(account);
        if let Some(known) = known {
            return known;
        }
        let mut tx = owner.begin().await.expect("a transaction begins");
        let officer = insert_officer(&mut tx, station, account, "+243 999 000 111").await;
        sqlx::query("update account set officer_id = $1 where username = $2")
            .bind(officer)
            .bind(account)
            .execute(&mut *tx)
            .await
            .expect("an account is linked");
        settle(&mut tx).await;
        tx.commit().await.expect("the officer is arranged");
        officer
    }

    /// A further required post of the leg, filled if an officer is named.
    pub async fn arrange_post(&self, arranged: &Arranged, role: &str, officer: Option<Uuid>) -> Uuid {
        let mut owner = self.owner().await;
        let mut tx = owner.begin().await.expect("a transaction begins");
        let post = insert_post(&mut tx, arranged.leg, role, 1).await;
        if let Some(officer) = officer {
            insert_tasking(&mut tx, arranged.leg, post, officer).await;
        }
        settle(&mut tx).await;
        tx.commit().await.expect("the post is arranged");
        post
    }

    /// Runs one statement of arrangement behind the walls, with its entry in the trail.
    pub async fn alter(&self, sql: &'static str, id: Uuid) {
        let mut owner = self.owner().await;
        let mut tx = owner.begin().await.expect("a transaction begins");
        sqlx::query(sql).bind(id).execute(&mut *tx).await.expect("the arrangement can be altered");
        settle(&mut tx).await;
        tx.commit().await.expect("the alteration is kept");
    }
}

/// As [`TestApp::arrange`], on a connection of the owner, for many at a time.
pub async fn arrange(owner: &mut PgConnection, journey: &Journey<'_>) -> Arranged {
    let mut tx = owner.begin().await.expect("a transaction begins");
    let principal = match journey.principal {
        Some(known) => known,
        None => {
            let made = insert_principal(&mut tx, journey).await;
            if journey.is_grounded {
                ground(&mut tx, made).await;
            }
            made
        }
    };
    let principal_reference = sqlx::query_scalar("select ref from principal where id = $1").bind(principal).fetch_one(&mut *tx).await.expect("a reference");
    let (movement, reference): (Uuid, String) = sqlx::query_as(
        "insert into movement (id, ref, principal_id, planning_station_id, state, posture, watch_level)
         values ($1, sec.new_ref('M-26'), $2, (select id from duty_station where code = $3), $4, $5, $6) returning id, ref",
    )
    .bind(Uuid::now_v7())
    .bind(principal)
    .bind(journey.planned_by)
    .bind(journey.state)
    .bind(journey.posture)
    .bind(journey.watch)
    .fetch_one(&mut *tx)
    .await
    .expect("a movement can be arranged");
    let leg = insert_leg(&mut tx, movement, principal, 1, journey).await;
    sqlx::query("insert into formation (id, movement_id, planning_cell) select $1, id, planning_cell from movement where id = $2")
        .bind(Uuid::now_v7())
        .bind(movement)
        .execute(&mut *tx)
        .await
        .expect("a formation can be arranged");
    let mut arranged = Arranged { movement, reference, leg, principal, principal_reference, posts: Vec::new(), officers: Vec::new() };
    for (n, role) in journey.posts.iter().enumerate() {
        let post = insert_post(&mut tx, leg, role, n as i32 + 1).await;
        arranged.posts.push(post);
        if n < journey.filled {
            let name = if n == 0 { journey.leader.0.to_owned() } else { format!("{} {n}", journey.leader.0) };
            let officer = insert_officer(&mut tx, journey.planned_by, &name, journey.leader.1).await;
            insert_tasking(&mut tx, leg, post, officer).await;
            arranged.officers.push(officer);
        }
    }
    settle(&mut tx).await;
    tx.commit().await.expect("the journey is arranged");
    arranged
}

async fn insert_principal(tx: &mut PgConnection, journey: &Journey<'_>) -> Uuid {
    sqlx::query_scalar(
        "insert into principal (id, ref, codename, display_name, portfolio_code, home_station_id)
         values ($1, sec.new_ref('P'), $2, 'Invented Official', $3, (select id from duty_station where code = $4)) returning id",
    )
    .bind(Uuid::now_v7())
    .bind(journey.codename)
    .bind(journey.portfolio)
    .bind(journey.planned_by)
    .fetch_one(tx)
    .await
    .expect("a principal can be arranged")
}

async fn insert_post(tx: &mut PgConnection, leg: Uuid, role: &str, number: i32) -> Uuid {
    sqlx::query_scalar(
        "insert into post (id, movement_id, leg_id, planning_cell, role, number) select $1, movement_id, id, planning_cell, $3, $4 from leg where id = $2 returning id",
    )
    .bind(Uuid::now_v7())
    .bind(leg)
    .bind(role)
    .bind(number)
    .fetch_one(tx)
    .await
    .expect("a post can be arranged")
}

async fn insert_tasking(tx: &mut PgConnection, leg: Uuid, post: Uuid, officer: Uuid) {
    sqlx::query(
        "insert into tasking (id, movement_id, leg_id, post_id, formation_id, officer_id, planning_cell, officer_cell, during, state)
         select $1, l.movement_id, l.id, $3, f.id, $4, l.planning_cell, 0, l.during, 'planned' from leg l join formation f on f.movement_id = l.movement_id where l.id = $2",
    )
    .bind(Uuid::now_v7())
    .bind(leg)
    .bind(post)
    .bind(officer)
    .execute(tx)
    .await
    .expect("a tasking can be arranged");
}

async fn insert_officer(tx: &mut PgConnection, station: &str, name: &str, number: &str) -> Uuid {
    sqlx::query_scalar(
        "insert into officer (id, ref, name, station_id, category, number_1) select $1, sec.new_ref('O'), $2, id, 'SS', $4 from duty_station where code = $3 returning id",
    )
    .bind(Uuid::now_v7())
    .bind(name)
    .bind(station)
    .bind(number)
    .fetch_one(tx)
    .await
    .expect("an officer can be arranged")
}

async fn insert_leg(tx: &mut PgConnection, movement: Uuid, principal: Uuid, number: i32, journey: &Journey<'_>) -> Uuid {
    let now: DateTime<Utc> = sqlx::query_scalar("select date_trunc('second', sec.now())").fetch_one(&mut *tx).await.expect("the clock can be read");
    let at = |minutes: i64| now + Duration::minutes(minutes);
    let leg = Uuid::now_v7();
    sqlx::query(
        "insert into leg (id, movement_id, number, principal_id, mode, departure_place_id, departure_text, departs_local, departs_zone, departs_at,
           arrival_place_id, arrival_text, arrives_local, arrives_zone, arrives_at, planning_cell, departure_cell, arrival_cell,
           state, departed_at, next_due_at, last_contact_at, last_contact_channel, is_contested)
         select $1, $2, $3, $4, $5, f.id, f.name, $8 at time zone f.zone, f.zone, $8, t.id, t.name, $9 at time zone t.zone, t.zone, $9, 0, 0, 0,
           $10, $11, $12, $13, case when $13::timestamptz is not null then 'radio' end, $14
         from place f, place t
         where f.kind = 'duty_station' and f.station_id = (select id from duty_station where code = $6)
           and t.kind = 'duty_station' and t.station_id = (select id from duty_station where code = $7)",
    )
    .bind(leg)
    .bind(movement)
    .bind(number)
    .bind(principal)
    .bind(journey.mode)
    .bind(journey.from)
    .bind(journey.to)
    .bind(at(journey.departs_in))
    .bind(at(journey.departs_in + journey.lasts))
    .bind(journey.leg_state)
    .bind(journey.departed_in.map(at))
    .bind(journey.next_due_in.map(at))
    .bind(journey.last_contact_in.map(at))
    .bind(journey.is_contested)
    .execute(tx)
    .await
    .expect("a leg can be arranged");
    leg
}

/// The entry that every change owes the trail.
pub async fn settle(tx: &mut PgConnection) {
    cordon::audit::append_system(tx, "test.arrange", "", "").await.expect("the trail takes the entry");
}
