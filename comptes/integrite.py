"""What was changed beneath the site: a line of the journal, or a row whose digest one of them keeps."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps

from comptes.chaine import ORIGINE, compute_maillon
from comptes.models import Scelle, TeteDeJournal, Trace


@dataclass(frozen=True)
class Rupture:
    """One thing that is not what was stored: the name of its table and its key, and what is wrong, in French."""

    quoi: str  # « comptes.trace »
    cle: str
    dit: str


def list_ruptures_du_journal() -> Iterator[Rupture]:
    """Lines that do not follow the one before, of each convention, and lines that are missing at its end."""
    tetes = {tete.convention: (tete.rang, tete.maillon) for tete in TeteDeJournal.objects.all()}
    suites: dict[str, tuple[int, str]] = {}
    for ligne in Trace.objects.order_by("convention", "rang").iterator(chunk_size=1000):
        rang, maillon = suites.get(ligne.convention, (0, ORIGINE))
        ou = f"journal de {ligne.convention or 'ce qui est hors convention'}, ligne {ligne.rang}"
        if ligne.rang != rang + 1:
            yield Rupture("comptes.trace", str(ligne.pk), f"{ou}\u00a0: elle suit la ligne {rang}")
        elif ligne.maillon != compute_maillon(maillon, ligne.contenu):
            yield Rupture("comptes.trace", str(ligne.pk), f"{ou}\u00a0: elle n’est plus ce qui a été écrit")
        suites[ligne.convention] = (ligne.rang, ligne.maillon)
    for code in sorted(tetes.keys() | suites.keys()):
        if tetes.get(code) != suites.get(code):
            dit = f"journal de {code or 'ce qui est hors convention'}\u00a0: sa fin n’est plus celle qui a été écrite"
            yield Rupture("comptes.tetedejournal", code, dit)


def list_ruptures_de_scelles() -> Iterator[Rupture]:
    """Rows that are not what the journal keeps the digest of, that are gone, or that it does not know although it tells
    those that were written before."""
    scelles: dict[str, str] = {}
    for details in (
        Trace.objects.filter(details__has_key="scelles").values_list("details", flat=True).iterator()
    ):
        scelles |= details["scelles"]
    depuis = (
        Trace.objects.filter(details__has_key="scelles").order_by("le").values_list("le", flat=True).first()
    )
    lues = set()
    for modele in apps.get_models():
        if not issubclass(modele, Scelle):
            continue
        for ligne in modele._base_manager.only(*modele.scelles).iterator(chunk_size=20):
            nom = ligne.nom_scelle
            lues.add(nom)
            if nom not in scelles and depuis and ligne.le >= depuis:
                yield Rupture(
                    modele._meta.label_lower, str(ligne.pk), "le journal ne dit pas qu’elle fut écrite"
                )
            elif nom in scelles and scelles[nom] != ligne.compute_scelle():
                yield Rupture(modele._meta.label_lower, str(ligne.pk), "elle n’est plus ce qui a été écrit")
    for nom in sorted(scelles.keys() - lues):
        quoi, _, cle = nom.rpartition(".")
        yield Rupture(quoi, cle, "elle n’est plus là")
