"""manage.py eprouver_previsions: forecasts of the past quarters against what happened."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import formater_heures, formater_pourcent
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.queries.eprouver import Essai, eprouver, mesurer
from suivi_heures.queries.projection import dernier_mois_echu

HORIZONS = (3, 6, 9)


class Command(BaseCommand):
    help = "Éprouve les prévisions d’un guichet sur ses trimestres passés : erreur moyenne, biais, fourchette."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--guichet", default="coteaux", help="code du guichet (coteaux, celui de la démonstration)")
        parser.add_argument("--detail", action="store_true", help="une ligne par essai")

    def handle(self, *args: Any, **options: Any) -> None:
        with within_connexion():
            guichet = Guichet.objects.filter(code=options["guichet"]).first()
        if guichet is None:
            raise CommandError(f"Aucun guichet ne porte le code « {options['guichet']} ».")
        echu = dernier_mois_echu(timezone.localdate(), guichet.delai_releve_jours)
        with within_guichet(guichet.pk):
            essais = eprouver(echu=echu, horizons=HORIZONS)
        if options["detail"]:
            for essai in essais:
                self.stdout.write(self._detailler(essai))
        for horizon in HORIZONS:
            self._dire(horizon, [e for e in essais if _ecart(e) == horizon])
        self._dire(None, essais)

    def _detailler(self, e: Essai) -> str:
        sort = "dans" if e.est_dans_la_fourchette else "hors de"
        return (
            f"{e.marche}, fin {e.depuis:%m/%Y} pour fin {e.pour:%m/%Y} : {formater_heures(e.centrale, 0)} prévues"
            f" ({formater_heures(e.basse, 0)} à {formater_heures(e.haute, 0)}),"
            f" {formater_heures(e.realise, 0)} réalisées, {sort} la fourchette"
        )

    def _dire(self, horizon: int | None, essais: list[Essai]) -> None:
        quoi = "Tous horizons" if horizon is None else f"À {horizon} mois"
        m = mesurer(essais)
        if m is None:
            self.stdout.write(f"{quoi} : pas assez de trimestres passés.")
            return
        seul = "" if m.part_rythme_seul is None else f" (rythme seul : {formater_pourcent(m.part_rythme_seul)})"
        self.stdout.write(
            f"{quoi}, {m.essais} essais : erreur absolue moyenne {formater_heures(m.erreur_absolue, 0)}, soit"
            f" {formater_pourcent(m.part)} des heures venues entre-temps{seul} ; biais"
            f" {formater_heures(m.biais, 0)} ; {formater_pourcent(m.couverture)} des réalisés dans la fourchette"
            " basse–haute (80 % visés)."
        )


def _ecart(e: Essai) -> int:
    return (e.pour.year - e.depuis.year) * 12 + e.pour.month - e.depuis.month
