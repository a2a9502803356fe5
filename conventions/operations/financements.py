"""Writes on the money of actions."""

from comptes.operations import record_trace
from conventions.models import Financement


def set_financements(*, by, at, action, montants):
    """Write amounts of an action: `montants` is {source: {"prevu": Decimal | None, "execute": Decimal | None}}.

    A source or a column that is not given keeps its amount. Inside the caller's transaction.
    """
    actuels = {ligne.source: ligne for ligne in action.financements.all()}
    avant, apres = {}, {}
    for source, colonnes in montants.items():
        ligne = actuels.get(source) or Financement(action=action, source=source)
        changes = {c: v for c, v in colonnes.items() if getattr(ligne, c) != v}
        if not changes:
            continue
        for colonne, montant in changes.items():
            avant[f"{source}.{colonne}"] = str(getattr(ligne, colonne))
            apres[f"{source}.{colonne}"] = str(montant)
            setattr(ligne, colonne, montant)
        ligne.full_clean(exclude=["action"])
        ligne.save()
    if apres:
        record_trace(by=by, at=at, geste="saisir des montants", objet=action, avant=avant, apres=apres)
