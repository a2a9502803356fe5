"""The fields of an avenant, as the operation that writes one takes them."""

CHAMPS = ("numero", "regime", "objet", "montant_etat", "clauses")


def get_champs(avenant, **autres):
    return {champ: getattr(avenant, champ) for champ in CHAMPS} | autres
