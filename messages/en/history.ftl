# History of a record and the page of a conflict.

history-title = History
history-count = { $count ->
    [one] { $count } save
   *[other] { $count } saves
}
history-print = Print
history-field = Field
history-any-field = any field
history-person = Person
history-any-person = anybody
history-from = From
history-to = Until
history-compare = Compare save
history-compare-with = with
history-choose-save = choose a save
history-compare-deed = Compare
history-compared = Save { $older } and save { $newer }
history-no-difference = They do not differ.
history-older = Older saves
history-empty = No save matches
history-empty-text = Take a filter off to see more.
history-folded = { $count ->
    [one] { $count } save of the system's own columns
   *[other] { $count } saves of the system's own columns
}
history-printed = Printed { $time } by { $who }
history-installation = the installation
history-by-form = form
history-by-import = import
history-by-command = command line
history-by-job = job
history-yes = yes
history-no = no
history-not-visible = not visible to you
list-ignored = This list does not know the filter, so it was ignored:

conflict-stale = Somebody saved this meanwhile. Nothing of yours was saved yet.
conflict-title = { $ref } was changed while you were editing
conflict-saved-by = { $who } saved at { $time }.
conflict-saved-by-unknown = It was saved by somebody else.
conflict-call = Call { $who }: { $number }
conflict-nothing-saved = Nothing is lost and nothing is saved yet. Choose where you and they differ; no side is chosen for you.
conflict-field = Field
conflict-result = Result
conflict-same = nobody changed it
conflict-yours-kept = yours kept (only you changed it)
conflict-theirs-kept = theirs kept (only they changed it)
conflict-both-same = both wrote the same
conflict-with-group = decided together with { $label }
conflict-save = Save result
conflict-back = Back to my form
conflict-discard = Discard mine
conflict-choose = Choose theirs, yours or other for each field marked below.
said-merged = Saved. Somebody else changed other fields of { $ref } meanwhile; theirs and yours are both kept. The history shows them.
