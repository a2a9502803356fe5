"""A page of a draft, typed: what is wrong in it is said beside each field, and the text is written once nothing is."""

import re

from django import forms
from django.core.validators import RegexValidator

from referentiels.apercus import list_mots, make_apercu
from referentiels.fautes import DefinitionInvalide
from referentiels.forms.champs import make_champ
from referentiels.rubriques import write_lieu
from referentiels.textes import Gabarit, Gabarits
from referentiels.valeurs import SaisieIllisible, read_cle
from referentiels.volets import Volet, list_fautes_du_texte
from saisie.champs import LigneField, VersionField
from saisie.forms.conflits import FicheVersionnee

OBLIGATOIRE = "Ce champ est obligatoire."


class VoletForm(FicheVersionnee, forms.Form):
    """The fields of a `Volet`. Only what was changed is written; what was wrong before, and is not touched, is said and
    keeps nothing from being saved."""

    version = VersionField(required=False)
    # What the page showed: a change elsewhere in the text is nothing to its author.
    vu = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    # Of a table that is called by its name.
    nom = LigneField(
        label="Nom",
        max_length=60,
        help_text="Lettres sans accent, chiffres, tiret bas. Il ne change plus ensuite.",
        validators=[
            RegexValidator(
                r"^\w+\Z", "Écrivez des lettres sans accent, des chiffres, des tirets bas.", flags=re.ASCII
            )
        ],
    )

    def __init__(self, *args, brouillon, volet, depart=None, **kwargs):
        self.volet, valeurs = volet, volet.valeurs | (depart or {})
        kwargs["initial"] = valeurs | {"version": brouillon.version, "vu": volet.empreinte}
        super().__init__(*args, **kwargs)
        if not (volet.is_nouveau and volet.suite.is_nommee):
            del self.fields["nom"]
        for cle in volet.cles:
            self.fields[cle.nom] = make_champ(cle, volet, valeurs[cle.nom])
        self.fautes = () if volet.is_nouveau else list_fautes_du_texte(volet.source)
        if not self.is_bound:
            self.cleaned_data = {}
            self._show_fautes(faute for faute in self.fautes if volet.is_concerne(faute.chemin))

    @property
    def groupes(self):
        """[(title, its bound fields)], as the page shows them."""
        return [(groupe.titre, [self[cle.nom] for cle in groupe.cles]) for groupe in self.volet.groupes]

    def choose_version(self, brouillon):
        """The version that is written over: the one there is, where what was shown is as it was."""
        is_vu = self.cleaned_data["vu"] == self.volet.empreinte
        return brouillon.version if is_vu else self.cleaned_data["version"]

    def clean(self):
        donnees, changees = super().clean(), {}
        for cle in self.volet.cles:
            if cle.nom not in donnees or self._is_tue(cle):
                continue
            try:
                valeur = read_cle(cle.genre, donnees[cle.nom])
            except SaisieIllisible as phrase:
                self.add_error(cle.nom, str(phrase))
                continue
            if self.volet.is_nouveau or valeur != self._read_montree(cle):
                changees[cle.nom] = valeur
                if valeur is None and cle.is_obligatoire:
                    self.add_error(cle.nom, OBLIGATOIRE)
        self._write(changees, donnees.get("nom", ""))
        return donnees

    def _is_tue(self, cle):
        """Was nothing at all sent of it, as no page does? What is there stays."""
        is_coche = isinstance(self.fields[cle.nom], forms.MultipleChoiceField)
        return cle.nom not in self.data and not is_coche and self.initial[cle.nom] is not None

    def _read_montree(self, cle):
        """What the page showed, read as what is typed is; itself where it cannot be."""
        montree = self._clean_montree(cle.nom, self.initial[cle.nom])
        try:
            return read_cle(cle.genre, montree)
        except SaisieIllisible:
            return montree

    def _clean_montree(self, nom, montree):
        """A value as its field would read it, if it can."""
        champ = self.fields[nom]
        try:
            return champ.clean(champ.prepare_value(montree))
        except forms.ValidationError:
            return montree

    def _write(self, changees, nom):
        self.texte = self.volet.source
        if (changees or nom) and ("nom" not in self.fields or nom):
            self.texte = self.volet.write(changees, nom)
        nouvelles = [faute for faute in list_fautes_du_texte(self.texte) if faute not in self.fautes]
        self._show_fautes(faute for faute in nouvelles if self.volet.is_concerne(faute.chemin))

    def _show_fautes(self, fautes):
        """Each beside its field, but for one that a plainer sentence is said of; those of the whole table on top."""
        for faute in fautes:
            cle = self.volet.find_cle(faute.chemin)
            if cle is None:
                if self.volet.chemin:
                    self.add_error(None, faute.phrase)
            elif cle.nom not in self.errors or not self.is_bound:
                self.add_error(cle.nom, faute.phrase)

    def show_conflit(self, conflit):
        """As of any row; once it is said, what is stored by now was seen."""
        super().show_conflit(conflit)
        actuel = self._reread(conflit.objet)
        self.set_vu("vu", actuel.empreinte if actuel else "")

    def list_stockes(self, actuel):
        """What the text says by now of what the page shows."""
        volet = None if self.volet.is_nouveau else self._reread(actuel)
        return (
            {nom: self._clean_montree(nom, valeur) for nom, valeur in volet.valeurs.items()} if volet else {}
        )

    def name_ecrit(self, nom):
        """The journal names a key by its path."""
        return next(
            write_lieu((*self.volet.chemin, *cle.chemin)) for cle in self.volet.cles if cle.nom == nom
        )

    def _reread(self, actuel):
        """The same page of the text as it is now, None where that cannot be read."""
        try:
            volet = Volet(
                actuel.source, self.volet.groupes, self.volet.chemin, self.volet.suite, self.volet.is_nouveau
            )
            volet.contenu  # noqa: B018
        except DefinitionInvalide:
            return None
        return volet

    @property
    def mots(self):
        """[(word between braces, what it becomes)] of the texts of the page that are printed, () where it has none."""
        genres = [cle.genre for cle in self.volet.cles if isinstance(cle.genre, Gabarit)]
        return list_mots({mot for genre in genres for mot in genre.mots})

    @property
    def apercus(self):
        """[(name, texts)] of the texts of the page, as they would be printed: those typed, else those there
        are."""
        dits = []
        for cle in self.volet.cles:
            if not isinstance(cle.genre, Gabarit):
                continue
            valeur = self[cle.nom].value() or ""
            textes = valeur.splitlines() if isinstance(cle.genre, Gabarits) else [valeur]
            if remplis := make_apercu(textes):
                dits.append((cle.libelle, remplis))
        return dits
