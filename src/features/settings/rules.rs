//! `/admin/rules`: settings and postures with value, unit, source and version; who may change them does.

use axum::response::Response;

use super::forms::{POSTURE_PARTS, PostureForm, SETTING_PARTS, SettingForm};
use super::queries::{self, Posture, Setting};
use super::views::{IndexPage, PosturePage, SettingPage, export};
use crate::actions;
use crate::audit::history::page::{Subject, answer};
use crate::audit::history::{self, HistoryTable};
use crate::authz::action::{Authorized, Collection, Format, Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::web::conflict::{self, Place, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;

actions! {
    /// Settings and postures.
    ListRules: Get "/admin/rules" => "setting.list", Collection, Quiet;
    /// The form of a setting.
    EditSetting: Get "/admin/rules/{name}/edit" => "setting.edit", SettingTarget, Quiet;
    /// Changes a setting.
    UpdateSetting: Post "/admin/rules/{name}" => "setting.edit", SettingTarget, Change;
    /// The saves of a setting.
    SettingHistory: Get "/admin/rules/{name}/history" => "setting.history", SettingTarget, Quiet;
    /// The form of a posture.
    EditPosture: Get "/admin/postures/{code}/edit" => "setting.edit", PostureTarget, Quiet;
    /// Changes a posture.
    UpdatePosture: Post "/admin/postures/{code}" => "setting.edit", PostureTarget, Change;
    /// The saves of a posture.
    PostureHistory: Get "/admin/postures/{code}/history" => "setting.history", PostureTarget, Quiet;
}

/// Where the rules stand and their changes lead back to.
const INDEX: &str = "/admin/rules";

/// `/admin/rules`, `/admin/postures`.
pub fn routes() -> Routes {
    Routes::default()
        .list::<ListRules, _, _>(index)
        .get::<EditSetting, _, _>(edit_setting)
        .post::<UpdateSetting, _, _>(update_setting)
        .get::<SettingHistory, _, _>(setting_history)
        .get::<EditPosture, _, _>(edit_posture)
        .post::<UpdatePosture, _, _>(update_posture)
        .get::<PostureHistory, _, _>(posture_history)
}

/// A setting.
pub struct SettingTarget(pub Setting);

impl Target for SettingTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(queries::setting(tx, params.get("name")).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts::default()
    }
    fn subject(&self) -> String {
        self.0.name.clone()
    }
}

/// A posture.
pub struct PostureTarget(pub Posture);

impl Target for PostureTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Ok(queries::posture(tx, params.get("code")).await?.map(Self))
    }
    fn facts(&self, _: &Actor) -> Facts {
        Facts::default()
    }
    fn subject(&self) -> String {
        self.0.code.clone()
    }
}

async fn index(mut auth: Authorized<ListRules>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &[]);
    let mut tx = auth.read().await?;
    let settings = queries::settings(&mut tx).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(&settings));
    }
    let postures = queries::postures(&mut tx).await?;
    let posts = queries::posts(&mut tx).await?;
    page::page(&IndexPage::new(&auth.seed, &asked, settings, postures, &posts, &auth.actor))
}

async fn edit_setting(auth: Authorized<EditSetting>) -> Result<Response> {
    let setting = &auth.target.0;
    page::page(&SettingPage::new(&auth.seed, setting, &SettingForm::of(setting), &FieldErrors::default()))
}

async fn update_setting(mut auth: Authorized<UpdateSetting>, form: Form) -> Result<Response> {
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let typed: SettingForm = form.parse()?;
    if goes_back {
        return page::page(&SettingPage::new(&auth.seed, &auth.target.0, &typed, &FieldErrors::default()));
    }
    match save_setting(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(INDEX, "said-setting-saved", "")),
        Err(error) if conflict::is_stale(&error) => settle_setting(&mut auth, &form, &typed).await,
        Err(AppError::Invalid(errors)) => page::unprocessable(&SettingPage::new(&auth.seed, &auth.target.0, &typed, &errors)),
        Err(other) => Err(other),
    }
}

async fn save_setting(auth: &mut Authorized<UpdateSetting>, form: &Form) -> Result<()> {
    let draft = form.parse::<SettingForm>()?.draft(&auth.target.0.unit)?;
    let mut tx = auth.write(form).await?;
    queries::change_setting(&mut tx, &auth.target.0, &draft).await?;
    tx.commit(INDEX).await
}

/// A lost race over a setting: both sides are kept where they can be, and asked about where not.
async fn settle_setting(auth: &mut Authorized<UpdateSetting>, form: &Form, yours: &SettingForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::setting(&mut tx, &auth.target.0.name).await?.ok_or(AppError::NotFound)?;
    let base_version = yours.version.parse().unwrap_or_default();
    let row = (HistoryTable::Setting, current.name.clone());
    let base = history::content_at(&mut tx, row.0, &row.1, base_version).await?.ok_or_else(conflict::stale)?;
    let sides = conflict::sides(SETTING_PARTS, &SettingForm::of_version(&base), &SettingForm::of(&current), yours)?;
    let at = place(format!("/admin/rules/{}", current.name), &current.name, base_version, current.version);
    let race = conflict::race(&mut tx, &auth.seed, row, at, sides, form, |_, value| value.to_owned()).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save_setting(auth, &merged).await?;
            Ok(page::see_other_saying(INDEX, "said-merged", &current.name))
        }
    }
}

async fn setting_history(mut auth: Authorized<SettingHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let history = history::of(&mut tx, HistoryTable::Setting, &auth.target.0.name).await?;
    let subject = Subject { reference: auth.target.0.name.clone(), url: INDEX.into(), ..Subject::default() };
    answer(&auth, &mut tx, &subject, &history).await
}

async fn edit_posture(auth: Authorized<EditPosture>) -> Result<Response> {
    let posture = &auth.target.0;
    page::page(&PosturePage::new(&auth.seed, posture, &PostureForm::of(posture), &FieldErrors::default()))
}

async fn update_posture(mut auth: Authorized<UpdatePosture>, form: Form) -> Result<Response> {
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let typed: PostureForm = form.parse()?;
    if goes_back {
        return page::page(&PosturePage::new(&auth.seed, &auth.target.0, &typed, &FieldErrors::default()));
    }
    match save_posture(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(INDEX, "said-posture-saved", &auth.target.0.code)),
        Err(error) if conflict::is_stale(&error) => settle_posture(&mut auth, &form, &typed).await,
        Err(AppError::Invalid(errors)) => page::unprocessable(&PosturePage::new(&auth.seed, &auth.target.0, &typed, &errors)),
        Err(other) => Err(other),
    }
}

async fn save_posture(auth: &mut Authorized<UpdatePosture>, form: &Form) -> Result<()> {
    let draft = form.parse::<PostureForm>()?.draft()?;
    let mut tx = auth.write(form).await?;
    queries::change_posture(&mut tx, &auth.target.0, &draft).await?;
    tx.commit(INDEX).await
}

/// A lost race over a posture: both sides are kept where they can be, and asked about where not.
async fn settle_posture(auth: &mut Authorized<UpdatePosture>, form: &Form, yours: &PostureForm) -> Result<Response> {
    let mut tx = auth.read().await?;
    let current = queries::posture(&mut tx, &auth.target.0.code).await?.ok_or(AppError::NotFound)?;
    let base_version = yours.version.parse().unwrap_or_default();
    let row = (HistoryTable::Posture, current.code.clone());
    let base = history::content_at(&mut tx, row.0, &row.1, base_version).await?.ok_or_else(conflict::stale)?;
    let sides = conflict::sides(POSTURE_PARTS, &PostureForm::of_version(&base), &PostureForm::of(&current), yours)?;
    let at = place(format!("/admin/postures/{}", current.code), &current.code, base_version, current.version);
    let language = auth.language();
    let words = |field: &str, value: &str| match field {
        "watch_level" if !value.is_empty() => language.t(&format!("rules-watch-{}", value.replace('_', "-"))),
        _ => value.to_owned(),
    };
    let race = conflict::race(&mut tx, &auth.seed, row, at, sides, form, words).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save_posture(auth, &merged).await?;
            Ok(page::see_other_saying(INDEX, "said-merged", &current.code))
        }
    }
}

async fn posture_history(mut auth: Authorized<PostureHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let history = history::of(&mut tx, HistoryTable::Posture, &auth.target.0.code).await?;
    let subject = Subject { reference: auth.target.0.code.clone(), url: INDEX.into(), ..Subject::default() };
    answer(&auth, &mut tx, &subject, &history).await
}

fn place(action: String, reference: &str, base_version: i32, current_version: i32) -> Place {
    Place { action, record_url: INDEX.into(), reference: reference.to_owned(), base_version, current_version, ..Place::default() }
}
