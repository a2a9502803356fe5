"""A page read as what it says and what it is made of, whatever the white space its template is written with.

A page is {section: [lines]}, kept as a text file that two takes compare section by section:

* `titre`, and `texte`: its words, one line per block; a space lost, gained or moved inside a sentence shows;
* `liens`: what each link says and where it goes; `champs`: each form, its fields, what they hold and may hold;
* `structure`: every tag with its attributes, and the text between them.

What is drawn at each answer (tokens, nonces), the fingerprints of static files and those of documents are left out.
"""

import re
from html.parser import HTMLParser

# Those that HTML collapses: a no-break space is a character as any other.
BLANCS = re.compile(r"[ \t\n\r\f]+")
EMPREINTE = re.compile(r"(/static/[^\"'\s]+?)\.[0-9a-f]{12}(?=\.\w+)")
EMPREINTE_DE_DOCUMENT = re.compile("[0-9a-f]{16}…")
# Of an address: numbers, codes of axes, of indicators, of actions.
CODES = re.compile(r"/(?:\d[\w-]*|[A-Z]\d?(?:-\d+)?)(?=/)")
TIRES = {"nonce", "integrity"}
CHAMPS_TIRES = {"csrfmiddlewaretoken", "compte_de_la_page"}
VIDES = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What does not cut a sentence in two; a label, a button, a link that looks like one do: what parts them is no space.
DANS_LA_PHRASE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins",
    "kbd", "mark", "output", "q", "s", "samp", "select", "small", "span", "strong", "sub", "sup", "textarea",
    "time", "tspan", "u", "var", "wbr",
}  # fmt: skip
BOUTON = "fr-btn"
CHAMPS = {"input", "select", "textarea", "button", "option"}
BRUTS = {"script", "style"}
TELS_QUELS = {"textarea", "pre"}


def collapse(texte):
    return EMPREINTE_DE_DOCUMENT.sub("…", BLANCS.sub(" ", texte).strip(" "))


class Page(HTMLParser):
    """One answer, read; `sections` and `adresses` (where its links go, as written) are then whole."""

    def __init__(self, html):
        super().__init__()
        self.sections = {nom: [] for nom in ("titre", "texte", "liens", "champs", "structure")}
        self.adresses, self.ouvertes, self.liens = [], [], []
        self.phrase, self.genres = "", set()
        self.feed(html)
        self.close()
        self._end_phrase()

    def handle_starttag(self, balise, attributs):
        attributs = _clean(balise, dict(attributs))
        is_bouton = BOUTON in attributs.get("class", "").split()
        if balise not in DANS_LA_PHRASE or is_bouton:
            self._end_phrase()
        elif balise in VIDES:
            self.phrase += "▭" if attributs.get("type") != "hidden" else ""
        self.genres.add((balise, attributs.get("class", ""), attributs.get("type", "")))
        tenu = " ".join(f'{nom}="{attributs[nom]}"' for nom in sorted(attributs))
        if balise in CHAMPS or balise == "form":
            self.sections["champs"].append(f"{balise} {tenu}")
        if balise == "a":
            self.adresses.append(attributs.get("href"))
            self.liens.append([attributs.get("href", ""), ""])
        self.sections["structure"].append(f"<{balise} {tenu}>" if tenu else f"<{balise}>")
        if balise not in VIDES:
            self.ouvertes.append((balise, is_bouton))

    def get_forme(self, url):
        """What makes a page look like another: its route, as its address tells it, and the kinds of its elements."""
        return CODES.sub("/…", url.partition("?")[0]), frozenset(self.genres)

    def handle_endtag(self, balise):
        if balise not in (ouverte for ouverte, _ in self.ouvertes):
            return
        fermee, is_bouton = self.ouvertes.pop()
        while fermee != balise:
            fermee, is_bouton = self.ouvertes.pop()
        if balise not in DANS_LA_PHRASE or is_bouton:
            self._end_phrase()
        if balise == "a" and self.liens:
            adresse, mots = self.liens.pop()
            self.sections["liens"].append(f"{collapse(mots)} → {adresse}")
        self.sections["structure"].append(f"</{balise}>")

    def handle_data(self, texte):
        dans = [balise for balise, _ in self.ouvertes]
        ou = dans[-1] if dans else ""
        dit = repr(texte) if ou in TELS_QUELS else collapse(texte)
        if dit:
            self.sections["structure"].append(dit)
        if ou in BRUTS:
            return
        if ou == "title" and "svg" not in dans:
            self.sections["titre"].append(dit)
            return
        if dit and ou in CHAMPS:
            self.sections["champs"].append(f"  {dit}")
        self.phrase += texte
        for lien in self.liens:
            lien[1] += texte

    def _end_phrase(self):
        phrase, self.phrase = collapse(self.phrase), ""
        if phrase:
            self.sections["texte"].append(phrase)


def _clean(balise, attributs):
    """Attributes as they are compared: {name: value}, without what is drawn at each answer."""
    gardes = {}
    for nom, valeur in attributs.items():
        if nom in TIRES:
            continue
        if nom == "class":
            gardes[nom] = " ".join(sorted(collapse(valeur or "").split(" ")))
        elif nom == "value":
            gardes[nom] = "…" if attributs.get("name") in CHAMPS_TIRES else valeur or ""
        else:
            gardes[nom] = EMPREINTE.sub(r"\1", collapse(valeur or ""))
    return gardes
