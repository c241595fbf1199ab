//! Search and the pages agree: who may open a record comes to it by its reference, and who may not know of it finds nothing.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::persona::Personas;
use super::{report, routes};
use crate::support::TestApp;
use crate::support::world::{BEIRUT, GOMA};

/// Of the scoped roles those that between them open every record.
const READERS: &[&str] = &["pcu_officer", "tra_analyst", "senior_security_professional", "cp_coordinator", "asset_custodian"];
/// Records of their bringer alone, and of roles without a scope.
const OF_NOBODY_SCOPED: &[&str] = &["/workbooks/{ref}", "/emergency-readings/{ref}"];

#[tokio::test]
async fn whoever_may_open_a_record_finds_it_by_its_reference() {
    let app = TestApp::start().await;
    let personas = Personas::scoped(&app).await;
    let (mut wrong, mut never) = (Vec::new(), BTreeSet::new());
    let mounted = routes::mounted();
    let records: Vec<_> = mounted
        .iter()
        .filter(|route| {
            route.method == "GET" && route.path.ends_with("/{ref}") && route.path.matches('{').count() == 1 && !OF_NOBODY_SCOPED.contains(&route.path.as_str())
        })
        .collect();
    never.extend(records.iter().map(|route| route.path.as_str()));
    let mut asked = BTreeSet::new();
    for persona in personas.all.iter().filter(|persona| READERS.contains(&persona.role) && asked.insert(persona.role)) {
        for (route, station) in records.iter().flat_map(|route| [(route, GOMA), (route, BEIRUT)]) {
            let filled = route.fill(station).expect("a sample");
            let opened = persona.person.get(&filled.path).await.status;
            let found = persona.person.get(&format!("/search?q={}", filled.value)).await;
            let leads_there = found.status == StatusCode::SEE_OTHER && found.location() == filled.path;
            if opened == StatusCode::OK && leads_there {
                never.remove(route.path.as_str());
            } else if opened == StatusCode::OK || opened == StatusCode::NOT_FOUND && found.status != StatusCode::OK {
                wrong.push(format!("{}: {} answers {opened}, the search {} {}", persona.name, filled.path, found.status, found.location()));
            }
        }
    }
    report(&wrong);
    assert!(never.is_empty(), "nobody found {never:?}");
}
