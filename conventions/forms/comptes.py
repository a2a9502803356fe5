"""Who is invited, and what of an account is changed."""

from django import forms

from comptes.models import Collectivite, Role, Utilisateur
from comptes.policies import ROLES_INVITES
from saisie.champs import LigneField, VersionField
from saisie.forms.conflits import FicheVersionnee
from saisie.forms.gestes import RetraitForm
from saisie.forms.presentation import make_helper

PERIMETRES = ("collectivite", "departement", "region")
# {role: the field of its perimeter, and what is said where it is empty}; the centrale has none.
DU_ROLE = {
    Role.AGENT_DEPARTEMENTAL: ("collectivite", "Choisissez la collectivité de cet agent."),
    Role.VALIDEUR_DEPARTEMENTAL: ("collectivite", "Choisissez la collectivité de ce valideur."),
    Role.PREFECTURE: ("departement", "Choisissez le département de cette préfecture."),
    Role.COMMISSAIRE: ("region", "Choisissez la région de ce commissaire."),
}
CHAMPS_COMPTE = ("nom", "role", *PERIMETRES)


class _CompteForm(forms.ModelForm):
    """A name, a role, and the perimeter that goes with it: for a valideur, always the collectivité."""

    nom = LigneField(
        label="Nom affiché", max_length=120, help_text="Prénom et nom. Exemple\u00a0: Anne Le Bihan"
    )

    def __init__(self, *args, par, **kwargs):
        super().__init__(*args, **kwargs)
        self.par = par
        roles = [(role, Role(role).label) for role in ROLES_INVITES.get(par.role, ())]
        self.fields["role"] = forms.ChoiceField(
            label="Rôle",
            choices=[("", "Choisissez un rôle"), *roles],
            error_messages={"required": "Choisissez un rôle."},
        )
        if par.role != Role.CENTRALE:
            for nom in PERIMETRES:
                del self.fields[nom]
            return
        aides = ("Pour un agent ou un valideur.", "Pour une préfecture.", "Pour un commissaire.")
        for nom, aide in zip(PERIMETRES, aides, strict=True):
            self.fields[nom].help_text = aide
            self.fields[nom].empty_label = "Aucun" if nom == "departement" else "Aucune"

    def clean(self):
        """The perimeter is that of the role: what is wrong of it is said at its field."""
        donnees = super().clean()
        if self.par.role == Role.CENTRALE and "role" in donnees:
            attendu, phrase = DU_ROLE.get(donnees["role"], ("", ""))
            for nom in PERIMETRES:
                choisi = donnees.get(nom)
                if nom == attendu and not choisi:
                    self.add_error(nom, phrase)
                elif nom != attendu and choisi:
                    self.add_error(nom, "Ce rôle n’en a pas\u00a0: laissez ce champ vide.")
        return donnees

    def _post_clean(self):
        if self.par.role != Role.CENTRALE:
            self.instance.collectivite = Collectivite.objects.get(pk=self.par.collectivite_id)
        super()._post_clean()

    @property
    def champs(self):
        """What the operations take."""
        return {champ: getattr(self.instance, champ) for champ in self.Meta.fields}


class InvitationForm(_CompteForm):
    """Somebody new."""

    class Meta:
        model = Utilisateur
        fields = ("email", *CHAMPS_COMPTE)
        error_messages = {"email": {"required": "Écrivez l’adresse à laquelle l’invitation est envoyée."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper(*self.fields, bouton="Envoyer l’invitation")

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"password"}


class SuppleanceForm(forms.Form):
    """Why one acts for somebody."""

    motif = LigneField(
        label="Raison",
        max_length=300,
        help_text="Le journal la garde. Exemple\u00a0: demandé au téléphone par Mme Le Bihan",
        error_messages={"required": "Dites pourquoi vous agissez à sa place."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper(*self.fields, bouton="Agir pour son compte")


class FermetureForm(RetraitForm):
    """The word that closes an account, and whether one takes over what it leaves."""

    quoi = "Ce compte, ou ce qu’il laisse,"
    reprendre = forms.BooleanField(
        label="Reprendre à mon compte ce que cette personne avait commencé à saisir", required=False
    )

    def __init__(self, *args, reprend, **kwargs):
        super().__init__(*args, **kwargs)
        if not reprend:
            del self.fields["reprendre"]


class CompteForm(FicheVersionnee, _CompteForm):
    """An account there is."""

    version = VersionField()

    class Meta:
        model = Utilisateur
        fields = CHAMPS_COMPTE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)
        self.helper = make_helper(*self.fields, bouton="Enregistrer le compte")
