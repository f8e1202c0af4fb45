"""The former version was read again: the later ones say their difference with what it says now."""

from __future__ import annotations

from collections.abc import Sequence

from suivi_heures.enums import StatutReleve
from suivi_heures.models import ReleveHeures
from suivi_heures.services.dire_les_modifiees import dire_les_modifiees
from suivi_heures.services.inscrire_differences import inscrire_differences
from suivi_heures.services.rejuger_releve import rejuger_releve
from suivi_heures.services.reporter_retraits import reporter_retraits


def redire_versions(*, releve: ReleveHeures, versions: Sequence[ReleveHeures]) -> set[int]:
    """Lots touched, that the caller recomputes. Decisions taken on their lines stand: the lines are the same."""
    lots: set[int] = set()
    avant = [releve.pk]
    for version in versions:
        version.statut = StatutReleve.SOUMIS
        version.save(update_fields=["statut"])
        ecrites = inscrire_differences(releve=version, remplaces=avant)
        reporter_retraits(releve=version)
        dire_les_modifiees(releve=version, ecrites=ecrites)
        version.save(update_fields=["lecture"])
        rejuger_releve(releve=version)
        lots |= ecrites.lots
        avant = [version.pk]
    return lots
