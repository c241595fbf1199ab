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
