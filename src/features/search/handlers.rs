//! `/search?q=`.

use axum::response::Response;

use super::model::{self, Kind, Wanted};
use super::queries::{self, HITS};
use super::views::{Group, HitLine, RiskLink, SearchPage};
use crate::actions;
use crate::authz::action::{Authorized, Collection, may};
use crate::authz::routes::Routes;
use crate::features::risk::Levels;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::list::Asked;
use crate::web::page::{self, Shell};

actions! {
    /// Results, or the record itself for a whole reference.
    ShowSearch: Get "/search" => "search.show", Collection, Quiet;
}

pub(super) fn routes() -> Routes {
    Routes::default().get::<ShowSearch, _, _>(show)
}

async fn show(mut auth: Authorized<ShowSearch>) -> Result<Response> {
    let asked = Asked::read(auth.seed.here(), &["q"]);
    let typed = asked.one("q").unwrap_or_default().to_owned();
    let language = auth.language();
    let mut tx = auth.read().await?;
    let wanted = match model::understand(&typed) {
        Wanted::Reference(reference) => match queries::address(&mut tx, &reference).await? {
            Some(url) => return Ok(page::see_other(&url)),
            None => Wanted::Words { only: None, text: reference },
        },
        other => other,
    };
    let mut groups = Vec::new();
    if let Wanted::Words { only, text } = &wanted {
        let pattern = model::pattern(text);
        for kind in Kind::ALL.into_iter().filter(|kind| only.is_none_or(|only| only == *kind) && may(&auth.actor, kind.action())) {
            let hits = queries::hits(&mut tx, kind, &pattern).await?;
            if !hits.is_empty() {
                let officials: Vec<_> = hits.iter().filter_map(|hit| hit.official).collect();
                let levels = if may(&auth.actor, "risk.list") { Levels::today(&mut tx, &officials).await? } else { Levels::default() };
                groups.push(group(language, kind, hits, &levels));
            }
        }
    }
    let note = match &wanted {
        Wanted::Nothing => "search-nothing-typed",
        Wanted::TooShort => "search-too-short",
        Wanted::Words { .. } | Wanted::Reference(_) if groups.is_empty() => "search-nothing-found",
        Wanted::Words { .. } | Wanted::Reference(_) => "",
    };
    page::page(&SearchPage {
        shell: Shell::new(&auth.seed, "search-title"),
        q: typed,
        note: if note.is_empty() { String::new() } else { language.t(note) },
        next: if note == "search-nothing-found" { language.t("search-nothing-found-next") } else { String::new() },
        groups,
    })
}

fn group(language: Language, kind: Kind, hits: Vec<queries::Hit>, levels: &Levels) -> Group {
    let has_more = hits.len() > HITS;
    let noun = match kind {
        Kind::Movement => "movements",
        Kind::Principal => "principals",
        Kind::Officer => "officers",
        Kind::Station => "duty-stations",
        Kind::Place => "places",
        Kind::Firearm => "firearms",
    };
    Group {
        title: language.t(kind.key()),
        hits: hits
            .into_iter()
            .take(HITS)
            .map(|hit| HitLine {
                risk: hit.official.and_then(|official| levels.of(official)).map(|found| RiskLink {
                    level: found.level.number(),
                    word: found.level.word(language),
                    url: format!("/risk-assessments/{}", found.reference),
                }),
                url: format!("/{noun}/{}", hit.reference),
                // A place has no reference that people would read.
                reference: if kind == Kind::Place { String::new() } else { hit.reference },
                label: hit.label,
            })
            .collect(),
        more: if has_more { language.fill("search-more", &[("limit", Hole::Number(HITS as i64))]) } else { String::new() },
    }
}
