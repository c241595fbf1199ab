# Confirmation des données d’un lieu.

confirmation-title = Les données de ce lieu sont-elles justes ?
confirmation-to-station = Le lieu
confirmation-block-people = Personnes
confirmation-block-firearms = Armes à feu
confirmation-block-ammunition = Munitions
confirmation-block-vehicles = Véhicules
confirmation-block-equipment = Équipement
confirmation-you-confirm = Lisez ce qui a changé et ce qui expire bientôt, puis dites de chaque rubrique où elle en est.
confirmation-you-reconcile = Comparez chaque rubrique avec ce que vous savez et dites où elle en est. Le responsable de la sécurité confirme ensuite.
confirmation-who-confirms = Le coordonnateur rapproche, le responsable de la sécurité du lieu confirme.
confirmation-age-good = { $what } : confirmé le { $day }
confirmation-age-due = { $what } : dernière confirmation le { $day }, à refaire
confirmation-age-late = { $what } : dernière confirmation le { $day }, en retard
confirmation-age-unknown = { $what } : dernière confirmation le { $day }, inconnu depuis
confirmation-age-said-unknown = { $what } : déclaré inconnu
confirmation-age-never = { $what } : jamais confirmé
confirmation-age-of-all = { $what } : confirmé dans les { $stations } lieux
confirmation-age-of-several = { $what }, { $stations } lieux : { $late } en retard, { $due } à confirmer, { $unknown } inconnus
confirmation-open = Confirmation
confirmation-due = À refaire le { $day }.
confirmation-said = { $who } : { $what }, { $when }
confirmation-reconciled = Rapproché par { $who } : { $what }, { $when }
confirmation-statement-unchanged = inchangé
confirmation-statement-changed = juste en l’état
confirmation-statement-none = aucun
confirmation-statement-unknown = inconnu
confirmation-say-unchanged = Inchangé
confirmation-say-changed = Juste en l’état
confirmation-say-none = Aucun
confirmation-say-unknown = Inconnu
confirmation-no-records = Rien n’est enregistré.
confirmation-not-registered = Il n’y en a pas encore de registre ici.
confirmation-records = { $count ->
    [one] { $count } fiche
   *[other] { $count } fiches
}
confirmation-counted = { $counted } sur { $records } comptées ce mois-ci
confirmation-counted-quarter = { $counted } sur { $records } comptés ce trimestre
confirmation-uncounted = Pas comptées ce mois-ci
confirmation-uncounted-quarter = Pas comptés ce trimestre
confirmation-ending = { $count ->
    [one] { $count } expire dans les 60 jours
   *[other] { $count } expirent dans les 60 jours
}
confirmation-changes = { $count ->
    [one] { $count } changement depuis
   *[other] { $count } changements depuis
}
confirmation-more = { $count ->
    [one] et { $count } autre dans la liste
   *[other] et { $count } autres dans la liste
}
confirmation-changed-meanwhile = Quelque chose a changé pendant que vous regardiez. Rien n’a été gardé ; voici l’état actuel.
station-confirmation-block = Rubrique
station-confirmation-step = Étape
station-confirmation-step-reconciled = rapproché
station-confirmation-step-confirmed = confirmé
station-confirmation-statement = Déclaré
station-confirmation-records = Fiches
station-confirmation-at = Quand
station-confirmation-said-by = Par
said-block-confirmed = Gardé pour { $ref }.
said-block-reconciled = Gardé pour { $ref }. Le responsable de la sécurité confirme.
exception-code-station-unconfirmed = Un lieu a laissé passer le jour où ses données devaient être confirmées.
exception-resolution-settled-by-station = Le lieu a confirmé ses données.
rules-setting-confirm-people-months = Les personnes sont confirmées tous les
rules-setting-confirm-firearms-months = Les armes à feu sont confirmées tous les
rules-setting-confirm-ammunition-months = Les munitions sont confirmées tous les
rules-setting-confirm-vehicles-months = Les véhicules sont confirmés tous les
rules-setting-confirm-equipment-months = L’équipement est confirmé tous les
rules-setting-confirm-grace-days = Une confirmation à refaire est en retard après
stations-confirmed = Données confirmées
stations-confirmed-good = à jour
stations-confirmed-due = à refaire
stations-confirmed-late = en retard
stations-confirmed-unknown = non connu
constraint-none-means-none = Quelque chose est enregistré ici. Regardez la liste avant de dire qu’il n’y en a aucun.
constraint-nothing-is-said-to-be-none = Rien n’est enregistré ici. Dites qu’il n’y en a aucun, ou que c’est inconnu.
constraint-unchanged-means-unchanged = Quelque chose a changé depuis la confirmation. Lisez-le, puis dites que c’est juste en l’état.
constraint-confirmation-is-kept = Ce qui a été déclaré reste. Déclarez à nouveau où cela en est.
# Values as the history tells them.
station-confirmation-block-people = Personnes
station-confirmation-block-firearms = Armes à feu
station-confirmation-block-ammunition = Munitions
station-confirmation-block-vehicles = Véhicules
station-confirmation-block-equipment = Équipement
station-confirmation-statement-unchanged = inchangé
station-confirmation-statement-changed = juste en l’état
station-confirmation-statement-none = aucun
station-confirmation-statement-unknown = inconnu
