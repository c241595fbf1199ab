# Stock counts of armouries, vehicles and equipment, and the differences they open.

nav-counts = Stock counts
counts-title = Stock counts
counts-count = { $count ->
    [one] { $count } stock count
   *[other] { $count } stock counts
}
counts-none = Nothing was counted yet
counts-none-text = Count every armoury at least once a month and when keys change hands; vehicles and equipment every quarter.
counts-none-match = No count matches
count-filter-q = Reference, armoury or its reference
count-new = New count
count-led-by-another = INV-23: somebody who keeps nothing there counts. A second person signs, who may keep it.
count-not-yours = Choose something of a station at which you count.
count-what = What is counted
count-of-vehicles = Vehicles of { $place }
count-of-equipment = Equipment of { $place }
count-option-going-on = { $name } (being counted: { $ref })
count-paper = It was counted on paper
count-paper-hint = Only for a count on paper: the day and the time at which it was counted.
count-counted-date = Counted on
count-counted-time = Counted at
count-open-deed = Start count
count-state-counting = being counted
count-state-counted = second signature missing
count-state-signed = signed by two
count-state-withdrawn = withdrawn
count-result = Result
count-found-of = { $covers ->
    [vehicles] { $found } of { $expected } vehicles found
    [equipment] { $found } of { $expected } things found
   *[other] { $found } of { $expected } weapons found
}
count-so-far = { $found } found, { $left } not yet
count-differences-open = { $count ->
    [one] { $count } difference open
   *[other] { $count } differences open
}
count-paper-line = Counted on paper; entered from { $when }
count-withdrawn = Withdrawn: { $reason }
count-keeper = INV-23: you keep what is counted here, so somebody else counts it. You may sign as the second person.
count-mark = { $covers ->
    [vehicles] Plate, chassis number or reference
    [equipment] Serial number or reference of the thing or the kit
   *[other] Serial number or reference
}
count-counted-already = Counted: { $count }. Leave it empty, or count again.
count-mark-hint = Scan or type, then Enter. Case, spaces and hyphens do not matter.
count-mark-empty = Type the mark.
count-scan-deed = Count
count-last-found = Found: { $weapon }
count-last-found-kit = Found: { $weapon }. Now tick its parts.
count-last-unexpected = Unexpected: { $mark }. { $why }
count-last-again = { $mark } was counted before: nothing was added.
count-sending = Sending…
count-unsent = Not sent yet
count-unsent-deed = Send now
count-lost = No answer from the server: what you scan is not sent yet. It stays on this page and goes out when the connection is back. Do not close the page.
count-ended = Your session has ended: what you scan is not sent yet. Sign in again in another tab, then send it from here.
count-wait = Some scans are not sent yet. Go on when they are.
count-refused = Not counted
count-refused-why = The server refused it. Load the page again.
count-near = Close to it: { $marks }.
count-not-of-station = { $covers ->
    [vehicles] It is not among the vehicles of this station.
    [equipment] It is not among the equipment of this station.
   *[other] It is not among the weapons of this station.
}
count-not-here = { $weapon } does not lie here by the ledger.
count-elsewhere = { $weapon } does not lie here by the ledger: { $holder } has it.
count-off-the-books = { $weapon } is not on the books any more: lost, stolen, retired or written off.
count-not-yet = Not yet
count-all-found = { $covers ->
    [vehicles] Every vehicle on the books of this station was found.
    [equipment] Everything on the books of this station that has a serial number was found.
   *[other] Every weapon that lies here by the ledger was found.
}
count-found = Found
count-parts-left = { $count ->
    [one] Tick the parts of kits: { $count } left
   *[other] Tick the parts of kits: { $count } left
}
count-kits = Parts of kits
count-kits-how = Open the kit, tick what is in it. What you do not tick is not counted yet.
count-kits-deed = Count what is ticked
count-no-kits = No part of a kit is left to tick.
count-kit-standing = { $found } of { $parts } found
count-nothing-ticked = Tick what you saw.
count-no-such-part = One of these is in no kit of this station any more. Look at the list again.
count-unexpected = Unexpected
count-strike = Mistyped?
count-strike-deed = Strike it
count-reason = Why
count-struck = Struck: { $reason }
count-rounds = Count rounds
count-rounds-blind = Count what lies there. What the ledger says is shown when the count is finished.
count-rounds-deed = Keep rounds
count-numbers-deed = Keep numbers
count-numbers = Count what has no serial number
count-by-number = Counted by number
count-no-numbers = By the books nothing is counted by number here.
count-numbers-left = { $count ->
    [one] { $count } number not counted yet
   *[other] { $count } numbers not counted yet
}
count-rounds-number = A whole number, 0 or more.
count-no-lots = By the ledger no rounds lie here.
count-back = Back to the count
count-lot-not-yet = not counted yet
count-lots-left = { $count ->
    [one] { $count } lot not counted yet
   *[other] { $count } lots not counted yet
}
count-differs = differs
count-difference-rounds = { $what }: { $counted } counted, { $expected } by the ledger
count-finish = Finish and sign count
count-finish-means = What is not found is missing. Every difference is opened and told at once.
count-sign = Sign as second person
count-protocol = Protocol
count-withdraw = Withdraw count
count-sheet = Counting sheet
count-sheet-what = Tick what you see. Write down what is not on the list. The balances are left out on purpose.
count-sheet-tick = Seen
count-sheet-mark = Mark
count-sheet-number = Number counted
count-sheet-else = Not on the list
count-sheet-when = Day and time of the count
armoury-sheet = Counting sheet
armoury-count = Count
stock-count-ref = Reference
stock-count-armoury-id = Armoury
stock-count-station-id = Station
stock-count-covers = Covers
stock-count-state = State
stock-count-is-paper = On paper
stock-count-as-of = Counted as of
stock-count-opened-by = Opened by
stock-count-opened-at = Opened
stock-count-counted-by = Led by
stock-count-counted-at = First signature
stock-count-second-by = Second person
stock-count-second-at = Second signature
stock-count-expected = On the books
stock-count-found = Found
stock-count-withdraw-reason = Why it was withdrawn
stock-count-lot-lot-id = Lot
stock-count-lot-equipment-id = Thing
stock-count-lot-counted = Number counted
stock-count-lot-expected = Number on the books
stock-count-lot-seen-at = Counted
stock-count-lot-entered-by = Entered by
discrepancies-title = Differences
discrepancies-count = { $count ->
    [one] { $count } difference
   *[other] { $count } differences
}
discrepancies-open-link = Open differences
discrepancies-none = No difference
discrepancies-none-text = What a count finds otherwise than the ledger says stands here until it is investigated.
discrepancies-none-match = No difference matches
discrepancy-filter-q = Reference, count or mark
discrepancy-what = What
discrepancy-count = Count
discrepancy-kind-missing = Not found
discrepancy-kind-unexpected = Not expected
discrepancy-kind-rounds = Rounds
discrepancy-kind-number = Number
discrepancy-state-open = to be investigated
discrepancy-state-investigated = to be closed
discrepancy-state-closed = closed
discrepancy-outcome-miscount = It was miscounted
discrepancy-outcome-records-wrong = The records were wrong
discrepancy-outcome-found-elsewhere = It was found elsewhere
discrepancy-outcome-lost = It is lost
discrepancy-outcome-stolen = It was stolen
discrepancy-outcome-other = Something else
discrepancy-closed-how = INV-23: only an investigation closes a difference: the security professional investigates, the chief closes.
discrepancy-waits-investigation = It waits for the security professional of the station.
discrepancy-waits-closing = It waits for the chief, who closes it.
discrepancy-not-of-station = Nothing of this station has this mark.
discrepancy-declare = INV-24: if it is lost or stolen, say so on its own record first:
discrepancy-investigation = Investigation
discrepancy-findings-hint = What was done, who was asked, what was found. At least twenty characters.
discrepancy-investigate-deed = Record findings
discrepancy-closing = Close
discrepancy-close-deed = Close difference
stock-discrepancy-ref = Reference
stock-discrepancy-kind = Kind
stock-discrepancy-firearm-id = Weapon
stock-discrepancy-lot-id = Lot
stock-discrepancy-vehicle-id = Vehicle
stock-discrepancy-equipment-id = Thing
stock-discrepancy-kit-id = Kit
stock-discrepancy-typed = Mark
stock-discrepancy-expected = By the ledger
stock-discrepancy-counted = Counted
stock-discrepancy-opened-at = Opened
stock-discrepancy-state = State
stock-discrepancy-outcome = Outcome
stock-discrepancy-findings = Findings
stock-discrepancy-investigated-by = Investigated by
stock-discrepancy-investigated-at = Investigated
stock-discrepancy-closed-by = Closed by
stock-discrepancy-closed-at = Closed
stock-discrepancy-closing-words = Words that close it
required-typed = Scan or type the mark.
required-findings = Say what the investigation found.
required-outcome = Say what it comes to.
said-count-opened = { $ref } is open. Scan the first mark.
said-caution-count-again = This one was counted before: nothing was added.
said-count-struck = The mark was struck; the row stays.
said-count-ticked = What was ticked is counted.
said-count-rounds = The numbers are kept.
said-count-finished = { $ref } is finished. It waits for the second signature.
said-caution-count-lots-missing = Count the rounds of every lot, and everything without a serial number, first; 0 where there is none.
said-count-signed = { $ref } is signed by two.
said-count-withdrawn = { $ref } is withdrawn.
said-discrepancy-investigated = The findings of { $ref } are recorded. The chief closes it.
said-discrepancy-closed = { $ref } is closed.
exception-code-stock-difference = A stock count found something otherwise than the ledger says.
exception-code-stock-count-unsigned = A stock count has one signature only, and a day has passed.
exception-resolution-settled-by-investigation = Every difference was investigated and closed.
constraint-one-stock-count-at-a-time = This armoury is being counted already. Go on with that count.
constraint-one-station-count-at-a-time = These are being counted already. Go on with that count.
constraint-unmarked-things-are-numbered = It has no serial number: count how many there are, under the numbers of this count.
constraint-number-belongs-to-the-count = This count does not count it by number.
constraint-stock-count-by-two-people = INV-23: it takes two people; you gave the first signature.
constraint-stock-counted-by-now = This time is still to come.
constraint-stock-count-follows = This does not follow: the count is finished or withdrawn by now.
constraint-begun-count-is-finished = Something was counted: finish the count. What differs is investigated.
constraint-count-not-led-by-custodian = INV-23: whoever keeps it does not count it.
constraint-every-lot-is-counted = Count the rounds of every lot, and everything without a serial number, first; 0 where there is none.
constraint-finished-count-is-kept = The count is finished: nothing is added any more.
constraint-counted-item-is-kept = What was scanned stays.
constraint-weapon-counted-once = This one was counted before: nothing was added.
constraint-only-unknown-marks-are-struck = Only a mark that is of nothing of the station can be struck.
constraint-item-struck-once = This mark was struck before.
constraint-only-an-investigation-closes = INV-23: only an investigation closes a difference.
constraint-investigation-has-findings = Say in at least twenty characters what was done and found.
constraint-discrepancy-closed-by-another = INV-05: who investigated does not close.
constraint-lost-weapon-is-declared = INV-24: declare the weapon lost or stolen on its own record first.
constraint-lost-thing-is-declared = INV-24: say so on its own record first: report the loss of the thing or of the parts of the kit, take the vehicle out of service.
# Values as the history tells them.
stock-count-state-counting = being counted
stock-count-state-counted = second signature missing
stock-count-state-signed = signed by two
stock-count-state-withdrawn = withdrawn
stock-count-covers-armoury = Armoury
stock-count-covers-vehicles = Vehicles
stock-count-covers-equipment = Equipment
stock-discrepancy-state-open = to be investigated
stock-discrepancy-state-investigated = to be closed
stock-discrepancy-state-closed = closed
stock-discrepancy-kind-missing = Not found
stock-discrepancy-kind-unexpected = Not expected
stock-discrepancy-kind-rounds = Rounds
stock-discrepancy-kind-number = Number
stock-discrepancy-outcome-miscount = It was miscounted
stock-discrepancy-outcome-records-wrong = The records were wrong
stock-discrepancy-outcome-found-elsewhere = It was found elsewhere
stock-discrepancy-outcome-lost = It is lost
stock-discrepancy-outcome-stolen = It was stolen
stock-discrepancy-outcome-other = Something else
