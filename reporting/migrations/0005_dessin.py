import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('conventions', '0007_sans_textes'),
        ('reporting', '0004_jours_et_textes_bornes'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='cloture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='conventions.transition', verbose_name='clôture'),
        ),
        # Those that are already there were drawn.
        migrations.AddField(
            model_name='document',
            name='etat',
            field=models.CharField(choices=[('a_dessiner', 'En attente'), ('en_cours', 'En cours'), ('dessine', 'Prêt'), ('echec', 'Non dessiné')], default='dessine', max_length=10, verbose_name='état'),
        ),
        migrations.AlterField(
            model_name='document',
            name='etat',
            field=models.CharField(choices=[('a_dessiner', 'En attente'), ('en_cours', 'En cours'), ('dessine', 'Prêt'), ('echec', 'Non dessiné')], default='a_dessiner', max_length=10, verbose_name='état'),
        ),
        migrations.AddField(
            model_name='document',
            name='motif_echec',
            field=models.CharField(blank=True, default='', max_length=1000, verbose_name='motif de l’échec'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='document',
            name='battement',
            field=models.DateTimeField(blank=True, null=True, verbose_name='dernier signe de vie'),
        ),
        migrations.AddField(
            model_name='document',
            name='tentatives',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='tentatives'),
        ),
        migrations.AlterField(
            model_name='document',
            name='empreinte',
            field=models.CharField(blank=True, max_length=64, verbose_name='empreinte SHA-256'),
        ),
        migrations.AlterField(
            model_name='document',
            name='octets',
            field=models.BinaryField(null=True),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=Q(cloture__isnull=True) | Q(projet=False, avenant__isnull=True), name='document_clos_est_un_rapport_final', violation_error_message='Seul un rapport définitif renvoie à la clôture de l’exercice.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=Q(etat='dessine', octets__isnull=False) & ~Q(empreinte='') | Q(etat__in=['a_dessiner', 'en_cours', 'echec'], octets__isnull=True, empreinte=''), name='document_dessine_a_ses_octets', violation_error_message='Un document dessiné a ses octets et leur empreinte, lui seul.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=(Q(etat='echec') & ~Q(motif_echec='')) | (~Q(etat='echec') & Q(motif_echec='')), name='document_echec_motive', violation_error_message='Un document qui n’a pas été dessiné dit pourquoi, lui seul.'),
        ),
    ]
