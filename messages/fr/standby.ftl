# Réserve : engagements, état de préparation, le mois d’un lieu d’affectation.

nav-standby = Réserve
stations-standby-due = La capacité de réserve de ce mois n’est pas déclarée
stations-standby-reported = La capacité de réserve de ce mois est déclarée
standby-title = Réserve
standby-count = { $count ->
    [one] { $count } engagement
   *[other] { $count } engagements
}
standby-people = { $people ->
    [one] { $people } personne peut partir
   *[other] { $people } personnes peuvent partir
}
standby-people-within = { $people ->
    [one] { $people } personne peut partir dans les { $hours } heures
   *[other] { $people } personnes peuvent partir dans les { $hours } heures
}
standby-silent = { $count ->
    [one] La dernière déclaration de { $count } lieu d’affectation est en retard ou manque.
   *[other] Les dernières déclarations de { $count } lieux d’affectation sont en retard ou manquent.
}
standby-silent-open = Afficher
standby-no-pledges = Aucun engagement pour l’instant
standby-no-pledges-text = Un lieu d’affectation ou un État Membre promet des personnes, pour combien de temps, et en combien d’heures elles peuvent partir.
standby-none-match = Aucun engagement ne correspond
standby-new = Nouvel engagement
standby-create = Proposer l’engagement
standby-save = Enregistrer l’engagement
standby-edit = Modifier l’engagement
standby-ref = Référence
standby-whose = Personnel de
standby-of-member-state = { $state }, suivi par { $station }
standby-source-station = d’un lieu d’affectation
standby-source-member-state = d’un État Membre
standby-filter-q = Référence ou compétence
standby-filter-within = Peut partir en (heures)
standby-within-hours = en { $hours } heures
standby-hours = { $hours ->
    [one] { $hours } heure
   *[other] { $hours } heures
}
standby-period = Période
standby-standing = Peut partir
standby-standing-can-move = peut partir maintenant
standby-standing-not = ne peut pas partir maintenant
standby-standing-over = libéré ou expiré
standby-counts = { $count } sur { $of } peuvent partir
standby-unfit = { $count ->
    [one] { $count } agent désigné n’est pas apte
   *[other] { $count } agents désignés ne sont pas aptes
}
standby-aged = { $days ->
    [0] { $day }, aujourd’hui
    [one] { $day }, il y a { $days } jour
   *[other] { $day }, il y a { $days } jours
}
standby-never = jamais
standby-checked = Dernier contrôle de préparation
standby-tested = Dernier exercice d’alerte
standby-test-due = exercice d’alerte dû
standby-offered-by = Proposé par
standby-block-offered = proposé, pas accepté
standby-block-accepted = accepté, pas contrôlé
standby-block-not-ready = pas prêt
standby-block-activated = activé
standby-block-released = libéré
standby-block-expired = expiré
standby-block-not-yet = pas commencé
standby-block-never-checked = jamais contrôlé
standby-block-check-old = dernier contrôle trop ancien
standby-block-evacuated = lieu évacué
standby-gap-away = absent
standby-gap-ended = dossier clos
standby-fit = apte
standby-counts-not = ne compte pas
standby-named = Personnes désignées
standby-nobody-named = Personne n’est désigné. L’effectif est un nombre.
standby-member-officer-id = Agent
standby-officer-hint = Nom ou référence.
standby-name-deed = Désigner l’agent
standby-remove = Retirer
standby-remove-deed = Retirer le nom
standby-accept = Accepter l’engagement
standby-checks = Contrôles et exercices
standby-checks-none = Rien d’enregistré. Ce qui n’a jamais été contrôlé ne compte pas.
standby-check-new = Enregistrer un contrôle
standby-check-deed = Enregistrer le contrôle
standby-check-result = { $ready } prêts, { $not_ready } non
standby-in-hours = en { $hours } h
standby-check-ready-hint = Sur { $of } promis. Pour un exercice d’alerte : ceux qui étaient là à temps.
standby-check-hours-hint = Seulement pour un exercice d’alerte : heures jusqu’à l’arrivée du dernier.
standby-check-reason-hint = Nécessaire si quelqu’un n’est pas prêt.
standby-check-in-future = Ce jour est encore à venir.
standby-hours-number = Des heures, par exemple 6.5.
standby-activate = Activer
standby-activate-deed = Activer l’engagement
standby-activated-to-hint = Code du lieu d’affectation.
standby-activation-document-hint = Le document qui porte la décision.
standby-activation-head = Activation
standby-activation = { $count } à { $station } du { $from } au { $until } : { $purpose }. { $document }, { $by }.
standby-release = Libérer l’engagement
standby-release-deed = Libérer l’engagement
standby-station-reports = Déclarations du lieu
standby-member-state-hint = Deux lettres du pays, par exemple RO. Vide : le personnel du lieu d’affectation.
standby-skills-hint = Langues, armes, terrain, équipement spécial.
standby-notice-hint = Heures entre l’appel et le départ possible.
standby-document-hint = Lettre ou note. Nécessaire pour un État Membre.
standby-number-range = Un nombre entier de { $least } à { $most }.
standby-over = Ce jour est passé.
standby-station-not-yours = Choisissez un lieu d’affectation dont vous tenez la réserve.
standby-station-unknown = Aucun lieu d’affectation n’a ce code.
standby-country-unknown = Aucun pays n’a ce code.
standby-pledge-station-id = Lieu d’affectation
standby-pledge-member-state = État Membre
standby-pledge-category = Catégorie
standby-pledge-category-armed-protection = protection armée
standby-pledge-category-close-protection = protection rapprochée
standby-pledge-category-coordinator = coordonnateur
standby-pledge-category-driver = conducteur
standby-pledge-category-armoured-driver = conducteur de véhicule blindé
standby-pledge-category-medic = secouriste
standby-pledge-head-count = Personnes promises
standby-pledge-skills = Compétences
standby-pledge-notice-hours = Préavis de départ
standby-pledge-from-date = Du
standby-pledge-to-date = Au
standby-pledge-document = Document
standby-pledge-state = État
standby-pledge-state-offered = proposé
standby-pledge-state-accepted = accepté
standby-pledge-state-ready = prêt
standby-pledge-state-not-ready = pas prêt
standby-pledge-state-activated = activé
standby-pledge-state-released = libéré
standby-pledge-state-since = État depuis
standby-pledge-state-reason = Motif
standby-pledge-accepted-by = Accepté par
standby-pledge-accepted-at = Accepté le
standby-pledge-activated-to = Envoyés à
standby-pledge-activated-count = Combien
standby-pledge-activated-from = Du
standby-pledge-activated-until = Au
standby-pledge-activated-by = Activé par
standby-pledge-activation-purpose = But
standby-pledge-activation-purpose-surge = renfort
standby-pledge-activation-purpose-guard = garde
standby-pledge-activation-purpose-closing = fermeture
standby-pledge-activation-purpose-withdrawal = retrait
standby-pledge-activation-document = Document
standby-member-removed-at = Retiré le
standby-member-remove-reason = Motif
standby-member-during = Promis
standby-check-kind = Genre
standby-check-kind-readiness = contrôle de préparation
standby-check-kind-call-out = exercice d’alerte
standby-check-done-on = Fait le
standby-check-ready = Prêts
standby-check-not-ready = Pas prêts
standby-check-hours = Heures prises
standby-check-reason = Pourquoi pas prêts
standby-check-recorded-at = Enregistré
standby-as-checked = selon le dernier contrôle
standby-report-head = Capacité de réserve de
standby-report-hint = Les chiffres ci-dessous découlent des engagements et de la dernière déclaration. Zéro signifie aucun ; une ligne vide signifie inconnu.
standby-report-deed = Déclarer ces chiffres
standby-report-same = Comme la dernière fois
standby-report-none = Nous n’en avons pas
standby-report-note = Remarque
standby-report-empty = Remplissez une ligne, ou dites qu’il n’y en a pas.
standby-nothing-before = Il n’y a pas de déclaration antérieure à reprendre.
standby-ready = Prêts
standby-not-ready = Pas prêts
standby-why = Pourquoi
standby-all-categories = Afficher toutes les catégories
standby-reports = Déclarations
standby-reported = Dernière déclaration
standby-pledged = Promis
standby-pledges-of-station = Engagements de ce lieu d’affectation
standby-month-reported = ce mois est déclaré
standby-never-reported = jamais déclaré
standby-unknown = inconnu
standby-none = aucune capacité de réserve
standby-line-all = { $category } : { $ready } prêts
standby-line = { $category } : { $ready } prêts, { $not_ready } non ({ $reason })
standby-age = Âge
standby-age-current = { $day }, { $days } jours
standby-age-late = en retard : { $day }, { $days } jours
standby-age-unknown = trop ancien pour rien dire : { $day }, { $days } jours
standby-age-word-current = à jour
standby-age-word-late = en retard
standby-age-word-unknown = inconnu
standby-capacity-title = Capacité de réserve
standby-capacity-count = { $count ->
    [one] { $count } lieu d’affectation
   *[other] { $count } lieux d’affectation
}
standby-no-stations = Aucun lieu d’affectation ne correspond
standby-month-of = { $month } { $year }
standby-month-1 = janvier
standby-month-2 = février
standby-month-3 = mars
standby-month-4 = avril
standby-month-5 = mai
standby-month-6 = juin
standby-month-7 = juillet
standby-month-8 = août
standby-month-9 = septembre
standby-month-10 = octobre
standby-month-11 = novembre
standby-month-12 = décembre
rules-setting-standby-check-days = Un contrôle de préparation de la réserve vaut
rules-setting-standby-test-days = Un exercice d’alerte de la réserve est dû tous les
rules-setting-standby-report-days = Une déclaration de capacité de réserve vaut
said-standby-created = { $ref } est proposé. Il compte quand PCU l’a accepté et qu’un contrôle l’a trouvé prêt.
said-standby-saved = { $ref } est enregistré.
said-standby-accepted = { $ref } est accepté. Un contrôle de préparation suit.
said-standby-checked = Le contrôle de { $ref } est enregistré.
said-standby-activated = { $ref } est activé.
said-standby-released = { $ref } est libéré.
said-standby-named = Un agent est désigné dans { $ref }.
said-standby-removed = Un nom dans { $ref } est retiré.
said-standby-reported = La capacité de réserve de { $ref } est déclarée.
constraint-standby-ends-after-it-begins = La fin vient le jour du début ou après.
constraint-standby-at-most-two-years = Un engagement dure deux ans au plus.
constraint-standby-member-state-has-paper = Indiquez la lettre ou la note de l’État Membre.
constraint-standby-accepted-by-another = INV-05 : qui a proposé un engagement ne l’accepte pas.
constraint-standby-follows = Cette étape ne suit pas l’état de l’engagement.
constraint-released-pledge-is-kept = Ce qui est libéré reste tel quel. Proposez un nouvel engagement.
constraint-accepted-pledge-is-kept = Ce qui est accepté ne se réécrit pas. Libérez-le et proposez-en un autre.
constraint-signed-pledge-is-kept = Ce qui est signé reste.
constraint-expired-pledge-is-not-accepted = Cet engagement a expiré.
constraint-readiness-follows-a-check = Un engagement est prêt ou non selon un contrôle.
constraint-activation-of-the-ready-only = Moins de personnes peuvent partir. La page de l’engagement dit pourquoi.
constraint-activation-is-to-come = Ces jours sont passés.
constraint-activation-within-the-pledge = INV-13 : une activation tient dans son engagement.
constraint-officer-pledged-once = Cet agent est promis dans un autre engagement pour ces jours.
constraint-standby-names-within-head-count = Autant de personnes sont désignées que promises.
constraint-standby-names-own-officers = Un lieu d’affectation promet ses propres agents.
constraint-standby-member-is-kept = Un nom est retiré avec un motif, pas réécrit.
constraint-standby-check-is-kept = Un contrôle reste tel qu’il a été enregistré. Enregistrez-en un autre.
constraint-standby-checked-when-accepted = Seul un engagement accepté est contrôlé.
constraint-standby-check-done-by-now = Ce jour est encore à venir.
constraint-standby-check-covers-everybody = Chaque personne promise est prête ou ne l’est pas.
constraint-standby-check-says-why = Dites pourquoi quelqu’un n’est pas prêt.
constraint-standby-test-has-its-hours = Les heures vont avec un exercice d’alerte, et seulement avec lui.
constraint-standby-line-says-why = Dites pourquoi quelqu’un n’est pas prêt.
constraint-standby-line-reason-short = 300 caractères au plus.
constraint-standby-report-is-kept = Une déclaration reste telle qu’elle a été faite. Déclarez de nouveau ; la dernière compte.
constraint-standby-report-of-a-month-begun = Ce mois est encore à venir.
constraint-standby-none-has-no-figures = Une déclaration « aucune » n’a pas de chiffres.
