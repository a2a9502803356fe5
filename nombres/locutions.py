"""A French noun as sentences need it: its article, what its article contracts into, what agrees with it. Pure."""

import unicodedata
from dataclasses import dataclass

MASCULIN, FEMININ = "masculin", "feminin"
NOMS_MASCULINS = ("contrat", "plan", "pacte", "accord", "protocole", "programme")  # what an instrument may be
VOYELLES = frozenset("aeiouy")


@dataclass(frozen=True)
class Nom:
    """« le Département », « la Métropole », « l’Eurométropole », « Bordeaux Métropole », in each of its forms."""

    mot: str
    genre: str = FEMININ  # MASCULIN or FEMININ
    sans_article: bool = False

    @property
    def le(self) -> str:
        """« le contrat », « la convention », « l’avenant »."""
        if self.sans_article:
            return self.mot
        return f"l’{self.mot}" if self._elides else f"{'le' if self._is_masculin else 'la'} {self.mot}"

    @property
    def du(self) -> str:
        """« du contrat », « de la convention », « de l’avenant », « d’Orléans Métropole »."""
        if self.sans_article:
            return f"d’{self.mot}" if self._elides else f"de {self.mot}"
        return f"du {self.mot}" if self._contracts else f"de {self.le}"

    @property
    def au(self) -> str:
        """« au contrat », « à la convention », « à l’avenant »."""
        return f"au {self.mot}" if self._contracts else f"à {self.le}"

    @property
    def ce(self) -> str:
        """« ce contrat », « cette convention », « cet accord »."""
        masculin = "cet" if self._elides else "ce"
        return f"{masculin if self._is_masculin else 'cette'} {self.mot}"

    @property
    def e(self) -> str:
        """What a participle that agrees with it ends with: « conclu », « conclue »."""
        return "" if self._is_masculin else "e"

    @property
    def titre(self) -> str:
        """The word at the start of a line, without its article: « Convention »."""
        return self.mot[:1].upper() + self.mot[1:]

    @property
    def formes(self) -> dict[str, str]:
        """Each form by the prefix that asks for it: one of FORMES."""
        formes = (self.mot, self.le, capitalize(self.le), self.du, self.au, self.e)
        return dict(zip(FORMES, formes, strict=True))

    @property
    def _is_masculin(self) -> bool:
        return self.genre == MASCULIN

    @property
    def _elides(self) -> bool:
        return unicodedata.normalize("NFD", self.mot[:1].lower())[:1] in VOYELLES

    @property
    def _contracts(self) -> bool:
        return self._is_masculin and not (self._elides or self.sans_article)


# The prefixes of the forms of a noun, and what each gives of one.
FORMES = {
    "": "le mot seul",
    "le_": "avec son article",
    "Le_": "de même, avec sa majuscule",
    "du_": "après «\u00a0de\u00a0»",
    "au_": "après «\u00a0à\u00a0»",
    "e_": "l’accord d’un participe",
}


def capitalize(texte: str) -> str:
    """« Le Département »: the rest is left as it is."""
    return texte[:1].upper() + texte[1:]
