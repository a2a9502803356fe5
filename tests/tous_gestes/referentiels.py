"""Référentiels."""

from comptes.gestes import Geste
from referentiels.operations import discard_referentiel, draft_referentiel, publish_brouillon
from referentiels.operations import record_texte as record_referentiel
from tests.tous_gestes.monde import fait, get_longueur, make_code, make_source


@fait(Geste.PREPARER_REFERENTIEL)
def draft(monde):
    monde.brouillon_de_referentiel = draft_referentiel(**monde.de_la_centrale, source=make_source("autre"))


@fait(Geste.MODIFIER_REFERENTIEL)
def rewrite(monde):
    un = monde.brouillon_de_referentiel
    modele = type(un)
    source = make_source(make_code("cls-2023-10-27", modele))
    source = source.ljust(get_longueur(modele, "source"), "x")
    monde.brouillon_de_referentiel = record_referentiel(
        **monde.de_la_centrale, brouillon=un, version=un.version, source=source
    )


@fait(Geste.PUBLIER_REFERENTIEL)
def publish(monde):
    un = monde.brouillon_de_referentiel
    monde.referentiel = publish_brouillon(**monde.de_la_centrale, brouillon=un, version=un.version)


@fait(Geste.SUPPRIMER_REFERENTIEL)
def throw_away(monde):
    un = draft_referentiel(**monde.de_la_centrale, source=make_source("encore"))
    discard_referentiel(**monde.de_la_centrale, brouillon=un)
