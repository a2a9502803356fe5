"""What only pages and papers of this floor say of figures."""

from reporting.contents.cibles import Cibles


def phrase_cibles(cibles: Cibles) -> str:
    """« 3 cibles atteintes sur 5, 1 sans réponse », of a `contents.Cibles`."""
    if cibles.evaluees:
        marque = "s" if cibles.atteintes >= 2 else ""
        atteintes = f"{cibles.atteintes or 'aucune'} cible{marque} atteinte{marque} sur {cibles.evaluees}"
        return f"{atteintes}, {cibles.sans_reponse} sans réponse" if cibles.sans_reponse else atteintes
    if cibles.sans_reponse:
        marque = "s" if cibles.sans_reponse >= 2 else ""
        return f"{cibles.sans_reponse} indicateur{marque} sans cible ou sans résultat"
    return "aucun indicateur"
