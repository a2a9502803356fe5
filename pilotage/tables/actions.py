"""The actions: one row per action, with its money and counts, of what `pilotage.queries.actions` reads."""

from collections.abc import Callable, Iterator
from typing import Any

from conventions.calculations import SOURCES
from fichiers.tables.colonnes import EUROS, POURCENT, Case, ColonneExport, TypeColonne
from pilotage.tables.communes import COLONNES_EXERCICE

TEXTE, ENTIER, DECIMAL, BOOLEEN = (
    TypeColonne.TEXTE,
    TypeColonne.ENTIER,
    TypeColonne.DECIMAL,
    TypeColonne.BOOLEEN,
)


def _tell_texte(champ: str, titre: str, description: str, largeur: int = 40) -> ColonneExport:
    return ColonneExport(
        champ, titre, TEXTE, description, lambda un: getattr(un.action, champ), largeur=largeur
    )


def _tell_nombre(champ: str, titre: str, description: str) -> ColonneExport:
    return ColonneExport(champ, titre, ENTIER, description, lambda un: getattr(un, champ), largeur=12)


def _tell_euros(code: str, titre: str, description: str, read: Callable[[Any], Case]) -> ColonneExport:
    return ColonneExport(code, titre, DECIMAL, description, read, "euros", 18, format=EUROS)


def _get_montant(source: str, quoi: str) -> Callable[[Any], Case]:
    """What reads the amount of one source; nothing where it has no line."""
    return lambda un: getattr(un.sources[source], quoi) if source in un.sources else None


def _list_sources() -> Iterator[ColonneExport]:
    """What each source plans and spends; the partners that pay, together."""
    for source, libelle in SOURCES.items():
        yield _tell_euros(
            f"{source}_prevu", f"{libelle}, prévu", f"Prévu par la source «\u00a0{libelle}\u00a0».",
            _get_montant(source, "prevu"),
        )  # fmt: skip
        yield _tell_euros(
            f"{source}_execute", f"{libelle}, exécuté", f"Exécuté sur la source «\u00a0{libelle}\u00a0».",
            _get_montant(source, "execute"),
        )  # fmt: skip


COLONNES_ACTIONS = (
    *COLONNES_EXERCICE,
    _tell_texte("axe", "Axe", "Code de l’axe du référentiel.", 7),
    ColonneExport(
        "axe_libelle", "Libellé de l’axe", TEXTE, "Libellé de l’axe.", lambda un: un.axe_libelle, largeur=40,
    ),
    _tell_texte("mesure", "Mesure", "Code de la mesure de l’axe, là où le référentiel en a.", 9),
    _tell_texte("numero", "Numéro", "Numéro de l’action dans l’exercice.", 10),
    _tell_texte("titre", "Titre", "Titre de l’action.", 60),
    ColonneExport(
        "nature", "Nature", TEXTE, "Nouvelle, renforcée ou reconduite.",
        lambda un: un.action.get_nature_display(),
    ),
    ColonneExport(
        "avancement", "Avancement", TEXTE, "À démarrer, en cours, réalisée ou abandonnée.",
        lambda un: un.action.get_etat_display(),
    ),
    _tell_texte("public", "Public", "À qui l’action s’adresse."),
    _tell_texte("territoire", "Territoire", "Où l’action se tient."),
    ColonneExport(
        "partenaires", "Partenaires", TEXTE, "Noms des partenaires, séparés par «\u00a0;\u00a0».",
        lambda un: un.partenaires, largeur=40,
    ),
    ColonneExport(
        "etp", "ETP", DECIMAL, "Équivalents temps plein.", lambda un: un.action.etp, "ETP", 8,
    ),
    ColonneExport(
        "file_active_avant", "File active avant", ENTIER, "Personnes suivies avant l’action, d’une action renforcée.",
        lambda un: un.action.file_active_avant, "personnes",
    ),
    ColonneExport(
        "file_active_apres", "File active visée", ENTIER, "Personnes que l’action renforcée veut suivre.",
        lambda un: un.action.file_active_apres, "personnes",
    ),
    _tell_euros(
        "prevu", "Prévu", "Total prévu, toutes sources. Vide\u00a0: rien n’est rempli, jamais zéro.",
        lambda un: un.montants.prevu,
    ),
    _tell_euros("execute", "Exécuté", "Total exécuté, toutes sources.", lambda un: un.montants.execute),
    ColonneExport(
        "taux", "Taux d’exécution", DECIMAL, "Exécuté divisé par prévu\u00a0; vide si l’un manque ou est incomplet.",
        lambda un: un.montants.taux, "proportion", decimales=15, format=POURCENT,
    ),
    ColonneExport(
        "incomplet", "Montants incomplets", BOOLEEN,
        "Une source au moins a un montant et pas l’autre\u00a0: le total parle de moins qu’elles.",
        lambda un: un.montants.est_partiel,
    ),
    *_list_sources(),
    ColonneExport(
        "indicateurs", "Indicateurs", TEXTE, "Codes des indicateurs du référentiel auxquels l’action concourt.",
        lambda un: ", ".join(un.action.indicateurs), largeur=20,
    ),
    _tell_nombre("nb_indicateurs", "Nombre d’indicateurs", "Combien d’indicateurs du référentiel."),
    _tell_nombre("nb_propres", "Indicateurs propres", "Combien d’indicateurs propres à l’action."),
    _tell_nombre("nb_propres_mesures", "Propres mesurés", "Combien d’entre eux ont un résultat."),
    _tell_nombre("nb_etapes", "Étapes", "Combien d’étapes sont prévues."),
    _tell_nombre("nb_etapes_faites", "Étapes faites", "Combien d’entre elles sont faites."),
    _tell_nombre("nb_pieces", "Pièces", "Combien de pièces justificatives sont jointes."),
    _tell_texte("objectifs", "Objectifs", "Ce que l’action vise.", 60),
    _tell_texte("description", "Description", "Ce que fait l’action.", 60),
    _tell_texte("bilan", "Bilan de l’année", "Ce qu’il en a été.", 60),
    _tell_texte("difficultes", "Difficultés rencontrées", "Ce qui a gêné.", 60),
    _tell_texte("perspectives", "Perspectives", "Ce qui vient ensuite.", 60),
    _tell_texte("motif_ecart", "Motif de l’écart", "Pourquoi l’exécuté s’écarte du prévu, en un mot.", 24),
    _tell_texte("justification_ecart", "Justification de l’écart", "La même chose, en quelques phrases.", 60),
)  # fmt: skip
