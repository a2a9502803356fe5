"""The pages that an account reaches from the home page, link after link, each read once."""

import http.client
import re
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from demo import EN_TETE, EN_TETE_ESSAI, MOT_DE_PASSE
from lecture_html import Page

DOMAINE = "calpae.example"
JETON = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Reponse:
    """One answer: status, type, bytes, where it sends to (or ""), and its SQL queries (None where it does not say)."""

    statut: int
    nature: str
    octets: bytes
    suite: str
    requetes: int | None


@dataclass
class Visiteur:
    """A browser without a screen: one connection, the cookies of one account (None: nobody logged in)."""

    adresse: str
    compte: str | None
    cookies: dict = field(default_factory=dict)

    def __post_init__(self):
        self.connexion = http.client.HTTPConnection(urlsplit(self.adresse).netloc, timeout=300)
        if self.compte:
            self._log_in()

    def _log_in(self):
        jeton = JETON.search(self.ask("GET", "/connexion/").octets.decode())[1]
        champs = {
            "csrfmiddlewaretoken": jeton,
            "username": f"{self.compte}@{DOMAINE}",
            "password": MOT_DE_PASSE,
        }
        if self.ask("POST", "/connexion/", urlencode(champs)).statut != 302:
            raise RuntimeError(f"{self.compte} cannot log in")

    def ask(self, methode, url, corps=None, **en_tetes):
        en_tetes |= {"Cookie": "; ".join(f"{nom}={valeur}" for nom, valeur in self.cookies.items())}
        if corps is not None:
            en_tetes |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.adresse}
        self.connexion.request(methode, url, corps, en_tetes)
        reponse = self.connexion.getresponse()
        octets = reponse.read()
        for cookie in reponse.headers.get_all("Set-Cookie", []):
            nom, _, valeur = cookie.split(";")[0].partition("=")
            self.cookies[nom] = valeur
        requetes = reponse.headers.get(EN_TETE)
        return Reponse(
            reponse.status,
            reponse.headers.get("Content-Type", "").split(";")[0],
            octets,
            reponse.headers.get("Location", ""),
            int(requetes) if requetes else None,
        )

    def try_envoi(self, methode, url, corps):
        """What a form sent is answered, with the page it sends to and what that has to say; nothing of it stays."""
        cookies = dict(self.cookies)
        if methode == "GET":
            reponse = self.ask(methode, f"{url}?{corps}")
        else:
            reponse = self.ask(methode, url, corps, **{EN_TETE_ESSAI: "1"})
        if suite := self._resolve(url, reponse.suite):
            reponse = replace(self.ask("GET", suite), statut=reponse.statut, suite=reponse.suite)
        self.cookies = cookies
        return reponse

    def visit(self):
        """(url, Reponse, its Page or None) of all that is linked from « / », from near to far."""
        vues, a_voir = {"/"}, ["/"]
        while a_voir:
            url = a_voir.pop(0)
            reponse = self.ask("GET", url)
            page = Page(reponse.octets.decode()) if reponse.nature == "text/html" else None
            yield url, reponse, page
            for lien in [reponse.suite, *(page.adresses if page else ())]:
                suivante = self._resolve(url, lien)
                if suivante and suivante not in vues:
                    vues.add(suivante)
                    a_voir.append(suivante)

    def _resolve(self, ici, lien):
        """A link as an address of the site, None where it leads out of it."""
        absolue = urldefrag(urljoin(self.adresse + ici, lien or ""))[0]
        return absolue.removeprefix(self.adresse) if lien and absolue.startswith(f"{self.adresse}/") else None
