"""The structures around, as a file would have given them: invented names, places and agreements. Loaded once."""

from __future__ import annotations

import datetime
from decimal import Decimal

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from marches.imports.annuaire import AgrementLu, AnnuaireLu, StructureLue
from marches.models import StructureAnnuaire
from marches.services.charger_annuaire import charger_annuaire
from suivi_heures.management.demonstration.calendrier import le

SOURCE = "Liste inventée de la démonstration"
# name, kind, NAF, town, latitude and longitude, agreement: its number, then until this year, the last, or unknown
STRUCTURES: tuple[tuple[str, str, str, str, str, str, str, int], ...] = (
    ("Bâtir Ensemble", "EI", "4399C", "Porte-Sud", "48.7712", "2.4105", "EI094-01", 2026),
    ("Chantier Jeunes des Rives", "ACI", "4120A", "Les Coteaux", "48.7925", "2.4471", "ACI094-07", 2026),
    ("Passerelle Intérim", "ETTI", "7820Z", "Porte-Sud", "48.7688", "2.4032", "ETTI094-02", 2026),
    ("Intérim du Lac", "ETTI", "7820Z", "Lorne", "48.7431", "2.4987", "ETTI094-05", 2025),
    ("Coup de Main", "AI", "7830Z", "Les Coteaux", "48.7980", "2.4402", "AI094-03", 2026),
    ("GEIQ Travaux publics de Lorne", "GEIQ", "7830Z", "Lorne", "48.7402", "2.5041", "", 0),
    ("Les Jardins de Lorne", "ACI", "0113Z", "Lorne", "48.7355", "2.5110", "ACI094-11", 2026),
    ("Propre et Net", "EI", "8121Z", "Porte-Sud", "48.7761", "2.4166", "EI094-09", 2026),
    ("Recyclerie des Coteaux", "ACI", "3811Z", "Les Coteaux", "48.7899", "2.4350", "", 0),
    ("Roues Libres", "EI", "4941B", "Bourg-l’Étang", "48.8120", "2.3894", "EI094-14", 2025),
    ("Table Ouverte", "EI", "5621Z", "Bourg-l’Étang", "48.8150", "2.3922", "EI094-16", 2026),
    ("Les Mains Vertes", "ACI", "8130Z", "Talus-le-Bas", "48.7590", "2.3620", "ACI094-12", 2026),
    ("Coup de Pouce Plaine", "AI", "7830Z", "Villeneuve-la-Plaine", "48.7290", "2.4280", "AI094-05", 2026),
    ("Bois et Cie", "EI", "1629Z", "Saint-Aubin-sur-Lorne", "48.7510", "2.5480", "EI094-21", 2026),
    ("Ateliers de la Bièvre", "EA", "2550A", "Porte-Sud", "48.7740", "2.3990", "", 0),
)


def connaitre_des_structures(guichet_id: int) -> None:
    """Whole or not at all; what is done is not done again."""
    with within_guichet(guichet_id):
        if StructureAnnuaire.objects.exists():
            return
        lues = [_lire(*une) for une in STRUCTURES]
        lu = AnnuaireLu(structures={s.cle: s for s in lues}, lignes=len(lues))
        charger_annuaire(lu=lu, source=SOURCE, par=Adhesion.objects.get(nom_affiche="Idriss Vasseur"))


def _lire(
    nom: str, sorte: str, naf: str, commune: str, latitude: str, longitude: str, numero: str, annee: int
) -> StructureLue:
    debut, fin = (le(annee, 1, 1), le(annee, 12, 31)) if annee else (datetime.date.min, None)
    return StructureLue(
        cle=f"{nom.lower()}|{commune.lower()}",
        nom=nom,
        type=sorte,
        naf=naf,
        commune=commune,
        latitude=Decimal(latitude),
        longitude=Decimal(longitude),
        agrement=AgrementLu(numero, debut, fin) if annee else None,
    )
