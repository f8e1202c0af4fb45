"""No text of a form may hold a social security number."""

from __future__ import annotations

from typing import Any

from clauses_app.imports.nir import contient_nir

NIR_REFUSE = "Ce texte contient un numéro de sécurité sociale\u00a0: retirez-le, il ne doit jamais être enregistré ici."


class SansNir:
    """Refuses it in every text of the form, but in the references that others give to their papers: a number of the
    same shape is one of them."""

    references: frozenset[str] = frozenset()

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}  # type: ignore[misc]
        for nom, valeur in list(donnees.items()):
            textes = valeur if isinstance(valeur, list) else [valeur]
            if nom not in self.references and any(isinstance(un, str) and contient_nir(un) for un in textes):
                self.add_error(nom, NIR_REFUSE)  # type: ignore[attr-defined]
        return donnees
