# Country context: public lists beside an assessment.

nav-context = Country context
context-title = Country context
context-count = { $count ->
    [one] 1 public list
   *[other] { $count } public lists
}
context-aid = Public lists to read beside an assessment. They are never a score: no level follows from them.
context-none = No public list was read in yet.
context-none-text = The chief of PCU or a protection coordination officer loads them: cordon import threat FILE --kind events, risk-index or advisories.
context-kind-events = Events of organized violence
context-kind-risk-index = Risk index
context-kind-advisories = Travel advisory
context-state-in-use = in use
context-state-superseded = superseded
context-not-loaded = Not loaded. The chief of PCU or a protection coordination officer loads it: cordon import threat FILE --kind { $kind }
context-no-line = The list in use has no line for this country.
context-no-position = No position is recorded here, so nothing can be counted around it.
context-of = Context: { $place }, { $country }
context-as-of-days = As of { $date }, { $count ->
    [one] 1 day
   *[other] { $count } days
} old.
context-as-of-months = As of { $date }, { $count } months old.
context-as-of-years = As of { $date }, { $count ->
    [one] 1 year
   *[other] { $count } years
} old.
context-source-line = { $source }, { $licence }; read { $read }.
context-index-value = { $value } of 10: { $class }.
context-index-rank = Rank { $rank }.
context-index-hazard = Hazard and exposure { $value }.
context-index-vulnerability = Vulnerability { $value }.
context-index-coping = Lack of coping capacity { $value }.
context-class-very-low = very low
context-class-low = low
context-class-medium = medium
context-class-high = high
context-class-very-high = very high
context-level-1 = Level 1: exercise normal precautions
context-level-2 = Level 2: exercise increased caution
context-level-3 = Level 3: reconsider travel
context-level-4 = Level 4: do not travel
context-advisory = { $level } ({ $day }).
context-advisory-words = { $words } ({ $day }).
context-events-sum = { $count ->
    [0] No event within 50 km from { $first } to { $last }.
    [one] 1 event within 50 km from { $first } to { $last }, { $deaths } killed.
   *[other] { $count } events within 50 km from { $first } to { $last }, { $deaths } killed.
}
context-events-span = Events from { $first } to { $last }.
context-by-year = Events within 50 km by year
context-events = Events
context-events-every-year = Events, every year
context-events-all = All events near here
context-country = The country in the lists
context-country-record = Country record
context-places = Events within { $km } km of duty stations
context-places-none = No duty station with a position is recorded in this country, or no events are loaded.
context-events-title = Events near a place
context-events-near = { $count ->
    [one] 1 event within { $km } km of { $place }
   *[other] { $count } events within { $km } km of { $place }
}
context-events-deaths = { $deaths } killed in all, by the best estimate.
context-events-none = No event near here.
context-events-none-text = The list in use has none within this distance and these years. That is no statement about today.
context-ask = Near where?
context-ask-text = Give the code of a station, or latitude and longitude in degrees.
context-near-station = Station code
context-near-latitude = Latitude
context-near-longitude = Longitude
context-near-km = Within km
context-near-km-hint = 50 unless you say so; at most 500.
context-near-year = Year
context-km-range = Give kilometres above 0, at most 500.
context-year-unreadable = Write a year, such as 2019.
context-degrees = Write degrees from -{ $most } to { $most }, such as -1.6585.
context-tag-station = Station { $value }
context-tag-place = { $value }
context-tag-latitude = Latitude { $value }
context-tag-longitude = Longitude { $value }
context-tag-km = Within { $value } km
context-tag-year = { $value }
context-event-year = Year
context-event-place = Place
context-event-km = Distance, km
context-event-deaths = Killed
context-event-civilians = Of them civilians
context-event-position = Position
context-col-ref = Reference
context-col-kind = List
context-col-source = Source
context-col-licence = Licence
context-col-as-of = Date of the data
context-col-read = Read in
context-col-read-by = Read in by
context-col-file = File
context-col-rows = Rows
context-col-kept = Kept
context-col-refused = Refused
context-col-remarks = Remarks
context-col-state = State
context-superseded = Superseded
context-tab-show = List
context-tab-remarks = Remarks
context-remarks-count = { $count ->
    [one] 1 remark
   *[other] { $count } remarks
}
context-remarks-none = Every cell could be read.
context-row-refused = row refused
context-row-kept = row kept
context-remark-col-row = Row
context-remark-col-column = Column
context-remark-col-remark = Remark
context-remark-col-kept = Row
context-remark-missing-field = The cell is empty.
context-remark-error-cell = The cell holds an error of a spreadsheet: { $value }
context-remark-no-value = The source gives no value: { $value }
context-remark-unreadable-number = This is no number: { $value }
context-remark-unreadable-date = This is no date: { $value }
context-remark-position-out-of-range = This is no position: { $value }
context-remark-out-of-range = This lies outside the scale: { $value }
context-remark-unreadable-code = This is no country code of three letters: { $value }
context-remark-unknown-country = No country with this code is known here; the row is kept under it: { $value }
context-remark-duplicate = The country stands in the list twice; the first row counts: { $value }
context-remark-country-repeated = The country has several rows; all are shown: { $value }
context-remark-weekday-differs = The weekday is not that of the date; the date counts: { $value }
context-remark-not-a-level = This is not a plain level; its words are shown instead: { $value }
constraint-context-set-is-kept = A list is kept as it was read in.
constraint-context-file-read-once = This file was read in already.
constraint-context-set-in-use-once = Somebody else loads such a list at this moment. Try again.
context-set-ref = Reference
context-set-kind = List
context-set-source = Source
context-set-licence = Licence
context-set-as-of = Date of the data
context-set-file-name = File
context-set-rows = Rows
context-set-kept = Kept
context-set-refused = Refused
context-set-superseded-at = Superseded
