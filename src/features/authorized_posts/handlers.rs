//! Requests about authorized posts: parse, call, show. No rule is written here.

use axum::response::Response;

use super::forms::{AbolitionForm, OfficerForm, PostForm, VersionForm};
use super::queries::{self, Post};
use super::views::{AbolitionPage, FormPage, Index, OfficerPage, Show, export, url};
use super::{AbolishPost, AskAbolition, AskOfficer, AskPost, CreatePost, EditPost, FillPost, ListPosts, NewPost, PostHistory, ShowPost, VacatePost, commands};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;
use crate::web::time;

pub async fn index(mut auth: Authorized<ListPosts>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let sort = asked.sort(queries::SORTS);
    let mut tx = auth.read().await?;
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total))
}

pub async fn ask_new(auth: Authorized<NewPost>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["station"]);
    let form = PostForm { station: asked.one("station").unwrap_or_default().to_owned(), ..PostForm::default() };
    page::page(&FormPage::new(&auth.seed, None, &form, &FieldErrors::default()))
}

pub async fn create(mut auth: Authorized<CreatePost>, form: Form) -> Result<Response> {
    let posted: PostForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-authorized-post-created", &reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, None, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreatePost>, form: &Form, posted: &PostForm) -> Result<String> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &auth.actor, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(auth: Authorized<ShowPost>) -> Result<Response> {
    page::page(&Show::new(&auth.seed, &auth.actor, &auth.target))
}

/// What was abolished is read, and not changed any more.
fn only_in_use(post: &Post) -> Result<()> {
    if post.is_in_use() { Ok(()) } else { Err(AppError::Conflict(Message::new("constraint-abolished-post-is-kept"))) }
}

pub async fn ask_edit(auth: Authorized<AskPost>) -> Result<Response> {
    only_in_use(&auth.target)?;
    page::page(&FormPage::new(&auth.seed, Some(&auth.target), &PostForm::of(&auth.target), &FieldErrors::default()))
}

pub async fn edit(mut auth: Authorized<EditPost>, form: Form) -> Result<Response> {
    let posted = PostForm { station: auth.target.station.clone(), ..form.parse()? };
    match edit_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-authorized-post-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&FormPage::new(&auth.seed, Some(&auth.target), &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditPost>, form: &Form, posted: &PostForm) -> Result<()> {
    let draft = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

async fn officer_page<A: Action<Target = Post>>(auth: &mut Authorized<A>, form: &OfficerForm, errors: &FieldErrors) -> Result<OfficerPage> {
    let mut tx = auth.read().await?;
    let free = queries::free_officers(&mut tx, auth.target.cell).await?;
    drop(tx);
    Ok(OfficerPage::new(&auth.seed, &auth.target, &free, form, errors))
}

pub async fn ask_officer(mut auth: Authorized<AskOfficer>) -> Result<Response> {
    only_in_use(&auth.target)?;
    let form = OfficerForm { since: time::typed_date(auth.now().date_naive()), version: auth.target.version.to_string(), ..OfficerForm::default() };
    page::page(&officer_page(&mut auth, &form, &FieldErrors::default()).await?)
}

pub async fn fill(mut auth: Authorized<FillPost>, form: Form) -> Result<Response> {
    let posted: OfficerForm = form.parse()?;
    match fill_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-authorized-post-filled", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&officer_page(&mut auth, &posted, &errors).await?),
        Err(error) => Err(error),
    }
}

async fn fill_from(auth: &mut Authorized<FillPost>, form: &Form, posted: &OfficerForm) -> Result<()> {
    let draft = posted.draft(auth.now().date_naive())?;
    let mut tx = auth.write(form).await?;
    commands::fill(&mut tx, &auth.target, &draft, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn vacate(mut auth: Authorized<VacatePost>, form: Form) -> Result<Response> {
    let posted: VersionForm = form.parse()?;
    let address = url(&auth.target.reference);
    let mut tx = auth.write(&form).await?;
    commands::vacate(&mut tx, &auth.target, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&address).await?;
    Ok(page::see_other_saying(&address, "said-authorized-post-vacant", &auth.target.reference))
}

pub async fn ask_abolition(auth: Authorized<AskAbolition>) -> Result<Response> {
    only_in_use(&auth.target)?;
    let form = AbolitionForm { version: auth.target.version.to_string(), ..AbolitionForm::default() };
    page::page(&AbolitionPage::new(&auth.seed, &auth.target, &form, &FieldErrors::default()))
}

pub async fn abolish(mut auth: Authorized<AbolishPost>, form: Form) -> Result<Response> {
    let posted: AbolitionForm = form.parse()?;
    match abolish_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&auth.target.reference), "said-authorized-post-abolished", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => page::unprocessable(&AbolitionPage::new(&auth.seed, &auth.target, &posted, &errors)),
        Err(error) => Err(error),
    }
}

async fn abolish_from(auth: &mut Authorized<AbolishPost>, form: &Form, posted: &AbolitionForm) -> Result<()> {
    let reason = posted.draft()?;
    let mut tx = auth.write(form).await?;
    commands::abolish(&mut tx, &auth.target, &reason, posted.version.parse().unwrap_or_default()).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn history_of(mut auth: Authorized<PostHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let post: &Post = &auth.target;
    let saves = history::of_several(&mut tx, &[(HistoryTable::AuthorizedPost, vec![post.id.to_string()])]).await?;
    let subject = Subject { reference: post.reference.clone(), url: url(&post.reference), ..Subject::default() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
