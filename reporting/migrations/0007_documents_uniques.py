from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [('reporting', '0006_un_final_par_cloture')]

    operations = [
        migrations.RemoveConstraint(
            model_name='document',
            name='document_unique_par_contenu',
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=Q(projet=True), fields=('exercice', 'nature', 'empreinte_contenu'), name='document_unique_par_contenu', violation_error_message='Ce document existe déjà.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=Q(projet=False), fields=('avenant',), name='document_final_unique_par_avenant', violation_error_message='L’avenant signé a déjà son document.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('nature', 'cloture'), name='document_final_unique_par_cloture', violation_error_message='L’exercice validé a déjà son rapport définitif.'),
        ),
    ]
