# One search.

search-title = Search
search-for = Reference, codename, officer, station or place
search-nothing-typed = Type a reference to open its record, or part of a codename, name or place.
search-too-short = Type at least two letters or digits.
search-nothing-found = Nothing you may see matches this.
search-nothing-found-next = Check the spelling, or type less. “m 412” looks in movements only, p in senior officials, o in officers, s in stations.
search-movements = Movements
search-principals = Senior officials
search-officers = Officers
search-stations = Duty stations
search-places = Places
search-more = The first { $limit } are shown. Type more to narrow.
