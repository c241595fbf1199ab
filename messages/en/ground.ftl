# What duty rests on (INV-01).
movement-ground = Leg { $leg }: duty rests on { $ref }.
movement-ground-early = Leg { $leg }: assigned before requirements were kept; a new assignment would rest on { $ref }.
movement-ground-bare = Leg { $leg }: nothing is in force on { $day }, so nobody can be assigned (INV-01).
movement-ground-bare-under-way = Leg { $leg }: nothing is in force on { $day } (INV-01). Who is there is recorded and opens an exception.
movement-protect-now = Protect now
constraint-tasking-rests-on-assessment = Nothing is in force for this official on every day of the leg: no approved requirement that rests on an assessment in force, and no interim protection (INV-01). Protect now, or have the assessment renewed.
exception-code-duty-rests-on-nothing = An officer was on duty on a day that no assessment and no interim protection covers.
exception-code-tasked-before-requirements = Officers were assigned before requirements were kept. Each assignment is to be checked against what is in force (INV-01).
