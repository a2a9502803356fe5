"""How the templates of the site are read."""

import re

from django.template.loaders import filesystem

RETRAITS = re.compile(r"[ \t]+(?=\n)|(?<=\n)[ \t]+")


class SansRetraits(filesystem.Loader):
    """Without what sets their lines in and ends them, that no page shows: a third of the weight of those of many small
    pieces. Lines stay: an error names its own, and mails and texts are made of them."""

    def get_contents(self, origin):
        contenu = super().get_contents(origin)
        return RETRAITS.sub("", contenu) if origin.name.endswith((".html", ".svg")) else contenu
