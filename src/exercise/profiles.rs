//! Profiles of the exercise world: one in force, one long past due, one in review, one being filled, one just begun and
//! one official without. Played through the public door, once; nothing that a person entered is touched.

use sqlx::PgConnection;

use super::door::Player;
use crate::app::App;

/// How far a profile is played.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Then {
    Begun,
    Filled,
    InReview,
    InForce,
    LongOverdue,
}

/// Codename, focal point of the entity, how far.
const PROFILES: &[(&str, &str, Then)] = &[
    ("BASALT 1", "focal-wfp", Then::InForce),
    ("CEDAR 2", "focal-wfp", Then::LongOverdue),
    ("AMBER 9", "focal-ohchr", Then::InReview),
    ("KESTREL 4", "", Then::Filled),
    ("COBALT 3", "", Then::Begun),
];

/// Section and what is written into it.
type Written = (&'static str, &'static [(&'static str, &'static str)]);

const SECTIONS: &[Written] = &[
    ("identity", &[("full_name", "Invented Official (exercise)"), ("nationality", "Invented")]),
    (
        "contacts",
        &[("mobile_phone", "+999 41 0001"), ("email", "official@example.org"), ("focal_name", "Invented Focal Point"), ("focal_phone", "+999 41 0002")],
    ),
    ("work", &[("job", "Exercise official"), ("rank", "ASG"), ("exposure", "medium")]),
    ("arrangements", &[("protection_status", "cp_active"), ("arrangements", "Two officers and a driver by day, a guard at night.")]),
    ("preferences", &[("languages", "English, French"), ("officer_gender", "no_preference"), ("diet", "none")]),
    ("routine", &[("habits", "Walks before breakfast."), ("places", "Office, market on Saturdays.")]),
    (
        "residence",
        &[("address", "Invented Road 1 (exercise)"), ("kind", "compound"), ("perimeter", "in_place"), ("alarm", "partly"), ("compliance", "not_surveyed")],
    ),
    ("medical", &[("blood_group", "A+"), ("allergies", "penicillin (exercise)")]),
    ("family", &[("members", "A spouse, two children (exercise)"), ("contacts", "+999 41 0003 (exercise)")]),
];

/// Plays the profiles that are not there yet. One that cannot be played is logged.
pub async fn play(app: &App, owner: &mut PgConnection) -> anyhow::Result<()> {
    for (codename, focal, then) in PROFILES {
        let there: bool =
            sqlx::query_scalar("select exists (select from protection_profile f join principal p on p.id = f.principal_id where p.codename = $1)")
                .bind(codename)
                .fetch_one(&mut *owner)
                .await?;
        if there {
            continue;
        }
        if let Err(error) = profile(app, owner, codename, focal, *then).await {
            tracing::warn!(error = format!("{error:#}"), "a profile of the exercise world was not played");
        }
    }
    Ok(())
}

async fn profile(app: &App, owner: &mut PgConnection, codename: &str, focal: &'static str, then: Then) -> anyhow::Result<()> {
    let reference: String =
        sqlx::query_scalar("select ref from principal where codename = $1 and state = 'active'").bind(codename).fetch_one(&mut *owner).await?;
    let address = format!("/principals/{reference}");
    let officer = Player::enter(app, owner, "officer-africa").await?;
    officer.post(&format!("{address}/profile"), &[("notice_on", "1-Jan-2026")]).await?;
    if then >= Then::Filled {
        for (section, values) in SECTIONS {
            let mut fields = vec![("source", "exercise"), ("version", "0")];
            fields.extend_from_slice(values);
            officer.post(&format!("{address}/{section}/edit"), &fields).await?;
        }
    }
    if then >= Then::InReview {
        let focal = Player::enter(app, owner, focal).await?;
        focal.post(&format!("{address}/attestations"), &[("rest", "yes"), ("declared", "yes")]).await?;
        focal.leave().await?;
        officer.post(&format!("{address}/attestations/1/decision"), &[("verdict", "approve"), ("version", "1")]).await?;
        officer.post(&format!("{address}/profile/steps"), &[("to", "in_review"), ("version", "1")]).await?;
    }
    if then >= Then::InForce {
        let chief = Player::enter(app, owner, "chief").await?;
        let approval = [("to", "active"), ("classification", "confidential"), ("version", "2")];
        chief.post(&format!("{address}/profile/steps"), &approval).await?;
        chief.leave().await?;
    }
    officer.leave().await?;
    if then == Then::LongOverdue {
        grow_old(owner, &reference).await?;
    }
    Ok(())
}

/// Approved long ago: past due by forty-five days.
async fn grow_old(owner: &mut PgConnection, reference: &str) -> anyhow::Result<()> {
    let mut tx = sqlx::Connection::begin(owner).await?;
    sqlx::query("update protection_profile f set next_review = current_date - 45 from principal p where p.id = f.principal_id and p.ref = $1")
        .bind(reference)
        .execute(&mut *tx)
        .await?;
    sqlx::query("select sec.mark_profiles_due()").execute(&mut *tx).await?;
    crate::audit::append_system(&mut tx, "exercise.scene", reference, "next_review").await.map_err(|error| anyhow::anyhow!(error))?;
    tx.commit().await?;
    Ok(())
}
