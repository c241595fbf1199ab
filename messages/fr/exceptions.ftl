# Le registre des exceptions.

exception-list-title = Exceptions
exception-list-count = { $count ->
    [one] { $count } exception
   *[other] { $count } exceptions
}
exception-shown = { $shown } sur { $total }
exception-any = toutes
exception-state = État
exception-state-open = ouverte
exception-state-closed = close
exception-state-all = toutes
exception-rule = Règle
exception-station = Lieu d’affectation
exception-col-ref = Référence
exception-col-what = Ce qui s’est passé
exception-col-movement = Mouvement
exception-col-opened = Ouverte
exception-col-owner = Responsable
exception-other = En contradiction avec
exception-by = { $time }, { $who }
exception-none = Aucune exception ouverte
exception-none-text = Quand un fait enfreint une règle, il est consigné et figure ici jusqu’à ce que quelqu’un le close par écrit.
exception-none-match = Aucune exception ne correspond
exception-none-match-text = Retirez un filtre.
exception-why = Le fait est consigné : un fait n’est jamais refusé. La règle enfreinte figure ici, avec un responsable, jusqu’à ce que quelqu’un écrive ce qui a été fait.
exception-resolution = Ce qui a été fait
exception-resolution-hint = Lu par tous ceux qui voient le lieu d’affectation du mouvement.
exception-resolution-settled-by-correction = Une correction l’a réglée : les comptes rendus ne se contredisent plus.
exception-close-deed = Clore l’exception
exception-closed-meanwhile = Quelqu’un a clos cette exception entre-temps. Rien de votre part n’a été enregistré.

exception-code-departed-not-ready = L’étape est partie avant que le mouvement ne soit prêt.
exception-code-departed-uncovered = L’étape est partie avec un poste requis vacant.
exception-code-reported-after-closing = Un départ ou une arrivée a été rapporté après la clôture du mouvement.
exception-code-principal-elsewhere = Le haut responsable a été signalé ailleurs au même moment.
exception-code-officer-elsewhere = Un agent de cette étape a été signalé ailleurs au même moment.
exception-code-clearance-after-diversion = L’étape a été déroutée : l’autorisation est à revoir dans les deux heures.
exception-code-diverted-over-plan = Le déroutement empiète sur un autre plan du même haut responsable.
exception-code-officer-promised-elsewhere = Le déroutement retient un agent promis ailleurs.

said-exception-closed = Exception { $ref } close.

exception-resolution-settled-by-carry-over = Ce sur quoi il repose est de nouveau en vigueur.
exception-resolution-settled-by-review = Il a été réexaminé.
exception-code-interim-started = Une seule personne a lancé une protection provisoire ; une autre doit la confirmer.
exception-code-interim-unconfirmed = La protection provisoire n’a pas été confirmée dans les 12 heures. Elle reste en vigueur.
exception-code-interim-lapsed = La protection provisoire est terminée après 72 heures et rien ne l’a remplacée. Personne n’a été retiré.
exception-code-registration-unconfirmed = Une décision enregistrée d’après document attend une seconde personne depuis plus d’un jour. Elle reste en vigueur.
exception-code-assessment-lapsed = L’évaluation qui fondait un besoin de protection n’est plus en vigueur. Personne n’a été retiré.
exception-code-requirement-review-overdue = Le réexamen d’un besoin de protection est en retard.
exception-act = Ce qui a été fait
exception-why-act = Une personne a fait seule ce qui en demande deux. L’acte figure ici jusqu’à ce que la seconde l’ait confirmé ; des mots ne le closent pas.
exception-code-grant-unconfirmed = Un droit urgent est en vigueur et personne ne l’a confirmé après 24 heures.
exception-code-reset-unconfirmed = Un mot de passe a été réinitialisé par un code qu’un seul administrateur a émis ; une seconde personne ne l’a pas confirmé.
exception-resolution-settled-by-confirmation = La seconde personne l’a confirmé.
exception-resolution-settled-by-return = L’objet a été rendu.
exception-resolution-settled-by-end = Ce qui avait été fait a pris fin.
constraint-exception-closed-by-second-person = Cette exception se clôt quand la seconde personne confirme l’acte, non par des mots.
