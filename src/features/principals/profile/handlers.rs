//! Requests about the sections of a profile. The five open ones show their content; what a compartment asks first
//! stands in [`super::super::compartments`]. One set of functions serves all ten.

use axum::response::Response;
use serde_json::Value;

use super::commands;
use super::forms::{self, Typed};
use super::queries::{self, Content};
use super::target::Of;
use super::views::{Around, SectionForm, SectionPage, value_words};
use crate::actions;
use crate::audit::history;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::principals::handlers::url;
use crate::i18n::Message;
use crate::web::conflict::{self, Race};
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::page;

actions! {
    /// Identity.
    ShowIdentity: Get "/principals/{ref}/identity" => "profile.show", Of<0>, Quiet;
    /// The form of identity.
    AskIdentity: Get "/principals/{ref}/identity/edit" => "profile.edit", Of<0>, Quiet;
    /// Saves identity.
    EditIdentity: Post "/principals/{ref}/identity/edit" => "profile.edit", Of<0>, Change;
    /// Confirms identity.
    VerifyIdentity: Post "/principals/{ref}/identity/verify" => "profile.edit", Of<0>, Change;
    /// Contacts.
    ShowContacts: Get "/principals/{ref}/contacts" => "profile.show", Of<1>, Quiet;
    /// The form of contacts.
    AskContacts: Get "/principals/{ref}/contacts/edit" => "profile.edit", Of<1>, Quiet;
    /// Saves contacts.
    EditContacts: Post "/principals/{ref}/contacts/edit" => "profile.edit", Of<1>, Change;
    /// Confirms contacts.
    VerifyContacts: Post "/principals/{ref}/contacts/verify" => "profile.edit", Of<1>, Change;
    /// Work.
    ShowWork: Get "/principals/{ref}/work" => "profile.show", Of<2>, Quiet;
    /// The form of work.
    AskWork: Get "/principals/{ref}/work/edit" => "profile.edit", Of<2>, Quiet;
    /// Saves work.
    EditWork: Post "/principals/{ref}/work/edit" => "profile.edit", Of<2>, Change;
    /// Confirms work.
    VerifyWork: Post "/principals/{ref}/work/verify" => "profile.edit", Of<2>, Change;
    /// Arrangements.
    ShowArrangements: Get "/principals/{ref}/arrangements" => "profile.show", Of<3>, Quiet;
    /// The form of arrangements.
    AskArrangements: Get "/principals/{ref}/arrangements/edit" => "profile.edit", Of<3>, Quiet;
    /// Saves arrangements.
    EditArrangements: Post "/principals/{ref}/arrangements/edit" => "profile.edit", Of<3>, Change;
    /// Confirms arrangements.
    VerifyArrangements: Post "/principals/{ref}/arrangements/verify" => "profile.edit", Of<3>, Change;
    /// Preferences.
    ShowPreferences: Get "/principals/{ref}/preferences" => "profile.show", Of<4>, Quiet;
    /// The form of preferences.
    AskPreferences: Get "/principals/{ref}/preferences/edit" => "profile.edit", Of<4>, Quiet;
    /// Saves preferences.
    EditPreferences: Post "/principals/{ref}/preferences/edit" => "profile.edit", Of<4>, Change;
    /// Confirms preferences.
    VerifyPreferences: Post "/principals/{ref}/preferences/verify" => "profile.edit", Of<4>, Change;
    /// The form of routine.
    AskRoutine: Get "/principals/{ref}/routine/edit" => "routine.edit", Of<5>, Read;
    /// Saves routine.
    EditRoutine: Post "/principals/{ref}/routine/edit" => "routine.edit", Of<5>, Change;
    /// Confirms routine.
    VerifyRoutine: Post "/principals/{ref}/routine/verify" => "routine.edit", Of<5>, Change;
    /// The form of documents.
    AskDocuments: Get "/principals/{ref}/documents/edit" => "documents.edit", Of<6>, Read;
    /// Saves documents.
    EditDocuments: Post "/principals/{ref}/documents/edit" => "documents.edit", Of<6>, Change;
    /// Confirms documents.
    VerifyDocuments: Post "/principals/{ref}/documents/verify" => "documents.edit", Of<6>, Change;
    /// The form of residence.
    AskResidence: Get "/principals/{ref}/residence/edit" => "residence.edit", Of<7>, Read;
    /// Saves residence.
    EditResidence: Post "/principals/{ref}/residence/edit" => "residence.edit", Of<7>, Change;
    /// Confirms residence.
    VerifyResidence: Post "/principals/{ref}/residence/verify" => "residence.edit", Of<7>, Change;
    /// The form of family.
    AskFamily: Get "/principals/{ref}/family/edit" => "family.edit", Of<8>, Read;
    /// Saves family.
    EditFamily: Post "/principals/{ref}/family/edit" => "family.edit", Of<8>, Change;
    /// Confirms family.
    VerifyFamily: Post "/principals/{ref}/family/verify" => "family.edit", Of<8>, Change;
    /// The form of medical.
    AskMedical: Get "/principals/{ref}/medical/edit" => "medical.edit", Of<9>, Read;
    /// Saves medical.
    EditMedical: Post "/principals/{ref}/medical/edit" => "medical.edit", Of<9>, Change;
    /// Confirms medical.
    VerifyMedical: Post "/principals/{ref}/medical/verify" => "medical.edit", Of<9>, Change;
}

/// `/principals/{ref}/{section}`, `…/edit`, `…/verify`.
pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowIdentity, _, _>(show)
        .get::<AskIdentity, _, _>(ask_edit)
        .post::<EditIdentity, _, _>(edit)
        .post::<VerifyIdentity, _, _>(verify)
        .get::<ShowContacts, _, _>(show)
        .get::<AskContacts, _, _>(ask_edit)
        .post::<EditContacts, _, _>(edit)
        .post::<VerifyContacts, _, _>(verify)
        .get::<ShowWork, _, _>(show)
        .get::<AskWork, _, _>(ask_edit)
        .post::<EditWork, _, _>(edit)
        .post::<VerifyWork, _, _>(verify)
        .get::<ShowArrangements, _, _>(show)
        .get::<AskArrangements, _, _>(ask_edit)
        .post::<EditArrangements, _, _>(edit)
        .post::<VerifyArrangements, _, _>(verify)
        .get::<ShowPreferences, _, _>(show)
        .get::<AskPreferences, _, _>(ask_edit)
        .post::<EditPreferences, _, _>(edit)
        .post::<VerifyPreferences, _, _>(verify)
        .get::<AskRoutine, _, _>(ask_edit)
        .post::<EditRoutine, _, _>(edit)
        .post::<VerifyRoutine, _, _>(verify)
        .get::<AskDocuments, _, _>(ask_edit)
        .post::<EditDocuments, _, _>(edit)
        .post::<VerifyDocuments, _, _>(verify)
        .get::<AskResidence, _, _>(ask_edit)
        .post::<EditResidence, _, _>(edit)
        .post::<VerifyResidence, _, _>(verify)
        .get::<AskFamily, _, _>(ask_edit)
        .post::<EditFamily, _, _>(edit)
        .post::<VerifyFamily, _, _>(verify)
        .get::<AskMedical, _, _>(ask_edit)
        .post::<EditMedical, _, _>(edit)
        .post::<VerifyMedical, _, _>(verify)
}

async fn show<const AT: usize, A: Action<Target = Of<AT>>>(mut auth: Authorized<A>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let content = queries::content(&mut tx, Of::<AT>::SECTION, auth.target.principal.id).await?;
    page_of(&auth, &mut tx, content.as_ref(), String::new()).await
}

/// The page of a section with its content.
pub async fn page_of<const AT: usize, A: Action<Target = Of<AT>>>(
    auth: &Authorized<A>,
    tx: &mut Tx,
    content: Option<&Content>,
    opened_note: String,
) -> Result<Response> {
    let (principal, section) = (&auth.target.principal, Of::<AT>::SECTION);
    let around = Around {
        owner: queries::owner_of(tx, principal.id, section).await?,
        saved_by: queries::label_of(tx, content.and_then(|content| content.updated_by)).await?,
        verified_by: queries::label_of(tx, content.and_then(|content| content.verified_by)).await?,
        opened_note,
    };
    page::page(&SectionPage::new(&auth.seed, &auth.actor, principal, section, content, around))
}

async fn ask_edit<const AT: usize, A: Action<Target = Of<AT>>>(mut auth: Authorized<A>) -> Result<Response> {
    let mut tx = auth.read().await?;
    if !auth.target.principal.is_active() {
        return Err(AppError::Conflict(Message::new("principal-has-ended")));
    }
    let content = queries::content(&mut tx, Of::<AT>::SECTION, auth.target.principal.id).await?;
    let typed = content.map(|content| content.typed).unwrap_or_default();
    page::page(&SectionForm::new(&auth.seed, &auth.target.principal, Of::<AT>::SECTION, &typed, &FieldErrors::default()))
}

async fn edit<const AT: usize, A: Action<Target = Of<AT>>>(mut auth: Authorized<A>, form: Form) -> Result<Response> {
    let (form, goes_back) = (conflict::resolve(&form), conflict::wants_form(&form));
    let typed = forms::typed(Of::<AT>::SECTION, &form)?;
    let again = |auth: &Authorized<A>, errors: &FieldErrors| SectionForm::new(&auth.seed, &auth.target.principal, Of::<AT>::SECTION, &typed, errors);
    if goes_back {
        return page::page(&again(&auth, &FieldErrors::default()));
    }
    let record = url(&auth.target.principal.reference);
    match save(&mut auth, &form).await {
        Ok(()) => Ok(page::see_other_saying(&record, "said-section-saved", &auth.target.principal.reference)),
        Err(error) if conflict::is_stale(&error) => settle(&mut auth, &form, &typed).await,
        Err(AppError::Invalid(errors)) => page::unprocessable(&again(&auth, &errors)),
        Err(error) => Err(error),
    }
}

async fn save<const AT: usize, A: Action<Target = Of<AT>>>(auth: &mut Authorized<A>, form: &Form) -> Result<()> {
    let section = Of::<AT>::SECTION;
    let draft = forms::draft(section, &forms::typed(section, form)?)?;
    let mut tx = auth.write(form).await?;
    let principal = &auth.target.principal;
    if !principal.is_active() {
        return Err(AppError::Conflict(Message::new("principal-has-ended")));
    }
    let row = queries::content(&mut tx, section, principal.id).await?.map(|content| content.id);
    commands::save(&mut tx, &auth.actor, principal, section, &draft, row).await?;
    tx.commit(&url(&principal.reference)).await
}

/// A lost race: both sides are kept where they can be, and asked about where not.
async fn settle<const AT: usize, A: Action<Target = Of<AT>>>(auth: &mut Authorized<A>, form: &Form, yours: &Typed) -> Result<Response> {
    let (section, language) = (Of::<AT>::SECTION, auth.language());
    let mut tx = auth.read().await?;
    let principal = &auth.target.principal;
    let current = queries::content(&mut tx, section, principal.id).await?.ok_or_else(conflict::stale)?;
    let base_version: i32 = yours.get("version").and_then(|version| version.parse().ok()).unwrap_or_default();
    let base = match history::content_at(&mut tx, section.table(), current.id, base_version).await? {
        Some(Value::Object(row)) => queries::typed_of(&tx, section, current.id, &row)?,
        // both began the section: there was nothing before
        _ if base_version == 0 => Typed::new(),
        _ => return Err(conflict::stale()),
    };
    let sides = conflict::sides(&forms::parts(section), &base, &current.typed, yours)?;
    let at = conflict::Place {
        action: format!("{}/{}/edit", url(&principal.reference), section.word()),
        record_url: url(&principal.reference),
        reference: principal.reference.clone(),
        base_version,
        current_version: current.version,
        zone: principal.zone.clone(),
        place: principal.station_name.clone(),
        ..conflict::Place::default()
    };
    let words = |name: &str, value: &str| match section.fields().iter().find(|field| field.name == name) {
        Some(field) => value_words(language, field, value),
        None => value.to_owned(),
    };
    let race = conflict::race(&mut tx, &auth.seed, (section.table(), current.id), at, sides, form, words).await?;
    drop(tx);
    match race {
        Race::Asks(page) => Ok(page),
        Race::Merged(merged) => {
            save(auth, &merged).await?;
            let reference = &auth.target.principal.reference;
            Ok(page::see_other_saying(&url(reference), "said-merged", reference))
        }
    }
}

async fn verify<const AT: usize, A: Action<Target = Of<AT>>>(mut auth: Authorized<A>, form: Form) -> Result<Response> {
    let version = form.text("version").parse().unwrap_or_default();
    let mut tx = auth.write(&form).await?;
    let principal = &auth.target.principal;
    commands::verify(&mut tx, &auth.actor, principal, Of::<AT>::SECTION, version).await?;
    let record = url(&principal.reference);
    tx.commit(&record).await?;
    Ok(page::see_other_saying(&record, "said-section-verified", &principal.reference))
}
