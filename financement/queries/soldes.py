"""The unspent State credits of last year, action by action, and where they would go."""

from dataclasses import dataclass
from decimal import Decimal

from conventions.calculations import Montants
from conventions.models import Action, ChoixReprise, Exercice, Reprise, Source
from financement.queries.montants import list_actions
from financement.soldes import compute_solde

CELLULE = f"{Source.REPORT}.prevu"
RIEN = Montants(None, None)


@dataclass(frozen=True)
class Solde:
    """What one action of last year leaves: `montant` None is « not known », `action` None has nowhere to go."""

    precedente: Action
    etat: Montants
    report: Montants
    montant: Decimal | None
    action: Action | None
    # What the action of this year already carries over, None when nothing is typed.
    deja: Decimal | None
    obstacle: str

    @property
    def is_proposable(self) -> bool:
        return not self.obstacle and self.montant != self.deja

    @property
    def is_a_remplacer(self) -> bool:
        """Another amount is there already: it is replaced only if one asks."""
        return self.is_proposable and self.deja is not None


def list_soldes(exercice: Exercice, precedent: Exercice) -> tuple[Solde, ...]:
    """A `Solde` for each action of `precedent` the State gave credits to, in order; ten queries at most."""
    actions = list_actions(exercice)
    par_pk: dict[int | None, Action] = {action.pk: action for action in actions}
    reprises = {reprise.precedente_id: reprise for reprise in exercice.reprises.all()}
    prises = {reprise.action_id for reprise in reprises.values()}
    # Without a word on what became of it, an action goes on under its number.
    libres = {action.numero: action for action in actions if action.pk not in prises}
    soldes = []
    for precedente in list_actions(precedent):
        lignes = {ligne.cle: ligne.montants for ligne in precedente.financements.all()}
        etat, report = lignes.get(Source.ETAT, RIEN), lignes.get(Source.REPORT, RIEN)
        if etat.prevu is None and report.prevu is None:
            continue
        reprise = reprises.get(precedente.pk)
        action = par_pk.get(reprise.action_id) if reprise else libres.get(precedente.numero)
        soldes.append(_build_solde(precedente, etat, report, action, reprise))
    return tuple(soldes)


def _build_solde(
    precedente: Action, etat: Montants, report: Montants, action: Action | None, reprise: Reprise | None
) -> Solde:
    montant = compute_solde(etat, report)
    if montant is None:
        obstacle = "Montant exécuté manquant\u00a0: le solde n’est pas connu."
    elif not montant:
        obstacle = "Tout est consommé\u00a0: il ne reste rien à reporter."
    elif reprise and reprise.choix == ChoixReprise.ARRETEE:
        obstacle = "Action arrêtée\u00a0: le solde ne se reporte sur aucune action."
    elif action is None:
        obstacle = "Aucune action de l’exercice ne prend la suite\u00a0: reprenez-la d’abord."
    else:
        obstacle = ""
    deja = None
    if action:
        deja = next((f.prevu for f in action.financements.all() if f.source == Source.REPORT), None)
    return Solde(precedente, etat, report, montant, action, deja, obstacle)
