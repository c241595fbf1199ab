//! Photos of a weapon: six at most, made anew, opened by whoever sees the weapon, logged, taken off with a reason.

use axum::http::StatusCode;

use crate::property_registrations::CLOSED;
use crate::risk::attachments::photograph;
use crate::support::arms::{armoury, pistol};
use crate::support::sql::{ENTRY, change, look, must, refusal, run, string};
use crate::support::{Answer, Person, TestApp};

async fn add(person: &Person, weapon: &str, shows: &str, file: &[u8]) -> Answer {
    person.upload(&format!("/firearms/{weapon}/photos"), &[("shows", shows), ("note", "Slide")], ("photo", "IMG_2041.jpg", file)).await
}

#[tokio::test]
async fn a_photo_is_added_opened_and_taken_off() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let armourer = app.as_if("armourer-goma").await;
    let record = format!("/firearms/{weapon}");
    assert!(armourer.get(&record).await.one("#photos ~ p").contains("No photo"));

    for (shows, bytes, field, said) in [
        ("", &photograph()[..], "shows", ""),
        ("whole", b"GIF89a", "photo", "no PDF, PNG or JPEG"),
        ("whole", b"%PDF-1.4\n%%EOF\n", "photo", ""),
        ("whole", &photograph()[..300], "photo", "cut or broken"),
        ("whole", b"", "photo", ""),
    ] {
        let answer = add(&armourer, &weapon, shows, bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{shows}");
        assert!(!answer.error_of(field).is_empty() && answer.error_of(field).contains(said), "{}", answer.one("main"));
        assert_eq!(answer.attribute("#f-note", "value").as_deref(), Some("Slide"), "what was typed stays");
    }
    add(&armourer, &weapon, "marking_left", &photograph()).await.leads();

    let page = armourer.get(&record).await;
    assert!(page.all("img").is_empty() && page.one("#photos ~ ul").contains("marking, left side"), "{}", page.one("main"));
    let shown = armourer.get(&format!("{record}/photos/1")).await;
    assert_eq!(shown.attribute("main img", "src").as_deref(), Some(format!("{record}/photos/1/picture").as_str()));
    let read = format!("select count(*)::text from audit.entry where action = 'firearm.open-photo' and outcome = 'read' and subject = '{weapon}'");
    let picture = app.as_if("coordinator-goma").await.get(&format!("{record}/photos/1/picture")).await;
    assert!(picture.bytes.starts_with(&[0xFF, 0xD8, 0xFF]) && !picture.bytes.windows(4).any(|four| four == b"Exif"), "made anew");
    assert_eq!(look(&app, &read).await, "1");
    assert_eq!(app.as_if("armourer-juba").await.get(&format!("{record}/photos/1")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("armourer-juba").await.get(&format!("{record}/photos/1/picture")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(add(&app.as_if("do-goma").await, &weapon, "whole", &photograph()).await.status, StatusCode::FORBIDDEN, "who reads does not add");

    let remove = format!("{record}/photos/1/remove");
    let silent = armourer.post(&remove, &[("reason", " "), ("version", "1")]).await;
    let stale = armourer.post(&remove, &[("reason", "Of another"), ("version", "7")]).await;
    armourer.post(&remove, &[("reason", "Of another"), ("version", "1")]).await.leads();
    assert_eq!((silent.status, stale.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT));
    assert!(!silent.error_of("reason").is_empty());
    assert_eq!(armourer.get(&format!("{record}/photos/1/picture")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(string(&mut app.inside("armourer-goma").await, "select count(*)::text from file_content").await, "0", "nobody opens it any more");
    assert_eq!(look(&app, "select count(*)::text from file_content").await, "1", "nothing is deleted");
    let history = armourer.get(&format!("{record}/history")).await;
    assert!(history.one("main").contains("Photo added by") && history.one("main").contains("Of another"), "{}", history.one("main"));
}

#[tokio::test]
async fn six_photos_are_enough_and_what_came_stays() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    let armourer = app.as_if("armourer-goma").await;
    for _ in 0..6 {
        add(&armourer, &weapon, "damage", &photograph()).await.leads();
    }
    let page = armourer.get(&format!("/firearms/{weapon}")).await;
    assert!(!page.one("main").contains("Add photo"), "{}", page.one("main"));
    let seventh = add(&armourer, &weapon, "damage", &photograph()).await;
    assert!(seventh.error_of("photo").contains("six photos"), "{}", seventh.one("main"));

    let mut owner = app.owner().await;
    let another = "insert into file_content (id, content) values ('00000000-0000-4000-8000-000000000077', '\\x01');
        insert into firearm_photo (id, firearm_id, number, shows, bytes, digest, key_sealed, added_by)
        select '00000000-0000-4000-8000-000000000077', firearm_id, 0, 'whole', 1, digest, key_sealed, added_by from firearm_photo limit 1";
    let taken_off = "update firearm_photo set removed_at = sec.now(), removed_by = added_by, removal_reason = 'x', version = version + 1 where number = 6";
    for (attack, held_by) in [
        (another.to_owned(), "firearm_has_six_photos"),
        ("update firearm_photo set digest = repeat('0a', 32) where number = 1".to_owned(), "firearm_photo_stays_as_it_came"),
        (format!("{taken_off}; {CLOSED}; {another}"), "station_is_closed"),
    ] {
        assert_eq!(refusal(&change(&mut owner, &attack).await), format!("23514 {held_by}"), "{attack}");
        let twin = attack.replace(", 0, 'whole'", ", 7, 'whole'");
        must(&mut owner, &format!("rollback; begin; alter table firearm_photo disable trigger firearm_photo_kept; {twin}; {ENTRY}; rollback")).await;
    }
    let mut inside = app.inside("armourer-juba").await;
    assert_eq!(refusal(&run(&mut inside, "begin; update firearm_photo set version = version + 1; rollback").await), "accepted", "and finds none of Goma");
    assert_eq!(look(&app, "select max(version)::text from firearm_photo").await, "1");
}
