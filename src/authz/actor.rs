//! Who acts: an account with its grants in force. Made only from a live session.

use serde::Deserialize;

use crate::db::Ctx;
use crate::db::ids::OfficerId;
use crate::i18n::Language;

/// The roles of domain.md 6.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chief of PCU or delegate.
    PcuChief,
    /// Protection Coordination Officer.
    PcuOfficer,
    /// PCU administrative staff.
    PcuSupport,
    /// Director and office above.
    ExecutiveReader,
    /// Regional desk officer.
    RegionalDesk,
    /// Threat and risk analyst.
    TraAnalyst,
    /// Designated Official or named delegate.
    DesignatedOfficial,
    /// PSA, CSA, SA, CSO and deputies.
    SeniorSecurityProfessional,
    /// Head of a close protection unit.
    CpCoordinator,
    /// Leader of one team.
    TeamLeader,
    /// Member of a team.
    CpOfficer,
    /// Armourer, vehicle or equipment keeper.
    AssetCustodian,
    /// Focal point in a UN entity.
    EntityFocalPoint,
    /// HR partner running a campaign.
    RosterManager,
    /// Subject-matter expert.
    RosterAssessor,
    /// Training focal point.
    TrainingCoordinator,
    /// Oversight.
    Auditor,
    /// Technical operator.
    SystemAdmin,
}

impl Role {
    /// All eighteen, in the order of the matrix.
    pub const ALL: [Role; 18] = [
        Role::PcuChief,
        Role::PcuOfficer,
        Role::PcuSupport,
        Role::ExecutiveReader,
        Role::RegionalDesk,
        Role::TraAnalyst,
        Role::DesignatedOfficial,
        Role::SeniorSecurityProfessional,
        Role::CpCoordinator,
        Role::TeamLeader,
        Role::CpOfficer,
        Role::AssetCustodian,
        Role::EntityFocalPoint,
        Role::RosterManager,
        Role::RosterAssessor,
        Role::TrainingCoordinator,
        Role::Auditor,
        Role::SystemAdmin,
    ];

    /// The code in tables, on the command line and in the printed policy.
    pub fn code(self) -> &'static str {
        match self {
            Role::PcuChief => "pcu_chief",
            Role::PcuOfficer => "pcu_officer",
            Role::PcuSupport => "pcu_support",
            Role::ExecutiveReader => "executive_reader",
            Role::RegionalDesk => "regional_desk",
            Role::TraAnalyst => "tra_analyst",
            Role::DesignatedOfficial => "designated_official",
            Role::SeniorSecurityProfessional => "senior_security_professional",
            Role::CpCoordinator => "cp_coordinator",
            Role::TeamLeader => "team_leader",
            Role::CpOfficer => "cp_officer",
            Role::AssetCustodian => "asset_custodian",
            Role::EntityFocalPoint => "entity_focal_point",
            Role::RosterManager => "roster_manager",
            Role::RosterAssessor => "roster_assessor",
            Role::TrainingCoordinator => "training_coordinator",
            Role::Auditor => "auditor",
            Role::SystemAdmin => "system_admin",
        }
    }

    /// The role of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Kinds of scope a grant of this role may have (domain.md 6.1).
    pub fn scope_kinds(self) -> &'static [&'static str] {
        match self {
            Role::PcuOfficer => &["portfolio"],
            Role::RegionalDesk => &["region"],
            Role::TraAnalyst => &["region", "global"],
            Role::DesignatedOfficial => &["country"],
            Role::SeniorSecurityProfessional => &["station", "country"],
            Role::CpCoordinator | Role::TeamLeader | Role::CpOfficer | Role::AssetCustodian => &["station"],
            Role::EntityFocalPoint => &["entity"],
            Role::TrainingCoordinator => &["global", "station"],
            Role::PcuChief | Role::PcuSupport | Role::ExecutiveReader | Role::RosterManager | Role::RosterAssessor | Role::Auditor | Role::SystemAdmin => {
                &["global"]
            }
        }
    }
}

/// A role held at a scope, in force now.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// `global`, `portfolio`, `region`, `country`, `station`, `entity`.
    pub scope_kind: String,
    /// Code of the scope; empty for global.
    pub scope_code: String,
    /// Its cells; empty for global, which covers all.
    pub cells: Vec<i32>,
}

impl Grant {
    /// True if the grant covers one of these cells.
    pub fn covers(&self, cells: &[i32]) -> bool {
        self.scope_kind == "global" || cells.iter().any(|cell| self.cells.contains(cell))
    }
}

/// What may be lent: a kind of approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// Decisions on risk assessments and their extensions.
    Risk,
    /// Approval of protection requirements.
    Requirement,
    /// Approval of protection profiles.
    Profile,
}

impl Authority {
    /// All three.
    pub const ALL: [Authority; 3] = [Authority::Risk, Authority::Requirement, Authority::Profile];

    /// The code in tables and in the printed policy.
    pub fn code(self) -> &'static str {
        match self {
            Authority::Risk => "risk",
            Authority::Requirement => "requirement",
            Authority::Profile => "profile",
        }
    }

    /// The authority of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|authority| authority.code() == code)
    }
}

/// An authority that somebody else lent, in force now. It counts for the lines of the rule table that name it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Lent {
    /// Which.
    pub authority: Authority,
    /// The right it rests on.
    #[serde(flatten)]
    pub grant: Grant,
    /// The person who lent it.
    pub delegator: uuid::Uuid,
}

/// A signed-in person, or a job, with what they may do.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Binds transactions to them.
    pub ctx: Ctx,
    /// Sign-in name.
    pub username: String,
    /// Name shown beside their acts.
    pub display_name: String,
    /// Their officer record, if linked.
    pub officer: Option<OfficerId>,
    /// Grants in force.
    pub grants: Vec<Grant>,
    /// What others lent them, in force now.
    pub lent: Vec<Lent>,
    /// True while they hold a watch they signed for.
    pub holds_watch: bool,
    /// Cells of that watch's scopes are part of what they reach; the kind of session: `web`, `wall`, `command`, `job`.
    pub session_kind: String,
    /// Emergency readings: `open E-…` their own, `alarm E-…` those they are to look at.
    pub emergencies: Vec<String>,
    /// Language of their pages.
    pub language: Language,
    /// Theme, density and keys as they prefer them.
    pub preferences: Preferences,
}

/// How a person wants pages to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// "" follows the system.
    pub theme: String,
    /// `compact`, `standard`, `touch`.
    pub density: String,
    /// Single keys on.
    pub keys: bool,
}

impl Actor {
    /// True if a grant in force has one of these roles, at whatever scope.
    pub fn has(&self, roles: &[Role]) -> bool {
        self.grants.iter().any(|grant| roles.contains(&grant.role))
    }

    /// The human being, for rules that look at the person and not the role (INV-05).
    pub fn person(&self) -> uuid::Uuid {
        self.officer.map_or(self.ctx.account.0, |officer| officer.0)
    }
}
