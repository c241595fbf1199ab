//! Courses of action side by side: what is left of the risk, people, cost, time; one is recommended.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::forms::CourseForm;
use super::{can_add, next_number, refusal};
use crate::actions;
use crate::audit::history::HistoryTable;
use crate::authz::action::{Action, Authorized};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::with_ask;
use crate::features::risk::commands::may_write;
use crate::features::risk::forms::beside;
use crate::features::risk::levels::Mark;
use crate::features::risk::model::Level;
use crate::features::risk::queries::{self, Assessment, Course};
use crate::features::risk::views::{self, Frame, Head, Inputs, mark};
use crate::i18n::Hole;
use crate::web::conflict;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

actions! {
    /// The courses of action side by side.
    ShowCourses: Get "/risk-assessments/{ref}/courses" => "risk.show", Assessment, Quiet;
    /// The form of a new one.
    AskCourse: Get "/risk-assessments/{ref}/courses/new" => "risk.write", Assessment, Quiet;
    /// Adds one.
    AddCourse: Post "/risk-assessments/{ref}/courses" => "risk.write", Assessment, Change;
    /// The form of a course.
    AskEditCourse: Get "/risk-assessments/{ref}/courses/{n}/edit" => "risk.write", Assessment, Quiet;
    /// Saves it.
    EditCourse: Post "/risk-assessments/{ref}/courses/{n}/edit" => "risk.write", Assessment, Change;
    /// Voids it.
    VoidCourse: Post "/risk-assessments/{ref}/courses/{n}/void" => "risk.write", Assessment, Change;
}

pub fn routes() -> Routes {
    Routes::default()
        .get::<ShowCourses, _, _>(show)
        .get::<AskCourse, _, _>(ask)
        .post::<AddCourse, _, _>(add)
        .get::<AskEditCourse, _, _>(ask_edit)
        .post::<EditCourse, _, _>(edit)
        .post::<VoidCourse, _, _>(void)
}

struct Column {
    name: String,
    mark: Mark,
    people: String,
    cost: String,
    days: String,
    note: String,
    is_recommended: bool,
    edit_url: String,
    void_url: String,
}

#[derive(Template)]
#[template(path = "risk/courses.html")]
struct Page {
    shell: Shell,
    head: Head,
    courses: Vec<Column>,
    must_compare: String,
    new_url: String,
    form_key: String,
}

async fn show(mut auth: Authorized<ShowCourses>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let courses = queries::courses(&mut tx, auth.target.id.0).await?;
    drop(tx);
    let language = auth.language();
    let assessment = &auth.target;
    let adds = can_add(&auth.actor, assessment);
    let writes = adds && !assessment.is_registered();
    let unknown = |text: String| if text.is_empty() { language.t("risk-not-stated") } else { text };
    let column = |course: &Course| Column {
        name: format!("{}. {}", course.number, course.name),
        mark: mark(language, &course.residual_level),
        people: course.people.to_string(),
        cost: unknown(course.cost.clone()),
        days: unknown(course.days.map(|days| days.to_string()).unwrap_or_default()),
        note: course.note.clone(),
        is_recommended: course.is_recommended,
        edit_url: if writes { format!("{}/courses/{}/edit", assessment.url(), course.number) } else { String::new() },
        void_url: if writes { format!("{}/courses/{}/void", assessment.url(), course.number) } else { String::new() },
    };
    let is_high = assessment.residual().is_some_and(|level| level >= Level::High);
    page::page(&Page {
        shell: Shell::titled(&auth.seed, assessment.reference.clone()),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        must_compare: if is_high && courses.len() < 2 && !assessment.is_registered() { language.t("constraint-courses-are-compared") } else { String::new() },
        courses: courses.iter().map(column).collect(),
        new_url: if adds { format!("{}/courses/new", assessment.url()) } else { String::new() },
        form_key: fresh_form_key(),
    })
}

fn form<A: Action<Target = Assessment>>(auth: &Authorized<A>, number: Option<i32>, form: &CourseForm, errors: &FieldErrors) -> Result<Response> {
    let language = auth.language();
    let url = auth.target.url();
    let levels =
        Level::ALL.into_iter().map(|level| Choice::new(level.code(), format!("{} {}", level.number(), level.word(language)), &form.residual_level)).collect();
    let inputs = Inputs::new(language, errors)
        .text("name", "risk-course-name", &form.name, "w-l")
        .pick("residual_level", "risk-course-residual-level", &form.residual_level, with_ask(language, levels))
        .text("people", "risk-course-people", &form.people, "w-xs")
        .text("cost", "risk-course-cost", &form.cost, "w-s")
        .optional()
        .hint("risk-cost-hint")
        .text("days", "risk-course-days", &form.days, "w-xs")
        .optional()
        .area("note", "risk-course-note", &form.note, "3")
        .optional()
        .tick("is_recommended", "risk-course-is-recommended", &form.is_recommended);
    let frame = Frame {
        title: match number {
            Some(n) => language.fill("risk-course-edit-title", &[("number", Hole::Number(n.into()))]),
            None => language.t("risk-course-new"),
        },
        why: vec![language.t("risk-why-courses")],
        action: number.map_or_else(|| format!("{url}/courses"), |n| format!("{url}/courses/{n}/edit")),
        deed: language.t("risk-course-save"),
        back_url: format!("{url}/courses"),
        version: form.version.clone(),
        ..Frame::default()
    };
    views::form(&auth.seed, Some(Head::new(&auth.seed, &auth.actor, &auth.target)), frame, inputs)
}

async fn ask(auth: Authorized<AskCourse>) -> Result<Response> {
    if let Some(refused) = refusal(&auth) {
        return refused;
    }
    form(&auth, None, &CourseForm::default(), &FieldErrors::default())
}

async fn add(mut auth: Authorized<AddCourse>, posted: Form) -> Result<Response> {
    let typed: CourseForm = posted.parse()?;
    let back = format!("{}/courses", auth.target.url());
    match add_from(&mut auth, &posted, &typed, &back).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-part-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => form(&auth, None, &typed, &errors),
        Err(error) => Err(error),
    }
}

async fn add_from(auth: &mut Authorized<AddCourse>, posted: &Form, typed: &CourseForm, back: &str) -> Result<()> {
    may_write(&auth.actor, &auth.target)?;
    let draft = typed.draft()?;
    let mut tx = auth.write(posted).await?;
    let number = next_number(&mut tx, auth.target.id.0, HistoryTable::RiskCourse).await?;
    sqlx::query!(
        "insert into risk_course (id, assessment_id, number, name, residual_level, people, cost, days, note, is_recommended)
         values ($1, $2, $3, $4, $5, $6, nullif($7::text, '')::numeric, $8, $9, $10)",
        Uuid::now_v7(),
        auth.target.id.0,
        number,
        draft.name,
        draft.residual_level.code(),
        draft.people,
        draft.cost,
        draft.days,
        draft.note,
        draft.is_recommended
    )
    .execute(&mut *tx)
    .await?;
    tx.record(auth.entry().with_detail(format!("course {number}")));
    tx.commit(back).await
}

async fn course_of<A: Action<Target = Assessment>>(auth: &Authorized<A>, tx: &mut Tx) -> Result<Course> {
    let number = auth.params.number("n")?;
    queries::courses(tx, auth.target.id.0).await?.into_iter().find(|course| course.number == number).ok_or(AppError::NotFound)
}

async fn ask_edit(mut auth: Authorized<AskEditCourse>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let course = course_of(&auth, &mut tx).await?;
    drop(tx);
    if let Some(refused) = refusal(&auth) {
        return refused;
    }
    form(&auth, Some(course.number), &CourseForm::of(&course), &FieldErrors::default())
}

async fn edit(mut auth: Authorized<EditCourse>, posted: Form) -> Result<Response> {
    let typed: CourseForm = posted.parse()?;
    let mut tx = auth.read().await?;
    let course = course_of(&auth, &mut tx).await?;
    drop(tx);
    let back = format!("{}/courses", auth.target.url());
    match save(&mut auth, &posted, &typed, &course, &back).await.map_err(beside) {
        Ok(()) => Ok(page::see_other_saying(&back, "said-risk-part-saved", &auth.target.reference)),
        Err(AppError::Invalid(errors)) => form(&auth, Some(course.number), &typed, &errors),
        Err(error) => Err(error),
    }
}

async fn save(auth: &mut Authorized<EditCourse>, posted: &Form, typed: &CourseForm, course: &Course, back: &str) -> Result<()> {
    may_write(&auth.actor, &auth.target)?;
    let draft = typed.draft()?;
    let mut tx = auth.write(posted).await?;
    let done = sqlx::query!(
        "update risk_course set name = $2, residual_level = $3, people = $4, cost = nullif($5::text, '')::numeric, days = $6, note = $7, is_recommended = $8,
           version = version + 1 where id = $1 and version = $9 and not is_void",
        course.id,
        draft.name,
        draft.residual_level.code(),
        draft.people,
        draft.cost,
        draft.days,
        draft.note,
        draft.is_recommended,
        draft.version
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(conflict::stale());
    }
    tx.record(auth.entry().with_detail(format!("course {}", course.number)));
    tx.commit(back).await
}

async fn void(mut auth: Authorized<VoidCourse>, posted: Form) -> Result<Response> {
    let mut tx = auth.read().await?;
    let course = course_of(&auth, &mut tx).await?;
    drop(tx);
    may_write(&auth.actor, &auth.target)?;
    let back = format!("{}/courses", auth.target.url());
    let mut tx = auth.write(&posted).await?;
    sqlx::query!("update risk_course set is_void = true, version = version + 1 where id = $1", course.id).execute(&mut *tx).await?;
    tx.record(auth.entry().with_detail(format!("course {} voided", course.number)));
    tx.commit(&back).await?;
    Ok(page::see_other_saying(&back, "said-risk-part-voided", &auth.target.reference))
}
