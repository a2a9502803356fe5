"""The first page of each role, and an exercice brought to an état."""

from datetime import UTC, datetime

from comptes.models import Utilisateur
from conventions.models import Exercice, Transition
from conventions.queries.conventions import list_conventions
from reporting.models import EtapeDecision
from reporting.queries.a_faire import build_a_faire
from reporting.queries.liste import list_lignes_vues

AT = datetime(2022, 4, 12, 12, tzinfo=UTC)
LE = datetime(2022, 4, 2, 9, tzinfo=UTC)
ACCUEIL = "reporting:accueil"
ROLES = ("agent.22", "valideur.22", "prefecture.22", "commissaire.53", "centrale")


def build(qui, at=AT):
    """The page of `qui` as {nature: its attentes}, and the sentences of what awaits others."""
    user = Utilisateur.objects.get(email=f"{qui}@calpae.example")
    sans_exercice = list(list_conventions(user).filter(exercices=None))
    a_faire = build_a_faire(user, list_lignes_vues(user, at), sans_exercice, at)
    par_nature = {g.attentes[0].nature: g.attentes for g in a_faire.groupes}
    assert a_faire.nombre == sum(len(siennes) for siennes in par_nature.values())
    return par_nature, [un.phrase for un in a_faire.ailleurs]


def put(exercice, etat, motif="Il manque le bilan de l’action 3."):
    """Bring an exercice to an état, on 2 April 2022, with nothing proposed on it."""
    EtapeDecision.objects.filter(exercice=exercice).delete()
    Transition.objects.filter(exercice=exercice, le__gte=LE).delete()
    Transition.objects.create(
        exercice=exercice, de=exercice.etat, vers=etat, motif=motif, le=LE,
        par=Utilisateur.objects.get(email="prefecture.22@calpae.example"),
    )  # fmt: skip
    Exercice.objects.filter(pk=exercice.pk).update(etat=etat)
