//! Registering a decision taken elsewhere, in eight fields; renewing it unchanged; confirming it as the
//! second person (INV-37).

use axum::response::Response;
use serde::Deserialize;

use super::attachments::attach;
use super::commands::About;
use super::forms::{beside, date, maybe_date, period};
use super::model::{self, Level};
use super::queries::{self, Assessment, url};
use super::views::{self, Frame, Head, Inputs};
use super::witnessing::{self, Registered, Witnessed};
use crate::actions;
use crate::authz::action::{Authorized, Collection};
use crate::authz::routes::Routes;
use crate::features::people::{at_most, required, with_ask};
use crate::i18n::{Hole, Language, Message};
use crate::uploads;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, FieldErrors, Form, together};
use crate::web::page;
use crate::web::time;

actions! {
    /// The form of eight fields.
    AskRegister: Get "/risk-assessments/register" => "risk.register", Collection, Quiet;
    /// Registers.
    Register: Post "/risk-assessments/register" => "risk.register", Collection, Change;
    /// The short form of a renewal.
    AskRenew: Get "/risk-assessments/{ref}/renew" => "risk.register", Assessment, Quiet;
    /// Renews unchanged.
    Renew: Post "/risk-assessments/{ref}/renew" => "risk.register", Assessment, Change;
    /// Confirms as the second person.
    Confirm: Post "/risk-assessments/{ref}/confirm" => "risk.confirm", Assessment, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<AskRegister, _, _>(ask)
        .post::<Register, _, _>(register)
        .get::<AskRenew, _, _>(ask_renew)
        .post::<Renew, _, _>(renew)
        .post::<Confirm, _, _>(confirm)
}

/// Levels with the criticality that allows them (INV-04), as one choice.
const LEVELS: &[(&str, Level, Option<&str>)] = &[
    ("low", Level::Low, None),
    ("medium", Level::Medium, None),
    ("high-pc2", Level::High, Some("PC2")),
    ("high-pc1", Level::High, Some("PC1")),
    ("very-high-pc1", Level::VeryHigh, Some("PC1")),
    ("unacceptable", Level::Unacceptable, None),
];

/// Eight fields, the period of validity being one; the scan comes beside them as a file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegisterForm {
    pub official: String,
    pub level: String,
    pub valid_from: String,
    pub valid_to: String,
    pub approver: String,
    pub approved_on: String,
    pub document_ref: String,
    pub main_measures: String,
}

impl RegisterForm {
    fn inputs<'a>(&self, language: Language, errors: &'a FieldErrors) -> Inputs<'a> {
        let levels = LEVELS
            .iter()
            .map(|(code, level, _)| Choice::new(*code, format!("{} {}", level.number(), language.t(&format!("risk-register-level-{code}"))), &self.level));
        Inputs::new(language, errors)
            .official("official", "risk-assessment-principal-id", &self.official)
            .hint("risk-register-official-hint")
            .pick("level", "risk-assessment-residual-level", &self.level, with_ask(language, levels.collect()))
            .hint("risk-register-level-hint")
            .period(
                "risk-register-validity",
                ("valid_from", "risk-assessment-valid-from", &self.valid_from),
                ("valid_to", "risk-assessment-valid-to", &self.valid_to),
            )
            .hint("risk-register-valid-to-hint")
            .text("approver", "risk-register-approver", &self.approver, "w-l")
            .hint("risk-register-approver-hint")
            .date("approved_on", "risk-assessment-approved-on", &self.approved_on)
            .text("document_ref", "risk-assessment-document-ref", &self.document_ref, "w-m")
            .area("main_measures", "risk-assessment-main-measures", &self.main_measures, "3")
            .optional()
            .hint("risk-register-measures-hint")
            .file("scan", "risk-register-scan", uploads::ACCEPTED)
            .optional()
            .hint("risk-register-scan-hint")
    }
}

/// What the two forms have in common: who decided, when, in which document.
struct Signed {
    name: String,
    capacity: String,
    approved_on: chrono::NaiveDate,
    document_ref: String,
}

fn signed(errors: &mut FieldErrors, approver: &str, approved_on: &str, document_ref: &str, today: chrono::NaiveDate) -> Signed {
    let approver = required(errors, "approver", approver, 200);
    let (name, capacity) = approver.split_once(',').map(|(name, capacity)| (name.trim().to_owned(), capacity.trim().to_owned())).unwrap_or_default();
    if !approver.is_empty() && (name.is_empty() || capacity.is_empty()) {
        errors.add("approver", Message::new("risk-register-approver-both"));
    }
    let approved_on = date(errors, "approved_on", approved_on);
    if approved_on > today {
        errors.add("approved_on", Message::new("risk-approved-in-future"));
    }
    Signed { name, capacity, approved_on, document_ref: required(errors, "document_ref", document_ref, 120) }
}

/// What was posted, understood. `months` gives the validity of a level where no last day was typed.
fn witnessed(form: &RegisterForm, today: chrono::NaiveDate, months: impl Fn(Level) -> u32) -> Result<Witnessed> {
    let mut errors = FieldErrors::default();
    let chosen = LEVELS.iter().find(|(code, ..)| *code == form.level.trim());
    if form.official.trim().is_empty() {
        errors.add("official", Message::new("field-required"));
    }
    if chosen.is_none() {
        errors.add("level", Message::new(if form.level.trim().is_empty() { "field-required" } else { "field-not-a-choice" }));
    }
    let (level, criticality) = chosen.map_or((Level::Low, None), |(_, level, criticality)| (*level, *criticality));
    let valid_from = date(&mut errors, "valid_from", &form.valid_from);
    let typed_to = maybe_date(&mut errors, "valid_to", &form.valid_to);
    let valid_to = typed_to.unwrap_or_else(|| model::last_day(valid_from, months(level)));
    if errors.of("valid_from", Language::English).is_empty() {
        period(&mut errors, Some(valid_from), Some(valid_to));
    }
    let signed = signed(&mut errors, &form.approver, &form.approved_on, &form.document_ref, today);
    let main_measures = at_most(&mut errors, "main_measures", &form.main_measures, 4000);
    if level >= Level::High && main_measures.is_empty() {
        errors.add("main_measures", Message::new("constraint-registered-high-risk-names-measures"));
    }
    errors.or(Witnessed {
        level,
        criticality,
        valid_from,
        valid_to,
        approver_name: signed.name,
        approver_capacity: signed.capacity,
        approved_on: signed.approved_on,
        document_ref: signed.document_ref,
        main_measures,
    })
}

fn page_of<A: crate::authz::action::Action>(auth: &Authorized<A>, form: &RegisterForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let frame = Frame {
        title: language.t("risk-register"),
        lead: vec![language.t("risk-register-lead")],
        why: vec![language.t("risk-why-witnessed"), language.t("risk-why-criticality")],
        action: "/risk-assessments/register".into(),
        deed: language.t("risk-register-deed"),
        back_url: "/risk-assessments".into(),
        ..Frame::default()
    };
    views::form(&auth.seed, None, frame, form.inputs(language, errors))
}

async fn ask(auth: Authorized<AskRegister>) -> Result<Response> {
    let asked = crate::web::list::Asked::read(auth.seed.here(), &["official"]);
    let form = RegisterForm {
        official: asked.one("official").unwrap_or_default().to_owned(),
        valid_from: time::typed_date(auth.now().date_naive()),
        ..RegisterForm::default()
    };
    page_of(&auth, &form, &FieldErrors::default())
}

async fn register(mut auth: Authorized<Register>, posted: Form) -> Result<Response> {
    let form: RegisterForm = posted.parse()?;
    match register_from(&mut auth, &posted, &form).await.map_err(beside) {
        Ok(registered) => Ok(said(&registered.reference, registered.is_in_force)),
        Err(AppError::Invalid(errors)) => page_of(&auth, &form, &errors),
        Err(error) => Err(error),
    }
}

fn said(reference: &str, in_force: bool) -> Response {
    let key = if in_force { "said-risk-registered" } else { "said-caution-risk-waits-for-second" };
    page::see_other_saying(&url(reference), key, reference)
}

async fn register_from(auth: &mut Authorized<Register>, posted: &Form, form: &RegisterForm) -> Result<Registered> {
    let scan = match posted.sent("scan") {
        Some(_) => uploads::attached(posted, "scan").await.map(Some),
        None => Ok(None),
    };
    let mut tx = auth.write(posted).await?;
    let mut months = Vec::new();
    for level in Level::ALL {
        months.push(u32::try_from(queries::setting(&mut tx, level.validity_setting()).await?).unwrap_or(1));
    }
    let of = |level: Level| Level::ALL.iter().position(|one| *one == level).and_then(|at| months.get(at).copied()).unwrap_or(1);
    let (draft, scan) = together(witnessed(form, auth.now().date_naive(), of), scan)?;
    let about = About { kind: "personal", official: form.official.clone(), station: String::new() };
    let registered = witnessing::register(&mut tx, &auth.actor, &about, &draft, None).await?;
    if let Some(scan) = scan {
        let at = (registered.id, registered.reference.as_str(), registered.cell);
        attach(&mut tx, at, &scan, &draft.document_ref, "confidential").await?;
    }
    tx.commit(&url(&registered.reference)).await?;
    Ok(registered)
}

/// The same again for a new period: five fields, prefilled.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RenewForm {
    pub valid_from: String,
    pub valid_to: String,
    pub approver: String,
    pub approved_on: String,
    pub document_ref: String,
}

fn renew_page<A: crate::authz::action::Action<Target = Assessment>>(auth: &Authorized<A>, form: &RenewForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let assessment = &auth.target;
    let inputs = Inputs::new(language, errors)
        .date("valid_from", "risk-assessment-valid-from", &form.valid_from)
        .date("valid_to", "risk-assessment-valid-to", &form.valid_to)
        .text("approver", "risk-register-approver", &form.approver, "w-l")
        .hint("risk-register-approver-hint")
        .date("approved_on", "risk-assessment-approved-on", &form.approved_on)
        .text("document_ref", "risk-assessment-document-ref", &form.document_ref, "w-m");
    let word = assessment.residual().map(|level| level.word(language)).unwrap_or_default();
    let holes = [("ref", Hole::Text(assessment.reference.as_str())), ("level", Hole::Text(word.as_str()))];
    let frame = Frame {
        title: language.fill("risk-renew-title", &[("ref", Hole::Text(&assessment.reference))]),
        lead: vec![language.fill("risk-renew-lead", &holes)],
        why: vec![language.t("risk-why-frozen")],
        action: format!("{}/renew", assessment.url()),
        deed: language.t("risk-renew-deed"),
        back_url: assessment.url(),
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, assessment)), frame, inputs)
}

async fn ask_renew(mut auth: Authorized<AskRenew>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let assessment = &auth.target;
    let today = auth.now().date_naive();
    let level = assessment.residual().unwrap_or(Level::Low);
    let months = u32::try_from(queries::setting(&mut tx, level.validity_setting()).await?).unwrap_or(1);
    drop(tx);
    let next = assessment.valid_to.filter(|last| *last >= today).and_then(|last| last.succ_opt()).unwrap_or(today);
    let approver = match (assessment.approver_name.is_empty(), assessment.approver_capacity.is_empty()) {
        (false, false) => format!("{}, {}", assessment.approver_name, assessment.approver_capacity),
        _ => String::new(),
    };
    let form = RenewForm {
        valid_from: time::typed_date(next),
        valid_to: time::typed_date(model::last_day(next, months)),
        approver,
        approved_on: time::typed_date(today),
        document_ref: String::new(),
    };
    renew_page(&auth, &form, &FieldErrors::default())
}

async fn renew(mut auth: Authorized<Renew>, posted: Form) -> Result<Response> {
    let form: RenewForm = posted.parse()?;
    match renew_from(&mut auth, &posted, &form).await.map_err(beside) {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-risk-renewed", &reference)),
        Err(AppError::Invalid(errors)) => renew_page(&auth, &form, &errors),
        Err(error) => Err(error),
    }
}

async fn renew_from(auth: &mut Authorized<Renew>, posted: &Form, form: &RenewForm) -> Result<String> {
    let mut errors = FieldErrors::default();
    let assessment = auth.target.clone();
    let level = assessment.residual().ok_or(AppError::Conflict(Message::new("risk-renew-undecided")))?;
    if !matches!(assessment.state(), model::State::Approved | model::State::Expired) {
        return Err(AppError::Conflict(Message::new("risk-renew-undecided")));
    }
    let valid_from = date(&mut errors, "valid_from", &form.valid_from);
    let valid_to = date(&mut errors, "valid_to", &form.valid_to);
    if errors.is_empty() {
        period(&mut errors, Some(valid_from), Some(valid_to));
    }
    let signed = signed(&mut errors, &form.approver, &form.approved_on, &form.document_ref, auth.now().date_naive());
    errors.or(())?;
    let mut tx = auth.write(posted).await?;
    let measures = queries::measures(&mut tx, assessment.id.0).await?;
    // what was written as parts is told in words, so that the renewal stands alone
    let told: Vec<String> = measures.iter().filter(|measure| measure.decision != "refused").map(|measure| measure.description.clone()).collect();
    let main_measures = if assessment.main_measures.is_empty() { told.join("\n") } else { assessment.main_measures.clone() };
    let about = About {
        kind: model::known(model::KINDS, &assessment.kind).unwrap_or("personal"),
        official: assessment.principal.clone(),
        station: assessment.station.clone(),
    };
    let draft = Witnessed {
        level,
        criticality: model::known(model::CRITICALITIES, &assessment.criticality),
        valid_from,
        valid_to,
        approver_name: signed.name,
        approver_capacity: signed.capacity,
        approved_on: signed.approved_on,
        document_ref: signed.document_ref,
        main_measures,
    };
    let registered = witnessing::register(&mut tx, &auth.actor, &about, &draft, Some(assessment.id.0)).await?;
    tx.commit(&url(&registered.reference)).await?;
    Ok(registered.reference)
}

async fn confirm(mut auth: Authorized<Confirm>, posted: Form) -> Result<Response> {
    let back = auth.target.url();
    let mut tx = auth.write(&posted).await?;
    witnessing::confirm(&mut tx, &auth.actor, &auth.target).await?;
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-confirmed", &auth.target.reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> RegisterForm {
        RegisterForm {
            official: "P-7K3FA".into(),
            level: "high-pc2".into(),
            valid_from: "2026-11-01".into(),
            valid_to: String::new(),
            approver: "A. Example, Designated Official".into(),
            approved_on: "2026-10-30".into(),
            document_ref: "DO/26/114".into(),
            main_measures: "Armoured vehicle".into(),
        }
    }

    #[test]
    fn a_registration_says_what_is_missing_beside_its_field() {
        let today = "2026-11-22".parse().unwrap();
        let draft = witnessed(&good(), today, |_| 3).unwrap();
        assert_eq!((draft.criticality, draft.valid_to.to_string().as_str()), (Some("PC2"), "2027-01-31"));
        assert_eq!(draft.approver_capacity, "Designated Official");
        for (form, field) in [
            (RegisterForm { official: String::new(), ..good() }, "official"),
            (RegisterForm { level: "high".into(), ..good() }, "level"),
            (RegisterForm { valid_to: "2026-10-01".into(), ..good() }, "valid_to"),
            (RegisterForm { approver: "A. Example".into(), ..good() }, "approver"),
            (RegisterForm { approved_on: "2026-11-23".into(), ..good() }, "approved_on"),
            (RegisterForm { document_ref: " ".into(), ..good() }, "document_ref"),
            (RegisterForm { main_measures: String::new(), ..good() }, "main_measures"),
        ] {
            let Err(AppError::Invalid(errors)) = witnessed(&form, today, |_| 3) else { panic!("{field} was accepted") };
            assert!(!errors.of(field, Language::English).is_empty(), "{field}");
        }
    }
}
