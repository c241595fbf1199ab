//! Officers with their qualifications from a workbook: one row for each paper, with the officer it belongs to. An
//! officer who is not there yet is recorded with the first of their rows. What comes from a file was seen by nobody:
//! somebody else verifies it (INV-16). A paper that is recorded is not changed by a workbook.

use super::commands;
use super::forms::QualificationForm;
use super::model::CLASSES;
use super::queries::{self, Holder, facts_of};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::db::Tx;
use crate::features::people;
use crate::web::error::{AppError, Result};
use crate::web::sheet::{Cells, Column};

/// Its columns.
pub const COLUMNS: &[Column] = &[
    Column::open("name", "officer-name"),
    Column::open("station", "officer-station"),
    Column::open("category", "officer-category"),
    Column::open("duty_role", "officer-duty-role"),
    Column::open("type", "qualification-type"),
    Column::open("weapon_class", "qualification-weapon-class").one_of(CLASSES),
    Column::open("weapon_model", "qualification-weapon-model"),
    Column::open("country", "qualification-country"),
    Column::open("obtained_on", "qualification-obtained-on").day(),
    Column::open("valid_until", "qualification-valid-until").day(),
    Column::open("issued_by", "qualification-issued-by"),
    Column::open("evidence", "qualification-evidence"),
];

/// Records the paper of a row, and its officer where nobody of that name is there. Answers the reference of the paper,
/// of the officer for a row without one, of the paper that is there already for one that was recorded before.
pub async fn create(tx: &mut Tx, actor: &Actor, cells: &Cells) -> Result<String> {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    let officer = match officer_of(tx, &text("name"), &text("station")).await? {
        Some(reference) => reference,
        None => people::sheet::create(tx, actor, cells).await?,
    };
    if text("type").is_empty() {
        return Ok(officer);
    }
    let holder = Holder(people::officer_by_ref(tx, &officer).await?.ok_or(AppError::NotFound)?);
    if policy::decide(actor, "qualification.create", &facts_of(actor, &holder.0)) != Decision::Allow {
        return Err(AppError::NotFound);
    }
    let kind = queries::kinds(tx).await?.into_iter().find(|kind| kind.code == text("type"));
    let kind = kind.ok_or_else(|| AppError::field("type", "field-not-a-choice"))?;
    let form = QualificationForm {
        kind: text("type"),
        weapon_class: text("weapon_class"),
        weapon_model: text("weapon_model"),
        country: text("country"),
        obtained_on: text("obtained_on"),
        valid_until: text("valid_until"),
        issued_by: text("issued_by"),
        evidence: text("evidence"),
        seen: String::new(),
    };
    let draft = form.draft(&kind, tx.now.date_naive())?;
    let recorded = sqlx::query_scalar!(
        r#"select ref as "ref!" from visible_qualification where officer_id = $1 and type = $2 and weapon_class = $3 and weapon_model = $4
             and coalesce(country, '') = $5 and obtained_on = $6 and not is_void order by ref limit 1"#,
        holder.0.id.0,
        draft.kind,
        draft.class,
        draft.model,
        draft.country.clone().unwrap_or_default(),
        draft.obtained_on
    )
    .fetch_optional(&mut **tx)
    .await?;
    match recorded {
        Some(reference) => Ok(reference),
        None => commands::create(tx, actor, &holder, &draft).await,
    }
}

/// The officer of exactly this name at this station, letter case aside; none if nobody is there.
async fn officer_of(tx: &mut Tx, name: &str, station: &str) -> Result<Option<String>> {
    let found = sqlx::query_scalar!(
        r#"select o.ref as "ref!" from visible_officer o join sec.cell c on c.no = o.cell
           where lower(o.name) = lower($1) and c.code = upper($2) and o.state = 'active' order by o.ref limit 2"#,
        name,
        station
    )
    .fetch_all(&mut **tx)
    .await?;
    match found.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only.clone())),
        _ => Err(AppError::field("name", "workbook-wrong-two-officers")),
    }
}
