import datetime
import django.db.models.deletion
import saisie.colonnes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Those of the site before its rooms were redrawn: a database that has them all has this one.
    replaces = [
        ("indicateurs", "0001_initial"),
        ("indicateurs", "0002_chiffres_fiables"),
        ("indicateurs", "0003_versions_des_chiffres"),
        ("indicateurs", "0004_brouillons_plus_bas"),
        ("indicateurs", "0005_jours_et_textes_bornes"),
        ("indicateurs", "0006_fichiers_comme_ils_sont"),
        ("indicateurs", "0007_methode_de_reference"),
        ("indicateurs", "0008_cibles_convenues"),
    ]

    initial = True

    dependencies = [
        ('comptes', '0001_socle'),
        ('conventions', '0001_socle'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CorrespondanceColonnes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entetes', models.JSONField(blank=True, default=dict, verbose_name='en-têtes')),
                ('valeurs', models.JSONField(blank=True, default=dict, verbose_name='valeurs')),
                ('collectivite', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='correspondance_colonnes', to='comptes.collectivite')),
            ],
            options={
                'verbose_name': 'correspondance de colonnes',
            },
        ),
        migrations.CreateModel(
            name='ImportParcours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('etat', models.CharField(choices=[('en_attente', 'En attente'), ('en_cours', 'Calcul en cours'), ('calcule', 'Calculé, à confirmer'), ('confirme', 'Confirmé'), ('refuse', 'Fichier refusé'), ('annule', 'Annulé'), ('echoue', 'Échoué')], default='en_attente', max_length=10, verbose_name='état')),
                ('nom_fichier', models.CharField(max_length=200, verbose_name='fichier')),
                ('depot', models.CharField(blank=True, max_length=60, verbose_name='dépôt')),
                ('correspondance', models.JSONField(blank=True, default=dict, verbose_name='correspondance des colonnes')),
                ('valeurs', models.JSONField(blank=True, default=dict, verbose_name='correspondance des valeurs')),
                ('arrete_au', saisie.colonnes.JourField(verbose_name='date d’arrêté')),
                ('methode', models.CharField(choices=[('premier_du_mois', '1er jour du mois de la demande'), ('demande', 'Jour de la demande'), ('notification_caf', 'Notification par la CAF ou la MSA'), ('flux_cnaf', 'Jour de réception du flux de la CNAF'), ('creation_logiciel', 'Création du dossier dans le logiciel du département')], max_length=20, verbose_name='date d’entrée retenue')),
                ('empreinte', models.CharField(blank=True, max_length=64, verbose_name='empreinte SHA-256')),
                ('lignes', models.PositiveIntegerField(default=0, verbose_name='lignes')),
                ('avancement', models.PositiveSmallIntegerField(default=0, verbose_name='avancement')),
                ('battement', models.DateTimeField(blank=True, null=True, verbose_name='dernier signe de vie')),
                ('tentatives', models.PositiveSmallIntegerField(default=0, verbose_name='tentatives')),
                ('resultats', models.JSONField(blank=True, null=True, verbose_name='résultats')),
                ('constats', models.JSONField(blank=True, default=dict, verbose_name='constats')),
                ('details', models.JSONField(blank=True, null=True, verbose_name='détails')),
                ('erreurs', models.JSONField(blank=True, null=True, verbose_name='erreurs')),
                ('nb_erreurs', models.PositiveIntegerField(default=0, verbose_name='nombre d’erreurs')),
                ('colonnes_ignorees', models.JSONField(blank=True, default=list, verbose_name='colonnes ignorées')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='conventions.exercice')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'import de parcours',
                'ordering': ['exercice', 'le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MethodeReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date_entree', models.CharField(choices=[('premier_du_mois', '1er jour du mois de la demande'), ('demande', 'Jour de la demande'), ('notification_caf', 'Notification par la CAF ou la MSA'), ('flux_cnaf', 'Jour de réception du flux de la CNAF'), ('creation_logiciel', 'Création du dossier dans le logiciel du département')], max_length=20, verbose_name='date d’entrée retenue')),
                ('droits_suspendus', models.CharField(choices=[('inclus', 'Comptés parmi les entrants'), ('exclus', 'Écartés des entrants')], max_length=10, verbose_name='personnes aux droits suspendus')),
                ('date_rdv', models.CharField(choices=[('tenue', 'Jour où le rendez-vous se tient'), ('fixee', 'Jour pour lequel le rendez-vous est fixé, tenu ou non'), ('creation', 'Jour où le rendez-vous est créé dans le logiciel')], max_length=10, verbose_name='date de rendez-vous retenue')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('version', models.PositiveIntegerField(default=1)),
                ('dispositif', models.CharField(max_length=20, verbose_name='dispositif')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'méthode de référence',
            },
        ),
        migrations.CreateModel(
            name='PieceJointe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom_fichier', models.CharField(max_length=200, verbose_name='fichier')),
                ('type_contenu', models.CharField(max_length=100, verbose_name='type de contenu')),
                ('octets', models.BinaryField()),
                ('taille', models.PositiveIntegerField(verbose_name='taille en octets')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('code', models.CharField(max_length=10, verbose_name='indicateur')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='conventions.exercice')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'pièce jointe',
                'ordering': ['exercice', 'code', 'le'],
            },
        ),
        migrations.CreateModel(
            name='SituationInitiale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, verbose_name='indicateur')),
                ('au', saisie.colonnes.JourField(plus_tot=datetime.date(2015, 1, 1), verbose_name='constatée au')),
                ('numerateur', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='chiffre')),
                ('denominateur', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='sur')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='situations_initiales', to='conventions.convention')),
            ],
            options={
                'verbose_name': 'situation initiale',
                'ordering': ['convention', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Valeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, verbose_name='indicateur')),
                ('etat', models.CharField(choices=[('vide', 'Vide'), ('renseigne', 'Renseigné'), ('provisoire', 'Provisoire'), ('neant', 'Néant confirmé'), ('non_disponible', 'Non disponible'), ('non_concerne', 'Non concerné')], max_length=16, verbose_name='état')),
                ('numerateur', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('denominateur', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('en_cours', models.PositiveIntegerField(blank=True, null=True, verbose_name='en cours')),
                ('mediane_jours', models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True)),
                ('commentaire', saisie.colonnes.RecitField(blank=True, max_length=2000, verbose_name='explication')),
                ('fiabilite', models.CharField(blank=True, choices=[('fiable', 'Fiable'), ('estime', 'Estimé')], max_length=10, verbose_name='fiabilité')),
                ('arrete_au', saisie.colonnes.JourField(blank=True, null=True, verbose_name='date d’arrêté')),
                ('a_confirmer', models.BooleanField(default=False, verbose_name='repris de l’an dernier, à confirmer')),
                ('source', models.CharField(choices=[('saisie', 'Saisie'), ('classeur', 'Classeur'), ('parcours', 'Calculé depuis le fichier')], default='saisie', max_length=10)),
                ('le', models.DateTimeField(verbose_name='date')),
                ('version', models.PositiveIntegerField(default=1)),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='conventions.exercice')),
                ('import_parcours', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='indicateurs.importparcours')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'valeur',
                'ordering': ['exercice', 'code'],
            },
        ),
        migrations.CreateModel(
            name='VersionValeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, verbose_name='indicateur')),
                ('etat', models.CharField(choices=[('vide', 'Vide'), ('renseigne', 'Renseigné'), ('provisoire', 'Provisoire'), ('neant', 'Néant confirmé'), ('non_disponible', 'Non disponible'), ('non_concerne', 'Non concerné')], max_length=16, verbose_name='état')),
                ('numerateur', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('denominateur', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('en_cours', models.PositiveIntegerField(blank=True, null=True, verbose_name='en cours')),
                ('mediane_jours', models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True)),
                ('commentaire', saisie.colonnes.RecitField(blank=True, max_length=2000, verbose_name='explication')),
                ('fiabilite', models.CharField(blank=True, choices=[('fiable', 'Fiable'), ('estime', 'Estimé')], max_length=10, verbose_name='fiabilité')),
                ('arrete_au', saisie.colonnes.JourField(blank=True, null=True, verbose_name='date d’arrêté')),
                ('a_confirmer', models.BooleanField(default=False, verbose_name='repris de l’an dernier, à confirmer')),
                ('source', models.CharField(choices=[('saisie', 'Saisie'), ('classeur', 'Classeur'), ('parcours', 'Calculé depuis le fichier')], default='saisie', max_length=10)),
                ('le', models.DateTimeField(verbose_name='date')),
                ('version', models.PositiveIntegerField(default=1)),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='conventions.exercice')),
                ('import_parcours', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='indicateurs.importparcours')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'version d’un chiffre',
                'ordering': ['exercice', 'code', 'version'],
            },
        ),
        migrations.CreateModel(
            name='Cible',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, verbose_name='indicateur')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                ('valeur', models.DecimalField(decimal_places=6, max_digits=16, verbose_name='valeur')),
                ('convenue_le', saisie.colonnes.JourField(blank=True, null=True, verbose_name='convenue le')),
                ('avenant', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='avenant n°')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cibles', to='conventions.convention')),
            ],
            options={
                'verbose_name': 'cible',
                'ordering': ['convention', 'code', 'annee'],
                'constraints': [models.UniqueConstraint(fields=('convention', 'code', 'annee'), name='cible_unique_par_annee', violation_error_message='Cette cible existe déjà.'), models.CheckConstraint(condition=models.Q(('valeur__gte', 0)), name='cible_positive', violation_error_message='Une cible ne peut pas être négative.'), models.CheckConstraint(condition=models.Q(('avenant__isnull', True), ('convenue_le__isnull', False), _connector='OR'), name='cible_convenue_par_un_texte_date', violation_error_message='Une cible convenue par un avenant porte sa date.')],
            },
        ),
        migrations.CreateModel(
            name='DeclarationMethode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date_entree', models.CharField(choices=[('premier_du_mois', '1er jour du mois de la demande'), ('demande', 'Jour de la demande'), ('notification_caf', 'Notification par la CAF ou la MSA'), ('flux_cnaf', 'Jour de réception du flux de la CNAF'), ('creation_logiciel', 'Création du dossier dans le logiciel du département')], max_length=20, verbose_name='date d’entrée retenue')),
                ('droits_suspendus', models.CharField(choices=[('inclus', 'Comptés parmi les entrants'), ('exclus', 'Écartés des entrants')], max_length=10, verbose_name='personnes aux droits suspendus')),
                ('date_rdv', models.CharField(choices=[('tenue', 'Jour où le rendez-vous se tient'), ('fixee', 'Jour pour lequel le rendez-vous est fixé, tenu ou non'), ('creation', 'Jour où le rendez-vous est créé dans le logiciel')], max_length=10, verbose_name='date de rendez-vous retenue')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('version', models.PositiveIntegerField(default=1)),
                ('logiciel', models.CharField(max_length=120, verbose_name='logiciel d’où viennent les données')),
                ('rupture', saisie.colonnes.RecitField(blank=True, max_length=1000, verbose_name='rupture de série')),
                ('rupture_le', saisie.colonnes.JourField(blank=True, null=True, verbose_name='date de la rupture')),
                ('exercice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='declaration_methode', to='conventions.exercice')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'déclaration de méthode',
                'constraints': [models.CheckConstraint(condition=models.Q(('rupture_le__isnull', True), models.Q(('rupture', ''), _negated=True), _connector='OR'), name='declaration_rupture_dite', violation_error_message='Une rupture de série datée dit aussi ce qui a changé.')],
            },
        ),
        migrations.CreateModel(
            name='Derogation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, verbose_name='indicateur')),
                ('regle', models.CharField(max_length=200, verbose_name='règle')),
                ('motif', saisie.colonnes.RecitField(max_length=2000, verbose_name='motif')),
                ('jusqu_au', saisie.colonnes.JourField(verbose_name='jusqu’au')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='derogations', to='conventions.exercice')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'dérogation',
                'ordering': ['exercice', 'code', 'le'],
                'constraints': [models.UniqueConstraint(fields=('exercice', 'code', 'regle'), name='derogation_unique', violation_error_message='Cette règle fait déjà l’objet d’une dérogation pour ce chiffre.'), models.CheckConstraint(condition=models.Q(('motif', ''), _negated=True), name='derogation_motivee', violation_error_message='Une dérogation dit son motif.')],
            },
        ),
        migrations.AddConstraint(
            model_name='importparcours',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['calcule', 'confirme']), ('resultats__isnull', False)), models.Q(('etat__in', ['en_attente', 'en_cours', 'refuse', 'annule', 'echoue']), ('resultats__isnull', True)), _connector='OR'), name='import_resultats_selon_etat', violation_error_message='Seul un fichier calculé a des résultats.'),
        ),
        migrations.AddConstraint(
            model_name='importparcours',
            constraint=models.CheckConstraint(condition=models.Q(('etat__in', ['en_attente', 'en_cours']), ('depot', ''), _connector='OR'), name='import_sans_fichier_une_fois_fini', violation_error_message='Un calcul terminé ne garde pas le fichier.'),
        ),
        migrations.AddConstraint(
            model_name='methodereference',
            constraint=models.UniqueConstraint(fields=('dispositif', 'annee'), name='methode_reference_unique', violation_error_message='La méthode de référence de cette année est déjà fixée.'),
        ),
        migrations.AddConstraint(
            model_name='piecejointe',
            constraint=models.UniqueConstraint(fields=('exercice', 'code', 'empreinte'), name='piece_unique_par_chiffre', violation_error_message='Cette pièce est déjà jointe à ce chiffre.'),
        ),
        migrations.AddConstraint(
            model_name='situationinitiale',
            constraint=models.UniqueConstraint(fields=('convention', 'code'), name='situation_initiale_unique', violation_error_message='La situation initiale de cet indicateur existe déjà.'),
        ),
        migrations.AddConstraint(
            model_name='situationinitiale',
            constraint=models.CheckConstraint(condition=models.Q(('numerateur__gte', 0)), name='situation_initiale_positive', violation_error_message='Un effectif ne peut pas être négatif.'),
        ),
        migrations.AddConstraint(
            model_name='situationinitiale',
            constraint=models.CheckConstraint(condition=models.Q(('denominateur__isnull', True), ('denominateur__gte', models.F('numerateur')), _connector='OR'), name='situation_initiale_sous_denominateur', violation_error_message='Le numérateur ne peut pas dépasser le dénominateur.'),
        ),
        migrations.AddConstraint(
            model_name='valeur',
            constraint=models.UniqueConstraint(fields=('exercice', 'code'), name='valeur_unique_par_exercice', violation_error_message='Cet indicateur est déjà renseigné.'),
        ),
        migrations.AddConstraint(
            model_name='valeur',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat__in', ['renseigne', 'provisoire']), ('numerateur__isnull', False)), models.Q(('etat', 'neant'), ('numerateur', 0)), models.Q(('etat__in', ['vide', 'non_disponible', 'non_concerne']), ('numerateur__isnull', True)), _connector='OR'), name='valeur_chiffre_selon_etat', violation_error_message='Le chiffre ne correspond pas à l’état déclaré.'),
        ),
        migrations.AddConstraint(
            model_name='valeur',
            constraint=models.CheckConstraint(condition=models.Q(('numerateur__isnull', True), ('numerateur__gte', 0), _connector='OR'), name='valeur_positive', violation_error_message='Un effectif ne peut pas être négatif.'),
        ),
        migrations.AddConstraint(
            model_name='valeur',
            constraint=models.CheckConstraint(condition=models.Q(('denominateur__isnull', True), ('denominateur__gte', models.F('numerateur')), _connector='OR'), name='valeur_numerateur_sous_denominateur', violation_error_message='Le numérateur ne peut pas dépasser le dénominateur.'),
        ),
        migrations.AddConstraint(
            model_name='valeur',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('import_parcours__isnull', True), ('source__in', ['saisie', 'classeur'])), models.Q(('import_parcours__isnull', False), ('source', 'parcours')), _connector='OR'), name='valeur_parcours_a_son_import', violation_error_message='Un chiffre calculé renvoie au fichier dont il vient.'),
        ),
        migrations.AddConstraint(
            model_name='versionvaleur',
            constraint=models.UniqueConstraint(fields=('exercice', 'code', 'version'), name='version_valeur_unique'),
        ),
    ]
