//! Where a person's duties lead them: the landing page and the links of the header.

use crate::authz::actor::{Actor, Role};
use crate::authz::policy;

/// The landing page of a person's main role (ux.md 2.4).
pub fn landing(actor: &Actor) -> String {
    if actor.has(&[Role::PcuOfficer, Role::PcuChief, Role::PcuSupport, Role::RegionalDesk]) {
        return "/watch".into();
    }
    if let Some(grant) = actor.grants.iter().find(|grant| grant.role == Role::SeniorSecurityProfessional && grant.scope_kind == "station") {
        return format!("/duty-stations/{}", grant.scope_code);
    }
    if actor.has(&[Role::SeniorSecurityProfessional, Role::DesignatedOfficial]) {
        return "/watch".into();
    }
    if actor.has(&[Role::CpCoordinator, Role::TraAnalyst]) {
        return "/movements".into();
    }
    if actor.has(&[Role::EntityFocalPoint]) {
        return "/principals".into();
    }
    if actor.has(&[Role::Auditor]) {
        return "/audit".into();
    }
    if actor.has(&[Role::SystemAdmin]) {
        return "/admin/users".into();
    }
    "/today".into()
}

/// Links to the lists that a person may open, as key and address.
pub(super) fn navigation(actor: &Actor) -> Vec<(&'static str, String)> {
    let mut items: Vec<(&'static str, String)> = Vec::new();
    let mut offer = |action: &str, key: &'static str, url: &str| {
        if policy::may(actor, action) {
            items.push((key, url.to_owned()));
        }
    };
    offer("watch.show", "nav-watch", "/watch");
    offer("today.show", "nav-today", "/today");
    offer("movement.list", "nav-movements", "/movements");
    offer("principal.list", "nav-principals", "/principals");
    offer("risk.list", "nav-risk", "/risk-assessments");
    offer("requirement.list", "nav-requirements", "/requirements");
    offer("team.list", "nav-teams", "/teams");
    offer("officer.list", "nav-people", "/officers");
    offer("authorized-post.list", "nav-posts", "/authorized-posts");
    offer("qualification.list", "nav-qualifications", "/qualifications?within=60");
    offer("course.list", "nav-courses", "/courses");
    offer("firearm.list", "nav-firearms", "/firearms");
    offer("custody.list", "nav-custody", "/custody");
    offer("ammunition.list", "nav-ammunition", "/ammunition");
    offer("armoury.list", "nav-armouries", "/armouries");
    offer("count.list", "nav-counts", "/stock-counts");
    offer("transfer.list", "nav-transfers", "/transfers");
    offer("property.list", "nav-property", "/property-books");
    offer("vehicle.list", "nav-vehicles", "/vehicles");
    offer("equipment.list", "nav-equipment", "/equipment");
    offer("workbook.list", "nav-workbooks", "/workbooks");
    offer("standby.list", "nav-standby", "/standby");
    offer("unit.list", "nav-units", "/member-state-units");
    offer("mission.list", "nav-missions", "/missions");
    offer("evacuation.list", "nav-evacuations", "/evacuations");
    offer("station.list", "nav-stations", "/duty-stations");
    offer("exception.list", "nav-exceptions", "/exceptions");
    offer("import.list", "nav-imports", "/imports");
    offer("place.list", "nav-places", "/places");
    offer("context.show", "nav-context", "/context");
    offer("account.list", "nav-users", "/admin/users");
    offer("grant.list", "nav-grants", "/access-grants");
    offer("delegation.list", "nav-delegations", "/delegations");
    offer(if policy::may(actor, "emergency.search") { "emergency.search" } else { "emergency.show" }, "nav-emergency", "/emergency-readings");
    offer("trail.list", "nav-trail", "/audit");
    offer("setting.list", "nav-rules", "/admin/rules");
    offer("status.show", "nav-status", "/admin/status");
    items
}
