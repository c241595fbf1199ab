# Inventaires des armureries, des véhicules et de l’équipement, et écarts qu’ils ouvrent.

nav-counts = Inventaires
counts-title = Inventaires
counts-count = { $count ->
    [one] { $count } inventaire
   *[other] { $count } inventaires
}
counts-none = Rien n’a encore été inventorié
counts-none-text = Inventoriez chaque armurerie au moins une fois par mois et à chaque remise des clés ; les véhicules et l’équipement chaque trimestre.
counts-none-match = Aucun inventaire ne correspond
count-filter-q = Référence, armurerie ou sa référence
count-new = Nouvel inventaire
count-led-by-another = INV-23 : l’inventaire est mené par une personne qui n’y tient rien. Une deuxième personne signe, qui peut en être dépositaire.
count-not-yours = Choisissez ce qui appartient à un lieu où vous comptez.
count-what = Objet de l’inventaire
count-of-vehicles = Véhicules de { $place }
count-of-equipment = Équipement de { $place }
count-option-going-on = { $name } (inventaire en cours : { $ref })
count-paper = Le comptage a été fait sur papier
count-paper-hint = Seulement pour un comptage sur papier : le jour et l’heure du comptage.
count-counted-date = Compté le
count-counted-time = Compté à
count-open-deed = Commencer l’inventaire
count-state-counting = en cours
count-state-counted = deuxième signature manquante
count-state-signed = signé par deux personnes
count-state-withdrawn = retiré
count-result = Résultat
count-found-of = { $covers ->
    [vehicles] { $found ->
        [one] { $found } véhicule trouvé sur { $expected }
       *[other] { $found } véhicules trouvés sur { $expected }
    }
    [equipment] { $found ->
        [one] { $found } objet trouvé sur { $expected }
       *[other] { $found } objets trouvés sur { $expected }
    }
   *[other] { $found ->
        [one] { $found } arme trouvée sur { $expected }
       *[other] { $found } armes trouvées sur { $expected }
    }
}
count-so-far = { $found } au compte, { $left } pas encore
count-differences-open = { $count ->
    [one] { $count } écart ouvert
   *[other] { $count } écarts ouverts
}
count-paper-line = Compté sur papier ; saisi à partir de { $when }
count-withdrawn = Retiré : { $reason }
count-keeper = INV-23 : vous tenez ce qui est compté ici, quelqu’un d’autre le compte donc. Vous pouvez signer en second.
count-mark = { $covers ->
    [vehicles] Plaque, numéro de châssis ou référence
    [equipment] Numéro de série ou référence de l’objet ou de la trousse
   *[other] Numéro de série ou référence
}
count-counted-already = Compté : { $count }. Laissez vide, ou comptez de nouveau.
count-mark-hint = Scannez ou tapez, puis Entrée. Casse, espaces et tirets sont sans importance.
count-mark-empty = Tapez la marque.
count-scan-deed = Compter
count-last-found = C’est compté : { $weapon }
count-last-found-kit = C’est compté : { $weapon }. Cochez maintenant ses pièces.
count-last-unexpected = Inattendu : { $mark }. { $why }
count-last-again = { $mark } est déjà au compte : rien n’a été ajouté.
count-sending = Envoi…
count-unsent = Pas encore envoyées
count-unsent-deed = Envoyer maintenant
count-lost = Le serveur ne répond pas : ce que vous scannez n’est pas encore envoyé. Cela reste sur cette page et partira au retour de la connexion. Ne fermez pas la page.
count-ended = Votre session a pris fin : ce que vous scannez n’est pas encore envoyé. Reconnectez-vous dans un autre onglet, puis envoyez d’ici.
count-wait = Certaines lectures ne sont pas encore envoyées. Continuez quand elles le seront.
count-refused = Non comptées
count-refused-why = Le serveur l’a refusée. Rechargez la page.
count-near = Marques proches : { $marks }.
count-not-of-station = { $covers ->
    [vehicles] Ne figure pas parmi les véhicules de ce lieu.
    [equipment] Ne figure pas parmi l’équipement de ce lieu.
   *[other] Elle ne figure pas parmi les armes de ce lieu.
}
count-not-here = D’après le registre, { $weapon } ne se trouve pas ici.
count-elsewhere = D’après le registre, { $weapon } ne se trouve pas ici : détenue par { $holder }.
count-off-the-books = { $weapon } n’est plus au registre : perdu, volé, retiré ou radié.
count-not-yet = Pas encore
count-all-found = { $covers ->
    [vehicles] Tous les véhicules inscrits pour ce lieu ont été trouvés.
    [equipment] Tout ce qui est inscrit pour ce lieu avec un numéro de série a été trouvé.
   *[other] Toutes les armes qui se trouvent ici d’après le registre ont été trouvées.
}
count-found = Trouvées
count-parts-left = { $count ->
    [one] Cochez les pièces des trousses : { $count } restante
   *[other] Cochez les pièces des trousses : { $count } restantes
}
count-kits = Pièces des trousses
count-kits-how = Ouvrez la trousse, cochez ce qu’elle contient. Ce que vous ne cochez pas n’est pas encore compté.
count-kits-deed = Compter ce qui est coché
count-no-kits = Il ne reste aucune pièce de trousse à cocher.
count-kit-standing = { $found } sur { $parts } trouvées
count-nothing-ticked = Cochez ce que vous avez vu.
count-no-such-part = L’une de ces pièces n’est plus dans aucune trousse de ce lieu. Reprenez la liste.
count-unexpected = Inattendu
count-strike = Faute de frappe ?
count-strike-deed = Rayer
count-reason = Pourquoi
count-struck = Rayé : { $reason }
count-rounds = Compter les munitions
count-rounds-blind = Comptez ce qui s’y trouve. Ce que dit le registre s’affiche une fois l’inventaire terminé.
count-rounds-deed = Garder les munitions comptées
count-numbers-deed = Garder les nombres
count-numbers = Compter ce qui n’a pas de numéro de série
count-by-number = Compté en nombre
count-no-numbers = D’après le registre, rien ne se compte en nombre ici.
count-numbers-left = { $count ->
    [one] { $count } nombre pas encore compté
   *[other] { $count } nombres pas encore comptés
}
count-rounds-number = Un nombre entier, 0 ou plus.
count-no-lots = D’après le registre, aucune munition ne se trouve ici.
count-back = Retour à l’inventaire
count-lot-not-yet = pas encore compté
count-lots-left = { $count ->
    [one] { $count } lot pas encore compté
   *[other] { $count } lots pas encore comptés
}
count-differs = écart
count-difference-rounds = { $what } : { $counted } comptées, { $expected } au registre
count-finish = Terminer et signer l’inventaire
count-finish-means = Ce qui n’est pas trouvé manque. Chaque écart est ouvert et signalé aussitôt.
count-sign = Signer en second
count-protocol = Procès-verbal
count-withdraw = Retirer l’inventaire
count-sheet = Feuille de comptage
count-sheet-what = Cochez ce que vous voyez. Notez ce qui n’est pas sur la liste. Les soldes sont omis à dessein.
count-sheet-tick = Vue
count-sheet-mark = Marque
count-sheet-number = Nombre compté
count-sheet-else = Hors liste
count-sheet-when = Jour et heure du comptage
armoury-sheet = Feuille de comptage
armoury-count = Inventorier
stock-count-ref = Référence
stock-count-armoury-id = Armurerie
stock-count-station-id = Lieu d’affectation
stock-count-covers = Porte sur
stock-count-state = État
stock-count-is-paper = Sur papier
stock-count-as-of = Compté à la date du
stock-count-opened-by = Ouvert par
stock-count-opened-at = Ouvert
stock-count-counted-by = Mené par
stock-count-counted-at = Première signature
stock-count-second-by = Deuxième personne
stock-count-second-at = Deuxième signature
stock-count-expected = Au registre
stock-count-found = Trouvé
stock-count-withdraw-reason = Motif du retrait
stock-count-lot-lot-id = Lot
stock-count-lot-equipment-id = Objet
stock-count-lot-counted = Nombre compté
stock-count-lot-expected = Nombre au registre
stock-count-lot-seen-at = Compté
stock-count-lot-entered-by = Saisi par
discrepancies-title = Écarts
discrepancies-count = { $count ->
    [one] { $count } écart
   *[other] { $count } écarts
}
discrepancies-open-link = Écarts ouverts
discrepancies-none = Aucun écart
discrepancies-none-text = Ce qu’un inventaire trouve autrement que le registre figure ici jusqu’à l’enquête.
discrepancies-none-match = Aucun écart ne correspond
discrepancy-filter-q = Référence, inventaire ou marque
discrepancy-what = Quoi
discrepancy-count = Inventaire
discrepancy-kind-missing = Non trouvée
discrepancy-kind-unexpected = Inattendue
discrepancy-kind-rounds = Munitions
discrepancy-kind-number = Nombre
discrepancy-state-open = enquête à faire
discrepancy-state-investigated = à clore
discrepancy-state-closed = clos
discrepancy-outcome-miscount = Erreur de comptage
discrepancy-outcome-records-wrong = Les registres étaient faux
discrepancy-outcome-found-elsewhere = Retrouvé ailleurs
discrepancy-outcome-lost = Perdu
discrepancy-outcome-stolen = Volé
discrepancy-outcome-other = Autre chose
discrepancy-closed-how = INV-23 : seule une enquête clôt un écart : le responsable de la sécurité enquête, le chef clôt.
discrepancy-waits-investigation = Il attend le responsable de la sécurité du lieu.
discrepancy-waits-closing = Il attend le chef, qui le clôt.
discrepancy-not-of-station = Rien de ce lieu ne porte cette marque.
discrepancy-declare = INV-24 : en cas de perte ou de vol, dites-le d’abord dans son propre dossier :
discrepancy-investigation = Enquête
discrepancy-findings-hint = Ce qui a été fait, qui a été interrogé, ce qui a été établi. Au moins vingt caractères.
discrepancy-investigate-deed = Enregistrer les constats
discrepancy-closing = Clore
discrepancy-close-deed = Clore l’écart
stock-discrepancy-ref = Référence
stock-discrepancy-kind = Genre
stock-discrepancy-firearm-id = Arme
stock-discrepancy-lot-id = Lot
stock-discrepancy-vehicle-id = Véhicule
stock-discrepancy-equipment-id = Objet
stock-discrepancy-kit-id = Trousse
stock-discrepancy-typed = Marque
stock-discrepancy-expected = Au registre
stock-discrepancy-counted = Compté
stock-discrepancy-opened-at = Ouvert
stock-discrepancy-state = État
stock-discrepancy-outcome = Conclusion
stock-discrepancy-findings = Constats
stock-discrepancy-investigated-by = Enquête de
stock-discrepancy-investigated-at = Enquête
stock-discrepancy-closed-by = Clos par
stock-discrepancy-closed-at = Clos
stock-discrepancy-closing-words = Mots de clôture
required-typed = Scannez ou tapez la marque.
required-findings = Dites ce que l’enquête a établi.
required-outcome = Dites à quoi cela aboutit.
said-count-opened = { $ref } est ouvert. Scannez la première marque.
said-caution-count-again = Déjà comptée : rien n’a été ajouté.
said-count-struck = La marque est rayée ; la ligne reste.
said-count-ticked = Ce qui est coché est compté.
said-count-rounds = Les nombres sont gardés.
said-count-finished = { $ref } est terminé. La deuxième signature manque.
said-caution-count-lots-missing = Comptez d’abord les munitions de chaque lot et tout ce qui n’a pas de numéro de série ; 0 s’il n’y en a pas.
said-count-signed = { $ref } est signé par deux personnes.
said-count-withdrawn = { $ref } est retiré.
said-discrepancy-investigated = Les constats de { $ref } sont enregistrés. Le chef clôt l’écart.
said-discrepancy-closed = { $ref } est clos.
exception-code-stock-difference = Un inventaire a trouvé autre chose que ce que dit le registre.
exception-code-stock-count-unsigned = Un inventaire n’a qu’une signature, et un jour est passé.
exception-resolution-settled-by-investigation = Chaque écart a fait l’objet d’une enquête et a été clos.
constraint-one-stock-count-at-a-time = L’inventaire de cette armurerie est déjà en cours. Poursuivez-le.
constraint-one-station-count-at-a-time = Cet inventaire est déjà en cours. Poursuivez-le.
constraint-unmarked-things-are-numbered = Sans numéro de série : comptez combien il y en a, sous les nombres de cet inventaire.
constraint-number-belongs-to-the-count = Cet inventaire ne le compte pas en nombre.
constraint-stock-count-by-two-people = INV-23 : il faut deux personnes ; vous avez donné la première signature.
constraint-stock-counted-by-now = Cette heure est encore à venir.
constraint-stock-count-follows = Impossible à ce stade : l’inventaire est déjà terminé ou retiré.
constraint-begun-count-is-finished = Quelque chose a été compté : terminez l’inventaire. Les écarts font l’objet d’une enquête.
constraint-count-not-led-by-custodian = INV-23 : qui en est dépositaire ne le compte pas.
constraint-every-lot-is-counted = Comptez d’abord les munitions de chaque lot et tout ce qui n’a pas de numéro de série ; 0 s’il n’y en a pas.
constraint-finished-count-is-kept = L’inventaire est terminé : rien n’y est plus ajouté.
constraint-counted-item-is-kept = Ce qui a été scanné reste.
constraint-weapon-counted-once = Déjà comptée : rien n’a été ajouté.
constraint-only-unknown-marks-are-struck = Seule une marque qui ne correspond à rien dans ce lieu peut être rayée.
constraint-item-struck-once = Cette marque a déjà été rayée.
constraint-only-an-investigation-closes = INV-23 : seule une enquête clôt un écart.
constraint-investigation-has-findings = Dites en vingt caractères au moins ce qui a été fait et établi.
constraint-discrepancy-closed-by-another = INV-05 : qui enquête ne clôt pas.
constraint-lost-weapon-is-declared = INV-24 : déclarez d’abord l’arme perdue ou volée dans son propre dossier.
constraint-lost-thing-is-declared = INV-24 : dites-le d’abord dans son propre dossier : déclarez la perte de l’objet ou des pièces de la trousse, retirez le véhicule du service.
# Values as the history tells them.
stock-count-state-counting = en cours
stock-count-state-counted = deuxième signature manquante
stock-count-state-signed = signé par deux personnes
stock-count-state-withdrawn = retiré
stock-count-covers-armoury = Armurerie
stock-count-covers-vehicles = Véhicules
stock-count-covers-equipment = Équipement
stock-discrepancy-state-open = enquête à faire
stock-discrepancy-state-investigated = à clore
stock-discrepancy-state-closed = clos
stock-discrepancy-kind-missing = Non trouvée
stock-discrepancy-kind-unexpected = Inattendue
stock-discrepancy-kind-rounds = Munitions
stock-discrepancy-kind-number = Nombre
stock-discrepancy-outcome-miscount = Erreur de comptage
stock-discrepancy-outcome-records-wrong = Les registres étaient faux
stock-discrepancy-outcome-found-elsewhere = Retrouvé ailleurs
stock-discrepancy-outcome-lost = Perdu
stock-discrepancy-outcome-stolen = Volé
stock-discrepancy-outcome-other = Autre chose
