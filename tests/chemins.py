"""Every route of the site, and an address of each in the demo."""

from datetime import UTC, date, datetime

from django.urls import URLPattern, get_resolver, reverse

from avenants.models import Avenant, NatureAvenant, Statut
from comptes.invitations import make_lien
from comptes.models import AppelsDeJeton, Jeton, Utilisateur
from conventions.models import (
    Action,
    Convention,
    DelaiAccorde,
    Exercice,
    Partenaire,
    PieceAction,
    Redeploiement,
)
from fichiers.pieces import make_piece
from indicateurs.models import ImportParcours, PieceJointe
from pilotage.models import Export
from remarques.models import Remarque
from reporting.models import Photographie
from tests.demo import BROUILLON_DE_REFERENTIEL
from tests.routes import ECRITURE

PARAMETRES = {
    "code": "29",
    "annee": 2021,
    "numero": "S4-1",
    "axe": "S4",
    "indicateur": "R2",
    "colonne": "prevu",
    "dispositif": "CALPAE",
    "nature": "parcours",
    "extension": "csv",
    "brouillon": 1,
    "rubrique": "identite",
    "suite": "axes",
    "lieu": "axes.1",
    "collectivite": "29D",
    "ancre": "indicateur",
    "cle": "R2",
    "acte": "proposer",
    "courriel": 1,
}


def list_routes(resolver=None, prefixe="", parametres=()):
    """Every named route as (name, names of its parameters, view)."""
    for motif in (resolver or get_resolver()).url_patterns:
        siens = (*parametres, *motif.pattern.converters)
        if isinstance(motif, URLPattern):
            yield f"{prefixe}{motif.name}", siens, motif.callback
        else:
            yield from list_routes(motif, f"{motif.namespace}:" if motif.namespace else prefixe, siens)


def list_motifs(resolver=None, prefixe=""):
    """Every route as its patterns write it: `conventions/<str:code>/<int:annee>/`."""
    for motif in (resolver or get_resolver()).url_patterns:
        sien = prefixe + str(motif.pattern)
        if isinstance(motif, URLPattern):
            yield sien
        else:
            yield from list_motifs(motif, sien)


# Of the API, which a token opens and no session: tests/api goes through them.
PAR_JETON = "api-v1:"
ROUTES = {nom: parametres for nom, parametres, _ in list_routes() if not nom.startswith(PAR_JETON)}
ROUTES_PAR_JETON = {nom: parametres for nom, parametres, _ in list_routes() if nom.startswith(PAR_JETON)}
VUES = {nom: vue for nom, _, vue in list_routes()}
# Rows of 2021 of the 29 that its pages of `conventions` name by their key.
RANGEES = {
    "piece": lambda action: (
        action.pieces.first() or make_piece(PieceAction, **FICHIER, by=get_agent(), at=LE, action=action)
    ),
    "partenaire": lambda action: (
        action.exercice.convention.partenaires.filter(nom="Un partenaire").first()
        or Partenaire(convention=action.exercice.convention, nom="Un partenaire")
    ),
    "reprise": lambda action: action.reprise,
    "redeploiement": lambda action: make_piece(
        Redeploiement, **FICHIER, by=get_agent(), at=LE, exercice=action.exercice, constat="Atteintes."
    ),
}
FICHIER = {"nom_fichier": "note.csv", "type_contenu": "text/csv", "octets": b"a;b"}
LE, APRES = datetime(2021, 12, 1, tzinfo=UTC), datetime(2040, 12, 1, tzinfo=UTC)


def get_anterieur():
    """An avenant of the 29 that was signed outside the site, made if there is none."""
    convention = Convention.objects.get(code="29")
    deja = convention.avenants.filter(nature=NatureAvenant.ANTERIEUR).first()
    return deja or Avenant.objects.create(
        convention=convention,
        numero=8,
        nature=NatureAvenant.ANTERIEUR,
        objet="Report de l’exécution 2018",
        statut=Statut.SIGNE,
        date_signature=date(2019, 12, 12),
    )


def make_delai(annee=2021):
    """More time for the 29, granted if it was not."""
    commun = {"exercice": Exercice.objects.get(convention__code="29", annee=annee), "retire_le": None}
    dit = {"jusqu_au": date(2022, 5, 13), "au_lieu_du": date(2022, 3, 31), "motif": "Un logiciel nouveau."}
    par = Utilisateur.objects.get(email="centrale@calpae.example")
    return DelaiAccorde.objects.get_or_create(**commun, defaults=dit | {"par": par, "le": LE})[0]


def get_remarque():
    """A remark on 2021 of the 29, as if it had been handed over and sent back; made if there is none."""
    exercice = Exercice.objects.get(convention__code="29", annee=2021)
    une, _ = Remarque.objects.get_or_create(
        exercice=exercice,
        ancre="indicateur",
        cle="R2",
        defaults={
            "libelle": "R2",
            "audience": "collectivite",
            "service": "prefecture",
            "auteur": Utilisateur.objects.get(email="prefecture.29@calpae.example"),
            "le": LE,
        },
    )
    return une


def get_jeton(compte):
    """A token of `compte`, made if it has none."""
    champs = {"outil": "Infocentre", "role": compte.role, "perimetre": compte.cle_perimetre, "cree_le": LE}
    deja = compte.jetons.first()
    if deja is None:
        deja = Jeton.objects.create(porteur=compte, empreinte="0" * 64, expire_le=APRES, **champs)
        AppelsDeJeton.objects.create(jeton=deja)
    return deja


def get_export():
    """A file the agent of the 29 asked for, that nobody makes; asked for if it was not."""
    deja = Export.objects.filter(par=get_agent()).first()
    return deja or Export.objects.create(
        par=get_agent(), table="chiffres", format="csv", battement=LE, le=LE, lignes=3
    )


def get_agent():
    return Utilisateur.objects.get(email="agent.29@calpae.example")


def make_rangee(cle):
    rangee = RANGEES[cle](
        Action.objects.get(exercice__convention__code="29", exercice__annee=2021, numero="S4-1")
    )
    rangee.save()
    return rangee


def get_url(nom, document):
    valeurs = PARAMETRES | {"pk": document.pk if document else 1}
    if nom.startswith("conventions:") and set(ROUTES[nom]) & set(RANGEES):
        valeurs |= {cle: make_rangee(cle).pk for cle in set(ROUTES[nom]) & set(RANGEES)}
    elif "piece" in ROUTES[nom]:
        valeurs["piece"] = PieceJointe.objects.get(exercice__convention__code="29", exercice__annee=2021).pk
    if "pk" in ROUTES[nom] and nom.startswith("indicateurs:"):
        valeurs["pk"] = ImportParcours.objects.get(exercice__annee=2021, exercice__convention__code="29").pk
    if nom == "comptes:choisir":
        valeurs |= make_lien(get_agent())
    if nom == "api:retirer_jeton":
        valeurs["jeton"] = get_jeton(get_agent()).pk
    if nom == "conventions:retirer_delai":
        make_delai()
    if "export" in ROUTES[nom]:
        valeurs["export"] = get_export().pk
    if "remarque" in ROUTES[nom]:
        valeurs["remarque"] = get_remarque().pk
    if nom.endswith("_notification"):
        valeurs["pk"] = 0  # nobody's
    if "compte" in ROUTES[nom]:
        valeurs["compte"] = get_agent().pk
    if nom.startswith("conventions:") and "pk" in ROUTES[nom]:
        convention = Convention.objects.get(code="29")
        valeurs["pk"] = convention.pieces.first().pk
    if "pk" in ROUTES[nom] and nom.endswith("deliberation"):
        valeurs["pk"] = Convention.objects.get(code="29").deliberation.pk
    if "pk" in ROUTES[nom] and nom.endswith("anterieur"):
        valeurs["pk"] = get_anterieur().pk
    if nom == "reporting:photographie":
        photographies = Photographie.objects.filter(exercice__convention__code="29", exercice__annee=2020)
        valeurs["pk"] = photographies.first().pk if document else 1
    if nom.startswith("reporting:") and "rang" in ROUTES[nom]:
        valeurs |= {"annee": 2020, "rang": 1}
    if "edition" in nom:
        valeurs |= {"annee": 2020, "rang": 1}
    if "avenant" in nom:
        valeurs |= {"numero": 3, "nature": "financier"}
    if nom.startswith("referentiels:"):
        is_ecrite = ECRITURE.get(nom) or nom == "referentiels:rediger"
        valeurs["code"] = BROUILLON_DE_REFERENTIEL if is_ecrite else "2021-03-19"
    return reverse(nom, kwargs={cle: valeurs[cle] for cle in ROUTES[nom]})
