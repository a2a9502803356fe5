"""The simulation of decisions 10 and 32, written from their text in integers of cents: what the real one is compared
with.

It shares no code with `financement.refaction` and knows none of its types: dictionaries in, dictionaries out.

    On each action, each axe or the whole, as the share rule is:
    justifié_etat = min(notifié_etat + report, 50 % × dépense_exécutée_totale), and never more than was spent on the
                    State's credits
    non_justifié  = notifié_etat + report − justifié_etat
    proposed      = Σ non_justifié less what the extension allows to carry over
    An axe the rule does not speak of may be paid whole by the State.
"""

COLONNES = (
    "notifie", "report", "disponible", "depense", "depense_etat", "plafond", "justifie", "non_justifie", "non_consomme",
    "reporte", "refaction",
)  # fmt: skip


def lire(lignes):
    """The amounts of an action, a list of (source, planned cents or None, executed cents or None)."""
    prevus = {source: prevu for source, prevu, _ in lignes}
    executes = [(source, execute) for source, _, execute in lignes if execute is not None]
    etat = [execute for source, execute in executes if source == "etat" or source == "report"]
    notifie, report = prevus.get("etat"), prevus.get("report")
    a_credit = notifie is not None or report is not None
    return {
        "notifie": notifie,
        "report": report,
        "disponible": (notifie or 0) + (report or 0) if a_credit else None,
        "depense": sum(execute for _, execute in executes) if executes else None,
        "depense_etat": sum(etat) if etat else None,
        "manque": any(prevu is not None and execute is None for _, prevu, execute in lignes),
    }


def juger(lu, part, reporte_permis):
    """All the columns of what is judged at once, `part` in millionths."""
    # To the nearest cent, half a cent up.
    plafond, reste = divmod(part * lu["depense"], 1_000_000)
    plafond += 2 * reste >= 1_000_000
    justifie = lu["disponible"]
    for borne in (plafond, lu["depense_etat"]):
        if borne < justifie:
            justifie = borne
    reste_a_depenser = lu["disponible"] - lu["depense_etat"]
    if reste_a_depenser < 0:
        reste_a_depenser = 0
    non_justifie = lu["disponible"] - justifie
    reporte = 0
    if reporte_permis:
        reporte = reste_a_depenser if reste_a_depenser < non_justifie else non_justifie
    return {
        **{nom: lu[nom] for nom in ("notifie", "report", "disponible", "depense", "depense_etat")},
        "plafond": plafond,
        "justifie": justifie,
        "non_justifie": non_justifie,
        "non_consomme": reste_a_depenser,
        "reporte": reporte,
        "refaction": non_justifie - reporte,
    }


def ajouter(valeurs):
    """Their sum, of those that are known; None of nothing."""
    connues = [valeur for valeur in valeurs if valeur is not None]
    return sum(connues) if connues else None


def simuler(actions, part_en_millioniemes, prolonge, ce_qui_se_reporte, *, sur="action", axes=None, sauf=()):
    """([{column: cents or None, "motif": …}] of each action, {what is judged together: its columns}, totals, whole?).

    `axes`: the code of the axe of each action; `sur`: ensemble, axe or action; `sauf`: axes the rule leaves out.
    """
    axes = axes or [""] * len(actions)
    reporte_permis = prolonge and ce_qui_se_reporte == "non_consomme"
    resultats, comptees = [], {}
    for numero, (lignes, axe) in enumerate(zip(actions, axes, strict=True)):
        lu = lire(lignes)
        sans_credit = lu["disponible"] is None
        sans_depense = lu["depense"] is None or lu["depense_etat"] is None
        inconnue = lu["manque"] or (not sans_credit and sans_depense)
        part = 1_000_000 if axe in sauf else part_en_millioniemes
        ligne = dict.fromkeys(COLONNES) | {"motif": ""}
        resultats.append(ligne)
        if sur == "action":
            if sans_credit:
                ligne["motif"] = "sans_credit"
                continue
            ligne |= {nom: lu[nom] for nom in ("notifie", "report", "disponible", "depense", "depense_etat")}
            if inconnue:
                ligne["motif"] = "execute_manquant"
                continue
            ligne |= juger(lu, part, reporte_permis)
            resultats[-1] = ligne
            comptees[numero] = ligne
            continue
        # What is judged together: the action says what it had and what it spent, and no more.
        ligne |= {nom: lu[nom] for nom in ("notifie", "report", "disponible", "depense", "depense_etat")}
        resultats[-1] = ligne
        if inconnue:
            ligne["motif"] = "execute_manquant"
            continue
        if sans_credit:
            ligne["motif"] = "sans_credit"
        else:
            reste = lu["disponible"] - lu["depense_etat"]
            ligne["non_consomme"] = reste if reste > 0 else 0
        cle = axe if sur == "axe" or axe in sauf else ""
        comptees.setdefault(cle, []).append((lu, part))
    unites = {}
    if sur != "action":
        for cle, ensemble in comptees.items():
            somme = {nom: ajouter(lu[nom] for lu, _ in ensemble) for nom in ensemble[0][0] if nom != "manque"}
            if somme["disponible"] is not None:
                unites[cle] = juger(somme, ensemble[0][1], reporte_permis)
    jugees = list((comptees if sur == "action" else unites).values())
    total = {nom: ajouter(une[nom] for une in jugees) for nom in COLONNES}
    complet = all(ligne["motif"] != "execute_manquant" for ligne in resultats)
    return resultats, unites, total, complet
