"""What publishing a référentiel does, and deleting a draft, in words, before it is done."""

from django.urls import reverse

from nombres.formats import date_fr, nombre
from referentiels.redaction import remove_table
from referentiels.volets import list_fautes_du_texte
from saisie.recapitulation import Recapitulation, make_retrait


def recapitulate_publication(brouillon, lecture, comparaison):
    """Before a draft is published; `comparaison` is None where its text has a fault."""
    return Recapitulation(
        titre=f"Publier le {brouillon.code}",
        faits=() if lecture.fautes else _tell_referentiel(lecture, comparaison),
        suites=(
            "Chacun lit ce référentiel, et des exercices peuvent être ouverts avec lui.",
            "Les exercices déjà ouverts restent jugés par le leur.",
        ),
        definitif=(
            "Le référentiel publié ne change plus\u00a0: la base de données refuse toute modification.",
            "Il ne se retire pas, et son code ne sert à aucun autre.",
        ),
        retour=("le brouillon", reverse("referentiels:lire", args=[brouillon.code])),
        refus="Le texte contient une faute\u00a0: il n’est pas publié." if lecture.fautes else None,
    )


def recapitulate_suppression(brouillon, lecture):
    """Before a draft of a référentiel is deleted."""
    faits = [
        ("Brouillon", brouillon.code),
        ("Longueur du texte", f"{nombre(len(brouillon.source))} caractères"),
    ]
    if not lecture.fautes:
        faits.insert(1, ("Référentiel préparé", lecture.definition.code))
    return make_retrait(
        titre=f"Supprimer le {brouillon.code}",
        faits=faits,
        disparait=("Le texte du brouillon, avec tout ce qui n’est écrit que là.",),
        reste=(
            "Les référentiels publiés et les exercices ne changent pas.",
            "Le journal garde le texte, et qui l’a supprimé.",
        ),
        retour=("le brouillon", reverse("referentiels:modifier", args=[brouillon.code])),
        lu=str(brouillon.version),
    )


def recapitulate_retrait_d_element(brouillon, element, adresse):
    """Before a table of a list is taken out of a draft: with what would then be wrong elsewhere."""
    avant = list_fautes_du_texte(brouillon.source)
    apres = list_fautes_du_texte(remove_table(brouillon.source, element.chemin))
    dites = {faute.phrase for faute in avant}
    suites = [faute.phrase for faute in apres if faute.phrase not in dites]
    faits = [(element.suite.libelle, element.titre)]
    if element.mention:
        faits.append(("Ce qui y est dit", element.mention))
    if suites:
        faits.append(("À reprendre ensuite", "\n".join(suites)))
    return make_retrait(
        titre=f"Retirer du {brouillon.code}\u00a0: {element.titre}",
        faits=faits,
        disparait=("Ce qui en est écrit dans ce brouillon.",),
        reste=(
            "Les référentiels publiés, et les exercices ouverts avec eux, gardent ce qu’ils en disent.",
            "Un brouillon auquel il manque quelque chose se garde\u202f; il ne se publie qu’une fois repris.",
        ),
        retour=(element.titre, adresse),
        lu=element.empreinte,
    )


def _tell_referentiel(lecture, comparaison):
    definition, precedent = lecture.definition, comparaison.precedent
    return (
        ("Publié sous le code", definition.code),
        ("Dispositif", f"{definition.dispositif_libelle} ({definition.dispositif})"),
        ("Texte", f"{definition.reference}, signé le {date_fr(definition.date_signature)}"),
        ("Exercices jugés", ", ".join(map(str, definition.annees))),
        (
            "Contenu",
            f"Axes\u00a0: {len(definition.axes)}\u202f; indicateurs\u00a0: {len(definition.indicateurs)}",
        ),
        ("Comparé à", precedent.code if precedent else "aucun\u00a0: c’est le premier de ce dispositif"),
    )
