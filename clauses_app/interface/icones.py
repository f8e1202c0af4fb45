"""Icons of the Bootstrap Icons sprite, by name."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = Path(settings.BASE_DIR) / "static" / "bootstrap-icons.svg"
SYMBOLE = re.compile(r'<symbol id="([^"]+)"')


class IconeInconnue(LookupError):
    """A template names an icon that the sprite does not hold."""

    def __init__(self, nom: str) -> None:
        super().__init__(f"Icône absente de static/bootstrap-icons.svg : {nom}")


@lru_cache(maxsize=1)
def lire_symboles() -> frozenset[str]:
    """The names a template may use."""
    return frozenset(SYMBOLE.findall(SPRITE.read_text("utf-8")))


@lru_cache(maxsize=1024)
def dessiner_icone(nom: str, classes: str = "") -> SafeString:
    """An icon is decoration: the word beside it carries the meaning."""
    if nom not in lire_symboles():
        raise IconeInconnue(nom)
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f"ic {classes}".strip(),
        static("bootstrap-icons.svg"),
        nom,
    )
