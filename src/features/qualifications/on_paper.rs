//! Fitness and papers of an officer for a sheet of paper: what holds today, what lacks, and who verified each paper.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::model::State;
use super::of_officer::{DutyLine, duty_lines, suspension_line};
use super::queries::{self, Kind, Paper};
use super::views::{paper_words, state_tag};
use crate::db::Tx;
use crate::features::people::{Officer, training_of};
use crate::i18n::Language;
use crate::web::error::Result;
use crate::web::time;

/// A paper as a sheet has it.
pub struct PaperOnSheet {
    pub reference: String,
    pub what: String,
    pub state: String,
    /// From and until.
    pub dates: String,
    /// Number of the certificate, as it was recorded.
    pub certificate: String,
    pub issued_by: String,
    /// Who verified it and when; empty while nobody has.
    pub verified: String,
}

/// What a sheet says of an officer's fitness.
pub struct OnPaper {
    /// Suspensions that were not lifted.
    pub suspensions: Vec<String>,
    pub duties: Vec<DutyLine>,
    /// What the stations of the officer ask for, with how the officer stands to it.
    pub asked: Vec<String>,
    /// Qualifications and authorizations.
    pub papers: Vec<PaperOnSheet>,
    /// Permits of a country to carry.
    pub permits: Vec<PaperOnSheet>,
}

/// Reads it as of a day. Of papers that have ended the last of its kind stands there.
pub async fn on_paper(tx: &mut Tx, language: Language, officer: &Officer, day: NaiveDate) -> Result<OnPaper> {
    let kinds = queries::kinds(tx).await?;
    let mut papers = queries::papers_of(tx, officer.id).await?;
    papers.retain(|paper| !paper.is_void);
    let suspensions = queries::suspensions_of(tx, officer.id).await?;
    let held = papers.iter().map(|paper| paper.held.clone()).collect();
    let person = queries::person_with(tx, officer, held).await?;
    let asked = training_of(tx, &[officer.id.0], day).await?;
    let mut seen = HashSet::new();
    papers.retain(|paper| {
        let held = &paper.held;
        let is_last = seen.insert((held.kind.clone(), held.class.clone(), held.model.clone(), held.country.clone()));
        is_last || held.valid_until.is_none_or(|until| until >= day)
    });
    let (mut others, mut permits) = (Vec::new(), Vec::new());
    for kind in &kinds {
        let lines = papers.iter().filter(|paper| paper.held.kind == kind.code).map(|paper| line(language, kind, paper, day));
        if kind.names == "country" { permits.extend(lines) } else { others.extend(lines) }
    }
    Ok(OnPaper {
        suspensions: suspensions.iter().map(|one| suspension_line(language, one)).filter(|line| line.is_open).map(|line| line.words).collect(),
        duties: duty_lines(language, &person, day),
        asked: asked.iter().map(|(_, one)| one.words(language)).collect(),
        papers: others,
        permits,
    })
}

fn line(language: Language, kind: &Kind, paper: &Paper, day: NaiveDate) -> PaperOnSheet {
    let from = time::typed_date(paper.held.obtained_on);
    let to = paper.held.valid_until.map_or_else(|| language.t("qualification-no-end"), time::typed_date);
    PaperOnSheet {
        reference: paper.reference.clone(),
        what: paper_words(language, &paper.held, &paper.kind_name),
        state: match paper.verified_at {
            Some(_) => state_tag(language, State::of(std::iter::once(&paper.held), day, kind.lead_days)).words,
            None => language.t("qualification-state-waiting"),
        },
        dates: format!("{from} – {to}"),
        certificate: paper.evidence.clone(),
        issued_by: paper.issued_by.clone(),
        verified: paper.verified_at.map(|at| format!("{}, {}", paper.verified_by, time::z(at, language))).unwrap_or_default(),
    }
}
