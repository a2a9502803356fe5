"""Every form of a page as a browser has it: where it is sent, what it holds, what may be typed in it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

MUETS = {"submit", "button", "reset", "image"}


@dataclass
class Champ:
    """One control: its kind (`text`, `date`, `select`…), what it holds, what may be chosen."""

    nom: str
    genre: str
    valeur: str = ""
    coche: bool = False
    requis: bool = False
    longueur: int = 0
    is_chiffre: bool = False
    choix: list = field(default_factory=list)


@dataclass
class Formulaire:
    """One way to send a form: one of its buttons, `bouton` its (name, value) or None."""

    action: str
    champs: list
    bouton: tuple | None = None

    def read(self):
        """What a browser sends of it untouched: {name: [values]}."""
        envoi = {}
        for un in self.champs:
            if un.genre == "file" or (un.genre in ("checkbox", "radio") and not un.coche):
                continue
            envoi.setdefault(un.nom, []).append(un.valeur)
        if self.bouton:
            envoi.setdefault(self.bouton[0], []).append(self.bouton[1])
        return envoi


class Lecteur(HTMLParser):
    """The forms that a page posts, one for each button; controls elsewhere that say `form="…"` are theirs too."""

    def __init__(self, html, adresse):
        super().__init__()
        self.adresse, self.averti, self._formulaires, self._boutons = adresse, None, {}, []
        self._ouvert = self._texte = self._liste = None
        self.feed(html.split("<main", 1)[1].split("</main>")[0])

    def list_formulaires(self):
        for cle, attributs in self._boutons:
            if cle not in self._formulaires:
                continue
            lieu, champs = self._formulaires[cle]
            nom = attributs.get("name")
            bouton = (nom, attributs.get("value", "")) if nom else None
            yield Formulaire(attributs.get("formaction") or lieu, champs, bouton)

    def _get_cle(self, attributs):
        return attributs.get("form", self._ouvert)

    def _add(self, attributs, genre, **dit):
        cle = self._get_cle(attributs)
        if cle is None or "disabled" in attributs or not attributs.get("name"):
            return None
        champ = Champ(
            attributs["name"],
            genre,
            requis="required" in attributs,
            longueur=int(attributs.get("maxlength", 0)),
            is_chiffre="inputmode" in attributs,
            **dit,
        )
        self._formulaires.setdefault(cle, ["", []])[1].append(champ)
        return champ

    def handle_starttag(self, balise, attributs):
        attributs = dict(attributs)
        if balise == "form":
            self._ouvert = None
            if attributs.get("method") == "post":
                self._ouvert = attributs.get("id") or f"sans-nom-{len(self._formulaires)}"
                self._formulaires.setdefault(self._ouvert, ["", []])[0] = (
                    attributs.get("action") or self.adresse
                )
                if "data-avertir" in attributs:
                    self.averti = Formulaire(*self._formulaires[self._ouvert])
                if "data-grille" in attributs:
                    # What the script of a grid sends at each pause.
                    self._boutons.append((self._ouvert, {"formaction": attributs["data-grille"]}))
        elif balise == "button" and attributs.get("type", "submit") == "submit":
            self._boutons.append((self._get_cle(attributs), attributs))
        elif balise == "input" and attributs.get("type", "text") not in MUETS:
            genre = attributs.get("type", "text")
            valeur = attributs.get("value", "on" if genre == "checkbox" else "")
            self._add(attributs, genre, valeur=valeur, coche="checked" in attributs)
        elif balise == "textarea":
            self._texte = self._add(attributs, "textarea")
        elif balise == "select":
            self._liste = self._add(attributs, "select")
        elif balise == "option" and self._liste:
            self._liste.choix.append(attributs.get("value", ""))
            if "selected" in attributs or len(self._liste.choix) == 1:
                self._liste.valeur = attributs.get("value", "")

    def handle_data(self, texte):
        if self._texte:
            self._texte.valeur += texte

    def handle_endtag(self, balise):
        if balise == "textarea":
            # The line end after <textarea> is no part of the text.
            if self._texte:
                self._texte.valeur = self._texte.valeur.removeprefix("\n")
            self._texte = None
        elif balise == "select":
            self._liste = None
        elif balise == "form":
            self._ouvert = None


def list_formulaires(reponse, adresse):
    """The forms that an answer posts, none when it is no page."""
    if not reponse.get("Content-Type", "").startswith("text/html") or b"<main" not in reponse.content:
        return []
    return list(Lecteur(reponse.content.decode(), adresse).list_formulaires())


def read_formulaire(reponse):
    """{name: text, or list of the boxes ticked} of the form of a page that warns before one leaves it."""
    champs = {}
    for un in Lecteur(reponse.content.decode(), "").averti.champs:
        if un.genre not in ("checkbox", "radio", "file"):
            champs[un.nom] = un.valeur
        elif un.coche:
            champs.setdefault(un.nom, []).append(un.valeur)
    return champs
