# Property books: lists of equipment that others keep, as they were read in.

nav-property = Property books
property-books-title = Property books
property-books-count = { $count ->
    [one] 1 property book
   *[other] { $count } property books
}
property-books-aid = Lists of equipment that others keep, as they were read in. They stand apart from our own registers.
property-books-none = No property book was read in yet.
property-books-none-text = Bring one here, or load it with: cordon import assets FILE --station CODE. XLSX, XLSB, XLS, ODS and CSV are read.
property-title = Items of property books
property-count = { $count ->
    [one] 1 item line
   *[other] { $count } item lines
}
property-none = No property book holds an item yet.
property-quantity-sum = Quantities together: { $count }
property-book = Book
property-file = File
property-read = Read
property-read-by = Read by
property-rows = Items
property-kept = Taken over
property-waiting = Waiting
property-quantity = Quantity
property-state = State
property-state-kept = counts
property-state-voided = taken back
property-state-waiting = waits
property-state-settled = settled
property-settlement = What became of it
property-settle = Settle rows that wait
property-settle-code = Which rows
property-settle-value = Only with this value
property-settle-value-hint = As the cell is written, such as NULL; every row of that kind without it.
property-settle-dropped = left aside
property-settle-released = taken over all the same
property-settle-none = No row of that kind waits with this value.
said-property-settled = Rows of { $ref } are settled.
constraint-property-row-settled-once = A row is settled once, and only while its book counts.
constraint-released-row-is-an-item = Only a row against which nothing but a repeated serial number stands can be taken over. Correct the others in the file.
property-voided = Taken back
property-void = Take the book back
property-void-text = Its { $count ->
    [one] one item leaves
   *[other] { $count } items leave
} every list; the book stays in history. The same file may be read in again afterwards.
property-open-items = Open its items
property-tab-show = Book
property-tab-remarks = What waits
property-sheets = Sheets
property-sheet = Sheet
property-sheet-none = (no sheets)
property-sheet-read = read
property-sheet-empty = Empty sheet.
property-sheet-no-header = No header with a column for items was found.
property-header-row = Header in row
property-left-aside = Titles and footers
property-item = Item
property-class = Class
property-class-firearm = firearm
property-class-ammunition = ammunition
property-class-vehicle = vehicle
property-class-equipment = equipment
property-serial = Serial and stock number
property-holder = Holder
property-unit-cost = Unit cost
property-acquired-on = Acquired
property-filter-q = Item, serial or stock number
property-row-of = row { $row }
property-row-of-sheet = { $sheet }, row { $row }
property-remarks-count = { $count ->
    [one] 1 row was not taken over
   *[other] { $count } rows were not taken over
}
property-remarks-none = No row waits.
property-remarks-aid = These rows were not taken over. Correct them in the file and read it in again: rows that are known are not taken twice. Or settle them with a reason.
property-remark-row = Row
property-remark-column = Column
property-remark-words = What is wrong
property-remark-cells = Cells
property-code-missing-field = an empty cell that must be filled
property-code-unreadable-date = a date that cannot be read
property-code-unreadable-number = a number that cannot be read
property-code-serial-duplicate = a serial number that repeats
property-remark-missing-field = The cell is empty; without it the row is no item of a holder.
property-remark-unreadable-date = “{ $value }” is no date that can be read.
property-remark-unreadable-number = “{ $value }” is no number that can stand here; quantities are whole and above zero, costs are not negative.
property-remark-serial-duplicate = Serial number “{ $value }” stands already in row { $row } with the same stock number, or make and model.
said-property-voided = { $ref } is taken back.
constraint-property-book-is-kept = A property book stays as it was read in; it can only be taken back, once.
constraint-property-row-once = Somebody read in the same rows at this moment. Read the file in again: what is known stays unchanged.
property-bring = Bring a property book
property-bring-lead = XLSX, XLSB, XLS, ODS or CSV as others keep it: titles above and footers below are left aside. Nothing is kept while you only try it.
property-bring-file-hint = At most 24 MB. The columns are known by their headings.
property-bring-deed = What to do
property-bring-try = Only show what would be taken over
property-bring-keep = Take it over
property-bring-go = Read the file
property-bring-tried = Nothing is kept yet. At { $station } this file would give:
property-bring-unchanged = known already
property-bring-again = Choose the same file again to take it over.
property-bring-not-yours = Choose a duty station whose property books you may bring.
property-bring-protected = The workbook is locked with a password. Save it without one.
property-bring-unreadable = The file cannot be read ({ $code }). Save the sheet as CSV and bring that.
property-bring-no-items = No sheet of the file has a heading for items, such as Item Name.
said-property-brought = The property book { $ref } is taken over.
said-property-nothing-new = The file says nothing new at { $ref }: all of it is known.

# Items in our registers.
property-became = In our registers
property-became-open = not registered
property-became-registered = registered
property-became-not-ours = not ours to register
property-standing = In later books
property-standing-changed = changed since
property-standing-missing = no longer there
property-choose = Choose
property-place = Where in the book
property-open-rows = Open the items that are not registered
property-register = Register
property-register-all = Register all rows
property-register-whole = Register the complete rows, let the others wait
property-register-chosen = Register the chosen items
property-register-title = Register items of property books
property-register-as = Register as { $kind }
property-register-kind = Register as
property-register-other-kind = Show as this kind
property-register-lead = The cells come from the book; nothing is saved yet. Each row is made by the rules of its register, whole or not at all.
property-kind-by-class = by the class of the row
property-for-all = For every row that leaves it empty
property-for-all-hint = What stands in a row comes first.
property-rows-lack = { $count ->
    [one] 1 row lacks something
   *[other] { $count } rows lack something
}
property-rows-left-out = { $count ->
    [one] 1 chosen item is left out: it is registered or set aside already, or not yours to register.
   *[other] { $count } chosen items are left out: they are registered or set aside already, or not yours to register.
}
property-none-chosen = No item that can be registered is chosen. Choose some in the list of items.
property-in-the-book = In the book: { $class }
property-same-mark = The same number stands in the register:
property-near-mark = Easily taken for:
property-row-error = { $row }, { $field }: { $error }
property-row-refused = The register does not take this row ({ $code }).
property-set-aside = Set aside as not ours to register
property-set-aside-chosen = Set the chosen items aside
property-set-aside-lead = { $count ->
    [0] No item is chosen.
    [one] 1 item stays in its book and leaves the list of what waits to be registered.
   *[other] { $count } items stay in their books and leave the list of what waits to be registered.
}
property-set-aside-hint = Such as: belongs to a contingent; registered before; scrapped.
property-reopen = Ours to register after all
property-reopen-lead = It was set aside: { $reason }
property-registered-by = { $who }, { $when }
property-origin = From a property book
property-origin-voided = The book { $book } was taken back after this was registered.
property-no-longer = No longer in the book of { $day } ({ $book })
property-changed-in = Changed in the book of { $day } ({ $book })
property-as-before = As it was read, in the book of { $day } ({ $book })
property-difference = { $field }: { $was }, now { $is }
property-later-books = In later books
property-later-books-none = No later book says anything else.
property-field-item = Item
property-field-make = Make
property-field-model = Model
property-field-serial = Serial number
property-field-nsn = Stock number
property-field-number = Property number
property-field-holder = Holder
property-field-condition = Condition
property-field-quantity = Quantity
property-field-unit-cost = Unit cost
property-field-acquired-on = Acquired
property-registration-item-id = Item
property-registration-kind = In our registers
property-registration-kind-firearm = firearm
property-registration-kind-vehicle = vehicle
property-registration-kind-equipment = equipment
property-registration-kind-not-ours = not ours to register
property-registration-firearm-id = Firearm
property-registration-vehicle-id = Vehicle
property-registration-equipment-id = Equipment
property-registration-reason = Reason
property-registration-made-at = Decided
property-registration-made-by = Decided by
property-registration-is-void = Taken back
property-registration-void-reason = Why it was taken back
property-registration-voided-by = Taken back by
said-property-registered = { $ref } is registered from its property book.
said-property-registered-several = Items registered: { $ref }.
said-property-registered-some = Items registered: { $ref }. What lacks something waits below.
said-property-set-aside = Items set aside: { $ref }.
said-property-reopened = The item of { $ref } waits to be registered again.
constraint-property-item-registered-once = Somebody registered or set aside this item already.
constraint-firearm-from-one-item = This firearm came from another item already.
constraint-vehicle-from-one-item = This vehicle came from another item already.
constraint-equipment-from-one-item = This equipment came from another item already.
constraint-registration-is-kept = What became of an item stays. Only what was set aside or linked is taken back, once.
constraint-registered-is-for-good = What is registered stays registered; change the record instead.
constraint-registered-from-a-book-that-counts = The book of this item was taken back.
constraint-registered-row-is-one = The row counts several. Each needs a serial number and a row of its own.
constraint-registered-at-the-station-of-its-book = The record stands at the duty station of the book.
property-link = Which record it is
property-link-of-no-record = This is no record of the station that stands on its books and has no item yet.
property-link-none = a new one, from the fields below
property-became-linked = linked to a record that stood in the register
property-unlink = Take the link back
property-unlink-lead = It was linked to { $record }.
property-linked-by = linked: { $who }, { $when }
property-registration-was-there = Record stood in the register before
said-property-linked = { $ref } is linked to its item of the property book.
constraint-linked-record-is-on-the-books = This record is no longer on the books; no item is linked to it.
