"""Bodies that DRF does not read by itself."""

from __future__ import annotations

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser

from suivi_heures.api.formes import LIGNES_MAX

MIME_LIGNES = "application/x-ndjson"


class UnJson(JSONParser):
    """An object at the top, and no number a ledger cannot hold."""

    strict = True

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            lu = super().parse(stream, media_type, parser_context)
        except (ParseError, RecursionError, UnicodeDecodeError):
            raise ParseError from None
        if not isinstance(lu, dict):
            raise ParseError
        return lu


class LignesJson(BaseParser):
    """One JSON object a line."""

    media_type = MIME_LIGNES

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> dict[str, Any]:
        try:
            textes = [ligne for ligne in stream.read().decode("utf-8").splitlines() if ligne.strip()]
            if len(textes) > LIGNES_MAX + 1:
                raise ParseError
            return {"lignes": [json.loads(texte) for texte in textes]}
        except (UnicodeDecodeError, ValueError, RecursionError):
            raise ParseError from None


LECTEURS = [MultiPartParser, UnJson, LignesJson]
