"""A référentiel's content made a definition, or all that is wrong in it said at once. Pure.

What is published is only read, and opens for ever, whatever keys a later version of this code knows. A file to publish
is checked whole: a misspelt rule would otherwise be a rule that does not exist.
"""

from decimal import Decimal

from nombres.locutions import FEMININ, MASCULIN, NOMS_MASCULINS
from referentiels.coherence import list_fautes_liens, list_fautes_publication
from referentiels.controles import Controle, name_controle, parse_regle
from referentiels.definitions import (
    Axe,
    Bareme,
    ChiffreNational,
    Definition,
    Indicateur,
    MesureAxe,
    SeuilsEnsemble,
)
from referentiels.delais import FORMAT_USUEL, DateParcours, FormatParcours, RegleDelai
from referentiels.fautes import DefinitionInvalide, FauteDite
from referentiels.lecture import Contenu, Lu, locate_tables, read_contenu
from referentiels.parts import PORTEES, ReglePart, choose_regle
from referentiels.schema import Fichier, TableAxe, TableControle, TableParcours
from referentiels.table_calendrier import list_echeances_avenant
from referentiels.table_financement import TableRefaction
from referentiels.table_indicateurs import TableDelai, TableIndicateur, TableIndicateurDelai, TableProportion
from referentiels.table_parts import build_regles

# What a definition says in the very words of its file.
IDENTITE = (
    *("code", "precedent", "dispositif", "dispositif_libelle"),
    *("reference", "date_signature", "date_publication", "annees"),
)


def build_definition(contenu: Contenu) -> Definition:
    """Read what is published; raises DefinitionInvalide, with the place of each fault."""
    return _build(contenu, complet=False)


def check_referentiel(contenu: Contenu) -> Definition:
    """A référentiel to be published, as `build_definition` will read it ever after; raises DefinitionInvalide on what
    nobody reads, too."""
    return _build(contenu, complet=True)


def _build(contenu: Contenu, complet: bool) -> Definition:
    lu = read_contenu(contenu, complet)
    format_parcours = build_format(lu.liens.parcours)
    indicateurs = {table.code: _build_indicateur(table) for table in lu.liens.indicateurs}
    controles, fautes_controles = _build_controles(contenu, lu, indicateurs)
    fautes = [
        *(faute.tell(contenu) for faute in lu.fautes),
        *list_fautes_liens(contenu, lu, format_parcours, indicateurs),
        *fautes_controles,
        *(list_fautes_publication(contenu, lu) if complet else ()),
    ]
    if fautes or lu.fichier is None:
        raise DefinitionInvalide(fautes)
    return _build_entiere(lu.fichier, format_parcours, indicateurs, controles)


def _build_entiere(
    fichier: Fichier,
    format_parcours: FormatParcours,
    indicateurs: dict[str, Indicateur],
    controles: tuple[Controle, ...],
) -> Definition:
    financement, calendrier = fichier.financement, fichier.calendrier
    nom_court = fichier.nom_court or fichier.dispositif_libelle.split()[0].lower()
    regles = build_regles(financement.parts, financement.part_departement_min)
    visees = (annee for indicateur in indicateurs.values() for annee in indicateur.cibles)
    return Definition(
        **{nom: getattr(fichier, nom) for nom in IDENTITE},
        nom_court=nom_court,
        genre=fichier.genre or (MASCULIN if nom_court in NOMS_MASCULINS else FEMININ),
        annees_cibles=tuple(sorted({*fichier.annees, *fichier.annees_cibles, *visees})),
        axes=tuple(_build_axe(axe) for axe in fichier.axes),
        natures_action=fichier.actions.natures,
        file_active=fichier.actions.file_active,
        regles_part=regles,
        enveloppes=tuple(table.enveloppe for table in financement.enveloppes),
        plafond_annuel_constant=financement.plafond_annuel_constant,
        seuil_justification=financement.seuil_justification,
        motifs_ecart=financement.motifs_ecart,
        echeance_rapport=calendrier.rapport,
        rapport_prolonge=calendrier.rapport_prolonge,
        echeances_avenant=list_echeances_avenant(calendrier.avenant),
        calendriers=tuple(sorted((un.calendrier for un in calendrier.annees), key=lambda un: un.annee)),
        prolongation=calendrier.report_execution,
        dialogue=calendrier.dialogue_de_performance,
        bareme=_build_bareme(fichier.refaction, choose_regle(regles)),
        redeploiement=financement.redeploiement.regle if financement.redeploiement else None,
        indicateurs=indicateurs,
        controles=controles,
        format_parcours=format_parcours,
        seuil_surprise=fichier.saisie.seuil_surprise,
        seuils_ensemble=SeuilsEnsemble(fichier.comparaison.part_min, fichier.comparaison.cas_min),
        nationaux=_sort_nationaux(fichier),
    )


def _build_axe(table: TableAxe) -> Axe:
    mesures = tuple(MesureAxe(mesure.code, mesure.libelle) for mesure in table.mesures)
    return Axe(table.code, table.libelle, table.nature, mesures)


def _sort_nationaux(fichier: Fichier) -> tuple[ChiffreNational, ...]:
    """In an order of ours: a database keeps a table's keys in its own."""
    codes = {axe.code: rang for rang, axe in enumerate(fichier.axes)}
    return tuple(sorted(fichier.contexte_national, key=lambda un: (codes.get(un.axe, -1), un.nom)))


def _build_bareme(table: TableRefaction, regle: ReglePart | None) -> Bareme:
    """What `[refaction]` says, judged on what the share rule is judged on; without it, the State bears what the rule
    leaves."""
    portee = (regle.sur, regle.sauf) if regle else (PORTEES[-1], ())
    if table.part_etat_max is not None:
        source = "Part maximale de l’État fixée par le référentiel."
        return Bareme(table.part_etat_max, table.report_prolongation, source, *portee)
    if regle is None:
        source = (
            "Le référentiel ne fixe ni barème ni règle de part\u00a0: l’État peut porter toute la dépense."
        )
        return Bareme(Decimal(1), table.report_prolongation, source, *portee)
    source = (
        "Part maximale de l’État déduite de la règle de part\u00a0: le référentiel ne fixe pas de barème."
    )
    return Bareme(regle.part_etat_max, table.report_prolongation, source, *portee)


def build_format(table: TableParcours) -> FormatParcours:
    """The columns of the parcours files: what `[parcours]` does not say is as usual."""
    dates = FORMAT_USUEL.dates
    if table.dates is not None:
        dates = tuple(
            DateParcours(jour.code, jour.colonne, jour.libelle, jour.apres or "", jour.organisme)
            for jour in table.dates
        )
    return FormatParcours(dates, FORMAT_USUEL.organismes if table.organismes is None else table.organismes)


def build_regle(
    code: str, delai: TableDelai, total: str | None = None, evenements: str | None = None
) -> RegleDelai:
    return RegleDelai(
        code, delai.de, delai.a, delai.limite, frozenset(delai.sauf_organisme), total, evenements
    )


def _build_indicateur(table: TableIndicateur) -> Indicateur:
    regle = None
    if isinstance(table, TableIndicateurDelai):
        regle = build_regle(table.code, table.delai, table.total, table.evenements)
    return Indicateur(
        code=table.code,
        axe=table.axe,
        nature=table.nature,
        sens=table.sens,
        unite=table.unite,
        libelle=table.libelle,
        definition=table.definition,
        verifie=table.verifie,
        decimales=table.decimales,
        numerateur=getattr(table, "numerateur", ""),
        denominateur=getattr(table, "denominateur", ""),
        regle=regle,
        cibles=table.cibles_lues if isinstance(table, TableProportion) else {},
        exige=table.exige,
    )


def _build_controles(
    contenu: Contenu, lu: Lu, indicateurs: dict[str, Indicateur]
) -> tuple[tuple[Controle, ...], list[FauteDite]]:
    """The rules that can be read, and what is wrong in the others. Of one that speaks of an indicator which is itself
    at fault, nothing is said."""
    controles: list[Controle] = []
    fautes: list[FauteDite] = []
    lieux = locate_tables(contenu, "controles", "regle")
    codes = lu.list_codes(contenu, "indicateurs")
    for table in lu.liens.controles:
        try:
            controles.append(build_controle(table, indicateurs))
        except DefinitionInvalide as erreur:
            if codes is not None and not any(code in table.regle for code in codes - set(indicateurs)):
                fautes += [FauteDite(phrase, (*lieux[table.regle], "regle")) for phrase in erreur.phrases]
    return tuple(controles), fautes


def build_controle(table: TableControle, indicateurs: dict[str, Indicateur]) -> Controle:
    """Parse one rule over `indicateurs` by code; raises DefinitionInvalide, with the column of the fault."""
    arbre, codes = parse_regle(table.regle, indicateurs)
    code = codes[0] if table.code is None else table.code
    if code not in codes:
        raise DefinitionInvalide(
            f"{name_controle(table.regle)}\u00a0: «\u00a0code\u00a0» doit être l’un des indicateurs saisis dont parle "
            "la règle."
        )
    return Controle(table.regle, table.gravite, table.message, code, codes, table.a_l_essai, arbre)
