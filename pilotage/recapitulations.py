"""What publishing an edition does, said before it is done."""

from django.urls import reverse

from nombres.formats import compter
from pilotage.publication import PUBLIE, Publication
from reporting import contents
from saisie.recapitulation import Recapitulation


def recapitulate_edition(publication: Publication, numero: int) -> Recapitulation:
    """Before the edition `numero` of a year is published."""
    presentes, absentes = publication.presentes, publication.absentes
    ecartees = sum(un.sommees < un.comparables for un in publication.agregats)
    sommes = sum(un.etat == PUBLIE for un in publication.agregats)
    return Recapitulation(
        titre=f"Publier l’édition n°\u00a0{numero} de {publication.dispositif} {publication.annee}",
        faits=(
            ("Conventions", f"{len(presentes)} sur {len(presentes) + len(absentes)}"),
            (
                "Absentes",
                "\n".join(f"{une.libelle} ({une.code})\u00a0: {une.absence}" for une in absentes) or "Aucune",
            ),
            ("Référentiel", f"{publication.referentiel}\u00a0: {publication.reference}"),
            ("Méthode de référence", publication.methode or "Aucune\u00a0: aucun délai ne se compare"),
            ("Chiffres publiés", compter(publication.chiffrees, "ligne", "lignes")),
            ("Masqués par le secret", compter(publication.masquees, "ligne", "lignes")),
            ("Sommes publiées", f"{sommes}, dont {ecartees} qui écartent des lignes masquées"),
        ),
        suites=(
            "Toute personne qui a un compte la lit, et télécharge ses données ouvertes.",
            "Les chiffres des exercices remis à l’État y sont, validés ou non\u00a0: l’état de chacun est dit.",
        ),
        definitif=(
            "Une édition ne change plus et ne se supprime pas\u00a0: une correction est une nouvelle édition.",
            "Ce qu’elle masque reste masqué dans les éditions suivantes de la même année.",
        ),
        retour=("les éditions", reverse("reporting:editions")),
        lu=contents.empreinte(publication),
    )
