//! The page of a station: every figure agrees with its list, readers see what their duty gives, and it stays light.

use axum::http::StatusCode;

use crate::ammunition::lot;
use crate::readiness::{alter, papers, vehicle};
use crate::support::TestApp;
use crate::support::arms::{armed, armoury, pistol, prepared};
use crate::support::sql::look;

/// Links of the figures with the number that stands in them.
fn figures(page: &crate::support::Answer) -> Vec<(String, i64, String)> {
    let html = scraper::Html::parse_document(&page.text());
    let selector = scraper::Selector::parse("section[aria-labelledby=figures] ul.plain-list a").expect("well formed");
    html.select(&selector)
        .filter_map(|link| {
            let words: Vec<String> = link.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
            Some((link.value().attr("href").unwrap_or_default().to_owned(), words.first()?.parse().ok()?, words[1..].join(" ")))
        })
        .collect()
}

#[tokio::test]
async fn every_figure_is_the_count_of_the_list_it_links_to() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    let weapon = pistol(&app, &store, "9F-31877").await;
    pistol(&app, &store, "9F-31878").await;
    lot(&app, &store, "L-1", "1000").await;
    let officer = armed(&app, "cpo-goma").await;
    let act = prepared(&app, &weapon, &officer).await;
    app.as_if("cpo-goma").await.post(&format!("{act}/sign"), &[("version", "1")]).await.leads();
    let ssp = app.as_if("ssp-goma").await;

    let page = ssp.get("/duty-stations/GOM").await;
    let told = figures(&page);

    assert!(told.len() >= 25, "{}", page.one("main"));
    for (url, count, label) in &told {
        if url.ends_with("/ammunition") {
            continue;
        }
        let list = ssp.get(url).await;
        assert_eq!(list.status, StatusCode::OK, "{url}");
        let heading = list.one("h1");
        let listed: i64 = heading.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(-1);
        assert_eq!(listed, *count, "{label}: {url} says {heading}");
        assert!(list.all("main .note code").is_empty(), "the list knows every filter of {url}");
    }
    let count_of = |label: &str| told.iter().find(|(_, _, words)| words == label).map(|(_, count, _)| *count);
    assert_eq!(count_of("weapons"), Some(2));
    assert_eq!(count_of("with an officer"), Some(1));
    assert_eq!(count_of("fit for armed duty"), Some(1));
    assert_eq!(count_of("lot"), Some(1));
    assert!(page.one("[data-store]").contains("never counted"));
}

#[tokio::test]
async fn what_is_reserved_and_which_approvals_end_stands_on_the_page() {
    let app = TestApp::start().await;
    armoury(&app, "Main").await;
    armoury(&app, "Annex").await;
    let driver = armed(&app, "cpo-goma").await;
    papers(&app, &["un_driver_permit"], 100).await;
    vehicle(&app, &driver).await;
    let ssp = app.as_if("ssp-goma").await;
    let counts = async |list: &str| figures(&ssp.get("/duty-stations/GOM").await).into_iter().find(|(url, ..)| url == list).map(|(_, count, _)| count);
    let approved = |until: i32| {
        format!("update armoury set approved_on = current_date - 300, approved_until = current_date + {until}, version = version + 1 where name = 'Annex'")
    };

    assert_eq!(counts("/reservations?station=GOM&within=7").await, Some(1));
    assert_eq!(counts("/reservations?station=GOM&state=late").await, Some(0));
    for (until, ending, ended) in [(200, 0, 0), (60, 0, 0), (59, 1, 0), (0, 1, 0), (-1, 0, 1)] {
        alter(&app, &approved(until)).await;
        let said = (counts("/armouries?station=GOM&needs=ending").await, counts("/armouries?station=GOM&needs=ended").await);
        assert_eq!(said, (Some(ending), Some(ended)), "{until} days");
        let stands = ssp.get("/armouries?q=Annex").await.one("tbody");
        assert_eq!((stands.contains("approval ends"), stands.contains("approval ended")), (ending == 1, ended == 1), "the list says the same: {stands}");
    }
    app.shift_clock("9 days").await;
    let ssp = app.as_if("ssp-goma").await;
    let later = figures(&ssp.get("/duty-stations/GOM").await);
    assert!(later.iter().any(|(url, count, _)| url == "/reservations?station=GOM&within=7" && *count == 0), "{later:?}");
}

#[tokio::test]
async fn who_is_fit_is_answered_alike_by_the_list_and_by_the_record() {
    let app = TestApp::start().await;
    let officer = armed(&app, "cpo-goma").await;
    let ssp = app.as_if("ssp-goma").await;
    let listed = async || ssp.get("/officers?station=GOM&fit=armed").await.all("tbody th").join(" ").contains(&officer);

    assert!(listed().await);
    assert!(!ssp.get("/officers?station=GOM&fit=medic").await.all("tbody th").join(" ").contains(&officer));
    let form = [("reason", "Under investigation")];
    ssp.post(&format!("/officers/{officer}/armed-suspension"), &form).await;
    let is_suspended = look(&app, "select (count(*) > 0)::text from armed_suspension where lifted_at is null").await;
    assert_eq!(listed().await.to_string(), (is_suspended != "true").to_string());
    let desk = app.as_if("desk-africa").await;
    assert_eq!(desk.get("/officers?fit=armed").await.all("tbody tr").len(), 0, "who does not see papers learns nothing of them");
}

#[tokio::test]
async fn readers_see_the_figures_of_their_duty_alone() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    pistol(&app, &store, "9F-31877").await;

    let officer = app.as_if("cpo-goma").await.get("/duty-stations/GOM").await;
    let custodian = app.as_if("armourer-goma").await.get("/duty-stations/GOM").await;
    let paper = app.as_if("ssp-goma").await.get("/duty-stations/GOM/print").await;

    assert_eq!(officer.status, StatusCode::OK);
    assert!(figures(&officer).is_empty(), "{:?}", figures(&officer));
    assert!(
        figures(&custodian).iter().any(|(url, ..)| url.starts_with("/firearms")) && !figures(&custodian).iter().any(|(url, ..)| url.starts_with("/officers"))
    );
    assert!(paper.text().contains("weapon: 1"), "{}", paper.text());
    assert_eq!(app.as_if("ssp-juba").await.get("/duty-stations/GOM").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_home_of_a_security_professional_stays_light_however_much_the_station_has() {
    let app = TestApp::start().await;
    let store = armoury(&app, "Main").await;
    for n in 0..14 {
        pistol(&app, &store, &format!("9F-3{n:04}")).await;
    }
    let ssp = app.as_if("ssp-goma").await;

    let page = ssp.get("/duty-stations/GOM").await;

    assert!(page.text().len() < 40 * 1024, "{} bytes", page.text().len());
    assert_eq!(cordon_home(&ssp).await, "/duty-stations/GOM");
}

async fn cordon_home(person: &crate::support::Person) -> String {
    person.get("/").await.location()
}
