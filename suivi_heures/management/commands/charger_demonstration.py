"""manage.py charger_demonstration: two invented guichets, their accounts, published contracts. Loading it
twice changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.imports.decp import lire_decp
from marches.models import Marche
from marches.services.importer_decp import importer_decp
from suivi_heures.imports.reprise import lire_reprise
from suivi_heures.imports.reprise_fiches import RepriseLue
from suivi_heures.management.demonstration.calendrier import (
    REPERE,
    decaler_scenario,
    ecart_du_jour,
    ecart_entre,
    poser_ecart,
)
from suivi_heures.management.demonstration.comptes import COMPTES, MOT_DE_PASSE, ouvrir_comptes
from suivi_heures.management.demonstration.scenarios import scenario_aubance, scenario_coteaux
from suivi_heures.management.demonstration.vie import faire_vivre
from suivi_heures.management.demonstration.vie_annuaire import connaitre_des_structures
from suivi_heures.management.demonstration.vie_atelier import faire_vivre_atelier
from suivi_heures.management.demonstration.vie_besoins import faire_vivre_besoins
from suivi_heures.management.demonstration.vie_calibrage import preparer_des_achats
from suivi_heures.management.demonstration.vie_chemins import faire_vivre_chemins
from suivi_heures.management.demonstration.vie_controles import regler_des_controles
from suivi_heures.management.demonstration.vie_envois import croiser_des_envois
from suivi_heures.management.demonstration.vie_heures import clore_et_completer
from suivi_heures.management.demonstration.vie_interim import securiser_des_parcours
from suivi_heures.management.demonstration.vie_lignes import laisser_des_lignes
from suivi_heures.management.demonstration.vie_marches import faire_vivre_marches
from suivi_heures.management.demonstration.vie_paie import faire_la_paie
from suivi_heures.management.demonstration.vie_penalites import faire_vivre_penalites
from suivi_heures.management.demonstration.vie_personnes import faire_vivre_personnes
from suivi_heures.management.demonstration.vie_postes import financer_un_poste
from suivi_heures.management.demonstration.vie_relances import faire_vivre_relances
from suivi_heures.management.demonstration.vie_restitutions import produire_des_restitutions
from suivi_heures.services.installer_reprise import installer_reprise

DONNEES = Path(settings.BASE_DIR) / "clauses_app" / "local" / "donnees"
SUIVI = {"Camille Ferrand": ("2024-T9-INF", "2025-HAB-07", "2025-DEP-14", "2025-SPL-03", "2026-VIL-02")}


class Command(BaseCommand):
    help = "Charge deux guichets inventés, leurs comptes et des marchés publics. Rejouable sans effet."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Cette instance n’est pas une démonstration : rien n’a été chargé.")
        poser_ecart(self._ecart())
        for scenario in (scenario_coteaux(), scenario_aubance()):
            self._installer(decaler_scenario(scenario))
        ouverts = ouvrir_comptes()
        self._publier_les_marches_publics()
        self._repartir_le_suivi()
        faire_vivre(self._guichet().pk)
        preparer_des_achats(self._guichet().pk)
        clore_et_completer(self._guichet().pk)
        faire_la_paie(self._guichet().pk)
        faire_vivre_marches(self._guichet().pk)
        faire_vivre_penalites(self._guichet().pk)
        faire_vivre_relances(self._guichet().pk)
        faire_vivre_personnes(self._guichet().pk)
        faire_vivre_atelier(self._guichet().pk)
        regler_des_controles(self._guichet().pk)
        laisser_des_lignes(self._guichet().pk)
        produire_des_restitutions(self._guichet().pk)
        faire_vivre_chemins(self._guichet().pk)
        faire_vivre_besoins(self._guichet().pk)
        connaitre_des_structures(self._guichet().pk)
        securiser_des_parcours(self._guichet().pk)
        financer_un_poste(self._guichet().pk)
        croiser_des_envois(self._guichet().pk)
        self.stdout.write(f"Comptes ouverts : {ouverts} (mot de passe commun : {MOT_DE_PASSE})")
        for compte in COMPTES:
            self.stdout.write(f"  {compte.courriel} : {compte.role.label}, guichet {compte.guichet}")

    def _ecart(self) -> int:
        """That of what is loaded already: the rest must go on fitting it."""
        with within_connexion():
            guichet = Guichet.objects.filter(code="coteaux").first()
        if guichet is not None:
            ref, ecrit = REPERE
            with within_guichet(guichet.pk):
                charge = Marche.objects.filter(ref=ref).values_list("date_debut", flat=True).first()
            if charge is not None:
                return ecart_entre(ecrit, charge)
        return ecart_du_jour(timezone.localdate())

    def _installer(self, scenario: dict[str, Any]) -> None:
        with within_connexion():
            deja = Guichet.objects.filter(code=scenario["guichet"]["code"]).exists()
        if deja:  # somebody may be working in it: never undo what was done since
            return
        reprise = lire_reprise(json.dumps(scenario).encode())
        if not isinstance(reprise, RepriseLue):
            raise CommandError(f"La démonstration est fautive : {reprise[0]}")
        rapport = installer_reprise(reprise=reprise)
        self.stdout.write(f"{scenario['guichet']['nom']} : {rapport.cree}")

    def _publier_les_marches_publics(self) -> None:
        guichet = self._guichet()
        fichier = DONNEES / "decp_120_marches.json"
        with within_guichet(guichet.pk):
            importer_decp(lecture=lire_decp(fichier.read_bytes()), source=fichier.name, par=None)

    def _guichet(self) -> Guichet:
        with within_connexion():
            guichet: Guichet = Guichet.objects.get(code="coteaux")
            return guichet

    def _repartir_le_suivi(self) -> None:
        with within_connexion():
            guichet = Guichet.objects.get(code="coteaux")
            adhesions = {a.nom_affiche: a.pk for a in Adhesion.objects.filter(guichet=guichet)}
        with within_guichet(guichet.pk):
            libres = Marche.objects.filter(suivi_par_id=None)
            for nom, refs in SUIVI.items():
                libres.filter(ref__in=refs).update(suivi_par_id=adhesions[nom], suivi_par_nom=nom)
            libres.update(suivi_par_id=adhesions["Idriss Vasseur"], suivi_par_nom="Idriss Vasseur")
