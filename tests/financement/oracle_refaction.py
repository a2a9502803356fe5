"""The simulation of decision 10, written from its text in integers of cents, to be compared with the real one.

It shares no code with `financement.refaction` and knows none of its types: dictionaries in, dictionaries out.

    justifié_etat = min(notifié_etat + report, 50 % × dépense_exécutée_totale)
    non_justifié  = notifié_etat + report − justifié_etat
    proposed      = Σ non_justifié less what the extension allows to carry over
"""

COLONNES = (
    "notifie", "report", "disponible", "depense", "plafond", "justifie", "non_justifie", "non_consomme", "reporte",
    "refaction",
)  # fmt: skip


def simuler(actions, part_en_millioniemes, prolonge, ce_qui_se_reporte):
    """[{column: cents or None, "motif": …}] and its totals, for actions given as lists of lines.

    An action is a list of (source, planned cents or None, executed cents or None).
    """
    resultats = []
    for lignes in actions:
        notifie = report = depense = depense_etat = None
        manque = False
        for source, prevu, execute in lignes:
            if source == "etat" and prevu is not None:
                notifie = prevu
            if source == "report" and prevu is not None:
                report = prevu
            if prevu is not None and execute is None:
                manque = True
            if execute is not None:
                depense = (depense or 0) + execute
                if source in ("etat", "report"):
                    depense_etat = (depense_etat or 0) + execute
        ligne = dict.fromkeys(COLONNES)
        ligne["motif"] = ""
        resultats.append(ligne)
        if notifie is None and report is None:
            ligne["motif"] = "sans_credit"
            continue
        disponible = (notifie or 0) + (report or 0)
        ligne["notifie"], ligne["report"], ligne["disponible"] = notifie, report, disponible
        ligne["depense"] = depense
        if manque or depense is None:
            ligne["motif"] = "execute_manquant"
            continue
        # To the nearest cent, half a cent up.
        plafond, reste = divmod(part_en_millioniemes * depense, 1_000_000)
        if 2 * reste >= 1_000_000:
            plafond += 1
        justifie = plafond if plafond < disponible else disponible
        non_justifie = disponible - justifie
        non_consomme = disponible - depense_etat if depense_etat < disponible else 0
        reporte = 0
        if prolonge and ce_qui_se_reporte == "non_consomme":
            reporte = non_consomme if non_consomme < non_justifie else non_justifie
        ligne["plafond"], ligne["justifie"], ligne["non_justifie"] = plafond, justifie, non_justifie
        ligne["non_consomme"], ligne["reporte"] = non_consomme, reporte
        ligne["refaction"] = non_justifie - reporte
    total = dict.fromkeys(COLONNES)
    complet = True
    for ligne in resultats:
        if ligne["motif"] == "execute_manquant":
            complet = False
        if ligne["motif"] == "":
            for colonne in COLONNES:
                if ligne[colonne] is not None:
                    total[colonne] = (total[colonne] or 0) + ligne[colonne]
    return resultats, total, complet
