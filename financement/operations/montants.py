"""Writes on the money of actions, cell by cell: nobody's figure is lost, nothing is half stored."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Action, Exercice, Financement, Source
from conventions.operations.acces import lock_exercice
from conventions.operations.brouillons import delete_brouillon
from conventions.policies import refusal_to_edit, refusal_to_set_prevu_etat
from financement.queries.montants import (
    TEXTES_ECART,
    Cellule,
    Contenu,
    GrilleStockee,
    name_cellule,
    read_grille,
)
from saisie.comparaison import compare_saisies


@operation
def record_montants(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    vus: Mapping[Cellule, Contenu],
    saisis: Mapping[Cellule, Contenu],
    page: str | None = None,
) -> int:
    """Write typed cells, all or none; returns how many changed. With `page` (of `make_page`), the draft `by` had of
    it ends here.

    `vus` is what the page showed when it was opened, and `saisis` what it holds now. A cell left as it was seen keeps
    what somebody else may have written; one changed here, and changed otherwise by somebody else, is a conflict.
    Raises Refus, CasesModifiees, or ValidationError when an amount is impossible.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    stockee = read_grille(exercice)
    changes: dict[Cellule, Contenu] = compare_saisies(vus, saisis, stockee.cellules)
    if any(champ == f"{Source.ETAT}.prevu" for _, champ in changes):
        check(refusal_to_set_prevu_etat(exercice))
    if page:
        delete_brouillon(by=by, exercice=exercice, page=page)
    return _write_cellules(by=by, at=at, exercice=exercice, stockee=stockee, cellules=changes)


def set_montants(
    *, by: Utilisateur, at: datetime, exercice: Exercice, cellules: Mapping[Cellule, Contenu]
) -> int:
    """Write cells of a locked exercice over what is stored, one line of journal; returns how many. Inside the caller's
    transaction; raises ValidationError."""
    return _write_cellules(by=by, at=at, exercice=exercice, stockee=read_grille(exercice), cellules=cellules)


def _write_cellules(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    stockee: GrilleStockee,
    cellules: Mapping[Cellule, Contenu],
) -> int:
    par_pk, stockes = stockee.actions, stockee.cellules
    cellules = {cellule: valeur for cellule, valeur in cellules.items() if stockes.get(cellule) != valeur}
    inconnues = {pk for pk, _ in cellules} - set(par_pk)
    if inconnues:
        raise ValidationError("Une action de cette grille n’existe plus\u00a0: rechargez la page.")
    lignes: dict[tuple[int, str], Financement] = {}
    textes: dict[int, Action] = {}
    for (pk, champ), valeur in cellules.items():
        action = par_pk[pk]
        if champ in TEXTES_ECART:
            setattr(action, champ, valeur or "")
            textes[pk] = action
        else:
            cle, colonne = champ.split(".")
            ligne = lignes.setdefault((pk, cle), stockee.lignes.get((pk, cle)) or _make_ligne(pk, cle))
            setattr(ligne, colonne, valeur)
    _check_partenaires(exercice, lignes.values())
    _store(lignes.values(), textes.values())
    if cellules:
        record_trace(
            by=by,
            at=at,
            geste=Geste.SAISIR_MONTANTS,
            objet=exercice,
            avant={_name(par_pk, cellule): _write(stockes.get(cellule)) for cellule in cellules},
            apres={_name(par_pk, cellule): _write(valeur) for cellule, valeur in cellules.items()},
        )
    return len(cellules)


def _make_ligne(pk: int, cle: str) -> Financement:
    source, _, partenaire = cle.partition("-")
    return Financement(action_id=pk, source=source, partenaire_id=int(partenaire) if partenaire else None)


def _check_partenaires(exercice: Exercice, lignes: Iterable[Financement]) -> None:
    """A new line names a partner of the convention, who does not go meanwhile: raises ValidationError."""
    nommes = (ligne.partenaire_id for ligne in lignes if ligne.pk is None)
    nouveaux = {pk for pk in nommes if pk is not None}
    if not nouveaux:
        return
    connus = exercice.convention.partenaires.select_for_update().filter(pk__in=nouveaux)
    if len(connus) < len(nouveaux):
        raise ValidationError(
            "Un cofinanceur de cette grille n’est plus dans la liste\u00a0: rechargez la page."
        )


def _store(lignes: Collection[Financement], actions: Iterable[Action]) -> None:
    """Three statements at most, whatever the number of cells."""
    for ligne in lignes:
        ligne.clean_fields(exclude=["action", "partenaire"])
    Financement.objects.bulk_create([ligne for ligne in lignes if ligne.pk is None])
    Financement.objects.bulk_update([ligne for ligne in lignes if ligne.pk], ["prevu", "execute"])
    Action.objects.bulk_update(actions, TEXTES_ECART)


def _name(actions: Mapping[int, Action], cellule: Cellule) -> str:
    pk, champ = cellule
    return name_cellule(actions[pk], champ)


def _write(valeur: Contenu) -> str | None:
    return None if valeur is None else str(valeur)
