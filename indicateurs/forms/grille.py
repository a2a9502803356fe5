"""The figures of one axe, as typed: sent to be saved, kept as a draft, or only looked at."""

from dataclasses import dataclass
from functools import cached_property, partial

from indicateurs.forms.saisie import LigneForm
from indicateurs.queries.fautes import list_fautes, read_fautes
from indicateurs.queries.lignes import LigneIndicateur
from referentiels.mesures import VIDE
from saisie.signaux import Signal


@dataclass(frozen=True)
class Rangee:
    """One row of the grid as it is shown: its line (with the result of what is typed) and what it has to say."""

    ligne: LigneIndicateur
    form: LigneForm | None  # None: nothing is typed, it is computed from two others
    signaux: tuple[Signal, ...]
    is_explication_attendue: bool

    @property
    def is_ouverte(self):
        """Does « Précisions » open by itself?"""
        return self.is_explication_attendue or self.form.has_precisions

    @property
    def noms_invalides(self):
        """Names of the fields to mend; that of the number, when a rule is broken."""
        if self.form is None:
            return []
        champs = [champ for champ in self.form.errors if champ in self.form.fields]
        if not champs and any(signal.gravite == "bloquant" for signal in self.signaux):
            champs = ["numerateur"]
        return [self.form.add_prefix(champ) for champ in champs]


class SaisieAxe:
    """The entry grid of one axe: one `LigneForm` per stored indicator, and the rules between them.

    `chiffres` are the stored ones (queries.lignes.Chiffres). `data` may hold some of the rows only, as a draft does:
    the others are as stored.
    """

    def __init__(self, exercice, axe, chiffres, aujourdhui, data=None):
        self.exercice, self.axe, self.chiffres, self.aujourdhui = exercice, axe, chiffres, aujourdhui
        self.definition = exercice.referentiel.definition
        data = data or {}
        self.forms = {
            indicateur.code: self._make_form(
                indicateur, data if f"{indicateur.code}-version" in data else None
            )
            for indicateur in self.definition.list_axe(axe.code)
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

    def list_rangees(self, lignes):
        """The rows to show, `lignes` being those computed over `mesures`."""
        return [
            Rangee(ligne, self.forms.get(code), tuple(self.list_signaux(code)), self._is_a_expliquer(code))
            for ligne in lignes
            for code in [ligne.indicateur.code]
        ]

    def list_signaux(self, code):
        """What a row has to say: the errors of its fields, then the rules it breaks, each once."""
        form = self.forms.get(code)
        signaux = [
            Signal("bloquant", f"{mot}\u00a0: {message}" if mot else message)
            for champ, messages in (form.errors.items() if form else ())
            for message in dict.fromkeys(messages)
            for mot in [self._get_mot(form, champ)]
        ]
        dits = {signal.message for signal in signaux}
        for lue in self.fautes:
            if lue.faute.code == code and not any(dit.endswith(lue.faute.message) for dit in dits):
                signaux.append(_make_signal(lue, self._is_explique(form)))
        return signaux

    @staticmethod
    def _get_mot(form, champ):
        """What a message has to name: nothing when the row has one number and it is of that number."""
        if champ == "numerateur" and not form.indicateur.regle:
            return ""
        return (
            "" if champ in ("__all__", "version") else form.fields[champ].label.split(", ", 1)[1].capitalize()
        )

    def _is_a_expliquer(self, code):
        """Does a surprising figure of this row still lack its explanation?"""
        form = self.forms.get(code)
        return (
            form is not None
            and not self._is_explique(form)
            and any(lue.faute.code == code and lue.faute.demande_explication for lue in self.fautes)
        )

    @staticmethod
    def _is_explique(form):
        """Does the row say why its figure is what it is?"""
        return form is not None and bool(str(form["commentaire"].value() or "").strip())

    def show_conflits(self, actuelles):
        """Say beside each field what somebody else saved; the next submission wins knowingly, nothing typed is lost."""
        for code, actuelle in actuelles.items():
            self.forms[code].show_conflit(actuelle)

    def find_conflits(self):
        """{code: Valeur} of the rows typed over a version that is no longer the stored one."""
        return {
            code: form.valeur
            for code, form in self.forms.items()
            if form.is_touchee and form.valeur and form["version"].value() != str(form.valeur.version)
        }


def _make_signal(lue, is_explique):
    faute, levee = lue.faute, lue.derogation
    if faute.a_l_essai:
        return Signal("information", f"Règle à l’essai, non comptée\u00a0: {faute.message}")
    if levee:
        levee_par = f"Règle levée par {levee.par} jusqu’au {levee.jusqu_au:%d/%m/%Y}\u00a0: {levee.motif}"
        return Signal("information", f"{faute.message} {levee_par}")
    if is_explique and faute.is_surprise:
        return Signal("information", f"{faute.constat} L’explication est donnée.")
    return Signal(faute.gravite, faute.message)
