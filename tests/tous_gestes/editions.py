"""A national edition."""

from comptes.gestes import Geste
from pilotage.models import Edition
from pilotage.operations.editions import publish_edition
from tests.tous_gestes.monde import fait, remplir


@fait(Geste.PUBLIER_EDITION)
def publish(monde):
    publish_edition(**monde.de_la_centrale, dispositif="CALPAE", annee=2020, **remplir(Edition, "titre"))
