# Reports, notes, alarms taken, corrections and the log of a movement.

report-title = Report
report-lead = What happened is kept from any state of the movement, also on behalf of others. Times are Z.
report-no-leg = This movement has no leg that you may report on.
report-deed = Record report
report-leg = Leg
report-condition = What happened
report-condition-well = Check-in: all well
report-condition-late = Check-in: running late
report-condition-departed = Departed
report-condition-arrived = Arrived
report-condition-diverted = Diverted
report-condition-assistance = Needs assistance
report-channel = Channel
report-channel-radio = radio
report-channel-phone = phone
report-channel-satellite = satellite phone
report-channel-message = message
report-channel-app = this page
report-channel-in-person = in person
report-channel-other = otherwise
report-by = Who reported
report-by-hint = Leave empty if it is you.
report-at = When it happened, Z
report-at-hint = 1405, or 18-Nov-2026 14:05. Empty means now.
report-next-due = Next contact due, Z
report-next-due-hint = Empty means by the posture's interval. At a night stop, the one time agreed.
report-note = Note
report-note-hint = Of a diversion, the reason.
report-diversion = Only for a diversion
report-place = New place
report-place-hint = Code or name. The station that covers it sees the leg at once.
report-expected = Expected there, Z
report-expected-hint = Empty means at the time planned before, at least an hour from now.
report-place-ambiguous = Several places are called so: { $places }. Write the code.
report-in-the-future = This lies in the future: it is { $now } now. What has happened lies behind (INV-12).
report-due-behind = This lies behind. The next contact is due after now.

note-title = Note
escalation-title = Escalate

taken-by = Taken by { $name } { $ago } ago
taken-next = The alarm has an owner. Take it over only after you spoke, and say why: it stands in the log.
taken-over-note = Why you take it over
taken-over-deed = Take over anyway

correction-title = Correct a reported time
correction-what = What was reported wrongly
correction-deed = Correction
correction-deed-time = It happened at another time
correction-deed-withdraw = It did not happen
correction-at = Right time, Z
correction-note = Why
correction-link-departed = Leg { $leg }: departure
correction-link-arrived = Leg { $leg }: arrival

log-title = Log
log-count = { $count ->
    [one] 1 entry in the log
   *[other] { $count } entries in the log
}
log-kind = Kind
log-kind-any = any
log-kind-departed = Departed
log-kind-arrived = Arrived
log-kind-check-in = Check-in: well
log-kind-late = Running late
log-kind-diverted = Diverted
log-kind-assistance = Needs assistance
log-kind-note = Note
log-kind-taken = Taken
log-kind-taken-over = Taken over
log-kind-escalated = Escalated
log-kind-state = State
log-kind-plan-changed = Plan changed
log-kind-cover-changed = Cover changed
log-kind-correction = Correction
log-col-time = Time
log-col-note = What
log-col-by = By
log-leg = leg { $leg }
log-both-times = reported { $reported }, received { $received }
log-by-channel = { $who }, { $channel }
log-reported-by = { $reporter }, { $channel }, kept by { $who }
log-next-due = Next contact due { $time }.
log-none = Nothing has been reported yet.
log-none-match = No entry of this kind.

said-report-kept = Report kept: { $ref }.
said-caution-report-exception = Report kept. It broke a rule, so exception { $ref } is open and has an owner.
said-caution-report-contested = Report kept, but it collides with another record: exception { $ref } is open until one of them is corrected.
said-caution-report-again = This was already recorded for { $ref }. Yours is added to the log.
said-note-added = Note added: { $ref }.
said-taken-and-noted = Taken, and the note stands in the log: { $ref }. The alert comes back if it is not resolved.
said-escalated = Escalated to the duty chief: { $ref }.
said-taken = Taken: { $ref }. The alert comes back if it is not resolved.
said-report-corrected = Corrected: { $ref }. The report stays in the log.
