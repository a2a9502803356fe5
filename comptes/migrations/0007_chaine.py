"""The lines of the journal that are there are chained in the order they were written."""

from collections import defaultdict

from django.db import migrations, models

from comptes.chaine import compute_maillon
from comptes.models import Trace as Contenu

CHAMPS = ("convention", "rang", "le", "par_id", "geste", "type_objet", "cle_objet", "details")


def chain(apps, schema_editor):
    Trace, Tete = apps.get_model("comptes", "Trace"), apps.get_model("comptes", "TeteDeJournal")
    rangs, maillons = defaultdict(int), defaultdict(str)
    for ligne in Trace.objects.order_by("pk").iterator(chunk_size=1000):
        code = ligne.convention
        ligne.rang = rangs[code] = rangs[code] + 1
        contenu = Contenu(**{champ: getattr(ligne, champ) for champ in CHAMPS}).contenu
        ligne.maillon = maillons[code] = compute_maillon(maillons[code], contenu)
        ligne.save(update_fields=["rang", "maillon"])
    Tete.objects.bulk_create(Tete(convention=code, rang=rang, maillon=maillons[code]) for code, rang in rangs.items())


class Migration(migrations.Migration):
    dependencies = [("comptes", "0006_libelles")]

    operations = [
        migrations.CreateModel(
            name="TeteDeJournal",
            fields=[
                (
                    "convention",
                    models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="convention"),
                ),
                ("rang", models.PositiveIntegerField(default=0, verbose_name="rang")),
                ("maillon", models.CharField(blank=True, default="", max_length=64, verbose_name="maillon")),
            ],
            options={"verbose_name": "tête du journal", "ordering": ["convention"]},
        ),
        migrations.AddField(
            "trace", "rang", models.PositiveIntegerField(default=0, verbose_name="rang"), preserve_default=False
        ),
        migrations.AddField(
            "trace", "maillon", models.CharField(default="", max_length=64, verbose_name="maillon"), preserve_default=False
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
    ]
