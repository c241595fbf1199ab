//! Every SELECT of firearms, through the visible relations.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{Upkeep, serial_key};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{CustodyId, FirearmId, OfficerId, StationId};
use crate::web::error::Result;
use crate::web::list::PAGE;

/// A firearm with who or what holds it now.
#[derive(Debug, Clone)]
pub struct Firearm {
    pub id: FirearmId,
    pub reference: String,
    pub station_id: StationId,
    pub station: String,
    pub station_name: String,
    pub country: String,
    pub zone: String,
    pub cell: i32,
    pub serial: String,
    pub make: String,
    pub model: String,
    pub class: String,
    pub calibre: String,
    pub country_of_make: String,
    pub ownership: String,
    pub marks: String,
    pub acquired_on: Option<NaiveDate>,
    pub document: String,
    pub state: String,
    pub state_since: DateTime<Utc>,
    pub state_reason: String,
    /// The station was evacuated with it in the armoury: uncounted.
    pub is_left_behind: bool,
    pub round_count: i32,
    pub inspected_on: Option<NaiveDate>,
    pub inspection_due_on: Option<NaiveDate>,
    pub custody_id: Option<CustodyId>,
    /// `armoury`, `person`, `workshop`, `consignment`, `missing`; empty before it was taken on and after it left the books.
    pub place: String,
    /// Name of the armoury or workshop, reference and name of the officer; of a missing weapon the place of the report.
    pub holder: String,
    pub holder_id: Option<OfficerId>,
    pub armoury: String,
    pub since: Option<DateTime<Utc>>,
    pub due_back_at: Option<DateTime<Utc>>,
    pub is_mine: bool,
    pub version: i32,
}

impl Firearm {
    /// `9F-31877 Invented M9, 9x19`.
    pub fn called(&self) -> String {
        format!("{} {} {}, {}", self.serial, self.make, self.model, self.calibre)
    }
}

impl Target for Firearm {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        by_ref(tx, params.get("ref")).await
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), own: self.is_mine, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// The firearm of a reference, if the reader may see it.
pub async fn by_ref(tx: &mut Tx, reference: &str) -> Result<Option<Firearm>> {
    Ok(sqlx::query_as!(
        Firearm,
        r#"select f.id as "id!: FirearmId", f.ref as "reference!", f.station_id as "station_id!: StationId", c.code as "station!",
             coalesce(s.name, c.code) as "station_name!", coalesce(s.country, '') as "country!", coalesce(s.zone, 'UTC') as "zone!", f.cell as "cell!",
             f.serial as "serial!", f.make as "make!", f.model as "model!", f.class as "class!", f.calibre as "calibre!",
             coalesce(f.country_of_make, '') as "country_of_make!", f.ownership as "ownership!", f.marks as "marks!", f.acquired_on,
             f.document as "document!", f.state as "state!", f.state_since as "state_since!", f.state_reason as "state_reason!",
             sec.is_left_behind(f.id) as "is_left_behind!", f.round_count as "round_count!", f.inspected_on, f.inspection_due_on, k.id as "custody_id?: CustodyId", coalesce(k.kind, '') as "place!",
             coalesce(a.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), case when k.kind = 'missing' then h.place end, '') as "holder!", k.officer_id as "holder_id?: OfficerId",
             coalesce(a.ref, '') as "armoury!", k.since as "since?", h.due_back_at as "due_back_at?",
             f.id = any ((select sec.own_firearms())::uuid[]) as "is_mine!", f.version as "version!"
           from visible_firearm f join sec.cell c on c.no = f.cell
           left join visible_duty_station s on s.id = f.station_id
           left join visible_firearm_custody k on k.firearm_id = f.id and k.until is null
           left join visible_armoury a on a.id = k.armoury_id
           left join visible_handover h on h.id = k.handover_id
           where f.ref = $1"#,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// The reference of the firearm with exactly this serial number or reference, if the reader may see one and only one.
pub async fn one_called(tx: &mut Tx, text: &str) -> Result<Option<String>> {
    let found = sqlx::query_scalar!(
        r#"select ref as "ref!" from visible_firearm where ref = upper($1) or serial_key = $2 order by ref limit 2"#,
        text.trim(),
        serial_key(text)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(if let [only] = found.as_slice() { Some(only.clone()) } else { None })
}

/// Another weapon whose serial number is the same, or differs in one sign.
#[derive(Debug, Clone)]
pub struct Near {
    pub reference: String,
    pub serial: String,
    pub what: String,
    /// The same number, of a weapon that left the books: it can be taken on again.
    pub has_left: bool,
}

/// Weapons whose serial number is easily taken for this one. At most five.
pub async fn near(tx: &mut Tx, serial: &str, but: &str) -> Result<Vec<Near>> {
    Ok(sqlx::query_as!(
        Near,
        r#"select f.ref as "reference!", f.serial as "serial!", f.make || ' ' || f.model as "what!",
             f.state = 'transferred_out' and f.serial_key = $1 as "has_left!" from sec.firearms_near(array[$1::text]) near
           join visible_firearm f on f.id = near.out_id where f.ref <> $2 order by f.ref limit 5"#,
        serial_key(serial),
        but
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Weapons whose serial number is one of these, or easily taken for it: which one, reference, serial as marked.
pub async fn near_any(tx: &mut Tx, serials: &[String]) -> Result<Vec<(String, String, String)>> {
    let keys: Vec<String> = serials.iter().map(|serial| serial_key(serial)).filter(|key| !key.is_empty()).collect();
    let rows = sqlx::query!(
        r#"select near.out_mark as "key!", f.ref as "reference!", f.serial as "serial!"
           from sec.firearms_near($1) near join visible_firearm f on f.id = near.out_id
           order by near.out_mark, f.serial_key <> near.out_mark, f.ref limit 250"#,
        &keys
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.reference, row.serial)).collect())
}

/// A line of the chain of custody.
#[derive(Debug, Clone)]
pub struct Link {
    pub number: i32,
    pub holder: String,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub act: String,
    pub act_kind: String,
    pub first_by: String,
    pub second_by: String,
    pub is_unsigned: bool,
    pub gaps: Vec<String>,
}

/// Who or what had the weapon, latest first: a page of what was before this number, and one more.
pub async fn chain(tx: &mut Tx, firearm: FirearmId, before: i32) -> Result<Vec<Link>> {
    Ok(sqlx::query_as!(
        Link,
        r#"select k.number as "number!", coalesce(a.name, nullif(k.workshop, ''), sec.holder_label(k.officer_id),
               (select t.ref from visible_transfer t where t.id = k.transfer_id), case when k.kind = 'missing' then h.place end, '') as "holder!", k.since as "since!",
             k.until, coalesce(h.ref, t.ref, '') as "act!", coalesce(h.kind, case when k.transfer_id is not null then 'transfer' end, '') as "act_kind!",
             coalesce(sec.account_label(coalesce(h.first_by, case when k.kind = 'consignment' then t.pack_first_by else coalesce(t.receive_first_by, t.end_by) end)), '') as "first_by!",
             coalesce(sec.account_label(coalesce(h.second_by, case when k.kind = 'consignment' then t.pack_second_by else coalesce(t.receive_second_by, t.unpack_by) end)), '') as "second_by!",
             coalesce(h.id is not null and h.second_by is null, false) as "is_unsigned!",
             coalesce(h.gaps, '{}') as "gaps!"
           from visible_firearm_custody k left join visible_armoury a on a.id = k.armoury_id left join visible_handover h on h.id = k.handover_id
             left join visible_transfer t on t.id = k.transfer_id where k.firearm_id = $1 and k.number < $2 order by k.number desc limit $3"#,
        firearm.0,
        before,
        PAGE + 1
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The report of a loss or theft that still stands.
#[derive(Debug, Clone)]
pub struct Missing {
    pub act: String,
    /// `lost` or `stolen`.
    pub missing_as: String,
    pub occurred_at: DateTime<Utc>,
    pub place: String,
    /// Who or what had it last, by the ledger.
    pub holder: String,
    pub note: String,
}

/// The report by which a weapon is missing, if it is.
pub async fn missing(tx: &mut Tx, firearm: FirearmId) -> Result<Option<Missing>> {
    Ok(sqlx::query_as!(
        Missing,
        r#"select h.ref as "act!", h.missing_as as "missing_as!", h.occurred_at as "occurred_at!", h.place as "place!", h.note as "note!",
             coalesce(a.name, nullif(l.workshop, ''), sec.holder_label(l.officer_id),
               (select t.ref from visible_transfer t where t.id = l.transfer_id), '') as "holder!"
           from visible_firearm_custody k join visible_handover h on h.id = k.handover_id
           left join lateral (select x.armoury_id, x.officer_id, x.workshop, x.transfer_id from visible_firearm_custody x
             where x.firearm_id = k.firearm_id and x.kind <> 'missing' order by x.number desc limit 1) l on true
           left join visible_armoury a on a.id = l.armoury_id
           where k.firearm_id = $1 and k.until is null and k.kind = 'missing'"#,
        firearm.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// An inspection.
#[derive(Debug, Clone)]
pub struct Inspection {
    pub id: Uuid,
    pub kind: String,
    pub done_on: NaiveDate,
    pub result: String,
    pub rounds_fired: i32,
    pub inspector: String,
    pub note: String,
}

/// So many inspections stand on one page.
const INSPECTIONS: usize = 200;

/// Inspections of a weapon, latest first: those that follow one of them, and that after which there are more.
pub async fn inspections(tx: &mut Tx, firearm: FirearmId, after: Option<Uuid>) -> Result<(Vec<Inspection>, Option<Uuid>)> {
    let mut found = sqlx::query_as!(
        Inspection,
        r#"select id as "id!", kind as "kind!", done_on as "done_on!", result as "result!", rounds_fired as "rounds_fired!", inspector as "inspector!",
             note as "note!" from visible_firearm_inspection where firearm_id = $1
             and ($2::uuid is null or (done_on, number) < (select i.done_on, i.number from visible_firearm_inspection i where i.firearm_id = $1 and i.id = $2))
           order by done_on desc, number desc limit $3"#,
        firearm.0,
        after,
        INSPECTIONS as i64 + 1
    )
    .fetch_all(&mut **tx)
    .await?;
    let is_more = found.len() > INSPECTIONS;
    found.truncate(INSPECTIONS);
    let last = found.last().filter(|_| is_more).map(|one| one.id);
    Ok((found, last))
}

/// What is due on a weapon: what, by which day, after how many rounds, how it stands.
pub async fn upkeep(tx: &mut Tx, firearm: FirearmId) -> Result<Vec<Upkeep>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Upkeep,
        r#"select out_what as "what!", out_due_on as "due_on?", out_rounds as "rounds?", out_standing as "standing!" from sec.firearm_due($1, $2)"#,
        firearm.0,
        today
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A permit with its weapon: the target of its pages.
#[derive(Debug, Clone)]
pub struct Permit {
    pub firearm: Firearm,
    pub line: PermitLine,
}

/// A permit.
#[derive(Debug, Clone)]
pub struct PermitLine {
    pub id: Uuid,
    pub number: i32,
    pub country: String,
    pub kind: String,
    pub document: String,
    pub issued_on: NaiveDate,
    pub valid_until: NaiveDate,
    pub is_void: bool,
    pub void_reason: String,
    pub version: i32,
}

/// Permits of a weapon, latest end first.
pub async fn permits(tx: &mut Tx, firearm: FirearmId) -> Result<Vec<PermitLine>> {
    Ok(sqlx::query_as!(
        PermitLine,
        r#"select id as "id!", number as "number!", country as "country!", kind as "kind!", document as "document!", issued_on as "issued_on!",
             valid_until as "valid_until!", is_void as "is_void!", void_reason as "void_reason!", version as "version!"
           from visible_firearm_permit where firearm_id = $1 order by is_void, valid_until desc, number desc limit 200"#,
        firearm.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

impl Target for Permit {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(firearm) = by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let number = params.number("number")?;
        let line = permits(tx, firearm.id).await?.into_iter().find(|line| line.number == number && !line.is_void);
        Ok(line.map(|line| Self { firearm, line }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.firearm.facts(actor)
    }
    fn subject(&self) -> String {
        self.firearm.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.firearm.cell
    }
}

/// The day on which the last permit of the weapon for the country of its station ended; none if one holds or was never recorded.
pub async fn permit_ended_on(tx: &mut Tx, firearm: &Firearm) -> Result<Option<NaiveDate>> {
    let today = tx.now.date_naive();
    let ended = sqlx::query_scalar!(
        r#"select max(valid_until) as "ended" from visible_firearm_permit where firearm_id = $1 and country = $2 and not is_void"#,
        firearm.id.0,
        firearm.country
    );
    Ok(ended.fetch_one(&mut **tx).await?.filter(|day| *day < today))
}

/// What stands against the officer who has the weapon; empty if nothing does or nobody has it (INV-14).
pub async fn withdraw_gaps(tx: &mut Tx, firearm: FirearmId) -> Result<Vec<String>> {
    let gaps = sqlx::query_scalar!(r#"select sec.withdraw_gaps($1) as "gaps""#, firearm.0).fetch_one(&mut **tx).await?;
    Ok(gaps.unwrap_or_default())
}

/// Ids of the parts of a weapon, for its history.
pub async fn part_ids(tx: &mut Tx, firearm: FirearmId) -> Result<(Vec<String>, Vec<String>)> {
    let permits = sqlx::query_scalar!(r#"select id::text as "id!" from visible_firearm_permit where firearm_id = $1 limit 500"#, firearm.0);
    let permits = permits.fetch_all(&mut **tx).await?;
    let inspections = sqlx::query_scalar!(r#"select id::text as "id!" from visible_firearm_inspection where firearm_id = $1 limit 500"#, firearm.0);
    let inspections = inspections.fetch_all(&mut **tx).await?;
    Ok((permits, inspections))
}
