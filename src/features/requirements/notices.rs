//! Lines about protection for board, Today and other pages: what stands on one person's word, what has lapsed.

use super::interim::{self, Notice};
use crate::db::Tx;
use crate::i18n::{Hole, Language};
use crate::web::error::Result;

/// Interim protection one by one, lapsed requirements and those about to lapse in one line each.
pub async fn notices(tx: &mut Tx, language: Language) -> Result<Vec<Notice>> {
    let mut lines = interim::notices(tx, language).await?;
    let today = tx.now.date_naive();
    let lapsed = sqlx::query!(
        r#"select count(*) as "count!", coalesce(min(q.ref), '') as "first!" from visible_protection_requirement q where q.state = 'assessment_lapsed'"#
    )
    .fetch_one(&mut **tx)
    .await?;
    let soon = sqlx::query!(
        r#"select count(*) as "count!", coalesce(min(q.ref), '') as "first!" from visible_protection_requirement q cross join lateral sec.ground_of(q.id, $1) g
           where q.state in ('approved', 'resourced', 'active', 'under_review', 'reduced') and (q.to_date is null or q.to_date > g.until)
             and g.until - $1::date <= (select value::int from visible_setting where name = 'expiry_notice_days')"#,
        today
    )
    .fetch_one(&mut **tx)
    .await?;
    for (key, kind, count, first, list) in [
        ("requirement-line-lapsed", "warning", lapsed.count, lapsed.first, "/requirements?state=assessment_lapsed"),
        ("requirement-line-soon", "caution", soon.count, soon.first, "/requirements?state=active"),
    ] {
        if count > 0 {
            let url = if count == 1 { format!("/requirements/{first}") } else { list.to_owned() };
            lines.push(Notice { kind, text: language.fill(key, &[("count", Hole::Number(count))]), url, reference: first });
        }
    }
    Ok(lines)
}
