"""manage.py calculer_realisation --guichet CODE [--json] [--lignes] [--au AAAA-MM-JJ]"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import formater_heures, formater_pourcent
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.imports.reprise_schema import VERSION
from suivi_heures.queries.decompte.lignes import LigneComptee, calculer_lignes
from suivi_heures.queries.realisation import TotauxLot, realisation_des_lots
from suivi_heures.services.recalculer_realisation import recalculer_realisation


class Command(BaseCommand):
    help = "Calcule la réalisation de tous les lots d’un guichet et l’imprime."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--guichet", required=True, metavar="CODE", help="code du guichet")
        parser.add_argument("--json", action="store_true", help="tableau en JSON")
        parser.add_argument("--lignes", action="store_true", help="avec chaque ligne d’heures (en JSON)")
        parser.add_argument("--au", metavar="AAAA-MM-JJ", help="date d’observation (par défaut aujourd’hui)")

    def handle(self, *args: Any, guichet: str, au: str | None, lignes: bool, **options: Any) -> None:
        jour = _lire_date(au)
        with within_guichet(_trouver(guichet)):
            recalculer_realisation(lots=None)
            totaux = realisation_des_lots(au=jour)
            detail = _par_lot(calculer_lignes()) if lignes else None
        if options["json"] or lignes:
            self.stdout.write(json.dumps(_en_json(totaux, detail), ensure_ascii=False, indent=1))
            return
        for total in totaux.values():
            self.stdout.write(_phrase(total))


def _trouver(code: str) -> int:
    with within_connexion():
        guichet = Guichet.objects.filter(code=code).first()
        connus = list(Guichet.objects.order_by("code").values_list("code", flat=True)[:20])
    if guichet is None:
        suite = f"guichets connus : {', '.join(connus)}." if connus else "aucun guichet n’est encore créé."
        raise CommandError(f"Guichet « {code} » inconnu ; {suite}")
    return int(guichet.pk)


def _lire_date(texte: str | None) -> date:
    try:
        return date.fromisoformat(texte) if texte else timezone.localdate()
    except ValueError:
        raise CommandError(f"« {texte} » : écrivez la date d’observation ainsi, AAAA-MM-JJ.") from None


def _par_lot(lignes: list[LigneComptee]) -> dict[int, list[dict[str, Any]]]:
    par_lot: dict[int, list[dict[str, Any]]] = {}
    for ligne in lignes:
        par_lot.setdefault(ligne.lot_id, []).append(
            {
                # a line entered again by a reprise keeps, outside, the reference of the file
                "ref": ligne.ref.partition(VERSION)[0],
                "retenues": f"{ligne.retenues:.2f}",
                "valorisees": f"{ligne.valorisees:.2f}",
                "motifs": {code.value: f"{heures:.2f}" for code, heures in sorted(ligne.motifs.items())},
            }
        )
    return par_lot


def _en_json(totaux: dict[int, TotauxLot], detail: dict[int, list[dict[str, Any]]] | None) -> dict[str, Any]:
    if detail is None:
        return {"lots": [total.en_json() for total in totaux.values()]}
    return {"lots": [total.en_json() | {"lignes": detail.get(lot, [])} for lot, total in totaux.items()]}


def _phrase(total: TotauxLot) -> str:
    taux = "sans objectif" if total.taux is None else formater_pourcent(total.taux * 100, 2)
    return (
        f"{total.marche} / {total.lot} : {formater_heures(total.valorisees, 2)} sur"
        f" {formater_heures(total.objectif, 2)} ({taux}) ; {formater_heures(total.declarees, 2)} déclarées"
    )
