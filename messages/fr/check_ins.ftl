# Comptes rendus, notes, alertes prises en charge, corrections et journal d’un mouvement.

report-title = Compte rendu
report-lead = Ce qui s’est passé est consigné quel que soit l’état du mouvement, y compris pour le compte d’autrui. Heures en Z.
report-no-leg = Ce mouvement n’a aucune étape dont vous puissiez rendre compte.
report-deed = Consigner le compte rendu
report-leg = Étape
report-condition = Ce qui s’est passé
report-condition-well = Point de contact : tout va bien
report-condition-late = Point de contact : du retard
report-condition-departed = Parti
report-condition-arrived = Arrivé
report-condition-diverted = Dérouté
report-condition-assistance = Besoin d’assistance
report-channel = Moyen
report-channel-radio = radio
report-channel-phone = téléphone
report-channel-satellite = téléphone satellite
report-channel-message = message
report-channel-app = cette page
report-channel-in-person = de vive voix
report-channel-other = autrement
report-by = Qui a rendu compte
report-by-hint = Laissez vide si c’est vous.
report-at = Quand c’est arrivé, Z
report-at-hint = 1405, ou 18-Nov-2026 14:05. Vide signifie maintenant.
report-next-due = Prochain contact attendu, Z
report-next-due-hint = Vide : selon l’intervalle du dispositif. Pour une halte de nuit, l’heure convenue.
report-note = Note
report-note-hint = Pour un déroutement, le motif.
report-diversion = Seulement pour un déroutement
report-place = Nouveau lieu
report-place-hint = Code ou nom. Le lieu d’affectation qui le couvre voit l’étape aussitôt.
report-expected = Arrivée prévue là-bas, Z
report-expected-hint = Vide : à l’heure prévue auparavant, dans une heure au plus tôt.
report-place-ambiguous = Plusieurs lieux portent ce nom : { $places }. Écrivez le code.
report-in-the-future = C’est dans l’avenir : il est { $now }. Ce qui est arrivé est passé (INV-12).
report-due-behind = C’est déjà passé. Le prochain contact est attendu après maintenant.

note-title = Note
escalation-title = Faire remonter

taken-by = Prise en charge par { $name } il y a { $ago }
taken-next = L’alerte a un responsable. Ne la reprenez qu’après vous être parlé, et dites pourquoi : ce sera au journal.
taken-over-note = Pourquoi vous la reprenez
taken-over-deed = Reprendre quand même

correction-title = Corriger une heure consignée
correction-what = Ce qui a été consigné à tort
correction-deed = Correction
correction-deed-time = C’est arrivé à une autre heure
correction-deed-withdraw = Ce n’est pas arrivé
correction-at = Heure exacte, Z
correction-note = Pourquoi
correction-link-departed = Étape { $leg } : départ
correction-link-arrived = Étape { $leg } : arrivée

log-title = Journal
log-count = { $count ->
    [one] { $count } entrée au journal
   *[other] { $count } entrées au journal
}
log-kind = Nature
log-kind-any = toutes
log-kind-departed = Départ
log-kind-arrived = Arrivée
log-kind-check-in = Point de contact : bien
log-kind-late = Du retard
log-kind-diverted = Déroutement
log-kind-assistance = Besoin d’assistance
log-kind-note = Note
log-kind-taken = Prise en charge
log-kind-taken-over = Reprise
log-kind-escalated = Remontée
log-kind-state = État
log-kind-plan-changed = Plan modifié
log-kind-cover-changed = Couverture modifiée
log-kind-correction = Correction
log-col-time = Heure
log-col-note = Quoi
log-col-by = Par
log-leg = étape { $leg }
log-both-times = rapporté { $reported }, reçu { $received }
log-by-channel = { $who }, { $channel }
log-reported-by = { $reporter }, { $channel }, consigné par { $who }
log-next-due = Prochain contact attendu { $time }.
log-none = Rien n’a encore été rapporté.
log-none-match = Aucune entrée de cette nature.

said-report-kept = Compte rendu consigné : { $ref }.
said-caution-report-exception = Compte rendu consigné. Une règle n’a pas été respectée : l’exception { $ref } est ouverte et a un responsable.
said-caution-report-contested = Compte rendu consigné, mais il contredit un autre enregistrement : l’exception { $ref } reste ouverte jusqu’à la correction de l’un des deux.
said-caution-report-again = C’était déjà consigné pour { $ref }. Le vôtre est ajouté au journal.
said-note-added = Note ajoutée : { $ref }.
said-taken-and-noted = Prise en charge, note au journal : { $ref }. L’alerte revient si rien n’est résolu.
said-escalated = Transmis au chef de permanence : { $ref }.
said-taken = Prise en charge : { $ref }. L’alerte revient si rien n’est résolu.
said-report-corrected = Corrigé : { $ref }. Le compte rendu reste au journal.
