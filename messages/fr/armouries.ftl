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
armoury-needs = Agrément et échéance
armoury-needs-ending = agrément qui prend fin dans les 60 jours
armoury-needs-ended = agrément échu
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

# Comptage commun au changement d’armurier.
joint-counts-title = Changement d’armurier
joint-counts-none = Aucun comptage commun n’est enregistré.
joint-count-new = Compter ensemble et passer la main
joint-count-title = Comptage commun
joint-count-what = Celui qui remet l’armurerie et celui qui la reprend comptent ensemble. Cochez ce que vous voyez tous deux, comptez chaque lot, nommez les écarts ; puis l’autre signe avec sa propre connexion.
joint-count-weapons-title = { $count ->
    [one] { $count } arme devrait se trouver ici : cochez ce que vous voyez
   *[other] { $count } armes devraient se trouver ici : cochez ce que vous voyez
}
joint-count-found = Cartouches trouvées
joint-count-number = Comptez ce lot : un nombre entier, 0 s’il n’y en a pas.
joint-count-unexpected = Ce qui se trouve ici sans être sur la liste
joint-count-unexpected-hint = Numéros de série, lots, quantités.
joint-count-remark = Ce qui diffère, et qui en répond
joint-count-remark-hint = Nécessaire s’il y a un écart. Ce qui manquera plus tard sans être nommé ici est à la charge de celui qui reprend.
joint-count-deed = Enregistrer le comptage
joint-count-list = Ce qui a été compté
joint-count-counted = Compté
joint-count-seen = vue
joint-count-not-seen = non vue
joint-count-held = selon le registre
joint-count-differs = écart
joint-count-summary = Somme
joint-count-sums = armes : { $weapons }, lots : { $lots }, écarts : { $differences }
joint-count-has-difference = écarts nommés
joint-count-state = État
joint-count-state-counted = compté, attend la signature
joint-count-state-signed = signé par les deux
joint-count-state-withdrawn = retiré
joint-count-ref = Référence
joint-count-armoury-id = Armurerie
joint-count-weapons = Armes
joint-count-rounds = Cartouches
joint-count-first-by = Remet
joint-count-first-at = Compté le
joint-count-second-by = Reprend
joint-count-second-at = Signé le
joint-count-withdraw-reason = Raison du retrait
joint-count-sign = Je reprends l’armurerie telle que listée
joint-count-sign-means = Avec votre propre connexion. Ce qui est nommé manquant ci-dessus reste à la charge de celui qui remet.
joint-count-withdraw-what = Ce comptage reste sans suite. Rien n’est remis.
said-joint-count-prepared = { $ref } est enregistré. Celui qui reprend le signe.
said-joint-count-signed = { $ref } est signé par les deux.
said-joint-count-withdrawn = { $ref } est retiré.
exception-code-armoury-past-approval = L’agrément d’une armurerie a pris fin ou a été refusé, et quelque chose s’y trouve (INV-22).
exception-resolution-settled-by-approval = Elle est de nouveau agréée.
exception-resolution-settled-by-emptying = Elle est vide.
exception-code-armoury-difference = Un comptage commun d’une armurerie a nommé des écarts.
constraint-joint-count-open-once = Cette armurerie est déjà en cours de comptage. Signez ou retirez d’abord ce comptage.
constraint-joint-count-by-two-people = INV-23 : il faut deux personnes ; vous avez donné la première signature.
constraint-joint-count-begins-with-one = Un comptage commence par une signature.
constraint-joint-count-signed-by-both = Un comptage est signé par les deux.
constraint-joint-count-difference-is-named = Quelque chose diffère. Dites quoi, et qui en répond, en dix caractères au moins.
constraint-joint-count-is-kept = Ce qui a été compté reste tel quel. Retirez-le et recomptez.
constraint-armoury-as-it-was-counted = Quelque chose est entré ou sorti depuis le comptage. Rien n’a été signé. Recomptez.
