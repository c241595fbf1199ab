//! `/standby/{ref}/kit`: vehicles, things and kits by their reference, weapons and rounds as numbers. Each line says what
//! stands against it today; the registers answer, nobody types it.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::form_pages::ReasonPage;
use super::forms::ReasonForm;
use super::queries::{self, Pledge};
use super::views::{shell, url, whose};
use super::{AskKit, AskKitRemoval, PledgeKit, RemoveKit};
use crate::audit::Entry;
use crate::authz::action::{Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::PledgeId;
use crate::features::equipment::gap_words;
use crate::features::people::required;
use crate::features::requirements::one_of;
use crate::features::vehicles::paper_word;
use crate::i18n::{Hole, Language, Message};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Seed, Shell};

/// What may be pledged: one thing by its reference, rounds of a calibre, or weapons of a class.
const CHOICES: &[&str] = &["thing", "rounds", "pistol", "smg", "carbine", "rifle", "shotgun", "lmg", "other"];

/// A line of kit, with what stands against it today.
#[derive(Debug, Clone)]
pub struct KitLine {
    pub number: i32,
    pub kind: String,
    /// Empty for weapons and rounds, and for what the reader does not see.
    pub reference: String,
    pub what: String,
    pub quantity: i32,
    pub gaps: Vec<String>,
    pub is_removed: bool,
    pub reason: String,
    pub version: i32,
}

/// The kit of a pledge; what was taken back stands last.
pub async fn of(tx: &mut Tx, pledge: PledgeId) -> Result<Vec<KitLine>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        KitLine,
        r#"select out_number as "number!", out_kind as "kind!", out_ref as "reference!", out_what as "what!", out_quantity as "quantity!", out_gaps as "gaps!",
             out_removed as "is_removed!", out_reason as "reason!", out_version as "version!" from sec.standby_kit_of($1, $2)"#,
        pledge.0,
        today
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Keys of the lines of a pledge: what their history is read by.
pub async fn ids(tx: &mut Tx, pledge: PledgeId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select id::text as "id!" from visible_standby_kit where pledge_id = $1 limit 500"#, pledge.0).fetch_all(&mut **tx).await?)
}

/// A line of kit, with its pledge.
#[derive(Debug, Clone)]
pub struct KitTarget {
    pub pledge: Pledge,
    pub line: KitLine,
}

impl Target for KitTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(pledge) = queries::by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let number = params.number("number")?;
        let line = of(tx, pledge.id).await?.into_iter().find(|line| line.number == number && !line.is_removed);
        Ok(line.map(|line| Self { pledge, line }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.pledge.facts(actor)
    }
    fn subject(&self) -> String {
        self.pledge.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.pledge.cell
    }
}

/// A line of kit as pages show it.
pub struct KitRow {
    pub called: String,
    pub url: String,
    pub reference: String,
    /// Empty: nothing stands against it.
    pub gaps: String,
    pub is_removed: bool,
    pub reason: String,
    pub remove_url: String,
}

/// The lines for a page; `may_change`: kit may be taken back.
pub fn rows(language: Language, pledge: &Pledge, lines: &[KitLine], may_change: bool) -> Vec<KitRow> {
    lines
        .iter()
        .map(|line| KitRow {
            called: called(language, line),
            url: match line.kind.as_str() {
                _ if line.reference.is_empty() => String::new(),
                "vehicle" => format!("/vehicles/{}", line.reference),
                "equipment" => format!("/equipment/{}", line.reference),
                "kit" => format!("/kits/{}", line.reference),
                _ => String::new(),
            },
            gaps: line.gaps.iter().map(|gap| gap_word(language, &line.kind, gap)).collect::<Vec<_>>().join(", "),
            remove_url: if may_change && !line.is_removed { format!("{}/kit/{}/removal", url(&pledge.reference), line.number) } else { String::new() },
            reference: line.reference.clone(),
            is_removed: line.is_removed,
            reason: line.reason.clone(),
        })
        .collect()
}

/// What a line is called: a thing by its name, weapons and rounds with their number.
fn called(language: Language, line: &KitLine) -> String {
    let count = Hole::Number(line.quantity.into());
    match line.kind.as_str() {
        "weapons" => language.fill("standby-kit-weapons", &[("count", count), ("class", Hole::Text(&language.t(&format!("weapon-class-{}", line.what))))]),
        "rounds" => language.fill("standby-kit-rounds", &[("count", count), ("calibre", Hole::Text(&line.what))]),
        _ if line.what.is_empty() => language.t(&format!("standby-kit-kind-{}", line.kind)),
        _ => line.what.clone(),
    }
}

fn gap_word(language: Language, kind: &str, gap: &str) -> String {
    if let Some(left) = gap.strip_prefix("few:") {
        return language.fill("standby-kit-gap-few", &[("count", Hole::Number(left.parse().unwrap_or_default()))]);
    }
    match (gap, kind) {
        ("few", _) => language.t("standby-kit-gap-fewer"),
        ("elsewhere" | "reserved" | "issued", _) => language.t(&format!("standby-kit-gap-{gap}")),
        ("in_transit", _) => language.t("transfer-state-in-transit"),
        ("state", "vehicle") => language.t("standby-kit-gap-state"),
        (paper, "vehicle") => language.fill("standby-kit-gap-paper", &[("paper", Hole::Text(&paper_word(language, paper)))]),
        _ => gap_words(language, gap),
    }
}

/// What is pledged, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KitForm {
    /// One of the choices.
    pub choice: String,
    /// The reference of the thing, or the calibre.
    pub thing: String,
    pub quantity: String,
}

#[derive(Template)]
#[template(path = "standby/kit.html")]
struct KitPage {
    shell: Shell,
    reference: String,
    whose: String,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    choice: Field,
    choices: Vec<Choice>,
    thing: Field,
    quantity: Field,
}

impl KitPage {
    fn new(seed: &Seed, pledge: &Pledge, form: &KitForm, errors: &FieldErrors) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
        let word = |choice: &str| match choice {
            "thing" | "rounds" => language.t(&format!("standby-kit-choice-{choice}")),
            class => language.fill("standby-kit-choice-weapons", &[("class", Hole::Text(&language.t(&format!("weapon-class-{class}"))))]),
        };
        Self {
            shell: shell(seed, &pledge.reference, errors),
            reference: pledge.reference.clone(),
            whose: whose(language, &pledge.station, &pledge.member_state),
            action: format!("{}/kit", url(&pledge.reference)),
            back_url: url(&pledge.reference),
            form_key: fresh_form_key(),
            errors: errors.links(language),
            choice: field("choice", "standby-kit-kind", &form.choice),
            choices: CHOICES.iter().map(|choice| Choice::new(*choice, word(choice), &form.choice)).collect(),
            thing: field("thing", "standby-kit-what", &form.thing).optional().hint(language, "standby-kit-what-hint"),
            quantity: field("quantity", "standby-kit-quantity", &form.quantity).optional().hint(language, "standby-kit-quantity-hint"),
        }
    }
}

pub async fn ask(auth: Authorized<AskKit>) -> Result<Response> {
    let form = KitForm { choice: "thing".into(), ..KitForm::default() };
    page::page(&KitPage::new(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn pledge(mut auth: Authorized<PledgeKit>, form: Form) -> Result<Response> {
    let posted: KitForm = form.parse()?;
    let address = url(&auth.target.reference);
    match pledge_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&address, "said-standby-kit", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&KitPage::new(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn pledge_from(auth: &mut Authorized<PledgeKit>, form: &Form, posted: &KitForm) -> Result<()> {
    let mut errors = FieldErrors::default();
    let choice = one_of(&mut errors, "choice", CHOICES.iter().copied(), &posted.choice).to_owned();
    let what = if matches!(choice.as_str(), "thing" | "rounds") { required(&mut errors, "thing", &posted.thing, 40) } else { String::new() };
    let quantity = match choice.as_str() {
        "thing" => 1,
        _ => match posted.quantity.split_whitespace().collect::<String>().parse() {
            Ok(quantity @ 1..=1_000_000) => quantity,
            _ => {
                errors.add("quantity", Message::new("standby-kit-quantity-bad"));
                0
            }
        },
    };
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    if choice == "thing" {
        add_thing(&mut tx, &auth.target, &what).await?;
    } else {
        add_number(&mut tx, &auth.target, &choice, &what, quantity).await?;
    }
    tx.record(Entry::done("standby.kit", &auth.target.reference).at_cell(auth.target.cell).with_detail(choice));
    tx.commit(&url(&auth.target.reference)).await
}

/// Pledges the one vehicle, thing or kit of this reference.
async fn add_thing(tx: &mut Tx, pledge: &Pledge, reference: &str) -> Result<()> {
    let done = sqlx::query!(
        "insert into standby_kit (id, pledge_id, cell, number, kind, vehicle_id, equipment_id, kit_id, during)
         select $1, $2, $3, (select count(*) + 1 from visible_standby_kit where pledge_id = $2), told.kind, told.vehicle_id, told.equipment_id, told.kit_id, 'empty'
         from (
           select 'vehicle' as kind, v.id as vehicle_id, null::uuid as equipment_id, null::uuid as kit_id from visible_vehicle v where v.ref = upper($4)
           union all select 'equipment', null, e.id, null from visible_equipment e where e.ref = upper($4)
           union all select 'kit', null, null, t.id from visible_equipment_kit t where t.ref = upper($4)) told",
        Uuid::now_v7(),
        pledge.id.0,
        pledge.cell,
        reference
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    if done.rows_affected() == 0 { Err(AppError::field("thing", "standby-kit-unknown")) } else { Ok(()) }
}

/// Pledges so many weapons of a class, or rounds of a calibre.
async fn add_number(tx: &mut Tx, pledge: &Pledge, choice: &str, calibre: &str, quantity: i32) -> Result<()> {
    let (kind, class) = if choice == "rounds" { ("rounds", "") } else { ("weapons", choice) };
    sqlx::query!(
        "insert into standby_kit (id, pledge_id, cell, number, kind, weapon_class, calibre, quantity, during)
         values ($1, $2, $3, (select count(*) + 1 from visible_standby_kit where pledge_id = $2), $4, $5, $6, $7, 'empty')",
        Uuid::now_v7(),
        pledge.id.0,
        pledge.cell,
        kind,
        class,
        calibre,
        quantity
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| beside(error.into()))?;
    Ok(())
}

pub async fn ask_removal(auth: Authorized<AskKitRemoval>) -> Result<Response> {
    let form = ReasonForm { version: auth.target.line.version.to_string(), ..ReasonForm::default() };
    page::page(&removal_page(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

fn removal_page(seed: &Seed, target: &KitTarget, form: &ReasonForm, errors: &FieldErrors) -> ReasonPage {
    let what = format!("{} {}", target.line.reference, called(seed.language, &target.line));
    ReasonPage::kit_removal(seed, &target.pledge, target.line.number, what, form, errors)
}

pub async fn remove(mut auth: Authorized<RemoveKit>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let (reason, version) = match posted.draft() {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&removal_page(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.pledge.reference);
    let mut tx = auth.write(&form).await?;
    take_back(&mut tx, &auth.target, &reason, version).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-standby-kit-removed", &auth.target.pledge.reference))
}

/// Takes a line of kit back, with the reason.
async fn take_back(tx: &mut Tx, target: &KitTarget, reason: &str, version: i32) -> Result<()> {
    let done = sqlx::query!(
        "update standby_kit set removed_at = $3, remove_reason = $4, version = version + 1 where pledge_id = $1 and number = $2 and version = $5",
        target.pledge.id.0,
        target.line.number,
        tx.now,
        reason,
        version
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(Entry::done("standby.kit", &target.pledge.reference).at_cell(target.pledge.cell).with_detail("removed"));
    Ok(())
}

/// A refusal of the database beside the field it is about.
fn beside(error: AppError) -> AppError {
    match error {
        AppError::Refused(name) => match name.as_str() {
            "vehicle_pledged_once" => AppError::field("thing", "constraint-vehicle-pledged-once"),
            "equipment_pledged_once" => AppError::field("thing", "constraint-equipment-pledged-once"),
            "kit_pledged_once" => AppError::field("thing", "constraint-kit-pledged-once"),
            "standby_pledges_own_kit" => AppError::field("thing", "constraint-standby-pledges-own-kit"),
            "kit_is_pledged_whole" => AppError::field("thing", "constraint-kit-is-pledged-whole"),
            "numbers_pledged_once" => AppError::field("quantity", "constraint-numbers-pledged-once"),
            _ => AppError::Refused(name),
        },
        other => other,
    }
}
