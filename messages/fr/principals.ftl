# Hauts responsables.

principals-title = Hauts responsables
principals-count = { $count ->
    [one] { $count } haut responsable
   *[other] { $count } hauts responsables
}
principals-none = Aucun haut responsable pour l’instant
principals-none-text = Les responsables de votre portefeuille, de votre entité ou de votre lieu apparaissent ici dès qu’ils sont enregistrés.
principals-none-match = Aucun responsable ne correspond
principals-none-match-text = Retirez un filtre, ou cherchez une partie du nom de code, du poste ou la référence.
principal-new = Nouveau haut responsable
principal-create = Créer la fiche
principal-save = Enregistrer la fiche
principal-edit = Modifier la fiche
principal-edit-title = Modifier { $ref }
principal-ref = Référence
principal-called = Nom de code
principal-codename = Nom de code
principal-codename-hint = Le nom employé sur les tableaux et les papiers. Sans lui, la référence est affichée.
principal-display-name = Nom
principal-display-name-hint = Affiché sur cette fiche seulement.
principal-office = Poste
principal-entity = Entité
principal-entity-code = Entité
principal-entity-unknown = Choisissez une entité de la liste.
principal-station = Lieu d’attache
principal-home-station-id = Lieu d’attache
principal-station-hint = Lieu d’affectation où le responsable travaille d’ordinaire.
principal-station-unknown = Choisissez un lieu d’affectation que vous pouvez voir.
principal-portfolio = Portefeuille
principal-portfolio-code = Portefeuille
principal-portfolio-not-yours = Choisissez un de vos portefeuilles.
principal-office-number = Numéro du bureau
principal-office-number-as-of = Numéro du bureau exact le
principal-station-number = Lieu
principal-state = État
principal-state-reason = Motif
principal-merged-into = Fusionné dans
principal-filter-q = Nom de code, poste ou référence
principal-numbers = Qui appeler
principal-no-number = Aucun numéro enregistré : personne à appeler
principal-who = Identité
principal-protection = Protection
principal-protection-none = Aucun besoin de protection ni protection provisoire que vous puissiez voir.
principal-interim-line = Protection provisoire { $posture } jusqu’à { $until }
principal-requirement-line = { $posture }, { $state }
principal-movements = { $count ->
    [one] { $count } déplacement
   *[other] { $count } déplacements
}
principal-movements-label = Déplacements de ce responsable
principal-movements-none = Aucun déplacement que vous puissiez voir.
principal-movement = Déplacement
principal-starts = Début
principal-ends = Fin
principal-tab-record = Fiche
principal-tab-history = Historique
principal-has-ended = Cette fiche a été fusionnée ou annulée entre-temps. Rien n’a été enregistré.
principal-ended-merged = Fusionnée dans { $ref } : { $reason }
principal-ended-voided = Annulée : { $reason }
principal-merge-link = Fusionner avec une autre fiche
principal-merge-title = Fusionner cette fiche avec une autre
principal-merge-deed = Fusionner la fiche
principal-merge-into = La fiche qui reste
principal-merge-into-hint = Référence telle que P-7K3FA. Tapez une partie du nom de code ou du poste pour chercher.
principal-merge-unknown = Aucun responsable que vous pouvez voir ne porte cette référence.
principal-merge-not-itself = Choisissez une autre fiche en usage.
principal-merge-not-yours = Vous ne pouvez pas modifier cette fiche. Adressez-vous au bureau de son portefeuille.
principal-void-link = Annuler cette fiche
principal-void-title = Annuler cette fiche
principal-void-deed = Annuler la fiche
principal-ending-list = Le responsable quitte les listes, les recherches et les choix.
principal-ending-stays = Les déplacements clos restent avec cette fiche ; reportez sur l’autre ce qui est encore exact.
principal-ending-movements = Les déplacements ouverts doivent d’abord être clos ou annulés
principal-end-has-movements = Ce responsable a encore des déplacements ouverts. Clôturez-les ou annulez-les d’abord, pour que personne sur le terrain ne soit perdu de vue.
principal-state-active = en usage
principal-state-merged = fusionnée
principal-state-voided = annulée

principal-movement-notified = notifié
principal-movement-planning = en préparation
principal-movement-clearance-pending = autorisation attendue
principal-movement-cleared = autorisé
principal-movement-cleared-with-conditions = autorisé sous conditions
principal-movement-refused = refusé
principal-movement-ready = prêt
principal-movement-under-way = en cours
principal-movement-diverted = dérouté
principal-movement-suspended = suspendu
principal-movement-completed = achevé
principal-movement-closed = clos
principal-movement-cancelled = annulé

constraint-principal-name-present = Un nom compte de 1 à 160 caractères.
constraint-principal-end-has-reason = Dites pourquoi la fiche est close.

said-principal-created = Fiche { $ref } créée.
said-principal-saved = Fiche { $ref } enregistrée.
said-principal-merged = { $ref } a été fusionnée dans cette fiche.
said-principal-voided = { $ref } a été annulée.
principal-tab-risk = Risque
principal-risk = Risque
principal-risk-rests = Sur quoi il repose
