from django.db import migrations, models


class Migration(migrations.Migration):
    """What 0006 carried over goes, and what it made true is held true."""

    dependencies = [("conventions", "0006_signataires_et_partenaires")]

    operations = [
        migrations.RemoveField(
            model_name='action',
            name='partenaires_texte',
        ),
        migrations.RemoveField(
            model_name='convention',
            name='signataire_departement',
        ),
        migrations.RemoveField(
            model_name='convention',
            name='signataire_etat',
        ),
        migrations.RemoveField(
            model_name='convention',
            name='titre_departement',
        ),
        migrations.RemoveField(
            model_name='convention',
            name='titre_etat',
        ),
        migrations.AddConstraint(
            model_name='financement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('partenaire__isnull', False), ('source', 'autres')), models.Q(models.Q(('source', 'autres'), _negated=True), ('partenaire__isnull', True)), _connector='OR'), name='financement_autre_est_nomme', violation_error_message='Un autre financeur a un nom ; l’État et le département n’en ont pas d’autre.'),
        ),
    ]
