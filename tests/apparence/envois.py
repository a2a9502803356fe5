"""Each form that a page offers, sent three ways: as it stands, emptied, and filled with what cannot be read.

What the site writes is undone (see `serveur.py`): its answer, or the page it sends to, says what a refusal or a success
says."""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlencode, urljoin

from lecture_html import CODES, Page

ILLISIBLE = "12,3,4 ?"
# What a person writes in: the rest (hidden fields, boxes, choices) is sent as it stands.
ECRITS = {"text", "email", "number", "date", "search", "tel", "url", "password", "textarea"}
MANIERES = {"tel quel": None, "vidé": "", "illisible": ILLISIBLE}


@dataclass(frozen=True)
class Formulaire:
    """Where it is sent, and `champs`: (name, value, type)."""

    methode: str
    adresse: str
    champs: tuple[tuple[str, str, str], ...]

    @property
    def forme(self):
        """What makes a form look like another: its route, its kinds of fields, its buttons."""
        return CODES.sub("/…", self.adresse), frozenset(
            (genre, nom if genre == "button" else "") for nom, _, genre in self.champs
        )

    def make_corps(self, maniere):
        mot = MANIERES[maniere]
        return urlencode(
            [
                (nom, mot if genre in ECRITS and mot is not None else valeur)
                for nom, valeur, genre in self.champs
            ]
        )


def read_formulaires(html, ici):
    """The forms of the page at `ici`, once for each button that sends them."""
    return _Formulaires(html, ici).liste


class _Formulaires(HTMLParser):
    def __init__(self, html, ici):
        super().__init__()
        self.ici, self.liste, self.champs, self.texte, self.choix = ici, [], None, None, None
        self.feed(html)
        self.close()

    def handle_starttag(self, balise, attributs):
        attributs = {nom: valeur or "" for nom, valeur in attributs}
        if balise == "form":
            self.methode = attributs.get("method", "get").upper()
            self.adresse, self.champs, self.boutons = attributs.get("action", ""), [], []
        if self.champs is None or "disabled" in attributs:
            return
        nom, valeur = attributs.get("name", ""), attributs.get("value", "")
        if balise == "input":
            self._read_input(nom, attributs)
        elif balise == "textarea":
            self.texte = [nom, ""]
        elif balise == "select":
            self.choix = [nom, None]
        elif balise == "option" and self.choix and ("selected" in attributs or self.choix[1] is None):
            self.choix[1] = valeur
        elif balise == "button" and attributs.get("type", "submit") == "submit":
            self.boutons.append((attributs.get("formaction", self.adresse), nom, valeur))

    def _read_input(self, nom, attributs):
        genre = attributs.get("type", "text")
        if genre in ("checkbox", "radio") and "checked" not in attributs:
            return
        if nom and genre not in ("file", "submit", "button", "image"):
            self.champs.append((nom, attributs.get("value", "on" if genre == "checkbox" else ""), genre))

    def handle_data(self, texte):
        if self.texte:
            self.texte[1] += texte

    def handle_endtag(self, balise):
        if balise == "textarea" and self.texte:
            self.champs.append((self.texte[0], self.texte[1].removeprefix("\n"), "textarea"))
            self.texte = None
        elif balise == "select" and self.choix:
            self.champs.append((self.choix[0], self.choix[1] or "", "select"))
            self.choix = None
        elif balise == "form" and self.champs is not None:
            for adresse, nom, valeur in self.boutons:
                bouton = [(nom, valeur, "button")] if nom else []
                ou = urldefrag(urljoin(self.ici, adresse))[0]
                self.liste.append(Formulaire(self.methode, ou, tuple(self.champs + bouton)))
            self.champs = None


def send(visiteur, formulaire):
    """(manner, answer, its Page or None) of each manner."""
    for maniere in MANIERES:
        reponse = visiteur.try_envoi(formulaire.methode, formulaire.adresse, formulaire.make_corps(maniere))
        yield maniere, reponse, Page(reponse.octets.decode()) if reponse.nature == "text/html" else None
