# Une seule recherche.

search-title = Recherche
search-for = Référence, nom de code, agent, lieu d’affectation ou lieu
search-nothing-typed = Tapez une référence pour ouvrir sa fiche, ou une partie d’un nom de code, d’un nom ou d’un lieu.
search-too-short = Tapez au moins deux lettres ou chiffres.
search-nothing-found = Rien de ce que vous pouvez voir ne correspond.
search-nothing-found-next = Vérifiez l’orthographe ou tapez moins. « m 412 » cherche dans les déplacements seulement, p dans les hauts responsables, o dans les agents, s dans les lieux d’affectation.
search-movements = Déplacements
search-principals = Hauts responsables
search-officers = Agents
search-stations = Lieux d’affectation
search-places = Lieux
search-more = Les { $limit } premiers sont affichés. Précisez pour en voir moins.
