"""Numbers that check themselves. Pure Python."""


def has_cle_de_luhn(chiffres: str) -> bool:
    """Does a number written in digits, as a SIREN or a SIRET is, end with its check digit (ISO/IEC 7812-1)? From the
    right, every second digit counts double, less nine past nine, and the sum is a multiple of ten."""
    doubles = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    lus = [int(chiffre) for chiffre in reversed(chiffres)]
    return sum(lus[::2] + [doubles[chiffre] for chiffre in lus[1::2]]) % 10 == 0
