//! What protects an official now, as the official's page names it: read here, kept by features further down.

use crate::db::Tx;
use crate::db::ids::PrincipalId;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;
use crate::web::time;

/// A requirement that stands, or interim protection that nobody ended.
pub struct ProtectionLine {
    /// `Q-26-7K3FA`, `N-26-7K3FA`.
    pub reference: String,
    /// Its page.
    pub url: String,
    /// Posture, state and how long.
    pub text: String,
    /// `warning` for what has lapsed, else empty.
    pub kind: &'static str,
}

/// In the reader's reach, interim protection first.
pub async fn lines(tx: &mut Tx, language: Language, principal: PrincipalId) -> Result<Vec<ProtectionLine>> {
    let now = tx.now;
    let interim = sqlx::query!(
        r#"select i.ref as "reference!", i.posture as "posture!", i.until as "until!" from visible_interim_protection i
           where i.principal_id = $1 and i.ended_at is null order by i.started_at desc limit 10"#,
        principal.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let requirements = sqlx::query!(
        r#"select q.ref as "reference!", q.posture as "posture!", q.state as "state!" from visible_protection_requirement q
           where q.principal_id = $1 and q.state not in ('ended', 'refused') order by q.from_date desc, q.id limit 10"#,
        principal.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut lines: Vec<ProtectionLine> = interim
        .into_iter()
        .map(|row| ProtectionLine {
            url: format!("/interim-protection/{}", row.reference),
            text: language
                .fill("principal-interim-line", &[("posture", Hole::Text(&row.posture)), ("until", Hole::Text(&time::z_short(row.until, now, language)))]),
            kind: if row.until <= now { "warning" } else { "caution" },
            reference: row.reference,
        })
        .collect();
    lines.extend(requirements.into_iter().map(|row| {
        let state = language.t(&format!("protection-requirement-state-{}", row.state.replace('_', "-")));
        ProtectionLine {
            url: format!("/requirements/{}", row.reference),
            text: language.fill("principal-requirement-line", &[("posture", Hole::Text(&row.posture)), ("state", Hole::Text(&state))]),
            kind: if row.state == "assessment_lapsed" { "warning" } else { "" },
            reference: row.reference,
        }
    }));
    Ok(lines)
}
