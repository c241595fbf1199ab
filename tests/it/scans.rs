//! The scan behind a qualification: never needed, opened by whoever sees the paper, logged, replaced and removed with a
//! reason, and not changed by its holder once somebody has seen the evidence.

use axum::http::StatusCode;

use crate::risk::attachments::photograph;
use crate::support::protection::day;
use crate::support::sql::{ENTRY, change, look, must, refusal, run, string, strings};
use crate::support::{Answer, Person, TestApp};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A paper that the officer of an account of Goma entered, that account, and the adviser who may see it.
async fn entered(app: &TestApp) -> (String, Person, Person) {
    let id = app.officer_of("cpo-goma", "GOM").await;
    let holder = app.as_if("cpo-goma").await;
    let officer = look(app, &format!("select ref from officer where id = '{id}'")).await;
    let passed = day(app, -5).await;
    let form = [("type", "ifak"), ("obtained_on", passed.as_str()), ("evidence", "File 5")];
    holder.post(&format!("/officers/{officer}/qualifications"), &form).await.leads();
    (format!("/qualifications/{}", look(app, "select ref from qualification").await), holder, app.as_if("ssp-goma").await)
}

async fn add(person: &Person, paper: &str, reason: &str, file: &[u8]) -> Answer {
    person.upload(&format!("{paper}/scan/edit"), &[("reason", reason)], ("scan", "IMG_2041.jpg", file)).await
}

#[tokio::test]
async fn a_scan_is_added_opened_replaced_and_removed() {
    let app = TestApp::start().await;
    let (paper, holder, ssp) = entered(&app).await;
    let reference = paper.rsplit('/').next().expect("a reference").to_owned();
    let before = ssp.get(&paper).await;
    assert!(before.one("main").contains("Add scan"), "{}", before.one("main"));
    assert_eq!(ssp.get(&format!("{paper}/scan")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ssp.post(&format!("{paper}/scan/remove"), &[("removal", "gone")]).await.status, StatusCode::CONFLICT);

    let read = format!("select count(*)::text from audit.entry where action = 'qualification.open-scan' and outcome = 'read' and subject = '{reference}'");
    let asked = look(&app, &read).await;
    add(&holder, &paper, "", PDF).await.leads();
    let opened = ssp.get(&format!("{paper}/scan")).await;
    assert_eq!((opened.status, opened.bytes.as_slice()), (StatusCode::OK, PDF));
    assert_eq!(asked, "1", "asking for what is not there is told");
    assert_eq!(look(&app, &read).await, "2");
    let stored = look(&app, "select encode(content, 'escape') from file_content").await;
    assert!(!stored.contains("Catalog"), "what is stored is sealed");
    assert_eq!(app.as_if("ssp-juba").await.get(&format!("{paper}/scan")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("armourer-goma").await.get(&format!("{paper}/scan")).await.status, StatusCode::NOT_FOUND);

    let silent = add(&ssp, &paper, "", &photograph()).await;
    assert_eq!((silent.status, silent.error_of("reason").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
    for (bytes, said) in [(&b"GIF89a"[..], "no PDF, PNG or JPEG"), (&photograph()[..300], "cut or broken"), (b"", "")] {
        let answer = add(&ssp, &paper, "Better one", bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(!answer.error_of("scan").is_empty() && answer.error_of("scan").contains(said), "{}", answer.error_of("scan"));
        assert_eq!(answer.attribute("#f-reason", "value").as_deref(), Some("Better one"), "what was typed stays");
    }
    add(&ssp, &paper, "Better one", &photograph()).await.leads();
    let picture = ssp.get(&format!("{paper}/scan")).await;
    assert!(picture.bytes.starts_with(&[0xFF, 0xD8, 0xFF]) && !picture.bytes.windows(4).any(|four| four == b"Exif"), "made anew");
    assert_eq!(ssp.post(&format!("{paper}/scan/remove"), &[("removal", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    ssp.post(&format!("{paper}/scan/remove"), &[("removal", "Of somebody else")]).await.leads();

    let mut owner = app.owner().await;
    assert_eq!(strings(&mut owner, "select removal_reason from qualification_scan order by removed_at").await, ["Better one", "Of somebody else"]);
    assert_eq!(string(&mut owner, "select count(*)::text from file_content").await, "2", "nothing is deleted");
    assert_eq!(string(&mut app.inside("ssp-goma").await, "select count(*)::text from file_content").await, "0", "and nobody opens it any more");
    let history = ssp.get(&format!("{paper}/history")).await;
    assert!(history.one("main").contains("Scan added by") && history.one("main").contains("Of somebody else"), "{}", history.one("main"));
    let attack = "update qualification_scan set digest = repeat('0a', 32)";
    assert_eq!(refusal(&change(&mut owner, attack).await), "23514 scan_stays_as_it_came");
    must(&mut owner, &format!("rollback; begin; alter table qualification_scan disable trigger scan_kept; {attack}; {ENTRY}; rollback")).await;
}

#[tokio::test]
async fn what_somebody_has_seen_is_not_changed_by_its_holder() {
    let app = TestApp::start().await;
    let (paper, holder, ssp) = entered(&app).await;
    add(&holder, &paper, "", PDF).await.leads();
    ssp.post(&format!("{paper}/verify"), &[("version", "1")]).await.leads();

    let refused = add(&holder, &paper, "Another", PDF).await;
    let removed = holder.post(&format!("{paper}/scan/remove"), &[("removal", "Mine")]).await;
    assert_eq!((refused.status, removed.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    let page = holder.get(&paper).await;
    assert!(page.one("main").contains("Open scan") && !page.one("main").contains("Replace or remove scan"), "{}", page.one("main"));

    // below the pages, and the twin
    let attack = "update qualification_scan set removed_at = sec.now(), removed_by = sec.account_id(), removal_reason = 'x', version = version + 1";
    let attack = format!("begin; {attack}; rollback");
    let mut inside = app.inside("cpo-goma").await;
    assert_eq!(refusal(&run(&mut inside, &attack).await), "23514 scan_of_verified_by_another");
    let _ = run(&mut inside, "rollback").await;
    must(&mut app.owner().await, "alter table qualification_scan disable trigger scan_kept").await;
    assert_eq!(refusal(&run(&mut inside, &attack).await), "accepted", "the twin");
    must(&mut app.owner().await, "alter table qualification_scan enable trigger scan_kept").await;
    add(&ssp, &paper, "A better copy", PDF).await.leads();
    assert_eq!(app.count("select count(*) from qualification_scan where removed_at is null").await, 1);

    ssp.post(&format!("{paper}/void"), &[("reason", "Forged"), ("version", "2")]).await.leads();
    assert_eq!(add(&ssp, &paper, "Another", PDF).await.status, StatusCode::CONFLICT, "what was taken back keeps what it has");
    assert_eq!(ssp.get(&format!("{paper}/scan")).await.status, StatusCode::OK);
}
