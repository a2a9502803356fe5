"""Which rules are raised most often by what is handed over, and by whom: a rule nobody raises may be one too many, one
that all raise says something of the rule."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from comptes.models import Utilisateur
from conventions.models import ETATS_TRANSMIS, Action, Exercice
from conventions.queries.exercices import share_referentiels
from dessins.barres import Barres, LigneDeBarres
from financement.controles import Constat
from financement.queries.montants import Colonne, build_tableau, read_cellules
from indicateurs.models import Valeur
from indicateurs.queries.fautes import SURPRISE, list_fautes
from indicateurs.queries.lignes import build_repere
from indicateurs.queries.mesures import read_mesures
from nombres.formats import NBSP, compter
from pilotage.queries.perimetre import Choix, choose_exercices, list_lisibles
from referentiels.comparabilite import is_poursuivi, list_codes_rompus
from referentiels.definitions import Definition
from referentiels.mesures import Mesure
from referentiels.regles_implicites import list_regles_implicites

ARGENT = "argent"
# The rules of money by code, without the amounts of one exercice (`financement.controles`).
REGLES_D_ARGENT = {
    "part_ensemble": "La part que la collectivité apporte à l’ensemble",
    "part_axe": "La part que la collectivité apporte à un axe",
    "part_action": "La part que la collectivité apporte à une action",
    "notifie": "La part prévue de l’État et le montant notifié",
    "repartition": "Le montant notifié et ses enveloppes",
    "enveloppe": "Ce que prévoit un axe et l’enveloppe qui le paie",
    "plafond": "Le montant notifié et le plafond annuel",
    "sans_prevu": "Une action sans montant prévu",
    "execute_manquant": "Un montant exécuté qui manque",
    "execute_sans_prevu": "Un montant exécuté sans montant prévu",
    "justification": "Un écart entre prévu et exécuté sans justification",
}
Cle = tuple[str, str]  # (code of the indicator, its rule), or (ARGENT, code of the rule)


@dataclass(frozen=True)
class RegleSoulevee:
    """One rule, its words, how grave it is where it is graver, and the exercices that raise it."""

    cle: str  # as an address names it
    code: str  # of the indicator, "" of money
    libelle: str
    gravite: str
    exercices: tuple[Exercice, ...]

    @property
    def nombre(self) -> int:
        return len(self.exercices)


@dataclass(frozen=True)
class ReglesDeLAnnee:
    """The rules of a year over what was handed over, the most often raised first."""

    choix: Choix
    transmis: int
    regles: tuple[RegleSoulevee, ...]
    muettes: tuple[tuple[str, str], ...]  # (code of the indicator, words) of those nobody raises
    touches: int  # exercices that raise one at least

    @property
    def dessin(self) -> Barres:
        """How many exercices raise each."""
        return Barres(
            cle="regles",
            titre="Exercices transmis qui soulèvent chaque règle",
            natures=("Exercices",),
            entete="Règle",
            entete_couverture="Sur",
            sommet=self.transmis,
            lignes=tuple(
                LigneDeBarres(
                    f"{un.code}{NBSP}: {un.libelle}" if un.code else un.libelle,
                    (un.nombre,),
                    compter(self.transmis, "exercice transmis", "exercices transmis"),
                    f"#regle-{rang}",
                )
                for rang, un in enumerate(self.regles, 1)
            ),
        )


def build_regles_soulevees(
    user: Utilisateur, annee: int | None = None, dispositif: str | None = None
) -> ReglesDeLAnnee:
    """The rules of figures and of money over the exercices of a year whose content `user` reads; eight queries whatever
    their number."""
    choix = choose_exercices(user, annee, dispositif)
    lus = list_lisibles(user, choix)
    avant = _find_precedents(lus)
    mesures, _ = read_mesures(Valeur.objects.filter(exercice__in=[*lus, *avant.values()]))
    actions = _read_actions(lus)
    trouvees: dict[Cle, list[tuple[str, Exercice]]] = {}
    for exercice in lus:
        precedent = avant.get(exercice.pk)
        for cle, gravite in {
            **_raise_fautes(exercice, precedent, mesures),
            **_raise_constats(exercice, actions.get(exercice.pk, [])),
        }.items():
            trouvees.setdefault(cle, []).append((gravite, exercice))
    mots = _list_mots(un.referentiel.definition for un in lus)
    regles = [
        RegleSoulevee(
            ".".join(cle),
            "" if cle[0] == ARGENT else cle[0],
            mots[cle],
            siens[0][0],
            tuple(un for _, un in siens),
        )
        for cle, siens in trouvees.items()
    ]
    touches = {un.pk for regle in regles for un in regle.exercices}
    return ReglesDeLAnnee(
        choix,
        len(lus),
        tuple(sorted(regles, key=lambda un: (-un.nombre, un.code, un.libelle))),
        tuple((cle[0], dit) for cle, dit in mots.items() if cle not in trouvees and cle[0] != ARGENT),
        len(touches),
    )


def _find_precedents(exercices: Sequence[Exercice]) -> dict[int, Exercice]:
    """By key of each, the year before, of its convention or of the one it takes over from, as long as it is handed
    over: a draft, or what was sent back, is nobody's to read here. Two queries."""
    lignees = {pk for un in exercices for pk in un.convention.list_lignee()}
    annees = {un.annee - 1 for un in exercices}
    candidats = list(
        Exercice.objects.filter(
            convention__in=lignees, annee__in=annees, etat__in=ETATS_TRANSMIS
        ).select_related("declaration_methode")
    )
    share_referentiels(candidats)
    par_annee = {(un.convention_id, un.annee): un for un in candidats}
    trouves = {}
    for exercice in exercices:
        annees_d_avant = ((pk, exercice.annee - 1) for pk in exercice.convention.list_lignee())
        if precedent := next((par_annee[un] for un in annees_d_avant if un in par_annee), None):
            trouves[exercice.pk] = precedent
    return trouves


def _read_actions(exercices: Sequence[Exercice]) -> dict[int, list[Action]]:
    """Their actions with their money, in the order of their axes; two queries."""
    actions: dict[int, list[Action]] = {}
    toutes = Action.objects.filter(exercice__in=exercices).prefetch_related("financements")
    for action in toutes.order_by("axe", "numero"):
        actions.setdefault(action.exercice_id, []).append(action)
    return actions


def _raise_fautes(
    exercice: Exercice, precedent: Exercice | None, mesures: Mapping[int, dict[str, Mesure]]
) -> dict[Cle, str]:
    """{rule: how grave} of its figures; a rule à l'essai is shown to its authors, not here."""
    siennes = mesures.get(exercice.pk, {})
    avant = _keep_poursuivies(exercice, precedent, mesures.get(precedent.pk, {})) if precedent else {}
    repere_d_avant = build_repere(precedent) if precedent else None
    list_rompus = partial(list_codes_rompus, build_repere(exercice), repere_d_avant)
    fautes = list_fautes(exercice.referentiel.definition, siennes, avant, list_rompus)
    return {(un.code, un.regle): un.gravite for un in fautes if not un.a_l_essai}


def _keep_poursuivies(
    exercice: Exercice, precedent: Exercice, mesures: Mapping[str, Mesure]
) -> Mapping[str, Mesure]:
    """Of the convention before, the figures of the indicators that this one goes on with."""
    if precedent.convention_id == exercice.convention_id:
        return mesures
    sienne, avant = exercice.referentiel.definition, precedent.referentiel.definition
    return {code: mesure for code, mesure in mesures.items() if is_poursuivi(code, sienne, avant)}


def _raise_constats(exercice: Exercice, actions: Sequence[Action]) -> dict[Cle, str]:
    """{rule: how grave} of its money; several actions that break one raise it once."""
    lignes = [ligne for action in actions for ligne in action.financements.all()]
    colonnes = {un.cle: Colonne(un.cle, un.source, un.partenaire_id, un.source) for un in lignes}
    tableau = build_tableau(
        exercice, actions, tuple(colonnes.values()), read_cellules(actions), is_bilan=True
    )
    return {(ARGENT, un.code): un.gravite for un in _sort_constats(tableau.constats)}


def _sort_constats(constats: Iterable[Constat]) -> list[Constat]:
    """The gravest of a code last, to be the one that is kept."""
    return sorted(constats, key=lambda un: ("information", "alerte", "bloquant").index(un.gravite))


def _list_mots(definitions: Iterable[Definition]) -> dict[Cle, str]:
    """Every rule that could be raised, and its words."""
    uniques = {id(un): un for un in definitions}.values()
    mots = {cle: dit for definition in uniques for cle, dit in _say_regles(definition)}
    return mots | {(ARGENT, code): dit for code, dit in REGLES_D_ARGENT.items()}


def _say_regles(definition: Definition) -> Iterator[tuple[Cle, str]]:
    for controle in definition.controles:
        if not controle.a_l_essai:
            yield (controle.code, controle.regle), controle.message
    for code, regle, message in list_regles_implicites(definition):
        yield (code, regle), message
    if definition.seuil_surprise is not None:
        for un in definition.indicateurs.values():
            if un.is_saisi:
                dit = f"{un.libelle}{NBSP}: loin du chiffre de l’exercice précédent"
                yield (un.code, f"{SURPRISE} {un.code}"), dit
