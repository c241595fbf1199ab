# Closing a movement.

closing-title = Close movement
closing-lead = Times as they were. A changed time is kept as a late entry; the report before it stays in the log. A leg that did not take place is cancelled in the plan first.
closing-open = Open exceptions
closing-departed = Actual departure
closing-arrived = Actual arrival
closing-time-hint = 18-Nov-2026 14:05, on the clocks of { $place } ({ $zone }); with Z at the end, in Z.
closing-note = After-action note
closing-note-hint = Required after an exception, a diversion or a call for assistance.
closing-deed = Close movement
closing-already = This movement is closed or cancelled already.
closing-no-legs = This movement has no leg and no stay; there is nothing to close. Cancel it or void it.
closing-stay-not-over = A stay lasts until { $day }. Close the movement after it, or change the stay first.
closing-arrival-missing = Leg { $leg } has no actual arrival. A movement is closed when each leg has one (INV-12).
closing-not-over = Leg { $leg } is not over yet.
closing-arrives-before = The arrival lies before the departure.
closing-note-missing = Something happened on this movement: write what, and what follows from it.
closing-time-shape = Write date and time, such as 18-Nov-2026 14:05.
closing-time-in-z = The clocks changed then. Write the time in Z, such as 18-Nov-2026 12:05Z.

said-movement-closed = Closed: { $ref }.
