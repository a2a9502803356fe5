"""The campaign of the demo: the calendar of 2021, and more time for the Haut-Rhin."""

from datetime import date

from conventions.models import Campagne, Exercice
from conventions.operations.campagnes import grant_delai, open_campagne, record_campagne
from demonstration.jours import make_instant
from referentiels.models import Referentiel

ANNEE = 2021


def open_campagne_demo(centrale):
    """Prepared in December, opened in January; one délai. What exists already is left alone."""
    if Campagne.objects.filter(dispositif="CALPAE", annee=ANNEE).exists():
        return
    campagne = record_campagne(
        by=centrale,
        at=make_instant(2021, 12, 6),
        champs={
            "dispositif": "CALPAE",
            "annee": ANNEE,
            "referentiel": Referentiel.objects.get(code="2021-03-19"),
            "ouverture": date(2022, 1, 3),
            "rapport_le": date(2022, 3, 31),
            "correction_au": date(2022, 5, 31),
            "instruction_au": date(2022, 6, 30),
            "jours_reponse": 30,
        },
    )
    open_campagne(by=centrale, at=make_instant(2022, 1, 3), campagne=campagne)
    if en_retard := Exercice.objects.filter(convention__code="68", annee=ANNEE).first():
        grant_delai(
            by=centrale,
            at=make_instant(2022, 3, 14),
            exercice=en_retard,
            jusqu_au=date(2022, 5, 13),
            motif="La reprise des dossiers dans le nouveau logiciel retarde les chiffres de l’axe S4.",
        )
