//! Who may do what: the whole rule table, and [`decide`], which is pure and answers no by default.
//! Rules name actions, never people. `cordon policy` prints this table as a matrix; a change of
//! rights is a visible difference in the snapshot under `tests/`.

mod rules;
mod who;

pub use rules::RULES;

use crate::authz::actor::{Actor, Authority, Role};
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
    /// Never the person who asked, wrote or planned it, nor who acts for them (INV-05).
    pub not_author: bool,
    /// Also those to whom a holder of the right lent one of these, inside the scope of that right.
    pub lent: &'static [Authority],
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
    let lent = || actor.lent.iter().filter(|lent| rule.lent.contains(&lent.authority));
    if rule.not_author && facts.author.is_some() && lent().any(|lent| facts.author == Some(lent.delegator)) {
        return Decision::Refuse(Message::new("refused-delegate-of-author"));
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
    let by_delegation =
        lent().any(|lent| rule.allow.iter().any(|(role, _)| lent.grant.role == *role) && facts.cells.as_ref().is_none_or(|cells| lent.grant.covers(cells)));
    let by_watch = rule.watch && actor.holds_watch && (facts.cells.is_none() || facts.watched);
    let by_self = rule.own && (facts.own || facts.cells.is_none() && actor.officer.is_some());
    if by_role || by_delegation || by_watch || by_self { Decision::Allow } else { Decision::Refuse(Message::new("refused-not-your-right")) }
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
        let mut marks: Vec<String> = [(rule.own, "own"), (rule.watch, "watch"), (rule.touching, "both ends"), (rule.not_author, "not the author")]
            .into_iter()
            .filter(|(on, _)| *on)
            .map(|(_, word)| word.to_owned())
            .collect();
        marks.extend(rule.lent.iter().map(|authority| format!("delegate: {}", authority.code())));
        text.push_str(format!("{:width$}  {cells} {}", rule.action, marks.join(", ")).trim_end());
        text.push('\n');
    }
    text.push_str(&crate::authz::two_person::print());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authz::actor::Role::*;
    use crate::authz::actor::{Grant, Lent, Preferences};
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
            lent: Vec::new(),
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
    fn a_delegate_decides_in_the_scope_of_the_right_and_never_on_what_its_holder_wrote() {
        let holder = uuid::Uuid::from_u128(7);
        let mut delegate = actor(vec![]);
        delegate.lent = vec![Lent { authority: Authority::Risk, grant: at_station(SeniorSecurityProfessional, 3), delegator: holder }];
        assert_eq!(decide(&delegate, "risk.decide", &record(3)), Decision::Allow);
        assert_ne!(decide(&delegate, "risk.decide", &record(4)), Decision::Allow, "another station");
        assert_ne!(decide(&delegate, "risk.write", &record(3)), Decision::Allow, "only approval is lent");
        assert_ne!(decide(&delegate, "delegation.create", &Facts::default()), Decision::Allow, "not lent on");
        let theirs = Facts { author: Some(holder), ..record(3) };
        assert_eq!(decide(&delegate, "risk.decide", &theirs), Decision::Refuse(Message::new("refused-delegate-of-author")));
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
