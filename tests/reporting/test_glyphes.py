"""No box on the paper, whatever is pasted; and the same bytes on a machine with other fonts."""

import hashlib
import io
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reporting import pdf
from reporting.contents import map_textes
from reporting.glyphes import read_couverture, replace_absents
from saisie.caracteres import DERNIER_PRIVE, PREMIER_PRIVE, clean_texte
from tests.reporting.contenus import COLLE, build_avenant, build_rapport, draw, print_texte
from tests.reporting.lecture_pdf import list_glyphes_absents, read_pages, text_of

RACINE = Path(__file__).parents[2]


def test_the_detector_of_boxes_sees_one():
    assert list_glyphes_absents(draw("avant 中 après"))
    assert not list_glyphes_absents(draw("avant ☐ après"))


@pytest.fixture(scope="module")
def colle():
    return print_texte(COLLE)


def test_what_word_pastes_is_printed_in_signs_people_can_read(colle):
    assert list_glyphes_absents(colle) == []
    texte = text_of(colle)
    for lisible in ("• Premier point", "▪ Second point", "☐ à faire ☒ fait ☑ ✓ ➢", "paragraphe"):
        assert lisible in texte
    lignes = "\n".join(texte for texte, _hauteur in read_pages(colle)).splitlines()
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


def test_the_bytes_are_the_same_whatever_fonts_the_machine_has(tmp_path, colle):
    """Another process, on a machine with a font more, that has a letter which ours lack."""
    police = TTFont(io.BytesIO(pdf._read_static("documents/polices/symboles.woff2")))
    police.flavor = None
    for table in police["cmap"].tables:
        table.cmap[ord("ა")] = police.getBestCmap()[ord("★")]
    (tmp_path / "polices").mkdir()
    police.save(tmp_path / "polices" / "autre.ttf")
    programme = (
        "import django, hashlib; django.setup();"
        "from tests.reporting.contenus import COLLE, draw, print_texte;"
        "from tests.reporting.lecture_pdf import list_glyphes_absents;"
        "print(hashlib.sha256(print_texte(COLLE)).hexdigest(), len(list_glyphes_absents(draw('ა'))))"
    )
    machine = tmp_path / "fonts.conf"
    dossiers = f"<dir>{tmp_path / 'polices'}</dir>"
    cache = f"<cachedir>{tmp_path / 'cache'}</cachedir>"
    machine.write_text(f"<?xml version='1.0'?><fontconfig>{dossiers}{cache}</fontconfig>")
    env = {**os.environ, "FONTCONFIG_FILE": str(machine), "DJANGO_SETTINGS_MODULE": "config.settings"}
    commande = [sys.executable, "-W", "ignore", "-c", programme]
    sortie = subprocess.run(commande, cwd=RACINE, env=env, capture_output=True, text=True)
    assert sortie.returncode == 0, sortie.stderr[-2000:]
    assert sortie.stdout.split() == [hashlib.sha256(colle).hexdigest(), "1"]


@pytest.mark.parametrize("nom", pdf.POLICES)
def test_no_font_holds_outlines_that_python_must_undo(nom):
    """Each drawing unpacks them: the transform of WOFF2 made it a third of a second longer."""
    police = TTFont(io.BytesIO(pdf._read_static(nom)))
    assert police.flavorData.transformedTables.isdisjoint({"glyf", "loca"})


def test_drawing_leaves_the_fonts_of_the_machine_to_the_rest_of_the_process(monkeypatch):
    load = pdf._load_feuille.__wrapped__  # once for a process
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    load()
    assert "FONTCONFIG_FILE" not in os.environ
    monkeypatch.setenv("FONTCONFIG_FILE", "/une/autre")
    load()
    assert os.environ["FONTCONFIG_FILE"] == "/une/autre"
