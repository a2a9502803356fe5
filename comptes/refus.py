"""A refusal, said by whoever writes."""

from django.core.exceptions import PermissionDenied


class Refus(PermissionDenied):
    """The policy said no; `str()` is the sentence to show. Not caught, it is the page 403."""
