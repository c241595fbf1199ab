//! Requests to register: parse, call, show. No rule is written here.

use axum::response::Response;
use uuid::Uuid;

use super::commands::{self, Line, Outcome};
use super::form_page::{FormPage, Shown};
use super::kinds::Kind;
use super::queries::{AT_ONCE, Chosen, chosen, linkable};
use super::{AskRegister, Register, prefill};
use crate::authz::action::{Action, Authorized};
use crate::db::Tx;
use crate::features::accounts::{draft_of, forget_draft, hold_draft};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};
use crate::web::form::{FieldErrors, Form};
use crate::web::list::Asked;
use crate::web::page;
use crate::web::sheet::Cells;

/// Ids as they were sent, each once, at most as many as a page takes; what is no id is left aside.
pub(super) fn ids<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = Vec::new();
    for id in texts.filter_map(|text| text.trim().parse().ok()) {
        if !ids.contains(&id) && ids.len() < AT_ONCE {
            ids.push(id);
        }
    }
    ids
}

/// The field of a row that names the record it is.
pub(super) const LINK: &str = "link";

/// What somebody typed: texts of each row, and texts for all.
struct Typed {
    lines: Vec<Line>,
    shared: Cells,
}

impl Typed {
    /// The rows with the texts for all where their own are empty.
    fn filled(&self) -> Vec<Line> {
        let mut lines = self.lines.clone();
        for line in &mut lines {
            for (name, text) in &self.shared {
                let own = line.cells.entry(name).or_default();
                if own.trim().is_empty() {
                    *own = text.clone();
                }
            }
        }
        lines
    }

    /// The texts of the rows that wait, under the numbers they will have. One row alone takes those for all with it.
    fn of_waiting(&self, waiting: &[Uuid]) -> Vec<(String, String)> {
        let is_alone = waiting.len() == 1;
        let lines = if is_alone { self.filled() } else { self.lines.clone() };
        let mut fields = Vec::new();
        if !is_alone {
            fields.extend(self.shared.iter().map(|(name, text)| (format!("all-{name}"), text.clone())));
        }
        for line in &lines {
            let Some(at) = waiting.iter().position(|id| *id == line.item.id) else { continue };
            let own = line.cells.iter().filter(|(name, _)| **name != "station");
            fields.extend(own.map(|(name, text)| (format!("{}-{name}", at + 1), text.clone())));
            fields.push((format!("{}-{LINK}", at + 1), line.record.clone()));
        }
        fields
    }
}

async fn shown<A: Action>(auth: &mut Authorized<A>, kind: Kind, asked: &[Uuid], typed: &Typed, refused: Option<&FieldErrors>) -> Result<FormPage> {
    let mut tx = auth.read().await?;
    let stores = kind.stores(&mut tx).await?;
    let marks: Vec<String> = typed.lines.iter().filter_map(|line| line.cells.get(kind.mark()).cloned()).collect();
    let near = kind.near(&mut tx, &marks).await?;
    let references: Vec<String> = near.iter().map(|(_, reference, _)| reference.clone()).collect();
    let linkable = linkable(&mut tx, kind, &references).await?;
    drop(tx);
    let lacks = match refused {
        Some(errors) => errors.clone(),
        None => commands::lacks(kind, &typed.filled(), auth.now().date_naive()),
    };
    let shown = Shown {
        kind,
        asked,
        lines: &typed.lines,
        shared: &typed.shared,
        errors: &lacks,
        is_refused: refused.is_some(),
        stores: &stores,
        near: &near,
        linkable: &linkable,
    };
    Ok(FormPage::new(&auth.seed, &shown))
}

/// The rows of the page, numbered by the order in which their items were asked for.
fn numbered(asked: &[Uuid], items: Vec<Chosen>, cells: impl Fn(usize, &Chosen) -> Cells, record: impl Fn(usize) -> String) -> Vec<Line> {
    let mut lines: Vec<Line> = items
        .into_iter()
        .filter_map(|item| {
            let number = asked.iter().position(|id| *id == item.id)? + 1;
            Some(Line { number, cells: cells(number, &item), record: record(number), item })
        })
        .collect();
    lines.sort_by_key(|line| line.number);
    lines
}

/// The cells of a row as its book has them, with the only armoury there is.
async fn prefilled(tx: &mut Tx, kind: Kind, asked: &[Uuid], items: Vec<Chosen>) -> Result<Typed> {
    let stores = kind.stores(tx).await?;
    let as_in_book = |_: usize, item: &Chosen| -> Cells {
        let mut cells = prefill::cells(kind, item);
        let here: Vec<_> = stores.iter().filter(|(_, station, _)| *station == item.station).collect();
        if let (Kind::Firearm, [(reference, ..)]) = (kind, here.as_slice()) {
            cells.insert("armoury", reference.clone());
        }
        cells
    };
    Ok(Typed { lines: numbered(asked, items, as_in_book, |_| String::new()), shared: Cells::new() })
}

pub async fn ask(mut auth: Authorized<AskRegister>) -> Result<Response> {
    let here = Asked::read(auth.seed.here(), &["item", "kind", "draft"]);
    let asked = ids(here.all("item").iter().map(String::as_str));
    let actor = auth.actor.clone();
    let mut tx = auth.read().await?;
    let items = chosen(&mut tx, &actor, &asked).await?;
    let first = asked.iter().find_map(|id| items.iter().find(|item| item.id == *id));
    let kind = here.one("kind").and_then(Kind::of).unwrap_or_else(|| Kind::proposed(first.map_or("", |item| &item.class)));
    // what waited since somebody sent the others stands as it was typed
    let kept = draft_of(&mut tx, &address_of(kind, &asked)).await?.map(|draft| draft.form()).filter(|form| knows(kind, form));
    let typed = match kept {
        Some(form) => typed(kind, &asked, items, &form)?,
        None => prefilled(&mut tx, kind, &asked, items).await?,
    };
    drop(tx);
    page::page(&shown(&mut auth, kind, &asked, &typed, None).await?)
}

/// True if the page has every field of the form.
fn knows(kind: Kind, form: &Form) -> bool {
    let is_known = |name: &str| match name.split_once('-') {
        None => matches!(name, "kind" | "item" | "deed"),
        Some(("all", column)) => kind.shared().any(|known| known.name == column),
        Some((number, column)) => {
            number.parse::<usize>().is_ok_and(|number| (1..=AT_ONCE).contains(&number)) && (column == LINK || kind.columns().any(|known| known.name == column))
        }
    };
    form.fields().iter().all(|(name, _)| is_known(name))
}

/// The texts of the form; a field that the page does not have is refused.
fn typed(kind: Kind, asked: &[Uuid], items: Vec<Chosen>, form: &Form) -> Result<Typed> {
    if !knows(kind, form) {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let as_typed = |number: usize, item: &Chosen| -> Cells {
        let own = kind.columns().map(|column| (column.name, form.text(&format!("{number}-{}", column.name)).to_owned()));
        own.chain([("station", item.station.clone())]).collect()
    };
    let lines = numbered(asked, items, as_typed, |number| form.text(&format!("{number}-{LINK}")).trim().to_owned());
    let shared = kind.shared().map(|column| (column.name, form.text(&format!("all-{}", column.name)).to_owned())).collect();
    Ok(Typed { lines, shared })
}

pub async fn register(mut auth: Authorized<Register>, form: Form) -> Result<Response> {
    let asked = ids(form.all("item"));
    let kind = Kind::of(form.text("kind")).unwrap_or(Kind::Equipment);
    let actor = auth.actor.clone();
    let mut tx = auth.read().await?;
    let items = chosen(&mut tx, &actor, &asked).await?;
    drop(tx);
    let typed = typed(kind, &asked, items, &form)?;
    let takes_whole_rows = form.text("deed") == "whole";
    let mut tx = auth.write(&form).await?;
    let outcome = commands::register(&mut tx, &actor, kind, &typed.filled()).await?;
    if outcome.made.is_empty() || (!outcome.waiting.is_empty() && !takes_whole_rows) {
        drop(tx);
        return page::unprocessable(&shown(&mut auth, kind, &asked, &typed, Some(&outcome.errors)).await?);
    }
    let (address, said) = leads(kind, &outcome);
    forget_draft(&mut tx, &address_of(kind, &asked)).await?;
    if !outcome.waiting.is_empty() {
        hold_draft(&mut tx, &address, &typed.of_waiting(&outcome.waiting)).await?;
    }
    tx.commit(&address).await?;
    let told = if matches!(said, "said-property-registered" | "said-property-linked") { outcome.made[0].clone() } else { outcome.made.len().to_string() };
    Ok(page::see_other_saying(&address, said, &told))
}

/// To the record, if one was made; to those that wait; else to the list.
fn leads(kind: Kind, outcome: &Outcome) -> (String, &'static str) {
    match (outcome.made.as_slice(), outcome.waiting.as_slice()) {
        ([only], []) => (kind.url(only), if outcome.linked == 1 { "said-property-linked" } else { "said-property-registered" }),
        (_, []) => ("/property?registered=registered".to_owned(), "said-property-registered-several"),
        (_, waiting) => (address_of(kind, waiting), "said-property-registered-some"),
    }
}

/// Address of the page of these items.
fn address_of(kind: Kind, items: &[Uuid]) -> String {
    let items: String = items.iter().map(|id| format!("&item={id}")).collect();
    format!("/property/register?kind={}{items}", kind.code())
}
