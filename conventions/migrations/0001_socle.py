import conventions.ordre
import django.core.validators
import django.db.models.deletion
import saisie.colonnes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Those of the site before its rooms were redrawn: a database that has them all has this one.
    replaces = [
        ("conventions", "0001_initial"),
        ("conventions", "0002_referentiel_brouillon"),
        ("conventions", "0003_autre_dispositif"),
        ("conventions", "0004_partenaires_en_texte"),
        ("conventions", "0005_execution"),
        ("conventions", "0006_signataires_et_partenaires"),
        ("conventions", "0007_sans_textes"),
        ("conventions", "0008_jours_et_textes_bornes"),
        ("conventions", "0009_memoires"),
        ("conventions", "0010_retraits"),
        ("conventions", "0011_ordre_naturel"),
        ("conventions", "0012_insecables"),
    ]

    initial = True

    dependencies = [
        ('comptes', '0001_socle'),
        ('referentiels', '0001_socle'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Convention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dispositif', models.CharField(default='CALPAE', max_length=20, verbose_name='dispositif')),
                ('code', models.CharField(error_messages={'unique': 'Cette convention existe déjà.'}, max_length=20, unique=True, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9-]+$', 'Des lettres sans accent, des chiffres, un tiret.')], verbose_name='code')),
                ('date_signature', saisie.colonnes.JourField(verbose_name='date de signature')),
                ('debut', saisie.colonnes.JourField(verbose_name='début')),
                ('fin', saisie.colonnes.JourField(verbose_name='fin')),
                ('prolongee_au', saisie.colonnes.JourField(blank=True, null=True, verbose_name='prolongée au')),
                ('version', models.PositiveIntegerField(default=1)),
                ('collectivite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='comptes.collectivite', verbose_name='collectivité')),
                ('departement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='comptes.departement', verbose_name='département')),
            ],
            options={
                'verbose_name': 'convention',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Deliberation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('objet', models.CharField(choices=[('convention', 'La convention'), ('avenant', 'Un avenant'), ('rapport', 'Le rapport d’exécution')], max_length=12, verbose_name='objet')),
                ('annee', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='exercice')),
                ('organe', models.CharField(choices=[('assemblee_pleniere', 'Assemblée plénière'), ('commission_permanente', 'Commission permanente')], max_length=24, verbose_name='organe')),
                ('numero', models.CharField(max_length=40, verbose_name='numéro')),
                ('date_vote', saisie.colonnes.JourField(verbose_name='votée le')),
                ('date_transmission', saisie.colonnes.JourField(blank=True, null=True, verbose_name='transmise au préfet le')),
                ('collectivite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='comptes.collectivite', verbose_name='collectivité')),
                ('conventions', models.ManyToManyField(related_name='deliberations', to='conventions.convention', verbose_name='conventions')),
            ],
            options={
                'verbose_name': 'délibération',
                'ordering': ['-date_vote', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Exercice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                ('regime', models.CharField(choices=[('civile', 'Année civile'), ('glissante', 'Année glissante')], default='civile', max_length=10, verbose_name='régime')),
                ('debut', saisie.colonnes.JourField(verbose_name='début')),
                ('fin', saisie.colonnes.JourField(verbose_name='fin')),
                ('etat', models.CharField(choices=[('brouillon', 'Brouillon'), ('transmis', 'Transmis'), ('a_completer', 'À compléter'), ('valide', 'Validé')], default='brouillon', max_length=12, verbose_name='état')),
                ('montant_notifie', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='montant notifié par l’État')),
                ('prolonge_au', saisie.colonnes.JourField(blank=True, null=True, verbose_name='exécution prolongée au')),
                ('is_second_arrete', models.BooleanField(default=False, verbose_name='second arrêté')),
                ('prevu_fixe_le', saisie.colonnes.JourField(blank=True, null=True, verbose_name='montants de l’État convenus le')),
                ('contexte', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='contexte et gouvernance')),
                ('conclusion', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='conclusion')),
                ('version', models.PositiveIntegerField(default=1)),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exercices', to='conventions.convention')),
                ('referentiel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='referentiels.referentiel', verbose_name='référentiel')),
            ],
            options={
                'verbose_name': 'exercice',
                'ordering': ['convention', 'annee'],
            },
        ),
        migrations.CreateModel(
            name='DepotClasseur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sujet', models.CharField(choices=[('indicateurs', 'Indicateurs'), ('financement', 'Financement')], max_length=12, verbose_name='sujet')),
                ('nom_fichier', models.CharField(max_length=200, verbose_name='fichier')),
                ('octets', models.BinaryField()),
                ('le', models.DateTimeField(verbose_name='date')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='depots_classeur', to='conventions.exercice')),
            ],
            options={
                'verbose_name': 'classeur déposé',
            },
        ),
        migrations.CreateModel(
            name='BrouillonSaisie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=40, verbose_name='page')),
                ('champs', models.JSONField(default=dict, verbose_name='champs')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='brouillons', to='conventions.exercice')),
            ],
            options={
                'verbose_name': 'brouillon de saisie',
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'Une lettre ou un chiffre, puis des lettres, des chiffres, un point ou un tiret.')], verbose_name='numéro')),
                ('titre', models.CharField(max_length=200, verbose_name='titre')),
                ('axe', models.CharField(max_length=10, verbose_name='axe')),
                ('nature', models.CharField(choices=[('nouvelle', 'Nouvelle'), ('renforcee', 'Renforcée'), ('reconduite', 'Reconduite')], max_length=12, verbose_name='nature')),
                ('etat', models.CharField(choices=[('a_demarrer', 'À démarrer'), ('en_cours', 'En cours'), ('realisee', 'Réalisée'), ('abandonnee', 'Abandonnée')], default='a_demarrer', max_length=12, verbose_name='avancement')),
                ('diagnostic', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='diagnostic et situation initiale')),
                ('objectifs', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='objectifs')),
                ('description', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='description')),
                ('public', models.CharField(blank=True, max_length=300, verbose_name='public')),
                ('territoire', models.CharField(blank=True, max_length=300, verbose_name='territoire')),
                ('pilote_nom', models.CharField(blank=True, max_length=120, verbose_name='pilote')),
                ('pilote_fonction', models.CharField(blank=True, max_length=160, verbose_name='fonction du pilote')),
                ('etp', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='équivalents temps plein')),
                ('moyens', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='moyens humains et matériels')),
                ('calendrier', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='calendrier')),
                ('resultats_attendus', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='résultats attendus')),
                ('lien_spie', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='lien avec d’autres dispositifs')),
                ('evaluation', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='évaluation')),
                ('bilan', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='bilan de l’année')),
                ('difficultes', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='difficultés rencontrées')),
                ('perspectives', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='perspectives')),
                ('indicateurs', models.JSONField(blank=True, default=list, verbose_name='indicateurs du référentiel')),
                ('motif_ecart', models.CharField(blank=True, max_length=60, verbose_name='motif de l’écart')),
                ('justification_ecart', saisie.colonnes.RecitField(blank=True, max_length=2000, verbose_name='justification de l’écart')),
                ('version', models.PositiveIntegerField(default=1)),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='conventions.exercice')),
            ],
            options={
                'verbose_name': 'action',
                'ordering': ['exercice', conventions.ordre.OrdreNaturel('axe'), conventions.ordre.OrdreNaturel('numero'), 'numero'],
            },
        ),
        migrations.CreateModel(
            name='IndicateurPropre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('libelle', models.CharField(max_length=160, verbose_name='indicateur')),
                ('unite', models.CharField(blank=True, max_length=40, verbose_name='unité')),
                ('cible', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='cible')),
                ('resultat', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='résultat')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicateurs_propres', to='conventions.action')),
            ],
            options={
                'verbose_name': 'indicateur propre',
                'ordering': ['action', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Jalon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('libelle', models.CharField(max_length=160, verbose_name='étape')),
                ('prevu_le', saisie.colonnes.JourField(verbose_name='prévue le')),
                ('fait_le', saisie.colonnes.JourField(blank=True, null=True, verbose_name='faite le')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jalons', to='conventions.action')),
            ],
            options={
                'verbose_name': 'étape',
                'ordering': ['action', 'prevu_le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Memoire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sujet', models.CharField(choices=[('partenaire', 'Nom d’un partenaire'), ('cible', 'Cible'), ('situation', 'Situation initiale')], max_length=10, verbose_name='sujet')),
                ('cle', models.CharField(max_length=40, verbose_name='clé')),
                ('valeur', models.JSONField(null=True, verbose_name='valeur')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memoires', to='conventions.exercice')),
            ],
            options={
                'verbose_name': 'mémoire d’un exercice clos',
                'verbose_name_plural': 'mémoires d’exercices clos',
                'ordering': ['exercice', 'sujet', 'cle'],
            },
        ),
        migrations.CreateModel(
            name='Partenaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=120, verbose_name='nom')),
                ('is_cofinanceur', models.BooleanField(default=False, verbose_name='cofinance des actions')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partenaires', to='conventions.convention')),
            ],
            options={
                'verbose_name': 'partenaire',
                'ordering': ['nom', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Financement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('etat', 'État'), ('departement_nouveau', 'Département, crédits nouveaux'), ('valorisation', 'Département, valorisation'), ('autres', 'Autre financeur'), ('report', 'État, report de l’an dernier')], max_length=20, verbose_name='source')),
                ('prevu', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='prévu')),
                ('execute', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='exécuté')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='financements', to='conventions.action')),
                ('partenaire', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='financements', to='conventions.partenaire', verbose_name='financeur')),
            ],
            options={
                'verbose_name': 'financement',
                'ordering': ['action', 'source', 'partenaire'],
            },
        ),
        migrations.AddField(
            model_name='action',
            name='partenaires',
            field=models.ManyToManyField(blank=True, related_name='actions', to='conventions.partenaire', verbose_name='partenaires'),
        ),
        migrations.CreateModel(
            name='PieceAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom_fichier', models.CharField(max_length=200, verbose_name='fichier')),
                ('type_contenu', models.CharField(max_length=100, verbose_name='type de contenu')),
                ('octets', models.BinaryField()),
                ('taille', models.PositiveIntegerField(verbose_name='taille en octets')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='conventions.action')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'pièce d’une action',
                'ordering': ['action', 'le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PieceConvention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom_fichier', models.CharField(max_length=200, verbose_name='fichier')),
                ('type_contenu', models.CharField(max_length=100, verbose_name='type de contenu')),
                ('octets', models.BinaryField()),
                ('taille', models.PositiveIntegerField(verbose_name='taille en octets')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('nature', models.CharField(choices=[('convention', 'Convention signée'), ('avenant', 'Avenant signé'), ('deliberation', 'Délibération'), ('autre', 'Autre pièce')], max_length=12, verbose_name='nature')),
                ('retiree_le', models.DateTimeField(blank=True, null=True, verbose_name='retirée le')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='conventions.convention')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'pièce de la convention',
                'ordering': ['convention', 'le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RapportCommun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dispositif', models.CharField(max_length=20, verbose_name='dispositif')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                ('depense_commune', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='dépense exécutée, toutes conventions réunies')),
                ('version', models.PositiveIntegerField(default=1)),
                ('collectivite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='comptes.collectivite', verbose_name='collectivité')),
            ],
            options={
                'verbose_name': 'rapport commun',
                'ordering': ['collectivite', 'annee'],
            },
        ),
    ]
