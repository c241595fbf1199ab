//! Requests to register: parse, call, show. No rule is written here.

use axum::response::Response;
use uuid::Uuid;

use super::commands::{self, Line, Outcome};
use super::form_page::{FormPage, Shown};
use super::kinds::Kind;
use super::queries::{AT_ONCE, Chosen, chosen};
use super::{AskRegister, Register, prefill};
use crate::authz::action::{Action, Authorized};
use crate::db::Tx;
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
}

async fn shown<A: Action>(auth: &mut Authorized<A>, kind: Kind, asked: &[Uuid], typed: &Typed, refused: Option<&FieldErrors>) -> Result<FormPage> {
    let mut tx = auth.read().await?;
    let stores = kind.stores(&mut tx).await?;
    let marks: Vec<String> = typed.lines.iter().filter_map(|line| line.cells.get(kind.mark()).cloned()).collect();
    let near = kind.near(&mut tx, &marks).await?;
    drop(tx);
    let lacks = match refused {
        Some(errors) => errors.clone(),
        None => commands::lacks(kind, &typed.filled(), auth.now().date_naive()),
    };
    let shown = Shown { kind, asked, lines: &typed.lines, shared: &typed.shared, errors: &lacks, is_refused: refused.is_some(), stores: &stores, near: &near };
    Ok(FormPage::new(&auth.seed, &shown))
}

/// The rows of the page, numbered by the order in which their items were asked for.
fn numbered(asked: &[Uuid], items: Vec<Chosen>, cells: impl Fn(usize, &Chosen) -> Cells) -> Vec<Line> {
    let mut lines: Vec<Line> = items
        .into_iter()
        .filter_map(|item| {
            let number = asked.iter().position(|id| *id == item.id)? + 1;
            Some(Line { number, cells: cells(number, &item), item })
        })
        .collect();
    lines.sort_by_key(|line| line.number);
    lines
}

/// The cells of a row as its book has them, with the only armoury there is.
async fn prefilled(tx: &mut Tx, kind: Kind, asked: &[Uuid], items: Vec<Chosen>) -> Result<Typed> {
    let stores = kind.stores(tx).await?;
    let lines = numbered(asked, items, |_, item| {
        let mut cells = prefill::cells(kind, item);
        let here: Vec<_> = stores.iter().filter(|(_, station, _)| *station == item.station).collect();
        if let (Kind::Firearm, [(reference, ..)]) = (kind, here.as_slice()) {
            cells.insert("armoury", reference.clone());
        }
        cells
    });
    Ok(Typed { lines, shared: Cells::new() })
}

pub async fn ask(mut auth: Authorized<AskRegister>) -> Result<Response> {
    let here = Asked::read(auth.seed.here(), &["item", "kind"]);
    let asked = ids(here.all("item").iter().map(String::as_str));
    let actor = auth.actor.clone();
    let mut tx = auth.read().await?;
    let items = chosen(&mut tx, &actor, &asked).await?;
    let first = asked.iter().find_map(|id| items.iter().find(|item| item.id == *id));
    let kind = here.one("kind").and_then(Kind::of).unwrap_or_else(|| Kind::proposed(first.map_or("", |item| &item.class)));
    let typed = prefilled(&mut tx, kind, &asked, items).await?;
    drop(tx);
    page::page(&shown(&mut auth, kind, &asked, &typed, None).await?)
}

/// The texts of the form; a field that the page does not have is refused.
fn typed(kind: Kind, asked: &[Uuid], items: Vec<Chosen>, form: &Form) -> Result<Typed> {
    let is_known = |name: &str| match name.split_once('-') {
        None => matches!(name, "kind" | "item" | "deed"),
        Some(("all", column)) => kind.shared().any(|known| known.name == column),
        Some((number, column)) => {
            number.parse::<usize>().is_ok_and(|number| (1..=AT_ONCE).contains(&number)) && kind.columns().any(|known| known.name == column)
        }
    };
    if form.fields().iter().any(|(name, _)| !is_known(name)) {
        return Err(AppError::Bad(Message::new("error-form-unknown-field")));
    }
    let lines = numbered(asked, items, |number, item| {
        let own = kind.columns().map(|column| (column.name, form.text(&format!("{number}-{}", column.name)).to_owned()));
        own.chain([("station", item.station.clone())]).collect()
    });
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
    tx.commit(&address).await?;
    let told = if said == "said-property-registered" { outcome.made[0].clone() } else { outcome.made.len().to_string() };
    Ok(page::see_other_saying(&address, said, &told))
}

/// To the record, if one was made; to those that wait; else to the list.
fn leads(kind: Kind, outcome: &Outcome) -> (String, &'static str) {
    match (outcome.made.as_slice(), outcome.waiting.as_slice()) {
        ([only], []) => (kind.url(only), "said-property-registered"),
        (_, []) => ("/property?registered=registered".to_owned(), "said-property-registered-several"),
        (_, waiting) => {
            let items: String = waiting.iter().map(|id| format!("&item={id}")).collect();
            (format!("/property/register?kind={}{items}", kind.code()), "said-property-registered-some")
        }
    }
}
