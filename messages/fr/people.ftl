# Agents et leur disponibilité.

officers-title = Agents
officers-count = { $count ->
    [one] { $count } agent
   *[other] { $count } agents
}
officers-none = Aucun agent pour l’instant
officers-none-text = Les agents de vos lieux d’affectation apparaissent ici dès qu’ils sont enregistrés.
officers-none-match = Aucun agent ne correspond
officers-none-match-text = Retirez un filtre, ou cherchez une partie du nom ou la référence.
officer-new = Nouvel agent
officer-create = Créer l’agent
officer-save = Enregistrer l’agent
officer-edit = Modifier l’agent
officer-edit-title = Modifier { $ref }
officer-ref = Référence
officer-name = Nom
officer-station = Lieu d’affectation
officer-station-id = Lieu d’affectation
officer-station-hint = Code du lieu, par exemple GOM.
officer-station-not-yours = Choisissez un lieu d’affectation où vous pouvez enregistrer du personnel.
officer-category = Catégorie
officer-duty-role = Fonction habituelle
officer-number = Premier numéro
officer-number-1 = Premier numéro
officer-number-1-as-of = Premier numéro exact le
officer-number-2 = Deuxième numéro
officer-number-2-as-of = Deuxième numéro exact le
officer-satellite = Téléphone satellite
officer-satellite-as-of = Téléphone satellite exact le
officer-state = État
officer-state-reason = Motif
officer-merged-into = Fusionné dans
officer-filter-q = Nom ou référence
officer-filter-station = Lieu
officer-filter-category = Catégorie
officer-filter-fit = Apte à
officer-filter-state = État
officer-numbers = Numéros
officer-no-number = Aucun numéro enregistré : personne à appeler
officer-who = Identité
officer-account = Connexion
officer-account-yes = lié à un compte
officer-account-no = sans compte
officer-taskings = Missions à venir
officer-taskings-none = Aucune mission à venir.
officer-leg = étape
officer-tab-record = Fiche
officer-tab-availability = Disponibilité
officer-tab-history = Historique
officer-has-ended = Cette fiche a été fusionnée ou annulée entre-temps. Rien n’a été enregistré.
officer-ended-merged = Fusionnée dans { $ref } : { $reason }
officer-ended-voided = Annulée : { $reason }
officer-ended-open = Ouvrir cette fiche
officer-merge-link = Fusionner avec une autre fiche
officer-merge-title = Fusionner cette fiche avec une autre
officer-merge-deed = Fusionner la fiche
officer-merge-into = La fiche qui reste
officer-merge-into-hint = Référence telle que O-7K3FA. Tapez une partie du nom pour chercher.
officer-merge-unknown = Aucun agent que vous pouvez voir ne porte cette référence.
officer-merge-not-itself = Choisissez une autre fiche en usage.
officer-merge-not-yours = Vous ne pouvez pas modifier cette fiche. Adressez-vous au bureau de son lieu d’affectation.
officer-void-link = Annuler cette fiche
officer-void-title = Annuler cette fiche
officer-void-deed = Annuler la fiche
officer-ending-list = L’agent quitte les listes, les recherches et les choix.
officer-ending-stays = La disponibilité et les missions passées restent avec cette fiche ; reportez sur l’autre les numéros encore exacts.
officer-ending-account = Le compte lié garde ses droits. Demandez à un administrateur de le lier à un autre agent ou de le désactiver.
officer-ending-posts = Les postes à venir doivent d’abord être confiés à quelqu’un d’autre
officer-end-has-posts = Cet agent tient encore des postes à venir. Confiez-les d’abord à quelqu’un d’autre ; un poste tenu par une fiche close paraîtrait couvert.
ending-reason = Motif
ending-what-follows = Ce qui va se passer :
ending-history = La fiche, son historique et la piste d’audit restent lisibles.

officer-category-p = Administrateur (P)
officer-category-d = Directeur (D)
officer-category-fs = Service mobile (FS)
officer-category-gs = Services généraux (GS)
officer-category-npo = Administrateur national (NPO)
officer-category-ss = Service de sécurité (SS)
officer-category-tc = Corps de métiers (TC)
officer-category-lt = Professeur de langues (LT)
officer-category-unv-international = Volontaire des Nations Unies, international
officer-category-unv-national = Volontaire des Nations Unies, national
officer-category-gpp = Personnel fourni par un gouvernement (GPP)
officer-category-unpol = Police des Nations Unies (UNPOL)
officer-category-military-staff = Officier d’état-major
officer-category-formed-unit-member = Membre d’une unité constituée
officer-category-mscpu-member = Membre d’une unité de protection d’un État membre
officer-category-consultant = Consultant
officer-category-individual-contractor = Vacataire individuel
officer-category-company-contractor = Employé d’un prestataire
officer-category-intern = Stagiaire

officer-duty-role-cp-coordinator = Coordonnateur de la protection rapprochée
officer-duty-role-team-leader = Chef d’équipe
officer-duty-role-cp-officer = Agent de protection rapprochée
officer-duty-role-driver = Conducteur de sécurité
officer-duty-role-medic = Secouriste

officer-state-active = en usage
officer-state-merged = fusionnée
officer-state-voided = annulée

officer-post-team-leader = chef d’équipe
officer-post-second-in-command = adjoint
officer-post-ppo = agent de protection personnelle
officer-post-pes = section d’escorte
officer-post-advance = précurseur
officer-post-driver = conducteur
officer-post-cat = équipe de contre-assaut
officer-post-rst = équipe de sécurité de la résidence
officer-post-medic = secouriste
officer-post-comms = transmissions
officer-post-liaison-interpreter = liaison et interprétation

number-hint = Chiffres, espaces et un + facultatif devant.
number-as-of-hint = Jour où quelqu’un l’a confirmé, par exemple 18-Nov-2026. Laissé vide, un numéro présent compte à partir d’aujourd’hui.
number-as-of-future = Un numéro ne peut pas être confirmé à une date à venir.
number-age = au { $day } ({ $days ->
    [0] aujourd’hui
    [one] il y a { $days } jour
   *[other] il y a { $days } jours
})
number-age-old = au { $day } (il y a { $days } jours) : à confirmer
number-age-unknown = personne n’a noté quand il était exact : à confirmer
number-old = ancien

list-any = tous
list-choose = choisir
list-shown = { $shown } sur { $total }

availability-title = Disponibilité
availability-add = Ajouter une période
availability-kind = Nature
availability-from = Du
availability-from-date = Du
availability-to = Au
availability-to-date = Au
availability-date-hint = Premier jour, par exemple 18-Nov-2026.
availability-to-hint = Dernier jour. Un jour de relève peut finir une période et en commencer une autre.
availability-station = Lieu
availability-station-id = Lieu
availability-station-hint = Pour une mission temporaire : code du lieu, par exemple NBO.
availability-station-unknown = Aucun lieu que vous pouvez voir ne porte ce code.
availability-note = Note
availability-note-hint = Limites utiles à la planification. Jamais de diagnostic.
availability-void-reason = Motif de l’annulation
availability-is-void = Annulée
availability-when = Quand
availability-from-empty = Indiquez le premier jour.
availability-to-empty = Indiquez le dernier jour.
availability-past = passée
availability-running = en cours
availability-coming = à venir
availability-past-title = Périodes passées
availability-none = Rien n’est enregistré : l’agent est réputé disponible.
availability-void = Annuler
availability-void-label = { $kind } à partir du { $from }
availability-void-title = Annuler cette période
availability-void-what = L’agent redevient disponible pendant ce temps. La période reste dans l’historique.
availability-void-deed = Annuler la période
availability-kind-leave = Congé
availability-kind-rest-and-recuperation = Repos et récupération
availability-kind-training = Formation
availability-kind-sick = Maladie
availability-kind-travel = Voyage
availability-kind-temporary-duty = Mission temporaire
availability-kind-stand-by = Astreinte

constraint-availability-ends-after-it-begins = Le dernier jour précède le premier.
constraint-officer-name-present = Un nom compte de 1 à 120 caractères.
constraint-officer-end-has-reason = Dites pourquoi la fiche est close.

said-officer-created = Agent { $ref } créé.
said-officer-saved = Agent { $ref } enregistré.
said-officer-merged = { $ref } a été fusionné dans cette fiche.
said-officer-voided = { $ref } a été annulé.
said-availability-added = Disponibilité de { $ref } ajoutée.
said-availability-voided = Une période de { $ref } a été annulée.
training-stands-kept = { $kind } ({ $stations }) : en règle
training-stands-kept-until = { $kind } ({ $stations }) : en règle jusqu’au { $day }
training-stands-ending = { $kind } ({ $stations }) : expire le { $day }
training-stands-expired = { $kind } ({ $stations }) : expiré le { $day }
training-stands-waiting = { $kind } ({ $stations }) : enregistré, à vérifier
training-stands-missing = { $kind } ({ $stations }) : demandé, manque
