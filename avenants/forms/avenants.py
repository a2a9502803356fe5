"""What people type about an avenant, by nature, and the money grid and targets of one that moves them."""

from dataclasses import dataclass, replace

from django import forms

from avenants.models import Avenant, NatureAvenant
from avenants.operations.avenants import name_champ_cible, name_montant
from avenants.queries import get_suite, list_clauses
from comptes.queries import list_auteurs_de_champs
from financement.forms.grille import Grille
from financement.queries.montants import get_montants
from indicateurs.forms.cibles import convert_cible, make_champ_cible, read_cible, show_cible
from indicateurs.queries.cadre import list_annees_convenues
from nombres.formats import date_fr, format_euros
from referentiels.definitions import Axe, Indicateur
from saisie.champs import EurosField, VersionField
from saisie.forms.conflits import ChampPartage, FicheVersionnee

# What each nature asks, in the order of its page.
CHAMPS = {
    NatureAvenant.FINANCIER: ("numero", "regime", "objet", "montant_etat", "clauses"),
    NatureAvenant.REPORT: ("numero", "objet"),
    NatureAvenant.PROROGATION: ("numero", "prolonge_au", "objet"),
    NatureAvenant.MODIFICATION: ("numero", "objet", "stipulations"),
}


class AvenantForm(FicheVersionnee, forms.ModelForm):
    """What an avenant says but its amounts (`GrilleAvenant`): the fields of its nature, and a new target by indicator
    and year where it may move some. An empty target leaves the convention as it is; one that is not sent leaves its
    line as it is. Whether it holds is for the operation to say."""

    version = VersionField(required=False)
    montant_etat = EurosField(
        label="Montant de l’État", required=True, help_text="En euros. Exemple\u00a0: 1 162 693,62"
    )
    clauses = forms.MultipleChoiceField(label="Clauses", widget=forms.CheckboxSelectMultiple, required=False)

    class Meta:
        model = Avenant
        fields = ("numero", "regime", "prolonge_au", "objet", "montant_etat", "clauses", "stipulations")
        labels = {"prolonge_au": "Convention prorogée jusqu’au"}
        help_texts = {
            "stipulations": "Ce que le texte de la convention dit désormais. Vide si seuls des montants ou des cibles "
            "changent."
        }

    def __init__(self, *args, nature, exercice, cibles_en_vigueur, **kwargs):
        super().__init__(*args, **kwargs)
        self.nature, self.exercice = NatureAvenant(nature), exercice
        existe = self.instance.pk is not None
        self.instance.exercice, self.instance.convention = exercice, exercice.convention
        self._keep_champs(existe)
        self.lignes_cible = []
        if self.instance.is_chiffre:
            self._add_cibles(cibles_en_vigueur, existe)

    def _keep_champs(self, existe):
        """The fields of its nature, and what each starts from."""
        for nom in {*self.fields} - {"version", *CHAMPS[self.nature]}:
            del self.fields[nom]
        self.initial.setdefault("version", self.instance.version if existe else 0)
        if not existe:
            self.instance.nature, self.instance.regime = self.nature, self.exercice.regime
            self.initial.setdefault("numero", get_suite(self.exercice.convention_id).suivant)
            self.initial.setdefault("objet", self._propose_objet())
            self.initial.setdefault("regime", self.exercice.regime)
        if self.nature == NatureAvenant.PROROGATION:
            self.fields["prolonge_au"].required = True
        if self.nature == NatureAvenant.FINANCIER:
            proposees = list_clauses(self.exercice.referentiel)
            self.fields["clauses"].choices = [(code, clause.titre) for code, clause in proposees.items()]
            self.fields["regime"].required = True
            # The rules of the grid speak of it.
            self.fields["montant_etat"].widget.attrs["data-calcul"] = True
        else:
            self.instance.prolonge_au = self.instance.prolonge_au or self._find_jour()

    def _propose_objet(self):
        if self.nature == NatureAvenant.REPORT:
            jour = date_fr(self.exercice.prolongation)
            return f"Report de l’exécution {self.exercice.annee} au {jour}"
        return ""

    def _find_jour(self):
        """The day an avenant de report says without its being typed."""
        return self.exercice.prolongation if self.nature == NatureAvenant.REPORT else None

    def _add_cibles(self, en_vigueur, existe):
        saisies = {(c.code, c.annee): c.valeur for c in self.instance.lignes_cible.all()} if existe else {}
        # A later year may be closed already: nothing of it moves.
        closes = {un.annee for un in self.exercice.convention.exercices.all() if not un.is_modifiable}
        annees = [annee for annee in list_annees_convenues(self.exercice) if annee not in closes]
        for indicateur in self.exercice.referentiel.definition.indicateurs.values():
            for annee in annees if indicateur.attend_une_cible else ():
                nom = name_champ_cible(indicateur.code, annee)
                cle = (indicateur.code, annee)
                self.fields[nom] = make_champ_cible(indicateur, f"{indicateur.code}, nouvelle cible {annee}")
                self.fields[nom].initial = show_cible(indicateur, saisies.get(cle))
                self.lignes_cible.append((indicateur, annee, en_vigueur.get(cle), nom))

    @property
    def champs_dits(self):
        """The fields of its nature, in order, but a choice among nothing."""
        noms = CHAMPS[self.nature]
        return [self[nom] for nom in noms if nom != "clauses" or self.fields[nom].choices]

    @property
    def groupes_de_cibles(self):
        """The targets that may be typed, axe by axe."""
        par_axe = {axe.code: [] for axe in self.exercice.referentiel.definition.axes}
        for i, annee, actuelle, nom in self.lignes_cible:
            par_axe[i.axe].append(CibleSaisie(i, annee, actuelle, self[nom]))
        axes = self.exercice.referentiel.definition.axes
        return [GroupeDeCibles(axe, tuple(par_axe[axe.code])) for axe in axes if par_axe[axe.code]]

    @property
    def champs(self):
        return {champ: self.cleaned_data[champ] for champ in CHAMPS[self.nature]}

    @property
    def cibles(self):
        return {
            (i.code, annee): read_cible(i, self.cleaned_data[nom])
            for i, annee, _, nom in self.lignes_cible
            if nom in self.data
        }

    def list_stockes(self, actuel):
        cibles = {(c.code, c.annee): c.valeur for c in actuel.lignes_cible.all()}
        # In the unit of its field.
        return super().list_stockes(actuel) | {
            nom: convert_cible(i, cibles.get((i.code, annee))) for i, annee, _, nom in self.lignes_cible
        }


@dataclass(frozen=True)
class CibleSaisie:
    """One target of an avenant as it is typed: what is in force, and its field."""

    indicateur: Indicateur
    annee: int
    actuelle: object
    champ: ChampPartage


@dataclass(frozen=True)
class GroupeDeCibles:
    """The targets of one axe; open where something is typed, or wrong."""

    axe: Axe
    lignes: tuple[CibleSaisie, ...]

    @property
    def is_ouvert(self):
        return any(ligne.champ.value() not in (None, "") or ligne.champ.errors for ligne in self.lignes)


class GrilleAvenant(Grille):
    """The plan of an exercice as an avenant leaves it once signed: the amounts in force, under those it says. What is
    typed otherwise than in force is a line of it; a cell emptied, or put back, is none."""

    def __init__(self, exercice, avenant, montant_etat, data=None):
        en_vigueur = get_montants(exercice)
        self.avenant, self.en_vigueur = avenant, en_vigueur.cellules
        lignes = avenant.lignes_financement.all() if avenant else ()
        dites = {(ligne.action_id, f"{ligne.cle}.prevu"): ligne.montant for ligne in lignes}
        montants = replace(en_vigueur, cellules=en_vigueur.cellules | dites)
        # As its signature would leave it: its rules are those of the new amount.
        signe = exercice if montant_etat is None else exercice.make_notifie(montant_etat)
        super().__init__(signe, "prevu", montants, data)

    def find_verrou(self):
        """What is agreed moves by an avenant: here it does."""
        return

    @property
    def lignes(self):
        """{(action, key of the source): its new amount, None for no line} of the cells changed, for the operation."""
        actions = {action.pk: action for action in self.montants.actions}
        return {
            (actions[pk], champ.removesuffix(".prevu")): None
            if valeur == self.en_vigueur.get((pk, champ))
            else valeur
            for (pk, champ), valeur in self.saisies.items()
        }

    def tell_case(self, pk, cle, montants):
        """What is in force, where the avenant says otherwise."""
        cellule = (pk, f"{cle}.prevu")
        actuel = self.en_vigueur.get(cellule)
        return "" if self.montants.cellules.get(cellule) == actuel else f"en vigueur {format_euros(actuel)}"

    def list_auteurs(self, noms):
        return list_auteurs_de_champs(self.avenant, noms) if self.avenant else {}

    @staticmethod
    def _name_cellule(form, nom):
        return name_montant(form.action.pk, nom)
