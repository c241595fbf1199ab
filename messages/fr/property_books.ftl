# Registres de biens : listes de matériel tenues par d'autres, telles qu'elles ont été lues.

nav-property = Registres de biens
property-books-title = Registres de biens
property-books-count = { $count ->
    [one] 1 registre de biens
   *[other] { $count } registres de biens
}
property-books-aid = Listes de matériel tenues par d'autres, telles qu'elles ont été lues. Elles restent séparées de nos propres registres.
property-books-none = Aucun registre de biens n'a encore été lu.
property-books-none-text = Pour en charger un : cordon import assets FICHIER --station CODE. XLSX, XLSB, XLS, ODS et CSV sont lus.
property-title = Articles des registres de biens
property-count = { $count ->
    [one] 1 ligne d'article
   *[other] { $count } lignes d'articles
}
property-none = Aucun registre de biens ne contient encore d'article.
property-quantity-sum = Quantités additionnées : { $count }
property-book = Registre
property-file = Fichier
property-read = Lu
property-read-by = Lu par
property-rows = Articles
property-kept = Repris
property-waiting = En attente
property-quantity = Quantité
property-state = État
property-state-kept = en compte
property-state-voided = retiré
property-state-waiting = en attente
property-state-settled = réglée
property-settlement = Suite donnée
property-settle = Régler les lignes en attente
property-settle-code = Quelles lignes
property-settle-value = Seulement avec cette valeur
property-settle-value-hint = Telle que la cellule est écrite, par exemple NULL ; sans elle, toutes les lignes de cette sorte.
property-settle-dropped = laissée de côté
property-settle-released = reprise malgré tout
property-settle-none = Aucune ligne de cette sorte n'attend avec cette valeur.
said-property-settled = Les lignes de { $ref } sont réglées.
constraint-property-row-settled-once = Une ligne est réglée une seule fois, tant que son registre compte.
constraint-released-row-is-an-item = Seule une ligne à laquelle ne s'oppose qu'un numéro de série répété peut être reprise. Corrigez les autres dans le fichier.
property-voided = Retiré
property-void = Retirer le registre
property-void-text = { $count ->
    [one] Son seul article quitte
   *[other] Ses { $count } articles quittent
} toutes les listes ; le registre reste dans l'historique. Le même fichier pourra ensuite être relu.
property-open-items = Ouvrir ses articles
property-tab-show = Registre
property-tab-remarks = En attente
property-sheets = Feuilles
property-sheet = Feuille
property-sheet-none = (sans feuilles)
property-sheet-read = lue
property-sheet-empty = Feuille vide.
property-sheet-no-header = Aucun en-tête avec une colonne d'articles n'a été trouvé.
property-header-row = En-tête à la ligne
property-left-aside = Titres et pieds
property-item = Article
property-class = Classe
property-class-firearm = arme à feu
property-class-ammunition = munitions
property-class-vehicle = véhicule
property-class-equipment = matériel
property-serial = Numéro de série et de nomenclature
property-holder = Détenteur
property-unit-cost = Coût unitaire
property-acquired-on = Acquis le
property-filter-q = Article, numéro de série ou de nomenclature
property-row-of = ligne { $row }
property-row-of-sheet = { $sheet }, ligne { $row }
property-remarks-count = { $count ->
    [one] 1 ligne n'a pas été reprise
   *[other] { $count } lignes n'ont pas été reprises
}
property-remarks-none = Aucune ligne n'attend.
property-remarks-aid = Ces lignes n'ont pas été reprises. Corrigez-les dans le fichier et relisez-le : les lignes connues ne sont pas reprises deux fois. Ou réglez-les avec un motif.
property-remark-row = Ligne
property-remark-column = Colonne
property-remark-words = Ce qui ne va pas
property-remark-cells = Cellules
property-code-missing-field = une cellule vide qui doit être remplie
property-code-unreadable-date = une date illisible
property-code-unreadable-number = un nombre illisible
property-code-serial-duplicate = un numéro de série répété
property-remark-missing-field = La cellule est vide ; sans elle, la ligne n'est pas l'article d'un détenteur.
property-remark-unreadable-date = « { $value } » n'est pas une date lisible.
property-remark-unreadable-number = « { $value } » n'est pas un nombre admis ici ; les quantités sont entières et supérieures à zéro, les coûts ne sont pas négatifs.
property-remark-serial-duplicate = Le numéro de série « { $value } » figure déjà à la ligne { $row } avec le même numéro de nomenclature, ou la même marque et le même modèle.
said-property-voided = { $ref } est retiré.
constraint-property-book-is-kept = Un registre de biens reste tel qu'il a été lu ; il peut seulement être retiré, une seule fois.
constraint-property-row-once = Quelqu'un a lu les mêmes lignes à cet instant. Relisez le fichier : ce qui est connu reste inchangé.
property-bring = Apporter un registre de biens
property-bring-lead = XLSX, XLSB, XLS, ODS ou CSV, tel que d’autres le tiennent : titres et pieds de page sont laissés de côté. Rien n’est gardé tant que vous ne faites qu’un essai.
property-bring-file-hint = 24 Mo au plus. Les colonnes sont reconnues à leurs titres.
property-bring-deed = Que faire
property-bring-try = Montrer seulement ce qui serait repris
property-bring-keep = Le reprendre
property-bring-go = Lire le fichier
property-bring-tried = Rien n’est encore gardé. À { $station }, ce fichier donnerait :
property-bring-unchanged = déjà connus
property-bring-again = Choisissez de nouveau le même fichier pour le reprendre.
property-bring-not-yours = Choisissez un lieu d’affectation dont vous pouvez apporter les registres.
property-bring-protected = Le classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.
property-bring-unreadable = Le fichier ne peut être lu ({ $code }). Enregistrez la feuille en CSV et apportez-la.
property-bring-no-items = Aucune feuille du fichier n’a de titre pour les biens, tel que Item Name.
said-property-brought = Le registre de biens { $ref } est repris.
said-property-nothing-new = Le fichier n’apprend rien de nouveau à { $ref } : tout est connu.

# Articles dans nos registres.
property-became = Dans nos registres
property-became-open = non enregistré
property-became-registered = enregistré
property-became-not-ours = pas à nous d’enregistrer
property-standing = Dans les livres suivants
property-standing-changed = modifié depuis
property-standing-missing = n’y figure plus
property-choose = Choisir
property-place = Place dans le livre
property-open-rows = Ouvrir les articles non enregistrés
property-register = Enregistrer
property-register-all = Enregistrer toutes les lignes
property-register-whole = Enregistrer les lignes complètes, laisser les autres en attente
property-register-chosen = Enregistrer les articles choisis
property-register-title = Enregistrer des articles de livres d’inventaire
property-register-as = Enregistrer comme { $kind }
property-register-kind = Enregistrer comme
property-register-other-kind = Montrer comme ce genre
property-register-lead = Les cases viennent du livre ; rien n’est encore enregistré. Chaque ligne suit les règles de son registre, entière ou pas du tout.
property-kind-by-class = selon la classe de la ligne
property-for-all = Pour chaque ligne qui le laisse vide
property-for-all-hint = Ce qui figure dans une ligne passe avant.
property-rows-lack = { $count ->
    [one] 1 ligne est incomplète
   *[other] { $count } lignes sont incomplètes
}
property-rows-left-out = { $count ->
    [one] 1 article choisi est laissé de côté : il est déjà enregistré ou écarté, ou ne relève pas de vous.
   *[other] { $count } articles choisis sont laissés de côté : ils sont déjà enregistrés ou écartés, ou ne relèvent pas de vous.
}
property-none-chosen = Aucun article enregistrable n’est choisi. Choisissez-en dans la liste des articles.
property-in-the-book = Dans le livre : { $class }
property-same-mark = Le même numéro figure au registre :
property-near-mark = À ne pas confondre avec :
property-row-error = { $row }, { $field } : { $error }
property-row-refused = Le registre refuse cette ligne ({ $code }).
property-set-aside = Écarter : pas à nous d’enregistrer
property-set-aside-chosen = Écarter les articles choisis
property-set-aside-lead = { $count ->
    [0] Aucun article n’est choisi.
    [one] 1 article reste dans son livre et quitte la liste de ce qui attend d’être enregistré.
   *[other] { $count } articles restent dans leurs livres et quittent la liste de ce qui attend d’être enregistré.
}
property-set-aside-hint = Par exemple : appartient à un contingent ; enregistré auparavant ; mis au rebut.
property-reopen = À nous d’enregistrer tout de même
property-reopen-lead = Il a été écarté : { $reason }
property-registered-by = { $who }, { $when }
property-origin = Issu d’un livre d’inventaire
property-origin-voided = Le livre { $book } a été repris après cet enregistrement.
property-no-longer = Ne figure plus au livre du { $day } ({ $book })
property-changed-in = Modifié au livre du { $day } ({ $book })
property-as-before = Tel qu’il a été lu, au livre du { $day } ({ $book })
property-difference = { $field } : { $was }, désormais { $is }
property-later-books = Dans les livres suivants
property-later-books-none = Aucun livre suivant ne dit autre chose.
property-field-item = Article
property-field-make = Marque
property-field-model = Modèle
property-field-serial = Numéro de série
property-field-nsn = Numéro de nomenclature
property-field-number = Numéro d’inventaire
property-field-holder = Détenteur
property-field-condition = État
property-field-quantity = Quantité
property-field-unit-cost = Coût unitaire
property-field-acquired-on = Acquis
property-registration-item-id = Article
property-registration-kind = Dans nos registres
property-registration-kind-firearm = arme à feu
property-registration-kind-vehicle = véhicule
property-registration-kind-equipment = équipement
property-registration-kind-not-ours = pas à nous d’enregistrer
property-registration-firearm-id = Arme à feu
property-registration-vehicle-id = Véhicule
property-registration-equipment-id = Équipement
property-registration-reason = Motif
property-registration-made-at = Décidé
property-registration-made-by = Décidé par
property-registration-is-void = Repris
property-registration-void-reason = Motif de la reprise
property-registration-voided-by = Repris par
said-property-registered = { $ref } est enregistré depuis son livre d’inventaire.
said-property-registered-several = Articles enregistrés : { $ref }.
said-property-registered-some = Articles enregistrés : { $ref }. Ce qui est incomplet attend ci-dessous.
said-property-set-aside = Articles écartés : { $ref }.
said-property-reopened = L’article de { $ref } attend de nouveau d’être enregistré.
constraint-property-item-registered-once = Quelqu’un a déjà enregistré ou écarté cet article.
constraint-firearm-from-one-item = Cette arme est déjà issue d’un autre article.
constraint-vehicle-from-one-item = Ce véhicule est déjà issu d’un autre article.
constraint-equipment-from-one-item = Cet équipement est déjà issu d’un autre article.
constraint-registration-is-kept = Ce qu’il est advenu d’un article reste. Seul ce qui a été écarté ou lié est repris, une fois.
constraint-registered-is-for-good = Ce qui est enregistré le reste ; modifiez plutôt la fiche.
constraint-registered-from-a-book-that-counts = Le livre de cet article a été repris.
constraint-registered-row-is-one = La ligne en compte plusieurs. Il faut à chacun un numéro de série et une ligne à lui.
constraint-registered-at-the-station-of-its-book = La fiche se trouve au lieu d’affectation du livre.
property-link = De quelle fiche il s’agit
property-link-of-no-record = Ce n’est pas une fiche du lieu d’affectation qui figure dans ses livres et n’a pas encore d’article.
property-link-none = une nouvelle, d’après les champs ci-dessous
property-became-linked = lié à une fiche qui figurait au registre
property-unlink = Retirer le lien
property-unlink-lead = Il était lié à { $record }.
property-linked-by = lié : { $who }, { $when }
property-registration-was-there = La fiche figurait déjà au registre
said-property-linked = { $ref } est lié à son article du livre d’inventaire.
constraint-linked-record-is-on-the-books = Cette fiche n’est plus dans les registres ; aucun article n’y est lié.
