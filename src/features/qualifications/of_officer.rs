//! `/officers/{ref}/qualifications`: what an officer is fit for, what is missing, every paper; and the form of a
//! new one. `?on=` asks the same of another day: was this person certified then?

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;

use super::commands;
use super::forms::QualificationForm;
use super::model::{CLASSES, Duty, Person, State, Weapon};
use super::queries::{self, Holder, Kind, Paper, facts_of};
use super::views::{StateTag, class_word, gap_words, paper_words, period_words, shell, state_tag, type_word, weapon_words};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision};
use crate::authz::routes::Routes;
use crate::features::people::{OfficerHead, training_of, with_ask};
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// Fitness and papers of an officer.
    ShowFitness: Get "/officers/{ref}/qualifications" => "qualification.of-officer", Holder, Quiet;
    /// The types, and then the form of a new paper.
    NewQualification: Get "/officers/{ref}/qualifications/new" => "qualification.create", Holder, Quiet;
    /// Records one.
    CreateQualification: Post "/officers/{ref}/qualifications" => "qualification.create", Holder, Change;
}

/// `/officers/{ref}/qualifications`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowFitness, _, _>(show).get::<NewQualification, _, _>(ask_new).post::<CreateQualification, _, _>(create)
}

/// Address of an officer's fitness.
pub fn url(reference: &str) -> String {
    format!("/officers/{reference}/qualifications")
}

/// A duty with its answer.
pub struct DutyLine {
    pub duty: String,
    pub is_fit: bool,
    pub answer: String,
    pub missing: Vec<String>,
}

/// A type with its state.
struct KindLine {
    name: String,
    state: StateTag,
    lasts: String,
    papers: Vec<PaperLine>,
    add_url: String,
    add_label: String,
}

struct PaperLine {
    reference: String,
    url: String,
    what: String,
    dates: String,
    note: String,
    is_waiting: bool,
}

pub(super) struct SuspensionLine {
    pub(super) words: String,
    pub(super) is_open: bool,
}

#[derive(Template)]
#[template(path = "qualifications/of_officer.html")]
struct FitnessPage {
    shell: Shell,
    officer: OfficerHead,
    day: String,
    is_today: bool,
    heading: String,
    unread_day: String,
    duties: Vec<DutyLine>,
    /// What the stations of the officer ask for: kind of the tag and words.
    asked: Vec<(&'static str, String)>,
    asked_url: String,
    kinds: Vec<KindLine>,
    others: Vec<KindLine>,
    suspensions: Vec<SuspensionLine>,
    /// Weapons that the officer has and may not carry: reference and serial number.
    withdraw: Vec<(String, String)>,
    suspend_url: String,
    suspend_label: String,
    new_url: String,
    arming_url: String,
}

async fn show(mut auth: Authorized<ShowFitness>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let officer = &auth.target.0;
    let language = auth.language();
    let today = auth.now().date_naive();
    let asked = Asked::read(auth.seed.here(), &["on"]);
    let typed = asked.one("on").unwrap_or_default();
    let read = if typed.is_empty() { Ok(today) } else { time::read_date(typed) };
    let (day, unread_day) = match read {
        Ok(day) => (day, String::new()),
        Err(message) => (today, language.say(&message)),
    };
    let kinds = queries::kinds(&mut tx).await?;
    let papers = queries::papers_of(&mut tx, officer.id).await?;
    let suspensions = queries::suspensions_of(&mut tx, officer.id).await?;
    let mut person = queries::person_with(&mut tx, officer, papers.iter().filter(|paper| !paper.is_void).map(|paper| paper.held.clone()).collect()).await?;
    // Of another day it counts what was suspended then.
    person.is_suspended = suspensions.iter().any(|one| one.from_at.date_naive() <= day && one.lifted_at.is_none_or(|at| at.date_naive() > day));
    let may = |action: &str| officer.is_active() && policy::decide(&auth.actor, action, &facts_of(&auth.actor, officer)) == Decision::Allow;
    let may_add = may("qualification.create");
    let line = |kind: &Kind| kind_line(language, kind, &papers, day, if may_add { &officer.reference } else { "" });
    let (recorded, others): (Vec<&Kind>, Vec<&Kind>) = kinds.iter().partition(|kind| papers.iter().any(|paper| paper.held.kind == kind.code));
    let is_suspended = suspensions.iter().any(|one| one.lifted_at.is_none());
    let suspend = if is_suspended { "suspension.lift" } else { "suspension.order" };
    let withdraw = if day == today { queries::to_withdraw(&mut tx, officer.id).await? } else { Vec::new() };
    let asked = training_of(&mut tx, &[officer.id.0], day).await?;
    let day_words = time::typed_date(day);
    page::page(&FitnessPage {
        shell: Shell::titled(&auth.seed, officer.reference.clone()),
        officer: OfficerHead::new(&auth.seed, &auth.actor, officer),
        is_today: day == today,
        heading: if day == today { language.t("fitness-title") } else { language.fill("fitness-title-on", &[("day", Hole::Text(&day_words))]) },
        day: if typed.is_empty() { String::new() } else { day_words },
        unread_day,
        duties: duty_lines(language, &person, day),
        asked: asked.iter().map(|(_, one)| (one.standing.tag(), one.words(language))).collect(),
        asked_url: if policy::may(&auth.actor, "station-training.show") { format!("/duty-stations/{}/training", officer.station_code) } else { String::new() },
        kinds: recorded.into_iter().map(line).collect(),
        others: others.into_iter().filter(|kind| !kind.is_withdrawn).map(line).collect(),
        suspensions: suspensions.iter().map(|one| suspension_line(language, one)).collect(),
        withdraw,
        suspend_url: if may(suspend) { format!("/officers/{}/armed-suspension", officer.reference) } else { String::new() },
        suspend_label: language.t(if is_suspended { "suspension-lift" } else { "suspension-order" }),
        new_url: if may_add { format!("{}/new", url(&officer.reference)) } else { String::new() },
        arming_url: if policy::may(&auth.actor, "arming.show") { format!("/duty-stations/{}/arming", officer.station_code) } else { String::new() },
    })
}

pub(super) fn suspension_line(language: Language, one: &queries::Suspension) -> SuspensionLine {
    let from = time::z(one.from_at, language);
    let words = match one.lifted_at {
        None => language.fill("suspension-open", &[("from", Hole::Text(&from)), ("who", Hole::Text(&one.ordered_by)), ("reason", Hole::Text(&one.reason))]),
        Some(at) => language.fill(
            "suspension-past",
            &[
                ("from", Hole::Text(&from)),
                ("until", Hole::Text(&time::z(at, language))),
                ("who", Hole::Text(&one.lifted_by)),
                ("reason", Hole::Text(&one.reason)),
                ("words", Hole::Text(&one.lift_reason)),
            ],
        ),
    };
    SuspensionLine { words, is_open: one.lifted_at.is_none() }
}

/// One line a duty; armed duty has one for each weapon that was ever authorized.
pub(super) fn duty_lines(language: Language, person: &Person, day: NaiveDate) -> Vec<DutyLine> {
    let weapons: Vec<Option<Weapon>> = match person.weapons() {
        weapons if weapons.is_empty() => vec![None],
        weapons => weapons.into_iter().map(Some).collect(),
    };
    let armed = weapons.iter().map(|weapon| (Duty::Armed, weapon.as_ref()));
    armed.chain(Duty::ALL.into_iter().skip(1).map(|duty| (duty, None))).map(|(duty, weapon)| duty_line(language, person, duty, weapon, day)).collect()
}

fn duty_line(language: Language, person: &Person, duty: Duty, weapon: Option<&Weapon>, day: NaiveDate) -> DutyLine {
    let gaps = person.gaps(duty, weapon, day);
    let word = language.t(&format!("fitness-duty-{}", duty.code()));
    let answer = match (gaps.is_empty(), person.fit_until(duty, weapon, day)) {
        (false, _) => language.t("fitness-no"),
        (true, None) => language.t("fitness-yes"),
        (true, Some(end)) => language.fill("fitness-yes-until", &[("day", Hole::Text(&time::typed_date(end)))]),
    };
    DutyLine {
        duty: weapon.map_or_else(|| word.clone(), |weapon| language.pair(&word, &weapon_words(language, weapon))),
        is_fit: gaps.is_empty(),
        answer,
        missing: gaps.into_iter().map(|gap| gap_words(language, gap)).collect(),
    }
}

fn kind_line(language: Language, kind: &Kind, papers: &[Paper], day: NaiveDate, officer: &str) -> KindLine {
    let of_kind: Vec<&Paper> = papers.iter().filter(|paper| paper.held.kind == kind.code).collect();
    let counted = of_kind.iter().filter(|paper| !paper.is_void).map(|paper| &paper.held);
    let name = type_word(language, kind);
    KindLine {
        state: state_tag(language, State::of(counted, day, kind.lead_days)),
        lasts: period_words(language, kind),
        papers: of_kind.into_iter().map(|paper| paper_line(language, paper)).collect(),
        add_url: if officer.is_empty() || kind.is_withdrawn { String::new() } else { format!("{}/new?type={}", url(officer), kind.code) },
        add_label: language.fill("qualification-add-of", &[("kind", Hole::Text(&name))]),
        name,
    }
}

fn paper_line(language: Language, paper: &Paper) -> PaperLine {
    let from = time::typed_date(paper.held.obtained_on);
    let to = paper.held.valid_until.map_or_else(|| language.t("qualification-no-end"), time::typed_date);
    PaperLine {
        reference: paper.reference.clone(),
        url: format!("/qualifications/{}", paper.reference),
        what: paper_words(language, &paper.held, &paper.kind_name),
        dates: format!("{from} – {to}"),
        note: match (paper.is_void, paper.verified_at) {
            (true, _) => language.fill("qualification-voided", &[("reason", Hole::Text(&paper.void_reason))]),
            (false, Some(_)) => language.fill("qualification-verified-line", &[("who", Hole::Text(&paper.verified_by))]),
            (false, None) => language.t("qualification-state-waiting"),
        },
        is_waiting: !paper.is_void && paper.verified_at.is_none(),
    }
}

#[derive(Template)]
#[template(path = "qualifications/choose.html")]
struct ChoosePage {
    shell: Shell,
    officer: OfficerHead,
    errors: Vec<ErrorLink>,
    kinds: Vec<KindLine>,
}

#[derive(Template)]
#[template(path = "qualifications/form.html")]
struct FormPage {
    shell: Shell,
    officer: OfficerHead,
    title: String,
    lasts: String,
    kind: String,
    names: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    weapon_class: Field,
    classes: Vec<Choice>,
    weapon_model: Field,
    country: Field,
    obtained_on: Field,
    valid_until: Field,
    issued_by: Field,
    evidence: Field,
    seen: Field,
    may_verify: bool,
    is_own: bool,
}

async fn ask_new(mut auth: Authorized<NewQualification>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["type"]);
    let form = QualificationForm { kind: asked.one("type").unwrap_or_default().to_owned(), ..QualificationForm::default() };
    answer(&mut auth, &form, &FieldErrors::default()).await
}

async fn answer<A: Action<Target = Holder>>(auth: &mut Authorized<A>, form: &QualificationForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let kinds = queries::kinds(&mut tx).await?;
    let officer = &auth.target.0;
    let language = auth.language();
    let Some(kind) = kinds.iter().find(|kind| kind.code == form.kind && !kind.is_withdrawn) else {
        let papers = queries::papers_of(&mut tx, officer.id).await?;
        let today = auth.now().date_naive();
        let view = ChoosePage {
            shell: shell(&auth.seed, &officer.reference, !errors.is_empty()),
            officer: OfficerHead::new(&auth.seed, &auth.actor, officer),
            errors: errors.links(language),
            kinds: kinds.iter().filter(|kind| !kind.is_withdrawn).map(|kind| kind_line(language, kind, &papers, today, &officer.reference)).collect(),
        };
        return if errors.is_empty() && form.kind.is_empty() { page::page(&view) } else { page::unprocessable(&view) };
    };
    let view = form_page(auth, kind, form, errors, &auth.actor);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

fn form_page<A: Action<Target = Holder>>(auth: &Authorized<A>, kind: &Kind, form: &QualificationForm, errors: &FieldErrors, actor: &Actor) -> FormPage {
    let language = auth.language();
    let officer = &auth.target.0;
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let ends = field("valid_until", "qualification-valid-until", &form.valid_until);
    FormPage {
        shell: shell(&auth.seed, &officer.reference, !errors.is_empty()),
        officer: OfficerHead::new(&auth.seed, actor, officer),
        title: language.fill("qualification-add-of", &[("kind", Hole::Text(&type_word(language, kind)))]),
        lasts: period_words(language, kind),
        kind: kind.code.clone(),
        names: kind.names.clone(),
        action: url(&officer.reference),
        back_url: url(&officer.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        weapon_class: field("weapon_class", "qualification-weapon-class", &form.weapon_class),
        classes: with_ask(language, CLASSES.iter().map(|class| Choice::new(*class, class_word(language, class), &form.weapon_class)).collect()),
        weapon_model: field("weapon_model", "qualification-weapon-model", &form.weapon_model).hint(language, "qualification-weapon-model-hint"),
        country: field("country", "qualification-country", &form.country).hint(language, "qualification-country-hint"),
        obtained_on: field("obtained_on", "qualification-obtained-on", &form.obtained_on).hint(language, "requirement-date-hint"),
        valid_until: if kind.is_printed {
            ends.hint(language, "qualification-end-printed-hint")
        } else {
            ends.optional().hint(language, if kind.validity_days.is_some() { "qualification-end-rule-hint" } else { "qualification-end-open-hint" })
        },
        issued_by: field("issued_by", "qualification-issued-by", &form.issued_by).optional(),
        evidence: field("evidence", "qualification-evidence", &form.evidence).hint(language, "qualification-evidence-hint"),
        seen: field("seen", "qualification-seen", &form.seen),
        may_verify: policy::decide(actor, "qualification.verify", &facts_of(actor, officer)) == Decision::Allow,
        is_own: actor.officer == Some(officer.id),
    }
}

async fn create(mut auth: Authorized<CreateQualification>, form: Form) -> Result<Response> {
    let posted: QualificationForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&auth.target.0.reference), "said-qualification-created", &reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateQualification>, form: &Form, posted: &QualificationForm) -> Result<String> {
    let today = auth.now().date_naive();
    let mut tx = auth.read().await?;
    let kind = queries::kinds(&mut tx).await?.into_iter().find(|kind| kind.code == posted.kind && !kind.is_withdrawn);
    drop(tx);
    let kind = kind.ok_or_else(|| AppError::field("", "qualification-choose-first"))?;
    let draft = posted.draft(&kind, today)?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.0.reference)).await?;
    Ok(reference)
}
