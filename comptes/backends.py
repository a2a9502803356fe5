"""Who a password lets in."""

from functools import cache

from django.contrib.auth.backends import AllowAllUsersModelBackend
from django.db.models.functions import Coalesce

from comptes.models import Utilisateur
from comptes.queries import with_non_lues

# In a query that is written once, where the key of an account goes: no account has it.
PLACE = -1
# Of an account, the one it has, or none: the centrale sees all of France.
PERIMETRES = ("collectivite", "departement", "region")


class CompteBackend(AllowAllUsersModelBackend):
    """Tells a closed account from a wrong password, once the password is right: the form then refuses it in its own
    words. No session that is open outlives the closing of its account."""

    def get_user(self, user_id):
        """The account of a session, with what the bell of each page says of it, and the name of its perimeter, which
        the head of each page says."""
        sql, parametres = _write_requete()
        siens = [user_id if un == PLACE else un for un in parametres]
        compte = next(iter(Utilisateur.objects.raw(sql, siens)), None)
        if compte is not None:
            _name_perimetre(compte)
        return compte


@cache
def _write_requete():
    """The SQL of an account and its parameters, one of them `PLACE`: every request asks it, and Django takes ten times
    longer to write it than a database to answer."""
    nommes = Utilisateur.objects.annotate(nom_du_perimetre=Coalesce(*(f"{un}__nom" for un in PERIMETRES)))
    return with_non_lues(nommes.filter(pk=PLACE, is_active=True)).query.sql_with_params()


def _name_perimetre(compte):
    """Its collectivité, its département or its région by code and name; what else one has is asked when it is read."""
    for nom in PERIMETRES:
        code = getattr(compte, f"{nom}_id")
        if code is not None:
            modele = Utilisateur._meta.get_field(nom).related_model
            setattr(
                compte,
                nom,
                modele.from_db(compte._state.db, ("code", "nom"), (code, compte.nom_du_perimetre)),
            )
