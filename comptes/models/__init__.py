"""Who is at the keyboard, what part of France they answer for, and the journal of what they did."""

from comptes.models.collectivites import (
    JOURS_D_EXISTENCE,
    Collectivite,
    Departement,
    NatureCollectivite,
    Region,
)
from comptes.models.courriels import Courriel, EtatCourriel, NatureCourriel
from comptes.models.jetons import AppelsDeJeton, Jeton, Portee
from comptes.models.journal import TeteDeJournal, Trace
from comptes.models.notifications import (
    NatureNotification,
    Notification,
    PreferencesCourriel,
    Rythme,
)
from comptes.models.scelles import Scelle
from comptes.models.suppleances import Suppleance
from comptes.models.utilisateurs import (
    EN_SUPPLEANCE,
    ROLES_DE_REVUE,
    ROLES_DEPARTEMENTAUX,
    EssaisConnexion,
    Role,
    Utilisateur,
)
from comptes.models.versions import Versionne

__all__ = [
    "EN_SUPPLEANCE",
    "JOURS_D_EXISTENCE",
    "ROLES_DEPARTEMENTAUX",
    "ROLES_DE_REVUE",
    "AppelsDeJeton",
    "Collectivite",
    "Courriel",
    "Departement",
    "EssaisConnexion",
    "EtatCourriel",
    "Jeton",
    "NatureCollectivite",
    "NatureCourriel",
    "NatureNotification",
    "Notification",
    "Portee",
    "PreferencesCourriel",
    "Region",
    "Role",
    "Rythme",
    "Scelle",
    "Suppleance",
    "TeteDeJournal",
    "Trace",
    "Utilisateur",
    "Versionne",
]
