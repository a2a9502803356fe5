"""What publishing a référentiel does, in words, before it is done."""

from django.urls import reverse

from conventions.formats import date_fr
from conventions.recapitulation import Recapitulation


def recapitulate_publication(brouillon, lecture, comparaison):
    """Before a draft is published; `comparaison` is None where its text has a fault."""
    return Recapitulation(
        titre=f"Publier le {brouillon.code}",
        faits=() if lecture.faute else _tell_referentiel(lecture, comparaison),
        suites=(
            "Chacun lit ce référentiel, et des exercices peuvent être ouverts avec lui.",
            "Les exercices déjà ouverts restent jugés par le leur.",
        ),
        definitif=(
            "Le référentiel publié ne change plus : la base de données refuse toute modification.",
            "Il ne se retire pas, et son code ne sert à aucun autre.",
        ),
        retour=("le brouillon", reverse("referentiels:lire", args=[brouillon.code])),
        refus="Le texte contient une faute : il n’est pas publié." if lecture.faute else None,
    )


def _tell_referentiel(lecture, comparaison):
    convention, indicateurs = lecture.convention, lecture.indicateurs
    precedent = comparaison.precedent
    return (
        ("Publié sous le code", convention.code),
        ("Dispositif", f"{convention.dispositif_libelle} ({convention.dispositif})"),
        ("Texte", f"{convention.reference}, signé le {date_fr(convention.date_signature)}"),
        ("Exercices jugés", ", ".join(map(str, convention.annees))),
        ("Contenu", f"Axes : {len(convention.axes)} ; indicateurs : {len(indicateurs.indicateurs)}"),
        ("Comparé à", precedent.code if precedent else "aucun : c’est le premier de ce dispositif"),
    )
