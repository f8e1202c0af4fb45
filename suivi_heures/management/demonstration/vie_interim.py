"""Temporary workers' paths made safe: a shared diagnosis that opens the services of several funds, a training built
on what three agencies look for together, a week of immersion, missions, then contracts for good. Done once, by the
services."""

from __future__ import annotations

import datetime

from beneficiaires.models import (
    Action,
    Beneficiaire,
    Convention,
    Engagement,
    EtapeParcours,
    Frein,
    SituationRsa,
    Sortie,
)
from beneficiaires.services.ajouter_seance import ajouter_seance
from beneficiaires.services.ecrire_au_parcours import ecrire_au_parcours
from beneficiaires.services.ecrire_etape_commune import ecrire_etape_commune
from beneficiaires.services.enregistrer_action import enregistrer_action
from beneficiaires.services.enregistrer_beneficiaire import enregistrer_beneficiaire
from beneficiaires.services.enregistrer_convention import enregistrer_convention
from beneficiaires.services.fixer_objectif import fixer_objectif
from beneficiaires.services.inscrire_a_l_action import inscrire_a_l_action
from beneficiaires.services.noter_tous_presents import noter_tous_presents
from beneficiaires.services.poser_diagnostic import Difficulte, poser_diagnostic
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise
from marches.services.enregistrer_entreprise import enregistrer_entreprise
from suivi_heures.management.demonstration.calendrier import le
from suivi_heures.management.demonstration.noms_chemins import identites
from suivi_heures.models import Besoin
from suivi_heures.services.avancer_proposition import avancer_proposition
from suivi_heures.services.enregistrer_besoin import enregistrer_besoin
from suivi_heures.services.proposer_candidats import proposer_candidats

CONVENTION = "Sécuriser les parcours d’intérim"
FORMATION = "Formation commune des agences, agent logistique"
AGENCES = ("Agence d’intérim du Port", "Agence d’intérim de la Gare", "Agence d’intérim des Quais")
# no group of fewer than five, nor what is left of one: their shares can be told
PERSONNES, ALLOCATAIRES, SORTIS, MISSIONS, POUR_DE_BON = 25, 20, 15, 20, 14
PREMIERE_NAISSANCE = datetime.date(1984, 5, 9)
# who is held back by it, the service opened, the fund that pays
DIFFICULTES: tuple[tuple[str, range, str, str], ...] = (
    ("MOBILITE", range(12), "Location de scooter, permis", "Fonds d’action sociale du travail temporaire"),
    ("LOGEMENT", range(2, 15), "Logement meublé près du dépôt", "Fonds de solidarité pour le logement"),
    ("GARDE", range(10, 21), "Place en crèche d’urgence", "Caisse d’allocations familiales"),
    ("BUDGET", range(12, 24), "Point conseil budget", "Département"),
    ("PERSONNEL", range(20, 23), "", ""),
)
LEVES = 6  # of each, when they are enough to be told


def securiser_des_parcours(guichet_id: int) -> None:
    """Whole or not at all; what is done is not done again."""
    with within_guichet(guichet_id):
        if Convention.objects.filter(nom=CONVENTION).exists():
            return
        _Recit(Adhesion.objects.get(nom_affiche="Camille Ferrand")).raconter()


class _Recit:
    def __init__(self, par: Adhesion) -> None:
        self.par = par
        self.agences = [
            enregistrer_entreprise(objet=Entreprise(nom=nom, type_structure="ETT"), par=par) for nom in AGENCES
        ]

    def raconter(self) -> None:
        convention = self._convenir()
        action = self._ouvrir(convention)
        personnes = self._inscrire()
        self._diagnostiquer(personnes)
        self._former(action, personnes)
        self._pourvoir(action, personnes)
        self._sortir_du_rsa(personnes[:ALLOCATAIRES])

    def _convenir(self) -> Convention:
        convention = Convention(
            nom=CONVENTION,
            secteurs="Logistique, travail temporaire",
            partenaires="Département, branche du travail temporaire, trois agences",
            publics=["B_RSA", "B_JEUNE_NQ"],
            date_debut=le(2025, 12, 1),
            date_fin=le(2026, 12, 31),
        )
        enregistrer_convention(convention=convention, par=self.par)
        for indicateur, cible in (("SORTIE_RSA", 75), ("RETOUR_EMPLOI", 80), ("FORMATION", PERSONNES)):
            fixer_objectif(convention=convention, indicateur=indicateur, cible=cible, par_an=False, par=self.par)
        return convention

    def _ouvrir(self, convention: Convention) -> Action:
        action = Action(
            type="POEC",
            nom=FORMATION,
            date_debut=le(2026, 1, 19),
            date_fin=le(2026, 4, 17),
            lieu="Centre de formation du Port",
            metier="Agent logistique",
            code_rome="N1103",
            partenaires="Trois agences d’intérim",
            places=PERSONNES,
            convention=convention,
        )
        return enregistrer_action(action=action, par=self.par)

    def _inscrire(self) -> list[Beneficiaire]:
        """Recipients of the RSA first, then people of 18 to 25."""
        prises = set(Beneficiaire.objects.values_list("ref", flat=True))
        libres = (une for une in identites() if f"A{une[2]:%y%m%d}" not in prises)
        personnes = []
        for rang in range(PERSONNES):
            nom, prenom, naissance, sexe = next(libres)
            ref = f"A{naissance:%y%m%d}"
            if rang < ALLOCATAIRES:
                naissance = PREMIERE_NAISSANCE + datetime.timedelta(days=170 * rang)
            personne = Beneficiaire(ref=ref, nom=nom, prenom=prenom, date_naissance=naissance, sexe=sexe)
            personnes.append(enregistrer_beneficiaire(beneficiaire=personne, par=self.par))
        return personnes

    def _diagnostiquer(self, personnes: list[Beneficiaire]) -> None:
        jour = le(2025, 12, 8)
        for rang, personne in enumerate(personnes):
            if rang < ALLOCATAIRES:
                engagement = Engagement(beneficiaire=personne, signe_le=jour, referent="Maison du département")
                ecrire_au_parcours(fait=engagement, par=self.par)
            trouvees = [Difficulte(t, service, fonds) for t, qui, service, fonds in DIFFICULTES if rang in qui]
            poser_diagnostic(
                beneficiaire=personne,
                fait_le=jour,
                avec="Mission locale, service social, agence",
                regardes=[t for t, *_ in DIFFICULTES],
                difficultes=trouvees,
                par=self.par,
            )
        for type_frein, qui, service, _ in DIFFICULTES:
            siens = Frein.objects.filter(beneficiaire__in=[personnes[r].pk for r in qui], type=type_frein)
            for frein in siens.order_by("pk")[: LEVES if service else 0]:
                frein.leve_le = le(2026, 3, 20)
                ecrire_au_parcours(fait=frein, par=self.par)

    def _former(self, action: Action, personnes: list[Beneficiaire]) -> None:
        for mois, jour in ((1, 19), (2, 16), (3, 16), (4, 13)):
            seance = ajouter_seance(action=action, jour=le(2026, mois, jour), par=self.par)
            inscrire_a_l_action(action=action, personnes=personnes, par=self.par)
            noter_tous_presents(seance=seance, par=self.par)
        fin = le(2026, 4, 17)
        self._franchir(action, personnes, "IMMERSION", "Agent logistique", le(2026, 1, 12), le(2026, 1, 16))
        self._franchir(action, personnes, "FORMATION", "Agent logistique, trois mois payés", le(2026, 1, 19), fin)
        self._franchir(
            action, personnes[:MISSIONS], "EMPLOI", "Agent logistique", le(2026, 4, 27), contrat="MISSION_INTERIM"
        )
        gardees = personnes[:POUR_DE_BON]
        self._franchir(action, gardees[:6], "EMPLOI", "Agent logistique", le(2026, 9, 1), contrat="CDI_INTERIMAIRE")
        self._franchir(action, gardees[6:], "EMPLOI", "Agent logistique", le(2026, 9, 1), contrat="CDI")
        for personne in gardees:
            sortie = Sortie(beneficiaire=personne, type="CDI", le=le(2026, 9, 1))
            ecrire_au_parcours(fait=sortie, par=self.par)

    def _franchir(
        self,
        action: Action,
        personnes: list[Beneficiaire],
        nature: str,
        intitule: str,
        debut: datetime.date,
        fin: datetime.date | None = None,
        contrat: str = "",
    ) -> None:
        modele = EtapeParcours(
            nature=nature,
            intitule=intitule,
            debut=debut,
            fin=fin,
            resultat="ACHEVEE" if fin else "",
            type_contrat=contrat,
        )
        ecrire_etape_commune(action=action, personnes=personnes, modele=modele, par=self.par)

    def _pourvoir(self, action: Action, personnes: list[Beneficiaire]) -> None:
        """Each agency said what it looked for; together it made one training."""
        for rang, (agence, nombre) in enumerate(zip(self.agences, (8, 7, 5), strict=True)):
            depuis = sum((8, 7, 5)[:rang])
            besoin = Besoin(
                entreprise=agence,
                metier="Agent logistique",
                code_rome="N1103",
                nombre=nombre,
                debut=le(2026, 4, 27),
                dit_le=le(2025, 11, 20),
                lieu="Port et dépôts",
                action=action,
            )
            enregistrer_besoin(besoin=besoin, par=self.par)
            siens = personnes[depuis : depuis + nombre]
            for proposition in proposer_candidats(besoin=besoin, personnes=siens, le=le(2026, 4, 13), par=self.par):
                avancer_proposition(proposition=proposition, etat="EMBAUCHEE", date=le(2026, 4, 27), vu=1, par=self.par)

    def _sortir_du_rsa(self, allocataires: list[Beneficiaire]) -> None:
        """Three out of four are out."""
        for rang, personne in enumerate(allocataires):
            dite = SituationRsa(
                beneficiaire=personne,
                le=le(2026, 10, 12),
                allocataire=rang >= SORTIS,
                source="PARTENAIRE",
            )
            ecrire_au_parcours(fait=dite, par=self.par)
