import-title = Importations
import-new = Importer un fichier
import-new-lead = Rien ne change avant de vous avoir été montré. Les lignes fautives attendent ; rien ne disparaît.
import-new-deed = Déposer le fichier
import-reference = Importation
import-file = Fichier
import-file-hint = CSV, quels que soient le séparateur et l’encodage ; 24 Mo et un million de lignes au plus.
import-file-asked = Choisissez un fichier.
import-aliases = Fichier de lieux
import-aliases-hint = CSV avec les colonnes place_as_written, icao, iata, country, latitude, longitude, timezone. Ses lieux priment sur tous les autres.
import-kind = Type
import-kind-legs = Étapes
import-kind-legs-hint = D’un lieu à un autre, avec heures locales ou seulement des dates.
import-kind-stays = Séjours
import-kind-stays-hint = En un lieu, d’un jour à un autre.
import-state = État
import-state-uploaded = Colonnes à choisir
import-state-trial-running = Essai en cours
import-state-tried = Essayé, rien n’est encore changé
import-state-apply-running = Application en cours
import-state-applied = Appliqué
import-state-undone = Annulé
import-state-failed = Échec du passage
import-any = Tous
import-accepted = Lignes enregistrées
import-waiting = En attente
import-by = Déposé par
import-at = Déposé le
import-count = { $count ->
    [one] { $count } importation
   *[other] { $count } importations
 }
import-shown = { $shown } affichées sur { $total }
import-ignored = Inconnu de cette liste et ignoré : { $keys }
import-none = Aucun fichier n’a encore été importé
import-none-text = Déposez un fichier de voyages. Un essai montre ce que ferait chaque ligne avant tout changement.
import-none-match = Aucune importation ne correspond à ces filtres
import-back = Retour à l’importation

import-step-file = Fichier
import-step-columns = Colonnes
import-step-trial = Essai
import-step-apply = Application
import-step-report = Compte rendu

import-columns-title = À quel champ correspond chaque colonne ?
import-about-file = { $rows ->
    [one] { $rows } ligne
   *[other] { $rows } lignes
 }, encodage { $encoding }. { $aside ->
    [0] Aucune ligne n’a été laissée de côté.
    [one] { $aside } ligne au-dessus ou au-dessous des données a été laissée de côté.
   *[other] { $aside } lignes au-dessus ou au-dessous des données ont été laissées de côté.
 }
import-sample = Premières lignes du fichier
import-no-column = – aucune colonne –
import-field-principal = Haut responsable
import-field-from = De
import-field-departs = Départ
import-field-to = À
import-field-arrives = Arrivée
import-field-place = Lieu
import-field-country = Pays
import-field-locality = Ville
import-field-from-date = Premier jour
import-field-to-date = Dernier jour
import-field-movement = Déplacement
import-field-purpose = Motif
import-field-mode = Moyen de transport
import-field-carrier = Transporteur
import-order = Ordre du jour et du mois
import-order-hint = Une seule valeur comme 21/02 suffit à fixer une colonne. Ne choisissez que si l’essai signale des dates ambiguës.
import-order-settled = Comme le fichier le fixe
import-order-dmy = Jour, mois, année
import-order-mdy = Mois, jour, année
import-order-ymd = Année, mois, jour
import-creates = Créer les hauts responsables encore inconnus
import-creates-hint = Ils sont créés dans votre portefeuille avec leur seul nom. Sinon, leurs lignes attendent.
import-trial-note = Un essai ne change rien.
import-trial-deed = Lancer l’essai
import-choose-columns = Changer les colonnes ou relancer l’essai
import-heading-of = Colonne « { $heading } » du fichier

import-said-uploaded = Déposé par { $by }, { $at }. Choisissez les colonnes, puis lancez un essai.
import-said-trial-running = L’essai est en cours. Il ne change rien.
import-said-tried = Essayé. Rien n’est encore changé.
import-said-apply-running = Le fichier est en cours d’application, en entier ou pas du tout. Vous pouvez quitter cette page.
import-said-applied = Appliqué { $at }.
import-said-undone = Appliqué { $at }, puis annulé. Ce qui avait été enregistré est invalidé et reste dans l’historique.
import-said-failed = Le dernier passage s’est terminé sans résultat. Rien n’a été changé.
import-progress = { $state } : { $percent } %
import-look-again = Actualiser
import-stalled = Ce passage ne donne plus signe de vie depuis deux minutes. Rien n’a été changé ; relancez l’essai.
import-failed-busy = Le serveur s’arrêtait ou était surchargé. Rien n’a été changé. Relancez l’essai.
import-failed-internal = Une erreur s’est produite de notre côté. Rien n’a été changé. Relancez l’essai ; en cas de nouvel échec, donnez la référence à votre administrateur.
import-other-running = Un autre fichier de ce type est en cours : { $refs }. Le vôtre attend.
import-same-file = Ce même fichier a déjà été appliqué sous { $refs }. Ses lignes compteront comme inchangées.
import-changed-meanwhile = Quelqu’un a modifié cette importation entre-temps. Rouvrez-la et vérifiez.
import-not-open = Cette importation est en cours ou déjà appliquée ; ses colonnes ne peuvent plus changer.
import-not-tried = Seul un fichier essayé peut être appliqué. Relancez l’essai.
import-not-applied = Cette importation n’est pas appliquée ; il n’y a rien à décider ni à annuler.
import-no-portfolio = Votre compte n’a pas de portefeuille auquel rattacher une importation. Adressez-vous à votre chef.
import-no-station = Aucun de vos lieux d’affectation ne peut planifier ces voyages. Adressez-vous à votre chef.

import-figure-rows = { $count ->
    [one] ligne
   *[other] lignes
}
import-figure-new = { $count ->
    [one] nouvelle
   *[other] nouvelles
}
import-figure-recorded = { $count ->
    [one] enregistrée
   *[other] enregistrées
}
import-figure-unchanged = { $count ->
    [one] inchangée
   *[other] inchangées
}
import-figure-errors = { $count ->
    [one] refusée
   *[other] refusées
}
import-figure-movements = { $count ->
    [one] déplacement
   *[other] déplacements
}
import-figure-minutes = { $count ->
    [one] minute de trajet
   *[other] minutes de trajet
}
import-errors-by-code = Lignes refusées
import-warnings-by-code = Retenues, mais à vérifier
import-problems = Lignes à vérifier
import-problems-count = Lignes à vérifier : les { $shown } premières sur { $total }
import-all-rows = Toutes les lignes à vérifier
import-download = Lignes fautives, avec une colonne what_is_wrong :
import-movements-count = Déplacements : { $shown } sur { $total }
import-row = Ligne
import-column = Colonne
import-value = Valeur
import-what = Ce qui ne va pas
import-error = Refusée
import-warning = Retenue

import-apply-title = Appliquer ce fichier ?
import-apply-deed = Appliquer { $accepted } lignes, en laisser { $errors }
import-apply-records = { $accepted } lignes deviennent { $movements } déplacements. Les voyages terminés sont clos, les autres sont notifiés. Rien d’importé n’est mis sous veille.
import-apply-keeps = { $errors } lignes refusées attendent en quarantaine d’être corrigées, libérées ou abandonnées.
import-apply-creates = Les hauts responsables encore inconnus sont créés dans le portefeuille { $portfolio }.
import-apply-undo = Le tout peut être annulé tant que personne n’a travaillé sur l’un de ces déplacements.
import-undo-title = Annuler cette importation
import-undo-deed = Invalider ce qu’elle a enregistré
import-undo-voids = { $movements } déplacements, avec toutes leurs étapes et tous leurs séjours, sont invalidés : hors des listes, des chiffres et des exclusions, mais conservés dans l’historique.
import-undo-keeps = Les hauts responsables et les lieux créés demeurent. Le fichier peut être appliqué de nouveau.
import-worked-on = Quelqu’un a travaillé depuis sur { $refs }. Invalidez plutôt ces déplacements un par un.
said-import-undone = L’importation { $ref } est annulée.

import-rows-heading = { $count ->
    [one] { $count } ligne à vérifier
   *[other] { $count } lignes à vérifier
 }
import-rows-note = Ouvrez une ligne pour la corriger, la libérer avec un motif ou l’abandonner avec un motif.
import-rows-of-trial = Ce qu’a dit l’essai. Rien n’est encore changé.
import-rows-none = Aucune ligne à vérifier
import-row-quarantined = En attente
import-row-corrected = Corrigée
import-row-released = Libérée
import-row-dropped = Abandonnée
import-row-quarantined-by = En attente depuis { $at }.
import-row-corrected-by = Corrigée par { $by }, { $at }.
import-row-released-by = Libérée par { $by }, { $at } : { $reason }
import-row-dropped-by = Abandonnée par { $by }, { $at } : { $reason }
import-rows-quarantined = { $count ->
    [one] { $count } ligne attend en quarantaine.
   *[other] { $count } lignes attendent en quarantaine.
 }
import-rows-corrected = { $count ->
    [one] { $count } ligne a été corrigée.
   *[other] { $count } lignes ont été corrigées.
 }
import-rows-released = { $count ->
    [one] { $count } ligne a été libérée avec un motif.
   *[other] { $count } lignes ont été libérées avec un motif.
 }
import-rows-dropped = { $count ->
    [one] { $count } ligne a été abandonnée avec un motif.
   *[other] { $count } lignes ont été abandonnées avec un motif.
 }
import-row-title = Ligne { $row }
import-correct-title = La corriger
import-correct-note = La ligne est jugée de nouveau selon les règles du fichier. Si elle est juste, elle est enregistrée comme un déplacement à part.
import-correct-deed = Enregistrer la ligne corrigée
import-decide-title = Ou décider sans corriger
import-reason = Motif
import-reason-hint = 500 caractères au plus. Il reste attaché à la ligne.
import-reason-asked = Dites pourquoi. Aucune ligne n’est abandonnée ni libérée sans motif.
import-release-deed = Libérer la ligne
import-drop-deed = Abandonner la ligne
import-release-too-fast = Elle peut être libérée : elle est alors enregistrée telle quelle.
import-release-principal-in-two-places = Elle peut être libérée : elle est alors enregistrée comme contestée, hors exclusion, et ouvre une exception dont vous êtes responsable.
import-release-never = Elle ne peut pas être libérée, seulement corrigée ou abandonnée.
import-not-releasable = Une ligne avec cette erreur se corrige ou s’abandonne, elle ne se libère pas.
import-row-decided = Quelqu’un a décidé de cette ligne entre-temps : { $by }.
import-row-empty = La ligne est vide à présent. Abandonnez-la plutôt avec un motif.
import-still-wrong = { $sentence }
said-import-row-corrected = La ligne { $ref } est enregistrée.
said-import-row-released = La ligne { $ref } est libérée et enregistrée.
said-caution-import-row-waits = La vitesse de la ligne { $ref } est admise, mais la personne est ailleurs à ce moment. Décidez-en aussi.
said-import-row-dropped = La ligne { $ref } est abandonnée.

import-code-missing-field = Champ manquant
import-code-unreadable-date = Date illisible
import-code-ambiguous-date = Date ambiguë
import-code-nonexistent-time = Heure inexistante
import-code-unknown-principal = Haut responsable inconnu
import-code-unknown-place = Lieu inconnu
import-code-reversed-dates = Finit avant de commencer
import-code-arrives-before-departure = Arrivée avant le départ
import-code-too-fast = Trop rapide
import-code-duplicate = Doublon
import-code-principal-in-two-places = En deux lieux
import-code-continuity-break = Rupture dans la suite des lieux
import-code-implausible-duration = Séjour très long
import-code-end-in-far-future = À plus de deux ans
import-code-place-unresolved = Lieu gardé tel quel
import-code-time-exists-twice = Heure répétée

import-wrong-missing-field = « { $column } » est vide.
import-wrong-unreadable-date = « { $text } » dans « { $column } » n’est pas une date et une heure lisibles. Écrivez 2026-02-28 14:30.
import-wrong-ambiguous-date = « { $text } » dans « { $column } » peut désigner deux jours, et aucune autre ligne ne tranche. Choisissez l’ordre du jour et du mois.
import-wrong-nonexistent-time = { $local } n’existe pas dans { $zone } : les horloges la sautent.
import-wrong-unknown-principal = « { $name } » n’est pas un haut responsable connu.
import-wrong-unknown-place = « { $name } » n’est pas un lieu connu, et une heure exige le fuseau de son lieu.
import-wrong-reversed-dates = Le séjour finit le { $to }, avant de commencer le { $from }.
import-wrong-arrives-before-departure = L’arrivée à { $arrives } n’est pas après le départ à { $departs }.
import-wrong-too-fast = { $km } km en { $minutes } minutes font { $speed_kmh } km/h, plus de 1 000 km/h.
import-wrong-duplicate = La ligne dit la même chose que la ligne { $row }.
import-wrong-duplicate-recorded = La ligne dit la même chose que { $reference }, déjà enregistré.
import-wrong-principal-in-two-places = La personne est ailleurs à ce moment, selon la ligne { $row }.
import-wrong-principal-in-two-places-recorded = La personne est ailleurs à ce moment, selon { $reference }, déjà enregistré.
import-wrong-continuity-break = L’étape part de { $found }, mais la précédente finissait à { $expected }.
import-wrong-implausible-duration = Le séjour dure { $days } jours.
import-wrong-end-in-far-future = La fin, { $end }, est à plus de deux ans.
import-wrong-place-unresolved = « { $name } » n’est pas un lieu connu ; il reste tel quel.
import-wrong-time-exists-twice = Les horloges montrent { $local } deux fois ; la première est retenue.

import-why-missing-field = Sans ce champ, la ligne ne dit rien qui puisse être enregistré.
import-why-unreadable-date = On n’enregistre que ce qui se lit sans deviner.
import-why-ambiguous-date = Deviner entre deux jours enverrait des gens le mauvais jour.
import-why-nonexistent-time = Cette nuit-là les horloges avancent ; personne ne part ni n’arrive à cette heure.
import-why-unknown-principal = Les noms doivent correspondre exactement. Corrigez le nom, créez la personne, ou relancez le fichier en créant les inconnus.
import-why-unknown-place = Désignez le lieu par son code OACI ou IATA, par le lieu d’affectation, ou déposez un fichier de lieux.
import-why-reversed-dates = Le premier et le dernier jour sont peut-être inversés.
import-why-arrives-before-departure = Les deux sont comparés en UTC, chacun selon le fuseau de son lieu.
import-why-too-fast = Aucun de nos avions ne vole aussi vite ; une heure ou un lieu est sans doute faux.
import-why-duplicate = Un même voyage s’enregistre une seule fois.
import-why-principal-in-two-places = Personne n’est en deux lieux à la fois (INV-08).

import-file-empty = Le fichier est vide.
import-file-unsupported = Ce format de fichier n’est pas lu ({ $found }). Enregistrez-le en CSV et déposez-le.
import-file-not-text = Le fichier n’est pas du texte. Enregistrez-le en CSV et déposez-le.
import-file-too-large = Le fichier est trop grand. Divisez-le.
import-file-too-many-rows = Le fichier a plus de { $limit } lignes. Divisez-le.
import-file-too-many-columns = La ligne { $row } a plus de { $limit } colonnes.
import-file-too-many-cells = Le fichier a plus de { $limit } cellules. Divisez-le.
import-file-unclosed-quote = Un guillemet ouvert à la ligne { $row } n’est jamais fermé.
import-alias-wrong = Ligne { $row } du fichier de lieux : « { $text } » n’est pas un { $column } valable. Cellules fautives en tout : { $count }. Le fichier est refusé en entier.
import-columns-none = Choisissez au moins une colonne.
import-columns-malformed = Ce choix de colonnes ne peut pas être lu. Choisissez de nouveau.
import-columns-unknown = Le fichier n’a pas de colonne « { $column } ». Ses colonnes sont : { $header }.
import-columns-ambiguous = Le fichier a plusieurs colonnes « { $column } ». Donnez à chacune son propre titre et déposez-le de nouveau.
import-columns-missing = Choisissez la colonne pour « { $field } ».
