# Listes exportées dans un classeur, modifiées au-dehors, puis rapportées.

nav-workbooks = Classeurs
workbooks-title = Classeurs rapportés
workbooks-count = { $count ->
    [one] { $count } classeur rapporté
   *[other] { $count } classeurs rapportés
}
workbooks-aid = Exportez une liste, modifiez le fichier, rapportez-le. Vous seul voyez ce que vous avez rapporté.
workbooks-none = Vous n’avez encore rapporté aucun classeur
workbooks-none-text = Exportez une liste, par exemple les armes, l’équipement ou les agents, en XLSX ou CSV, modifiez le fichier et rapportez-le ici.
workbook-new = Rapporter un classeur
workbook-new-lead = Rien ne change avant de vous avoir été montré. Chaque ligne est reconnue à sa référence et à sa version : laissez ces colonnes et la colonne mark telles quelles.
workbook-new-deed = Montrer ce qui changerait
workbook-list = Liste
workbook-list-ammunition = Munitions
workbook-list-armouries = Armureries
workbook-list-duty-stations = Lieux d’affectation
workbook-list-places = Lieux
workbook-list-employment = Emploi et langues des agents
workbook-list-equipment = Équipement
workbook-list-firearms = Armes à feu
workbook-list-kits = Trousses
workbook-list-officers = Agents
workbook-list-qualifications = Agents et leurs qualifications
workbook-list-standby = Réserve
workbook-list-vehicles = Véhicules
workbook-file = Fichier
workbook-file-hint = XLSX, XLSB, XLS, ODS ou CSV, { $limit } Mo et { $rows } lignes au plus.
workbook-columns = Ce que contiennent les colonnes
workbook-columns-note = Une colonne absente ne change rien. Une ligne sans référence crée une fiche. Les jours s’écrivent 2026-11-22 ou 22-Nov-2026.
workbook-column = Colonne
workbook-means = Ce que c’est
workbook-rule = Dans un classeur
workbook-words = Mots admis
workbook-rule-open = peut être modifiée
workbook-rule-at-first = remplie seulement pour une nouvelle fiche
workbook-rule-shown = seulement montrée
workbook-holds-day = un jour
workbook-ref = Classeur
workbook-brought = Rapporté
workbook-rows = Lignes
workbook-row = Ligne
workbook-record = Fiche
workbook-record-new = nouvelle
workbook-state = État
workbook-cells = Cellules
workbook-ready = Prêtes
workbook-waiting = En attente
workbook-emptied = vidé
workbook-state-same = inchangée
workbook-state-changed = modifiée
workbook-state-new = nouvelle
workbook-state-conflict = modifiée aussi par quelqu’un d’autre
workbook-state-refused = impossible à appliquer
workbook-state-applied = appliquée
workbook-state-dropped = écartée
workbook-what = { $list }, { $file }
workbook-ignored = Colonnes inconnues de cette liste, laissées de côté : { $columns }
workbook-said-nothing = Il ne reste rien à faire.
workbook-said-waiting = Aucune ligne n’est prête. Celles qui attendent se corrigent ici, ou dans un fichier que vous rapportez.
workbook-said-ready = Rien n’a encore changé. Regardez les lignes, puis appliquez celles qui sont prêtes.
workbook-apply = { $count ->
    [one] Appliquer { $count } ligne
   *[other] Appliquer { $count } lignes
}
workbook-apply-note = Chaque ligne est enregistrée séparément, en votre nom, selon les règles de sa page. Ce qui ne peut l’être attend.
workbook-open-rows = Lignes qui attendent quelqu’un
workbook-all-rows = Toutes les lignes
workbook-more-rows = (plus que celles montrées ici)
workbook-rows-count = { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
}
workbook-rows-none = Le fichier ne contenait aucune ligne
workbook-back = Retour au classeur
workbook-failed = Lignes en attente, en fichier à corriger :
workbook-row-title = Ligne { $number } de { $ref }
workbook-row-apply = Appliquer cette ligne
workbook-row-folded = Autres colonnes
workbook-drop-title = L’écarter
workbook-drop-reason = Pourquoi elle est écartée
workbook-drop-deed = Écarter la ligne
workbook-row-settled = Cette ligne a été réglée entre-temps. Rien n’a été enregistré.
workbook-col-since = Détenue depuis
workbook-col-place-code = Code du lieu
workbook-col-confirmed-since = Confirmé depuis
workbook-file-large = Le fichier dépasse { $limit } Mo.
workbook-many-rows = Le fichier a plus de { $limit } lignes. Exportez une partie de la liste.
workbook-no-sheet = Aucune feuille du classeur ne contient la liste { $list }. Rapportez le fichier qui a été exporté.
workbook-no-ref = Les colonnes ref et version manquent. Exportez la liste { $list } et modifiez ce fichier.
workbook-no-names = Le fichier n’a pas de titres name et station. Une ligne par qualification, avec le nom et le lieu d’affectation de son agent.
workbook-column-twice = La colonne { $column } figure deux fois.
workbook-protected = Le classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.
workbook-unreadable = Le fichier ne peut être lu ({ $code }). Enregistrez-le en XLSX ou CSV et rapportez-le.
workbook-wrong-not-yours = Aucune fiche de ce nom parmi celles que vous tenez.
workbook-wrong-version = Cette version n’est pas celle de la fiche. Exportez de nouveau la liste et modifiez ce fichier.
workbook-wrong-no-ref = La ligne a une version mais pas de référence. Remettez la référence ; pour une nouvelle fiche, videz aussi la version.
workbook-wrong-no-new = Vous ne pouvez pas créer de fiche dans cette liste.
workbook-wrong-twice = La même fiche figure déjà à la ligne { $row }.
workbook-wrong-twice-new = La même nouvelle fiche figure à une ligne plus haut.
workbook-wrong-two-officers = Deux agents portent ce nom à ce lieu d’affectation. Saisissez la qualification sur la page du bon agent.
workbook-wrong-closed = Ceci ne se modifie pas par un classeur. La valeur reste { $stands } ; ce que vous avez écrit est laissé de côté si vous appliquez la ligne.
workbook-wrong-closed-empty = Ceci ne se remplit pas par un classeur ; ce que vous avez écrit est laissé de côté si vous appliquez la ligne.
workbook-wrong-choice = Ce n’est pas l’un des mots admis : { $few }
workbook-wrong-rule = Une règle du registre ne le permet pas.
workbook-wrong-conflict = { $column } : quelqu’un d’autre a enregistré { $theirs } depuis
said-workbook-applied = Les lignes prêtes de { $ref } sont appliquées.
said-caution-workbook-applied = Des lignes de { $ref } sont appliquées ; d’autres n’ont pu l’être et attendent.
said-workbook-row-applied = La ligne est appliquée : { $ref }.
said-workbook-row-dropped = Une ligne de { $ref } est écartée.
constraint-workbook-row-stays-settled = Cette ligne a été réglée ; elle reste comme elle était.
