//! `/watch/handovers` and `/watch/turns`.

use axum::response::Response;

use super::forms::{BeginForm, HOURS, OfferForm, SignForm};
use super::queries::{self, Handover, LogRow};
use super::views::{Begin, LogLine, LogPage, NewPage, Offer, ShowPage, Sign, StandingRow};
use super::{Turn, commands, scope_words};
use crate::actions;
use crate::authz::action::{Action, Authorized, Collection, Format, Params, Target, may};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::watch::board;
use crate::features::watch::model::Lane;
use crate::features::watch::views::{Lanes, Reader};
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::{Asked, Column, EXPORT, PAGE, Pager};
use crate::web::page::{self, Shell};
use crate::web::{table, time};

actions! {
    /// Who held the watch, and who holds it now.
    ListHandovers: Get "/watch/handovers" => "watch.handovers", Collection, Quiet;
    /// Forms to hand over and to begin.
    NewHandover: Get "/watch/handovers/new" => "watch.hand-over", Collection, Quiet;
    /// The outgoing signature.
    OfferHandover: Post "/watch/handovers" => "watch.hand-over", Collection, Change;
    /// One handover.
    ShowHandover: Get "/watch/handovers/{ref}" => "watch.handovers", HandoverTarget, Quiet;
    /// The incoming signature.
    SignHandover: Post "/watch/handovers/{ref}/sign" => "watch.sign", HandoverTarget, Change;
    /// Takes the offer back.
    WithdrawHandover: Post "/watch/handovers/{ref}/withdraw" => "watch.hand-over", HandoverTarget, Change;
    /// Begins a watch that nobody holds.
    BeginWatch: Post "/watch/turns" => "watch.begin", Collection, Change;
}

pub(super) fn routes() -> Routes {
    Routes::default()
        .list::<ListHandovers, _, _>(index)
        .get::<NewHandover, _, _>(new)
        .post::<OfferHandover, _, _>(offer)
        .get::<ShowHandover, _, _>(show)
        .post::<SignHandover, _, _>(sign)
        .post::<WithdrawHandover, _, _>(withdraw)
        .post::<BeginWatch, _, _>(begin)
}

/// A handover, with whose it is.
pub struct HandoverTarget {
    handover: Handover,
    is_own: bool,
}

impl Target for HandoverTarget {
    async fn load(tx: &mut Tx, actor: &Actor, params: &Params) -> Result<Option<Self>> {
        let found = queries::handover(tx, params.get("ref")).await?;
        Ok(found.map(|handover| Self { is_own: handover.outgoing_id == actor.ctx.account.0, handover }))
    }
    fn facts(&self, actor: &Actor) -> Facts {
        Facts { cells: Some(self.handover.cells.clone()), author: self.is_own.then(|| actor.person()), watched: self.is_own, ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.handover.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.handover.cells.first().copied().unwrap_or(0)
    }
}

async fn index(mut auth: Authorized<ListHandovers>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["state"]);
    let language = auth.language();
    let is_export = auth.format != Format::Page;
    let me = auth.actor.ctx.account;
    let mut tx = auth.read().await?;
    let (total, mut rows) = queries::log(&mut tx, &asked, is_export).await?;
    if is_export {
        debug_assert!(rows.len() as i64 <= EXPORT + 1);
        return table::answer(&auth, &asked, log_table(&rows));
    }
    let turns = queries::standing(&mut tx, me).await?;
    let next = (rows.len() as i64 > PAGE).then(|| {
        rows.truncate(PAGE as usize);
        rows.last().map(|row| asked.next_url(&row.began_at.to_rfc3339(), row.id)).unwrap_or_default()
    });
    let now = auth.now();
    let state = asked.one("state").unwrap_or_default();
    let column = |key: &str| Column { label: language.t(key), sort_url: String::new(), sorted: "" };
    page::page(&LogPage {
        shell: Shell::new(&auth.seed, "handovers-title"),
        title: language.fill("handovers-count", &[("count", Hole::Number(total))]),
        ignored: if asked.ignored.is_empty() { String::new() } else { language.fill("watch-ignored", &[("keys", Hole::Text(&asked.ignored.join(", ")))]) },
        standing: turns.iter().map(|turn| standing_row(turn, language, now)).collect(),
        columns: ["handovers-col-ref", "handovers-col-scope", "handovers-col-holder", "handovers-col-from", "handovers-col-began", "handovers-col-ended"]
            .into_iter()
            .map(column)
            .collect(),
        states: [("", "handovers-state-all"), ("open", "handovers-state-open"), ("ended", "handovers-state-ended")]
            .into_iter()
            .map(|(value, key)| Choice::new(value, language.t(key), state))
            .collect(),
        pager: Pager {
            next,
            first: asked.after().map(|_| asked.without("after", "")),
            shown: language.fill("handovers-shown", &[("shown", Hole::Number(rows.len() as i64)), ("total", Hole::Number(total))]),
        },
        rows: rows.iter().map(|row| log_line(row, language)).collect(),
        csv_url: asked.export_url("csv"),
        xlsx_url: asked.export_url("xlsx"),
        new_url: if may(&auth.actor, "watch.hand-over") { "/watch/handovers/new" } else { "" },
        empty_text: language.t(if asked.is_filtered() { "handovers-empty-filtered" } else { "handovers-empty" }),
        empty_url: if asked.is_filtered() { asked.clear_url().to_owned() } else { String::new() },
    })
}

fn log_table(rows: &[LogRow]) -> table::Table {
    let stamp = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    table::Table {
        name: "handovers",
        header: vec!["ref", "scope_kind", "scope_code", "holder", "taken_from", "began_at", "due_at", "ended_at", "handover"],
        rows: rows
            .iter()
            .map(|row| {
                vec![
                    row.reference.clone(),
                    row.scope_kind.clone(),
                    row.scope_code.clone(),
                    row.holder.clone(),
                    row.outgoing.clone().unwrap_or_default(),
                    stamp(row.began_at),
                    stamp(row.due_at),
                    row.ended_at.map(stamp).unwrap_or_default(),
                    row.handover.clone().unwrap_or_default(),
                ]
            })
            .collect(),
    }
}

fn standing_row(turn: &Turn, language: Language, now: chrono::DateTime<chrono::Utc>) -> StandingRow {
    let scope = scope_words(language, &turn.scope_kind, &turn.scope_code);
    let due = time::z_short(turn.due_at, now, language);
    StandingRow {
        reference: turn.reference.clone(),
        held: language.fill("handovers-held-by", &[("scope", Hole::Text(&scope)), ("name", Hole::Text(&turn.holder)), ("time", Hole::Text(&due))]),
        warning: turn.warning(language, now).unwrap_or_default(),
        offer_url: turn.offered.as_ref().map(|reference| format!("/watch/handovers/{reference}")).unwrap_or_default(),
    }
}

fn log_line(row: &LogRow, language: Language) -> LogLine {
    LogLine {
        reference: row.reference.clone(),
        url: row.handover.as_ref().map(|reference| format!("/watch/handovers/{reference}")).unwrap_or_default(),
        scope: scope_words(language, &row.scope_kind, &row.scope_code),
        holder: row.holder.clone(),
        outgoing: row.outgoing.clone().unwrap_or_default(),
        began: time::z(row.began_at, language),
        ended: row.ended_at.map(|at| time::z(at, language)).unwrap_or_default(),
    }
}

async fn new(mut auth: Authorized<NewHandover>) -> Result<Response> {
    page::page(&form_page(&mut auth, &OfferForm::default(), &BeginForm::default(), &FieldErrors::default()).await?)
}

/// Both forms, with what was typed or, for a fresh one, with what stands on the board.
async fn form_page<A: Action>(auth: &mut Authorized<A>, offer: &OfferForm, begin: &BeginForm, errors: &FieldErrors) -> Result<NewPage> {
    let language = auth.language();
    let me = auth.actor.ctx.account;
    let mut tx = auth.read().await?;
    let (asked, board) = board::read(auth, &mut tx).await?;
    let mine: Vec<Turn> = queries::standing(&mut tx, me).await?.into_iter().filter(|turn| turn.is_mine).collect();
    let scopes = queries::watchable(&mut tx).await?;
    drop(tx);
    let now = auth.now();
    let reader = Reader { actor: &auth.actor, language, is_wall: false };
    let offers = mine
        .iter()
        .map(|turn| {
            let is_posted = offer.turn == turn.reference;
            let text = if is_posted { offer.open_points.clone() } else { open_points(&reader, &asked, &board, turn) };
            let none = FieldErrors::default();
            Offer {
                reference: turn.reference.clone(),
                title: language.fill("handovers-hand-over", &[("scope", Hole::Text(&scope_words(language, &turn.scope_kind, &turn.scope_code)))]),
                due: language.fill("handovers-until", &[("time", Hole::Text(&time::z_short(turn.due_at, now, language)))]),
                offered_url: turn.offered.as_ref().map(|reference| format!("/watch/handovers/{reference}")).unwrap_or_default(),
                open_points: Field::new(language, "open_points", "handovers-points", &text, if is_posted { errors } else { &none })
                    .hint(language, "handovers-points-hint"),
            }
        })
        .collect();
    let begin = (!scopes.is_empty() && may(&auth.actor, "watch.begin")).then(|| Begin {
        scope: Field::new(language, "scope", "handovers-scope", &begin.scope, errors),
        scopes: std::iter::once(Choice::new("", language.t("handovers-scope-choose"), &begin.scope))
            .chain(scopes.iter().map(|scope| {
                Choice::new(format!("{}:{}", scope.scope_kind, scope.scope_code), scope_words(language, &scope.scope_kind, &scope.scope_code), &begin.scope)
            }))
            .collect(),
        hours: Field::new(language, "hours", "handovers-hours", &begin.hours, errors),
        lengths: lengths(language, &begin.hours),
    });
    let shell = Shell::new(&auth.seed, "handovers-new-title");
    Ok(NewPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        form_key: fresh_form_key(),
        offers,
        begin,
    })
}

fn lengths(language: Language, current: &str) -> Vec<Choice> {
    let current = if current.is_empty() { "8" } else { current };
    HOURS.iter().map(|hours| Choice::new(hours.to_string(), language.fill("handovers-hours-of", &[("hours", Hole::Number(*hours))]), current)).collect()
}

/// One line for each movement of the scope that needs somebody now or soon.
fn open_points(reader: &Reader<'_>, asked: &board::Asked, board: &board::Board, turn: &Turn) -> String {
    let mut narrowed = board.clone();
    narrowed.lines.retain(|line| [line.row.planning_cell, line.row.departure_cell, line.row.arrival_cell].iter().any(|cell| turn.cells.contains(cell)));
    let lanes = Lanes::new(reader, asked, &narrowed);
    let codes = [Lane::Act.code(), Lane::Due.code()];
    let lines: Vec<String> = lanes
        .lanes
        .iter()
        .filter(|lane| codes.contains(&lane.id))
        .flat_map(|lane| &lane.rows)
        .map(|row| {
            let holes = [
                ("reference", Hole::Text(&row.reference)),
                ("codename", Hole::Text(&row.codename)),
                ("state", Hole::Text(&row.state)),
                ("event", Hole::Text(&row.event)),
                ("time", Hole::Text(&row.event_z)),
                ("owner", Hole::Text(&row.owner)),
            ];
            reader.language.fill(if row.owner.is_empty() { "handovers-point" } else { "handovers-point-owned" }, &holes)
        })
        .collect();
    if lines.is_empty() { reader.language.t("handovers-no-points") } else { lines.join("\n") }
}

async fn offer(mut auth: Authorized<OfferHandover>, form: Form) -> Result<Response> {
    let posted: OfferForm = form.parse()?;
    let text = match posted.draft() {
        Ok(text) => text,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&form_page(&mut auth, &posted, &BeginForm::default(), &errors).await?),
        Err(other) => return Err(other),
    };
    let mut tx = auth.write(&form).await?;
    let reference = commands::offer(&mut tx, &auth.actor, &posted.turn, &text).await?;
    let url = format!("/watch/handovers/{reference}");
    tx.commit(&url).await?;
    Ok(page::see_other_saying(&url, "said-handover-offered", &reference))
}

async fn begin(mut auth: Authorized<BeginWatch>, form: Form) -> Result<Response> {
    let posted: BeginForm = form.parse()?;
    let outcome = match posted.draft() {
        Ok(draft) => {
            let mut tx = auth.write(&form).await?;
            match commands::begin(&mut tx, &auth.actor, &draft).await {
                Ok(reference) => tx.commit("/watch").await.map(|()| reference),
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(reference) => Ok(page::see_other_saying("/watch", "said-watch-begun", &reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&form_page(&mut auth, &OfferForm::default(), &posted, &errors).await?),
        Err(other) => Err(other),
    }
}

async fn show(auth: Authorized<ShowHandover>) -> Result<Response> {
    page::page(&show_page(&auth, &SignForm::default(), &FieldErrors::default()))
}

fn show_page<A: Action<Target = HandoverTarget>>(auth: &Authorized<A>, posted: &SignForm, errors: &FieldErrors) -> ShowPage {
    let (language, now) = (auth.language(), auth.now());
    let handover = &auth.target.handover;
    let is_open = handover.incoming.is_none() && !handover.is_withdrawn;
    let decision = policy::decide(&auth.actor, "watch.sign", &auth.target.facts(&auth.actor));
    let reads_only = auth.actor.session_kind == "wall";
    let signed = |name: &str, at| language.fill("handovers-signed", &[("name", Hole::Text(name)), ("time", Hole::Text(&time::z(at, language)))]);
    let state = match (&handover.incoming, handover.is_withdrawn) {
        (Some(_), _) => language.t("handovers-done"),
        (None, true) => language.t("handovers-withdrawn"),
        (None, false) if handover.due_at < now => language.t("handovers-waits-overdue"),
        (None, false) => language.t("handovers-waits"),
    };
    let shell = Shell::titled(&auth.seed, handover.reference.clone());
    ShowPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        errors: errors.links(language),
        withdraw_url: format!("/watch/handovers/{}/withdraw", handover.reference),
        reference: handover.reference.clone(),
        scope: scope_words(language, &handover.scope_kind, &handover.scope_code),
        state,
        outgoing: signed(&handover.outgoing, handover.outgoing_at),
        incoming: handover.incoming.as_ref().zip(handover.incoming_at).map(|(name, at)| signed(name, at)).unwrap_or_default(),
        open_points: handover.open_points.clone(),
        incoming_note: handover.incoming_note.clone(),
        form_key: fresh_form_key(),
        sign: (is_open && !reads_only && decision == Decision::Allow).then(|| Sign {
            note: Field::new(language, "note", "handovers-note", &posted.note, errors).optional(),
            hours: Field::new(language, "hours", "handovers-hours", &posted.hours, errors),
            lengths: lengths(language, &posted.hours),
        }),
        refused: match decision {
            Decision::Refuse(message) if is_open => language.say(&message),
            _ => String::new(),
        },
        can_withdraw: is_open && auth.target.is_own && !reads_only,
    }
}

async fn sign(mut auth: Authorized<SignHandover>, form: Form) -> Result<Response> {
    let posted: SignForm = form.parse()?;
    let draft = match posted.draft() {
        Ok(draft) => draft,
        Err(AppError::Invalid(errors)) => return page::unprocessable(&show_page(&auth, &posted, &errors)),
        Err(other) => return Err(other),
    };
    if auth.target.is_own {
        return Err(AppError::Forbidden(Message::new("constraint-handover-by-two-people")));
    }
    let mut tx = auth.write(&form).await?;
    commands::sign(&mut tx, &auth.actor, &auth.target.handover, &draft).await?;
    tx.commit("/watch").await?;
    Ok(page::see_other_saying("/watch", "said-watch-signed", &auth.target.handover.reference))
}

async fn withdraw(mut auth: Authorized<WithdrawHandover>, form: Form) -> Result<Response> {
    let mut tx = auth.write(&form).await?;
    commands::withdraw(&mut tx, &auth.actor, &auth.target.handover).await?;
    tx.commit("/watch/handovers").await?;
    Ok(page::see_other_saying("/watch/handovers", "said-handover-withdrawn", &auth.target.handover.reference))
}
