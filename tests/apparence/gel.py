"""The clock of the site stopped at noon on the first day of its demo, so that nothing depends on when a take is made.

python gel.py COMMAND …     `manage.py COMMAND …`, in the directory one stands in, the clock stopped
"""

import runpy
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.signing import TimestampSigner, b62_encode
from django.utils import timezone

DEPUIS = "2026-01-05"
MIDI = datetime.fromisoformat(f"{DEPUIS}T12:00").replace(tzinfo=ZoneInfo("Europe/Paris"))


def stop_horloge():
    """To be called before anything of the site is imported."""
    timezone.now = lambda: MIDI
    # What a workbook carries to be known again is signed with the second of the real clock.
    TimestampSigner.timestamp = lambda signataire: b62_encode(int(MIDI.timestamp()))


if __name__ == "__main__":
    stop_horloge()
    sys.path.insert(0, "")
    sys.argv[0] = "manage.py"
    runpy.run_path("manage.py", run_name="__main__")
