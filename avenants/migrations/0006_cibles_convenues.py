from django.db import migrations


def agree(apps, schema_editor):
    """The targets of a signed avenant are agreed by it; of several, by the last one."""
    Avenant = apps.get_model("avenants", "Avenant")
    Cible = apps.get_model("indicateurs", "Cible")
    for avenant in Avenant.objects.filter(statut="signe", nature="financier").order_by("numero"):
        for ligne in avenant.lignes_cible.all():
            Cible.objects.filter(
                convention=avenant.convention_id, code=ligne.code, annee=ligne.annee, valeur=ligne.valeur
            ).update(convenue_le=avenant.date_signature, avenant=avenant.numero)


class Migration(migrations.Migration):
    dependencies = [
        ("avenants", "0005_jours_et_textes_bornes"),
        ("indicateurs", "0008_cibles_convenues"),
    ]

    operations = [migrations.RunPython(agree, migrations.RunPython.noop)]
