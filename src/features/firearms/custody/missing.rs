//! `/firearms/{ref}/loss` and `/firearms/{ref}/recovery`: a weapon is lost or stolen, and is found again (INV-24). Both are
//! recorded at once by one, with time and place, and signed by another within a day. Who had it last is told by the
//! ledger.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::model::{is_gone, is_missing};
use super::super::queries::{Firearm, missing};
use super::super::views::{missing_words, state_word, url as firearm_url};
use super::forms::{CONDITIONS, instant};
use super::queries::last_store;
use super::views::{condition_word, url};
use super::{AskLoss, AskRecovery, RecordRecovery, ReportLoss, commands};
use crate::authz::action::{Action, Authorized};
use crate::features::armouries::{ArmouryChoice, armoury_choices};
use crate::features::people::{at_most, required};
use crate::features::requirements::one_of;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

/// As what a weapon may be missing.
pub const MISSING_AS: &[&str] = &["lost", "stolen"];

/// The form of a loss, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LossForm {
    pub missing_as: String,
    pub happened_date: String,
    pub happened_time: String,
    pub place: String,
    pub note: String,
    pub document: String,
}

/// A loss as somebody tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossDraft {
    /// `lost` or `stolen`.
    pub missing_as: String,
    /// When it happened or was noticed.
    pub happened_at: DateTime<Utc>,
    pub place: String,
    /// What happened.
    pub note: String,
    /// Reference of the report of police or security; may be empty.
    pub document: String,
}

/// An instant that is not ahead; the error stands beside the day.
pub fn past_instant(errors: &mut FieldErrors, (date, clock): (&str, &str), zone: &str, now: DateTime<Utc>) -> DateTime<Utc> {
    let at = instant(errors, ("happened_date", date), ("happened_time", clock), zone);
    if at.is_some_and(|at| at > now) {
        errors.add("happened_date", Message::new("constraint-handover-happened-by-now"));
    }
    at.unwrap_or(now)
}

impl LossForm {
    /// What was posted, understood in the zone of the weapon's station.
    pub fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<LossDraft> {
        let mut errors = FieldErrors::default();
        let missing_as = one_of(&mut errors, "missing_as", MISSING_AS.iter().copied(), &self.missing_as).to_owned();
        let happened_at = past_instant(&mut errors, (&self.happened_date, &self.happened_time), zone, now);
        let place = required(&mut errors, "place", &self.place, 160);
        let note = required(&mut errors, "note", &self.note, 1000);
        let document = at_most(&mut errors, "document", &self.document, 160);
        errors.or(LossDraft { missing_as, happened_at, place, note, document })
    }
}

/// The form of a recovery, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecoveryForm {
    /// Reference of an armoury.
    pub to: String,
    pub happened_date: String,
    pub happened_time: String,
    pub place: String,
    pub condition: String,
    pub note: String,
    pub document: String,
}

/// A recovery as somebody tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryDraft {
    pub to: String,
    pub happened_at: DateTime<Utc>,
    pub place: String,
    pub condition: String,
    pub note: String,
    pub document: String,
}

impl RecoveryForm {
    /// What was posted, understood in the zone of the weapon's station.
    pub fn draft(&self, zone: &str, now: DateTime<Utc>) -> Result<RecoveryDraft> {
        let mut errors = FieldErrors::default();
        let to = required(&mut errors, "to", &self.to, 40);
        let happened_at = past_instant(&mut errors, (&self.happened_date, &self.happened_time), zone, now);
        let place = required(&mut errors, "place", &self.place, 160);
        let condition = one_of(&mut errors, "condition", CONDITIONS.iter().copied(), &self.condition).to_owned();
        let note = at_most(&mut errors, "note", &self.note, 1000);
        if condition == "damaged" && note.is_empty() {
            errors.add("note", Message::new("custody-damage-is-said"));
        }
        let document = at_most(&mut errors, "document", &self.document, 160);
        errors.or(RecoveryDraft { to, happened_at, place, condition, note, document })
    }
}

#[derive(Template)]
#[template(path = "custody/missing.html")]
struct MissingPage {
    shell: Shell,
    reference: String,
    called: String,
    title: String,
    what: String,
    holder: String,
    /// The report that stands, in a sentence; empty if none does.
    standing: String,
    deed: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    /// Lost or stolen; nothing on the form of a recovery.
    missing_as: Option<(Field, Vec<Choice>)>,
    /// Where it lies and in what condition; nothing on the form of a loss.
    store: Option<Store>,
    happened_date: Field,
    happened_time: Field,
    place: Field,
    note: Field,
    document: Field,
}

struct Store {
    to: Field,
    armouries: Vec<Choice>,
    condition: Field,
    conditions: Vec<Choice>,
}

async fn loss_page<A: Action<Target = Firearm>>(auth: &mut Authorized<A>, form: &LossForm, errors: &FieldErrors) -> Result<Response> {
    if is_gone(&auth.target.state) {
        return Err(AppError::Conflict(Message::new("custody-loss-of-what-is-there")));
    }
    let mut tx = auth.read().await?;
    let report = missing(&mut tx, auth.target.id).await?;
    drop(tx);
    let (firearm, language) = (&auth.target, auth.language());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, firearm.reference.clone());
    let view = MissingPage {
        reference: firearm.reference.clone(),
        called: firearm.called(),
        title: language.t(if report.is_some() { "custody-loss-again" } else { "custody-loss" }),
        what: language.t("custody-loss-what"),
        holder: if report.is_some() { String::new() } else { firearm.holder.clone() },
        standing: report.map(|report| missing_words(&auth.seed, firearm, &report)).unwrap_or_default(),
        deed: language.t("custody-loss-deed"),
        action: format!("{}/loss", firearm_url(&firearm.reference)),
        back_url: firearm_url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        missing_as: Some((
            field("missing_as", "handover-missing-as", &form.missing_as),
            MISSING_AS.iter().map(|code| Choice::new(*code, state_word(language, code), &form.missing_as)).collect(),
        )),
        store: None,
        happened_date: field("happened_date", "custody-missed-on", &form.happened_date).hint(language, "custody-missed-hint"),
        happened_time: field("happened_time", "custody-missed-at", &form.happened_time).hint(language, "custody-time-hint"),
        place: field("place", "handover-place", &form.place).hint(language, "custody-place-hint"),
        note: field("note", "custody-loss-note", &form.note),
        document: field("document", "custody-loss-document", &form.document).optional().hint(language, "custody-loss-document-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask_loss(mut auth: Authorized<AskLoss>) -> Result<Response> {
    let (happened_date, happened_time) = time::typed_local(auth.now(), &auth.target.zone);
    let form = LossForm { happened_date, happened_time, ..LossForm::default() };
    loss_page(&mut auth, &form, &FieldErrors::default()).await
}

pub async fn report_loss(mut auth: Authorized<ReportLoss>, form: Form) -> Result<Response> {
    let posted: LossForm = form.parse()?;
    match loss_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-firearm-missed", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => loss_page(&mut auth, &posted, &errors).await,
        Err(AppError::Refused(name)) if matches!(name.as_str(), "destroyed_is_final" | "transferred_out_is_final") => {
            Err(AppError::Conflict(Message::new("custody-loss-of-what-is-there")))
        }
        Err(error) => Err(error),
    }
}

async fn loss_from(auth: &mut Authorized<ReportLoss>, form: &Form, posted: &LossForm) -> Result<String> {
    let draft = posted.draft(&auth.target.zone, auth.now())?;
    let mut tx = auth.write(form).await?;
    let reference = commands::report_loss(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

/// Armouries of the weapon's station.
fn open_to(firearm: &Firearm, armouries: Vec<ArmouryChoice>) -> Vec<ArmouryChoice> {
    armouries.into_iter().filter(|one| one.cell == firearm.cell).collect()
}

async fn recovery_page<A: Action<Target = Firearm>>(auth: &mut Authorized<A>, form: &RecoveryForm, errors: &FieldErrors) -> Result<Response> {
    if !is_missing(&auth.target.state) {
        return Err(AppError::Conflict(Message::new("custody-recovery-of-what-is-missing")));
    }
    let mut tx = auth.read().await?;
    let report = missing(&mut tx, auth.target.id).await?;
    let armouries = open_to(&auth.target, armoury_choices(&mut tx).await?);
    drop(tx);
    let (firearm, language) = (&auth.target, auth.language());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, firearm.reference.clone());
    let view = MissingPage {
        reference: firearm.reference.clone(),
        called: firearm.called(),
        title: language.t("custody-recovery"),
        what: language.t("custody-recovery-what"),
        holder: if report.is_some() { String::new() } else { firearm.holder.clone() },
        standing: report.map(|report| missing_words(&auth.seed, firearm, &report)).unwrap_or_default(),
        deed: language.t("custody-recovery"),
        action: format!("{}/recovery", firearm_url(&firearm.reference)),
        back_url: firearm_url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        missing_as: None,
        store: Some(Store {
            to: field("to", "custody-to", &form.to),
            armouries: super::armoury_options(language, &armouries, &form.to),
            condition: field("condition", "handover-condition", &form.condition),
            conditions: CONDITIONS.iter().map(|code| Choice::new(*code, condition_word(language, code), &form.condition)).collect(),
        }),
        happened_date: field("happened_date", "custody-found-on", &form.happened_date).hint(language, "requirement-date-hint"),
        happened_time: field("happened_time", "custody-found-at", &form.happened_time).hint(language, "custody-time-hint"),
        place: field("place", "handover-place", &form.place).hint(language, "custody-place-hint"),
        note: field("note", "handover-note", &form.note).optional().hint(language, "custody-note-hint"),
        document: field("document", "custody-loss-document", &form.document).optional().hint(language, "custody-loss-document-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask_recovery(mut auth: Authorized<AskRecovery>) -> Result<Response> {
    if !is_missing(&auth.target.state) {
        return Ok(page::see_other(&firearm_url(&auth.target.reference)));
    }
    let (happened_date, happened_time) = time::typed_local(auth.now(), &auth.target.zone);
    // back to where it lay last, as a rule
    let mut tx = auth.read().await?;
    let to = last_store(&mut tx, auth.target.id).await?.unwrap_or_default();
    drop(tx);
    let form = RecoveryForm { to, happened_date, happened_time, condition: "good".into(), ..RecoveryForm::default() };
    recovery_page(&mut auth, &form, &FieldErrors::default()).await
}

pub async fn record_recovery(mut auth: Authorized<RecordRecovery>, form: Form) -> Result<Response> {
    let posted: RecoveryForm = form.parse()?;
    match recovery_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-firearm-recovered", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => recovery_page(&mut auth, &posted, &errors).await,
        Err(AppError::Refused(name)) if name == "custody_in_order" => {
            let mut errors = FieldErrors::default();
            errors.add("happened_date", Message::new("custody-recovery-after-the-loss"));
            recovery_page(&mut auth, &posted, &errors).await
        }
        Err(AppError::Refused(name)) if name == "handover_follows_custody" => Err(AppError::Conflict(Message::new("custody-recovery-of-what-is-missing"))),
        Err(error) => Err(error),
    }
}

async fn recovery_from(auth: &mut Authorized<RecordRecovery>, form: &Form, posted: &RecoveryForm) -> Result<String> {
    let draft = posted.draft(&auth.target.zone, auth.now())?;
    let mut tx = auth.write(form).await?;
    let armoury = open_to(&auth.target, armoury_choices(&mut tx).await?).into_iter().find(|one| one.reference == draft.to);
    let armoury = armoury.ok_or_else(|| AppError::field("to", "asset-armoury-not-yours"))?;
    let reference = commands::recover(&mut tx, &auth.target, &armoury, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_loss_says_when_where_and_how() {
        let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc();
        let good = || LossForm {
            missing_as: "stolen".into(),
            happened_date: "22-Nov-2026".into(),
            happened_time: "1300".into(),
            place: "Roadside north of the town".into(),
            note: "Taken at a roadblock".into(),
            document: String::new(),
        };
        let draft = good().draft("Africa/Lubumbashi", now).unwrap();
        assert_eq!((draft.missing_as.as_str(), draft.happened_at.to_rfc3339().as_str()), ("stolen", "2026-11-22T11:00:00+00:00"));
        for (form, field) in [
            (LossForm { missing_as: "mislaid".into(), ..good() }, "missing_as"),
            (LossForm { happened_date: "23-Nov-2026".into(), ..good() }, "happened_date"),
            (LossForm { happened_time: "soon".into(), ..good() }, "happened_time"),
            (LossForm { place: " ".into(), ..good() }, "place"),
            (LossForm { note: String::new(), ..good() }, "note"),
            (LossForm { document: "x".repeat(161), ..good() }, "document"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft("Africa/Lubumbashi", now) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }

    #[test]
    fn a_recovery_says_where_it_lies_and_what_is_damaged() {
        let now = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc();
        let good = || RecoveryForm {
            to: "Y-1".into(),
            happened_date: "22-Nov-2026".into(),
            happened_time: "0900".into(),
            place: "Market".into(),
            condition: "good".into(),
            ..RecoveryForm::default()
        };
        assert!(good().draft("UTC", now).is_ok());
        for (form, field) in [
            (RecoveryForm { to: String::new(), ..good() }, "to"),
            (RecoveryForm { place: String::new(), ..good() }, "place"),
            (RecoveryForm { condition: "unknown".into(), ..good() }, "condition"),
            (RecoveryForm { condition: "damaged".into(), ..good() }, "note"),
        ] {
            let Err(AppError::Invalid(errors)) = form.draft("UTC", now) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
