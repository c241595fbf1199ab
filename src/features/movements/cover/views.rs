//! What the cover pages print.

use askama::Template;

use super::ground::GroundLine;
use crate::features::movements::model::Cover;
use crate::features::movements::views::Head;
use crate::i18n::{Hole, Language};
use crate::web::form::{Choice, ErrorLink, Field};
use crate::web::page::Shell;

/// Filled and open boxes with their count, as `components/cover.html` prints them.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    /// One for each required post, filled ones first; none if no cover was asked.
    pub boxes: Vec<bool>,
    /// `4/6`.
    pub count: String,
    /// `4 of 6 posts filled`, or `no cover asked`.
    pub words: String,
}

impl Meter {
    /// Cover in words.
    pub fn of(cover: Cover, language: Language) -> Self {
        if !cover.is_asked() {
            return Self { words: language.t("movement-no-cover-asked"), ..Self::default() };
        }
        let holes = [("filled", Hole::Number(i64::from(cover.filled))), ("required", Hole::Number(i64::from(cover.required)))];
        Self {
            boxes: (0..cover.required).map(|n| n < cover.filled).collect(),
            count: format!("{}/{}", cover.filled, cover.required),
            words: language.fill("movement-cover-words", &holes),
        }
    }
}

/// A column of the grid: a leg.
#[derive(Debug, Clone)]
pub struct LegColumn {
    /// `Leg 2` or the route alone.
    pub title: String,
    /// Departure.
    pub departs: String,
    /// Its cover.
    pub cover: Meter,
    /// True if a required post is open.
    pub is_open: bool,
}

/// A row of the grid: a post over the legs.
#[derive(Debug, Clone)]
pub struct PostRow {
    /// `Team leader 1`.
    pub title: String,
    /// One cell for each leg.
    pub cells: Vec<Cell>,
}

/// A post on a leg.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// False where the leg has no such post.
    pub is_asked: bool,
    /// Title of the leg, for narrow screens.
    pub leg: String,
    /// Name of the officer; a word if the reader may not see them; empty if open.
    pub name: String,
    /// True if nobody fills it.
    pub is_open: bool,
    /// True if it may stay open.
    pub is_optional: bool,
    /// Where it is filled or changed; empty if the reader may not.
    pub url: String,
    /// Reason of a post beyond the posture.
    pub reason: String,
}

/// The grid.
#[derive(Template)]
#[template(path = "movements/cover.html")]
pub struct CoverPage {
    pub(super) shell: Shell,
    pub(super) head: Head,
    pub(super) errors: Vec<ErrorLink>,
    pub(super) posture: String,
    pub(super) grounds: Vec<GroundLine>,
    pub(super) protect_url: String,
    pub(super) legs: Vec<LegColumn>,
    pub(super) rows: Vec<PostRow>,
    pub(super) can_plan: bool,
    pub(super) form_key: String,
    pub(super) role: Field,
    pub(super) roles: Vec<Choice>,
    pub(super) leg: Field,
    pub(super) leg_choices: Vec<Choice>,
    pub(super) required: Field,
    pub(super) reason: Field,
}

/// Somebody for a post.
#[derive(Debug, Clone)]
pub struct CandidateRow {
    /// Their reference.
    pub reference: String,
    /// Their name.
    pub name: String,
    /// Category and station.
    pub about: String,
    /// Kind of sign.
    pub kind: &'static str,
    /// Whether they can, and why not.
    pub why: String,
    /// True if the post may be filled with them.
    pub is_free: bool,
    /// True for whoever fills it now.
    pub is_now: bool,
}

/// The picker.
#[derive(Template)]
#[template(path = "movements/picker.html")]
pub struct PickerPage {
    pub(super) shell: Shell,
    pub(super) head: Head,
    pub(super) errors: Vec<ErrorLink>,
    pub(super) title: String,
    pub(super) grounds: Vec<GroundLine>,
    pub(super) protect_url: String,
    pub(super) leg: String,
    pub(super) url: String,
    pub(super) back_url: String,
    pub(super) form_key: String,
    pub(super) now: String,
    pub(super) now_ref: String,
    pub(super) search: Field,
    pub(super) rows: Vec<CandidateRow>,
    pub(super) can_fill: bool,
    pub(super) can_release: bool,
    pub(super) can_plan: bool,
    pub(super) reason: Field,
}
