//! Qualifications: four states, a verifier other than the holder, fitness for a day, who lapses, suspension,
//! arms at a station; INV-14 to 16 attacked.

use axum::http::StatusCode;
use cordon::features::qualifications::{ArmedCategory, Arming, Duty, Held, Person, Weapon};
use sqlx::PgConnection;

use crate::support::TestApp;
use crate::support::protection::{day, officer};
use crate::support::sql::{ENTRY, look, must, refusal, run, strings};

/// Takes a rule down as the administrator, for a twin.
async fn lower(app: &TestApp, sql: &str) {
    must(&mut app.owner().await, sql).await;
}

/// Records a paper as the coordinator of Goma who saw the evidence; days count from today.
pub async fn paper(app: &TestApp, officer: &str, kind: &str, from: i32, until: Option<i32>) -> String {
    let (from, until) = (
        day(app, from).await,
        match until {
            Some(until) => day(app, until).await,
            None => String::new(),
        },
    );
    let mut form = vec![("type", kind), ("obtained_on", &from), ("valid_until", &until), ("evidence", "File 12"), ("seen", "yes")];
    match kind {
        "firearm" => form.push(("weapon_class", "pistol")),
        "weapon_authorization" => form.extend([("weapon_class", "pistol"), ("weapon_model", "M9")]),
        "host_weapon_permit" => form.push(("country", "CD")),
        _ => {}
    }
    app.as_if("coordinator-goma").await.post(&format!("/officers/{officer}/qualifications"), &form).await.leads();
    look(app, &format!("select q.ref from qualification q join officer o on o.id = q.officer_id where o.ref = '{officer}' order by q.id desc limit 1")).await
}

/// Everything an armed duty with an M9 takes at Goma, valid for 100 days.
async fn armed(app: &TestApp, officer: &str) {
    allow_arms(app).await;
    for kind in ["firearm", "weapon_authorization", "use_of_force", "medical_fitness", "host_weapon_permit"] {
        paper(app, officer, kind, -20, Some(100)).await;
    }
}

async fn allow_arms(app: &TestApp) {
    let today = day(app, 0).await;
    let form = [("allows", "yes"), ("authority", "M. Kabasele, note 7"), ("decided_on", today.as_str()), ("version", "0")];
    app.as_if("ssp-goma").await.post("/duty-stations/GOM/arming", &form).await.leads();
}

#[tokio::test]
async fn an_armed_duty_says_what_is_missing_until_nothing_is() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Armed Officer").await;
    let coordinator = app.as_if("coordinator-goma").await;
    let path = format!("/officers/{reference}/qualifications");

    let before = coordinator.get(&path).await;
    armed(&app, &reference).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let after = coordinator.get(&path).await;

    assert!(before.one("#fitness ~ div tbody tr").contains("Nobody recorded whether the duty station allows arms"), "{}", before.one("main"));
    assert!(before.one("#fitness ~ div tbody tr").contains("Medical fitness: never recorded"));
    let row = after.one("#fitness ~ div tbody tr");
    assert!(row.starts_with("Armed duty: pistol M9 fit until"), "{row}");
    let later = coordinator.get(&format!("{path}?on={}", day(&app, 101).await)).await;
    assert!(later.one("#fitness ~ div tbody tr").contains("Use-of-force briefing: expired"), "{}", later.one("main"));
    let then = coordinator.get(&format!("{path}?on={}", day(&app, -30).await)).await;
    assert!(then.one("#fitness ~ div tbody tr").contains("not fit"), "before anything was obtained");
    assert_eq!(coordinator.get(&format!("{path}?on=02/03/2026")).await.status, StatusCode::OK, "an ambiguous day is asked back");
}

#[tokio::test]
async fn the_own_paper_waits_for_somebody_else() {
    let app = TestApp::start().await;
    let id = app.officer_of("cpo-goma", "GOM").await;
    let reference = look(&app, &format!("select ref from officer where id = '{id}'")).await;
    let (path, from) = (format!("/officers/{reference}/qualifications"), day(&app, -5).await);
    let holder = app.as_if("cpo-goma").await;

    let form = holder.get(&format!("{path}/new?type=ifak")).await;
    let claimed = [("type", "ifak"), ("obtained_on", from.as_str()), ("evidence", "Certificate 4")];
    let at_once: Vec<(&str, &str)> = claimed.iter().copied().chain([("seen", "yes")]).collect();
    let refused = holder.post(&path, &at_once).await;
    holder.post(&path, &claimed).await.leads();
    let paper = look(&app, "select ref from qualification").await;
    let own = holder.post(&format!("/qualifications/{paper}/verify"), &[("version", "1")]).await;
    let waiting = app.as_if("coordinator-goma").await.get("/qualifications?state=waiting").await;
    let juba = app.as_if("coordinator-juba").await.get(&format!("/qualifications/{paper}")).await;

    assert!(form.one("main").contains("INV-16"), "{}", form.one("main"));
    assert_eq!((refused.status, own.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    assert_eq!(waiting.one("h1"), "1 qualification");
    assert_eq!(juba.status, StatusCode::NOT_FOUND);
    assert!(holder.get(&path).await.one("main").contains("Individual first aid kit (IFAK): recorded, waits for verification"));

    let sql = format!("begin; update qualification set verified_by = sec.account_id(), verified_at = sec.now() where ref = '{paper}'; rollback");
    let mut inside = app.inside("cpo-goma").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "23514 qualification_verified_by_another");
    let _ = run(&mut inside, "rollback").await;
    lower(&app, "drop trigger qualification_guarded on qualification").await;
    assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
    let _ = run(&mut inside, "rollback").await;

    app.as_if("coordinator-goma").await.post(&format!("/qualifications/{paper}/verify"), &[("version", "1")]).await.leads();
    let record = holder.get(&format!("/qualifications/{paper}")).await;
    assert!(record.one("main").contains("T. Bisimwa"), "{}", record.one("main"));
    assert_eq!(holder.get(&format!("/qualifications/{paper}/history")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_says_what_is_wrong_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Somebody").await;
    let coordinator = app.as_if("coordinator-goma").await;
    let path = format!("/officers/{reference}/qualifications");
    let (from, far) = (day(&app, -1).await, day(&app, 400).await);

    let untyped = coordinator.post(&path, &[("type", "")]).await;
    let long = coordinator
        .post(&path, &[("type", "firearm"), ("weapon_class", "pistol"), ("obtained_on", &from), ("valid_until", &far), ("evidence", "File 3")])
        .await;
    let early = coordinator
        .post(
            &path,
            &[
                ("type", "weapon_authorization"),
                ("weapon_class", "pistol"),
                ("weapon_model", "M9"),
                ("obtained_on", &from),
                ("evidence", "File 3"),
                ("seen", "yes"),
            ],
        )
        .await;

    assert_eq!(untyped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.error_of("valid_until").contains("At most 180 days"), "{}", long.one("main"));
    assert_eq!(long.attribute("#f-evidence", "value").as_deref(), Some("File 3"));
    assert!(early.error_of("obtained_on").contains("follows a verified firearm qualification"), "{}", early.one("main"));
    assert_eq!(app.count("select count(*) from qualification").await, 0);
}

#[tokio::test]
async fn who_lapses_in_sixty_days_is_one_page() {
    let app = TestApp::start().await;
    let soon = officer(&app, "Lapses Soon").await;
    let renewed = officer(&app, "Was Renewed").await;
    let safe = officer(&app, "Is Safe").await;
    paper(&app, &soon, "medical_fitness", -300, Some(59)).await;
    paper(&app, &renewed, "medical_fitness", -300, Some(59)).await;
    paper(&app, &renewed, "medical_fitness", -1, Some(300)).await;
    paper(&app, &safe, "medical_fitness", -1, Some(61)).await;
    let coordinator = app.as_if("coordinator-goma").await;

    let link = coordinator.get("/officers").await.attribute("nav a[href^='/qualifications']", "href").expect("the navigation leads there");
    let page = coordinator.get(&link).await;
    let matrix = coordinator.get("/qualifications/matrix?q=Lapses").await;
    let file = coordinator.get("/qualifications/matrix.csv").await.text();

    assert_eq!(page.one("h1"), "1 qualification");
    assert!(page.one("tbody").contains("Lapses Soon"), "{}", page.one("main"));
    assert!(matrix.one("tbody").contains("Lapses Soon") && !matrix.one("tbody").contains("Is Safe"));
    assert!(file.lines().any(|line| line.contains("Was Renewed") && line.contains("medical_fitness,valid")), "{file}");
    assert_eq!(app.as_if("coordinator-juba").await.get(&link).await.one("h1"), "0 qualifications");
}

#[tokio::test]
async fn what_was_verified_is_taken_back_not_rewritten() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Somebody").await;
    let paper = paper(&app, &reference, "ifak", -10, None).await;
    let coordinator = app.as_if("coordinator-goma").await;
    let rewrite = format!("begin; update qualification set valid_until = valid_until - 1 where ref = '{paper}'; rollback");
    let longer = format!(
        "begin; insert into qualification (id, ref, officer_id, officer_cell, type, obtained_on, valid_until, evidence)
         select gen_random_uuid(), 'F-LONG1', officer_id, officer_cell, type, obtained_on, obtained_on + 731, 'x' from qualification where ref = '{paper}'; rollback"
    );
    let mut inside = app.inside("coordinator-goma").await;

    assert_eq!(refusal(&run(&mut inside, &rewrite).await), "23514 verified_qualification_is_frozen");
    let _ = run(&mut inside, "rollback").await;
    assert_eq!(refusal(&run(&mut inside, &longer).await), "23514 qualification_not_longer_than_rule");
    let _ = run(&mut inside, "rollback").await;
    let path = format!("/qualifications/{paper}/void");
    assert!(!coordinator.post(&path, &[("reason", "")]).await.error_of("reason").is_empty());
    let stale = coordinator.post(&path, &[("reason", "Wrong person"), ("version", "7")]).await;
    coordinator.post(&path, &[("reason", "Wrong person"), ("version", "1")]).await.leads();
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(coordinator.get(&format!("/qualifications/{paper}")).await.one("main").contains("Taken back: Wrong person"));
    assert_eq!(coordinator.get(&path).await.status, StatusCode::NOT_FOUND);

    lower(&app, "drop trigger qualification_guarded on qualification").await;
    for sql in [rewrite, longer] {
        assert_eq!(refusal(&run(&mut inside, &sql).await), "accepted", "the twin");
        let _ = run(&mut inside, "rollback").await;
    }
}

#[tokio::test]
async fn one_suspends_and_another_lifts() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Suspended Officer").await;
    armed(&app, &reference).await;
    let (coordinator, ssp) = (app.as_if("coordinator-goma").await, app.as_if("ssp-goma").await);
    let path = format!("/officers/{reference}/armed-suspension");

    assert!(!coordinator.post(&path, &[("reason", "")]).await.error_of("reason").is_empty());
    coordinator.post(&path, &[("reason", "A round went off")]).await.leads();
    let page = coordinator.get(&format!("/officers/{reference}/qualifications")).await;
    let again = ssp.post(&path, &[("reason", "Twice")]).await;
    let own = coordinator.post(&format!("{path}/lift"), &[("reason", "Never mind"), ("version", "1")]).await;
    let told = coordinator.get(&path).await;

    assert!(page.one(".bar.warning").contains("A round went off"));
    assert!(page.one("#fitness ~ div tbody tr").contains("Suspended from armed duty"));
    assert_eq!((again.status, own.status), (StatusCode::CONFLICT, StatusCode::FORBIDDEN));
    assert!(told.one("main").contains("Somebody else"), "{}", told.one("main"));
    let sql = "begin; update armed_suspension set lifted_by = sec.account_id(), lifted_at = sec.now(), lift_reason = 'x'; rollback";
    let mut inside = app.inside("coordinator-goma").await;
    assert_eq!(refusal(&run(&mut inside, sql).await), "23514 suspension_lifted_by_another");
    let _ = run(&mut inside, "rollback").await;
    lower(&app, "alter table armed_suspension drop constraint suspension_lifted_by_another").await;
    assert_eq!(refusal(&run(&mut inside, sql).await), "accepted", "the twin");
    let _ = run(&mut inside, "rollback").await;
    ssp.post(&format!("{path}/lift"), &[("reason", "Looked into"), ("version", "1")]).await.leads();
    assert!(ssp.get(&format!("/officers/{reference}/qualifications")).await.one("#fitness ~ div tbody tr").contains("fit until"));
}

#[tokio::test]
async fn a_station_says_on_whose_word_it_arms() {
    let app = TestApp::start().await;
    let ssp = app.as_if("ssp-goma").await;
    let path = "/duty-stations/GOM/arming";

    let unknown = ssp.get(path).await;
    let empty = ssp.post(path, &[("version", "0")]).await;
    let coordinator = app.as_if("coordinator-goma").await.post(path, &[("version", "0")]).await;
    allow_arms(&app).await;
    let today = day(&app, 0).await;
    let stale = ssp.post(path, &[("allows", "no"), ("authority", "Note 8"), ("decided_on", &today), ("version", "9")]).await;
    ssp.post(path, &[("allows", "no"), ("authority", "Note 8"), ("decided_on", &today), ("version", "1")]).await.leads();

    assert!(unknown.one(".tag.caution").contains("nobody recorded a decision"));
    assert!(!empty.error_of("allows").is_empty() && !empty.error_of("authority").is_empty());
    assert_eq!((coordinator.status, stale.status), (StatusCode::FORBIDDEN, StatusCode::CONFLICT));
    assert!(ssp.get(path).await.one("main").contains("not allowed"));
    assert!(ssp.get(&format!("{path}/history")).await.one("main").contains("Note 8"));
}

/// A random person in the shape of the model and of the database, both made from the same dice.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn arrange(owner: &mut PgConnection, dice: &mut Dice, officer: &str) -> Person {
    let today: chrono::NaiveDate = sqlx::query_scalar("select (sec.now() at time zone 'UTC')::date").fetch_one(&mut *owner).await.expect("a day");
    let categories = [("SS", ArmedCategory::Always), ("P", ArmedCategory::ByStation), ("GS", ArmedCategory::Never)];
    let (category, rule) = categories[dice.roll(8).saturating_sub(5) as usize];
    must(owner, &format!("update officer set category = '{category}' where ref = '{officer}'")).await;
    let arming = match dice.roll(9) {
        0 => None,
        1 => Some(Arming { allows: false, allows_professionals: false }),
        2 => Some(Arming { allows: true, allows_professionals: true }),
        _ => Some(Arming { allows: true, allows_professionals: false }),
    };
    if let Some(arming) = arming {
        let sql = format!(
            "insert into station_arming (id, station_id, cell, allows, allows_professionals, authority, decided_on)
             select gen_random_uuid(), id, cell, {}, {}, 'note', current_date from duty_station where code = 'GOM'",
            arming.allows, arming.allows_professionals
        );
        must(owner, &sql).await;
    }
    let is_suspended = dice.roll(12) == 0;
    if is_suspended {
        let sql = format!(
            "insert into armed_suspension (id, officer_id, officer_cell, reason, ordered_by)
             select gen_random_uuid(), o.id, o.cell, 'x', a.id from officer o, account a where o.ref = '{officer}' and a.username = 'ssp-goma'"
        );
        must(owner, &sql).await;
    }
    let mut held = Vec::new();
    for kind in ["firearm", "firearm", "weapon_authorization", "use_of_force", "medical_fitness", "host_weapon_permit"] {
        if dice.roll(24) == 0 {
            continue;
        }
        let obtained_on = today - chrono::Days::new(dice.roll(30));
        let valid_until = obtained_on + chrono::Days::new(25 + dice.roll(150));
        let class =
            if matches!(kind, "firearm" | "weapon_authorization") { ["pistol", "pistol", "pistol", "pistol", "rifle"][dice.roll(5) as usize] } else { "" };
        let model = if kind == "weapon_authorization" { ["M9", "m9", "M9", "M10"][dice.roll(4) as usize] } else { "" };
        let country = if kind == "host_weapon_permit" { ["CD", "CD", "CD", "CD", "CD", "SS"][dice.roll(6) as usize] } else { "" };
        let is_verified = dice.roll(20) != 0;
        let sql = format!(
            "insert into qualification (id, ref, officer_id, officer_cell, type, weapon_class, weapon_model, country, obtained_on, valid_until, evidence, verified_by, verified_at)
             select gen_random_uuid(), sec.new_ref('F'), o.id, o.cell, '{kind}', '{class}', '{model}', nullif('{country}', ''), '{obtained_on}', '{valid_until}', 'x',
               case when {is_verified} then a.id end, case when {is_verified} then sec.now() end
             from officer o, account a where o.ref = '{officer}' and a.username = 'ssp-goma'"
        );
        must(owner, &sql).await;
        held.push(Held {
            kind: kind.into(),
            class: class.into(),
            model: model.into(),
            country: country.into(),
            obtained_on,
            valid_until: Some(valid_until),
            is_verified,
        });
    }
    Person { category: rule, agreements: None, arming, is_suspended, country: "CD".into(), held }
}

#[tokio::test]
async fn the_database_and_the_program_miss_the_same() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Rolled Officer").await;
    let mut owner = app.owner().await;
    // an authorization may stand alone here: what is compared is the answer, not how papers come to be
    must(&mut owner, "drop trigger qualification_guarded on qualification").await;
    let mut dice = Dice(20_261_122);
    let weapon = Weapon { class: "pistol".into(), model: "M9".into() };
    let (mut fit, mut unfit) = (0, 0);
    for round in 0..300 {
        must(&mut owner, "begin").await;
        let person = arrange(&mut owner, &mut dice, &reference).await;
        let day: chrono::NaiveDate =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select current_date - 8 + {}", dice.roll(28)))).fetch_one(&mut owner).await.expect("a day");
        let sql = format!(
            "select unnest(sec.armed_gaps(o.id, 'pistol', 'M9', s.id, '{day}')) from officer o, duty_station s where o.ref = '{reference}' and s.code = 'GOM'"
        );
        let theirs = strings(&mut owner, &sql).await;
        must(&mut owner, "rollback").await;
        let ours: Vec<String> = person.gaps(Duty::Armed, Some(&weapon), day).into_iter().map(|gap| gap.code().to_owned()).collect();
        assert_eq!(ours, theirs, "round {round}");
        if ours.is_empty() { fit += 1 } else { unfit += 1 }
    }
    assert!(fit > 25 && unfit > 100, "the dice gave {fit} fit and {unfit} unfit: nothing is proven");
}

#[tokio::test]
async fn papers_follow_their_officer_to_another_station() {
    let app = TestApp::start().await;
    let reference = officer(&app, "Moving Officer").await;
    let paper = paper(&app, &reference, "ifak", -10, None).await;
    let juba = app.as_if("coordinator-juba").await;
    assert_eq!(juba.get(&format!("/qualifications/{paper}")).await.status, StatusCode::NOT_FOUND);

    let mut owner = app.owner().await;
    let sql = format!("update officer set station_id = (select id from duty_station where code = 'JUB') where ref = '{reference}'");
    must(&mut owner, &format!("begin; {sql}; {ENTRY}; commit")).await;

    assert_eq!(juba.get(&format!("/qualifications/{paper}")).await.status, StatusCode::OK);
    assert_eq!(app.as_if("coordinator-goma").await.get(&format!("/qualifications/{paper}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_chief_changes_a_type_from_now_on_and_adds_and_withdraws_others() {
    let app = TestApp::start().await;
    let holder = crate::support::protection::officer(&app, "First Officer").await;
    let (chief, ssp) = (app.as_if("chief").await, app.as_if("ssp-goma").await);
    let today = crate::support::protection::day(&app, 0).await;
    let record = async |kind: &str| {
        let form = [("type", kind), ("obtained_on", today.as_str()), ("evidence", "File"), ("seen", "yes")];
        ssp.post(&format!("/officers/{holder}/qualifications"), &form).await
    };
    let lasts = "select string_agg((valid_until - obtained_on)::text, ' ' order by id) from qualification where type = 'ifak' and evidence = 'File'";

    record("ifak").await.leads();
    let wrong = chief.post("/qualification-types/ifak/edit", &[("validity_days", "0"), ("lead_days", "400"), ("source", ""), ("withdrawn", "yes")]).await;
    let change = [("validity_days", "365"), ("lead_days", "30"), ("source", "Decision 7"), ("version", "1")];
    chief.post("/qualification-types/ifak/edit", &change).await.leads();
    let stale = chief.post("/qualification-types/ifak/edit", &change).await;
    record("ifak").await.leads();
    let types = chief.get("/qualification-types").await;

    for field in ["validity_days", "lead_days", "source"] {
        assert!(!wrong.error_of(field).is_empty(), "{field}");
    }
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(crate::support::sql::look(&app, lasts).await, "730 365", "what stood keeps its end");
    assert!(types.one("tbody").contains("365 days (Decision 7)"), "{}", types.one("tbody"));
    assert!(chief.get("/qualification-types/ifak/history").await.one("main").contains("Decision 7"));

    let taken = chief.post("/qualification-types", &[("code", "ifak"), ("name", "X"), ("lead_days", "1"), ("source", "Y")]).await;
    let new = [("code", "night_driving"), ("name", "Driving at night"), ("validity_days", "365"), ("lead_days", "30"), ("source", "Decision 8")];
    chief.post("/qualification-types", &new).await.leads();
    record("night_driving").await.leads();
    let withdraw = [("name", "Driving at night"), ("lead_days", "30"), ("source", "Decision 9"), ("withdrawn", "yes"), ("version", "1")];
    chief.post("/qualification-types/night_driving/edit", &withdraw).await.leads();
    let again = record("night_driving").await;

    assert!(!taken.error_of("code").is_empty());
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ssp.get(&format!("/officers/{holder}/qualifications")).await.one("main").contains("Driving at night"), "and holds");
    assert!(ssp.get("/qualifications?type=night_driving").await.one("tbody").contains("Driving at night"));
    assert_eq!(ssp.get("/qualification-types/ifak/edit").await.status, StatusCode::FORBIDDEN);
    assert!(!ssp.get("/qualification-types").await.text().contains("/edit"));
    let mut owner = app.owner().await;
    for (attack, held_by) in [
        ("update qualification_type set is_withdrawn = true where code = 'cpoc'", "withdrawn_type_blocks_nothing"),
        ("update qualification_type set blocks = 'nothing' where code = 'cpoc'", "qualification_type_stays"),
        ("update qualification_type set name = '' where code = 'night_driving'", "added_type_is_named"),
        (
            "insert into qualification (id, ref, officer_id, officer_cell, type, obtained_on, evidence) select gen_random_uuid(), 'F-9', id, cell, 'night_driving', current_date, 'x' from officer where name = 'First Officer'",
            "qualification_of_a_type_in_use",
        ),
    ] {
        let said = crate::support::sql::refusal(&crate::support::sql::change(&mut owner, attack).await);
        crate::support::sql::must(&mut owner, "rollback").await;
        assert_eq!(said, format!("23514 {held_by}"), "{attack}");
    }
    crate::support::sql::change(&mut owner, "update qualification_type set is_withdrawn = true where code = 'radio'").await.expect("the twin");
}
