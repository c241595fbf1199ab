# Qui détenait quoi un jour donné.

held-page = Qui détenait quoi
held-title = { $count ->
    [one] { $count } détention le { $day }
   *[other] { $count } détentions le { $day }
}
held-on = Au jour du
held-on-hint = En UTC, par exemple 12-Nov-2026.
held-in-future = Ce jour est encore à venir. Les détentions sont connues jusqu’à aujourd’hui.
held-none = Rien n’était détenu
held-none-text = Aucune arme de votre ressort n’était chez quelqu’un ni dans une armurerie ce jour-là.
held-none-match = Aucune détention ne correspond
held-weapon-elsewhere = une arme d’un autre poste
held-link = Qui détenait quoi un jour donné
custody-chain-older = Détentions antérieures
