//! The photo of an official: on a click only, logged, made anew, replaced and removed with a reason.

use axum::http::StatusCode;

use crate::risk::attachments::photograph;
use crate::support::sql::{ENTRY, change, must, refusal, string, strings};
use crate::support::{Person, TestApp};

async fn official(by: &Person) -> String {
    let form = [("codename", "Quillwort 4"), ("display_name", "Aurelia Quist"), ("entity", "WFP"), ("station", "GOM"), ("portfolio", "africa")];
    by.post("/principals", &form).await.leads()
}

#[tokio::test]
async fn a_photo_opens_on_a_click_and_the_click_is_logged() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    let reference = record.rsplit('/').next().expect("a reference").to_owned();
    assert!(officer.get(&record).await.text().contains(&format!("{record}/photo/edit")));
    let told = photograph();

    officer.upload(&format!("{record}/photo/edit"), &[("reason", "")], ("photo", "IMG_2041.jpg", &told)).await.leads();

    let coordinator = app.as_("coordinator-goma").await;
    let page = coordinator.get(&record).await;
    assert!(page.all("img").is_empty() && page.one("main").contains("Show photo,"), "not with the page");
    let shown = coordinator.get(&format!("{record}/photo")).await;
    assert!(shown.attribute("img", "src").is_some_and(|source| source.starts_with("data:image/jpeg;base64,/9j/")));
    assert!(shown.attribute("img", "alt").is_some_and(|words| words.to_lowercase().contains("quillwort 4")));
    let mut owner = app.owner().await;
    let read = format!("select count(*)::text from audit.entry where action = 'profile.photo' and outcome = 'read' and subject = '{reference}'");
    assert_eq!(string(&mut owner, &read).await, "1");
    assert!(officer.get(&format!("{record}/access")).await.text().contains("photo"), "the owner sees who opened it");
    assert!(officer.get(&format!("{record}/history")).await.text().contains("Photo"));
    for (name, status) in
        [("focal-wfp", StatusCode::OK), ("coordinator-juba", StatusCode::NOT_FOUND), ("focal-ohchr", StatusCode::NOT_FOUND), ("roster", StatusCode::NOT_FOUND)]
    {
        assert_eq!(app.as_(name).await.get(&format!("{record}/photo")).await.status, status, "{name}");
    }
    let refused = coordinator.upload(&format!("{record}/photo/edit"), &[("reason", "x")], ("photo", "a.jpg", &told)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_photo_is_replaced_and_removed_with_a_reason_and_kept() {
    let app = TestApp::start().await;
    let officer = app.as_("officer-africa").await;
    let record = official(&officer).await;
    let (edit, remove) = (format!("{record}/photo/edit"), format!("{record}/photo/remove"));
    let picture = photograph();
    assert_eq!(officer.post(&remove, &[("removal", "gone")]).await.status, StatusCode::CONFLICT, "there is none");
    officer.upload(&edit, &[("reason", "")], ("photo", "a.jpg", &picture)).await.leads();

    let silent = officer.upload(&edit, &[("reason", "")], ("photo", "b.jpg", &picture)).await;
    assert_eq!((silent.status, silent.error_of("reason").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
    for (bytes, said) in [(&b"%PDF-1.7 %%EOF"[..], "no picture"), (b"GIF89a", "no PDF, PNG or JPEG"), (&picture[..300], "cut or broken")] {
        let answer = officer.upload(&edit, &[("reason", "Ten years old")], ("photo", "c.jpg", bytes)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.error_of("photo").contains(said), "{}", answer.error_of("photo"));
        assert_eq!(answer.attribute("#f-reason", "value").as_deref(), Some("Ten years old"));
    }
    officer.upload(&edit, &[("reason", "Ten years old")], ("photo", "b.jpg", &picture)).await.leads();
    assert_eq!(officer.post(&remove, &[("removal", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    officer.post(&remove, &[("removal", "Asked by the official")]).await.leads();

    assert!(officer.get(&format!("{record}/photo")).await.one("main").contains("There is no photo"));
    let mut owner = app.owner().await;
    assert_eq!(strings(&mut owner, "select removal_reason from principal_photo order by removed_at").await, ["Ten years old", "Asked by the official"]);
    assert_eq!(string(&mut owner, "select count(*)::text from file_content").await, "2", "nothing is deleted");
    assert_eq!(string(&mut app.inside("officer-africa").await, "select count(*)::text from file_content").await, "0", "and nobody opens it any more");
    let attack = "update principal_photo set digest = repeat('0a', 32)";
    assert_eq!(refusal(&change(&mut owner, attack).await), "23514 photo_stays_as_it_came");
    must(&mut owner, &format!("rollback; begin; alter table principal_photo disable trigger photo_kept; {attack}; {ENTRY}; rollback")).await;
}
