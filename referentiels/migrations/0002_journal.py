from django.db import migrations


def rename(apps, schema_editor):
    """The journal names a référentiel by its app, which was once that of conventions."""
    traces = apps.get_model("comptes", "Trace").objects
    traces.filter(type_objet="conventions.referentiel").update(type_objet="referentiels.referentiel")


class Migration(migrations.Migration):
    dependencies = [
        ("referentiels", "0001_socle"),
        ("comptes", "0001_socle"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
