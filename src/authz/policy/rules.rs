//! The rule table: one line an action. Without a line, the answer is no.

use super::Reach::{self, Anywhere, Scope};
use super::Rule;
use super::who::*;
use crate::authz::actor::Authority::{self, *};
use crate::authz::actor::Role::{self, *};

const APPROVALS: &[Authority] = &[Risk, Requirement, Profile];

const fn rule(action: &'static str, allow: &'static [(Role, Reach)]) -> Rule {
    Rule { action, allow, own: false, watch: false, touching: false, not_author: false, lent: &[] }
}

impl Rule {
    const fn own(mut self) -> Self {
        self.own = true;
        self
    }
    const fn watch(mut self) -> Self {
        self.watch = true;
        self
    }
    const fn touching(mut self) -> Self {
        self.touching = true;
        self
    }
    const fn not_author(mut self) -> Self {
        self.not_author = true;
        self
    }
    const fn lent(mut self, authorities: &'static [Authority]) -> Self {
        self.lent = authorities;
        self
    }
}

/// The rule table. Without a line here, the answer is no.
pub const RULES: &[Rule] = &[
    // everyone who is signed in
    rule("home.show", EVERYBODY).own().watch(),
    rule("today.show", EVERYBODY).own().watch(),
    // which leg one may report on is decided by movement.report
    rule("today.report", EVERYBODY).own().watch(),
    rule("me.show", EVERYBODY).own().watch(),
    rule("me.preferences", EVERYBODY).own().watch(),
    rule("me.password", EVERYBODY).own().watch(),
    rule("me.sessions", EVERYBODY).own().watch(),
    rule("me.end-session", EVERYBODY).own().watch(),
    rule("me.stay", EVERYBODY).own().watch(),
    rule("me.drafts", EVERYBODY).own().watch(),
    rule("me.keep-draft", EVERYBODY).own().watch(),
    rule("me.discard-draft", EVERYBODY).own().watch(),
    rule("search.show", EVERYBODY).own().watch(),
    rule("stream.open", EVERYBODY).own().watch(),
    rule("page.unknown", EVERYBODY).own().watch(),
    // accounts and grants
    rule("account.list", READ_ACCOUNTS),
    rule("account.show", READ_ACCOUNTS),
    rule("account.create", ADMINISTER),
    rule("account.edit", ADMINISTER),
    rule("account.disable", ADMINISTER),
    rule("account.invite", ADMINISTER),
    rule("account.confirm-reset", &[(SystemAdmin, Anywhere), (PcuChief, Anywhere)]).not_author(),
    rule("account.history", READ_ACCOUNTS),
    rule("grant.list", READ_GRANTS),
    rule("grant.show", READ_GRANTS).own(),
    rule("grant.ask", ADMINISTER),
    // the door of an answer; which of the two lines below must hold is in authz/two_person.rs
    rule("grant.answer", &[(PcuChief, Anywhere), (SeniorSecurityProfessional, Scope)]).not_author(),
    rule("grant.decide-station", &[(SeniorSecurityProfessional, Scope)]).not_author(),
    rule("grant.decide", &[(PcuChief, Anywhere)]).not_author(),
    rule("grant.end", &[(SystemAdmin, Anywhere), (PcuChief, Anywhere), (SeniorSecurityProfessional, Scope)]),
    // delegation of approval; only a right of one's own is delegated
    rule("delegation.list", READ_RISK).own().lent(APPROVALS),
    rule("delegation.show", READ_RISK).own(),
    rule("delegation.history", READ_RISK).own(),
    rule("delegation.create", &[(PcuChief, Anywhere), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope)]),
    rule("delegation.end", &[(PcuChief, Anywhere)]).own(),
    // stations and places
    rule("station.list", READ_STATIONS).watch(),
    rule("station.show", READ_STATIONS).watch(),
    rule("station.history", READ_STATIONS),
    rule("station.create", &[(PcuChief, Anywhere), (SystemAdmin, Anywhere)]),
    rule("station.edit", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)]),
    rule("station.numbers", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)]),
    rule("place.list", READ_PLACES).own().watch(),
    rule("place.show", READ_PLACES).own().watch(),
    rule("place.create", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (SeniorSecurityProfessional, Anywhere), (CpCoordinator, Anywhere)]),
    rule("place.history", READ_PLACES),
    rule("country.list", READ_PLACES),
    rule("country.show", READ_PLACES),
    rule("country.history", READ_PLACES),
    rule("country.edit", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere)]),
    rule("place.import", IMPORT),
    // people
    rule("officer.list", READ_PEOPLE).watch(),
    rule("officer.show", READ_PEOPLE).own().watch(),
    rule("officer.history", READ_PEOPLE).own(),
    rule("officer.create", WRITE_PEOPLE),
    rule("officer.edit", WRITE_PEOPLE),
    rule("officer.merge", WRITE_PEOPLE),
    rule("officer.void", WRITE_PEOPLE),
    rule("availability.add", WRITE_PEOPLE).own(),
    rule("availability.void", WRITE_PEOPLE),
    // senior officials
    rule("principal.list", READ_PRINCIPALS).lent(&[Profile]),
    rule("principal.show", READ_PRINCIPALS).own().watch().lent(&[Profile]),
    rule("principal.history", READ_PRINCIPALS),
    rule("principal.create", WRITE_PRINCIPALS),
    rule("principal.edit", WRITE_PRINCIPALS),
    rule("principal.merge", WRITE_PRINCIPALS),
    rule("principal.void", WRITE_PRINCIPALS),
    // interim protection
    rule("interim.list", READ_INTERIM).watch(),
    rule("interim.show", READ_INTERIM).watch(),
    rule("interim.history", READ_INTERIM),
    rule("interim.start", PROTECT_NOW).watch(),
    rule("interim.confirm", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope)]).not_author(),
    rule("interim.end", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)]),
    // requirements (WF-3)
    rule("requirement.list", READ_REQUIREMENTS).own().lent(&[Requirement]),
    rule("requirement.show", READ_REQUIREMENTS).own().lent(&[Requirement]),
    rule("requirement.history", READ_REQUIREMENTS).lent(&[Requirement]),
    rule("requirement.print", READ_REQUIREMENTS).own().lent(&[Requirement]),
    rule("requirement.create", &[(PcuOfficer, Scope), (CpCoordinator, Scope)]),
    rule("requirement.edit", &[(PcuOfficer, Scope), (CpCoordinator, Scope)]),
    rule("requirement.validate", &[(PcuOfficer, Scope)]).not_author(),
    rule("requirement.return", &[(PcuChief, Anywhere), (PcuOfficer, Scope)]).lent(&[Requirement]),
    rule("requirement.approve", &[(PcuChief, Anywhere)]).not_author().lent(&[Requirement]),
    rule("requirement.refuse", &[(PcuChief, Anywhere)]).lent(&[Requirement]),
    rule("requirement.answer", &[(PcuChief, Anywhere), (PcuOfficer, Scope)]),
    rule("requirement.review", &[(PcuChief, Anywhere), (PcuOfficer, Scope)]),
    rule("requirement.reduce", &[(PcuChief, Anywhere), (PcuOfficer, Scope)]),
    rule("requirement.end", &[(PcuChief, Anywhere)]),
    rule("requirement.carry-over", STAFF_TEAMS),
    // teams and days of duty
    rule("team.list", READ_REQUIREMENTS).own(),
    rule("team.show", READ_REQUIREMENTS).own(),
    rule("team.history", READ_REQUIREMENTS),
    rule("team.print", READ_REQUIREMENTS).own(),
    rule("team.create", STAFF_TEAMS),
    // the leader, by the post held and not by the role
    rule("team.accept", &[]).own(),
    rule("team.staff", STAFF_TEAMS),
    rule("assignment.answer", STAFF_TEAMS).own(),
    rule("assignment.end", STAFF_TEAMS),
    rule("assignment.replace", STAFF_TEAMS),
    rule("duty.plan", STAFF_TEAMS),
    // protection profiles (WF-1); which step the door of advance leads to, the step says
    rule("profile.show", READ_PRINCIPALS).own().watch().lent(&[Profile]),
    rule("profile.edit", WRITE_PRINCIPALS),
    rule("profile.photo", READ_PRINCIPALS).own().watch(),
    rule("profile.edit-photo", WRITE_PRINCIPALS),
    rule("profile.begin", WRITE_PRINCIPALS),
    rule("profile.advance", &[(PcuChief, Anywhere), (PcuOfficer, Scope)]).lent(&[Profile]),
    rule("profile.submit", WRITE_PRINCIPALS),
    rule("profile.return", &[(PcuChief, Anywhere), (PcuOfficer, Scope)]).not_author().lent(&[Profile]),
    rule("profile.approve", &[(PcuChief, Anywhere)]).not_author().lent(&[Profile]),
    rule("profile.suspend", &[(PcuChief, Anywhere)]),
    rule("profile.archive", &[(PcuChief, Anywhere)]),
    rule("profile.access", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (Auditor, Anywhere)]),
    // compartments (K1 to K3); own is an emergency reading
    rule("residence.open", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (CpCoordinator, Scope)]).own(),
    rule("residence.edit", &[(PcuOfficer, Scope), (CpCoordinator, Scope)]),
    rule("family.open", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (CpCoordinator, Scope)]).own(),
    rule("family.edit", &[(PcuOfficer, Scope)]),
    rule("routine.open", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (CpCoordinator, Scope)]).own(),
    rule("routine.edit", &[(PcuOfficer, Scope)]),
    rule("documents.open", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (CpCoordinator, Scope)]).own(),
    rule("documents.edit", &[(PcuOfficer, Scope)]),
    rule("medical.open", &[(PcuOfficer, Scope)]).own(),
    rule("medical.edit", &[(PcuOfficer, Scope)]),
    // attestation: the focal point says, an officer decides
    rule("attestation.list", READ_PRINCIPALS),
    rule("attestation.show", READ_PRINCIPALS),
    rule("attestation.create", &[(PcuOfficer, Scope), (EntityFocalPoint, Scope)]),
    rule("attestation.enter", WRITE_PRINCIPALS),
    rule("attestation.issue-code", WRITE_PRINCIPALS),
    rule("attestation.decide", WRITE_PRINCIPALS).not_author(),
    // emergency reading (DESIGN 9.7)
    rule("emergency.search", EMERGENCY).watch(),
    rule("emergency.open", EMERGENCY).watch(),
    rule("emergency.list", EVERYBODY).own().watch(),
    rule("emergency.show", &[(PcuChief, Anywhere), (Auditor, Anywhere)]).own(),
    rule("emergency.sheet", &[]).own(),
    rule("emergency.close", &[(PcuChief, Anywhere)]).own(),
    rule("emergency.seen", &[(PcuChief, Anywhere)]).own(),
    rule("emergency.review", &[(PcuChief, Anywhere)]).not_author(),
    // risk assessments (WF-2)
    rule("risk.list", READ_RISK).lent(&[Risk, Requirement]),
    rule("risk.show", READ_RISK).lent(&[Risk, Requirement]),
    rule("risk.history", READ_RISK).lent(&[Risk]),
    rule("risk.readers", READ_RISK).lent(&[Risk]),
    rule("risk.print", READ_RISK).lent(&[Risk]),
    // strictly confidential ones open for fewer: the wall of the table
    rule("risk.open-attachment", READ_RISK).lent(&[Risk]),
    rule("risk.attach", HOLD_RISK),
    rule("risk.of-official", READ_RISK).lent(&[Risk, Requirement]),
    // the origin of a threat (K6)
    rule("risk.sources", READ_SOURCES),
    rule("risk.write", WRITE_RISK),
    rule("risk.register", HOLD_RISK),
    rule("risk.confirm", HOLD_RISK).not_author(),
    rule("risk.carry-out", HOLD_RISK),
    rule("risk.comment", HOLD_RISK),
    rule("risk.review", &[(PcuOfficer, Scope)]).not_author(),
    rule("risk.decide", DECIDE_RISK).not_author().lent(&[Risk]),
    rule("risk.ask-extension", HOLD_RISK),
    rule("risk.extend", DECIDE_RISK).lent(&[Risk]),
    // that a change was read: one's own notices only
    rule("risk.mark-read", EVERYBODY).own(),
    rule("risk-request.list", READ_RISK),
    rule("risk-request.show", READ_RISK),
    rule("risk-request.create", HOLD_RISK),
    rule("risk-request.close", HOLD_RISK),
    // country context: a reading aid
    rule("context.show", READ_CONTEXT).lent(&[Risk, Requirement]),
    rule("context.import", IMPORT),
    // qualifications and fitness (INV-14 to 16)
    rule("qualification.list", READ_QUALIFICATIONS).own(),
    rule("qualification.of-officer", READ_QUALIFICATIONS).own(),
    rule("qualification.show", READ_QUALIFICATIONS).own(),
    // an officer enters the own paper; somebody else verifies it
    rule("qualification.create", WRITE_QUALIFICATIONS).own(),
    rule("qualification.verify", WRITE_QUALIFICATIONS).not_author(),
    rule("qualification.void", WRITE_QUALIFICATIONS),
    rule("suspension.order", SUSPEND),
    rule("suspension.lift", SUSPEND).not_author(),
    rule("arming.show", READ_STATIONS),
    rule("arming.edit", &[(PcuOfficer, Scope), (SeniorSecurityProfessional, Scope)]),
    // armouries and firearms (WF-7)
    rule("armoury.list", READ_ASSETS),
    rule("armoury.show", READ_ASSETS),
    rule("armoury.create", KEEP_ASSETS),
    rule("armoury.edit", KEEP_ASSETS),
    rule("armoury.approve", &[(SeniorSecurityProfessional, Scope)]).not_author(),
    rule("firearm.list", READ_ASSETS).own(),
    rule("firearm.show", READ_ASSETS).own(),
    rule("firearm.create", KEEP_ASSETS),
    rule("firearm.edit", KEEP_ASSETS),
    rule("firearm.state", KEEP_ASSETS),
    rule("firearm.inspect", KEEP_ASSETS),
    rule("firearm.permit", KEEP_ASSETS),
    // custody: the officer who takes or gives back signs, by the act and not by the role
    rule("custody.list", READ_ASSETS).own(),
    rule("custody.show", READ_ASSETS).own(),
    rule("custody.prepare", KEEP_ASSETS),
    rule("custody.move", KEEP_ASSETS),
    rule("custody.destroy", KEEP_ASSETS),
    rule("custody.sign", KEEP_ASSETS).own().not_author(),
    rule("custody.override", &[(SeniorSecurityProfessional, Scope)]).not_author(),
    rule("custody.withdraw", KEEP_ASSETS).own(),
    // joint count at the change of armourer
    rule("joint-count.show", READ_ASSETS),
    rule("joint-count.prepare", KEEP_ASSETS),
    rule("joint-count.sign", KEEP_ASSETS).not_author(),
    rule("joint-count.withdraw", KEEP_ASSETS),
    // property books of others
    rule("property.list", READ_ASSETS),
    rule("property.show", READ_ASSETS),
    rule("property.import", READ_IN_ASSETS),
    rule("property.settle", READ_IN_ASSETS),
    rule("property.void", READ_IN_ASSETS),
    // workbooks: one's own; what a row may change is decided by the action of its record
    rule("workbook.list", BRING_BACK),
    rule("workbook.show", BRING_BACK),
    rule("workbook.create", BRING_BACK),
    rule("workbook.apply", BRING_BACK),
    // ammunition: lots, and the acts that move rounds (INV-19 to 23)
    rule("ammunition.list", READ_ASSETS).own(),
    rule("ammunition.show", READ_ASSETS).own(),
    rule("ammunition.create", KEEP_ASSETS),
    rule("ammunition.edit", KEEP_ASSETS),
    rule("ammunition.suspend", KEEP_ASSETS),
    rule("ammunition.lift", KEEP_ASSETS).not_author(),
    rule("ammunition.minimums", READ_ASSETS),
    rule("ammunition.set-minimum", KEEP_ASSETS),
    rule("rounds.list", READ_ASSETS).own(),
    rule("rounds.show", READ_ASSETS).own(),
    rule("rounds.prepare", KEEP_ASSETS),
    rule("rounds.sign", KEEP_ASSETS).own().not_author(),
    rule("rounds.withdraw", KEEP_ASSETS).own(),
    rule("rounds.reverse", KEEP_ASSETS),
    // stock counts (INV-23): led by one who does not keep the armoury, which the database knows
    rule("count.list", READ_ASSETS),
    rule("count.show", READ_ASSETS),
    rule("count.sheet", READ_ASSETS),
    rule("count.open", COUNT_ASSETS),
    rule("count.lead", LEAD_COUNTS),
    rule("count.sign", COUNT_ASSETS).not_author(),
    rule("count.withdraw", COUNT_ASSETS),
    rule("discrepancy.list", READ_ASSETS),
    rule("discrepancy.show", READ_ASSETS),
    rule("discrepancy.investigate", &[(SeniorSecurityProfessional, Scope)]),
    rule("discrepancy.close", &[(PcuChief, Anywhere)]).not_author(),
    // transfers between stations (WF-7): whose end a step is at follows from its target
    rule("transfer.list", READ_ASSETS),
    rule("transfer.show", READ_ASSETS),
    rule("transfer.create", COUNT_ASSETS),
    rule("transfer.edit", COUNT_ASSETS),
    rule("transfer.authorize", AUTHORIZE_TRANSFERS).not_author(),
    rule("transfer.refuse", AUTHORIZE_TRANSFERS),
    rule("transfer.cancel", COUNT_ASSETS),
    rule("transfer.unpack", COUNT_ASSETS).not_author(),
    rule("transfer.pack", COUNT_ASSETS),
    rule("transfer.sign-packing", COUNT_ASSETS).not_author(),
    rule("transfer.dispatch", COUNT_ASSETS),
    rule("transfer.receive", KEEP_ASSETS),
    rule("transfer.sign-receipt", COUNT_ASSETS).not_author(),
    rule("transfer.recount", COUNT_ASSETS),
    rule("transfer.investigate", &[(SeniorSecurityProfessional, Scope)]),
    rule("transfer.close", &[(PcuChief, Anywhere)]).not_author(),
    // confirmation of a station's data (WF-8)
    rule("confirmation.show", READ_STATIONS),
    rule("confirmation.confirm", &[(SeniorSecurityProfessional, Scope)]),
    rule("confirmation.reconcile", &[(CpCoordinator, Scope)]),
    // vehicles: whoever drives takes it and brings it back
    rule("vehicle.list", READ_VEHICLES).own(),
    rule("vehicle.show", READ_VEHICLES).own(),
    rule("vehicle.create", KEEP_ASSETS),
    rule("vehicle.edit", KEEP_VEHICLES),
    rule("vehicle.paper", KEEP_VEHICLES),
    rule("reservation.list", READ_VEHICLES).own(),
    rule("reservation.show", READ_VEHICLES).own(),
    rule("reservation.create", KEEP_VEHICLES),
    rule("reservation.take", KEEP_VEHICLES).own(),
    rule("reservation.return", KEEP_VEHICLES).own(),
    rule("reservation.cancel", KEEP_VEHICLES),
    // equipment and kits (INV-23, INV-25): the officer who takes or gives back signs, by the act and not by the role
    rule("equipment.list", READ_VEHICLES).own(),
    rule("equipment.show", READ_VEHICLES).own(),
    rule("equipment.create", KEEP_ASSETS),
    rule("equipment.edit", KEEP_VEHICLES),
    rule("kit.list", READ_VEHICLES).own(),
    rule("kit.show", READ_VEHICLES).own(),
    rule("kit.create", KEEP_ASSETS),
    rule("kit.edit", KEEP_VEHICLES),
    rule("equipment-act.list", READ_VEHICLES).own(),
    rule("equipment-act.show", READ_VEHICLES).own(),
    rule("equipment-act.issue", KEEP_VEHICLES),
    rule("equipment-act.return", KEEP_VEHICLES),
    rule("equipment-act.write-off", KEEP_ASSETS),
    rule("equipment-act.sign", KEEP_VEHICLES).own().not_author(),
    rule("equipment-act.withdraw", KEEP_VEHICLES).own(),
    // stand-by (WF-12): PCU accepts and activates, a station offers, checks, reports and releases
    rule("standby.list", READ_STANDBY).own(),
    rule("standby.show", READ_STANDBY).own(),
    rule("standby.create", KEEP_STANDBY),
    rule("standby.edit", KEEP_STANDBY),
    rule("standby.name", KEEP_STANDBY),
    rule("standby.check", KEEP_STANDBY),
    rule("standby.accept", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere)]).not_author(),
    rule("standby.activate", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere)]),
    rule("standby.release", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (SeniorSecurityProfessional, Scope)]),
    rule("standby.capacity", READ_STANDBY),
    rule("standby.station", READ_STANDBY),
    rule("standby.report", &[(PcuOfficer, Anywhere), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)]),
    // missions (INV-26, UNC-13): open to all who plan; the phase is the chief's
    rule("mission.list", READ_PLACES),
    rule("mission.show", READ_PLACES),
    rule("mission.create", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere)]),
    rule("mission.edit", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere)]),
    rule("mission.phase", &[(PcuChief, Anywhere)]),
    rule("mission.closing", READ_CLOSING),
    rule("mission.plan-closing", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (SeniorSecurityProfessional, Anywhere)]),
    // evacuation of a station, and the return to it
    rule("evacuation.list", READ_EVACUATIONS),
    rule("evacuation.show", READ_EVACUATIONS),
    rule("evacuation.start", EVACUATE),
    rule("evacuation.end", EVACUATE),
    // movements: reading
    rule("movement.list", READ_MOVEMENTS).own().watch(),
    rule("movement.show", READ_MOVEMENTS).own().watch().touching(),
    rule("movement.history", READ_MOVEMENTS).own().watch().touching(),
    rule("movement.cover", READ_MOVEMENTS).own().watch().touching(),
    rule("movement.print", READ_MOVEMENTS).own().watch(),
    // movements: planning
    rule("movement.create", &[(PcuOfficer, Scope), (CpCoordinator, Scope), (EntityFocalPoint, Scope)]),
    rule("movement.plan", PLAN_MOVEMENTS),
    rule("movement.fill", PLAN_MOVEMENTS).own(),
    rule("movement.advance", PLAN_MOVEMENTS).own(),
    rule("movement.clear", CLEAR).not_author().touching(),
    rule("movement.approve-ready", &[(CpCoordinator, Scope), (PcuOfficer, Scope)]).not_author(),
    rule("movement.cancel", PLAN_MOVEMENTS),
    rule("movement.close", PLAN_MOVEMENTS),
    rule("movement.void", &[(PcuOfficer, Scope)]),
    // movements: facts (DESIGN 9.1: from any state, by anyone on that duty)
    rule("movement.report", KEEP_FACTS).own().watch().touching(),
    rule("movement.take", KEEP_FACTS).watch().touching(),
    rule("movement.escalate", KEEP_FACTS).own().watch().touching(),
    // the watch
    rule("watch.show", SEE_BOARD).watch(),
    rule("watch.handovers", SEE_BOARD).watch(),
    rule("watch.begin", KEEP_WATCH),
    rule("watch.hand-over", KEEP_WATCH).watch(),
    rule("watch.sign", KEEP_WATCH).not_author(),
    rule("watch.wall", KEEP_WATCH).watch(),
    rule("watch.switch-detector", &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (SystemAdmin, Anywhere)]),
    rule("exception.list", SEE_BOARD).watch(),
    rule("exception.show", SEE_BOARD).watch(),
    rule("exception.close", KEEP_FACTS).watch(),
    // imports
    rule("import.list", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (Auditor, Anywhere)]),
    rule("import.show", &[(PcuChief, Anywhere), (PcuOfficer, Scope), (Auditor, Anywhere)]),
    rule("import.create", IMPORT),
    rule("import.run", IMPORT),
    rule("import.decide", IMPORT),
    rule("import.undo", IMPORT),
    // oversight and settings
    rule("trail.list", READ_TRAIL),
    rule("trail.show", READ_TRAIL),
    rule("trail.strangers", READ_TRAIL),
    rule("setting.list", &[(PcuChief, Anywhere), (SystemAdmin, Anywhere), (Auditor, Anywhere), (PcuOfficer, Anywhere)]),
    rule("setting.history", &[(PcuChief, Anywhere), (SystemAdmin, Anywhere), (Auditor, Anywhere), (PcuOfficer, Anywhere)]),
    rule("setting.edit", &[(PcuChief, Anywhere)]),
    rule("status.show", &[(SystemAdmin, Anywhere), (PcuChief, Anywhere), (PcuOfficer, Anywhere), (Auditor, Anywhere)]),
];
