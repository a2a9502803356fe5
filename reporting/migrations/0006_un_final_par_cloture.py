"""Ties the final reports that exist to the closing they came from, the first one of each: the later ones, that only their
date made different, stay as they are. Of an avenant that two signatures at once made two papers of, the first is the
right one (the second, read after the lines were applied, says that nothing changes): the other goes.
"""

from django.db import migrations

TABLE = "reporting_document"


def open_verrous(apps, schema_editor):
    """The triggers of the table, which refuse any change; `post_migrate` creates them again."""
    suite = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for ordre in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS verrou_{TABLE}_{ordre}{suite}")


def tie_rapports(apps, schema_editor):
    Document = apps.get_model("reporting", "Document")
    Transition = apps.get_model("conventions", "Transition")
    vues = set()
    for document in Document.objects.filter(projet=False, avenant=None).order_by("le", "pk").defer("octets"):
        exercices = [document.exercice_id, *document.communs.values_list("pk", flat=True)]
        cloture = (
            Transition.objects.filter(exercice__in=exercices, vers="valide", le__lte=document.le)
            .order_by("le", "pk")
            .last()
        )
        if cloture and (document.nature, cloture.pk) not in vues:
            vues.add((document.nature, cloture.pk))
            Document.objects.filter(pk=document.pk).update(cloture=cloture)


def drop_doublons(apps, schema_editor):
    Document = apps.get_model("reporting", "Document")
    vus = set()
    for document in Document.objects.filter(projet=False).exclude(avenant=None).order_by("pk").defer("octets"):
        if document.avenant_id in vus:
            print(f"  Document {document.pk} ({document.empreinte}) : second final d’un avenant, retiré.")
            document.delete()
        vus.add(document.avenant_id)


class Migration(migrations.Migration):

    dependencies = [('reporting', '0005_dessin')]

    operations = [
        migrations.RunPython(open_verrous, migrations.RunPython.noop),
        migrations.RunPython(tie_rapports, migrations.RunPython.noop),
        migrations.RunPython(drop_doublons, migrations.RunPython.noop),
    ]
