"""What a browser would send back of a page: the fields of its form, as they stand."""

from html.parser import HTMLParser


class _Lecteur(HTMLParser):
    def __init__(self, action):
        super().__init__()
        self.cherche, self.dedans, self.champs = action, False, {}
        self.texte = self.select = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.dedans = self.cherche(attrs)
        if not self.dedans or not (attrs.get("name") or tag == "option"):
            return
        if tag == "textarea":
            self.texte = attrs["name"]
            self.champs[self.texte] = ""
        elif tag == "select":
            self.select = attrs["name"]
        elif tag == "option" and "selected" in attrs:
            self.champs[self.select] = attrs.get("value", "")
        elif tag == "input" and attrs.get("type") in ("checkbox", "radio"):
            if "checked" in attrs:
                self.champs.setdefault(attrs["name"], []).append(attrs.get("value", "on"))
        elif tag == "input" and attrs.get("type") not in ("submit", "file"):
            self.champs[attrs["name"]] = attrs.get("value", "")

    def handle_data(self, data):
        if self.texte:
            self.champs[self.texte] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.texte:
            # A browser leaves out the first line break.
            self.champs[self.texte] = self.champs[self.texte].removeprefix("\n").removeprefix("\r\n")
            self.texte = None
        if tag == "form":
            self.dedans = False


def read_formulaire(reponse):
    """{name: text, or list of the boxes ticked} of the form of a page that warns before one leaves it."""
    lecteur = _Lecteur(lambda attrs: "data-avertir" in attrs)
    lecteur.feed(reponse.content.decode())
    return lecteur.champs
