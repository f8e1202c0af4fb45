"""A sheet of the room that several people may write at once."""

from __future__ import annotations

from clauses_app.audit.partage import Partage
from clauses_app.audit.sans_nir import SansNir
from clauses_app.interface.formulaires import FormulaireModele


class FormulaireVersionne(Partage, SansNir, FormulaireModele):
    """Its row exists: the journal says who wrote it last."""

    references = frozenset({"ref", "siret"})

    def preparer(self) -> None:
        """To be called once the fields and their initial values are complete."""
        if self.instance.pk:
            self.partager(sujet=self.instance)
