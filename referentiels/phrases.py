"""The French sentences of what a référentiel's file may not say: one a fault, whatever table it is in.

`{ou}` is the place (« Indicateur R2 », « [saisie] »), `{element}` the same without what is within it, `{cle}` the key,
`{valeur}` what is there, `{choix}` or `{nombre}` what could be.
"""

PHRASES = {
    # What is in a key.
    "texte": "{ou}\u00a0: «\u00a0{cle}\u00a0» doit être un texte.",
    "textes": "{ou}\u00a0: «\u00a0{cle}\u00a0» doit être une liste de textes.",
    "proportion": '{ou}\u00a0: «\u00a0{cle}\u00a0» doit être une proportion entre "0" et "1".',
    "decimales": "{ou}\u00a0: «\u00a0{cle}\u00a0» a au plus {nombre} décimales.",
    "nombre": "{ou}\u00a0: «\u00a0{cle}\u00a0» est un nombre de 0 à {nombre}.",
    "oui_non": "{ou}\u00a0: «\u00a0{cle}\u00a0» est true ou false.",
    "choix": "{ou}\u00a0: «\u00a0{cle}\u00a0» est l’un de\u00a0: {choix}.",
    "mots_parmi": "{ou}\u00a0: «\u00a0{cle}\u00a0» est une liste parmi\u00a0: {choix}.",
    "inconnu": "{ou}\u00a0: {cle} «\u00a0{valeur}\u00a0» inconnue ({choix}).",
    "sens": "{ou}\u00a0: sens «\u00a0{valeur}\u00a0» inconnu ({choix}).",
    "gravite": "{ou}\u00a0: la gravité est {choix}.",
    "condition": "{ou}\u00a0: la seule condition connue est «\u00a0{choix}\u00a0».",
    "date": "{ou}, {cle}\u00a0: «\u00a0{valeur}\u00a0» n’est pas une date (AAAA-MM-JJ).",
    "jour": "{ou}, {cle}\u00a0: {refus}",
    "date_annuelle": "{ou}, {cle} (MM-JJ)\u00a0: «\u00a0{valeur}\u00a0» n’est pas une date (AAAA-MM-JJ).",
    "date_signature": "Date de signature\u00a0: «\u00a0{valeur}\u00a0» n’est pas une date (AAAA-MM-JJ).",
    "jour_signature": "Date de signature\u00a0: {refus}",
    "annees": "{ou}\u00a0: «\u00a0annees\u00a0» doit être la liste des exercices jugés, par exemple [2024, 2025].",
    "annee": "{ou}\u00a0: «\u00a0{cle}\u00a0» est une année, par exemple 2026.",
    "annees_cibles": "{ou}\u00a0: «\u00a0annees_cibles\u00a0» doit être une liste d’années, par exemple [2027].",
    "cibles": "{ou}\u00a0: «\u00a0cibles\u00a0» donne une proportion par année\u00a0: {{ 2027 = \"0.9\" }}.",
    "cible_inconnue": (
        "{ou}\u00a0: la clé «\u00a0{cle}\u00a0» est inconnue\u202f; une cible s’écrit "
        "«\u00a0cibles = {{ {exemple} = \"0.9\" }}\u00a0», pour l’une des années du fichier\u00a0: {annees}."
    ),
    "cible_deux_fois": (
        "{ou}\u00a0: la cible de 2022 se dit dans «\u00a0cibles\u00a0» ou dans «\u00a0cible_2022\u00a0», pas dans les "
        "deux."
    ),
    "dispositif": (
        "{ou}\u00a0: «\u00a0dispositif\u00a0» a au plus {nombre} caractères\u202f; le nom entier va dans "
        "«\u00a0dispositif_libelle\u00a0»."
    ),
    "code": (
        "{ou}\u00a0: le code «\u00a0{valeur}\u00a0» n’est pas utilisable (lettres sans accent, chiffres, "
        "tiret\u202f; pas trop long)."
    ),
    "code_reserve": "{ou}\u00a0: «\u00a0{valeur}\u00a0» est un mot réservé, donnez un autre code.",
    "mot_reserve": (
        "{ou}\u00a0: ce mot appartient à l’écriture des règles ou aux adresses du site, choisissez un autre code."
    ),
    "regle": "Contrôle\u00a0: «\u00a0regle\u00a0» doit être un texte de {nombre} caractères au plus.",
    "message": "{ou}\u00a0: il faut un message.",
    "national": (
        "{ou}\u00a0: «\u00a0{nom}\u00a0» dit son libellé, un nombre («\u00a0euros\u00a0» ou "
        "«\u00a0personnes\u00a0») et, s’il le faut, son axe."
    ),
    "limite": "{element}\u00a0: une limite se dit en jours, semaines ou mois.",
    "limite_nombre": "{element}\u00a0: la limite du délai est un nombre de jours, semaines ou mois.",
    # The texts of the documents.
    "accolade": "{ou}, {cle}\u00a0: une accolade est ouverte ou fermée sans l’autre.",
    "mots": "{ou}, {cle}\u00a0: mots inconnus entre accolades\u00a0: {valeur}.",
    "axes_texte": "{ou}\u00a0: «\u00a0axes\u00a0» doit être une liste d’axes du référentiel.",
    # Tables and their keys.
    "table": "[{table}] doit être une table.",
    "suite": "[[{table}]] doit être une suite de tables.",
    "suite_longue": "[[{table}]] a plus de {nombre} tables.",
    "cle": "{ou}\u00a0: la clé «\u00a0{cle}\u00a0» est inconnue.",
    "avenant": (
        "[calendrier]\u00a0: «\u00a0avenant\u00a0» dit une date par régime\u00a0: {{ civile = 2021-05-15, … }}."
    ),
    "calendrier_annees": "[calendrier], annees\u00a0: une table [[calendrier.annees]] par année.",
    "calendrier_annee": (
        "[calendrier], annees\u00a0: {valeur} n’est pas un exercice jugé par le référentiel ({choix})."
    ),
    "calendrier_double": "[calendrier], annees\u00a0: {valeur} a deux calendriers.",
    "redeploiement": (
        "[financement], redeploiement\u00a0: dites de quel axe (de) et vers quels axes (vers)."
    ),
    "parts": (
        "[financement], parts\u00a0: dites de qui est la part (qui), laquelle (part), de quoi (de), sur quoi (sur) et "
        "avec quel effet (effet)."
    ),
    "delai": "{element}\u00a0: «\u00a0delai\u00a0» dit de quelle date (de) à quelle date (a), et sa limite.",
    # The columns of another parcours file.
    "parcours": "{format} on y écrit dates et organismes.",
    "organismes": "{format} organismes est une liste de codes (minuscules, chiffres, _), chacun une fois.",
    "dates": "{format} il faut au moins une date.",
    "date_parcours": "{format} une date a pour champs {choix}.",
    "code_parcours": "{format} le code et la colonne d’une date sont en minuscules, chiffres et _.",
    "libelle_date": "{format} la date «\u00a0{valeur}\u00a0» n’a pas de libellé.",
    "avec_organisme": "{format} organisme, pour «\u00a0{valeur}\u00a0», se dit true ou false.",
    "date_double": "{format} la date «\u00a0{valeur}\u00a0» est décrite deux fois.",
    "colonne_prise": "{format} la colonne «\u00a0{valeur}\u00a0» sert déjà.",
    "colonne_personnelle": "{format} la colonne «\u00a0{valeur}\u00a0» annonce une donnée personnelle.",
    "date_precede": "{format} «\u00a0{autre}\u00a0» doit précéder «\u00a0{valeur}\u00a0» dans la liste.",
    "sans_organisme": "{format} «\u00a0{valeur}\u00a0» veut un organisme, mais il n’y en a aucun.",
    # What holds between tables.
    "axes": "Axes\u00a0: il en faut au moins un, et chaque code une seule fois.",
    "indicateurs": "Indicateurs\u00a0: chaque code une seule fois.",
    "mesure_double": "Axes, mesures\u00a0: «\u00a0{valeur}\u00a0» est le code de deux mesures.",
    "controles": "Contrôles\u00a0: chaque règle une seule fois.",
    "axe_inconnu": "{ou}\u00a0: axe «\u00a0{valeur}\u00a0» inconnu.",
    "indicateur_inconnu": "{ou}\u00a0: «\u00a0{valeur}\u00a0» n’est pas un indicateur.",
    "indicateur_calcule": "{ou}\u00a0: «\u00a0{valeur}\u00a0» n’est pas un chiffre saisi dont il puisse dépendre.",
    "date_inconnue": "{ou}\u00a0: la date «\u00a0{valeur}\u00a0» n’existe pas dans un parcours.",
    "organisme_inconnu": "{ou}\u00a0: l’organisme «\u00a0{valeur}\u00a0» n’existe pas dans un parcours.",
    "meme_axe": "{ou}\u00a0: l’axe «\u00a0{valeur}\u00a0» ne peut pas donner à lui-même.",
    "part_intenable": (
        "[financement], parts\u00a0: la règle ne peut pas être tenue, l’État ne pourrait rien apporter\u202f; la part "
        "de la collectivité est moins de 1, celle de l’État plus de 0."
    ),
    "part_deux_fois": (
        "[financement]\u00a0: la part se dit dans «\u00a0part_departement_min\u00a0» ou dans [[financement.parts]], "
        "pas dans les deux."
    ),
    "part_double": (
        "[financement], parts\u00a0: deux règles disent la part de «\u00a0{valeur}\u00a0» sur la même chose, avec le "
        "même effet."
    ),
    "part_sans_axe": "[financement], parts\u00a0: «\u00a0sauf\u00a0» écarte tous les axes, la règle ne dit plus rien.",
    "code_enveloppe": (
        "{ou}\u00a0: le code «\u00a0{valeur}\u00a0» n’est pas utilisable (minuscules sans accent, chiffres, tiret "
        "bas\u202f; 30 caractères au plus)."
    ),
    "enveloppes_nombreuses": "[financement], enveloppes\u00a0: {nombre} au plus.",
    "enveloppe_double": "[financement], enveloppes\u00a0: deux enveloppes ont le code «\u00a0{valeur}\u00a0».",
    "axe_sans_enveloppe": (
        "[financement], enveloppes\u00a0: aucune ne paie l’axe «\u00a0{valeur}\u00a0»\u202f; dites laquelle, ou une "
        "enveloppe sans «\u00a0axes\u00a0», qui les paie tous."
    ),
    "motif_long": (
        "[financement], motifs_ecart\u00a0: «\u00a0{valeur}\u00a0» a plus de {nombre} caractères."
    ),
}  # fmt: skip
FORMAT = "[parcours] Format des parcours\u00a0:"


def write_phrase(phrase: str, **mots: object) -> str:
    """One sentence of the table, its words put in."""
    return PHRASES[phrase].format(format=FORMAT, **mots)
