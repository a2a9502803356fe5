"""What people read of a page, or of a paper: its words."""

import re
from html import unescape

ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
BLOCS = (
    "article|aside|blockquote|body|br|button|caption|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header|"
    "legend|li|main|nav|ol|option|p|section|select|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
BORDS = re.compile(rf"[ ]*(</?(?:{BLOCS})\b[^>]*>)[ ]*")
# In a paper, a detail stands on a line of its own.
BLOC, BALISES = re.compile(rf'</?(?:{BLOCS})\b[^>]*>|<span class="detail[^>]*>'), re.compile(r"<[^>]*>")


def read(reponse):
    """The words of a page, spaces as people type them."""
    return " ".join(read_html(reponse).replace("&nbsp;", " ").translate(ESPACES).split())


def read_html(reponse):
    """The HTML of a page, white space as a browser shows it."""
    return fold_blancs(reponse.content.decode())


def fold_blancs(html):
    """The end of a line is a space, and none shows beside a block."""
    return BORDS.sub(r"\1", re.sub(r"[ \t\n]+", " ", html))


def read_papier(document):
    """The words of a document that was composed (`imprimer`), every run of spaces made one."""
    corps = bytes(document.octets).decode().partition("<body")[2].partition(">")[2]
    return " ".join(unescape(BALISES.sub("", BLOC.sub(" ", corps))).split())
