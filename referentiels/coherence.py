"""What must hold between the tables of a référentiel, once each can be read alone. Pure; each rule gives faults.

A reference to a table that is itself at fault is not one more fault: codes are those the file writes, right or wrong.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fichiers.personnes import is_entete_personnelle
from referentiels.annees import list_annees_jugees, list_annees_visees, tell_annees_visees
from referentiels.definitions import Indicateur
from referentiels.delais import RESERVEES, FormatParcours, RegleDelai
from referentiels.fautes import Chemin, FauteDite
from referentiels.lecture import Contenu, Lu, locate_tables
from referentiels.phrases import write_phrase
from referentiels.schema import TableParcours
from referentiels.table_financement import CONDITION_REDEPLOIEMENT, TableEnveloppe
from referentiels.table_indicateurs import ANNEE_DU_RACCOURCI, TableProportion
from referentiels.table_parts import TablePart

ENVELOPPES_MAX = 12  # those that may pay what are looked at together, whichever they are
MOTIF_ECART_MAX = 60  # what the column of an action keeps


def list_fautes_liens(
    contenu: Contenu, lu: Lu, format_parcours: FormatParcours, indicateurs: Mapping[str, Indicateur]
) -> Iterator[FauteDite]:
    """What no référentiel may say, published or not."""
    en_faute = {faute.chemin[0] for faute in lu.fautes}
    codes_axes, codes = lu.list_codes(contenu, "axes"), lu.list_codes(contenu, "indicateurs")
    lieux = locate_tables(contenu, "indicateurs")
    if "parcours" not in en_faute:
        yield from list_fautes_format(lu.liens.parcours, format_parcours)
    if codes_axes == set():
        yield _tell("axes", ("axes",))
    yield from _list_doubles(contenu, "axes", "code", (axe.code for axe in lu.liens.axes))
    axes = {axe.code: axe for axe in lu.liens.axes}.values()
    for mesure, fois in Counter(un.code for axe in axes for un in axe.mesures).items():
        if fois > 1:
            yield _tell("mesure_double", ("axes",), valeur=mesure)
    yield from _list_doubles(contenu, "indicateurs", "code", (table.code for table in lu.liens.indicateurs))
    for indicateur in indicateurs.values():
        lieu = lieux[indicateur.code]
        if codes_axes and indicateur.axe not in codes_axes:
            ou = f"Indicateur {indicateur.code}"
            yield _tell("axe_inconnu", (*lieu, "axe"), ou=ou, valeur=indicateur.axe)
        if indicateur.regle and "parcours" not in en_faute:
            yield from list_fautes_delai(indicateur.regle, format_parcours, (*lieu, "delai"))
        yield from _list_fautes_cites(indicateur, indicateurs, codes, lieu)
    yield from _list_doubles(contenu, "controles", "regle", (table.regle for table in lu.liens.controles))


def list_fautes_publication(contenu: Contenu, lu: Lu) -> Iterator[FauteDite]:
    """What is asked of a file to publish, and was not always."""
    financement, codes = lu.liens.financement, lu.list_codes(contenu, "axes")
    for rang, motif in enumerate(financement.motifs_ecart):
        if len(motif) > MOTIF_ECART_MAX:
            lieu: Chemin = ("financement", "motifs_ecart", rang)
            yield _tell("motif_long", lieu, valeur=motif, nombre=MOTIF_ECART_MAX)
    if regle := financement.redeploiement:
        ou, lieu = "[financement], redeploiement", ("financement", "redeploiement")
        if regle.condition != CONDITION_REDEPLOIEMENT:
            yield _tell("condition", (*lieu, "condition"), ou=ou, choix=CONDITION_REDEPLOIEMENT)
        for cle, axes in (("de", (regle.de,)), ("vers", regle.vers)):
            for code in axes:
                if codes and code not in codes:
                    yield _tell("axe_inconnu", (*lieu, cle), ou=ou, valeur=code)
        if regle.de in regle.vers:
            yield _tell("meme_axe", (*lieu, "vers"), ou=ou, valeur=regle.de)
    for chiffre in lu.liens.contexte_national:
        if codes and chiffre.axe and chiffre.axe not in codes:
            yield _tell(
                "axe_inconnu",
                ("contexte_national",),
                ou=f"Chiffre national «\u00a0{chiffre.nom}\u00a0»",
                valeur=chiffre.axe,
            )
    yield from _list_fautes_cibles(contenu, lu)
    yield from _list_fautes_calendrier(contenu, lu)
    yield from _list_fautes_parts(financement.parts, codes)
    yield from _list_fautes_enveloppes(financement.enveloppes, codes)
    if financement.part_departement_min is not None:
        lieu = ("financement", "part_departement_min")
        if financement.parts:
            yield _tell("part_deux_fois", lieu)
        elif financement.part_departement_min >= 1:
            yield _tell("part_intenable", lieu)
    for cle in ("articles", "clauses"):
        yield from _list_fautes_axes(contenu, lu, cle, codes) if codes else ()


def _list_fautes_cibles(contenu: Contenu, lu: Lu) -> Iterator[FauteDite]:
    """A target of a year the file does not aim at, or said twice."""
    annees, lieux = list_annees_visees(contenu), locate_tables(contenu, "indicateurs")
    for table in lu.liens.indicateurs:
        if not isinstance(table, TableProportion):
            continue
        lieu, ou = lieux[table.code], f"Indicateur {table.code}"
        dites = [((*lieu, "cibles", str(annee)), str(annee), annee) for annee in table.cibles or ()]
        if table.cible_2022 is not None:
            dites.append(((*lieu, "cible_2022"), "cible_2022", ANNEE_DU_RACCOURCI))
            if ANNEE_DU_RACCOURCI in (table.cibles or ()):
                yield _tell("cible_deux_fois", (*lieu, "cible_2022"), ou=ou)
        for chemin, cle, annee in dites:
            if annees and annee not in annees:
                yield _tell("cible_inconnue", chemin, ou=ou, cle=cle, **tell_annees_visees(contenu, ""))


def _list_fautes_calendrier(contenu: Contenu, lu: Lu) -> Iterator[FauteDite]:
    """A calendar of a year that is not judged, or two of one year."""
    jugees, dites = list_annees_jugees(contenu), set()
    for rang, table in enumerate(lu.liens.calendrier.annees):
        lieu: Chemin = ("calendrier", "annees", rang, "annee")
        if jugees and table.annee not in jugees:
            yield _tell("calendrier_annee", lieu, valeur=table.annee, choix=", ".join(map(str, jugees)))
        if table.annee in dites:
            yield _tell("calendrier_double", lieu, valeur=table.annee)
        dites.add(table.annee)


def _list_fautes_parts(parts: Sequence[TablePart], codes: set[str] | None) -> Iterator[FauteDite]:
    """A rule that cannot be kept, that is said twice, or that speaks of no axe, or of one there is not."""
    cles: list[tuple[str, str, str, str]] = []
    for rang, table in enumerate(parts):
        lieu: Chemin = ("financement", "parts", rang)
        regle = table.regle
        if regle.part_etat_max <= 0:
            yield _tell("part_intenable", (*lieu, "part"))
        if regle.cle in cles:
            yield _tell("part_double", (*lieu, "qui"), valeur=table.qui)
        cles.append(regle.cle)
        inconnus = [code for code in table.sauf if codes and code not in codes]
        for code in inconnus:
            yield _tell("axe_inconnu", (*lieu, "sauf"), ou="[financement], parts", valeur=code)
        if codes and not inconnus and codes <= set(table.sauf):
            yield _tell("part_sans_axe", (*lieu, "sauf"))


def _list_fautes_enveloppes(tables: Sequence[TableEnveloppe], codes: set[str] | None) -> Iterator[FauteDite]:
    """An envelope said twice, one of an axe there is not, an axe that none may pay."""
    vues: set[str] = set()
    if len(tables) > ENVELOPPES_MAX:
        yield _tell("enveloppes_nombreuses", ("financement", "enveloppes"), nombre=ENVELOPPES_MAX)
    for rang, table in enumerate(tables):
        lieu: Chemin = ("financement", "enveloppes", rang)
        if table.code in vues:
            yield _tell("enveloppe_double", (*lieu, "code"), valeur=table.code)
        vues.add(table.code)
        for code in table.axes:
            if codes and code not in codes:
                yield _tell("axe_inconnu", (*lieu, "axes"), ou="[financement], enveloppes", valeur=code)
    if tables and all(table.axes for table in tables):
        payes = {code for table in tables for code in table.axes}
        for code in sorted((codes or set()) - payes):
            yield _tell("axe_sans_enveloppe", ("financement", "enveloppes"), valeur=code)


def _list_fautes_axes(contenu: Contenu, lu: Lu, cle: str, codes: set[str]) -> Iterator[FauteDite]:
    ou, elements = f"[textes.avenant], {cle}", getattr(lu.liens.textes.avenant, cle)
    lieux = locate_tables(contenu["textes"]["avenant"], cle) if elements else {}
    for element in elements:
        for code in sorted(set(element.axes) - codes):
            yield _tell(
                "axe_inconnu", ("textes", "avenant", *lieux[element.code], "axes"), ou=ou, valeur=code
            )


def list_fautes_format(table: TableParcours, format_parcours: FormatParcours) -> Iterator[FauteDite]:
    """What is wrong from one date of `[parcours]` to the next."""
    codes: list[str] = []
    colonnes = list(RESERVEES)
    for rang, jour in enumerate(format_parcours.dates if table.dates is not None else ()):
        lieu = ("parcours", "dates", rang)
        if jour.code in codes:
            yield _tell("date_double", (*lieu, "code"), valeur=jour.code)
        if jour.colonne in colonnes:
            yield _tell("colonne_prise", (*lieu, "colonne"), valeur=jour.colonne)
        if is_entete_personnelle(jour.colonne):
            yield _tell("colonne_personnelle", (*lieu, "colonne"), valeur=jour.colonne)
        if jour.apres and jour.apres not in codes:
            yield _tell("date_precede", (*lieu, "apres"), autre=jour.apres, valeur=jour.code)
        if jour.avec_organisme and not format_parcours.organismes:
            yield _tell("sans_organisme", (*lieu, "organisme"), valeur=jour.code)
        codes.append(jour.code)
        colonnes.append(jour.colonne)


def list_fautes_delai(
    regle: RegleDelai, format_parcours: FormatParcours, lieu: Chemin
) -> Iterator[FauteDite]:
    """What the rule of a délai, at a path, names that no line of a parcours file has."""
    ou = f"Indicateur {regle.code}"
    for cle, jour in (("de", regle.de), ("a", regle.a)):
        if jour not in format_parcours.codes:
            yield _tell("date_inconnue", (*lieu, cle), ou=ou, valeur=jour)
    for organisme in sorted(regle.sauf_organismes - set(format_parcours.organismes)):
        yield _tell("organisme_inconnu", (*lieu, "sauf_organisme"), ou=ou, valeur=organisme)


def _list_fautes_cites(
    indicateur: Indicateur, indicateurs: Mapping[str, Indicateur], connus: set[str] | None, lieu: Chemin
) -> Iterator[FauteDite]:
    ou, regle = f"Indicateur {indicateur.code}", indicateur.regle
    cites = {"numerateur": indicateur.numerateur, "denominateur": indicateur.denominateur}
    if regle:
        cites |= {"total": regle.total or "", "evenements": regle.evenements or ""}
    for cle, cite in cites.items():
        if not cite:
            continue
        if connus is not None and cite not in connus:
            yield _tell("indicateur_inconnu", (*lieu, cle), ou=ou, valeur=cite)
        elif cite == indicateur.code or (cite in indicateurs and not indicateurs[cite].is_saisi):
            yield _tell("indicateur_calcule", (*lieu, cle), ou=ou, valeur=cite)


def _list_doubles(contenu: Contenu, suite: str, cle: str, valeurs: Iterable[str]) -> Iterator[FauteDite]:
    """That a table of a suite says again what another says; its sentence has the name of the suite."""
    lieux = locate_tables(contenu, suite, cle)
    doubles = (valeur for valeur, fois in Counter(valeurs).items() if fois > 1)
    return (_tell(suite, (*lieux[double], cle)) for double in doubles)


def _tell(phrase: str, chemin: Chemin, **mots: object) -> FauteDite:
    return FauteDite(write_phrase(phrase, **mots), chemin)
