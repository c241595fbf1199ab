# Le journal d’audit : qui a fait ou lu quoi.

trail-count = { $count ->
    [one] { $count } écriture
   *[other] { $count } écritures
}
trail-count-more = Plus de { $count } écritures
trail-any = Tous
trail-ignored = Ignoré : { $keys }
trail-shown = { $count ->
    [one] { $count } affichée
   *[other] { $count } affichées
}
trail-nothing-matches = Rien ne correspond.
trail-nothing-matches-text = Retirez un filtre.
trail-filter-tag = { $filter } : { $value }
trail-filter-person = Nom d’utilisateur
trail-filter-action = Action
trail-filter-subject = Référence
trail-filter-outcome = Issue
trail-filter-from = Du
trail-filter-to = Au
trail-col-at = Heure
trail-col-person = Personne
trail-col-action = Action
trail-col-subject = Référence
trail-col-outcome = Issue
trail-col-detail = Détail
trail-outcome-done = fait
trail-outcome-read = lu
trail-outcome-refused = refusé
trail-outcome-failed = échoué
trail-stranger = un inconnu
trail-installation = l’installation
trail-reads = Ce qui a été lu et exporté
trail-refusals = Ce qui a été refusé
trail-origin = Depuis
trail-session = Marque de la session
trail-request = Requête
trail-hash = Empreinte
trail-follows = Chaîne
trail-holds = découle de l’écriture précédente
trail-broken = ne découle pas de l’écriture précédente
trail-before = Écriture précédente
trail-after = Écriture suivante
trail-strangers-title = Refus opposés à des inconnus
trail-strangers-text = Les requêtes sans session sont comptées par jour et par action ; elles ne font pas partie des chaînes.
trail-strangers-none = Aucun refus jusqu’ici.
trail-day = Jour, UTC
trail-times = Fois
