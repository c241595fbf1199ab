# Équipes de protection, affectations, jours de service.

nav-teams = Équipes
teams-title = Équipes
teams-count = { $count ->
    [one] { $count } équipe
   *[other] { $count } équipes
}
teams-none = Aucune équipe pour l’instant
teams-none-text = Une équipe se forme sur un besoin approuvé, depuis la fiche du besoin.
teams-none-match = Aucune équipe ne correspond
team-filter-q = Nom, nom de code ou référence
team-new = Nouvelle équipe
team-create = Former l’équipe
team-requirement = Besoin
team-requirement-hint = Référence d’un besoin approuvé, comme Q-26-7K3FA.
team-requirement-unknown = Aucun besoin que vous pouvez voir ne porte cette référence.
team-requirement-not-yours = Ce besoin n’est pas d’un de vos lieux d’affectation.
team-name-hint = Le nom de l’équipe à la radio ou au tableau. Pas de noms de personnalités.
team-gap = Places
team-gap-yes = avec des places vacantes
team-cover = { $filled } places pourvues sur { $seats }
team-line-gap = { $teams ->
    [one] a des places vacantes : { $seats }.
   *[other] et d’autres, { $teams } équipes en tout, ont des places vacantes : { $seats }.
}
team-tab-seats = Places
team-tab-duty = Jours de service
team-today = Service aujourd’hui
team-today-rests = Repose sur { $ref }
team-today-bare = INV-01 : rien n’est en vigueur. Aucun nouveau jour de service ne peut être prévu aujourd’hui.
team-accept-deed = Accepter l’équipe
team-assign = Affecter un agent
team-seat-open = vacante
team-officer = Agent
team-officer-hint = Référence comme O-7K3FA. Tapez une partie du nom pour chercher.
team-officer-unknown = Aucun agent que vous pouvez voir ne porte ce nom, ou plusieurs le portent.
team-to-hint = Vide : sans fin fixée. L’affectation continue sous l’évaluation suivante ; rien n’est ressaisi.
team-past = Qui a occupé ces places
team-moved-on = Quelqu’un a été plus rapide. Rien de votre part n’a été enregistré ; regardez de nouveau l’équipe.
protection-team-name = Nom
protection-team-state = État
protection-team-accepted-by = Acceptée par le chef d’équipe
protection-team-accepted-at = Acceptée
protection-team-state-forming = en formation
protection-team-state-active = active
protection-team-state-ended = terminée
team-assignment-seat = Place
team-assignment-post-id = Poste
team-assignment-officer-id = Agent
team-assignment-from-date = Premier jour
team-assignment-to-date = Dernier jour
team-assignment-state = État
team-assignment-state-reason = Motif
team-assignment-accepted-at = Acceptée
team-assignment-replaces-id = Remplace
team-assignment-state-proposed = proposée
team-assignment-state-accepted = acceptée
team-assignment-state-assessment-lapsed = évaluation échue
team-assignment-state-ended = terminée
team-assignment-state-declined = déclinée
assignment-accept-deed = Accepter
assignment-decline-title = Décliner
assignment-decline-what = La place redevient vacante. Dites pourquoi.
assignment-end-title = Mettre fin à l’affectation
assignment-end-what = La place est vacante après le dernier jour ; les jours de service ultérieurs sont repris.
assignment-end-day = Dernier jour
assignment-replace-title = Remplacer
assignment-replace-what = Un pour un : la même place, le même dernier jour, et chaque jour de service encore à venir. L’autre affectation finit la veille.
assignment-replace-lapsed = INV-02 : l’évaluation est échue. Remplacer un pour un reste permis.
assignment-replace-by = Par
assignment-replace-day = À partir du
assignment-replace-by-another = Choisissez un autre agent.
assignment-day-outside = Ce jour est hors de l’affectation.
duty-title = Jours de service du { $from } au { $to }, heures de { $place }
duty-earlier = Deux semaines plus tôt
duty-later = Deux semaines plus tard
duty-none = Personne n’occupe de place pendant ces deux semaines.
team-unfit-from = inapte à partir du { $day }
duty-bare = rien en vigueur
duty-bare-days = { $count ->
    [one] INV-01 : rien n’est en vigueur le { $day }. Aucun jour de service ne peut y être prévu.
   *[other] INV-01 : rien n’est en vigueur pour { $count } de ces jours, le premier étant le { $day }. Aucun jour de service ne peut y être prévu.
}
duty-plan = Prévoir des jours de service
duty-assignment = Agent
duty-until = Jusqu’au
duty-until-hint = Le dernier jour aux mêmes heures ; vide pour un seul jour.
duty-until-before = Ce jour précède le premier.
duty-too-many = Au plus { $limit } jours à la fois.
duty-from = Début
duty-to = Fin
duty-time-hint = Sur 24 heures, heure locale du lieu.
duty-to-hint = Pas après le début : le lendemain.
duty-time-never = Cette heure n’existe pas le { $day } : changement d’heure.
duty-day-is-bare = INV-01 : aucun jour de service sans besoin approuvé reposant sur une évaluation en vigueur ce jour-là, ou protection provisoire. Rien n’est en vigueur le { $day }.
duty-unfit = INV-14, INV-15 : le { $day }, il manque à l’agent ce que le poste exige. { $missing }.
duty-officer-elsewhere = INV-08 : l’agent est en mission ou absent à ce moment.
duty-void-title = Reprendre ce jour
duty-day-day = Jour
duty-day-officer-id = Agent
duty-day-rests-on = Repose sur
duty-day-is-void = Repris
duty-day-void-reason = Motif
duty-day-replaces-id = Remplace

constraint-team-stands-on-approved-requirement = INV-01 : une équipe repose sur un besoin approuvé. Celui-ci ne l’est pas, ou il est terminé.
constraint-team-of-requirement-once = Ce besoin a déjà son équipe.
constraint-team-accepted-by-its-leader = WF-3 : une équipe est acceptée par son chef.
constraint-assignment-fills-a-post = Choisissez une place de ce besoin.
constraint-assignment-rests-on-assessment = INV-01 : personne n’est affecté sans besoin approuvé reposant sur une évaluation en vigueur le premier jour, ou protection provisoire.
constraint-assignment-keeps-its-person = Une affectation, c’est une personne sur une place. Remplacez plutôt la personne.
constraint-assignment-ends-after-it-begins = Le dernier jour précède le premier.
constraint-assignment-end-has-reason = Dites pourquoi.
constraint-seat-filled-once = Quelqu’un occupe cette place à ce moment. Remplacez cette personne, ou choisissez d’autres jours.
constraint-duty-day-is-not-moved = Un jour de service se reprend, il ne se déplace pas.
constraint-duty-day-inside-assignment = Un jour de service se situe dans son affectation.
constraint-duty-day-for-the-fit = INV-14, INV-15 : un de ces jours, il manque à l’agent ce que le poste exige, pour les armes, la protection rapprochée, la conduite ou les soins. Ses qualifications disent quoi.
constraint-duty-day-is-bounded = Un service dure au plus 24 heures.
constraint-duty-day-void-has-reason = Dites pourquoi ce jour est repris.
constraint-duty-rests-on-assessment = INV-01 : aucun jour de service sans besoin approuvé reposant sur une évaluation en vigueur ce jour-là, ou protection provisoire.
constraint-officer-on-one-duty = INV-08 : l’agent est déjà de service à ce moment.

said-team-created = Équipe { $ref } formée. Maintenant ses places.
said-team-accepted = Équipe { $ref } acceptée.
said-assignment-made = Agent affecté à { $ref }.
said-assignment-accepted = Accepté : { $ref }.
said-assignment-declined = Décliné : la place de { $ref } est de nouveau vacante.
said-assignment-ended = Affectation de { $ref } terminée.
said-assignment-replaced = Remplacement un pour un dans { $ref }, jours de service compris.
said-caution-assignment-moved-on = Cette affectation de { $ref } a déjà reçu sa réponse ou a pris fin.
said-duty-planned = Jours de service de { $ref } prévus.
said-duty-voided = Jour de service de { $ref } repris.
