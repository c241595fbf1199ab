//! Armouries, weapons and officers fit for an armed duty, walked through the public door or arranged below it.

use super::protection::{day, officer};
use super::sql::{ENTRY, look, must};
use super::{Answer, TestApp};

/// An approved armoury at Goma; answers its reference.
pub async fn armoury(app: &TestApp, name: &str) -> String {
    let form = [("name", name), ("station", "GOM"), ("kind", "permanent")];
    let address = app.as_if("armourer-goma").await.post("/armouries", &form).await.leads();
    let (from, until) = (day(app, -10).await, day(app, 300).await);
    let decision = [("approval", "approved"), ("approved_on", from.as_str()), ("approved_until", until.as_str()), ("authority", "Note 3"), ("version", "1")];
    app.as_if("ssp-goma").await.post(&format!("{address}/approval"), &decision).await.leads();
    address.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A pistol M9 of Goma in this armoury, its taking-on signed by two; answers its reference.
pub async fn pistol(app: &TestApp, armoury: &str, serial: &str) -> String {
    let form =
        [("serial", serial), ("make", "Invented"), ("model", "M9"), ("class", "pistol"), ("calibre", "9x19"), ("ownership", "un_owned"), ("armoury", armoury)];
    let address = app.as_if("armourer-goma").await.post("/firearms", &form).await.leads();
    let reference = address.rsplit('/').next().unwrap_or_default().to_owned();
    let act = look(app, &format!("select h.ref from handover h join firearm f on f.id = h.firearm_id where f.ref = '{reference}'")).await;
    app.as_if("ssp-goma").await.post(&format!("/custody/{act}/sign"), &[("version", "1")]).await.leads();
    reference
}

/// What an armed duty with an M9 takes at Goma: type, class, model, country.
const ARMED: &str = "('firearm', 'pistol', '', null), ('weapon_authorization', 'pistol', 'M9', null), ('use_of_force', '', '', null),
  ('medical_fitness', '', '', null), ('host_weapon_permit', '', '', 'CD')";
/// What close protection takes.
const CLOSE_PROTECTION: &str = "('cpoc', '', '', null::text), ('physical_fitness', '', '', null), ('ifak', '', '', null)";

/// The officer of an account of Goma, with everything an armed duty with an M9 takes; answers the reference.
pub async fn armed(app: &TestApp, account: &str) -> String {
    let id = app.officer_of(account, "GOM").await.to_string();
    equip(app, &id, ARMED).await;
    look(app, &format!("select ref from officer where id = '{id}'")).await
}

/// An officer of Goma without an account, with everything an armed seat of close protection takes; answers the reference.
pub async fn protector(app: &TestApp, name: &str) -> String {
    let reference = officer(app, name).await;
    let id = look(app, &format!("select id::text from officer where ref = '{reference}'")).await;
    equip(app, &id, &format!("{ARMED}, {CLOSE_PROTECTION}")).await;
    reference
}

/// Papers in force for 100 days, verified, at a station that allows arms.
async fn equip(app: &TestApp, id: &str, papers: &str) {
    let sql = format!(
        "begin;
         insert into station_arming (id, station_id, cell, allows, authority, decided_on)
           select gen_random_uuid(), id, cell, true, 'note', current_date from duty_station where code = 'GOM' on conflict do nothing;
         update officer set category = 'SS' where id = '{id}';
         insert into qualification (id, ref, officer_id, officer_cell, type, weapon_class, weapon_model, country, obtained_on, valid_until, evidence, verified_by, verified_at)
           select gen_random_uuid(), sec.new_ref('F'), '{id}', 0, t.type, t.class, t.model, t.country, current_date - 20, current_date + 100, 'File', a.id, sec.now()
           from account a, (values {papers}) t (type, class, model, country)
           where a.username = 'ssp-goma';
         {ENTRY}; commit"
    );
    must(&mut app.owner().await, &sql).await;
}

/// An issue prepared by the armourer, as a duty assignment; answers its address.
pub async fn prepared(app: &TestApp, weapon: &str, officer: &str) -> String {
    let form = [("firearm", weapon), ("officer", officer), ("terms", "assignment"), ("purpose", "Duty of the test")];
    app.as_if("armourer-goma").await.post("/custody", &form).await.leads()
}

/// Day and hour at Goma so long ago, as one types them.
pub async fn ago(app: &TestApp, interval: &str) -> (String, String) {
    let told = |format: &str| format!("select to_char((sec.now() - interval '{interval}') at time zone 'Africa/Lubumbashi', '{format}')");
    (look(app, &told("DD-Mon-YYYY")).await, look(app, &told("HH24:MI")).await)
}

/// Somebody reports a weapon of Goma missing, half an hour ago.
pub async fn report(app: &TestApp, account: &'static str, weapon: &str, missing_as: &str) -> Answer {
    let (date, hour) = ago(app, "30 minutes").await;
    let form = [
        ("missing_as", missing_as),
        ("happened_date", date.as_str()),
        ("happened_time", hour.as_str()),
        ("place", "Roadside north of the town"),
        ("note", "Taken at a roadblock"),
        ("document", "Police 12"),
    ];
    app.as_if(account).await.post(&format!("/firearms/{weapon}/loss"), &form).await
}

/// The armourer records a missing weapon as found, so long ago, and lying in an armoury.
pub async fn recover(app: &TestApp, weapon: &str, store: &str, interval: &str) -> Answer {
    let (date, hour) = ago(app, interval).await;
    let form = [
        ("to", store),
        ("happened_date", date.as_str()),
        ("happened_time", hour.as_str()),
        ("place", "Market of the town"),
        ("condition", "worn"),
        ("note", "Handed in by the police"),
    ];
    app.as_if("armourer-goma").await.post(&format!("/firearms/{weapon}/recovery"), &form).await
}
