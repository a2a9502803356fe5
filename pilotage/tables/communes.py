"""The columns that say of which exercice a row is; each row has an `exercice`, with its convention."""

from fichiers.tables.colonnes import ColonneExport, TypeColonne

TEXTE, ENTIER = TypeColonne.TEXTE, TypeColonne.ENTIER

COLONNES_EXERCICE = (
    ColonneExport(
        "convention", "Convention", TEXTE,
        "Code de la convention\u00a0: celui du département, suivi d’un dispositif ou d’une collectivité s’il le faut.",
        lambda un: un.exercice.convention.code, largeur=11,
    ),
    ColonneExport(
        "departement", "Département", TEXTE, "Nom du département de la convention.",
        lambda un: un.exercice.convention.departement.nom, largeur=26,
    ),
    ColonneExport(
        "collectivite", "Collectivité", TEXTE, "Nom de la collectivité qui a signé avec l’État.",
        lambda un: un.exercice.convention.collectivite.nom, largeur=32,
    ),
    ColonneExport(
        "region", "Région", TEXTE, "Nom de la région du département.",
        lambda un: un.exercice.convention.departement.region.nom, largeur=26,
    ),
    ColonneExport(
        "dispositif", "Dispositif", TEXTE, "Instrument dont relève la convention.",
        lambda un: un.exercice.convention.dispositif, largeur=11,
    ),
    ColonneExport("annee", "Exercice", ENTIER, "Année de l’exercice.", lambda un: un.exercice.annee, largeur=9),
    ColonneExport(
        "etat_exercice", "État de l’exercice", TEXTE, "Où en est l’exercice le jour où le fichier est fait.",
        lambda un: un.exercice.get_etat_display(), largeur=20,
    ),
    ColonneExport(
        "referentiel", "Référentiel", TEXTE, "Code du texte qui définit les axes et les indicateurs de l’exercice.",
        lambda un: un.exercice.referentiel.code, largeur=13,
    ),
)  # fmt: skip
