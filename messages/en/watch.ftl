# The watch board, its states, the calm sentence, the wall.

watch-title = Movement watch
watch-data-at = Data { $time }
watch-detector-ran = Overdue check ran { $time }.
watch-detector-late = Overdue detection has not run since { $time }. Check by hand.
watch-detector-never = Overdue detection has not run yet. Check by hand.
watch-detector-stop = Stop the overdue check (exercise)
watch-detector-start = Start the overdue check (exercise)
said-caution-detector-stopped = The overdue check is stopped. Every board turns red within three minutes.
said-detector-started = The overdue check runs again.
watch-lost = Call by phone list. Printable list as of { $time } under “Printable list”.
watch-ignored = Not known to this board and ignored: { $keys }.
watch-handovers = Handovers
watch-open-wall = Make this screen a wall display
watch-printed = Printed { $time } by { $who }. Void after the next report.

watch-scope = Scope
watch-scope-all = all in reach
watch-scope-region = Region { $name }
watch-scope-portfolio = Portfolio { $name }
watch-station = Station
watch-station-all = any
watch-window = Window
watch-window-24h = 24 h
watch-window-7d = 7 days

watch-lane-act = Act now
watch-lane-due = Due within 30 min
watch-lane-under-way = Under way
watch-lane-soon = Starts within 24 h
watch-lane-soon-week = Starts within 7 days
watch-lane-closing = Closing
watch-lane-act-empty = Nobody needs you now.
watch-lane-due-empty = Nothing is due in the next 30 minutes.
watch-lane-under-way-empty = No movement is under way.
watch-lane-soon-empty = No movement starts in this window.
watch-lane-closing-empty = No movement waits to be closed.
watch-lane-soon-note = not ready first
watch-lane-cut = { $shown } shown. Narrow by scope or station, or open the list of movements.

watch-state-assistance = Needs assistance
watch-state-overdue = Overdue
watch-state-arrival-overdue = Arrival overdue
watch-state-uncovered = Uncovered
watch-state-start-asked = Did it start?
watch-state-contested = Contested
watch-state-not-ready = Not ready
watch-state-due = Due
watch-state-under-way = Under way
watch-state-diverted = Diverted
watch-state-suspended = Suspended
watch-state-at-stop = At a stop
watch-state-starts = Starts
watch-state-by-plan = Under way by plan
watch-state-completed = To be closed

watch-event-departure = departs
watch-event-check-in = check-in
watch-event-arrival = arrives
watch-event-close = planned arrival
watch-in = in { $span }
watch-late = { $span } late
watch-no-cover-asked = no cover asked
watch-cover-words = { $filled } of { $required } required posts filled
watch-leader = TL { $name }
watch-station-number = Station, 24 h
watch-leader-and-station = TL { $name }, station 24 h
watch-duty-number = Duty number, 24 h
watch-owner-since = { $name }, ack { $time }
watch-owner-again = { $name }, ack { $time }, again { $again }
watch-restricted = Restricted movement, owner: duty chief

watch-why-assistance = Assistance was asked for at { $time }.
watch-why-overdue = The check-in due { $time } did not come.
watch-why-stop-overdue = The report due at the stop at { $time } did not come.
watch-why-arrival = Arrival was planned for { $time } and is not reported.
watch-why-uncovered = Leg { $leg }: { $filled } of { $required } required posts are filled.
watch-why-departure = Departure was planned for { $time } and is not reported. This is a question, not an alarm.
watch-why-contested = Leg { $leg } collides with another record of the same official.
watch-why-not-ready = The state is “{ $state }”, not “ready”.
watch-stage-notified = notified
watch-stage-planning = planning
watch-stage-clearance-pending = clearance pending
watch-stage-cleared = cleared
watch-stage-cleared-with-conditions = cleared with conditions
watch-stage-refused = refused
watch-stage-ready = ready

watch-channel-radio = radio
watch-channel-phone = phone
watch-channel-satellite = satellite
watch-channel-message = message
watch-channel-app = app
watch-channel-in-person = in person
watch-channel-other = other
watch-condition-well = well
watch-condition-late = late
watch-condition-diverted = diverted
watch-condition-assistance = needs help

watch-calm-nobody = Nobody is overdue.
watch-calm-next-check-in = Next check-in { $time }, { $reference }.
watch-calm-next-event = Next report { $time }, { $reference }.
watch-calm-covered = { $count ->
    [one] The one movement under way for which cover was asked is covered.
   *[other] All { $count } movements under way for which cover was asked are covered.
}
watch-first-use = No movements in this scope in the next 24 hours.
watch-first-use-week = No movements in this scope in the next 7 days.
watch-plan = Plan a movement
watch-widen = Widen to 7 days
watch-change-scope = Show all in reach
