"""How the templates of the site are read."""

import re

from django.template.loaders import filesystem

# What a page does not show: the blanks around the lines of a template, and the ends of those that only decide.
MARGES = re.compile(r"[ \t]*\n\s*")
DECISIONS = re.compile(
    r"(?<=\n)((?:\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith|load) ?[^%\n]*%\}|\{#[^\n]*#\})+)\n"
)


def remove_marges(source):
    """A template without its margins; a blank stays wherever there is one between two words."""
    return DECISIONS.sub(r"\1", MARGES.sub("\n", source))


class SansMarges(filesystem.Loader):
    """Without what sets the lines of pages in: a third, and nearly half, of the weight of those of many small pieces.
    Mails and texts are made of their lines, and keep them."""

    def get_contents(self, origin):
        contenu = super().get_contents(origin)
        return remove_marges(contenu) if origin.name.endswith(".html") else contenu
