"""What people read of a page: its words."""

ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def read(reponse):
    """The words of a page, spaces as people type them."""
    return " ".join(reponse.content.decode().replace("&nbsp;", " ").translate(ESPACES).split())
