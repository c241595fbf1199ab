//! A section of an official as the target of an action. A compartment that is refused says whom to ask.

use super::model::is_duty;
use super::queries;
use super::sections::Section;
use crate::authz::action::{Params, Target};
use crate::authz::actor::{Actor, Role};
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::features::principals::queries::{self as principals, Principal};
use crate::i18n::Message;
use crate::web::error::{AppError, Result};

/// The section with this place in [`Section::ALL`].
pub struct Of<const AT: usize> {
    /// Of whom.
    pub principal: Principal,
    /// An emergency reading opens it to the reader.
    pub is_opened: bool,
    owner: String,
}

impl<const AT: usize> Of<AT> {
    /// Which.
    pub const SECTION: Section = Section::ALL[AT];

    fn emergency_url(&self, reason: &str) -> String {
        format!("/emergency-readings/new?record={}&reason={reason}", self.principal.reference)
    }

    /// True if opening it is the reader's duty.
    pub fn is_duty(&self, actor: &Actor) -> bool {
        is_duty(actor, &self.principal.facts(actor).cells.unwrap_or_default())
    }
}

impl<const AT: usize> Target for Of<AT> {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let Some(principal) = principals::by_ref(tx, params.get("ref")).await? else { return Ok(None) };
        let (mut is_opened, mut owner) = (false, String::new());
        if Self::SECTION.is_compartment() {
            is_opened = queries::is_opened(tx, principal.id).await?;
            owner = queries::owner_of(tx, principal.id, Self::SECTION).await?;
        }
        Ok(Some(Self { principal, is_opened, owner }))
    }

    fn facts(&self, actor: &Actor) -> Facts {
        match Self::SECTION.is_compartment() {
            true => Facts { own: self.is_opened, watched: false, ..self.principal.facts(actor) },
            false => self.principal.facts(actor),
        }
    }

    fn subject(&self) -> String {
        self.principal.reference.clone()
    }

    fn cell(&self) -> i32 {
        self.principal.portfolio_cell
    }

    fn refusal(&self, actor: &Actor) -> Option<AppError> {
        let key = match Self::SECTION {
            Section::Routine => "profile-sealed-routine",
            Section::Documents => "profile-sealed-documents",
            Section::Residence => "profile-sealed-residence",
            Section::Family => "profile-sealed-family",
            Section::Medical => "profile-sealed-medical",
            Section::Identity | Section::Contacts | Section::Work | Section::Arrangements | Section::Preferences => return None,
        };
        let message = Message::new(key).with("owner", self.owner.clone());
        let ways = if may_read_in_emergency(actor) { EMERGENCIES } else { &[] };
        Some(AppError::Sealed { message, ways: ways.iter().map(|(code, key)| (Message::new(key), self.emergency_url(code))).collect() })
    }
}

/// Why a record is opened in an emergency, as stored, and its word.
pub const EMERGENCIES: &[(&str, &str)] = &[
    ("attack", "emergency-reason-attack"),
    ("medical", "emergency-reason-medical"),
    ("missing", "emergency-reason-missing"),
    ("accident", "emergency-reason-accident"),
    ("evacuation", "emergency-reason-evacuation"),
    ("lost_contact", "emergency-reason-lost-contact"),
    ("other", "emergency-reason-other"),
];

/// True for security roles and the watch: those who may open a record in an emergency.
fn may_read_in_emergency(actor: &Actor) -> bool {
    const SECURITY: &[Role] = &[
        Role::PcuChief,
        Role::PcuOfficer,
        Role::RegionalDesk,
        Role::DesignatedOfficial,
        Role::SeniorSecurityProfessional,
        Role::CpCoordinator,
        Role::TeamLeader,
        Role::CpOfficer,
    ];
    actor.holds_watch || actor.has(SECURITY)
}
