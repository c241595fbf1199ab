# Transferts d’armes à feu, de munitions, de véhicules, de matériel et de lots de matériel entre lieux d’affectation.

nav-transfers = Transferts
transfers-title = Transferts
transfers-count = { $count ->
    [one] { $count } transfert
   *[other] { $count } transferts
}
transfers-none = Aucun transfert pour le moment
transfers-none-text = Les armes, les munitions, les véhicules et le matériel qui vont d’un lieu à un autre figurent ici, du projet à la dernière signature.
transfers-none-match = Aucun transfert ne correspond
transfer-filter-q = Référence, marque ou motif
transfer-way = De, vers
transfer-way-sent = envoyés
transfer-way-received = reçus
transfer-load = Chargement
transfer-load-words = { $weapons ->
    [one] { $weapons } arme
   *[other] { $weapons } armes
}, { $rounds ->
    [one] { $rounds } cartouche
   *[other] { $rounds } cartouches
}
transfer-late = en retard
transfer-new = Nouveau transfert
transfer-new-what = La liste se remplit après cette page. Deux personnes autorisent : le responsable de la sécurité de l’expéditeur et l’unité de protection.
transfer-draft-deed = Préparer le transfert
transfer-edit = Corriger le projet
transfer-save = Enregistrer la correction
transfer-edit-what = Personne ne l’a encore autorisé : le jour et le motif peuvent changer. Pour d’autres armureries, annulez-le et préparez-en un autre.
transfer-to-hint = Armureries d’autres lieux qui peuvent recevoir des armes aujourd’hui. Pour des véhicules et du matériel seuls, choisissez des lieux sans armurerie.
transfer-planned-hint = Le jour où le chargement doit être arrivé.
transfer-source-not-yours = Choisissez votre lieu ou l’une de ses armureries.
transfer-destination-unknown = Choisissez un lieu, ou une armurerie qui peut recevoir des armes aujourd’hui.
transfer-weapon-unknown = Aucune arme de ce lieu ne porte cette marque.
transfer-lot-unknown = L’armurerie n’a aucune cartouche de ce lot.
transfer-rounds-some = Un nombre entier de cartouches, 1 ou plus.
transfer-words-long = 1 000 caractères au plus.
transfer-list = Liste
transfer-list-empty = La liste est encore vide.
transfer-add-weapon = Ajouter l’arme
transfer-add-rounds = Ajouter les cartouches
transfer-rounds = Cartouches
transfer-rounds-number = { $rounds ->
    [one] { $rounds } cartouche
   *[other] { $rounds } cartouches
}
transfer-remove = Retirer
transfer-permits = Permis
transfer-permits-none = Aucun permis n’est enregistré.
transfer-permit-until = jusqu’au { $day }
transfer-permit-ran-out = expiré le { $day }
transfer-permit-waived = non requis
transfer-permit-superseded = remplacé
transfer-permit-lacks = Manque : { $kind }, { $country }
transfer-add-permit = Enregistrer un permis
transfer-country-hint = Deux lettres, par exemple CD.
transfer-document-hint = Son numéro. Si aucun n’est requis : pourquoi.
transfer-authorization = Autorisation
transfer-authorize-ssp = Autoriser pour l’expéditeur
transfer-authorize-pcu = Autoriser pour l’unité de protection
transfer-refuse = Refuser
transfer-cancel = Annuler le transfert
transfer-unpack-first = Annuler et déballer
transfer-unpack-second = Signer le déballage en second
transfer-unpack-means = Tout retourne d’où il vient.
transfer-keep = Le laisser emballé
transfer-packing = Emballage
transfer-pack = Emballé et scellé : signer en premier
transfer-seals-hint = Le numéro de chaque scellé et son emplacement.
transfer-sign-packing = Signer l’emballage en second
transfer-packing-means = Vous avez vu chaque article et chaque scellé. Dès maintenant, tout est dans l’envoi.
transfer-dispatch-title = Départ
transfer-dispatch = Remettre au transporteur
transfer-carrier-hint = Qui transporte, par quel moyen, et la lettre de transport.
transfer-receive = Recevoir et compter
transfer-all-found = Tout ce qui porte une marque sur la liste a été trouvé.
transfer-unlisted = Hors liste
transfer-not-listed = hors liste
transfer-struck = Rayé :
transfer-rounds-blind = Comptez les cartouches arrivées. Le nombre envoyé s’affiche ensuite.
transfer-finish-title = Terminer
transfer-finish = Signer le comptage en premier
transfer-finish-means = Une deuxième personne signe après vous. Ce qui diffère est alors mis en quarantaine et fait l’objet d’une enquête.
transfer-receipt-note-hint = L’état à l’arrivée, et si les scellés ont tenu.
transfer-not-on-its-way = Rien n’est en route : il n’y a rien à compter.
transfer-sign-receipt = Signer la réception en second
transfer-receipt-means = Ce qui a été trouvé appartient à votre lieu. Ce qui diffère est mis en quarantaine et signalé aussitôt.
transfer-recount = Compter à nouveau
transfer-close = Clore l’écart
transfer-close-what = Pour chaque ligne : combien a été retrouvé depuis. Le reste est perdu et inscrit comme tel.
transfer-close-deed = Clore l’écart
transfer-found-later-of = { $what } : retrouvés depuis, sur { $missing } manquants
transfer-back = Retour au transfert
transfer-paper = Liste de colisage
transfer-paper-packed = Emballé
transfer-paper-received = Reçu
transfer-paper-means = Les deux lieux signent dans Cordon, chacun avec son propre accès ; ce papier accompagne le chargement.
transfer-of-item = En transfert
transfer-outcome-found = trouvée
transfer-outcome-missing = manquante
transfer-outcome-counted = { $counted } comptées
transfer-outcome-differs = { $counted } comptées, { $sent } envoyées
transfer-outcome-settled = { $counted } arrivées, { $later } retrouvées, { $lost } perdues
transfer-state-drafted = en préparation
transfer-state-authorized = autorisé
transfer-state-packed = emballé
transfer-state-in-transit = en route
transfer-state-received = compté, deuxième signature manquante
transfer-state-completed = terminé
transfer-state-discrepancy = écart
transfer-state-refused = refusé
transfer-state-cancelled = annulé
transfer-state-lost = clos avec perte
transfer-next-authorization = À suivre : le responsable de la sécurité de { $from } et l’unité de protection autorisent. La personne qui a préparé le transfert ne l’autorise pas.
transfer-next-unit = À suivre : l’unité de protection autorise.
transfer-next-professional = À suivre : le responsable de la sécurité de { $from } autorise.
transfer-next-packing = À suivre : deux personnes de { $from } emballent et scellent.
transfer-next-second-packer = À suivre : une deuxième personne de { $from } vérifie le chargement et signe l’emballage.
transfer-next-dispatch = À suivre : { $from } remet le chargement au transporteur. Ce qui passe une frontière a alors ses permis.
transfer-next-unpacking = À suivre : une deuxième personne de { $from } signe le déballage.
transfer-next-receipt = À suivre : l’armurier de { $to } compte chaque article.
transfer-next-second-receiver = À suivre : une deuxième personne de { $to } signe la réception.
transfer-next-investigation = À suivre : un responsable de la sécurité de { $from } ou de { $to } enquête.
transfer-next-closing = À suivre : le chef de l’unité de protection clôt l’écart.
transfer-ref = Référence
transfer-station-id = Expéditeur
transfer-armoury-id = Départ
transfer-to-station-id = Destinataire
transfer-to-armoury-id = Arrivée
transfer-reason = Motif
transfer-planned-on = Attendu le
transfer-state = État
transfer-created-by = Préparé par
transfer-ssp-by = Autorisé pour l’expéditeur par
transfer-ssp-at = Autorisé pour l’expéditeur à
transfer-pcu-by = Autorisé pour l’unité de protection par
transfer-pcu-at = Autorisé pour l’unité de protection à
transfer-pack-first-by = Emballé par
transfer-pack-first-at = Emballé à
transfer-pack-second-by = Emballage signé par
transfer-pack-second-at = Emballage signé à
transfer-seals = Scellés
transfer-dispatch-by = Expédié par
transfer-dispatch-at = Expédié à
transfer-carrier = Transporteur
transfer-receive-first-by = Compté par
transfer-receive-first-at = Compté à
transfer-receive-second-by = Réception signée par
transfer-receive-second-at = Réception signée à
transfer-receipt-note = État à l’arrivée
transfer-findings = Constatations
transfer-investigate-by = Enquête de
transfer-investigate-at = Date de l’enquête
transfer-close-by = Clos par
transfer-close-at = Clos à
transfer-closing-words = Mots de clôture
transfer-end-by = Arrêté par
transfer-end-at = Arrêté à
transfer-end-reason = Motif de l’arrêt
transfer-unpack-by = Déballage signé par
transfer-unpack-at = Déballage signé à
transfer-line-number = Ligne
transfer-line-firearm-id = Arme
transfer-line-lot-id = Lot
transfer-line-item-ref = Référence
transfer-line-mark = Marque
transfer-line-called = Désignation
transfer-line-quantity = Quantité
transfer-line-counted = Compté
transfer-line-found-later = Retrouvé depuis
transfer-line-is-void = Retirée
transfer-permit-number = Entrée
transfer-permit-kind = Genre
transfer-permit-kind-export = Exportation
transfer-permit-kind-import = Importation
transfer-permit-kind-overflight = Survol
transfer-permit-kind-host = Autorité hôte
transfer-permit-country = Pays
transfer-permit-document = Document
transfer-permit-valid-until = Valable jusqu’au
transfer-permit-is-waived = Aucun n’est requis
transfer-permit-entered-by = Enregistré par
transfer-permit-entered-at = Enregistré
transfer-scan-number = Entrée
transfer-scan-typed = Marque
transfer-scan-line-id = Ligne
transfer-scan-entered-by = Lue par
transfer-scan-entered-at = Lue
transfer-scan-strike-by = Rayée par
transfer-scan-strike-reason = Pourquoi elle est rayée
required-weapon = Scannez ou tapez la marque d’une arme.
required-lot = Choisissez le lot.
required-seals = Indiquez les scellés posés.
required-carrier = Indiquez qui transporte.
required-planned-on = Indiquez le jour où le chargement doit être arrivé.
said-transfer-drafted = { $ref } est préparé. Inscrivez sur la liste ce qui part.
said-transfer-permit = Le permis figure avec { $ref }.
said-transfer-authorized = Votre autorisation de { $ref } est enregistrée.
said-transfer-refused = { $ref } est refusé.
said-transfer-cancelled = { $ref } est annulé.
said-transfer-corrected = { $ref } est corrigé.
said-transfer-kept = { $ref } reste emballé.
said-transfer-to-unpack = L’annulation de { $ref } attend la deuxième personne.
said-transfer-packed = { $ref } attend la deuxième signature de l’emballage.
said-transfer-packing-signed = { $ref } est emballé. Son chargement est dans l’envoi.
said-transfer-dispatched = { $ref } est en route.
said-transfer-counted = { $ref } est compté. La deuxième signature manque encore.
said-transfer-received = La réception de { $ref } est signée par deux personnes.
said-transfer-recount = { $ref } est compté à nouveau.
said-transfer-investigated = Les constatations sur { $ref } sont enregistrées. Le chef clôt l’écart.
said-transfer-closed = L’écart de { $ref } est clos.
exception-code-transfer-difference = Ce qu’un transfert a apporté diffère de sa liste.
exception-code-transfer-late = Un transfert a dépassé le jour où il devait être arrivé.
constraint-transfer-leads-elsewhere = Un transfert va vers un autre lieu. Au sein du lieu, une arme est déplacée.
constraint-transfer-authorized-by-others = INV-05 : deux personnes autorisent, et aucune des deux ne l’a préparé.
constraint-transfer-packed-by-two = INV-23 : il faut deux personnes pour emballer ; vous avez donné la première signature.
constraint-transfer-received-by-two = INV-23 : il faut deux personnes pour recevoir ; vous avez donné la première signature.
constraint-transfer-unpacked-by-two = INV-23 : il faut deux personnes pour déballer ; vous avez donné la première signature.
constraint-transfer-closed-by-another = INV-05 : qui a enquêté ne clôt pas.
constraint-transfer-signed-in-order = Il manque une signature, ou le transfert est en cours d’annulation.
constraint-transfer-packed-with-seals = Indiquez les scellés posés.
constraint-transfer-investigation-has-findings = Dites en vingt caractères au moins ce qui a été fait et trouvé.
constraint-transfer-begins-as-draft = Un transfert commence par un projet, sans signature.
constraint-transfer-names-armouries-of-its-stations = Chaque armurerie appartient à son propre lieu.
constraint-transfer-planned-ahead = Ce jour est passé.
constraint-transfer-state-follows = Cette étape ne suit pas : le transfert a avancé entre-temps.
constraint-signed-transfer-is-kept = Ce qui a été signé reste.
constraint-transferred-where-approved = INV-22 : l’armurerie d’arrivée ne peut pas recevoir d’armes aujourd’hui et le jour prévu.
constraint-transfer-lists-something = Inscrivez d’abord quelque chose sur la liste.
constraint-transfer-leaves-with-its-permits = Un permis manque ou a expiré : enregistrez-le, ou dites pourquoi aucun n’est requis.
constraint-every-round-of-a-transfer-is-counted = Comptez d’abord les cartouches de chaque lot ; 0 s’il n’y en a pas.
constraint-transfer-closed-after-an-investigation = Un responsable de la sécurité enquête d’abord.
constraint-transfer-closes-with-every-line-settled = Dites pour chaque ligne manquante ce qu’il en est advenu.
constraint-authorized-list-is-kept = Il est autorisé : la liste reste telle quelle. Annulez-le et préparez-en un autre.
constraint-transfer-line-is-kept = Une ligne se retire, elle ne se réécrit pas.
constraint-transfer-lists-what-the-sender-has = L’armurerie de départ n’a rien de tel.
constraint-transfer-counted-on-arrival = On compte pendant qu’il est en route, et seulement jusqu’à la signature du comptage.
constraint-transfer-settled-by-an-investigation = Seul ce qui manque se règle, après une enquête.
constraint-transfer-permit-is-kept = Ce qui a été enregistré reste. Enregistrez le nouveau permis à côté.
constraint-transfer-permit-before-it-leaves = Il est parti : les permis s’enregistrent avant.
constraint-transfer-permit-holds = Ce permis a expiré.
constraint-transfer-scan-is-kept = Ce qui a été lu reste ; seule une marque hors liste peut être rayée.
constraint-weapon-in-one-transfer = Cette arme est dans un autre transfert.
constraint-lot-once-in-a-transfer = Ce lot est sur la liste. Retirez d’abord sa ligne.
constraint-transfer-item-found-once = Déjà comptée : rien n’a été ajouté.
constraint-transfer-mark-read-once = Déjà comptée : rien n’a été ajouté.
constraint-packed-from-its-armoury = Elle ne se trouve pas dans l’armurerie de départ.
constraint-packed-weapon-is-not-promised = Une remise de cette arme est préparée : retirez-la d’abord.
constraint-packed-weapon-may-travel = Dans cet état, elle ne voyage pas.
constraint-packed-weapon-has-its-permits = Un de ses permis a expiré.
constraint-packed-lot-is-not-suspended = Le lot est suspendu.
constraint-packed-rounds-are-there = L’armurerie de départ n’a pas autant de cartouches libres.
# Words on the pages of others.
station-figure-transfers-out = { $count ->
    [one] transfert en cours au départ d’ici
   *[other] transferts en cours au départ d’ici
}
station-figure-transfers-in = { $count ->
    [one] transfert en cours vers ici
   *[other] transferts en cours vers ici
}
firearm-place-consignment = dans un envoi
handover-kind-transfer = transfert
ammunition-act-kind-transfer = transfert
ammunition-account-consignment = dans un envoi
transfer-rounds-counted = Cartouches comptées
transfer-lot-unlisted = Un lot hors liste
transfer-lot-unlisted-means = Ce que dit la boîte, et ce que vous avez compté. Le lot va en quarantaine avec la réception et fait l’objet d’une enquête comme toute différence.
transfer-lot-unlisted-hint = Hors liste. 0 le retire.
transfer-lot-is-listed = Ce lot est sur la liste : comptez-le là.
transfer-surplus-of = { $what } : { $surplus ->
    [one] { $surplus } cartouche de plus que ce qui a été envoyé entre à l’armurerie avec la clôture.
   *[other] { $surplus } cartouches de plus que ce qui a été envoyé entrent à l’armurerie avec la clôture.
}
constraint-unlisted-lot-is-counted-on-arrival = Un lot hors liste se compte à la réception, avec au moins une cartouche.
said-transfer-unlisted = { $ref } : le lot est compté.
transfer-mark = Numéro de série ou référence
# Véhicules, matériel et lots.
transfer-load-things = { $things ->
    [one] { $things } véhicule, objet ou trousse
   *[other] { $things } véhicules, objets ou trousses
}
transfer-load-words-and-things = { $weapons ->
    [one] { $weapons } arme
   *[other] { $weapons } armes
}, { $rounds ->
    [one] { $rounds } cartouche
   *[other] { $rounds } cartouches
}, { $things ->
    [one] { $things } véhicule, objet ou trousse
   *[other] { $things } véhicules, objets ou trousses
}
transfer-load-firearm = armes
transfer-load-lot = munitions
transfer-load-vehicle = véhicules
transfer-load-equipment = matériel
transfer-load-kit = trousses
transfer-no-armoury = { $station }, sans armurerie : véhicules et matériel seulement
transfer-thing = Véhicule, matériel ou trousse
transfer-thing-hint = Plaque, numéro de série ou référence. Une trousse part entière, avec tout son contenu.
transfer-thing-unknown = Aucun véhicule, aucun matériel ni aucune trousse de ce lieu ne porte cette marque.
transfer-add-thing = Ajouter le véhicule ou le matériel
transfer-held-reserved = La réservation { $by } compte dessus : annulez-la d’abord.
transfer-held-out = Il est sorti avec { $by } : il revient d’abord.
transfer-held-part = Il fait partie de la trousse { $by } : mettez la trousse sur la liste, ou retirez-le de la trousse.
transfer-held-issued = { $by } l’a en main : il est rendu d’abord.
transfer-held-promised = L’acte { $by } attend sa deuxième signature : terminez-le ou retirez-le d’abord.
transfer-held-pledged = Il est promis en attente dans { $by } : reprenez-le d’abord.
transfer-odometers = Compteurs
transfer-odometers-deed = Enregistrer les relevés
transfer-odometer-of = { $what } : compteur en km
transfer-odometer-number = Des km entiers, pas moins que ce qui était connu.
transfer-km-sent = parti avec { $sent } km
transfer-km-came = arrivé avec { $came } km
transfer-km-both = parti avec { $sent } km, arrivé avec { $came } km
transfer-in-transit-to = en route vers { $station } depuis { $since }
transfer-drafted-to = sur la liste d’un transfert vers { $station }, { $state }
transfer-line-vehicle-id = Véhicule
transfer-line-equipment-id = Matériel
transfer-line-kit-id = Trousse
transfer-line-km-sent = Compteur au départ, km
transfer-line-km-received = Compteur à l’arrivée, km
required-thing = Saisissez la plaque, le numéro de série ou la référence.
said-transfer-odometers = { $ref } : les compteurs sont relevés.
said-caution-transfer-odometers-missing = Relevez d’abord le compteur de chaque véhicule arrivé.
exception-code-vehicle-missing = Un véhicule n’est pas arrivé avec son transfert.
constraint-vehicle-in-one-transfer = Cet élément est sur la liste d’un autre transfert.
constraint-equipment-in-one-transfer = Cet élément est sur la liste d’un autre transfert.
constraint-kit-in-one-transfer = Cet élément est sur la liste d’un autre transfert.
constraint-weapons-go-between-armouries = Les armes et les cartouches vont d’une armurerie à une autre ; ce transfert n’en nomme pas.
constraint-transfer-odometer-only-grows = Le compteur indiquait davantage au départ.
constraint-odometer-read-before-it-leaves = Le compteur est relevé avant le départ, après l’autorisation.
constraint-vehicle-leaves-with-its-reading = Relevez d’abord le compteur de chaque véhicule.
constraint-vehicle-arrives-with-its-reading = Relevez d’abord le compteur de chaque véhicule arrivé.
constraint-thing-in-transit-is-kept = Il est en route : rien n’en est fait avant son arrivée.
constraint-sent-thing-is-of-the-sender = Il appartient à un autre lieu.
constraint-sent-thing-is-in-use = Il est perdu, retiré ou radié, ou sa radiation est proposée.
constraint-sent-vehicle-is-not-reserved = Il est réservé ou sorti.
constraint-sent-thing-is-with-nobody = Quelqu’un l’a en main, en tout ou en partie.
constraint-sent-thing-is-not-promised = Un acte à son sujet attend sa deuxième signature.
constraint-sent-thing-is-not-pledged = Il est promis en attente.
constraint-kit-is-sent-whole = Il fait partie d’une trousse : la trousse part entière.
