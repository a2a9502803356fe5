"""The child process that draws a document: started by `reporting.dessin`, it puts limits on itself, reads on its
standard input what to draw as JSON (`nature`, `contenu`), writes the PDF on its standard output, and leaves.

It opens no database: what it draws is frozen, and all there.
"""

import gc
import json
import math
import os
import resource
import sys
import traceback

import django
from django.conf import settings
from django.utils.module_loading import import_string

from fichiers.enfant import limit_ressources
from reporting import contents, pdf
from reporting.dessin import ERREUR, TROP_LOURD

# A report of 60 fiches with 12,000 characters of text each takes 11 s and 270 MB; the demo's, 2 s and 105 MB.
SECONDES_CPU = 60
MEMOIRE = 700_000_000
# Fonts are unpacked in files of the drawing's own directory.
DISQUE = 50_000_000
# What a draft may take of these limits: the final paper says the same, and a decision or a signatory more, on a machine
# that may be slower that day. Once it is asked for, nobody shortens it any more.
PART_DU_PROJET = 0.75
# Objects made between two looks for cycles: with the usual 700, an eighth of a drawing goes there, and finds little.
ENTRE_DEUX_COLLECTES = 50_000


def render_fige(nature, contenu):
    """The PDF of frozen contents, as `Document` keeps them; or of a paper of a floor above (`config/papiers.py`)."""
    classe = contents.CLASSES.get(nature) or import_string(settings.PAPIERS[nature])
    return pdf.render(contents.from_dict(classe, contenu))


def main():
    """Draw the one document of the standard input."""
    # The site and its readers come first.
    os.nice(5)
    limit_dessin()
    gc.set_threshold(ENTRE_DEUX_COLLECTES)
    try:
        django.setup()
        # What is loaded stays.
        gc.freeze()
        lu = json.load(sys.stdin)
        if lu["contenu"]["projet"]:
            limit_dessin(PART_DU_PROJET)
        octets = render_fige(**lu)
    except MemoryError:
        os._exit(TROP_LOURD)
    except Exception as erreur:
        # Where memory was refused to a library, what it raises may be anything.
        if is_a_bout_de_memoire():
            os._exit(TROP_LOURD)
        # The class and the place only: a message might quote the document.
        sys.stderr.write(f"{type(erreur).__name__}\n{''.join(traceback.format_tb(erreur.__traceback__))}")
        sys.exit(ERREUR)
    with open(1, "wb") as sortie:
        sortie.write(octets)


def is_a_bout_de_memoire():
    """Has this process taken nearly all the memory it may?"""
    with open("/proc/self/status", encoding="ascii") as etat:
        pic = next((ligne.split()[1] for ligne in etat if ligne.startswith("VmPeak:")), "0")
    return int(pic) * 1024 > resource.getrlimit(resource.RLIMIT_AS)[0] * 0.9


def limit_dessin(part=1):
    """`part` of what drawing a document may take."""
    limit_ressources(
        memoire=math.ceil(MEMOIRE * part),
        secondes=math.ceil(SECONDES_CPU * part),
        disque=math.ceil(DISQUE * part),
    )


if __name__ == "__main__":
    main()
