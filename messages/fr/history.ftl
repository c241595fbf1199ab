# Historique d’une fiche et page de conflit.

history-title = Historique
history-count = { $count ->
    [one] { $count } enregistrement
   *[other] { $count } enregistrements
}
history-print = Imprimer
history-field = Champ
history-any-field = tous les champs
history-person = Personne
history-any-person = tout le monde
history-from = Du
history-to = Au
history-compare = Comparer l’enregistrement
history-compare-with = avec
history-choose-save = choisir un enregistrement
history-compare-deed = Comparer
history-compared = Enregistrements { $older } et { $newer }
history-no-difference = Ils ne diffèrent pas.
history-older = Enregistrements plus anciens
history-empty = Aucun enregistrement ne correspond
history-empty-text = Retirez un filtre pour en voir davantage.
history-folded = { $count ->
    [one] { $count } enregistrement des colonnes propres au système
   *[other] { $count } enregistrements des colonnes propres au système
}
history-printed = Imprimé { $time } par { $who }
history-installation = l’installation
history-by-form = formulaire
history-by-import = importation
history-by-command = ligne de commande
history-by-job = tâche automatique
history-yes = oui
history-no = non
history-not-visible = non visible pour vous
list-ignored = Cette liste ne connaît pas ce filtre, il a été ignoré :

conflict-stale = Quelqu’un a enregistré cette fiche entre-temps. Rien de vous n’est encore enregistré.
conflict-title = { $ref } a été modifié pendant votre saisie
conflict-saved-by = { $who } a enregistré à { $time }.
conflict-saved-by-unknown = Quelqu’un d’autre l’a enregistré.
conflict-call = Appeler { $who } : { $number }
conflict-nothing-saved = Rien n’est perdu et rien n’est encore enregistré. Choisissez là où vous différez ; aucun côté n’est choisi d’avance.
conflict-field = Champ
conflict-result = Résultat
conflict-same = personne ne l’a modifié
conflict-yours-kept = le vôtre est gardé (vous seul l’avez modifié)
conflict-theirs-kept = le leur est gardé (eux seuls l’ont modifié)
conflict-both-same = les deux ont écrit la même chose
conflict-with-group = décidé avec { $label }
conflict-save = Enregistrer le résultat
conflict-back = Revenir à mon formulaire
conflict-discard = Abandonner ma saisie
conflict-choose = Choisissez le leur, le vôtre ou autre pour chaque champ marqué ci-dessous.
said-merged = Enregistré. Quelqu’un d’autre a modifié d’autres champs de { $ref } entre-temps ; les deux sont gardés. L’historique les montre.
