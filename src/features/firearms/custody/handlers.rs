//! Requests about acts of custody: parse, call, show. No rule is written here.

use axum::response::Response;

use super::super::queries::{Firearm, by_ref, one_called, permit_ended_on};
use super::commands::{self, Taking};
use super::forms::{IssueForm, ReasonForm};
use super::issue_page::{Checked, Faced, IssuePage};
use super::list::{Index, Shown, export};
use super::queries::{self, Act, Receiver};
use super::views::{Paper, ReasonPage, Show, url};
use super::{ActHistory, AskIssue, AskOverride, AskWithdraw, ListActs, Override, PrepareIssue, PrintAct, ShowAct, SignAct, Withdraw};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Collection, Format};
use crate::db::Tx;
use crate::features::ammunition::with_weapon::{self, Offer};
use crate::features::contested;
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListActs>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let mut tx = auth.read().await?;
    let sort = asked.sort(queries::SORTS);
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    let waiting = queries::waiting(&mut tx).await?;
    let acts: Vec<uuid::Uuid> = lines.iter().map(|line| line.id).chain(waiting.iter().map(|one| one.id)).collect();
    let rounds = with_weapon::told(&mut tx, &acts).await?;
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, Shown { lines, total, rounds, waiting }))
}

pub async fn ask_issue(mut auth: Authorized<AskIssue>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["firearm", "officer", "handed"]);
    let one = |key: &str| asked.one(key).unwrap_or_default().to_owned();
    let form = IssueForm { firearm: one("firearm"), officer: one("officer"), handed: one("handed"), terms: "temporary".into(), ..IssueForm::default() };
    answer(&mut auth, &form, FieldErrors::default()).await
}

/// The page as it stands: what was named is looked up, and what stands against it is said before anybody signs.
async fn answer<A: Action<Target = Collection>>(auth: &mut Authorized<A>, form: &IssueForm, mut errors: FieldErrors) -> Result<Response> {
    let is_refused = !errors.is_empty();
    let mut tx = auth.read().await?;
    let firearm = weapon(&mut tx, &form.firearm, &mut errors).await?;
    let receiver = receiver(&mut tx, "officer", &form.officer, &mut errors).await?;
    let faced = match firearm {
        Some(firearm) => {
            let officer = match receiver {
                Some(receiver) => {
                    let gaps = queries::gaps(&mut tx, receiver.id, firearm.id).await?;
                    let holds = queries::held_by(&mut tx, receiver.id).await?;
                    Some(Checked { receiver, gaps, holds })
                }
                None => None,
            };
            let faster = if firearm.place == "armoury" { None } else { queries::last_act(&mut tx, firearm.id).await? };
            let offers = with_weapon::offers(&mut tx, firearm.cell, &firearm.calibre).await?;
            let permit_ended = permit_ended_on(&mut tx, &firearm).await?;
            Some(Faced { firearm, faster, permit_ended, offers, officer })
        }
        None => None,
    };
    let view = IssuePage::new(&auth.seed, form, &errors, faced);
    if is_refused { page::unprocessable(&view) } else { page::page(&view) }
}

async fn weapon(tx: &mut Tx, typed: &str, errors: &mut FieldErrors) -> Result<Option<Firearm>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let found = match one_called(tx, typed).await? {
        Some(reference) => by_ref(tx, &reference).await?,
        None => None,
    };
    if found.is_none() {
        errors.add("firearm", Message::new("custody-weapon-unknown"));
    }
    Ok(found)
}

/// The officer who is called so, or an error beside the field.
pub(super) async fn receiver(tx: &mut Tx, field: &'static str, typed: &str, errors: &mut FieldErrors) -> Result<Option<Receiver>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let mut found = queries::receivers(tx, typed).await?;
    let exact = found.iter().position(|one| one.reference.eq_ignore_ascii_case(typed.trim()));
    match (exact, found.len()) {
        (Some(at), _) => Ok(Some(found.swap_remove(at))),
        (None, 1) => Ok(found.pop()),
        (None, 0) => {
            errors.add(field, Message::new("custody-officer-unknown"));
            Ok(None)
        }
        (None, _) => {
            let names: Vec<String> = found.iter().map(|one| format!("{} {}", one.reference, one.name)).collect();
            errors.add(field, Message::new("custody-officer-several").with("names", names.join(", ")));
            Ok(None)
        }
    }
}

pub async fn prepare(mut auth: Authorized<PrepareIssue>, form: Form) -> Result<Response> {
    let posted: IssueForm = form.parse()?;
    match prepare_from(&mut auth, &form, &posted).await {
        Ok((reference, said)) => Ok(page::see_other_saying(&url(&reference), said, &reference)),
        Err(AppError::Invalid(errors)) => answer(&mut auth, &posted, errors).await,
        // Neither ledger was touched: what was entered stays, and the page says which part was refused and why.
        Err(AppError::Refused(name)) => match beside(&mut auth, &posted, &name).await? {
            Some((field, message)) => {
                let mut errors = FieldErrors::default();
                errors.add(field, message);
                answer(&mut auth, &posted, errors).await
            }
            None => Err(AppError::Refused(name)),
        },
        Err(error) => Err(error),
    }
}

/// A refusal of the database beside the field it speaks of. Somebody was faster: who and where.
async fn beside(auth: &mut Authorized<PrepareIssue>, posted: &IssueForm, name: &str) -> Result<Option<(&'static str, Message)>> {
    Ok(Some(match name {
        "firearm_offered_once" | "weapon_is_where_it_was" | "handover_follows_custody" | "destroyed_is_final" | "transferred_out_is_final" => {
            ("firearm", faster(auth, &posted.firearm).await?)
        }
        "rounds_offered_once" | "ammunition_never_below_zero" => ("rounds", left(auth, posted).await?),
        "rounds_fit_the_weapon" => ("lot", Message::new("constraint-rounds-fit-the-weapon")),
        "lot_fit_for_issue" => ("lot", Message::new("constraint-lot-fit-for-issue")),
        "paper_receipt_entered_once" => ("paper", Message::new("constraint-paper-receipt-entered-once")),
        "custody_in_order" => ("handed_date", Message::new("constraint-custody-in-order")),
        _ => return Ok(None),
    }))
}

/// How many rounds of the chosen lot are left by now.
async fn left(auth: &mut Authorized<PrepareIssue>, posted: &IssueForm) -> Result<Message> {
    let mut tx = auth.read().await?;
    let offers = match weapon(&mut tx, &posted.firearm, &mut FieldErrors::default()).await? {
        Some(firearm) => with_weapon::offers(&mut tx, firearm.cell, &firearm.calibre).await?,
        None => Vec::new(),
    };
    Ok(beyond(offers.iter().find(|offer| offer.code() == posted.lot)))
}

fn beyond(offer: Option<&Offer>) -> Message {
    let (held, aside) = offer.map_or((0, 0), |offer| (offer.quantity, offer.set_aside));
    Message::new("ammunition-beyond-balance").with("held", held.to_string()).with("aside", aside.to_string())
}

async fn faster(auth: &mut Authorized<PrepareIssue>, typed: &str) -> Result<Message> {
    let mut tx = auth.read().await?;
    let Some(firearm) = weapon(&mut tx, typed, &mut FieldErrors::default()).await? else { return Ok(Message::new("custody-weapon-unknown")) };
    let Some(last) = queries::last_act(&mut tx, firearm.id).await? else { return Ok(Message::new("constraint-handover-follows-custody")) };
    let ago = (auth.now() - last.at).num_seconds().max(0).to_string();
    Ok(Message::new("custody-somebody-faster").with("act", last.reference).with("holder", last.holder).with("who", last.who).with("seconds", ago))
}

async fn prepare_from(auth: &mut Authorized<PrepareIssue>, form: &Form, posted: &IssueForm) -> Result<(String, &'static str)> {
    let now = auth.now();
    let mut errors = FieldErrors::default();
    if posted.firearm.trim().is_empty() {
        errors.add("firearm", Message::new("required-firearm"));
    }
    if posted.officer.trim().is_empty() {
        errors.add("officer", Message::new("required-officer"));
    }
    let mut tx = auth.write(form).await?;
    let firearm = weapon(&mut tx, &posted.firearm, &mut errors).await?;
    let receiver = receiver(&mut tx, "officer", &posted.officer, &mut errors).await?;
    errors.or(())?;
    let (Some(firearm), Some(receiver)) = (firearm, receiver) else { return Err(AppError::field("firearm", "custody-weapon-unknown")) };
    let draft = posted.draft(&firearm.zone, now)?;
    let is_fact = draft.handed_at.is_some();
    // Checked first, signed second: whoever has not seen what stands against it sees it now.
    if !posted.unchecked.is_empty() && !is_fact && !queries::gaps(&mut tx, receiver.id, firearm.id).await?.is_empty() {
        return Err(AppError::field("officer", "custody-checks-first"));
    }
    let offers = with_weapon::offers(&mut tx, firearm.cell, &firearm.calibre).await?;
    let rounds = match draft.rounds {
        Some(rounds) => Some((fitting(&offers, &posted.lot, rounds, is_fact, now.date_naive())?, rounds)),
        None => None,
    };
    let taking = Taking { receiver: &receiver, rounds };
    let kept = commands::issue(&mut tx, &auth.actor, &firearm, &taking, &draft).await?;
    tx.commit(&url(&kept.reference)).await?;
    Ok((kept.reference, if kept.is_contested { "said-custody-contested" } else { "said-custody-prepared" }))
}

/// The chosen lot, if it fits and has so many rounds. What was handed over in spite of a rule is recorded all the same.
fn fitting<'a>(offers: &'a [Offer], wanted: &str, rounds: i32, is_fact: bool, today: chrono::NaiveDate) -> Result<&'a Offer> {
    let offer = offers.iter().find(|offer| offer.code() == wanted).ok_or_else(|| AppError::field("lot", "custody-lot-unknown"))?;
    if !is_fact && !offer.may_go(today) {
        return Err(AppError::field("lot", "constraint-lot-fit-for-issue"));
    }
    if !is_fact && i64::from(rounds) > i64::from(offer.quantity) - offer.set_aside {
        let mut errors = FieldErrors::default();
        errors.add("rounds", beyond(Some(offer)));
        return Err(AppError::Invalid(errors));
    }
    Ok(offer)
}

pub async fn show(mut auth: Authorized<ShowAct>) -> Result<Response> {
    page::page(&record(&mut auth, String::new()).await?)
}

pub async fn print(mut auth: Authorized<PrintAct>) -> Result<Response> {
    let record = record(&mut auth, String::new()).await?;
    page::page(&Paper::new(&auth.seed, record))
}

/// The act; `refused` is the sentence of a signature that the database did not take.
async fn record<A: Action<Target = Act>>(auth: &mut Authorized<A>, refused: String) -> Result<Show> {
    let mut tx = auth.read().await?;
    let act = &auth.target;
    let gaps = match (act.is_prepared(), act.officer_id) {
        (true, Some(officer)) => queries::gaps(&mut tx, officer, act.firearm_id).await?,
        _ => act.gaps.clone(),
    };
    let rounds = with_weapon::told(&mut tx, &[act.id.0]).await?;
    let contested = contested::of_act(&mut tx, act.id.0).await?;
    let mut view = Show::new(&auth.seed, &auth.actor, act, &gaps, &rounds, refused);
    view.contested = contested::bars(&auth.seed, &contested);
    Ok(view)
}

pub async fn sign(mut auth: Authorized<SignAct>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    match sign_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-custody-signed", &auth.target.reference)),
        // Nothing of it was signed, neither weapon nor rounds; the page says which part and why.
        Err(AppError::Refused(name)) => {
            let refused = auth.language().t(&format!("constraint-{}", name.replace('_', "-")));
            page::unprocessable(&record(&mut auth, refused).await?)
        }
        Err(error) => Err(error),
    }
}

async fn sign_from(auth: &mut Authorized<SignAct>, form: &Form, posted: &ReasonForm) -> Result<()> {
    let mut tx = auth.write(form).await?;
    commands::sign(&mut tx, &auth.target, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&url(&auth.target.reference)).await
}

fn reason_page<A: Action<Target = Act>>(auth: &Authorized<A>, deed: &'static str, form: &ReasonForm, errors: &FieldErrors) -> Result<ReasonPage> {
    if !auth.target.is_prepared() {
        return Err(AppError::Conflict(Message::new("custody-no-longer-prepared")));
    }
    Ok(ReasonPage::new(&auth.seed, &auth.target, deed, form, errors))
}

pub async fn ask_override(auth: Authorized<AskOverride>) -> Result<Response> {
    page::page(&reason_page(&auth, "override", &ReasonForm::default(), &FieldErrors::default())?)
}

pub async fn override_it(mut auth: Authorized<Override>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason(10) {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&reason_page(&auth, "override", &posted, &errors)?),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::override_it(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-custody-overridden", &auth.target.reference))
}

pub async fn ask_withdraw(auth: Authorized<AskWithdraw>) -> Result<Response> {
    page::page(&reason_page(&auth, "withdraw", &ReasonForm::default(), &FieldErrors::default())?)
}

pub async fn withdraw(mut auth: Authorized<Withdraw>, form: Form) -> Result<Response> {
    let posted: ReasonForm = form.parse()?;
    let reason = match posted.reason(1) {
        Ok(reason) => reason,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&reason_page(&auth, "withdraw", &posted, &errors)?),
        Err(error) => return Err(error),
    };
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::withdraw(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-custody-withdrawn", &auth.target.reference))
}

pub async fn history_of(mut auth: Authorized<ActHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let act = &auth.target;
    let saves = history::of(&mut tx, HistoryTable::Handover, act.id.0).await?;
    let place = time::short_place(&act.station_name).to_owned();
    let subject = Subject { reference: act.reference.clone(), url: url(&act.reference), zone: act.zone.clone(), place, tabs: Vec::new() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
