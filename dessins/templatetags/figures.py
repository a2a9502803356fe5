"""The one tag that shows a chart, on a page as on a paper."""

from django import template

from dessins import encres

register = template.Library()


@register.inclusion_tag("dessins/figure.html")
def dessin(figure, tableau="replie"):
    """A chart of `dessins`. `tableau`: that of its numbers, `replie` (folded under it), `ouvert`, or `ailleurs`,
    when what is around says them all."""
    return {"dessin": figure, "tableau": tableau, "encres": encres}
