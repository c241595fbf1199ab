//! `/countries`: the list, a country, its days of notice.

use axum::response::Response;
use serde::Deserialize;

use super::queries::{self, CountryRow, FILTERS};
use super::views::{IndexPage, NoticePage, ShowPage, export};
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format, Params, Target, may};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::stations::history::{self, Shown};
use crate::features::stations::places::views::ChoicesFragment;
use crate::features::stations::queries::regions;
use crate::features::stations::views::{HistoryPage, in_language};
use crate::i18n::{Language, Message};
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
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoticeForm {
    pub version: String,
    pub notice_days: String,
}

impl NoticeForm {
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
    page::page(&ShowPage::new(&auth.seed, &auth.target.0, &regions, may(&auth.actor, "country.edit"), may(&auth.actor, "country.history")))
}

async fn edit(auth: Authorized<EditCountry>) -> Result<Response> {
    let country = &auth.target.0;
    let form = NoticeForm { version: country.version.to_string(), notice_days: country.notice_days.map(|days| days.to_string()).unwrap_or_default() };
    page::page(&NoticePage::new(&auth.seed, country, &form, &FieldErrors::default()))
}

async fn update(mut auth: Authorized<UpdateCountry>, form: Form) -> Result<Response> {
    let typed: NoticeForm = form.parse()?;
    let url = format!("/countries/{}", auth.target.0.iso2);
    let outcome = async {
        let (days, version) = typed.draft()?;
        let mut tx = auth.write(&form).await?;
        queries::set_notice(&mut tx, &auth.target.0, days, version).await?;
        tx.commit(&url).await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying(&url, "said-country-saved", &auth.target.0.iso2)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&NoticePage::new(&auth.seed, &auth.target.0, &typed, &errors)),
        Err(other) => Err(other),
    }
}

/// What the history of a country shows.
const SHOWN: &[Shown] = &[
    Shown::plain("name", "stations-name"),
    Shown::plain("name_fr", "countries-name-fr"),
    Shown::plain("iso3", "countries-iso3"),
    Shown::plain("region", "stations-region"),
    Shown::plain("notice_days", "countries-notice"),
];

async fn history(mut auth: Authorized<CountryHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let country = &auth.target.0;
    let language = auth.language();
    let saves = history::saves(&mut tx, "country", &country.iso2, SHOWN, language).await?;
    let tabs = super::views::tabs(language, &country.iso2, "history", true);
    page::page(&HistoryPage::new(&auth.seed, &country.iso2, &in_language(&country.name, &country.name_fr, language), tabs, saves))
}
