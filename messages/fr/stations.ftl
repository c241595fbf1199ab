# Lieux d’affectation, lieux et pays.

stations-title = Lieux d’affectation
stations-count = { $count ->
    [one] { $count } lieu d’affectation
   *[other] { $count } lieux d’affectation
 }
stations-find = Code ou nom
stations-any = Tous
stations-new = Nouveau lieu d’affectation
stations-code = Code
stations-code-hint = Trois lettres, par exemple GOM. Il ne change plus.
stations-code-shape = Écrivez trois lettres de A à Z.
stations-name = Nom
stations-country = Pays
stations-country-hint = Code ISO ou nom, par exemple CD ou Tchad.
stations-country-unknown = Aucun pays ne porte ce code ou ce nom.
stations-region = Région
stations-region-africa = Afrique
stations-region-americas = Amériques
stations-region-asia = Asie et Pacifique
stations-region-europe = Europe
stations-region-mena = Moyen-Orient
stations-region-of-country = La région du pays
stations-zone = Fuseau horaire
stations-clock = Heure locale
stations-summer-time = Heure d’été
stations-clocks-change = L’heure change au cours de l’année
stations-clocks-stay = Pas d’heure d’été
stations-hardship = Classe de difficulté
stations-hardship-as-of = Classe connue depuis
stations-hardship-since = { $class }, depuis le { $date }
stations-hardship-H = H (siège)
stations-hardship-A = A
stations-hardship-B = B
stations-hardship-C = C
stations-hardship-D = D
stations-hardship-E = E
stations-hardship-unclassified = Non classé
stations-date-hint = Par exemple 18-Nov-2026.
stations-family = Familles
stations-family-family = Lieu d’affectation famille autorisée
stations-family-non-family = Lieu d’affectation famille non autorisée
stations-headquarters = Siège
stations-is-headquarters = C’est un siège
stations-position = Position
stations-always-on = Numéro 24 h sur 24
stations-no-always-on = Pas de numéro 24 h sur 24
stations-none = Aucun lieu d’affectation dans votre périmètre
stations-none-text = Un lieu apparaît ici quand un rôle vous y est accordé.
stations-none-match = Aucun lieu d’affectation ne correspond
stations-none-match-text = Retirez un filtre, ou écrivez moins de lettres.
stations-edit = Modifier le lieu
stations-edit-heading = Modifier { $ref }
stations-save = Enregistrer le lieu
stations-create = Créer le lieu
stations-tab-show = Lieu
stations-tab-numbers = Numéros
stations-tab-history = Historique
stations-call = Qui appeler
stations-facts = Le lieu
stations-changed-at = Dernière modification { $time }
stations-no-numbers = Aucun numéro n’est enregistré pour ce lieu.
stations-keep-numbers = Ajouter ou annuler des numéros
stations-24h = 24 h
stations-numbers = Numéros en vigueur
stations-numbers-void = Numéros annulés
stations-number = Numéro
stations-number-label = À qui
stations-number-label-hint = Une fonction, par exemple Centre des opérations de sécurité, jamais un nom privé.
stations-number-always = Répond jour et nuit
stations-number-as-of = Vérifié le
stations-number-in-future = Ce jour est dans l’avenir.
stations-number-add = Ajouter le numéro
stations-number-age = { $days ->
    [0] vérifié le { $date }, aujourd’hui
    [one] vérifié le { $date }, il y a 1 jour
   *[other] vérifié le { $date }, il y a { $days } jours
 }
stations-number-old = Numéro à vérifier
stations-number-conflict = Quelqu’un a modifié ou annulé ce numéro entre-temps. Rien n’a été enregistré.
stations-void = Annuler
stations-void-heading = Annuler { $label } : { $number }
stations-void-reason = Pourquoi ce numéro n’est plus bon
stations-void-reason-hint = Il reste dans l’historique, et plus personne ne l’appelle.
stations-void-deed = Annuler le numéro
stations-movements = Déplacements des 7 prochains jours
stations-movements-summary = { $count ->
    [one] { $count } étape commence ou finit ici.
   *[other] { $count } étapes commencent ou finissent ici.
 }
stations-movements-more = { $count ->
    [one] 1 autre
   *[other] { $count } autres
 }
stations-no-movements = Aucun déplacement enregistré ne touche ce lieu dans les 7 prochains jours.
stations-last-contact = Dernier contact { $time }
stations-no-contact = Pas encore de contact
stations-movement = Déplacement
stations-leg = Étape
stations-route = { $from } → { $to }
stations-departs = Départ
stations-arrives = Arrivée
stations-state = État
stations-leg-planned = Prévue
stations-leg-under-way = En cours
stations-leg-arrived = Arrivée
stations-leg-diverted = Déroutée
stations-leg-cancelled = Annulée
stations-officers = Agents du lieu
stations-officers-summary = Présents : { $present } ; absents : { $away }.
stations-no-officers = Aucun agent n’est enregistré pour ce lieu.
stations-officer = Agent
stations-role = Rôle
stations-whereabouts = Situation
stations-present = Présent
stations-away-until = { $kind } jusqu’au { $date }
stations-away-leave = Congé
stations-away-rest-and-recuperation = Détente
stations-away-training = Formation
stations-away-sick = Maladie
stations-away-travel = Voyage
stations-away-temporary-duty = Mission temporaire
stations-duty-cp-coordinator = Coordonnateur
stations-duty-team-leader = Chef d’équipe
stations-duty-cp-officer = Agent de protection
stations-duty-driver = Conducteur
stations-duty-medic = Secouriste
stations-residents = Hauts responsables résidant ici
stations-residents-summary = { $count ->
    [one] { $count } responsable.
   *[other] { $count } responsables.
 }
stations-no-residents = Aucun haut responsable n’est enregistré comme résidant ici.
said-station-created = Le lieu d’affectation { $ref } a été créé.
said-station-saved = Le lieu d’affectation { $ref } a été enregistré.
said-station-number-added = Le numéro a été ajouté à { $ref }.
said-station-number-voided = Le numéro de { $ref } a été annulé.

places-title = Lieux
places-count = { $count ->
    [one] { $count } lieu trouvé
   *[other] { $count } lieux trouvés
 }
places-count-more = Plus de { $count } lieux trouvés
places-entered = { $count ->
    [one] { $count } lieu saisi ici
   *[other] { $count } lieux saisis ici
 }
places-find = Code, nom ou autre nom
places-find-hint = Écrivez un code OACI ou IATA, un code de lieu d’affectation, ou au moins deux lettres d’un nom. Les accents ne comptent pas.
places-narrow = Les meilleures réponses sont affichées. Écrivez plus de lettres, ou un code.
places-new = Nouveau lieu
places-create = Ajouter le lieu
places-place = Lieu
places-kind = Genre
places-kind-airport = Aéroport
places-kind-duty-station = Lieu d’affectation
places-kind-border = Poste frontière
places-kind-hospital = Hôpital
places-kind-hotel = Hôtel
places-kind-office = Bureau
places-kind-police = Police
places-kind-residence = Résidence
places-kind-safe-haven = Refuge
places-kind-other = Autre lieu
places-edit = Modifier le lieu
places-edit-heading = Modifier { $name }
places-save = Enregistrer le lieu
places-station = Relève du lieu d’affectation
places-station-hint = Il répond de ce qui s’y passe. Si aucun n’est nommé, c’est le plus proche du pays.
places-station-none = Aucun à votre portée
places-phone = Téléphone
places-phone-hint = Toute personne connectée peut le lire : une réception ou une permanence, pas de numéro privé.
places-note = Remarque
places-note-hint = Toute personne connectée peut la lire : rien sur des personnes ni sur leur protection.
places-state = État
places-state-hint = Un lieu retiré n’est plus proposé pour les plans ; les voyages qui le nomment le gardent.
places-state-active = En service
places-state-withdrawn = Retiré
places-withdrawn-reason = Motif du retrait
places-withdrawn-reason-idle = Un motif n’accompagne qu’un retrait. Choisissez « Retiré », ou videz ce champ.
places-withdrawn-note = Retiré, n’est plus proposé pour les plans :
places-said = La source dit autre chose
places-said-note = Ce qui a été corrigé ici l’emporte quand la liste est relue.
places-said-fact = Donnée
places-said-here = Ici
places-none = Aucun lieu n’a encore été saisi
places-none-match = Aucun lieu ne correspond
places-none-match-text = Écrivez moins de lettres, ou ajoutez le lieu avec son fuseau horaire.
places-tab-show = Lieu
places-city = Ville
places-icao = Code OACI
places-iata = Code IATA
places-latitude = Latitude
places-longitude = Longitude
places-position-hint = En degrés, par exemple -1.6585, ou en degrés, minutes et secondes, par exemple 1°39′30″ S. Sud et ouest sont négatifs.
places-position-unreadable = Écrivez des degrés de -{ $limit } à { $limit }, par exemple 29.22, ou des degrés, minutes et secondes avec une lettre, par exemple 29 13 20 E.
places-position-whole = Remplissez la latitude et la longitude, ou aucune des deux.
places-zone-hint = Le nom dans les données de fuseaux, par exemple Africa/Lubumbashi.
places-zone-unknown = Les données de fuseaux ne connaissent pas ce nom. Écrivez par exemple Africa/Lubumbashi.
places-aliases = Autres noms
places-aliases-hint = Un par ligne, comme ils figurent dans les programmes et les fichiers.
places-aliases-many = Au plus { $limit } autres noms.
places-alias-taken = « { $alias } » est déjà un autre nom d’un lieu.
places-no-aliases = aucun enregistré
places-name-there = Un lieu de ce nom existe dans ce pays.
places-source = Source
places-source-airportsdata = airportsdata (MIT)
places-source-station = Lieu d’affectation
places-source-entered = Saisi ici
said-place-created = Le lieu a été ajouté.
said-place-saved = Le lieu a été enregistré.

countries-title = Pays
countries-count = { $count } pays
countries-find = Code ou nom
countries-none = Aucun pays ne correspond
countries-iso2 = Code
countries-iso3 = Code ISO 3166
countries-name-fr = Nom en français
countries-notice = Jours de préavis
countries-notice-hint = Combien de jours à l’avance l’hôte veut connaître un voyage, de 0 à 365. Vide : non enregistré.
countries-notice-range = Écrivez un nombre entier de 0 à 365.
countries-notice-why = Un lieu d’affectation voit les étapes qui le touchent à partir du plus long de ce délai et du délai général.
countries-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
 }
countries-places = Lieux dans ce pays
countries-edit-heading = Jours de préavis : { $name }
countries-save = Enregistrer les jours de préavis
countries-tab-show = Pays
said-country-saved = Le pays { $ref } a été enregistré.


list-filter = { $key } : { $value }
list-key-region = Région
list-key-country = Pays
list-key-hardship = Difficulté
list-key-kind = Genre
list-key-state = État
list-key-q = Recherche

places-import-missing-field = Ce champ doit être rempli.
places-import-unreadable-code = « { $value } » n’est pas un code.
places-import-unknown-country = « { $value } » n’est pas dans la liste des pays.
places-import-unknown-zone = Les données de fuseaux ne connaissent pas « { $value } ».
places-import-duplicate = « { $value } » figure dans une ligne antérieure.
places-import-position-missing = Il n’y a pas de position ; « { $value } » est gardé sans elle.
places-import-position-half = La moitié de la position manque ; la ligne est gardée sans elle.
places-import-position-mangled = « { $value } » a perdu sa virgule décimale dans des séparateurs de milliers ; la ligne est gardée sans position.
places-import-position-out-of-range = La position est hors de la terre ; la ligne est gardée sans elle.
places-import-unreadable-number = « { $value } » n’est pas un nombre ; la ligne est gardée sans position.
places-import-unreadable-date = « { $value } » n’est pas une date.
places-import-ambiguous-date = « { $value } » peut désigner deux jours.
places-import-reversed-dates = La fin précède le début.
places-import-iso-codes-disagree = « { $value } » n’est pas le code à trois lettres de ce pays.
places-import-iso-code-shared = « { $value } » est aussi le code d’une ligne antérieure : une partie de ce pays.
places-import-name-differs = Il porte ici un autre nom ; « { $value } » n’a pas été repris.
places-import-obsolete = « { $value } » est périmé ; il est gardé comme tel.
places-import-flag-missing = La ligne ne dit pas si cela vaut encore : « { $value } ».
places-import-flag-spelling = « { $value } » est écrit autrement que les autres.
places-import-city-in-two-countries = « { $value } » figure sous le même code dans deux pays ; les deux sont gardés.
places-import-name-repeated-in-country = « { $value } » figure deux fois dans ce pays.
places-import-city-code-shared = D’autres villes portent aussi le code { $value } ; ce n’est pas une clé.
places-import-unknown-station = Aucune ville de ce pays ne s’appelle exactement « { $value } ».
places-import-unknown-class = « { $value } » n’est pas une classe de difficulté.
places-import-matches-more-than-one = Plus d’une ville s’appelle « { $value } » ; la classe a été fixée pour chacune.
places-import-start-missing = { $value } n’a pas de premier jour.
places-import-ended-without-date = { $value } a pris fin, et le jour n’est pas donné.
places-import-positions-disagree = « { $value } » figure à deux positions dans ce fichier ; l’une est fausse.

constraint-station-number-voided-with-reason = Un numéro s’annule avec un motif.
constraint-duty-station-position-whole = Une position a une latitude et une longitude, ou aucune.
constraint-place-of-station-follows-it = Le lieu d’un lieu d’affectation est ce que celui-ci en dit. Modifiez-le sur la page du lieu d’affectation.
constraint-place-answered-for-within-reach = Un autre lieu d’affectation répond de ce lieu, ou en répondrait : c’est à lui, ou à la PCU, de le déplacer ou de le retirer.
constraint-place-station-within-reach = Ce n’est pas un lieu d’affectation à votre portée, ou le lieu relève d’un autre, qui le garde.
constraint-place-withdrawn-with-reason = Un lieu retiré a un motif, un lieu en service n’en a pas.
constraint-place-phone-shape = Un numéro de téléphone a des chiffres, des espaces et, au besoin, un + devant.
constraint-place-position-whole = Une position a une latitude et une longitude, ou aucune.
constraint-mission-ends-after-it-begins = Une mission finit après avoir commencé.

station-list-ignored = Ignoré : { $keys }

stations-protection = Protection
stations-protection-open = Afficher
stations-interim = { $count ->
    [one] Une protection provisoire est en cours
   *[other] { $count } protections provisoires sont en cours
}
stations-team-gaps = { $teams ->
    [one] Une équipe a des places vacantes : { $seats }
   *[other] { $teams } équipes ont des places vacantes : { $seats }
}
countries-context = Ce pays dans les listes publiques
places-context = Événements de violence organisée alentour
