"""Gather a closed year once, compose an output, beside everything already shown."""

from __future__ import annotations

from clauses_app.comptes.enums import INTERNES
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.tenancy.contexte import exiger_guichet
from suivi_heures.enums import GenreSortie
from suivi_heures.models import Cloture, Financement
from suivi_heures.queries.chiffres_publies import Registre
from suivi_heures.queries.participations import rassembler_annee
from suivi_heures.restitutions.lire_publies import lire_publies
from suivi_heures.restitutions.sorties import travail
from suivi_heures.restitutions.sorties.chiffres import Sortie
from suivi_heures.restitutions.sorties.documents import composer
from suivi_heures.restitutions.sorties.effectifs import Resultat
from suivi_heures.restitutions.sorties.travail import Contexte, Travail


def rassembler_sortie(*, genre: GenreSortie, cloture: Cloture) -> tuple[Sortie, Resultat]:
    return composer(genre, Travail(rassembler_annee(cloture), _contexte(cloture.annee), Registre(lire_publies())))


def _contexte(annee: int) -> Contexte:
    guichet = Guichet.objects.get(pk=exiger_guichet())
    conventions = Financement.objects.en_vigueur(annee).select_related("maitre_ouvrage").order_by("nom", "pk")
    return Contexte(
        guichet=guichet.nom,
        type_guichet=guichet.type,
        facilitateurs=Adhesion.objects.filter(role__in=INTERNES, est_active=True).count(),
        seuil=guichet.seuil_effectif,
        financements=tuple(
            travail.Financement(
                f.nom, f.get_type_display(), f.part_pct, f.maitre_ouvrage.nom if f.maitre_ouvrage else None
            )
            for f in conventions
        ),
    )
