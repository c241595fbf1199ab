//! `/duty-stations/{code}/ammunition`: what a station has of each calibre against the minimum it set (UNC-20). No
//! figure ships: a calibre without a minimum says so.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::model::rounds;
use super::views::shortage;
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
use crate::i18n::{Language, Message};
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::list::Asked;
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// What the station has against its minimums.
    ShowMinimums: Get "/duty-stations/{code}/ammunition" => "ammunition.minimums", StockedStation, Quiet;
    /// Sets the minimum of a calibre.
    SetMinimum: Post "/duty-stations/{code}/ammunition" => "ammunition.set-minimum", StockedStation, Change;
    /// What was saved, by whom.
    MinimumHistory: Get "/duty-stations/{code}/ammunition/history" => "ammunition.minimums", StockedStation, Quiet;
}

/// `/duty-stations/{code}/ammunition`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowMinimums, _, _>(show).post::<SetMinimum, _, _>(set).get::<MinimumHistory, _, _>(history_of)
}

/// A station as the place of a stock.
pub struct StockedStation {
    id: StationId,
    code: String,
    name: String,
    zone: String,
    cell: i32,
}

impl Target for StockedStation {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(sqlx::query_as!(
            StockedStation,
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

/// What a station has of a calibre.
#[derive(Debug, Clone)]
pub struct Stock {
    pub station: String,
    pub calibre: String,
    pub stored: i64,
    /// Stored, and neither suspended nor expired.
    pub usable: i64,
    pub issued: i64,
    pub weapons: i64,
    pub minimum_id: Option<Uuid>,
    pub minimum: Option<i32>,
    pub yearly_training: Option<i32>,
    pub authority: String,
    /// The open exception that it is short; empty if there is none that the reader sees.
    pub alert: String,
    pub version: i32,
}

/// Calibres that a station has rounds, weapons or a minimum of; all stations of the reader without a cell.
pub async fn stock(tx: &mut Tx, cell: Option<i32>) -> Result<Vec<Stock>> {
    let today = tx.now.date_naive();
    Ok(sqlx::query_as!(
        Stock,
        r#"with held as (
             select k.cell, l.calibre_key, sum(k.quantity) filter (where k.kind = 'armoury') as stored, sum(k.quantity) filter (where k.kind = 'person') as issued,
               sum(k.quantity) filter (where k.kind = 'armoury' and (l.suspended_at is null or l.lifted_at is not null)
                 and coalesce(l.shelf_life_until >= $1, true)) as usable
             from visible_ammunition_account k join visible_ammunition_lot l on l.id = k.lot_id
             where k.kind in ('armoury', 'person') and k.quantity > 0 group by 1, 2
           ), armed as (
             select f.cell, sec.calibre_key(f.calibre) as calibre_key, count(*) as weapons from visible_firearm f
             where f.state not in ('lost', 'stolen', 'destroyed', 'transferred_out') group by 1, 2
           )
           select c.code as "station!", coalesce(m.calibre, calibre_key) as "calibre!", coalesce(h.stored, 0) as "stored!", coalesce(h.usable, 0) as "usable!",
             coalesce(h.issued, 0) as "issued!", coalesce(a.weapons, 0) as "weapons!", m.id as "minimum_id?", m.minimum as "minimum?",
             m.yearly_training as "yearly_training?", coalesce(m.authority, '') as "authority!",
             coalesce((select e.ref from visible_exception e where e.code = 'rounds_below_minimum' and e.detail = c.code || ' ' || m.calibre and e.closed_at is null), '') as "alert!",
             coalesce(m.version, 0) as "version!"
           from held h full join armed a using (cell, calibre_key) full join visible_ammunition_minimum m using (cell, calibre_key)
           join sec.cell c on c.no = cell where $2::integer is null or cell = $2
           order by 1, 2 limit 200"#,
        today,
        cell
    )
    .fetch_all(&mut **tx)
    .await?)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct MinimumForm {
    calibre: String,
    minimum: String,
    yearly_training: String,
    authority: String,
    version: String,
}

struct StockRow {
    calibre: String,
    stored: i64,
    usable: i64,
    issued: i64,
    weapons: i64,
    minimum: String,
    yearly_training: String,
    tag: (&'static str, String),
    alert: String,
    edit_url: String,
}

#[derive(Template)]
#[template(path = "ammunition/minimums.html")]
struct MinimumPage {
    shell: Shell,
    station: String,
    station_url: String,
    rows: Vec<StockRow>,
    history_url: String,
    may_set: bool,
    action: String,
    form_key: String,
    version: String,
    errors: Vec<ErrorLink>,
    calibre: Field,
    minimum: Field,
    yearly_training: Field,
    authority: Field,
}

fn address(code: &str) -> String {
    format!("/duty-stations/{code}/ammunition")
}

fn row(language: Language, code: &str, stock: &Stock) -> StockRow {
    let number = |value: Option<i32>| value.map(|value| value.to_string()).unwrap_or_default();
    StockRow {
        tag: match shortage(language, stock) {
            Some(found) => (found.kind, language.t(if stock.minimum.is_none() { "ammunition-not-set" } else { "ammunition-below" })),
            None => ("", language.t("ammunition-enough")),
        },
        edit_url: format!("{}?{}", address(code), serde_html_form::to_string([("calibre", &stock.calibre)]).unwrap_or_default()),
        calibre: stock.calibre.clone(),
        alert: stock.alert.clone(),
        stored: stock.stored,
        usable: stock.usable,
        issued: stock.issued,
        weapons: stock.weapons,
        minimum: number(stock.minimum),
        yearly_training: number(stock.yearly_training),
    }
}

async fn view<A: Action<Target = StockedStation>>(auth: &mut Authorized<A>, form: &MinimumForm, errors: &FieldErrors) -> Result<MinimumPage> {
    let mut tx = auth.read().await?;
    let stock = stock(&mut tx, Some(auth.target.cell)).await?;
    let language = auth.language();
    let station = &auth.target;
    let shell = Shell::titled(&auth.seed, station.code.clone());
    let field = |name: &str, label: &str, value: &str| Field::new(language, name, label, value, errors);
    // a calibre that has a minimum is changed, not set twice
    let current = stock.iter().find(|one| !form.calibre.is_empty() && one.calibre == form.calibre);
    let or = |typed: &str, kept: Option<String>| if typed.is_empty() && errors.is_empty() { kept.unwrap_or_default() } else { typed.to_owned() };
    Ok(MinimumPage {
        station: format!("{} {}", station.code, station.name),
        station_url: format!("/duty-stations/{}", station.code),
        rows: stock.iter().map(|one| row(language, &station.code, one)).collect(),
        history_url: format!("{}/history", address(&station.code)),
        may_set: policy::decide(&auth.actor, "ammunition.set-minimum", &station.facts(&auth.actor)) == Decision::Allow,
        action: address(&station.code),
        form_key: fresh_form_key(),
        version: if errors.is_empty() { current.map_or(0, |one| one.version).to_string() } else { form.version.clone() },
        errors: errors.links(language),
        calibre: field("calibre", "ammunition-minimum-calibre", &form.calibre).hint(language, "ammunition-calibre-hint"),
        minimum: field("minimum", "ammunition-minimum-minimum", &or(&form.minimum, current.and_then(|one| one.minimum).map(|n| n.to_string()))),
        yearly_training: field(
            "yearly_training",
            "ammunition-minimum-yearly-training",
            &or(&form.yearly_training, current.and_then(|one| one.yearly_training).map(|n| n.to_string())),
        )
        .optional(),
        authority: field("authority", "ammunition-minimum-authority", &or(&form.authority, current.map(|one| one.authority.clone())))
            .hint(language, "station-arming-authority-hint"),
        shell: if errors.is_empty() { shell } else { shell.with_errors() },
    })
}

async fn show(mut auth: Authorized<ShowMinimums>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["calibre"]);
    let form = MinimumForm { calibre: asked.one("calibre").unwrap_or_default().to_owned(), ..MinimumForm::default() };
    page::page(&view(&mut auth, &form, &FieldErrors::default()).await?)
}

async fn set(mut auth: Authorized<SetMinimum>, form: Form) -> Result<Response> {
    let posted: MinimumForm = form.parse()?;
    match save(&mut auth, &form, &posted).await {
        Ok(address) => Ok(page::see_other_saying(&address, "said-minimum-saved", &auth.target.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&view(&mut auth, &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<SetMinimum>, form: &Form, posted: &MinimumForm) -> Result<String> {
    let mut errors = FieldErrors::default();
    let calibre = required(&mut errors, "calibre", &posted.calibre, 40);
    let minimum = rounds(&posted.minimum).map_err(|key| errors.add("minimum", Message::new(key))).unwrap_or_default();
    let yearly = match posted.yearly_training.trim() {
        "" => None,
        text => rounds(text).map_err(|key| errors.add("yearly_training", Message::new(key))).ok(),
    };
    let authority = required(&mut errors, "authority", &posted.authority, 300);
    if !authority.is_empty() && authority.chars().count() < 3 {
        errors.add("authority", Message::new("constraint-ammunition-minimum-has-authority"));
    }
    errors.or(())?;
    let mut tx = auth.write(form).await?;
    // One row a calibre: set, or set anew by whoever saw what stood there.
    let done = sqlx::query!(
        "insert into ammunition_minimum as m (id, station_id, cell, calibre, minimum, yearly_training, authority) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (station_id, calibre_key) do update set calibre = excluded.calibre, minimum = excluded.minimum, yearly_training = excluded.yearly_training,
           authority = excluded.authority, version = m.version + 1, updated_at = $8, updated_by = sec.account_id() where m.version = $9",
        Uuid::now_v7(),
        auth.target.id.0,
        auth.target.cell,
        calibre,
        minimum,
        yearly,
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
    tx.record(Entry::done("ammunition.set-minimum", &auth.target.code).at_cell(auth.target.cell).with_detail("minimum"));
    tx.commit(&address).await?;
    Ok(address)
}

async fn history_of(mut auth: Authorized<MinimumHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let station = &auth.target;
    let ids: Vec<String> = stock(&mut tx, Some(station.cell)).await?.into_iter().filter_map(|one| one.minimum_id).map(|id| id.to_string()).collect();
    let saves = history::of_several(&mut tx, &[(HistoryTable::AmmunitionMinimum, ids)]).await?;
    let subject = Subject {
        reference: station.code.clone(),
        url: address(&station.code),
        zone: station.zone.clone(),
        place: time::short_place(&station.name).to_owned(),
        tabs: Vec::new(),
    };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
