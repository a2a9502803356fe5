"""The boxes of tables: one tag, of every floor."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.simple_block_tag
def tableau(content, *nom, classes="fr-table--sm fr-table--multiline cartes"):
    """A `<table>` in the DSFR's four boxes, within which it scrolls under the name `nom` (none: it never has to)."""
    region = format_html(' role="region" tabindex="0" aria-label="{}"', format_html_join("", "{}", zip(nom)))
    return format_html(
        '<div class="fr-table {}"><div class="fr-table__wrapper"><div class="fr-table__container"{}>'
        '<div class="fr-table__content">{}</div></div></div></div>',
        classes,
        region if nom else "",
        content,
    )
