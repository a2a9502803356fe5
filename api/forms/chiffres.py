"""The figures a tool sends, judged by the grid of the pages: the same fields, the same rules, the same sentences."""

from decimal import Decimal

from indicateurs.forms.grille import Grille
from indicateurs.forms.saisie import MOTS_DELAI, make_texte
from indicateurs.models import EtatValeur

# They have no number: those that are stored go, unless they are sent.
SANS_NOMBRE = (EtatValeur.VIDE, EtatValeur.NEANT, EtatValeur.NON_DISPONIBLE, EtatValeur.NON_CONCERNE)


class EnvoiDeChiffres:
    """Figures of any axe of an exercice (`ChiffreEnvoye`), as the grid reads them; `erreurs` are all that is wrong."""

    def __init__(self, exercice, chiffres, envoyes, aujourdhui):
        self.erreurs = []
        vide = Grille(exercice, None, chiffres, aujourdhui)
        donnees = {}
        for envoye in envoyes:
            if self._is_recevable(envoye, vide, donnees):
                donnees |= write_envoye(vide.forms[envoye.code], envoye)
        self.grille = Grille(exercice, None, chiffres, aujourdhui, donnees)

    def _is_recevable(self, envoye, grille, donnees):
        """Is it a figure that is typed, once, with the numbers it has? What is wrong is noted."""
        form, code = grille.forms.get(envoye.code), envoye.code
        if form is None:
            is_connu = code in grille.definition.indicateurs
            dit = (
                "Cet indicateur se calcule depuis deux autres\u00a0: il ne s’écrit pas."
                if is_connu
                else "Le référentiel de l’exercice n’a pas cet indicateur."
            )
            self._note(code, dit, "inconnu")
        elif form.add_prefix("version") in donnees:
            self._note(code, "Ce chiffre est envoyé deux fois.", "double")
        else:
            for champ in MOTS_DELAI:
                if champ not in form.chiffres and getattr(envoye, champ) is not None:
                    self._note(f"{code}.{champ}", "Cet indicateur n’a pas ce nombre.", "sans_objet")
            return True
        return False

    def _note(self, champ, message, code):
        self.erreurs.append({"champ": champ, "message": message, "code": code})

    def is_valid(self):
        """Each figure, then the rules between them: `erreurs` says all of it."""
        if not self.grille.is_valid():
            for code, form in self.grille.forms.items():
                for champ, fautes in form.errors.get_json_data().items() if form.is_bound else ():
                    lieu = code if champ == "__all__" else f"{code}.{champ}"
                    for faute in fautes:
                        self._note(lieu, faute["message"], faute["code"] or None)
        return not self.erreurs

    @property
    def signaux(self):
        """What the rules say of what was sent, that does not keep it from being written."""
        return [
            {"code": lue.faute.code, "gravite": lue.faute.gravite, "message": lue.faute.message}
            for lue in self.grille.fautes
            if lue.faute.code in self.grille.saisies and not lue.is_bloquante
        ]


def write_envoye(form, envoye):
    """{name of a field: text}, as a page would send the row of `form` with what is sent typed over what is stored."""
    textes = {nom: _read_stocke(champ, form.initial.get(nom)) for nom, champ in form.fields.items()}
    dits = envoye.model_dump(exclude_unset=True, exclude={"code"})
    if envoye.etat in SANS_NOMBRE:
        textes |= dict.fromkeys(form.chiffres, "")
    elif "etat" not in dits and set(dits) & set(form.chiffres) and textes["etat"] != EtatValeur.PROVISOIRE:
        # As a page does: a number that is typed says by itself what it is.
        textes["etat"] = ""
    textes |= {champ: _write(dit) for champ, dit in dits.items() if champ in form.fields}
    return {form.add_prefix(champ): texte for champ, texte in textes.items()}


def _read_stocke(champ, valeur):
    """What is stored, as its field sends it: a list shows those that are chosen."""
    texte = make_texte(champ, valeur)
    return texte[0] if isinstance(texte, list) else texte


def _write(dit):
    """A value as one types it: a number with a comma, a date of the calendar of browsers."""
    if dit is None or dit is False:
        return ""
    if isinstance(dit, Decimal):
        return f"{dit:f}".replace(".", ",")
    return str(dit)
