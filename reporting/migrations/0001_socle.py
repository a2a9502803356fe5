import django.db.models.deletion
import saisie.colonnes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Those of the site before its rooms were redrawn: a database that has them all has this one.
    replaces = [
        ("reporting", "0001_initial"),
        ("reporting", "0002_decision"),
        ("reporting", "0003_rapport_commun"),
        ("reporting", "0004_jours_et_textes_bornes"),
        ("reporting", "0005_dessin"),
        ("reporting", "0006_un_final_par_cloture"),
        ("reporting", "0007_documents_uniques"),
        ("reporting", "0008_retraits"),
        ("reporting", "0009_rapport_avec_la_decision"),
        ("reporting", "0010_rapports_transmis"),
    ]

    initial = True

    dependencies = [
        ('avenants', '0001_socle'),
        ('conventions', '0001_socle'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EtapeDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('etape', models.CharField(choices=[('proposee', 'Proposée par la préfecture'), ('repondue', 'Réponse du département'), ('notifiee', 'Notifiée')], max_length=10, verbose_name='étape')),
                ('montant', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='réfaction')),
                ('motif', saisie.colonnes.RecitField(max_length=20000, verbose_name='motif')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='etapes_decision', to='conventions.exercice')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'étape de la décision',
                'ordering': ['exercice', 'le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(choices=[('rapport', 'Rapport d’exécution'), ('avenant', 'Avenant'), ('commun', 'Rapport d’exécution commun')], max_length=10)),
                ('projet', models.BooleanField(verbose_name='projet')),
                ('contenu', models.JSONField(verbose_name='figures')),
                ('empreinte_contenu', models.CharField(max_length=64)),
                ('etat', models.CharField(choices=[('a_dessiner', 'En attente'), ('en_cours', 'En cours'), ('dessine', 'Prêt'), ('echec', 'Non dessiné')], default='a_dessiner', max_length=10, verbose_name='état')),
                ('octets', models.BinaryField(null=True)),
                ('empreinte', models.CharField(blank=True, max_length=64, verbose_name='empreinte SHA-256')),
                ('motif_echec', models.CharField(blank=True, max_length=1000, verbose_name='motif de l’échec')),
                ('battement', models.DateTimeField(blank=True, null=True, verbose_name='dernier signe de vie')),
                ('tentatives', models.PositiveSmallIntegerField(default=0, verbose_name='tentatives')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('avenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='avenants.avenant')),
                ('cloture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='conventions.transition', verbose_name='clôture')),
                ('communs', models.ManyToManyField(blank=True, related_name='documents_communs', to='conventions.exercice')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='conventions.exercice')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='reporting.etapedecision', verbose_name='décision')),
            ],
            options={
                'verbose_name': 'document',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Photographie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(choices=[('transmission', 'Transmission'), ('proposition', 'Proposition de la préfecture')], max_length=14, verbose_name='occasion')),
                ('arrete_au', saisie.colonnes.JourField(verbose_name='arrêté au')),
                ('contenu', models.JSONField(verbose_name='contenu')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photographies', to='conventions.exercice')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('rapports', models.ManyToManyField(blank=True, related_name='photographies', to='reporting.document')),
            ],
            options={
                'verbose_name': 'photographie',
                'ordering': ['exercice', 'le', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='etapedecision',
            name='photographie',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='etapes', to='reporting.photographie', verbose_name='chiffres de la décision'),
        ),
        migrations.CreateModel(
            name='Versement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verse_le', saisie.colonnes.JourField(verbose_name='versé le')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='montant')),
                ('imputation', models.CharField(max_length=120, verbose_name='imputation budgétaire')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versements', to='conventions.exercice')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('retire_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='retiré par')),
            ],
            options={
                'verbose_name': 'versement',
                'ordering': ['exercice', 'verse_le', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('avenant__isnull', True), ('nature__in', ['rapport', 'commun'])), models.Q(('avenant__isnull', False), ('nature', 'avenant')), _connector='OR'), name='document_avenant_selon_nature', violation_error_message='Un document d’avenant renvoie à son avenant.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('projet', True)), fields=('exercice', 'nature', 'empreinte_contenu'), name='document_unique_par_contenu', violation_error_message='Ce document existe déjà.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('projet', False)), fields=('avenant',), name='document_final_unique_par_avenant', violation_error_message='L’avenant signé a déjà son document.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('decision__isnull', True)), fields=('nature', 'cloture'), name='document_final_unique_par_cloture', violation_error_message='L’exercice validé a déjà son rapport définitif.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('decision__isnull', False)), fields=('nature', 'cloture', 'decision'), name='document_final_unique_par_decision', violation_error_message='L’exercice validé a déjà son rapport avec la décision.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('decision__isnull', True), ('cloture__isnull', False), _connector='OR'), name='document_de_decision_est_clos', violation_error_message='Seul un rapport définitif énonce la décision notifiée.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('cloture__isnull', True), models.Q(('avenant__isnull', True), ('projet', False)), _connector='OR'), name='document_clos_est_un_rapport_final', violation_error_message='Seul un rapport définitif renvoie à la clôture de l’exercice.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'dessine'), ('octets__isnull', False), models.Q(('empreinte', ''), _negated=True)), models.Q(('empreinte', ''), ('etat__in', ['a_dessiner', 'en_cours', 'echec']), ('octets__isnull', True)), _connector='OR'), name='document_dessine_a_ses_octets', violation_error_message='Un document dessiné a ses octets et leur empreinte, lui seul.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'echec'), models.Q(('motif_echec', ''), _negated=True)), models.Q(models.Q(('etat', 'echec'), _negated=True), ('motif_echec', '')), _connector='OR'), name='document_echec_motive', violation_error_message='Un document qui n’a pas été dessiné dit pourquoi, lui seul.'),
        ),
        migrations.AddConstraint(
            model_name='etapedecision',
            constraint=models.CheckConstraint(condition=models.Q(('montant__gte', 0), models.Q(('montant__isnull', True), ('etape', 'repondue')), _connector='OR'), name='etape_decision_montant', violation_error_message='Une proposition et une notification disent un montant, positif ou nul.'),
        ),
        migrations.AddConstraint(
            model_name='etapedecision',
            constraint=models.CheckConstraint(condition=models.Q(('motif', ''), _negated=True), name='etape_decision_motivee', violation_error_message='Une décision est motivée par écrit.'),
        ),
        migrations.AddConstraint(
            model_name='etapedecision',
            constraint=models.UniqueConstraint(condition=models.Q(('etape', 'notifiee')), fields=('exercice',), name='etape_decision_notifiee_une_fois', violation_error_message='La décision est déjà notifiée.'),
        ),
        migrations.AddConstraint(
            model_name='versement',
            constraint=models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='versement_positif', violation_error_message='Un versement est positif.'),
        ),
        migrations.AddConstraint(
            model_name='versement',
            constraint=models.CheckConstraint(condition=models.Q(('imputation', ''), _negated=True), name='versement_impute', violation_error_message='Dites l’imputation budgétaire du versement.'),
        ),
        migrations.AddConstraint(
            model_name='versement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retire_le__isnull', True), ('retire_par__isnull', True)), models.Q(('retire_le__isnull', False), ('retire_par__isnull', False)), _connector='OR'), name='versement_retire_par_quelqu_un', violation_error_message='Un versement retiré l’est par quelqu’un, un jour.'),
        ),
    ]
