"""The journal points to its objects, by type and key, and its gestes are codes.

A line written before knew its object by its words only: they go to its details, and it points to none.
"""

from django.db import migrations, models

GESTES = [
    ("ouvrir_compte", "ouvrir un compte"),
    ("se_connecter", "se connecter"),
    ("echouer_connexion", "échouer à se connecter"),
    ("verrouiller_compte", "verrouiller un compte"),
    ("changer_mot_de_passe", "changer un mot de passe"),
    ("ouvrir_convention", "ouvrir une convention"),
    ("dire_signataires", "dire les signataires"),
    ("changer_dates", "changer les dates"),
    ("enregistrer_deliberation", "enregistrer une délibération"),
    ("retirer_deliberation", "retirer une délibération"),
    ("joindre_copie", "joindre une copie signée"),
    ("retirer_copie", "retirer une copie signée"),
    ("ouvrir_exercice", "ouvrir un exercice"),
    ("rediger_rapport", "rédiger le rapport"),
    ("passer_brouillon", "passer à « brouillon »"),
    ("passer_transmis", "passer à « transmis »"),
    ("passer_a_completer", "passer à « à compléter »"),
    ("passer_valide", "passer à « validé »"),
    ("reunir_exercices", "rendre compte en commun"),
    ("separer_exercices", "rendre compte séparément"),
    ("dire_depense_commune", "dire la dépense commune"),
    ("enregistrer_action", "enregistrer une action"),
    ("supprimer_action", "supprimer une action"),
    ("joindre_piece_action", "joindre une pièce à une action"),
    ("retirer_piece_action", "retirer une pièce d’une action"),
    ("reprendre_actions", "reprendre les actions de l’an dernier"),
    ("annuler_reprise", "annuler une reprise"),
    ("renommer_partenaire", "renommer un partenaire"),
    ("retirer_partenaire", "retirer un partenaire"),
    ("ajouter_cofinanceur", "ajouter un cofinanceur"),
    ("retirer_cofinanceur", "retirer un cofinanceur"),
    ("saisir_montants", "saisir des montants"),
    ("redeployer", "redéployer des crédits de l’État"),
    ("saisir_indicateurs", "saisir des indicateurs"),
    ("fixer_cibles", "fixer des cibles"),
    ("fixer_situation", "fixer la situation initiale"),
    ("declarer_methode", "déclarer la méthode"),
    ("joindre_piece", "joindre une pièce"),
    ("retirer_piece", "retirer une pièce"),
    ("lever_regle", "lever une règle"),
    ("retablir_regle", "rétablir une règle"),
    ("deposer_parcours", "déposer un fichier de parcours"),
    ("abandonner_parcours", "abandonner un fichier de parcours"),
    ("confirmer_parcours", "confirmer un fichier de parcours"),
    ("effacer_releve", "effacer un relevé de lignes"),
    ("reprendre_brouillon", "reprendre le brouillon de saisie d’une autre personne"),
    ("preparer_referentiel", "préparer un référentiel"),
    ("modifier_referentiel", "modifier un référentiel"),
    ("supprimer_referentiel", "supprimer un référentiel"),
    ("publier_referentiel", "publier un référentiel"),
    ("preparer_avenant", "préparer un avenant"),
    ("modifier_avenant", "modifier un avenant"),
    ("signer_avenant", "signer un avenant"),
    ("prolonger_execution", "prolonger l’exécution"),
    ("annuler_prolongation", "annuler la prolongation"),
    ("produire_rapport", "produire un rapport"),
    ("produire_commun", "produire un rapport commun"),
    ("produire_avenant", "produire un avenant"),
    ("decision_proposee", "décision financière : proposée par la préfecture"),
    ("decision_repondue", "décision financière : réponse du département"),
    ("decision_notifiee", "décision financière : notifiée"),
    ("enregistrer_versement", "enregistrer un versement"),
    ("retirer_versement", "retirer un versement"),
    ("autre", "autre geste"),
]
# What was written otherwise before it was a code.
ANCIENS = {
    "produire : rapport": "produire_rapport",
    "produire : commun": "produire_commun",
    "produire : avenant": "produire_avenant",
}


CODES = {mots: code for code, mots in GESTES} | ANCIENS


def translate(geste, objet, details):
    """(code, details) of a line written with the words `geste` about the words `objet`."""
    details = {**details, "objet": objet}
    if geste not in CODES:
        details["geste"] = geste
    return CODES.get(geste, "autre"), details


def write_codes(apps, schema_editor):
    traces = apps.get_model("comptes", "Trace").objects.using(schema_editor.connection.alias)
    lot = []
    for trace in traces.iterator(chunk_size=1000):
        trace.geste, trace.details = translate(trace.geste, trace.objet, trace.details)
        lot.append(trace)
    traces.bulk_update(lot, ["geste", "details"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='trace',
            name='trace_par_objet',
        ),
        migrations.RunPython(write_codes),
        migrations.RemoveField(
            model_name='trace',
            name='objet',
        ),
        migrations.AddField(
            model_name='trace',
            name='cle_objet',
            field=models.CharField(blank=True, max_length=40, verbose_name='clé de l’objet'),
        ),
        migrations.AddField(
            model_name='trace',
            name='convention',
            field=models.CharField(blank=True, max_length=20, verbose_name='convention'),
        ),
        migrations.AddField(
            model_name='trace',
            name='type_objet',
            field=models.CharField(blank=True, max_length=60, verbose_name='type d’objet'),
        ),
        migrations.AlterField(
            model_name='trace',
            name='geste',
            field=models.CharField(choices=GESTES, max_length=40, verbose_name='geste'),
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
            constraint=models.CheckConstraint(condition=models.Q(('geste__in', [code for code, _ in GESTES])), name='trace_geste_connu', violation_error_message='Ce geste n’est pas de ceux que tient le journal.'),
        ),
        migrations.AddConstraint(
            model_name='trace',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cle_objet', ''), ('type_objet', '')), models.Q(models.Q(('type_objet', ''), _negated=True), models.Q(('cle_objet', ''), _negated=True)), _connector='OR'), name='trace_objet_entier', violation_error_message='Une ligne du journal dit le type et la clé de son objet.'),
        ),
    ]
