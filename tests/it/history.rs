//! The history of a record, and what becomes of a lost race.

use axum::http::StatusCode;

use crate::support::{Answer, Person, TestApp};

const TESTWELL: &[(&str, &str)] =
    &[("name", "Q. Testwell"), ("station", "GOM"), ("category", "FS"), ("duty_role", "cp_officer"), ("number_1", "+243 990 000 001"), ("number_2", "")];

async fn recorded(by: &Person) -> String {
    by.post("/officers", TESTWELL).await.leads().rsplit('/').next().expect("a reference").to_owned()
}

/// The fields of the only form in the page, as a browser would send them back.
fn filled(page: &Answer) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.text());
    let of = |selector: &str| scraper::Selector::parse(selector).expect("well formed");
    let form = html.select(&of("main form[method=post]")).next().expect("a form");
    let mut fields = Vec::new();
    for input in form.select(&of("input")) {
        let value = input.value();
        if value.attr("type") != Some("radio") || value.attr("checked").is_some() {
            fields.push((value.attr("name").unwrap_or_default().to_owned(), value.attr("value").unwrap_or_default().to_owned()));
        }
    }
    for select in form.select(&of("select")) {
        let chosen = select.select(&of("option[selected]")).next().and_then(|option| option.value().attr("value")).unwrap_or_default();
        fields.push((select.value().attr("name").unwrap_or_default().to_owned(), chosen.to_owned()));
    }
    fields
}

async fn send(by: &Person, path: &str, fields: &[(String, String)], changes: &[(&str, &str)]) -> Answer {
    let kept = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    by.post(path, &kept.chain(changes.iter().copied()).collect::<Vec<_>>()).await
}

#[tokio::test]
async fn the_history_says_who_changed_what_and_where_from() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let reference = recorded(&coordinator).await;
    let edit = format!("/officers/{reference}/edit");
    let form = filled(&coordinator.get(&edit).await);
    send(&coordinator, &edit, &form, &[("number_1", "+243 990 000 777"), ("duty_role", "driver")]).await.leads();

    let page = coordinator.get(&format!("/officers/{reference}/history")).await;

    assert_eq!(page.one("h1"), "2 saves");
    let newest = page.one("li.save");
    assert!(newest.contains("T. Bisimwa") && newest.contains("Goma") && newest.contains("form"), "{newest}");
    assert_eq!(page.all("li.save:first-child del"), ["Before Close protection officer", "Before +243 990 000 001"]);
    assert_eq!(page.all("li.save:first-child ins"), ["After Security driver", "After +243 990 000 777"]);
    assert!(!page.text().contains("updated"), "the system's own columns are folded away");
}

#[tokio::test]
async fn the_history_is_filtered_compared_and_printed() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let reference = recorded(&coordinator).await;
    let edit = format!("/officers/{reference}/edit");
    for (field, value) in [("name", "Quirina Testwell"), ("duty_role", "driver")] {
        let form = filled(&coordinator.get(&edit).await);
        send(&coordinator, &edit, &form, &[(field, value)]).await.leads();
    }
    coordinator
        .post(&format!("/officers/{reference}/availability"), &[("kind", "sick"), ("from", "1-Mar-2027"), ("to", "2-Mar-2027"), ("note", "no stairs")])
        .await
        .leads();
    let history = format!("/officers/{reference}/history");

    let by_field = coordinator.get(&format!("{history}?field=officer-duty-role")).await;
    let compared = coordinator.get(&format!("{history}?older=1&newer=3")).await;
    let printed = coordinator.get(&format!("{history}?view=print")).await;
    let wrong = coordinator.get(&format!("{history}?from=someday")).await;
    let nobody = coordinator.get(&format!("{history}?person=000000000000")).await;

    assert_eq!(by_field.one("h1"), "2 saves");
    assert_eq!(compared.all(".comparison tbody th"), ["Usual duty", "Name"]);
    assert!(printed.one("h1").contains(&reference) && printed.all("li.save").len() == 4);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.error_of("from").contains("18-Nov"));
    assert_eq!(nobody.all("li.save").len(), 0);
    let all = coordinator.get(&history).await;
    assert!(all.text().contains("changed (sealed)") && !all.text().contains("no stairs"), "a medical limit is not told here");
}

#[tokio::test]
async fn changes_of_different_fields_are_both_kept() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let ssp = app.as_("ssp-goma").await;
    let reference = recorded(&coordinator).await;
    let edit = format!("/officers/{reference}/edit");
    let (hers, his) = (filled(&coordinator.get(&edit).await), filled(&ssp.get(&edit).await));

    send(&ssp, &edit, &his, &[("name", "Quirina Testwell")]).await.leads();
    let saved = send(&coordinator, &edit, &hers, &[("number_2", "+243 990 000 002")]).await;

    assert_eq!(saved.leads(), format!("/officers/{reference}"));
    assert!(saved.cookie("cordon_flash").expect("a message").contains("said-merged"));
    let record = coordinator.get(&format!("/officers/{reference}")).await;
    assert!(record.text().contains("Quirina Testwell") && record.text().contains("+243 990 000 002"));
}

#[tokio::test]
async fn changes_of_the_same_field_are_asked_about() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let ssp = app.as_("ssp-goma").await;
    let reference = recorded(&coordinator).await;
    let edit = format!("/officers/{reference}/edit");
    let (hers, his) = (filled(&coordinator.get(&edit).await), filled(&ssp.get(&edit).await));
    send(&ssp, &edit, &his, &[("number_1", "+243 990 000 777"), ("name", "Quirina Testwell")]).await.leads();

    let asked = send(&coordinator, &edit, &hers, &[("number_1", "+243 990 000 455"), ("category", "SS")]).await;

    assert_eq!(asked.status, StatusCode::CONFLICT);
    assert!(asked.one("h1").contains(&reference));
    assert!(asked.one("main").contains("P. Verhagen"), "who saved is named");
    assert_eq!(asked.all("tr.asks th"), ["First number", "First number right on"], "a number and its age are one thing");
    assert_eq!(asked.all("input[checked]").len(), 0, "no side is chosen beforehand");
    assert_eq!(app.count("select count(*) from officer where number_1 = '+243 990 000 455'").await, 0);

    let page = filled(&asked);
    let undecided = send(&coordinator, &edit, &page, &[]).await;
    assert_eq!(undecided.status, StatusCode::CONFLICT, "without a choice nothing is saved");
    let back = send(&coordinator, &edit, &page, &[("conflict", "back")]).await;
    assert_eq!(back.status, StatusCode::OK);
    assert_eq!(back.attribute("#f-number_1", "value").as_deref(), Some("+243 990 000 455"), "what was typed is still there");

    let saved = send(&coordinator, &edit, &page, &[("choice-number_1", "yours")]).await;
    saved.leads();
    let record = coordinator.get(&format!("/officers/{reference}")).await;
    assert!(record.text().contains("+243 990 000 455") && record.text().contains("Quirina Testwell") && record.text().contains("Security Service"));
}

#[tokio::test]
async fn a_third_value_can_settle_it() {
    let app = TestApp::start().await;
    let desk = app.as_("officer-africa").await;
    let chief = app.as_("officer-africa").await;
    let form = [("display_name", "Aurelia Quist"), ("portfolio", "africa"), ("office", "Envoy")];
    let reference = desk.post("/principals", &form).await.leads().rsplit('/').next().expect("a reference").to_owned();
    let edit = format!("/principals/{reference}/edit");
    let (mine, other) = (filled(&desk.get(&edit).await), filled(&chief.get(&edit).await));
    send(&chief, &edit, &other, &[("office", "Special Envoy")]).await.leads();

    let asked = send(&desk, &edit, &mine, &[("office", "Personal Envoy")]).await;
    let saved = send(&desk, &edit, &filled(&asked), &[("choice-office", "other"), ("other-office", "Special Coordinator")]).await;

    assert_eq!(asked.status, StatusCode::CONFLICT);
    assert_eq!(saved.leads(), format!("/principals/{reference}"));
    assert!(desk.get(&format!("/principals/{reference}")).await.text().contains("Special Coordinator"));
    assert_eq!(desk.get(&format!("/principals/{reference}/history")).await.one("h1"), "3 saves");
}

/// Two people edit one record: who, its form, where it is sent, the field both change, and one that only the second does.
struct Clash<'a> {
    who: &'a str,
    form: &'a str,
    sent_to: &'a str,
    both: (&'a str, &'a str, &'a str),
    alone: (&'a str, &'a str),
}

#[tokio::test]
async fn races_over_stations_accounts_and_rules_are_settled_like_any_other() {
    let app = TestApp::start().await;
    let clashes = [
        Clash {
            who: "ssp-juba",
            form: "/duty-stations/JUB/edit",
            sent_to: "/duty-stations/JUB",
            both: ("name", "Juba Town", "Juba City"),
            alone: ("family_status", "family"),
        },
        Clash {
            who: "admin",
            form: "/admin/users/cpo-goma/edit",
            sent_to: "/admin/users/cpo-goma/edit",
            both: ("display_name", "A. Onesided", "A. Twosided"),
            alone: ("display_name", "A. Onesided"),
        },
        Clash { who: "officer-africa", form: "/countries/CD/edit", sent_to: "/countries/CD", both: ("notice_days", "21", "5"), alone: ("notice_days", "21") },
        Clash {
            who: "chief",
            form: "/admin/rules/late_notice_days/edit",
            sent_to: "/admin/rules/late_notice_days",
            both: ("value", "5", "6"),
            alone: ("source", "decision of the chief"),
        },
        Clash {
            who: "chief",
            form: "/admin/postures/P2/edit",
            sent_to: "/admin/postures/P2",
            both: ("name", "Escort A", "Escort B"),
            alone: ("source", "UNC-99"),
        },
    ];
    for Clash { who, form, sent_to, both: (field, theirs, yours), alone: (other, value) } in clashes {
        let person = app.as_(who).await;
        // each page carries its own key: a form that is sent twice has one effect
        let opened = async || filled(&person.get(form).await).into_iter().filter(|(name, _)| name != "is_headquarters").collect::<Vec<_>>();
        let (first, second, third) = (opened().await, opened().await, opened().await);
        let now = async |name: &str| filled(&person.get(form).await).into_iter().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default();
        send(&person, sent_to, &first, &[(field, theirs)]).await.leads();

        // only one side changed it: both are kept without a question
        send(&person, sent_to, &second, &[(other, value)]).await.leads();
        assert_eq!((now(field).await.as_str(), now(other).await.as_str()), (theirs, value), "{form}");

        let asked = send(&person, sent_to, &third, &[(field, yours)]).await;
        assert_eq!(asked.status, StatusCode::CONFLICT, "{form}");
        assert_eq!(asked.all("tr.asks th").len(), 1, "{form}");
        assert_eq!(asked.all("input[checked]").len(), 0, "no side is chosen beforehand");
        let page = filled(&asked);
        assert_eq!(send(&person, sent_to, &page, &[]).await.status, StatusCode::CONFLICT, "without a choice nothing is saved");
        let back = send(&person, sent_to, &page, &[("conflict", "back")]).await;
        assert_eq!(back.attribute(&format!("#f-{field}"), "value").as_deref(), Some(yours), "what was typed is still there");

        let choice = format!("choice-{field}");
        send(&person, sent_to, &page, &[(choice.as_str(), "yours")]).await.leads();
        assert_eq!(now(field).await, yours, "{form}");
        if other != field {
            assert_eq!(now(other).await, value, "{form}");
        }
    }
}

#[tokio::test]
async fn a_reader_who_returns_asks_what_was_saved_since() {
    let app = TestApp::start().await;
    let coordinator = app.as_("coordinator-goma").await;
    let reference = recorded(&coordinator).await;
    let history = format!("/officers/{reference}/history");
    app.shift_clock("5 minutes").await;
    let first = coordinator.get(&history).await;
    assert!(first.all("input[name=since]").is_empty(), "nobody was here before");
    assert_eq!(coordinator.get(&format!("{history}?since=visit")).await.one("h1"), "1 save", "and then everything is new");
    app.shift_clock("2 hours").await;
    let ssp = app.as_("ssp-goma").await;
    let edit = format!("/officers/{reference}/edit");
    let form = filled(&ssp.get(&edit).await);
    send(&ssp, &edit, &form, &[("duty_role", "driver")]).await.leads();
    app.shift_clock("1 hour").await;

    let back = app.as_("coordinator-goma").await;
    let all = back.get(&history).await;
    let since = back.get(&format!("{history}?since=visit")).await;

    assert_eq!((all.one("h1"), since.one("h1")), ("2 saves".into(), "1 save".into()));
    assert!(since.one("li.save").contains("P. Verhagen") && since.one("ul.applied").contains("since my last visit"));
    assert!(all.attribute("input[name=since]", "checked").is_none() && since.attribute("input[name=since]", "checked").is_some());
}
