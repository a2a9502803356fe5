"""What betrays a person in a file, and what only looks like it."""

import pytest

from fichiers.personnes import get_identifiant, has_personnes, is_entete_personnelle, is_personnelle


@pytest.mark.parametrize(
    "entete",
    [
        "Nom", "NOM", "Prénom", "Nom et prénom", "nom_usage", "Nom de famille", "Nom de naissance", "NIR", "N° NIR",
        "Numéro de sécurité sociale", "matricule CAF", "Date de naissance", "Née le", "Adresse", "Adresse postale",
        "Adresse mail", "E-mail ; mail", "Tél.", "Téléphone portable", "Nom du référent", "Mail du bénéficiaire",
        "Nom de la commune de naissance", "Prénom du chef de service", "Numéro allocataire", "Commune, nom et adresse",
        "Nom, structure et prénom", "Nom jeune", "Adresse du bénéficiaire",
    ],
)  # fmt: skip
def test_a_header_that_says_who_somebody_is(entete):
    assert is_entete_personnelle(entete)


@pytest.mark.parametrize(
    "entete",
    [
        "Nom de la commune", "Nom commune", "NOM_COMMUNE", "Nom de l'organisme", "Nom de l’organisme référent",
        "Adresse mail service", "Adresse électronique du service", "Téléphone de la structure", "Structure : nom",
        "Nom du dispositif", "Nom de l'action", "Adresse de l’agence", "Nombre de personnes", "Dénomination",
        "Commune", "date_entree", "organisme", "Surnombre", "Renommée", "",
    ],
)  # fmt: skip
def test_a_header_that_says_it_of_no_person(entete):
    assert not is_entete_personnelle(entete)


@pytest.mark.parametrize(
    "cellule", ["1 84 12 76 451 089 46", "184122A451089", "a.b@exemple.fr", "Ana a@b.fr"]
)
def test_a_cell_that_is_somebody(cellule):
    assert is_personnelle(cellule)
    assert has_personnes(f"commune;nombre\nBrest;{cellule}\n")
    assert has_personnes(f'commune;nombre\nBrest;" {cellule} "')


@pytest.mark.parametrize(
    "cellule", ["1841276", "12 345 678", "a@b", "@", "31/12/2021", "1 84 13 76 451 089 46", ""]
)
def test_a_cell_that_is_nobody(cellule):
    assert not is_personnelle(cellule)
    assert not has_personnes(f"commune;nombre\nBrest;{cellule}\n")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Nom;commune\nDurand;Brest\n", True),
        ("commune;nombre\nNom;3\n", False),  # a word of a sentence
        (
            "Extraction de mars\nidentifiant;date_entree\nA1;03/01/2021\n",
            True,
        ),  # a title stands above the headers
        ("Extraction de mars\n\nNom;Prénom\nDurand;Léa\n", True),
        ("Le nom du service\ncommune;nombre\n", False),
    ],
)
def test_lines_of_persons_are_known_by_their_headers(texte, attendu):
    assert has_personnes(texte) is attendu


@pytest.mark.parametrize(
    ("cellule", "identifiant"), [(12.0, "12"), (12.5, "12.5"), (" A 1 ", "A 1"), (7, "7")]
)
def test_a_number_of_a_workbook_is_an_identifier_without_decimals(cellule, identifiant):
    assert get_identifiant(cellule) == identifiant
