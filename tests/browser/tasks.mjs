// Tasks of ux.md 1.2, with the interactions and loads they may take.
