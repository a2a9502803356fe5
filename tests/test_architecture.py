"""The rules of the house, as tests."""

import ast
import re
from collections import defaultdict
from importlib import import_module

from django.template import engines

from config.pages import PAGES
from conventions.transitions import TRANSITIONS
from tests.chemins import VUES
from tests.sources import (
    FLOORS,
    GABARITS,
    RACINE,
    SOURCES,
    each,
    get_app,
    layer,
    list_nommeurs,
    name,
    parse,
    read,
)

# The frame of every page, and what is shown in no other place.
CADRE = (RACINE / "templates/base.html",)
TESTS = sorted((RACINE / "tests").rglob("test_*.py"))
# What a function of a script does: English, as in the programs.
VERBES = re.compile(
    "(ask|announce|change|clean|count|declare|find|follow|go|hide|is|keep|list|make|mark|offer|plan|read|refresh"
    "|send|show|tell)(?![a-z])"
)


@each(SOURCES)
def test_functions_stay_small(source):
    """Those of the site: a test tells a journey in one go, and an oracle follows the text of its rule."""
    longues = [
        noeud.name
        for noeud in ast.walk(parse(source))
        if isinstance(noeud, ast.FunctionDef) and noeud.end_lineno - noeud.lineno + 1 > 40
    ]
    assert not longues


@each(
    [
        *SOURCES,
        *GABARITS,
        *sorted((RACINE / "tests").rglob("*.py")),
        *sorted((RACINE / "static/js").glob("*.js")),
    ]
)
def test_files_stay_small(fichier):
    assert read(fichier).count("\n") <= 350


# The two workbooks and the two grids have the same parts under the same names, one of each in each app.
JUMELLES = ("financement", "indicateurs")
NOMS_JUMEAUX = {
    "ClasseurLu", "Grille", "LigneForm", "Rangee", "build_apercu", "build_classeur", "interpret_classeur",
    "list_notice", "write_classeur",
}  # fmt: skip


def has_name_of_its_own(noeud, source):
    """Is its name chosen for what it is? Others are named by what calls them: a page by its address, a filter by the
    templates, a command by Django, the start of a process."""
    if noeud.name.startswith("_") or noeud.name in ("Command", "main"):
        return False
    premier = next(iter(noeud.args.args), None) if isinstance(noeud, ast.FunctionDef) else None
    is_page = layer(source) == "views" and premier is not None and premier.arg == "request"
    return not (noeud.decorator_list and (is_page or "templatetags" in source.parts))


def test_one_name_means_one_thing():
    """A public class or function of the site shares its name with no other, but for the twins."""
    lieux = defaultdict(list)
    for source in SOURCES:
        for noeud in parse(source).body:
            if isinstance(noeud, ast.FunctionDef | ast.ClassDef) and has_name_of_its_own(noeud, source):
                lieux[noeud.name].append(name(source))
    doubles = {nom: ou for nom, ou in lieux.items() if len(ou) > 1}
    jumeaux = {nom for nom, ou in doubles.items() if [un.split("/")[0] for un in ou] == [*JUMELLES]}
    assert not {nom: ou for nom, ou in doubles.items() if nom not in NOMS_JUMEAUX & jumeaux}
    assert jumeaux == NOMS_JUMEAUX


@each(SOURCES)
def test_no_import_of_ours_hides_in_a_function(source):
    texte = read(source)
    # One reason holds, and is said there: WeasyPrint takes too long to load for every command.
    assert "import_module" not in texte or name(source) == "reporting/checks.py"
    for noeud in ast.walk(parse(source)):
        if isinstance(noeud, ast.FunctionDef) and source.name != "apps.py":
            caches = [n for n in ast.walk(noeud) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not caches


def get_app_de_la_page(nom):
    """The app of the view an address leads to, whatever it is called."""
    vue = VUES[nom]
    return getattr(vue, "view_class", vue).__module__.partition(".")[0]


def list_pages_nommees(fichier):
    """The names of addresses that a source or a template holds."""
    if fichier.suffix == ".py":
        chaines = {un.value for un in ast.walk(parse(fichier)) if isinstance(un, ast.Constant)}
    else:
        chaines = set(re.findall(r"""["'](\w+:\w+)["']""", read(fichier)))
    return chaines & set(VUES)


def find_apps(gabarit, vus=()):
    """The apps that show a template, whichever templates stand between."""
    app = get_app(gabarit)
    if app or gabarit in vus:
        return {app}
    return {
        une
        for un in list_nommeurs(gabarit)
        for une in ([get_app(un)] if un.suffix == ".py" else find_apps(un, (*vus, gabarit)))
    }


def find_floor(fichier):
    """The rank of the floor a file is of: for a part that several apps show, the lowest of theirs. The frame of every
    page is no floor's (0: as that of `config`)."""
    app = get_app(fichier)
    apps = {app} if app or fichier in CADRE else find_apps(fichier, CADRE)
    return max((FLOORS.index(une) for une in apps if une), default=0)


@each([*SOURCES, *GABARITS])
def test_no_floor_names_a_page_that_one_above_shows(fichier):
    """Whatever its name: the app of its view counts. An object gives its address; `config/pages.py` says the rest."""
    floor = find_floor(fichier)
    assert not [nom for nom in list_pages_nommees(fichier) if FLOORS.index(get_app_de_la_page(nom)) < floor]


def test_the_pages_that_floors_below_lead_to_are_led_to_from_below():
    appels = [
        (nom, fichier)
        for fichier in (*SOURCES, *GABARITS)
        for nom in re.findall(r"""(?:find_page\(|{% page )["'](\w+)["']""", read(fichier))
    ]
    assert {nom for nom, _ in appels} == set(PAGES)
    for nom, fichier in appels:
        assert find_floor(fichier) > FLOORS.index(get_app_de_la_page(PAGES[nom])), (nom, fichier)


def test_one_file_counts_the_cases_past_a_delai():
    """A sum or a subtraction of one's own would be a second definition: a missing number tells them apart."""

    def counts(noeud):
        mots = {mot for un in (noeud.left, noeud.right) for mot in re.findall(r"\w+", ast.unparse(un))[-1:]}
        if isinstance(noeud.op, ast.Sub):
            return mots == {"denominateur", "numerateur"}
        return isinstance(noeud.op, ast.Add) and bool(mots & {"hors", "hors_delai"})

    compteurs = {
        name(f)
        for f in SOURCES
        for noeud in ast.walk(parse(f))
        if isinstance(noeud, ast.BinOp) and counts(noeud)
    }
    assert compteurs == {"indicateurs/calculations.py"}


# What an operation says when it cannot write, and the pages that hear it otherwise than by `saisie/views/refus.py`.
NON_ECRIT = {"CasesModifiees", "Disparu", "ModifieEntreTemps", "Refus", "ValidationError"}
ENTENDU_AILLEURS = {
    "conventions/views/classeur.py": "leads back to what the workbook would change, which says more",
    "conventions/views/conventions.py": "is a formset, and lists the lines as they are stored by now",
    "financement/views/saisie.py": "reads the key of a partner in an address",
    "indicateurs/views/brouillons.py": "leads elsewhere when the draft is gone",
    "indicateurs/views/imports.py": "has nothing typed: it shows again what the file would replace",
}


def test_one_file_says_where_it_was_typed_why_a_write_cannot_be():
    entendent = {
        name(source)
        for source in SOURCES
        for noeud in ast.walk(parse(source))
        if layer(source) == "views" and isinstance(noeud, ast.ExceptHandler) and noeud.type
        if NON_ECRIT & {un.id for un in ast.walk(noeud.type) if isinstance(un, ast.Name)}
    }
    assert entendent == {"saisie/views/refus.py", *ENTENDU_AILLEURS}


def test_one_file_says_what_keeps_a_text_from_being_a_formula():
    """Of a workbook and of a CSV file alike; whoever writes cells of its own does it by that file."""
    protections = [f for f in SOURCES if re.search(r"data_type = |NFKC.*lstrip|ILLEGAL_CHAR", read(f))]
    assert [f.name for f in protections] == ["ecriture.py"]
    module = name(protections[0]).removesuffix(".py").replace("/", ".")
    ecrivains = [f for f in SOURCES if re.search(r"csv\.writer\(|WriteOnlyCell\(|load_workbook\(", read(f))]
    assert ecrivains
    assert not [name(f) for f in ecrivains if f"from {module} import" not in read(f)]


@each(
    [
        f
        for f in SOURCES
        if layer(f) in ("models", "operations", "calculations", "policies") and f.name != "__init__.py"
    ]
)
def test_what_others_call_is_documented(source):
    arbre = parse(source)
    assert ast.get_docstring(arbre)
    muettes = [
        noeud.name
        for noeud in arbre.body
        if isinstance(noeud, ast.FunctionDef | ast.ClassDef)
        and not noeud.name.startswith("_")
        and not ast.get_docstring(noeud)
        and not (isinstance(noeud, ast.ClassDef) and any("Choices" in ast.unparse(b) for b in noeud.bases))
        and not noeud.name.endswith(("Manager", "QuerySet"))
    ]
    assert not muettes


@each(GABARITS)
def test_templates_are_read_at_sight(gabarit):
    """djhtml indents them; what it leaves as it is, is where their lines end."""
    assert not [ligne for ligne in read(gabarit).splitlines() if len(ligne) > 140]


@each(GABARITS)
def test_templates_carry_no_inline_style_or_handler(gabarit):
    assert not re.search(r"\s(style|on[a-z]+)=\"", read(gabarit))


@each(GABARITS)
def test_the_links_of_the_breadcrumb_fill_their_items(gabarit):
    """They are written on one line: a space between an item and its link would be drawn, after the arrow."""
    assert not re.search(r"<li>\s+<a\s+class=.fr-breadcrumb__link", read(gabarit))
    assert not re.search(r"fr-breadcrumb__link(?:(?!</a>).)*</a>\s+</li>", read(gabarit), re.DOTALL)


@each(GABARITS)
def test_no_mark_follows_what_is_included(gabarit):
    """The line end that closes every file would stand before it: the file included writes it (`fin`)."""
    assert read(gabarit).endswith("\n")
    assert not re.findall(r"\{% include [^%]*%\}[^ \n<{]+", read(gabarit))


# What crispy asks of a pack by itself, for the `Row`, the `Column` and the `Submit` of our forms.
DE_CRISPY = {f"dsfr/{nom}.html" for nom in ("field", "whole_uni_form", "layout/row", "layout/column")}


@each(
    [
        g
        for g in GABARITS
        if str(g.relative_to(RACINE / "templates")) not in DE_CRISPY and not re.match(r"\d{3}", g.name)
    ]
)
def test_every_template_is_used(gabarit):
    assert list_nommeurs(gabarit)


@each([g for g in GABARITS if get_app(g)])
def test_a_template_stands_with_the_app_that_shows_it(gabarit):
    """Programs of its app name it, and templates of its floor or of one above."""
    app = get_app(gabarit)
    assert not [
        name(un)
        for un in list_nommeurs(gabarit)
        if get_app(un) not in (FLOORS[: FLOORS.index(app) + 1] if un.suffix == ".html" else [app])
    ]


def test_a_filter_is_no_higher_than_the_lowest_page_that_reads_by_it():
    """Every template has them without a word (`config/settings.py`): the lowest floor to use one holds it."""
    trop_hauts = []
    for module in engines["django"].engine.builtins:
        app = module.partition(".")[0]
        if app not in FLOORS:
            continue
        for filtre in import_module(module).register.filters:
            lecteurs = [g for g in GABARITS if re.search(rf"(\||filter ){filtre}\b", read(g))]
            assert lecteurs, filtre
            apps = {une for g in lecteurs for une in find_apps(g) if une}
            trop_hauts += [(filtre, une) for une in apps if FLOORS.index(une) > FLOORS.index(app)]
    assert not trop_hauts


@each([g for g in GABARITS if g.parent.name in ("_composants", "_partials") and not get_app(g)])
def test_what_is_shared_is_shown_by_several(gabarit):
    """Several apps, or what every page is made of; what one app alone shows stands with its templates."""
    apps = {get_app(un) for un in list_nommeurs(gabarit)}
    assert len(apps) > 1 or None in apps


def test_the_page_on_states_is_the_transition_table():
    page = (RACINE / "docs" / "statuts.md").read_text(encoding="utf-8")
    lignes = re.findall(r"^" + r"\| (.+?) " * 6 + r"\|$", page, re.MULTILINE)
    dites = [tuple(tuple(re.findall(r"`(\w+)`", case)) for case in ligne) for ligne in lignes]
    conditions = {un: (un.condition.__name__,) if un.condition else () for un in TRANSITIONS}
    # The head of the table and the line under it hold no code.
    assert dites[2:] == [
        ((un.acte,), (un.de,), (un.vers,), un.roles, conditions[un], un.previent) for un in TRANSITIONS
    ]


@each([f for f in TESTS if f.parent.name not in ("tests", "navigateur")])
def test_tests_stand_with_the_app_they_test(source):
    """In a folder of its name: they import it, or what its tests share, or ask one of its pages."""
    app = source.parent.name
    assert app in FLOORS
    assert re.search(rf'^(from|import) (tests\.)?{app}\b|"{app}:', read(source), re.MULTILINE)


@each(sorted((RACINE / "tests").rglob("*.py")))
def test_no_file_of_tests_is_imported(source):
    """What several of them need has a module of its own, with a plain name."""
    assert not re.search(r"\b(from|import) [\w.]*\btest_", read(source))


def test_what_runs_before_a_commit_is_make_lint_and_downloads_nothing():
    texte = read(RACINE / ".pre-commit-config.yaml")
    assert re.findall(r"repo: (.+)", texte) == ["local"]
    assert re.findall(r"entry: (.+)", texte) == ["make lint"]


@each(sorted((RACINE / "static/js").glob("*.js")))
def test_scripts_speak_as_programs_do(script):
    """A function is an English verb, with French nouns; what it takes is typed."""
    fonctions = re.findall(
        r"(?:^|\n)(.*)\n *(?:async )?(?:function|const) (\w+)(?: = (?:async )?)?\(([^)]*)\) (?:=>|{)",
        read(script),
    )
    assert fonctions
    assert not [nom for _, nom, _ in fonctions if not VERBES.match(nom)]
    assert not [nom for avant, nom, parametres in fonctions if parametres and "@param" not in avant]
