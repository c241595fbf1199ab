# Chiffres de la page d’un lieu d’affectation.

station-figures = Ce dont le lieu dispose
station-figures-open = À traiter
station-confirm = Confirmer les données
station-confirmations = Qui a confirmé quoi
station-figure-officers = { $count ->
    [one] agent
   *[other] agents
}
station-figure-armed = { $count ->
    [one] apte au service armé
   *[other] aptes au service armé
}
station-figure-driving = { $count ->
    [one] apte à conduire
   *[other] aptes à conduire
}
station-figure-armoured = { $count ->
    [one] apte à conduire un véhicule blindé
   *[other] aptes à conduire un véhicule blindé
}
station-figure-medic = { $count ->
    [one] apte comme secouriste
   *[other] aptes comme secouristes
}
station-figure-papers-ending = { $count ->
    [one] qualification expire dans les 60 jours
   *[other] qualifications expirent dans les 60 jours
}
station-figure-papers-expired = { $count ->
    [one] qualification expirée
   *[other] qualifications expirées
}
station-figure-contracts-ending = { $count ->
    [one] contrat ou financement prend fin dans les 60 jours
   *[other] contrats ou financements prennent fin dans les 60 jours
}
station-figure-contracts-ended = { $count ->
    [one] contrat ou financement échu
   *[other] contrats ou financements échus
}
station-figure-firearms = { $count ->
    [one] arme
   *[other] armes
}
station-figure-serviceable = en état
station-figure-with-officers = { $count ->
    [one] chez un agent
   *[other] chez des agents
}
station-figure-late = { $count ->
    [one] non rendue à temps
   *[other] non rendues à temps
}
station-figure-withdraw = { $count ->
    [one] arme à retirer
   *[other] armes à retirer
}
station-figure-lost = { $count ->
    [one] perdue ou volée
   *[other] perdues ou volées
}
station-figure-ending = { $count ->
    [one] échéance dans les 60 jours
   *[other] échéances dans les 60 jours
}
station-figure-prepared = { $count ->
    [one] remise préparée
   *[other] remises préparées
}
station-figure-unsigned = { $count ->
    [one] remise sans deuxième signature
   *[other] remises sans deuxième signature
}
station-figure-approvals-ending = { $count ->
    [one] agrément d’armurerie prend fin dans les 60 jours
   *[other] agréments d’armureries prennent fin dans les 60 jours
}
station-figure-approvals-ended = { $count ->
    [one] agrément d’armurerie échu
   *[other] agréments d’armureries échus
}
station-figure-lots = { $count ->
    [one] lot
   *[other] lots
}
station-figure-suspended = { $count ->
    [one] suspendu
   *[other] suspendus
}
station-figure-lots-expired = { $count ->
    [one] périmé
   *[other] périmés
}
station-figure-lots-ending = { $count ->
    [one] périme dans les 60 jours
   *[other] périment dans les 60 jours
}
station-figure-under-minimum = { $count ->
    [one] calibre sous le minimum
   *[other] calibres sous le minimum
}
station-figure-vehicles = { $count ->
    [one] véhicule
   *[other] véhicules
}
station-figure-reserved = { $count ->
    [one] réservation dans les 7 prochains jours
   *[other] réservations dans les 7 prochains jours
}
station-figure-reserved-late = { $count ->
    [one] véhicule non rendu à temps
   *[other] véhicules non rendus à temps
}
station-figure-equipment = { $count ->
    [one] article
   *[other] articles
}
station-figure-fully = { $count ->
    [one] pleinement apte
   *[other] pleinement aptes
}
station-figure-partly = { $count ->
    [one] partiellement apte
   *[other] partiellement aptes
}
station-figure-not = { $count ->
    [one] inapte
   *[other] inaptes
}
station-figure-kits-fully = { $count ->
    [one] trousse pleinement apte
   *[other] trousses pleinement aptes
}
station-figure-kits-partly = { $count ->
    [one] trousse partiellement apte
   *[other] trousses partiellement aptes
}
station-figure-kits-not = { $count ->
    [one] trousse inapte
   *[other] trousses inaptes
}
station-figure-exceptions = { $count ->
    [one] exception
   *[other] exceptions
}
station-figure-discrepancies = { $count ->
    [one] écart d’inventaire
   *[other] écarts d’inventaire
}
station-figure-counts = { $count ->
    [one] inventaire en cours ou non signé
   *[other] inventaires en cours ou non signés
}
station-store-counted = inventoriée le { $day }
station-store-never-counted = jamais inventoriée
station-store-going-on = Inventaire en cours :
station-store-count = Inventorier
station-stores = Ce qui est inventorié
station-unit = Unité de protection
station-readiness = Disponibilité et règles
station-standby-offered = Réserve : { $count ->
    [one] { $count } personne offerte
   *[other] { $count } personnes offertes
} à partir du { $day }
station-rules-arming = Règles du port d’armes
station-host-notice = Le pays hôte demande { $days ->
    [one] { $days } jour de préavis
   *[other] { $days } jours de préavis
}
station-host-notice-unknown = Les jours de préavis que demande le pays hôte ne sont pas enregistrés
station-figure-upkeep-overdue = entretien en retard
station-figure-upkeep-soon = entretien à faire bientôt
station-figure-training-lacking = { $count ->
    [one] agent à qui manque une formation demandée ici
   *[other] agents à qui manque une formation demandée ici
}
station-figure-training-ending = { $count ->
    [one] agent dont une formation demandée ici expire bientôt
   *[other] agents dont une formation demandée ici expire bientôt
}
