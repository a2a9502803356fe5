import conventions.ordre
import django.core.validators
import django.db.models.deletion
import saisie.colonnes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # As `0001_socle`.
    replaces = [("conventions", "0012_insecables")]

    dependencies = [
        ("conventions", "0001_socle"),
    ]

    operations = [
        migrations.AddField(
            model_name='exercice',
            name='rapport_commun',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exercices', to='conventions.rapportcommun'),
        ),
        migrations.CreateModel(
            name='Redeploiement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom_fichier', models.CharField(max_length=200, verbose_name='fichier')),
                ('type_contenu', models.CharField(max_length=100, verbose_name='type de contenu')),
                ('octets', models.BinaryField()),
                ('taille', models.PositiveIntegerField(verbose_name='taille en octets')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('constat', saisie.colonnes.RecitField(max_length=20000, verbose_name='cibles atteintes')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redeploiements', to='conventions.exercice')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'redéploiement',
                'ordering': ['exercice', 'le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MouvementRedeploiement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='montant')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mouvements', to='conventions.action')),
                ('redeploiement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mouvements', to='conventions.redeploiement')),
            ],
            options={
                'verbose_name': 'mouvement de crédits',
                'ordering': ['redeploiement', conventions.ordre.OrdreNaturel('action__axe'), conventions.ordre.OrdreNaturel('action__numero')],
            },
        ),
        migrations.CreateModel(
            name='Reprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choix', models.CharField(choices=[('gardee', 'Gardée'), ('changee', 'Changée'), ('arretee', 'Arrêtée')], max_length=8, verbose_name='choix')),
                ('motif', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='motif')),
                ('action', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reprise', to='conventions.action', verbose_name='action de l’année')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reprises', to='conventions.exercice')),
                ('precedente', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suites', to='conventions.action')),
            ],
            options={
                'verbose_name': 'reprise',
                'ordering': ['exercice', conventions.ordre.OrdreNaturel('precedente__axe'), conventions.ordre.OrdreNaturel('precedente__numero')],
            },
        ),
        migrations.CreateModel(
            name='Signataire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partie', models.CharField(choices=[('etat', 'Pour l’État'), ('departement', 'Pour la collectivité')], max_length=12, verbose_name='partie')),
                ('rang', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('nom', models.CharField(blank=True, max_length=120, verbose_name='nom')),
                ('titre', models.CharField(max_length=160, verbose_name='titre')),
                ('qualite', models.CharField(blank=True, max_length=160, verbose_name='en qualité de')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signataires', to='conventions.convention')),
            ],
            options={
                'verbose_name': 'signataire',
                'ordering': ['convention', '-partie', 'rang', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Transition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('de', models.CharField(choices=[('brouillon', 'Brouillon'), ('transmis', 'Transmis'), ('a_completer', 'À compléter'), ('valide', 'Validé')], max_length=12, verbose_name='de')),
                ('vers', models.CharField(choices=[('brouillon', 'Brouillon'), ('transmis', 'Transmis'), ('a_completer', 'À compléter'), ('valide', 'Validé')], max_length=12, verbose_name='vers')),
                ('le', models.DateTimeField(verbose_name='date')),
                ('motif', saisie.colonnes.RecitField(blank=True, max_length=20000, verbose_name='motif')),
                ('exercice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='conventions.exercice')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
            ],
            options={
                'verbose_name': 'transition',
                'ordering': ['exercice', 'le', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='convention',
            constraint=models.CheckConstraint(condition=models.Q(('debut__lt', models.F('fin'))), name='convention_debut_avant_fin', violation_error_message='La convention finit avant d’avoir commencé.'),
        ),
        migrations.AddConstraint(
            model_name='convention',
            constraint=models.CheckConstraint(condition=models.Q(('prolongee_au__isnull', True), ('prolongee_au__gt', models.F('fin')), _connector='OR'), name='convention_prolongee_apres_sa_fin', violation_error_message='La prolongation porte au-delà de la fin de la convention.'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.UniqueConstraint(fields=('collectivite', 'numero', 'date_vote'), name='deliberation_unique', violation_error_message='Cette délibération est déjà enregistrée.'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(('date_transmission__isnull', True), ('date_transmission__gte', models.F('date_vote')), _connector='OR'), name='deliberation_transmise_apres_le_vote', violation_error_message='Une délibération se transmet après son vote.'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(('objet', 'convention'), ('annee__isnull', False), _connector='OR'), name='deliberation_dit_son_exercice', violation_error_message='Dites de quel exercice parle cette délibération.'),
        ),
        migrations.AddConstraint(
            model_name='depotclasseur',
            constraint=models.UniqueConstraint(fields=('exercice', 'sujet', 'par'), name='depot_classeur_unique_par_sujet'),
        ),
        migrations.AddConstraint(
            model_name='brouillonsaisie',
            constraint=models.UniqueConstraint(fields=('exercice', 'page', 'par'), name='brouillon_saisie_unique_par_page'),
        ),
        migrations.AddConstraint(
            model_name='indicateurpropre',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cible__isnull', True), ('cible__gte', 0), _connector='OR'), models.Q(('resultat__isnull', True), ('resultat__gte', 0), _connector='OR')), name='indicateur_propre_positif', violation_error_message='Un indicateur ne peut pas être négatif.'),
        ),
        migrations.AddConstraint(
            model_name='memoire',
            constraint=models.UniqueConstraint(fields=('exercice', 'sujet', 'cle'), name='memoire_unique', violation_error_message='L’exercice en garde déjà la mémoire.'),
        ),
        migrations.AddConstraint(
            model_name='partenaire',
            constraint=models.UniqueConstraint(fields=('convention', 'nom'), name='partenaire_unique_par_convention', violation_error_message='Ce partenaire est déjà dans la liste.'),
        ),
        migrations.AddConstraint(
            model_name='partenaire',
            constraint=models.CheckConstraint(condition=models.Q(('nom', ''), _negated=True), name='partenaire_nomme', violation_error_message='Un partenaire a un nom.'),
        ),
        migrations.AddConstraint(
            model_name='financement',
            constraint=models.UniqueConstraint(condition=models.Q(('partenaire__isnull', True)), fields=('action', 'source'), name='financement_unique_par_source', violation_error_message='Cette source finance déjà l’action.'),
        ),
        migrations.AddConstraint(
            model_name='financement',
            constraint=models.UniqueConstraint(condition=models.Q(('partenaire__isnull', False)), fields=('action', 'partenaire'), name='financement_unique_par_financeur', violation_error_message='Ce financeur finance déjà l’action.'),
        ),
        migrations.AddConstraint(
            model_name='financement',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['etat', 'departement_nouveau', 'valorisation', 'autres', 'report'])), name='financement_source_connue', violation_error_message='Cette source de financement n’existe pas.'),
        ),
        migrations.AddConstraint(
            model_name='financement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('partenaire__isnull', False), ('source', 'autres')), models.Q(models.Q(('source', 'autres'), _negated=True), ('partenaire__isnull', True)), _connector='OR'), name='financement_autre_est_nomme', violation_error_message='Un autre financeur a un nom\u202f; l’État et le département n’en ont pas d’autre.'),
        ),
        migrations.AddConstraint(
            model_name='financement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('prevu__isnull', True), ('prevu__gte', 0), _connector='OR'), models.Q(('execute__isnull', True), ('execute__gte', 0), _connector='OR')), name='financement_montants_positifs', violation_error_message='Un montant ne peut pas être négatif.'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.UniqueConstraint(fields=('exercice', 'numero'), name='action_numero_unique', violation_error_message='Une autre action de l’exercice porte déjà ce numéro.'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('axe', ''), _negated=True), name='action_axe_rempli', violation_error_message='Une action appartient à un axe.'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('etp__isnull', True), ('etp__gte', 0), _connector='OR'), name='action_etp_positif', violation_error_message='Un nombre d’équivalents temps plein ne peut pas être négatif.'),
        ),
        migrations.AddConstraint(
            model_name='pieceaction',
            constraint=models.UniqueConstraint(fields=('action', 'empreinte'), name='piece_action_unique', violation_error_message='Cette pièce est déjà jointe à cette action.'),
        ),
        migrations.AddConstraint(
            model_name='piececonvention',
            constraint=models.UniqueConstraint(condition=models.Q(('retiree_le__isnull', True)), fields=('convention', 'empreinte'), name='piece_convention_unique', violation_error_message='Cette pièce est déjà jointe à la convention.'),
        ),
        migrations.AddConstraint(
            model_name='rapportcommun',
            constraint=models.UniqueConstraint(fields=('collectivite', 'dispositif', 'annee'), name='rapport_commun_unique', violation_error_message='Ce rapport commun existe déjà.'),
        ),
        migrations.AddConstraint(
            model_name='rapportcommun',
            constraint=models.CheckConstraint(condition=models.Q(('depense_commune__isnull', True), ('depense_commune__gte', 0), _connector='OR'), name='rapport_commun_depense_positive', violation_error_message='Une dépense ne peut pas être négative.'),
        ),
        migrations.AddConstraint(
            model_name='exercice',
            constraint=models.UniqueConstraint(fields=('convention', 'annee'), name='exercice_unique_par_annee', violation_error_message='Cet exercice est déjà ouvert.'),
        ),
        migrations.AddConstraint(
            model_name='exercice',
            constraint=models.CheckConstraint(condition=models.Q(('debut__lt', models.F('fin'))), name='exercice_debut_avant_fin', violation_error_message='L’exercice finit avant d’avoir commencé.'),
        ),
        migrations.AddConstraint(
            model_name='exercice',
            constraint=models.CheckConstraint(condition=models.Q(('etat__in', ['brouillon', 'transmis', 'a_completer', 'valide'])), name='exercice_etat_connu', violation_error_message='Cet état n’existe pas.'),
        ),
        migrations.AddConstraint(
            model_name='exercice',
            constraint=models.CheckConstraint(condition=models.Q(('prolonge_au__isnull', True), ('prolonge_au__gt', models.F('fin')), _connector='OR'), name='exercice_prolonge_apres_sa_fin', violation_error_message='La prolongation porte au-delà de la fin de l’exercice.'),
        ),
        migrations.AddConstraint(
            model_name='exercice',
            constraint=models.CheckConstraint(condition=models.Q(('is_second_arrete', False), ('prolonge_au__isnull', False), _connector='OR'), name='exercice_second_arrete_si_prolonge', violation_error_message='Seul un exercice prolongé a un second arrêté.'),
        ),
        migrations.AddConstraint(
            model_name='exercice',
            constraint=models.CheckConstraint(condition=models.Q(('montant_notifie__isnull', True), ('montant_notifie__gte', 0), _connector='OR'), name='exercice_montant_notifie_positif', violation_error_message='Le montant notifié ne peut pas être négatif.'),
        ),
        migrations.AddConstraint(
            model_name='mouvementredeploiement',
            constraint=models.UniqueConstraint(fields=('redeploiement', 'action'), name='mouvement_unique_par_action'),
        ),
        migrations.AddConstraint(
            model_name='mouvementredeploiement',
            constraint=models.CheckConstraint(condition=models.Q(('montant', 0), _negated=True), name='mouvement_non_nul', violation_error_message='Un mouvement de crédits n’est pas nul.'),
        ),
        migrations.AddConstraint(
            model_name='reprise',
            constraint=models.UniqueConstraint(fields=('exercice', 'precedente'), name='reprise_unique_par_action', violation_error_message='Le sort de cette action est déjà dit.'),
        ),
        migrations.AddConstraint(
            model_name='reprise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action__isnull', True), ('choix', 'arretee')), models.Q(('action__isnull', False), ('choix__in', ['gardee', 'changee'])), _connector='OR'), name='reprise_action_selon_choix', violation_error_message='Une action gardée ou changée continue\u202f; une action arrêtée, non.'),
        ),
        migrations.AddConstraint(
            model_name='reprise',
            constraint=models.CheckConstraint(condition=models.Q(('choix', 'arretee'), ('motif', ''), _negated=True), name='reprise_arret_motive', violation_error_message='Dites pourquoi cette action s’arrête.'),
        ),
        migrations.AddConstraint(
            model_name='signataire',
            constraint=models.CheckConstraint(condition=models.Q(('partie__in', ['etat', 'departement'])), name='signataire_partie_connue', violation_error_message='Un signataire signe pour l’État ou pour la collectivité.'),
        ),
        migrations.AddConstraint(
            model_name='signataire',
            constraint=models.CheckConstraint(condition=models.Q(('titre', ''), _negated=True), name='signataire_titre_rempli', violation_error_message='Dites à quel titre cette personne signe.'),
        ),
        migrations.AddConstraint(
            model_name='transition',
            constraint=models.CheckConstraint(condition=models.Q(('motif', ''), ('vers', 'a_completer'), _negated=True), name='transition_renvoi_motive', violation_error_message='Un renvoi pour complément dit ce qu’il faut compléter.'),
        ),
    ]
