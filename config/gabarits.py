"""How the templates of the site are read."""

import re

from django.template.loaders import filesystem

# Of a line: does it only decide?
DECISION = re.compile(
    r"(?:\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith|load)\b[^%\n]*%\}|\{#[^#\n]*#\})+"
)


def remove_marges(source):
    """A template without its margins: the blanks around its lines, and the end of those that only decide. A blank stays
    wherever there is one between two words."""
    lignes = [ligne for brute in source.split("\n") if (ligne := brute.strip())]
    lue = "".join(ligne if DECISION.fullmatch(ligne) else f"{ligne}\n" for ligne in lignes)
    return lue if source.endswith("\n") else lue.removesuffix("\n")


class SansMarges(filesystem.Loader):
    """Without what sets the lines of pages in: a third of the weight of those of many small pieces.
    Mails and texts are made of their lines, and keep them."""

    def get_contents(self, origin):
        contenu = super().get_contents(origin)
        return remove_marges(contenu) if origin.name.endswith(".html") else contenu
