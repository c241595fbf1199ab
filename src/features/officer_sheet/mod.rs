//! `/officers/{ref}/print`: an officer's papers on paper. Fitness with what lacks, qualifications with certificate and
//! verifier, permits to carry, what is held, languages and the present post; each part only for those who may open the
//! page it is from, and an opening is logged.
//!
//! Not here: the pages themselves (qualifications, people, custody), the sealed scans of papers.

use askama::Template;
use axum::response::Response;

use crate::actions;
use crate::authz::action::{Authorized, Target};
use crate::authz::policy::{self, Decision};
use crate::authz::routes::Routes;
use crate::features::officer_custody::{self, Line};
use crate::features::people::{EmploymentOnPaper, OfficerHead, employment_on_paper};
use crate::features::qualifications::{FitnessOnPaper, Holder, fitness_on_paper};
use crate::i18n::Hole;
use crate::web::error::Result;
use crate::web::page::{self, Shell};
use crate::web::time;

actions! {
    /// The officer's papers on paper.
    PrintOfficer: Get "/officers/{ref}/print" => "qualification.of-officer", Holder, Read;
}

/// `/officers/{ref}/print`.
pub fn routes() -> Routes {
    Routes::default().get::<PrintOfficer, _, _>(print)
}

#[derive(Template)]
#[template(path = "officer_sheet/print.html")]
struct Sheet {
    shell: Shell,
    paper: String,
    printed: String,
    officer: OfficerHead,
    fitness_title: String,
    fitness: FitnessOnPaper,
    /// Absent for those who may not read it.
    employment: Option<EmploymentOnPaper>,
    held: Option<Vec<Line>>,
}

async fn print(mut auth: Authorized<PrintOfficer>) -> Result<Response> {
    let mut tx = auth.read().await?;
    let officer = &auth.target.0;
    let language = auth.language();
    let today = auth.now().date_naive();
    let may_employment = policy::decide(&auth.actor, "employment.show", &officer.facts(&auth.actor)) == Decision::Allow;
    let may_custody = policy::decide(&auth.actor, "custody.of-officer", &auth.target.facts(&auth.actor)) == Decision::Allow;
    let fitness = fitness_on_paper(&mut tx, language, officer, today).await?;
    let employment = if may_employment { Some(employment_on_paper(&mut tx, language, officer.id).await?) } else { None };
    let held = if may_custody { Some(officer_custody::held_now(&mut tx, &auth.seed, officer).await?) } else { None };
    drop(tx);
    page::page(&Sheet {
        shell: Shell::paper(&auth.seed, &officer.reference, &format!("/officers/{}", officer.reference)),
        paper: officer.reference.clone(),
        printed: auth.seed.printed(),
        officer: OfficerHead::new(&auth.seed, &auth.actor, officer),
        fitness_title: language.fill("fitness-title-on", &[("day", Hole::Text(&time::typed_date(today)))]),
        fitness,
        employment,
        held,
    })
}
