from django.apps import AppConfig

from comptes.verrous import Verrou, hold_verrous


class RemarquesConfig(AppConfig):
    name = "remarques"
    verbose_name = "Remarques"
    verrous = (
        Verrou(
            "remarques_remarque",
            "Ce que dit une remarque ne change plus\u00a0: on y répond, elle se résout, elle se retire.",
            # Its état follows its thread; a colleague takes over those of somebody who left.
            ouvert="OLD.etat <> 'retiree'",
            figees=(
                "id",
                "exercice_id",
                "ancre",
                "cle",
                "libelle",
                "audience",
                "is_bloquante",
                "service",
                "le",
            ),
        ),
        Verrou("remarques_messageremarque", "Un message ne change plus."),
    )

    def ready(self):
        hold_verrous(self)
