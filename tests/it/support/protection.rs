//! Officials, assessments and officers for requirements and teams, arranged below the program; and a
//! requirement walked through the public door.

use uuid::Uuid;

use super::sql::{ENTRY, must, string};
use super::{Answer, Person, TestApp};

/// An official of Goma and the reference.
pub struct Official {
    pub id: Uuid,
    pub reference: String,
}

/// An official at home in Goma, of the African portfolio.
pub async fn official(app: &TestApp, tail: &str) -> Official {
    let id = Uuid::now_v7();
    let reference = format!("P-{tail}");
    let sql = format!(
        "insert into principal (id, ref, codename, display_name, home_station_id, portfolio_code)
           select '{id}', '{reference}', 'FALCON {tail}', 'A. Invented', id, 'africa' from duty_station where code = 'GOM';"
    );
    must(&mut app.owner().await, &format!("begin; {sql} {ENTRY}; commit")).await;
    Official { id, reference }
}

/// A registered assessment in force from a day to a day, counted from today; answers its reference.
pub async fn assessment(app: &TestApp, official: &Official, tail: &str, from: i32, to: i32) -> String {
    let reference = format!("R-26-{tail}");
    let sql = format!(
        "insert into risk_assessment (id, ref, kind, way, principal_id, station_id, cell, state, valid_from, valid_to, residual_level,
             approver_name, approver_capacity, approved_on, document_ref, author_id)
           select gen_random_uuid(), '{reference}', 'personal', 'registered', '{}', s.id, s.cell, 'approved', current_date + {from}, current_date + {to}, 'medium',
             'M. Kabasele', 'Designated official', current_date, 'DOC-1', a.id
           from duty_station s, account a where s.code = 'GOM' and a.username = 'ssp-goma';",
        official.id
    );
    must(&mut app.owner().await, &format!("begin; {sql} {ENTRY}; commit")).await;
    reference
}

/// An officer of Goma without an account; answers the reference.
pub async fn officer(app: &TestApp, name: &str) -> String {
    let mut owner = app.owner().await;
    must(
        &mut owner,
        &format!(
            "begin; insert into officer (id, ref, name, station_id, cell, category)
               select gen_random_uuid(), sec.new_ref('O'), '{name}', id, cell, 'SS' from duty_station where code = 'GOM'; {ENTRY}; commit"
        ),
    )
    .await;
    string(&mut owner, &format!("select ref from officer where name = '{name}'")).await
}

/// The fields of a draft for this official, open-ended from today.
pub fn fields(official: &str) -> Vec<(String, String)> {
    [
        ("official", official),
        ("station", "GOM"),
        ("posture", "P3"),
        ("places", "Offices"),
        ("vehicles", "2"),
        ("armour", "B6"),
        ("source", "un_cpu"),
        ("productive_hours", "1736"),
    ]
    .iter()
    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
    .collect()
}

/// Posts fields that own their text.
pub async fn post(person: &Person, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.post(path, &fields).await
}

/// Today in the database, as it is typed, moved by days.
pub async fn day(app: &TestApp, offset: i32) -> String {
    string(&mut app.owner().await, &format!("select to_char((sec.now() at time zone 'UTC')::date + {offset}, 'DD-Mon-YYYY')")).await
}

/// A draft with a leader's and a protection officer's post; answers its address.
pub async fn drafted(app: &TestApp, author: &Person, official: &Official) -> String {
    let mut fields = fields(&official.reference);
    fields.push(("from".into(), day(app, 0).await));
    let address = post(author, "/requirements", &fields).await.leads().trim_end_matches("/required-posts").to_owned();
    for role in ["team_leader", "ppo"] {
        let form = [("role", role), ("count", "1"), ("armed", "yes"), ("hours", "12"), ("days", "7"), ("note", "")];
        author.post(&format!("{address}/required-posts"), &form).await.leads();
    }
    address
}

/// The version of a requirement as it stands.
pub async fn version(app: &TestApp, address: &str) -> String {
    let reference = address.rsplit('/').next().unwrap_or_default();
    string(&mut app.owner().await, &format!("select version::text from protection_requirement where ref = '{reference}'")).await
}

/// The state of a requirement as it stands.
pub async fn state(app: &TestApp, address: &str) -> String {
    let reference = address.rsplit('/').next().unwrap_or_default();
    string(&mut app.owner().await, &format!("select state from protection_requirement where ref = '{reference}'")).await
}

/// A deed of WF-3, with a reason for those that want one.
pub async fn deed(app: &TestApp, person: &Person, address: &str, word: &str) -> Answer {
    let version = version(app, address).await;
    let mut form = vec![("version", version.as_str())];
    if matches!(word, "refuse" | "reduce" | "end") {
        form.push(("reason", "As the test says."));
    }
    person.post(&format!("{address}/{word}"), &form).await
}

/// An approved requirement of this official; answers its address.
pub async fn approved(app: &TestApp, official: &Official) -> String {
    let address = drafted(app, &app.as_if("coordinator-goma").await, official).await;
    deed(app, &app.as_if("officer-africa").await, &address, "validate").await.leads();
    deed(app, &app.as_if("chief").await, &address, "approve").await.leads();
    address
}

/// A team on a requirement with these officers on its seats, open-ended from today; answers its address.
pub async fn team(app: &TestApp, requirement: &str, officers: &[&str]) -> String {
    let by = app.as_if("coordinator-goma").await;
    let reference = requirement.rsplit('/').next().unwrap_or_default();
    let address = by.post("/teams", &[("requirement", reference), ("name", "Team of the test")]).await.leads().trim_end_matches("/posts").to_owned();
    let today = day(app, 0).await;
    for (n, officer) in officers.iter().enumerate() {
        by.post(&format!("{address}/assignments"), &[("seat", &format!("{}-1", n + 1)), ("officer", officer), ("from", &today)]).await.leads();
    }
    address
}

/// The id of the assignment of an officer.
pub async fn assignment(app: &TestApp, officer: &str) -> String {
    string(
        &mut app.owner().await,
        &format!(
            "select a.id::text from team_assignment a join officer o on o.id = a.officer_id where o.ref = '{officer}' and a.state not in ('ended', 'declined')"
        ),
    )
    .await
}
