"""Sentences ready to be sent, that one completes or not. They are ours: no text of the State asks for them."""

FORMULES = (
    "Pièce justificative attendue.",
    "Écart supérieur à 30\u00a0%\u00a0: expliquez-le.",
    "Numérateur supérieur au dénominateur\u00a0: corrigez l’un ou l’autre.",
    "Chiffre différent de celui de l’an dernier sans explication\u00a0: précisez ce qui a changé.",
    "Cible non atteinte\u00a0: dites pourquoi, et ce qui est prévu.",
    "Méthode à préciser\u00a0: dites ce qui est compté, depuis quel logiciel, à quelle date.",
    "Bilan trop bref\u00a0: décrivez ce qui a été fait et pour combien de personnes.",
    "Montant exécuté à justifier.",
)
