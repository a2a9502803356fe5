"""A row that several people may change."""

from collections.abc import Sequence

from django.db import models


class Versionne(models.Model):
    """A row that several people may change: whoever writes says which version was seen (`update_versioned`)."""

    version = models.PositiveIntegerField(default=1)
    # Names of what its last write changed of it, for the journal.
    ecrits: Sequence[str] = ()

    class Meta:
        abstract = True
