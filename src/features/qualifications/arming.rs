//! `/duty-stations/{code}/arming`: whether officers of a station may be armed, and on whose word (INV-14, UNC-18).

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::queries::{Decided, decided};
use crate::actions;
use crate::audit::Entry;
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::StationId;
use crate::features::people::required;
use crate::features::requirements::{one_of, read_day};
use crate::i18n::Message;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// What the station decided.
    ShowArming: Get "/duty-stations/{code}/arming" => "arming.show", ArmedStation, Quiet;
    /// Records a decision.
    EditArming: Post "/duty-stations/{code}/arming" => "arming.edit", ArmedStation, Change;
    /// What was saved, by whom.
    ArmingHistory: Get "/duty-stations/{code}/arming/history" => "arming.show", ArmedStation, Quiet;
}

/// `/duty-stations/{code}/arming`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowArming, _, _>(show).post::<EditArming, _, _>(edit).get::<ArmingHistory, _, _>(history_of)
}

/// A station and its decision.
pub struct ArmedStation {
    id: StationId,
    code: String,
    name: String,
    zone: String,
    cell: i32,
    decided: Option<Decided>,
}

impl Target for ArmedStation {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let row = sqlx::query!(
            r#"select id as "id!: StationId", code as "code!", name as "name!", zone as "zone!", cell as "cell!" from visible_duty_station where code = $1"#,
            params.get("code")
        )
        .fetch_optional(&mut **tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let decided = decided(tx, row.id).await?;
        Ok(Some(Self { id: row.id, code: row.code, name: row.name, zone: row.zone, cell: row.cell, decided }))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts { cells: Some(vec![self.cell]), ..Facts::default() }
    }
    fn subject(&self) -> String {
        self.code.clone()
    }
    fn cell(&self) -> i32 {
        self.cell
    }
}

/// One question with three answers: arms for nobody, for the usual categories, for professionals too.
const ANSWERS: &[&str] = &["no", "yes", "professionals"];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ArmingForm {
    allows: String,
    authority: String,
    decided_on: String,
    version: String,
}

#[derive(Template)]
#[template(path = "qualifications/arming.html")]
struct ArmingPage {
    shell: Shell,
    station: String,
    station_url: String,
    is_unknown: bool,
    answer: String,
    authority_words: String,
    decided_words: String,
    history_url: String,
    may_edit: bool,
    action: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    allows: Field,
    choices: Vec<Choice>,
    authority: Field,
    decided_on: Field,
}

fn word_of(decided: Option<&Decided>) -> &'static str {
    match decided.map(|decided| (decided.arming.allows, decided.arming.allows_professionals)) {
        None => "unknown",
        Some((false, _)) => "no",
        Some((true, false)) => "yes",
        Some((true, true)) => "professionals",
    }
}

fn view<A: Action<Target = ArmedStation>>(auth: &Authorized<A>, form: &ArmingForm, errors: &FieldErrors) -> ArmingPage {
    let language = auth.language();
    let station = &auth.target;
    let decided = station.decided.as_ref();
    let shell = Shell::titled(&auth.seed, station.code.clone());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    ArmingPage {
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
        station: format!("{} {}", station.code, station.name),
        station_url: format!("/duty-stations/{}", station.code),
        is_unknown: decided.is_none(),
        answer: language.t(&format!("arming-answer-{}", word_of(decided))),
        authority_words: decided.map(|decided| decided.authority.clone()).unwrap_or_default(),
        decided_words: decided.map(|decided| time::typed_date(decided.decided_on)).unwrap_or_default(),
        history_url: if decided.is_some() { format!("/duty-stations/{}/arming/history", station.code) } else { String::new() },
        may_edit: policy::decide(&auth.actor, "arming.edit", &station.facts(&auth.actor)) == Decision::Allow,
        action: format!("/duty-stations/{}/arming", station.code),
        form_key: fresh_form_key(),
        version: form.version.clone(),
        errors: errors.links(language),
        allows: field("allows", "station-arming-allows", &form.allows),
        choices: ANSWERS.iter().map(|answer| Choice::new(*answer, language.t(&format!("arming-answer-{answer}")), &form.allows)).collect(),
        authority: field("authority", "station-arming-authority", &form.authority).hint(language, "station-arming-authority-hint"),
        decided_on: field("decided_on", "station-arming-decided-on", &form.decided_on).hint(language, "requirement-date-hint"),
    }
}

async fn show(auth: Authorized<ShowArming>) -> Result<Response> {
    let decided = auth.target.decided.as_ref();
    let form = ArmingForm {
        allows: decided.map(|_| word_of(decided).to_owned()).unwrap_or_default(),
        version: decided.map_or(0, |decided| decided.version).to_string(),
        ..ArmingForm::default()
    };
    page::page(&view(&auth, &form, &FieldErrors::default()))
}

async fn edit(mut auth: Authorized<EditArming>, form: Form) -> Result<Response> {
    let posted: ArmingForm = form.parse()?;
    match save(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-arming-saved", &auth.target.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&view(&auth, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<EditArming>, form: &Form, posted: &ArmingForm) -> Result<String> {
    let today = auth.now().date_naive();
    let mut errors = FieldErrors::default();
    let allows = one_of(&mut errors, "allows", ANSWERS.iter().copied(), &posted.allows);
    let authority = required(&mut errors, "authority", &posted.authority, 300);
    if !authority.is_empty() && authority.chars().count() < 3 {
        errors.add("authority", Message::new("constraint-station-arming-has-authority"));
    }
    let day = read_day(&mut errors, "decided_on", &posted.decided_on);
    if day > today {
        errors.add("decided_on", Message::new("arming-decided-in-future"));
    }
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    let (allowed, professionals) = (allows != "no", allows == "professionals");
    let done = match &auth.target.decided {
        None => {
            sqlx::query!(
                "insert into station_arming (id, station_id, cell, allows, allows_professionals, authority, decided_on) values ($1, $2, $3, $4, $5, $6, $7)
             on conflict do nothing",
                Uuid::now_v7(),
                auth.target.id.0,
                auth.target.cell,
                allowed,
                professionals,
                authority,
                day,
            )
            .execute(&mut *tx)
            .await?
        }
        Some(decided) => {
            sqlx::query!(
                "update station_arming set allows = $2, allows_professionals = $3, authority = $4, decided_on = $5, version = version + 1, updated_at = $6,
               updated_by = sec.account_id() where id = $1 and version = $7",
                decided.id,
                allowed,
                professionals,
                authority,
                day,
                tx.now,
                posted.version.parse().unwrap_or(0),
            )
            .execute(&mut *tx)
            .await?
        }
    };
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    let address = format!("/duty-stations/{}/arming", auth.target.code);
    tx.record(Entry::done("arming.edit", &auth.target.code).at_cell(auth.target.cell).with_detail(allows));
    tx.commit(&address).await?;
    Ok(address)
}

async fn history_of(mut auth: Authorized<ArmingHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let station = &auth.target;
    let saves = match &station.decided {
        Some(decided) => history::of(&mut tx, HistoryTable::StationArming, decided.id).await?,
        None => history::History::default(),
    };
    let subject = Subject {
        reference: station.code.clone(),
        url: format!("/duty-stations/{}/arming", station.code),
        zone: station.zone.clone(),
        place: time::short_place(&station.name).to_owned(),
        tabs: Vec::new(),
    };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
