//! `/admin/rules`: settings and postures with value, unit, source and version; who may change them does.

use axum::response::Response;

use super::forms::{PostureForm, SettingForm};
use super::queries::{self, Posture, Setting};
use super::views::{IndexPage, PosturePage, SettingPage, export};
use crate::actions;
use crate::authz::action::{Authorized, Collection, Format, Params, Target, may};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::stations::{Shown, saves};
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
    page::page(&IndexPage::new(&auth.seed, &asked, settings, postures, &posts, may(&auth.actor, "setting.edit")))
}

async fn edit_setting(auth: Authorized<EditSetting>) -> Result<Response> {
    let setting = &auth.target.0;
    let form = SettingForm { version: setting.version.to_string(), value: setting.value.clone(), source: setting.source.clone() };
    page::page(&SettingPage::new(&auth.seed, setting, &form, &FieldErrors::default()))
}

async fn update_setting(mut auth: Authorized<UpdateSetting>, form: Form) -> Result<Response> {
    let typed: SettingForm = form.parse()?;
    let outcome = async {
        let draft = typed.draft(&auth.target.0.unit)?;
        let mut tx = auth.write(&form).await?;
        queries::change_setting(&mut tx, &auth.target.0, &draft).await?;
        tx.commit("/admin/rules").await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying("/admin/rules", "said-setting-saved", "")),
        Err(AppError::Invalid(errors)) => page::unprocessable(&SettingPage::new(&auth.seed, &auth.target.0, &typed, &errors)),
        Err(other) => Err(other),
    }
}

const SETTING_SHOWN: &[Shown] = &[Shown::plain("value", "rules-value"), Shown::plain("unit", "rules-unit"), Shown::plain("source", "rules-source")];

async fn setting_history(mut auth: Authorized<SettingHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let language = auth.language();
    let saves = saves(&mut tx, "setting", &auth.target.0.name, SETTING_SHOWN, language).await?;
    let name = super::views::setting_name(&auth.target.0.name, language);
    page::page(&super::views::HistoryPage::new(&auth.seed, &auth.target.0.name, &name, saves))
}

async fn edit_posture(auth: Authorized<EditPosture>) -> Result<Response> {
    let posture = &auth.target.0;
    let form = PostureForm {
        version: posture.version.to_string(),
        name: posture.name.clone(),
        check_in_minutes: posture.check_in_minutes.to_string(),
        watch_level: posture.watch_level.clone(),
        source: posture.source.clone(),
    };
    page::page(&PosturePage::new(&auth.seed, posture, &form, &FieldErrors::default()))
}

async fn update_posture(mut auth: Authorized<UpdatePosture>, form: Form) -> Result<Response> {
    let typed: PostureForm = form.parse()?;
    let outcome = async {
        let draft = typed.draft()?;
        let mut tx = auth.write(&form).await?;
        queries::change_posture(&mut tx, &auth.target.0, &draft).await?;
        tx.commit("/admin/rules").await
    }
    .await;
    match outcome {
        Ok(()) => Ok(page::see_other_saying("/admin/rules", "said-posture-saved", &auth.target.0.code)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&PosturePage::new(&auth.seed, &auth.target.0, &typed, &errors)),
        Err(other) => Err(other),
    }
}

const POSTURE_SHOWN: &[Shown] = &[
    Shown::plain("name", "rules-posture-name"),
    Shown::plain("check_in_minutes", "rules-check-in-minutes"),
    Shown::coded("watch_level", "rules-watch-level", "rules-watch-"),
    Shown::plain("source", "rules-source"),
];

async fn posture_history(mut auth: Authorized<PostureHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let saves = saves(&mut tx, "posture", &auth.target.0.code, POSTURE_SHOWN, auth.language()).await?;
    page::page(&super::views::HistoryPage::new(&auth.seed, &auth.target.0.code, &auth.target.0.name, saves))
}
