"""What the removal of a remark does, in words, before it is done."""

from conventions.recapitulations import make_retour
from saisie.recapitulation import make_retrait


def recapitulate_retrait_de_remarque(remarque, refus):
    """Before a remark that nobody answered is withdrawn."""
    exercice, premier = remarque.exercice, remarque.messages.first()
    return make_retrait(
        titre="Retirer une remarque",
        faits=(
            ("Exercice", f"{exercice.convention}, {exercice.annee}"),
            ("Sur", remarque.libelle),
            ("Remarque", premier.texte),
            ("Pour qui", remarque.get_audience_display()),
        ),
        disparait=("Personne ne la lit plus, et plus rien ne l’attend.",),
        reste=("Le journal garde qui l’a écrite, qui l’a retirée et quand.",),
        retour=make_retour(exercice, "remarques:liste", "les remarques"),
        refus=refus,
        lu=remarque.version,
    )
