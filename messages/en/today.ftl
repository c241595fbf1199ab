# The page of the person on duty. Words of its buttons for help stand in shell.ftl.

today-itinerary = itinerary { $version }
today-risk = Risk { $word }
today-due-check-in = Check-in due
today-due-arrival = Arrives
today-due-departure = Departs
today-in = in { $span }
today-late = { $span } late
today-well-on-way = All well, towards { $place }
today-well-at = All well at { $place }
today-running-late = Running late
today-need-assistance = Need assistance
today-other-report = Departed, arrived, other
today-sent = Last report { $time }, { $channel }.
today-nothing-sent = Nothing reported on this leg yet.
today-next-leg = to { $to }, arrives { $arrives }
today-off = Off duty.
today-off-next = Off duty. Next duty { $time }.
today-off-stand-by = Off duty. Stand-by from { $day }.
today-stand-by-now = Off duty, on stand-by today.
today-handed-over = Handed over. You are relieved from this team.
today-assistance = Assistance
today-help-sent = Assistance asked { $time }. The watch sees it now.
today-help-none = No call for assistance of yours is open.
today-call-leader = TL { $name }
today-call-watch = Watch: { $name }
today-call-station = { $name }

said-caution-today-ended = The end of this leg was already recorded for { $ref }. Yours is added to the log.
