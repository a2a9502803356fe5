"""What people read of a page, or of a paper: its words."""

import re

from tests.reporting.lecture_pdf import text_of

ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
BLOCS = (
    "article|aside|blockquote|body|br|button|caption|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header|"
    "legend|li|main|nav|ol|option|p|section|select|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
BORDS = re.compile(rf"[ ]*(</?(?:{BLOCS})\b[^>]*>)[ ]*")


def read(reponse):
    """The words of a page, spaces as people type them."""
    return " ".join(read_html(reponse).replace("&nbsp;", " ").translate(ESPACES).split())


def read_html(reponse):
    """The HTML of a page, white space as a browser shows it."""
    return fold_blancs(reponse.content.decode())


def fold_blancs(html):
    """The end of a line is a space, and none shows beside a block."""
    return BORDS.sub(r"\1", re.sub(r"[ \t\n]+", " ", html))


def read_pdf(document):
    """The words of a document, as it is stored."""
    return text_of(bytes(document.octets))
