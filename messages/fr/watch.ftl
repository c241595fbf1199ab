# Le tableau de veille, ses états, la phrase de calme, l'écran mural.

watch-title = Veille des déplacements
watch-data-at = Données de { $time }
watch-detector-ran = Contrôle des retards effectué à { $time }.
watch-detector-late = Le contrôle des retards n’a pas fonctionné depuis { $time }. Vérifiez à la main.
watch-detector-never = Le contrôle des retards n’a pas encore fonctionné. Vérifiez à la main.
watch-detector-stop = Arrêter le contrôle des retards (exercice)
watch-detector-start = Relancer le contrôle des retards (exercice)
said-caution-detector-stopped = Le contrôle des retards est arrêté. Tous les tableaux passent au rouge dans les trois minutes.
said-detector-started = Le contrôle des retards fonctionne de nouveau.
watch-lost = Appelez d’après la liste téléphonique. Liste imprimable de { $time } sous « Liste imprimable ».
watch-ignored = Inconnu de ce tableau et ignoré : { $keys }.
watch-handovers = Relèves
watch-open-wall = Faire de cet écran un affichage mural
watch-printed = Imprimé { $time } par { $who }. Caduc dès le prochain compte rendu.

watch-scope = Périmètre
watch-scope-all = tout ce qui m’est ouvert
watch-scope-region = Région { $name }
watch-scope-portfolio = Portefeuille { $name }
watch-station = Lieu d’affectation
watch-station-all = tous
watch-window = Période
watch-window-24h = 24 h
watch-window-7d = 7 jours

watch-lane-act = Agir maintenant
watch-lane-due = Attendus dans les 30 min
watch-lane-under-way = En cours
watch-lane-soon = Départs dans les 24 h
watch-lane-soon-week = Départs dans les 7 jours
watch-lane-closing = À clore
watch-lane-act-empty = Personne n’a besoin de vous maintenant.
watch-lane-due-empty = Rien n’est attendu dans les 30 prochaines minutes.
watch-lane-under-way-empty = Aucun déplacement n’est en cours.
watch-lane-soon-empty = Aucun départ dans cette période.
watch-lane-closing-empty = Aucun déplacement n’attend sa clôture.
watch-lane-soon-note = les non prêts d’abord
watch-lane-cut = { $shown } affichés. Restreignez par périmètre ou lieu, ou ouvrez la liste des déplacements.

watch-state-assistance = Demande assistance
watch-state-overdue = En retard
watch-state-arrival-overdue = Arrivée en retard
watch-state-uncovered = Sans couverture
watch-state-start-asked = Est-il parti ?
watch-state-contested = Contesté
watch-state-not-ready = Pas prêt
watch-state-due = Attendu
watch-state-under-way = En cours
watch-state-diverted = Dérouté
watch-state-suspended = Suspendu
watch-state-at-stop = À l’étape
watch-state-starts = Départ
watch-state-by-plan = En cours selon le plan
watch-state-completed = À clore

watch-event-departure = départ
watch-event-check-in = pointage
watch-event-arrival = arrivée
watch-event-close = arrivée prévue
watch-in = dans { $span }
watch-late = { $span } de retard
watch-no-cover-asked = aucune couverture demandée
watch-cover-words = postes requis pourvus : { $filled } sur { $required }
watch-leader = Chef d’équipe { $name }
watch-station-number = Lieu d’affectation, 24 h
watch-leader-and-station = Chef d’équipe { $name }, lieu d’affectation 24 h
watch-duty-number = Permanence, 24 h
watch-owner-since = { $name }, vu { $time }
watch-owner-again = { $name }, vu { $time }, rappel { $again }
watch-restricted = Déplacement restreint, responsable : chef de permanence

watch-why-assistance = Une assistance a été demandée à { $time }.
watch-why-overdue = Le pointage attendu à { $time } n’est pas venu.
watch-why-stop-overdue = Le compte rendu attendu à l’étape à { $time } n’est pas venu.
watch-why-arrival = L’arrivée était prévue à { $time } et n’est pas signalée.
watch-why-uncovered = Étape { $leg } : postes requis pourvus, { $filled } sur { $required }.
watch-why-departure = Le départ était prévu à { $time } et n’est pas signalé. C’est une question, pas une alarme.
watch-why-contested = L’étape { $leg } entre en conflit avec une autre fiche du même haut responsable.
watch-why-not-ready = L’état est « { $state } » et non « prêt ».
watch-stage-notified = annoncé
watch-stage-planning = en préparation
watch-stage-clearance-pending = autorisation demandée
watch-stage-cleared = autorisé
watch-stage-cleared-with-conditions = autorisé sous conditions
watch-stage-refused = refusé
watch-stage-ready = prêt

watch-channel-radio = radio
watch-channel-phone = téléphone
watch-channel-satellite = satellite
watch-channel-message = message
watch-channel-app = application
watch-channel-in-person = en personne
watch-channel-other = autre
watch-condition-well = tout va bien
watch-condition-late = en retard
watch-condition-diverted = dérouté
watch-condition-assistance = demande de l’aide

watch-calm-nobody = Personne n’est en retard.
watch-calm-next-check-in = Prochain pointage { $time }, { $reference }.
watch-calm-next-event = Prochain compte rendu { $time }, { $reference }.
watch-calm-covered = { $count ->
    [one] Le déplacement en cours pour lequel une couverture a été demandée est couvert.
   *[other] Les { $count } déplacements en cours pour lesquels une couverture a été demandée sont couverts.
}
watch-first-use = Aucun déplacement dans ce périmètre dans les 24 prochaines heures.
watch-first-use-week = Aucun déplacement dans ce périmètre dans les 7 prochains jours.
watch-plan = Préparer un déplacement
watch-widen = Élargir à 7 jours
watch-change-scope = Tout afficher
