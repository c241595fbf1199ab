# Transfers of firearms, ammunition, vehicles, equipment and kits between duty stations.

nav-transfers = Transfers
transfers-title = Transfers
transfers-count = { $count ->
    [one] { $count } transfer
   *[other] { $count } transfers
}
transfers-none = No transfer yet
transfers-none-text = Weapons, ammunition, vehicles and equipment that go from one station to another stand here, from the draft to the last signature.
transfers-none-match = No transfer matches
transfer-filter-q = Reference, mark or reason
transfer-way = From, to
transfer-way-sent = sent
transfer-way-received = received
transfer-load = Load
transfer-load-words = { $weapons ->
    [one] { $weapons } weapon
   *[other] { $weapons } weapons
}, { $rounds ->
    [one] { $rounds } round
   *[other] { $rounds } rounds
}
transfer-late = past its day
transfer-new = New transfer
transfer-new-what = The list follows after this page. Two people authorize it: the security professional of the sender, and the protection unit.
transfer-draft-deed = Draft transfer
transfer-edit = Correct the draft
transfer-save = Save the correction
transfer-edit-what = Nobody has authorized it yet: the day and the reason may change. For other armouries, cancel it and draft a new one.
transfer-to-hint = Armouries of other stations that may hold weapons today. For vehicles and equipment alone, choose stations without an armoury.
transfer-planned-hint = The day by which it should be there.
transfer-source-not-yours = Choose your station or one of its armouries.
transfer-destination-unknown = Choose a station, or an armoury that may hold weapons today.
transfer-weapon-unknown = No weapon of this station has this mark.
transfer-lot-unknown = No rounds of this lot lie in the armoury.
transfer-rounds-some = A whole number of rounds, 1 or more.
transfer-words-long = At most 1,000 characters.
transfer-list = List
transfer-list-empty = Nothing is on the list yet.
transfer-add-weapon = Add weapon
transfer-add-rounds = Add rounds
transfer-rounds = Rounds
transfer-rounds-number = { $rounds ->
    [one] { $rounds } round
   *[other] { $rounds } rounds
}
transfer-remove = Take off
transfer-permits = Permits
transfer-permits-none = No permit is recorded.
transfer-permit-until = until { $day }
transfer-permit-ran-out = ran out on { $day }
transfer-permit-waived = not needed
transfer-permit-superseded = replaced
transfer-permit-lacks = Missing: { $kind }, { $country }
transfer-add-permit = Record permit
transfer-country-hint = Two letters, such as CD.
transfer-document-hint = Its number. If none is needed: why.
transfer-authorization = Authorization
transfer-authorize-ssp = Authorize for the sender
transfer-authorize-pcu = Authorize for the protection unit
transfer-refuse = Refuse
transfer-cancel = Cancel transfer
transfer-unpack-first = Cancel and unpack
transfer-unpack-second = Sign the unpacking as second person
transfer-unpack-means = Everything goes back to where it came from.
transfer-keep = Leave it packed
transfer-packing = Packing
transfer-pack = Packed and sealed: sign first
transfer-seals-hint = Number of each seal and where it sits.
transfer-sign-packing = Sign the packing as second person
transfer-packing-means = You have seen every item and every seal. From now on everything is in the consignment.
transfer-dispatch-title = Dispatch
transfer-dispatch = Hand over to the carrier
transfer-carrier-hint = Who carries it, by what, and the waybill.
transfer-receive = Receive and count
transfer-all-found = Everything on the list with a mark was found.
transfer-unlisted = Not on the list
transfer-not-listed = not on the list
transfer-struck = Struck:
transfer-rounds-blind = Count the rounds that came. How many were sent is shown afterwards.
transfer-finish-title = Finish
transfer-finish = Sign the count first
transfer-finish-means = A second person signs after you. What differs then is quarantined and investigated.
transfer-receipt-note-hint = In what condition it came, and whether the seals held.
transfer-not-on-its-way = It is not on its way: there is nothing to count.
transfer-sign-receipt = Sign the receipt as second person
transfer-receipt-means = What was found belongs to your station. What differs is quarantined and told at once.
transfer-recount = Count again
transfer-close = Close the difference
transfer-close-what = For each line: how much was found later. The rest is lost and posted as lost.
transfer-close-deed = Close difference
transfer-found-later-of = { $what }: found later, of { $missing } missing
transfer-back = Back to the transfer
transfer-paper = Packing list
transfer-paper-packed = Packed
transfer-paper-received = Received
transfer-paper-means = Both ends sign in Cordon, each with their own sign-in; this paper goes with the load.
transfer-of-item = In transfer
transfer-outcome-found = found
transfer-outcome-missing = missing
transfer-outcome-counted = { $counted } counted
transfer-outcome-differs = { $counted } counted, { $sent } sent
transfer-outcome-settled = { $counted } came, { $later } found later, { $lost } lost
transfer-state-drafted = drafted
transfer-state-authorized = authorized
transfer-state-packed = packed
transfer-state-in-transit = in transit
transfer-state-received = counted, second signature missing
transfer-state-completed = completed
transfer-state-discrepancy = difference
transfer-state-refused = refused
transfer-state-cancelled = cancelled
transfer-state-lost = closed with a loss
transfer-next-authorization = Next: the security professional of { $from } and the protection unit authorize it. Whoever drafted it does not.
transfer-next-unit = Next: the protection unit authorizes it.
transfer-next-professional = Next: the security professional of { $from } authorizes it.
transfer-next-packing = Next: two people of { $from } pack and seal it.
transfer-next-second-packer = Next: a second person of { $from } checks the load and signs the packing.
transfer-next-dispatch = Next: { $from } hands it over to the carrier. What crosses a border has its permits by then.
transfer-next-unpacking = Next: a second person of { $from } signs the unpacking.
transfer-next-receipt = Next: the custodian of { $to } counts every item.
transfer-next-second-receiver = Next: a second person of { $to } signs the receipt.
transfer-next-investigation = Next: a security professional of { $from } or { $to } investigates.
transfer-next-closing = Next: the chief of the protection unit closes the difference.
transfer-ref = Reference
transfer-station-id = Sender
transfer-armoury-id = From
transfer-to-station-id = Receiver
transfer-to-armoury-id = To
transfer-reason = Reason
transfer-planned-on = There by
transfer-state = State
transfer-created-by = Drafted by
transfer-ssp-by = Authorized for the sender
transfer-ssp-at = Authorized for the sender at
transfer-pcu-by = Authorized for the protection unit
transfer-pcu-at = Authorized for the protection unit at
transfer-pack-first-by = Packed by
transfer-pack-first-at = Packed at
transfer-pack-second-by = Packing signed by
transfer-pack-second-at = Packing signed at
transfer-seals = Seals
transfer-dispatch-by = Dispatched by
transfer-dispatch-at = Dispatched at
transfer-carrier = Carrier
transfer-receive-first-by = Counted by
transfer-receive-first-at = Counted at
transfer-receive-second-by = Receipt signed by
transfer-receive-second-at = Receipt signed at
transfer-receipt-note = Condition on arrival
transfer-findings = Findings
transfer-investigate-by = Investigated by
transfer-investigate-at = Investigated at
transfer-close-by = Closed by
transfer-close-at = Closed at
transfer-closing-words = Words that close it
transfer-end-by = Ended by
transfer-end-at = Ended at
transfer-end-reason = Why it ended
transfer-unpack-by = Unpacking signed by
transfer-unpack-at = Unpacking signed at
transfer-line-number = Line
transfer-line-firearm-id = Weapon
transfer-line-lot-id = Lot
transfer-line-item-ref = Reference
transfer-line-mark = Mark
transfer-line-called = What
transfer-line-quantity = Quantity
transfer-line-counted = Counted
transfer-line-found-later = Found later
transfer-line-is-void = Taken off
transfer-permit-number = Entry
transfer-permit-kind = Kind
transfer-permit-kind-export = Export
transfer-permit-kind-import = Import
transfer-permit-kind-overflight = Overflight
transfer-permit-kind-host = Host authority
transfer-permit-country = Country
transfer-permit-document = Document
transfer-permit-valid-until = Valid until
transfer-permit-is-waived = None is needed
transfer-permit-entered-by = Recorded by
transfer-permit-entered-at = Recorded
transfer-scan-number = Entry
transfer-scan-typed = Mark
transfer-scan-line-id = Line
transfer-scan-entered-by = Read by
transfer-scan-entered-at = Read
transfer-scan-strike-by = Struck by
transfer-scan-strike-reason = Why it was struck
required-weapon = Scan or type the mark of a weapon.
required-lot = Choose the lot.
required-seals = Say which seals are on it.
required-carrier = Say who carries it.
required-planned-on = Say by which day it should be there.
said-transfer-drafted = { $ref } is drafted. Put on the list what goes.
said-transfer-permit = The permit stands with { $ref }.
said-transfer-authorized = Your authorization of { $ref } is recorded.
said-transfer-refused = { $ref } is refused.
said-transfer-cancelled = { $ref } is cancelled.
said-transfer-corrected = { $ref } is corrected.
said-transfer-kept = { $ref } stays packed.
said-transfer-to-unpack = The cancellation of { $ref } waits for the second person.
said-transfer-packed = { $ref } waits for the second signature of the packing.
said-transfer-packing-signed = { $ref } is packed. Its load is in the consignment.
said-transfer-dispatched = { $ref } is in transit.
said-transfer-counted = { $ref } is counted. It waits for the second signature.
said-transfer-received = The receipt of { $ref } is signed by two.
said-transfer-recount = { $ref } is counted again.
said-transfer-investigated = The findings on { $ref } are recorded. The chief closes it.
said-transfer-closed = The difference of { $ref } is closed.
exception-code-transfer-difference = What a transfer brought differs from its list.
exception-code-transfer-late = A transfer is past the day by which it should be there.
constraint-transfer-leads-elsewhere = A transfer goes to another station. Within the station a weapon is moved.
constraint-transfer-authorized-by-others = INV-05: two people authorize, and neither of them drafted it.
constraint-transfer-packed-by-two = INV-23: it takes two people to pack; you gave the first signature.
constraint-transfer-received-by-two = INV-23: it takes two people to receive; you gave the first signature.
constraint-transfer-unpacked-by-two = INV-23: it takes two people to unpack; you gave the first signature.
constraint-transfer-closed-by-another = INV-05: who investigated does not close.
constraint-transfer-signed-in-order = A signature is missing, or the transfer is being cancelled.
constraint-transfer-packed-with-seals = Say which seals are on it.
constraint-transfer-investigation-has-findings = Say in at least twenty characters what was done and found.
constraint-transfer-begins-as-draft = A transfer begins as a draft, without signatures.
constraint-transfer-names-armouries-of-its-stations = Each armoury belongs to its own station.
constraint-transfer-planned-ahead = This day is over.
constraint-transfer-state-follows = This does not follow: the transfer has moved on by now.
constraint-signed-transfer-is-kept = What was signed stays.
constraint-transferred-where-approved = INV-22: the receiving armoury may not hold weapons today and on the planned day.
constraint-transfer-lists-something = Put something on the list first.
constraint-transfer-leaves-with-its-permits = A permit is missing or has run out: record it, or why none is needed.
constraint-every-round-of-a-transfer-is-counted = Count the rounds of every lot first; 0 where there is none.
constraint-transfer-closed-after-an-investigation = A security professional investigates first.
constraint-transfer-closes-with-every-line-settled = Say of every missing line what became of it.
constraint-authorized-list-is-kept = It is authorized: the list stays as it is. Cancel it and draft another one.
constraint-transfer-line-is-kept = A line is taken off, not rewritten.
constraint-transfer-lists-what-the-sender-has = The sending armoury has no such thing.
constraint-transfer-counted-on-arrival = It is counted while it is on its way, and only until the count is signed.
constraint-transfer-settled-by-an-investigation = Only what is missing is settled, after an investigation.
constraint-transfer-permit-is-kept = What was recorded stays. Record the new permit beside it.
constraint-transfer-permit-before-it-leaves = It has left: permits are recorded before.
constraint-transfer-permit-holds = This permit has run out.
constraint-transfer-scan-is-kept = What was read stays; only a mark that is not on the list can be struck.
constraint-weapon-in-one-transfer = This weapon is in another transfer.
constraint-lot-once-in-a-transfer = This lot is on the list. Take its line off first.
constraint-transfer-item-found-once = This one was counted before: nothing was added.
constraint-transfer-mark-read-once = This one was counted before: nothing was added.
constraint-packed-from-its-armoury = It does not lie in the sending armoury.
constraint-packed-weapon-is-not-promised = A handover of it is prepared: withdraw that first.
constraint-packed-weapon-may-travel = In this state it does not travel.
constraint-packed-weapon-has-its-permits = A permit of it has run out.
constraint-packed-lot-is-not-suspended = The lot is suspended.
constraint-packed-rounds-are-there = So many rounds are not free in the sending armoury.
# Words on the pages of others.
station-figure-transfers-out = { $count ->
    [one] transfer under way from here
   *[other] transfers under way from here
}
station-figure-transfers-in = { $count ->
    [one] transfer under way to here
   *[other] transfers under way to here
}
firearm-place-consignment = in a consignment
handover-kind-transfer = transfer
ammunition-act-kind-transfer = transfer
ammunition-account-consignment = in a consignment
transfer-rounds-counted = Rounds counted
transfer-lot-unlisted = A lot that is not on the list
transfer-lot-unlisted-means = What the box says, and what you counted. It goes into quarantine with the receipt and is investigated like every difference.
transfer-lot-unlisted-hint = Not on the list. 0 takes it off again.
transfer-lot-is-listed = This lot is on the list: count it there.
transfer-surplus-of = { $what }: { $surplus ->
    [one] { $surplus } round more than was sent enters the armoury with the closing.
   *[other] { $surplus } rounds more than were sent enter the armoury with the closing.
}
constraint-unlisted-lot-is-counted-on-arrival = A lot that is not on the list is counted at the receipt, with at least one round.
said-transfer-unlisted = { $ref }: the lot is counted.
transfer-mark = Serial number or reference
# Vehicles, equipment and kits.
transfer-load-things = { $things ->
    [one] { $things } vehicle, thing or kit
   *[other] { $things } vehicles, things or kits
}
transfer-load-words-and-things = { $weapons ->
    [one] { $weapons } weapon
   *[other] { $weapons } weapons
}, { $rounds ->
    [one] { $rounds } round
   *[other] { $rounds } rounds
}, { $things ->
    [one] { $things } vehicle, thing or kit
   *[other] { $things } vehicles, things or kits
}
transfer-load-firearm = weapons
transfer-load-lot = ammunition
transfer-load-vehicle = vehicles
transfer-load-equipment = equipment
transfer-load-kit = kits
transfer-no-armoury = { $station }, without an armoury: vehicles and equipment only
transfer-thing = Vehicle, equipment or kit
transfer-thing-hint = Plate, serial number or reference. A kit goes as one, with everything in it.
transfer-thing-unknown = No vehicle, equipment or kit of this station has this mark.
transfer-add-thing = Add vehicle or equipment
transfer-held-reserved = Reservation { $by } counts on it: cancel that first.
transfer-held-out = It is out under { $by }: bring it back first.
transfer-held-part = It belongs to kit { $by }: put the kit on the list, or take it out of the kit.
transfer-held-issued = { $by } has it: it comes back first.
transfer-held-promised = Act { $by } waits for its second signature: finish or withdraw that first.
transfer-held-pledged = It is pledged for stand-by in { $by }: take it back there first.
transfer-odometers = Odometers
transfer-odometers-deed = Keep the readings
transfer-odometer-of = { $what }: odometer in km
transfer-odometer-number = Whole km, and not fewer than were known before.
transfer-km-sent = left with { $sent } km
transfer-km-came = came with { $came } km
transfer-km-both = left with { $sent } km, came with { $came } km
transfer-in-transit-to = in transit to { $station } since { $since }
transfer-drafted-to = on the list of a transfer to { $station }, { $state }
transfer-line-vehicle-id = Vehicle
transfer-line-equipment-id = Equipment
transfer-line-kit-id = Kit
transfer-line-km-sent = Odometer when it left, km
transfer-line-km-received = Odometer when it came, km
required-thing = Type the plate, the serial number or the reference.
said-transfer-odometers = { $ref }: the odometers are read.
said-caution-transfer-odometers-missing = Read the odometer of every vehicle that came first.
exception-code-vehicle-missing = A vehicle did not arrive with its transfer.
constraint-vehicle-in-one-transfer = This is on the list of another transfer.
constraint-equipment-in-one-transfer = This is on the list of another transfer.
constraint-kit-in-one-transfer = This is on the list of another transfer.
constraint-weapons-go-between-armouries = Weapons and rounds go from an armoury to an armoury; this transfer names none.
constraint-transfer-odometer-only-grows = The odometer showed more when it left.
constraint-odometer-read-before-it-leaves = The odometer is read before it leaves, after the authorization.
constraint-vehicle-leaves-with-its-reading = Read the odometer of every vehicle first.
constraint-vehicle-arrives-with-its-reading = Read the odometer of every vehicle that came first.
constraint-thing-in-transit-is-kept = It is in transit: nothing is done with it until it has arrived.
constraint-sent-thing-is-of-the-sender = It belongs to another station.
constraint-sent-thing-is-in-use = It is lost, out of use or written off, or somebody proposed to write it off.
constraint-sent-vehicle-is-not-reserved = It is reserved or out.
constraint-sent-thing-is-with-nobody = Somebody has it, or a part of it.
constraint-sent-thing-is-not-promised = An act about it waits for its second signature.
constraint-sent-thing-is-not-pledged = It is pledged for stand-by.
constraint-kit-is-sent-whole = It belongs to a kit: the kit goes as one.
