# Confirmation of a station's data.

confirmation-title = Is the data of this station right?
confirmation-to-station = The station
confirmation-block-people = People
confirmation-block-firearms = Firearms
confirmation-block-ammunition = Ammunition
confirmation-block-vehicles = Vehicles
confirmation-block-equipment = Equipment
confirmation-you-confirm = Read what changed and what ends soon, then say of each block how it stands.
confirmation-you-reconcile = Compare each block with what you know and say how it stands. The security professional confirms after you.
confirmation-who-confirms = The coordinator reconciles, the security professional of the station confirms.
confirmation-age-good = { $what } confirmed { $day }
confirmation-age-due = { $what } last confirmed { $day }, due
confirmation-age-late = { $what } last confirmed { $day }, late
confirmation-age-unknown = { $what } last confirmed { $day }, not known since
confirmation-age-said-unknown = { $what }: said to be unknown
confirmation-age-never = { $what } never confirmed
confirmation-age-of-all = { $what } confirmed at all { $stations } stations
confirmation-age-of-several = { $what }, { $stations } stations: { $late } late, { $due } due, { $unknown } unknown
confirmation-open = Confirmation
confirmation-due = Due again { $day }.
confirmation-said = { $who }: { $what }, { $when }
confirmation-reconciled = Reconciled by { $who }: { $what }, { $when }
confirmation-statement-unchanged = unchanged
confirmation-statement-changed = right as it stands
confirmation-statement-none = none
confirmation-statement-unknown = unknown
confirmation-say-unchanged = Unchanged
confirmation-say-changed = Right as it stands now
confirmation-say-none = None
confirmation-say-unknown = Unknown
confirmation-no-records = Nothing is recorded.
confirmation-not-registered = There is no register of it here yet.
confirmation-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
confirmation-counted = { $counted } of { $records } counted this month
confirmation-counted-quarter = { $counted } of { $records } counted this quarter
confirmation-uncounted = Not counted this month
confirmation-uncounted-quarter = Not counted this quarter
confirmation-ending = { $count ->
    [one] { $count } ends within 60 days
   *[other] { $count } end within 60 days
}
confirmation-changes = { $count ->
    [one] { $count } change since
   *[other] { $count } changes since
}
confirmation-more = { $count ->
    [one] and { $count } more in the list
   *[other] and { $count } more in the list
}
confirmation-changed-meanwhile = Something changed while you looked. Nothing was kept; this is how it stands now.
station-confirmation-block = Block
station-confirmation-step = Step
station-confirmation-step-reconciled = reconciled
station-confirmation-step-confirmed = confirmed
station-confirmation-statement = Said
station-confirmation-records = Records
station-confirmation-at = When
station-confirmation-said-by = By
said-block-confirmed = Kept for { $ref }.
said-block-reconciled = Kept for { $ref }. The security professional confirms.
exception-code-station-unconfirmed = A station let the day pass on which its data was to be confirmed.
exception-resolution-settled-by-station = The station confirmed its data.
rules-setting-confirm-people-months = People are confirmed every
rules-setting-confirm-firearms-months = Firearms are confirmed every
rules-setting-confirm-ammunition-months = Ammunition is confirmed every
rules-setting-confirm-vehicles-months = Vehicles are confirmed every
rules-setting-confirm-equipment-months = Equipment is confirmed every
rules-setting-confirm-grace-days = A confirmation that is due is late after
stations-confirmed = Data confirmed
stations-confirmed-good = in time
stations-confirmed-due = due
stations-confirmed-late = late
stations-confirmed-unknown = not known
constraint-none-means-none = Something is recorded here. Look at the list before you say that there is none.
constraint-nothing-is-said-to-be-none = Nothing is recorded here. Say that there is none, or that it is unknown.
constraint-unchanged-means-unchanged = Something changed since it was confirmed. Read it, then say that it is right as it stands.
constraint-confirmation-is-kept = What was said stays. Say anew how it stands.
# Values as the history tells them.
station-confirmation-block-people = People
station-confirmation-block-firearms = Firearms
station-confirmation-block-ammunition = Ammunition
station-confirmation-block-vehicles = Vehicles
station-confirmation-block-equipment = Equipment
station-confirmation-statement-unchanged = unchanged
station-confirmation-statement-changed = right as it stands
station-confirmation-statement-none = none
station-confirmation-statement-unknown = unknown
