# Officers and their availability.

officers-title = Officers
officers-count = { $count ->
    [one] { $count } officer
   *[other] { $count } officers
}
officers-none = No officers yet
officers-none-text = Officers of your duty stations appear here when they are recorded.
officers-none-match = No officer matches
officers-none-match-text = Take a filter off, or search for part of the name or the reference.
officer-new = New officer
officer-create = Create officer
officer-save = Save officer
officer-edit = Edit officer
officer-edit-title = Edit { $ref }
officer-ref = Reference
officer-name = Name
officer-station = Duty station
officer-station-id = Duty station
officer-station-hint = Code of the station, such as GOM.
officer-station-not-yours = Choose a duty station at which you may record people.
officer-category = Category
officer-duty-role = Usual duty
officer-number = First number
officer-number-1 = First number
officer-number-1-as-of = First number right on
officer-number-2 = Second number
officer-number-2-as-of = Second number right on
officer-satellite = Satellite phone
officer-satellite-as-of = Satellite phone right on
officer-state = State
officer-state-reason = Reason
officer-merged-into = Merged into
officer-filter-q = Name or reference
officer-filter-station = Station
officer-filter-category = Category
officer-filter-fit = Fit for
officer-filter-state = State
officer-numbers = Numbers
officer-no-number = No number is recorded: nobody can be called
officer-who = Who
officer-account = Sign-in
officer-account-yes = linked to an account
officer-account-no = no account
officer-taskings = Coming taskings
officer-taskings-none = No coming taskings.
officer-leg = leg
officer-tab-record = Record
officer-tab-availability = Availability
officer-tab-history = History
officer-has-ended = This record was merged or voided meanwhile. Nothing was saved.
officer-ended-merged = Merged into { $ref }: { $reason }
officer-ended-voided = Voided: { $reason }
officer-ended-open = Open that record
officer-merge-link = Merge into another record
officer-merge-title = Merge this record into another one
officer-merge-deed = Merge record
officer-merge-into = The record that stays
officer-merge-into-hint = Reference such as O-7K3FA. Type part of a name to search.
officer-merge-unknown = No officer you may see has this reference.
officer-merge-not-itself = Choose another record that is in use.
officer-merge-not-yours = You may not change that record. Ask the desk of its station.
officer-void-link = Void this record
officer-void-title = Void this record
officer-void-deed = Void record
officer-ending-list = The officer leaves lists, searches and pickers.
officer-ending-stays = Availability and past taskings stay with this record; enter numbers that are still right on the other record.
officer-ending-account = The linked account keeps its rights. Ask an administrator to link it to another officer or to disable it.
officer-ending-posts = Coming posts must be given to somebody else first
officer-end-has-posts = This officer still holds coming posts. Give them to somebody else first; a post held by an ended record would look covered.
ending-reason = Reason
ending-what-follows = What will happen:
ending-history = The record, its history and the trail stay readable.

officer-category-p = Professional (P)
officer-category-d = Director (D)
officer-category-fs = Field Service (FS)
officer-category-gs = General Service (GS)
officer-category-npo = National Professional Officer (NPO)
officer-category-ss = Security Service (SS)
officer-category-tc = Trades and Crafts (TC)
officer-category-lt = Language teacher (LT)
officer-category-unv-international = UN Volunteer, international
officer-category-unv-national = UN Volunteer, national
officer-category-gpp = Government-provided personnel (GPP)
officer-category-unpol = UN Police (UNPOL)
officer-category-military-staff = Military staff officer
officer-category-formed-unit-member = Member of a formed unit
officer-category-mscpu-member = Member of a member state close protection unit
officer-category-consultant = Consultant
officer-category-individual-contractor = Individual contractor
officer-category-company-contractor = Company contractor
officer-category-intern = Intern

officer-duty-role-cp-coordinator = Close protection coordinator
officer-duty-role-team-leader = Team leader
officer-duty-role-cp-officer = Close protection officer
officer-duty-role-driver = Security driver
officer-duty-role-medic = Medic

officer-state-active = in use
officer-state-merged = merged
officer-state-voided = voided

officer-post-team-leader = team leader
officer-post-second-in-command = second in command
officer-post-ppo = personal protection officer
officer-post-pes = personal escort section
officer-post-advance = advance
officer-post-driver = driver
officer-post-cat = counter assault team
officer-post-rst = residential security team
officer-post-medic = medic
officer-post-comms = communications
officer-post-liaison-interpreter = liaison and interpreter

number-hint = Digits, spaces and an optional + in front.
number-as-of-hint = Day on which somebody last confirmed it, such as 18-Nov-2026. Left empty, a number that is there counts from today.
number-as-of-future = A number cannot be confirmed on a day to come.
number-age = as of { $day } ({ $days ->
    [0] today
    [one] { $days } day ago
   *[other] { $days } days ago
})
number-age-old = as of { $day } ({ $days } days ago): confirm it
number-age-unknown = nobody noted when it was right: confirm it
number-old = old

list-any = any
list-choose = choose
list-shown = { $shown } of { $total }

availability-title = Availability
availability-add = Add availability
availability-kind = Kind
availability-from = From
availability-from-date = From
availability-to = Until
availability-to-date = Until
availability-date-hint = First day, such as 18-Nov-2026.
availability-to-hint = Last day. A day of change may be the last of one span and the first of the next.
availability-station = Station
availability-station-id = Station
availability-station-hint = For temporary duty: code of the station, such as NBO.
availability-station-unknown = No station you may see has this code.
availability-note = Note
availability-note-hint = Limits that matter for planning. Never a diagnosis.
availability-void-reason = Reason of voiding
availability-is-void = Voided
availability-when = When
availability-from-empty = Write the first day.
availability-to-empty = Write the last day.
availability-past = past
availability-running = now
availability-coming = coming
availability-past-title = Past availability
availability-none = Nothing is recorded: the officer counts as available.
availability-void = Void
availability-void-label = { $kind } from { $from }
availability-void-title = Void this span
availability-void-what = The officer counts as available in that time again. The span stays in the history.
availability-void-deed = Void span
availability-kind-leave = Leave
availability-kind-rest-and-recuperation = Rest and recuperation
availability-kind-training = Training
availability-kind-sick = Sick
availability-kind-travel = Travel
availability-kind-temporary-duty = Temporary duty
availability-kind-stand-by = Stand-by

constraint-availability-ends-after-it-begins = The last day comes before the first.
constraint-officer-name-present = A name has 1 to 120 characters.
constraint-officer-end-has-reason = Say why the record ends.

said-officer-created = Officer { $ref } created.
said-officer-saved = Officer { $ref } saved.
said-officer-merged = { $ref } was merged into this record.
said-officer-voided = { $ref } was voided.
said-availability-added = Availability of { $ref } added.
said-availability-voided = A span of { $ref } was voided.
training-stands-kept = { $kind } ({ $stations }): holds
training-stands-kept-until = { $kind } ({ $stations }): holds until { $day }
training-stands-ending = { $kind } ({ $stations }): expires { $day }
training-stands-expired = { $kind } ({ $stations }): expired { $day }
training-stands-waiting = { $kind } ({ $stations }): recorded, waits for verification
training-stands-missing = { $kind } ({ $stations }): asked for, missing
