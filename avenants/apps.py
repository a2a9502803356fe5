from django.apps import AppConfig

from comptes.verrous import TOUS_ORDRES, Verrou, hold_verrous
from conventions.verrous import VOTE_IMPOSSIBLE

SIGNE = "Un avenant signé ne change plus."
LIGNE_SIGNEE = (
    "EXISTS (SELECT 1 FROM avenants_avenant v WHERE v.id = LIGNE.avenant_id AND v.statut = 'signe')"
)
# Signed outside the site: what was typed of it may have been mistyped.
TENU_ICI = "OLD.statut = 'signe' AND OLD.nature <> 'anterieur'"

AVENANT_MAL_VOTE = (
    "EXISTS (SELECT 1 FROM conventions_deliberation d, conventions_convention c WHERE c.id = NEW.convention_id "
    "AND d.id = NEW.deliberation_id "
    "AND (d.collectivite_id <> c.collectivite_id OR d.date_vote > NEW.date_signature))"
)
AVENANT_VOTE_APRES = (
    "EXISTS (SELECT 1 FROM avenants_avenant v "
    "WHERE v.deliberation_id = NEW.id AND v.date_signature < NEW.date_vote)"
)
FIGEES = (
    *("id", "exercice_id", "convention_id", "numero", "nature", "regime", "montant_etat", "prolonge_au"),
    *("objet", "stipulations", "clauses", "statut", "date_signature", "version"),
)


class AvenantsConfig(AppConfig):
    name = "avenants"
    verbose_name = "Avenants"
    verrous = (
        # Its vote may be recorded after it is signed.
        Verrou("avenants_avenant", SIGNE, TENU_ICI, ("UPDATE",), ouvert=TENU_ICI, figees=FIGEES),
        Verrou("avenants_avenant", SIGNE, TENU_ICI, ("DELETE",)),
        Verrou("avenants_avenant", VOTE_IMPOSSIBLE, AVENANT_MAL_VOTE, ("INSERT", "UPDATE"), volet="vote"),
        Verrou(
            "conventions_deliberation", VOTE_IMPOSSIBLE, AVENANT_VOTE_APRES, ("UPDATE",), volet="vote_avenant"
        ),
        Verrou("avenants_lignefinancement", SIGNE, LIGNE_SIGNEE, TOUS_ORDRES),
        Verrou("avenants_lignecible", SIGNE, LIGNE_SIGNEE, TOUS_ORDRES),
    )

    def ready(self):
        hold_verrous(self)
