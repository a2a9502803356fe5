"""Somebody who solves: whole numbers, at least 0, of which sums and differences are known."""

from dataclasses import dataclass, field

BORNE = 400  # nothing that is left out is above
ESSAIS = 800


@dataclass
class Enigme:
    """Unknowns with what they really are, and what is known of them: Σ coefficient × unknown is a number, or at least
    it."""

    vrais: dict = field(default_factory=dict)
    egaux: list = field(default_factory=list)
    au_moins: list = field(default_factory=list)
    # What agrees with all of it, of what was looked for.
    solutions: list = field(default_factory=list)

    def say(self, inconnue, valeur):
        self.vrais[inconnue] = int(valeur)

    def is_trouve(self, forme):
        """Is the value of Σ coefficient × unknown the only one that agrees with all that is known?"""
        vraie = compute_forme(forme, self.vrais)
        if any(compute_forme(forme, une) != vraie for une in self.solutions):
            return False
        plus = (forme, vraie + 1)
        moins = ({un: -coefficient for un, coefficient in forme.items()}, 1 - vraie)
        return not any(self._is_possible([*self.au_moins, autre]) for autre in (plus, moins))

    def _is_possible(self, au_moins):
        connues = {(tuple(sorted(forme.items())), un, True) for forme, un in self.egaux}
        connues |= {(tuple(sorted(forme.items())), un, False) for forme, un in au_moins}
        regles = sorted(connues, key=lambda regle: len(regle[0]))
        self.essais = ESSAIS
        return self._search(regles, dict.fromkeys(self.vrais, (0, BORNE)))

    def _search(self, regles, bornes):
        """Is there a solution within these bounds? Values near the real ones are tried first."""
        self.essais -= 1
        if self.essais < 0 or not tighten(regles, bornes):
            return False
        libres = [un for un, (bas, haut) in bornes.items() if bas < haut]
        if not libres:
            self.solutions.append({un: bas for un, (bas, _) in bornes.items()})
            return True
        cible = min(libres, key=lambda un: bornes[un][1] - bornes[un][0])
        bas, haut = bornes[cible]
        valeur = min(max(self.vrais[cible], bas), haut)
        suites = ((valeur, valeur), (bas, valeur - 1), (valeur + 1, haut))
        return any(
            un <= autre and self._search(regles, bornes | {cible: (un, autre)}) for un, autre in suites
        )


def compute_forme(forme, valeurs):
    return sum(coefficient * valeurs[un] for un, coefficient in forme.items())


def tighten(regles, bornes):
    """Narrow `bornes` by what is known; False when nothing is left of one."""
    change = True
    while change:
        change = False
        for forme, valeur, is_egal in regles:
            for signe in (1, -1) if is_egal else (1,):
                outcome = _tighten(forme, valeur, signe, bornes)
                if outcome is None:
                    return False
                change |= outcome
    return True


def _tighten(forme, valeur, signe, bornes):
    """By signe × Σ ≥ signe × valeur. None: impossible."""
    reste = -signe * valeur
    for un, coefficient in forme:
        reste += signe * coefficient * bornes[un][1 if signe * coefficient > 0 else 0]
    if reste < 0:
        return None
    change = False
    for un, coefficient in forme:
        bas, haut = bornes[un]
        marge = reste // abs(coefficient)
        serree = (max(bas, haut - marge), haut) if signe * coefficient > 0 else (bas, min(haut, bas + marge))
        if serree != (bas, haut):
            bornes[un] = serree
            change = True
    return change
