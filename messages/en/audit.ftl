# The trail: who did or read what.

trail-count = { $count ->
    [one] 1 entry
   *[other] { $count } entries
}
trail-count-more = More than { $count } entries
trail-any = Any
trail-ignored = Ignored: { $keys }
trail-shown = { $count ->
    [one] 1 shown
   *[other] { $count } shown
}
trail-nothing-matches = Nothing matches.
trail-nothing-matches-text = Take a filter off.
trail-filter-tag = { $filter }: { $value }
trail-filter-person = User name
trail-filter-action = Action
trail-filter-subject = Reference
trail-filter-outcome = Outcome
trail-filter-from = From
trail-filter-to = To
trail-col-at = Time
trail-col-person = Person
trail-col-action = Action
trail-col-subject = Reference
trail-col-outcome = Outcome
trail-col-detail = Detail
trail-outcome-done = done
trail-outcome-read = read
trail-outcome-refused = refused
trail-outcome-failed = failed
trail-stranger = a stranger
trail-installation = the installation
trail-reads = What was read and exported
trail-refusals = What was refused
trail-origin = From
trail-session = Mark of the session
trail-request = Request
trail-hash = Hash
trail-follows = Chain
trail-holds = follows from the entry before it
trail-broken = does not follow from the entry before it
trail-before = Entry before
trail-after = Entry after
trail-strangers-title = Refusals of strangers
trail-strangers-text = Requests without a session are counted by day and action; they are not part of the chains.
trail-strangers-none = No refusals so far.
trail-day = Day, UTC
trail-times = Times
