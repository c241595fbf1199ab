//! What the duty on each leg rests on (INV-01), in words for the cover pages.

use chrono::NaiveDate;

use crate::db::Tx;
use crate::db::ids::MovementId;
use crate::features::movements::model::LegState;
use crate::i18n::{Hole, Language};
use crate::web::error::{AppError, Result};
use crate::web::time;

/// What the duty on a leg rests on.
#[derive(Debug, Clone)]
pub struct Ground {
    leg: i32,
    state: LegState,
    rests_on: Option<String>,
    /// The first day of the leg on which it would rest on nothing, UTC.
    bare: Option<NaiveDate>,
    has_early_taskings: bool,
}

/// Legs ahead and under way that ask for cover, in order.
pub async fn grounds(tx: &mut Tx, movement: MovementId) -> Result<Vec<Ground>> {
    let rows = sqlx::query!(
        r#"select l.number as "leg!", l.state as "state!", sec.first_bare_day(l.principal_id, l.during) as bare,
            sec.duty_rests_on(l.principal_id, (lower(l.during) at time zone 'UTC')::date) as rests_on,
            exists (select from visible_tasking t where t.leg_id = l.id and t.rests_on is null and t.state in ('planned', 'active')) as "early!"
        from visible_leg l
        where l.movement_id = $1 and not l.is_void and l.state in ('planned', 'under_way', 'diverted')
            and exists (select from visible_post p where p.leg_id = l.id and not p.is_void)
        order by l.departs_at, l.number"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let state = LegState::from_code(&row.state).ok_or_else(|| AppError::internal("a leg in an unknown state"))?;
            Ok(Ground { leg: row.leg, state, rests_on: row.rests_on, bare: row.bare, has_early_taskings: row.early })
        })
        .collect()
}

/// A line under the posture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundLine {
    /// The sentence.
    pub text: String,
    /// Kind of sign: empty, `caution` or `warning`.
    pub kind: &'static str,
    /// True where nobody can be assigned.
    pub is_bare: bool,
}

impl Ground {
    /// In words.
    pub fn line(&self, language: Language) -> GroundLine {
        let leg = Hole::Number(i64::from(self.leg));
        let rests_on = self.rests_on.as_deref().unwrap_or_default();
        match self.bare {
            Some(day) => {
                let key = if self.state == LegState::Planned { "movement-ground-bare" } else { "movement-ground-bare-under-way" };
                let day = time::day(day, language);
                GroundLine { text: language.fill(key, &[("leg", leg), ("day", Hole::Text(&day))]), kind: "warning", is_bare: true }
            }
            None if self.has_early_taskings => {
                GroundLine { text: language.fill("movement-ground-early", &[("leg", leg), ("ref", Hole::Text(rests_on))]), kind: "caution", is_bare: false }
            }
            None => GroundLine { text: language.fill("movement-ground", &[("leg", leg), ("ref", Hole::Text(rests_on))]), kind: "", is_bare: false },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground(bare: Option<NaiveDate>, has_early_taskings: bool) -> Ground {
        Ground { leg: 2, state: LegState::Planned, rests_on: Some("Q-26-ABCDE".into()), bare, has_early_taskings }
    }

    #[test]
    fn a_bare_day_is_a_warning_and_names_the_rule() {
        let line = ground(NaiveDate::from_ymd_opt(2026, 11, 24), false).line(Language::English);
        assert!(line.is_bare && line.kind == "warning" && line.text.contains("INV-01") && line.text.contains("24 Nov"), "{line:?}");
    }

    #[test]
    fn taskings_made_before_are_marked() {
        assert_eq!(ground(None, true).line(Language::English).kind, "caution");
        assert_eq!(ground(None, false).line(Language::English).kind, "");
    }
}
