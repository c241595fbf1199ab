//! Transfers between stations: the whole way, the way with a difference, who signs and who does not, what is put back,
//! what nobody else sees. The rules attacked in SQL stand in `transfers/rules.rs`.

mod rules;
mod surplus;
mod things;

use axum::http::StatusCode;

use crate::ammunition::lot;
use crate::support::arms::{armed, armoury, pistol, prepared, recover, report};
use crate::support::protection::day;
use crate::support::sql::{ENTRY, look, must};
use crate::support::{Answer, TestApp};

fn tail(address: &str) -> String {
    address.rsplit('/').next().unwrap_or_default().to_owned()
}

/// An approved armoury at Juba; answers its reference.
async fn far_armoury(app: &TestApp) -> String {
    let form = [("name", "Far"), ("station", "JUB"), ("kind", "permanent")];
    let address = app.as_if("armourer-juba").await.post("/armouries", &form).await.leads();
    let (from, until) = (day(app, -10).await, day(app, 300).await);
    let decision = [("approval", "approved"), ("approved_on", from.as_str()), ("approved_until", until.as_str()), ("authority", "Note 4"), ("version", "1")];
    app.as_if("ssp-juba").await.post(&format!("{address}/approval"), &decision).await.leads();
    tail(&address)
}

/// A step of somebody on the version that stands now.
async fn step(app: &TestApp, who: &str, transfer: &str, deed: &str, fields: &[(&str, &str)]) -> Answer {
    let version = look(app, &format!("select version::text from transfer where ref = '{}'", tail(transfer))).await;
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    app.as_if(who).await.post(&format!("{transfer}/{deed}"), &fields).await
}

async fn state(app: &TestApp, transfer: &str) -> String {
    look(app, &format!("select state from transfer where ref = '{}'", tail(transfer))).await
}

/// Two pistols and a lot of 100 at Goma; the first pistol and 40 rounds drafted to Juba by the armourer, with permits.
struct Load {
    transfer: String,
    weapon: String,
    lot: String,
    store: String,
    far: String,
}

async fn drafted(app: &TestApp) -> Load {
    let (store, far) = (armoury(app, "Main").await, far_armoury(app).await);
    let weapon = pistol(app, &store, "9F-31877").await;
    let lot = tail(&lot(app, &store, "L-118", "100").await);
    let planned = day(app, 5).await;
    let armourer = app.as_if("armourer-goma").await;
    let form = [("from", store.as_str()), ("to", far.as_str()), ("planned_on", planned.as_str()), ("reason", "Stock for Juba")];
    let transfer = armourer.post("/transfers", &form).await.leads();
    armourer.post(&format!("{transfer}/lines"), &[("weapon", "9f 31877")]).await.leads();
    armourer.post(&format!("{transfer}/lines"), &[("lot", lot.as_str()), ("rounds", "40")]).await.leads();
    let until = day(app, 90).await;
    armourer
        .post(&format!("{transfer}/permits"), &[("kind", "export"), ("country", "cd"), ("document", "Permit 12"), ("valid_until", until.as_str())])
        .await
        .leads();
    armourer.post(&format!("{transfer}/permits"), &[("kind", "import"), ("country", "SS"), ("document", "Status agreement"), ("waived", "yes")]).await.leads();
    Load { transfer, weapon, lot, store, far }
}

async fn authorized(app: &TestApp) -> Load {
    let load = drafted(app).await;
    step(app, "ssp-goma", &load.transfer, "authorize", &[("as", "ssp")]).await.leads();
    step(app, "officer-africa", &load.transfer, "authorize", &[("as", "pcu")]).await.leads();
    load
}

async fn packed(app: &TestApp) -> Load {
    let load = authorized(app).await;
    step(app, "armourer-goma", &load.transfer, "pack", &[("seals", "Seals 1 and 2")]).await.leads();
    step(app, "coordinator-goma", &load.transfer, "packing", &[]).await.leads();
    load
}

async fn on_its_way(app: &TestApp) -> Load {
    let load = packed(app).await;
    step(app, "armourer-goma", &load.transfer, "dispatch", &[("carrier", "Flight 7")]).await.leads();
    load
}

/// Where the weapon is, and the rounds of the lot by account: `consignment Goma | armoury:60 consignment:40`.
async fn places(app: &TestApp, load: &Load) -> String {
    let weapon = look(
        app,
        &format!(
            "select k.kind || ' ' || c.code || ' ' || s.code || ' ' || f.state from firearm f join firearm_custody k on k.firearm_id = f.id and k.until is null
             join sec.cell c on c.no = k.cell join duty_station s on s.id = f.station_id where f.ref = '{}'",
            load.weapon
        ),
    )
    .await;
    let rounds = look(
        app,
        "select coalesce(string_agg(c.code || ' ' || a.kind || ':' || a.quantity, ' ' order by c.code, a.kind), '') from ammunition_account a
         join sec.cell c on c.no = a.cell where a.quantity <> 0",
    )
    .await;
    assert_eq!(look(app, "select coalesce(sum(quantity), 0)::text from ammunition_account").await, "0", "INV-19: the sum stays zero");
    assert_eq!(
        look(app, "select count(*)::text from (select firearm_id from firearm_custody where until is null group by 1 having count(*) > 1) twice").await,
        "0",
        "INV-17"
    );
    format!("{weapon} | {rounds}")
}

#[tokio::test]
async fn a_load_goes_the_whole_way_and_belongs_to_the_receiver() {
    let app = TestApp::start().await;
    let load = packed(&app).await;
    let in_consignment = places(&app, &load).await;
    let custodian = app.as_if("armourer-goma").await;
    let firearm = custodian.get(&format!("/firearms/{}", load.weapon)).await;
    let lot_page = custodian.get(&format!("/ammunition/{}", load.lot)).await;
    step(&app, "armourer-goma", &load.transfer, "dispatch", &[("carrier", "Flight 7")]).await.leads();
    let receiver = app.as_if("armourer-juba").await;
    let unseen = receiver.get(&format!("/firearms/{}", load.weapon)).await;
    let page = receiver.get(&load.transfer).await;

    receiver.post(&format!("{}/items", load.transfer), &[("typed", "9F31877")]).await.leads();
    let again = receiver.post(&format!("{}/items", load.transfer), &[("typed", "9f-31877")]).await.leads();
    let early = step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    let counting = receiver.get(&format!("{}/receipt", load.transfer)).await;
    receiver.post(&format!("{}/rounds", load.transfer), &[(load.lot.as_str(), "40")]).await.leads();
    step(&app, "armourer-juba", &load.transfer, "receipt", &[("receipt_note", "Seals whole")]).await.leads();
    let before = places(&app, &load).await;
    step(&app, "coordinator-juba", &load.transfer, "received", &[]).await.leads();

    assert_eq!(in_consignment, "consignment GOM GOM serviceable | GOM armoury:60 GOM consignment:40 GOM supplier:-100");
    assert!(firearm.one("dl.facts-list").contains(&tail(&load.transfer)), "{}", firearm.one("main"));
    assert!(firearm.one("main").contains("in a consignment"), "{}", firearm.one("main"));
    assert!(lot_page.one("main").contains("40 rounds, packed"), "{}", lot_page.one("main"));
    assert_eq!(unseen.status, StatusCode::NOT_FOUND, "the weapon is not theirs yet");
    assert!(page.one("#list ~ ol").contains("9F-31877"), "both ends read the list: {}", page.one("main"));
    assert!(page.one("#next").contains("custodian of JUB"), "{}", page.one("main"));
    assert!(again.ends_with("/receipt") && early.ends_with("/receipt"), "{again} {early}");
    assert_eq!(counting.attribute("#lots ~ form input[inputmode]", "value").as_deref(), Some(""), "rounds are counted blind: {}", counting.one("main"));
    assert_eq!(before, in_consignment, "one signature moves nothing");
    assert_eq!(places(&app, &load).await, "armoury JUB JUB serviceable | GOM armoury:60 GOM supplier:-100 JUB armoury:40");
    assert_eq!(state(&app, &load.transfer).await, "completed");
    let theirs = receiver.get(&format!("/firearms/{}", load.weapon)).await;
    assert_eq!(theirs.status, StatusCode::OK);
    assert!(theirs.one("#chain ~ div").contains(&tail(&load.transfer)), "{}", theirs.one("main"));
    assert!(receiver.get(&format!("/ammunition/{}", load.lot)).await.one("main").contains("40"), "the lot is seen where rounds of it came");
    assert_eq!(custodian.get(&format!("/firearms/{}", load.weapon)).await.status, StatusCode::NOT_FOUND, "it is the receiver's now");
    assert_eq!(look(&app, "select count(*)::text from exception where detail like 'TR-%'").await, "0");
}

#[tokio::test]
async fn what_differs_is_quarantined_and_only_the_chief_closes_it() {
    let app = TestApp::start().await;
    let load = on_its_way(&app).await;
    let receiver = app.as_if("armourer-juba").await;

    receiver.post(&format!("{}/items", load.transfer), &[("typed", "ZZ-1")]).await.leads();
    receiver.post(&format!("{}/items", load.transfer), &[("typed", "ZZ-2")]).await.leads();
    let struck = receiver.post(&format!("{}/items/2/strike", load.transfer), &[("reason", "Slip of the hand")]).await;
    receiver.post(&format!("{}/rounds", load.transfer), &[(load.lot.as_str(), "38")]).await.leads();
    step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    step(&app, "coordinator-juba", &load.transfer, "recount", &[]).await.leads();
    let counted_again = state(&app, &load.transfer).await;
    step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    step(&app, "ssp-juba", &load.transfer, "received", &[]).await.leads();

    assert_eq!(struck.status, StatusCode::SEE_OTHER, "{}", struck.one("main"));
    assert_eq!(counted_again, "in_transit");
    assert_eq!(state(&app, &load.transfer).await, "discrepancy");
    assert_eq!(
        places(&app, &load).await,
        "consignment GOM GOM serviceable | GOM armoury:60 GOM consignment:2 GOM supplier:-100 JUB consignment:38",
        "what is missing stays in the consignment, what came is set apart"
    );
    assert_eq!(
        look(&app, "select string_agg(c.code, ' ' order by c.code) from exception e join sec.cell c on c.no = e.cell where e.code = 'transfer_difference'")
            .await,
        "GOM JUB"
    );
    let alert = look(&app, "select e.ref from exception e join sec.cell c on c.no = e.cell where e.code = 'transfer_difference' and c.code = 'JUB'").await;
    let by_words = app.as_if("ssp-juba").await.post(&format!("/exceptions/{alert}/close"), &[("version", "1"), ("resolution", "It will turn up")]).await;
    assert_ne!(by_words.status, StatusCode::SEE_OTHER, "the register is no way round the investigation");

    let findings = ("findings", "Both drivers were asked; the case was opened at the border.");
    let early = step(&app, "chief", &load.transfer, "closing", &[(load.weapon.as_str(), "0"), (load.lot.as_str(), "1"), ("reason", "Done")]).await;
    let short = step(&app, "ssp-goma", &load.transfer, "investigation", &[("findings", "No idea")]).await;
    let custodian = step(&app, "armourer-goma", &load.transfer, "investigation", &[findings]).await;
    step(&app, "ssp-goma", &load.transfer, "investigation", &[findings]).await.leads();
    let not_the_chief = step(&app, "officer-africa", &load.transfer, "closing", &[("reason", "Done")]).await;
    let too_many = step(&app, "chief", &load.transfer, "closing", &[(load.weapon.as_str(), "0"), (load.lot.as_str(), "3"), ("reason", "Done")]).await;
    let unsettled = step(&app, "chief", &load.transfer, "closing", &[(load.lot.as_str(), "1"), ("reason", "Done")]).await;
    step(&app, "chief", &load.transfer, "closing", &[(load.weapon.as_str(), "0"), (load.lot.as_str(), "1"), ("reason", "Lost at the border")]).await.leads();

    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.one("main"));
    assert!(!short.error_of("findings").is_empty(), "{}", short.one("main"));
    assert_eq!(custodian.status, StatusCode::FORBIDDEN);
    assert_eq!(not_the_chief.status, StatusCode::FORBIDDEN);
    assert!(!too_many.error_of(&load.lot).is_empty(), "{}", too_many.one("main"));
    assert_eq!(unsettled.status, StatusCode::CONFLICT, "{}", unsettled.one("main"));
    assert_eq!(state(&app, &load.transfer).await, "lost");
    assert_eq!(places(&app, &load).await, "missing GOM GOM lost | GOM armoury:60 GOM lost:1 GOM supplier:-100 JUB armoury:39");
    assert_eq!(look(&app, "select count(*)::text from exception where code = 'transfer_difference' and closed_at is null").await, "0");
    assert_eq!(look(&app, "select count(*)::text from exception where code in ('firearm_lost', 'ammunition_missing') and closed_at is null").await, "2");
    // INV-24: recovery is a new event
    app.shift_clock("1 hour").await;
    recover(&app, &load.weapon, &load.store, "10 minutes").await.leads();
    assert!(places(&app, &load).await.starts_with("armoury GOM GOM quarantined"), "{}", places(&app, &load).await);
}

#[tokio::test]
async fn what_is_found_later_goes_to_the_receiver_and_waits_for_an_inspection() {
    let app = TestApp::start().await;
    let load = on_its_way(&app).await;
    let receiver = app.as_if("armourer-juba").await;
    receiver.post(&format!("{}/rounds", load.transfer), &[(load.lot.as_str(), "40")]).await.leads();
    step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    step(&app, "coordinator-juba", &load.transfer, "received", &[]).await.leads();
    step(&app, "ssp-juba", &load.transfer, "investigation", &[("findings", "It lay under the seat of the vehicle.")]).await.leads();

    step(&app, "chief", &load.transfer, "closing", &[(load.weapon.as_str(), "1"), ("reason", "Found")]).await.leads();

    assert_eq!(state(&app, &load.transfer).await, "completed");
    assert_eq!(places(&app, &load).await, "armoury JUB JUB quarantined | GOM armoury:60 GOM supplier:-100 JUB armoury:40");
}

#[tokio::test]
async fn what_was_reported_lost_on_the_way_and_is_in_the_box_arrives_in_quarantine() {
    let app = TestApp::start().await;
    let load = on_its_way(&app).await;
    report(&app, "armourer-goma", &load.weapon, "stolen").await.leads();
    let missing = places(&app, &load).await;
    let receiver = app.as_if("armourer-juba").await;
    receiver.post(&format!("{}/items", load.transfer), &[("typed", "9F31877")]).await.leads();
    receiver.post(&format!("{}/rounds", load.transfer), &[(load.lot.as_str(), "40")]).await.leads();
    step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    step(&app, "coordinator-juba", &load.transfer, "received", &[]).await.leads();

    assert!(missing.starts_with("missing GOM GOM stolen"), "{missing}");
    assert!(places(&app, &load).await.starts_with("armoury JUB JUB quarantined"), "{}", places(&app, &load).await);
}

#[tokio::test]
async fn two_authorize_and_two_pack_and_two_receive() {
    let app = TestApp::start().await;
    let load = drafted(&app).await;
    let both = format!(
        "begin; insert into access_grant (id, ref, account_id, role, scope_kind, scope_code, valid_from, state, asked_by, reason, is_urgent)
         select gen_random_uuid(), sec.new_ref('G'), a.id, g.role, g.kind, g.code, sec.now() - interval '1 day', 'granted', a.id, 'test', true
         from account a, (values ('senior_security_professional', 'station', 'GOM', 'armourer-goma'), ('pcu_officer', 'portfolio', 'africa', 'ssp-goma')) g (role, kind, code, who)
         where a.username = g.who; {ENTRY}; commit"
    );
    must(&mut app.owner().await, &both).await;

    let drafter = step(&app, "armourer-goma", &load.transfer, "authorize", &[("as", "ssp")]).await;
    let other_station = step(&app, "ssp-juba", &load.transfer, "authorize", &[("as", "ssp")]).await;
    let wrong_hat = step(&app, "officer-africa", &load.transfer, "authorize", &[("as", "ssp")]).await;
    step(&app, "ssp-goma", &load.transfer, "authorize", &[("as", "ssp")]).await.leads();
    let second_hat = step(&app, "ssp-goma", &load.transfer, "authorize", &[("as", "pcu")]).await;
    let listed = app.as_if("armourer-goma").await.post(&format!("{}/lines/1/remove", load.transfer), &[]).await;
    let not_yet = step(&app, "armourer-goma", &load.transfer, "pack", &[("seals", "1")]).await;
    step(&app, "chief", &load.transfer, "authorize", &[("as", "pcu")]).await.leads();

    assert_eq!(drafter.status, StatusCode::FORBIDDEN, "INV-05");
    assert_eq!(other_station.status, StatusCode::FORBIDDEN);
    assert_eq!(wrong_hat.status, StatusCode::FORBIDDEN, "{}", wrong_hat.one("main"));
    assert_eq!(second_hat.status, StatusCode::CONFLICT, "separation looks at the person: {}", second_hat.one("main"));
    assert_eq!(listed.status, StatusCode::CONFLICT, "what was authorized stays");
    assert_eq!(not_yet.status, StatusCode::CONFLICT);
    assert_eq!(state(&app, &load.transfer).await, "authorized");

    let unsealed = step(&app, "armourer-goma", &load.transfer, "pack", &[]).await;
    step(&app, "armourer-goma", &load.transfer, "pack", &[("seals", "1")]).await.leads();
    let own = step(&app, "armourer-goma", &load.transfer, "packing", &[]).await;
    let far = step(&app, "armourer-juba", &load.transfer, "packing", &[]).await;
    step(&app, "coordinator-goma", &load.transfer, "packing", &[]).await.leads();
    assert!(!unsealed.error_of("seals").is_empty(), "{}", unsealed.one("main"));
    assert_eq!((own.status, far.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN), "INV-23");

    step(&app, "armourer-goma", &load.transfer, "dispatch", &[("carrier", "Flight 7")]).await.leads();
    let receiver = app.as_if("armourer-juba").await;
    let sender_counts = app.as_if("armourer-goma").await.post(&format!("{}/items", load.transfer), &[("typed", "9F-31877")]).await;
    receiver.post(&format!("{}/items", load.transfer), &[("typed", "9F-31877")]).await.leads();
    receiver.post(&format!("{}/rounds", load.transfer), &[(load.lot.as_str(), "40")]).await.leads();
    step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    let own = step(&app, "armourer-juba", &load.transfer, "received", &[]).await;
    assert_eq!(sender_counts.status, StatusCode::FORBIDDEN);
    assert_eq!(own.status, StatusCode::FORBIDDEN, "INV-23");
    assert_eq!(state(&app, &load.transfer).await, "received");
}

#[tokio::test]
async fn a_packed_transfer_is_cancelled_by_two_and_everything_is_back() {
    let app = TestApp::start().await;
    let load = packed(&app).await;

    let wordless = step(&app, "armourer-goma", &load.transfer, "cancel", &[]).await;
    step(&app, "armourer-goma", &load.transfer, "cancel", &[("reason", "The flight is cancelled")]).await.leads();
    let still = places(&app, &load).await;
    let own = step(&app, "armourer-goma", &load.transfer, "unpack", &[]).await;
    let leaves = step(&app, "coordinator-goma", &load.transfer, "dispatch", &[("carrier", "Flight 8")]).await;
    step(&app, "coordinator-goma", &load.transfer, "unpack", &[]).await.leads();

    assert!(!wordless.error_of("reason").is_empty(), "{}", wordless.one("main"));
    assert!(still.starts_with("consignment GOM"), "{still}");
    assert_eq!(own.status, StatusCode::FORBIDDEN, "INV-23");
    assert_eq!(leaves.status, StatusCode::CONFLICT, "{}", leaves.one("main"));
    assert_eq!(state(&app, &load.transfer).await, "cancelled");
    assert_eq!(places(&app, &load).await, "armoury GOM GOM serviceable | GOM armoury:100 GOM supplier:-100");
    let armourer = app.as_if("armourer-goma").await;
    let planned = day(&app, 6).await;
    let form = [("from", load.store.as_str()), ("to", load.far.as_str()), ("planned_on", planned.as_str()), ("reason", "Next flight")];
    let next = armourer.post("/transfers", &form).await.leads();
    armourer.post(&format!("{next}/lines"), &[("weapon", "9F-31877")]).await.leads();
    let refused = step(&app, "chief", &next, "refuse", &[("reason", "Not now")]).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER, "the weapon is free for another one: {}", refused.one("main"));
    assert_eq!(state(&app, &next).await, "refused");
}

#[tokio::test]
async fn a_draft_is_corrected_until_somebody_authorizes_it() {
    let app = TestApp::start().await;
    let load = drafted(&app).await;
    let (sooner, past) = (day(&app, 3).await, day(&app, -1).await);
    let armourer = app.as_if("armourer-goma").await;
    let head = || look(&app, "select to_char(planned_on, 'DD-Mon-YYYY') || ' ' || reason || ' ' || version from transfer");
    let version = look(&app, "select version::text from transfer").await;
    let save = |planned: &str, reason: &str| {
        let (planned, reason, version) = (planned.to_owned(), reason.to_owned(), version.clone());
        let (app, transfer) = (&app, load.transfer.clone());
        async move {
            let form = [("planned_on", planned.as_str()), ("reason", reason.as_str()), ("version", version.as_str())];
            app.as_if("armourer-goma").await.post(&transfer, &form).await
        }
    };

    let asked = armourer.get(&format!("{}/edit", load.transfer)).await;
    let (over, silent) = (save(&past, "Stock").await, save(&sooner, " ").await);
    save(&sooner, "The flight goes sooner").await.leads();
    let older = save(&sooner, "Somebody else's words").await;

    assert_eq!(asked.one("textarea[name=reason]"), "Stock for Juba");
    assert!(!over.error_of("planned_on").is_empty(), "{}", over.one("main"));
    assert!(!silent.error_of("reason").is_empty(), "{}", silent.one("main"));
    assert_eq!(head().await, format!("{sooner} The flight goes sooner {}", version.parse::<i32>().unwrap() + 1));
    assert_eq!(older.status, StatusCode::CONFLICT, "{}", older.one("main"));
    step(&app, "ssp-goma", &load.transfer, "authorize", &[("as", "ssp")]).await.leads();
    let version = look(&app, "select version::text from transfer").await;
    let form = [("planned_on", sooner.as_str()), ("reason", "Later words"), ("version", version.as_str())];
    let signed = armourer.post(&load.transfer, &form).await;
    assert!(signed.error_of("planned_on").contains("What was signed stays"), "{}", signed.one("main"));
}

#[tokio::test]
async fn an_unpacking_that_one_person_began_is_taken_back() {
    let app = TestApp::start().await;
    let load = packed(&app).await;
    step(&app, "armourer-goma", &load.transfer, "cancel", &[("reason", "The flight is cancelled")]).await.leads();

    let other_end = step(&app, "ssp-juba", &load.transfer, "keep", &[]).await;
    step(&app, "coordinator-goma", &load.transfer, "keep", &[]).await.leads();
    let unpacked = step(&app, "ssp-goma", &load.transfer, "unpack", &[]).await;
    step(&app, "armourer-goma", &load.transfer, "dispatch", &[("carrier", "Flight 8")]).await.leads();

    assert_eq!(other_end.status, StatusCode::FORBIDDEN);
    assert_eq!(unpacked.status, StatusCode::CONFLICT, "nobody asks for it any more: {}", unpacked.one("main"));
    assert_eq!(state(&app, &load.transfer).await, "in_transit");
}

#[tokio::test]
async fn nobody_else_knows_of_a_transfer_and_lists_say_which_way_it_goes() {
    let app = TestApp::start().await;
    let load = drafted(&app).await;
    let grant = format!(
        "begin; insert into access_grant (id, ref, account_id, role, scope_kind, scope_code, valid_from, state, asked_by, reason, is_urgent)
         select gen_random_uuid(), sec.new_ref('G'), id, 'asset_custodian', 'station', 'BEY', sec.now() - interval '1 day', 'granted', id, 'test', true
         from account where username = 'roster'; {ENTRY}; commit"
    );
    must(&mut app.owner().await, &grant).await;
    let reference = tail(&load.transfer);
    let stranger = app.as_if("roster").await;

    for path in ["", "/print", "/history"] {
        assert_eq!(stranger.get(&format!("{}{path}", load.transfer)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(stranger.post(&format!("{}/lines", load.transfer), &[("weapon", "9F-31877")]).await.status, StatusCode::NOT_FOUND);
    assert!(!stranger.get("/transfers").await.one("main").contains(&reference));
    assert!(!stranger.get("/transfers.csv").await.text().contains(&reference));
    for (who, query, is_listed) in [
        ("armourer-goma", "?way=sent", true),
        ("armourer-goma", "?way=received", false),
        ("armourer-juba", "?way=received", true),
        ("armourer-juba", "?way=sent", false),
        ("chief", "?station=JUB&way=received", true),
        ("chief", "?station=JUB&way=sent", false),
        ("auditor", "?state=drafted&q=9F-31877", true),
        ("auditor", "?state=packed", false),
    ] {
        let list = app.as_if(who).await.get(&format!("/transfers{query}")).await;
        assert_eq!(list.one("main").contains(&reference), is_listed, "{who} {query}: {}", list.one("main"));
    }
    let paper = app.as_if("armourer-juba").await.get(&format!("{}/print", load.transfer)).await;
    assert!(paper.one("main").contains("9F-31877") && paper.one("main").contains("____"), "{}", paper.one("main"));
    assert!(app.as_if("chief").await.get(&format!("{}/history", load.transfer)).await.one("main").contains("Stock for Juba"));
    let own = app.as_if("auditor").await.post(&format!("{}/lines", load.transfer), &[("weapon", "9F-31877")]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "an auditor reads");
}

#[tokio::test]
async fn what_may_not_travel_is_not_packed_and_the_page_says_why() {
    let app = TestApp::start().await;
    let load = authorized(&app).await;
    let officer = armed(&app, "cpo-goma").await;
    prepared(&app, &load.weapon, &officer).await;
    app.as_if("ssp-goma").await.post(&format!("/ammunition/{}/suspension", load.lot), &[("reason", "Defect"), ("version", "1")]).await.leads();

    let refused = step(&app, "armourer-goma", &load.transfer, "pack", &[("seals", "1")]).await;
    let page = app.as_if("armourer-goma").await.get(&load.transfer).await;

    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.one("main"));
    assert!(page.one("#list ~ ol").contains("A handover of it is prepared"), "{}", page.one("main"));
    assert!(page.one("#list ~ ol").contains("The lot is suspended"), "{}", page.one("main"));
    assert_eq!(places(&app, &load).await, "armoury GOM GOM serviceable | GOM armoury:100 GOM supplier:-100");
}

#[tokio::test]
async fn a_transfer_past_its_day_is_told_once_and_settled_by_its_receipt() {
    let app = TestApp::start().await;
    let load = on_its_way(&app).await;
    app.shift_clock("7 days").await;
    let open = "select count(*)::text from exception where code = 'transfer_late' and closed_at is null";

    cordon::jobs::detector::run_once(&app.app).await.expect("the detector runs");
    cordon::jobs::detector::run_once(&app.app).await.expect("and a second run adds nothing");
    let told = look(&app, open).await;
    let list = app.as_if("armourer-goma").await.get("/transfers").await;
    let receiver = app.as_if("armourer-juba").await;
    receiver.post(&format!("{}/items", load.transfer), &[("typed", "9F-31877")]).await.leads();
    receiver.post(&format!("{}/rounds", load.transfer), &[(load.lot.as_str(), "40")]).await.leads();
    step(&app, "armourer-juba", &load.transfer, "receipt", &[]).await.leads();
    step(&app, "coordinator-juba", &load.transfer, "received", &[]).await.leads();

    assert_eq!(told, "1");
    assert!(list.one("main").contains("past its day"), "{}", list.one("main"));
    assert_eq!(look(&app, open).await, "0");
}
