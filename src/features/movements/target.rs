//! What actions on a movement and on a leg act on, with the facts their rules need.

use crate::authz::action::{Params, Target};
use crate::authz::actor::Actor;
use crate::authz::policy::Facts;
use crate::db::Tx;
use crate::db::ids::{LegId, MovementId, PrincipalId};
use crate::features::movements::model::{LegState, MovementState};
use crate::web::error::{AppError, Result};

/// A movement by its reference. Somebody of the other end of a leg finds it too.
#[derive(Debug, Clone)]
pub struct MovementTarget {
    /// Its id.
    pub id: MovementId,
    /// `M-26-7K3FA`.
    pub reference: String,
    /// Whose journey.
    pub principal_id: PrincipalId,
    /// Where it stands in WF-4.
    pub state: MovementState,
    /// Cell of the planning station.
    pub planning_cell: i32,
    /// Cell of the entity whose focal point may ask for it.
    pub entity_cell: Option<i32>,
    /// Cells of both ends of the legs the actor sees.
    pub touching: Vec<i32>,
    /// True if the actor is tasked on it.
    pub is_own: bool,
    /// True if the actor's watch covers its station or an end of a leg.
    pub is_watched: bool,
    /// People who asked for it, lead it or changed its plan.
    pub planners: Vec<uuid::Uuid>,
    /// Version of the record.
    pub version: i32,
}

impl MovementTarget {
    /// Facts for the rule of an action on this movement.
    fn known(&self, actor: &Actor) -> Facts {
        let mut cells = vec![self.planning_cell];
        cells.extend(self.entity_cell);
        Facts {
            cells: Some(cells),
            touching: self.touching.clone(),
            own: self.is_own,
            author: self.planners.iter().copied().find(|person| *person == actor.person()),
            watched: self.is_watched,
        }
    }

    /// Loads it through the visible relation.
    pub async fn find(tx: &mut Tx, reference: &str) -> Result<Option<Self>> {
        let row = sqlx::query!(
            r#"select m.id as "id!: MovementId", m.ref as "reference!", m.principal_id as "principal_id!: PrincipalId", m.state as "state!",
                m.planning_cell as "planning_cell!", m.entity_cell, m.version as "version!",
                coalesce((select array_agg(distinct c.cell) from visible_leg l, unnest(array[l.departure_cell, l.arrival_cell]) c(cell)
                    where l.movement_id = m.id and not l.is_void), '{}') as "touching!: Vec<i32>",
                m.id = any (sec.own_movements()) as "is_own!",
                m.planning_cell = any (sec.cells_watch()) or exists (select from visible_leg l
                    where l.movement_id = m.id and (l.departure_cell = any (sec.cells_watch()) or l.arrival_cell = any (sec.cells_watch()))) as "is_watched!",
                sec.planners_of(m.id) as "planners!"
            from visible_movement m where m.ref = $1"#,
            reference
        )
        .fetch_optional(&mut **tx)
        .await?;
        row.map(|row| {
            Ok(Self {
                id: row.id,
                reference: row.reference,
                principal_id: row.principal_id,
                state: MovementState::from_code(&row.state).ok_or_else(|| AppError::internal("a movement in an unknown state"))?,
                planning_cell: row.planning_cell,
                entity_cell: row.entity_cell,
                touching: row.touching,
                is_own: row.is_own,
                is_watched: row.is_watched,
                planners: row.planners,
                version: row.version,
            })
        })
        .transpose()
    }
}

impl Target for MovementTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        Self::find(tx, params.get("ref")).await
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.known(actor)
    }
    fn subject(&self) -> String {
        self.reference.clone()
    }
    fn cell(&self) -> i32 {
        self.planning_cell
    }
}

/// One leg of a movement, by the movement's reference and the leg's number.
#[derive(Debug, Clone)]
pub struct LegTarget {
    /// Its movement.
    pub movement: MovementTarget,
    /// Its id.
    pub id: LegId,
    /// Its number in the movement.
    pub number: i32,
    /// Where it stands.
    pub state: LegState,
    /// True once it was taken out of the plan.
    pub is_void: bool,
    /// Version of the leg.
    pub version: i32,
}

impl Target for LegTarget {
    async fn load(tx: &mut Tx, _: &Actor, params: &Params) -> Result<Option<Self>> {
        let number = params.number("n")?;
        let row = sqlx::query!(
            r#"select l.id as "id!: LegId", l.number as "number!", l.state as "leg_state!", l.is_void as "is_void!", l.version as "leg_version!",
                m.id as "movement_id!: MovementId", m.ref as "reference!", m.principal_id as "principal_id!: PrincipalId", m.state as "state!",
                m.planning_cell as "planning_cell!", m.entity_cell, m.version as "version!",
                array[l.departure_cell, l.arrival_cell] as "touching!: Vec<i32>",
                m.id = any (sec.own_movements()) as "is_own!",
                (m.planning_cell = any (sec.cells_watch()) or l.departure_cell = any (sec.cells_watch()) or l.arrival_cell = any (sec.cells_watch())) as "is_watched!",
                sec.planners_of(m.id) as "planners!"
            from visible_leg l join visible_movement m on m.id = l.movement_id
            where m.ref = $1 and l.number = $2"#,
            params.get("ref"),
            number
        )
        .fetch_optional(&mut **tx)
        .await?;
        row.map(|row| {
            Ok(Self {
                movement: MovementTarget {
                    id: row.movement_id,
                    reference: row.reference,
                    principal_id: row.principal_id,
                    state: MovementState::from_code(&row.state).ok_or_else(|| AppError::internal("a movement in an unknown state"))?,
                    planning_cell: row.planning_cell,
                    entity_cell: row.entity_cell,
                    touching: row.touching,
                    is_own: row.is_own,
                    is_watched: row.is_watched,
                    planners: row.planners,
                    version: row.version,
                },
                id: row.id,
                number: row.number,
                state: LegState::from_code(&row.leg_state).ok_or_else(|| AppError::internal("a leg in an unknown state"))?,
                is_void: row.is_void,
                version: row.leg_version,
            })
        })
        .transpose()
    }
    fn facts(&self, actor: &Actor) -> Facts {
        self.movement.known(actor)
    }
    fn subject(&self) -> String {
        format!("{} {}", self.movement.reference, self.number)
    }
    fn cell(&self) -> i32 {
        self.movement.planning_cell
    }
}
