//! Ready values for the page of one row.

use std::collections::BTreeSet;

use askama::Template;

use super::judging::{Beside, Deed};
use super::lists::List;
use super::model::{Said, State};
use super::queries::{Kept, Workbook};
use super::views::{RowLine, row_line, sentences, tag};
use crate::audit::history::LastSave;
use crate::authz::actor::Actor;
use crate::i18n::{Hole, Language};
use crate::web::conflict::Clash;
use crate::web::form::{ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::sheet::{Cells, Holds, Line, Rule};
use crate::web::time;

/// At most so many fields stand openly; the rest is folded.
const OPENLY: usize = 12;

#[derive(Template)]
#[template(path = "workbooks/row.html")]
pub struct RowPage {
    shell: Shell,
    url: String,
    workbook_url: String,
    title: String,
    line: RowLine,
    saved_by: String,
    errors: Vec<ErrorLink>,
    form_key: String,
    base_version: String,
    version: String,
    clashes: Vec<Clash>,
    fields: Vec<Field>,
    folded: Vec<Field>,
    deed: String,
    /// It is neither applied nor left out.
    is_open: bool,
    reason: Field,
}

impl RowPage {
    fn base(seed: &Seed, workbook: &Workbook, kept: &Kept) -> Self {
        let language = seed.language;
        let number = kept.number.to_string();
        Self {
            shell: Shell::titled(seed, workbook.reference.clone()),
            url: format!("{}/rows/{}", workbook.url(), kept.number),
            workbook_url: workbook.url(),
            title: language.fill("workbook-row-title", &[("number", Hole::Text(&number)), ("ref", Hole::Text(&workbook.reference))]),
            line: row_line(language, workbook, kept),
            saved_by: String::new(),
            errors: Vec::new(),
            form_key: fresh_form_key(),
            base_version: String::new(),
            version: String::new(),
            clashes: Vec::new(),
            fields: Vec::new(),
            folded: Vec::new(),
            deed: String::new(),
            is_open: false,
            reason: Field::new(language, "reason", "workbook-drop-reason", "", &FieldErrors::default()),
        }
    }

    /// A row that was applied or left out.
    pub fn settled(seed: &Seed, workbook: &Workbook, kept: &Kept) -> Self {
        Self::base(seed, workbook, kept)
    }

    /// A row that is open: both sides where they differ, or fields to correct, as it stands beside its record now.
    pub fn open(seed: &Seed, actor: &Actor, workbook: &Workbook, kept: &Kept, line: &Line, found: (&Beside, &[Said]), saver: Option<LastSave>) -> Self {
        let language = seed.language;
        let (beside, said) = found;
        let list = workbook.list;
        let may_fill = |column: &str| list.column(column).is_some_and(|one| one.rule == Rule::Open || line.reference.is_empty() && one.rule == Rule::AtFirst);
        let is_new = line.reference.is_empty() && line.version.is_empty() && list.may_create(actor);
        let is_wrong = said.iter().any(|one| may_fill(&one.column));
        let mut page = Self::base(seed, workbook, kept);
        page.is_open = true;
        page.line.tag = tag(language, if beside.verdicts.state.is_ready() && !said.is_empty() { State::Refused } else { beside.verdicts.state });
        page.line.sentences = sentences(language, list, said);
        match &beside.merge {
            Some((record, merge)) if !is_wrong || merge.asks() => {
                page.base_version = line.version.clone();
                page.version = record.version.to_string();
                page.clashes = merge.clashes(language, |_, value| value.to_owned());
                page.deed = language.t(if merge.asks() { "conflict-save" } else { "workbook-row-apply" });
            }
            Some((record, _)) => {
                page.version = record.version.to_string();
                page.correct(language, list, line, beside.deed.as_ref().map(Deed::cells), said);
            }
            None if is_new => page.correct(language, list, line, beside.deed.as_ref().map(Deed::cells), said),
            None => {}
        }
        if let Some(saver) = saver {
            let at = time::z(saver.at, language);
            page.saved_by = match saver.who.is_empty() {
                true => language.t("conflict-saved-by-unknown"),
                false => language.fill("conflict-saved-by", &[("who", Hole::Text(&saver.who)), ("time", Hole::Text(&at))]),
            };
        }
        page
    }

    fn correct(&mut self, language: Language, list: List, line: &Line, cells: Option<&Cells>, said: &[Said]) {
        let fresh = line.fresh(list.columns());
        let may_fill = |rule: Rule| rule == Rule::Open || line.reference.is_empty() && rule == Rule::AtFirst;
        let none = FieldErrors::default();
        let mut all = Vec::new();
        for column in list.columns().iter().filter(|column| may_fill(column.rule)) {
            let value = cells.and_then(|cells| cells.get(column.name)).or_else(|| fresh.get(column.name)).cloned().unwrap_or_default();
            let mut field = Field::new(language, column.name, column.label, &value, &none);
            if let Some(wrong) = said.iter().find(|one| one.column == column.name) {
                field.error = wrong.in_words(language);
                self.errors.push(ErrorLink { field: column.name.to_owned(), text: language.pair(&field.label, &field.error) });
            }
            match column.holds {
                Holds::OneOf(few) => field.hint = few.join(", "),
                Holds::Parts(key) => field.hint = language.t(key),
                Holds::Day | Holds::Text => {}
            }
            all.push(field);
        }
        let open = openly(&all.iter().map(|field| (!field.error.is_empty(), !field.value.is_empty())).collect::<Vec<_>>());
        for (position, field) in all.into_iter().enumerate() {
            if open.contains(&position) { self.fields.push(field) } else { self.folded.push(field) }
        }
        self.deed = language.t("workbook-row-apply");
    }

    /// The same with a reason that does not do.
    pub fn with_reason(mut self, language: Language, typed: &str, errors: &FieldErrors) -> Self {
        self.reason = Field::new(language, "reason", "workbook-drop-reason", typed, errors);
        self.errors = errors.links(language);
        self.shell = self.shell.with_errors();
        self
    }
}

/// Which fields stand openly: first those that are wrong, then those that say something, then the others.
fn openly(fields: &[(bool, bool)]) -> BTreeSet<usize> {
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_by_key(|position| (!fields[*position].0, !fields[*position].1, *position));
    order.into_iter().take(OPENLY).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_asks_openly_for_at_most_twelve_things_and_for_what_is_wrong_first() {
        let mut fields = vec![(false, false); 17];
        fields[16] = (true, false);
        fields[15] = (false, true);
        let open = openly(&fields);
        assert_eq!(open.len(), OPENLY);
        assert!(open.contains(&16) && open.contains(&15) && open.contains(&0) && !open.contains(&10));
        assert_eq!(openly(&fields[..3]).len(), 3);
    }
}
