"""The field of each kind of value that a référentiel may hold."""

from django import forms

from referentiels import contraintes as genres
from referentiels.contraintes_annees import ParAnnee
from referentiels.libelles import capitalize_phrase, name_mot
from referentiels.textes import Gabarit, Gabarits
from referentiels.valeurs import OUI_NON, find_conversion
from saisie.champs import DateField, LigneField, NombreField, PourcentageField, TexteField

LIGNE_MAX = 500


class RedactionField(TexteField):
    """A text of several lines whose help says what it is: its limit is said when it is passed."""

    @property
    def help_text(self):
        return self.aide

    @help_text.setter
    def help_text(self, aide):
        self.aide = aide


def make_champ(cle, volet, valeur):
    """The field of a key of a page, which shows `valeur`."""
    genre = cle.genre
    options = {"label": cle.libelle, "help_text": _write_aide(cle), "required": False}
    if isinstance(genre, genres.MotParmi | genres.OuiNon | genres.Renvoi):
        return forms.ChoiceField(choices=_list_choix(cle, volet, valeur), **options)
    if isinstance(genre, genres.Renvois | genres.MotsParmi):
        choix = _complete(_list_connus(genre, volet), valeur or ())
        return forms.MultipleChoiceField(choices=choix, widget=forms.CheckboxSelectMultiple, **options)
    if isinstance(genre, genres.Jour):
        return DateField(**options)
    if isinstance(genre, genres.Proportion):
        return PourcentageField(decimal_places=4, **options)
    if isinstance(genre, genres.Entier):
        return NombreField(max_value=genre.plafond, **options)
    if lignes := _count_lignes(genre):
        return RedactionField(widget=forms.Textarea(attrs={"rows": lignes}), **options)
    return LigneField(max_length=LIGNE_MAX, **options)


def _count_lignes(genre):
    """How high is the box of a text of several lines; 0 for a kind of one line."""
    if isinstance(genre, Gabarits):
        return 8
    if isinstance(genre, Gabarit):
        return 10
    if isinstance(genre, genres.Textes | genres.Organismes):
        return 5
    if isinstance(genre, genres.Phrase) or getattr(genre, "phrase", "") == "message":
        return 2
    return 4 if isinstance(genre, ParAnnee) else 0


def _write_aide(cle):
    """What the key says, how it is typed, and what holds without it."""
    dit = capitalize_phrase(cle.dit)
    phrases = [] if dit == cle.libelle else [f"{dit}." if dit[-1:] not in "?!." else dit]
    phrases.append(find_conversion(cle.genre).aide)
    if isinstance(cle.genre, Gabarit) and not isinstance(cle.genre, Gabarits):
        phrases.append("Une ligne vide sépare deux paragraphes.")
    is_liste = isinstance(cle.genre, genres.MotParmi | genres.OuiNon | genres.Renvoi)
    if cle.sans and not is_liste:
        phrases.append(f"Sans rien\u00a0: {cle.sans}.")
    return " ".join(filter(None, phrases))


def _list_choix(cle, volet, valeur):
    """Those there are, what is written even where it is none of them, and what holds without any."""
    choix = _list_connus(cle.genre, volet)
    vide = "Choisissez" if cle.is_obligatoire else f"Non dit\u00a0: {cle.sans}" if cle.sans else "Non dit"
    return [("", vide), *_complete(choix, [valeur] if valeur else [])]


def _list_connus(genre, volet):
    if isinstance(genre, genres.OuiNon):
        return [(mot, mot.capitalize()) for mot in OUI_NON.values()]
    if isinstance(genre, genres.MotParmi | genres.MotsParmi):
        return [(mot, name_mot(mot)) for mot in genre.valeurs]
    return volet.list_renvois(genre.suite)


def _complete(choix, valeurs):
    """The choices, with those that are written and are none of them."""
    connus = {code for code, _ in choix}
    return [*choix, *((un, f"{un} (inconnu)") for un in valeurs if un not in connus)]
