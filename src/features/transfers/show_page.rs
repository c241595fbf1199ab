//! The page of a transfer: what is on the list, who signed what, what stands against it and what comes next; and the
//! packing list on paper.

use askama::Template;

use super::lines::{Line, StoredLot, Under};
use super::list_page::load_words;
use super::model::{PERMITS, next_step};
use super::queries::{PermitLine, Transfer, Trouble, Unlisted};
use super::receiving::odometer_label;
use crate::authz::action::Target;
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::features::people::with_ask;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::time;

/// Address of a transfer.
pub fn url(reference: &str) -> String {
    format!("/transfers/{reference}")
}

/// How a transfer stands, as a tag.
pub fn state_tag(language: Language, state: &str) -> (&'static str, String) {
    let kind = match state {
        "in_transit" | "received" => "advisory",
        "discrepancy" | "lost" => "warning",
        "drafted" | "authorized" | "packed" => "caution",
        _ => "",
    };
    (kind, state_word(language, state))
}

/// The same in words.
pub fn state_word(language: Language, state: &str) -> String {
    language.t(&format!("transfer-state-{}", state.replace('_', "-")))
}

/// What the page is made of.
pub struct Parts {
    pub lines: Vec<Line>,
    pub permits: Vec<PermitLine>,
    pub unlisted: Vec<Unlisted>,
    pub troubles: Vec<Trouble>,
    pub lots: Vec<StoredLot>,
}

/// What was posted and could not be understood, kept on the page.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub values: Vec<(String, String)>,
    pub errors: FieldErrors,
}

impl Typed {
    fn of(&self, name: &str) -> &str {
        self.values.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

/// Who did a step, and when.
pub struct StepLine {
    pub label: String,
    pub signed: String,
}

pub struct ItemLine {
    pub item: String,
    /// Empty: the reader does not see the record itself.
    pub item_url: String,
    pub mark: String,
    pub called: String,
    pub quantity: String,
    pub outcome: (&'static str, String),
    pub troubles: Vec<String>,
    pub remove_url: String,
}

pub struct PermitRow {
    pub words: String,
    pub document: String,
    pub until: (&'static str, String),
    pub is_superseded: bool,
}

#[derive(Template)]
#[template(path = "transfers/show.html")]
pub struct Show {
    pub shell: Shell,
    pub reference: String,
    pub way: String,
    pub from: String,
    pub to: String,
    pub state: (&'static str, String),
    pub is_late: bool,
    pub next: String,
    pub planned: String,
    pub reason: String,
    pub load: String,
    pub seals: String,
    pub carrier: String,
    pub receipt_note: String,
    pub findings: String,
    pub closing_words: String,
    pub ended: String,
    pub steps: Vec<StepLine>,
    pub items: Vec<ItemLine>,
    pub permits: Vec<PermitRow>,
    pub lacks: Vec<String>,
    pub unlisted: Vec<Unlisted>,
    pub errors: Vec<ErrorLink>,
    pub form_key: String,
    pub version: i32,
    pub edit_url: String,
    pub lines_url: String,
    /// Weapons and rounds may go on the list.
    pub has_armouries: bool,
    pub weapon: Field,
    pub thing: Field,
    pub lot: Field,
    pub lots: Vec<Choice>,
    pub rounds: Field,
    pub permits_url: String,
    pub kind: Field,
    pub kinds: Vec<Choice>,
    pub country: Field,
    pub document: Field,
    pub valid_until: Field,
    pub waived: Field,
    pub authorize_url: String,
    pub as_sender: bool,
    pub as_unit: bool,
    pub refuse_url: String,
    pub cancel_url: String,
    pub cancel_label: String,
    pub reason_field: Field,
    pub pack_url: String,
    pub seals_field: Field,
    pub sign_packing_url: String,
    pub keep_url: String,
    pub unpack_url: String,
    pub odometers_url: String,
    pub odometers: Vec<Field>,
    pub dispatch_url: String,
    pub carrier_field: Field,
    pub receipt_url: String,
    pub sign_receipt_url: String,
    pub recount_url: String,
    pub investigate_url: String,
    pub findings_field: Field,
    pub closing_url: String,
}

impl Show {
    /// The transfer for this reader.
    pub fn new(seed: &Seed, actor: &Actor, t: &Transfer, parts: Parts, typed: &Typed) -> Self {
        let language = seed.language;
        let field = |name: &str, label: &str| Field::new(language, name, label, typed.of(name), &typed.errors);
        let record = url(&t.reference);
        let may = |action: &str, facts: &Facts| policy::decide(actor, action, facts) == Decision::Allow;
        let sender = t.sender_facts();
        let receiver = t.receiver_facts();
        let either = t.facts(actor);
        let when = |on: bool, deed: &str| if on { format!("{record}/{deed}") } else { String::new() };
        let is = |state: &str| t.state == state;
        let edits = t.is_open_draft() && may("transfer.edit", &sender);
        let is_complete = is("drafted") && !parts.lines.is_empty();
        let as_sender = is_complete && t.ssp_at.is_none() && may("transfer.authorize-sender", &sender);
        let as_unit = is_complete && t.pcu_at.is_none() && may("transfer.authorize-unit", &sender);
        let packs = is("authorized") && may("transfer.pack", &sender) && parts.troubles.iter().all(|trouble| trouble.line.is_none());
        let reads = (is("authorized") || is("packed") && t.end_at.is_none()) && may("transfer.pack", &sender);
        let odometers: Vec<Field> = parts.lines.iter().filter(|line| line.is_vehicle()).map(|line| odometer_field(language, line, typed)).collect();
        let cancels = (is("drafted") || is("authorized") || is("packed") && t.end_at.is_none()) && may("transfer.cancel", &sender);
        let lacks: Vec<String> = parts.troubles.iter().filter(|trouble| trouble.line.is_none()).map(|trouble| lack_words(language, trouble)).collect();
        let weapons = parts.lines.iter().filter(|line| line.kind == "firearm").count() as i64;
        let things = parts.lines.iter().filter(|line| !line.is_rounds()).count() as i64 - weapons;
        let rounds = parts.lines.iter().filter(|line| line.is_rounds()).map(|line| i64::from(line.quantity)).sum();
        // packed anew, the seals are those of the first time until somebody says otherwise
        let seals = if typed.of("seals").is_empty() { &t.seals } else { typed.of("seals") };
        let next = next_step(&t.state, t.signed());
        let shell = Shell::titled(seed, t.reference.clone());
        Self {
            way: format!("{} → {}", t.station, t.to_station),
            from: format!("{} {}", t.station, t.armoury),
            to: format!("{} {}", t.to_station, t.to_armoury),
            state: state_tag(language, &t.state),
            is_late: is("in_transit") && t.planned_on < seed.now.date_naive(),
            next: if next.is_empty() { String::new() } else { language.fill(next, &[("from", Hole::Text(&t.station)), ("to", Hole::Text(&t.to_station))]) },
            planned: time::day(t.planned_on, language),
            reason: t.reason.clone(),
            load: load_words(language, weapons, rounds, things),
            seals: t.seals.clone(),
            carrier: t.carrier.clone(),
            receipt_note: t.receipt_note.clone(),
            findings: t.findings.clone(),
            closing_words: t.closing_words.clone(),
            ended: t.end_reason.clone(),
            steps: steps(seed, t),
            items: parts.lines.iter().map(|line| item(language, t, line, &parts.troubles, if edits { &record } else { "" })).collect(),
            permits: parts.permits.into_iter().map(|permit| permit_row(seed, permit)).collect(),
            unlisted: parts.unlisted,
            errors: typed.errors.links(language),
            form_key: fresh_form_key(),
            version: t.version,
            edit_url: when(edits, "edit"),
            lines_url: when(edits, "lines"),
            has_armouries: !t.armoury.is_empty() && !t.to_armoury.is_empty(),
            weapon: field("weapon", "transfer-mark"),
            thing: field("thing", "transfer-thing").hint(language, "transfer-thing-hint"),
            lot: field("lot", "transfer-line-lot-id"),
            lots: with_ask(language, parts.lots.iter().map(|lot| lot_choice(lot, typed.of("lot"))).collect()),
            rounds: field("rounds", "transfer-rounds"),
            permits_url: when(["drafted", "authorized", "packed"].contains(&t.state.as_str()) && may("transfer.edit", &sender), "permits"),
            kind: field("kind", "transfer-permit-kind"),
            kinds: with_ask(language, PERMITS.iter().map(|kind| Choice::new(*kind, permit_word(language, kind), typed.of("kind"))).collect()),
            country: field("country", "transfer-permit-country").hint(language, "transfer-country-hint"),
            document: field("document", "transfer-permit-document").hint(language, "transfer-document-hint"),
            valid_until: field("valid_until", "transfer-permit-valid-until").optional(),
            waived: field("waived", "transfer-permit-is-waived").optional(),
            authorize_url: when(as_sender || as_unit, "authorize"),
            as_sender,
            as_unit,
            refuse_url: when((is("drafted") || is("authorized")) && may("transfer.refuse", &sender), "refuse"),
            cancel_url: when(cancels, "cancel"),
            cancel_label: language.t(if is("packed") { "transfer-unpack-first" } else { "transfer-cancel" }),
            reason_field: field("reason", "transfer-end-reason"),
            pack_url: when(packs && t.pack_second_at.is_none(), "pack"),
            seals_field: Field::new(language, "seals", "transfer-seals", seals, &typed.errors).hint(language, "transfer-seals-hint"),
            sign_packing_url: when(packs && t.pack_first_at.is_some() && may("transfer.sign-packing", &sender), "packing"),
            keep_url: when(is("packed") && t.end_at.is_some() && may("transfer.cancel", &sender), "keep"),
            unpack_url: when(is("packed") && t.end_at.is_some() && may("transfer.unpack", &sender), "unpack"),
            odometers_url: when(reads && !odometers.is_empty(), "odometers"),
            odometers: if reads { odometers } else { Vec::new() },
            dispatch_url: when(is("packed") && t.end_at.is_none() && lacks.is_empty() && may("transfer.dispatch", &sender), "dispatch"),
            carrier_field: field("carrier", "transfer-carrier").hint(language, "transfer-carrier-hint"),
            receipt_url: when(is("in_transit") && may("transfer.receive", &receiver), "receipt"),
            sign_receipt_url: when(is("received") && may("transfer.sign-receipt", &receiver), "received"),
            recount_url: when(is("received") && may("transfer.recount", &receiver), "recount"),
            investigate_url: when(is("discrepancy") && t.investigator.is_none() && may("transfer.investigate", &either), "investigation"),
            findings_field: field("findings", "transfer-findings").hint(language, "discrepancy-findings-hint"),
            closing_url: when(is("discrepancy") && t.investigator.is_some() && may("transfer.close", &either), "closing"),
            lacks,
            reference: t.reference.clone(),
            shell: if typed.errors.is_empty() { shell } else { shell.with_errors() },
        }
    }
}

fn lot_choice(lot: &StoredLot, current: &str) -> Choice {
    Choice::new(&lot.reference, format!("{} {} ({})", lot.reference, lot.called, lot.quantity), current)
}

fn permit_word(language: Language, kind: &str) -> String {
    language.t(&format!("transfer-permit-kind-{kind}"))
}

fn lack_words(language: Language, trouble: &Trouble) -> String {
    let kind = permit_word(language, &trouble.kind);
    language.fill("transfer-permit-lacks", &[("kind", Hole::Text(&kind)), ("country", Hole::Text(&trouble.country))])
}

fn permit_row(seed: &Seed, permit: PermitLine) -> PermitRow {
    let language = seed.language;
    let until = match permit.valid_until {
        None => ("", language.t("transfer-permit-waived")),
        Some(day) if day < seed.now.date_naive() => ("warning", language.fill("transfer-permit-ran-out", &[("day", Hole::Text(&time::day(day, language)))])),
        Some(day) => ("", language.fill("transfer-permit-until", &[("day", Hole::Text(&time::day(day, language)))])),
    };
    PermitRow {
        words: format!("{} {}", permit_word(language, &permit.kind), permit.country),
        document: permit.document,
        until,
        is_superseded: permit.is_superseded,
    }
}

fn item(language: Language, t: &Transfer, line: &Line, troubles: &[Trouble], edit_url: &str) -> ItemLine {
    let sentence = |trouble: &Trouble| language.t(&format!("constraint-{}", trouble.rule.replace('_', "-")));
    ItemLine {
        item_url: if line.is_seen { line.url() } else { String::new() },
        quantity: match line.quantity {
            _ if line.is_vehicle() => km_words(language, line),
            _ if !line.is_rounds() => String::new(),
            0 => language.t("transfer-not-listed"),
            sent => language.fill("transfer-rounds-number", &[("rounds", Hole::Number(sent.into()))]),
        },
        outcome: outcome(language, t, line),
        troubles: troubles.iter().filter(|trouble| trouble.line == Some(line.id)).map(sentence).collect(),
        remove_url: if edit_url.is_empty() { String::new() } else { format!("{edit_url}/lines/{}/remove", line.number) },
        item: line.item.clone(),
        mark: line.mark.clone(),
        called: line.called.clone(),
    }
}

/// What the odometer of a vehicle showed when it left and when it came.
fn km_words(language: Language, line: &Line) -> String {
    match (line.km_sent, line.km_received) {
        (Some(sent), Some(came)) => language.fill("transfer-km-both", &[("sent", Hole::Number(sent.into())), ("came", Hole::Number(came.into()))]),
        (Some(sent), None) => language.fill("transfer-km-sent", &[("sent", Hole::Number(sent.into()))]),
        (None, Some(came)) => language.fill("transfer-km-came", &[("came", Hole::Number(came.into()))]),
        (None, None) => String::new(),
    }
}

fn odometer_field(language: Language, vehicle: &Line, typed: &Typed) -> Field {
    let posted = typed.of(&vehicle.item);
    let value = if posted.is_empty() { vehicle.km_sent.map(|km| km.to_string()).unwrap_or_default() } else { posted.to_owned() };
    Field {
        name: vehicle.item.clone(),
        hint: String::new(),
        label: odometer_label(language, vehicle),
        value,
        error: typed.errors.of(&vehicle.item, language),
        required: true,
    }
}

/// Where a vehicle, a thing or a kit is going, for the page of its register: words, and the transfer.
#[derive(Debug, Clone, Default)]
pub struct ThingWay {
    pub words: String,
    pub reference: String,
    pub url: String,
}

/// `in transit to JUB since …`, or that it is drafted into a transfer; empty: neither.
pub fn way_of(seed: &Seed, under: Option<Under>, place: &str, zone: &str) -> ThingWay {
    let Some(under) = under else { return ThingWay::default() };
    let language = seed.language;
    let words = match under.since {
        Some(since) => {
            let since = time::place_and_z(since, zone, place, seed.now, language);
            language.fill("transfer-in-transit-to", &[("station", Hole::Text(&under.to_station)), ("since", Hole::Text(&since))])
        }
        None => language.fill("transfer-drafted-to", &[("station", Hole::Text(&under.to_station)), ("state", Hole::Text(&state_word(language, &under.state)))]),
    };
    ThingWay { words, url: url(&under.reference), reference: under.reference }
}

/// What the receiver found of a line, as a tag; nothing before the first signature of the receipt.
fn outcome(language: Language, t: &Transfer, line: &Line) -> (&'static str, String) {
    let Some(counted) = line.counted.filter(|_| t.receive_first_at.is_some()) else { return Default::default() };
    if let Some(later) = line.found_later {
        let lost = line.missing() - later;
        let holes = [("counted", Hole::Number(counted.into())), ("later", Hole::Number(later.into())), ("lost", Hole::Number(lost.into()))];
        return (if lost > 0 { "warning" } else { "" }, language.fill("transfer-outcome-settled", &holes));
    }
    let holes = [("counted", Hole::Number(counted.into())), ("sent", Hole::Number(line.quantity.into()))];
    match (!line.is_rounds(), counted.cmp(&line.quantity)) {
        (true, std::cmp::Ordering::Equal) => ("done", language.t("transfer-outcome-found")),
        (true, _) => ("warning", language.t("transfer-outcome-missing")),
        (false, std::cmp::Ordering::Equal) => ("done", language.fill("transfer-outcome-counted", &holes)),
        (false, _) if line.quantity == 0 => ("warning", language.fill("transfer-outcome-counted", &holes)),
        (false, _) => ("warning", language.fill("transfer-outcome-differs", &holes)),
    }
}

/// Every step that was taken, in order, with who and when.
fn steps(seed: &Seed, t: &Transfer) -> Vec<StepLine> {
    let language = seed.language;
    let place = time::short_place(&t.place);
    [
        ("transfer-created-by", &t.created_by, Some(t.created_at)),
        ("transfer-ssp-by", &t.ssp_by, t.ssp_at),
        ("transfer-pcu-by", &t.pcu_by, t.pcu_at),
        ("transfer-pack-first-by", &t.pack_first_by, t.pack_first_at),
        ("transfer-pack-second-by", &t.pack_second_by, t.pack_second_at),
        ("transfer-end-by", &t.end_by, t.end_at),
        ("transfer-unpack-by", &t.unpack_by, t.unpack_at),
        ("transfer-dispatch-by", &t.dispatch_by, t.dispatch_at),
        ("transfer-receive-first-by", &t.receive_first_by, t.receive_first_at),
        ("transfer-receive-second-by", &t.receive_second_by, t.receive_second_at),
        ("transfer-investigate-by", &t.investigate_by, t.investigate_at),
        ("transfer-close-by", &t.close_by, t.close_at),
    ]
    .into_iter()
    .filter_map(|(label, who, at)| {
        let when = time::place_and_z(at?, &t.zone, place, seed.now, language);
        Some(StepLine { label: language.t(label), signed: format!("{who}, {when}") })
    })
    .collect()
}

/// The packing list on paper.
#[derive(Template)]
#[template(path = "transfers/print.html")]
pub struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    n: Show,
}

impl Paper {
    /// The record as it is printed.
    pub fn new(seed: &Seed, record: Show) -> Self {
        Self { shell: Shell::paper(seed, &record.reference, &url(&record.reference)), paper: record.reference.clone(), printed: seed.printed(), n: record }
    }
}
