//! Thresholds and their sources: read by those who work with them, changed by the chief.

use axum::http::StatusCode;

use crate::support::TestApp;

#[tokio::test]
async fn the_chief_changes_a_period_and_its_history_keeps_both() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    let form = chief.get("/admin/rules/late_notice_days/edit").await;
    let version = form.attribute("input[name=version]", "value").expect("the form carries its version");
    chief.post("/admin/rules/late_notice_days", &[("version", &version), ("value", "5"), ("source", "decision of the chief")]).await.leads();

    assert!(chief.get("/admin/rules").await.text().contains("decision of the chief"));
    assert!(chief.get("/admin/rules/late_notice_days/history").await.text().contains("decision of the chief"));
}

#[tokio::test]
async fn a_value_that_is_no_number_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    let answer = chief.post("/admin/rules/late_notice_days", &[("version", "1"), ("value", "soon"), ("source", "UNC-11")]).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.attribute("#f-value", "value").as_deref(), Some("soon"));
    assert!(!answer.error_of("value").is_empty());
}

#[tokio::test]
async fn an_officer_reads_the_rules_and_does_not_change_them() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;

    assert_eq!(officer.get("/admin/rules").await.status, StatusCode::OK);
    let refused = officer.post("/admin/rules/late_notice_days", &[("version", "1"), ("value", "1"), ("source", "x")]).await;

    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(app.count("select count(*) from setting where name = 'late_notice_days' and value = '7'").await, 1);
}

#[tokio::test]
async fn every_rule_has_a_name_and_its_unit_in_words() {
    let app = TestApp::start().await;
    let chief = app.as_("chief").await;

    let rules = chief.get("/admin/rules").await.one("main");

    for words in ["12 months", "1 month", "1736 hours a year", "720 hours"] {
        assert!(rules.replace('\u{a0}', " ").replace(',', "").contains(words), "{words}: {rules}");
    }
    assert!(!rules.contains("valid_months") && !rules.contains("standard_"), "{rules}");
    let form = chief.get("/admin/rules/valid_months_high/edit").await;
    assert!(form.one("main").contains("In months"));
    let version = form.attribute("input[name=version]", "value").expect("the form carries its version");
    chief.post("/admin/rules/valid_months_high", &[("version", &version), ("value", "2"), ("source", "decision of the chief")]).await.leads();
    assert!(chief.get("/admin/rules").await.one("main").contains("2 months"));
}
