//! `/duty-stations/{code}/training`: what a station asks of everybody on duty there, since when and on whose word
//! (domain.md 3.1). What blocks deployment is asked everywhere. It warns with its day and blocks nothing.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::queries::{self, Kind};
use super::views::{kind_choices, shell, type_word};
use crate::actions;
use crate::audit::Entry;
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::StationId;
use crate::features::people::{required, with_ask};
use crate::features::requirements::{one_of, read_day};
use crate::i18n::{Hole, Language, Message};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// What the station asks for.
    ShowTraining: Get "/duty-stations/{code}/training" => "station-training.show", AskingStation, Quiet;
    /// Asks for a qualification, or changes since when and until when.
    AskTraining: Post "/duty-stations/{code}/training" => "station-training.edit", AskingStation, Change;
    /// What was saved, by whom.
    TrainingHistory: Get "/duty-stations/{code}/training/history" => "station-training.show", AskingStation, Quiet;
}

/// `/duty-stations/{code}/training`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowTraining, _, _>(show).post::<AskTraining, _, _>(ask).get::<TrainingHistory, _, _>(history_of)
}

/// A station that asks.
pub struct AskingStation {
    id: StationId,
    code: String,
    name: String,
    zone: String,
    cell: i32,
}

impl Target for AskingStation {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            AskingStation,
            r#"select id as "id!: StationId", code as "code!", name as "name!", zone as "zone!", cell as "cell!" from visible_duty_station where code = $1"#,
            params.get("code")
        )
        .fetch_optional(&mut **tx)
        .await?)
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

/// A qualification that a station asks for.
struct AskedFor {
    id: Uuid,
    kind: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
    authority: String,
    version: i32,
}

impl AskedFor {
    /// The last part of the key that says whether it is asked on a day.
    fn moment(&self, day: NaiveDate) -> &'static str {
        if self.until.is_some_and(|until| until < day) {
            "ended"
        } else if self.from > day {
            "coming"
        } else {
            "now"
        }
    }
}

async fn asked_for(tx: &mut Tx, cell: i32) -> Result<Vec<AskedFor>> {
    Ok(sqlx::query_as!(
        AskedFor,
        r#"select t.id as "id!", t.type as "kind!", t.from_date as "from!", t.until_date as until, t.authority as "authority!", t.version as "version!"
           from visible_station_training t where t.cell = $1 order by t.from_date, t.id limit 100"#,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Asked everywhere: nobody is deployed without it.
fn is_asked_everywhere(kind: &Kind) -> bool {
    kind.blocks == "deployment"
}

fn can_be_asked(kind: &Kind) -> bool {
    kind.names.is_empty() && !kind.is_withdrawn && !is_asked_everywhere(kind)
}

/// `Asked for here: BSAFE, SSAFE`, as of a day.
pub async fn asked_line(tx: &mut Tx, language: Language, cell: i32, day: NaiveDate) -> Result<String> {
    let asked = asked_for(tx, cell).await?;
    let is_asked = |kind: &Kind| is_asked_everywhere(kind) || !kind.is_withdrawn && asked.iter().any(|one| one.kind == kind.code && one.moment(day) == "now");
    let names: Vec<String> = queries::kinds(tx).await?.iter().filter(|kind| is_asked(kind)).map(|kind| type_word(language, kind)).collect();
    Ok(language.fill("station-training-line", &[("kinds", Hole::Text(&names.join(", ")))]))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TrainingForm {
    #[serde(rename = "type")]
    kind: String,
    from_date: String,
    until_date: String,
    authority: String,
    version: String,
}

struct Row {
    name: String,
    from: String,
    until: String,
    authority: String,
    moment: String,
    edit_url: String,
}

#[derive(Template)]
#[template(path = "qualifications/training.html")]
struct TrainingPage {
    shell: Shell,
    station: String,
    station_url: String,
    rows: Vec<Row>,
    people_url: String,
    history_url: String,
    may_edit: bool,
    action: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    kind: Field,
    kinds: Vec<Choice>,
    from_date: Field,
    until_date: Field,
    authority: Field,
}

fn address(code: &str) -> String {
    format!("/duty-stations/{code}/training")
}

fn everywhere(language: Language, kind: &Kind) -> Row {
    Row {
        name: type_word(language, kind),
        from: language.t("station-training-always"),
        until: String::new(),
        authority: kind.source.clone(),
        moment: language.t("station-training-everywhere"),
        edit_url: String::new(),
    }
}

fn row(language: Language, code: &str, kinds: &[Kind], one: &AskedFor, day: NaiveDate) -> Row {
    let known = kinds.iter().find(|kind| kind.code == one.kind);
    Row {
        name: known.map(|kind| type_word(language, kind)).unwrap_or_default(),
        from: time::typed_date(one.from),
        until: one.until.map(time::typed_date).unwrap_or_default(),
        authority: one.authority.clone(),
        moment: language.t(&format!("station-training-{}", one.moment(day))),
        edit_url: if known.is_some_and(can_be_asked) { format!("{}?type={}", address(code), one.kind) } else { String::new() },
    }
}

async fn view<A: Action<Target = AskingStation>>(auth: &mut Authorized<A>, form: &TrainingForm, errors: &FieldErrors) -> Result<TrainingPage> {
    let mut tx = auth.read().await?;
    let asked = asked_for(&mut tx, auth.target.cell).await?;
    let kinds = queries::kinds(&mut tx).await?;
    drop(tx);
    let (language, station, today) = (auth.language(), &auth.target, auth.now().date_naive());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    // what is asked for already is changed, not asked twice
    let current = asked.iter().find(|one| one.kind == form.kind);
    let or = |typed: &str, kept: Option<String>| if typed.is_empty() && errors.is_empty() { kept.unwrap_or_default() } else { typed.to_owned() };
    let choosable: Vec<Kind> = kinds.iter().filter(|kind| can_be_asked(kind)).cloned().collect();
    let always = kinds.iter().filter(|kind| is_asked_everywhere(kind)).map(|kind| everywhere(language, kind));
    Ok(TrainingPage {
        shell: shell(&auth.seed, &station.code, !errors.is_empty()),
        station: format!("{} {}", station.code, station.name),
        station_url: format!("/duty-stations/{}", station.code),
        rows: always.chain(asked.iter().map(|one| row(language, &station.code, &kinds, one, today))).collect(),
        people_url: if policy::may(&auth.actor, "qualification.list") {
            format!("/qualifications/matrix?station={}&asked=lacking", station.code)
        } else {
            String::new()
        },
        history_url: format!("{}/history", address(&station.code)),
        may_edit: policy::decide(&auth.actor, "station-training.edit", &station.facts(&auth.actor)) == Decision::Allow,
        action: address(&station.code),
        form_key: fresh_form_key(),
        version: if errors.is_empty() { current.map_or(0, |one| one.version).to_string() } else { form.version.clone() },
        errors: errors.links(language),
        kind: field("type", "qualification-type", &form.kind),
        kinds: with_ask(language, kind_choices(language, &choosable, &form.kind)),
        from_date: field("from_date", "station-training-from-date", &or(&form.from_date, current.map(|one| time::typed_date(one.from))))
            .hint(language, "requirement-date-hint"),
        until_date: field("until_date", "station-training-until-date", &or(&form.until_date, current.and_then(|one| one.until).map(time::typed_date)))
            .optional()
            .hint(language, "station-training-until-hint"),
        authority: field("authority", "station-training-authority", &or(&form.authority, current.map(|one| one.authority.clone())))
            .hint(language, "station-arming-authority-hint"),
    })
}

async fn show(mut auth: Authorized<ShowTraining>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["type"]);
    let form = TrainingForm { kind: asked.one("type").unwrap_or_default().to_owned(), ..TrainingForm::default() };
    page::page(&view(&mut auth, &form, &FieldErrors::default()).await?)
}

async fn ask(mut auth: Authorized<AskTraining>, form: Form) -> Result<Response> {
    let posted: TrainingForm = form.parse()?;
    match save(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-station-training-saved", &auth.target.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&view(&mut auth, &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<AskTraining>, form: &Form, posted: &TrainingForm) -> Result<String> {
    let mut tx = auth.read().await?;
    let kinds = queries::kinds(&mut tx).await?;
    drop(tx);
    let mut errors = FieldErrors::default();
    let kind = one_of(&mut errors, "type", kinds.iter().filter(|kind| can_be_asked(kind)).map(|kind| kind.code.as_str()), &posted.kind);
    let from = read_day(&mut errors, "from_date", &posted.from_date);
    let until = match posted.until_date.trim() {
        "" => None,
        _ => Some(read_day(&mut errors, "until_date", &posted.until_date)),
    };
    if errors.is_empty() && until.is_some_and(|until| until < from) {
        errors.add("until_date", Message::new("constraint-station-training-ends-after-it-begins"));
    }
    let authority = required(&mut errors, "authority", &posted.authority, 300);
    if !authority.is_empty() && authority.chars().count() < 3 {
        errors.add("authority", Message::new("constraint-station-training-has-authority"));
    }
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    // One row a qualification: asked, or asked anew by whoever saw what stood there.
    let done = sqlx::query!(
        "insert into station_training as t (id, station_id, cell, type, from_date, until_date, authority) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (station_id, type) do update set from_date = excluded.from_date, until_date = excluded.until_date, authority = excluded.authority,
           version = t.version + 1, updated_at = $8, updated_by = sec.account_id() where t.version = $9",
        Uuid::now_v7(),
        auth.target.id.0,
        auth.target.cell,
        kind,
        from,
        until,
        authority,
        tx.now,
        posted.version.parse().unwrap_or(0),
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    let address = address(&auth.target.code);
    tx.record(Entry::done("station-training.edit", &auth.target.code).at_cell(auth.target.cell).with_detail(kind));
    tx.commit(&address).await?;
    Ok(address)
}

async fn history_of(mut auth: Authorized<TrainingHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let station = &auth.target;
    let ids: Vec<String> = asked_for(&mut tx, station.cell).await?.into_iter().map(|one| one.id.to_string()).collect();
    let saves = history::of_several(&mut tx, &[(HistoryTable::StationTraining, ids)]).await?;
    let subject = Subject {
        reference: station.code.clone(),
        url: address(&station.code),
        zone: station.zone.clone(),
        place: time::short_place(&station.name).to_owned(),
        tabs: Vec::new(),
    };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
