"""The whole life of an exercice, in one table: from, to, by what act, by whom, on what condition, and whom it tells.
`docs/statuts.md` is checked against it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from comptes.models import ROLES_DE_REVUE, ROLES_DEPARTEMENTAUX, Role
from conventions.models import ETATS_MODIFIABLES, ETATS_TRANSMIS, Acte, Etat, Exercice
from nombres.formats import date_fr

Condition = Callable[[Exercice, Etat], str | None]  # of an exercice and where it would go: a sentence is a no
Roles = tuple[Role, ...]

# To whom an act falls, after « revient ».
A_QUI: Mapping[Role, str] = {
    Role.AGENT_DEPARTEMENTAL: "à l’agent",
    Role.VALIDEUR_DEPARTEMENTAL: "au valideur de la collectivité",
    Role.PREFECTURE: "à la préfecture",
    Role.COMMISSAIRE: "au commissaire",
    Role.CENTRALE: "à l’administration centrale",
}


@dataclass(frozen=True)
class Passage:
    """One row of the table. What it asks of money is asked by the operation that does it (`reporting.policies`)."""

    acte: Acte
    de: Etat
    vers: Etat
    roles: Roles
    previent: Roles
    condition: Condition | None = None


def find_refus_de_retour(exercice: Exercice, vers: Etat) -> str | None:
    """An exercice goes back to the état it came from: what was sent back stays so."""
    origine = exercice.origine
    if origine == vers:
        return None
    return f"Il revient à l’état «\u00a0{origine.label.lower()}\u00a0», d’où il venait."


def find_refus_second_arrete(exercice: Exercice, vers: Etat) -> str | None:
    """Why the second round of `exercice` does not open, whoever asks: the first one is handed over, once."""
    if exercice.prolonge_au is None:
        return f"L’exécution {exercice.annee} n’est pas prolongée\u00a0: il n’y a pas de second arrêté."
    if exercice.is_second_arrete:
        return f"Le second arrêté, au {date_fr(exercice.prolonge_au)}, est déjà ouvert."
    if exercice.etat not in ETATS_TRANSMIS:
        return f"Le second arrêté s’ouvre une fois le premier, au {date_fr(exercice.fin)}, transmis."
    return None


INTERNE = (Etat.CONTROLE, Etat.APPROUVE)
INSTRUITS = (Etat.INSTRUCTION, Etat.AVIS, Etat.DIALOGUE)
DEPARTEMENT, SERVICES = ROLES_DEPARTEMENTAUX, ROLES_DE_REVUE
AGENT, VALIDEUR = (Role.AGENT_DEPARTEMENTAL,), (Role.VALIDEUR_DEPARTEMENTAL,)
PREFECTURE, COMMISSAIRE, CENTRALE = (Role.PREFECTURE,), (Role.COMMISSAIRE,), (Role.CENTRALE,)
INSTRUCTION = (Etat.INSTRUCTION,)

# act, from, to, by whom, whom it tells, on what condition
_LIGNES: tuple[tuple[Acte, Iterable[Etat], Iterable[Etat], Roles, Roles, Condition | None], ...] = (
    (Acte.PROPOSER, ETATS_MODIFIABLES, (Etat.CONTROLE,), DEPARTEMENT, VALIDEUR, None),
    (Acte.APPROUVER, (*ETATS_MODIFIABLES, Etat.CONTROLE), (Etat.APPROUVE,), VALIDEUR, AGENT, None),
    (Acte.RENDRE, INTERNE, ETATS_MODIFIABLES, DEPARTEMENT, DEPARTEMENT, find_refus_de_retour),
    (Acte.TRANSMETTRE, (Etat.APPROUVE,), (Etat.TRANSMIS,), VALIDEUR, (*DEPARTEMENT, *SERVICES), None),
    # As long as nobody began to read it: the next act of the State leads it elsewhere.
    (Acte.RAPPELER, (Etat.TRANSMIS,), ETATS_MODIFIABLES, DEPARTEMENT, SERVICES, find_refus_de_retour),
    (Acte.INSTRUIRE, (Etat.TRANSMIS,), INSTRUCTION, SERVICES, DEPARTEMENT, None),
    (Acte.RENVOYER, INSTRUITS, (Etat.A_COMPLETER,), SERVICES, DEPARTEMENT, None),
    (Acte.RENDRE_AVIS, INSTRUCTION, (Etat.AVIS,), COMMISSAIRE, (*DEPARTEMENT, *PREFECTURE), None),
    (Acte.DIALOGUER, (*INSTRUCTION, Etat.AVIS), (Etat.DIALOGUE,), COMMISSAIRE, (*DEPARTEMENT, *PREFECTURE), None),
    (Acte.VALIDER, INSTRUITS, (Etat.VALIDE,), PREFECTURE, (*DEPARTEMENT, *COMMISSAIRE), None),
    (Acte.NOTIFIER, (Etat.VALIDE,), (Etat.NOTIFIE,), PREFECTURE, DEPARTEMENT, None),
    (Acte.CLORE, (Etat.VALIDE, Etat.NOTIFIE), (Etat.CLOS,), PREFECTURE, DEPARTEMENT, None),
    (Acte.ROUVRIR, (Etat.VALIDE,), (Etat.A_COMPLETER,), CENTRALE, (*DEPARTEMENT, *SERVICES), None),
    # The second round of an extended exercice, and nothing else.
    (Acte.OUVRIR_SECOND_ARRETE, ETATS_TRANSMIS, (Etat.BROUILLON,), DEPARTEMENT, SERVICES, find_refus_second_arrete),
)  # fmt: skip
TRANSITIONS: tuple[Passage, ...] = tuple(
    Passage(acte, de, vers, roles, previent, condition)
    for acte, depuis, destinations, roles, previent, condition in _LIGNES
    for de in depuis
    for vers in destinations
)
# An act that does another on its way: who transmits has validated, who decides has begun to read.
EN_PASSANT: Mapping[Acte, Acte] = {
    Acte.TRANSMETTRE: Acte.APPROUVER,
    **dict.fromkeys((Acte.RENVOYER, Acte.RENDRE_AVIS, Acte.DIALOGUER, Acte.VALIDER), Acte.INSTRUIRE),
}
# Acts done on an exercice that is whole, and where they lead.
DESTINATIONS_COMPLETES: Mapping[Acte, Etat] = {Acte.PROPOSER: Etat.CONTROLE, Acte.APPROUVER: Etat.APPROUVE}
# What opens again an exercice that is closed, after « il ne se modifie plus. »
REOUVERTURES: Mapping[Acte, str] = {
    Acte.RENDRE: "Rendez-le d’abord à la saisie.",
    Acte.RAPPELER: "Vous pouvez le rappeler tant que personne n’a commencé à le lire.",
    Acte.RENVOYER: "La préfecture ou le commissaire peut le renvoyer pour complément.",
    Acte.ROUVRIR: "L’administration centrale peut le rouvrir.",
}


def find_chemin(
    role: str, exercice: Exercice, vers: Etat | None = None, acte: Acte | None = None
) -> tuple[Passage, ...] | str:
    """The rows by which `role` moves `exercice` to `vers`, or does `acte`: one, or two where the act does another on
    its way. A sentence where there are none."""
    chemins = list(_list_chemins(exercice.etat, vers, acte))
    if not chemins:
        if acte:
            return f"«\u00a0{acte.label}\u00a0»\u00a0: un exercice {exercice.etat_dit} ne s’y prête pas."
        assert vers is not None  # one of both is said
        vise = Etat(vers).label.lower()
        return f"Un exercice {exercice.etat_dit} ne passe pas à l’état «\u00a0{vise}\u00a0»."
    siens = [chemin for chemin in chemins if all(role in un.roles for un in chemin)]
    if not siens:
        derniere = chemins[-1][-1]
        qui = " ou ".join(A_QUI[un] for un in derniere.roles)
        return f"«\u00a0{derniere.acte.label}\u00a0» revient {qui}."
    refus = [_find_refus(chemin, exercice) for chemin in siens]
    return siens[refus.index(None)] if None in refus else str(refus[0])


def _list_chemins(etat: str, vers: Etat | None, acte: Acte | None) -> Iterator[tuple[Passage, ...]]:
    for passage in TRANSITIONS:
        if vers not in (None, passage.vers) or acte not in (None, passage.acte):
            continue
        if passage.de == etat:
            yield (passage,)
        for avant in TRANSITIONS:
            if (avant.de, avant.vers) == (etat, passage.de) and avant.acte == EN_PASSANT.get(passage.acte):
                yield (avant, passage)


def _find_refus(chemin: tuple[Passage, ...], exercice: Exercice) -> str | None:
    return next(filter(None, (un.condition(exercice, un.vers) for un in chemin if un.condition)), None)


def list_reouvertures(etat: str) -> list[str]:
    """The sentences that say how an exercice in `etat` is written in again."""
    actes = dict.fromkeys(un.acte for un in TRANSITIONS if un.de == etat and un.vers == Etat.A_COMPLETER)
    return [REOUVERTURES[acte] for acte in actes]
