from decimal import Decimal

from django.apps import AppConfig
from django.http import HttpRequest

from clauses_app.celery import app as celery_app
from clauses_app.interface.ouvertures import abonner_ouverture
from clauses_app.tenancy.changements import abonner, abonner_pesee
from clauses_app.tenancy.severites import abonner_severites


def _recalculer(changement: object) -> None:
    """Resolved when called: services cannot be imported while the apps are loading."""
    from suivi_heures.services.recalculer_apres_changement import (  # noqa: PLC0415  the app registry is not ready above
        recalculer_apres_changement,
    )

    recalculer_apres_changement(changement=changement)  # type: ignore[arg-type]


def _peser(beneficiaires: frozenset[int]) -> Decimal:
    from suivi_heures.queries.heures_comptees import (  # noqa: PLC0415  the app registry is not ready above
        heures_comptees,
    )

    return heures_comptees(beneficiaires)


def _ouvrir(request: HttpRequest) -> str:
    from suivi_heures.queries.vue_par_defaut import (  # noqa: PLC0415  the app registry is not ready above
        filtres_par_defaut,
    )

    adhesion, trouvee = getattr(request, "adhesion", None), request.resolver_match
    return filtres_par_defaut(trouvee.view_name, adhesion.pk) if adhesion is not None and trouvee else ""


def _severites() -> dict[str, str]:
    from suivi_heures.queries.controles import (  # noqa: PLC0415  the app registry is not ready above
        lire_severites_contrats,
    )

    return lire_severites_contrats()


class SuiviHeuresConfig(AppConfig):
    name = "suivi_heures"
    verbose_name = "Suivi des heures"

    def ready(self) -> None:
        # shared tasks must find the broker of the project, in the web process too
        celery_app.set_default()
        # the rooms below say what changed; this one counts again (ADR 0011)
        abonner(_recalculer)
        abonner_pesee(_peser)
        abonner_severites(_severites)
        abonner_ouverture(_ouvrir)
