"""The world in which every geste is done, where each name is the longest; and how a geste says that it is one."""

import random
from datetime import UTC, datetime
from types import SimpleNamespace

from comptes.models import Collectivite, Departement, Notification, Region, Utilisateur
from comptes.operations import (
    load_territoires,
)
from conventions.models import (
    Action,
    Convention,
    Exercice,
)
from indicateurs.models import (
    Derogation,
    Valeur,
)
from tests.sources import RACINE

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
INCONNU = (RACINE / "tests" / "referentiels" / "inconnu.toml").read_text()
LETTRES = "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôùûœABCDEFGHIJKLMNOPQRSTUVWXYZÀÉÈ€"
METHODE = {"date_entree": "demande", "droits_suspendus": "inclus", "date_rdv": "tenue"}


def get_longueur(modele, champ):
    return modele._meta.get_field(champ).max_length


def ecrire(modele, champ, alphabet=LETTRES):
    """A text that fills a column, that no index can pack and no cleaning shortens."""
    longueur = get_longueur(modele, champ)
    hasard = random.Random(f"{modele._meta.label}.{champ}")
    return "".join(hasard.choice(alphabet) for _ in range(longueur))


def remplir(modele, *champs):
    return {champ: ecrire(modele, champ) for champ in champs}


def make_fichier(modele):
    return {"octets": b"a;b", **remplir(modele, "nom_fichier", "type_contenu")}


def make_code(racine, modele, champ="code"):
    """A code as long as its column."""
    return racine.ljust(get_longueur(modele, champ), "X")


CODE = make_code("ENF_1", Valeur)
AXE = make_code("ENF", Action, "axe")
DISPOSITIF = make_code("CLS", Convention, "dispositif")


def make_source(code):
    """The text of a référentiel whose code, instrument, axe, indicator, rule and reason are at their maximum."""
    regle = "ENF_2 <= " + f"{CODE} * 1".rjust(get_longueur(Derogation, "regle") - len("ENF_2 <= "))
    source = (
        INCONNU.replace('"ENF"', f'"{AXE}"')
        .replace("ENF_1", CODE)
        .replace('"CLS"', f'"{DISPOSITIF}"')
        .replace("cls-2023-10-27", code)
        .replace("[financement]\n", f'[financement]\nmotifs_ecart = ["{ecrire(Action, "motif_ecart")}"]\n')
        .replace("[[axes]]", "[calendrier]\nreport_execution = 2025-06-30\n\n[[axes]]", 1)
    )
    return source + (
        f'[[controles]]\nregle = "{regle}"\ncode = "{CODE}"\ngravite = "bloquant"\n'
        'message = "Pas plus que d’enfants."\n# '
    )


def make_monde(demo):
    """The demo, where whatever the journal calls by its name has the longest one."""
    monde = SimpleNamespace(get_compte=demo.get_compte)
    territoires = {
        "regions": [{"code": "XXX", "nom": ecrire(Region, "nom")}],
        "departements": [],
        "collectivites": [],
    }
    for un in (*Departement.objects.filter(code__in=["22", "29"]), Departement(code="YYY")):
        ligne = {"code": un.code, "nom": ecrire(Departement, "nom"), "liaison": 1, "region": "XXX"}
        territoires["departements"].append(ligne | {"region": un.region_id or "XXX"})
    for un in (*Collectivite.objects.filter(departements__in=["22", "29"]), Collectivite(code="ZZZZZ")):
        ligne = {"code": un.code, **remplir(Collectivite, "nom", "titre_executif")}
        departements = [d.code for d in un.departements.all()] if un.nom else ["YYY"]
        territoires["collectivites"].append(ligne | {"departements": departements})
    load_territoires(territoires)
    Utilisateur.objects.update(nom=ecrire(Utilisateur, "nom"))
    for un in Convention.objects.all():
        long = make_code(f"{un.code}-", Convention)
        Convention.objects.filter(pk=un.pk).update(code=long)
        Notification.objects.filter(convention=un.code).update(convention=long)
    Action.objects.filter(exercice__etat="brouillon").update(titre=ecrire(Action, "titre"))
    for nom in ("brouillon", "valide", "transmis"):
        setattr(monde, nom, reread(getattr(demo, nom)))
    for nom, qui in (("agent", "agent.29"), ("valideur", "valideur.29"), ("prefecture", "prefecture.29")):
        setattr(monde, nom, demo.get_compte(qui))
    monde.centrale = demo.get_compte("centrale")
    monde.de_l_agent = {"by": monde.agent, "at": AT}
    monde.de_la_centrale = {"by": monde.centrale, "at": AT}
    return monde


def reread(exercice):
    return Exercice.objects.select_related("convention", "referentiel").get(pk=exercice.pk)


def fait(*gestes):
    """What the function below does: these gestes, or no geste but texts that are stored."""

    def note(faire):
        faire.gestes = gestes
        return faire

    return note
