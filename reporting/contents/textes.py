"""Texts of a référentiel: templates with a closed list of placeholders, filled with words only."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from string import Formatter
from types import MappingProxyType
from typing import Any

from avenants.lettres import compute_montant_en_lettres
from nombres.formats import date_fr, format_euros
from referentiels.parts import ReglePart
from referentiels.textes import PLACEHOLDERS
from reporting.contents.convention import ContenuConvention, ContenuExercice, Texte

REGIMES = {"civile": "année civile", "glissante": "année glissante"}
DATE_INCONNUE = "(date à compléter)"
MONTANT_INCONNU, LETTRES_INCONNUES = "(montant à compléter)", "en lettres, à compléter"


def fill_texte(texte: str, valeurs: Mapping[str, str]) -> str:
    """Fill `{name}` placeholders; a name out of the closed list, or without a value, is an error."""
    parts = []
    for literal, name, spec, conversion in Formatter().parse(texte):
        parts.append(literal)
        if name is None:
            continue
        if name not in PLACEHOLDERS or spec or conversion:
            raise ValueError(f"Unknown placeholder: {name}.")
        if name not in valeurs:
            raise ValueError(f"No value for the placeholder: {name}.")
        parts.append(valeurs[name])
    return "".join(parts)


def build_valeurs(
    convention: ContenuConvention,
    exercice: ContenuExercice,
    *,
    numero: str | None = None,
    montant_etat: Decimal | None = None,
    regles_part: Iterable[ReglePart] = (),
    autres: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """The words of the placeholders; those of an avenant only when its number is given: the State's amount, to be
    completed by hand when it is not known, and the rules of shares that bind it, in a sentence each, are among them.
    `autres` are those of its nature."""
    valeurs = {
        "annee": str(exercice.annee),
        "annee_precedente": str(exercice.annee - 1),
        "annee_suivante": str(exercice.annee + 1),
        "contractant": convention.contractant,
        "convention": convention.code,
        "date_convention": date_fr(convention.date_signature) if convention.date_signature else DATE_INCONNUE,
        "debut": date_fr(exercice.debut),
        "departement": convention.departement,
        "fin": date_fr(exercice.fin),
        "reference": exercice.reference[:1].lower() + exercice.reference[1:],
        "regime": REGIMES[exercice.regime],
        "region": convention.region,
    }
    noms = {
        "dispositif": convention.dispositif_en_phrase,
        "nom_court": convention.instrument,
        "partie": convention.partie,
        "collectivite": convention.titulaire,
    }
    for quoi, nom in noms.items():
        valeurs |= {f"{forme}{quoi}": dite for forme, dite in nom.formes.items()}
    if numero is not None:
        valeurs |= {"numero": numero, **_tell_montant(montant_etat)}
        valeurs["parts"] = " ".join(regle.tell(convention.partie.le) for regle in regles_part)
    return valeurs | dict(autres)


def _tell_montant(montant: Decimal | None) -> dict[str, str]:
    if montant is None:
        return {"montant_chiffres": MONTANT_INCONNU, "montant_lettres": LETTRES_INCONNUES}
    return {
        "montant_chiffres": format_euros(montant),
        "montant_lettres": compute_montant_en_lettres(montant),
    }


def build_textes_rapport(textes: Mapping[str, Any], valeurs: Mapping[str, str]) -> dict[str, Any]:
    """`[textes.rapport]` of a référentiel as fields of ContenuRapport: introduction, certification, notes."""
    return {
        "introduction": fill_texte(textes["introduction"], valeurs),
        "certification": fill_texte(textes["certification"], valeurs),
        "notes": _fill_all(textes.get("notes", ()), valeurs),
    }


def build_textes_avenant(
    textes: Mapping[str, Any],
    valeurs: Mapping[str, str],
    clauses: Collection[str],
    axes: Collection[str] = (),
) -> dict[str, Any]:
    """`[textes.avenant]` as fields of ContenuAvenant: visas, preambule, articles, and the chosen clauses.

    An article tied to axes is there only when one of them is in `axes`, those that have an action; one that says
    nothing once filled is not there.
    """
    proposees = textes.get("clauses", ())
    if inconnues := set(clauses) - {clause["code"] for clause in proposees}:
        raise ValueError(f"Clauses that this référentiel does not offer: {sorted(inconnues)}.")
    return {
        "visas": tuple(fill_texte(visa, valeurs) for visa in textes["visas"]),
        "preambule": fill_texte(textes["preambule"], valeurs),
        "articles": tuple(
            article
            for article in _fill_all(
                (un for un in textes["articles"] if not un.get("axes") or set(axes) & set(un["axes"])),
                valeurs,
            )
            if article.texte.strip()
        ),
        "clauses": _fill_all((clause for clause in proposees if clause["code"] in clauses), valeurs),
    }


def _fill_all(textes: Iterable[Mapping[str, Any]], valeurs: Mapping[str, str]) -> tuple[Texte, ...]:
    return tuple(
        Texte(code=item["code"], titre=item["titre"], texte=fill_texte(item["texte"], valeurs))
        for item in textes
    )
