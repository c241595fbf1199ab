# Ce qu’un agent détient et a détenu : /officers/{ref}/custody

officer-tab-custody = Détention
officer-custody-now = Détient actuellement
officer-custody-none = Rien n’est enregistré comme détenu.
officer-custody-scope = Seul figure ici ce que tiennent vos lieux d’affectation. Ce qu’un autre lieu a remis est dans ses propres livres.
officer-custody-before = Auparavant
officer-custody-cut = Les lignes plus anciennes sont omises. Demandez « Qui détenait quoi un jour donné ».
officer-custody-thing = Objet
officer-custody-kind = Genre
officer-custody-kind-firearm = arme
officer-custody-kind-equipment = équipement
officer-custody-kind-kit = trousse
officer-custody-kind-rounds = munitions
officer-custody-kind-vehicle = véhicule, sorti
officer-custody-kind-reserved = véhicule, réservé
officer-custody-since = Depuis
officer-custody-until = Jusqu’à
officer-custody-back = À rendre
officer-custody-late = en retard, attendu { $when }
officer-custody-act = Acte
officer-custody-elsewhere = d’un autre lieu d’affectation
officer-custody-rounds = { $count ->
    [one] { $count } cartouche de { $calibre }, lot { $lot }
   *[other] { $count } cartouches de { $calibre }, lot { $lot }
}
