"""Several people at the same instant, each in a transaction of their own: nothing is lost, nobody gets an error page.

On PostgreSQL only: an SQLite in memory belongs to one connection.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from threading import Barrier

from django.db import connections

from comptes.models import Collectivite, Departement
from conventions.models import Convention, Exercice
from conventions.operations.ouverture import open_convention

AT = datetime(2021, 11, 1, 9, tzinfo=UTC)


def get_exercice(annee=2021):
    lus = Exercice.objects.select_related("convention", "referentiel")
    return lus.get(convention__code="29", annee=annee)


def get_gens(ensemble):
    """The two who fill the 29."""
    return ensemble["agent.29"], ensemble["valideur.29"]


def run_together(*gestes):
    """What each of `gestes` answers, or raises, when all start at once."""
    depart = Barrier(len(gestes))

    def run(geste):
        try:
            depart.wait(60)
            return geste()
        except Exception as erreur:
            return erreur
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(gestes)) as fils:
        return list(fils.map(run, gestes))


def make_convention(gens):
    champs = {
        "dispositif": "CALPAE",
        "code": "35",
        "departement": Departement.objects.get(code="35"),
        "collectivite": Collectivite.objects.filter(departements="35").first(),
        "date_signature": date(2021, 6, 1),
        "debut": date(2021, 1, 1),
        "fin": date(2021, 12, 31),
    }
    return partial(open_convention, by=gens["centrale"], at=AT, **champs), Convention
