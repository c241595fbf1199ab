//! `/property-books/new`: a book is brought in the browser, tried first, by the code of the command.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;

use super::import::{self, Detail, File, ImportError, Report};
use super::queries;
use crate::actions;
use crate::authz::action::{Action, Authorized, Collection};
use crate::authz::actor::Actor;
use crate::authz::policy::{self, Decision, Facts};
use crate::authz::routes::Routes;
use crate::db::Tx;
use crate::i18n::{Hole, Language, Message};
use crate::importing::WorkbookError;
use crate::web::error::{AppError, Result};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, Form, fresh_form_key};
use crate::web::page::{self, Shell};

/// Remarks that the page of a trial shows.
const SHOWN: usize = 20;

actions! {
    /// The form for a file.
    NewBook: Get "/property-books/new" => "property.import", Collection, Quiet;
    /// Tries a file, or takes it in.
    CreateBook: Post "/property-books" => "property.import", Collection, Change;
}

pub fn routes() -> Routes {
    Routes::default().get::<NewBook, _, _>(ask).post::<CreateBook, _, _>(create)
}

struct Count {
    number: i64,
    words: String,
}

struct Trial {
    said: String,
    counts: Vec<Count>,
    codes: Vec<Count>,
    remarks: Vec<TrialRemark>,
}

struct TrialRemark {
    sheet: String,
    row: i32,
    column: String,
    words: String,
}

#[derive(Template)]
#[template(path = "property_books/new.html")]
struct NewPage {
    shell: Shell,
    errors: Vec<ErrorLink>,
    form_key: String,
    station: Field,
    stations: Vec<Choice>,
    file: Field,
    deed: Field,
    deeds: Vec<Choice>,
    trial: Option<Trial>,
}

/// The form as somebody left it.
#[derive(Default)]
struct Posted {
    station: String,
    deed: String,
}

impl NewPage {
    async fn new<A: Action>(auth: &mut Authorized<A>, posted: &Posted, errors: &FieldErrors, trial: Option<&Report>) -> Result<Self> {
        let language = auth.language();
        let mut tx = auth.read().await?;
        let stations = stations(&mut tx, &auth.actor).await?;
        drop(tx);
        let chosen = if let ([only], true) = (stations.as_slice(), posted.station.is_empty()) { only.clone() } else { posted.station.clone() };
        let deed = if posted.deed == "keep" { "keep" } else { "try" };
        let shell = Shell::new(&auth.seed, "property-bring");
        Ok(Self {
            shell: if errors.is_empty() { shell } else { shell.with_errors() },
            errors: errors.links(language),
            form_key: fresh_form_key(),
            station: Field::new(language, "station", "officer-station", &chosen, errors),
            stations: crate::features::people::with_ask(language, stations.iter().map(|code| Choice::new(code, code, &chosen)).collect()),
            file: Field::new(language, "file", "property-file", "", errors).hint(language, "property-bring-file-hint"),
            deed: Field::new(language, "deed", "property-bring-deed", deed, errors),
            deeds: ["try", "keep"].into_iter().map(|code| Choice::new(code, language.t(&format!("property-bring-{code}")), deed)).collect(),
            trial: trial.map(|report| shown(language, report)),
        })
    }
}

fn shown(language: Language, report: &Report) -> Trial {
    let count = |number: usize, key: &str| Count { number: i64::try_from(number).unwrap_or(i64::MAX), words: language.t(key) };
    let mut counts = vec![
        count(report.rows, "property-rows"),
        count(report.accepted, "property-kept"),
        count(report.unchanged, "property-bring-unchanged"),
        count(report.quarantined + report.unnamed, "property-waiting"),
    ];
    counts.push(Count { number: report.quantity, words: language.t("property-quantity") });
    let codes: &BTreeMap<&'static str, usize> = &report.by_code;
    Trial {
        said: language.fill("property-bring-tried", &[("station", Hole::Text(&report.station))]),
        counts,
        codes: codes.iter().map(|(code, number)| count(*number, &format!("property-code-{}", code.replace('_', "-")))).collect(),
        remarks: report.details.iter().take(SHOWN).map(|detail| remark(language, detail)).collect(),
    }
}

fn remark(language: Language, detail: &Detail) -> TrialRemark {
    let words = language.t(&format!("property-code-{}", detail.code.replace('_', "-")));
    TrialRemark { sheet: detail.sheet.clone(), row: detail.row, column: detail.column.clone(), words }
}

/// Codes of the stations whose books the actor may bring.
async fn stations(tx: &mut Tx, actor: &Actor) -> Result<Vec<String>> {
    let all = queries::stations(tx).await?;
    let may = |cell: i32| policy::decide(actor, "property.import", &Facts { cells: Some(vec![cell]), ..Facts::default() }) == Decision::Allow;
    Ok(all.into_iter().filter(|station| may(station.cell)).map(|station| station.code).collect())
}

async fn ask(mut auth: Authorized<NewBook>) -> Result<Response> {
    page::page(&NewPage::new(&mut auth, &Posted::default(), &FieldErrors::default(), None).await?)
}

async fn create(mut auth: Authorized<CreateBook>, form: Form) -> Result<Response> {
    if form.fields().iter().any(|(name, _)| !["station", "deed"].contains(&name.as_str())) {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let posted = Posted { station: form.text("station").to_owned(), deed: form.text("deed").to_owned() };
    let mut errors = FieldErrors::default();
    if posted.station.is_empty() {
        errors.add("station", Message::new("field-required"));
    }
    let is_trial = match posted.deed.as_str() {
        "keep" => false,
        "try" => true,
        _ => {
            errors.add("deed", Message::new("field-not-a-choice"));
            true
        }
    };
    let file = form.file("file");
    if file.is_none() {
        errors.add("file", Message::new("import-file-asked"));
    }
    let report = match (file, errors.is_empty()) {
        (Some(file), true) => {
            let program = auth.app.workbook_reader.clone();
            let read = File { name: &file.file_name, bytes: &file.bytes, station: &posted.station, sheet: None, map: None, program: &program };
            match import::run(&auth.app.db, &auth.actor, &read, is_trial).await {
                Ok(report) => Some(report),
                Err(error) => {
                    let (field, message) = beside(error)?;
                    errors.add(field, message);
                    None
                }
            }
        }
        _ => None,
    };
    let Some(report) = report else {
        return page::unprocessable(&NewPage::new(&mut auth, &posted, &errors, None).await?);
    };
    match (&report.batch, is_trial) {
        (Some(book), _) => Ok(page::see_other_saying(&format!("/property-books/{book}"), "said-property-brought", book)),
        (None, true) => {
            let keep = Posted { deed: "keep".into(), ..posted };
            page::page(&NewPage::new(&mut auth, &keep, &errors, Some(&report)).await?)
        }
        (None, false) => Ok(page::see_other_saying("/property-books", "said-property-nothing-new", &report.station)),
    }
}

/// What is wrong with a file, beside the field it speaks of; a defect goes on.
fn beside(error: ImportError) -> Result<(&'static str, Message)> {
    Ok(match error {
        ImportError::NoStation(_) | ImportError::NotAllowed => ("station", Message::new("property-bring-not-yours")),
        ImportError::Workbook(WorkbookError::Protected) => ("file", Message::new("property-bring-protected")),
        ImportError::Workbook(error) => ("file", Message::new("property-bring-unreadable").with("code", error.code())),
        ImportError::Unreadable(_) => ("file", Message::new("property-bring-no-items")),
        ImportError::Failed(error) => return Err(error),
    })
}
