import re

from django.db import migrations

SEPARATEURS = re.compile(r"[,;\n]")


def carry_over(apps, schema_editor):
    """Signatories become rows; partners written as texts, names of the list of the convention; money of « autres »
    nobody named gets the name it had on the page."""
    Convention, Action = apps.get_model("conventions", "Convention"), apps.get_model("conventions", "Action")
    Signataire = apps.get_model("conventions", "Signataire")
    Partenaire = apps.get_model("conventions", "Partenaire")
    Financement = apps.get_model("conventions", "Financement")
    for convention in Convention.objects.select_related("collectivite"):
        cotes = (
            ("etat", convention.signataire_etat, convention.titre_etat or "le préfet"),
            (
                "departement",
                convention.signataire_departement,
                convention.titre_departement or convention.collectivite.titre_executif,
            ),
        )
        for rang, (partie, nom, titre) in enumerate(cotes, start=1):
            Signataire.objects.create(convention=convention, partie=partie, rang=rang, nom=nom, titre=titre)
    for action in Action.objects.exclude(partenaires_texte="").select_related("exercice"):
        noms = dict.fromkeys(nom.strip()[:120] for nom in SEPARATEURS.split(action.partenaires_texte))
        for nom in filter(None, noms):
            action.partenaires.add(
                Partenaire.objects.get_or_create(convention_id=action.exercice.convention_id, nom=nom)[0]
            )
    for ligne in Financement.objects.filter(source="autres").select_related("action__exercice"):
        ligne.partenaire, _ = Partenaire.objects.get_or_create(
            convention_id=ligne.action.exercice.convention_id,
            nom="Autres financeurs",
            defaults={"is_cofinanceur": True},
        )
        ligne.save(update_fields=["partenaire"])


class Migration(migrations.Migration):
    dependencies = [("conventions", "0005_execution")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
