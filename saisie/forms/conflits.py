"""What somebody else saved meanwhile, said beside what is typed."""

from django.db.models import Manager
from django.forms import BoundField
from django.utils.functional import cached_property

from comptes.queries import list_auteurs_de_champs
from saisie.signaux import SaisieDAutrui

CASE_MODIFIEE = "Cette case a été modifiée entre-temps."


class ChampPartage(BoundField):
    """A field of a form that several people write, as its page shows it."""

    @property
    def conflit(self):
        """What somebody else saved in it (SaisieDAutrui), or None."""
        return self.form.conflits.get(self.name)


class SaisiePartagee:
    """A form that several people write. Whoever came second keeps what they typed, is told what the first one saved,
    and wins knowingly if they send it again. `show_conflit` says so of what an operation found."""

    bound_field_class = ChampPartage

    @cached_property
    def conflits(self):
        """{name of a field, or of a list of rows: SaisieDAutrui} of what somebody else saved."""
        return {}

    def add_conflit(self, nom, saisie, message):
        """Say beside the field `nom` what somebody else saved in it (SaisieDAutrui)."""
        self.conflits[nom] = saisie
        self.add_error(nom, message)

    def set_vu(self, nom, valeur):
        """The hidden field `nom` says from now on that its author saw `valeur`."""
        # A copy of the same class: `|` would turn what was typed into lists.
        self.data = self.data.copy()
        self.data[self.add_prefix(nom)] = valeur


class FicheVersionnee(SaisiePartagee):
    """The form of one row, which has a version as it has a field for it."""

    def show_conflit(self, conflit):
        """Say beside each field what somebody else saved, of the row as it is now (`conflit`, a ModifieEntreTemps) and
        not as the page was opened: a field left alone here and changed by the other one is said too, with who changed
        that."""
        actuel = conflit.objet
        self.set_vu("version", actuel.version)
        self.add_error(
            None,
            "Cette fiche a été modifiée entre-temps\u00a0: relisez les champs signalés, puis enregistrez.",
        )
        modifies = {
            nom: _read(self.fields[nom], valeur)
            for nom, valeur in self.list_stockes(actuel).items()
            if nom != "version" and self.fields[nom].has_changed(valeur, self._get_typed(nom))
        }
        dits = modifies | self.list_listes_modifiees(actuel)
        ecrits = {nom: self.name_ecrit(nom) for nom in dits}
        auteurs = list_auteurs_de_champs(actuel, list(ecrits.values()))
        self.conflits |= {
            nom: SaisieDAutrui.of_trace(auteurs.get(ecrits[nom]), dit) for nom, dit in dits.items()
        }
        # Last: a field in error is no longer among what was read, which the lists may still ask for.
        for nom in modifies:
            self.add_error(nom, "Ce champ a été modifié entre-temps.")

    def list_stockes(self, actuel):
        """{name of a field: what is stored of it}, of the row as it is now."""
        return {nom: _get_stored(actuel, nom) for nom in self.fields if hasattr(actuel, nom)}

    def list_listes_modifiees(self, actuel):
        """{name: what is stored, as text} of what is typed otherwise than stored and is no column: lists of rows."""
        return {}

    def name_ecrit(self, nom):
        """How the journal of the row names it."""
        return nom

    def _get_typed(self, nom):
        return self.fields[nom].widget.value_from_datadict(self.data, self.files, self.add_prefix(nom))


def _get_stored(objet, nom):
    valeur = getattr(objet, nom)
    return valeur.all() if isinstance(valeur, Manager) else valeur


def _read(field, valeur):
    """A stored value as the page of the form says it."""
    valeur = field.prepare_value(valeur)
    libelles = dict(getattr(field, "choices", ()))
    if isinstance(valeur, list):
        return "\n".join(libelles.get(un, un) for un in valeur)
    return libelles.get(valeur, valeur) if isinstance(valeur, str) else valeur
