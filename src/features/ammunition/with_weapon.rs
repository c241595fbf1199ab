//! Rounds that go out and come back with a weapon, in one act with it (WF-7): prepared, signed and withdrawn together.
//! The act of custody decides who and when; here stand the rounds.
//!
//! - INV-20, INV-21: what was fired names its session or incident; a lot fits the weapon and is in date.
//! - What an officer neither hands back nor explains stays on the officer's account as outstanding, and is said.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::Standing;
use super::views::standing_tag;
use crate::audit::Entry;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::db::Tx;
use crate::db::ids::{AmmunitionActId, FirearmId, HandoverActId, LotId, OfficerId};
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};

/// A lot in an armoury of the weapon's station, of the weapon's calibre.
#[derive(Debug, Clone)]
pub struct Offer {
    pub lot_id: LotId,
    pub lot: String,
    pub number: String,
    pub armoury_id: Uuid,
    pub armoury: String,
    pub store: String,
    pub quantity: i32,
    pub set_aside: i64,
    pub shelf_life_until: Option<NaiveDate>,
    pub is_suspended: bool,
    pub stock_class: String,
}

impl Offer {
    /// The lot and where it lies, as a form names them.
    pub fn code(&self) -> String {
        format!("{} {}", self.lot, self.armoury)
    }

    /// What a lot is kept for is what it is issued for.
    pub fn purpose(&self) -> &'static str {
        if self.stock_class == "training" { "training" } else { "duty" }
    }

    /// INV-21: it may be issued on a day.
    pub fn may_go(&self, today: NaiveDate) -> bool {
        match Standing::on(today, self.is_suspended, self.shelf_life_until) {
            Standing::Suspended => false,
            Standing::Expired(_) => self.purpose() == "training",
            Standing::Good | Standing::Undated | Standing::Ending(_) => self.stock_class != "awaiting_disposal",
        }
    }

    /// `L-118, Main: 800 rounds`, with what is set aside and how it stands.
    pub fn words(&self, language: Language, today: NaiveDate) -> String {
        let name = format!("{} {}, {}", self.lot, self.number, self.store);
        let holes = [("name", Hole::Text(&name)), ("held", Hole::Number(i64::from(self.quantity))), ("aside", Hole::Number(self.set_aside))];
        let held = language.fill(if self.set_aside > 0 { "ammunition-option-aside" } else { "ammunition-option-held" }, &holes);
        match Standing::on(today, self.is_suspended, self.shelf_life_until) {
            Standing::Good | Standing::Undated => held,
            standing => format!("{held} ({})", standing_tag(language, standing).1),
        }
    }
}

/// Lots of a calibre in the armouries of a station: those that end first, first.
pub async fn offers(tx: &mut Tx, cell: i32, calibre: &str) -> Result<Vec<Offer>> {
    Ok(sqlx::query_as!(
        Offer,
        r#"select l.id as "lot_id!: LotId", l.ref as "lot!", l.number as "number!", a.id as "armoury_id!", a.ref as "armoury!", a.name as "store!",
             k.quantity as "quantity!",
             (select coalesce(sum(x.quantity), 0) from visible_ammunition_act x where x.lot_id = l.id and x.armoury_id = a.id and x.state = 'prepared'
               and x.kind in ('issue', 'move', 'destroy')) as "set_aside!",
             l.shelf_life_until, (l.suspended_at is not null and l.lifted_at is null) as "is_suspended!", l.stock_class as "stock_class!"
           from visible_ammunition_account k join visible_ammunition_lot l on l.id = k.lot_id join visible_armoury a on a.id = k.armoury_id
           where k.cell = $1 and k.quantity > 0 and l.calibre_key = sec.calibre_key($2)
           order by l.shelf_life_until nulls last, l.ref, a.ref limit 30"#,
        cell,
        calibre
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Rounds of a lot that an officer holds.
#[derive(Debug, Clone)]
pub struct Held {
    pub lot_id: LotId,
    pub lot: String,
    pub number: String,
    pub quantity: i32,
    /// Another weapon of this calibre stays with the officer, and rounds may.
    pub may_stay: bool,
}

/// What an officer holds of a weapon's calibre, by lot.
pub async fn held(tx: &mut Tx, cell: i32, officer: OfficerId, firearm: FirearmId, calibre: &str) -> Result<Vec<Held>> {
    Ok(sqlx::query_as!(
        Held,
        r#"select l.id as "lot_id!: LotId", l.ref as "lot!", l.number as "number!", k.quantity as "quantity!",
             exists (select from visible_firearm_custody c join visible_firearm f on f.id = c.firearm_id
               where c.officer_id = k.officer_id and c.until is null and f.id <> $3 and sec.calibre_key(f.calibre) = l.calibre_key) as "may_stay!"
           from visible_ammunition_account k join visible_ammunition_lot l on l.id = k.lot_id
           where k.cell = $1 and k.officer_id = $2 and k.quantity > 0 and l.calibre_key = sec.calibre_key($4) order by l.ref limit 20"#,
        cell,
        officer.0,
        firearm.0,
        calibre
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What became of the rounds of a lot when their weapon came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub lot_id: LotId,
    pub lot: String,
    pub back: i32,
    pub expended: i32,
    /// Neither handed back nor explained.
    pub outstanding: i32,
}

/// The act of custody that rounds go with.
#[derive(Debug, Clone, Copy)]
pub struct Companion {
    pub handover: HandoverActId,
    pub cell: i32,
    pub officer: OfficerId,
    pub is_fact: bool,
    pub at: DateTime<Utc>,
}

struct Line<'a> {
    kind: &'static str,
    lot: LotId,
    armoury: Uuid,
    count: &'a Count,
    purpose: &'static str,
    cause: (&'a str, &'a str),
    reason: &'a str,
}

/// Rounds go out with the weapon.
pub async fn issue(tx: &mut Tx, actor: &Actor, with: Companion, offer: &Offer, rounds: i32, reason: &str) -> Result<()> {
    let count = Count { lot_id: offer.lot_id, lot: offer.lot.clone(), back: rounds, expended: 0, outstanding: 0 };
    let line = Line { kind: "issue", lot: offer.lot_id, armoury: offer.armoury_id, count: &count, purpose: offer.purpose(), cause: ("", ""), reason };
    insert(tx, actor, with, &line).await
}

/// Rounds come back with the weapon, are said to be fired, or stay outstanding. `cause` is what they were fired in, and which.
pub async fn take_back(tx: &mut Tx, actor: &Actor, with: Companion, armoury: Uuid, count: &Count, cause: (&str, &str), reason: &str) -> Result<()> {
    let cause = if count.expended > 0 { cause } else { ("", "") };
    let line = Line { kind: "return", lot: count.lot_id, armoury, count, purpose: "", cause, reason };
    insert(tx, actor, with, &line).await
}

async fn insert(tx: &mut Tx, actor: &Actor, with: Companion, line: &Line<'_>) -> Result<()> {
    let facts = Facts { cells: Some(vec![with.cell]), ..Facts::default() };
    if let Decision::Refuse(message) = policy::decide(actor, "rounds.prepare", &facts) {
        return Err(AppError::Forbidden(message));
    }
    let reference = sqlx::query_scalar!(
        "insert into ammunition_act (id, ref, lot_id, cell, kind, armoury_id, officer_id, quantity, expended, outstanding, purpose, cause, cause_ref, reason,
           occurred_at, state, is_fact, handover_id)
         values ($1, sec.new_ref('U'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) returning ref",
        AmmunitionActId::fresh().0,
        line.lot.0,
        with.cell,
        line.kind,
        line.armoury,
        with.officer.0,
        line.count.back,
        line.count.expended,
        line.count.outstanding,
        line.purpose,
        line.cause.0,
        line.cause.1,
        line.reason,
        with.at,
        if with.is_fact { "done" } else { "prepared" },
        with.is_fact,
        with.handover.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    tx.record(Entry::done("rounds.prepare", &reference).at_cell(with.cell).with_detail(format!("{} with a weapon", line.kind)));
    Ok(())
}

/// The second signature of the weapon is that of its rounds.
pub async fn sign(tx: &mut Tx, handover: HandoverActId) -> Result<()> {
    let done = sqlx::query!(
        r#"update ammunition_act set second_by = sec.account_id(), second_at = $2, state = 'done', version = version + 1
           where handover_id = $1 and second_by is null and state in ('prepared', 'done') returning ref, cell"#,
        handover.0,
        tx.now
    );
    for act in done.fetch_all(&mut **tx).await? {
        tx.record(Entry::done("rounds.sign", &act.r#ref).at_cell(act.cell).with_detail("with a weapon"));
    }
    Ok(())
}

/// Nothing comes of the rounds either.
pub async fn withdraw(tx: &mut Tx, handover: HandoverActId, reason: &str) -> Result<()> {
    let done = sqlx::query!(
        r#"update ammunition_act set state = 'withdrawn', withdraw_reason = $2, version = version + 1
           where handover_id = $1 and state = 'prepared' returning ref, cell"#,
        handover.0,
        reason
    );
    for act in done.fetch_all(&mut **tx).await? {
        tx.record(Entry::done("rounds.withdraw", &act.r#ref).at_cell(act.cell).with_detail("with a weapon"));
    }
    Ok(())
}

/// Rounds of an act of custody, as its pages tell them.
#[derive(Debug, Clone)]
pub struct Told {
    pub handover: Uuid,
    pub reference: String,
    pub lot: String,
    pub number: String,
    pub kind: String,
    pub store: String,
    pub quantity: i32,
    pub expended: i32,
    pub outstanding: i32,
    pub purpose: String,
    pub cause: String,
    pub cause_ref: String,
    /// What stands against them now while they are prepared, and what stood against them then.
    pub gaps: Vec<String>,
}

impl Told {
    /// How many went out, or came to be accounted for.
    pub fn total(&self) -> i32 {
        self.quantity + self.expended + self.outstanding
    }

    /// In a sentence, with its sums.
    pub fn words(&self, language: Language) -> String {
        let number = |n: i32| Hole::Number(i64::from(n));
        let lot = format!("{} {}", self.lot, self.number);
        if self.kind == "issue" {
            let purpose = language.t(&format!("ammunition-act-purpose-{}", self.purpose));
            let holes = [("rounds", number(self.quantity)), ("lot", Hole::Text(&lot)), ("store", Hole::Text(&self.store)), ("purpose", Hole::Text(&purpose))];
            return language.fill("custody-rounds-out", &holes);
        }
        let holes = [
            ("total", number(self.total())),
            ("lot", Hole::Text(&lot)),
            ("back", number(self.quantity)),
            ("expended", number(self.expended)),
            ("outstanding", number(self.outstanding)),
        ];
        let sums = language.fill("custody-rounds-back", &holes);
        match self.cause.as_str() {
            "" => sums,
            cause => language.pair(&format!("{sums} {}", language.t(&format!("ammunition-act-cause-{cause}"))), &self.cause_ref),
        }
    }

    /// What stands against them, each in words.
    pub fn gap_words(&self, language: Language) -> Vec<String> {
        self.gaps.iter().map(|gap| language.pair(&self.lot, &language.t(&format!("ammunition-gap-{gap}")))).collect()
    }
}

/// Rounds of acts of custody.
pub async fn told(tx: &mut Tx, handovers: &[Uuid]) -> Result<Vec<Told>> {
    Ok(sqlx::query_as!(
        Told,
        r#"select x.handover_id as "handover!", x.ref as "reference!", coalesce(l.ref, '') as "lot!", coalesce(l.number, '') as "number!", x.kind as "kind!",
             coalesce(a.name, '') as "store!", x.quantity as "quantity!", x.expended as "expended!", x.outstanding as "outstanding!", x.purpose as "purpose!",
             x.cause as "cause!", x.cause_ref as "cause_ref!",
             (case when x.state = 'prepared' then array_remove(coalesce(sec.act_gaps(x.id), '{}'), 'calibre') else x.gaps end) as "gaps!"
           from visible_ammunition_act x left join visible_ammunition_lot l on l.id = x.lot_id left join visible_armoury a on a.id = x.armoury_id
           where x.handover_id = any ($1) order by x.first_at, x.ref limit 500"#,
        handovers
    )
    .fetch_all(&mut **tx)
    .await?)
}
