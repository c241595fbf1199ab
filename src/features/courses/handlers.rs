//! Requests about the catalogue: parse, call, show. No rule is written here.

use axum::response::Response;

use super::forms::CourseForm;
use super::queries::{self, Course};
use super::sessions;
use super::views::{FormPage, Index, Show, export, url};
use super::{AskCourse, CourseHistory, CreateCourse, EditCourse, ListCourses, NewCourse, ShowCourse, commands};
use crate::audit::history::{self, HistoryTable, page::Subject};
use crate::authz::action::{Action, Authorized, Format};
use crate::features::qualifications;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::table;

pub async fn index(mut auth: Authorized<ListCourses>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), queries::FILTERS);
    let sort = asked.sort(queries::SORTS);
    let mut tx = auth.read().await?;
    let (lines, total) = queries::list(&mut tx, &asked, sort, auth.format != Format::Page).await?;
    if auth.format != Format::Page {
        return table::answer(&auth, &asked, export(lines));
    }
    page::page(&Index::new(&auth.seed, &auth.actor, &asked, sort, lines, total))
}

async fn form_page<A: Action>(auth: &mut Authorized<A>, course: Option<&Course>, form: &CourseForm, errors: &FieldErrors) -> Result<Response> {
    let mut tx = auth.read().await?;
    let taught = queries::taught(&mut tx, course.and_then(|course| course.leads_to.as_deref())).await?;
    let view = FormPage::new(&auth.seed, course, &taught, form, errors);
    if errors.is_empty() { page::page(&view) } else { page::unprocessable(&view) }
}

pub async fn ask_new(mut auth: Authorized<NewCourse>) -> Result<Response> {
    form_page(&mut auth, None, &CourseForm::default(), &FieldErrors::default()).await
}

pub async fn create(mut auth: Authorized<CreateCourse>, form: Form) -> Result<Response> {
    let posted: CourseForm = form.parse()?;
    match create_from(&mut auth, &form, &posted).await {
        Ok(reference) => Ok(page::see_other_saying(&url(&reference), "said-course-created", &reference)),
        Err(AppError::Invalid(errors)) => form_page(&mut auth, None, &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn create_from(auth: &mut Authorized<CreateCourse>, form: &Form, posted: &CourseForm) -> Result<String> {
    let taught = queries::taught(&mut auth.read().await?, None).await?;
    let draft = posted.draft(&taught)?;
    let mut tx = auth.write(form).await?;
    let reference = commands::create(&mut tx, &draft).await?;
    tx.commit(&url(&reference)).await?;
    Ok(reference)
}

pub async fn show(mut auth: Authorized<ShowCourse>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let held = sessions::of_course(&mut tx, &auth.target.code).await?;
    let holders = match auth.target.holders_url() {
        Some(address) => qualifications::how_many(&mut tx, &address).await?,
        None => 0,
    };
    page::page(&Show::new(&auth.seed, &auth.actor, &auth.target, held, holders))
}

pub async fn ask_edit(mut auth: Authorized<AskCourse>) -> Result<Response> {
    let course = auth.target.clone();
    form_page(&mut auth, Some(&course), &CourseForm::of(&course), &FieldErrors::default()).await
}

pub async fn edit(mut auth: Authorized<EditCourse>, form: Form) -> Result<Response> {
    let posted: CourseForm = form.parse()?;
    let course = auth.target.clone();
    match edit_from(&mut auth, &form, &posted).await {
        Ok(()) => Ok(page::see_other_saying(&url(&course.reference), "said-course-saved", &course.reference)),
        Err(AppError::Invalid(errors)) => form_page(&mut auth, Some(&course), &posted, &errors).await,
        Err(error) => Err(error),
    }
}

async fn edit_from(auth: &mut Authorized<EditCourse>, form: &Form, posted: &CourseForm) -> Result<()> {
    let kept = auth.target.leads_to.clone();
    let taught = queries::taught(&mut auth.read().await?, kept.as_deref()).await?;
    let draft = posted.draft(&taught)?;
    let mut tx = auth.write(form).await?;
    commands::edit(&mut tx, &auth.target, &draft).await?;
    tx.commit(&url(&auth.target.reference)).await
}

pub async fn history_of(mut auth: Authorized<CourseHistory>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let course = &auth.target;
    let saves = history::of_several(&mut tx, &[(HistoryTable::Course, vec![course.id.to_string()])]).await?;
    let subject = Subject { reference: course.reference.clone(), url: url(&course.reference), ..Subject::default() };
    history::page::answer(&auth, &mut tx, &subject, &saves).await
}
