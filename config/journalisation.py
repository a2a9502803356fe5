"""What the site writes to its log."""

import logging


class RefusEnUneLigne(logging.Filter):
    """A request refused (4xx) is one line: what a stranger sends must not fill the disk, and no code is at fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
