//! Who may do what: the whole rule table, and [`decide`], which is pure and answers no by default.
//! Rules name actions, never people. `cordon policy` prints this table as a matrix; a change of
//! rights is a visible difference in the snapshot under `tests/`.

use crate::authz::actor::{Actor, Role};
use crate::i18n::Message;

/// How far a role's right goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Inside the scope of the grant.
    Scope,
    /// Everywhere (masked reading, global duties).
    Anywhere,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The action, as the route table names it.
    pub action: &'static str,
    /// Roles, each with its reach.
    pub allow: &'static [(Role, Reach)],
    /// Also those who are tasked on it, or whose own record it is.
    pub own: bool,
    /// Also the holder of the watch over it.
    pub watch: bool,
    /// Either end of a leg counts, not only the planning station.
    pub touching: bool,
    /// Never the person who asked, wrote or planned it (INV-05).
    pub not_author: bool,
}

/// What the rule needs to know of the target.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Cells of the record; `None` for a collection, where any scope will do.
    pub cells: Option<Vec<i32>>,
    /// Further cells that a leg touches.
    pub touching: Vec<i32>,
    /// The actor's own: tasked on it, or it is their record.
    pub own: bool,
    /// Who wrote, asked or planned it.
    pub author: Option<uuid::Uuid>,
    /// True if the database found the actor's watch covers it.
    pub watched: bool,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Go on.
    Allow,
    /// They may know it, but not do it; the message says why.
    Refuse(Message),
}

use Reach::{Anywhere, Scope};
use Role::*;

const EVERYBODY: &[(Role, Reach)] = &[
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
const READ_STATIONS: &[(Role, Reach)] = &[
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
const READ_PLACES: &[(Role, Reach)] = &[
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
const READ_PEOPLE: &[(Role, Reach)] = &[
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
const WRITE_PEOPLE: &[(Role, Reach)] = &[(PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
const READ_PRINCIPALS: &[(Role, Reach)] = &[
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
const WRITE_PRINCIPALS: &[(Role, Reach)] = &[(PcuOfficer, Scope)];
const EMERGENCY: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (RegionalDesk, Anywhere),
    (DesignatedOfficial, Anywhere),
    (SeniorSecurityProfessional, Anywhere),
    (CpCoordinator, Anywhere),
    (TeamLeader, Anywhere),
    (CpOfficer, Anywhere),
];
const READ_MOVEMENTS: &[(Role, Reach)] = &[
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
const PLAN_MOVEMENTS: &[(Role, Reach)] = &[(PcuOfficer, Scope), (CpCoordinator, Scope)];
const KEEP_FACTS: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
const CLEAR: &[(Role, Reach)] = &[(DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope)];
const SEE_BOARD: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (PcuSupport, Anywhere),
    (RegionalDesk, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (Auditor, Anywhere),
];
const KEEP_WATCH: &[(Role, Reach)] =
    &[(PcuChief, Anywhere), (PcuOfficer, Anywhere), (RegionalDesk, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
const READ_REQUIREMENTS: &[(Role, Reach)] = SEE_BOARD;
const READ_INTERIM: &[(Role, Reach)] = &[
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
const PROTECT_NOW: &[(Role, Reach)] =
    &[(PcuChief, Anywhere), (PcuOfficer, Scope), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope), (TeamLeader, Scope)];
const STAFF_TEAMS: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
const IMPORT: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Scope)];
const ADMINISTER: &[(Role, Reach)] = &[(SystemAdmin, Anywhere)];
const READ_ACCOUNTS: &[(Role, Reach)] = &[(SystemAdmin, Anywhere), (PcuChief, Anywhere), (Auditor, Anywhere)];
const READ_GRANTS: &[(Role, Reach)] = &[(SystemAdmin, Anywhere), (PcuChief, Anywhere), (SeniorSecurityProfessional, Scope), (Auditor, Anywhere)];
const READ_TRAIL: &[(Role, Reach)] = &[(Auditor, Anywhere), (PcuChief, Anywhere)];

const READ_RISK: &[(Role, Reach)] = &[
    (PcuChief, Anywhere),
    (PcuOfficer, Anywhere),
    (RegionalDesk, Scope),
    (TraAnalyst, Scope),
    (DesignatedOfficial, Scope),
    (SeniorSecurityProfessional, Scope),
    (CpCoordinator, Scope),
    (Auditor, Anywhere),
];
const WRITE_RISK: &[(Role, Reach)] = &[(TraAnalyst, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
const HOLD_RISK: &[(Role, Reach)] =
    &[(PcuChief, Anywhere), (PcuOfficer, Scope), (TraAnalyst, Scope), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope), (CpCoordinator, Scope)];
const DECIDE_RISK: &[(Role, Reach)] = &[(PcuChief, Anywhere), (DesignatedOfficial, Scope), (SeniorSecurityProfessional, Scope)];
const READ_SOURCES: &[(Role, Reach)] = &[(PcuChief, Anywhere), (PcuOfficer, Scope), (TraAnalyst, Scope)];

const fn rule(action: &'static str, allow: &'static [(Role, Reach)]) -> Rule {
    Rule { action, allow, own: false, watch: false, touching: false, not_author: false }
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
    rule("principal.list", READ_PRINCIPALS),
    rule("principal.show", READ_PRINCIPALS).own().watch(),
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
    rule("requirement.list", READ_REQUIREMENTS).own(),
    rule("requirement.show", READ_REQUIREMENTS).own(),
    rule("requirement.history", READ_REQUIREMENTS),
    rule("requirement.print", READ_REQUIREMENTS).own(),
    rule("requirement.create", &[(PcuOfficer, Scope), (CpCoordinator, Scope)]),
    rule("requirement.edit", &[(PcuOfficer, Scope), (CpCoordinator, Scope)]),
    rule("requirement.validate", &[(PcuOfficer, Scope)]).not_author(),
    rule("requirement.return", &[(PcuChief, Anywhere), (PcuOfficer, Scope)]),
    rule("requirement.approve", &[(PcuChief, Anywhere)]).not_author(),
    rule("requirement.refuse", &[(PcuChief, Anywhere)]),
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
    rule("profile.show", READ_PRINCIPALS).own().watch(),
    rule("profile.edit", WRITE_PRINCIPALS),
    rule("profile.begin", WRITE_PRINCIPALS),
    rule("profile.advance", &[(PcuChief, Anywhere), (PcuOfficer, Scope)]),
    rule("profile.submit", WRITE_PRINCIPALS),
    rule("profile.return", &[(PcuChief, Anywhere), (PcuOfficer, Scope)]).not_author(),
    rule("profile.approve", &[(PcuChief, Anywhere)]).not_author(),
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
    rule("risk.list", READ_RISK),
    rule("risk.show", READ_RISK),
    rule("risk.history", READ_RISK),
    rule("risk.readers", READ_RISK),
    rule("risk.of-official", READ_RISK),
    // the origin of a threat (K6)
    rule("risk.sources", READ_SOURCES),
    rule("risk.write", WRITE_RISK),
    rule("risk.register", HOLD_RISK),
    rule("risk.confirm", HOLD_RISK).not_author(),
    rule("risk.carry-out", HOLD_RISK),
    rule("risk.comment", HOLD_RISK),
    rule("risk.review", &[(PcuOfficer, Scope)]).not_author(),
    rule("risk.decide", DECIDE_RISK).not_author(),
    rule("risk.ask-extension", HOLD_RISK),
    rule("risk.extend", DECIDE_RISK),
    // that a change was read: one's own notices only
    rule("risk.mark-read", EVERYBODY).own(),
    rule("risk-request.list", READ_RISK),
    rule("risk-request.show", READ_RISK),
    rule("risk-request.create", HOLD_RISK),
    rule("risk-request.close", HOLD_RISK),
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

/// The line of an action.
pub fn rule_of(action: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.action == action)
}

/// Decides by the table. Pure: the same actor, action and facts always get the same answer.
pub fn decide(actor: &Actor, action: &str, facts: &Facts) -> Decision {
    let Some(rule) = rule_of(action) else {
        return Decision::Refuse(Message::new("refused-no-rule"));
    };
    if rule.not_author && facts.author == Some(actor.person()) {
        return Decision::Refuse(Message::new("refused-four-eyes"));
    }
    let by_role = actor.grants.iter().any(|grant| {
        rule.allow.iter().any(|(role, reach)| {
            grant.role == *role
                && match (reach, &facts.cells) {
                    (Reach::Anywhere, _) | (Reach::Scope, None) => true,
                    (Reach::Scope, Some(cells)) => grant.covers(cells) || (rule.touching && grant.covers(&facts.touching)),
                }
        })
    });
    let by_watch = rule.watch && actor.holds_watch && (facts.cells.is_none() || facts.watched);
    let by_self = rule.own && (facts.own || facts.cells.is_none() && actor.officer.is_some());
    if by_role || by_watch || by_self { Decision::Allow } else { Decision::Refuse(Message::new("refused-not-your-right")) }
}

/// True if the actor holds the right to the collection of this action: what navigation asks.
pub fn may(actor: &Actor, action: &str) -> bool {
    decide(actor, action, &Facts::default()) == Decision::Allow
}

/// The matrix role × action as text, one action a line: `a` anywhere, `s` in scope, `-` none;
/// then `own`, `watch`, `both ends`, `not the author`. The acts of two people follow.
pub fn print() -> String {
    let width = RULES.iter().map(|rule| rule.action.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (n, role) in Role::ALL.iter().enumerate() {
        text.push_str(&format!("{:>2} {}\n", n + 1, role.code()));
    }
    text.push_str("\na: anywhere, s: inside the scope of the grant, .: no\n\n");
    text.push_str(&format!("{:width$}  {}\n", "action", (1..=18).map(|n| format!("{n:>2} ")).collect::<String>()));
    for rule in RULES {
        let cells: String = Role::ALL
            .iter()
            .map(|role| match rule.allow.iter().find(|(allowed, _)| allowed == role) {
                Some((_, Reach::Anywhere)) => " a ",
                Some((_, Reach::Scope)) => " s ",
                None => " . ",
            })
            .collect();
        let marks: Vec<&str> = [(rule.own, "own"), (rule.watch, "watch"), (rule.touching, "both ends"), (rule.not_author, "not the author")]
            .into_iter()
            .filter_map(|(on, word)| on.then_some(word))
            .collect();
        text.push_str(format!("{:width$}  {cells} {}", rule.action, marks.join(", ")).trim_end());
        text.push('\n');
    }
    text.push_str(&crate::authz::two_person::print());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authz::actor::{Grant, Preferences};
    use crate::db::Ctx;
    use crate::db::ids::{AccountId, SessionId};
    use crate::i18n::Language;

    fn actor(grants: Vec<Grant>) -> Actor {
        Actor {
            ctx: Ctx { key: String::new(), account: AccountId::fresh(), session: SessionId::fresh(), origin: "test", request_id: String::new() },
            username: "x".into(),
            display_name: "X".into(),
            officer: None,
            grants,
            holds_watch: false,
            emergencies: Vec::new(),
            session_kind: "web".into(),
            language: Language::English,
            preferences: Preferences { theme: String::new(), density: "standard".into(), keys: true },
        }
    }

    fn at_station(role: Role, cell: i32) -> Grant {
        Grant { role, scope_kind: "station".into(), scope_code: "GOM".into(), cells: vec![cell] }
    }

    fn record(cell: i32) -> Facts {
        Facts { cells: Some(vec![cell]), ..Facts::default() }
    }

    #[test]
    fn an_action_without_a_line_is_refused() {
        let chief = actor(vec![Grant { role: PcuChief, scope_kind: "global".into(), scope_code: String::new(), cells: vec![] }]);
        assert_ne!(decide(&chief, "movement.teleport", &Facts::default()), Decision::Allow);
    }

    #[test]
    fn a_scope_ends_at_its_cells() {
        let coordinator = actor(vec![at_station(CpCoordinator, 3)]);
        assert_eq!(decide(&coordinator, "movement.plan", &record(3)), Decision::Allow);
        assert_ne!(decide(&coordinator, "movement.plan", &record(4)), Decision::Allow);
    }

    #[test]
    fn either_end_counts_only_where_the_rule_says_so() {
        let ssp = actor(vec![at_station(SeniorSecurityProfessional, 3)]);
        let arriving = Facts { cells: Some(vec![9]), touching: vec![3], ..Facts::default() };
        assert_eq!(decide(&ssp, "movement.report", &arriving), Decision::Allow);
        assert_ne!(decide(&ssp, "movement.cancel", &arriving), Decision::Allow);
    }

    #[test]
    fn nobody_approves_what_they_wrote() {
        let ssp = actor(vec![at_station(SeniorSecurityProfessional, 3)]);
        let own = Facts { author: Some(ssp.person()), ..record(3) };
        assert_eq!(decide(&ssp, "movement.clear", &own), Decision::Refuse(Message::new("refused-four-eyes")));
        assert_eq!(decide(&ssp, "movement.clear", &record(3)), Decision::Allow);
    }

    #[test]
    fn without_grants_nothing_is_allowed() {
        let nobody = actor(vec![]);
        for rule in RULES {
            assert_ne!(decide(&nobody, rule.action, &record(1)), Decision::Allow, "{}", rule.action);
        }
    }

    #[test]
    fn every_action_has_one_line() {
        for rule in RULES {
            assert_eq!(RULES.iter().filter(|other| other.action == rule.action).count(), 1, "{}", rule.action);
        }
    }
}
