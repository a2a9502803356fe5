"""The boxes in which a table scrolls: written once."""

from django.template import Context, Template

from comptes.templatetags.tableaux import tableau
from tests.sources import RACINE


def test_a_table_scrolls_under_its_name_in_the_boxes_of_the_dsfr():
    gabarit = (
        '{% tableau "Soldes de " annee "&nbsp;; " nom classes="cartes" %}<table></table>{% endtableau %}'
    )
    assert Template(gabarit).render(Context({"annee": 2021, "nom": "<b>"})) == (
        '<div class="fr-table cartes"><div class="fr-table__wrapper"><div class="fr-table__container" role="region" '
        'tabindex="0" aria-label="Soldes de 2021&nbsp;; &lt;b&gt;"><div class="fr-table__content"><table></table>'
        "</div></div></div></div>"
    )
    assert 'class="fr-table__container"><' in tableau("")


def test_no_template_writes_them_by_hand():
    gabarits = list((RACINE / "templates").rglob("*.html"))
    assert [un.name for un in gabarits if "fr-table__" in un.read_text(encoding="utf-8")] == []
    assert len(gabarits) > 100
