//! What many pages have in common, rendered by one function each: the frame, the controls of forms, the parts of lists
//! and records. The macros of `templates/components` call these; a macro with the markup itself would be written out
//! anew in every page that uses it.

use askama::Template;

use super::{Shell, Tab};
use crate::web::form::{Choice, ErrorLink, Field};
use crate::web::list::{Column, FilterTag, Pager};

macro_rules! parts {
    ($($name:ident $path:literal { $($field:ident: $type:ty),* })*) => {
        $(
            #[derive(Template)]
            #[template(path = $path)]
            pub struct $name<'a> {
                $($field: $type,)*
            }
            impl askama::filters::HtmlSafe for $name<'_> {}
        )*
    };
}

parts! {
    Opening "parts/opening.html" { shell: &'a Shell }
    Top "parts/top.html" { shell: &'a Shell }
    Bottom "parts/bottom.html" { shell: &'a Shell }
    SheetOpening "parts/sheet_opening.html" { shell: &'a Shell, paper: &'a str, printed: &'a str }
    Line "parts/box.html" {
        shell: &'a Shell, f: &'a Field, wide: &'a str, autocomplete: &'a str, inputmode: &'a str, kind: &'a str, longest: &'a str, dir: &'a str
    }
    Lines "parts/area.html" { shell: &'a Shell, f: &'a Field, rows: &'a str }
    Select "parts/select.html" { shell: &'a Shell, f: &'a Field, choices: &'a [Choice] }
    Picks "parts/picks.html" { shell: &'a Shell, f: &'a Field, choices: &'a [Choice], kind: &'a str }
    Check "parts/check.html" { shell: &'a Shell, f: &'a Field }
    ErrorSummary "parts/errors.html" { shell: &'a Shell, errors: &'a [ErrorLink] }
    Buttons "parts/buttons.html" { shell: &'a Shell, deed: &'a str, back_url: &'a str }
    Row "parts/row.html" { shell: &'a Shell, label: &'a str, value: &'a str, change_url: &'a str }
    Tabs "parts/tabs.html" { shell: &'a Shell, tabs: &'a [Tab] }
    Heads "parts/heads.html" { columns: &'a [Column] }
    Applied "parts/applied.html" { shell: &'a Shell, tags: &'a [FilterTag], clear_url: &'a str }
    Pages "parts/pager.html" { shell: &'a Shell, p: &'a Pager }
    Exports "parts/exports.html" { shell: &'a Shell, csv_url: &'a str, xlsx_url: &'a str }
    Empty "parts/empty.html" { title: &'a str, text: &'a str, url: &'a str, label: &'a str }
    Tag "parts/tag.html" { kind: &'a str, word: &'a str }
}

/// A state in words.
pub fn tag<'a>(kind: &'a str, word: &'a str) -> Tag<'a> {
    Tag { kind, word }
}

/// The frame of a page, and what forms, lists and records are made of; the words of the components say what each is.
impl Shell {
    pub fn opening(&self) -> Opening<'_> {
        Opening { shell: self }
    }

    pub fn top(&self) -> Top<'_> {
        Top { shell: self }
    }

    pub fn bottom(&self) -> Bottom<'_> {
        Bottom { shell: self }
    }

    pub fn sheet_opening<'a>(&'a self, paper: &'a str, printed: &'a str) -> SheetOpening<'a> {
        SheetOpening { shell: self, paper, printed }
    }

    pub fn line<'a>(&'a self, f: &'a Field, wide: &'a str, autocomplete: &'a str, inputmode: &'a str, kind: &'a str) -> Line<'a> {
        Line { shell: self, f, wide, autocomplete, inputmode, kind, longest: "", dir: "auto" }
    }

    pub fn date<'a>(&'a self, f: &'a Field) -> Line<'a> {
        Line { shell: self, f, wide: "w-s", autocomplete: "off", inputmode: "text", kind: "text", longest: "", dir: "ltr" }
    }

    pub fn time<'a>(&'a self, f: &'a Field) -> Line<'a> {
        Line { shell: self, f, wide: "w-xs", autocomplete: "off", inputmode: "numeric", kind: "text", longest: "5", dir: "ltr" }
    }

    pub fn lines<'a>(&'a self, f: &'a Field, rows: &'a str) -> Lines<'a> {
        Lines { shell: self, f, rows }
    }

    pub fn select<'a>(&'a self, f: &'a Field, choices: &'a [Choice]) -> Select<'a> {
        Select { shell: self, f, choices }
    }

    pub fn picks<'a>(&'a self, f: &'a Field, choices: &'a [Choice], kind: &'a str) -> Picks<'a> {
        Picks { shell: self, f, choices, kind }
    }

    pub fn check<'a>(&'a self, f: &'a Field) -> Check<'a> {
        Check { shell: self, f }
    }

    pub fn error_summary<'a>(&'a self, errors: &'a [ErrorLink]) -> ErrorSummary<'a> {
        ErrorSummary { shell: self, errors }
    }

    pub fn buttons<'a>(&'a self, deed: &'a str, back_url: &'a str) -> Buttons<'a> {
        Buttons { shell: self, deed, back_url }
    }

    pub fn row<'a>(&'a self, label: &'a str, value: &'a str, change_url: &'a str) -> Row<'a> {
        Row { shell: self, label, value, change_url }
    }

    pub fn tabs<'a>(&'a self, tabs: &'a [Tab]) -> Tabs<'a> {
        Tabs { shell: self, tabs }
    }

    pub fn heads<'a>(&self, columns: &'a [Column]) -> Heads<'a> {
        Heads { columns }
    }

    pub fn applied<'a>(&'a self, tags: &'a [FilterTag], clear_url: &'a str) -> Applied<'a> {
        Applied { shell: self, tags, clear_url }
    }

    pub fn pager<'a>(&'a self, p: &'a Pager) -> Pages<'a> {
        Pages { shell: self, p }
    }

    pub fn exports<'a>(&'a self, csv_url: &'a str, xlsx_url: &'a str) -> Exports<'a> {
        Exports { shell: self, csv_url, xlsx_url }
    }

    pub fn empty<'a>(&self, title: &'a str, text: &'a str, url: &'a str, label: &'a str) -> Empty<'a> {
        Empty { title, text, url, label }
    }
}
