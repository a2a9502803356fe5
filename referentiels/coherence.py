"""What must hold between the tables of a référentiel, once each can be read alone. Pure; each rule gives sentences.

A reference to a table that is itself at fault is not one more fault: codes are those the file writes, right or wrong.
"""

from collections.abc import Iterable, Iterator, Mapping

from fichiers.personnes import is_entete_personnelle
from referentiels.definitions import Indicateur
from referentiels.delais import RESERVEES, FormatParcours, RegleDelai
from referentiels.lecture import Contenu, Lu
from referentiels.phrases import write_phrase
from referentiels.schema import CONDITION_REDEPLOIEMENT, TableParcours

MOTIF_ECART_MAX = 60  # what the column of an action keeps


def list_phrases(
    contenu: Contenu, lu: Lu, format_parcours: FormatParcours, indicateurs: Mapping[str, Indicateur]
) -> Iterator[str]:
    """What no référentiel may say, published or not."""
    en_faute = {faute.chemin[0] for faute in lu.fautes}
    codes_axes, codes = lu.list_codes(contenu, "axes"), lu.list_codes(contenu, "indicateurs")
    if "parcours" not in en_faute:
        yield from list_phrases_format(lu.liens.parcours, format_parcours)
    if codes_axes == set() or _has_double(axe.code for axe in lu.liens.axes):
        yield write_phrase("axes")
    if _has_double(table.code for table in lu.liens.indicateurs):
        yield write_phrase("indicateurs")
    for indicateur in indicateurs.values():
        if codes_axes and indicateur.axe not in codes_axes:
            yield write_phrase("axe_inconnu", ou=f"Indicateur {indicateur.code}", valeur=indicateur.axe)
        if indicateur.regle and "parcours" not in en_faute:
            yield from list_phrases_delai(indicateur.regle, format_parcours)
        yield from _list_phrases_cites(indicateur, indicateurs, codes)
    if _has_double(table.regle for table in lu.liens.controles):
        yield write_phrase("controles")


def list_phrases_publication(contenu: Contenu, lu: Lu) -> Iterator[str]:
    """What is asked of a file to publish, and was not always."""
    financement, codes = lu.liens.financement, lu.list_codes(contenu, "axes")
    for motif in financement.motifs_ecart:
        if len(motif) > MOTIF_ECART_MAX:
            yield write_phrase("motif_long", valeur=motif, nombre=MOTIF_ECART_MAX)
    if regle := financement.redeploiement:
        ou = "[financement], redeploiement"
        if regle.condition != CONDITION_REDEPLOIEMENT:
            yield write_phrase("condition", ou=ou, choix=CONDITION_REDEPLOIEMENT)
        for code in (regle.de, *regle.vers):
            if codes and code not in codes:
                yield write_phrase("axe_inconnu", ou=ou, valeur=code)
        if regle.de in regle.vers:
            yield write_phrase("meme_axe", ou=ou, valeur=regle.de)
    avenant = lu.liens.textes.avenant
    for cle, elements in (("articles", avenant.articles), ("clauses", avenant.clauses)):
        for code in dict.fromkeys(axe for element in elements for axe in element.axes):
            if codes and code not in codes:
                yield write_phrase("axe_inconnu", ou=f"[textes.avenant], {cle}", valeur=code)


def list_phrases_format(table: TableParcours, format_parcours: FormatParcours) -> Iterator[str]:
    """What is wrong from one date of `[parcours]` to the next."""
    codes: list[str] = []
    colonnes = list(RESERVEES)
    for jour in format_parcours.dates if table.dates is not None else ():
        if jour.code in codes:
            yield write_phrase("date_double", valeur=jour.code)
        if jour.colonne in colonnes:
            yield write_phrase("colonne_prise", valeur=jour.colonne)
        if is_entete_personnelle(jour.colonne):
            yield write_phrase("colonne_personnelle", valeur=jour.colonne)
        if jour.apres and jour.apres not in codes:
            yield write_phrase("date_precede", autre=jour.apres, valeur=jour.code)
        if jour.avec_organisme and not format_parcours.organismes:
            yield write_phrase("sans_organisme", valeur=jour.code)
        codes.append(jour.code)
        colonnes.append(jour.colonne)


def list_phrases_delai(regle: RegleDelai, format_parcours: FormatParcours) -> Iterator[str]:
    """What the rule of a délai names that no line of a parcours file has."""
    ou = f"Indicateur {regle.code}"
    for jour in (regle.de, regle.a):
        if jour not in format_parcours.codes:
            yield write_phrase("date_inconnue", ou=ou, valeur=jour)
    for organisme in sorted(regle.sauf_organismes - set(format_parcours.organismes)):
        yield write_phrase("organisme_inconnu", ou=ou, valeur=organisme)


def _list_phrases_cites(
    indicateur: Indicateur, indicateurs: Mapping[str, Indicateur], connus: set[str] | None
) -> Iterator[str]:
    ou, regle = f"Indicateur {indicateur.code}", indicateur.regle
    cites = [indicateur.numerateur, indicateur.denominateur]
    cites += [regle.total or "", regle.evenements or ""] if regle else []
    for cite in filter(None, cites):
        if connus is not None and cite not in connus:
            yield write_phrase("indicateur_inconnu", ou=ou, valeur=cite)
        elif cite == indicateur.code or (cite in indicateurs and not indicateurs[cite].is_saisi):
            yield write_phrase("indicateur_calcule", ou=ou, valeur=cite)


def _has_double(valeurs: Iterable[str]) -> bool:
    vues = list(valeurs)
    return len(set(vues)) != len(vues)
