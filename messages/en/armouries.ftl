# Armouries.

nav-armouries = Armouries
armouries-title = Armouries
armouries-count = { $count ->
    [one] { $count } armoury
   *[other] { $count } armouries
}
armouries-none = No armouries yet
armouries-none-text = Weapons are taken on charge into an armoury. Record the first one and have it approved.
armouries-none-match = No armoury matches
armoury-filter-q = Name or reference
armoury-new = New armoury
armoury-create = Record armoury
armoury-save = Save armoury
armoury-edit = Edit armoury
armoury-ref = Reference
armoury-name = Name
armoury-name-hint = What it is called at the station. Where exactly it is does not belong here.
armoury-kind = Kind
armoury-kind-permanent = permanent
armoury-kind-temporary = temporary
armoury-kind-container = container
armoury-kind-vehicle-safe = safe in a vehicle
armoury-kind-host-provided = provided by the host
armoury-key-holders = Key holders
armoury-key-holders-hint = Who holds the two keys.
armoury-capacity-neq-kg = Explosive quantity it may hold
armoury-capacity-hint = Net explosive quantity in kg.
armoury-capacity-number = A quantity in kg, such as 2.5.
armoury-adviser = Adviser
armoury-adviser-hint = Whom to ask about storage, such as the adviser of UNMAS.
armoury-adviser-number = Number of the adviser
armoury-weapons = Weapons now
armoury-approval = Approval
armoury-approval-not-assessed = not assessed
armoury-approval-approved = approved
armoury-approval-conditional = approved on conditions
armoury-approval-refused = refused
armoury-needs = Approval and time
armoury-needs-ending = approval ends within 60 days
armoury-needs-ended = approval has ended
armoury-approved-on = Decided on
armoury-approved-until = Approved until
armoury-until-hint = At most three years. Empty when refused.
armoury-authority = On whose word
armoury-authority-hint = Who decided and the paper that says so.
armoury-conditions = Conditions
armoury-conditions-hint = Needed when approved on conditions.
armoury-decided-by = Recorded by
armoury-decided-at = Recorded
armoury-decided-in-future = This day is still to come.
armoury-decide = Decide about approval
armoury-decide-deed = Record decision
armoury-standing-not-assessed = not assessed
armoury-standing-refused = refused
armoury-standing-approved = approved until { $day }
armoury-standing-conditional = on conditions until { $day }
armoury-standing-ending = approval ends { $day }
armoury-standing-ended = approval ended { $day }
armoury-blocked = INV-22: no approval is in force. No weapon is issued back into it; what lies there has to be moved or the armoury approved.
armoury-option-unapproved = { $name } (not approved: opens an exception)
armoury-lying-now = { $count ->
    [one] { $count } weapon lies there now
   *[other] { $count } weapons lie there now
}
armoury-lying-on = { $count ->
    [one] { $count } weapon lay there on { $day }
   *[other] { $count } weapons lay there on { $day }
}
armoury-lying-none = None.
asset-edit-title = Edit { $ref }
asset-station-not-yours = Choose a duty station whose assets you keep.
asset-armoury-not-yours = Choose an armoury of a station whose assets you keep.
said-armoury-created = { $ref } is recorded. It holds no weapons until somebody else has approved it.
said-armoury-saved = { $ref } is saved.
said-armoury-decided = The decision about { $ref } is recorded.
constraint-armoury-named-once = This station has an armoury of this name.
constraint-armoury-approved-by-another = INV-05: who recorded an armoury does not approve it.
constraint-armoury-approval-has-dates = An approval ends on a day, at most three years after it was given.
constraint-armoury-condition-is-said = Say on which conditions.

# Joint count at the change of armourer.
joint-counts-title = Change of armourer
joint-counts-none = No joint count is recorded.
joint-count-new = Count it together and hand it over
joint-count-title = Joint count
joint-count-what = Who gives the armoury over and who takes it over count together. Tick what you both see, count every lot, name what differs; then the other signs with the own sign-in.
joint-count-weapons-title = { $count ->
    [one] { $count } weapon should lie here: tick what you see
   *[other] { $count } weapons should lie here: tick what you see
}
joint-count-found = Rounds found
joint-count-number = Count this lot: a whole number, 0 if there are none.
joint-count-unexpected = What lies here and is not on the list
joint-count-unexpected-hint = Serial numbers, lots, how many.
joint-count-remark = What differs, and who answers for it
joint-count-remark-hint = Needed if anything differs. What turns out missing later and is not named here is with whoever takes over.
joint-count-deed = Record the count
joint-count-list = What was counted
joint-count-counted = Counted
joint-count-seen = seen
joint-count-not-seen = not seen
joint-count-held = by the ledger
joint-count-differs = differs
joint-count-summary = Sum
joint-count-sums = { $weapons } weapons, { $lots } lots, { $differences } differences
joint-count-has-difference = differences named
joint-count-state = State
joint-count-state-counted = counted, waits for the signature
joint-count-state-signed = signed by both
joint-count-state-withdrawn = withdrawn
joint-count-ref = Reference
joint-count-armoury-id = Armoury
joint-count-weapons = Weapons
joint-count-rounds = Rounds
joint-count-first-by = Gives over
joint-count-first-at = Counted at
joint-count-second-by = Takes over
joint-count-second-at = Signed at
joint-count-withdraw-reason = Why it was withdrawn
joint-count-sign = I take the armoury over as listed
joint-count-sign-means = With your own sign-in. What is named above as missing stays with whoever gives over.
joint-count-withdraw-what = Nothing comes of this count. Nothing is handed over.
said-joint-count-prepared = { $ref } is recorded. Whoever takes over signs it.
said-joint-count-signed = { $ref } is signed by both.
said-joint-count-withdrawn = { $ref } is withdrawn.
exception-code-armoury-past-approval = The approval of an armoury has ended or was refused, and something lies in it (INV-22).
exception-resolution-settled-by-approval = It is approved again.
exception-resolution-settled-by-emptying = It is empty.
exception-code-armoury-difference = A joint count of an armoury named differences.
constraint-joint-count-open-once = This armoury is being counted already. Sign or withdraw that count first.
constraint-joint-count-by-two-people = INV-23: it takes two people; you gave the first signature.
constraint-joint-count-begins-with-one = A count begins with one signature.
constraint-joint-count-signed-by-both = A count is signed by both.
constraint-joint-count-difference-is-named = Something differs. Say what, and who answers for it, in at least ten characters.
constraint-joint-count-is-kept = What was counted stays as it is. Withdraw it and count again.
constraint-armoury-as-it-was-counted = Something came or went since it was counted. Nothing was signed. Count again.
