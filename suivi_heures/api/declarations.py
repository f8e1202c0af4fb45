"""What the company owes, month by month, and for whom: with it a program types nothing twice."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from suivi_heures.api.description import decrire
from suivi_heures.api.entree import VueApi
from suivi_heures.api.formes import MOIS, DeclarationDetaillee, DeclarationDue
from suivi_heures.imports.modele import composer_identifiant
from suivi_heures.queries.contrats_du_mois import contrats_a_declarer
from suivi_heures.queries.mois import lire_mois
from suivi_heures.queries.releves_attendus import releves_attendus


class Declarations(VueApi):
    @decrire(
        operation_id="lister_les_declarations_dues",
        summary="Mois dont il manque des heures, le plus ancien d’abord",
        reponses={200: DeclarationDue(many=True)},
    )
    def get(self, request: Request) -> Response:
        au = timezone.localdate()
        return Response(
            [
                {
                    "mois": f"{attendu.mois:%Y-%m}",
                    "echeance": attendu.echeance.isoformat(),
                    "jours_de_retard": attendu.jours_de_retard(au),
                    "attendues": attendu.attendues,
                    "recues": attendu.recues,
                    "chantiers": list(attendu.chantiers),
                }
                for attendu in releves_attendus(request.auth.entreprise_id, au=au)
            ]
        )


class UneDeclaration(VueApi):
    @decrire(
        operation_id="lire_une_declaration",
        summary="Contrats à déclarer d’un mois, avec l’identifiant à rendre dans les lignes",
        parameters=[
            OpenApiParameter(
                "mois",
                OpenApiTypes.STR,
                OpenApiParameter.PATH,
                description="AAAA-MM",
                pattern=MOIS,
            )
        ],
        reponses={200: DeclarationDetaillee},
    )
    def get(self, request: Request, mois: str) -> Response:
        lu = lire_mois(mois)
        if lu is None:
            raise NotFound
        contrats = contrats_a_declarer(request.auth.entreprise_id, lu)
        return Response(
            {
                "mois": f"{lu:%Y-%m}",
                "contrats": [
                    {
                        "identifiant": composer_identifiant(
                            guichet_id=request.auth.guichet_id, contrat_id=contrat.contrat_id, mois=lu
                        ),
                        "nom": contrat.nom,
                        "prenom": contrat.prenom,
                        "contrat": contrat.contrat,
                        "employeur": contrat.employeur,
                        "chantier": contrat.chantier,
                        "deja_declarees": str(contrat.deja_total) if contrat.deja else None,
                    }
                    for contrat in contrats
                ],
            }
        )
