//! Places that go out and come back. Everybody who plans keeps them, so nobody is a stranger to them.

use axum::http::StatusCode;

use super::{Sheet, bring, counts, hidden, post};
use crate::support::sql::look;
use crate::support::{Person, TestApp};

const STORED: &str = "select name from place where zone = 'Africa/Lubumbashi' and kind = 'hospital'";

/// The headings and the row of one place, with some cells changed.
async fn only(person: &Person, id: &str, cells: &[(&str, &str)]) -> Vec<u8> {
    let sheet = Sheet::csv(person, "places").await;
    let mut one = Sheet(vec![sheet.0[0].clone(), sheet.0[sheet.row("ref", id)].clone()]);
    for (column, text) in cells {
        one.set(1, column, text);
    }
    one.bytes()
}

#[tokio::test]
async fn places_come_back_and_those_of_stations_stay() {
    let app = TestApp::start().await;
    let (keeper, other) = (app.as_if("coordinator-goma").await, app.as_if("ssp-juba").await);
    let clinic = [("name", "Mugunga clinic"), ("kind", "hospital"), ("country", "CD"), ("zone", "Africa/Lubumbashi"), ("station", "GOM")];
    let url = keeper.post("/places", &clinic).await.leads();
    let id = url.rsplit('/').next().unwrap_or_default();

    for kind in ["csv", "xlsx"] {
        let file = keeper.get(&format!("/places.{kind}")).await;
        let page = keeper.get(&bring(&keeper, "places", &format!("places.{kind}"), &file.bytes).await).await;
        assert!(counts(&page).len() == 1 && counts(&page)[0].ends_with(" unchanged"), "{kind}: {}", page.one("main"));
    }
    assert!(keeper.get("/places").await.all("main a").contains(&"Bring a workbook back".to_owned()));

    let changed = only(&keeper, id, &[("name", "Mugunga hospital"), ("state", "withdrawn"), ("withdrawn_reason", "Burnt down")]).await;
    let theirs = only(&other, id, &[("name", "Mugunga station")]).await;
    let address = bring(&keeper, "places", "a.csv", &changed).await;
    assert_eq!(counts(&keeper.get(&address).await), ["1 changed"]);
    assert_eq!(look(&app, STORED).await, "Mugunga clinic", "nothing changes before it was shown");
    keeper.post(&format!("{address}/apply"), &[]).await.leads();
    assert_eq!(look(&app, STORED).await, "Mugunga hospital");
    assert!(keeper.get(&url).await.text().contains("Burnt down"));
    assert_eq!(counts(&keeper.get(&bring(&keeper, "places", "a.csv", &changed).await).await), ["1 unchanged"]);

    let late = bring(&other, "places", "b.csv", &theirs).await;
    assert_eq!(counts(&other.get(&late).await), ["1 changed by somebody else too"]);
    let mut form = hidden(&other.get(&format!("{late}/rows/2")).await);
    assert_eq!(post(&other, &format!("{late}/rows/2"), &form).await.status, StatusCode::CONFLICT);
    form.push(("choice-name".to_owned(), "yours".to_owned()));
    post(&other, &format!("{late}/rows/2"), &form).await.leads();
    assert_eq!(look(&app, STORED).await, "Mugunga station");
    assert_eq!(
        look(&app, "select s.code from place p join duty_station s on s.id = p.station_id where p.name = 'Mugunga station'").await,
        "GOM",
        "what they do not see stays"
    );

    let goma = look(&app, "select id::text from place where kind = 'duty_station' and name = 'Goma'").await;
    for (of, cells) in [(id, [("latitude", "1 61 S")]), (id, [("station", "JUBA")]), (id, [("source", "mine")]), (goma.as_str(), [("name", "Goma Town")])] {
        let page = keeper.get(&bring(&keeper, "places", "c.csv", &only(&keeper, of, &cells).await).await).await;
        assert_eq!(counts(&page), ["1 cannot be applied"], "{cells:?}: {}", page.one("main"));
    }

    let mut fresh = Sheet(Sheet::csv(&keeper, "places").await.0[..1].to_vec());
    fresh.add(&[
        ("kind", "border"),
        ("name", "Grande barri\u{e8}re"),
        ("country", "CD"),
        ("zone", "Africa/Lubumbashi"),
        ("latitude", "1\u{b0}40'48\" S"),
        ("longitude", "29.25"),
    ]);
    let address = bring(&keeper, "places", "d.csv", &fresh.bytes()).await;
    assert_eq!(counts(&keeper.get(&address).await), ["1 new"]);
    keeper.post(&format!("{address}/apply"), &[]).await.leads();
    assert_eq!(look(&app, "select latitude::text || ' ' || kind from place where kind = 'border'").await, "-1.68 border");
    assert_eq!(counts(&keeper.get(&bring(&keeper, "places", "d.csv", &fresh.bytes()).await).await), ["1 unchanged"], "nothing is made twice");
    let reader = app.as_if("cpo-goma").await;
    assert_eq!(reader.get("/workbooks/new?list=places").await.status, StatusCode::FORBIDDEN);
}
