//! Acts that take two people (DESIGN 9.10, INV-05), in one table: which line of the rule table the
//! first acts under, which the second, and the urgent form. The second is never the first, nor the
//! one whom the act is for; the database holds that as well. `cordon policy` prints this table.

use crate::authz::actor::{Actor, Role};
use crate::authz::policy::{self, Decision, Facts};

/// One act of two people.
#[derive(Debug, Clone, Copy)]
pub struct TwoPersonAct {
    /// What is done, as printed.
    pub act: &'static str,
    /// Line of the rule table for whoever begins.
    pub first: &'static str,
    /// Line of the rule table for whoever completes; it always says "not the author".
    pub second: &'static str,
    /// What one person may do alone when it cannot wait.
    pub urgent: Option<Urgent>,
    /// What holds it in the database.
    pub held_by: &'static str,
}

/// The urgent form: one person now, the second within hours, else an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Urgent {
    /// Hours within which the second must have acted.
    pub hours: i64,
    /// What happens now and what is open after it.
    pub how: &'static str,
}

/// A role at a duty station.
pub const GRANT_AT_STATION: TwoPersonAct = TwoPersonAct {
    act: "role at a station",
    first: "grant.ask",
    second: "grant.decide-station",
    urgent: Some(Urgent { hours: 24, how: "in force at once; after that an open exception until confirmed" }),
    held_by: "grant_by_two_people",
};
/// Any other role, and the senior security professional's own.
pub const GRANT: TwoPersonAct = TwoPersonAct {
    act: "any other role",
    first: "grant.ask",
    second: "grant.decide",
    urgent: Some(Urgent { hours: 24, how: "in force at once; after that an open exception until confirmed" }),
    held_by: "grant_by_two_people",
};

/// The table.
pub const ACTS: &[TwoPersonAct] = &[
    GRANT_AT_STATION,
    GRANT,
    TwoPersonAct {
        act: "reset of a password by code",
        first: "account.invite",
        second: "account.confirm-reset",
        urgent: Some(Urgent { hours: 24, how: "the code works at once; an open exception until confirmed; the person is told at the next sign-in" }),
        held_by: "reset_by_two_people",
    },
    TwoPersonAct {
        act: "handover of the watch",
        first: "watch.hand-over",
        second: "watch.sign",
        urgent: Some(Urgent { hours: 2, how: "the outgoing holder keeps the watch; an overdue handover warns" }),
        held_by: "handover_by_two_people",
    },
    TwoPersonAct {
        act: "requirement validated",
        first: "requirement.create",
        second: "requirement.validate",
        urgent: None,
        held_by: "requirement_validated_by_another",
    },
    TwoPersonAct {
        act: "requirement approved",
        first: "requirement.create",
        second: "requirement.approve",
        urgent: None,
        held_by: "requirement_approved_by_another",
    },
    TwoPersonAct {
        act: "interim protection",
        first: "interim.start",
        second: "interim.confirm",
        urgent: Some(Urgent { hours: 12, how: "in force at once for 72 hours; unconfirmed it stays in force as a warning" }),
        held_by: "interim_confirmed_by_another",
    },
    TwoPersonAct {
        act: "risk assessment decided elsewhere",
        first: "risk.register",
        second: "risk.confirm",
        urgent: Some(Urgent { hours: 24, how: "in force at once, unless it lowers a level; marked until confirmed" }),
        held_by: "risk_assessment_confirmed_by_another, level_lowered_by_two",
    },
    TwoPersonAct {
        act: "approval of a risk assessment",
        first: "risk.write",
        second: "risk.decide",
        urgent: None,
        held_by: "risk_assessment_decided_by_another, high_risk_decided_by_official_and_chief",
    },
    TwoPersonAct { act: "clearance of a movement", first: "movement.plan", second: "movement.clear", urgent: None, held_by: "the rule table" },
    TwoPersonAct { act: "profile in force", first: "profile.submit", second: "profile.approve", urgent: None, held_by: "profile_approved_by_another" },
    TwoPersonAct {
        act: "attestation of a profile",
        first: "attestation.create",
        second: "attestation.decide",
        urgent: None,
        held_by: "attestation_approved_by_another",
    },
    TwoPersonAct {
        act: "emergency reading",
        first: "emergency.open",
        second: "emergency.review",
        urgent: Some(Urgent { hours: 24, how: "open at once with the alarm; an unreviewed one stands first on the list and blocks nothing" }),
        held_by: "emergency_reviewed_by_another",
    },
    TwoPersonAct {
        act: "qualification of an officer",
        first: "qualification.create",
        second: "qualification.verify",
        urgent: None,
        held_by: "qualification_verified_by_another",
    },
    TwoPersonAct {
        act: "results of a training session",
        first: "session.enter-results",
        second: "session.verify",
        urgent: None,
        held_by: "session_results_verified_by_another, session_verified_by_no_participant",
    },
    TwoPersonAct { act: "approval of an armoury", first: "armoury.create", second: "armoury.approve", urgent: None, held_by: "armoury_approved_by_another" },
    TwoPersonAct {
        act: "issue of a firearm",
        first: "custody.prepare",
        second: "custody.sign",
        urgent: Some(Urgent { hours: 24, how: "what was handed over is recorded as a fact; after that an open exception until signed" }),
        held_by: "handover_act_by_two_people, done_handover_has_two_signatures, handover_signed_by_the_officer",
    },
    TwoPersonAct {
        act: "issue of a firearm although something stands against it",
        first: "custody.prepare",
        second: "custody.override",
        urgent: None,
        held_by: "issue_to_the_fit_only, handover_override_by_third",
    },
    TwoPersonAct {
        act: "return or move of a firearm",
        first: "custody.move",
        second: "custody.sign",
        urgent: Some(Urgent { hours: 24, how: "recorded as it happens; after that an open exception until signed" }),
        held_by: "handover_act_by_two_people, handover_signed_by_the_officer",
    },
    TwoPersonAct {
        act: "issue of equipment or a kit",
        first: "equipment-act.issue",
        second: "equipment-act.sign",
        urgent: Some(Urgent { hours: 24, how: "what was handed over is recorded as a fact; after that an open exception until signed" }),
        held_by: "equipment_act_by_two_people, equipment_act_done_with_two_signatures, equipment_act_signed_by_the_officer",
    },
    TwoPersonAct {
        act: "return of equipment or a kit",
        first: "equipment-act.return",
        second: "equipment-act.sign",
        urgent: Some(Urgent { hours: 24, how: "recorded as it happens; after that an open exception until signed" }),
        held_by: "equipment_act_by_two_people, equipment_act_signed_by_the_officer",
    },
    TwoPersonAct {
        act: "loss or theft of equipment",
        first: "equipment-act.report-loss",
        second: "equipment-act.sign",
        urgent: Some(Urgent { hours: 24, how: "recorded and alerted at once; after that an open exception until signed" }),
        held_by: "equipment_act_by_two_people, equipment_loss_is_told_at_once, equipment_missing_by_an_act",
    },
    TwoPersonAct {
        act: "recovery of equipment",
        first: "equipment-act.recover",
        second: "equipment-act.sign",
        urgent: Some(Urgent { hours: 24, how: "recorded as it happens, unserviceable, and used again only when signed" }),
        held_by: "equipment_act_by_two_people, equipment_recovered_by_an_act, equipment_recovery_signed_by_two",
    },
    TwoPersonAct {
        act: "write-off of equipment",
        first: "equipment-act.write-off",
        second: "equipment-act.sign",
        urgent: None,
        held_by: "equipment_act_by_two_people, equipment_written_off_by_two",
    },
    TwoPersonAct {
        act: "write-off of a vehicle",
        first: "vehicle.edit",
        second: "vehicle.write-off",
        urgent: None,
        held_by: "vehicle_written_off_by_two, vehicle_written_off_by_another, vehicle_write_off_is_kept",
    },
    TwoPersonAct {
        act: "correction of an odometer",
        first: "vehicle.correct",
        second: "vehicle.correct-confirm",
        urgent: None,
        held_by: "odometer_corrected_by_two, odometer_corrected_by_another, odometer_only_grows",
    },
    TwoPersonAct {
        act: "loss or theft of a firearm",
        first: "custody.report-loss",
        second: "custody.sign",
        urgent: Some(Urgent { hours: 24, how: "recorded and alerted at once; after that an open exception until signed" }),
        held_by: "handover_act_by_two_people, loss_is_told_at_once, missing_by_an_act",
    },
    TwoPersonAct {
        act: "recovery of a firearm",
        first: "custody.recover",
        second: "custody.sign",
        urgent: Some(Urgent { hours: 24, how: "recorded as it happens, in quarantine, which it leaves only when signed" }),
        held_by: "handover_act_by_two_people, recovered_by_an_act, recovery_signed_by_two",
    },
    TwoPersonAct {
        act: "hand-back or hand-over of a firearm that leaves the books",
        first: "custody.transfer-out",
        second: "custody.sign",
        urgent: None,
        held_by: "handover_act_by_two_people, transfer_out_waits_for_both, transferred_out_by_two",
    },
    TwoPersonAct {
        act: "return of a firearm that left the books",
        first: "custody.take-on-again",
        second: "custody.sign",
        urgent: None,
        held_by: "handover_act_by_two_people, taken_on_again_waits_for_both, taken_on_again_by_two",
    },
    TwoPersonAct {
        act: "destruction of a firearm",
        first: "custody.destroy",
        second: "custody.sign",
        urgent: None,
        held_by: "handover_act_by_two_people, destruction_waits_for_both, destroyed_by_two",
    },
    TwoPersonAct {
        act: "settlement of a contested fact",
        first: "contested.propose",
        second: "contested.settle",
        urgent: None,
        held_by: "contested_settled_by_another, contested_not_settled_by_its_author, contested_act_settled_by_two",
    },
    TwoPersonAct {
        act: "joint count at the change of armourer",
        first: "joint-count.prepare",
        second: "joint-count.sign",
        urgent: None,
        held_by: "joint_count_by_two_people, joint_count_signed_by_both",
    },
    TwoPersonAct {
        act: "receipt, issue, move or destruction of ammunition",
        first: "rounds.prepare",
        second: "rounds.sign",
        urgent: Some(Urgent { hours: 24, how: "what has happened is recorded as a fact; after that an open exception until signed" }),
        held_by: "ammunition_act_by_two_people, ammunition_done_with_two_signatures, rounds_signed_by_the_officer",
    },
    TwoPersonAct {
        act: "return, expenditure or difference of ammunition",
        first: "rounds.prepare",
        second: "rounds.sign",
        urgent: Some(Urgent { hours: 24, how: "recorded as it happens; after that an open exception until signed" }),
        held_by: "ammunition_act_by_two_people, rounds_signed_by_the_officer",
    },
    TwoPersonAct {
        act: "reversal in the ledger of ammunition",
        first: "rounds.reverse",
        second: "rounds.sign",
        urgent: None,
        held_by: "ammunition_act_by_two_people, reversal_waits_for_both",
    },
    TwoPersonAct {
        act: "stock count of an armoury",
        first: "count.lead",
        second: "count.sign",
        urgent: Some(Urgent { hours: 24, how: "what differs is open at once; after that an open exception until signed" }),
        held_by: "stock_count_by_two_people, count_not_led_by_custodian",
    },
    TwoPersonAct {
        act: "difference of a stock count closed",
        first: "discrepancy.investigate",
        second: "discrepancy.close",
        urgent: None,
        held_by: "discrepancy_closed_by_another, only_an_investigation_closes",
    },
    // transfers between stations
    TwoPersonAct {
        act: "transfer between stations authorized, for the sender and for the unit",
        first: "transfer.create",
        second: "transfer.authorize",
        urgent: None,
        held_by: "transfer_authorized_by_others, transfer_signed_in_order",
    },
    TwoPersonAct { act: "transfer packed", first: "transfer.pack", second: "transfer.sign-packing", urgent: None, held_by: "transfer_packed_by_two" },
    TwoPersonAct { act: "packed transfer cancelled", first: "transfer.cancel", second: "transfer.unpack", urgent: None, held_by: "transfer_unpacked_by_two" },
    TwoPersonAct { act: "transfer received", first: "transfer.receive", second: "transfer.sign-receipt", urgent: None, held_by: "transfer_received_by_two" },
    TwoPersonAct {
        act: "difference of a transfer closed",
        first: "transfer.investigate",
        second: "transfer.close",
        urgent: None,
        held_by: "transfer_closed_by_another, only_an_investigation_closes",
    },
    TwoPersonAct {
        act: "suspension of a lot of ammunition lifted",
        first: "ammunition.suspend",
        second: "ammunition.lift",
        urgent: None,
        held_by: "lot_suspension_lifted_by_another",
    },
    TwoPersonAct {
        act: "suspension from armed duty lifted",
        first: "suspension.order",
        second: "suspension.lift",
        urgent: None,
        held_by: "suspension_lifted_by_another, suspension_not_lifted_by_oneself",
    },
    TwoPersonAct {
        act: "closing of a duty station",
        first: "closure.ask",
        second: "closure.decide",
        urgent: None,
        held_by: "station_closed_by_two_people, station_closes_with_nothing_open",
    },
    TwoPersonAct { act: "movement declared ready", first: "movement.plan", second: "movement.approve-ready", urgent: None, held_by: "the rule table" },
];

/// The act that gives this role at this kind of scope.
pub fn of_grant(role: Role, scope_kind: &str) -> &'static TwoPersonAct {
    // A station's first senior security professional cannot be approved by that station's.
    if scope_kind == "station" && role != Role::SeniorSecurityProfessional { &GRANT_AT_STATION } else { &GRANT }
}

impl TwoPersonAct {
    /// Whether the actor may begin it.
    pub fn first_may(&self, actor: &Actor, facts: &Facts) -> Decision {
        policy::decide(actor, self.first, facts)
    }

    /// Whether the actor may complete it. `facts.author` names whoever began it, or whom it is for.
    pub fn second_may(&self, actor: &Actor, facts: &Facts) -> Decision {
        policy::decide(actor, self.second, facts)
    }
}

/// The table as text, under the matrix of `cordon policy`.
pub fn print() -> String {
    let mut text = String::from("\nacts of two people\n");
    for act in ACTS {
        let roles = |line| policy::rule_of(line).map(|rule| rule.allow.iter().map(|(role, _)| role.code()).collect::<Vec<_>>().join(", ")).unwrap_or_default();
        text.push_str(&format!("\n{}\n  first: {} ({})\n  second: {} ({})\n", act.act, act.first, roles(act.first), act.second, roles(act.second)));
        match act.urgent {
            Some(urgent) => text.push_str(&format!("  urgent: one now, the second within {} h; {}\n", urgent.hours, urgent.how)),
            None => text.push_str("  urgent: none\n"),
        }
        text.push_str(&format!("  held by: {}\n", act.held_by));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_every_act_have_a_line_and_the_second_is_never_the_author() {
        for act in ACTS {
            assert!(policy::rule_of(act.first).is_some(), "{}", act.act);
            assert!(policy::rule_of(act.second).is_some_and(|rule| rule.not_author), "{}", act.act);
        }
    }

    #[test]
    fn a_role_at_a_station_is_the_stations_affair_and_others_the_chiefs() {
        assert_eq!(of_grant(Role::CpOfficer, "station").second, "grant.decide-station");
        assert_eq!(of_grant(Role::SeniorSecurityProfessional, "station").second, "grant.decide");
        assert_eq!(of_grant(Role::TrainingCoordinator, "global").second, "grant.decide");
        assert_eq!(of_grant(Role::DesignatedOfficial, "country").second, "grant.decide");
    }

    #[test]
    fn nobody_can_be_first_and_second_of_a_grant_by_role_alone() {
        for act in [GRANT_AT_STATION, GRANT] {
            let (first, second) = (policy::rule_of(act.first).unwrap(), policy::rule_of(act.second).unwrap());
            assert!(first.allow.iter().all(|(role, _)| second.allow.iter().all(|(other, _)| role != other)), "{}", act.act);
        }
    }

    #[test]
    fn every_act_is_printed() {
        let text = print();
        assert!(ACTS.iter().all(|act| text.contains(act.act)));
    }
}
