"""The entry grid of an axe as its page shows it: its rows, and what each has to say."""

from dataclasses import dataclass

from indicateurs.forms.saisie import LigneForm
from indicateurs.oarsa import MoyenneOarsa, get_moyenne
from indicateurs.queries.lignes import LigneIndicateur
from saisie.forms.presentation import list_erreurs
from saisie.signaux import Signal


@dataclass(frozen=True)
class Rangee:
    """One row of the grid as it is shown: its line (with the result of what is typed) and what it has to say."""

    ligne: LigneIndicateur
    form: LigneForm | None  # None: nothing is typed, it is computed from two others
    signaux: tuple[Signal, ...]
    is_explication_attendue: bool
    oarsa: MoyenneOarsa | None  # what the DREES published of this delay, here

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


def list_rangees(grille, lignes):
    """The rows of a `Grille`, `lignes` being those computed over its `mesures`."""
    return [_make_rangee(grille, ligne) for ligne in lignes]


def _make_rangee(grille, ligne):
    code = ligne.indicateur.code
    form = grille.forms.get(code)
    fautes = [lue for lue in grille.fautes if lue.faute.code == code]
    # Does the row say why its figure is what it is?
    is_explique = form is not None and bool(str(form["commentaire"].value() or "").strip())
    return Rangee(
        ligne=ligne,
        form=form,
        signaux=tuple(_list_signaux(form, fautes, is_explique)),
        is_explication_attendue=(
            form is not None and not is_explique and any(lue.faute.demande_explication for lue in fautes)
        ),
        oarsa=get_moyenne(grille.exercice.convention.code, ligne.indicateur.regle),
    )


def _list_signaux(form, fautes, is_explique):
    """What a row has to say: the errors of its fields, then the rules it breaks, each once."""
    erreurs = list_erreurs(form) if form else []
    dits = {signal.message for signal in erreurs}
    return erreurs + [
        _make_signal(lue, is_explique)
        for lue in fautes
        if not any(dit.endswith(lue.faute.message) for dit in dits)
    ]


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
