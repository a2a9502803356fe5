"""The journal: one line for each thing that somebody does, beside the change itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.db.models.options import Options

from comptes.gestes import Geste
from comptes.models import Trace, Utilisateur


class AvecConventions(Protocol):
    """A row the journal speaks of: its model says the codes of the conventions whose perimeter it belongs to."""

    pk: Any
    _meta: ClassVar[Options[Any]]

    @property
    def codes_conventions(self) -> Sequence[str]: ...


def record_trace(
    *, by: Utilisateur | None, at: datetime, geste: Geste, objet: AvecConventions | None, **details: object
) -> None:
    """Add to the journal what `by` (None: nobody is logged in, or a command) did to `objet`. Called by an operation,
    inside its transaction.

    There is one line for each convention `objet` belongs to, a single one where it belongs to none; no `objet` is for
    what is about no row. Its words of the day are kept in the details (JSON-ready), with the names of what was changed
    of it (`Versionne.ecrits`, set by `update_versioned` or by the caller), so that a conflict names who wrote what is
    compared. Raises ValueError for an unknown geste or a row that is not stored, AttributeError for one that does not
    say its conventions.
    """
    commun: dict[str, Any] = {"par": by, "le": at, "geste": Geste(geste), "details": details}
    codes: Sequence[str] = ()
    if objet is not None:
        if objet.pk is None:
            raise ValueError(f"The journal points to stored rows: {objet!r} is not.")
        codes = objet.codes_conventions
        commun |= {"type_objet": objet._meta.label_lower, "cle_objet": str(objet.pk)}
        commun["details"] = {"objet": str(objet), **details}
        if ecrits := getattr(objet, "ecrits", ()):
            # Names as keys: both databases find a line by those.
            commun["details"]["ecrits"] = dict.fromkeys(ecrits, True)
    Trace.objects.bulk_create(Trace(convention=code, **commun) for code in codes or ("",))
