"""A click comes back before what it does is done: in the journeys in a browser, something waits for it before a page,
or the database, is read or typed in. Read as source, so that no slow machine is needed to see a fault."""

import ast
from pathlib import Path

NAVIGATEUR = Path(__file__).parent / "navigateur"
# What may lead to another page, or ask something of the server.
GESTES = {"click", "dblclick"}
# What waits by itself until the page is there whole, or says what is expected of it.
ATTENTES = {"expect", "follow", "goto", "reload", "ouvrir", "ouvrir_grille", "ouvrir_page"}
ATTENTES_AUTOUR = {"expect_download", "expect_navigation"}
# What takes the page, or the database, as it is.
LECTURES = {
    *("all", "all_inner_texts", "all_text_contents", "bounding_box", "content", "count", "evaluate", "evaluate_all"),
    *("get_attribute", "inner_html", "inner_text", "input_value", "is_checked", "is_disabled", "is_enabled"),
    *("is_hidden", "is_visible", "objects", "pdf", "refresh_from_db", "text_content", "title", "url"),
    *("check", "fill", "press", "press_sequentially", "select_option", "set_input_files", "type", "uncheck"),
}  # fmt: skip
# Never right: a time waited whatever happens, the state of a page one may be leaving, a patience of one’s own.
INTERDITS = {"networkidle", "sleep", "timeout", "wait_for_load_state", "wait_for_timeout"}
# Where it is said how long all of them wait.
POUR_TOUS = {"attentes", "conftest"}


def read_modules():
    return {f"tests.navigateur.{f.stem}": ast.parse(f.read_text("utf-8")) for f in NAVIGATEUR.glob("*.py")}


def list_fonctions(modules):
    """{module: {name: (module, function)}}, those it imports from its neighbours included."""
    propres = {
        nom: {noeud.name: (nom, noeud) for noeud in arbre.body if isinstance(noeud, ast.FunctionDef)}
        for nom, arbre in modules.items()
    }
    return {
        nom: propres[nom]
        | {
            importe.name: propres[noeud.module][importe.name]
            for noeud in arbre.body
            if isinstance(noeud, ast.ImportFrom)
            for importe in noeud.names
            if importe.name in propres.get(noeud.module, ())
        }
        for nom, arbre in modules.items()
    }


class Lecteur:
    """Reads a function as it runs, those of ours that it calls included, and notes what does not wait."""

    def __init__(self, fonctions):
        self.fonctions, self.fautes, self.geste = fonctions, [], None

    def read(self, module, fonction):
        for ligne in fonction.body:
            self.visit(module, ligne)

    def visit(self, module, noeud):
        if isinstance(noeud, ast.FunctionDef | ast.Lambda):
            return
        # What a loop ends on comes before what it begins with.
        tours = 2 if isinstance(noeud, ast.For | ast.While) else 1
        for _ in range(tours):
            for enfant in ast.iter_child_nodes(noeud):
                self.visit(module, enfant)
        if isinstance(noeud, ast.With):
            autour = {
                un.attr for item in noeud.items for un in ast.walk(item) if isinstance(un, ast.Attribute)
            }
            if autour & ATTENTES_AUTOUR:
                self.geste = None
        elif isinstance(noeud, ast.Attribute):
            self.note(module, noeud.attr, noeud.lineno)
        elif isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name):
            self.note(module, noeud.func.id, noeud.lineno)
            if noeud.func.id in self.fonctions[module] and noeud.func.id not in ATTENTES:
                self.read(*self.fonctions[module][noeud.func.id])

    def note(self, module, nom, ligne):
        if nom in ATTENTES:
            self.geste = None
        elif nom in LECTURES | GESTES and self.geste:
            self.fautes.append(f"{module}:{ligne}: `{nom}` does not wait for line {self.geste}")
        if nom in GESTES:
            self.geste = ligne


def find_fautes(modules):
    fonctions, fautes = list_fonctions(modules), set()
    for module, arbre in modules.items():
        for noeud in arbre.body:
            if isinstance(noeud, ast.FunctionDef) and noeud.name.startswith("test_"):
                lecteur = Lecteur(fonctions)
                lecteur.read(module, noeud)
                fautes |= set(lecteur.fautes)
    return sorted(fautes)


def test_in_a_browser_something_waits_after_each_gesture():
    fautes = find_fautes(read_modules())
    assert not fautes, "\n".join(fautes)


def test_no_journey_waits_for_a_time_nor_has_less_patience_than_the_others():
    fautes = [
        f"{module}:{noeud.lineno}"
        for module, arbre in read_modules().items()
        if module.rpartition(".")[2] not in POUR_TOUS
        for noeud in ast.walk(arbre)
        if {getattr(noeud, "attr", None), getattr(noeud, "id", None), getattr(noeud, "arg", None)} & INTERDITS
    ]
    assert not fautes, "\n".join(fautes)
