"""A référentiel taken up as a draft: what the new one is called, and which years it judges."""

from django import forms

from referentiels.forms.champs import make_champ
from referentiels.models import Referentiel
from referentiels.redaction import write_toml, write_valeurs
from referentiels.rubriques import IDENTITE
from referentiels.valeurs import SaisieIllisible, read_cle
from referentiels.volets import list_fautes_du_texte, make_volet
from saisie.forms.presentation import make_helper

# What no two référentiels have in common: asked anew.
DEMANDEES = ("code", "reference", "date_signature", "annees")


class DuplicationForm(forms.Form):
    """The four keys of its identity that are not those of the référentiel it is taken from."""

    def __init__(self, *args, referentiel, **kwargs):
        super().__init__(*args, **kwargs)
        self.referentiel = referentiel
        self.source = referentiel.source or write_toml(referentiel.contenu)
        volet = make_volet(self.source, IDENTITE)
        self.cles = {cle.nom: cle for cle in volet.cles if cle.nom in DEMANDEES}
        for nom in DEMANDEES:
            self.fields[nom] = make_champ(self.cles[nom], volet, None)
            self.fields[nom].required = True
        self.helper = make_helper(*DEMANDEES, bouton="Préparer le brouillon")

    def clean(self):
        donnees, self.valeurs = super().clean(), {}
        for nom, cle in self.cles.items():
            try:
                self.valeurs[cle.chemin] = read_cle(cle.genre, donnees.get(nom))
            except SaisieIllisible as phrase:
                self.add_error(nom, str(phrase))
        if not self.errors:
            for faute in list_fautes_du_texte(self.write_source()):
                if faute.chemin[:1] in self.valeurs:
                    self.add_error(str(faute.chemin[0]), faute.phrase)
        if Referentiel.objects.published().filter(code=donnees.get("code", "")).exists():
            self.add_error("code", "Ce code est celui d’un référentiel publié\u00a0: donnez-en un autre.")
        return donnees

    def write_source(self):
        """The text of the draft: that of the référentiel, which it replaces, under another identity."""
        precedent = {("precedent",): self.referentiel.code, ("date_publication",): None}
        return write_valeurs(self.source, self.valeurs | precedent)
