# The register of exceptions.

exception-list-title = Exceptions
exception-list-count = { $count ->
    [one] 1 exception
   *[other] { $count } exceptions
}
exception-shown = { $shown } of { $total }
exception-any = any
exception-state = State
exception-state-open = open
exception-state-closed = closed
exception-state-all = all
exception-rule = Rule
exception-station = Station
exception-col-ref = Reference
exception-col-what = What happened
exception-col-movement = Movement
exception-col-opened = Opened
exception-col-owner = Owner
exception-other = Collides with
exception-by = { $time }, { $who }
exception-none = No open exception
exception-none-text = When a fact breaks a rule, it is kept and stands here until somebody closes it with words.
exception-none-match = No exception matches
exception-none-match-text = Take a filter off.
exception-why = The fact is kept: facts are never refused. The rule it broke stands here, with an owner, until somebody says in words what was done about it.
exception-resolution = What was done about it
exception-resolution-hint = Seen by everybody who may see the movement's station.
exception-resolution-settled-by-correction = A correction settled it: what was reported no longer collides.
exception-close-deed = Close exception
exception-closed-meanwhile = Somebody closed this exception meanwhile. Nothing of yours was saved.

exception-code-departed-not-ready = The leg departed before the movement was ready.
exception-code-departed-uncovered = The leg departed with a required post open.
exception-code-reported-after-closing = A departure or arrival was reported after the movement was closed.
exception-code-principal-elsewhere = The official was reported elsewhere at the same time.
exception-code-officer-elsewhere = An officer of this leg was reported elsewhere at the same time.
exception-code-clearance-after-diversion = The leg was diverted: the clearance is to be checked again within two hours.
exception-code-diverted-over-plan = The diversion runs into another plan of the same official.
exception-code-officer-promised-elsewhere = The diversion keeps an officer who is promised elsewhere.

said-exception-closed = Exception { $ref } closed.

exception-resolution-settled-by-carry-over = Something it rests on is in force again.
exception-resolution-settled-by-review = It was reviewed.
exception-code-interim-started = One person started interim protection; it is to be confirmed by another.
exception-code-interim-unconfirmed = Interim protection was not confirmed within 12 hours. It stays in force.
exception-code-interim-lapsed = Interim protection is over after 72 hours and nothing took its place. Nobody was removed.
exception-code-registration-unconfirmed = A decision registered from paper has waited longer than a day for its second person. It stays in force.
exception-code-assessment-lapsed = The assessment lapsed under a requirement. Its people were not removed.
exception-code-requirement-review-overdue = The review of a requirement is overdue.
exception-act = What was done
exception-why-act = One person did alone what takes two. It stands here until the second person has confirmed it; words do not close it.
exception-code-grant-unconfirmed = An urgent right is in force, and after 24 hours nobody has confirmed it.
exception-code-reset-unconfirmed = A password was reset by a code that one administrator issued; a second person has not confirmed it.
exception-resolution-settled-by-confirmation = The second person confirmed it.
exception-resolution-settled-by-return = It was brought back.
exception-resolution-settled-by-end = What was done has ended.
constraint-exception-closed-by-second-person = This exception closes when the second person confirms what was done, not by words.
