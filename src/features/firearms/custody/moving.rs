//! `/firearms/{ref}/custody`: a weapon comes back from its officer or its workshop, goes to a workshop, or to another
//! armoury of the station. What happened is recorded by one at once, with the rounds that the weapon went out with; the
//! second signs within a day.

use askama::Template;
use axum::response::Response;

use super::super::queries::Firearm;
use super::super::views::url as firearm_url;
use super::commands::{Going, Kept};
use super::forms::{CONDITIONS, MoveForm};
use super::handlers::receiver;
use super::queries::{Receiver, last_store};
use super::views::{condition_word, url};
use super::{AskMove, MoveFirearm, commands};
use crate::authz::action::{Action, Authorized};
use crate::db::Tx;
use crate::features::ammunition::CAUSES;
use crate::features::ammunition::with_weapon::{self, Held};
use crate::features::armouries::{ArmouryChoice, armoury_choices};
use crate::i18n::{Hole, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key, together};
use crate::web::page::{self, Shell};

#[derive(Template)]
#[template(path = "custody/move.html")]
struct MovePage {
    shell: Shell,
    reference: String,
    called: String,
    title: String,
    holder: String,
    is_return: bool,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    to: Field,
    destinations: Vec<Choice>,
    workshop: Field,
    offers_workshop: bool,
    condition: Field,
    conditions: Vec<Choice>,
    note: Field,
    lots: Vec<LotFields>,
    cause: Field,
    causes: Vec<Choice>,
    cause_ref: Field,
    reason: Field,
    handed_date: Field,
    handed_time: Field,
    paper: Field,
    giver: Field,
    is_dated: bool,
}

/// A lot that the officer holds, to be counted.
struct LotFields {
    lot: String,
    title: String,
    back: Field,
    expended: Field,
}

/// Rounds that come back with it, if an officer has it.
async fn held(tx: &mut Tx, firearm: &Firearm) -> Result<Vec<Held>> {
    match firearm.holder_id {
        Some(officer) => with_weapon::held(tx, firearm.cell, officer, firearm.id, &firearm.calibre).await,
        None => Ok(Vec::new()),
    }
}

/// Armouries of the weapon's station. That it lies in one of them is what the ledger says; a receipt may say otherwise.
fn open_to(firearm: &Firearm, armouries: Vec<ArmouryChoice>) -> Vec<ArmouryChoice> {
    armouries.into_iter().filter(|one| one.cell == firearm.cell).collect()
}

async fn answer<A: Action<Target = Firearm>>(auth: &mut Authorized<A>, form: &MoveForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let armouries = open_to(&auth.target, armoury_choices(&mut tx).await?);
    let held = held(&mut tx, &auth.target).await?;
    let (firearm, language) = (&auth.target, auth.language());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, firearm.reference.clone());
    let mut destinations = super::armoury_options(language, &armouries, &form.to);
    let offers_workshop = firearm.place == "armoury";
    if offers_workshop {
        destinations.push(Choice::new("workshop", language.t("custody-to-workshop"), &form.to));
    }
    let view = MovePage {
        reference: firearm.reference.clone(),
        called: firearm.called(),
        title: language.t(if firearm.place == "person" { "custody-return" } else { "custody-move" }),
        holder: firearm.holder.clone(),
        is_return: firearm.place == "person",
        action: format!("{}/custody", firearm_url(&firearm.reference)),
        back_url: firearm_url(&firearm.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        to: field("to", "custody-to", &form.to),
        destinations,
        workshop: field("workshop", "handover-workshop", &form.workshop).optional().hint(language, "custody-workshop-hint"),
        offers_workshop,
        condition: field("condition", "handover-condition", &form.condition),
        conditions: CONDITIONS.iter().map(|code| Choice::new(*code, condition_word(language, code), &form.condition)).collect(),
        note: field("note", "handover-note", &form.note).optional().hint(language, "custody-note-hint"),
        lots: held.iter().map(|one| lot_fields(language, one, form, errors)).collect(),
        cause: field("cause", "ammunition-act-cause", &form.cause).optional().hint(language, "rounds-cause-hint"),
        causes: CAUSES.iter().map(|code| Choice::new(*code, language.t(&format!("ammunition-act-cause-{code}")), &form.cause)).collect(),
        cause_ref: field("cause_ref", "ammunition-act-cause-ref", &form.cause_ref).optional().hint(language, "rounds-cause-ref-hint"),
        reason: field("reason", "ammunition-act-reason", &form.reason).optional().hint(language, "rounds-cause-hint"),
        handed_date: field("handed_date", "rounds-happened-on", &form.handed_date).optional().hint(language, "rounds-happened-hint"),
        handed_time: field("handed_time", "rounds-happened-at", &form.handed_time).optional().hint(language, "custody-time-hint"),
        paper: field("paper", "handover-paper", &form.paper).optional().hint(language, "custody-paper-hint"),
        giver: field("giver", "custody-contested-giver", &form.giver).optional().hint(language, "custody-contested-giver-hint"),
        is_dated: [&form.handed_date, &form.handed_time, &form.paper, &form.giver].iter().any(|text| !text.is_empty()),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

fn lot_fields(language: crate::i18n::Language, held: &Held, form: &MoveForm, errors: &FieldErrors) -> LotFields {
    let (back, expended) = form.typed(&held.lot);
    let name = format!("{} {}", held.lot, held.number);
    let back = Field::new(language, &format!("back-{}", held.lot), "rounds-handed-back", back, errors);
    LotFields {
        title: language.fill("custody-rounds-held", &[("held", Hole::Number(i64::from(held.quantity))), ("lot", Hole::Text(&name))]),
        back: if held.may_stay { back.optional().hint(language, "custody-rounds-may-stay") } else { back.hint(language, "custody-rounds-count-hint") },
        expended: Field::new(language, &format!("expended-{}", held.lot), "ammunition-act-expended", expended, errors).optional(),
        lot: held.lot.clone(),
    }
}

pub async fn ask(mut auth: Authorized<AskMove>) -> Result<Response> {
    // back to where it came from, as a rule
    let to = if auth.target.holder_id.is_some() {
        let mut tx = auth.read().await?;
        last_store(&mut tx, auth.target.id).await?.unwrap_or_default()
    } else {
        String::new()
    };
    let form = MoveForm { condition: "good".into(), to, ..MoveForm::default() };
    answer(&mut auth, &form, &FieldErrors::default()).await
}

pub async fn post(mut auth: Authorized<MoveFirearm>, form: Form) -> Result<Response> {
    let posted: MoveForm = form.parse()?;
    match move_from(&mut auth, &form, &posted).await {
        Ok(kept) if kept.is_contested => Ok(page::see_other_saying(&url(&kept.reference), "said-custody-contested", &kept.reference)),
        Ok(kept) => Ok(page::see_other_saying(&url(&kept.reference), "said-custody-moved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &posted, &errors).await,
        Err(AppError::Refused(name)) if matches!(name.as_str(), "weapon_is_where_it_was" | "handover_follows_custody") => {
            Err(AppError::Conflict(crate::i18n::Message::new("constraint-weapon-is-where-it-was")))
        }
        Err(AppError::Refused(name)) => {
            let (field, sentence) = match name.as_str() {
                "custody_in_order" => ("handed_date", "constraint-custody-in-order"),
                "paper_receipt_entered_once" => ("paper", "constraint-paper-receipt-entered-once"),
                // somebody counted rounds of the officer meanwhile
                "return_accounts_for_every_round" => ("to", "constraint-return-accounts-for-every-round"),
                _ => return Err(AppError::Refused(name)),
            };
            let mut errors = FieldErrors::default();
            errors.add(field, Message::new(sentence));
            answer(&mut auth, &posted, &errors).await
        }
        Err(error) => Err(error),
    }
}

async fn move_from(auth: &mut Authorized<MoveFirearm>, form: &Form, posted: &MoveForm) -> Result<Kept> {
    let now = auth.now();
    let mut tx = auth.write(form).await?;
    let giver = giver(&mut tx, &auth.target, posted).await?;
    // rounds come back with the weapon that the ledger says went out with them
    let held = if giver.is_some() { Vec::new() } else { held(&mut tx, &auth.target).await? };
    let (draft, counts) = together(posted.draft(&auth.target.zone, now), if giver.is_some() { Ok(Vec::new()) } else { posted.counts(&held) })?;
    let armoury = match draft.armoury.as_str() {
        "" => None,
        wanted => {
            let found = open_to(&auth.target, armoury_choices(&mut tx).await?).into_iter().find(|one| one.reference == wanted);
            let found = found.ok_or_else(|| AppError::field("to", "asset-armoury-not-yours"))?;
            if giver.is_none() && found.reference == auth.target.armoury {
                return Err(AppError::field("to", "custody-already-there"));
            }
            Some(found)
        }
    };
    let going = Going { armoury: armoury.as_ref(), giver: giver.as_ref(), counts: &counts };
    let kept = commands::move_on(&mut tx, &auth.actor, &auth.target, &going, &draft).await?;
    tx.commit(&url(&kept.reference)).await?;
    Ok(kept)
}

/// Whom a receipt names, if it is another than whom the ledger does. A receipt has a time or a number.
async fn giver(tx: &mut Tx, firearm: &Firearm, posted: &MoveForm) -> Result<Option<Receiver>> {
    let mut errors = FieldErrors::default();
    let found = receiver(tx, "giver", &posted.giver, &mut errors).await?;
    if found.is_some() && [&posted.handed_date, &posted.handed_time, &posted.paper].iter().all(|text| text.trim().is_empty()) {
        errors.add("handed_date", Message::new("field-required"));
    }
    errors.or(found.filter(|found| Some(found.id) != firearm.holder_id))
}
