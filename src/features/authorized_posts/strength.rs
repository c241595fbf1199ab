//! `/duty-stations/{code}/strength`: what a station must not fall below, and who is present now and on each of the next
//! fourteen days. Counted from whereabouts, never typed; a day below the minimum stands on the station's page as well.

use askama::Template;
use axum::response::Response;

use super::commands;
use super::forms::StrengthForm;
use super::model::{Minimum, Presence};
use super::queries::{self, Strength};
use crate::actions;
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Target};
use crate::authz::policy::{self, Decision};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::stations::{StationTarget, UnitLine};
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// Who is present, and what the station must not fall below.
    ShowStrength: Get "/duty-stations/{code}/strength" => "strength.show", StationTarget, Quiet;
    /// Sets the minimum.
    SetStrength: Post "/duty-stations/{code}/strength" => "strength.set", StationTarget, Change;
    /// What was set before, by whom.
    StrengthHistory: Get "/duty-stations/{code}/strength/history" => "strength.show", StationTarget, Quiet;
}

pub(super) fn routes() -> Routes {
    Routes::default().get::<ShowStrength, _, _>(show).post::<SetStrength, _, _>(set).get::<StrengthHistory, _, _>(history_of)
}

/// Days that a sentence names before it counts the rest.
const NAMED_DAYS: usize = 4;

/// The unit of a station as its page says it.
pub async fn unit_line(tx: &mut Tx, language: Language, code: &str, cell: i32) -> Result<UnitLine> {
    let tally = queries::tally(tx, code).await?;
    let vacant = queries::vacant(tx, cell).await?;
    let strength = queries::strength_of(tx, cell).await?;
    let presence = queries::presence(tx, cell).await?;
    let list = format!("/authorized-posts?station={code}");
    let total = tally.iter().map(|(_, count)| count).sum();
    let said = |place: &str, count: i64| language.fill(&format!("authorized-post-count-{}", place.replace('_', "-")), &[("count", Hole::Number(count))]);
    Ok(UnitLine {
        posts: (language.fill("authorized-posts-count", &[("count", Hole::Number(total))]), list.clone()),
        places: tally.iter().map(|(place, count)| (said(place, *count), format!("{list}&place={place}"))).collect(),
        vacant: vacant.into_iter().map(|(number, reference)| (number, format!("/authorized-posts/{reference}"))).collect(),
        strength: strength_words(language, strength.as_ref(), &presence),
        coming: strength.map(|strength| coming(language, strength.minimum, &presence)).unwrap_or_default(),
        strength_url: format!("/duty-stations/{code}/strength"),
    })
}

/// Who is present now beside the minimum, with the kind of its tag.
fn strength_words(language: Language, strength: Option<&Strength>, presence: &[Presence]) -> (&'static str, String) {
    let now = presence.first().cloned().unwrap_or(Presence { day: chrono::NaiveDate::default(), present: 0, armed: 0 });
    let (present, armed) = (Hole::Number(now.present.into()), Hole::Number(now.armed.into()));
    let Some(Strength { minimum, .. }) = strength else {
        return ("", language.fill("strength-not-set", &[("present", present), ("armed", armed)]));
    };
    let is_missed = minimum.is_missed(&now);
    let holes = [("present", present), ("armed", armed), ("minimum", Hole::Number(minimum.total().into())), ("least", Hole::Number(minimum.armed.into()))];
    (if is_missed { "warning" } else { "" }, language.fill(if is_missed { "strength-below-now" } else { "strength-now" }, &holes))
}

/// The coming days below the minimum.
fn coming(language: Language, minimum: Minimum, presence: &[Presence]) -> String {
    let days: Vec<String> = presence.iter().skip(1).filter(|day| minimum.is_missed(day)).map(|day| time::typed_date(day.day)).collect();
    if days.is_empty() {
        return String::new();
    }
    let named = days.iter().take(NAMED_DAYS).cloned().collect::<Vec<_>>().join(", ");
    let rest = days.len().saturating_sub(NAMED_DAYS) as i64;
    let key = if rest > 0 { "strength-below-on-and-more" } else { "strength-below-on" };
    language.fill(key, &[("days", Hole::Text(&named)), ("rest", Hole::Number(rest))])
}

struct DayRow {
    day: String,
    present: i32,
    armed: i32,
    is_missed: bool,
}

#[derive(Template)]
#[template(path = "authorized_posts/strength.html")]
struct StrengthPage {
    shell: Shell,
    code: String,
    name: String,
    station_url: String,
    posts_url: String,
    history_url: String,
    standing: (&'static str, String),
    alert: String,
    coming: String,
    document_line: String,
    rows: Vec<DayRow>,
    action: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    armed: Field,
    unarmed: Field,
    document: Field,
}

async fn strength_page<A: Action<Target = StationTarget>>(
    auth: &mut Authorized<A>,
    posted: Option<&StrengthForm>,
    errors: &FieldErrors,
) -> Result<StrengthPage> {
    let mut tx = auth.read().await?;
    let strength = queries::strength_of(&mut tx, auth.target.0.cell).await?;
    let presence = queries::presence(&mut tx, auth.target.0.cell).await?;
    drop(tx);
    let (language, station) = (auth.language(), &auth.target.0);
    let form = posted.cloned().unwrap_or_else(|| form_of(strength.as_ref()));
    let may_set = policy::decide(&auth.actor, "strength.set", &auth.target.facts(&auth.actor)) == Decision::Allow;
    let field = |name: &str, value: &str| Field::new(language, name, &format!("station-strength-{name}"), value, errors);
    let shell = Shell::titled(&auth.seed, station.code.clone());
    let minimum = strength.as_ref().map(|strength| strength.minimum);
    Ok(StrengthPage {
        station_url: format!("/duty-stations/{}", station.code),
        posts_url: format!("/authorized-posts?station={}", station.code),
        history_url: if strength.is_some() { format!("/duty-stations/{}/strength/history", station.code) } else { String::new() },
        standing: strength_words(language, strength.as_ref(), &presence),
        alert: strength.as_ref().map(|strength| strength.alert.clone()).unwrap_or_default(),
        coming: minimum.map(|minimum| coming(language, minimum, &presence)).unwrap_or_default(),
        document_line: strength.as_ref().map(|strength| strength.document.clone()).unwrap_or_default(),
        rows: presence
            .iter()
            .map(|day| DayRow {
                day: time::typed_date(day.day),
                present: day.present,
                armed: day.armed,
                is_missed: minimum.is_some_and(|minimum| minimum.is_missed(day)),
            })
            .collect(),
        action: if may_set { format!("/duty-stations/{}/strength", station.code) } else { String::new() },
        form_key: fresh_form_key(),
        version: form.version.clone(),
        errors: errors.links(language),
        armed: field("armed", &form.armed).hint(language, "station-strength-armed-hint"),
        unarmed: field("unarmed", &form.unarmed).hint(language, "station-strength-unarmed-hint"),
        document: field("document", &form.document).hint(language, "station-strength-document-hint"),
        code: station.code.clone(),
        name: station.name.clone(),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    })
}

fn form_of(strength: Option<&Strength>) -> StrengthForm {
    strength.map_or_else(
        || StrengthForm { version: "0".to_owned(), ..StrengthForm::default() },
        |strength| StrengthForm {
            armed: strength.minimum.armed.to_string(),
            unarmed: strength.minimum.unarmed.to_string(),
            document: strength.document.clone(),
            version: strength.version.to_string(),
        },
    )
}

async fn show(mut auth: Authorized<ShowStrength>) -> Result<Response> {
    page::page(&strength_page(&mut auth, None, &FieldErrors::default()).await?)
}

async fn set(mut auth: Authorized<SetStrength>, form: Form) -> Result<Response> {
    let posted: StrengthForm = form.parse()?;
    match set_from(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-strength-set", &auth.target.0.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&strength_page(&mut auth, Some(&posted), &errors).await?),
        Err(error) => Err(error),
    }
}

async fn set_from(auth: &mut Authorized<SetStrength>, form: &Form, posted: &StrengthForm) -> Result<String> {
    let draft = posted.draft()?;
    let address = format!("/duty-stations/{}/strength", auth.target.0.code);
    let mut tx = auth.write(form).await?;
    commands::set_strength(&mut tx, &auth.target.0, &draft).await?;
    tx.commit(&address).await?;
    Ok(address)
}

async fn history_of(mut auth: Authorized<StrengthHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let station = &auth.target.0;
    let set: Vec<String> = queries::strength_of(&mut tx, station.cell).await?.iter().map(|strength| strength.id.to_string()).collect();
    let saves = history::of_several(&mut tx, &[(HistoryTable::StationStrength, set)]).await?;
    let subject = Subject {
        reference: station.code.clone(),
        url: format!("/duty-stations/{}/strength", station.code),
        zone: station.zone.clone(),
        place: station.name.clone(),
        tabs: Vec::new(),
    };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
