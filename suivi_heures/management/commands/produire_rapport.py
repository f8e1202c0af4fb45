"""manage.py produire_rapport --guichet CODE --acheteur REF [--trimestre 2026-T3] [--sortie FICHIER.pdf]"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import accorder
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import MaitreOuvrage
from suivi_heures.enums import StatutBilan
from suivi_heures.models import Bilan, FichierBilan
from suivi_heures.queries.trimestres import Trimestre, TrimestreIllisible
from suivi_heures.restitutions.conduire_bilan import produire_en_entier
from suivi_heures.services.demander_bilan import demander_bilan


class Command(BaseCommand):
    help = "Produit le rapport trimestriel d’un acheteur (par défaut, du dernier trimestre fini)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--guichet", required=True, metavar="CODE")
        parser.add_argument("--acheteur", required=True, metavar="REF", help="référence du maître d’ouvrage")
        parser.add_argument("--trimestre", metavar="2026-T3")
        parser.add_argument("--sortie", type=Path, metavar="FICHIER.pdf", help="où écrire le PDF")

    def handle(
        self, *args: Any, guichet: str, acheteur: str, trimestre: str | None, sortie: Path | None, **options: Any
    ) -> None:
        periode = _lire_trimestre(trimestre)
        sortie = sortie or Path(f"rapport-{acheteur}-{periode.code}.pdf".replace("/", "-"))
        _verifier_sortie(sortie)
        guichet_id = _trouver_guichet(guichet)
        with within_guichet(guichet_id):
            maitre_ouvrage = _trouver_acheteur(acheteur)
            demande = demander_bilan(maitre_ouvrage=maitre_ouvrage, trimestre=periode)
        produire_en_entier(guichet_id, bilan_id=demande.pk)
        with within_guichet(guichet_id):
            bilan = _relire(demande.pk, maitre_ouvrage, periode)
            contenu = bytes(FichierBilan.objects.get(bilan=bilan).contenu)
        _ecrire(sortie, contenu)
        self._dire(bilan, sortie, nouveau=bilan.pk == demande.pk)

    def _dire(self, bilan: Bilan, sortie: Path, *, nouveau: bool) -> None:
        nom = "version initiale" if not bilan.revision else f"révision {bilan.revision}"
        marches = accorder(len(bilan.donnees["marches"]), "marché")
        debut = "Rapport produit" if nouveau else "Aucun chiffre n’a changé, rapport existant"
        self.stdout.write(f"{debut}\u00a0: {nom}, {marches}, empreinte {bilan.empreinte[:16]}. Écrit dans {sortie}.")


def _lire_trimestre(texte: str | None) -> Trimestre:
    if texte is None:
        return Trimestre.contenant(timezone.localdate()).precedent
    try:
        return Trimestre.lire(texte)
    except TrimestreIllisible as refus:
        raise CommandError(str(refus)) from None


def _trouver_guichet(code: str) -> int:
    with within_connexion():
        guichet = Guichet.objects.filter(code=code).first()
        if guichet is None:
            connus = ", ".join(Guichet.objects.order_by("code").values_list("code", flat=True)) or "aucun"
            raise CommandError(f"Guichet « {code} » inconnu\u202f; guichets connus\u00a0: {connus}.")
        return int(guichet.pk)


def _trouver_acheteur(ref: str) -> MaitreOuvrage:
    trouve: MaitreOuvrage | None = MaitreOuvrage.objects.filter(ref=ref).first()
    if trouve is None:
        connus = list(MaitreOuvrage.objects.order_by("ref").values_list("ref", flat=True)[:11])
        liste = ", ".join(connus[:10]) + (", …" if len(connus) > 10 else "") or "aucun"
        raise CommandError(f"Acheteur « {ref} » inconnu dans ce guichet\u202f; acheteurs connus\u00a0: {liste}.")
    return trouve


def _relire(bilan_id: int, maitre_ouvrage: MaitreOuvrage, periode: Trimestre) -> Bilan:
    """The demand, or the version that already said the same."""
    demande = Bilan.objects.filter(pk=bilan_id).first()
    if demande is not None and demande.statut == StatutBilan.ECHEC:
        raise CommandError(demande.message)
    if demande is not None and demande.statut != StatutBilan.PRET:
        raise CommandError("Ce rapport est déjà en cours de production\u202f: relancez la commande dans un instant.")
    existant: Bilan = demande or Bilan.objects.prets().filter(
        maitre_ouvrage=maitre_ouvrage, annee=periode.annee, trimestre=periode.numero
    ).latest("revision")
    return existant


def _verifier_sortie(sortie: Path) -> None:
    """Before anything is produced: a missing folder must not cost a revision."""
    if sortie.is_dir():
        raise CommandError(f"« {sortie} » est un dossier\u202f: donnez le nom du fichier à écrire.")
    if not sortie.absolute().parent.is_dir():
        raise CommandError(f"Le dossier « {sortie.absolute().parent} » n’existe pas\u202f: créez-le d’abord.")


def _ecrire(sortie: Path, contenu: bytes) -> None:
    try:
        sortie.write_bytes(contenu)
    except OSError as erreur:
        raise CommandError(
            f"« {sortie} » ne peut pas être écrit ({erreur.strerror})\u202f; le rapport est gardé\u00a0:"
            " relancez avec un autre --sortie."
        ) from None
