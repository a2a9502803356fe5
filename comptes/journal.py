"""The journal: one line for each thing that somebody does, beside the change itself."""

from comptes.gestes import Geste
from comptes.models import Trace


def record_trace(*, by, at, geste, objet, **details):
    """Add to the journal what `by` (None: nobody is logged in, or a command) did, a `Geste`, to `objet`. Called by an
    operation, inside its transaction.

    `objet` is a stored row whose model says `codes_conventions`, the codes of the conventions whose perimeter it
    belongs to: one line for each, a single one where it belongs to none. None is for what is about no row. Its words
    of the day are kept in the details, with the names of what was changed of it (`objet.ecrits`, set by
    `update_versioned` or by the caller), so that a conflict names who wrote what is compared. Raises ValueError for an
    unknown geste or a row that is not stored, AttributeError for one that does not say its conventions.
    """
    commun = {"par": by, "le": at, "geste": Geste(geste), "details": details}
    codes = ()
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
