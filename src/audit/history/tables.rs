//! The tables that have a history, and the fixed statements that read it.

/// Lists the tables with a history; the statement of each is fixed text. `uuid` or `text` is the type of its key.
macro_rules! history_tables {
    ($($(#[$doc:meta])* $name:ident = $table:literal $key:literal),* $(,)?) => {
        /// A table whose versions can be read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum HistoryTable { $($(#[$doc])* $name),* }

        impl HistoryTable {
            /// Its name in the schema and in keys of the catalogue.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $table),* }
            }

            pub(super) fn versions(self) -> &'static str {
                match self { $(Self::$name => concat!(
                    "select h.record_id::text as record, h.at, h.xact::text as save, h.account_id as account, h.content,
                       coalesce(sec.account_label(h.account_id), '') as who, coalesce(s.origin, '') as origin, coalesce(s.action, '') as action
                     from (select * from history.", $table, " where record_id = any($1::", $key, "[]) order by entry desc limit $2) h
                     left join lateral history.source_of(h.xact) s on true
                     order by h.entry")),* }
            }

            pub(super) fn content(self) -> &'static str {
                match self { $(Self::$name => concat!(
                    "select content from history.", $table, " where record_id = $1::", $key, " and version = $2 order by entry desc limit 1")),* }
            }

            pub(super) fn last(self) -> &'static str {
                match self { $(Self::$name => concat!(
                    "select h.at, coalesce(sec.account_label(h.account_id), '') as who,
                       coalesce((select nullif(concat_ws(', ', nullif(o.number_1, ''), nullif(o.number_2, '')), '')
                         from public.visible_officer o where o.id = sec.officer_of(h.account_id)), '') as number
                     from history.", $table, " h where h.record_id = $1::", $key, " and h.version > $2 order by h.entry desc limit 1")),* }
            }
        }
    };
}

history_tables! {
    /// Sign-ins.
    Account = "account" "uuid",
    /// Rights at scopes.
    AccessGrant = "access_grant" "uuid",
    /// Thresholds and periods.
    Setting = "setting" "text",
    /// Posture templates.
    Posture = "posture" "text",
    /// Duty stations.
    DutyStation = "duty_station" "uuid",
    /// Their numbers.
    StationNumber = "station_number" "uuid",
    /// Places.
    Place = "place" "uuid",
    /// Countries.
    Country = "country" "text",
    /// Officers.
    Officer = "officer" "uuid",
    /// Their absences.
    Availability = "availability" "uuid",
    /// For whom they work and until when.
    Employment = "employment" "uuid",
    /// Their languages.
    LanguageSkill = "language_skill" "uuid",
    /// Senior officials.
    Principal = "principal" "uuid",
    /// Their protection profiles.
    ProtectionProfile = "protection_profile" "uuid",
    /// Who they are.
    ProfileIdentity = "profile_identity" "uuid",
    /// How to reach them.
    ProfileContacts = "profile_contacts" "uuid",
    /// What they do.
    ProfileWork = "profile_work" "uuid",
    /// How they are protected.
    ProfileArrangements = "profile_arrangements" "uuid",
    /// What they wish.
    ProfilePreferences = "profile_preferences" "uuid",
    /// Compartment: habits and places.
    ProfileRoutine = "profile_routine" "uuid",
    /// Compartment: travel documents.
    ProfileDocuments = "profile_documents" "uuid",
    /// Compartment: where they live.
    ProfileResidence = "profile_residence" "uuid",
    /// Compartment: family.
    ProfileFamily = "profile_family" "uuid",
    /// Compartment: health.
    ProfileMedical = "profile_medical" "uuid",
    /// Movements.
    Movement = "movement" "uuid",
    /// Their compartment.
    MovementPlan = "movement_plan" "uuid",
    /// Legs.
    Leg = "leg" "uuid",
    /// Stays.
    Stay = "stay" "uuid",
    /// Stops.
    Stop = "stop" "uuid",
    /// Formations.
    Formation = "formation" "uuid",
    /// Posts on legs.
    Post = "post" "uuid",
    /// Officers on posts.
    Tasking = "tasking" "uuid",
    /// Open exceptions.
    Exception = "exception" "uuid",
    /// Watches.
    WatchTurn = "watch_turn" "uuid",
    /// Imports.
    ImportBatch = "import_batch" "uuid",
    /// Rows of imports.
    ImportRow = "import_row" "uuid",
    /// Interim protection.
    InterimProtection = "interim_protection" "uuid",
    /// Protection requirements.
    ProtectionRequirement = "protection_requirement" "uuid",
    /// Their posts.
    RequirementPost = "requirement_post" "uuid",
    /// The assessments they rest on.
    RequirementBasis = "requirement_basis" "uuid",
    /// Teams.
    ProtectionTeam = "protection_team" "uuid",
    /// Officers on their seats.
    TeamAssignment = "team_assignment" "uuid",
    /// Days of duty.
    DutyDay = "duty_day" "uuid",
    /// Qualifications of officers.
    Qualification = "qualification" "uuid",
    /// The scans behind them.
    QualificationScan = "qualification_scan" "uuid",
    /// Armouries.
    Armoury = "armoury" "uuid",
    /// Firearms.
    Firearm = "firearm" "uuid",
    /// Their permits.
    FirearmPermit = "firearm_permit" "uuid",
    /// Their inspections.
    FirearmInspection = "firearm_inspection" "uuid",
    /// Their photos.
    FirearmPhoto = "firearm_photo" "uuid",
    /// Acts of custody.
    Handover = "handover" "uuid",
    /// Facts that collide with the ledger.
    ContestedFact = "contested_fact" "uuid",
    /// Joint counts of armouries.
    JointCount = "joint_count" "uuid",
    /// What stations decided about arms.
    StationArming = "station_arming" "uuid",
    /// What stations ask of everybody on duty there.
    StationTraining = "station_training" "uuid",
    /// Lots of ammunition.
    AmmunitionLot = "ammunition_lot" "uuid",
    /// Acts that move rounds.
    AmmunitionAct = "ammunition_act" "uuid",
    /// Minimums of ammunition.
    AmmunitionMinimum = "ammunition_minimum" "uuid",
    /// Vehicles.
    Vehicle = "vehicle" "uuid",
    /// Their papers.
    VehiclePaper = "vehicle_paper" "uuid",
    /// What was done on them.
    VehicleMaintenance = "vehicle_maintenance" "uuid",
    /// Readings of them that were put right.
    OdometerCorrection = "odometer_correction" "uuid",
    /// Who has them when.
    VehicleReservation = "vehicle_reservation" "uuid",
    /// Counts of armouries.
    StockCount = "stock_count" "uuid",
    /// Rounds counted of a lot.
    StockCountLot = "stock_count_lot" "uuid",
    /// Differences that counts opened.
    StockDiscrepancy = "stock_discrepancy" "uuid",
    /// Transfers between stations.
    Transfer = "transfer" "uuid",
    /// What is on their lists.
    TransferLine = "transfer_line" "uuid",
    /// Their permits.
    TransferPermit = "transfer_permit" "uuid",
    /// Marks that were read at their receipt.
    TransferScan = "transfer_scan" "uuid",
    /// What was said of a station's data.
    StationConfirmation = "station_confirmation" "uuid",
    /// Equipment.
    Equipment = "equipment" "uuid",
    /// Kits.
    EquipmentKit = "equipment_kit" "uuid",
    /// What they must contain.
    EquipmentKitNeed = "equipment_kit_need" "uuid",
    /// Acts that hand equipment over.
    EquipmentAct = "equipment_act" "uuid",
    /// Risk assessments.
    RiskAssessment = "risk_assessment" "uuid",
    /// Files attached to assessments.
    RiskAttachment = "risk_attachment" "uuid",
    /// Photos of senior officials.
    PrincipalPhoto = "principal_photo" "uuid",
    /// Their threats.
    RiskThreat = "risk_threat" "uuid",
    /// Their measures.
    RiskMeasure = "risk_measure" "uuid",
    /// Their courses of action.
    RiskCourse = "risk_course" "uuid",
    /// What they rest on; seen by those who see sources.
    RiskSource = "risk_source" "uuid",
    /// Comments of the review.
    RiskComment = "risk_comment" "uuid",
    /// Emergency extensions.
    RiskExtension = "risk_extension" "uuid",
    /// Assessments asked for.
    RiskRequest = "risk_request" "uuid",
    /// Approvals lent to another account.
    Delegation = "delegation" "uuid",
    /// Public lists that were read in.
    ContextSet = "context_set" "uuid",
    /// Property books that were read in.
    PropertyBook = "property_book" "uuid",
    /// What became of their items.
    PropertyRegistration = "property_registration" "uuid",
    /// Pledges of stand-by people.
    StandbyPledge = "standby_pledge" "uuid",
    /// Who is named in them.
    StandbyMember = "standby_member" "uuid",
    /// The kit they promise.
    StandbyKit = "standby_kit" "uuid",
    /// Their checks and tests.
    StandbyCheck = "standby_check" "uuid",
    /// Missions.
    Mission = "mission" "uuid",
    /// Their stations.
    MissionStation = "mission_station" "uuid",
    /// Where what is open goes when they close.
    ClosingPlan = "closing_plan" "uuid",
    /// Evacuations of stations.
    Evacuation = "station_evacuation" "uuid",
    // Member State units
    /// Units that Member States provide.
    MsUnit = "ms_cp_unit" "uuid",
    /// What was agreed about them.
    MsAgreement = "ms_agreement" "uuid",
    /// Their checks before deployment.
    MsUnitCheck = "ms_unit_check" "uuid",
    /// Who serves in them.
    MsUnitMember = "ms_unit_member" "uuid",
    /// Their rotations.
    MsRotation = "ms_rotation" "uuid",
    /// What they brought.
    MsUnitItem = "ms_unit_item" "uuid",
    /// Authorized posts of stations.
    AuthorizedPost = "authorized_post" "uuid",
    /// Types of qualifications.
    QualificationType = "qualification_type" "text",
    /// Courses of the catalogue.
    Course = "course" "uuid",
    /// Their sessions.
    CourseSession = "course_session" "uuid",
    /// Who teaches in them.
    SessionInstructor = "session_instructor" "uuid",
    /// Who takes part in them.
    Participation = "participation" "uuid",
    /// Closings of stations.
    StationClosure = "station_closure" "uuid",
    /// What stations must not fall below.
    StationStrength = "station_strength" "uuid",
}
