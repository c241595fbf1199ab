//! `/officers/{ref}/employment`: for whom an officer works and until when, and how well they have which language. Who is
//! sent or assigned beyond the end of the contract or of the funds is refused by the database (INV-13); an end that
//! comes sooner is recorded all the same, and what was planned beyond it stands on the page.

use askama::Template;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::employment_forms::{EmploymentForm, SkillForm};
use super::handlers::url;
use super::model;
use super::queries::Officer;
use super::views::{Head, can, with_ask, word_choices};
use crate::actions;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::OfficerId;
use crate::i18n::{Hole, Language, Message};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

actions! {
    /// What is recorded of it.
    ShowEmployment: Get "/officers/{ref}/employment" => "employment.show", Officer, Quiet;
    /// The form.
    AskEmployment: Get "/officers/{ref}/employment/edit" => "employment.edit", Officer, Quiet;
    /// Saves it.
    SaveEmployment: Post "/officers/{ref}/employment" => "employment.edit", Officer, Change;
    /// Rates a language, also one that was rated before.
    RateLanguage: Post "/officers/{ref}/languages" => "employment.edit", Officer, Change;
    /// Takes a language off.
    StrikeLanguage: Post "/officers/{ref}/languages/{language}/strike" => "employment.edit", Officer, Change;
}

/// `/officers/{ref}/employment`, `/officers/{ref}/languages`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowEmployment, _, _>(show)
        .get::<AskEmployment, _, _>(ask)
        .post::<SaveEmployment, _, _>(save)
        .post::<RateLanguage, _, _>(rate)
        .post::<StrikeLanguage, _, _>(strike)
}

/// Days before an end from which it is said.
const SOON: u64 = 60;

/// What is recorded; everything empty and version 0 if nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Employment {
    pub id: Option<Uuid>,
    pub grade: String,
    pub organization: String,
    pub nationality: String,
    pub gender: String,
    pub entry_on_duty: Option<NaiveDate>,
    pub contract_end: Option<NaiveDate>,
    pub post_funded_until: Option<NaiveDate>,
    pub position_occupied_since: Option<NaiveDate>,
    pub version: i32,
}

pub(super) async fn employment_of(tx: &mut Tx, officer: OfficerId) -> Result<Employment> {
    let found = sqlx::query_as!(
        Employment,
        r#"select id, grade as "grade!", organization as "organization!", coalesce(nationality, '') as "nationality!", gender as "gender!", entry_on_duty,
             contract_end, post_funded_until, position_occupied_since, version as "version!"
           from visible_employment where officer_id = $1"#,
        officer.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.unwrap_or_default())
}

/// The authorized post that an officer fills, which says until when it is funded: its number, title and address.
pub(super) async fn post_of(tx: &mut Tx, officer: OfficerId) -> Result<Option<(String, String)>> {
    let row =
        sqlx::query!(r#"select ref as "reference!", number as "number!", title as "title!" from visible_authorized_post where officer_id = $1"#, officer.0)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(row.map(|row| (format!("{} {}", row.number, row.title), format!("/authorized-posts/{}", row.reference))))
}

/// How well an officer has a language.
#[derive(Debug, Clone)]
pub(super) struct Skill {
    id: Uuid,
    pub language: String,
    pub reading: String,
    pub writing: String,
    pub speaking: String,
    pub understanding: String,
    pub is_void: bool,
}

pub(super) async fn skills_of(tx: &mut Tx, officer: OfficerId) -> Result<Vec<Skill>> {
    Ok(sqlx::query_as!(
        Skill,
        r#"select id as "id!", language as "language!", reading as "reading!", writing as "writing!", speaking as "speaking!", understanding as "understanding!",
             is_void as "is_void!"
           from visible_language_skill where officer_id = $1 order by language, id limit 200"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Keys of what is recorded, also of languages that were struck: what their history is read by.
pub async fn ids_of(tx: &mut Tx, officer: OfficerId) -> Result<(Vec<String>, Vec<String>)> {
    let employment = employment_of(tx, officer).await?.id.iter().map(Uuid::to_string).collect();
    Ok((employment, skills_of(tx, officer).await?.iter().map(|skill| skill.id.to_string()).collect()))
}

/// The last day of temporary duty and of places in teams that were planned beyond a day.
async fn planned_beyond(tx: &mut Tx, officer: OfficerId, end: NaiveDate) -> Result<Option<NaiveDate>> {
    Ok(sqlx::query_scalar!(
        r#"select max(planned.to_date) from (
             select to_date from visible_availability where officer_id = $1 and kind = 'temporary_duty' and not is_void
             union all select coalesce(to_date, from_date) from visible_team_assignment where officer_id = $1 and state in ('proposed', 'accepted')) planned
           where planned.to_date > $2"#,
        officer.0,
        end
    )
    .fetch_one(&mut **tx)
    .await?)
}

struct SkillLine {
    name: String,
    ratings: Vec<(String, String)>,
    strike_url: String,
}

struct RatingField {
    field: Field,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "people/employment.html")]
struct EmploymentPage {
    shell: Shell,
    officer: Head,
    facts: Vec<(String, String)>,
    /// Number and title of the post, and its page for those who may open it.
    post: Option<(String, String)>,
    warnings: Vec<(&'static str, String)>,
    edit_url: String,
    skills: Vec<SkillLine>,
    heads: Vec<String>,
    rate_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    language: RatingField,
    ratings: Vec<RatingField>,
}

async fn answer<A: Action<Target = Officer>>(auth: &mut Authorized<A>, form: &SkillForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let officer = &auth.target;
    let employment = employment_of(&mut tx, officer.id).await?;
    let end = [employment.contract_end, employment.post_funded_until].into_iter().flatten().min();
    let beyond = match end {
        Some(end) => planned_beyond(&mut tx, officer.id, end).await?,
        None => None,
    };
    let skills: Vec<Skill> = skills_of(&mut tx, officer.id).await?.into_iter().filter(|skill| !skill.is_void).collect();
    let post = post_of(&mut tx, officer.id).await?;
    drop(tx);
    let language = auth.language();
    let may_edit = officer.is_active() && can(&auth.actor, "employment.edit", officer);
    let home = url(&officer.reference);
    let when = |on: bool, address: String| if on { address } else { String::new() };
    let shell = Shell::titled(&auth.seed, officer.reference.clone());
    let view = EmploymentPage {
        officer: Head::new(&auth.seed, &auth.actor, officer),
        facts: facts(language, &employment),
        post,
        warnings: warnings(language, &employment, beyond, auth.now().date_naive()),
        edit_url: when(may_edit, format!("{home}/employment/edit")),
        heads: ["language-skill-reading", "language-skill-writing", "language-skill-speaking", "language-skill-understanding"]
            .map(|key| language.t(key))
            .to_vec(),
        skills: skills
            .iter()
            .map(|skill| SkillLine {
                name: name_of(language, &skill.language),
                ratings: [
                    ("language-skill-reading", &skill.reading),
                    ("language-skill-writing", &skill.writing),
                    ("language-skill-speaking", &skill.speaking),
                    ("language-skill-understanding", &skill.understanding),
                ]
                .map(|(head, rating)| (language.t(head), language.t(&format!("{head}-{rating}"))))
                .to_vec(),
                strike_url: when(may_edit, format!("{home}/languages/{}/strike", skill.language)),
            })
            .collect(),
        rate_url: when(may_edit, format!("{home}/languages")),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        language: RatingField {
            field: Field::new(language, "language", "language-skill-language", &form.language, errors),
            choices: with_ask(language, word_choices(language, "language-skill-language", model::LANGUAGES, &form.language)),
        },
        ratings: form
            .ratings()
            .into_iter()
            .map(|(name, label, posted)| RatingField {
                field: Field::new(language, name, label, posted, errors),
                choices: with_ask(language, word_choices(language, label, model::RATINGS, posted)),
            })
            .collect(),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

/// The name of a language; its code where the program has no word for it.
pub(super) fn name_of(language: Language, code: &str) -> String {
    if model::LANGUAGES.contains(&code) { language.t(&format!("language-skill-language-{code}")) } else { code.to_owned() }
}

fn facts(language: Language, employment: &Employment) -> Vec<(String, String)> {
    let day = |day: Option<NaiveDate>| day.map(time::typed_date).unwrap_or_default();
    let gender = if employment.gender.is_empty() { String::new() } else { language.t(&format!("employment-gender-{}", employment.gender)) };
    [
        ("employment-contract-end", day(employment.contract_end)),
        ("employment-post-funded-until", day(employment.post_funded_until)),
        ("employment-entry-on-duty", day(employment.entry_on_duty)),
        ("employment-position-occupied-since", day(employment.position_occupied_since)),
        ("employment-grade", employment.grade.clone()),
        ("employment-organization", employment.organization.clone()),
        ("employment-nationality", employment.nationality.clone()),
        ("employment-gender", gender),
    ]
    .map(|(label, value)| (language.t(label), value))
    .to_vec()
}

/// Ends that are near or past, and what was planned beyond them.
fn warnings(language: Language, employment: &Employment, beyond: Option<NaiveDate>, today: NaiveDate) -> Vec<(&'static str, String)> {
    let said = |key: &str, day: NaiveDate| language.fill(key, &[("day", Hole::Text(&time::typed_date(day)))]);
    let mut told = Vec::new();
    for (end, soon, over) in [
        (employment.contract_end, "employment-contract-ends", "employment-contract-ended"),
        (employment.post_funded_until, "employment-funds-end", "employment-funds-ended"),
    ] {
        match end {
            Some(day) if day < today => told.push(("warning", said(over, day))),
            Some(day) if day <= today + Days::new(SOON) => told.push(("caution", said(soon, day))),
            _ => {}
        }
    }
    if let Some(day) = beyond {
        told.push(("warning", said("employment-planned-beyond", day)));
    }
    told
}

async fn show(mut auth: Authorized<ShowEmployment>) -> Result<Response> {
    answer(&mut auth, &SkillForm::default(), &FieldErrors::default()).await
}

#[derive(Template)]
#[template(path = "people/employment_form.html")]
struct FormPage {
    shell: Shell,
    officer: Head,
    action: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    /// The post that says the two days of the post; those are not asked for then.
    post: Option<(String, String)>,
    days: Vec<Field>,
    texts: Vec<Field>,
    gender: Field,
    genders: Vec<Choice>,
}

impl FormPage {
    fn new<A: Action<Target = Officer>>(auth: &Authorized<A>, post: Option<(String, String)>, form: &EmploymentForm, errors: &FieldErrors) -> Self {
        let seed: &Seed = &auth.seed;
        let language = seed.language;
        let field = |name: &str, value: &str| Field::new(language, name, &format!("employment-{}", model::slug(name)), value, errors).optional();
        let shell = Shell::titled(seed, auth.target.reference.clone());
        let mut days =
            vec![field("contract_end", &form.contract_end).hint(language, "employment-contract-end-hint"), field("entry_on_duty", &form.entry_on_duty)];
        if post.is_none() {
            days.insert(1, field("post_funded_until", &form.post_funded_until).hint(language, "employment-post-funded-until-hint"));
            days.push(field("position_occupied_since", &form.position_occupied_since));
        }
        Self {
            officer: Head::new(seed, &auth.actor, &auth.target),
            action: format!("{}/employment", url(&auth.target.reference)),
            form_key: fresh_form_key(),
            version: form.version.clone(),
            errors: errors.links(language),
            post,
            days,
            texts: vec![
                field("grade", &form.grade),
                field("organization", &form.organization).hint(language, "employment-organization-hint"),
                field("nationality", &form.nationality).hint(language, "employment-nationality-hint"),
            ],
            gender: field("gender", &form.gender).hint(language, "employment-gender-hint"),
            genders: [Choice::new("", language.t("shell-not-recorded"), &form.gender)]
                .into_iter()
                .chain(word_choices(language, "employment-gender", model::GENDERS, &form.gender))
                .collect(),
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

async fn ask(mut auth: Authorized<AskEmployment>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let employment = employment_of(&mut tx, auth.target.id).await?;
    let post = post_of(&mut tx, auth.target.id).await?;
    drop(tx);
    page::page(&FormPage::new(&auth, post, &EmploymentForm::of(&employment), &FieldErrors::default()))
}

async fn save(mut auth: Authorized<SaveEmployment>, form: Form) -> Result<Response> {
    let posted: EmploymentForm = form.parse()?;
    let address = format!("{}/employment", url(&auth.target.reference));
    let saved = async {
        let draft = posted.draft()?;
        let mut tx = auth.write(&form).await?;
        write(&mut tx, &auth.target, &draft).await.map_err(beside)?;
        tx.record(auth.entry());
        tx.commit(&address).await
    }
    .await;
    match saved {
        Ok(()) => Ok(page::see_other_saying(&address, "said-employment-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => {
            let mut tx = auth.read().await?;
            let post = post_of(&mut tx, auth.target.id).await?;
            drop(tx);
            page::unprocessable(&FormPage::new(&auth, post, &posted, &errors))
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn write(tx: &mut Tx, officer: &Officer, draft: &Employment) -> Result<()> {
    if !officer.is_active() {
        return Err(AppError::Conflict(Message::new("officer-has-ended")));
    }
    let done = if draft.version == 0 {
        sqlx::query!(
            "insert into employment (id, officer_id, cell, grade, organization, nationality, gender, entry_on_duty, contract_end, post_funded_until,
               position_occupied_since) values ($1, $2, $3, $4, $5, nullif($6, ''), $7, $8, $9, $10, $11) on conflict (officer_id) do nothing",
            Uuid::now_v7(),
            officer.id.0,
            officer.cell,
            draft.grade,
            draft.organization,
            draft.nationality,
            draft.gender,
            draft.entry_on_duty,
            draft.contract_end,
            draft.post_funded_until,
            draft.position_occupied_since,
        )
        .execute(&mut **tx)
        .await?
    } else {
        sqlx::query!(
            "update employment set grade = $3, organization = $4, nationality = nullif($5, ''), gender = $6, entry_on_duty = $7, contract_end = $8,
               post_funded_until = $9, position_occupied_since = $10, version = version + 1 where officer_id = $1 and version = $2",
            officer.id.0,
            draft.version,
            draft.grade,
            draft.organization,
            draft.nationality,
            draft.gender,
            draft.entry_on_duty,
            draft.contract_end,
            draft.post_funded_until,
            draft.position_occupied_since,
        )
        .execute(&mut **tx)
        .await?
    };
    if done.rows_affected() == 0 { Err(conflict::stale()) } else { Ok(()) }
}

/// Refusals of the database beside the field they speak of.
pub(super) fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) if name == "employment_nationality_fkey" => AppError::field("nationality", "qualification-country-unknown"),
        // the day in the post comes from the post
        AppError::Refused(name) if name == "employment_position_after_entry" => AppError::field("entry_on_duty", "constraint-employment-position-after-entry"),
        other => other,
    }
}

async fn rate(mut auth: Authorized<RateLanguage>, form: Form) -> Result<Response> {
    let posted: SkillForm = form.parse()?;
    let address = format!("{}/employment", url(&auth.target.reference));
    let rated = async {
        let (language, ratings) = posted.draft()?;
        let mut tx = auth.write(&form).await?;
        write_rating(&mut tx, &auth.target, language, ratings).await?;
        tx.record(auth.entry().with_detail(language));
        tx.commit(&address).await
    }
    .await;
    match rated {
        Ok(()) => Ok(page::see_other_saying(&address, "said-language-rated", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

pub(super) async fn write_rating(tx: &mut Tx, officer: &Officer, language: &str, [reading, writing, speaking, understanding]: [&str; 4]) -> Result<()> {
    if !officer.is_active() {
        return Err(AppError::Conflict(Message::new("officer-has-ended")));
    }
    sqlx::query!(
        "insert into language_skill as s (id, officer_id, cell, language, reading, writing, speaking, understanding) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (officer_id, language) where not is_void do update set reading = $5, writing = $6, speaking = $7, understanding = $8, version = s.version + 1",
        Uuid::now_v7(),
        officer.id.0,
        officer.cell,
        language,
        reading,
        writing,
        speaking,
        understanding,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn strike(mut auth: Authorized<StrikeLanguage>, form: Form) -> Result<Response> {
    let address = format!("{}/employment", url(&auth.target.reference));
    let language = auth.params.get("language").to_owned();
    let mut tx = auth.write(&form).await?;
    strike_off(&mut tx, &auth.target, &language).await?;
    tx.record(auth.entry().with_detail(language));
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-language-struck", &auth.target.reference))
}

pub(super) async fn strike_off(tx: &mut Tx, officer: &Officer, language: &str) -> Result<()> {
    let done = sqlx::query!(
        "update language_skill set is_void = true, version = version + 1 where officer_id = $1 and language = $2 and not is_void",
        officer.id.0,
        language,
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 { Err(AppError::NotFound) } else { Ok(()) }
}
