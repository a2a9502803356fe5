"""Lists typed inside a fiche: milestones, own indicators. A row left empty is no row, an emptied one is removed."""

from django import forms

from conventions.operations.actions import IndicateurSaisi, JalonSaisi
from conventions.queries.fiches import situate_jalon
from saisie.champs import DateField, LigneField, NombreField

LIGNES_VIDES = 3  # without a script, rows are added three at a time
LIGNES_MAX = 40


class JalonForm(forms.Form):
    """One milestone."""

    libelle = LigneField(max_length=160, required=False)
    prevu_le = DateField(required=False)
    fait_le = DateField(required=False)

    def __init__(self, *args, jour_compte, jour_venu, **kwargs):
        super().__init__(*args, **kwargs)
        self.jour_compte = jour_compte
        self.fields["fait_le"].limit(
            jour_venu, "Cette étape est dite faite à une date qui n’est pas encore venue."
        )

    def clean(self):
        libelle, prevu, fait = (self.cleaned_data.get(champ) for champ in ("libelle", "prevu_le", "fait_le"))
        if not self.errors and any((libelle, prevu, fait)):
            if not libelle:
                self.add_error("libelle", "Nommez cette étape, ou videz la ligne.")
            if not prevu:
                self.add_error("prevu_le", "Dites quand cette étape est prévue.")
        return self.cleaned_data

    @property
    def saisi(self):
        """The row as `record_action` takes it, None when it is empty."""
        lu = self.cleaned_data
        return JalonSaisi(lu["libelle"], lu["prevu_le"], lu["fait_le"]) if lu["libelle"] else None

    @property
    def situation(self):
        """Where the stored milestone stands, None for a new row."""
        return situate_jalon(JalonSaisi(**self.initial), self.jour_compte) if self.initial else None


class IndicateurPropreForm(forms.Form):
    """One indicator of the action's own: a target, a result."""

    libelle = LigneField(max_length=160, required=False)
    unite = LigneField(max_length=40, required=False)
    cible = NombreField(decimal_places=2)
    resultat = NombreField(decimal_places=2)

    def clean(self):
        lu = self.cleaned_data
        remplis = [lu.get("unite"), lu.get("cible") is not None, lu.get("resultat") is not None]
        if not self.errors and any(remplis) and not lu.get("libelle"):
            self.add_error("libelle", "Nommez cet indicateur, ou videz la ligne.")
        return lu

    @property
    def saisi(self):
        """The row as `record_action` takes it, None when it is empty."""
        lu = self.cleaned_data
        return IndicateurSaisi(**lu) if lu["libelle"] else None


class BaseListe(forms.BaseFormSet):
    """Rows of a list; `libelles` {champ: label} names each field with the number of its row, for a screen reader."""

    libelles = {}

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for champ, libelle in self.libelles.items():
            form.fields[champ].label = libelle.format(rang=index + 1)

    def get_form_kwargs(self, index):
        # A row typed as somebody else just stored it would otherwise be taken for an untouched one, and dropped.
        return super().get_form_kwargs(index) | {"empty_permitted": False, "use_required_attribute": False}

    @property
    def saisis(self):
        return [form.saisi for form in self.forms if form.saisi]


class BaseJalons(BaseListe):
    libelles = {
        "libelle": "Étape {rang}",
        "prevu_le": "Étape {rang}, prévue le",
        "fait_le": "Étape {rang}, faite le",
    }


class BaseIndicateursPropres(BaseListe):
    libelles = {
        "libelle": "Indicateur {rang}",
        "unite": "Indicateur {rang}, unité",
        "cible": "Indicateur {rang}, cible",
        "resultat": "Indicateur {rang}, résultat",
    }


def _make_liste(form, base):
    return forms.formset_factory(
        form, formset=base, extra=LIGNES_VIDES, max_num=LIGNES_MAX, absolute_max=LIGNES_MAX, validate_max=True
    )


JalonFormSet = _make_liste(JalonForm, BaseJalons)
IndicateurPropreFormSet = _make_liste(IndicateurPropreForm, BaseIndicateursPropres)
