# What duty rests on (INV-01).
movement-ground = Étape { $leg } : le service repose sur { $ref }.
movement-ground-early = Étape { $leg } : affectation antérieure à la tenue des besoins de protection ; une nouvelle affectation reposerait sur { $ref }.
movement-ground-bare = Étape { $leg } : rien n’est en vigueur le { $day }, personne ne peut donc être affecté (INV-01).
movement-ground-bare-under-way = Étape { $leg } : rien n’est en vigueur le { $day } (INV-01). Les présences sont consignées et ouvrent une exception.
movement-protect-now = Protéger maintenant
constraint-tasking-rests-on-assessment = Rien n’est en vigueur pour cette personnalité chaque jour de l’étape : ni besoin approuvé reposant sur une évaluation en vigueur, ni protection provisoire (INV-01). Protégez maintenant, ou faites renouveler l’évaluation.
exception-code-duty-rests-on-nothing = Un agent était de service un jour qu’aucune évaluation ni protection provisoire ne couvre.
exception-code-tasked-before-requirements = Des agents ont été affectés avant la tenue des besoins de protection. Chaque affectation est à vérifier au regard de ce qui est en vigueur (INV-01).
