"""manage.py importer_releve FICHIER --guichet CODE [--deposant REF] [--recu-le AAAA-MM-JJ] [--json]"""

from __future__ import annotations

import datetime
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clauses_app.comptes.models import Guichet
from clauses_app.imports.tableur import OCTETS_MAX, LectureReportee
from clauses_app.interface.formats import accorder, formater_date, formater_ecart_heures, formater_heures, formater_mois
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import Entreprise
from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.queries.lecture_rendue import rendre_retrait
from suivi_heures.queries.retraits import lister_retraits, mesurer_effet_registre
from suivi_heures.services.recevoir_releve import ExpediteurInconnu, Reception, recevoir_releve

FICHIER_REFUSE, APPEL_FAUTIF, LECTURE_REPORTEE = 1, 2, 3
ANNEES = range(1900, 2101)


class Command(BaseCommand):
    help = "Dépose un relevé d’heures, dans la mise en page de l’entreprise : lignes soumises, rien n’est validé."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--guichet", required=True, metavar="CODE", help="code du guichet qui reçoit le relevé")
        parser.add_argument("--deposant", metavar="REF", help="référence de l’entreprise qui dépose")
        parser.add_argument("--recu-le", metavar="AAAA-MM-JJ", help="jour de réception (aujourd’hui par défaut)")
        parser.add_argument("--json", action="store_true", help="ce qui a été lu, en JSON")

    def handle(self, *args: Any, fichier: Path, guichet: str, **options: Any) -> None:
        recu_le = _lire_jour(options["recu_le"])
        guichet_id = _chercher_guichet(guichet)
        contenu = _lire_fichier(fichier)
        with within_guichet(guichet_id):
            deposant = _chercher_deposant(options["deposant"])
            try:
                recu = recevoir_releve(
                    nom_fichier=fichier.name, contenu=contenu, deposant=deposant, recu_le=recu_le, par=None
                )
            except LectureReportee as reportee:
                message = f"{reportee} Le fichier n’est pas en cause\u00a0: relancez la commande dans quelques minutes."
                raise CommandError(message, returncode=LECTURE_REPORTEE) from None
            except ExpediteurInconnu as refus:
                raise CommandError(f"{refus} (--deposant REF)", returncode=FICHIER_REFUSE) from None
            dit = json.dumps(_en_json(recu), ensure_ascii=False, indent=1) if options["json"] else _rediger(recu)
        self.stdout.write(dit)
        if not recu.lu.lisible:
            raise CommandError(recu.lu.phrase, returncode=FICHIER_REFUSE)


def _lire_jour(texte: str | None) -> datetime.date:
    if not texte:
        return timezone.localdate()
    try:
        jour = datetime.date.fromisoformat(texte)
    except ValueError:
        jour = datetime.date.min
    if jour.year not in ANNEES:
        message = f"« {texte[:40]} » : écrivez le jour de réception ainsi, AAAA-MM-JJ."
        raise CommandError(message, returncode=APPEL_FAUTIF)
    return jour


def _chercher_guichet(code: str) -> int:
    with within_connexion():
        guichet = Guichet.objects.filter(code=code).first()
    if guichet is None:
        raise CommandError(f"Aucun guichet ne porte le code « {code} » : vérifiez-le.", returncode=APPEL_FAUTIF)
    return int(guichet.pk)


def _chercher_deposant(ref: str | None) -> Entreprise | None:
    if not ref:
        return None
    trouvee: Entreprise | None = Entreprise.objects.filter(ref=ref).first()
    if trouvee is None:
        message = f"Aucune entreprise de ce guichet ne porte la référence « {ref} » : vérifiez --deposant."
        raise CommandError(message, returncode=APPEL_FAUTIF)
    return trouvee


def _lire_fichier(fichier: Path) -> bytes:
    try:
        if fichier.stat().st_size > OCTETS_MAX:
            message = f"« {fichier} » dépasse 10 Mo : déposez un fichier par mois."
            raise CommandError(message, returncode=FICHIER_REFUSE)
        return fichier.read_bytes()
    except OSError as erreur:
        raison = "introuvable" if isinstance(erreur, FileNotFoundError) else "illisible"
        message = f"« {fichier} » : fichier {raison}, vérifiez le chemin."
        raise CommandError(message, returncode=APPEL_FAUTIF) from None


def _en_json(recu: Reception) -> dict[str, Any]:
    return recu.lu.en_json() | {
        "effet_sur_registre": str(mesurer_effet_registre(recu.releve).heures),
        "lignes_absentes": [rendre_retrait(un) for un in lister_retraits(recu.releve)],
    }


def _rediger(recu: Reception) -> str:
    lu, releve = recu.lu, recu.releve
    if not lu.lisible:
        return f"Reçu, illisible ({lu.motif_illisible})."
    periode = f"du {formater_date(lu.periode.du)} au {formater_date(lu.periode.au)}" if lu.periode else "inconnue"
    lignes = [
        f"{releve.entreprise}, période {periode} : {accorder(len(lu.lignes), 'ligne')}",
        f"  heures de travail lues   {formater_heures(lu.total(Nature.TRAVAIL))}",
        f"  dont rattachées          {formater_heures(lu.total(Nature.TRAVAIL, rattachees=True))}",
        f"  ajoutées au cumul        {formater_ecart_heures(lu.effet_sur_cumul)}",
        f"  effet sur le registre    {formater_ecart_heures(mesurer_effet_registre(releve).heures)}",
        f"  relevé                   {releve.pk}, {releve.get_statut_display()}",
    ]
    lignes += [phrase for phrase in (releve.message, releve.motif) if phrase]
    lignes += [
        f"  {un.nom}, {formater_mois(un.heure.du)}\u00a0: {formater_heures(un.heures)}. {un.pourquoi} {un.sort.label}."
        for un in lister_retraits(releve)
    ]
    for anomalie in lu.anomalies:
        ou = f"ligne {anomalie.numero}, " if anomalie.numero else ""
        lignes.append(f"  {ou}{CodeAnomalie(anomalie.code).label} : {anomalie.detail}")
    return "\n".join(lignes)
