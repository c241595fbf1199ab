//! The page that shows what would be made of the chosen items, row by row, with what each lacks.

use askama::Template;

use super::commands::Line;
use super::handlers::LINK;
use super::kinds::Kind;
use crate::features::origins;
use crate::features::people::with_ask;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field, FieldErrors, fresh_form_key};
use crate::web::page::{Seed, Shell};
use crate::web::sheet::{Cells, Column, Holds};

/// Where new records may lie: reference, code of the station, name.
pub type Stores = [(String, String, String)];

/// An input of a row: a list of choices, a day, or a line of text.
pub struct Input {
    field: Field,
    choices: Vec<Choice>,
    is_day: bool,
}

/// A record that has the same number, or one that is easily taken for it.
pub struct NearLine {
    url: String,
    reference: String,
    mark: String,
    is_same: bool,
}

pub struct RowForm {
    title: String,
    what: String,
    /// The class in the book, where it is not the kind that is made.
    class: String,
    item_url: String,
    item: String,
    near: Vec<NearLine>,
    /// A record that stands in the register and may be this item, or a new one; no choices where there is none.
    link: Field,
    links: Vec<Choice>,
    inputs: Vec<Input>,
}

#[derive(Template)]
#[template(path = "property_books/register.html")]
pub struct FormPage {
    shell: Shell,
    title: String,
    kind: &'static str,
    kinds: Vec<Choice>,
    form_key: String,
    errors: Vec<ErrorLink>,
    lacking: String,
    left_out: String,
    /// All items that were asked for, in the order that numbers the rows.
    items: Vec<String>,
    shared: Vec<Input>,
    rows: Vec<RowForm>,
    back_url: String,
    deed: String,
    has_several: bool,
}

/// What the page shows.
pub struct Shown<'a> {
    pub kind: Kind,
    /// Every item asked for.
    pub asked: &'a [uuid::Uuid],
    /// Rows with the texts as they were typed.
    pub lines: &'a [Line],
    /// Texts for all rows.
    pub shared: &'a Cells,
    pub errors: &'a FieldErrors,
    /// Somebody sent it, and nothing was made.
    pub is_refused: bool,
    pub stores: &'a Stores,
    pub near: &'a [(String, String, String)],
    /// Those of them that a row may be linked to, with their cells.
    pub linkable: &'a [(String, i32)],
}

impl FormPage {
    pub fn new(seed: &Seed, shown: &Shown<'_>) -> Self {
        let language = seed.language;
        let kind_word = |kind: Kind| language.t(&format!("property-class-{}", kind.code()));
        let lacking = shown.lines.iter().filter(|line| is_lacking(shown, line, language)).count() as i64;
        let left_out = shown.asked.len().saturating_sub(shown.lines.len()) as i64;
        let has_several = shown.lines.len() > 1;
        let shell = Shell::new(seed, "property-register-title");
        Self {
            shell: if shown.is_refused { shell.with_errors() } else { shell },
            title: language.fill("property-register-as", &[("kind", Hole::Text(&kind_word(shown.kind)))]),
            kind: shown.kind.code(),
            kinds: Kind::ALL.into_iter().map(|kind| Choice::new(kind.code(), kind_word(kind), shown.kind.code())).collect(),
            form_key: fresh_form_key(),
            errors: if shown.is_refused { links(shown, language) } else { Vec::new() },
            lacking: if lacking > 0 { language.fill("property-rows-lack", &[("count", Hole::Number(lacking))]) } else { String::new() },
            left_out: if left_out > 0 { language.fill("property-rows-left-out", &[("count", Hole::Number(left_out))]) } else { String::new() },
            items: shown.asked.iter().map(ToString::to_string).collect(),
            shared: if has_several { shown.kind.shared().map(|column| shared_input(language, shown, column)).collect() } else { Vec::new() },
            rows: shown.lines.iter().map(|line| row(language, shown, line)).collect(),
            back_url: "/property?registered=open".to_owned(),
            deed: language.t(if has_several { "property-register-all" } else { "property-register" }),
            has_several,
        }
    }
}

fn is_lacking(shown: &Shown<'_>, line: &Line, language: Language) -> bool {
    shown.kind.columns().any(|column| !shown.errors.of(&line.field(column.name), language).is_empty())
}

/// The error summary names row and field: nine times "must be filled in" tells nobody which.
fn links(shown: &Shown<'_>, language: Language) -> Vec<ErrorLink> {
    let mut links = Vec::new();
    for line in shown.lines {
        let place = origins::place(language, &line.item.sheet, line.item.row);
        for column in shown.kind.columns() {
            let field = line.field(column.name);
            let error = shown.errors.of(&field, language);
            if !error.is_empty() {
                let holes = [("row", Hole::Text(&place)), ("field", Hole::Text(&language.t(column.label))), ("error", Hole::Text(&error))];
                links.push(ErrorLink { text: language.fill("property-row-error", &holes), field });
            }
        }
    }
    links
}

fn shared_input(language: Language, shown: &Shown<'_>, column: &Column) -> Input {
    let value = shown.shared.get(column.name).cloned().unwrap_or_default();
    let stations: Vec<&str> = shown.lines.iter().map(|line| line.item.station.as_str()).collect();
    let field = Field::new(language, &format!("all-{}", column.name), column.label, &value, shown.errors).optional();
    Input { choices: choices(language, column, shown.stores, &stations, &value), is_day: column.holds == Holds::Day, field }
}

fn row(language: Language, shown: &Shown<'_>, line: &Line) -> RowForm {
    let item = &line.item;
    let class = if item.class == shown.kind.code() { String::new() } else { language.t(&format!("property-class-{}", item.class)) };
    let mark = shown.kind.mark();
    let key = crate::features::firearms::serial_key(line.cells.get(mark).map(String::as_str).unwrap_or_default());
    let near: Vec<NearLine> = shown
        .near
        .iter()
        .filter(|(asked, ..)| !key.is_empty() && *asked == key)
        .map(|(_, reference, marked)| NearLine {
            url: shown.kind.url(reference),
            reference: reference.clone(),
            is_same: crate::features::firearms::serial_key(marked) == key,
            mark: marked.clone(),
        })
        .collect();
    RowForm {
        links: links_of(language, shown, line, &near),
        link: Field::new(language, &line.field(LINK), "property-link", &line.record, shown.errors),
        near,
        title: format!("{} {}", item.book, origins::place(language, &item.sheet, item.row)),
        what: [item.item.as_str(), item.make.as_str(), item.model.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        class: if class.is_empty() { class } else { language.fill("property-in-the-book", &[("class", Hole::Text(&class))]) },
        item_url: format!("/property/{}", item.id),
        item: item.id.to_string(),
        inputs: shown.kind.columns().map(|column| input(language, shown, line, column)).collect(),
    }
}

/// A new record, or one of those near this row that may be linked; nothing where none may.
fn links_of(language: Language, shown: &Shown<'_>, line: &Line, near: &[NearLine]) -> Vec<Choice> {
    let is_single = shown.kind == Kind::Equipment || line.item.quantity == 1;
    let fits = |one: &&NearLine| is_single && shown.linkable.iter().any(|(reference, cell)| *reference == one.reference && *cell == line.item.cell);
    let there: Vec<Choice> = near.iter().filter(fits).map(|one| Choice::new(&one.reference, format!("{} {}", one.reference, one.mark), &line.record)).collect();
    if there.is_empty() {
        return there;
    }
    let none_chosen = there.iter().all(|choice| !choice.chosen);
    let anew = Choice { value: String::new(), label: language.t("property-link-none"), chosen: none_chosen, hint: String::new() };
    std::iter::once(anew).chain(there).collect()
}

fn input(language: Language, shown: &Shown<'_>, line: &Line, column: &Column) -> Input {
    let value = line.cells.get(column.name).cloned().unwrap_or_default();
    let mut field = Field::new(language, &line.field(column.name), column.label, &value, shown.errors);
    field.required = !shown.kind.is_optional(column);
    Input { choices: choices(language, column, shown.stores, &[line.item.station.as_str()], &value), is_day: column.holds == Holds::Day, field }
}

/// The choices of a column; empty for a text.
fn choices(language: Language, column: &Column, stores: &Stores, stations: &[&str], current: &str) -> Vec<Choice> {
    match column.holds {
        Holds::OneOf(codes) => {
            let word = |code: &str| language.t(&format!("{}-{}", Kind::words_of(column), code.replace('_', "-")));
            with_ask(language, codes.iter().map(|code| Choice::new(*code, word(code), current)).collect())
        }
        _ if column.name == "armoury" => {
            let here = stores.iter().filter(|(_, station, _)| stations.contains(&station.as_str()));
            with_ask(language, here.map(|(reference, station, name)| Choice::new(reference, format!("{station} {reference} {name}"), current)).collect())
        }
        _ => Vec::new(),
    }
}
