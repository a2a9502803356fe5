"""What the first sheet of the workbook says, in French. Values in, lines out."""

MODE_D_EMPLOI = (
    (
        "Comment le remplir",
        "Remplissez les cellules jaunes de chaque feuille. Les cellules grises sont verrouillées\u00a0: elles ne se "
        "remplissent pas pour cet indicateur, ou montrent le résultat, la cible et l’an dernier.",
    ),
    (
        "Chiffre",
        "Toujours un nombre, jamais un pourcentage\u00a0: le résultat se calcule tout seul. Pour un délai, "
        "«\u00a0Chiffre\u00a0» est le nombre de cas traités dans le délai\u202f; un cas «\u00a0en "
        "cours\u00a0» n’est ni dans le délai, ni hors délai.",
    ),
    (
        "État",
        "Au choix\u00a0: {etats}. Un chiffre sans état devient «\u00a0Renseigné\u00a0». Une cellule vide "
        "n’est pas un zéro\u00a0: "
        "pour un vrai zéro, écrivez 0.",
    ),
    (
        "Fiabilité",
        "«\u00a0Estimé\u00a0» quand le chiffre n’est pas un décompte. Elle s’imprime à côté de lui.",
    ),
    (
        "Collages",
        "Collez des valeurs, pas des formules. Une ligne déplacée est reconnue à son code. Les feuilles que vous "
        "ajoutez sont ignorées. Ne renommez pas celles-ci.",
    ),
    (
        "Comment l’envoyer",
        "Sur la page «\u00a0Classeur Excel\u00a0» de l’exercice, déposez le fichier .xlsx. Vous verrez d’abord ce qui "
        "change\u202f; rien n’est enregistré avant «\u00a0Confirmer\u00a0».",
    ),
)


def list_notice(classeur):
    """Lines of the sheet « Lisez-moi »: (title, text, title of the sheet the text leads to or "")."""
    le = f"{classeur.telecharge_le:%d/%m/%Y à %H:%M}"
    etats = ", ".join(f"«\u00a0{libelle}\u00a0»" for libelle in classeur.choix["etat"].values())
    lignes = [
        ("Classeur des indicateurs", "", ""),
        ("Convention", f"{classeur.convention}, exercice {classeur.annee}", ""),
        ("Règles", classeur.referentiel, ""),
        ("Téléchargé le", f"{le}. Les cellules reprennent ce que le site savait alors.", ""),
    ]
    lignes += [(titre, texte.format(etats=etats), "") for titre, texte in MODE_D_EMPLOI]
    for rang, feuille in enumerate(classeur.feuilles):
        lignes.append(("Feuilles" if rang == 0 else "", feuille.libelle, feuille.titre))
    return lignes
