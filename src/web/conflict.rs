//! A lost race, field by field (ux.md 5.6). Base, theirs and yours are three fillings of one form:
//! where only one side changed a field, that side stands; where both did, the person is asked and no
//! side is chosen beforehand. If nothing needs asking the result is saved without a page.
//!
//! Custody and approvals never merge; they do not come here.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;

use crate::audit::history::{self, HistoryTable, LastSave};
use crate::db::Tx;
use crate::i18n::{Hole, Language, Message};
use crate::web::error::{AppError, Result};
use crate::web::form::{self, Form};
use crate::web::page::{self, Seed, Shell};
use crate::web::time;

/// A field of the form that takes part.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Name in the form.
    pub name: &'static str,
    /// Key of its label.
    pub label: &'static str,
    /// Fields of the same group are decided together (place, zone, time); empty stands alone.
    pub group: &'static str,
}

impl Part {
    /// A field that is decided alone.
    pub const fn alone(name: &'static str, label: &'static str) -> Self {
        Self { name, label, group: "" }
    }

    /// A field that is decided together with the others of its group.
    pub const fn of(group: &'static str, name: &'static str, label: &'static str) -> Self {
        Self { name, label, group }
    }
}

/// One field as the three sides have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// Name in the form.
    pub name: &'static str,
    /// Key of its label.
    pub label: &'static str,
    /// Group, empty if it stands alone.
    pub group: &'static str,
    /// As it was when you began.
    pub before: String,
    /// As it is saved now.
    pub theirs: String,
    /// As you sent it.
    pub yours: String,
}

/// What becomes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody changed it.
    Same,
    /// Only you changed it: yours.
    Yours,
    /// Only they changed it: theirs.
    Theirs,
    /// Both wrote the same.
    Both,
    /// Both changed it differently: a person decides.
    Asks,
}

/// The fields with their verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// In the order of the form.
    pub fields: Vec<(Sides, Verdict)>,
}

/// Lines up three fillings of one form.
pub fn sides<T: Serialize>(parts: &[Part], base: &T, theirs: &T, yours: &T) -> Result<Vec<Sides>> {
    let (base, theirs, yours) = (json(base)?, json(theirs)?, json(yours)?);
    let text = |side: &Value, name: &str| side.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    Ok(parts
        .iter()
        .map(|part| Sides {
            name: part.name,
            label: part.label,
            group: part.group,
            before: text(&base, part.name),
            theirs: text(&theirs, part.name),
            yours: text(&yours, part.name),
        })
        .collect())
}

fn json<T: Serialize>(form: &T) -> Result<Value> {
    serde_json::to_value(form).map_err(|error| AppError::Internal(error.into()))
}

/// Decides what follows from the three sides alone.
pub fn merge(sides: Vec<Sides>) -> Merge {
    let verdicts: Vec<Verdict> = sides.iter().map(|side| verdict(&members(&sides, side))).collect();
    Merge { fields: sides.into_iter().zip(verdicts).collect() }
}

fn members<'a>(sides: &'a [Sides], of: &'a Sides) -> Vec<&'a Sides> {
    if of.group.is_empty() { vec![of] } else { sides.iter().filter(|side| side.group == of.group).collect() }
}

fn verdict(group: &[&Sides]) -> Verdict {
    let theirs_changed = group.iter().any(|side| side.theirs != side.before);
    let yours_changed = group.iter().any(|side| side.yours != side.before);
    let is_equal = group.iter().all(|side| side.theirs == side.yours);
    match (theirs_changed, yours_changed) {
        (false, false) => Verdict::Same,
        (false, true) => Verdict::Yours,
        (true, false) => Verdict::Theirs,
        (true, true) if is_equal => Verdict::Both,
        (true, true) => Verdict::Asks,
    }
}

impl Merge {
    /// True if a person must decide.
    pub fn asks(&self) -> bool {
        self.fields.iter().any(|(_, verdict)| *verdict == Verdict::Asks)
    }

    /// How many fields they changed and you did not.
    pub fn theirs(&self) -> usize {
        self.fields.iter().filter(|(_, verdict)| *verdict == Verdict::Theirs).count()
    }

    /// What stands of each field, by name. Only meaningful if nothing asks.
    pub fn values(&self) -> std::collections::BTreeMap<&'static str, String> {
        self.fields.iter().map(|(side, verdict)| (side.name, settled(side, *verdict).to_owned())).collect()
    }

    /// The lines of the page. `words` says what a posted value of a field is called.
    pub fn clashes(&self, language: Language, words: impl Fn(&str, &str) -> String) -> Vec<Clash> {
        self.fields.iter().map(|(side, verdict)| clash(language, self, side, *verdict, &words)).collect()
    }

    /// The form with the merged values and the version they stand on. Only meaningful if nothing asks.
    pub fn form(&self, form: &Form, current_version: i32) -> Form {
        let mut fields: Vec<(String, String)> =
            form.fields().iter().filter(|(name, _)| name != "version" && self.fields.iter().all(|(side, _)| side.name != name)).cloned().collect();
        fields.extend(self.fields.iter().map(|(side, verdict)| (side.name.to_owned(), settled(side, *verdict).to_owned())));
        fields.push(("version".into(), current_version.to_string()));
        form.with_fields(fields)
    }
}

fn settled(side: &Sides, verdict: Verdict) -> &str {
    match verdict {
        Verdict::Theirs => &side.theirs,
        Verdict::Same | Verdict::Yours | Verdict::Both | Verdict::Asks => &side.yours,
    }
}

/// The refusal of a save whose version is no longer the current one.
pub fn stale() -> AppError {
    AppError::Conflict(Message::new("conflict-stale"))
}

/// True for [`stale`].
pub fn is_stale(error: &AppError) -> bool {
    matches!(error, AppError::Conflict(message) if message.key == "conflict-stale")
}

/// Turns what the conflict page posts into plain fields of the form; any other form stays as it is.
/// `choice-x` chooses among `theirs-x`, `yours-x` and `other-x`. Where a choice is missing, or the
/// person wants back to the form, the form stands on the version they began with, so that the same
/// question is asked again and nobody is overwritten.
pub fn resolve(form: &Form) -> Form {
    let is_answer = form.fields().iter().any(|(name, _)| name == "base_version");
    if !is_answer {
        return form.clone();
    }
    let undecided = form.fields().iter().any(|(name, _)| name.strip_prefix("asks-").is_some_and(|field| choice_of(form, field).is_empty()));
    let keeps_base = undecided || wants_form(form);
    let mut fields = Vec::new();
    for (name, value) in form.fields() {
        let field = name.strip_prefix("yours-");
        match (field, name.as_str()) {
            (Some(field), _) => fields.push((field.to_owned(), answer_for(form, field, value))),
            (None, "version") if keeps_base => fields.push(("version".to_owned(), form.text("base_version").to_owned())),
            (None, "base_version" | "conflict") => {}
            (None, other) if is_own(other) => {}
            (None, _) => fields.push((name.clone(), value.clone())),
        }
    }
    form.with_fields(fields)
}

/// True if the person pressed "Back to my form": show it with their values, save nothing.
pub fn wants_form(form: &Form) -> bool {
    form.text("conflict") == "back"
}

fn is_own(name: &str) -> bool {
    ["theirs-", "other-", "choice-", "asks-", "settled-"].iter().any(|prefix| name.starts_with(prefix))
}

fn choice_of<'a>(form: &'a Form, field: &str) -> &'a str {
    match form.text(&format!("asks-{field}")) {
        "" => "",
        leader => form.text(&format!("choice-{leader}")),
    }
}

fn answer_for(form: &Form, field: &str, yours: &str) -> String {
    if wants_form(form) {
        return yours.to_owned();
    }
    let settled = form.fields().iter().find(|(name, _)| name.strip_prefix("settled-") == Some(field));
    match (choice_of(form, field), settled) {
        (_, Some((_, value))) => value.clone(),
        ("theirs", None) => form.text(&format!("theirs-{field}")).to_owned(),
        ("other", None) => form.text(&format!("other-{field}")).to_owned(),
        _ => yours.to_owned(),
    }
}

/// One line of the page.
#[derive(Debug, Clone)]
pub struct Clash {
    /// Name in the form.
    pub name: &'static str,
    /// Its words.
    pub label: String,
    /// In words.
    pub before: String,
    /// In words.
    pub theirs: String,
    /// In words.
    pub yours: String,
    /// As they are posted.
    pub values: Sides,
    /// A person decides.
    pub asks: bool,
    /// The field whose choice decides this one: itself, or the first of its group.
    pub leader: &'static str,
    /// True if this line carries the choice.
    pub leads: bool,
    /// The value that stands, if nothing is asked.
    pub stands: String,
    /// Why it stands, in words.
    pub settled: String,
}

/// What the page needs besides the fields.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// Reference of the record.
    pub reference: String,
    /// Where the form posts.
    pub action: String,
    /// The record, for those who discard theirs.
    pub record_url: String,
    /// Version you began with.
    pub base_version: i32,
    /// Version that stands now.
    pub current_version: i32,
    /// Who saved last.
    pub saver: LastSave,
    /// Zone and place for the time of their save; empty for Z alone.
    pub zone: String,
    /// Name of that place.
    pub place: String,
    /// The page carries the higher mark, as the form does.
    pub is_strict: bool,
}

/// What a lost race came to.
pub enum Race {
    /// Nothing needs asking: save this form instead, and say `said-merged`.
    Merged(Form),
    /// A person decides: 409.
    Asks(Response),
}

/// Settles a lost race, or asks. The caller lines up the three fillings with [`sides`]; the saver is found here.
pub async fn race(
    tx: &mut Tx,
    seed: &Seed,
    row: (HistoryTable, impl std::fmt::Display),
    mut at: Place,
    sides: Vec<Sides>,
    form: &Form,
    words: impl Fn(&str, &str) -> String,
) -> Result<Race> {
    let merged = merge(sides);
    if !merged.asks() {
        return Ok(Race::Merged(merged.form(form, at.current_version)));
    }
    at.saver = history::last_save(tx, row.0, row.1, at.base_version).await?;
    page(seed, at, &merged, form, words).map(Race::Asks)
}

#[derive(Template)]
#[template(path = "components/conflict.html")]
struct ConflictPage {
    shell: Shell,
    title: String,
    saved_by: String,
    call: String,
    at: Place,
    form_key: String,
    clashes: Vec<Clash>,
    /// Fields of the form that take no part, carried along.
    carried: Vec<(String, String)>,
}

/// Answers 409 with every field. `words` says what a posted value of a field is called.
fn page(seed: &Seed, at: Place, merge: &Merge, form: &Form, words: impl Fn(&str, &str) -> String) -> Result<Response> {
    let language = seed.language;
    let saved_at = if at.zone.is_empty() { time::z(at.saver.at, language) } else { time::place_and_z(at.saver.at, &at.zone, &at.place, seed.now, language) };
    let saver = Hole::Text(&at.saver.who);
    let shell = Shell::titled(seed, at.reference.clone()).with_errors();
    let view = ConflictPage {
        title: language.fill("conflict-title", &[("ref", Hole::Text(&at.reference))]),
        saved_by: match at.saver.who.is_empty() {
            true => language.t("conflict-saved-by-unknown"),
            false => language.fill("conflict-saved-by", &[("who", saver), ("time", Hole::Text(&saved_at))]),
        },
        call: match at.saver.number.is_empty() {
            true => String::new(),
            false => language.fill("conflict-call", &[("who", saver), ("number", Hole::Text(&at.saver.number))]),
        },
        form_key: form::fresh_form_key(),
        clashes: merge.clashes(language, words),
        carried: form.fields().iter().filter(|(name, _)| name != "version" && merge.fields.iter().all(|(side, _)| side.name != name)).cloned().collect(),
        shell: if at.is_strict { shell.strictly() } else { shell },
        at,
    };
    page::with_status(&view, StatusCode::CONFLICT)
}

fn clash(language: Language, merge: &Merge, side: &Sides, verdict: Verdict, words: &impl Fn(&str, &str) -> String) -> Clash {
    let leader = merge.fields.iter().map(|(other, _)| other).find(|other| !side.group.is_empty() && other.group == side.group).unwrap_or(side);
    let leads = leader.name == side.name;
    let settled = match verdict {
        Verdict::Same => language.t("conflict-same"),
        Verdict::Yours => language.t("conflict-yours-kept"),
        Verdict::Theirs => language.t("conflict-theirs-kept"),
        Verdict::Both => language.t("conflict-both-same"),
        Verdict::Asks if leads => String::new(),
        Verdict::Asks => language.fill("conflict-with-group", &[("label", Hole::Text(&language.t(leader.label)))]),
    };
    Clash {
        name: side.name,
        label: language.t(side.label),
        before: words(side.name, &side.before),
        theirs: words(side.name, &side.theirs),
        yours: words(side.name, &side.yours),
        asks: verdict == Verdict::Asks,
        leader: leader.name,
        leads,
        stands: match verdict {
            Verdict::Theirs => side.theirs.clone(),
            Verdict::Same | Verdict::Yours | Verdict::Both | Verdict::Asks => side.yours.clone(),
        },
        settled,
        values: side.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Asks, Both, Same, Theirs, Yours};

    fn side(name: &'static str, group: &'static str, before: &str, theirs: &str, yours: &str) -> Sides {
        Sides { name, label: name, group, before: before.into(), theirs: theirs.into(), yours: yours.into() }
    }

    #[test]
    fn each_field_is_decided_by_who_changed_it() {
        for (before, theirs, yours, verdict) in [
            ("a", "a", "a", Same),
            ("", "", "", Same),
            ("a", "a", "b", Yours),
            ("a", "a", "", Yours),
            ("", "", "b", Yours),
            ("a", "b", "a", Theirs),
            ("a", "", "a", Theirs),
            ("a", "b", "b", Both),
            ("a", "", "", Both),
            ("a", "b", "c", Asks),
            ("a", "", "c", Asks),
            ("a", "b", "", Asks),
        ] {
            let merged = merge(vec![side("x", "", before, theirs, yours)]);
            assert_eq!(merged.fields[0].1, verdict, "{before:?} {theirs:?} {yours:?}");
            assert_eq!(merged.asks(), verdict == Asks);
        }
    }

    #[test]
    fn fields_of_a_group_are_decided_together() {
        let merged = merge(vec![side("place", "where", "a", "b", "a"), side("zone", "where", "x", "x", "y"), side("note", "", "n", "n", "m")]);

        let verdicts: Vec<Verdict> = merged.fields.iter().map(|(_, verdict)| *verdict).collect();
        assert_eq!(verdicts, [Asks, Asks, Yours]);
    }

    #[test]
    fn a_merge_that_asks_nothing_carries_both_sides() {
        let merged = merge(vec![side("name", "", "a", "b", "a"), side("number", "", "1", "1", "2")]);
        let sent = Form::from_fields(vec![("name".into(), "a".into()), ("number".into(), "2".into()), ("version".into(), "1".into())], Vec::new());

        let form = merged.form(&sent, 4);

        assert!(!merged.asks());
        assert_eq!((form.text("name"), form.text("number"), form.text("version")), ("b", "2", "4"));
        assert_eq!(merged.theirs(), 1);
    }

    fn answered(choice: &[(&str, &str)]) -> Form {
        let fixed = [
            ("version", "4"),
            ("base_version", "1"),
            ("yours-name", "mine"),
            ("theirs-name", "theirs"),
            ("asks-name", "name"),
            ("yours-number", "1"),
            ("settled-number", "2"),
        ];
        Form::from_fields(fixed.iter().chain(choice).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), Vec::new())
    }

    #[test]
    fn choices_become_plain_fields() {
        for (choice, other, expected) in [("theirs", "", "theirs"), ("yours", "", "mine"), ("other", "third", "third")] {
            let form = resolve(&answered(&[("choice-name", choice), ("other-name", other)]));
            assert_eq!((form.text("name"), form.text("number"), form.text("version")), (expected, "2", "4"));
            assert!(form.fields().iter().all(|(name, _)| !name.contains('-') && name != "base_version"));
        }
    }

    #[test]
    fn without_a_choice_the_question_stands() {
        let form = resolve(&answered(&[]));
        assert_eq!((form.text("name"), form.text("version")), ("mine", "1"));
    }

    #[test]
    fn going_back_keeps_what_was_typed() {
        let form = resolve(&answered(&[("choice-name", "theirs"), ("conflict", "back")]));
        assert_eq!((form.text("name"), form.text("number"), form.text("version")), ("mine", "1", "1"));
    }

    #[test]
    fn an_ordinary_form_is_left_alone() {
        let form = Form::from_fields(vec![("yours-truly".into(), "x".into())], Vec::new());
        assert_eq!(resolve(&form).text("yours-truly"), "x");
    }
}
