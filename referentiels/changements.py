"""What a référentiel changes against the one before: pure, read from both contents.

A figure compares with last year's when what it counts is the same: its nature, its dates, its limit, what it is
divided by, its unit. A new label or a new target leaves it comparable.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from nombres.formats import date_fr, pourcent_utile
from referentiels.changements_textes import (
    ARGENT,
    AUTRES,
    AXES,
    CALENDRIER,
    CHIFFRES,
    IDENTITE,
    INDICATEURS,
    NATIONAUX,
    PARCOURS,
    REGLES,
    RUBRIQUES,
    Changement,
    list_changements_ordre,
    list_changements_textes,
)
from referentiels.comparabilite import name_date, name_organismes
from referentiels.construction import build_definition
from referentiels.definitions import Definition, Indicateur
from referentiels.delais import FormatParcours
from referentiels.lecture import Contenu

Objet = TypeVar("Objet")
Partie = Any  # an instance of any class of the definitions: compared field by field, whatever its fields
# By what is described: its text, and whether it changes what the figure counts.
Description = dict[str, tuple[str, bool]]
OUI_NON = {True: "oui", False: "non"}


ORDRE = "Place dans la liste"  # the object of a change of order
# The words of each part of a definition; a part without words is told by its own name.
LIBELLES = {
    "dispositif": "Dispositif",
    "dispositif_libelle": "Nom du dispositif",
    "genre": "Genre du nom du dispositif",
    "nom_court": "Nom court du dispositif",
    "reference": "Texte de référence",
    "date_signature": "Date de signature",
    "annees": "Exercices jugés",
    "plafond_annuel_constant": "Plafond annuel constant par convention",
    "annees_cibles": "Années des cibles",
    "natures_action": "Natures d’action admises",
    "file_active": "File active des actions renforcées",
    "seuil_justification": "Écart à justifier au-delà de",
    "motifs_ecart": "Motifs d’écart",
    "seuil_surprise": "Variation à expliquer au-delà de",
    "echeance_rapport": "Échéance du rapport (MM-JJ)",
    "rapport_prolonge": "Échéance du rapport d’un exercice prolongé",
    "echeances_avenant": "Échéance de l’avenant",
    "calendriers": "Calendrier année par année",
    "annee": "Année",
    "rapport_le": "Rapport dû le",
    "dialogue_le": "Dialogue de performance le",
    "evaluation_le": "Évaluation à mi-parcours le",
    "prolongation": "Exécution prolongée jusqu’au",
    "dialogue": "Dialogue de performance à partir du (MM-JJ)",
    "bareme": "Barème",
    "part_etat_max": "Barème, part maximale de l’État",
    "report_prolongation": "Barème, report permis par une prolongation",
    "source": "Barème, d’où il vient",
    "portee": "Barème, ce qu’il juge ensemble",
    "sauf": "Barème, axes que l’État peut porter entiers",
    "redeploiement": "Redéploiement",
    "de": "Redéploiement, de l’axe",
    "vers": "Redéploiement, vers les axes",
    "organismes": "Organismes d’orientation",
    "colonne": "Colonne",
    "libelle": "Libellé",
    "apres": "Après la date",
    "avec_organisme": "Avec un organisme d’orientation",
    "part_min": "Ensemble de départements, part minimale qui répond",
    "cas_min": "Ensemble de départements, nombre minimal de cas",
    "date_publication": "Date de publication",
    "nationaux": "Chiffres nationaux",
    "valeur": "Valeur",
    "unite": "Unité",
    "axe": "Axe",
    "nom": "Nom",
}
# Under what title a part is told; the others, under the last one.
RUBRIQUES_DES_PARTIES = {
    **dict.fromkeys(("dispositif", "dispositif_libelle", "genre", "nom_court", "reference"), IDENTITE),
    **dict.fromkeys(("date_signature", "date_publication", "annees", "annees_cibles"), IDENTITE),
    **dict.fromkeys(("echeance_rapport", "rapport_prolonge", "echeances_avenant"), CALENDRIER),
    **dict.fromkeys(("prolongation", "dialogue"), CALENDRIER),
    **dict.fromkeys(("plafond_annuel_constant", "seuil_justification", "motifs_ecart"), ARGENT),
    **dict.fromkeys(("bareme", "redeploiement"), ARGENT),
    **dict.fromkeys(("natures_action", "file_active"), AXES),
    **dict.fromkeys(("seuil_surprise", "seuils_ensemble"), CHIFFRES),
}
# Keys of a content that definitions and texts are read from; any other one is compared as it is.
LUES = {
    "code", "dispositif", "dispositif_libelle", "genre", "nom_court", "reference", "date_signature", "precedent",
    "annees", "calendrier",
    "comparaison", "financement", "refaction", "saisie", "axes", "indicateurs", "controles", "textes", "parcours",
    "actions", "annees_cibles", "contexte_national", "date_publication",
}  # fmt: skip
# Parts of an indicator that its description has words for; `code` is what it is found by.
DECRITES = {
    "code", "axe", "nature", "sens", "unite", "libelle", "definition", "verifie", "decimales", "numerateur",
    "denominateur", "regle", "cibles", "exige",
}  # fmt: skip
# What names the two référentiels: always other, and said above the table.
NOMS = {"code", "precedent"}
# Parts of a definition that are compared thing by thing.
A_PART = {
    "axes", "indicateurs", "controles", "format_parcours", "regles_part", "enveloppes", "calendriers", "nationaux",
}  # fmt: skip


def list_changements(avant: Contenu, apres: Contenu) -> list[Changement]:
    """Differences between two valid contents, in the order of `apres`; raises DefinitionInvalide for another one."""
    definitions = build_definition(avant), build_definition(apres)
    changements = [
        *list_changements_indicateurs(*definitions),
        *list_changements_textes(avant, apres),
        *_list_changements_reste(avant, apres),
    ]
    return sorted(changements, key=lambda un: RUBRIQUES.index(un.rubrique))


def list_changements_indicateurs(avant: Definition, apres: Definition) -> list[Changement]:
    """Differences between two definitions: any of their parts that is other is told."""
    return [
        *_list_changements_axes(avant, apres),
        *_list_changements_indicateurs(avant, apres),
        *_list_changements_regles(avant, apres),
        *_list_changements_parts(avant, apres),
        *_list_changements_enveloppes(avant, apres),
        *_compare_parties("", avant, apres, {*A_PART, *NOMS}),
        *_compare_tables(
            CALENDRIER, avant.calendriers, apres.calendriers, "annee", lambda un: f"Année {un.annee}"
        ),
        *_compare_tables(NATIONAUX, avant.nationaux, apres.nationaux, "nom", lambda un: un.libelle),
        *_list_changements_format(avant.format_parcours, apres.format_parcours),
    ]


def _compare_parties(
    rubrique: str, avant: Partie, apres: Partie, sauf: Collection[str] = ()
) -> Iterator[Changement]:
    """Differences between two definitions of one class, part by part; `rubrique` "" is that of each part."""
    for nom in _list_parties(apres, sauf):
        ancien, nouveau = getattr(avant, nom), getattr(apres, nom)
        if ancien == nouveau:
            continue
        la_sienne = rubrique or RUBRIQUES_DES_PARTIES.get(nom, AUTRES)
        if is_dataclass(ancien) and is_dataclass(nouveau):
            yield from _compare_parties(la_sienne, ancien, nouveau)
        else:
            yield Changement(la_sienne, LIBELLES.get(nom, nom), "Valeur", _show(ancien), _show(nouveau))


def _list_parties(objet: Partie, sauf: Collection[str]) -> list[str]:
    return [champ.name for champ in fields(objet) if champ.name not in sauf]


def _show(valeur: object) -> str:
    """A part of a definition in words, "" for none."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return OUI_NON[valeur]
    if isinstance(valeur, Decimal):
        return _show_proportion(valeur)
    if isinstance(valeur, date):
        return date_fr(valeur)
    if is_dataclass(valeur):
        parties = ((LIBELLES.get(nom, nom), getattr(valeur, nom)) for nom in _list_parties(valeur, ()))
        return "\u202f; ".join(f"{libelle}\u00a0: {_show(partie)}" for libelle, partie in parties)
    if isinstance(valeur, dict):
        return ", ".join(f"{cle}\u00a0: {_show(un)}" for cle, un in valeur.items())
    if isinstance(valeur, list | tuple):
        return ", ".join(_show(un) for un in valeur)
    return str(valeur)


def _compare(
    rubrique: str,
    avant: Mapping[str, Objet],
    apres: Mapping[str, Objet],
    nommer: Callable[[Objet], str],
    decrire: Callable[[Objet], Description],
) -> Iterator[Changement]:
    """Differences between two tables of things by key: added, removed, or other in what describes them."""
    noms = ({cle: nommer(objet).partition(" – ")[0] for cle, objet in un.items()} for un in (avant, apres))
    yield from list_changements_ordre(rubrique, ORDRE, *(list(un.values()) for un in noms))
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


def _list_changements_axes(avant: Definition, apres: Definition) -> Iterator[Changement]:
    anciens, nouveaux = ({axe.code: axe for axe in d.axes} for d in (avant, apres))
    return _compare(
        AXES,
        anciens,
        nouveaux,
        lambda axe: f"{axe.code} – {axe.libelle}",
        lambda axe: {
            "Libellé": (axe.libelle, False),
            "Nature": (axe.nature, False),
            "Mesures": (", ".join(map(str, axe.mesures)), False),
        },
    )


def _list_changements_indicateurs(avant: Definition, apres: Definition) -> Iterator[Changement]:
    return _compare(
        INDICATEURS,
        avant.indicateurs,
        apres.indicateurs,
        lambda indicateur: f"{indicateur.code} – {indicateur.libelle}",
        _describe_indicateur,
    )


def _describe_indicateur(i: Indicateur) -> Description:
    regle = i.regle
    decrites: Description = {
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
        "Cibles fixées par le texte": (_show(i.cibles), False),
        "Définition rapprochée de l’annexe": (OUI_NON[i.verifie], False),
        "Exigé à la transmission": (OUI_NON[i.exige], False),
    }
    reste: Description = {nom: (_show(getattr(i, nom)), False) for nom in _list_parties(i, DECRITES)}
    return decrites | reste


def _list_changements_regles(avant: Definition, apres: Definition) -> Iterator[Changement]:
    anciennes, nouvelles = ({c.regle: c for c in d.controles} for d in (avant, apres))
    return _compare(
        REGLES,
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


def _list_changements_parts(avant: Definition, apres: Definition) -> Iterator[Changement]:
    anciennes, nouvelles = ({" ".join(regle.cle): regle for regle in d.regles_part} for d in (avant, apres))
    yield from _compare(
        ARGENT,
        anciennes,
        nouvelles,
        lambda regle: f"{regle.phrase} {regle.effet_lu}",
        lambda regle: {
            f"Part, {regle.sens}": (_show_proportion(regle.part), False),
            "Sauf les axes": (_show(regle.sauf), False),
        },
    )


def _list_changements_enveloppes(avant: Definition, apres: Definition) -> Iterator[Changement]:
    anciennes, nouvelles = ({un.code: un for un in d.enveloppes} for d in (avant, apres))
    return _compare(
        ARGENT,
        anciennes,
        nouvelles,
        lambda enveloppe: enveloppe.libelle,
        lambda enveloppe: {
            "Nom": (enveloppe.libelle, False),
            "Axes payés": (_show(enveloppe.axes) or "tous", False),
            "Fongible": (OUI_NON[enveloppe.fongible], False),
        },
    )


def _list_changements_format(avant: FormatParcours, apres: FormatParcours) -> Iterator[Changement]:
    yield from _compare_tables(
        PARCOURS, avant.dates, apres.dates, "code", lambda jour: f"Date «\u00a0{jour.code}\u00a0»"
    )
    yield from _compare_parties(PARCOURS, avant, apres, {"dates"})


def _compare_tables(
    rubrique: str, avant: Iterable[Partie], apres: Iterable[Partie], cle: str, nommer: Callable[[Partie], str]
) -> Iterator[Changement]:
    """Differences between two lists of one class, whose things are found by their part `cle`."""
    anciens, nouveaux = ({str(getattr(un, cle)): un for un in une} for une in (avant, apres))
    return _compare(
        rubrique,
        anciens,
        nouveaux,
        nommer,
        lambda un: {
            LIBELLES.get(nom, nom): (_show(getattr(un, nom)), False) for nom in _list_parties(un, {cle})
        },
    )


def _show_proportion(proportion: Decimal | None) -> str:
    return "" if proportion is None else pourcent_utile(proportion)


def _list_changements_reste(avant: Contenu, apres: Contenu) -> Iterator[Changement]:
    for cle in dict.fromkeys([*apres, *avant]):
        if cle not in LUES and avant.get(cle) != apres.get(cle):
            valeurs = _show(avant.get(cle)), _show(apres.get(cle))
            yield Changement(AUTRES, LIBELLES.get(cle, cle), "Valeur", *valeurs)
