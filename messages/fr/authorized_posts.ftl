# Postes autorisés d’un lieu d’affectation, qui les occupe, et l’effectif minimal du lieu.

nav-posts = Postes
authorized-posts-title = Postes autorisés
authorized-posts-count = { $count ->
    [one] { $count } poste
   *[other] { $count } postes
}
authorized-posts-none = Aucun poste pour l’instant
authorized-posts-none-text = Enregistrez le premier tel qu’il figure au tableau d’effectifs.
authorized-posts-none-match = Aucun poste ne correspond
authorized-post-filter-q = Numéro, intitulé ou agent
authorized-post-new = Nouveau poste
authorized-post-create = Enregistrer le poste
authorized-post-save = Enregistrer le poste
authorized-post-edit = Modifier le poste
authorized-post-ref = Référence
authorized-post-station-id = Lieu d’affectation
authorized-post-station-hint = Code du lieu, par exemple GOM. Un poste reste là où il a été autorisé.
authorized-post-number = Numéro
authorized-post-number-hint = Tel qu’au tableau d’effectifs, par exemple S-25-019.
authorized-post-title = Intitulé
authorized-post-duty-role = Fonction
authorized-post-duty-role-cp-coordinator = { officer-duty-role-cp-coordinator }
authorized-post-duty-role-team-leader = { officer-duty-role-team-leader }
authorized-post-duty-role-cp-officer = { officer-duty-role-cp-officer }
authorized-post-duty-role-driver = { officer-duty-role-driver }
authorized-post-duty-role-medic = { officer-duty-role-medic }
authorized-post-category = Catégorie
authorized-post-category-p = { officer-category-p }
authorized-post-category-d = { officer-category-d }
authorized-post-category-fs = { officer-category-fs }
authorized-post-category-gs = { officer-category-gs }
authorized-post-category-npo = { officer-category-npo }
authorized-post-category-ss = { officer-category-ss }
authorized-post-category-tc = { officer-category-tc }
authorized-post-category-lt = { officer-category-lt }
authorized-post-category-unv-international = { officer-category-unv-international }
authorized-post-category-unv-national = { officer-category-unv-national }
authorized-post-category-gpp = { officer-category-gpp }
authorized-post-category-unpol = { officer-category-unpol }
authorized-post-category-military-staff = { officer-category-military-staff }
authorized-post-category-formed-unit-member = { officer-category-formed-unit-member }
authorized-post-category-mscpu-member = { officer-category-mscpu-member }
authorized-post-category-consultant = { officer-category-consultant }
authorized-post-category-individual-contractor = { officer-category-individual-contractor }
authorized-post-category-company-contractor = { officer-category-company-contractor }
authorized-post-category-intern = { officer-category-intern }
authorized-post-grade = Classe
authorized-post-funded-until = Financé jusqu’au
authorized-post-funded-until-hint = L’emploi de qui occupe le poste dit le même jour. Vide : non enregistré.
authorized-post-funds = Crédits
authorized-post-funds-soon = prennent fin dans les 60 jours
authorized-post-funds-ended = ont pris fin
authorized-post-officer-id = Occupé par
authorized-post-officer-hint = Agents du lieu qui n’occupent aucun autre poste.
authorized-post-occupied-since = Au poste depuis
authorized-post-fill = Pourvoir le poste
authorized-post-vacate = Laisser le poste vacant
authorized-post-nobody-free = Tous les agents du lieu occupent un poste.
authorized-post-filled = pourvu
authorized-post-abolished = supprimé le { $day }
authorized-post-abolished-on = Supprimé le
authorized-post-abolish = Supprimer le poste
authorized-post-abolish-reason = Motif de la suppression
authorized-post-abolish-hint = Nommez la décision. La fiche demeure ; le numéro redevient libre.
authorized-post-state = État
authorized-post-state-in-use = en vigueur
authorized-post-state-abolished = supprimé
authorized-post-place = Maintenant
authorized-post-place-until = { $place } jusqu’au { $day }
authorized-post-place-present = présent
authorized-post-place-leave = en congé
authorized-post-place-temporary-duty = en mission temporaire
authorized-post-place-away = absent
authorized-post-place-vacant = vacant
authorized-post-count-present = { $count ->
    [one] { $count } présent
   *[other] { $count } présents
}
authorized-post-count-leave = { $count } en congé
authorized-post-count-temporary-duty = { $count } en mission temporaire
authorized-post-count-away = { $count ->
    [one] { $count } absent
   *[other] { $count } absents
}
authorized-post-count-vacant = { $count ->
    [one] { $count } vacant
   *[other] { $count } vacants
}
said-authorized-post-created = { $ref } est enregistré.
said-authorized-post-saved = { $ref } est enregistré.
said-authorized-post-filled = { $ref } est pourvu.
said-authorized-post-vacant = { $ref } est vacant.
said-authorized-post-abolished = { $ref } est supprimé.

strength-title = Effectif
strength-not-set = Aucun effectif minimal n’est enregistré ; { $present ->
    [one] { $present } présent
   *[other] { $present } présents
} maintenant, { $armed ->
    [one] { $armed } apte
   *[other] { $armed } aptes
} au service armé
strength-now = Effectif minimal { $minimum }, dont { $least ->
    [one] { $least } armé
   *[other] { $least } armés
} ; { $present ->
    [one] { $present } présent
   *[other] { $present } présents
} maintenant, { $armed ->
    [one] { $armed } apte
   *[other] { $armed } aptes
} au service armé
strength-below-now = Sous l’effectif minimal de { $minimum }, dont { $least ->
    [one] { $least } armé
   *[other] { $least } armés
} : { $present ->
    [one] { $present } présent
   *[other] { $present } présents
} maintenant, { $armed ->
    [one] { $armed } apte
   *[other] { $armed } aptes
} au service armé
strength-below-on = Sous l’effectif minimal le { $days }
strength-below-on-and-more = Sous l’effectif minimal le { $days } et { $rest ->
    [one] { $rest } autre jour
   *[other] { $rest } autres jours
}
strength-days = Les quatorze prochains jours
strength-days-note = Agents du lieu qui ne sont pas absents, et agents en mission temporaire sur place : maintenant, puis à 1200Z de chaque jour.
strength-day = Jour
strength-present = Présents
strength-armed = Aptes au service armé
strength-standing = Situation
strength-below = sous le minimum
strength-set = Effectif minimal
strength-set-deed = Enregistrer l’effectif minimal
strength-a-count = Écrivez un nombre entier de 0 à 999.
station-strength-armed = Aptes au service armé
station-strength-armed-hint = Combien doivent être présents à tout moment.
station-strength-unarmed = Autres
station-strength-unarmed-hint = Combien doivent être présents en plus, armés ou non.
station-strength-document = Document
station-strength-document-hint = Le plan ou la décision qui le dit.
said-strength-set = L’effectif minimal de { $ref } est enregistré.

constraint-authorized-post-number-shape = Écrivez seulement des lettres, chiffres, points, barres et traits d’union, par exemple S-25-019.
constraint-authorized-post-number-once = Un poste de ce numéro est déjà enregistré.
constraint-officer-fills-one-post = INV-09 : cet agent occupe un autre poste.
constraint-post-filled-by-own-officer = INV-09 : choisissez un agent de ce lieu qui n’occupe aucun autre poste.
constraint-post-filled-by-now = Ce jour est encore à venir.
constraint-post-abolished-by-now = Ce jour est encore à venir.
constraint-abolished-post-is-kept = Ce poste est supprimé. Il reste tel qu’il a été enregistré.
constraint-abolished-post-is-vacant = Quelqu’un occupe ce poste. Laissez-le d’abord vacant.
constraint-authorized-post-stays = Un poste reste au lieu d’affectation où il a été autorisé.
