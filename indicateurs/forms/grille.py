"""The figures of one axe, or of a whole exercice, as typed: sent to be saved, kept as a draft, or only looked at."""

from functools import cached_property, partial

from indicateurs.forms.saisie import LigneForm
from indicateurs.queries.fautes import list_fautes, read_fautes
from referentiels.mesures import VIDE


class Grille:
    """The entry grid of one axe: one `LigneForm` per stored indicator, and the rules between them.

    Without `axe`, that of all the axes of the exercice. `chiffres` are the stored ones (queries.lignes.Chiffres).
    `data` may hold some of the rows only, as a draft does: the others are as stored.
    """

    def __init__(self, exercice, axe, chiffres, aujourdhui, data=None):
        self.exercice, self.axe, self.chiffres, self.aujourdhui = exercice, axe, chiffres, aujourdhui
        self.definition = exercice.referentiel.definition
        data = data or {}
        self.forms = {
            indicateur.code: self._make_form(
                indicateur, data if f"{indicateur.code}-version" in data else None
            )
            for indicateur in (
                self.definition.list_axe(axe.code) if axe else self.definition.indicateurs.values()
            )
            if indicateur.is_saisi
        }

    def _make_form(self, indicateur, data):
        precedente = self.chiffres.valeurs_precedentes.get(indicateur.code)
        return LigneForm(
            data,
            indicateur=indicateur,
            exercice=self.exercice,
            valeur=self.chiffres.valeurs.get(indicateur.code),
            precedente=precedente.mesure if precedente else VIDE,
            aujourdhui=self.aujourdhui,
        )

    def drop_untouched(self):
        """Of a draft, keep the rows that still differ from what is stored: the others follow the stored figures."""
        for code, form in self.forms.items():
            if not form.is_touchee:
                self.forms[code] = self._make_form(form.indicateur, None)

    @property
    def saisies(self):
        """{code: SaisieValeur} of the rows that were sent."""
        return {code: form.saisie for code, form in self.forms.items() if form.is_bound}

    @property
    def champs_bruts(self):
        """What differs from the stored figures, as typed: the content of a draft."""
        touchees = (form.champs_bruts for form in self.forms.values() if form.is_touchee)
        return {nom: texte for champs in touchees for nom, texte in champs.items()}

    @cached_property
    def mesures(self):
        """{code: Mesure} of the whole exercice with what is typed; a row that cannot be read counts as empty."""
        mesures = self.chiffres.mesures
        for code, form in self.forms.items():
            if form.is_bound:
                mesures[code] = form.mesure
        return mesures

    @cached_property
    def fautes(self):
        """The rules broken by what is typed and what is stored, with last year's figures and the waivers of today."""
        list_rompus = partial(self.chiffres.list_codes_rompus, self.exercice)
        fautes = list_fautes(self.definition, self.mesures, self.chiffres.precedentes, list_rompus)
        return read_fautes(self.exercice, fautes, self.aujourdhui)

    def is_valid(self):
        """Each line, then the blocking rules over typed and stored figures, each said beside its field."""
        envoyees = {code: form for code, form in self.forms.items() if form.is_bound}
        if any([not form.is_valid() for form in envoyees.values()]):  # noqa: C419 (each one says its errors)
            return False
        for lue in self.fautes:
            if lue.is_bloquante and lue.faute.code in envoyees:
                envoyees[lue.faute.code].add_error("numerateur", lue.faute.message)
        return all(form.is_valid() for form in envoyees.values())

    def find_conflits(self):
        """{code: Valeur} of the rows typed over a version that is no longer the stored one."""
        return {
            code: form.valeur
            for code, form in self.forms.items()
            if form.is_touchee and form.valeur and form["version"].value() != str(form.valeur.version)
        }

    def show_conflits(self, conflits):
        """Say beside each field what somebody else saved, of `find_conflits`; the next submission wins knowingly,
        nothing typed is lost."""
        for code, actuelle in conflits.items():
            self.forms[code].show_actuelle(actuelle)

    def show_conflit(self, conflit):
        """The same, of what `record_valeurs` found (a CasesModifiees)."""
        self.show_conflits(conflit.actuels)
