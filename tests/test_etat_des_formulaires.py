"""What a form shows is told to the form: nobody sets attributes on it, on its fields or on its rows from outside."""

import ast
import re

from django.forms import BaseForm
from django.urls import get_resolver

from saisie.forms.conflits import SaisiePartagee
from tests.sources import APPS, each, layer, list_modeles, list_sources, name, parse

SOURCES = [f for f in list_sources() if layer(f) in ("views", "forms") or "templatetags" in f.parts]
# The hidden fields that say what was seen of what several people write.
VU = {"version", "vu", "vue"}
# What Django lets a form change of its own fields.
DE_CHAMP = {"label", "help_text", "choices", "queryset", "initial", "required", "error_messages", "attrs"}
DE_CHAMP |= {"empty_label", "disabled"}
COLONNES = {champ.name for modele in list_modeles() for champ in modele._meta.get_fields()}


def list_classes(base):
    """The classes of the site under `base`."""
    for une in base.__subclasses__():
        yield from list_classes(une)
        if une.__module__.partition(".")[0] in APPS:
            yield une


def test_a_form_that_says_what_was_seen_says_what_somebody_else_saved():
    assert get_resolver().url_patterns  # every form of the site is loaded
    vues = {une for une in list_classes(BaseForm) if VU & set(une.base_fields)}
    assert len(vues) > 15
    # One is a hidden part of a formset, whose page lists what is stored.
    assert {une.__name__ for une in vues if not issubclass(une, SaisiePartagee)} == {"VersionForm"}


def list_alias(fonction):
    """Names for fields of its own: `montant = self.fields["montant"]`, `for nom, champ in self.fields.items()`."""
    for noeud in ast.walk(fonction):
        if isinstance(noeud, ast.Assign | ast.For):
            source = noeud.value if isinstance(noeud, ast.Assign) else noeud.iter
            if ast.unparse(source).startswith(("self.fields", "(self.fields")):
                cibles = noeud.targets if isinstance(noeud, ast.Assign) else [noeud.target]
                yield from (un.id for cible in cibles for un in ast.walk(cible) if isinstance(un, ast.Name))


def list_etats_poses(arbre):
    """What a tree sets in something else than `self`, as its lines say it: attributes, entries of what a form holds,
    and what Django knows nothing of in a field of its own."""
    for fonction in (un for un in ast.walk(arbre) if isinstance(un, ast.FunctionDef)):
        champs = tuple(f"{nom}." for nom in list_alias(fonction))
        for noeud in ast.walk(fonction):
            dit = ast.unparse(noeud) if isinstance(noeud, ast.expr) else ""
            if isinstance(getattr(noeud, "ctx", None), ast.Store) and isinstance(noeud, ast.Attribute):
                if dit.startswith(("self.fields[", *champs)):
                    if noeud.attr not in DE_CHAMP:
                        yield dit
                elif dit != f"self.{noeud.attr}":
                    yield dit
            elif isinstance(getattr(noeud, "ctx", None), ast.Store) and isinstance(noeud, ast.Subscript):
                if re.fullmatch(r"(?!self\.).*\.(data|initial|fields|errors)", ast.unparse(noeud.value)):
                    yield dit
            elif isinstance(noeud, ast.Call) and ast.unparse(noeud.func) == "setattr":
                yield dit


def is_permis(dit, source):
    """A row is written by its columns, the helper of crispy where it is made, a copy of a request as one; a formset
    names the fields of its rows in the hook that Django has for it (`add_fields`)."""
    objet, _, attribut = dit.rpartition(".")
    return (
        (attribut in COLONNES and (layer(source) == "views" or objet == "self.instance"))
        or objet in ("helper", "self.helper")
        or (objet == "lecture" and name(source) == "comptes/views/connexion.py")
        or re.fullmatch(r"form\.fields\[.+\]\.label", dit) is not None
    )


@each(SOURCES)
def test_the_state_of_a_form_is_its_own(source):
    assert not [dit for dit in list_etats_poses(parse(source)) if not is_permis(dit, source)]


def test_whatever_is_set_from_outside_counts():
    poses = [
        "form.conflit = 1", "form.data = {}", "form.data['version'] = 2", "form.fields['x'].conflit = 3",
        "champ.widget = 4", "form.x, reste = 5, 6", "form.conflits |= y", "porteur.mot: str = 'z'",
        "setattr(form, nom, 7)", "self.fields['x'].conflit = 8", "self.jalons.conflit = 9",
        "champ = self.fields['x']\n    champ.mot = 10",
    ]  # fmt: skip
    siens = [
        "self.x = 1", "self.data[nom] = 2", "self.fields['x'].label = 3", "valeurs[nom] = 4",
        "self.fields['x'].widget.attrs |= {}", "a, b = self.fields['a'], self.fields['b']\n    b.label = 5",
    ]  # fmt: skip
    faits = {
        ligne: list(list_etats_poses(ast.parse(f"def f(self):\n    {ligne}"))) for ligne in poses + siens
    }
    assert [ligne for ligne, dits in faits.items() if dits] == poses
