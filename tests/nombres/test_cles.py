"""Numbers that check themselves."""

import pytest

from nombres.cles import has_cle_de_luhn

# Published by INSEE and the State: the DINUM, the example of the notice of Sirene.
SIRET = ("13002526500013", "73282932000074")


@pytest.mark.parametrize("siret", SIRET)
def test_one_digit_wrong_is_always_found(siret):
    assert has_cle_de_luhn(siret)
    for rang, chiffre in enumerate(siret):
        for autre in set("0123456789") - {chiffre}:
            assert not has_cle_de_luhn(siret[:rang] + autre + siret[rang + 1 :])
