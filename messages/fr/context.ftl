# Contexte du pays : listes publiques à côté d’une évaluation.

nav-context = Contexte des pays
context-title = Contexte des pays
context-count = { $count ->
    [one] { $count } liste publique
   *[other] { $count } listes publiques
}
context-aid = Des listes publiques à lire à côté d’une évaluation. Elles ne sont jamais une note : aucun niveau n’en découle.
context-none = Aucune liste publique n’a encore été lue.
context-none-text = Le chef du PCU ou un officier de coordination de la protection les charge : cordon import threat FICHIER --kind events, risk-index ou advisories.
context-kind-events = Événements de violence organisée
context-kind-risk-index = Indice de risque
context-kind-advisories = Conseils aux voyageurs
context-state-in-use = en usage
context-state-superseded = remplacée
context-not-loaded = Non chargé. Le chef du PCU ou un officier de coordination de la protection le charge : cordon import threat FICHIER --kind { $kind }
context-no-line = La liste en usage n’a pas de ligne pour ce pays.
context-no-position = Aucune position n’est enregistrée ici ; rien ne peut être compté alentour.
context-of = Contexte : { $place }, { $country }
context-as-of-days = État au { $date }, il y a { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}.
context-as-of-months = État au { $date }, il y a { $count } mois.
context-as-of-years = État au { $date }, il y a { $count ->
    [one] { $count } an
   *[other] { $count } ans
}.
context-source-line = { $source }, { $licence } ; lu le { $read }.
context-index-value = { $value } sur 10 : { $class }.
context-index-rank = Rang { $rank }.
context-index-hazard = Aléas et exposition { $value }.
context-index-vulnerability = Vulnérabilité { $value }.
context-index-coping = Manque de capacité d’adaptation { $value }.
context-class-very-low = très faible
context-class-low = faible
context-class-medium = moyen
context-class-high = élevé
context-class-very-high = très élevé
context-level-1 = Niveau 1 : précautions normales
context-level-2 = Niveau 2 : vigilance accrue
context-level-3 = Niveau 3 : voyage à reconsidérer
context-level-4 = Niveau 4 : ne pas voyager
context-advisory = { $level } ({ $day }).
context-advisory-words = { $words } ({ $day }).
context-events-sum = { $count ->
    [0] Aucun événement à moins de 50 km de { $first } à { $last }.
    [one] { $count } événement à moins de 50 km de { $first } à { $last }, { $deaths } tués.
   *[other] { $count } événements à moins de 50 km de { $first } à { $last }, { $deaths } tués.
}
context-events-span = Événements de { $first } à { $last }.
context-by-year = Événements à moins de 50 km par année
context-events = Événements
context-events-every-year = Événements, toutes les années
context-events-all = Tous les événements alentour
context-country = Le pays dans les listes
context-country-record = Fiche du pays
context-places = Événements à moins de { $km } km des lieux d’affectation
context-places-none = Aucun lieu d’affectation avec une position n’est enregistré dans ce pays, ou aucun événement n’est chargé.
context-events-title = Événements autour d’un lieu
context-events-near = { $count ->
    [one] { $count } événement à moins de { $km } km de { $place }
   *[other] { $count } événements à moins de { $km } km de { $place }
}
context-events-deaths = { $deaths } tués en tout, selon la meilleure estimation.
context-events-none = Aucun événement alentour.
context-events-none-text = La liste en usage n’en a pas à cette distance et dans ces années. Cela ne dit rien d’aujourd’hui.
context-ask = Autour de quel lieu ?
context-ask-text = Donnez le code d’un lieu d’affectation, ou la latitude et la longitude en degrés.
context-near-station = Code du lieu d’affectation
context-near-latitude = Latitude
context-near-longitude = Longitude
context-near-km = Distance en km
context-near-km-hint = 50 si vous ne dites rien ; au plus 500.
context-near-year = Année
context-km-range = Donnez des kilomètres, plus de 0 et au plus 500.
context-year-unreadable = Écrivez une année, par exemple 2019.
context-degrees = Écrivez des degrés de -{ $most } à { $most }, par exemple -1.6585.
context-tag-station = Lieu d’affectation { $value }
context-tag-place = { $value }
context-tag-latitude = Latitude { $value }
context-tag-longitude = Longitude { $value }
context-tag-km = À moins de { $value } km
context-tag-year = { $value }
context-event-year = Année
context-event-place = Lieu
context-event-km = Distance, km
context-event-deaths = Tués
context-event-civilians = Dont civils
context-event-position = Position
context-col-ref = Référence
context-col-kind = Liste
context-col-source = Source
context-col-licence = Licence
context-col-as-of = Date des données
context-col-read = Lue
context-col-read-by = Lue par
context-col-file = Fichier
context-col-rows = Lignes
context-col-kept = Gardées
context-col-refused = Refusées
context-col-remarks = Remarques
context-col-state = État
context-superseded = Remplacée
context-tab-show = Liste
context-tab-remarks = Remarques
context-remarks-count = { $count ->
    [one] { $count } remarque
   *[other] { $count } remarques
}
context-remarks-none = Toutes les cellules ont pu être lues.
context-row-refused = ligne refusée
context-row-kept = ligne gardée
context-remark-col-row = Ligne
context-remark-col-column = Colonne
context-remark-col-remark = Remarque
context-remark-col-kept = Sort
context-remark-missing-field = La cellule est vide.
context-remark-error-cell = La cellule contient une erreur de tableur : { $value }
context-remark-no-value = La source ne donne pas de valeur : { $value }
context-remark-unreadable-number = Ce n’est pas un nombre : { $value }
context-remark-unreadable-date = Ce n’est pas une date : { $value }
context-remark-position-out-of-range = Ce n’est pas une position : { $value }
context-remark-out-of-range = Cette valeur sort de l’échelle : { $value }
context-remark-unreadable-code = Ce n’est pas un code de pays à trois lettres : { $value }
context-remark-unknown-country = Aucun pays de ce code n’est connu ici ; la ligne est gardée sous ce code : { $value }
context-remark-duplicate = Le pays figure deux fois dans la liste ; la première ligne compte : { $value }
context-remark-country-repeated = Le pays a plusieurs lignes ; toutes sont montrées : { $value }
context-remark-weekday-differs = Le jour de la semaine n’est pas celui de la date ; la date compte : { $value }
context-remark-not-a-level = Ce n’est pas un niveau simple ; ses mots sont montrés à la place : { $value }
constraint-context-set-is-kept = Une liste est gardée telle qu’elle a été lue.
constraint-context-file-read-once = Ce fichier a déjà été lu.
constraint-context-set-in-use-once = Quelqu’un d’autre charge une telle liste en ce moment. Réessayez.
context-set-ref = Référence
context-set-kind = Liste
context-set-source = Source
context-set-licence = Licence
context-set-as-of = Date des données
context-set-file-name = Fichier
context-set-rows = Lignes
context-set-kept = Gardées
context-set-refused = Refusées
context-set-superseded-at = Remplacée
