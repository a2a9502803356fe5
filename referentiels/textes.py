"""The texts a référentiel gives to the documents: which keys, which words between braces. Pure.

`reporting.contents.textes` fills them; here is what they may say, so that a misspelt word is found when a référentiel
is loaded, not when an agent asks for a document.
"""

from dataclasses import dataclass
from string import Formatter
from typing import Annotated, Any

from nombres.locutions import FORMES
from referentiels.contraintes import Contrainte, Ecart, MotParmi, Renvois, Table, Tables, TextePlein, declare

# What declines: each is asked for in any of FORMES, « {le_dispositif} », « conclu{e_dispositif} ».
NOMS_DECLINES = {
    "dispositif": "le nom entier du dispositif",
    "nom_court": "son nom court",
    "partie": "le Département, la Métropole, la Ville…",
    "collectivite": "le nom entier de la collectivité",
}
PLACEHOLDERS = frozenset(
    {
        *(f"{forme}{nom}" for nom in NOMS_DECLINES for forme in FORMES),
        "annee",
        "annee_precedente",
        "annee_suivante",
        "arrete_au",
        "avis",
        "contractant",
        "convention",
        "date_convention",
        "date_proposition",
        "debut",
        "delai",
        "departement",
        "due_chiffres",
        "due_lettres",
        "empreinte",
        "fin",
        "montant_chiffres",
        "montant_lettres",
        "notifie_chiffres",
        "notifie_lettres",
        "numero",
        "parts",
        "reference",
        "prolonge_au",
        "regime",
        "region",
        "reponse",
        "simule",
        "stipulations",
        "terme",
        "tribunal",
        "trop_percu_chiffres",
        "trop_percu_lettres",
    }
)
AVENANT_SEULEMENT = frozenset({"numero", "montant_chiffres", "montant_lettres", "parts"})
# Of an avenant that extends something, and of one that modifies.
PROLONGATION_SEULEMENT = frozenset({"terme", "prolonge_au"})
MODIFICATION_SEULEMENT = frozenset({"stipulations"})
# Of the decision on money: its amount is the one kept back, its sentences are blank where there is nothing to say.
DECISION_SEULEMENT = frozenset(
    {
        *("arrete_au", "avis", "date_proposition", "delai", "due_chiffres", "due_lettres", "empreinte"),
        *("notifie_chiffres", "notifie_lettres", "reponse", "simule", "tribunal"),
        *("trop_percu_chiffres", "trop_percu_lettres"),
    }
)
GENERAL = "le texte général"


@dataclass(frozen=True)
class Gabarit(Contrainte):
    """A text, which may be empty: words between braces are among `mots`, without any ornament."""

    mots: frozenset[str]

    def read(self, valeur: Any) -> Any:
        if not isinstance(valeur, str):
            raise Ecart("texte")
        self.check(valeur)
        return valeur

    def check(self, *textes: str) -> None:
        """Raises Ecart, with all the words that are not known."""
        try:
            lus = [champ for texte in textes for champ in Formatter().parse(texte)]
        except ValueError:
            raise Ecart("accolade") from None
        inconnus = dict.fromkeys(
            f"{{{mot}}}"
            for _, mot, precision, conversion in lus
            if mot is not None and (mot not in self.mots or precision or conversion)
        )
        if inconnus:
            raise Ecart("mots", valeur=", ".join(inconnus))


class Gabarits(Gabarit):
    """A list of such texts."""

    def read(self, valeur: Any) -> Any:
        if not isinstance(valeur, list) or not all(isinstance(texte, str) for texte in valeur):
            raise Ecart("textes")
        self.check(*valeur)
        return tuple(valeur)


MOTS_AVENANT = PLACEHOLDERS - PROLONGATION_SEULEMENT - MODIFICATION_SEULEMENT - DECISION_SEULEMENT
GABARIT_RAPPORT, GABARIT_AVENANT = Gabarit(MOTS_AVENANT - AVENANT_SEULEMENT), Gabarit(MOTS_AVENANT)
GABARIT_PROLONGATION = Gabarit(MOTS_AVENANT | PROLONGATION_SEULEMENT)
GABARIT_MODIFICATION = Gabarit(MOTS_AVENANT | MODIFICATION_SEULEMENT)
GABARIT_DECISION = Gabarit(
    GABARIT_RAPPORT.mots | DECISION_SEULEMENT | {"montant_chiffres", "montant_lettres"}
)


@dataclass(frozen=True)
class TableTitree(Table):
    code: Annotated[str, TextePlein()] = declare("ce qui le nomme d’un référentiel à l’autre", "objet")
    titre: Annotated[str, TextePlein()] = declare("son titre", "Objet")


@dataclass(frozen=True)
class TableNote(TableTitree):
    texte: Annotated[str, GABARIT_RAPPORT] = declare("ce qu’elle dit", "Sur l’exercice {annee}.")


@dataclass(frozen=True)
class TableArticle(TableTitree):
    """An article is printed, a clause may be chosen, only with an action in one of its axes."""

    texte: Annotated[str, GABARIT_AVENANT] = declare("ce qu’il dit", "Pour {annee}, {montant_chiffres}.")
    axes: Annotated[tuple[str, ...], Renvois("axes_texte", suite="axes")] = declare(
        "il ne vaut qu’avec une action dans l’un d’eux", ["S1"], "il vaut toujours", ()
    )


@dataclass(frozen=True)
class TableArticleProlongation(TableTitree):
    texte: Annotated[str, GABARIT_PROLONGATION] = declare(
        "ce qu’il dit", "La date du {terme} est remplacée par celle du {prolonge_au}."
    )


@dataclass(frozen=True)
class TableArticleModification(TableTitree):
    texte: Annotated[str, GABARIT_MODIFICATION] = declare("ce qu’il dit", "{stipulations}")


@dataclass(frozen=True)
class TableTextesRapport(Table):
    introduction: Annotated[str | None, GABARIT_RAPPORT] = declare(
        "ce que dit le rapport d’abord", "Le présent rapport porte sur {annee}.", GENERAL, None
    )
    certification: Annotated[str | None, GABARIT_RAPPORT] = declare(
        "ce que certifie son signataire", "Le signataire certifie ce rapport.", GENERAL, None
    )
    notes: Annotated[tuple[TableNote, ...], Tables(TableNote)] = declare(
        "les notes de sa fin", sans="les notes générales", defaut=()
    )


@dataclass(frozen=True)
class TableTextesAvenant(Table):
    visas: Annotated[tuple[str, ...], Gabarits(MOTS_AVENANT)] = declare(
        "les visas, un texte chacun", ["l’{reference}"], "les visas généraux", ()
    )
    preambule: Annotated[str | None, GABARIT_AVENANT] = declare(
        "ce que dit l’avenant d’abord", "Le présent avenant porte sur {annee}.", GENERAL, None
    )
    articles: Annotated[tuple[TableArticle, ...], Tables(TableArticle)] = declare(
        "ses articles", sans="les articles généraux", defaut=()
    )
    clauses: Annotated[tuple[TableArticle, ...], Tables(TableArticle)] = declare(
        "les clauses que l’on peut y choisir", sans="aucune", defaut=()
    )


@dataclass(frozen=True)
class TableTextesProlongation(Table):
    visas: Annotated[tuple[str, ...], Gabarits(GABARIT_PROLONGATION.mots)] = declare(
        "les visas, un texte chacun", ["l’{reference}"], "les visas généraux", ()
    )
    preambule: Annotated[str | None, GABARIT_PROLONGATION] = declare(
        "ce qu’il dit d’abord", "Les parties conviennent de poursuivre jusqu’au {prolonge_au}.", GENERAL, None
    )
    articles: Annotated[tuple[TableArticleProlongation, ...], Tables(TableArticleProlongation)] = declare(
        "ses articles", sans="les articles généraux", defaut=()
    )


@dataclass(frozen=True)
class TableTextesModification(Table):
    visas: Annotated[tuple[str, ...], Gabarits(GABARIT_MODIFICATION.mots)] = declare(
        "les visas, un texte chacun", ["l’{reference}"], "les visas généraux", ()
    )
    preambule: Annotated[str | None, GABARIT_MODIFICATION] = declare(
        "ce qu’il dit d’abord", "Les parties conviennent de ce qui suit.", GENERAL, None
    )
    articles: Annotated[tuple[TableArticleModification, ...], Tables(TableArticleModification)] = declare(
        "ses articles", sans="les articles généraux", defaut=()
    )


# When an article of the decision is printed: always, where something is kept back, where nothing is, where more is kept
# back than the amount notified.
TOUJOURS, RETENUE, SANS_RETENUE, TROP_PERCU = CAS = ("toujours", "retenue", "sans_retenue", "trop_percu")


@dataclass(frozen=True)
class TableArticleDecision(TableTitree):
    cas: Annotated[str, MotParmi(CAS)] = declare("quand il s’imprime", RETENUE, "`toujours`", TOUJOURS)
    texte: Annotated[str, GABARIT_DECISION] = declare("ce qu’il dit", "Il est retenu {montant_chiffres}.")


@dataclass(frozen=True)
class TableTextesProposition(Table):
    preambule: Annotated[str | None, GABARIT_DECISION] = declare(
        "ce que dit la lettre d’abord", "J’envisage de retenir {montant_chiffres}.", GENERAL, None
    )
    texte: Annotated[str | None, GABARIT_DECISION] = declare(
        "ce qu’elle dit après le motif", "{Le_partie} peut répondre par écrit. {delai}", GENERAL, None
    )


@dataclass(frozen=True)
class TableTextesNotification(Table):
    visas: Annotated[tuple[str, ...], Gabarits(GABARIT_DECISION.mots)] = declare(
        "les visas, un texte chacun", ["l’{reference}"], "les visas généraux", ()
    )
    considerants: Annotated[tuple[str, ...], Gabarits(GABARIT_DECISION.mots)] = declare(
        "les considérants, un texte chacun",
        ["que {avis}"],
        "les considérants généraux",
        (),
    )
    articles: Annotated[tuple[TableArticleDecision, ...], Tables(TableArticleDecision)] = declare(
        "ses articles", sans="les articles généraux", defaut=()
    )
    texte: Annotated[str | None, GABARIT_DECISION] = declare(
        "ce qu’il dit en note, après la signature", "Les textes ne fixent pas de modèle.", GENERAL, None
    )


def _list_mots(gabarit: Gabarit) -> str:
    """The words of a text, those that decline by their noun alone."""
    declines = {f"{forme}{nom}" for nom in NOMS_DECLINES for forme in FORMES if forme}
    return ", ".join(f"`{{{mot}}}`" for mot in sorted(gabarit.mots - declines))


@dataclass(frozen=True)
class TableTextes(Table):
    rapport: TableTextesRapport = declare(
        f"ceux du rapport d’exécution\u202f; mots connus\u00a0: {_list_mots(GABARIT_RAPPORT)}",
        defaut=TableTextesRapport(),
    )
    avenant: TableTextesAvenant = declare(
        f"ceux de l’avenant\u202f; mots connus\u00a0: {_list_mots(GABARIT_AVENANT)}",
        defaut=TableTextesAvenant(),
    )
    avenant_report: TableTextesProlongation = declare(
        "ceux de l’avenant de report\u202f; mots connus\u00a0: ceux de l’avenant, "
        f"{_list_mots(Gabarit(PROLONGATION_SEULEMENT))}",
        defaut=TableTextesProlongation(),
    )
    avenant_prorogation: TableTextesProlongation = declare(
        "ceux de l’avenant de prorogation\u202f; mêmes mots que l’avenant de report",
        defaut=TableTextesProlongation(),
    )
    avenant_modification: TableTextesModification = declare(
        "ceux de l’avenant de modification\u202f; mots connus\u00a0: ceux de l’avenant, "
        f"{_list_mots(Gabarit(MODIFICATION_SEULEMENT))}",
        defaut=TableTextesModification(),
    )
    proposition: TableTextesProposition = declare(
        f"ceux de la lettre de proposition de réfaction\u202f; mots connus\u00a0: {_list_mots(GABARIT_DECISION)}",
        defaut=TableTextesProposition(),
    )
    notification: TableTextesNotification = declare(
        "ceux de l’arrêté qui notifie la décision\u202f; mêmes mots que la lettre de proposition",
        defaut=TableTextesNotification(),
    )
