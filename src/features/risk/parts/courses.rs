//! Courses of action side by side: what is left of the risk, people, cost, time; one is recommended.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::forms::{COURSE_PARTS, CourseForm};
use super::{Piece, Voidable, add, ask, ask_edit, can_add, edit, url_of, void};
use crate::actions;
use crate::audit::history::HistoryTable;
use crate::authz::action::Authorized;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::features::people::with_ask;
use crate::features::risk::levels::Mark;
use crate::features::risk::model::Level;
use crate::features::risk::queries::{self, Assessment, Course};
use crate::features::risk::views::{Head, Inputs, mark, words_of};
use crate::i18n::Language;
use crate::web::conflict::Part;
use crate::web::error::Result;
use crate::web::form::{Choice, FieldErrors, fresh_form_key};
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
        .get::<AskCourse, _, _>(ask::<Course, _>)
        .post::<AddCourse, _, _>(add::<Course, _>)
        .get::<AskEditCourse, _, _>(ask_edit::<Course, _>)
        .post::<EditCourse, _, _>(edit::<Course, _>)
        .post::<VoidCourse, _, _>(void::<Course, _>)
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
    let url = url_of::<Course>(assessment);
    let column = |course: &Course| Column {
        name: format!("{}. {}", course.number, course.name),
        mark: mark(language, &course.residual_level),
        people: course.people.to_string(),
        cost: unknown(course.cost.clone()),
        days: unknown(course.days.map(|days| days.to_string()).unwrap_or_default()),
        note: course.note.clone(),
        is_recommended: course.is_recommended,
        edit_url: if writes { format!("{url}/{}/edit", course.number) } else { String::new() },
        void_url: if writes { format!("{url}/{}/void", course.number) } else { String::new() },
    };
    let is_high = assessment.residual().is_some_and(|level| level >= Level::High);
    page::page(&Page {
        shell: Shell::titled(&auth.seed, assessment.reference.clone()),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        must_compare: if is_high && courses.len() < 2 && !assessment.is_registered() { language.t("constraint-courses-are-compared") } else { String::new() },
        courses: courses.iter().map(column).collect(),
        new_url: if adds { format!("{url}/new") } else { String::new() },
        form_key: fresh_form_key(),
    })
}

impl Piece for Course {
    type Form = CourseForm;
    const NOUN: &'static str = "course";
    const TABLE: HistoryTable = HistoryTable::RiskCourse;
    const FIELDS: &'static [Part] = COURSE_PARTS;
    const WHY: &'static [&'static str] = &["risk-why-courses"];

    fn id(&self) -> Uuid {
        self.id
    }
    fn number(&self) -> i32 {
        self.number
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn form(&self, _: &Tx) -> Result<CourseForm> {
        Ok(CourseForm::of(self))
    }
    fn began_with(form: &CourseForm) -> &str {
        &form.version
    }
    fn words(language: Language, field: &str, value: &str) -> String {
        match field {
            "residual_level" => words_of(language, "risk-level", value),
            "is_recommended" => language.t(if value.is_empty() { "history-no" } else { "history-yes" }),
            _ => value.to_owned(),
        }
    }

    async fn all(tx: &mut Tx, assessment: Uuid) -> Result<Vec<Self>> {
        queries::courses(tx, assessment).await
    }

    async fn inputs<'e>(_: &mut Tx, _: &Assessment, language: Language, form: &CourseForm, errors: &'e FieldErrors) -> Result<Inputs<'e>> {
        let level = |level: Level| Choice::new(level.code(), format!("{} {}", level.number(), level.word(language)), &form.residual_level);
        Ok(Inputs::new(language, errors)
            .text("name", "risk-course-name", &form.name, "w-l")
            .pick("residual_level", "risk-course-residual-level", &form.residual_level, with_ask(language, Level::ALL.into_iter().map(level).collect()))
            .text("people", "risk-course-people", &form.people, "w-xs")
            .text("cost", "risk-course-cost", &form.cost, "w-s")
            .optional()
            .hint("risk-cost-hint")
            .text("days", "risk-course-days", &form.days, "w-xs")
            .optional()
            .area("note", "risk-course-note", &form.note, "3")
            .optional()
            .tick("is_recommended", "risk-course-is-recommended", &form.is_recommended))
    }

    async fn insert(tx: &mut Tx, assessment: &Assessment, number: i32, form: &CourseForm) -> Result<()> {
        let draft = form.draft()?;
        sqlx::query!(
            "insert into risk_course (id, assessment_id, number, name, residual_level, people, cost, days, note, is_recommended)
             values ($1, $2, $3, $4, $5, $6, nullif($7::text, '')::numeric, $8, $9, $10)",
            Uuid::now_v7(),
            assessment.id.0,
            number,
            draft.name,
            draft.residual_level.code(),
            draft.people,
            draft.cost,
            draft.days,
            draft.note,
            draft.is_recommended
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    async fn update(&self, tx: &mut Tx, _: &Assessment, form: &CourseForm) -> Result<u64> {
        let draft = form.draft()?;
        let done = sqlx::query!(
            "update risk_course set name = $2, residual_level = $3, people = $4, cost = nullif($5::text, '')::numeric, days = $6, note = $7, is_recommended = $8,
               version = version + 1 where id = $1 and version = $9 and not is_void",
            self.id,
            draft.name,
            draft.residual_level.code(),
            draft.people,
            draft.cost,
            draft.days,
            draft.note,
            draft.is_recommended,
            draft.version
        )
        .execute(&mut **tx)
        .await?;
        Ok(done.rows_affected())
    }
}

impl Voidable for Course {
    async fn void(&self, tx: &mut Tx) -> Result<()> {
        sqlx::query!("update risk_course set is_void = true, version = version + 1 where id = $1", self.id).execute(&mut **tx).await?;
        Ok(())
    }
}
