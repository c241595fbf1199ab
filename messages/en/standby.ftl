# Stand-by: pledges, readiness, the month of a station.

nav-standby = Stand-by
stations-standby-due = Stand-by capacity of this month is not reported
stations-standby-reported = Stand-by capacity of this month is reported
standby-title = Stand-by
standby-count = { $count ->
    [one] { $count } pledge
   *[other] { $count } pledges
}
standby-people = { $people ->
    [one] { $people } person can move
   *[other] { $people } people can move
}
standby-people-within = { $people ->
    [one] { $people } person can move within { $hours } hours
   *[other] { $people } people can move within { $hours } hours
}
standby-silent = { $count ->
    [one] The last report of { $count } duty station is late or missing.
   *[other] The last reports of { $count } duty stations are late or missing.
}
standby-silent-open = Show
standby-no-pledges = No pledges yet
standby-no-pledges-text = A duty station or a Member State promises people, for how long, and within how many hours they can move.
standby-none-match = No pledge matches
standby-new = New pledge
standby-create = Offer pledge
standby-save = Save pledge
standby-edit = Edit pledge
standby-ref = Reference
standby-whose = Whose people
standby-of-member-state = { $state }, kept by { $station }
standby-source-station = of a duty station
standby-source-member-state = of a Member State
standby-filter-q = Reference or skill
standby-filter-within = Can move within hours
standby-within-hours = within { $hours } hours
standby-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
standby-period = Period
standby-standing = Can move
standby-standing-can-move = can move now
standby-standing-not = cannot move now
standby-standing-over = released or expired
standby-counts = { $count } of { $of } can move
standby-unfit = { $count ->
    [one] { $count } named officer is not fit
   *[other] { $count } named officers are not fit
}
standby-aged = { $days ->
    [0] { $day }, today
    [one] { $day }, { $days } day ago
   *[other] { $day }, { $days } days ago
}
standby-never = never
standby-checked = Last readiness check
standby-tested = Last call-out test
standby-test-due = call-out test due
standby-offered-by = Offered by
standby-block-offered = offered, not accepted
standby-block-accepted = accepted, not checked
standby-block-not-ready = not ready
standby-block-activated = activated
standby-block-released = released
standby-block-expired = expired
standby-block-not-yet = not begun
standby-block-never-checked = never checked
standby-block-check-old = last check too old
standby-block-evacuated = station evacuated
standby-gap-away = away
standby-gap-ended = record ended
standby-fit = fit
standby-counts-not = does not count
standby-named = Named people
standby-nobody-named = Nobody is named. The head count is a number.
standby-member-officer-id = Officer
standby-officer-hint = Name or reference.
standby-name-deed = Name officer
standby-remove = Take back
standby-remove-deed = Take name back
standby-accept = Accept pledge
standby-checks = Checks and tests
standby-checks-none = Nothing recorded. What was never checked does not count.
standby-check-new = Record check
standby-check-deed = Record check
standby-check-result = { $ready } ready, { $not_ready } not
standby-in-hours = in { $hours } h
standby-check-ready-hint = Of { $of } promised. Of a call-out test: those who were there in time.
standby-check-hours-hint = Only of a call-out test: hours until the last one was there.
standby-check-reason-hint = Needed when somebody is not ready.
standby-check-in-future = This day is still to come.
standby-hours-number = Hours, such as 6.5.
standby-activate = Activate
standby-activate-deed = Activate pledge
standby-activated-to-hint = Code of the duty station.
standby-activation-document-hint = The paper on which the decision stands.
standby-activation-head = Activation
standby-activation = { $count } to { $station } from { $from } until { $until }: { $purpose }. { $document }, { $by }.
standby-release = Release pledge
standby-release-deed = Release pledge
standby-station-reports = Reports of the station
standby-member-state-hint = Two letters of the country, such as RO. Empty: the duty station’s own people.
standby-skills-hint = Languages, weapons, terrain, special equipment.
standby-notice-hint = Hours from the call until they can leave.
standby-document-hint = Letter or note. Needed for a Member State.
standby-number-range = A whole number from { $least } to { $most }.
standby-over = This day is over.
standby-station-not-yours = Choose a duty station whose stand-by you keep.
standby-station-unknown = No duty station has this code.
standby-country-unknown = No country has this code.
standby-pledge-station-id = Duty station
standby-pledge-member-state = Member State
standby-pledge-category = Category
standby-pledge-category-armed-protection = armed protection
standby-pledge-category-close-protection = close protection
standby-pledge-category-coordinator = coordinator
standby-pledge-category-driver = driver
standby-pledge-category-armoured-driver = armoured driver
standby-pledge-category-medic = medic
standby-pledge-head-count = People promised
standby-pledge-skills = Skills
standby-pledge-notice-hours = Notice to move
standby-pledge-from-date = From
standby-pledge-to-date = Until
standby-pledge-document = Document
standby-pledge-state = State
standby-pledge-state-offered = offered
standby-pledge-state-accepted = accepted
standby-pledge-state-ready = ready
standby-pledge-state-not-ready = not ready
standby-pledge-state-activated = activated
standby-pledge-state-released = released
standby-pledge-state-since = State since
standby-pledge-state-reason = Reason
standby-pledge-accepted-by = Accepted by
standby-pledge-accepted-at = Accepted
standby-pledge-activated-to = Sent to
standby-pledge-activated-count = How many
standby-pledge-activated-from = From
standby-pledge-activated-until = Until
standby-pledge-activated-by = Activated by
standby-pledge-activation-purpose = Purpose
standby-pledge-activation-purpose-surge = surge
standby-pledge-activation-purpose-guard = guard
standby-pledge-activation-purpose-closing = closing
standby-pledge-activation-purpose-withdrawal = withdrawal
standby-pledge-activation-document = Document
standby-member-removed-at = Taken back
standby-member-remove-reason = Reason
standby-member-during = Promised
standby-check-kind = Kind
standby-check-kind-readiness = readiness check
standby-check-kind-call-out = call-out test
standby-check-done-on = Done on
standby-check-ready = Ready
standby-check-not-ready = Not ready
standby-check-hours = Hours taken
standby-check-reason = Why not ready
standby-check-recorded-at = Recorded
standby-as-checked = as the last check found
standby-report-head = Stand-by capacity of
standby-report-hint = The figures below follow from the pledges and the last report. Nought means none; an empty line means unknown.
standby-report-deed = Report these figures
standby-report-same = Same as last report
standby-report-none = We have none
standby-report-note = Note
standby-report-empty = Fill in a line, or say that there is none.
standby-nothing-before = There is no earlier report to take over.
standby-ready = Ready
standby-not-ready = Not ready
standby-why = Why not
standby-all-categories = Show all categories
standby-reports = Reports
standby-reported = Last report
standby-pledged = Pledged
standby-pledges-of-station = Pledges of this duty station
standby-month-reported = this month is reported
standby-never-reported = never reported
standby-unknown = unknown
standby-none = no stand-by capacity
standby-line-all = { $category }: { $ready } ready
standby-line = { $category }: { $ready } ready, { $not_ready } not ({ $reason })
standby-age = Age
standby-age-current = { $day }, { $days } days old
standby-age-late = late: { $day }, { $days } days old
standby-age-unknown = too old to tell: { $day }, { $days } days old
standby-age-word-current = current
standby-age-word-late = late
standby-age-word-unknown = unknown
standby-capacity-title = Stand-by capacity
standby-capacity-count = { $count ->
    [one] { $count } duty station
   *[other] { $count } duty stations
}
standby-no-stations = No duty station matches
standby-month-of = { $month } { $year }
standby-month-1 = January
standby-month-2 = February
standby-month-3 = March
standby-month-4 = April
standby-month-5 = May
standby-month-6 = June
standby-month-7 = July
standby-month-8 = August
standby-month-9 = September
standby-month-10 = October
standby-month-11 = November
standby-month-12 = December
rules-setting-standby-check-days = A readiness check of stand-by people holds
rules-setting-standby-test-days = A call-out test of stand-by people is due every
rules-setting-standby-report-days = A report of stand-by capacity holds
said-standby-created = { $ref } is offered. It counts when PCU has accepted it and a check has found it ready.
said-standby-saved = { $ref } is saved.
said-standby-accepted = { $ref } is accepted. A readiness check comes next.
said-standby-checked = The check of { $ref } is recorded.
said-standby-activated = { $ref } is activated.
said-standby-released = { $ref } is released.
said-standby-named = An officer is named in { $ref }.
said-standby-removed = A name in { $ref } is taken back.
said-standby-reported = The stand-by capacity of { $ref } is reported.
constraint-standby-ends-after-it-begins = It ends on or after the day on which it begins.
constraint-standby-at-most-two-years = A pledge lasts two years at most.
constraint-standby-member-state-has-paper = Name the letter or note of the Member State.
constraint-standby-accepted-by-another = INV-05: who offered a pledge does not accept it.
constraint-standby-follows = This step does not follow from where the pledge stands.
constraint-released-pledge-is-kept = What was released stays as it is. Offer a new pledge.
constraint-accepted-pledge-is-kept = What was accepted is not rewritten. Release it and offer another.
constraint-signed-pledge-is-kept = What was signed stays.
constraint-expired-pledge-is-not-accepted = This pledge has expired.
constraint-readiness-follows-a-check = A pledge is ready or not by a check.
constraint-activation-of-the-ready-only = Fewer people can move. The page of the pledge says why.
constraint-activation-is-to-come = These days are over.
constraint-activation-within-the-pledge = INV-13: an activation lies inside its pledge.
constraint-officer-pledged-once = This officer is promised in another pledge for these days.
constraint-standby-names-within-head-count = As many people are named as are promised.
constraint-standby-names-own-officers = A duty station promises its own officers.
constraint-standby-member-is-kept = A name is taken back with a reason, not rewritten.
constraint-standby-check-is-kept = A check stays as it was recorded. Record another.
constraint-standby-checked-when-accepted = Only an accepted pledge is checked.
constraint-standby-check-done-by-now = This day is still to come.
constraint-standby-check-covers-everybody = Everybody promised is either ready or not.
constraint-standby-check-says-why = Say why somebody is not ready.
constraint-standby-test-has-its-hours = Hours belong to a call-out test, and only to that.
constraint-standby-line-says-why = Say why somebody is not ready.
constraint-standby-line-reason-short = At most 300 characters.
constraint-standby-report-is-kept = A report stays as it was made. Report again; the last one counts.
constraint-standby-report-of-a-month-begun = This month is still to come.
constraint-standby-none-has-no-figures = A report of none has no figures.
