//! What closing needs to know.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::db::Tx;
use crate::db::ids::{LegId, MovementId};
use crate::features::movements::LegState;
use crate::web::error::{AppError, Result};

/// A leg on the page of closing.
#[derive(Debug, Clone)]
pub struct LegLine {
    pub id: LegId,
    pub number: i32,
    pub state: LegState,
    pub is_day: bool,
    pub from: String,
    pub from_zone: String,
    pub to: String,
    pub to_zone: String,
    pub arrives_local: NaiveDateTime,
    pub departed_at: Option<DateTime<Utc>>,
    pub arrived_at: Option<DateTime<Utc>>,
}

impl LegLine {
    /// INV-12 asks for the actual arrival of legs that took place by the minute.
    pub fn wants_arrival(&self) -> bool {
        !self.is_day && !matches!(self.state, LegState::Cancelled | LegState::Diverted)
    }
}

/// The legs of a movement, in their order.
pub async fn legs(tx: &mut Tx, movement: MovementId) -> Result<Vec<LegLine>> {
    let rows = sqlx::query!(
        r#"select id as "id!: LegId", number as "number!", state as "state!", precision = 'day' as "is_day!", departure_text as "from!",
            departs_zone as "from_zone!", arrival_text as "to!", arrives_zone as "to_zone!", arrives_local as "arrives_local!", departed_at, arrived_at
        from visible_leg where movement_id = $1 and not is_void order by number"#,
        movement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(LegLine {
                id: row.id,
                number: row.number,
                state: LegState::from_code(&row.state).ok_or_else(|| AppError::internal("a leg in an unknown state"))?,
                is_day: row.is_day,
                from: row.from,
                from_zone: row.from_zone,
                to: row.to,
                to_zone: row.to_zone,
                arrives_local: row.arrives_local,
                departed_at: row.departed_at,
                arrived_at: row.arrived_at,
            })
        })
        .collect()
}

/// True if the movement has a stay.
pub async fn has_stays(tx: &mut Tx, movement: MovementId) -> Result<bool> {
    Ok(last_day(tx, movement).await?.is_some())
}

/// The last day of its stays.
pub async fn last_day(tx: &mut Tx, movement: MovementId) -> Result<Option<NaiveDate>> {
    Ok(sqlx::query_scalar!("select max(to_date) from visible_stay where movement_id = $1 and not is_void", movement.0).fetch_one(&mut **tx).await?)
}

/// True if something happened that the after-action note must tell: an exception, a diversion, a call for assistance.
pub async fn wants_note(tx: &mut Tx, movement: MovementId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from visible_exception where movement_id = $1)
            or exists (select from visible_movement_event where movement_id = $1 and kind in ('diverted', 'assistance')) as "wants!""#,
        movement.0
    )
    .fetch_one(&mut **tx)
    .await?)
}
