//! Every SELECT of transfers, through the visible relations; what is on their lists stands in `lines.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::model::Signed;
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::TransferId;
use crate::features::people::like;
use crate::web::error::Result;
use crate::web::list::{Asked, EXPORT, PAGE, Sort};

/// A transfer, seen from either end.
#[derive(Debug, Clone)]
pub struct Transfer {
    pub id: TransferId,
    pub reference: String,
    pub station: String,
    pub cell: i32,
    pub armoury: String,
    pub to_station: String,
    pub to_cell: i32,
    pub to_armoury: String,
    /// The end that the reader sees: its name and zone, for times.
    pub place: String,
    pub zone: String,
    pub reason: String,
    pub planned_on: NaiveDate,
    pub state: String,
    pub author: Uuid,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub ssp_by: String,
    pub ssp_at: Option<DateTime<Utc>>,
    pub pcu_by: String,
    pub pcu_at: Option<DateTime<Utc>>,
    pub first_packer: Option<Uuid>,
    pub pack_first_by: String,
    pub pack_first_at: Option<DateTime<Utc>>,
    pub pack_second_by: String,
    pub pack_second_at: Option<DateTime<Utc>>,
    pub seals: String,
    pub dispatch_by: String,
    pub dispatch_at: Option<DateTime<Utc>>,
    pub carrier: String,
    pub first_receiver: Option<Uuid>,
    pub receive_first_by: String,
    pub receive_first_at: Option<DateTime<Utc>>,
    pub receive_second_by: String,
    pub receive_second_at: Option<DateTime<Utc>>,
    pub receipt_note: String,
    pub findings: String,
    pub investigator: Option<Uuid>,
    pub investigate_by: String,
    pub investigate_at: Option<DateTime<Utc>>,
    pub close_by: String,
    pub close_at: Option<DateTime<Utc>>,
    pub closing_words: String,
    pub ender: Option<Uuid>,
    pub end_by: String,
    pub end_at: Option<DateTime<Utc>>,
    pub end_reason: String,
    pub unpack_by: String,
    pub unpack_at: Option<DateTime<Utc>>,
    pub version: i32,
}

impl Transfer {
    /// What the next step asks of the signatures so far.
    pub fn signed(&self) -> Signed {
        Signed {
            has_ssp: self.ssp_at.is_some(),
            has_pcu: self.pcu_at.is_some(),
            has_first_packer: self.pack_first_at.is_some(),
            has_end: self.end_at.is_some(),
            has_investigator: self.investigator.is_some(),
        }
    }

    /// Nobody has authorized it yet: its list may change.
    pub fn is_open_draft(&self) -> bool {
        self.state == "drafted" && self.ssp_at.is_none() && self.pcu_at.is_none()
    }

    /// INV-23: the facts of the sender's steps; whoever gave the first signature does not give the second.
    pub fn sender_facts(&self) -> Facts {
        let author = match self.state.as_str() {
            "drafted" => Some(self.author),
            "authorized" => self.first_packer,
            "packed" => self.ender,
            _ => None,
        };
        Facts { cells: Some(vec![self.cell]), author, ..Facts::default() }
    }

    /// The same of the receiver's steps.
    pub fn receiver_facts(&self) -> Facts {
        Facts { cells: Some(vec![self.to_cell]), author: self.first_receiver, ..Facts::default() }
    }
}

impl Target for Transfer {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            Transfer,
            r#"select t.id as "id!: TransferId", t.ref as "reference!", c.code as "station!", t.cell as "cell!", coalesce(sec.transfer_store(t.armoury_id), '') as "armoury!",
                 d.code as "to_station!", t.to_cell as "to_cell!", coalesce(sec.transfer_store(t.to_armoury_id), '') as "to_armoury!",
                 coalesce(s.name, r.name, c.code) as "place!", coalesce(s.zone, r.zone, 'UTC') as "zone!", t.reason as "reason!", t.planned_on as "planned_on!",
                 t.state as "state!", t.created_by as "author!", coalesce(sec.account_label(t.created_by), '') as "created_by!", t.created_at as "created_at!",
                 coalesce(sec.account_label(t.ssp_by), '') as "ssp_by!", t.ssp_at, coalesce(sec.account_label(t.pcu_by), '') as "pcu_by!", t.pcu_at,
                 t.pack_first_by as first_packer, coalesce(sec.account_label(t.pack_first_by), '') as "pack_first_by!", t.pack_first_at,
                 coalesce(sec.account_label(t.pack_second_by), '') as "pack_second_by!", t.pack_second_at, t.seals as "seals!",
                 coalesce(sec.account_label(t.dispatch_by), '') as "dispatch_by!", t.dispatch_at, t.carrier as "carrier!",
                 t.receive_first_by as first_receiver, coalesce(sec.account_label(t.receive_first_by), '') as "receive_first_by!", t.receive_first_at,
                 coalesce(sec.account_label(t.receive_second_by), '') as "receive_second_by!", t.receive_second_at, t.receipt_note as "receipt_note!",
                 t.findings as "findings!", t.investigate_by as investigator, coalesce(sec.account_label(t.investigate_by), '') as "investigate_by!",
                 t.investigate_at, coalesce(sec.account_label(t.close_by), '') as "close_by!", t.close_at, t.closing_words as "closing_words!",
                 t.end_by as ender, coalesce(sec.account_label(t.end_by), '') as "end_by!", t.end_at, t.end_reason as "end_reason!",
                 coalesce(sec.account_label(t.unpack_by), '') as "unpack_by!", t.unpack_at, t.version as "version!"
               from visible_transfer t join sec.cell c on c.no = t.cell join sec.cell d on d.no = t.to_cell
               left join visible_duty_station s on s.id = t.station_id left join visible_duty_station r on r.id = t.to_station_id where t.ref = $1"#,
            params.get("ref")
        )
        .fetch_optional(&mut **tx)
        .await?)
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell, self.to_cell]), author: self.investigator, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// A transfer as the target of what its sender does, and the unit for it.
pub struct Sent(pub Transfer);

impl Target for Sent {
    async fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(Transfer::load(tx, actor, params).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        self.0.sender_facts()
    }
    fn subject(&self) -> String {
        self.0.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.0.cell
    }
}

/// A transfer as the target of what its receiver does.
pub struct Arriving(pub Transfer);

impl Target for Arriving {
    async fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(Transfer::load(tx, actor, params).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        self.0.receiver_facts()
    }
    fn subject(&self) -> String {
        self.0.reference.clone()
    }
    #[expect(clippy::misnamed_getters, reason = "what the receiver does is told at the receiving station")]
    fn cell(&self) -> i32 {
        self.0.to_cell
    }
}

/// A permit, or why none is needed.
#[derive(Debug, Clone)]
pub struct PermitLine {
    pub kind: String,
    pub country: String,
    pub document: String,
    pub valid_until: Option<NaiveDate>,
    /// Another of its kind and country was recorded after it.
    pub is_superseded: bool,
}

/// Permits of a transfer in the order in which they were recorded.
pub async fn permits(tx: &mut Tx, transfer: TransferId) -> Result<Vec<PermitLine>> {
    Ok(sqlx::query_as!(
        PermitLine,
        r#"select p.kind as "kind!", p.country as "country!", p.document as "document!", p.valid_until,
             exists (select from visible_transfer_permit q where q.transfer_id = p.transfer_id and q.kind = p.kind and q.country = p.country and q.number > p.number)
               as "is_superseded!"
           from visible_transfer_permit p where p.transfer_id = $1 order by p.number limit 200"#,
        transfer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A mark that was read and is not on the list.
#[derive(Debug, Clone)]
pub struct Unlisted {
    pub id: Uuid,
    pub number: i32,
    pub typed: String,
    /// Why it was struck; empty: it stands.
    pub struck: String,
}

/// Marks that are not on the list.
pub async fn unlisted(tx: &mut Tx, transfer: TransferId) -> Result<Vec<Unlisted>> {
    Ok(sqlx::query_as!(
        Unlisted,
        r#"select id as "id!", number as "number!", typed as "typed!", strike_reason as "struck!" from visible_transfer_scan
           where transfer_id = $1 and line_id is null order by number limit 500"#,
        transfer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What stands against a transfer now: the rule, and the line or the permit it is about.
#[derive(Debug, Clone)]
pub struct Trouble {
    pub line: Option<Uuid>,
    pub rule: String,
    pub kind: String,
    pub country: String,
}

/// What stands against it, for the sender and the unit.
pub async fn troubles(tx: &mut Tx, transfer: TransferId) -> Result<Vec<Trouble>> {
    Ok(sqlx::query_as!(
        Trouble,
        r#"select out_line as line, out_rule as "rule!", out_kind as "kind!", out_country as "country!" from sec.transfer_troubles($1) limit 500"#,
        transfer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Ids of the parts of a transfer, for its history: lines, permits, marks.
pub async fn part_ids(tx: &mut Tx, transfer: TransferId) -> Result<(Vec<String>, Vec<String>, Vec<String>)> {
    let lines = sqlx::query_scalar!(r#"select id::text as "id!" from visible_transfer_line where transfer_id = $1 limit 1000"#, transfer.0);
    let lines = lines.fetch_all(&mut **tx).await?;
    let permits = sqlx::query_scalar!(r#"select id::text as "id!" from visible_transfer_permit where transfer_id = $1 limit 200"#, transfer.0);
    let permits = permits.fetch_all(&mut **tx).await?;
    let marks = sqlx::query_scalar!(r#"select id::text as "id!" from visible_transfer_scan where transfer_id = $1 limit 1000"#, transfer.0);
    Ok((lines, permits, marks.fetch_all(&mut **tx).await?))
}

/// A transfer as lists show it.
#[derive(Debug, Clone, FromRow)]
pub struct Row {
    pub id: Uuid,
    pub reference: String,
    pub station: String,
    pub to_station: String,
    pub place: String,
    pub zone: String,
    pub state: String,
    pub reason: String,
    pub planned_on: NaiveDate,
    pub created_at: DateTime<Utc>,
    pub created_by: String,
    pub weapons: i64,
    pub rounds: i64,
    /// Vehicles, equipment and kits.
    pub things: i64,
    /// For the cursor.
    pub sorted: String,
}

/// Filters of the list, in the order of the page.
pub const FILTERS: &[&str] = &["q", "station", "way", "state", "load"];
/// What the list sorts by.
pub const SORTS: &[&str] = &["-when"];

const WHEN: &str = "to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')";

/// One page of transfers, latest first, and how many there are in all.
pub async fn list(tx: &mut Tx, asked: &Asked, sort: Sort, is_export: bool) -> Result<(Vec<Row>, i64)> {
    let total = count(tx, asked).await?;
    let mut query = QueryBuilder::new(
        "select t.id, t.ref as reference, c.code as station, d.code as to_station, coalesce(s.name, r.name, c.code) as place,
           coalesce(s.zone, r.zone, 'UTC') as zone, t.state, t.reason, t.planned_on, t.created_at, coalesce(sec.account_label(t.created_by), '') as created_by,
           (select count(*) from visible_transfer_line l where l.transfer_id = t.id and not l.is_void and l.firearm_id is not null) as weapons,
           (select coalesce(sum(l.quantity), 0) from visible_transfer_line l where l.transfer_id = t.id and not l.is_void and l.lot_id is not null) as rounds,
           (select count(*) from visible_transfer_line l where l.transfer_id = t.id and not l.is_void and num_nonnulls(l.vehicle_id, l.equipment_id, l.kit_id) = 1) as things, ",
    );
    query.push(WHEN).push(" as sorted");
    from(&mut query, asked);
    if let (Some((value, id)), false) = (asked.after(), is_export) {
        let sign = if sort.is_descending { "<" } else { ">" };
        query.push(" and (").push(WHEN).push(", t.id) ").push(sign).push(" (").push_bind(value).push(", ").push_bind(id).push(")");
    }
    let direction = if sort.is_descending { " desc" } else { "" };
    query.push(" order by t.created_at").push(direction).push(", t.id").push(direction);
    query.push(" limit ").push_bind(if is_export { EXPORT + 1 } else { PAGE + 1 });
    Ok((query.build_query_as().fetch_all(&mut **tx).await?, total))
}

/// How many transfers an address lists.
pub async fn how_many(tx: &mut Tx, here: &str) -> Result<i64> {
    count(tx, &Asked::read(here, FILTERS)).await
}

async fn count(tx: &mut Tx, asked: &Asked) -> Result<i64> {
    let mut count = QueryBuilder::new("select count(*)");
    from(&mut count, asked);
    Ok(count.build_query_scalar().fetch_one(&mut **tx).await?)
}

fn from(query: &mut QueryBuilder<Postgres>, asked: &Asked) {
    query.push(
        " from visible_transfer t join sec.cell c on c.no = t.cell join sec.cell d on d.no = t.to_cell
          left join visible_duty_station s on s.id = t.station_id left join visible_duty_station r on r.id = t.to_station_id where true",
    );
    if let Some(text) = asked.one("q") {
        let pattern = like(text);
        query.push(" and (t.ref ilike ").push_bind(pattern.clone()).push(" or t.reason ilike ").push_bind(pattern.clone());
        query
            .push(" or exists (select from visible_transfer_line l where l.transfer_id = t.id and not l.is_void and (l.item_ref ilike ")
            .push_bind(pattern.clone());
        query.push(" or l.mark ilike ").push_bind(pattern).push(")))");
    }
    let states = asked.all("state");
    if !states.is_empty() {
        query.push(" and t.state = any (").push_bind(states).push(")");
    }
    if let Some(column) = asked.one("load").and_then(load_column) {
        query.push(" and exists (select from visible_transfer_line l where l.transfer_id = t.id and not l.is_void and l.").push(column).push(" is not null)");
    }
    let stations = asked.all("station");
    // with a station: what it sent or received; without one: what the reader's own stations did
    let ends: &[&str] = match asked.one("way") {
        Some("sent") => &["cell"],
        Some("received") => &["to_cell"],
        _ if stations.is_empty() => &[],
        _ => &["cell", "to_cell"],
    };
    for (n, end) in ends.iter().enumerate() {
        query.push(if n == 0 { " and (" } else { " or " });
        if stations.is_empty() {
            query.push("t.").push(end).push(" = any ((select sec.cells_transfer())::integer[])");
        } else {
            query.push(if *end == "cell" { "c.code" } else { "d.code" }).push(" = any (").push_bind(stations.clone()).push(")");
        }
    }
    if !ends.is_empty() {
        query.push(")");
    }
}

/// The column of a line that tells what kind of load it is.
fn load_column(load: &str) -> Option<&'static str> {
    Some(match load {
        "firearm" => "firearm_id",
        "lot" => "lot_id",
        "vehicle" => "vehicle_id",
        "equipment" => "equipment_id",
        "kit" => "kit_id",
        _ => return None,
    })
}
