# Contested facts: kept as they were entered, settled by two.

contested-title = Contested facts
contested-count = { $count ->
    [one] { $count } contested fact
   *[other] { $count } contested facts
}
contested-none = Nothing is contested
contested-none-text = A receipt or a trip that is entered later and says otherwise than what is recorded appears here until two people settle it.
contested-enter-receipt = Enter a receipt that says otherwise
contested-none-match = No contested fact matches
contested-link = Contested facts
contested-state-unsettled = not settled
contested-subject-custody = Custody of a weapon
contested-subject-rounds = Rounds
contested-thing = About
contested-says = What was entered
contested-ledger = The ledger says
contested-ledger-then = The ledger said
contested-ledger-now = The ledger says now
contested-ledger-since = { $holder }, since { $since }
contested-ledger-unnamed = somebody else
contested-held = { $held ->
    [one] { $held } round on the account
   *[other] { $held } rounds on the account
}
contested-happened = Happened
contested-bar-custody = Contested: { $deed } { $way }, { $when }. By the ledger the weapon was with { $ledger }. Two people settle it:
contested-bar-rounds = Contested: { $deed }, { $count ->
    [one] { $count } round
   *[other] { $count } rounds
 }, { $when }; the account had { $held }. Two people settle it:
contested-bar-settled = It was contested and two people settled it, { $state }: { $reason }
contested-means-custody = The receipt is kept and moves nothing: the weapon is where the ledger says until two people settle which of them is right.
contested-means-rounds = The act is kept and stands outside the sum: the balances are as the ledger says until two people settle which of them is right.
contested-settling = Settle it
contested-propose = Propose
contested-take-back = Take the proposal back
contested-why = What was entered says otherwise than the ledger. It stands here until two people settle which is right; words do not close it.
contested-waits = Another person settles it as proposed: neither who proposed it nor who entered it.
contested-way-withdraw-hint = What was entered is withdrawn. Nothing moves.
contested-way-uphold-hint = The ledger goes on from what was entered; what it said before stays in it.
contested-reason-hint = What you looked at: the paper, the weapon, the people. At least ten characters.
contested-settle-withdraw = Confirm: withdraw what was entered
contested-settle-uphold = Confirm: what was entered stands
contested-say-when = INV-19: only { $held } rounds are there. If it has happened all the same, say on which day and at what time: it is then kept as contested.
contested-still-beyond = The account still has fewer rounds than that. Record what came in first, or withdraw this.
contested-fact-ref = Reference
contested-fact-handover-id = Act of custody
contested-fact-ammunition-act-id = Act on rounds
contested-fact-custody-id = Custody by the ledger
contested-fact-held = On the account
contested-fact-entered-by = Entered by
contested-fact-opened-at = Contested since
contested-fact-state = State
contested-fact-state-open = contested
contested-fact-state-proposed = settlement proposed
contested-fact-state-withdrawn = withdrawn
contested-fact-state-upheld = upheld
contested-fact-state-all = all
contested-fact-way = How it is settled
contested-fact-way-withdraw = The receipt was wrong
contested-fact-way-uphold = The ledger was wrong
contested-fact-reason = Why
contested-fact-proposed-by = Proposed by
contested-fact-proposed-at = Proposed at
contested-fact-settled-by = Settled by
contested-fact-settled-at = Settled at
said-contested-proposed = { $ref }: the settlement is proposed. Another person confirms it.
said-contested-open = { $ref } is open again.
said-contested-settled = { $ref } is settled.
said-custody-contested = { $ref } is kept as contested and moves nothing: the ledger says otherwise. The page says why; two people settle it.
said-rounds-contested = { $ref } is kept as contested and stands outside the sum: the account has fewer rounds. Two people settle it.
exception-code-custody-contested = A receipt of a weapon says otherwise than the ledger.
exception-code-rounds-contested = More rounds were issued, fired or handed back than the account had.
exception-resolution-settled-by-two = Two people settled it.
handover-state-contested = contested
ammunition-act-state-contested = contested
rounds-open-contested = contested
custody-open-contested = contested
custody-contested-giver = Who gave it back, by the receipt
custody-contested-giver-hint = Only if the receipt names another officer than the ledger. It is then kept as contested.
custody-already-there = The weapon lies there already, by the ledger.
station-figure-contested = { $count ->
    [one] contested fact
   *[other] contested facts
}
constraint-contested-act-settled-by-two = INV-38: this is contested. Two people settle it on its own page.
constraint-contested-handover-is-a-fact = Only what has happened can be contested.
constraint-contested-rounds-are-a-fact = Only what has happened can be contested.
constraint-contested-weapon-is-at-hand = The weapon is destroyed, missing, under way or at another station. Withdraw the receipt, or wait until the weapon is here.
constraint-contested-fact-ref-once = This contested fact is there already.
constraint-contested-fact-state-known = This is no state of a contested fact.
constraint-contested-fact-way-known = A contested fact is withdrawn or upheld.
constraint-contested-fact-reason-short = The reason is too long.
constraint-contested-fact-of-one-act = A contested fact is that of one act.
constraint-contested-fact-of-contested-act = Nothing is contested here.
constraint-contested-proposal-has-reason = Say why, in at least ten characters.
constraint-contested-proposed-at-a-time = A proposal has a person and a time.
constraint-contested-settled-at-a-time = A settlement has a person and a time.
constraint-contested-settled-as-proposed = It is settled as it was proposed.
constraint-contested-settled-by-another = INV-23: it takes two people; you proposed it.
constraint-contested-not-settled-by-its-author = INV-23: you entered it; another person confirms how it is settled.
constraint-contested-fact-follows = This does not follow from where the settlement stands.
constraint-settled-fact-is-kept = What two people settled stays as it is.
contested-subject-trip = Trip of a vehicle
contested-bar-trip = Contested: a trip of { $driver }, { $when }, { $km }. { $ledger } Two people settle it:
contested-clash-overlap = Somebody else had the vehicle at this time. { $others }
contested-clash-odometer = The odometer runs against what is recorded.
contested-clash-distance = Nobody drives so far in this time.
contested-clash-none = It fits what is recorded.
contested-means-trip = The trip is kept and moves nothing: the odometer and the reservations are as they were until two people settle it.
contested-trip-way-withdraw = The entry was wrong
contested-trip-way-uphold = The trip stands
contested-trip-way-withdraw-hint = The trip is withdrawn. Nothing moves.
contested-trip-way-uphold-hint = It stands as brought back. Another reservation in its way is cancelled first. If its odometer does not fit what is recorded, its reading does not count and the vehicle’s stays.
contested-fact-reservation-id = Trip
contested-fact-clash = Did not fit
contested-fact-clash-overlap = the time of another
contested-fact-clash-odometer = the odometer
contested-fact-clash-distance = the distance in the time
constraint-contested-fact-clash-known = A trip does not fit a time, the odometer or a distance.
constraint-contested-trip-says-why = A contested trip says what it does not fit.
