"""What a reviewer reads of an exercice one thing at a time, and what is surprising in each: of its frozen trees, so
that a round and a draft are read alike. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from nombres.formats import NBSP, date_fr, format_euros
from reporting.contents.enonces import Cle
from reporting.contents.execution import ActionExecution, ContenuExecution
from reporting.contents.indicateur import ContenuIndicateur
from reporting.contents.remise import AvertissementRemis, ContenuRemise

# What may surprise → its words, as one asks for it alone.
SURPRISES = {
    "regle": "Une règle, ou une variation",
    "ecart": "Un écart de crédits",
    "comparabilite": "Pas comparable",
    "cible": "Cible manquée",
    "preuve": "Aucune pièce",
}
# What is computed of a file, or of other figures, is proved by it.
SOURCES_PROUVEES = ("parcours", "calcul")
Lieu = tuple[str, str]  # the anchor and the key of a place, as a remark has them
ENSEMBLE, METHODE, FINANCEMENT = (("section", un) for un in ("ensemble", "methode", "financement"))
# The first word of a key of `enonces` → where one reads it.
DE_L_INDICATEUR = ("indicateur", "cible", "situation", "avertissement", "chiffre")
DE_L_ACTION = ("action", "fiche")
PARTIES = {"methode": METHODE, "redeploiement": FINANCEMENT}
JOURS = ("arrete_au", "prolonge_au")  # of the exercice; what else it says is of its money
TEXTES = {"contexte": "Contexte et gouvernance", "conclusion": "Conclusion"}


@dataclass(frozen=True)
class Surprise:
    """Why one looks twice at something: a nature of SURPRISES, how grave it is, a sentence, which may say what explains
    it, or who lifted it."""

    nature: str
    gravite: str  # bloquant, alerte, information
    message: str
    is_expliquee: bool = False


@dataclass(frozen=True)
class Point:
    """One thing that is read: an indicator, an action with its money, a text of the rapport, a part of it. Its
    anchor is that of a remark on it."""

    ancre: str  # indicateur, action, texte, section
    cle: str
    titre: str
    surprises: tuple[Surprise, ...] = ()
    indicateur: ContenuIndicateur | None = None
    action: ActionExecution | None = None
    texte: str = ""
    faits: tuple[tuple[str, str], ...] = ()  # (name, text), of a part of the exercice

    @property
    def lieu(self) -> Lieu:
        return (self.ancre, self.cle)

    @property
    def id(self) -> str:
        """What a page calls its place."""
        return f"{self.ancre}-{self.cle}"

    @property
    def natures(self) -> frozenset[str]:
        return frozenset(un.nature for un in self.surprises)


def list_points(execution: ContenuExecution, contenu: ContenuRemise) -> tuple[Point, ...]:
    """All that is read, in the order of the référentiel: the exercice as a whole, then each axe, its figures before its
    actions, the conclusion."""
    return (
        _make_ensemble(execution, contenu),
        Point("texte", "contexte", TEXTES["contexte"], texte=contenu.contexte),
        _make_methode(contenu),
        _make_financement(execution),
        *(
            point
            for axe in execution.axes
            for point in (
                *(_make_indicateur(un, contenu) for un in axe.indicateurs),
                *(_make_action(un, execution) for un in axe.actions),
            )
        ),
        Point("texte", "conclusion", TEXTES["conclusion"], texte=contenu.conclusion),
    )


def find_lieu_d_enonce(cle: Cle) -> Lieu:
    """The place of what a round says under that key: of no figure nor action, a part of the exercice."""
    racine, *suite = cle[1:] if cle[0] == "piece" else cle
    if racine in DE_L_INDICATEUR:
        return ("indicateur", suite[0])
    if racine in DE_L_ACTION:
        return ("action", suite[0])
    if racine == "constat":
        _code, numero, *_reste = suite
        return ("action", numero) if numero else FINANCEMENT
    if racine == "exercice":
        return ENSEMBLE if suite[0] in JOURS else FINANCEMENT
    return ("texte", suite[0]) if racine == "textes" else PARTIES.get(racine, ENSEMBLE)


def _make_ensemble(execution: ContenuExecution, contenu: ContenuRemise) -> Point:
    vote = contenu.deliberation
    dit = f"{vote.organe}, n°{NBSP}{vote.numero}, le {date_fr(vote.date_vote)}" if vote else "non enregistrée"
    faits = (("Chiffres arrêtés au", date_fr(execution.arrete_au)), ("Délibération", dit))
    return Point(*ENSEMBLE, "L’exercice dans son ensemble", faits=faits)


def _make_methode(contenu: ContenuRemise) -> Point:
    un, titre = contenu.methode, "Déclaration de méthode"
    if un is None:
        surprise = Surprise("comparabilite", "alerte", "La méthode n’est pas déclarée.")
        return Point(*METHODE, titre, (surprise,))
    faits = (
        ("Date d’entrée", un.date_entree),
        ("Droits suspendus", un.droits_suspendus),
        ("Rendez-vous", un.date_rdv),
        ("Logiciel", un.logiciel),
    )
    rompu = f"La série est rompue{NBSP}: «{NBSP}{un.rupture}{NBSP}»"
    surprises = (Surprise("comparabilite", "alerte", rompu),) if un.rupture else ()
    return Point(*METHODE, titre, surprises, faits=tuple(fait for fait in faits if fait[1]))


def _make_financement(execution: ContenuExecution) -> Point:
    surprises = tuple(
        Surprise("regle", constat.gravite, constat.phrase)
        for constat in execution.constats
        if not constat.numero
    )
    faits = (
        ("Notifié par l’État", format_euros(execution.montant_notifie)),
        ("Total prévu", format_euros(execution.total.prevu)),
        ("Total exécuté", format_euros(execution.total.execute)),
    )
    return Point(*FINANCEMENT, "Financement dans son ensemble", surprises, faits=faits)


def _make_indicateur(un: ContenuIndicateur, contenu: ContenuRemise) -> Point:
    titre, surprises = f"{un.code} – {un.libelle}", tuple(_list_surprises(un, contenu))
    return Point("indicateur", un.code, titre, surprises, indicateur=un)


def _list_surprises(un: ContenuIndicateur, contenu: ContenuRemise) -> Iterator[Surprise]:
    for avertissement in contenu.avertissements:
        if avertissement.code == un.code:
            is_expliquee = bool(avertissement.derogation or avertissement.explication)
            yield Surprise("regle", avertissement.gravite, _tell_regle(avertissement), is_expliquee)
    if un.comparabilite and not un.comparabilite.is_comparable:
        avec = f" avec {un.comparabilite.avec}" if un.comparabilite.avec else ""
        motifs = ", ".join(un.comparabilite.motifs)
        yield Surprise("comparabilite", "information", f"Pas comparable{avec}\u00a0: {motifs}.")
    if un.cible_atteinte is False:
        yield Surprise("cible", "information", "La cible n’est pas atteinte.")
    prouve = un.source in SOURCES_PROUVEES or any(
        piece.nature == "chiffre" and piece.cle == un.code for piece in contenu.pieces
    )
    if not (prouve or un.resultat.est_manquante):
        yield Surprise("preuve", "information", "Aucune pièce n’est jointe à ce chiffre.")


def _tell_regle(avertissement: AvertissementRemis) -> str:
    """The rule, and what was said of it."""
    constat = avertissement.constat.rstrip(".")
    if avertissement.derogation:
        return f"{constat}. Levé par la préfecture\u00a0: «\u00a0{avertissement.derogation}\u00a0»"
    if avertissement.explication:
        return f"{constat}. Expliqué\u00a0: «\u00a0{avertissement.explication}\u00a0»"
    return f"{constat}. Rien ne l’explique."


def _make_action(action: ActionExecution, execution: ContenuExecution) -> Point:
    surprises = [
        Surprise("regle", constat.gravite, constat.message)
        for constat in execution.constats
        if constat.numero == action.numero
    ]
    if action.is_justification_manquante:
        surprises.append(Surprise("ecart", "bloquant", "L’écart demande une justification, qui manque."))
    elif action.is_justification_attendue:
        dit = f"{action.motif_ecart.capitalize()}\u00a0: «\u00a0{action.justification}\u00a0»"
        surprises.append(Surprise("ecart", "information", f"L’écart est justifié. {dit}", True))
    if any(un.cible_atteinte is False for un in action.propres):
        surprises.append(
            Surprise("cible", "information", "Une cible de ses indicateurs propres est manquée.")
        )
    if not action.pieces:
        surprises.append(Surprise("preuve", "information", "Aucune pièce n’est jointe à cette action."))
    return Point(
        "action", action.numero, f"Action {action.numero} – {action.titre}", tuple(surprises), action=action
    )
