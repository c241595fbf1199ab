# Protection teams, assignments, days of duty.

nav-teams = Teams
teams-title = Teams
teams-count = { $count ->
    [one] { $count } team
   *[other] { $count } teams
}
teams-none = No teams yet
teams-none-text = A team is made on an approved requirement, from the requirement's page.
teams-none-match = No team matches
team-filter-q = Name, codename or reference
team-new = New team
team-create = Make team
team-requirement = Requirement
team-requirement-hint = Reference of an approved requirement, such as Q-26-7K3FA.
team-requirement-unknown = No requirement you may see has this reference.
team-requirement-not-yours = This requirement is not of a station of yours.
team-name-hint = What the team is called on the radio or the roster. No names of officials.
team-gap = Seats
team-gap-yes = with open seats
team-cover = { $filled } of { $seats } seats filled
team-line-gap = { $teams ->
    [one] has open seats: { $seats }.
   *[other] and others, { $teams } teams in all, have open seats: { $seats }.
}
team-tab-seats = Seats
team-tab-duty = Days of duty
team-today = Duty today
team-today-rests = Rests on { $ref }
team-today-bare = INV-01: nothing in force. No new day of duty can be planned today.
team-accept-deed = Accept team
team-assign = Assign officer
team-seat-open = open
team-officer = Officer
team-officer-hint = Reference such as O-7K3FA. Type part of the name to search.
team-officer-unknown = No officer you may see is called so, or more than one.
team-to-hint = Empty for open-ended. The assignment goes on with the next assessment; nothing is typed again.
team-past = Who was on these seats
team-moved-on = Somebody was faster. Nothing of yours was saved; look at the team again.
protection-team-name = Name
protection-team-state = State
protection-team-accepted-by = Accepted by the leader
protection-team-accepted-at = Accepted
protection-team-state-forming = forming
protection-team-state-active = active
protection-team-state-ended = ended
team-assignment-seat = Seat
team-assignment-post-id = Post
team-assignment-officer-id = Officer
team-assignment-from-date = First day
team-assignment-to-date = Last day
team-assignment-state = State
team-assignment-state-reason = Reason
team-assignment-accepted-at = Accepted
team-assignment-replaces-id = Replaces
team-assignment-state-proposed = proposed
team-assignment-state-accepted = accepted
team-assignment-state-assessment-lapsed = assessment lapsed
team-assignment-state-ended = ended
team-assignment-state-declined = declined
assignment-accept-deed = Accept
assignment-decline-title = Decline
assignment-decline-what = The seat is open again. Say why.
assignment-end-title = End assignment
assignment-end-what = The seat is open after the last day; later days of duty are taken back.
assignment-end-day = Last day
assignment-replace-title = Replace
assignment-replace-what = One for one: the same seat, the same last day, and every day of duty still to come. The other assignment ends the day before.
assignment-replace-lapsed = INV-02: the assessment has lapsed. Replacing one by one is allowed meanwhile.
assignment-replace-by = By
assignment-replace-day = From
assignment-replace-by-another = Choose another officer.
assignment-day-outside = The day lies outside the assignment.
duty-title = Days of duty { $from } to { $to }, times of { $place }
duty-earlier = Two weeks earlier
duty-later = Two weeks later
duty-none = Nobody is on a seat in these two weeks.
team-unfit-from = not fit from { $day }
duty-bare = nothing in force
duty-bare-days = { $count ->
    [one] INV-01: nothing is in force on { $day }. No day of duty can be planned then.
   *[other] INV-01: nothing is in force on { $count } of these days, the first on { $day }. No day of duty can be planned then.
}
duty-plan = Plan days of duty
duty-assignment = Officer
duty-until = Until
duty-until-hint = The last day with the same hours; empty for one day.
duty-until-before = This day lies before the first.
duty-too-many = At most { $limit } days at once.
duty-from = Begins
duty-to = Ends
duty-time-hint = 24 hours, local time of the station.
duty-to-hint = Not after the beginning means the next day.
duty-time-never = This hour does not exist on { $day }: the clocks change.
duty-day-is-bare = INV-01: no day of duty without an approved requirement on an assessment in force that day, or interim protection. Nothing is in force on { $day }.
duty-unfit = INV-14, INV-15: on { $day } the officer lacks what the seat asks. { $missing }.
duty-officer-elsewhere = INV-08: the officer is on a journey or away at that time.
duty-void-title = Take back
duty-day-day = Day
duty-day-officer-id = Officer
duty-day-rests-on = Rests on
duty-day-is-void = Taken back
duty-day-void-reason = Reason
duty-day-replaces-id = Replaces

constraint-team-stands-on-approved-requirement = INV-01: a team stands on an approved requirement. This one is not approved, or it has ended.
constraint-team-of-requirement-once = This requirement has its team already.
constraint-team-accepted-by-its-leader = WF-3: a team is accepted by its leader.
constraint-assignment-fills-a-post = Choose a seat of this requirement.
constraint-assignment-rests-on-assessment = INV-01: nobody is assigned without an approved requirement on an assessment in force on the first day, or interim protection.
constraint-assignment-keeps-its-person = An assignment is one person on one seat. Replace the person instead.
constraint-assignment-ends-after-it-begins = The last day lies before the first.
constraint-assignment-end-has-reason = Say why.
constraint-seat-filled-once = Somebody is on this seat in that time. Replace them, or choose other days.
constraint-duty-day-is-not-moved = A day of duty is taken back, not moved.
constraint-duty-day-inside-assignment = A day of duty lies inside its assignment.
constraint-duty-day-for-the-fit = INV-14, INV-15: on one of these days the officer lacks what the seat asks, for arms, close protection, driving or as a medic. The officer’s qualifications say what.
constraint-duty-day-is-bounded = A duty lasts at most 24 hours.
constraint-duty-day-void-has-reason = Say why the day is taken back.
constraint-duty-rests-on-assessment = INV-01: no day of duty without an approved requirement on an assessment in force that day, or interim protection.
constraint-officer-on-one-duty = INV-08: the officer is on another duty at that time.

said-team-created = Team { $ref } made. Now its seats.
said-team-accepted = Team { $ref } accepted.
said-assignment-made = Officer assigned to { $ref }.
said-assignment-accepted = Accepted: { $ref }.
said-assignment-declined = Declined: the seat of { $ref } is open again.
said-assignment-ended = Assignment of { $ref } ended.
said-assignment-replaced = Replaced one for one in { $ref }, days of duty included.
said-caution-assignment-moved-on = This assignment of { $ref } has been answered or has ended.
said-duty-planned = Days of duty of { $ref } planned.
said-duty-voided = Day of duty of { $ref } taken back.
