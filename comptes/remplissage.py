"""What was typed, put back in the page of its form. Pure: HTML and values in, HTML out."""

from html import escape
from html.parser import HTMLParser

# Nothing that was sent goes in there.
MUETS = frozenset({"submit", "button", "reset", "image", "file", "password"})
A_COCHER = frozenset({"checkbox", "radio"})


def fill_page(html, *, page, adresse, champs, gardes, make_avis):
    """The page `html` (of the path `page`) with `champs` ((name, value) pairs) in its form that goes to `adresse`,
    what it has no place for hidden in it, and before it `make_avis(values without a place)` (HTML). None when the page
    has no such form. The fields `gardes` keep what the page says: its token, for instance."""
    valeurs = {}
    for nom, valeur in champs:
        valeurs.setdefault(nom, []).append(valeur)
    lecteur = _Lecteur(html, page, adresse)
    candidats = {rang: len(noms & valeurs.keys()) for rang, noms in lecteur.formulaires.items()}
    rang = max(candidats, key=candidats.get, default=None)
    if rang is None or not candidats[rang]:
        return None
    restes = {
        nom: un for nom, un in valeurs.items() if nom not in lecteur.formulaires[rang] | lecteur.boutons
    }
    return _Remplisseur(html, page, rang, lecteur.ids.get(rang), valeurs, gardes, restes, make_avis).rendu


class _Copieur(HTMLParser):
    """Reads a page and writes it again as it was; `_open` says what becomes of a tag."""

    def __init__(self, page):
        super().__init__(convert_charrefs=False)
        self.page, self.morceaux, self.rang, self.ici = page, [], -1, None

    @property
    def rendu(self):
        return "".join(self.morceaux)

    def write(self, texte):
        self.morceaux.append(texte)

    def handle_starttag(self, balise, attributs):
        attributs = dict(attributs)
        if balise == "form":
            self.rang += 1
            self.ici = self.rang
        self.open(balise, attributs, self.get_starttag_text())

    def handle_startendtag(self, balise, attributs):
        self.open(balise, dict(attributs), self.get_starttag_text())

    def handle_endtag(self, balise):
        self.close(balise)
        if balise == "form":
            self.ici = None

    def handle_data(self, texte):
        self.write(texte)

    def handle_entityref(self, nom):
        self.write(f"&{nom};")

    def handle_charref(self, nom):
        self.write(f"&#{nom};")

    def handle_comment(self, texte):
        self.write(f"<!--{texte}-->")

    def handle_decl(self, texte):
        self.write(f"<!{texte}>")


class _Lecteur(_Copieur):
    """The forms of a page that go to one address: {rank: names of their fields}; the names of its buttons."""

    def __init__(self, html, page, adresse):
        super().__init__(page)
        self.adresse, self.formulaires, self.ids, self.boutons = adresse, {}, {}, set()
        self._champs = []
        self.feed(html)
        par_id = {nom: rang for rang, nom in self.ids.items()}
        for formulaire, ici, nom in self._champs:
            rang = par_id.get(formulaire) if formulaire else ici
            if rang in self.formulaires:
                self.formulaires[rang].add(nom)

    def open(self, balise, attributs, brut):
        nom = attributs.get("name")
        if balise == "form":
            if (attributs.get("method") or "").lower() == "post" and _find_adresse(
                attributs, self.page
            ) == self.adresse:
                self.formulaires[self.rang] = set()
                if attributs.get("id"):
                    self.ids[self.rang] = attributs["id"]
        elif balise == "button" and nom:
            self.boutons.add(nom)
        elif balise in ("input", "textarea", "select") and nom and attributs.get("type") not in MUETS:
            self._champs.append((attributs.get("form"), self.ici, nom))

    def close(self, balise):
        pass


class _Remplisseur(_Copieur):
    """The page with the form of one rank filled."""

    def __init__(self, html, page, cible, identifiant, valeurs, gardes, restes, make_avis):
        super().__init__(page)
        self.cible, self.identifiant, self.valeurs, self.gardes = cible, identifiant, valeurs, gardes
        self.restes, self.make_avis = restes, make_avis
        self._donnes, self._liste, self._zone = {}, None, False
        self.feed(html)

    def handle_data(self, texte):
        # What a textarea held goes with the page it was read from.
        if not self._zone:
            super().handle_data(texte)

    def handle_entityref(self, nom):
        if not self._zone:
            super().handle_entityref(nom)

    def handle_charref(self, nom):
        if not self._zone:
            super().handle_charref(nom)

    def open(self, balise, attributs, brut):
        if balise == "form":
            self._open_form(attributs)
        elif balise == "details" and self.ici == self.cible:
            self.write(_make_balise(balise, attributs | {"open": None}))
        elif balise == "option" and self._liste:
            choisi = attributs.get("value", "") in self.valeurs.get(self._liste, ())
            self._write_coche(balise, attributs, "selected", choisi)
        elif balise in ("input", "textarea", "select") and self._is_a_remplir(attributs):
            self._fill(balise, attributs)
        else:
            self.write(brut)

    def close(self, balise):
        if balise == "form" and self.ici == self.cible:
            for nom, valeurs in self.restes.items():
                for valeur in valeurs:
                    self.write(_make_balise("input", {"type": "hidden", "name": nom, "value": valeur}))
        elif balise == "textarea":
            self._zone = False
        elif balise == "select":
            self._liste = None
        self.write(f"</{balise}>")

    def _open_form(self, attributs):
        if self.ici == self.cible:
            self.write(self.make_avis([un for valeurs in self.restes.values() for un in valeurs]))
        # The page may be shown elsewhere than at its own address.
        self.write(_make_balise("form", attributs | {"action": _find_adresse(attributs, self.page)}))

    def _is_a_remplir(self, attributs):
        ici = attributs["form"] == self.identifiant if attributs.get("form") else self.ici == self.cible
        nom = attributs.get("name")
        return ici and nom and nom not in self.gardes and attributs.get("type") not in MUETS

    def _fill(self, balise, attributs):
        nom = attributs["name"]
        if balise == "select":
            self._liste = nom
            self.write(_make_balise(balise, attributs))
        elif attributs.get("type") in A_COCHER:
            self._write_coche(
                balise, attributs, "checked", attributs.get("value", "on") in self.valeurs.get(nom, ())
            )
        elif nom not in self.valeurs:
            self.write(_make_balise(balise, attributs))
        elif balise == "textarea":
            # A browser leaves out the line end that follows the tag.
            self.write(f"{_make_balise(balise, attributs)}\n{escape(self._take(nom), quote=False)}")
            self._zone = True
        else:
            self.write(_make_balise(balise, attributs | {"value": self._take(nom)}))

    def _write_coche(self, balise, attributs, marque, is_coche):
        autres = {nom: valeur for nom, valeur in attributs.items() if nom != marque}
        self.write(_make_balise(balise, autres | ({marque: None} if is_coche else {})))

    def _take(self, nom):
        """The next value of a field that is there several times."""
        rang = self._donnes[nom] = self._donnes.get(nom, -1) + 1
        return self.valeurs[nom][min(rang, len(self.valeurs[nom]) - 1)]


def _find_adresse(attributs, page):
    return (attributs.get("action") or page).partition("#")[0]


def _make_balise(nom, attributs):
    ecrits = "".join(f" {cle}" if un is None else f' {cle}="{escape(un)}"' for cle, un in attributs.items())
    return f"<{nom}{ecrits}>"
