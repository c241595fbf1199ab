# Duty stations, places and countries.

stations-title = Duty stations
stations-count = { $count ->
    [one] { $count } duty station
   *[other] { $count } duty stations
 }
stations-find = Code or name
stations-any = Any
stations-new = New duty station
stations-code = Code
stations-code-hint = Three letters, such as GOM. It stays for good.
stations-code-shape = Write three letters from A to Z.
stations-name = Name
stations-country = Country
stations-country-hint = ISO code or name, such as CD or Chad.
stations-country-unknown = No country has this code or name.
stations-region = Region
stations-region-africa = Africa
stations-region-americas = Americas
stations-region-asia = Asia and the Pacific
stations-region-europe = Europe
stations-region-mena = Middle East
stations-region-of-country = The region of the country
stations-zone = Time zone
stations-clock = Clock there
stations-summer-time = Summer time
stations-clocks-change = Clocks change during the year
stations-clocks-stay = No summer time
stations-hardship = Hardship class
stations-hardship-as-of = Class known since
stations-hardship-since = { $class }, since { $date }
stations-hardship-H = H (headquarters)
stations-hardship-A = A
stations-hardship-B = B
stations-hardship-C = C
stations-hardship-D = D
stations-hardship-E = E
stations-hardship-unclassified = Not classified
stations-date-hint = Such as 18-Nov-2026.
stations-family = Families
stations-family-family = Family duty station
stations-family-non-family = Non-family duty station
stations-headquarters = Headquarters
stations-is-headquarters = This is a headquarters
stations-position = Position
stations-always-on = 24-hour number
stations-no-always-on = No 24-hour number
stations-none = No duty station is in your scope
stations-none-text = Stations appear here when a role is granted to you at one.
stations-none-match = No duty station matches
stations-none-match-text = Drop a filter, or write less of the name.
stations-edit = Edit station
stations-edit-heading = Edit { $ref }
stations-save = Save station
stations-create = Create station
stations-tab-show = Station
stations-tab-numbers = Numbers
stations-tab-history = History
stations-call = Whom to call
stations-facts = The station
stations-changed-at = Last changed { $time }
stations-no-numbers = No number is recorded for this station.
stations-keep-numbers = Add or void numbers
stations-24h = 24 h
stations-numbers = Numbers in force
stations-numbers-void = Voided numbers
stations-number = Number
stations-number-label = Whose number
stations-number-label-hint = A function such as Security operations centre, not a private name.
stations-number-always = Answered day and night
stations-number-as-of = Last known to be right
stations-number-in-future = This day lies in the future.
stations-number-add = Add number
stations-number-age = { $days ->
    [0] confirmed { $date }, today
    [one] confirmed { $date }, 1 day ago
   *[other] confirmed { $date }, { $days } days ago
 }
stations-number-old = Check this number
stations-number-conflict = Somebody changed or voided this number meanwhile. Nothing was saved.
stations-void = Void
stations-void-heading = Void { $label }: { $number }
stations-void-reason = Why this number is no longer right
stations-void-reason-hint = It stays in the history, and nobody calls it any more.
stations-void-deed = Void number
stations-movements = Movements of the next 7 days
stations-movements-summary = { $count ->
    [one] { $count } leg begins or ends here.
   *[other] { $count } legs begin or end here.
 }
stations-movements-more = { $count ->
    [one] 1 more
   *[other] { $count } more
 }
stations-no-movements = No movement recorded that touches this station in the next 7 days.
stations-last-contact = Last contact { $time }
stations-no-contact = No contact yet
stations-movement = Movement
stations-leg = Leg
stations-route = { $from } → { $to }
stations-departs = Departs
stations-arrives = Arrives
stations-state = State
stations-leg-planned = Planned
stations-leg-under-way = Under way
stations-leg-arrived = Arrived
stations-leg-diverted = Diverted
stations-leg-cancelled = Cancelled
stations-officers = Officers of the station
stations-officers-summary = { $present } present, { $away } away.
stations-no-officers = No officer is recorded for this station.
stations-officer = Officer
stations-role = Role
stations-whereabouts = Whereabouts
stations-present = Present
stations-away-until = { $kind } until { $date }
stations-away-leave = Leave
stations-away-rest-and-recuperation = Rest and recuperation
stations-away-training = Training
stations-away-sick = Sick
stations-away-travel = Travel
stations-away-temporary-duty = Temporary duty
stations-duty-cp-coordinator = Coordinator
stations-duty-team-leader = Team leader
stations-duty-cp-officer = Protection officer
stations-duty-driver = Driver
stations-duty-medic = Medic
stations-residents = Senior officials who live here
stations-residents-summary = { $count ->
    [one] { $count } official.
   *[other] { $count } officials.
 }
stations-no-residents = No senior official is recorded as living here.
said-station-created = Duty station { $ref } was created.
said-station-saved = Duty station { $ref } was saved.
said-station-number-added = The number was added to { $ref }.
said-station-number-voided = The number of { $ref } was voided.

places-title = Places
places-count = { $count ->
    [one] { $count } place found
   *[other] { $count } places found
 }
places-count-more = More than { $count } places found
places-entered = { $count ->
    [one] { $count } place entered here
   *[other] { $count } places entered here
 }
places-find = Code, name or other name
places-find-hint = Write an ICAO or IATA code, a station code, or at least two letters of a name. Accents do not matter.
places-narrow = The best matches are shown. Write more of the name, or use a code.
places-new = New place
places-create = Add place
places-place = Place
places-kind = Kind
places-kind-airport = Airport
places-kind-duty-station = Duty station
places-kind-border = Border crossing
places-kind-hospital = Hospital
places-kind-hotel = Hotel
places-kind-office = Office
places-kind-police = Police
places-kind-residence = Residence
places-kind-safe-haven = Safe haven
places-kind-other = Other place
places-edit = Edit place
places-edit-heading = Edit { $name }
places-save = Save place
places-station = Belongs to station
places-station-hint = It answers for what happens there. Where none is named, the nearest of the country does.
places-station-none = None within your reach
places-phone = Telephone
places-phone-hint = Everybody who signs in may read it: a reception or a duty room, no private number.
places-note = Remark
places-note-hint = Everybody who signs in may read it: nothing about people or how they are protected.
places-state = State
places-state-hint = A withdrawn place is not offered for plans any more; journeys that name it keep it.
places-state-active = In use
places-state-withdrawn = Withdrawn
places-withdrawn-reason = Why it is withdrawn
places-withdrawn-reason-idle = A reason stands with a withdrawal only. Choose “Withdrawn”, or empty this field.
places-withdrawn-note = Withdrawn, not offered for plans any more:
places-said = The source says otherwise
places-said-note = What was corrected here wins when the list is read again.
places-said-fact = Fact
places-said-here = Here
places-none = No place was entered yet
places-none-match = No place matches
places-none-match-text = Write less of the name, or add the place with its time zone.
places-tab-show = Place
places-city = City
places-icao = ICAO code
places-iata = IATA code
places-latitude = Latitude
places-longitude = Longitude
places-position-hint = Degrees with a decimal point, such as -1.6585, or degrees, minutes and seconds, such as 1°39′30″ S. South and west are negative.
places-position-unreadable = Write degrees from -{ $limit } to { $limit }, such as 29.22, or degrees, minutes and seconds with a letter, such as 29 13 20 E.
places-position-whole = Fill in both latitude and longitude, or neither.
places-zone-hint = The name in the zone data, such as Africa/Lubumbashi.
places-zone-unknown = The zone data does not know this name. Write it such as Africa/Lubumbashi.
places-aliases = Other names
places-aliases-hint = One a line, as they stand in programmes and files.
places-aliases-many = At most { $limit } other names.
places-alias-taken = “{ $alias }” is already another name of a place.
places-no-aliases = none recorded
places-name-there = A place with this name exists in this country.
places-source = Source
places-source-airportsdata = airportsdata (MIT)
places-source-station = Duty station
places-source-entered = Entered here
said-place-created = The place was added.
said-place-saved = The place was saved.

countries-title = Countries
countries-count = { $count ->
    [one] { $count } country
   *[other] { $count } countries
 }
countries-find = Code or name
countries-none = No country matches
countries-iso2 = Code
countries-iso3 = ISO 3166 code
countries-name-fr = Name in French
countries-notice = Days of notice
countries-notice-hint = How many days ahead the host wants to know of a journey, 0 to 365. Empty means not recorded.
countries-notice-range = Write a whole number from 0 to 365.
countries-notice-why = A station sees the legs that touch it from the longer of this and the general setting.
countries-days = { $days ->
    [one] 1 day
   *[other] { $days } days
 }
countries-places = Places in this country
countries-edit-heading = Days of notice: { $name }
countries-save = Save days of notice
countries-tab-show = Country
said-country-saved = Country { $ref } was saved.


list-filter = { $key }: { $value }
list-key-region = Region
list-key-country = Country
list-key-hardship = Hardship
list-key-kind = Kind
list-key-state = State
list-key-q = Search

places-import-missing-field = This must be filled in.
places-import-unreadable-code = “{ $value }” is no code.
places-import-unknown-country = “{ $value }” is not in the list of countries.
places-import-unknown-zone = The zone data does not know “{ $value }”.
places-import-duplicate = “{ $value }” stands in an earlier row.
places-import-position-missing = There is no position; “{ $value }” is kept without one.
places-import-position-half = Half of the position is missing; the row is kept without one.
places-import-position-mangled = “{ $value }” lost its decimal mark to thousand separators; the row is kept without a position.
places-import-position-out-of-range = The position lies outside the earth; the row is kept without one.
places-import-unreadable-number = “{ $value }” is no number; the row is kept without a position.
places-import-unreadable-date = “{ $value }” is no date.
places-import-ambiguous-date = “{ $value }” can be two days.
places-import-reversed-dates = It ends before it begins.
places-import-iso-codes-disagree = “{ $value }” is not the three-letter code of this country.
places-import-iso-code-shared = “{ $value }” is the code of an earlier row too: a part of that country.
places-import-name-differs = It is called otherwise here; “{ $value }” was not taken over.
places-import-obsolete = “{ $value }” is obsolete; it is kept as such.
places-import-flag-missing = It does not say whether this holds: “{ $value }”.
places-import-flag-spelling = “{ $value }” is written unlike the others.
places-import-city-in-two-countries = “{ $value }” stands under the same code in two countries; both are kept.
places-import-name-repeated-in-country = “{ $value }” stands twice in this country.
places-import-city-code-shared = Other cities have the code { $value } too; it is no key.
places-import-unknown-station = No city of this country is called exactly “{ $value }”.
places-import-unknown-class = “{ $value }” is no hardship class.
places-import-matches-more-than-one = More than one city is called “{ $value }”; the class was set for each.
places-import-start-missing = { $value } has no first day.
places-import-ended-without-date = { $value } has ended, and the day is not given.
places-import-positions-disagree = “{ $value }” stands at two positions in this file; one of them is wrong.

constraint-station-number-voided-with-reason = A number is voided with a reason.
constraint-duty-station-position-whole = A position has both latitude and longitude, or neither.
constraint-place-of-station-follows-it = The place of a duty station is what the station says. Change it on the page of the station.
constraint-place-answered-for-within-reach = Another duty station answers for this place, or would: it moves or withdraws it, or PCU does.
constraint-place-station-within-reach = This is no station within your reach, or the place belongs to another one, which keeps it.
constraint-place-withdrawn-with-reason = A withdrawn place has a reason, and a place in use has none.
constraint-place-phone-shape = A telephone number has digits, spaces and an optional + in front.
constraint-place-position-whole = A position has both latitude and longitude, or neither.
constraint-mission-ends-after-it-begins = A mission ends after it begins.

station-list-ignored = Ignored: { $keys }

stations-protection = Protection
stations-protection-open = Show
stations-interim = { $count ->
    [one] Interim protection stands for one official
   *[other] Interim protection stands for { $count } officials
}
stations-team-gaps = { $teams ->
    [one] One team has open seats: { $seats }
   *[other] { $teams } teams have open seats: { $seats }
}
countries-context = This country in public lists
places-context = Events of organized violence near here
