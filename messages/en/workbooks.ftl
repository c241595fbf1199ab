# Lists that go out as a workbook, are edited outside, and come back.

nav-workbooks = Workbooks
workbooks-title = Workbooks brought back
workbooks-count = { $count ->
    [one] { $count } workbook brought back
   *[other] { $count } workbooks brought back
}
workbooks-aid = Export a list, edit the file, bring it back. Only you see what you brought.
workbooks-none = You brought no workbook back yet
workbooks-none-text = Export a list, such as firearms, equipment or officers, as XLSX or CSV, edit the file and bring it here.
workbook-new = Bring a workbook back
workbook-new-lead = Nothing changes before it was shown to you. Rows are known by their reference and version, so leave these columns and the mark as they are.
workbook-new-deed = Show what it would change
workbook-list = List
workbook-list-ammunition = Ammunition
workbook-list-armouries = Armouries
workbook-list-duty-stations = Duty stations
workbook-list-places = Places
workbook-list-employment = Employment and languages of officers
workbook-list-equipment = Equipment
workbook-list-firearms = Firearms
workbook-list-kits = Kits
workbook-list-officers = Officers
workbook-list-qualifications = Officers and their qualifications
workbook-list-standby = Stand-by
workbook-list-vehicles = Vehicles
workbook-file = File
workbook-file-hint = XLSX, XLSB, XLS, ODS or CSV, at most { $limit } MB and { $rows } rows.
workbook-columns = What the columns hold
workbook-columns-note = A column that is missing changes nothing. A row without a reference makes a new record. Days are written 2026-11-22 or 22-Nov-2026.
workbook-column = Column
workbook-means = What it is
workbook-rule = In a workbook
workbook-words = Allowed words
workbook-rule-open = may be changed
workbook-rule-at-first = filled in for a new record only
workbook-rule-shown = only shown
workbook-holds-day = a day
workbook-ref = Workbook
workbook-brought = Brought
workbook-rows = Rows
workbook-row = Row
workbook-record = Record
workbook-record-new = new
workbook-state = State
workbook-cells = Cells
workbook-ready = Ready
workbook-waiting = Waiting
workbook-emptied = emptied
workbook-state-same = unchanged
workbook-state-changed = changed
workbook-state-new = new
workbook-state-conflict = changed by somebody else too
workbook-state-refused = cannot be applied
workbook-state-applied = applied
workbook-state-dropped = left out
workbook-what = { $list }, { $file }
workbook-ignored = Columns that this list does not have were left aside: { $columns }
workbook-said-nothing = Nothing is left to be done.
workbook-said-waiting = No row is ready. Those that wait are corrected here, or in a file that you bring back.
workbook-said-ready = Nothing is changed yet. Look at the rows, then apply those that are ready.
workbook-apply = { $count ->
    [one] Apply { $count } row
   *[other] Apply { $count } rows
}
workbook-apply-note = Each row is saved by itself, under your name, with the rules of its page. What cannot be saved waits.
workbook-open-rows = Rows that ask for somebody
workbook-all-rows = All rows
workbook-more-rows = (more than are shown here)
workbook-rows-count = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
workbook-rows-none = The file had no rows
workbook-back = Back to the workbook
workbook-failed = Rows that wait, as a file to correct:
workbook-row-title = Row { $number } of { $ref }
workbook-row-apply = Apply this row
workbook-row-folded = Other columns
workbook-drop-title = Leave it out
workbook-drop-reason = Why it is left out
workbook-drop-deed = Leave row out
workbook-row-settled = This row was settled meanwhile. Nothing was saved.
workbook-col-place-code = Code of the place
workbook-col-since = Held since
workbook-col-confirmed-since = Confirmed since
workbook-file-large = The file is larger than { $limit } MB.
workbook-many-rows = The file has more than { $limit } rows. Export a part of the list.
workbook-no-sheet = No sheet of the workbook holds the list { $list }. Bring back the file that was exported.
workbook-no-ref = The columns ref and version are missing. Export the list { $list } and edit that file.
workbook-no-names = The file has no headings name and station. One row for each qualification, with the name and duty station of its officer.
workbook-column-twice = The column { $column } stands twice.
workbook-protected = The workbook is locked with a password. Save it without one.
workbook-unreadable = The file cannot be read ({ $code }). Save it as XLSX or CSV and bring it again.
workbook-wrong-not-yours = There is no such record among those that you keep.
workbook-wrong-version = The version is not one of this record. Export the list again and edit that file.
workbook-wrong-no-ref = The row has a version but no reference. Put the reference back; for a new record empty the version too.
workbook-wrong-no-new = You may not make new records of this list.
workbook-wrong-twice = The same record stands in row { $row } already.
workbook-wrong-twice-new = The same new record stands in a row above.
workbook-wrong-two-officers = Two officers of this name are at this station. Enter the qualification on the page of the right one.
workbook-wrong-closed = This is not changed with a workbook. It stands as { $stands }; what you wrote is left aside if you apply the row.
workbook-wrong-closed-empty = This is not filled in with a workbook; what you wrote is left aside if you apply the row.
workbook-wrong-choice = Not one of the allowed words: { $few }
workbook-wrong-rule = A rule of the register does not allow it.
workbook-wrong-conflict = { $column }: somebody else saved { $theirs } since
said-workbook-applied = The ready rows of { $ref } are applied.
said-caution-workbook-applied = Rows of { $ref } are applied; some could not be and wait.
said-workbook-row-applied = The row is applied: { $ref }.
said-workbook-row-dropped = A row of { $ref } is left out.
constraint-workbook-row-stays-settled = This row was settled; it stays as it was.
