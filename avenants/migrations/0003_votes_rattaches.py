from django.db import migrations


def tie(apps, schema_editor):
    """Give the only avenant of a year the only vote that was recorded on an avenant of that year.

    Left untied: several votes or several avenants for one year, and a vote later than the signature.
    """
    votes = {}
    for vote in apps.get_model("conventions", "Deliberation").objects.filter(objet="avenant"):
        for convention in vote.anciennes.all():
            votes.setdefault((convention.pk, vote.annee), []).append(vote)
    avenants = apps.get_model("avenants", "Avenant").objects
    for (convention, annee), siens in votes.items():
        de_l_annee = list(avenants.filter(convention=convention, exercice__annee=annee))
        if len(siens) != 1 or len(de_l_annee) != 1:
            continue
        signature = de_l_annee[0].date_signature
        if signature is None or siens[0].date_vote <= signature:
            avenants.filter(pk=de_l_annee[0].pk).update(deliberation=siens[0])


class Migration(migrations.Migration):
    dependencies = [("avenants", "0002_votes"), ("conventions", "0004_votes_rattaches")]
    # It reads what that one removes.
    run_before = [("conventions", "0005_votes_sans_objet")]

    operations = [migrations.RunPython(tie, migrations.RunPython.noop)]
