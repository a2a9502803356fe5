"""The journal of a convention as one reads it: which lines, in which words, leading where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from avenants.queries import list_avenants
from comptes.models import Trace, Utilisateur
from comptes.recits import get_recit, list_gestes_dits, make_precisions
from conventions.models import Action, Convention, Exercice, is_reader_of_drafts
from nombres.formats import date_fr
from nombres.ordre import make_cle_de_nom


@dataclass(frozen=True)
class LigneDeJournal:
    """A line of the journal as it is told to somebody: `is_precise` where they read what a draft holds."""

    trace: Trace
    is_precise: bool
    adresse: str = ""  # of its object, "" where it is gone or not to be read

    @property
    def phrase(self) -> str:
        """« Le 31 mars 2022 à 17 h 04, Agent Finistère a saisi des indicateurs : R1 et R2. »"""
        le = timezone.localtime(self.trace.le)
        suite = f"\u00a0: {self.precisions}" if self.precisions else ""
        return f"Le {date_fr(le)} à {le.hour}\u00a0h\u00a0{le.minute:02d}, {self.qui} {self.dit}{suite}."

    @property
    def qui(self) -> str:
        """« Agent Finistère », « Administration centrale, pour le compte de Agent Finistère »."""
        auteur = str(self.trace.par) if self.trace.par else "le site"
        return f"{self.trace.agi_par}, pour le compte de {auteur}," if self.trace.agi_par else auteur

    @property
    def dit(self) -> str:
        return get_recit(self.trace.geste).dit

    @property
    def objet(self) -> str:
        """What its object was called that day."""
        return str(self.trace.details.get("objet", ""))

    @cached_property
    def precisions(self) -> str:
        if not self.is_precise:
            return ""
        return make_precisions(self.trace.details, _name_columns(self.trace.type_objet))


def _name_columns(type_objet: str) -> dict[str, str]:
    """{column: what it is called} of a model, {} for one that is no more."""
    try:
        modele = apps.get_model(type_objet) if type_objet else None
    except LookupError:
        modele = None
    champs = modele._meta.concrete_fields if modele else ()
    return {un.name: str(un.verbose_name) for un in champs if un.name not in ("id", "version")}


def list_lignes_du_journal(user: Utilisateur, convention: Convention | None) -> QuerySet[Trace]:
    """The lines of the journal of `convention` that may be told to `user`, who knows of it, the last one first; None is
    for what belongs to no convention, which is told as it is."""
    lignes = Trace.objects.filter(convention=convention.code if convention else "")
    if convention is not None:
        dits = list_gestes_dits(is_departemental=user.is_departemental, reads_draft=is_reader_of_drafts(user))
        lignes = lignes.filter(geste__in=dits)
    return lignes.select_related("par", "agi_par").order_by("-rang")


@dataclass(frozen=True)
class Demande:
    """What one looks for in a journal; None or "" asks nothing."""

    exercice: Exercice | None = None
    qui: str = ""  # key of an account
    geste: str = ""
    du: date | None = None
    au: date | None = None
    objet: str = ""  # « conventions.action.12 »

    def filter(self, lignes: QuerySet[Trace]) -> QuerySet[Trace]:
        """Those of `lignes` that answer to all that is asked. Lines older than the year they keep are found by their
        exercice alone, not by its actions."""
        if self.exercice:
            lui = Q(type_objet="conventions.exercice", cle_objet=str(self.exercice.pk))
            lignes = lignes.filter(lui | Q(details__annee=self.exercice.annee))
        if self.objet:
            type_objet, _, cle = self.objet.rpartition(".")
            lignes = lignes.filter(type_objet=type_objet, cle_objet=cle)
        egales = {"par": self.qui, "geste": self.geste, "le__date__gte": self.du, "le__date__lte": self.au}
        return lignes.filter(**{nom: valeur for nom, valeur in egales.items() if valeur})


def list_auteurs_et_gestes(lignes: QuerySet[Trace]) -> tuple[dict[str, str], dict[str, str]]:
    """Who did something in `lignes`, {key: name}, and what was done, {code: words}; one query."""
    paires = list(lignes.order_by().values_list("par", "par__nom", "geste").distinct())
    gens = _sort_noms({(str(nom), str(pk)) for pk, nom, _ in paires if pk})
    gestes = _sort_noms({(Trace(geste=geste).get_geste_display(), geste) for *_, geste in paires})
    return {pk: nom for nom, pk in gens}, {code: dit for dit, code in gestes}


def _sort_noms(dits: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(dits, key=lambda paire: (make_cle_de_nom(paire[0]), *paire))


def tell_lignes(
    user: Utilisateur, convention: Convention | None, traces: Sequence[Trace], exercices: Iterable[Exercice]
) -> list[LigneDeJournal]:
    """`traces` as they are told to `user`; two queries. `exercices` are those of `convention`."""
    is_precise = convention is None or is_reader_of_drafts(user)
    lisibles = [un for un in exercices if un.is_readable_by(user)]
    adresses = _list_adresses(user, convention, traces, lisibles) if convention else {}
    return [
        LigneDeJournal(
            une, is_precise, adresses.get((une.type_objet, une.cle_objet), _find_page(une, lisibles))
        )
        for une in traces
    ]


def _list_adresses(
    user: Utilisateur, convention: Convention, traces: Sequence[Trace], lisibles: Sequence[Exercice]
) -> dict[tuple[str, str], str]:
    """{(model, key): address} of the rows that are still there and that `user` may read."""
    adresses = {
        ("conventions.convention", str(convention.pk)): reverse(
            "reporting:convention", args=[convention.code]
        )
    }
    for un in lisibles:
        args: list[Any] = [convention.code, un.annee]
        adresses["conventions.exercice", str(un.pk)] = reverse("reporting:exercice", args=args)
    cles: dict[str, set[str]] = {}
    for une in traces:
        cles.setdefault(une.type_objet, set()).add(une.cle_objet)
    if siennes := cles.get("conventions.action"):
        actions = Action.objects.filter(pk__in=siennes, exercice__in=lisibles).select_related("exercice")
        for action in actions:
            args = [convention.code, action.exercice.annee, action.numero]
            adresses["conventions.action", str(action.pk)] = reverse("conventions:action", args=args)
    if siens := cles.get("avenants.avenant"):
        for avenant in list_avenants(user).filter(pk__in=siens, exercice__in=lisibles):
            args = [convention.code, avenant.exercice.annee, avenant.numero]
            adresses["avenants.avenant", str(avenant.pk)] = reverse("avenants:avenant", args=args)
    return adresses


# Rows that go with their exercice: their page is one of its own.
_PAGES: Mapping[str, str] = {
    "indicateurs.declarationmethode": "indicateurs:methode",
    "conventions.rapportcommun": "reporting:rapport_commun",
}


def _find_page(trace: Trace, lisibles: Iterable[Exercice]) -> str:
    annee, page = trace.details.get("annee"), _PAGES.get(trace.type_objet)
    if page and any(un.annee == annee for un in lisibles):
        return reverse(page, args=[trace.convention, annee])
    return ""
