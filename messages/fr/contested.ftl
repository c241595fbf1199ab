# Faits contestés : gardés tels qu’ils ont été saisis, réglés à deux.

contested-title = Faits contestés
contested-count = { $count ->
    [one] { $count } fait contesté
   *[other] { $count } faits contestés
}
contested-none = Rien n’est contesté
contested-none-text = Un reçu ou une course saisis après coup et contraires à ce qui est enregistré apparaissent ici jusqu’à ce que deux personnes le règlent.
contested-enter-receipt = Saisir un reçu qui dit autre chose
contested-none-match = Aucun fait contesté ne correspond
contested-link = Faits contestés
contested-state-unsettled = non réglés
contested-subject-custody = Garde d’une arme
contested-subject-rounds = Cartouches
contested-thing = Objet
contested-says = Ce qui a été saisi
contested-ledger = Le registre dit
contested-ledger-then = Le registre disait
contested-ledger-now = Le registre dit maintenant
contested-ledger-since = { $holder }, depuis { $since }
contested-ledger-unnamed = quelqu’un d’autre
contested-held = { $held ->
    [one] { $held } cartouche sur le compte
   *[other] { $held } cartouches sur le compte
}
contested-happened = Survenu
contested-bar-custody = Contesté : { $deed } { $way }, { $when }. Selon le registre, l’arme était chez { $ledger }. Deux personnes le règlent :
contested-bar-rounds = Contesté : { $deed }, { $count ->
    [one] { $count } cartouche
   *[other] { $count } cartouches
 }, { $when } ; le compte en avait { $held }. Deux personnes le règlent :
contested-bar-settled = Il était contesté et deux personnes l’ont réglé, { $state } : { $reason }
contested-means-custody = Le reçu est gardé et ne déplace rien : l’arme est là où le registre le dit jusqu’à ce que deux personnes règlent lequel a raison.
contested-means-rounds = L’acte est gardé hors de la somme : les soldes sont ceux du registre jusqu’à ce que deux personnes règlent lequel a raison.
contested-settling = Le régler
contested-propose = Proposer
contested-take-back = Retirer la proposition
contested-why = Ce qui a été saisi dit autre chose que le registre. Cela reste ici jusqu’à ce que deux personnes règlent lequel a raison ; des mots ne le ferment pas.
contested-waits = Une autre personne le règle comme proposé : ni celle qui l’a proposé ni celle qui l’a saisi.
contested-way-withdraw-hint = Ce qui a été saisi est retiré. Rien ne bouge.
contested-way-uphold-hint = Le registre continue à partir de ce qui a été saisi ; ce qu’il disait avant y reste.
contested-reason-hint = Ce que vous avez vérifié : le papier, l’arme, les personnes. Dix caractères au moins.
contested-settle-withdraw = Confirmer : retirer ce qui a été saisi
contested-settle-uphold = Confirmer : ce qui a été saisi vaut
contested-say-when = INV-19 : il n’y a que { $held } cartouches. Si cela est arrivé quand même, dites quel jour et à quelle heure : c’est alors gardé comme contesté.
contested-still-beyond = Le compte a toujours moins de cartouches que cela. Enregistrez d’abord ce qui est entré, ou retirez ceci.
contested-fact-ref = Référence
contested-fact-handover-id = Acte de garde
contested-fact-ammunition-act-id = Acte sur des cartouches
contested-fact-custody-id = Garde selon le registre
contested-fact-held = Sur le compte
contested-fact-entered-by = Saisi par
contested-fact-opened-at = Contesté depuis
contested-fact-state = État
contested-fact-state-open = contesté
contested-fact-state-proposed = règlement proposé
contested-fact-state-withdrawn = retiré
contested-fact-state-upheld = retenu
contested-fact-state-all = tous
contested-fact-way = Comment il est réglé
contested-fact-way-withdraw = Le reçu était faux
contested-fact-way-uphold = Le registre était faux
contested-fact-reason = Pourquoi
contested-fact-proposed-by = Proposé par
contested-fact-proposed-at = Proposé le
contested-fact-settled-by = Réglé par
contested-fact-settled-at = Réglé le
said-contested-proposed = { $ref } : le règlement est proposé. Une autre personne le confirme.
said-contested-open = { $ref } est de nouveau ouvert.
said-contested-settled = { $ref } est réglé.
said-custody-contested = { $ref } est gardé comme contesté et ne déplace rien : le registre dit autre chose. La page dit pourquoi ; deux personnes le règlent.
said-rounds-contested = { $ref } est gardé comme contesté, hors de la somme : le compte a moins de cartouches. Deux personnes le règlent.
exception-code-custody-contested = Le reçu d’une arme dit autre chose que le registre.
exception-code-rounds-contested = Plus de cartouches ont été remises, tirées ou rendues que le compte n’en avait.
exception-resolution-settled-by-two = Deux personnes l’ont réglé.
handover-state-contested = contesté
ammunition-act-state-contested = contesté
rounds-open-contested = contesté
custody-open-contested = contesté
custody-contested-giver = Qui l’a rendue, selon le reçu
custody-contested-giver-hint = Seulement si le reçu nomme un autre agent que le registre. Il est alors gardé comme contesté.
custody-already-there = Selon le registre, l’arme s’y trouve déjà.
station-figure-contested = { $count ->
    [one] fait contesté
   *[other] faits contestés
}
constraint-contested-act-settled-by-two = INV-38 : ceci est contesté. Deux personnes le règlent sur sa propre page.
constraint-contested-handover-is-a-fact = Seul ce qui est arrivé peut être contesté.
constraint-contested-rounds-are-a-fact = Seul ce qui est arrivé peut être contesté.
constraint-contested-weapon-is-at-hand = L’arme est détruite, manquante, en route ou dans un autre lieu. Retirez le reçu, ou attendez que l’arme soit ici.
constraint-contested-fact-ref-once = Ce fait contesté existe déjà.
constraint-contested-fact-state-known = Ce n’est pas un état d’un fait contesté.
constraint-contested-fact-way-known = Un fait contesté est retiré ou retenu.
constraint-contested-fact-reason-short = La raison est trop longue.
constraint-contested-fact-of-one-act = Un fait contesté est celui d’un seul acte.
constraint-contested-fact-of-contested-act = Rien n’est contesté ici.
constraint-contested-proposal-has-reason = Dites pourquoi, en dix caractères au moins.
constraint-contested-proposed-at-a-time = Une proposition a une personne et une heure.
constraint-contested-settled-at-a-time = Un règlement a une personne et une heure.
constraint-contested-settled-as-proposed = Il est réglé comme il a été proposé.
constraint-contested-settled-by-another = INV-23 : il faut deux personnes ; vous l’avez proposé.
constraint-contested-not-settled-by-its-author = INV-23 : vous l’avez saisi ; une autre personne confirme comment il est réglé.
constraint-contested-fact-follows = Cela ne découle pas de l’état du règlement.
constraint-settled-fact-is-kept = Ce que deux personnes ont réglé reste tel quel.
contested-subject-trip = Course d’un véhicule
contested-bar-trip = Contesté : une course de { $driver }, { $when }, { $km }. { $ledger } Deux personnes le règlent :
contested-clash-overlap = Quelqu’un d’autre avait le véhicule à ce moment. { $others }
contested-clash-odometer = Le compteur contredit ce qui est enregistré.
contested-clash-distance = Personne ne roule aussi loin en ce temps.
contested-clash-none = Elle s’accorde avec ce qui est enregistré.
contested-means-trip = La course est gardée et ne déplace rien : le compteur et les réservations restent tels quels jusqu’à ce que deux personnes la règlent.
contested-trip-way-withdraw = La saisie était fausse
contested-trip-way-uphold = La course tient
contested-trip-way-withdraw-hint = La course est retirée. Rien ne bouge.
contested-trip-way-uphold-hint = Elle tient comme rendue. Une autre réservation qui la gêne est d’abord annulée. Si son compteur ne s’accorde pas avec ce qui est enregistré, son relevé ne compte pas et celui du véhicule reste.
contested-fact-reservation-id = Course
contested-fact-clash = Ne s’accordait pas avec
contested-fact-clash-overlap = le temps d’un autre
contested-fact-clash-odometer = le compteur
contested-fact-clash-distance = la distance en ce temps
constraint-contested-fact-clash-known = Une course ne s’accorde pas avec un temps, le compteur ou une distance.
constraint-contested-trip-says-why = Une course contestée dit avec quoi elle ne s’accorde pas.
