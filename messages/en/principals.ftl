# Senior officials.

principals-title = Senior officials
principals-count = { $count ->
    [one] { $count } senior official
   *[other] { $count } senior officials
}
principals-none = No senior officials yet
principals-none-text = Officials of your portfolio, entity or station appear here when they are recorded.
principals-none-match = No official matches
principals-none-match-text = Take a filter off, or search for part of the codename, the office or the reference.
principal-new = New senior official
principal-create = Create official
principal-save = Save official
principal-edit = Edit official
principal-edit-title = Edit { $ref }
principal-ref = Reference
principal-called = Codename
principal-codename = Codename
principal-codename-hint = What boards and paper call the official. Without one the reference is shown.
principal-display-name = Name
principal-display-name-hint = Shown on this record only.
principal-office = Office
principal-entity = Entity
principal-entity-code = Entity
principal-entity-unknown = Choose an entity of the list.
principal-station = Home station
principal-home-station-id = Home station
principal-station-hint = Duty station at which the official usually works.
principal-station-unknown = Choose a duty station you may see.
principal-portfolio = Portfolio
principal-portfolio-code = Portfolio
principal-portfolio-not-yours = Choose a portfolio of yours.
principal-office-number = Office number
principal-office-number-as-of = Office number right on
principal-station-number = Station
principal-state = State
principal-state-reason = Reason
principal-merged-into = Merged into
principal-filter-q = Codename, office or reference
principal-numbers = Whom to call
principal-no-number = No number is recorded: nobody can be called
principal-who = Who
principal-protection = Protection
principal-protection-none = No requirement and no interim protection that you may see.
principal-interim-line = Interim protection { $posture } until { $until }
principal-requirement-line = { $posture }, { $state }
principal-movements = { $count ->
    [one] { $count } movement
   *[other] { $count } movements
}
principal-movements-label = Movements of this official
principal-movements-none = No movement that you may see.
principal-movement = Movement
principal-starts = Begins
principal-ends = Ends
principal-tab-record = Record
principal-tab-history = History
principal-has-ended = This record was merged or voided meanwhile. Nothing was saved.
principal-ended-merged = Merged into { $ref }: { $reason }
principal-ended-voided = Voided: { $reason }
principal-merge-link = Merge into another record
principal-merge-title = Merge this record into another one
principal-merge-deed = Merge record
principal-merge-into = The record that stays
principal-merge-into-hint = Reference such as P-7K3FA. Type part of a codename or office to search.
principal-merge-unknown = No official you may see has this reference.
principal-merge-not-itself = Choose another record that is in use.
principal-merge-not-yours = You may not change that record. Ask the desk of its portfolio.
principal-void-link = Void this record
principal-void-title = Void this record
principal-void-deed = Void record
principal-ending-list = The official leaves lists, searches and pickers.
principal-ending-stays = Closed movements stay with this record; enter what is still right on the other record.
principal-ending-movements = Open movements must be closed or cancelled first
principal-end-has-movements = This official still has open movements. Close or cancel them first, so that nobody out there is lost from sight.
principal-state-active = in use
principal-state-merged = merged
principal-state-voided = voided

principal-movement-notified = notified
principal-movement-planning = planning
principal-movement-clearance-pending = clearance pending
principal-movement-cleared = cleared
principal-movement-cleared-with-conditions = cleared with conditions
principal-movement-refused = refused
principal-movement-ready = ready
principal-movement-under-way = under way
principal-movement-diverted = diverted
principal-movement-suspended = suspended
principal-movement-completed = completed
principal-movement-closed = closed
principal-movement-cancelled = cancelled

constraint-principal-name-present = A name has 1 to 160 characters.
constraint-principal-end-has-reason = Say why the record ends.

said-principal-created = Official { $ref } created.
said-principal-saved = Official { $ref } saved.
said-principal-merged = { $ref } was merged into this record.
said-principal-voided = { $ref } was voided.
principal-tab-risk = Risk
principal-risk = Risk
principal-risk-rests = What it rests on
