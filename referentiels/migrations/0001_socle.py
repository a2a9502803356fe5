import saisie.colonnes
from django.db import migrations, models


class Migration(migrations.Migration):
    # Those of the site before its rooms were redrawn: a database that has them all has this one.
    replaces = [
        ("conventions", "0012_insecables"),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Referentiel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('dispositif', models.CharField(blank=True, max_length=20, verbose_name='dispositif')),
                ('etat', models.CharField(choices=[('brouillon', 'Brouillon'), ('publie', 'Publié')], default='brouillon', max_length=10, verbose_name='état')),
                ('source', saisie.colonnes.RecitField(blank=True, max_length=500000, verbose_name='texte')),
                ('contenu', models.JSONField(blank=True, default=dict, verbose_name='contenu')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                ('publie_le', models.DateTimeField(blank=True, null=True, verbose_name='publié le')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'référentiel',
                'db_table': 'conventions_referentiel',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('etat', 'brouillon'), ('publie_le__isnull', True)), models.Q(('etat', 'publie'), ('publie_le__isnull', False)), _connector='OR'), name='referentiel_publie_a_sa_date', violation_error_message='Un référentiel publié a une date de publication\u202f; un brouillon n’en a pas.')],
            },
        ),
    ]
