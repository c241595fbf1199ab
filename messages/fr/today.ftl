# La page de la personne en service. Les mots des boutons d’aide figurent dans shell.ftl.

today-itinerary = itinéraire { $version }
today-risk = Risque : { $word }
today-due-check-in = Contact attendu
today-due-arrival = Arrivée
today-due-departure = Départ
today-in = dans { $span }
today-late = { $span } de retard
today-well-on-way = Tout va bien, vers { $place }
today-well-at = Tout va bien à { $place }
today-running-late = Du retard
today-need-assistance = Besoin d’assistance
today-other-report = Départ, arrivée, autre
today-sent = Dernier compte rendu { $time }, { $channel }.
today-nothing-sent = Rien n’a encore été rapporté sur cette étape.
today-next-leg = vers { $to }, arrivée { $arrives }
today-off = Hors service.
today-off-next = Hors service. Prochain service { $time }.
today-off-stand-by = Hors service. Astreinte à partir de { $day }.
today-stand-by-now = Hors service, d’astreinte aujourd’hui.
today-handed-over = Relève faite. Vous n’êtes plus de cette équipe.
today-assistance = Assistance
today-help-sent = Assistance demandée { $time }. La permanence le voit.
today-help-none = Aucune demande d’assistance de votre part n’est ouverte.
today-call-leader = Chef d’équipe { $name }
today-call-watch = Permanence : { $name }
today-call-station = { $name }

said-caution-today-ended = La fin de cette étape était déjà consignée pour { $ref }. Le vôtre est ajouté au journal.
