"""What a référentiel changes against the one before: pure, read from both contents.

A figure compares with last year's when what it counts is the same: its nature, its dates, its limit, what it is
divided by, its unit. A new label or a new target leaves it comparable.
"""

from dataclasses import dataclass

from indicateurs.comparabilite import name_date, name_organismes
from indicateurs.definitions import build_definition_indicateurs

OUI_NON = {True: "oui", False: "non"}


@dataclass(frozen=True)
class Changement:
    """One difference, in words. `comparable` False: figures under both référentiels are not to be compared."""

    rubrique: str  # « Axes », « Indicateurs », « Règles », « Seuils », « Textes »
    objet: str
    quoi: str
    avant: str = ""
    apres: str = ""
    comparable: bool = True


def list_changements(avant, apres):
    """Differences between two valid contents, in the order of `apres`; raises DefinitionInvalide for another one."""
    indicateurs = build_definition_indicateurs(avant), build_definition_indicateurs(apres)
    conventions = [definition.convention for definition in indicateurs]
    return [
        *_list_changements_axes(*conventions),
        *_list_changements_indicateurs(*indicateurs),
        *_list_changements_regles(*indicateurs),
        *_list_changements_seuils(indicateurs),
        *_list_changements_textes(avant, apres),
    ]


def _compare(rubrique, avant, apres, nommer, decrire):
    """Differences between two {key: thing}: added, removed, or other in one of its `decrire(thing)` {what: text}."""
    for cle, objet in apres.items():
        if cle not in avant:
            yield Changement(rubrique, nommer(objet), "Ajouté")
            continue
        anciens, nouveaux = decrire(avant[cle]), decrire(objet)
        for quoi, (nouveau, is_fond) in nouveaux.items():
            ancien = anciens[quoi][0]
            if ancien != nouveau:
                yield Changement(rubrique, nommer(objet), quoi, ancien, nouveau, not is_fond)
    for cle, objet in avant.items():
        if cle not in apres:
            yield Changement(rubrique, nommer(objet), "Retiré")


def _list_changements_axes(avant, apres):
    anciens, nouveaux = ({axe.code: axe for axe in d.axes} for d in (avant, apres))
    return _compare(
        "Axes",
        anciens,
        nouveaux,
        lambda axe: f"{axe.code} – {axe.libelle}",
        lambda axe: {"Libellé": (axe.libelle, False), "Nature": (axe.nature, False)},
    )


def _list_changements_indicateurs(avant, apres):
    return _compare(
        "Indicateurs",
        avant.indicateurs,
        apres.indicateurs,
        lambda indicateur: f"{indicateur.code} – {indicateur.libelle}",
        _describe_indicateur,
    )


def _describe_indicateur(i):
    """{what: (text, does it change what the figure counts?)}"""
    regle = i.regle
    return {
        "Libellé": (i.libelle, False),
        "Définition": (i.definition, False),
        "Nature": (i.nature, True),
        "Date de départ": (name_date(regle.de) if regle else "", True),
        "Date d’arrivée": (name_date(regle.a) if regle else "", True),
        "Limite": (regle.limite.libelle if regle else "", True),
        "Personnes écartées": (name_organismes(regle) if regle else "", True),
        "Numérateur": (i.numerateur, True),
        "Dénominateur": (i.denominateur, True),
        "Unité": (i.unite, True),
        "Cohorte comptée par": ((regle.total or "") if regle else "", False),
        "Événements comptés par": ((regle.evenements or "") if regle else "", False),
        "Axe": (i.axe, False),
        "Sens": (i.sens, False),
        "Décimales": (str(i.decimales), False),
        "Cible fixée par le texte": ("" if i.cible_2022 is None else _show_proportion(i.cible_2022), False),
        "Définition rapprochée de l’annexe": (OUI_NON[i.verifie], False),
    }


def _list_changements_regles(avant, apres):
    anciennes, nouvelles = ({c.regle: c for c in d.controles} for d in (avant, apres))
    return _compare(
        "Règles",
        anciennes,
        nouvelles,
        lambda controle: controle.regle,
        lambda controle: {
            "Gravité": (controle.gravite, False),
            "Message": (controle.message, False),
            "À l’essai": (OUI_NON[controle.a_l_essai], False),
            "Chiffre en cause": (controle.code, False),
        },
    )


def _list_changements_seuils(indicateurs):
    anciens, nouveaux = (
        {
            "Exercices jugés": ", ".join(map(str, d.convention.annees)),
            "Part minimale du département": _show_proportion(d.convention.part_departement_min),
            "Écart à justifier au-delà de": _show_proportion(d.convention.seuil_justification),
            "Motifs d’écart": ", ".join(d.convention.motifs_ecart),
            "Variation à expliquer au-delà de": _show_proportion(d.seuil_surprise),
            "Part des départements qui fait un ensemble": _show_proportion(d.seuils_ensemble.part_min),
            "Cas échus qui font un ensemble": str(d.seuils_ensemble.cas_min),
            "Échéance du rapport (MM-JJ)": d.convention.echeance_rapport,
        }
        for d in indicateurs
    )
    for nom, nouveau in nouveaux.items():
        if anciens[nom] != nouveau:
            yield Changement("Seuils et dates", nom, "Valeur", anciens[nom], nouveau)


def _show_proportion(proportion):
    return (
        ""
        if proportion is None
        else f"{proportion * 100:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " %"
    )


def _list_changements_textes(avant, apres):
    for document in ("rapport", "avenant"):
        anciens, nouveaux = (_flatten(c.get("textes", {}).get(document, {})) for c in (avant, apres))
        mots = [
            f"{nombre} {mot}{'s' if nombre > 1 else ''}"
            for nombre, mot in (
                (len(nouveaux.keys() - anciens.keys()), "ajouté"),
                (len(anciens.keys() - nouveaux.keys()), "retiré"),
                (sum(nouveaux[cle] != anciens[cle] for cle in nouveaux.keys() & anciens.keys()), "modifié"),
            )
            if nombre
        ]
        if mots:
            avant_apres = f"{len(anciens)} textes", f"{len(nouveaux)} textes ({', '.join(mots)})"
            yield Changement("Textes", document.capitalize(), "Rédaction", *avant_apres)


def _flatten(table):
    """The texts of a document by where they stand: {"introduction": …, "articles.objet": …, "visas.0": …}."""
    textes = {}
    for cle, valeur in table.items():
        if isinstance(valeur, str):
            textes[cle] = valeur
            continue
        for rang, element in enumerate(valeur):
            if isinstance(element, str):
                textes[f"{cle}.{rang}"] = element
            else:
                textes[f"{cle}.{element['code']}"] = (element["titre"], element["texte"])
    return textes
