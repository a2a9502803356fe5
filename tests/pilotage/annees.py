"""Years made up: a small référentiel whose indicators are linked in each way there is, and what conventions answer, one
edition after the other."""

from datetime import date
from decimal import Decimal

from indicateurs.calculations import compute_resultat
from pilotage.edition import Brute, LigneBrute
from pilotage.familles import list_familles
from pilotage.publication import ConventionPubliee, IndicateurPublie, MontantPublie, Publication
from referentiels.comparabilite import Comparabilite
from referentiels.construction import build_definition
from referentiels.lecture import parse_referentiel
from referentiels.mesures import VIDE, Mesure
from tests.sources import RACINE

AXES = '[[axes]]\ncode = "S"\nlibelle = "Un axe"\n'
INDICATEURS = """
[[indicateurs]]
code = "{0}"
axe = "S"
nature = "{1}"
unite = "personnes"
libelle = "{0}"
{2}
"""
DECLARES = (
    ("A1", "effectif", ""),
    ("A2", "taux", 'denominateur = "A1"\nsens = "hausse"'),
    ("A3", "taux", 'denominateur = "A2"\nsens = "hausse"'),
    ("R1", "effectif", ""),
    ("R2", "delai", 'total = "R1"\nevenements = "R3"\nsens = "hausse"\n'
     'delai = { de = "entree", a = "orientation", limite = { jours = 30 } }'),
    ("R3", "effectif", ""),
    ("S1", "effectif", ""),
    ("S2", "effectif", ""),
    ("S3", "effectif", ""),
    ("M1", "moyenne", 'numerateur = "S1"\ndenominateur = "S3"'),
)  # fmt: skip
CONTROLES = '[[controles]]\nregle = "S1 + S2 = S3"\ngravite = "bloquant"\nmessage = "Le tout."\n'


def _make_definition():
    entete = (RACINE / "tests" / "referentiels" / "inconnu.toml").read_text().split("[[axes]]")[0]
    indicateurs = "".join(INDICATEURS.format(*un) for un in DECLARES)
    return build_definition(parse_referentiel(entete + AXES + indicateurs + CONTROLES))


DEFINITION = _make_definition()
FAMILLES = list_familles([DEFINITION])


def draw_effectif(hasard):
    return hasard.choice([0, 1, 2, 3, 4, 5, 6, 8, 11, 17, 30])


def draw_mesures(hasard):
    """What one convention answers: figures that hold together, or none."""
    dites = {}

    def give(code, valeur, **reste):
        dites[code] = Mesure("renseigne" if valeur else "neant", Decimal(valeur), **reste)

    if hasard.random() < 0.9:
        a3, sans3, sans2 = (draw_effectif(hasard) for _ in range(3))
        give("A1", a3 + sans3 + sans2)
        give("A2", a3 + sans3)
        if hasard.random() < 0.85:
            give("A3", a3)
    if hasard.random() < 0.9:
        dans, tard, jamais, en_cours = (draw_effectif(hasard) for _ in range(4))
        echus = dans + tard + jamais
        if hasard.random() < 0.85:
            give("R1", echus + en_cours)
        give("R2", dans, denominateur=Decimal(echus), en_cours=en_cours)
        give("R3", dans + tard)
    if hasard.random() < 0.9:
        s1, s2 = draw_effectif(hasard), draw_effectif(hasard)
        give("S1", s1)
        give("S2", s2)
        give("S3", s1 + s2)
    return dites


def draw_annee(hasard):
    """[{convention: (its measures, the indicators that compare with nobody)}], edition after edition: figures are
    corrected, a convention comes or goes."""
    codes = [f"C{rang}" for rang in range(hasard.randint(3, 6))]
    gardees = {code: (draw_mesures(hasard), draw_ecartes(hasard)) for code in codes}
    editions = [dict(gardees)]
    for _ in range(hasard.randint(0, 2)):
        for code in hasard.sample(codes, hasard.randint(0, 2)):
            avant, ecartes = gardees[code]
            nouvelles = draw_mesures(hasard)
            corriges = [famille for famille in FAMILLES if hasard.random() < 0.5]
            touches = {un for famille in corriges for un in famille.codes}
            gardees[code] = (
                {un: mesure for un, mesure in avant.items() if un not in touches}
                | {un: mesure for un, mesure in nouvelles.items() if un in touches},
                ecartes if hasard.random() < 0.7 else draw_ecartes(hasard),
            )
        partie = hasard.choice([None, None, *codes])
        editions.append({code: dit for code, dit in gardees.items() if code != partie})
    return editions


def draw_ecartes(hasard):
    return {code for code, *_ in DECLARES if hasard.random() < 0.08}


def get_collectivite(convention):
    """Two conventions are of one collectivité, as those of Alsace are."""
    return "C01" if convention in ("C0", "C1") else convention


def make_brute(dites, textes=("Un", ""), montants=()):
    """The figures of one edition. `textes` are what is written where people write."""
    libelle, motif = textes
    lignes = []
    for convention, (mesures, ecartes) in dites.items():
        for code, indicateur in DEFINITION.indicateurs.items():
            resultat = compute_resultat(indicateur, mesures)
            motifs = (motif or "autre méthode",) if code in ecartes else ()
            lignes.append(
                LigneBrute(
                    convention,
                    indicateur,
                    resultat,
                    mesures.get(code, VIDE),
                    "fiable" if resultat.numerateur is not None else "",
                    date(2021, 12, 31),
                    None if resultat.numerateur is None else Comparabilite("", motifs),
                )
            )
    return Brute(
        entete=Publication(
            dispositif="CLS",
            dispositif_libelle=libelle,
            annee=2024,
            referentiel=DEFINITION.code,
            reference=DEFINITION.reference,
            methode=motif,
            methode_fixee=bool(motif),
            indicateurs=tuple(_tell_indicateur(un, libelle) for un in DEFINITION.indicateurs.values()),
            conventions=tuple(_tell_convention(code, libelle) for code in dites),
            lignes=(),
            agregats=(),
            montants=tuple(
                MontantPublie(code, "S", libelle, un, None, un, None, un is None)
                for code, un in zip(dites, montants, strict=False)
            ),
        ),
        familles=FAMILLES,
        lignes=tuple(lignes),
        mesures={code: mesures for code, (mesures, _) in dites.items()},
        inities={code: get_collectivite(code) for code in dites},
        seuils=DEFINITION.seuils_ensemble,
    )


def _tell_indicateur(un, libelle):
    termes = {"numerateur": un.numerateur, "denominateur": un.denominateur}
    return IndicateurPublie(
        un.code,
        "S",
        libelle,
        libelle,
        "",
        un.nature,
        "personnes",
        un.sens,
        0,
        famille="",
        verifie=True,
        **termes,
    )


def _tell_convention(code, libelle):
    """Those of an even rank are of one région, the others of another."""
    region = "11" if int(code[1:]) % 2 else "24"
    return ConventionPubliee(
        code, libelle, libelle, code, libelle, region, libelle, "valide", "Validé", DEFINITION.code, "", ""
    )
