//! Whose risk is shown to whom: who may not know a level is told "not shown", never "not assessed".

use super::registration;
use crate::support::TestApp;
use crate::support::journeys::Journey;
use crate::support::sql::string;

#[tokio::test]
async fn what_is_hidden_is_never_called_not_assessed() {
    let app = TestApp::start().await;
    let trip = app.arrange(&Journey { is_grounded: false, ..Journey::default() }).await;
    let mut owner = app.owner().await;
    let official =
        string(&mut owner, &format!("select p.ref from principal p join movement m on m.principal_id = p.id where m.ref = '{}'", trip.reference)).await;
    let (record, movement) = (format!("/principals/{official}"), format!("/movements/{}", trip.reference));
    let chief = app.as_if("chief").await;
    let support = app.as_if("support").await;
    for page in [record.as_str(), &movement, "/movements", "/watch", "/watch/print"] {
        let (known, hidden) = (chief.get(page).await.one("main"), support.get(page).await.one("main"));
        assert!(known.contains("not assessed") || page == "/watch/print", "{page}: {known}");
        assert!(!hidden.contains("not assessed"), "{page}: {hidden}");
        assert!(hidden.contains("not shown") || page == "/watch/print", "{page}: {hidden}");
    }

    app.as_if("coordinator-goma").await.post("/risk-assessments/register", &registration(&official, "high-pc2")).await.leads();

    for page in [record.as_str(), &movement, "/movements", "/watch"] {
        assert!(chief.get(page).await.one("main").contains("High"), "{page}");
        let hidden = support.get(page).await.one("main");
        assert!(hidden.contains("not shown") && !hidden.contains("High"), "{page}: {hidden}");
    }
}

#[tokio::test]
async fn an_assessment_of_another_station_is_hidden_and_not_missing() {
    let app = TestApp::start().await;
    let official = super::official(&app, "TESTER 1").await;
    let mut owner = app.owner().await;
    let id = string(&mut owner, &format!("select id::text from principal where ref = '{official}'")).await;
    let standing = format!("select is_hidden::text || coalesce(' ' || level, '') from sec.risk_standings(array['{id}'::uuid], current_date)");
    assert_eq!(string(&mut app.inside("coordinator-goma").await, &standing).await, "false", "nobody assessed");
    assert_eq!(string(&mut app.inside("coordinator-juba").await, &standing).await, "true", "not theirs to know");
    app.as_if("chief").await.post("/risk-assessments/register", &registration(&official, "medium")).await.leads();
    crate::support::sql::must(
        &mut owner,
        &format!(
            "begin; alter table risk_assessment disable trigger user;
             update risk_assessment set cell = (select cell from duty_station where code = 'BEY'), portfolio_cell = null;
             alter table risk_assessment enable trigger user; {}; commit",
            crate::support::sql::ENTRY
        ),
    )
    .await;

    assert_eq!(string(&mut app.inside("coordinator-goma").await, &standing).await, "true", "it is in force where they may not look");
    assert_eq!(string(&mut app.inside("chief").await, &standing).await, "false medium");
}
