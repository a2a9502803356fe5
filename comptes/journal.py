"""The journal: one line for each thing that somebody does, beside the change itself, chained to the one before."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.db import transaction
from django.db.models.options import Options

from comptes.chaine import compute_maillon
from comptes.gestes import Geste, is_personnel
from comptes.models import EN_SUPPLEANCE, Scelle, TeteDeJournal, Trace, Utilisateur
from comptes.refus import Refus

# Lines that the operation under way has said and not written yet; None outside of one.
_dites: ContextVar[list[Trace] | None] = ContextVar("dites", default=None)
# Who of the centrale acts for the author of what is written; None: authors act themselves.
_agit: ContextVar[Utilisateur | None] = ContextVar("agit", default=None)
# The tool through which the author writes; "": the pages of the site.
_outil: ContextVar[str] = ContextVar("outil", default="")


@contextmanager
def act_for(par: Utilisateur) -> Iterator[None]:
    """Whatever is written inside is done by `par` for its author: each line says it, and what only the author may do is
    refused."""
    jeton = _agit.set(par)
    try:
        yield
    finally:
        _agit.reset(jeton)


@contextmanager
def act_through(outil: str) -> Iterator[None]:
    """Whatever is written inside is sent by the tool of that name, for its author: each line says it."""
    jeton = _outil.set(outil)
    try:
        yield
    finally:
        _outil.reset(jeton)


@contextmanager
def write_at_the_end() -> Iterator[None]:
    """Write the lines that are said inside when it ends, in the order they were; none where it fails.

    The end of the journal of a convention is the last thing an operation locks, in one order for everybody: two
    operations never wait for one another there. Inside another one, it is that one that writes.
    """
    dites = _dites.get()
    if dites is not None:
        avant = len(dites)
        try:
            yield
        except BaseException:
            # What they are about is undone.
            del dites[avant:]
            raise
        return
    dites = []
    jeton = _dites.set(dites)
    try:
        yield
        _chain(dites)
    finally:
        _dites.reset(jeton)


def _chain(lignes: Sequence[Trace]) -> None:
    """Write `lignes` after those that are there; three queries for each convention."""
    for code in sorted({ligne.convention for ligne in lignes}):
        tete = _lock_tete(code)
        siennes = [ligne for ligne in lignes if ligne.convention == code]
        for ligne in siennes:
            tete.rang += 1
            ligne.rang = tete.rang
            ligne.maillon = tete.maillon = compute_maillon(tete.maillon, ligne.contenu)
        Trace.objects.bulk_create(siennes)
        tete.save(update_fields=["rang", "maillon"])


def _lock_tete(code: str) -> TeteDeJournal:
    tetes = TeteDeJournal.objects.select_for_update()
    if tete := tetes.filter(pk=code).first():
        return tete
    TeteDeJournal.objects.get_or_create(pk=code)
    return tetes.get(pk=code)


class AvecConventions(Protocol):
    """A row the journal speaks of: its model says the codes of the conventions whose perimeter it belongs to."""

    pk: Any
    _meta: ClassVar[Options[Any]]

    @property
    def codes_conventions(self) -> Sequence[str]: ...


def seal(*lignes: Scelle) -> dict[str, str]:
    """{name of a stored row: the digest of what it says for ever}: the `scelles` of the line that tells of it."""
    return {ligne.nom_scelle: ligne.compute_scelle() for ligne in lignes}


def record_trace(
    *,
    by: Utilisateur | None,
    at: datetime,
    geste: Geste,
    objet: AvecConventions | None,
    **details: object,
) -> None:
    """Add to the journal what `by` (None: nobody is logged in, or a command) did to `objet`. Called by an operation,
    inside its transaction.

    There is one line for each convention `objet` belongs to, a single one where it belongs to none; no `objet` is for
    what is about no row. Its words of the day are kept in the details (JSON-ready), with the names of what was changed
    of it (`Versionne.ecrits`, set by `update_versioned` or by the caller), so that a conflict names who wrote what is
    compared; `scelles` (`seal`) for what is written for ever. Raises ValueError for an unknown geste or a row that is
    not stored, AttributeError for one that does not say its conventions; Refus for what its author alone may do.
    """
    agi_par = _agit.get()
    if agi_par and is_personnel(geste):
        raise Refus(EN_SUPPLEANCE)
    if outil := _outil.get():
        details["outil"] = outil
    commun: dict[str, Any] = {"par": by, "le": at, "geste": Geste(geste), "details": details}
    # Both ends are of who acts, who needs nobody to do it for them.
    commun["agi_par"] = None if by == agi_par else agi_par
    codes: Sequence[str] = ()
    if objet is not None:
        if objet.pk is None:
            raise ValueError(f"The journal points to stored rows: {objet!r} is not.")
        codes = objet.codes_conventions
        commun |= {"type_objet": objet._meta.label_lower, "cle_objet": str(objet.pk)}
        commun["details"] = _tell_objet(objet) | details
    lignes = [Trace(convention=code, **commun) for code in codes or ("",)]
    dites = _dites.get()
    if dites is not None:
        dites += lignes
        return
    with transaction.atomic():
        _chain(lignes)


def _tell_objet(objet: AvecConventions) -> dict[str, Any]:
    """What a line keeps of its object: its words, its year, the names of what was changed of it."""
    dit: dict[str, Any] = {"objet": str(objet)}
    # Of an object that is gone since, one still knows the exercice.
    if annee := getattr(objet, "annee", None):
        dit["annee"] = annee
    if ecrits := getattr(objet, "ecrits", ()):
        # Names as keys: both databases find a line by those.
        dit["ecrits"] = dict.fromkeys(ecrits, True)
    return dit
