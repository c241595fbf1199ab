//! `/countries`: the list, a country, its days of notice.

use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::queries::{self, CountryRow, FILTERS};
use super::views::{IndexPage, NoticePage, ShowPage, export};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Authorized, Collection, Format, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::stations::places::views::ChoicesFragment;
use crate::features::stations::queries::regions;
use crate::features::stations::views::in_language;
use crate::i18n::{Language, Message};
use crate::web::conflict::{self, Part, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;

actions! {
    /// Countries.
    ListCountries: Get "/countries" => "country.list", Collection, Quiet;
    /// A country.
    ShowCountry: Get "/countries/{iso}" => "country.show", CountryTarget, Quiet;
    /// The form of its days of notice.
    EditCountry: Get "/countries/{iso}/edit" => "country.edit", CountryTarget, Quiet;
    /// Sets its days of notice.
    UpdateCountry: Post "/countries/{iso}" => "country.edit", CountryTarget, Change;
    /// Its saves.
    CountryHistory: Get "/countries/{iso}/history" => "country.history", CountryTarget, Quiet;
}

/// `/countries`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListCountries, _, _>(index)
        .get::<ShowCountry, _, _>(show)
        .get::<EditCountry, _, _>(edit)
        .post::<UpdateCountry, _, _>(update)
        .get::<CountryHistory, _, _>(history)
}

/// A country; everybody may know them all.
pub struct CountryTarget(pub CountryRow);

impl Target for CountryTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(queries::country(tx, params.get("iso")).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts::default()
    }
    fn subject(&self) -> String {
        self.0.iso2.clone()
    }
}

/// Days of notice as typed.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoticeForm {
    pub version: String,
    pub notice_days: String,
}

/// What takes part in a lost race.
const PARTS: &[Part] = &[Part::alone("notice_days", "countries-notice")];

impl NoticeForm {
    /// The form of a country as it stands.
    fn of(country: &CountryRow) -> Self {
        Self { version: country.version.to_string(), notice_days: country.notice_days.map(|days| days.to_string()).unwrap_or_default() }
    }

    fn draft(&self) -> Result<(Option<i32>, i32)> {
        let text = self.notice_days.trim();
        let version = self.version.parse().unwrap_or(0);
        if text.is_empty() {
            return Ok((None, version));
        }
        match text.parse() {
            Ok(days) if (0..=365).contains(&days) => Ok((Some(days), version)),
            _ => {
                let mut errors = FieldErrors::default();
                errors.add("notice_days", Message::new("countries-notice-range"));
                Err(AppError::Invalid(errors))
            }
        }
    }
}

async fn index(mut auth: Authorized<ListCountries>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), FILTERS);
    let language = auth.language();
    let mut tx = auth.read().await?;
    let rows = queries::list(&mut tx, &asked, language == Language::French).await?;
    if auth.fragment.as_deref() == Some("choices") {
        let offers = rows.into_iter().take(12).map(|row| (in_language(&row.name, &row.name_fr, language), row.iso2)).collect();
        return page::fragment(&ChoicesFragment::of(offers), None);
    }
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(&rows));
    }
    let regions = regions(&mut tx).await?;
    page::page(&IndexPage::new(&auth.seed, &asked, rows, &regions))
}

async fn show(mut auth: Authorized<ShowCountry>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let regions = regions(&mut tx).await?;
    page::page(&ShowPage::new(&auth.seed, &auth.actor, &auth.target.0, &regions))
}

async fn edit(auth: Authorized<EditCountry>) -> Result<Response> {
    let country = &auth.target.0;
    page::page(&NoticePage::new(&auth.seed, country, &NoticeForm::of(country), &FieldErrors::default()))
}

async fn update(mut auth: Authorized<UpdateCountry>, form: Form) -> Result<Response> {
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let typed: NoticeForm = form.parse()?;
    if goes_back {
        return page::page(&NoticePage::new(&auth.seed, &auth.target.0, &typed, &FieldErrors::default()));
    }
    match save(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&url_of(&auth.target.0), "said-country-saved", &auth.target.0.iso2)),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &form, &typed).await,
        Err(AppError::Invalid(errors)) => page::unprocessable(&NoticePage::new(&auth.seed, &auth.target.0, &typed, &errors)),
        Err(other) => Err(other),
    }
}

async fn save(auth: &mut Authorized<UpdateCountry>, form: &Form) -> Result<()> {
    let (days, version) = form.parse::<NoticeForm>()?.draft()?;
    let mut tx = auth.write(form).await?;
    queries::set_notice(&mut tx, &auth.target.0, days, version).await?;
    tx.commit(&url_of(&auth.target.0)).await
}

/// A lost race: both sides are kept where they can be, and asked about where not.
async fn settle(auth: &mut Authorized<UpdateCountry>, form: &Form, yours: &NoticeForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::country(&mut tx, &auth.target.0.iso2).await?.ok_or(AppError::NotFound)?;
    let base_version = yours.version.parse().unwrap_or_default();
    let row = (HistoryTable::Country, current.iso2.clone());
    let base = history::content_at(&mut tx, row.0, &row.1, base_version).await?.ok_or_else(conflict::stale)?;
    let days = base.get("notice_days").and_then(serde_json::Value::as_i64).map(|days| days.to_string()).unwrap_or_default();
    let base = NoticeForm { notice_days: days, ..NoticeForm::default() };
    let sides = conflict::sides(PARTS, &base, &NoticeForm::of(&current), yours)?;
    let url = url_of(&current);
    let at = Place {
        action: url.clone(),
        record_url: url.clone(),
        reference: current.iso2.clone(),
        base_version,
        current_version: current.version,
        ..Place::default()
    };
    let race = conflict::race(&mut tx, &auth.seed, row, at, sides, form, |_, value| value.to_owned()).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save(auth, &merged).await?;
            Ok(page::see_other_saying(&url, "said-merged", &current.iso2))
        }
    }
}

fn url_of(country: &CountryRow) -> String {
    format!("/countries/{}", country.iso2)
}

async fn history(mut auth: Authorized<CountryHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let country = &auth.target.0;
    let history = history::of(&mut tx, HistoryTable::Country, &country.iso2).await?;
    let subject = Subject {
        reference: country.iso2.clone(),
        url: url_of(country),
        tabs: super::views::tabs(auth.language(), &country.iso2, "history", true),
        ..Subject::default()
    };
    answer(&auth, &mut tx, &subject, &history).await
}
