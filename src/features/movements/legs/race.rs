//! Lost races on the plan, settled field by field: details of a movement, and a leg.

use serde::Serialize;
use serde_json::Value;

use super::forms::LegForm;
use super::handlers::{details_of, ends};
use super::views::LegSide;
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Action, Authorized};
use crate::db::Tx;
use crate::features::movements::forms::DetailsForm;
use crate::features::movements::model::{Mode, WatchLevel};
use crate::features::movements::places;
use crate::features::movements::queries::{self, Leg, Movement};
use crate::features::movements::target::MovementTarget;
use crate::features::movements::views::typed_time;
use crate::web::conflict::{self, Part, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::Form;
use crate::web::time;

const DETAILS: [Part; 4] = [
    Part::alone("purpose", "movement-purpose"),
    Part::alone("notes", "movement-notes"),
    Part::alone("posture", "movement-posture"),
    Part::alone("watch_level", "movement-watch"),
];

/// Details as the three sides of a lost race are compared by.
#[derive(Debug, Clone, Default, Serialize)]
struct DetailsSide {
    purpose: String,
    notes: String,
    posture: String,
    watch_level: String,
}

impl DetailsSide {
    fn of(form: &DetailsForm) -> Self {
        Self {
            purpose: form.purpose.trim().to_owned(),
            notes: form.notes.trim().to_owned(),
            posture: form.posture.clone(),
            watch_level: form.watch_level.clone(),
        }
    }
}

/// Settles a lost race on the details, or asks.
pub(super) async fn details_race<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, form: &Form, typed: &DetailsForm) -> Result<Race> {
    let mut tx = auth.read().await?;
    let movement = queries::movement(&mut tx, auth.target.id).await?.ok_or(AppError::NotFound)?;
    let base_version: i32 = typed.version.parse().unwrap_or_default();
    let base = details_at(&mut tx, &movement, base_version).await?;
    let sides = conflict::sides(&DETAILS, &base, &DetailsSide::of(&details_of(&movement)), &DetailsSide::of(typed))?;
    let url = format!("/movements/{}", movement.reference);
    let place = conflict::Place {
        action: format!("{url}/edit"),
        record_url: url,
        base_version,
        current_version: movement.version,
        reference: movement.reference,
        ..conflict::Place::default()
    };
    let language = auth.language();
    let words = |field: &str, value: &str| match (field, WatchLevel::from_code(value)) {
        ("watch_level", Some(watch)) => language.t(watch.word()),
        _ => value.to_owned(),
    };
    conflict::race(&mut tx, &auth.seed, (HistoryTable::Movement, auth.target.id.0), place, sides, form, words).await
}

/// The details as they stood with this version of the movement.
async fn details_at(tx: &mut Tx, movement: &Movement, version: i32) -> Result<DetailsSide> {
    let text = |content: &Option<Value>, name: &str| content.as_ref().and_then(|c| c.get(name)).and_then(Value::as_str).unwrap_or_default().to_owned();
    let content = history::content_at(tx, HistoryTable::Movement, movement.id.0, version).await?;
    let plan: Option<Value> = sqlx::query_scalar!(
        r#"select p.content as "content!" from history.movement_plan p where p.record_id = $1
        order by p.at <= coalesce((select max(m.at) from history.movement m where m.record_id = $1 and m.version = $2), p.at) desc,
            case when p.at <= coalesce((select max(m.at) from history.movement m where m.record_id = $1 and m.version = $2), p.at) then p.entry end desc nulls last, p.entry
        limit 1"#,
        movement.id.0,
        version
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(DetailsSide {
        purpose: text(&plan, "purpose"),
        notes: text(&plan, "notes"),
        posture: text(&content, "posture"),
        watch_level: text(&content, "watch_level"),
    })
}

const LEG: [Part; 8] = [
    Part::of("departure", "from", "movement-from"),
    Part::of("departure", "depart_date", "movement-depart-date"),
    Part::of("departure", "depart_time", "movement-depart-time"),
    Part::of("arrival", "to", "movement-to"),
    Part::of("arrival", "arrive_date", "movement-arrive-date"),
    Part::of("arrival", "arrive_time", "movement-arrive-time"),
    Part::alone("mode", "movement-mode"),
    Part::alone("carrier", "movement-carrier"),
];

/// Settles a lost race on a leg, or asks.
pub(super) async fn leg_race<A: Action<Target = MovementTarget>>(auth: &mut Authorized<A>, form: &Form, leg: &Leg, typed: &LegForm) -> Result<Race> {
    let mut tx = auth.read().await?;
    let (from, to) = ends(&mut tx, auth.target.id, typed).await?;
    let yours = LegSide::of_draft(&typed.draft(&from, &to)?);
    let now = LegForm::of(leg);
    let theirs = side_of(&now);
    let base_version: i32 = typed.version.parse().unwrap_or_default();
    let content = history::content_at(&mut tx, HistoryTable::Leg, leg.id.0, base_version).await?;
    let base = match content {
        Some(content) => side_at(&mut tx, &content).await?,
        None => theirs.clone(),
    };
    let sides = conflict::sides(&LEG, &base, &theirs, &yours)?;
    let url = format!("/movements/{}", auth.target.reference);
    let place = conflict::Place {
        reference: auth.target.reference.clone(),
        action: format!("{url}/legs/{}", leg.number),
        record_url: format!("{url}/edit"),
        base_version,
        current_version: leg.version,
        zone: leg.from.zone.clone(),
        place: leg.from.name.clone(),
        ..conflict::Place::default()
    };
    let language = auth.language();
    let words = |field: &str, value: &str| match (field, Mode::from_code(value)) {
        ("mode", Some(mode)) => language.t(mode.word()),
        _ => value.to_owned(),
    };
    conflict::race(&mut tx, &auth.seed, (HistoryTable::Leg, leg.id.0), place, sides, form, words).await
}

fn side_of(form: &LegForm) -> LegSide {
    LegSide {
        from: form.from.clone(),
        depart_date: form.depart_date.clone(),
        depart_time: form.depart_time.clone(),
        to: form.to.clone(),
        arrive_date: form.arrive_date.clone(),
        arrive_time: form.arrive_time.clone(),
        mode: form.mode.clone(),
        carrier: form.carrier.clone(),
    }
}

/// A leg as history kept it, as its form would have been filled.
async fn side_at(tx: &mut Tx, content: &Value) -> Result<LegSide> {
    let text = |name: &str| content.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let local = |name: &str| chrono::NaiveDateTime::parse_from_str(&text(name), "%Y-%m-%dT%H:%M:%S").unwrap_or_default();
    let (departs, arrives) = (local("departs_local"), local("arrives_local"));
    let mut side = LegSide {
        from: text("departure_text"),
        depart_date: time::typed_date(departs.date()),
        depart_time: typed_time(departs),
        to: text("arrival_text"),
        arrive_date: time::typed_date(arrives.date()),
        arrive_time: typed_time(arrives),
        mode: text("mode"),
        carrier: text("carrier"),
    };
    if let Some(label) = places::label_by_id(tx, &text("departure_place_id")).await? {
        side.from = label;
    }
    if let Some(label) = places::label_by_id(tx, &text("arrival_place_id")).await? {
        side.to = label;
    }
    Ok(side)
}
