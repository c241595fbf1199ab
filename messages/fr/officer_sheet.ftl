# Les titres d’un agent sur papier : /officers/{ref}/print

officer-sheet-link = Imprimer les titres
officer-sheet-post = Poste actuel
officer-sheet-permits = Permis de port
officer-sheet-permits-none = Aucun permis n’est enregistré.
officer-sheet-paper = Titre
officer-sheet-validity = Validité
officer-sheet-certificate = Certificat, délivré par
officer-sheet-verified = Vérifié par
officer-sheet-unverified = non vérifié
officer-sheet-since = depuis
officer-sheet-languages = Langues
