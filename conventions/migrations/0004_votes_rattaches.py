from django.db import migrations


def tie(apps, schema_editor):
    """Give each convention and each rapport the one vote that was recorded for it.

    Left untied: two votes for the same one, a vote later than the signature of the convention, and, once the second
    round of an exercice is open, a vote that may be on either of its two rapports.
    """
    votes = {}
    for vote in apps.get_model("conventions", "Deliberation").objects.exclude(objet="avenant"):
        for convention in vote.anciennes.all():
            votes.setdefault((convention.pk, vote.objet, vote.annee), []).append(vote)
    for convention in apps.get_model("conventions", "Convention").objects.all():
        anterieurs = [
            vote
            for (pk, objet, _), siens in votes.items()
            for vote in siens
            if (pk, objet) == (convention.pk, "convention") and vote.date_vote <= convention.date_signature
        ]
        _write(convention, anterieurs)
    for exercice in apps.get_model("conventions", "Exercice").objects.all():
        siens = votes.get((exercice.convention_id, "rapport", exercice.annee), [])
        if exercice.is_second_arrete:
            siens = [vote for vote in siens if vote.date_vote <= exercice.prolonge_au]
        _write(exercice, siens)


def _write(objet, votes):
    if len(votes) == 1:
        type(objet).objects.filter(pk=objet.pk).update(deliberation=votes[0])


class Migration(migrations.Migration):
    dependencies = [("conventions", "0003_votes")]

    operations = [migrations.RunPython(tie, migrations.RunPython.noop)]
