//! An assessment on paper: the mark, what changed, threats and measures, courses of action, decisions and signatures,
//! what is attached. Each print is in the trail, and its serial number is the number of the request there. Sources are
//! not printed (K6).

use askama::Template;
use axum::response::Response;

use super::attachments::{self, Line as FileLine};
use super::differences::{Difference, Whole};
use super::levels::Mark;
use super::parts::{MeasureLine, scale};
use super::queries::{self, Assessment, Course, Threat};
use super::reviewing::compared;
use super::show::{extension_facts, facts, texts};
use super::views::{Head, mark, words_of};
use crate::actions;
use crate::authz::action::Authorized;
use crate::authz::routes::Routes;
use crate::i18n::Language;
use crate::web::error::Result;
use crate::web::page::{self, Shell};

actions! {
    /// The assessment on paper.
    PrintAssessment: Get "/risk-assessments/{ref}/print" => "risk.print", Assessment, Read;
}

pub fn routes() -> Routes {
    Routes::default().get::<PrintAssessment, _, _>(print)
}

struct ThreatRow {
    name: String,
    description: String,
    likelihood: String,
    impact: String,
    mark: Mark,
    residual: Mark,
}

struct CourseRow {
    name: String,
    mark: Mark,
    people: String,
    cost: String,
    days: String,
    note: String,
    is_recommended: bool,
}

#[derive(Template)]
#[template(path = "risk/print.html")]
struct Paper {
    shell: Shell,
    paper: String,
    printed: String,
    head: Head,
    compared: String,
    differences: Vec<Difference>,
    texts: Vec<(String, String)>,
    threats: Vec<ThreatRow>,
    measures: Vec<MeasureLine>,
    courses: Vec<CourseRow>,
    facts: Vec<(String, String)>,
    extension: Vec<(String, String)>,
    files: Vec<FileLine>,
}

async fn print(mut auth: Authorized<PrintAssessment>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let (assessment, language) = (&auth.target, auth.language());
    let id = assessment.id.0;
    let threats = queries::threats(&mut tx, id).await?;
    let measures = queries::measures(&mut tx, id).await?;
    let courses = queries::courses(&mut tx, id).await?;
    let extension = queries::extension(&mut tx, id).await?;
    let files = attachments::files(&mut tx, id).await?;
    let (compared, differences) = compared(&mut tx, language, &Whole { assessment, threats: &threats, measures: &measures }).await?;
    drop(tx);
    let today = auth.now().date_naive();
    page::page(&Paper {
        shell: Shell::paper(&auth.seed, &assessment.reference, &assessment.url()),
        paper: assessment.reference.clone(),
        printed: auth.seed.printed(),
        head: Head::new(&auth.seed, &auth.actor, assessment),
        compared,
        differences,
        texts: texts(language, assessment),
        threats: threats.iter().map(|threat| threat_row(language, threat)).collect(),
        measures: measures.iter().map(|measure| MeasureLine::new(language, "", measure, false, today)).collect(),
        courses: courses.into_iter().map(|course| course_row(language, course)).collect(),
        facts: facts(language, assessment),
        extension: extension.as_ref().map(|extension| extension_facts(language, extension)).unwrap_or_default(),
        files: files.iter().map(|file| FileLine::new(language, &auth.actor, assessment, file)).collect(),
    })
}

fn threat_row(language: Language, threat: &Threat) -> ThreatRow {
    ThreatRow {
        name: format!("T{} {}", threat.number, words_of(language, "risk-threat-sub-kind", &threat.sub_kind)),
        description: threat.description.clone(),
        likelihood: scale(language, "likelihood", threat.likelihood),
        impact: scale(language, "impact", threat.impact),
        mark: mark(language, &threat.level),
        residual: mark(language, &threat.residual_level),
    }
}

fn course_row(language: Language, course: Course) -> CourseRow {
    let or_unknown = |text: String| if text.is_empty() { language.t("risk-not-stated") } else { text };
    CourseRow {
        name: format!("{}. {}", course.number, course.name),
        mark: mark(language, &course.residual_level),
        people: course.people.to_string(),
        cost: or_unknown(course.cost),
        days: or_unknown(course.days.map(|days| days.to_string()).unwrap_or_default()),
        note: course.note,
        is_recommended: course.is_recommended,
    }
}
