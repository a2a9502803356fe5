"""The places of an exercice that a remark may be about: what each is called, and the page that shows it.

A place is what a submission says of it (the code of an indicator, the number of an action), not the key of a row: it is
read the same on a draft, on what was handed over, and once the row is gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.text import Truncator

from comptes.pages import find_page
from conventions.calculations import name_source
from conventions.models import Action, Exercice, make_cle
from conventions.queries.fiches import RUBRIQUES
from remarques.models import Ancre, Remarque
from saisie.colonnes import RecitField

COLONNES = {"prevu": "prévu", "execute": "exécuté"}
TEXTES_DU_RAPPORT = ("contexte", "conclusion")
ENSEMBLE = "ensemble"
LIBELLE_MAX = Remarque._meta.get_field("libelle").max_length


def _list_recits() -> tuple[str, ...]:
    champs = [champ for _code, _titre, siens in RUBRIQUES for champ in siens]
    return tuple(
        champ
        for champ in (*champs, "justification_ecart")
        if isinstance(Action._meta.get_field(champ), RecitField)
    )


RECITS = _list_recits()  # of an action, in the order of its fiche


@dataclass(frozen=True)
class Lieu:
    """One place: its nature, its key, its words."""

    ancre: str
    cle: str
    libelle: str

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"{self.ancre}/{self.cle}"


def _make_lieu(ancre: str, cle: str, libelle: str) -> Lieu:
    return Lieu(ancre, cle, Truncator(libelle).chars(LIBELLE_MAX or 0))


def _name_champ(modele: type[Model], nom: str) -> str:
    champ: Any = modele._meta.get_field(nom)
    return str(champ.verbose_name)


def get_numero(ancre: str, cle: str) -> str:
    """The number of the action a place is of, "" where it is of none."""
    if ancre == Ancre.ACTION:
        return cle
    if ancre in (Ancre.MONTANT, Ancre.TEXTE) and ":" in cle:
        return cle.split(":")[1]
    return ""


def _list_lieux_du_dossier(exercice: Exercice) -> Iterator[Lieu]:
    """The exercice as a whole, its parts and the texts of its rapport."""
    yield Lieu(Ancre.SECTION, ENSEMBLE, "L’exercice dans son ensemble")
    for axe in exercice.referentiel.definition.axes_mesures:
        yield _make_lieu(Ancre.SECTION, f"indicateurs:{axe.code}", f"Indicateurs {axe.code} – {axe.libelle}")
    yield Lieu(Ancre.SECTION, "methode", "Déclaration de méthode")
    yield Lieu(Ancre.SECTION, "financement", "Financement dans son ensemble")
    for champ in TEXTES_DU_RAPPORT:
        yield Lieu(Ancre.TEXTE, champ, f"Rapport, {_name_champ(Exercice, champ)}")


def _list_lieux_d_action(action: Action, partie: str) -> Iterator[Lieu]:
    """An action, its texts, its amounts; one query."""
    numero = action.numero
    yield _make_lieu(Ancre.ACTION, numero, f"Action {action}")
    for champ in RECITS:
        yield Lieu(Ancre.TEXTE, f"{champ}:{numero}", f"Action {numero}, {_name_champ(Action, champ)}")
    lignes = list(action.financements.select_related("partenaire"))
    for colonne, mot in COLONNES.items():
        yield Lieu(Ancre.MONTANT, f"{colonne}:{numero}", f"Action {numero}, montants {mot}s")
        for ligne in lignes:
            qui = str(ligne.partenaire) if ligne.partenaire else name_source(ligne.source, partie)
            yield _make_lieu(
                Ancre.MONTANT,
                f"{colonne}:{numero}:{make_cle(ligne.source, ligne.partenaire_id)}",
                f"Action {numero}, montant {mot}\u00a0: {qui}",
            )


def list_lieux(exercice: Exercice, ancre: str, cle: str) -> list[Lieu]:
    """The place of that key, with those near it that one may mean instead; empty where nothing is there. Two queries
    at most."""
    if numero := get_numero(ancre, cle):
        action = exercice.actions.filter(numero=numero).first()
        partie = exercice.convention.collectivite.partie.mot
        lieux = list(_list_lieux_d_action(action, partie)) if action else []
    elif ancre == Ancre.INDICATEUR:
        indicateur = exercice.referentiel.definition.indicateurs.get(cle)
        lieux = [_make_lieu(ancre, cle, f"{cle} – {indicateur.libelle}")] if indicateur else []
    else:
        lieux = list(_list_lieux_du_dossier(exercice))
    return lieux if any((un.ancre, un.cle) == (ancre, cle) for un in lieux) else []


def find_lieu(exercice: Exercice, ancre: str, cle: str) -> Lieu | None:
    """The place of that key, None where nothing is there."""
    return next((un for un in list_lieux(exercice, ancre, cle) if un.cle == cle and un.ancre == ancre), None)


def find_adresse(exercice: Exercice, ancre: str, cle: str) -> str:
    """The page that shows a place; that of the exercice for what has none of its own."""
    code, annee = exercice.convention.code, exercice.annee
    debut, _, suite = cle.partition(":")
    indicateur = exercice.referentiel.definition.indicateurs.get(cle) if ancre == Ancre.INDICATEUR else None
    if indicateur:
        return find_page("indicateurs", code, annee, indicateur.axe)
    if ancre == Ancre.MONTANT and debut in COLONNES:
        return find_page("financement", code, annee, debut)
    if numero := get_numero(ancre, cle):
        return reverse("conventions:action", args=[code, annee, numero])
    if ancre == Ancre.TEXTE:
        return find_page("rapport", code, annee)
    if ancre == Ancre.SECTION and debut == "indicateurs":
        return find_page("indicateurs", code, annee, suite)
    if ancre == Ancre.SECTION and cle == "methode":
        return find_page("methode", code, annee)
    if ancre == Ancre.SECTION and cle == "financement":
        return find_page("financement", code, annee, "prevu")
    return find_page("exercice", code, annee)
