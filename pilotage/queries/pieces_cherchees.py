"""Files joined as evidence, found by their name: those of figures, of actions, of redéploiements, of conventions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.urls import reverse

from conventions.models import Convention, Exercice, PieceAction, PieceConvention, Redeploiement
from indicateurs.models import PieceJointe
from pilotage.plein_texte import Contient
from pilotage.queries.places_cherchees import Places, build_condition

RIEN = Value("", CharField())
# {what it proves: (its page, its rows, their exercice, the number or code of what it is joined to)}
DES_EXERCICES: dict[str, tuple[str, QuerySet[Any], str, Combinable]] = {
    "chiffre": ("indicateurs:piece", PieceJointe.objects.all(), "exercice", F("code")),
    "action": (
        "conventions:piece_action",
        PieceAction.objects.all(),
        "action__exercice",
        F("action__numero"),
    ),
    "redéploiement": (
        "conventions:preuve_redeploiement",
        Redeploiement.objects.all(),
        "exercice",
        RIEN,
    ),
}
CONVENTION = "convention"


class PieceTrouvee(NamedTuple):
    """One file: what it proves, in the words and the key of its page; `annee` is 0 of what is of no year."""

    sujet: str
    pk: int
    nom: str
    cle: str
    convention: int
    annee: int
    le: datetime

    def get_adresse(self, code: str) -> str:
        """Where it is read; `code` is that of its convention."""
        if self.sujet == CONVENTION:
            return reverse("conventions:copie", args=[code, self.pk])
        page = DES_EXERCICES[self.sujet][0]
        numero = [self.cle] if self.sujet == "action" else []
        return reverse(page, args=[code, self.annee, *numero, self.pk])

    def name_lieu(self, convention: str) -> str:
        """« Finistère (29) – 2021, chiffre R2 »."""
        annee = f" – {self.annee}" if self.annee else ""
        return f"{convention}{annee}, {self.sujet} {self.cle}".strip()


def find_pieces(places: Places, cherches: Sequence[str], nombre: int) -> tuple[list[PieceTrouvee], int]:
    """The latest first, `nombre` at most, and how many there are: those that the reader of `places` may read. Two
    queries."""
    lignes = [_list_d_un_sujet(places, cherches, sujet) for sujet in DES_EXERCICES]
    toutes = _list_des_conventions(places, cherches).union(*lignes, all=True)
    return [PieceTrouvee._make(un) for un in toutes.order_by("-le", "-pk")[:nombre]], toutes.count()


def _list_d_un_sujet(places: Places, cherches: Sequence[str], sujet: str) -> QuerySet[Any, Any]:
    _, lignes, exercice, cle = DES_EXERCICES[sujet]

    def find_place(mot: str) -> Q | None:
        return places.find_place(mot, exercice)

    lues = lignes.filter(**{f"{exercice}__in": Exercice.objects.readable_by(places.user)}).filter(
        build_condition(places, cherches, _make_q, find_place)
    )
    return _read(lues, sujet, cle, F(f"{exercice}__convention"), F(f"{exercice}__annee"))


def _list_des_conventions(places: Places, cherches: Sequence[str]) -> QuerySet[Any, Any]:
    def find_place(mot: str) -> Q | None:
        siennes = places.list_conventions_dites(mot)
        return Q(convention__in=siennes) if siennes else None

    lues = (
        PieceConvention.objects.kept()
        .filter(convention__in=Convention.objects.visible_to(places.user))
        .filter(build_condition(places, cherches, _make_q, find_place))
    )
    return _read(lues, CONVENTION, RIEN, F("convention"), Value(0, IntegerField()))


def _make_q(mots: Sequence[str]) -> Q:
    return Q(Contient("nom_fichier", cherches=mots))


def _read(
    lues: QuerySet[Any], sujet: str, cle: Combinable, convention: Combinable, annee: Combinable
) -> QuerySet[Any, Any]:
    """The columns of `PieceTrouvee`."""
    dites = {
        "sujet": Value(sujet, CharField()),
        "sa_cle": cle,
        "sa_convention": convention,
        "son_annee": annee,
    }
    colonnes = ("sujet", "pk", "nom_fichier", "sa_cle", "sa_convention", "son_annee", "le")
    rangees: QuerySet[Any, Any] = lues.order_by().annotate(**dites).values_list(*colonnes)
    return rangees
