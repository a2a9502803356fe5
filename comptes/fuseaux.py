"""The day it is in a territory. Pure: the instant comes from the caller."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
# By code of département; the others live at the time of Paris (IANA time zones).
OUTRE_MER = {
    "971": ZoneInfo("America/Guadeloupe"),
    "972": ZoneInfo("America/Martinique"),
    "973": ZoneInfo("America/Cayenne"),
    "974": ZoneInfo("Indian/Reunion"),
    "976": ZoneInfo("Indian/Mayotte"),
}


def compute_jour_compte(instant: datetime, departement: str) -> date:
    """The day a deadline is held against, at an aware instant, for a département (its code).

    The texts count in the time of Paris; what is done while it is still the day in the territory is on time too.
    So the earlier of the two days: it is 31 March at 20:30 in Guadeloupe, and for La Réunion at 23:00 in Paris.
    """
    return min(_list_jours(instant, departement))


def compute_jour_venu(instant: datetime, departement: str) -> date:
    """The last day that has come, at an aware instant, for a département (its code): what somebody there says is done
    today is not still to come, though Paris is a day behind."""
    return max(_list_jours(instant, departement))


def _list_jours(instant: datetime, departement: str) -> list[date]:
    fuseaux = (PARIS, OUTRE_MER.get(departement, PARIS))
    return [instant.astimezone(fuseau).date() for fuseau in fuseaux]
