"""No box on the paper, whatever is pasted; and the same bytes on a machine with other fonts."""

import io
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdf
import pytest
from fontTools.ttLib import TTFont
from pypdf.generic import ContentStream

from reporting import pdf
from reporting.contents import map_textes
from reporting.glyphes import read_couverture, replace_absents
from saisie.caracteres import DERNIER_PRIVE, PREMIER_PRIVE, clean_texte
from tests.reporting.contenus import COLLE_DE_WORD, build_avenant, build_rapport, print_texte
from tests.reporting.lecture_pdf import text_of

RACINE = Path(__file__).parents[2]


def list_glyphes_absents(document):
    """(page, text drawn) of each run with a glyph its font does not hold, or glyph 0: a box."""
    lecteur = pypdf.PdfReader(io.BytesIO(document))
    absents = []
    for numero, page in enumerate(lecteur.pages, start=1):
        tailles = {
            nom: _count_glyphes(police.get_object()) for nom, police in page["/Resources"]["/Font"].items()
        }
        police = None
        for operandes, operateur in ContentStream(page["/Contents"], lecteur).operations:
            if operateur == b"Tf":
                police = operandes[0]
            suite = operandes[0] if operateur == b"TJ" else operandes if operateur == b"Tj" else ()
            for chaine in suite:
                octets = getattr(chaine, "original_bytes", b"")
                glyphes = [int.from_bytes(octets[rang : rang + 2]) for rang in range(0, len(octets), 2)]
                absents += [(numero, police, g) for g in glyphes if not 0 < g < tailles[police]]
    return absents


def _count_glyphes(police):
    descripteur = police["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    fichier = descripteur.get("/FontFile3") or descripteur.get("/FontFile2")
    return TTFont(io.BytesIO(fichier.get_data()))["maxp"].numGlyphs


def test_the_detector_of_boxes_sees_one(monkeypatch):
    monkeypatch.setattr(pdf, "replace_absents", lambda texte, is_dessinable: texte)
    assert list_glyphes_absents(print_texte("avant 中 après"))


def test_what_word_pastes_is_printed_in_signs_people_can_read():
    document = print_texte(COLLE_DE_WORD)
    assert list_glyphes_absents(document) == []
    texte = text_of(document)
    for lisible in ("• Premier point", "▪ Second point", "☐ à faire ☒ fait ☑ ✓ ➢", "paragraphe"):
        assert lisible in texte
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    lignes = "\n".join(page.extract_text() for page in pages).splitlines()
    assert {"• Premier point", "▪ Second point", "ligne", "suite"} <= {ligne.strip() for ligne in lignes}


CONTROLES = ("\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\ud800", "\ufeff")


@pytest.mark.parametrize("build", [build_rapport, build_avenant])
def test_controls_in_every_text_of_a_document_stop_nothing(build):
    """A space followed by U+2029 in any field made of the whole document an error."""
    controles = " a".join(CONTROLES)
    contenu = map_textes(build(), lambda texte: f"{texte} {controles}" if " " in texte else texte)
    assert list_glyphes_absents(pdf.render(contenu)) == []


def list_echantillon():
    """Every character of the BMP that can be typed but one ideogram or syllable in fifty, by category."""
    rangs = {}
    for point in range(0x20, 0x10000):
        caractere = chr(point)
        categorie = unicodedata.category(caractere)
        rangs[categorie] = rangs.get(categorie, 0) + 1
        if categorie not in ("Lo", "Co", "Cs", "Cn") or rangs[categorie] % 50 == 1:
            yield caractere


def test_no_character_of_the_bmp_is_a_box():
    document = print_texte(" ".join(f"a{caractere}" for caractere in list_echantillon()))
    assert list_glyphes_absents(document) == []


@pytest.mark.parametrize(
    ("tape", "imprime"),
    [
        ("d’accord 👍 !", "d’accord  !"),
        ("👨\u200d👩\u200d👧 🇫🇷 1\ufe0f\u20e3", "  1"),
        ("fait ✅", "fait ✔"),
        ("120 ㎡", "120 m2"),
        ("Ｆｉｎ 𝐁𝐢𝐥𝐚𝐧", "Fin Bilan"),
        ("caf\u0065\u0301", "café"),
        ("中文", "[U+4E2D][U+6587]"),
        ("Ἀθῆναι, Київ, ½, ⅓, x²", "Ἀθῆναι, Київ, ½, ⅓, x²"),
        ("une\u3000place", "une place"),
        ("＜b＞", "[U+FF1C]b[U+FF1E]"),
    ],
)
def test_what_no_font_has_is_replaced_by_what_can_be_read(tape, imprime):
    is_dessinable = read_couverture([pdf._read_static(name) for name in pdf.POLICES])
    assert replace_absents(clean_texte(tape), is_dessinable) == imprime


def test_each_sign_word_writes_in_the_private_use_area_becomes_one_our_fonts_have():
    is_dessinable = read_couverture([pdf._read_static(name) for name in pdf.POLICES])
    for point in range(PREMIER_PRIVE, DERNIER_PRIVE + 1):
        propre = clean_texte(f"a{chr(point)}b")[1:-1]
        assert len(propre) == 1 and not 0xE000 <= ord(propre) <= 0xF8FF, hex(point)
        assert is_dessinable(propre), hex(point)


def test_the_bytes_are_the_same_whatever_fonts_the_machine_has(tmp_path):
    """Two processes: one on a machine without a font, one where the whole of another font is installed
    beside those of this one."""
    police = TTFont(io.BytesIO(pdf._read_static("documents/polices/symboles.woff2")))
    police.flavor = None
    (tmp_path / "polices").mkdir()
    police.save(tmp_path / "polices" / "autre.ttf")
    programme = (
        "import django, hashlib; django.setup();"
        "from tests.reporting.contenus import COLLE_DE_WORD, print_texte;"
        "print(hashlib.sha256(print_texte(COLLE_DE_WORD + ' ⁂ Київ 中')).hexdigest())"
    )
    empreintes = set()
    for dossiers in ("", f"<dir>{tmp_path / 'polices'}</dir><dir>/usr/share/fonts</dir>"):
        machine = tmp_path / "fonts.conf"
        cache = f"<cachedir>{tmp_path / 'cache'}</cachedir>"
        machine.write_text(f"<?xml version='1.0'?><fontconfig>{dossiers}{cache}</fontconfig>")
        env = {**os.environ, "FONTCONFIG_FILE": str(machine), "DJANGO_SETTINGS_MODULE": "config.settings"}
        sortie = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", programme],
            cwd=RACINE,
            env=env,
            capture_output=True,
            text=True,
        )
        assert sortie.returncode == 0, sortie.stderr[-2000:]
        empreintes.add(sortie.stdout.strip())
    assert len(empreintes) == 1


@pytest.mark.parametrize("nom", pdf.POLICES)
def test_no_font_holds_outlines_that_python_must_undo(nom):
    """Each drawing unpacks them: the transform of WOFF2 made it a third of a second longer."""
    police = TTFont(io.BytesIO(pdf._read_static(nom)))
    assert police.flavorData.transformedTables.isdisjoint({"glyf", "loca"})


def test_drawing_leaves_the_fonts_of_the_machine_to_the_rest_of_the_process(monkeypatch):
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    print_texte("")
    assert "FONTCONFIG_FILE" not in os.environ
    monkeypatch.setenv("FONTCONFIG_FILE", "/une/autre")
    print_texte("")
    assert os.environ["FONTCONFIG_FILE"] == "/une/autre"
