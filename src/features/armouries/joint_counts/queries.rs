//! Every SELECT of joint counts, through the visible relations.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{ArmouryId, JointCountId};
use crate::web::error::Result;

/// A weapon that the ledger has there.
#[derive(Debug, Clone, Deserialize)]
pub struct CountedWeapon {
    #[serde(rename = "ref")]
    pub reference: String,
    pub serial: String,
    pub what: String,
    pub seen: bool,
}

/// Rounds that the ledger has there.
#[derive(Debug, Clone, Deserialize)]
pub struct CountedRounds {
    #[serde(rename = "ref")]
    pub reference: String,
    pub what: String,
    pub held: i64,
    pub found: i64,
}

/// A joint count.
#[derive(Debug, Clone)]
pub struct JointCount {
    pub id: JointCountId,
    pub reference: String,
    pub armoury: String,
    pub name: String,
    pub station: String,
    pub station_name: String,
    pub zone: String,
    pub cell: i32,
    pub weapons: Json<Vec<CountedWeapon>>,
    pub rounds: Json<Vec<CountedRounds>>,
    pub has_difference: bool,
    pub unexpected: String,
    pub remark: String,
    pub state: String,
    pub first: Uuid,
    pub first_by: String,
    pub first_at: DateTime<Utc>,
    pub second_by: String,
    pub second_at: Option<DateTime<Utc>>,
    pub withdraw_reason: String,
    pub version: i32,
}

impl Target for JointCount {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            JointCount,
            r#"select j.id as "id!: JointCountId", j.ref as "reference!", coalesce(a.ref, '') as "armoury!", coalesce(a.name, '') as "name!", c.code as "station!",
                 coalesce(s.name, c.code) as "station_name!", coalesce(s.zone, 'UTC') as "zone!", j.cell as "cell!",
                 j.weapons as "weapons!: Json<Vec<CountedWeapon>>", j.rounds as "rounds!: Json<Vec<CountedRounds>>", j.has_difference as "has_difference!",
                 j.unexpected as "unexpected!", j.remark as "remark!", j.state as "state!", j.first_by as "first!",
                 coalesce(sec.account_label(j.first_by), '') as "first_by!", j.first_at as "first_at!", coalesce(sec.account_label(j.second_by), '') as "second_by!",
                 j.second_at, j.withdraw_reason as "withdraw_reason!", j.version as "version!"
               from visible_joint_count j join sec.cell c on c.no = j.cell left join visible_armoury a on a.id = j.armoury_id
               left join visible_duty_station s on s.cell = j.cell where j.ref = $1"#,
            params.get("ref")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), author: Some(self.first), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// A joint count as its armoury lists it.
#[derive(Debug, Clone)]
pub struct Line {
    pub reference: String,
    pub state: String,
    pub has_difference: bool,
    pub first_by: String,
    pub first_at: DateTime<Utc>,
    pub second_by: String,
}

/// The last joint counts of an armoury.
pub async fn of_armoury(tx: &mut Tx, armoury: ArmouryId) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"select ref as "reference!", state as "state!", has_difference as "has_difference!", coalesce(sec.account_label(first_by), '') as "first_by!",
             first_at as "first_at!", coalesce(sec.account_label(second_by), '') as "second_by!"
           from visible_joint_count where armoury_id = $1 order by first_at desc, id limit 5"#,
        armoury.0
    )
    .fetch_all(&mut **tx)
    .await?)
}
