"""Which rows no longer change once an exercice is no longer typed, as SQL of `comptes.verrous.Verrou`."""

# What belongs to an exercice that is no longer typed (not of ETATS_MODIFIABLES), directly or by its action: checked, or
# handed over. It opens again with it: given or sent back, recalled, or for its second round, which is a draft. Whatever
# follows the handing over (photographs, decision, payments, the extension of its execution) is in other tables, or in
# columns that are not held.
EXERCICE_CLOS = (
    "EXISTS (SELECT 1 FROM conventions_exercice e "
    "WHERE e.id = LIGNE.exercice_id AND e.etat NOT IN ('brouillon', 'a_completer'))"
)
ACTION_CLOSE = (
    "EXISTS (SELECT 1 FROM conventions_action a JOIN conventions_exercice e ON e.id = a.exercice_id "
    "WHERE a.id = LIGNE.action_id AND e.etat NOT IN ('brouillon', 'a_completer'))"
)
# A row of the convention that speaks of a year which was handed over: a target.
ANNEE_CLOSE = (
    "EXISTS (SELECT 1 FROM conventions_exercice e WHERE e.convention_id = LIGNE.convention_id "
    "AND e.annee = LIGNE.annee AND e.etat NOT IN ('brouillon', 'a_completer'))"
)
CLOS = "OLD.etat NOT IN ('brouillon', 'a_completer')"  # of the exercice itself

# What no row may say: a vote of another collectivité, or later than the signature of what it approves.
VOTE_IMPOSSIBLE = (
    "Une délibération approuve ce qui est de sa collectivité, et n’est pas postérieure à sa signature."
)
CONVENTION_MAL_VOTEE = (
    "EXISTS (SELECT 1 FROM conventions_deliberation d WHERE d.id = NEW.deliberation_id "
    "AND (d.collectivite_id <> NEW.collectivite_id OR d.date_vote > NEW.date_signature))"
)
RAPPORT_MAL_VOTE = (
    "EXISTS (SELECT 1 FROM conventions_deliberation d, conventions_convention c WHERE c.id = NEW.convention_id "
    "AND d.id IN (NEW.deliberation_id, NEW.deliberation_second_arrete_id) "
    "AND d.collectivite_id <> c.collectivite_id)"
)
CONVENTION_VOTEE_APRES = (
    "EXISTS (SELECT 1 FROM conventions_convention c "
    "WHERE c.deliberation_id = NEW.id AND c.date_signature < NEW.date_vote)"
)
