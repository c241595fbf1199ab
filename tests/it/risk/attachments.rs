//! Attachments of an assessment: taken by their content, made anew, sealed, handed over as downloads, voided with a
//! reason; each attack on them in SQL with the control in which it succeeds. The assessment on paper.

use axum::http::StatusCode;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ImageEncoder, RgbImage};
use sha2::{Digest, Sha256};

use super::{official, registration, tail};
use crate::support::sql::{ENTRY, change, must, refusal, run, string, strings};
use crate::support::{Answer, TestApp};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj zqcanary endobj\ntrailer\n%%EOF\n";

pub fn photograph() -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 90).encode_image(&RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8, y as u8, 9]))).expect("written");
    let note = b"Exif\0\0zqcanary -1.6585 29.2203";
    [&out[..2], &[0xFF, 0xE1, 0, note.len() as u8 + 2], note, &out[2..]].concat()
}

fn drawing() -> Vec<u8> {
    let mut out = Vec::new();
    PngEncoder::new(&mut out).write_image(&vec![200; 64 * 64 * 3], 64, 64, image::ExtendedColorType::Rgb8).expect("written");
    out
}

/// A picture of a few bytes that says it has four thousand million pixels.
fn bomb() -> Vec<u8> {
    let mut bytes = drawing();
    bytes[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    let sum = !bytes[12..29]
        .iter()
        .fold(!0u32, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 }));
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn header(answer: &Answer, name: &str) -> String {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

const GOOD: &[(&str, &str)] = &[("title", "Letter of the host"), ("class", "confidential")];

#[tokio::test]
async fn a_scan_comes_with_the_registration_and_is_handed_over_and_logged() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let form = who.get("/risk-assessments/register").await;
    assert_eq!(form.attribute("form[method=post]:has(input[type=file])", "enctype").as_deref(), Some("multipart/form-data"));

    let url = who.upload("/risk-assessments/register", &registration(&official, "high-pc2"), ("scan", "Decision of A. Name.pdf", PDF)).await.leads();

    let list = who.get(&format!("{url}/attachments")).await;
    let digest: String = Sha256::digest(PDF).iter().map(|byte| format!("{byte:02x}")).collect();
    let row = list.one("tbody tr");
    for words in ["F1", "DO/26/1", "confidential", "PDF", "T. Bisimwa", "Z", &digest] {
        assert!(row.contains(words), "{words}: {row}");
    }
    assert!(!list.text().contains("A. Name"), "the name of the file is forgotten");
    let file = app.as_if("do-goma").await.get(&format!("{url}/attachments/1")).await;
    assert_eq!((file.status, file.bytes.as_slice()), (StatusCode::OK, PDF));
    assert_eq!(header(&file, "content-type"), "application/pdf");
    assert_eq!(header(&file, "content-disposition"), format!("attachment; filename=\"{}-1.pdf\"", tail(&url)));
    assert_eq!(header(&file, "x-content-type-options"), "nosniff");
    assert_eq!(header(&file, "cache-control"), "no-store");
    assert!(header(&file, "content-security-policy").contains("sandbox") && !header(&list, "content-security-policy").contains("sandbox"));
    let mut owner = app.owner().await;
    let read = "select subject || ' ' || detail from audit.entry where action = 'risk.open-attachment' and outcome = 'read'";
    assert_eq!(strings(&mut owner, read).await, [format!("{} attachment 1", tail(&url))]);
    assert_eq!(string(&mut owner, "select (position('zqcanary'::bytea in content) > 0)::text from file_content").await, "false", "sealed");
    assert!(who.get(&format!("{url}/history")).await.text().contains("DO/26/1"));
    assert!(who.get(&url).await.one("section[aria-labelledby=files]").contains("DO/26/1"));
}

#[tokio::test]
async fn pictures_are_kept_without_what_their_camera_wrote() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let url = who.post("/risk-assessments/register", &registration(&official, "medium")).await.leads();
    let told = photograph();
    assert!(told.windows(8).any(|eight| eight == b"zqcanary"), "the control");

    who.upload(&format!("{url}/attachments"), GOOD, ("file", "photo.pdf", &told)).await.leads();

    let kept = who.get(&format!("{url}/attachments/1")).await;
    assert_eq!(header(&kept, "content-type"), "image/jpeg", "the content decides, not the name");
    assert!(header(&kept, "content-disposition").ends_with("-1.jpeg\""));
    assert!(!kept.bytes.windows(8).any(|eight| eight == b"zqcanary"));
    assert!(image::load_from_memory(&kept.bytes).is_ok());
}

#[tokio::test]
async fn bad_files_are_told_beside_the_field_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let url = who.post("/risk-assessments/register", &registration(&official, "medium")).await.leads();
    let large = [PDF, &vec![b' '; 10 * 1024 * 1024]].concat();
    let (photograph, drawing, bomb) = (photograph(), drawing(), bomb());
    for (name, bytes, said) in [
        ("a.pdf", &b""[..], "empty"),
        ("a.pdf", &large, "10 MB"),
        ("a.pdf", b"MZ\x90\0 a program", "is none"),
        ("a.pdf", &PDF[..20], "end of this PDF"),
        ("a.svg", b"<svg onload='x()'/>", "no PDF, PNG or JPEG"),
        ("a.jpg", &photograph[..photograph.len() / 2], "cut or broken"),
        ("a.png", &drawing[..drawing.len() / 2], "cut or broken"),
        ("a.png", &bomb, "million pixels"),
    ] {
        let answer = who.upload(&format!("{url}/attachments"), GOOD, ("file", name, bytes)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {said}");
        assert!(answer.error_of("file").contains(said), "{name}: {}", answer.error_of("file"));
        assert_eq!(answer.attribute("#f-title", "value").as_deref(), Some("Letter of the host"), "values survive");
    }
    let flood = vec![b' '; 25 * 1024 * 1024];
    assert_eq!(who.upload(&format!("{url}/attachments"), GOOD, ("file", "a.pdf", &flood)).await.status, StatusCode::PAYLOAD_TOO_LARGE, "not even read");
    let nothing = who.post(&format!("{url}/attachments"), &[("title", ""), ("class", "secret")]).await;
    for field in ["file", "title", "class"] {
        assert!(!nothing.error_of(field).is_empty(), "{field}: all at once");
    }
    let mut fields = registration(&official, "medium");
    fields[4].1 = "nobody";
    let answer = who.upload("/risk-assessments/register", &fields, ("scan", "a.pdf", b"not a pdf")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!answer.error_of("scan").is_empty() && !answer.error_of("approver").is_empty());
    assert_eq!(answer.attribute("#f-document_ref", "value").as_deref(), Some("DO/26/1"));
    let mut owner = app.owner().await;
    assert_eq!(
        string(
            &mut owner,
            "select (select count(*) from file_content) + (select count(*) from risk_attachment) || ' ' || (select count(*) from risk_assessment)"
        )
        .await,
        "0 1"
    );
}

#[tokio::test]
async fn a_file_is_voided_with_a_reason_and_never_deleted() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let url = who.post("/risk-assessments/register", &registration(&official, "medium")).await.leads();
    who.upload(&format!("{url}/attachments"), GOOD, ("file", "a.pdf", PDF)).await.leads();
    let void = format!("{url}/attachments/1/void");
    assert_eq!(who.get(&void).await.status, StatusCode::OK);
    let silent = who.post(&void, &[("reason", " ")]).await;
    assert_eq!((silent.status, silent.error_of("reason").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
    assert_eq!(app.as_if("auditor").await.post(&void, &[("reason", "x")]).await.status, StatusCode::FORBIDDEN);

    who.post(&void, &[("reason", "The wrong letter")]).await.leads();

    let row = who.get(&format!("{url}/attachments")).await.one("tbody tr");
    assert!(row.contains("The wrong letter") && row.contains("void"), "{row}");
    for person in ["coordinator-goma", "chief"] {
        assert_eq!(app.as_if(person).await.get(&format!("{url}/attachments/1")).await.status, StatusCode::CONFLICT, "{person}");
    }
    assert_eq!(who.post(&void, &[("reason", "again")]).await.status, StatusCode::CONFLICT);
    assert_eq!(string(&mut app.owner().await, "select count(*)::text from file_content").await, "1", "it is kept");
    who.upload(&format!("{url}/attachments"), GOOD, ("file", "b.pdf", PDF)).await.leads();
    assert_eq!(who.get(&format!("{url}/attachments")).await.all("tbody tr").len(), 2);
}

#[tokio::test]
async fn a_strictly_confidential_file_opens_for_few() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let ssp = app.as_if("ssp-goma").await;
    let url = ssp.post("/risk-assessments/register", &registration(&official, "medium")).await.leads();
    let strict = [("title", "zqstrict"), ("class", "strictly_confidential")];
    ssp.upload(&format!("{url}/attachments"), &strict, ("file", "a.pdf", PDF)).await.leads();

    for (person, sees) in [
        ("ssp-goma", true),
        ("do-goma", true),
        ("officer-africa", true),
        ("chief", true),
        ("analyst", true),
        ("coordinator-goma", false),
        ("auditor", false),
        ("desk-africa", false),
    ] {
        let person = (person, app.as_if(person).await);
        let expected = if sees { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(person.1.get(&format!("{url}/attachments/1")).await.status, expected, "{}", person.0);
        for path in ["", "/attachments", "/history", "/print"] {
            assert_eq!(person.1.get(&format!("{url}{path}")).await.text().contains("zqstrict"), sees, "{} {path}", person.0);
        }
    }
    let other = app.as_if("coordinator-goma").await;
    other.upload(&format!("{url}/attachments"), GOOD, ("file", "b.pdf", PDF)).await.leads();
    assert!(other.get(&format!("{url}/attachments")).await.one("tbody tr").contains("F2"), "numbered by the system, over what one does not see");
    assert_eq!(app.as_if("coordinator-juba").await.get(&format!("{url}/attachments/2")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("desk-africa").await.upload(&format!("{url}/attachments"), GOOD, ("file", "c.pdf", PDF)).await.status, StatusCode::FORBIDDEN);
    // the same below the program: neither record nor content, for those whom the wall keeps out
    for (name, seen) in [("ssp-goma", "2 2"), ("desk-africa", "1 1"), ("coordinator-juba", "0 0")] {
        let mut inside = app.inside(name).await;
        assert_eq!(string(&mut inside, "select (select count(*) from risk_attachment) || ' ' || (select count(*) from file_content)").await, seen, "{name}");
    }
}

#[tokio::test]
async fn what_was_attached_stays_whoever_attacks_it() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let url = who.post("/risk-assessments/register", &registration(&official, "medium")).await.leads();
    who.upload(&format!("{url}/attachments"), GOOD, ("file", "a.pdf", PDF)).await.leads();
    let mut inside = app.inside("coordinator-goma").await;
    for attack in ["delete from file_content", "delete from risk_attachment", "update file_content set content = ''::bytea"] {
        let outcome = run(&mut inside, attack).await;
        assert!(outcome.is_err(), "{attack}");
    }
    let mut owner = app.owner().await;
    for (attack, held_by, without) in [
        ("update risk_attachment set title = 'other'", "attachment_stays_as_it_came", "alter table risk_attachment disable trigger attachment_kept"),
        ("update risk_attachment set digest = repeat('0a', 32)", "attachment_stays_as_it_came", "alter table risk_attachment disable trigger attachment_kept"),
        (
            "update risk_attachment set voided_at = sec.now(), voided_by = uploaded_by",
            "attachment_void_has_reason",
            "alter table risk_attachment drop constraint attachment_void_has_reason",
        ),
    ] {
        assert_eq!(refusal(&change(&mut owner, attack).await), format!("23514 {held_by}"), "{attack}");
        must(&mut owner, &format!("rollback; begin; {without}; {attack}; {ENTRY}; rollback")).await;
    }
}

#[tokio::test]
async fn the_assessment_is_printed_with_its_mark_its_signatures_and_its_number() {
    let app = TestApp::start().await;
    let official = official(&app, "TESTER 1").await;
    let who = app.as_if("coordinator-goma").await;
    let first = who.post("/risk-assessments/register", &registration(&official, "medium")).await.leads();
    let url = who.post("/risk-assessments/register", &registration(&official, "high-pc2")).await.leads();
    who.upload(&format!("{url}/attachments"), GOOD, ("file", "a.pdf", PDF)).await.leads();
    assert!(who.get(&url).await.text().contains(&format!("{url}/print")));

    let paper = app.as_if("do-goma").await.get(&format!("{url}/print")).await;

    assert_eq!(paper.attribute("body", "data-page").as_deref(), Some("paper"));
    assert!(paper.one("thead .mark").to_lowercase().contains("confidential"));
    let facts = paper.one(".paper-facts");
    let serial = header(&paper, "x-request-id");
    assert!(facts.contains(&tail(&url)) && facts.contains("by do-goma") && facts.contains('Z') && facts.contains(&serial), "{facts}");
    let text = paper.one("main");
    for words in ["I. Invented", "DO/26/1", "Armoured vehicle", "Letter of the host", tail(&first).as_str(), "Decisions and signatures"] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!paper.all("main dl del").is_empty(), "what changed since the last");
    assert_eq!(paper.attribute(".off-paper a", "href"), Some(url.clone()), "the way back is the record");
    let mut owner = app.owner().await;
    let read = format!("select subject from audit.entry where action = 'risk.print' and outcome = 'read' and request_id = '{serial}'");
    assert_eq!(strings(&mut owner, &read).await, [tail(&url)], "the number on the sheet leads to its entry");
    assert_eq!(app.as_if("coordinator-juba").await.get(&format!("{url}/print")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.as_if("support").await.get(&format!("{url}/print")).await.status, StatusCode::NOT_FOUND);
}
