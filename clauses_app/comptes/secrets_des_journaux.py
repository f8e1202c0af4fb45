"""Addresses that open something by themselves are never written in the logs of the application."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/(?:depot/lien|invitation|agenda/flux|recus)/)[^/\s\"']+")


class SansSecret(logging.Filter):
    """The message is written out first: the secret may come as an argument of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            texte = record.getMessage()
        except (TypeError, ValueError):
            return True
        if SECRET.search(texte):
            record.msg, record.args = SECRET.sub(r"\1…", texte), ()
        return True
