"""Reads on how a département counted."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.urls import reverse

from conventions.models import ETATS_TRANSMIS, Exercice
from indicateurs.models import DeclarationMethode, EtatImport, ImportParcours, MethodeReference
from indicateurs.models.methode import name_methode
from referentiels.comparabilite import Methode, find_methode_commune


@dataclass(frozen=True)
class ReferenceAnnuelle:
    """What the délais of a year of an instrument are compared with, the same for whoever looks: the référentiel most of
    its exercices follow (the latest of several), and the method the centrale fixed, else the one most of the exercices
    handed over declare (`declarants` of `declarations`)."""

    referentiel: int  # its key
    methode: Methode | None
    fixee: MethodeReference | None
    declarants: int
    declarations: int


def is_annee_connue(dispositif: str, annee: int) -> bool:
    """Has this year of this instrument an exercice at all?"""
    return Exercice.objects.filter(convention__dispositif=dispositif, annee=annee).exists()


def get_methode_fixee(dispositif: str, annee: int) -> MethodeReference | None:
    """What the centrale fixed for that year, or None."""
    return MethodeReference.objects.filter(dispositif=dispositif, annee=annee).select_related("par").first()


def get_reference_annuelle(dispositif: str, annee: int) -> ReferenceAnnuelle:
    """The `ReferenceAnnuelle` of a year that has an exercice; one query, two where the centrale fixed a method. What a
    draft declares decides for nobody."""
    return get_references_annuelles({(dispositif, annee)})[dispositif, annee]


def get_references_annuelles(cles: Collection[tuple[str, int]]) -> dict[tuple[str, int], ReferenceAnnuelle]:
    """The same of several years, by (instrument, year), of those that have an exercice; as many queries."""
    dispositifs, annees = {un for un, _ in cles}, {annee for _, annee in cles}
    fixees = MethodeReference.objects.filter(dispositif=OuterRef("convention__dispositif"))
    choix = [
        f"declaration_methode__{un}" for un in ("date_entree", "droits_suspendus", "date_rdv", "rupture")
    ]
    lus = (
        Exercice.objects.filter(convention__dispositif__in=dispositifs, annee__in=annees)
        .order_by()
        .annotate(is_fixee=Exists(fixees.filter(annee=OuterRef("annee")).values("pk")))
        .values_list(
            "convention__dispositif", "annee", "is_fixee", "etat", "referentiel__code", "referentiel", *choix
        )
    )
    suivis: dict[tuple[str, int], Counter[tuple[str, int]]] = {}
    declarees: dict[tuple[str, int], list[Methode]] = {}
    ont_fixe = False
    for dispositif, annee, is_fixee, etat, code, referentiel, *choisis, rupture in lus:
        cle = dispositif, annee
        if cle not in cles:
            continue
        suivis.setdefault(cle, Counter())[code, referentiel] += 1
        ont_fixe |= is_fixee
        if etat in ETATS_TRANSMIS and rupture is not None:
            methode = name_methode(*choisis)
            declarees.setdefault(cle, []).append(replace(methode, rupture=rupture) if rupture else methode)
    fixes = MethodeReference.objects.filter(dispositif__in=dispositifs, annee__in=annees)
    par_choix = {(un.dispositif, un.annee): un for un in fixes.select_related("par")} if ont_fixe else {}
    return {
        cle: _settle_reference(siens, declarees.get(cle, []), par_choix.get(cle))
        for cle, siens in suivis.items()
    }


def _settle_reference(
    suivis: Counter[tuple[str, int]], declarees: Sequence[Methode], fixee: MethodeReference | None
) -> ReferenceAnnuelle:
    _code, referentiel = max(suivis, key=lambda cle: (suivis[cle], cle))
    methode = fixee.methode if fixee else find_methode_commune(declarees)
    declarants = sum(methode is not None and une.choix == methode.choix for une in declarees)
    return ReferenceAnnuelle(referentiel, methode, fixee, declarants, len(declarees))


def get_declaration(exercice: Exercice) -> DeclarationMethode | None:
    """The declaration of an exercice, or None."""
    return DeclarationMethode.objects.filter(exercice=exercice).select_related("par", "exercice").first()


def get_declaration_precedente(exercice: Exercice) -> DeclarationMethode | None:
    """The latest declaration of an earlier exercice, of the convention or of the one it takes over from, or None: what
    this year starts from."""
    return (
        DeclarationMethode.objects.filter(
            exercice__convention__in=exercice.convention.list_lignee(), exercice__annee__lt=exercice.annee
        )
        .select_related("exercice")
        .order_by("-exercice__annee")
        .first()
    )


def get_fichier_confirme(exercice: Exercice) -> ImportParcours | None:
    """The last confirmed parcours file of an exercice, or None: it says which date d’entrée was counted from."""
    confirmes = ImportParcours.objects.filter(exercice=exercice, etat=EtatImport.CONFIRME)
    return confirmes.only("nom_fichier", "methode").order_by("-le", "-pk").first()


def list_manques_methode(exercice: Exercice) -> list[tuple[str, str]]:
    """What the method still lacks before transmission, as (sentence, address): nothing without a délai counted.

    The délais need a declaration, and the date d'entrée of the parcours file must be the one declared.
    """
    codes = exercice.referentiel.definition.codes_calcules
    comptees = [
        valeur
        for valeur in exercice.valeurs.filter(code__in=codes).select_related("import_parcours")
        if valeur.is_chiffree
    ]
    if not comptees:
        return []
    adresse = reverse("indicateurs:methode", args=[exercice.convention.code, exercice.annee])
    declaration = get_declaration(exercice)
    if declaration is None:
        return [
            ("Déclaration de méthode\u00a0: comment les délais ont été comptés.", f"{adresse}#id_date_entree")
        ]
    for valeur in comptees:
        imp = valeur.import_parcours
        if imp and imp.methode != declaration.date_entree:
            return [
                (
                    "Déclaration de méthode\u00a0: elle retient "
                    f"«\u00a0{declaration.get_date_entree_display()}\u00a0», le fichier de parcours "
                    f"«\u00a0{imp.get_methode_display()}\u00a0».",
                    f"{adresse}#id_date_entree",
                )
            ]
    return []
