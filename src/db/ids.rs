//! Typed ids: a leg's id cannot be handed in where a movement's is wanted. Uuid v7 inside, never shown.

/// Lists the id types. Each wraps a uuid and goes to and from the database as one.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type, serde::Serialize, serde::Deserialize)]
        #[sqlx(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A fresh id, ordered by time of making.
            pub fn fresh() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }
    )* };
}

ids! {
    /// A sign-in.
    AccountId,
    /// A live session of an account.
    SessionId,
    /// A right of an account at a scope.
    GrantId,
    /// A duty station.
    StationId,
    /// A place people travel to.
    PlaceId,
    /// A close protection officer or coordinator.
    OfficerId,
    /// A span in which an officer is away or on call.
    AvailabilityId,
    /// A senior official.
    PrincipalId,
    /// A journey of a senior official.
    MovementId,
    /// One leg of a movement.
    LegId,
    /// One stay of a date-only programme.
    StayId,
    /// A stop between legs.
    StopId,
    /// People moving together.
    FormationId,
    /// A post on a leg.
    PostId,
    /// An officer on a post.
    TaskingId,
    /// An entry in a movement's log.
    EventId,
    /// An open exception.
    ExceptionId,
    /// A watch from signature to signature.
    TurnId,
    /// A handover of the watch.
    HandoverId,
    /// An import of a file.
    BatchId,
    /// A row in quarantine.
    ImportRowId,
    /// Interim protection of an official.
    InterimId,
    /// A protection requirement.
    RequirementId,
    /// A post that a requirement asks for.
    RequiredPostId,
    /// A team that stands on a requirement.
    TeamId,
    /// An officer on a seat of a team.
    AssignmentId,
    /// A day of duty on a team.
    DutyDayId,
    /// A risk assessment.
    AssessmentId,
    /// A qualification of an officer.
    QualificationId,
    /// An armoury.
    ArmouryId,
    /// A firearm.
    FirearmId,
    /// A span in which one holder has a firearm.
    CustodyId,
    /// An act that moves a firearm.
    HandoverActId,
    /// A lot of ammunition.
    LotId,
    /// An act that moves rounds.
    AmmunitionActId,
    /// A count of an armoury.
    StockCountId,
    /// A difference that a count opened.
    DiscrepancyId,
    /// A transfer between stations.
    TransferId,
    /// A joint count of an armoury.
    JointCountId,
    /// A vehicle.
    VehicleId,
    /// A reservation of a vehicle.
    ReservationId,
    /// A piece of equipment, or so many of a kind.
    EquipmentId,
    /// A set of equipment that goes as one.
    KitId,
    /// An act that hands equipment over.
    EquipmentActId,
    /// A pledge of stand-by people.
    PledgeId,
    /// A mission.
    MissionId,
    /// An evacuation of a duty station.
    EvacuationId,
    /// A close protection unit of a Member State.
    UnitId,
}
