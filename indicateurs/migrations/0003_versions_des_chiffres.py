from django.db import migrations

CHAMPS = (
    "exercice_id", "code", "etat", "numerateur", "denominateur", "en_cours", "mediane_jours", "commentaire",
    "fiabilite", "arrete_au", "a_confirmer", "source", "import_parcours_id", "par_id", "le", "version",
)


def copy_present_figures(apps, schema_editor):
    """The history of a figure starts with what it is today."""
    versions = apps.get_model("indicateurs", "VersionValeur").objects
    valeurs = apps.get_model("indicateurs", "Valeur").objects
    versions.bulk_create(versions.model(**ligne) for ligne in valeurs.values(*CHAMPS).iterator())


class Migration(migrations.Migration):
    dependencies = [("indicateurs", "0002_chiffres_fiables")]

    operations = [migrations.RunPython(copy_present_figures, migrations.RunPython.noop)]
