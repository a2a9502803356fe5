import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Those of the site before its rooms were redrawn: a database that has them all has this one.
    replaces = [
        ("comptes", "0001_initial"),
        ("comptes", "0002_journal_en_codes"),
        ("comptes", "0003_geste_methode_de_reference"),
        ("comptes", "0004_essais_de_connexion"),
        ("comptes", "0005_apostrophes"),
        ("comptes", "0006_insecables"),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Departement',
            fields=[
                ('code', models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name='code')),
                ('nom', models.CharField(max_length=80, verbose_name='nom')),
                ('liaison', models.PositiveSmallIntegerField(verbose_name='type de nom en clair')),
            ],
            options={
                'verbose_name': 'département',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='EssaisConnexion',
            fields=[
                ('cle', models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name='clé')),
                ('echecs', models.PositiveIntegerField(default=0, verbose_name='échecs')),
                ('dernier', models.DateTimeField(verbose_name='dernier essai')),
            ],
            options={
                'verbose_name': 'essais de connexion',
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name='code')),
                ('nom', models.CharField(max_length=80, verbose_name='nom')),
            ],
            options={
                'verbose_name': 'région',
                'ordering': ['nom'],
            },
        ),
        migrations.CreateModel(
            name='Collectivite',
            fields=[
                ('code', models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name='code')),
                ('nom', models.CharField(max_length=120, verbose_name='nom')),
                ('titre_executif', models.CharField(max_length=120, verbose_name='titre de l’exécutif')),
                ('departements', models.ManyToManyField(related_name='collectivites', to='comptes.departement', verbose_name='départements')),
            ],
            options={
                'verbose_name': 'collectivité',
                'ordering': ['nom'],
            },
        ),
        migrations.AddField(
            model_name='departement',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departements', to='comptes.region', verbose_name='région'),
        ),
        migrations.CreateModel(
            name='Utilisateur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(error_messages={'unique': 'Un compte existe déjà avec cette adresse électronique.'}, max_length=254, unique=True, verbose_name='adresse électronique')),
                ('nom', models.CharField(max_length=120, verbose_name='nom affiché')),
                ('role', models.CharField(choices=[('agent_departemental', 'Agent du département'), ('valideur_departemental', 'Valideur du département'), ('prefecture', 'Préfecture'), ('commissaire', 'Commissaire à la lutte contre la pauvreté'), ('centrale', 'Administration centrale')], max_length=30, verbose_name='rôle')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('collectivite', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='comptes.collectivite', verbose_name='collectivité')),
                ('departement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='comptes.departement', verbose_name='département')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='comptes.region', verbose_name='région')),
            ],
            options={
                'verbose_name': 'utilisateur',
                'ordering': ['email'],
            },
        ),
        migrations.CreateModel(
            name='Trace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('geste', models.CharField(choices=[('ouvrir_compte', 'ouvrir un compte'), ('se_connecter', 'se connecter'), ('echouer_connexion', 'échouer à se connecter'), ('verrouiller_compte', 'verrouiller un compte'), ('changer_mot_de_passe', 'changer un mot de passe'), ('ouvrir_convention', 'ouvrir une convention'), ('dire_signataires', 'dire les signataires'), ('changer_dates', 'changer les dates'), ('enregistrer_deliberation', 'enregistrer une délibération'), ('retirer_deliberation', 'retirer une délibération'), ('joindre_copie', 'joindre une copie signée'), ('retirer_copie', 'retirer une copie signée'), ('ouvrir_exercice', 'ouvrir un exercice'), ('rediger_rapport', 'rédiger le rapport'), ('passer_brouillon', 'passer à «\xa0brouillon\xa0»'), ('passer_transmis', 'passer à «\xa0transmis\xa0»'), ('passer_a_completer', 'passer à «\xa0à compléter\xa0»'), ('passer_valide', 'passer à «\xa0validé\xa0»'), ('reunir_exercices', 'rendre compte en commun'), ('separer_exercices', 'rendre compte séparément'), ('dire_depense_commune', 'dire la dépense commune'), ('enregistrer_action', 'enregistrer une action'), ('supprimer_action', 'supprimer une action'), ('joindre_piece_action', 'joindre une pièce à une action'), ('retirer_piece_action', 'retirer une pièce d’une action'), ('reprendre_actions', 'reprendre les actions de l’an dernier'), ('annuler_reprise', 'annuler une reprise'), ('renommer_partenaire', 'renommer un partenaire'), ('retirer_partenaire', 'retirer un partenaire'), ('ajouter_cofinanceur', 'ajouter un cofinanceur'), ('retirer_cofinanceur', 'retirer un cofinanceur'), ('saisir_montants', 'saisir des montants'), ('redeployer', 'redéployer des crédits de l’État'), ('saisir_indicateurs', 'saisir des indicateurs'), ('fixer_cibles', 'fixer des cibles'), ('fixer_situation', 'fixer la situation initiale'), ('declarer_methode', 'déclarer la méthode'), ('fixer_reference', 'fixer la méthode de référence'), ('joindre_piece', 'joindre une pièce'), ('retirer_piece', 'retirer une pièce'), ('lever_regle', 'lever une règle'), ('retablir_regle', 'rétablir une règle'), ('deposer_parcours', 'déposer un fichier de parcours'), ('abandonner_parcours', 'abandonner un fichier de parcours'), ('confirmer_parcours', 'confirmer un fichier de parcours'), ('effacer_releve', 'effacer un relevé de lignes'), ('reprendre_brouillon', 'reprendre le brouillon de saisie d’une autre personne'), ('preparer_referentiel', 'préparer un référentiel'), ('modifier_referentiel', 'modifier un référentiel'), ('supprimer_referentiel', 'supprimer un référentiel'), ('publier_referentiel', 'publier un référentiel'), ('preparer_avenant', 'préparer un avenant'), ('modifier_avenant', 'modifier un avenant'), ('signer_avenant', 'signer un avenant'), ('prolonger_execution', 'prolonger l’exécution'), ('annuler_prolongation', 'annuler la prolongation'), ('produire_rapport', 'produire un rapport'), ('produire_commun', 'produire un rapport commun'), ('produire_avenant', 'produire un avenant'), ('decision_proposee', 'décision financière\xa0: proposée par la préfecture'), ('decision_repondue', 'décision financière\xa0: réponse du département'), ('decision_notifiee', 'décision financière\xa0: notifiée'), ('enregistrer_versement', 'enregistrer un versement'), ('retirer_versement', 'retirer un versement'), ('autre', 'autre geste')], max_length=40, verbose_name='geste')),
                ('type_objet', models.CharField(blank=True, max_length=60, verbose_name='type d’objet')),
                ('cle_objet', models.CharField(blank=True, max_length=40, verbose_name='clé de l’objet')),
                ('convention', models.CharField(blank=True, max_length=20, verbose_name='convention')),
                ('details', models.JSONField(default=dict, verbose_name='détails')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'trace',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='utilisateur',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('collectivite__isnull', False), ('departement__isnull', True), ('region__isnull', True), ('role__in', ['agent_departemental', 'valideur_departemental'])), models.Q(('collectivite__isnull', True), ('departement__isnull', False), ('region__isnull', True), ('role', 'prefecture')), models.Q(('collectivite__isnull', True), ('departement__isnull', True), ('region__isnull', False), ('role', 'commissaire')), models.Q(('collectivite__isnull', True), ('departement__isnull', True), ('region__isnull', True), ('role', 'centrale')), _connector='OR'), name='utilisateur_perimetre_du_role', violation_error_message='Le périmètre ne correspond pas au rôle\xa0: une collectivité pour un agent ou un valideur, un département pour une préfecture, une région pour un commissaire, rien pour la centrale.'),
        ),
        migrations.AddConstraint(
            model_name='utilisateur',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='utilisateur_email_en_minuscules', violation_error_message='L’adresse électronique s’écrit en minuscules.'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(fields=['type_objet', 'cle_objet', '-le'], name='trace_par_objet'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(fields=['convention', '-le'], name='trace_par_convention'),
        ),
        migrations.AddConstraint(
            model_name='trace',
            constraint=models.CheckConstraint(condition=models.Q(('geste__in', ['ouvrir_compte', 'se_connecter', 'echouer_connexion', 'verrouiller_compte', 'changer_mot_de_passe', 'ouvrir_convention', 'dire_signataires', 'changer_dates', 'enregistrer_deliberation', 'retirer_deliberation', 'joindre_copie', 'retirer_copie', 'ouvrir_exercice', 'rediger_rapport', 'passer_brouillon', 'passer_transmis', 'passer_a_completer', 'passer_valide', 'reunir_exercices', 'separer_exercices', 'dire_depense_commune', 'enregistrer_action', 'supprimer_action', 'joindre_piece_action', 'retirer_piece_action', 'reprendre_actions', 'annuler_reprise', 'renommer_partenaire', 'retirer_partenaire', 'ajouter_cofinanceur', 'retirer_cofinanceur', 'saisir_montants', 'redeployer', 'saisir_indicateurs', 'fixer_cibles', 'fixer_situation', 'declarer_methode', 'fixer_reference', 'joindre_piece', 'retirer_piece', 'lever_regle', 'retablir_regle', 'deposer_parcours', 'abandonner_parcours', 'confirmer_parcours', 'effacer_releve', 'reprendre_brouillon', 'preparer_referentiel', 'modifier_referentiel', 'supprimer_referentiel', 'publier_referentiel', 'preparer_avenant', 'modifier_avenant', 'signer_avenant', 'prolonger_execution', 'annuler_prolongation', 'produire_rapport', 'produire_commun', 'produire_avenant', 'decision_proposee', 'decision_repondue', 'decision_notifiee', 'enregistrer_versement', 'retirer_versement', 'autre'])), name='trace_geste_connu', violation_error_message='Ce geste n’est pas de ceux que tient le journal.'),
        ),
        migrations.AddConstraint(
            model_name='trace',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cle_objet', ''), ('type_objet', '')), models.Q(models.Q(('type_objet', ''), _negated=True), models.Q(('cle_objet', ''), _negated=True)), _connector='OR'), name='trace_objet_entier', violation_error_message='Une ligne du journal dit le type et la clé de son objet.'),
        ),
    ]
