"""How a test reads the page of an act, and does the act."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Headings and links of a page, and the fields of its last form that is sent."""

    def __init__(self, html):
        super().__init__()
        self.titres, self.liens, self.champs, self._titre = set(), set(), {}, None
        self.feed(html.split("<main", 1)[1].split("</main>")[0])

    def handle_starttag(self, balise, attributs):
        attributs = dict(attributs)
        if balise in ("h1", "h2", "h3"):
            self._titre = ""
        elif balise == "a":
            self.liens.add(attributs.get("href"))
        elif balise == "form":
            self.champs = {}
        elif balise == "input" and attributs.get("name"):
            # A box is ticked.
            sans_valeur = "on" if attributs.get("type") == "checkbox" else ""
            self.champs[attributs["name"]] = attributs.get("value", sans_valeur)

    def handle_data(self, texte):
        if self._titre is not None:
            self._titre += texte

    def handle_endtag(self, balise):
        if balise in ("h1", "h2", "h3") and self._titre is not None:
            self.titres.add(self._titre)
            self._titre = None


def read(reponse):
    return Page(reponse.content.decode())


def confirm(client, adresse, **saisi):
    """Do an act as one does it: from its page, with what it showed."""
    return client.post(adresse, read(client.get(adresse)).champs | saisi)
