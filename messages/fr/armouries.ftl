# Armureries.

nav-armouries = Armureries
armouries-title = Armureries
armouries-count = { $count ->
    [one] { $count } armurerie
   *[other] { $count } armureries
}
armouries-none = Aucune armurerie pour l’instant
armouries-none-text = Les armes sont prises en charge dans une armurerie. Enregistrez la première et faites-la agréer.
armouries-none-match = Aucune armurerie ne correspond
armoury-filter-q = Nom ou référence
armoury-new = Nouvelle armurerie
armoury-create = Enregistrer l’armurerie
armoury-save = Enregistrer les modifications
armoury-edit = Modifier l’armurerie
armoury-ref = Référence
armoury-name = Nom
armoury-name-hint = Comme on l’appelle sur place. L’emplacement exact n’a pas sa place ici.
armoury-kind = Type
armoury-kind-permanent = permanente
armoury-kind-temporary = temporaire
armoury-kind-container = conteneur
armoury-kind-vehicle-safe = coffre dans un véhicule
armoury-kind-host-provided = fournie par l’hôte
armoury-key-holders = Détenteurs des clés
armoury-key-holders-hint = Qui détient les deux clés.
armoury-capacity-neq-kg = Quantité d’explosif admise
armoury-capacity-hint = Masse nette d’explosif en kg.
armoury-capacity-number = Une quantité en kg, par exemple 2.5.
armoury-adviser = Conseiller
armoury-adviser-hint = À qui s’adresser pour le stockage, par exemple le conseiller de l’UNMAS.
armoury-adviser-number = Numéro du conseiller
armoury-weapons = Armes à présent
armoury-approval = Agrément
armoury-approval-not-assessed = non évaluée
armoury-approval-approved = agréée
armoury-approval-conditional = agréée sous conditions
armoury-approval-refused = refusée
armoury-approved-on = Décidé le
armoury-approved-until = Agréée jusqu’au
armoury-until-hint = Trois ans au plus. Vide en cas de refus.
armoury-authority = Sur la parole de qui
armoury-authority-hint = Qui a décidé et la pièce qui le dit.
armoury-conditions = Conditions
armoury-conditions-hint = Nécessaires pour un agrément sous conditions.
armoury-decided-by = Enregistré par
armoury-decided-at = Enregistré le
armoury-decided-in-future = Ce jour n’est pas encore venu.
armoury-decide = Décider de l’agrément
armoury-decide-deed = Enregistrer la décision
armoury-standing-not-assessed = non évaluée
armoury-standing-refused = refusée
armoury-standing-approved = agréée jusqu’au { $day }
armoury-standing-conditional = sous conditions jusqu’au { $day }
armoury-standing-ending = agrément jusqu’au { $day }
armoury-standing-ended = agrément échu le { $day }
armoury-blocked = INV-22 : aucun agrément n’est en vigueur. Aucune arme n’y retourne ; ce qui s’y trouve doit être déplacé, ou l’armurerie agréée.
armoury-option-unapproved = { $name } (non agréée : ouvre une exception)
armoury-lying-now = { $count ->
    [one] { $count } arme s’y trouve à présent
   *[other] { $count } armes s’y trouvent à présent
}
armoury-lying-on = { $count ->
    [one] { $count } arme s’y trouvait le { $day }
   *[other] { $count } armes s’y trouvaient le { $day }
}
armoury-lying-none = Aucune.
asset-edit-title = Modifier { $ref }
asset-station-not-yours = Choisissez un lieu d’affectation dont vous tenez les biens.
asset-armoury-not-yours = Choisissez une armurerie d’un lieu dont vous tenez les biens.
said-armoury-created = { $ref } est enregistrée. Elle ne reçoit aucune arme tant que quelqu’un d’autre ne l’a pas agréée.
said-armoury-saved = { $ref } est modifiée.
said-armoury-decided = La décision sur { $ref } est enregistrée.
constraint-armoury-named-once = Ce lieu a déjà une armurerie de ce nom.
constraint-armoury-approved-by-another = INV-05 : qui a enregistré une armurerie ne l’agrée pas.
constraint-armoury-approval-has-dates = Un agrément a une échéance, trois ans au plus après avoir été donné.
constraint-armoury-condition-is-said = Dites sous quelles conditions.
