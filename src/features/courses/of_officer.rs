//! `/officers/{ref}/courses`: the sessions that an officer took part in, or will, and what came of it.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;

use super::sessions::{state_tag, url as session_url};
use super::views::word;
use crate::actions;
use crate::authz::action::Authorized;
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::db::ids::OfficerId;
use crate::features::people::OfficerHead;
use crate::features::qualifications::Holder;
use crate::web::error::Result;
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// Courses that the officer took.
    ShowOfficerCourses: Get "/officers/{ref}/courses" => "training.of-officer", Holder, Quiet;
}

/// `/officers/{ref}/courses`.
pub fn routes() -> Routes {
    Routes::default().get::<ShowOfficerCourses, _, _>(show)
}

struct Taken {
    session: String,
    course: String,
    title: String,
    from: NaiveDate,
    state: String,
    is_enrolled: bool,
    attendance: String,
    result: String,
    score: Option<i32>,
    qualification: String,
}

/// Sessions of an officer, latest first. At most 200.
async fn taken(tx: &mut Tx, officer: OfficerId) -> Result<Vec<Taken>> {
    Ok(sqlx::query_as!(
        Taken,
        r#"select s.ref as "session!", k.code as "course!", k.title as "title!", s.from_date as "from!", s.state as "state!",
             p.state = 'enrolled' as "is_enrolled!", p.attendance as "attendance!", p.result as "result!", p.score, coalesce(q.ref, '') as "qualification!"
           from visible_participation p join visible_course_session s on s.id = p.session_id join visible_course k on k.id = s.course_id
           left join visible_qualification q on q.id = p.qualification_id
           where p.officer_id = $1 order by s.from_date desc, p.id limit 200"#,
        officer.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

struct Line {
    session: String,
    url: String,
    course: String,
    day: String,
    state: (&'static str, String),
    result: String,
    score: String,
    qualification: String,
}

#[derive(Template)]
#[template(path = "courses/of_officer.html")]
struct OfficerPage {
    shell: Shell,
    officer: OfficerHead,
    lines: Vec<Line>,
}

async fn show(mut auth: Authorized<ShowOfficerCourses>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let officer = &auth.target.0;
    let language = auth.language();
    let line = |one: Taken| Line {
        url: session_url(&one.session),
        course: format!("{} {}", one.course, one.title),
        day: time::typed_date(one.from),
        state: if one.is_enrolled { state_tag(language, &one.state) } else { ("", language.t("participation-state-withdrawn")) },
        result: match (one.attendance.as_str(), one.result.as_str()) {
            ("absent", _) => language.t("participation-attendance-absent"),
            (_, "") => String::new(),
            (_, result) => word(language, "participation-result", result),
        },
        score: one.score.map(|score| score.to_string()).unwrap_or_default(),
        qualification: one.qualification,
        session: one.session,
    };
    let lines = taken(&mut tx, officer.id).await?.into_iter().map(line).collect();
    page::page(&OfficerPage { shell: Shell::titled(&auth.seed, officer.reference.clone()), officer: OfficerHead::new(&auth.seed, &auth.actor, officer), lines })
}
