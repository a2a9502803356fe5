"""Who may do what, route by route. A route that is not in the table fails: nobody forgets to say who may use it."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.urls import URLPattern, get_resolver, reverse

from comptes.guard import EcritureInterdite, refuse_writes
from comptes.models import Trace, Utilisateur
from conventions.models import (
    ETATS_MODIFIABLES,
    Action,
    Convention,
    Etat,
    Exercice,
    Partenaire,
    PieceAction,
    Redeploiement,
)
from conventions.operations.pieces import make_piece
from indicateurs.models import ImportParcours, PieceJointe
from reporting.models import Document, Photographie
from tests.conftest import BROUILLON_DE_REFERENTIEL

pytestmark = pytest.mark.une_base

OUVERTES = {"comptes:connexion", "comptes:accessibilite"}
QUI = (
    "agent.29",
    "agent.22",
    "prefecture.29",
    "prefecture.22",
    "commissaire.53",
    "commissaire.44",
    "centrale",
)
TOUS = dict.fromkeys(QUI, 200)
# The convention exists for the département, its préfecture, its commissaire and the centrale.
CONVENTION = TOUS | dict.fromkeys(("agent.22", "prefecture.22", "commissaire.44"), 404)
# Its life: the département, and its préfecture for what concerns the State, write; the others read it elsewhere.
VIE = CONVENTION | {"commissaire.53": 403, "centrale": 403}
# A draft: only the département and its préfecture read it.
BROUILLON = dict.fromkeys(QUI, 404) | {"agent.29": 200, "prefecture.29": 200}
SAISIE = BROUILLON | {"prefecture.29": 403}
PREFECTURE = BROUILLON | {"agent.29": 403}
PERSONNE = SAISIE | {"agent.29": 403}
# Nothing was uploaded: sent back to the page where one does.
APERCU = SAISIE | {"agent.29": 302}
# Of the préfecture, about a row that is not there.
RIEN_DE_TEL = dict.fromkeys(QUI, 404) | {"agent.29": 403}
IMPORT = dict.fromkeys(QUI, 404) | {"agent.29": 200}
CENTRALE = dict.fromkeys(QUI, 403) | {"centrale": 200}
POST_SEUL = dict.fromkeys(QUI, 405)
LECTURE = {
    "comptes:deconnexion": POST_SEUL,
    "reporting:accueil": TOUS,
    "reporting:tableau_de_bord": TOUS,
    "reporting:exporter_tableau": TOUS,
    "reporting:financement": TOUS,
    "reporting:exporter_financement": TOUS,
    "reporting:convention": CONVENTION,
    "reporting:exercice": BROUILLON,
    "reporting:transmettre": SAISIE,
    # Of 2021, a draft: nobody decides on it yet.
    "reporting:valider": PERSONNE,
    "reporting:renvoyer": PERSONNE,
    "reporting:execution": BROUILLON,
    "reporting:simulation": BROUILLON,
    "reporting:photographie": CONVENTION,  # of 2020, which is validated
    "reporting:decision_financiere": BROUILLON,
    "reporting:proposer": PREFECTURE,
    "reporting:repondre": SAISIE,
    "reporting:notifier": PREFECTURE,
    "reporting:verser": POST_SEUL,
    "reporting:retirer_versement": RIEN_DE_TEL,
    "reporting:rapport": BROUILLON,
    "reporting:produire_rapport": POST_SEUL,
    "reporting:avenant": BROUILLON,
    "reporting:produire_avenant": POST_SEUL,
    "reporting:signer_avenant": PERSONNE,  # the valideur alone signs
    "reporting:document": CONVENTION,  # of 2020, which is validated
    "reporting:avancement_document": CONVENTION,
    "conventions:ouvrir_convention": CENTRALE,
    "conventions:ouvrir_exercice": CENTRALE,
    "conventions:dates": VIE | {"centrale": 200},
    "conventions:signataires": VIE,
    "conventions:nouvelle_deliberation": VIE | {"prefecture.29": 403},
    "conventions:deliberation": VIE | {"prefecture.29": 403},
    "conventions:retirer_deliberation": VIE | {"prefecture.29": 403},
    "conventions:joindre_copie": VIE,
    "conventions:copie": CONVENTION,
    "conventions:retirer_copie": VIE,
    "conventions:soldes": BROUILLON,
    "reporting:rapport_commun": BROUILLON,
    "reporting:reunir_exercices": POST_SEUL,
    "reporting:separer_exercices": SAISIE,
    "reporting:produire_rapport_commun": POST_SEUL,
    "avenants:prolongation": BROUILLON,
    # Not extended.
    "avenants:annuler_prolongation": PERSONNE,
    "avenants:ouvrir_second_arrete": PERSONNE,
    "conventions:actions": BROUILLON,
    "conventions:nouvelle_action": SAISIE,
    "conventions:action": BROUILLON,
    "conventions:supprimer_action": SAISIE,
    "conventions:classeur": BROUILLON,
    "conventions:telecharger_classeur": SAISIE,
    "conventions:apercu_classeur": APERCU,
    "conventions:annoter_classeur": APERCU,
    "conventions:confirmer_classeur": POST_SEUL,
    "conventions:abandonner_classeur": APERCU,
    "conventions:joindre_piece_action": POST_SEUL,
    "conventions:piece_action": BROUILLON,
    "conventions:retirer_piece_action": SAISIE,
    "conventions:partenaires": BROUILLON,
    "conventions:renommer_partenaire": POST_SEUL,
    "conventions:retirer_partenaire": SAISIE,
    "conventions:reprise": BROUILLON,
    "conventions:annuler_reprise": SAISIE,
    "conventions:redeploiements": BROUILLON,
    "conventions:preuve_redeploiement": BROUILLON,
    "conventions:financement": BROUILLON,
    "conventions:brouillon_financement": POST_SEUL,
    "conventions:abandonner_financement": APERCU,
    "conventions:ajouter_cofinanceur": POST_SEUL,
    "conventions:retirer_cofinanceur": POST_SEUL,
    "indicateurs:saisie": BROUILLON,
    "indicateurs:brouillon": POST_SEUL,
    "indicateurs:reprendre": POST_SEUL,
    "indicateurs:abandonner_brouillon": APERCU,
    "indicateurs:reprendre_brouillon": POST_SEUL,
    "indicateurs:cibles": BROUILLON,
    "indicateurs:derogations": BROUILLON,
    "indicateurs:retirer_derogation": RIEN_DE_TEL,
    "indicateurs:parcours": BROUILLON,
    "indicateurs:colonnes_parcours": POST_SEUL,
    "indicateurs:valeurs_parcours": POST_SEUL,
    # Of 2021, calculated and still to be confirmed: nobody else knows that it exists.
    "indicateurs:import_parcours": IMPORT,
    "indicateurs:avancement_parcours": IMPORT,
    "indicateurs:annuler_parcours": IMPORT,
    "indicateurs:confirmer_parcours": POST_SEUL,
    "indicateurs:classeur": BROUILLON,
    "indicateurs:telecharger_classeur": SAISIE,
    "indicateurs:apercu_classeur": APERCU,
    "indicateurs:annoter_classeur": APERCU,
    "indicateurs:confirmer_classeur": POST_SEUL,
    "indicateurs:abandonner_classeur": APERCU,
    "referentiels:liste": TOUS,
    "referentiels:methode": CENTRALE,
    "referentiels:lire": TOUS,
    "referentiels:nouveau": CENTRALE,
    "referentiels:modifier": CENTRALE,  # of the draft
    "referentiels:simulation": CENTRALE,
    "referentiels:publier": CENTRALE,
    "referentiels:supprimer": CENTRALE,
    "indicateurs:pourquoi": BROUILLON,
    "indicateurs:joindre_piece": POST_SEUL,
    "indicateurs:piece": BROUILLON,
    "indicateurs:supprimer_piece": SAISIE,
    "indicateurs:methode": BROUILLON,
    "indicateurs:situation": BROUILLON,
    "indicateurs:releve_parcours": POST_SEUL,
    "indicateurs:effacer_releve": IMPORT,
    "avenants:nouveau": SAISIE,
    "avenants:modifier": SAISIE,
}
# Forms of the life of a convention: whoever may not write gets what reading answers.
DE_LA_CONVENTION = {
    f"conventions:{quoi}"
    for quoi in ("dates", "signataires", "nouvelle_deliberation", "deliberation", "joindre_copie")
}
# What an empty POST answers to those who may not write; the agent of the département is tried elsewhere.
REFUS = dict.fromkeys(QUI, 404) | {"prefecture.29": 403}
GESTES_D_IMPORT = {
    f"indicateurs:{geste}"
    for geste in ("annuler_parcours", "confirmer_parcours", "releve_parcours", "effacer_releve")
}
GESTES = (BROUILLON, SAISIE, PREFECTURE, PERSONNE, POST_SEUL, RIEN_DE_TEL)
ABANDONS = ("conventions:abandonner_classeur", "conventions:abandonner_financement")
ABANDONS += ("indicateurs:abandonner_classeur", "indicateurs:abandonner_brouillon")
ECRITURE = {
    **dict.fromkeys((nom for nom, attendu in LECTURE.items() if attendu in GESTES), REFUS),
    **dict.fromkeys(ABANDONS, REFUS),
    **{nom: attendu | {"prefecture.29": 403} for nom, attendu in LECTURE.items() if nom in DE_LA_CONVENTION},
    **dict.fromkeys(
        ("conventions:retirer_deliberation", "conventions:retirer_copie"), VIE | {"prefecture.29": 403}
    ),
    **dict.fromkeys(GESTES_D_IMPORT, dict.fromkeys(QUI, 404)),
    "conventions:ouvrir_convention": dict.fromkeys(QUI, 403),
    "conventions:ouvrir_exercice": dict.fromkeys(QUI, 403),
    **dict.fromkeys(
        (f"referentiels:{geste}" for geste in ("methode", "nouveau", "modifier", "publier", "supprimer")),
        dict.fromkeys(QUI, 403),
    ),
}
# The préfecture writes there too.
DE_LA_PREFECTURE = {
    "conventions:dates",
    "conventions:signataires",
    "conventions:joindre_copie",
    "conventions:retirer_copie",
    "reporting:proposer",
    "reporting:notifier",
    "reporting:verser",
    "reporting:retirer_versement",
    "indicateurs:derogations",
    "indicateurs:retirer_derogation",
}
ECRIVENT = {("prefecture.29", nom) for nom in DE_LA_PREFECTURE} | {("centrale", "conventions:dates")}
# Where the centrale alone writes.
RESERVES = {nom for nom, attendu in ECRITURE.items() if attendu["agent.29"] == 403}
SANS_ECRITURE = {
    "reporting:exercice",
    "reporting:execution",
    "reporting:simulation",
    "reporting:decision_financiere",
    "reporting:avenant",
    "conventions:actions",
    "conventions:telecharger_classeur",
    "conventions:piece_action",
    "conventions:partenaires",
    "conventions:preuve_redeploiement",
    "comptes:deconnexion",
    "indicateurs:telecharger_classeur",
    "indicateurs:pourquoi",
    "indicateurs:piece",
}
PARAMETRES = {
    "code": "29",
    "annee": 2021,
    "numero": "S4-1",
    "axe": "S4",
    "indicateur": "R2",
    "colonne": "prevu",
    "dispositif": "CALPAE",
    "nature": "parcours",
    "brouillon": 1,
}


def list_routes(resolver=None, prefixe="", parametres=()):
    """Every named route as (name, names of its parameters)."""
    for motif in (resolver or get_resolver()).url_patterns:
        siens = (*parametres, *motif.pattern.converters)
        if isinstance(motif, URLPattern):
            yield f"{prefixe}{motif.name}", siens
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


ROUTES = dict(list_routes())


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
LE = datetime(2021, 12, 1, tzinfo=UTC)


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
    if nom.startswith("conventions:") and "pk" in ROUTES[nom]:
        convention = Convention.objects.get(code="29")
        valeurs["pk"] = (convention.pieces if "copie" in nom else convention.deliberations).first().pk
    if nom == "reporting:photographie":
        photographies = Photographie.objects.filter(exercice__convention__code="29", exercice__annee=2020)
        valeurs["pk"] = photographies.first().pk if document else 1
    if "avenant" in nom:
        valeurs["numero"] = 3
    if nom.startswith("referentiels:"):
        valeurs["code"] = BROUILLON_DE_REFERENTIEL if ECRITURE.get(nom) else "2021-03-19"
    return reverse(nom, kwargs={cle: valeurs[cle] for cle in ROUTES[nom]})


def test_every_route_is_in_the_table():
    assert set(ROUTES) - OUVERTES == set(LECTURE)


@pytest.mark.parametrize("nom", sorted(ROUTES))
def test_a_stranger_is_sent_to_the_login_page(nom, client, demo):
    reponse = client.get(get_url(nom, demo.document))
    if nom in OUVERTES:
        assert reponse.status_code == 200
    else:
        assert reponse.status_code == 302
        assert reponse.url.startswith(reverse("comptes:connexion"))


@pytest.mark.parametrize("nom", sorted(LECTURE))
def test_reading(nom, client, demo):
    obtenu, adresse = {}, get_url(nom, demo.document)
    for qui in QUI:
        client.force_login(Utilisateur.objects.get(email=f"{qui}@calpae.example"))
        obtenu[qui] = client.get(adresse).status_code
    assert obtenu == LECTURE[nom]


# Frozen rows, by the route that gives them back: read as the exercice they speak of is, whatever its état.
FIGES = {
    "reporting:photographie": Photographie,
    "reporting:document": Document,
    "reporting:avancement_document": Document,
}


def test_every_frozen_row_has_its_line():
    """A route that names a row by its key alone says nothing of the exercice it is of."""
    sans_contexte = {nom for nom, cles in ROUTES.items() if cles == ("pk",)}
    lues = {nom for nom in sans_contexte if LECTURE[nom] != POST_SEUL}
    assert set(FIGES) == lues


@pytest.mark.parametrize("etat", Etat)
@pytest.mark.parametrize("nom", FIGES)
def test_what_is_frozen_of_a_draft_is_read_as_the_draft(nom, etat, client, demo):
    fige = FIGES[nom].objects.filter(exercice=demo.valide).order_by("pk").first()
    Exercice.objects.filter(pk=demo.valide.pk).update(etat=etat)
    obtenu = {}
    for qui in QUI:
        client.force_login(Utilisateur.objects.get(email=f"{qui}@calpae.example"))
        obtenu[qui] = client.get(reverse(nom, args=[fige.pk])).status_code
    assert obtenu == (BROUILLON if etat in ETATS_MODIFIABLES else CONVENTION)


@pytest.mark.parametrize("nom", sorted(set(ECRITURE) - SANS_ECRITURE))
def test_writing_is_refused_and_leaves_nothing(nom, client, demo):
    traces = Trace.objects.count()
    obtenu, adresse = {}, get_url(nom, demo.document)
    for qui in QUI:
        if (qui == "agent.29" and nom not in RESERVES) or (qui == "centrale" and nom in RESERVES):
            continue
        if (qui, nom) in ECRIVENT:
            continue
        client.force_login(Utilisateur.objects.get(email=f"{qui}@calpae.example"))
        obtenu[qui] = client.post(adresse, {"x": "1"}).status_code
    assert obtenu == {qui: ECRITURE[nom][qui] for qui in obtenu}
    assert Trace.objects.count() == traces


def test_a_refusal_is_a_sentence(client, demo):
    client.force_login(Utilisateur.objects.get(email="prefecture.29@calpae.example"))
    reponse = client.post(reverse("reporting:transmettre", args=["29", 2021]))
    assert "La saisie est réservée aux agents du département." in reponse.content.decode()


def test_a_get_that_writes_raises(demo):
    with connection.execute_wrapper(refuse_writes), pytest.raises(EcritureInterdite):
        Utilisateur.objects.update(nom="x")


@pytest.mark.parametrize(
    "adresse",
    ["/conventions/2%009/", "/conventions/29/2021/actions/S4%00/", "/referentiels/%00/"],
)
def test_an_address_with_a_nul_is_no_page(client, demo, adresse):
    """PostgreSQL raises on it."""
    client.force_login(Utilisateur.objects.get(email="centrale@calpae.example"))
    assert client.get(adresse).status_code == 404
