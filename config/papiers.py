"""Papers of a floor above the one that draws: their content is named here, not there (`reporting/dessinateur.py`)."""

# {nature: the class of its frozen content, which names its template in `gabarit`}
PAPIERS = {"bilan": "pilotage.papier_bilan.ContenuBilan"}
