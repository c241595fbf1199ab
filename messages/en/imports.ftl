import-title = Imports
import-new = Import a file
import-new-lead = Nothing changes before it was shown to you. Wrong rows wait; nothing disappears.
import-new-deed = Take the file in
import-reference = Import
import-file = File
import-file-hint = CSV with any separator and encoding, at most 24 MB and a million rows.
import-file-asked = Choose a file.
import-aliases = File of places
import-aliases-hint = CSV with the columns place_as_written, icao, iata, country, latitude, longitude, timezone. Its places win over all others.
import-kind = Kind
import-kind-legs = Legs
import-kind-legs-hint = From one place to another, with local times or with dates only.
import-kind-stays = Stays
import-kind-stays-hint = At one place from a day to a day.
import-state = State
import-state-uploaded = Columns to choose
import-state-trial-running = Trial running
import-state-tried = Tried, nothing changed yet
import-state-apply-running = Being applied
import-state-applied = Applied
import-state-undone = Undone
import-state-failed = Run failed
import-any = Any
import-accepted = Rows recorded
import-waiting = Waiting
import-by = Brought by
import-at = Brought at
import-count = { $count ->
    [one] { $count } import
   *[other] { $count } imports
 }
import-shown = { $shown } shown of { $total }
import-ignored = Not known to this list and ignored: { $keys }
import-none = No file was imported yet
import-none-text = Bring a file of journeys. A trial shows what each row would do before anything changes.
import-none-match = No import matches these filters
import-back = Back to the import

import-step-file = File
import-step-columns = Columns
import-step-trial = Trial
import-step-apply = Apply
import-step-report = Report

import-columns-title = Which column is which field?
import-about-file = { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
 }, read as { $encoding }. { $aside ->
    [0] No line was left aside.
    [one] { $aside } line above or below the data was left aside.
   *[other] { $aside } lines above or below the data were left aside.
 }
import-sample = The first rows of the file
import-no-column = – no column –
import-field-principal = Senior official
import-field-from = From
import-field-departs = Departs
import-field-to = To
import-field-arrives = Arrives
import-field-place = Place
import-field-country = Country
import-field-locality = Town
import-field-from-date = First day
import-field-to-date = Last day
import-field-movement = Movement
import-field-purpose = Purpose
import-field-mode = Means of travel
import-field-carrier = Carrier
import-order = Order of day and month
import-order-hint = One value such as 21/02 settles a column by itself. Choose only if the trial says that dates are ambiguous.
import-order-settled = As the file settles it
import-order-dmy = Day, month, year
import-order-mdy = Month, day, year
import-order-ymd = Year, month, day
import-creates = Create officials who are not known yet
import-creates-hint = They are created in your portfolio with nothing but their name. Without this, their rows wait.
import-trial-note = A trial changes nothing.
import-trial-deed = Run the trial
import-choose-columns = Change columns or run the trial again
import-heading-of = Column “{ $heading }” of the file

import-said-uploaded = Brought by { $by }, { $at }. Choose the columns, then run a trial.
import-said-trial-running = The trial is running. Nothing is changed by it.
import-said-tried = Tried out. Nothing is changed yet.
import-said-apply-running = The file is being applied, as a whole or not at all. You may leave this page.
import-said-applied = Applied { $at }.
import-said-undone = Applied { $at } and undone since. What it recorded is voided and kept in the history.
import-said-failed = The last run ended without result. Nothing was changed.
import-progress = { $state }: { $percent } %
import-look-again = Look again
import-stalled = This run has given no sign of life for two minutes. Nothing was changed; run the trial again.
import-failed-busy = The server was stopping or too busy. Nothing was changed. Run the trial again.
import-failed-internal = Something went wrong on our side. Nothing was changed. Run the trial again; if it fails again, tell your administrator the reference.
import-other-running = Another file of this kind is running now: { $refs }. Yours waits for it.
import-same-file = The very same file was applied before as { $refs }. Its rows will count as unchanged.
import-changed-meanwhile = Somebody changed this import meanwhile. Open it again and look.
import-not-open = This import is running or was applied; its columns cannot change.
import-not-tried = Only a file that was tried can be applied. Run the trial again.
import-not-applied = This import is not applied, so there is nothing to decide or undo.
import-no-portfolio = Your account has no portfolio that an import could belong to. Ask your chief.
import-no-station = No station of yours could plan these journeys. Ask your chief.

import-figure-rows = { $count ->
    [one] row
   *[other] rows
}
import-figure-new = { $count ->
    [one] new
   *[other] new
}
import-figure-recorded = { $count ->
    [one] recorded
   *[other] recorded
}
import-figure-unchanged = { $count ->
    [one] unchanged
   *[other] unchanged
}
import-figure-errors = { $count ->
    [one] refused
   *[other] refused
}
import-figure-movements = { $count ->
    [one] movement
   *[other] movements
}
import-figure-minutes = { $count ->
    [one] minute under way
   *[other] minutes under way
}
import-errors-by-code = Refused rows
import-warnings-by-code = Kept, but look at them
import-problems = Rows to look at
import-problems-count = Rows to look at: the first { $shown } of { $total }
import-all-rows = All rows to look at
import-download = Rows with errors, with a column what_is_wrong:
import-movements-count = Movements: { $shown } of { $total }
import-row = Row
import-column = Column
import-value = Value
import-what = What is wrong
import-error = Refused
import-warning = Kept

import-apply-title = Apply this file?
import-apply-deed = Apply { $accepted } rows, leave { $errors } out
import-apply-records = { $accepted } rows become { $movements } movements. Journeys that are over are closed, later ones are notified. Nothing imported is watched.
import-apply-keeps = { $errors } refused rows wait in quarantine, to be corrected, released or dropped.
import-apply-creates = Officials who are not known yet are created in the portfolio { $portfolio }.
import-apply-undo = It can be undone as a whole until somebody works on one of its movements.
import-undo-title = Undo this import
import-undo-deed = Void what it recorded
import-undo-voids = { $movements } movements with all their legs and stays are voided: out of lists, numbers and exclusions, kept in the history.
import-undo-keeps = Officials and places that it created stay. The file may be applied again.
import-worked-on = Somebody has worked on { $refs } since. Void these movements one by one instead.
said-import-undone = Import { $ref } is undone.

import-rows-heading = { $count ->
    [one] { $count } row to look at
   *[other] { $count } rows to look at
 }
import-rows-note = Open a row to correct it, to release it with a reason, or to drop it with a reason.
import-rows-of-trial = What the trial said. Nothing is changed yet.
import-rows-none = No row needs a look
import-row-quarantined = Waiting
import-row-corrected = Corrected
import-row-released = Released
import-row-dropped = Dropped
import-row-quarantined-by = Waiting since { $at }.
import-row-corrected-by = Corrected by { $by }, { $at }.
import-row-released-by = Released by { $by }, { $at }: { $reason }
import-row-dropped-by = Dropped by { $by }, { $at }: { $reason }
import-rows-quarantined = { $count ->
    [one] { $count } row waits in quarantine.
   *[other] { $count } rows wait in quarantine.
 }
import-rows-corrected = { $count ->
    [one] { $count } row was corrected.
   *[other] { $count } rows were corrected.
 }
import-rows-released = { $count ->
    [one] { $count } row was released with a reason.
   *[other] { $count } rows were released with a reason.
 }
import-rows-dropped = { $count ->
    [one] { $count } row was dropped with a reason.
   *[other] { $count } rows were dropped with a reason.
 }
import-row-title = Row { $row }
import-correct-title = Correct it
import-correct-note = The row is judged again by the same rules as the file. If it is right, it is recorded as a movement of its own.
import-correct-deed = Record the corrected row
import-decide-title = Or decide without correcting
import-reason = Reason
import-reason-hint = At most 500 characters. It stays with the row.
import-reason-asked = Say why. A row is never let go or let stand without a reason.
import-release-deed = Release the row
import-drop-deed = Drop the row
import-release-too-fast = It may be released: it is then recorded as it stands.
import-release-principal-in-two-places = It may be released: it is then recorded as contested, outside the exclusion, and opens an exception with you as its owner.
import-release-never = This cannot be released, only corrected or dropped.
import-not-releasable = A row with this error is corrected or dropped, not released.
import-row-decided = Somebody decided about this row meanwhile: { $by }.
import-row-empty = The row is empty now. Drop it with a reason instead.
import-still-wrong = { $sentence }
said-import-row-corrected = Row { $ref } is recorded.
said-import-row-released = Row { $ref } is released and recorded.
said-caution-import-row-waits = Row { $ref } is released from its speed, but the official is elsewhere at that time. Decide about that too.
said-import-row-dropped = Row { $ref } is dropped.

import-code-missing-field = Field missing
import-code-unreadable-date = Date not readable
import-code-ambiguous-date = Date ambiguous
import-code-nonexistent-time = Time does not exist
import-code-unknown-principal = Official not known
import-code-unknown-place = Place not known
import-code-reversed-dates = Ends before it begins
import-code-arrives-before-departure = Arrives before departure
import-code-too-fast = Too fast
import-code-duplicate = Duplicate
import-code-principal-in-two-places = In two places
import-code-continuity-break = Break in the chain of places
import-code-implausible-duration = Very long stay
import-code-end-in-far-future = More than two years ahead
import-code-place-unresolved = Place kept as written
import-code-time-exists-twice = Time exists twice

import-wrong-missing-field = “{ $column }” is empty.
import-wrong-unreadable-date = “{ $text }” in “{ $column }” is not a date and time that can be read. Write 2026-02-28 14:30.
import-wrong-ambiguous-date = “{ $text }” in “{ $column }” can mean two days, and no other row settles which. Choose the order of day and month.
import-wrong-nonexistent-time = { $local } does not exist in { $zone }: the clocks skip it.
import-wrong-unknown-principal = “{ $name }” is not a known official.
import-wrong-unknown-place = “{ $name }” is not a known place, and a time needs the zone of its place.
import-wrong-reversed-dates = The stay ends on { $to }, before it begins on { $from }.
import-wrong-arrives-before-departure = Arrival at { $arrives } is not after departure at { $departs }.
import-wrong-too-fast = { $km } km in { $minutes } minutes is { $speed_kmh } km/h, faster than 1,000 km/h.
import-wrong-duplicate = The row says the same as row { $row }.
import-wrong-duplicate-recorded = The row says the same as { $reference }, which is recorded.
import-wrong-principal-in-two-places = The official is elsewhere at that time, by row { $row }.
import-wrong-principal-in-two-places-recorded = The official is elsewhere at that time, by { $reference }, which is recorded.
import-wrong-continuity-break = The leg starts at { $found }, but the last one ended at { $expected }.
import-wrong-implausible-duration = The stay lasts { $days } days.
import-wrong-end-in-far-future = The end, { $end }, is more than two years ahead.
import-wrong-place-unresolved = “{ $name }” is not a known place; it stays as written.
import-wrong-time-exists-twice = The clocks show { $local } twice; the earlier one is taken.

import-why-missing-field = A row without this field says nothing that could be recorded.
import-why-unreadable-date = Only what can be read without guessing is recorded.
import-why-ambiguous-date = A guess between two days would send people on the wrong one.
import-why-nonexistent-time = On that night the clocks go forward; nobody can leave or arrive at that time.
import-why-unknown-principal = Names match exactly. Correct the name, create the official, or run the file again with officials created.
import-why-unknown-place = Name the place by ICAO or IATA code, by duty station, or bring a file of places.
import-why-reversed-dates = First and last day may have changed places.
import-why-arrives-before-departure = Both are compared in UTC, each by the zone of its own place.
import-why-too-fast = No aeroplane of ours flies that fast; a time or a place is probably wrong.
import-why-duplicate = The same journey is recorded once.
import-why-principal-in-two-places = Nobody is in two places at once (INV-08).

import-file-empty = The file is empty.
import-file-unsupported = The file is { $found }. Save it as CSV and bring that.
import-file-not-text = The file is not text. Save it as CSV and bring that.
import-file-too-large = The file is too large. Split it.
import-file-too-many-rows = The file has more than { $limit } rows. Split it.
import-file-too-many-columns = Row { $row } has more than { $limit } columns.
import-file-too-many-cells = The file has more than { $limit } cells. Split it.
import-file-unclosed-quote = A quotation mark opened in row { $row } is never closed.
import-alias-wrong = Row { $row } of the file of places: “{ $text }” is no { $column }. Wrong cells in all: { $count }. The file is refused whole.
import-columns-none = Choose at least one column.
import-columns-malformed = This choice of columns cannot be read. Choose again.
import-columns-unknown = The file has no column “{ $column }”. Its columns are: { $header }.
import-columns-ambiguous = The file has more than one column “{ $column }”. Give each its own heading and bring it again.
import-columns-missing = Choose the column for “{ $field }”.
