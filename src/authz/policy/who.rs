//! Who: the roles that a rule names, each with how far it reaches.

use super::Reach::{self, Anywhere, Scope};
use crate::authz::actor::Role::{self, *};

pub(super) const EVERYBODY: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (ExecutiveReader, Anywhere),
    (RegionalDesk, Anywhere),
    (TraAnalyst, Anywhere),
    (DesignatedOfficial, Anywhere),
    (SeniorSecurityProfessional, Anywhere),
    (CpCoordinator, Anywhere),
    (TeamLeader, Anywhere),
    (CpOfficer, Anywhere),
    (AssetCustodian, Anywhere),
    (EntityFocalPoint, Anywhere),
    (RosterManager, Anywhere),
    (RosterAssessor, Anywhere),
    (TrainingCoordinator, Anywhere),
    (Auditor, Anywhere),
    (SystemAdmin, Anywhere),
];
pub(super) const READ_STATIONS: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Scope),
    (TraAnalyst, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (TeamLeader, Scope),
    (CpOfficer, Scope),
    (AssetCustodian, Scope),
    (TrainingCoordinator, Scope),
    (Auditor, Anywhere),
];
pub(super) const READ_PLACES: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Anywhere),
    (TraAnalyst, Anywhere),
    (DesignatedOfficial, Anywhere),
    (SeniorSecurityProfessional, Anywhere),
    (CpCoordinator, Anywhere),
    (TeamLeader, Anywhere),
    (CpOfficer, Anywhere),
    (EntityFocalPoint, Anywhere),
    (Auditor, Anywhere),
];
pub(super) const READ_PEOPLE: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (TrainingCoordinator, Scope),
    (Auditor, Anywhere),
];
pub(super) const WRITE_PEOPLE: &[(Role, Reach)] = &[(PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
pub(super) const READ_PRINCIPALS: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Scope),
    (TraAnalyst, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (EntityFocalPoint, Scope),
    (Auditor, Anywhere),
];
pub(super) const WRITE_PRINCIPALS: &[(Role, Reach)] = &[(PcuOfficer, Scope)];
pub(super) const EMERGENCY: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (RegionalDesk, Anywhere),
    (DesignatedOfficial, Anywhere),
    (SeniorSecurityProfessional, Anywhere),
    (CpCoordinator, Anywhere),
    (TeamLeader, Anywhere),
    (CpOfficer, Anywhere),
];
pub(super) const READ_MOVEMENTS: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Scope),
    (TraAnalyst, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (EntityFocalPoint, Scope),
    (Auditor, Anywhere),
];
pub(super) const PLAN_MOVEMENTS: &[(Role, Reach)] = &[(PcuOfficer, Scope), (CpCoordinator, Scope)];
pub(super) const KEEP_FACTS: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
pub(super) const CLEAR: &[(Role, Reach)] = &[(DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope)];
pub(super) const SEE_BOARD: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (Auditor, Anywhere),
];
pub(super) const KEEP_WATCH: &[(Role, Reach)] =
    &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (RegionalDesk, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
pub(super) const READ_REQUIREMENTS: &[(Role, Reach)] = SEE_BOARD;
pub(super) const READ_INTERIM: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (TeamLeader, Scope),
    (Auditor, Anywhere),
];
// any security role of the station (DESIGN 9.3)
pub(super) const PROTECT_NOW: &[(Role, Reach)] =
    &[(PcuChief, Anywhere), (PcuOfficer, Scope), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope), (TeamLeader, Scope)];
pub(super) const STAFF_TEAMS: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
pub(super) const IMPORT: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Scope)];
pub(super) const ADMINISTER: &[(Role, Reach)] = &[(SystemAdmin, Anywhere)];
pub(super) const READ_ACCOUNTS: &[(Role, Reach)] = &[(SystemAdmin, Anywhere), (PcuChief, Anywhere), (Auditor, Anywhere)];
pub(super) const READ_GRANTS: &[(Role, Reach)] = &[(SystemAdmin, Anywhere), (PcuChief, Anywhere), (SeniorSecurityProfessional, Scope), (Auditor, Anywhere)];
pub(super) const READ_TRAIL: &[(Role, Reach)] = &[(Auditor, Anywhere), (PcuChief, Anywhere)];

pub(super) const READ_RISK: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (RegionalDesk, Scope),
    (TraAnalyst, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (Auditor, Anywhere),
];
pub(super) const WRITE_RISK: &[(Role, Reach)] = &[(TraAnalyst, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
pub(super) const HOLD_RISK: &[(Role, Reach)] =
    &[(PcuChief, Anywhere), (PcuOfficer, Scope), (TraAnalyst, Scope), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
pub(super) const DECIDE_RISK: &[(Role, Reach)] = &[(PcuChief, Anywhere), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope)];
pub(super) const READ_SOURCES: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Scope), (TraAnalyst, Scope)];

// the country context is public: whoever reads risk anywhere reads all of it
pub(super) const READ_CONTEXT: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (RegionalDesk, Anywhere),
    (TraAnalyst, Anywhere),
    (DesignatedOfficial, Anywhere),
    (SeniorSecurityProfessional, Anywhere),
    (CpCoordinator, Anywhere),
    (Auditor, Anywhere),
];
pub(super) const READ_QUALIFICATIONS: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (TrainingCoordinator, Scope),
    (Auditor, Anywhere),
];
pub(super) const WRITE_QUALIFICATIONS: &[(Role, Reach)] =
    &[(PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope), (TrainingCoordinator, Scope)];
pub(super) const KEEP_COURSES: &[(Role, Reach)] = &[(PcuOfficer, Anywhere), (TrainingCoordinator, Anywhere)];
pub(super) const RUN_SESSIONS: &[(Role, Reach)] = &[(PcuOfficer, Scope), (TrainingCoordinator, Scope)];
pub(super) const SUSPEND: &[(Role, Reach)] = &[(PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];

pub(super) const READ_ASSETS: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (AssetCustodian, Scope),
    (Auditor, Anywhere),
];
// who reads both the officer and what the officer has; a custodian reads the lists of custody
pub(super) const READ_OFFICER_CUSTODY: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (Auditor, Anywhere),
];
pub(super) const READ_VEHICLES: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (AssetCustodian, Scope),
    (Auditor, Anywhere),
];
pub(super) const KEEP_VEHICLES: &[(Role, Reach)] = &[(SeniorSecurityProfessional, Scope), (AssetCustodian, Scope), (CpCoordinator, Scope)];
pub(super) const KEEP_ASSETS: &[(Role, Reach)] = &[(SeniorSecurityProfessional, Scope), (AssetCustodian, Scope)];
pub(super) const COUNT_ASSETS: &[(Role, Reach)] = &[(SeniorSecurityProfessional, Scope), (CpCoordinator, Scope), (AssetCustodian, Scope)];
pub(super) const AUTHORIZE_TRANSFERS: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (SeniorSecurityProfessional, Scope)];
pub(super) const LEAD_COUNTS: &[(Role, Reach)] = &[(SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
pub(super) const READ_IN_ASSETS: &[(Role, Reach)] =
    &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (SeniorSecurityProfessional, Scope), (AssetCustodian, Scope)];
// whoever keeps some list; a workbook is its bringer's own
pub(super) const BRING_BACK: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (SeniorSecurityProfessional, Anywhere),
    (CpCoordinator, Anywhere),
    (AssetCustodian, Anywhere),
    (TrainingCoordinator, Anywhere),
];

pub(super) const READ_STANDBY: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (ExecutiveReader, Anywhere),
    (RegionalDesk, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (Auditor, Anywhere),
];
pub(super) const KEEP_STANDBY: &[(Role, Reach)] =
    &[(PcuOfficer, Anywhere), (PcuSupport, Anywhere), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
// Member State units
pub(super) const READ_UNITS: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (Auditor, Anywhere),
];
pub(super) const KEEP_UNITS: &[(Role, Reach)] = &[(PcuOfficer, Anywhere), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
// what is open at a mission's stations; the rows show each reader the stations of their own reach
pub(super) const READ_CLOSING: &[(Role, Reach)] =
    &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (DesignatedOfficial, Anywhere), (SeniorSecurityProfessional, Anywhere), (Auditor, Anywhere)];
pub(super) const READ_EVACUATIONS: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (Auditor, Anywhere),
];
pub(super) const EVACUATE: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope)];
