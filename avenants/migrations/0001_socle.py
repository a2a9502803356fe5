import conventions.ordre
import django.core.validators
import django.db.models.deletion
import saisie.colonnes
from django.db import migrations, models


class Migration(migrations.Migration):
    # Those of the site before its rooms were redrawn: a database that has them all has this one.
    replaces = [
        ("avenants", "0001_initial"),
        ("avenants", "0002_source_sans_bop"),
        ("avenants", "0003_avenant_de_report"),
        ("avenants", "0004_numero_plausible"),
        ("avenants", "0005_jours_et_textes_bornes"),
        ("avenants", "0006_cibles_convenues"),
        ("avenants", "0007_ordre_naturel"),
    ]

    initial = True

    dependencies = [
        ('conventions', '0001_socle'),
    ]

    operations = [
        migrations.CreateModel(
            name='Avenant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1, 'Un avenant porte un numéro de 1 à 99.'), django.core.validators.MaxValueValidator(99, 'Un avenant porte un numéro de 1 à 99.')], verbose_name='numéro')),
                ('nature', models.CharField(choices=[('financier', 'Avenant financier'), ('report', 'Avenant de report')], default='financier', max_length=10, verbose_name='nature')),
                ('regime', models.CharField(choices=[('civile', 'Année civile'), ('glissante', 'Année glissante')], max_length=10, verbose_name='régime')),
                ('montant_etat', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='montant de l’État')),
                ('prolonge_au', saisie.colonnes.JourField(blank=True, null=True, verbose_name='exécution prolongée au')),
                ('objet', models.CharField(blank=True, max_length=300, verbose_name='objet')),
                ('clauses', models.JSONField(blank=True, default=list, verbose_name='clauses choisies')),
                ('statut', models.CharField(choices=[('brouillon', 'En préparation'), ('signe', 'Signé')], default='brouillon', max_length=10, verbose_name='statut')),
                ('date_signature', saisie.colonnes.JourField(blank=True, null=True, verbose_name='date de signature')),
                ('version', models.PositiveIntegerField(default=1)),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='avenants', to='conventions.convention')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='avenants', to='conventions.exercice')),
            ],
            options={
                'verbose_name': 'avenant',
                'ordering': ['convention', 'numero'],
            },
        ),
        migrations.CreateModel(
            name='LigneCible',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, verbose_name='indicateur')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                ('valeur', models.DecimalField(decimal_places=6, max_digits=16, verbose_name='nouvelle cible')),
                ('avenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes_cible', to='avenants.avenant')),
            ],
            options={
                'ordering': ['avenant', 'code', 'annee'],
            },
        ),
        migrations.CreateModel(
            name='LigneFinancement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('etat', 'État'), ('departement_nouveau', 'Département, crédits nouveaux'), ('valorisation', 'Département, valorisation'), ('autres', 'Autre financeur'), ('report', 'État, report de l’an dernier')], max_length=20)),
                ('montant', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='nouveau montant prévu')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='conventions.action')),
                ('avenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes_financement', to='avenants.avenant')),
                ('partenaire', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='conventions.partenaire')),
            ],
            options={
                'ordering': ['avenant', conventions.ordre.OrdreNaturel('action__axe'), conventions.ordre.OrdreNaturel('action__numero'), 'source'],
            },
        ),
        migrations.AddConstraint(
            model_name='avenant',
            constraint=models.UniqueConstraint(fields=('convention', 'numero'), name='avenant_numero_unique', violation_error_message='Un avenant de cette convention porte déjà ce numéro.'),
        ),
        migrations.AddConstraint(
            model_name='avenant',
            constraint=models.CheckConstraint(condition=models.Q(('numero__gte', 1), ('numero__lte', 99)), name='avenant_numero_plausible', violation_error_message='Un avenant porte un numéro de 1 à 99.'),
        ),
        migrations.AddConstraint(
            model_name='avenant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('date_signature__isnull', True), ('statut', 'brouillon')), models.Q(('date_signature__isnull', False), ('statut', 'signe')), _connector='OR'), name='avenant_signe_est_date', violation_error_message='Un avenant signé porte sa date de signature.'),
        ),
        migrations.AddConstraint(
            model_name='avenant',
            constraint=models.CheckConstraint(condition=models.Q(('montant_etat__isnull', True), ('montant_etat__gte', 0), _connector='OR'), name='avenant_montant_positif', violation_error_message='Le montant de l’État ne peut pas être négatif.'),
        ),
        migrations.AddConstraint(
            model_name='avenant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('montant_etat__isnull', False), ('nature', 'financier'), ('prolonge_au__isnull', True)), models.Q(('montant_etat__isnull', True), ('nature', 'report'), ('prolonge_au__isnull', False)), _connector='OR'), name='avenant_selon_sa_nature', violation_error_message='Un avenant financier dit un montant, un avenant de report une date.'),
        ),
        migrations.AddConstraint(
            model_name='lignecible',
            constraint=models.UniqueConstraint(fields=('avenant', 'code', 'annee'), name='ligne_cible_unique'),
        ),
        migrations.AddConstraint(
            model_name='lignecible',
            constraint=models.CheckConstraint(condition=models.Q(('valeur__gte', 0)), name='ligne_cible_positive', violation_error_message='Une cible ne peut pas être négative.'),
        ),
        migrations.AddConstraint(
            model_name='lignefinancement',
            constraint=models.UniqueConstraint(condition=models.Q(('partenaire__isnull', True)), fields=('avenant', 'action', 'source'), name='ligne_financement_unique'),
        ),
        migrations.AddConstraint(
            model_name='lignefinancement',
            constraint=models.UniqueConstraint(condition=models.Q(('partenaire__isnull', False)), fields=('avenant', 'action', 'partenaire'), name='ligne_financement_unique_par_financeur'),
        ),
        migrations.AddConstraint(
            model_name='lignefinancement',
            constraint=models.CheckConstraint(condition=models.Q(('montant__gte', 0)), name='ligne_financement_positive', violation_error_message='Un montant ne peut pas être négatif.'),
        ),
    ]
