//! `/ammunition/{ref}/acts/new?kind=issue` and `/ammunition/{ref}/acts`: one form for every deed, with the fields it needs.

use askama::Template;
use axum::response::Response;

use super::super::model::Deed;
use super::super::queries::{Lot, Place, places};
use super::super::views::{standing_tag, url as lot_url};
use super::commands::{self, Ways};
use super::forms::{ActForm, CAUSES, PURPOSES};
use super::queries::{self, Receiver};
use super::views::url;
use super::{AskRounds, PrepareRounds};
use crate::authz::action::{Action, Authorized};
use crate::db::Tx;
use crate::features::people::with_ask;
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};

#[derive(Template)]
#[template(path = "ammunition/act_form.html")]
struct ActPage {
    shell: Shell,
    reference: String,
    called: String,
    standing: (&'static str, String),
    title: String,
    what: String,
    kind: &'static str,
    action: String,
    back_url: String,
    form_key: String,
    errors: Vec<ErrorLink>,
    asks_from: bool,
    from: Field,
    sources: Vec<Choice>,
    asks_to: bool,
    to: Field,
    stores: Vec<Choice>,
    is_issue: bool,
    officer: Field,
    is_return: bool,
    quantity: Field,
    expended: Field,
    missing: Field,
    purpose: Field,
    purposes: Vec<Choice>,
    asks_cause: bool,
    cause: Field,
    causes: Vec<Choice>,
    cause_ref: Field,
    reason: Field,
    document: Field,
    may_be_planned: bool,
    handed: Field,
    handed_date: Field,
    handed_time: Field,
}

/// Armouries as choices; one without an approval in force says what follows.
pub fn store_options(language: Language, places: &[Place], current: &str) -> Vec<Choice> {
    let label = |one: &Place| {
        let name = format!("{} {} {}", one.station, one.reference, one.name);
        if one.may_hold { name } else { language.fill("ammunition-option-unapproved", &[("name", Hole::Text(&name))]) }
    };
    let kept = places.iter().filter(|one| one.is_kept && !one.is_person);
    with_ask(language, kept.map(|one| Choice::new(&one.reference, label(one), current)).collect())
}

fn source_options(language: Language, deed: Deed, places: &[Place], current: &str) -> Vec<Choice> {
    let mut open = sources(deed, places, true);
    open.sort_by_key(|one| one.quantity == 0);
    let stocked = sources(deed, places, false);
    // a single place needs no choosing
    let current = if let (true, [only]) = (current.is_empty(), stocked.as_slice()) { only.reference.clone() } else { current.to_owned() };
    let label = |one: &Place| {
        let name = if one.is_person { one.name.clone() } else { format!("{} {}", one.reference, one.name) };
        let holes = [("name", Hole::Text(&name)), ("held", Hole::Number(i64::from(one.quantity))), ("aside", Hole::Number(one.set_aside))];
        language.fill(if one.set_aside > 0 { "ammunition-option-aside" } else { "ammunition-option-held" }, &holes)
    };
    with_ask(language, open.iter().map(|one| Choice::new(&one.reference, label(one), &current)).collect())
}

/// Places that rounds may leave by a deed. Of what has happened, also those that have none by the ledger (INV-38).
fn sources(deed: Deed, places: &[Place], is_fact: bool) -> Vec<&Place> {
    let may_leave = |one: &&Place| if one.is_person { deed.leaves_officer() } else { deed.leaves_armoury() };
    places.iter().filter(|one| one.is_kept && (is_fact || one.quantity > 0)).filter(may_leave).collect()
}

async fn answer<A: Action<Target = Lot>>(auth: &mut Authorized<A>, deed: Deed, form: &ActForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let lot = &auth.target;
    let places = places(&mut tx, lot.id).await?;
    let language = auth.language();
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    let shell = Shell::titled(&auth.seed, lot.reference.clone());
    let word = |prefix: &str, code: &str| language.t(&format!("ammunition-act-{prefix}-{code}"));
    let view = ActPage {
        reference: lot.reference.clone(),
        called: lot.called(),
        standing: standing_tag(language, lot.standing(auth.now().date_naive())),
        title: language.t(&format!("rounds-{}", deed.code())),
        what: language.t(&format!("rounds-{}-what", deed.code())),
        kind: deed.code(),
        action: format!("{}/acts", lot_url(&lot.reference)),
        back_url: lot_url(&lot.reference),
        form_key: fresh_form_key(),
        errors: errors.links(language),
        asks_from: deed.leaves_armoury() || deed.leaves_officer(),
        from: field("from", "rounds-from", &form.from),
        sources: source_options(language, deed, &places, &form.from),
        asks_to: deed.enters_armoury(),
        to: field("to", "rounds-to", &form.to),
        stores: store_options(language, &places, &form.to),
        is_issue: deed == Deed::Issue,
        officer: field("officer", "custody-officer", &form.officer).hint(language, "custody-officer-hint"),
        is_return: deed == Deed::Return,
        quantity: field("quantity", if deed == Deed::Return { "rounds-handed-back" } else { "ammunition-act-quantity" }, &form.quantity),
        expended: field("expended", "ammunition-act-expended", &form.expended).optional(),
        missing: field("missing", "ammunition-act-missing", &form.missing).optional().hint(language, "rounds-missing-hint"),
        purpose: field("purpose", "ammunition-act-purpose", &form.purpose),
        purposes: PURPOSES.iter().map(|code| Choice::new(*code, word("purpose", code), &form.purpose)).collect(),
        asks_cause: matches!(deed, Deed::Return | Deed::Expend),
        cause: if deed == Deed::Return {
            field("cause", "ammunition-act-cause", &form.cause).optional().hint(language, "rounds-cause-hint")
        } else {
            field("cause", "ammunition-act-cause", &form.cause)
        },
        causes: CAUSES.iter().map(|code| Choice::new(*code, word("cause", code), &form.cause)).collect(),
        cause_ref: if deed == Deed::Return {
            field("cause_ref", "ammunition-act-cause-ref", &form.cause_ref).optional().hint(language, "rounds-cause-ref-hint")
        } else {
            field("cause_ref", "ammunition-act-cause-ref", &form.cause_ref).hint(language, "rounds-cause-ref-hint")
        },
        reason: field("reason", "ammunition-act-reason", &form.reason),
        document: if deed.needs_document() {
            field("document", "ammunition-act-document", &form.document)
        } else {
            field("document", "ammunition-act-document", &form.document).optional()
        },
        may_be_planned: !deed.is_always_fact(),
        handed: field("handed", "rounds-handed", &form.handed),
        handed_date: field("handed_date", "rounds-happened-on", &form.handed_date).optional().hint(language, "rounds-happened-hint"),
        handed_time: field("handed_time", "rounds-happened-at", &form.handed_time).optional().hint(language, "custody-time-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    };
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask(mut auth: Authorized<AskRounds>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["kind", "from", "officer"]);
    let one = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let deed = match one("kind").as_str() {
        "" => Deed::Issue,
        code => Deed::from_code(code).ok_or(AppError::NotFound)?,
    };
    let form = ActForm { from: one("from"), officer: one("officer"), purpose: "duty".into(), ..ActForm::default() };
    answer(&mut auth, deed, &form, &FieldErrors::default()).await
}

pub async fn prepare(mut auth: Authorized<PrepareRounds>, form: Form) -> Result<Response> {
    let posted: ActForm = form.parse()?;
    let deed = Deed::from_code(&posted.kind).ok_or_else(|| AppError::Bad(Message::new("error-form-unknown-field")))?;
    match prepare_from(&mut auth, &form, &posted, deed).await {
        Ok((reference, said)) => Ok(page::see_other_saying(&url(&reference), said, &reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, deed, &posted, &errors).await,
        Err(AppError::Refused(name)) => match beside(&mut auth, &posted, &name).await? {
            Some(errors) => answer(&mut auth, deed, &posted, &errors).await,
            None => Err(AppError::Refused(name)),
        },
        Err(error) => Err(error),
    }
}

/// A refusal of the database beside the field it speaks of, with the balance as it is now.
async fn beside(auth: &mut Authorized<PrepareRounds>, posted: &ActForm, name: &str) -> Result<Option<FieldErrors>> {
    let mut tx = auth.read().await?;
    let places = places(&mut tx, auth.target.id).await?;
    let from = places.iter().find(|one| one.reference == posted.from);
    let held = from.map_or(0, |one| one.quantity).to_string();
    let aside = from.map_or(0, |one| one.set_aside).to_string();
    let (field, message) = match name {
        // INV-38: what has happened is kept, with the time when it did
        "ammunition_never_below_zero" => ("quantity", Message::new("contested-say-when").with("held", held)),
        "rounds_offered_once" => ("quantity", Message::new("ammunition-beyond-balance").with("held", held).with("aside", aside)),
        "return_accounts_for_every_round" => ("quantity", Message::new("ammunition-return-unaccounted").with("held", held)),
        "rounds_stored_where_approved" => ("to", Message::new("constraint-rounds-stored-where-approved")),
        "rounds_stay_with_their_station" => ("to", Message::new("constraint-rounds-stay-with-their-station")),
        "rounds_move_somewhere_else" => ("to", Message::new("constraint-rounds-move-somewhere-else")),
        "expenditure_in_a_session_of_the_register" => ("cause_ref", Message::new("constraint-expenditure-in-a-session-of-the-register")),
        _ => return Ok(None),
    };
    let mut errors = FieldErrors::default();
    errors.add(field, message);
    Ok(Some(errors))
}

async fn prepare_from(auth: &mut Authorized<PrepareRounds>, form: &Form, posted: &ActForm, deed: Deed) -> Result<(String, &'static str)> {
    let now = auth.now();
    let lot = auth.target.id;
    let mut tx = auth.write(form).await?;
    let places = places(&mut tx, lot).await?;
    let mut errors = FieldErrors::default();
    let (ways, zone) = ways(&mut tx, deed, posted, &places, &mut errors).await?;
    let draft = posted.draft(deed, &zone, now);
    let ((), draft) = crate::web::form::together(errors.or(()), draft)?;
    let kept = commands::prepare(&mut tx, &auth.actor, lot, ways, &draft).await?;
    tx.commit(&url(&kept.reference)).await?;
    let said = match (kept.is_contested, draft.is_fact) {
        (true, _) => "said-rounds-contested",
        (false, true) => "said-rounds-recorded",
        (false, false) => "said-rounds-prepared",
    };
    Ok((kept.reference, said))
}

/// Where the rounds leave and arrive, and the zone of that station.
async fn ways(tx: &mut Tx, deed: Deed, posted: &ActForm, places: &[Place], errors: &mut FieldErrors) -> Result<(Ways, String)> {
    let from = if deed.leaves_armoury() || deed.leaves_officer() {
        let is_fact = deed.is_always_fact() || !posted.handed.is_empty();
        let found = sources(deed, places, is_fact).into_iter().find(|one| one.reference == posted.from.trim());
        if found.is_none() {
            errors.add("from", Message::new("rounds-from-unknown"));
        }
        found
    } else {
        None
    };
    let to = if deed.enters_armoury() {
        let found = places.iter().find(|one| one.is_kept && !one.is_person && one.reference == posted.to.trim());
        if found.is_none() {
            errors.add("to", Message::new("asset-armoury-not-yours"));
        } else if let (Some(from), Some(to)) = (from, found)
            && from.cell != to.cell
        {
            errors.add("to", Message::new("constraint-rounds-stay-with-their-station"));
        }
        found
    } else {
        None
    };
    let receiver = if deed == Deed::Issue { receiver(tx, &posted.officer, errors).await? } else { None };
    let person = from.filter(|one| one.is_person).map(|one| one.id);
    let store = from.filter(|one| !one.is_person).map(|one| one.id);
    let place = from.or(to);
    let ways = Ways {
        cell: place.map_or(0, |one| one.cell),
        armoury: store.or(to.map(|one| one.id)),
        to_armoury: if deed == Deed::Move { to.map(|one| one.id) } else { None },
        officer: person.or(receiver.map(|one| one.id.0)),
    };
    Ok((ways, place.map_or_else(|| "UTC".to_owned(), |one| one.zone.clone())))
}

async fn receiver(tx: &mut Tx, typed: &str, errors: &mut FieldErrors) -> Result<Option<Receiver>> {
    if typed.trim().is_empty() {
        errors.add("officer", Message::new("required-officer"));
        return Ok(None);
    }
    let mut found = queries::receivers(tx, typed).await?;
    let exact = found.iter().position(|one| one.reference.eq_ignore_ascii_case(typed.trim()));
    match (exact, found.len()) {
        (Some(at), _) => Ok(Some(found.swap_remove(at))),
        (None, 1) => Ok(found.pop()),
        (None, 0) => {
            errors.add("officer", Message::new("custody-officer-unknown"));
            Ok(None)
        }
        (None, _) => {
            let names: Vec<String> = found.iter().map(|one| format!("{} {}", one.reference, one.name)).collect();
            errors.add("officer", Message::new("custody-officer-several").with("names", names.join(", ")));
            Ok(None)
        }
    }
}
