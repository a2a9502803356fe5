"""A PDF read back as a screen reader does: its tag tree, with the words of each element."""

import io
import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache

import pypdf
from fontTools.ttLib import TTFont
from pypdf.generic import DictionaryObject

BFCHAR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
OPERATEURS = re.compile(
    rb"/MCID (?P<marque>\d+)|\b(?P<ouvre>B[DM]C)\b|\b(?P<ferme>EMC)\b"
    rb"|(?P<police>/\S+) [\d.]+ Tf\b|\[(?P<mots>[^\]]*)\] TJ\b"
)
# Of `pdftotext -bbox`: heights in points, from the top.
PAGE = re.compile(r'height="([\d.]+)"')
MOT = re.compile(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)"')
FILIGRANE = 50  # points, the least height of « PROJET » across a page
GLYPHES = re.compile(rb"<([0-9A-Fa-f]+)>")
# As WeasyPrint writes what it draws: a font, then its glyphs in hexadecimal.
SUITES = re.compile(rb"/(\S+) [\d.]+ Tf\b|\[([^\]]*)\] TJ\b")

# More documents than the demo has, which several tests look at; those of a test alone are not kept: a rapport
# that was read takes 15 MB.
remember = lru_cache(maxsize=24)


@dataclass(frozen=True)
class Cellule:
    """A cell of a table, its words, and those of the headers it names."""

    tag: str
    texte: str
    entetes: tuple[str, ...]
    scope: str
    page: int  # from 1


class Table(list):
    """Rows of cells."""

    is_suite = False


@remember
def list_titres(document):
    """(level, words) of each heading, in order."""
    return [
        (int(element["/S"][2:]), _read_texte(element, mots))
        for element, mots in _walk(document)
        if re.fullmatch("/H[1-6]", element["/S"])
    ]


@remember
def list_tables(document):
    """Each table, as the rows of its `Cellule`; one that goes on from the page before has no caption."""
    tables = []
    pages = {
        un.indirect_reference.idnum: numero
        for numero, un in enumerate(_read_mots(document)[0].pages, start=1)
    }
    for table, mots in _walk(document):
        if table["/S"] != "/Table":
            continue
        lignes = [[*_list_sous(ligne, ("/TH", "/TD"))] for ligne in _list_sous(table, ("/TR",))]
        ids = {str(un["/ID"]): _read_texte(un, mots) for ligne in lignes for un in ligne if "/ID" in un}
        tables.append(Table([_read_cellule(un, ids, mots, pages) for un in ligne] for ligne in lignes))
        tables[-1].is_suite = not any(un["/S"] == "/Caption" for un in map(_resolve, _list_enfants(table)))
    return tables


def _read_cellule(element, ids, mots, pages):
    attributs = element["/A"]
    return Cellule(
        tag=element["/S"][1:],
        texte=_read_texte(element, mots),
        entetes=tuple(ids[str(cle)] for cle in attributs.get("/Headers", ())),
        scope=attributs.get("/Scope", "")[1:],
        page=pages[element.raw_get("/Pg").idnum],
    )


def _walk(document):
    """Every element of the tag tree, in order, with the words of the document: {(page, mark): text}."""
    lecteur, mots = _read_mots(document)
    pile = [lecteur.trailer["/Root"]["/StructTreeRoot"]]
    while pile:
        element = pile.pop().get_object()
        if "/S" in element:
            yield element, mots
        pile += reversed(_list_enfants(element))


@remember
def _read_mots(document):
    lecteur, mots = pypdf.PdfReader(io.BytesIO(document)), {}
    for page in lecteur.pages:
        mots |= {(page.indirect_reference.idnum, marque): t for marque, t in _read_marques(page).items()}
    return lecteur, mots


def _resolve(reference):
    return reference.get_object()


def _list_enfants(element):
    enfants = element.get("/K", [])
    enfants = enfants if isinstance(enfants, list) else [enfants]
    return [un for un in enfants if isinstance(un.get_object(), DictionaryObject) and "/S" in un.get_object()]


def _list_sous(element, tags):
    for enfant in _list_enfants(element):
        enfant = enfant.get_object()
        yield from [enfant] if enfant["/S"] in tags else _list_sous(enfant, tags)


def _read_texte(element, mots):
    page = element.raw_get("/Pg").idnum
    marques = element.get("/K", [])
    morceaux = []
    for un in marques if isinstance(marques, list) else [marques]:
        un = un.get_object()
        morceaux.append(_read_texte(un, mots) if isinstance(un, DictionaryObject) and "/S" in un else "")
        if isinstance(un, int):
            morceaux.append(mots.get((page, int(un)), ""))
    return " ".join(" ".join(morceaux).split())


def read_dessins(page):
    """The operators of a page, in one stream, without pypdf parsing them."""
    return page["/Contents"].get_object().get_data()


def _read_marques(page):
    """{mark: text} of each marked content of a page. Only the operators that matter to it are read, as WeasyPrint
    writes them (its glyphs in hexadecimal): most of a page is lines and colours, on which pypdf is slow."""
    textes, pile, marque, carte = {}, [], None, {}
    cartes = {nom: _read_carte(un.get_object()) for nom, un in page["/Resources"]["/Font"].items()}
    for lu in OPERATEURS.finditer(read_dessins(page)):
        match lu.lastgroup:
            case "marque":
                marque = int(lu["marque"])
            case "ouvre":
                pile.append(marque if lu["ouvre"] == b"BDC" else None)
            case "ferme":
                pile.pop()
            case "police":
                carte = cartes[lu["police"].decode()]
            case "mots" if pile and pile[-1] is not None:
                textes[pile[-1]] = textes.get(pile[-1], "") + _decode(
                    b"".join(GLYPHES.findall(lu["mots"])), carte
                )
    return textes


def _decode(glyphes, carte):
    return "".join(
        carte.get(glyphes[rang : rang + 4].decode().lower(), "") for rang in range(0, len(glyphes), 4)
    )


def _read_carte(police):
    return {
        glyphe.decode().lower(): bytes.fromhex(mots.decode()).decode("utf-16-be")
        for glyphe, mots in BFCHAR.findall(police["/ToUnicode"].get_object().get_data())
    }


@remember
def read_pages(document):
    """(text, how far down its lowest line is) of each page: 0 at the top, 1 at the foot; running titles apart."""
    pages = []
    for texte, page in zip(
        _read_textes(document), _run_pdftotext(document, "-bbox").split("<page ")[1:], strict=True
    ):
        hauteur = float(PAGE.search(page)[1])
        bas = [
            float(bas) / hauteur for haut, bas in MOT.findall(page) if float(bas) - float(haut) < FILIGRANE
        ]
        pages.append((texte, max((un for un in bas if 0.07 < un < 0.95), default=0)))
    return pages


@remember
def _read_textes(document):
    # Each page ends on a form feed.
    return _run_pdftotext(document, "-raw").split("\f")[:-1]


def _run_pdftotext(document, option):
    commande = ["pdftotext", option, "-", "-"]
    return subprocess.run(commande, input=document, capture_output=True, check=True).stdout.decode()


def list_hauteurs(document):
    """For each page, how far down its lowest line of text is."""
    return [hauteur for _texte, hauteur in read_pages(document)]


def list_textes(document):
    """The text of each page, every run of spaces made one."""
    return [" ".join(texte.split()) for texte in _read_textes(document)]


def text_of(document):
    """The text of all pages, every run of spaces made one."""
    return " ".join(list_textes(document))


def read(document):
    return pypdf.PdfReader(io.BytesIO(document))


def list_glyphes_absents(document):
    """(page, font, glyph) of each glyph its font does not hold, or glyph 0: a box."""
    absents = []
    for numero, page in enumerate(read(document).pages, start=1):
        tailles = {
            nom: _count_glyphes(police.get_object()) for nom, police in page["/Resources"]["/Font"].items()
        }
        police = None
        for nom, suite in SUITES.findall(read_dessins(page)):
            if nom:
                police = f"/{nom.decode()}"
            octets = bytes.fromhex(b"".join(GLYPHES.findall(suite)).decode())
            glyphes = {int.from_bytes(octets[rang : rang + 2]) for rang in range(0, len(octets), 2)}
            absents += [(numero, police, g) for g in glyphes if not 0 < g < tailles[police]]
    return absents


def _count_glyphes(police):
    descripteur = police["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    fichier = descripteur.get("/FontFile3") or descripteur.get("/FontFile2")
    return TTFont(io.BytesIO(fichier.get_data()))["maxp"].numGlyphs
