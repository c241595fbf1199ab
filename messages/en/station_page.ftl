# Figures on the page of a duty station.

station-figures = What the station has
station-figures-open = Open
station-confirm = Confirm the data
station-confirmations = Who confirmed what
station-figure-officers = { $count ->
    [one] officer
   *[other] officers
}
station-figure-armed = fit for armed duty
station-figure-driving = fit to drive
station-figure-armoured = fit to drive armoured vehicles
station-figure-medic = fit as medic
station-figure-papers-ending = { $count ->
    [one] qualification ends within 60 days
   *[other] qualifications end within 60 days
}
station-figure-papers-expired = { $count ->
    [one] qualification has expired
   *[other] qualifications have expired
}
station-figure-contracts-ending = { $count ->
    [one] contract or funding ends within 60 days
   *[other] contracts or funding end within 60 days
}
station-figure-contracts-ended = { $count ->
    [one] contract or funding has ended
   *[other] contracts or funding have ended
}
station-figure-firearms = { $count ->
    [one] weapon
   *[other] weapons
}
station-figure-serviceable = serviceable
station-figure-with-officers = { $count ->
    [one] with an officer
   *[other] with officers
}
station-figure-late = not back in time
station-figure-withdraw = { $count ->
    [one] weapon to be withdrawn
   *[other] weapons to be withdrawn
}
station-figure-lost = lost or stolen
station-figure-ending = { $count ->
    [one] ends within 60 days
   *[other] end within 60 days
}
station-figure-prepared = { $count ->
    [one] handover prepared
   *[other] handovers prepared
}
station-figure-unsigned = { $count ->
    [one] handover without a second signature
   *[other] handovers without a second signature
}
station-figure-approvals-ending = { $count ->
    [one] approval of an armoury ends within 60 days
   *[other] approvals of armouries end within 60 days
}
station-figure-approvals-ended = { $count ->
    [one] approval of an armoury has ended
   *[other] approvals of armouries have ended
}
station-figure-lots = { $count ->
    [one] lot
   *[other] lots
}
station-figure-suspended = suspended
station-figure-lots-expired = expired
station-figure-lots-ending = { $count ->
    [one] ends within 60 days
   *[other] end within 60 days
}
station-figure-under-minimum = { $count ->
    [one] calibre under the minimum
   *[other] calibres under the minimum
}
station-figure-vehicles = { $count ->
    [one] vehicle
   *[other] vehicles
}
station-figure-reserved = { $count ->
    [one] reservation in the next 7 days
   *[other] reservations in the next 7 days
}
station-figure-reserved-late = { $count ->
    [one] vehicle not back in time
   *[other] vehicles not back in time
}
station-figure-equipment = { $count ->
    [one] thing
   *[other] things
}
station-figure-fully = fully capable
station-figure-partly = partly capable
station-figure-not = not capable
station-figure-kits-fully = { $count ->
    [one] kit fully capable
   *[other] kits fully capable
}
station-figure-kits-partly = { $count ->
    [one] kit partly capable
   *[other] kits partly capable
}
station-figure-kits-not = { $count ->
    [one] kit not capable
   *[other] kits not capable
}
station-figure-exceptions = { $count ->
    [one] exception
   *[other] exceptions
}
station-figure-discrepancies = { $count ->
    [one] difference of a stock count
   *[other] differences of stock counts
}
station-figure-counts = { $count ->
    [one] stock count going on or unsigned
   *[other] stock counts going on or unsigned
}
station-store-counted = counted { $day }
station-store-never-counted = never counted
station-store-going-on = Being counted:
station-store-count = Count
station-stores = What is counted
station-unit = Protection unit
station-readiness = Readiness and rules
station-standby-offered = Stand-by: { $count ->
    [one] { $count } offered
   *[other] { $count } offered
} from { $day }
station-rules-arming = Rules for carrying weapons
station-host-notice = The host asks for { $days ->
    [one] { $days } day of notice
   *[other] { $days } days of notice
}
station-host-notice-unknown = Days of notice that the host asks for are not recorded
station-figure-upkeep-overdue = upkeep overdue
station-figure-upkeep-soon = upkeep due soon
station-figure-training-lacking = { $count ->
    [one] officer lacks training asked for here
   *[other] officers lack training asked for here
}
station-figure-training-ending = { $count ->
    [one] officer whose training asked for here ends soon
   *[other] officers whose training asked for here ends soon
}
