# Clôture d’un mouvement.

closing-title = Clore le mouvement
closing-lead = Les heures telles qu’elles furent. Une heure modifiée est consignée tardivement ; le compte rendu précédent reste au journal. Une étape qui n’a pas eu lieu s’annule d’abord dans le plan.
closing-open = Exceptions ouvertes
closing-departed = Départ effectif
closing-arrived = Arrivée effective
closing-time-hint = 18-Nov-2026 14:05, à l’heure de { $place } ({ $zone }) ; avec Z à la fin, en Z.
closing-note = Bilan
closing-note-hint = Obligatoire après une exception, un déroutement ou une demande d’assistance.
closing-deed = Clore le mouvement
closing-already = Ce mouvement est déjà clos ou annulé.
closing-no-legs = Ce mouvement n’a ni étape ni séjour ; il n’y a rien à clore. Annulez-le ou invalidez-le.
closing-stay-not-over = Un séjour dure jusqu’au { $day }. Fermez le mouvement ensuite, ou modifiez d’abord le séjour.
closing-arrival-missing = L’étape { $leg } n’a pas d’arrivée effective. Un mouvement se clôt quand chaque étape en a une (INV-12).
closing-not-over = L’étape { $leg } n’est pas terminée.
closing-arrives-before = L’arrivée précède le départ.
closing-note-missing = Il s’est passé quelque chose pendant ce mouvement : écrivez quoi, et ce qui en découle.
closing-time-shape = Écrivez la date et l’heure, par exemple 18-Nov-2026 14:05.
closing-time-in-z = Les horloges ont changé à ce moment. Écrivez l’heure en Z, par exemple 18-Nov-2026 12:05Z.

said-movement-closed = Clos : { $ref }.
