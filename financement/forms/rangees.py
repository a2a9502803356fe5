"""The financing grid as its page shows it: its rows, its totals, and what each has to say."""

from dataclasses import dataclass

from conventions.calculations import Montants
from conventions.models import Action
from financement.controles import BLOQUANT
from financement.forms.saisie import LigneForm
from financement.queries.montants import TEXTES_ECART
from nombres.formats import NBSP
from referentiels.definitions import Axe
from saisie.forms.presentation import list_erreurs
from saisie.signaux import Signal

# What each of the two pages leaves to the other.
NON_DITS = {"prevu": ("justification", "execute_manquant"), "execute": ("part_action",)}
# Not met yet because nothing is typed: said, not shouted.
A_COMPLETER = "a_completer"


@dataclass(frozen=True)
class Case:
    """One amount of the grid as it is shown: its field (None: it is only read), or the `id` of a total, which the
    server writes again as one types."""

    libelle: str
    montants: Montants
    champ: object = None
    id: str = ""
    is_somme: bool = False  # over the columns: said with its rate and its gap
    mention: str = ""  # what is said under it


@dataclass(frozen=True)
class Rangee:
    """One row of the grid as it is shown: its action, and what it has to say."""

    action: Action
    form: LigneForm
    cases: tuple[Case, ...]
    total: Case
    signaux: tuple[Signal, ...]
    is_a_justifier: bool

    @property
    def is_ouverte(self):
        """Does « Précisions » open by itself?"""
        return self.is_a_justifier or any(nom in self.form.errors for nom in TEXTES_ECART)

    @property
    def noms_invalides(self):
        """Names of the fields to mend."""
        return [self.form.add_prefix(nom) for nom in self.form.errors if nom in self.form.fields]


@dataclass(frozen=True)
class Groupe:
    """One axe of the grid: its totals, then its rows."""

    axe: Axe
    totaux: tuple[Case, ...]
    rangees: tuple[Rangee, ...]


def list_groupes(grille):
    """The rows of a `Grille`, axe by axe."""
    return [
        Groupe(
            axe.axe,
            _make_totaux(grille, axe, f"axe-{rang}"),
            tuple(_make_rangee(grille, ligne) for ligne in axe.lignes),
        )
        for rang, axe in enumerate(grille.tableau.axes)
    ]


def list_totaux(grille):
    """Its last row: by column, then in all."""
    return _make_totaux(grille, grille.tableau, "tout")


def _make_totaux(grille, ligne, prefixe):
    return (
        *(
            Case(colonne.libelle, montants, id=f"{prefixe}-{colonne.cle}")
            for colonne, montants in zip(grille.montants.colonnes, ligne.montants, strict=True)
        ),
        Case("Total", ligne.total, id=f"{prefixe}-total", is_somme=True),
    )


def _make_rangee(grille, ligne):
    form, tus = grille.forms[ligne.action.pk], NON_DITS[grille.champ]
    constats = [c for c in grille.tableau.constats if c.numero == ligne.action.numero and c.code not in tus]
    return Rangee(
        action=ligne.action,
        form=form,
        cases=tuple(
            Case(
                colonne.libelle,
                montants,
                form[colonne.cle] if colonne.cle in form.fields else None,
                f"id_{form.add_prefix(colonne.cle)}",
                mention=grille.tell_case(ligne.action.pk, colonne.cle, montants),
            )
            for colonne, montants in zip(grille.montants.colonnes, ligne.montants, strict=True)
        ),
        total=Case("Total", ligne.total, id=f"total-{ligne.action.pk}", is_somme=True),
        signaux=(*list_erreurs(form), *(() if form.illisibles else _list_signaux(constats))),
        is_a_justifier=any(constat.code == "justification" for constat in constats),
    )


def _list_signaux(constats):
    """The rules of one action; the amounts that are still to be written, in one sentence."""
    a_ecrire = [constat for constat in constats if constat.code == "execute_manquant"]
    if a_ecrire:
        lignes = ", ".join(constat.ligne for constat in a_ecrire)
        yield Signal(A_COMPLETER, f"Montant exécuté à écrire (0 si rien n’a été dépensé){NBSP}: {lignes}.")
    for constat in constats:
        if constat.code == "sans_prevu":
            yield Signal(A_COMPLETER, constat.message)
        elif constat.code != "execute_manquant":
            yield Signal(constat.gravite, constat.message)


def list_signaux(grille):
    """What the whole has to say: what cannot be read, then the rules of the whole."""
    signaux = [Signal(c.gravite, c.message) for c in grille.tableau.constats_generaux]
    illisibles = sum(len(form.illisibles) for form in grille.forms.values())
    if illisibles:
        mots = "case ne se lit pas" if illisibles == 1 else "cases ne se lisent pas"
        texte = f"{illisibles} {mots}{NBSP}: rien n’est enregistré, les totaux sont faits sans."
        return [Signal(BLOQUANT, texte), *signaux]
    return signaux


def list_perdus(grille):
    """What was typed and has no place any more."""
    quoi = "l’action ou la colonne a été retirée entre-temps."
    if grille.verrou:
        quoi = grille.verrou[:1].lower() + grille.verrou[1:]
    return [
        Signal(BLOQUANT, f"«{NBSP}{texte}{NBSP}» n’a plus sa place dans la grille{NBSP}: {quoi}")
        for texte in grille.perdus.values()
    ]
