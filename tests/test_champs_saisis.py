"""What every form and every table says of what is typed: found by looking at all of them, so that a new one is too."""

import re
from copy import deepcopy
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.urls import get_resolver

from comptes.models import JOURS_D_EXISTENCE, Collectivite, Courriel
from conventions.models import Exercice, Jalon
from conventions.models.actions import Action
from referentiels.forms.texte import SourceField
from referentiels.table_indicateurs import MOTS_D_ADRESSE
from saisie.champs import RECIT_MAX, DateField, NombreField, TexteField, VersionField
from saisie.colonnes import JourField, RecitField, TitreField
from tests.sources import APPS, list_modeles

ADRESSES = get_resolver().url_patterns  # they load the views, and the views every form


def _list_descendantes(classe):
    for fille in classe.__subclasses__():
        yield fille
        yield from _list_descendantes(fille)


def list_champs():
    """(form, name, field) of every field that a form of ours declares."""
    for classe in sorted(set(_list_descendantes(forms.BaseForm)), key=str):
        if classe.__module__.split(".")[0] in APPS:
            yield from ((classe, nom, champ) for nom, champ in classe.base_fields.items())


def list_colonnes(nature):
    """Every column of that class in our tables."""
    return [
        champ for modele in list_modeles() for champ in modele._meta.local_fields if isinstance(champ, nature)
    ]


def refuse(champ, texte):
    """The sentences a field answers to a text, none when it takes it."""
    try:
        champ.clean(texte)
    except ValidationError as erreur:
        return " ".join(erreur.messages)
    return ""


def test_every_number_typed_is_read_by_the_one_reader():
    nus = [c for c in list_champs() if isinstance(c[2], forms.DecimalField | forms.FloatField)]
    assert nus
    assert [c[:2] for c in nus if not isinstance(c[2], NombreField)] == []


@pytest.mark.parametrize(
    "texte", ["0021-05-12", "12/05/0021", "0001-01-01", "1821-03-01", "1900-01-01", "9999-12-31"]
)
def test_every_day_typed_has_plausible_bounds_said_in_the_sentence(texte):
    jours = [c for c in list_champs() if isinstance(c[2], forms.DateField)]
    assert jours
    for formulaire, nom, champ in jours:
        assert isinstance(champ, DateField), (formulaire, nom)
        assert "plausible" in refuse(champ, texte), (formulaire, nom)
        assert re.search(r"du 1er janvier 20\d\d au 31 décembre 20\d\d", refuse(champ, texte)), (
            formulaire,
            nom,
        )


def test_two_digits_are_a_year_of_this_century():
    assert DateField().clean("12/05/21") == date(2021, 5, 12)


@pytest.mark.parametrize("chiffres", ["9" * 10, "9" * 19, "9" * 5_000, "-1"])
def test_every_whole_number_typed_or_hidden_has_bounds(chiffres):
    """Those of a column have its bounds, which Django checks with the row."""
    entiers = [c for c in list_champs() if type(c[2]) in (forms.IntegerField, VersionField)]
    assert any(type(champ) is VersionField for *_, champ in entiers)
    for formulaire, nom, champ in entiers:
        colonnes = getattr(getattr(formulaire, "_meta", None), "fields", None) or ()
        assert nom in colonnes or refuse(champ, chiffres), (formulaire, nom)


def test_every_text_of_several_lines_has_a_limit_that_its_help_says_and_no_browser_cuts():
    # A JSONField of a table is no text: its form puts another field in its place.
    textes = [
        c
        for c in list_champs()
        if isinstance(c[2].widget, forms.Textarea) and not isinstance(c[2], forms.JSONField)
    ]
    assert textes
    for formulaire, nom, champ in textes:
        assert isinstance(champ, TexteField), (formulaire, nom)
        assert champ.help_text.endswith("caractères."), (formulaire, nom)
        assert "maxlength" not in champ.widget.attrs, (formulaire, nom)
        assert "trop long" in refuse(champ, "x" * (champ.max_length + 1)), (formulaire, nom)


def test_every_line_typed_has_a_limit():
    for formulaire, nom, champ in list_champs():
        if type(champ) is forms.CharField and isinstance(champ.widget, forms.TextInput):
            assert champ.max_length, (formulaire, nom)


def read_bornes(champ):
    """What the table itself says of a column."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [champ.model._meta.db_table])
            return cursor.fetchone()[0]
        cursor.execute(
            "SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint "
            "WHERE contype = 'c' AND conrelid = %s::regclass",
            [champ.model._meta.db_table],
        )
        return cursor.fetchone()[0]


COLLE_DE_WORD = "\uf0b7\tPremier\u2029\uf0a7 point \u2029suite\x0bfin\u2028\x01\ud800 e\u0301 \u2610"


def test_every_text_typed_loses_what_nobody_can_read():
    """What Word writes comes out as bullets and line ends; of one line, as one line."""
    textes = [
        c
        for c in list_champs()
        if isinstance(c[2], forms.CharField)
        and isinstance(c[2].widget, forms.TextInput | forms.Textarea)
        and type(c[2]) not in (SourceField, forms.JSONField, forms.EmailField)
        and not isinstance(c[2].widget, forms.PasswordInput | forms.HiddenInput)
        # A code, not a text.
        and c[1] not in ("username", "code", "numero", "dispositif", "axe", "mesure", "siret", "siren")
    ]
    assert len(textes) > 20
    for formulaire, nom, champ in textes:
        champ = deepcopy(champ)
        champ.validators, champ.max_length = [], None
        lu = champ.clean(COLLE_DE_WORD)
        if isinstance(champ, TexteField):
            assert lu == "• Premier\n\n▪ point\n\nsuite\nfin\n é ☐", (formulaire, nom)
        else:
            assert lu == "• Premier ▪ point suite fin é ☐", (formulaire, nom)


def test_every_text_typed_is_kept_so_whatever_writes_it(demo):
    for champ in [*list_colonnes(RecitField), *list_colonnes(TitreField)]:
        if getattr(champ, "tel_quel", False):
            continue
        assert "\uf0b7" not in champ.get_prep_value(COLLE_DE_WORD), champ
        assert "\x01" not in champ.get_prep_value(COLLE_DE_WORD), champ
    action = demo.brouillon.actions.first()
    Action.objects.filter(pk=action.pk).update(bilan=COLLE_DE_WORD, titre=COLLE_DE_WORD)
    action.refresh_from_db()
    assert action.titre == "• Premier ▪ point suite fin é ☐"
    assert action.bilan.startswith("• Premier\n\n▪ point")


@pytest.mark.deux_bases
def test_every_day_of_a_table_is_bounded_by_the_table(db):
    jours = [c for c in list_colonnes(models.DateField) if not isinstance(c, models.DateTimeField)]
    assert jours
    # Nobody types the day of a digest.
    jours.remove(Courriel._meta.get_field("jour"))
    for champ in jours:
        # Below the floor of JourField, a collectivité has its constraint.
        is_existence = champ.model is Collectivite
        assert is_existence or isinstance(champ, JourField), champ
        plus_tot = JOURS_D_EXISTENCE[0] if is_existence else champ.plus_tot
        bornes = read_bornes(champ)
        assert re.search(rf"{champ.column}\W+(>=|BETWEEN) '{plus_tot}'", bornes), champ


@pytest.mark.deux_bases
def test_every_text_of_a_table_is_bounded_by_the_table(db):
    textes = list_colonnes(models.TextField)
    assert textes
    for champ in textes:
        assert isinstance(champ, RecitField), champ
        bornes = read_bornes(champ)
        assert re.search(rf"length\(\W?{champ.column}\W?\)+ <= {champ.max_length}\b", bornes, re.I), champ


@pytest.mark.deux_bases
@pytest.mark.parametrize("jour", [date(21, 5, 12), date(1900, 1, 1), date(2199, 1, 1)])
def test_the_database_refuses_a_day_nobody_meant(demo, jour):
    with pytest.raises(IntegrityError), transaction.atomic():
        Jalon.objects.create(action=Action.objects.first(), libelle="Une étape", prevu_le=jour)


@pytest.mark.deux_bases
def test_the_database_refuses_a_text_no_page_could_hold(demo):
    with pytest.raises(IntegrityError), transaction.atomic():
        Exercice.objects.filter(pk=demo.brouillon.pk).update(contexte="x" * (RECIT_MAX + 1))


@pytest.mark.parametrize("numero", [".", "..", "-", "", "S4/1", "S4-1\n"])
def test_a_number_of_action_is_one_that_an_address_can_hold(numero):
    with pytest.raises(ValidationError):
        Action._meta.get_field("numero").clean(numero, None)


def test_no_code_of_an_indicator_is_a_word_of_the_addresses():
    """« indicateurs/S4/brouillon/ » is not the page of a figure."""
    from indicateurs.urls import urlpatterns

    mots = {
        m[1] for un in urlpatterns if (m := re.fullmatch(r"indicateurs/<str:axe>/(\w+)/", str(un.pattern)))
    }
    assert mots == MOTS_D_ADRESSE
