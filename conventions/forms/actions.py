"""The fiche of an action as it is typed."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from conventions.forms.listes import IndicateurPropreFormSet, JalonFormSet
from conventions.models import Action, Partenaire
from conventions.operations.actions import explain_mesure
from conventions.queries.fiches import RUBRIQUES, list_indicateurs
from nombres.formats import nombre_utile
from saisie.champs import RECIT_MAX, LigneField, NombreField, PlusieursField, VersionField
from saisie.forms.conflits import FicheVersionnee

IDENTITE = ("numero", "axe", "mesure", "titre", "nature", "etat")
CHAMPS_FICHE = (*IDENTITE, *(champ for *_, champs in RUBRIQUES for champ in champs), "indicateurs")
# The parts of the form: the headings of a fiche, with who it is first and what it counts before its links.
PARTIES = (
    ("identite", "Identité", IDENTITE),
    *RUBRIQUES[:3],
    ("indicateurs", "Indicateurs", ()),
    *RUBRIQUES[3:],
)
FILE_ACTIVE = ("file_active_avant", "file_active_apres")
NUMERO_RESERVE = "nouvelle"  # the address of the empty form


@dataclass(frozen=True)
class SectionFiche:
    """One part of the form, folded or not, and what it holds in words."""

    code: str
    titre: str
    champs: tuple
    resume: str
    is_ouverte: bool


class ActionForm(FicheVersionnee, forms.ModelForm):
    """The fiche of an action with its lists: partners, milestones, own indicators. Its money is typed in the grid."""

    recit_max = RECIT_MAX
    version = VersionField(required=False)
    indicateurs = forms.MultipleChoiceField(
        label="Indicateurs du référentiel", required=False, widget=forms.CheckboxSelectMultiple
    )
    etp = NombreField(
        label="Équivalents temps plein",
        decimal_places=2,
        max_value=Decimal("99999.99"),
    )
    choix_partenaires = PlusieursField(
        Partenaire.objects.none(),
        label="Partenaires de la convention",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Un partenaire coché n’est plus dans la liste de la convention\u00a0: vérifiez la liste."
        },
    )
    nouveaux_partenaires = LigneField(
        label="Ajouter des partenaires",
        required=False,
        max_length=2000,
        help_text="Des noms séparés par des virgules\u00a0: ils rejoignent la liste de la convention.",
    )

    class Meta:
        model = Action
        fields = CHAMPS_FICHE
        widgets = {
            champ: forms.Textarea(attrs={"rows": 4})
            for champ in CHAMPS_FICHE
            if Action._meta.get_field(champ).get_internal_type() == "TextField"
        }

    def __init__(self, *args, exercice, jour_compte, jour_venu, **kwargs):
        super().__init__(*args, **kwargs)
        self.exercice = self.instance.exercice = exercice
        self.axes = exercice.referentiel.definition.axes
        self.references = list_indicateurs(exercice.referentiel)
        existante = self.instance if self.instance.pk else None
        self.fields["axe"] = forms.ChoiceField(
            label="Axe",
            choices=[("", "Choisissez un axe"), *((a.code, f"{a.code} – {a.libelle}") for a in self.axes)],
            error_messages={
                "required": "Choisissez un axe\u00a0: une action et son argent appartiennent à un axe."
            },
        )
        self._fit_referentiel(exercice.referentiel.definition)
        self.fields["numero"].label = "Numéro, par exemple S4-1"
        self.fields["indicateurs"].choices = [
            (un.code, f"{un.code} – {un.libelle}") for un in self.references
        ]
        self.fields["choix_partenaires"].queryset = exercice.convention.partenaires.all()
        self.initial.setdefault("version", existante.version if existante else 0)
        self.initial["choix_partenaires"] = list(existante.partenaires.all()) if existante else []
        self.jalons = JalonFormSet(
            self.data if self.is_bound else None,
            prefix="jalons",
            initial=_list_initial(existante, "jalons", ("libelle", "prevu_le", "fait_le")),
            form_kwargs={"jour_compte": jour_compte, "jour_venu": jour_venu},
        )
        self.propres = IndicateurPropreFormSet(
            self.data if self.is_bound else None,
            prefix="propres",
            initial=_list_initial(
                existante, "indicateurs_propres", ("libelle", "unite", "cible", "resultat")
            ),
        )

    def _fit_referentiel(self, definition):
        """What the référentiel has no use for is not asked; what an action may be is what it admits."""
        mesures = definition.mesures
        if mesures:
            choix = [(code, f"{axe.code}, {mesure}") for code, (axe, mesure) in mesures.items()]
            self.fields["mesure"] = forms.ChoiceField(
                label="Mesure de l’axe", required=False, choices=[("", "Aucune mesure"), *choix]
            )
        else:
            del self.fields["mesure"]
        if not definition.file_active:
            for champ in FILE_ACTIVE:
                del self.fields[champ]
        nature = self.fields["nature"]
        nature.choices = [un for un in nature.choices if not un[0] or not definition.explain_nature(un[0])]
        nature.error_messages["invalid_choice"] = definition.explain_nature("%(value)s")

    def clean(self):
        lu = super().clean()
        definition = self.exercice.referentiel.definition
        if lu.get("axe") and (phrase := explain_mesure(definition, lu["axe"], lu.get("mesure", ""))):
            self.add_error("mesure", phrase)
        return lu

    def _get_validation_exclusions(self):
        # `numero` is unique with the exercice, which is not a field of the form: keep the check.
        return super()._get_validation_exclusions() - {"exercice"}

    def is_valid(self):
        # Each one, so that all that is wrong is said at once.
        return all([super().is_valid(), self.jalons.is_valid(), self.propres.is_valid()])

    def clean_numero(self):
        numero = self.cleaned_data["numero"]
        if numero.casefold() == NUMERO_RESERVE:
            raise ValidationError("Ce mot n’est pas un numéro\u00a0: donnez-en un autre.")
        return numero

    def clean_nouveaux_partenaires(self):
        """The typed names, each once, whatever separates them."""
        noms = [
            " ".join(nom.split()) for nom in re.split("[,;\n]", self.cleaned_data["nouveaux_partenaires"])
        ]
        trop_long = next((nom for nom in noms if len(nom) > 120), None)
        if trop_long:
            raise ValidationError(
                f"«\u00a0{trop_long[:40]}…\u00a0» est trop long pour un nom\u00a0: 120 caractères au plus."
            )
        return list({nom.casefold(): nom for nom in noms if nom}.values())

    @property
    def saisie(self):
        """What `record_action` takes besides who and when."""
        lu = self.cleaned_data
        coches = set(lu["indicateurs"])
        return {
            "version": lu["version"],
            "champs": {champ: lu[champ] for champ in CHAMPS_FICHE if champ in self.fields}
            | {"indicateurs": [un.code for un in self.references if un.code in coches]},
            "partenaires": [*(un.nom for un in lu["choix_partenaires"]), *lu["nouveaux_partenaires"]],
            "jalons": self.jalons.saisis,
            "indicateurs_propres": self.propres.saisis,
        }

    # What the page shows.

    @property
    def parties(self):
        """Every form of the page, for the summary of errors."""
        return [self, *self.jalons.forms, *self.propres.forms]

    def list_sections(self):
        """The headings in order, each with its fields; those with an error or a conflict stand open."""
        for code, titre, champs in PARTIES:
            yield self._make_section(code, titre, [champ for champ in champs if champ in self.fields])

    def _make_section(self, code, titre, champs):
        autres, comptes, listes = self._list_contenu(code)
        bornes = [self[champ] for champ in (*champs, *autres)]
        remplis = sum(self[champ].value() not in (None, "") for champ in champs)
        if champs:
            comptes = [f"{remplis} sur {len(champs)}", *comptes]
        a_voir = any(un.errors or un.conflit for un in bornes) or any(
            liste.total_error_count() or liste.prefix in self.conflits for liste in listes if self.is_bound
        )
        return SectionFiche(
            code,
            titre,
            tuple(self[champ] for champ in champs),
            ", ".join(comptes),
            code == "identite" or a_voir,
        )

    def _list_contenu(self, code):
        """(other fields, counts in words, lists) that stand under a heading besides its own fields."""
        if code == "pilotage":
            return (
                ("choix_partenaires", "nouveaux_partenaires"),
                [_count(len(self["choix_partenaires"].value() or ()), "partenaire")],
                (),
            )
        if code == "calendrier":
            return (), [_count(_count_lignes(self.jalons), "étape")], (self.jalons,)
        if code == "indicateurs":
            nombre = len(self["indicateurs"].value() or ()) + _count_lignes(self.propres)
            return ("indicateurs",), [_count(nombre, "indicateur")], (self.propres,)
        return (), [], ()

    def list_groupes_indicateurs(self):
        """(axe, its boxes, is it the action's): that one first, the others in the order of the référentiel."""
        boites = {str(boite.data["value"]): boite for boite in self["indicateurs"].subwidgets}
        sien = self["axe"].value()
        for axe in sorted(self.axes, key=lambda axe: axe.code != sien):
            siennes = [boites[un.code] for un in self.references if un.axe == axe.code]
            if siennes:
                yield axe, siennes, axe.code == sien

    @property
    def nombre_indicateurs_ailleurs(self):
        """How many indicators of other axes are ticked."""
        coches, sien = set(self["indicateurs"].value() or ()), self["axe"].value()
        return sum(un.code in coches for un in self.references if un.axe != sien)

    def list_listes_modifiees(self, actuel):
        modifiees = {}
        noms = sorted(un.nom for un in actuel.partenaires.all())
        if noms != sorted(self.saisie["partenaires"]):
            modifiees["choix_partenaires"] = ", ".join(noms)
        for liste, lignes, champs in (
            (self.jalons, actuel.jalons.all(), ("libelle", "prevu_le", "fait_le")),
            (self.propres, actuel.indicateurs_propres.all(), ("libelle", "unite", "cible", "resultat")),
        ):
            stockees = [tuple(getattr(ligne, champ) for champ in champs) for ligne in lignes]
            if stockees != [tuple(vars(saisi).values()) for saisi in liste.saisis]:
                modifiees[liste.prefix] = "\n".join(map(_write_ligne, stockees))
        return modifiees

    def name_ecrit(self, nom):
        return "partenaires" if nom == "choix_partenaires" else nom


def _list_initial(action, liste, champs):
    if action is None:
        return []
    return [{champ: getattr(ligne, champ) for champ in champs} for ligne in getattr(action, liste).all()]


def _count(nombre, mot):
    return f"{nombre} {mot}{'s' if nombre > 1 else ''}"


def _count_lignes(liste):
    return sum(bool(form["libelle"].value()) for form in liste.forms)


def _write_ligne(valeurs):
    """A stored row in words, as a conflict tells it: « Ouverture, 01/03/2021 »."""
    return ", ".join(_write(valeur) for valeur in valeurs if valeur not in (None, ""))


def _write(valeur):
    if isinstance(valeur, Decimal):
        return nombre_utile(valeur)
    return valeur if isinstance(valeur, str) else f"{valeur:%d/%m/%Y}"
