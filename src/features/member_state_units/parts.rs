//! What belongs to a unit: agreements, checks, people, rotations, kit. Each is numbered within its unit.

use chrono::NaiveDate;
use uuid::Uuid;

use super::queries::{Unit, by_ref};
use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::web::error::Result;

/// What was agreed with the Member State.
#[derive(Debug, Clone)]
pub struct Agreement {
    pub id: Uuid,
    pub number: i32,
    pub form: String,
    pub document: String,
    pub from_date: NaiveDate,
    pub to_date: NaiveDate,
    pub allows_arms: bool,
    pub reimbursement: String,
    pub ceiling: Option<i32>,
    pub kit_list: String,
    pub liability: String,
    pub drafter: Uuid,
    pub drafted_by: String,
    /// Empty: a draft.
    pub approved_by: String,
    pub ended_on: Option<NaiveDate>,
    pub end_reason: String,
    pub version: i32,
}

impl Agreement {
    /// Its last day, as it was agreed or as it came.
    pub fn until(&self) -> NaiveDate {
        self.ended_on.unwrap_or(self.to_date)
    }
}

/// An item of the check before deployment, as it was found once.
#[derive(Debug, Clone)]
pub struct Check {
    pub id: Uuid,
    pub number: i32,
    pub item: String,
    pub outcome: String,
    pub done_on: NaiveDate,
    pub note: String,
    pub doer: Uuid,
    pub done_by: String,
    /// Empty: nobody yet.
    pub confirmed_by: String,
    pub version: i32,
}

/// Somebody in post, or who was.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: Uuid,
    pub number: i32,
    /// Reference and name; empty for readers who may not know them.
    pub officer: String,
    pub name: String,
    pub position: String,
    pub rank: String,
    pub from_date: NaiveDate,
    pub to_date: Option<NaiveDate>,
    pub version: i32,
}

/// A rotation that is planned, took place or was called off.
#[derive(Debug, Clone)]
pub struct Rotation {
    pub id: Uuid,
    pub number: i32,
    pub planned_on: NaiveDate,
    pub leaving: String,
    pub coming: String,
    pub done_on: Option<NaiveDate>,
    pub called_off_because: String,
    pub version: i32,
}

impl Rotation {
    /// True if it is still to come.
    pub fn is_planned(&self) -> bool {
        self.done_on.is_none() && self.called_off_because.is_empty()
    }
}

/// Something the unit brought.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: Uuid,
    pub number: i32,
    pub kind: String,
    pub label: String,
    pub quantity: i32,
    /// Reference in the register of firearms; empty: not there, or not for this reader.
    pub firearm: String,
    pub brought_on: NaiveDate,
    /// Empty: still with the unit.
    pub outcome: String,
    pub outcome_on: Option<NaiveDate>,
    pub outcome_document: String,
    pub outcome_note: String,
    pub settler: Option<Uuid>,
    pub settled_by: String,
    /// Empty: nobody yet.
    pub confirmed_by: String,
    pub version: i32,
}

/// Agreements of a unit, the last first.
pub async fn agreements(tx: &mut Tx, unit: &Unit) -> Result<Vec<Agreement>> {
    Ok(sqlx::query_as!(
        Agreement,
        r#"select id as "id!", number as "number!", form as "form!", document as "document!", from_date as "from_date!", to_date as "to_date!",
             allows_arms as "allows_arms!", reimbursement as "reimbursement!", ceiling, kit_list as "kit_list!", liability as "liability!",
             drafted_by as "drafter!", coalesce(sec.account_label(drafted_by), '') as "drafted_by!", coalesce(sec.account_label(approved_by), '') as "approved_by!",
             ended_on, end_reason as "end_reason!", version as "version!"
           from visible_ms_agreement where unit_id = $1 order by from_date desc, number desc limit 100"#,
        unit.id.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Checks of a unit, the last first.
pub async fn checks(tx: &mut Tx, unit: &Unit) -> Result<Vec<Check>> {
    Ok(sqlx::query_as!(
        Check,
        r#"select id as "id!", number as "number!", item as "item!", outcome as "outcome!", done_on as "done_on!", note as "note!", done_by as "doer!",
             coalesce(sec.account_label(done_by), '') as "done_by!", coalesce(sec.account_label(confirmed_by), '') as "confirmed_by!", version as "version!"
           from visible_ms_unit_check where unit_id = $1 order by number desc limit 200"#,
        unit.id.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// People of a unit: those who serve or will, then those who left.
pub async fn members(tx: &mut Tx, unit: &Unit) -> Result<Vec<Member>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Member,
        r#"select m.id as "id!", m.number as "number!", coalesce(o.ref, '') as "officer!", coalesce(o.name, '') as "name!", m.position as "position!",
             m.rank as "rank!", m.from_date as "from_date!", m.to_date, m.version as "version!"
           from visible_ms_unit_member m left join visible_officer o on o.id = m.officer_id
           where m.unit_id = $1 order by coalesce(m.to_date < $2, false), m.from_date, m.number limit 500"#,
        unit.id.0,
        today
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Rotations of a unit, the last first.
pub async fn rotations(tx: &mut Tx, unit: &Unit) -> Result<Vec<Rotation>> {
    Ok(sqlx::query_as!(
        Rotation,
        r#"select id as "id!", number as "number!", planned_on as "planned_on!", leaving as "leaving!", coming as "coming!", done_on,
             called_off_because as "called_off_because!", version as "version!"
           from visible_ms_rotation where unit_id = $1 order by planned_on desc, number desc limit 100"#,
        unit.id.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What a unit brought: what is still with it first.
pub async fn items(tx: &mut Tx, unit: &Unit) -> Result<Vec<Item>> {
    Ok(sqlx::query_as!(
        Item,
        r#"select i.id as "id!", i.number as "number!", i.kind as "kind!", i.label as "label!", i.quantity as "quantity!", coalesce(f.ref, '') as "firearm!",
             i.brought_on as "brought_on!", i.outcome as "outcome!", i.outcome_on, i.outcome_document as "outcome_document!",
             i.outcome_note as "outcome_note!", i.settled_by as settler, coalesce(sec.account_label(i.settled_by), '') as "settled_by!",
             coalesce(sec.account_label(i.confirmed_by), '') as "confirmed_by!", i.version as "version!"
           from visible_ms_unit_item i left join visible_firearm f on f.id = i.firearm_id
           where i.unit_id = $1 order by i.confirmed_by is not null, i.number limit 500"#,
        unit.id.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// A part of a unit that stands in an address.
pub trait Part: Sized + Send + Sync + 'static {
    /// Its name in the path.
    const NAME: &'static str;
    /// All of a unit.
    fn all(tx: &mut Tx, unit: &Unit) -> impl Future<Output = Result<Vec<Self>>> + Send;
    /// Its key in the history.
    fn id(&self) -> Uuid;
    /// Its number within the unit.
    fn number(&self) -> i32;
    /// Whose signature another's has to follow.
    fn author(&self) -> Option<Uuid>;
}

macro_rules! parts {
    ($($kind:ident $name:literal $all:ident $author:expr;)*) => {$(
        impl Part for $kind {
            const NAME: &'static str = $name;
            async fn all(tx: &mut Tx, unit: &Unit) -> Result<Vec<Self>> {
                $all(tx, unit).await
            }
            fn id(&self) -> Uuid {
                self.id
            }
            fn number(&self) -> i32 {
                self.number
            }
            fn author(&self) -> Option<Uuid> {
                let author: fn(&$kind) -> Option<Uuid> = $author;
                author(self)
            }
        }
    )*};
}

parts! {
    Agreement "agreement" agreements |one| Some(one.drafter);
    Check "check" checks |one| Some(one.doer);
    Member "member" members |_| None;
    Rotation "rotation" rotations |_| None;
    Item "item" items |one| one.settler;
}

/// A part with its unit.
#[derive(Debug, Clone)]
pub struct Of<P> {
    pub unit: Unit,
    pub part: P,
}

impl<P: Part> Target for Of<P> {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(unit) = by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let number = params.number(P::NAME)?;
        let part = P::all(tx, &unit).await?.into_iter().find(|part| part.number() == number);
        Ok(part.map(|part| Self { unit, part }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        Facts { author: self.part.author(), ..self.unit.facts(actor) }
    }
    fn subject(&self) -> String {
        self.unit.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.unit.cell
    }
    fn detail(&self) -> String {
        format!("{} {}", P::NAME, self.part.number())
    }
}
