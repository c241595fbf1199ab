# Règles et état.

rules-title = Règles
rules-lead = Seuils, délais et postures, chacun avec la source sur laquelle il repose.
rules-read-only = Le chef les modifie.
rules-settings = Seuils et délais
rules-setting = Règle
rules-value = Valeur
rules-unit = Unité
rules-source = Source
rules-source-hint = Le document ou la décision sur laquelle cette valeur repose.
rules-version = Version
rules-deeds = Suite
rules-postures = Postures
rules-posture = Posture
rules-posture-name = Nom
rules-posture-heading = Posture { $code }
rules-posts = Postes
rules-no-posts = aucun
rules-post = { $count } { $role }
rules-post-optional = { $count } { $role } (si disponible)
rules-post-team-leader = chef d’équipe
rules-post-second-in-command = adjoint
rules-post-ppo = agent de protection personnelle
rules-post-pes = escorte
rules-post-advance = précurseur
rules-post-driver = conducteur
rules-post-cat = équipe d’intervention
rules-post-rst = sécurité de la résidence
rules-post-medic = secouriste
rules-post-comms = transmissions
rules-post-liaison-interpreter = liaison et interprète
rules-check-in-minutes = Intervalle des contacts
rules-check-in-hint = En minutes ; 0 signifie aucun contact.
rules-no-check-ins = aucun
rules-watch-level = Niveau de veille
rules-watch-none = Sans veille
rules-watch-departure-arrival = Départ et arrivée
rules-watch-check-ins = Contacts réguliers
rules-interval-and-level = Un intervalle va avec le niveau « Contacts réguliers », et avec lui seul.
rules-value-range = Écrivez un nombre entier de 0 à { $most }.
rules-in-days = En jours
rules-in-months = En mois
rules-in-hours-a-year = En heures par an
rules-months = { $count } mois
rules-hours-a-year = { $count ->
    [one] { $count } heure par an
   *[other] { $count } heures par an
 }
rules-in-hours = En heures
rules-in-minutes = En minutes
rules-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
 }
rules-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
 }
rules-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
 }
rules-save-setting = Enregistrer la règle
rules-save-posture = Enregistrer la posture
rules-setting-visible-before-days = Les autres lieux voient une étape avant son départ
rules-setting-visible-after-days = Les autres lieux voient une étape après sa clôture
rules-setting-late-notice-days = Un préavis plus court est tardif
rules-setting-departure-grace-road = Tolérance pour un départ par la route
rules-setting-departure-grace-air = Tolérance pour un départ par les airs
rules-setting-arrival-grace-road = Tolérance pour une arrivée par la route
rules-setting-arrival-grace-air = Tolérance pour une arrivée par les airs
rules-setting-alert-again-minutes = Une alerte sans réponse revient après
rules-setting-valid-months-low = Validité d’une évaluation à risque résiduel faible
rules-setting-valid-months-medium = Validité d’une évaluation à risque résiduel moyen
rules-setting-valid-months-high = Validité d’une évaluation à risque résiduel élevé
rules-setting-valid-months-very-high = Validité d’une évaluation à risque résiduel très élevé
rules-setting-expiry-notice-days = Une nouvelle évaluation est demandée avant la fin de la précédente
rules-setting-standard-immediate-hours = Une évaluation immédiate est rendue sous
rules-setting-standard-urgent-hours = Une évaluation urgente est rendue sous
rules-setting-standard-priority-hours = Une évaluation prioritaire est rendue sous
rules-setting-standard-routine-hours = Une évaluation ordinaire est rendue sous
rules-setting-interim-hours = La protection provisoire dure
rules-setting-interim-confirm-hours = Une protection provisoire non confirmée devient une alerte après
rules-setting-extension-days = Une prolongation d’urgence dure au plus
rules-setting-late-return-hours = Une arme ou un véhicule non rendu devient une exception après
rules-setting-productive-hours = Heures productives d’un agent
rules-setting-requirement-review-days = Un besoin est réexaminé tous les
rules-setting-minimum-rest-hours = Repos minimal entre deux services
rules-setting-not-ready-hours = Un déplacement qui n’est pas prêt est signalé avant le départ
said-setting-saved = La règle a été enregistrée.
said-posture-saved = La posture { $ref } a été enregistrée.

status-title = État
status-lead = Comment va l’installation. Rien de protégé ne figure ici.
status-jobs = Tâches
status-no-jobs = Aucune tâche ne s’est encore signalée
status-job = Tâche
status-ran = Dernier passage
status-age = Âge
status-every = Toutes les
status-late = En retard
status-just-now = à l’instant
status-ago = il y a { $age }
status-installation = Installation
status-program = Version de Cordon
status-server = PostgreSQL
status-migrations = Étapes du schéma
status-size = Taille de la base
status-size-100-mb = jusqu’à 100 Mo
status-size-1-gb = jusqu’à 1 Go
status-size-10-gb = jusqu’à 10 Go
status-size-more = plus de 10 Go
status-zone-data = Données de fuseaux du système
status-sessions = Sessions ouvertes
status-session-web = Personnes
status-session-wall = Écrans muraux
status-session-command = Ligne de commande
status-session-job = Tâches
