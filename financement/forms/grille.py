"""The amounts of an exercice in one column, as typed: sent to be saved, kept as a draft, or only looked at."""

from functools import cached_property

from conventions.models import Source, make_cle
from conventions.policies import refusal_to_set_prevu_etat
from financement.forms.saisie import LigneForm, is_case_changee
from financement.queries.montants import build_tableau, list_auteurs_montants, name_cellule
from nombres.formats import format_euros


class Grille:
    """The entry grid of one column of amounts (« prevu » or « execute »): one `LigneForm` per action, and the rules
    over all of them.

    `montants` are the stored ones (queries.montants.MontantsStockes). `data` may hold some of the cells only, as a
    draft does: the others are as stored.
    """

    def __init__(self, exercice, champ, montants, data=None):
        self.exercice, self.champ, self.montants, self.data = exercice, champ, montants, data or {}
        self.verrou = self.find_verrou()
        self.forms = {action.pk: self._make_form(action) for action in montants.actions}

    def find_verrou(self):
        """Why the amounts of the State are only read, or None."""
        return refusal_to_set_prevu_etat(self.exercice) if self.champ == "prevu" else None

    def _make_form(self, action):
        return LigneForm(
            self.data,
            action=action,
            colonnes=[c for c in self.montants.colonnes if not (self.verrou and c.source == Source.ETAT)],
            champ=self.champ,
            stockes=self.montants.cellules,
            motifs=self.exercice.referentiel.definition.motifs_ecart,
        )

    @cached_property
    def perdus(self):
        """{name: text} of what was typed where there is no field any more: the action or the column went meanwhile, or
        the State's amounts were agreed."""
        noms = {form.add_prefix(nom) for form in self.forms.values() for nom in form.fields}
        return {
            nom: texte
            for nom, texte in self.data.items()
            if nom not in noms and is_case_changee(nom, self.data)
        }

    @property
    def saisies(self):
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

    @property
    def champs_bruts(self):
        """What is changed, as typed: the content of a draft."""
        perdus = {nom: texte.replace("\x00", "") for nom, texte in self.perdus.items()}
        touches = (form.champs_bruts for form in self.forms.values())
        return {nom: texte for champs in touches for nom, texte in champs.items()} | perdus

    def is_typed_in(self, partenaire):
        """Is an amount typed in the column of this partner?"""
        cle = make_cle(Source.AUTRES, partenaire.pk)
        return any(nom.endswith(f"-{cle}") and texte.strip() for nom, texte in self.champs_bruts.items())

    @cached_property
    def tableau(self):
        """Totals and rules over what is typed and what is stored; what cannot be read counts as not filled in."""
        lus = self.montants
        return build_tableau(
            self.exercice,
            lus.actions,
            lus.colonnes,
            lus.cellules | self.saisies,
            is_bilan=self.champ == "execute",
        )

    def is_valid(self):
        """Can every cell be stored? A rule of the money that is not met yet only waits for the transmission."""
        return all(form.is_valid() or not form.is_bound for form in self.forms.values()) and not self.perdus

    def find_conflits(self):
        """{(action pk, name of the field): stored value} of the cells changed here and, otherwise, by somebody else."""
        return {
            (pk, nom): stockee
            for pk, form in self.forms.items()
            for nom, stockee in form.find_conflits().items()
        }

    def show_conflits(self, conflits):
        """Say beside each field what somebody else saved, of `find_conflits`; the next submission wins knowingly,
        nothing typed is lost."""
        noms = {(pk, nom): self._name_cellule(self.forms[pk], nom) for pk, nom in conflits}
        auteurs = self.list_auteurs(list(noms.values()))
        for (pk, nom), stockee in conflits.items():
            self.forms[pk].show_stockee(nom, stockee, auteurs.get(noms[pk, nom]))

    def tell_case(self, pk, cle, montants):
        """What is said under an amount: beside what was spent, what was planned."""
        return (
            f"prévu {format_euros(montants.prevu)}"
            if self.champ == "execute" and montants.prevu is not None
            else ""
        )

    def list_auteurs(self, noms):
        """By name of a cell, the line of the journal that wrote it last; one query."""
        return list_auteurs_montants(self.exercice, noms)

    @staticmethod
    def _name_cellule(form, nom):
        return name_cellule(form.action, form.name_champ(nom))
