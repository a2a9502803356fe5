"""The financing grid as it is typed: sent to be saved, kept as a draft, or only looked at."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError

from conventions.calculations import Montants
from conventions.models import SOURCES_SANS_NOM, Source, make_cle
from conventions.policies import refusal_to_set_prevu_etat
from financement.controles import BLOQUANT
from financement.forms.saisie import LigneFinancementForm, MontantField, read_montants_vus
from financement.queries.montants import (
    TEXTES_ECART,
    build_tableau,
    list_actions,
    list_auteurs_montants,
    list_colonnes,
    name_cellule,
    read_cellules,
)
from nombres.formats import NBSP, format_euros
from saisie.signaux import SaisieDAutrui, Signal

CASE = re.compile(
    rf"(?P<pk>\d{{1,18}})-(?P<nom>{'|'.join((*SOURCES_SANS_NOM, *TEXTES_ECART))}|{Source.AUTRES}-\d+)",
    re.ASCII,
)
# What each of the two pages leaves to the other.
NON_DITS = {"prevu": ("justification", "execute_manquant"), "execute": ("part_etat_action",)}
# Not met yet because nothing is typed: said, not shouted.
A_COMPLETER = "a_completer"
MODIFIE = "Cette case a été modifiée entre-temps."


@dataclass(frozen=True)
class Case:
    """One amount of the grid as it is shown: its field (None: it is only read), or the `id` of a total, which the
    server writes again as one types."""

    libelle: str
    montants: Montants
    champ: object = None
    id: str = ""
    is_somme: bool = False  # over the columns: said with its rate and its gap


@dataclass(frozen=True)
class Rangee:
    """One action of the grid as it is shown."""

    action: object
    form: LigneFinancementForm
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

    axe: object
    totaux: tuple[Case, ...]
    rangees: tuple[Rangee, ...]


class GrilleFinancement:
    """One `LigneFinancementForm` per action for one column of amounts, and the rules over all of them.

    `data` may hold some of the cells only, as a draft does: the others are as stored. Reads what is stored: three
    queries, whatever the number of actions.
    """

    def __init__(self, exercice, champ, data=None):
        self.exercice, self.champ, self.data = exercice, champ, data or {}
        self.actions = list_actions(exercice, ("financements",))
        self.colonnes = list_colonnes(exercice)
        self.stockes = read_cellules(self.actions)
        self.verrou = refusal_to_set_prevu_etat(exercice) if champ == "prevu" else None
        motifs = exercice.referentiel.definition.motifs_ecart
        saisies = [c for c in self.colonnes if not (self.verrou and c.source == Source.ETAT)]
        self.forms = {
            action.pk: LigneFinancementForm(
                self.data, action=action, colonnes=saisies, champ=champ, stockes=self.stockes, motifs=motifs
            )
            for action in self.actions
        }

    @cached_property
    def perdus(self):
        """{name: text} of what was typed where there is no field any more: the action or the column went meanwhile, or
        the State's amounts were agreed."""
        noms = {form.add_prefix(nom) for form in self.forms.values() for nom in form.fields}
        return {
            nom: texte for nom, texte in self.data.items() if nom not in noms and self._is_perdu(nom, texte)
        }

    def _is_perdu(self, nom, texte):
        """Is it a cell of a grid, changed by its author?"""
        case = CASE.fullmatch(nom)
        vu = read_montants_vus(self.data.get(f"{case['pk']}-vu", "")).get(case["nom"]) if case else None
        if not case or not texte.strip() or texte == vu:
            return False
        try:
            return MontantField().clean(texte) != (vu and Decimal(vu))
        except (ValidationError, ArithmeticError):
            return True

    @property
    def champs_bruts(self):
        """What is changed, as typed: the content of a draft."""
        perdus = {nom: texte.replace("\x00", "") for nom, texte in self.perdus.items()}
        return {
            nom: texte for form in self.forms.values() for nom, texte in form.champs_bruts.items()
        } | perdus

    def is_typed_in(self, partenaire):
        """Is an amount typed in the column of this partner?"""
        cle = make_cle(Source.AUTRES, partenaire.pk)
        return any(nom.endswith(f"-{cle}") and texte.strip() for nom, texte in self.champs_bruts.items())

    @property
    def saisis(self):
        """{(action pk, champ): value} of the cells that are changed, for `record_montants`."""
        return self._gather(lambda form: form.typed)

    @property
    def vus(self):
        """What the page showed in the same cells."""
        return self._gather(lambda form: {nom: form.vus.get(nom) for nom in form.typed})

    def _gather(self, read):
        return {
            (pk, form.name_champ(nom)): valeur
            for pk, form in self.forms.items()
            for nom, valeur in read(form).items()
        }

    @cached_property
    def tableau(self):
        """Totals and rules over what is typed and what is stored; what cannot be read counts as not filled in."""
        return build_tableau(
            self.exercice,
            self.actions,
            self.colonnes,
            self.stockes | self.saisis,
            is_bilan=self.champ == "execute",
        )

    def is_valid(self):
        """Can every cell be stored? A rule of the money that is not met yet only waits for the transmission."""
        return all(form.is_valid() or not form.is_bound for form in self.forms.values()) and not self.perdus

    def show_conflits(self):
        """Say beside each cell what somebody else saved; the next submission wins knowingly, nothing typed is lost."""
        conflits = [
            (form, nom, stocke)
            for form in self.forms.values()
            for nom, stocke in form.find_conflits().items()
        ]
        if not conflits:
            return
        noms = [name_cellule(form.action, form.name_champ(nom)) for form, nom, _ in conflits]
        auteurs = list_auteurs_montants(self.exercice, noms)
        for (form, nom, stocke), cellule in zip(conflits, noms, strict=True):
            trace = auteurs.get(cellule)
            valeur = stocke if nom in TEXTES_ECART else format_euros(stocke)
            form.conflits.append(
                SaisieDAutrui.of_trace(trace, f"{form.mots[nom]}{NBSP}: {valeur or '(vide)'}")
            )
            form.add_error(nom, MODIFIE)

    @cached_property
    def groupes(self):
        """The grid as it is shown, axe by axe."""
        return [
            Groupe(axe.axe, self._make_totaux(axe, f"axe-{rang}"), tuple(map(self._make_rangee, axe.lignes)))
            for rang, axe in enumerate(self.tableau.axes)
        ]

    @property
    def rangees(self):
        """Its rows alone."""
        return [rangee for groupe in self.groupes for rangee in groupe.rangees]

    @cached_property
    def totaux(self):
        """Its last row: by column, then in all."""
        return self._make_totaux(self.tableau, "tout")

    def list_totaux(self):
        """Every total that what is typed may change."""
        return [
            *(rangee.total for rangee in self.rangees),
            *(total for groupe in self.groupes for total in groupe.totaux),
            *self.totaux,
        ]

    def _make_totaux(self, ligne, prefixe):
        return (
            *(
                Case(colonne.libelle, montants, id=f"{prefixe}-{colonne.cle}")
                for colonne, montants in zip(self.colonnes, ligne.montants, strict=True)
            ),
            Case("Total", ligne.total, id=f"{prefixe}-total", is_somme=True),
        )

    def _make_rangee(self, ligne):
        form = self.forms[ligne.action.pk]
        constats = self._list_constats(ligne.action.numero)
        return Rangee(
            action=ligne.action,
            form=form,
            cases=tuple(
                Case(
                    colonne.libelle,
                    montants,
                    form[colonne.cle] if colonne.cle in form.fields else None,
                    f"id_{form.add_prefix(colonne.cle)}",
                )
                for colonne, montants in zip(self.colonnes, ligne.montants, strict=True)
            ),
            total=Case("Total", ligne.total, id=f"total-{ligne.action.pk}", is_somme=True),
            signaux=(*_list_erreurs(form), *(() if form.illisibles else _make_signaux(constats))),
            is_a_justifier=any(constat.code == "justification" for constat in constats),
        )

    def _list_constats(self, numero):
        tus = NON_DITS[self.champ]
        return [c for c in self.tableau.constats if c.numero == numero and c.code not in tus]

    @property
    def signaux_perdus(self):
        """What was typed and has no place any more."""
        quoi = "l’action ou la colonne a été retirée entre-temps."
        if self.verrou:
            quoi = self.verrou[:1].lower() + self.verrou[1:]
        return [
            Signal(BLOQUANT, f"«{NBSP}{texte}{NBSP}» n’a plus sa place dans la grille{NBSP}: {quoi}")
            for texte in self.perdus.values()
        ]

    @property
    def signaux(self):
        """What the whole has to say: what cannot be read, then the rules of the whole."""
        signaux = []
        illisibles = sum(len(form.illisibles) for form in self.forms.values())
        if illisibles:
            mots = "case ne se lit pas" if illisibles == 1 else "cases ne se lisent pas"
            texte = f"{illisibles} {mots}{NBSP}: rien n’est enregistré, les totaux sont faits sans."
            signaux.append(Signal(BLOQUANT, texte))
        return signaux + [Signal(c.gravite, c.message) for c in self.tableau.constats_generaux]


def _list_erreurs(form):
    return [
        Signal(BLOQUANT, f"{form.mots[nom]}{NBSP}: {message}")
        for nom, messages in form.errors.items()
        for message in dict.fromkeys(messages)
    ]


def _make_signaux(constats):
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
