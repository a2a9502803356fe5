"""Publishing a national edition."""

import hashlib
from datetime import datetime

from comptes.acces import check, check_vu
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.operations import operation
from pilotage.models import Edition
from pilotage.paquet import write_paquet
from pilotage.policies import refusal_to_publish_edition
from pilotage.queries.edition import list_editions, make_cartouche, prepare_edition
from pilotage.recapitulations import recapitulate_edition
from referentiels.models import Referentiel
from reporting import contents


@operation
def publish_edition(
    *, by: Utilisateur, at: datetime, dispositif: str, annee: int, titre: str, vu: str | None = None
) -> Edition:
    """Freeze the figures of a year of an instrument as the next edition, with its open data.

    Raises Refus, ValidationError for a year no exercice of which was handed over, or whose title is too long, or
    ModifieEntreTemps when that is not what its page showed (`recapitulate_edition`).
    """
    check(refusal_to_publish_edition(by))
    publication, releve = prepare_edition(dispositif, annee)
    avant = list_editions(dispositif, annee)
    edition = Edition(
        dispositif=dispositif,
        annee=annee,
        numero=len(avant) + 1,
        titre=titre,
        referentiel=Referentiel.objects.get(code=publication.referentiel),
        contenu=contents.to_dict(publication),
        empreinte_contenu=contents.empreinte(publication),
        releve=contents.to_dict(releve),
        par=by,
        le=at,
    )
    check_vu(vu, recapitulate_edition(publication, edition.numero).version, edition)
    edition.octets = write_paquet(publication, make_cartouche(edition))
    edition.empreinte = hashlib.sha256(edition.octets).hexdigest()
    edition.full_clean()
    edition.save()
    record_trace(
        by=by,
        at=at,
        geste=Geste.PUBLIER_EDITION,
        objet=edition,
        empreinte=edition.empreinte_contenu,
        scelles=seal(edition),
    )
    return edition
