"""Paths to work, as people would have written them: the cohort of the tramway, the conventions of the département for
recipients of the RSA, the masons of the transport works. Done once, by the services."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from beneficiaires.models import (
    Action,
    Beneficiaire,
    ContratTravail,
    Convention,
    Engagement,
    EtapeParcours,
    Frein,
    InscriptionAction,
    SeanceAction,
    Situation,
    Sortie,
)
from beneficiaires.services.ajouter_seance import ajouter_seance
from beneficiaires.services.compter_sans_nommer import compter_sans_nommer
from beneficiaires.services.ecrire_au_parcours import ecrire_au_parcours
from beneficiaires.services.ecrire_etape_commune import ecrire_etape_commune
from beneficiaires.services.enregistrer_action import enregistrer_action
from beneficiaires.services.enregistrer_beneficiaire import enregistrer_beneficiaire
from beneficiaires.services.enregistrer_convention import enregistrer_convention
from beneficiaires.services.fixer_objectif import fixer_objectif
from beneficiaires.services.inscrire_a_l_action import inscrire_a_l_action
from beneficiaires.services.noter_convocations import noter_convocations
from beneficiaires.services.noter_issue import noter_issue
from beneficiaires.services.noter_tous_presents import noter_tous_presents
from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from marches.models import Entreprise, Marche
from suivi_heures.management.demonstration.calendrier import decaler, le
from suivi_heures.management.demonstration.noms_chemins import identites

D = datetime.date
COHORTE = "Cohorte du tramway T9"
TITRE = "Constructeur en voirie et réseaux"
MAISON = "Maison des solidarités de Porte-Sud"


def faire_vivre_chemins(guichet_id: int) -> None:
    """Whole or not at all; what is done is not done again."""
    with within_guichet(guichet_id):
        if Action.objects.exists():
            return
        par = Adhesion.objects.get(nom_affiche="Camille Ferrand")
        _Chemins(par).vivre()


def _ouvre(jour: D) -> D:
    """Nothing is held on a Saturday or a Sunday."""
    return jour + datetime.timedelta(days=max(0, 7 - jour.weekday()) if jour.weekday() > 4 else 0)


class _Chemins:
    def __init__(self, par: Adhesion) -> None:
        self.par = par
        self.noms: Iterator[tuple[str, str, D, str]] = identites()

    def vivre(self) -> None:
        self._cohorte()
        self._travaux_publics()
        self._transport()
        self._numerique()
        self._a_venir()

    # people ---------------------------------------------------------------

    def _inscrire(self, nombre: int) -> list[Beneficiaire]:
        personnes = []
        for _ in range(nombre):
            nom, prenom, naissance, sexe = next(self.noms)
            ref = f"A{naissance:%y%m%d}"
            personne = Beneficiaire(ref=ref, nom=nom, prenom=prenom, date_naissance=naissance, sexe=sexe)
            personnes.append(enregistrer_beneficiaire(beneficiaire=personne, par=self.par))
        return personnes

    def _embaucher(self, personnes: list[Beneficiaire], jour: D, metier: str, action: Action, contrat: str) -> None:
        modele = EtapeParcours(nature="EMPLOI", intitule=metier, debut=jour, type_contrat=contrat)
        ecrire_etape_commune(action=action, personnes=personnes, modele=modele, par=self.par)

    # actions --------------------------------------------------------------

    def _ouvrir(self, type_action: str, nom: str, debut: D, fin: D | None = None, **champs: object) -> Action:
        action = Action(type=type_action, nom=nom, date_debut=debut, date_fin=fin or debut, **champs)
        return enregistrer_action(action=action, par=self.par)

    def _faire_venir(self, action: Action, seance: SeanceAction, personnes: list[Beneficiaire]) -> None:
        inscrites = inscrire_a_l_action(action=action, personnes=personnes, par=self.par)
        if inscrites:
            noter_convocations(
                action=action,
                inscriptions=[i.pk for i in inscrites],
                moyen="LETTRE",
                le=seance.jour - datetime.timedelta(days=14),
                par=self.par,
            )
        noter_tous_presents(seance=seance, par=self.par)

    def _seance(self, action: Action) -> SeanceAction:
        seance: SeanceAction = SeanceAction.objects.get(action=action)
        return seance

    # case 1: twenty people, five companies, ten months, a title, then lasting jobs ---------

    def _cohorte(self) -> None:
        contrats = ContratTravail.objects.filter(
            marche__ref="2024-T9-INF", employeur__ref="S-GEIQ", date_debut=le(2025, 9, 1)
        ).select_related("beneficiaire")
        personnes = [c.beneficiaire for c in contrats.order_by("pk")]
        accueils = {c.beneficiaire_id: c.titulaire for c in contrats}
        action = self._ouvrir(
            "COHORTE",
            COHORTE,
            le(2025, 9, 1),
            le(2026, 6, 30),
            lieu="Base vie de Porte-Sud",
            metier=TITRE,
            code_rome="F1702",
            porteur=Entreprise.objects.get(ref="S-GEIQ"),
            marche=Marche.objects.get(ref="2024-T9-INF"),
            partenaires="Cinq entreprises de travaux publics, une ETTI, un centre de formation",
            places=20,
        )
        for mois, annee in ((9, 2025), (11, 2025), (1, 2026), (3, 2026), (5, 2026)):
            seance = ajouter_seance(
                action=action,
                jour=_ouvre(le(annee, mois, 8)),
                debut=datetime.time(8, 30),
                lieu="Centre de formation",
                par=self.par,
            )
            self._faire_venir(action, seance, personnes)
        self._suites_de_la_cohorte(action, personnes, accueils)

    def _suites_de_la_cohorte(
        self, action: Action, personnes: list[Beneficiaire], accueils: dict[int, Entreprise]
    ) -> None:
        fin = le(2026, 6, 30)
        signes = set(
            ContratTravail.objects.filter(
                beneficiaire__in=personnes, date_debut__gt=fin, type_contrat="CDI"
            ).values_list("beneficiaire", flat=True)
        )
        for rang, personne in enumerate(personnes):
            recue = rang % 10 != 9
            titre = EtapeParcours(
                beneficiaire=personne,
                nature="CERTIFICATION",
                intitule=TITRE,
                debut=decaler(D(2026, 6, 22)),
                fin=fin,
                resultat="OBTENUE" if recue else "ACHEVEE",
                action=action,
            )
            ecrire_au_parcours(fait=titre, par=self.par)
            if not recue:
                inscription = InscriptionAction.objects.get(action=action, beneficiaire=personne)
                noter_issue(inscription=inscription, issue="SANS_SUITE", le=le(2026, 9, 15), par=self.par)
            elif personne.pk not in signes:
                accueil = accueils[personne.pk]
                emploi = EtapeParcours(
                    beneficiaire=personne,
                    nature="EMPLOI",
                    intitule=TITRE,
                    debut=le(2026, 7, 6),
                    type_contrat="CDI",
                    accueil=accueil,
                    action=action,
                )
                ecrire_au_parcours(fait=emploi, par=self.par)
            sortie = Sortie(beneficiaire=personne, type="CDI" if recue else "CHOMAGE", le=le(2026, 7, 6))
            ecrire_au_parcours(fait=sortie, par=self.par)
            if personne.pk not in signes and rang < 12:
                situation = Situation(
                    beneficiaire=personne,
                    sortie=sortie,
                    mois=3,
                    situation="EMPLOI" if recue else "RECHERCHE",
                    le=decaler(D(2026, 10, 12)),
                    source="TELEPHONE",
                )
                ecrire_au_parcours(fait=situation, par=self.par)

    # case 2: three partners of the département -----------------------------------------

    def _convenir(
        self, nom: str, secteurs: str, partenaires: str, fin: D, budget: str, objectifs: tuple[tuple[str, int], ...]
    ) -> Convention:
        convention = Convention(
            nom=nom,
            secteurs=secteurs,
            partenaires=partenaires,
            publics=["B_RSA", "B_ASE"],
            date_debut=le(2026, 1, 1),
            date_fin=fin,
            budget=Decimal(budget),
        )
        enregistrer_convention(convention=convention, par=self.par)
        for indicateur, cible in objectifs:
            fixer_objectif(convention=convention, indicateur=indicateur, cible=cible, par_an=True, par=self.par)
        return convention

    def _travaux_publics(self) -> None:
        """Twelve operations, a hundred people trained or hired; the fourth of them is case 3: thirty masons."""
        convention = self._convenir(
            "Emploi des allocataires du RSA, travaux publics",
            "Travaux publics",
            "Département, fédération des entreprises de travaux publics",
            le(2026, 12, 31),
            "60000",
            (("OPERATIONS", 12), ("FORMES_RECRUTES", 100)),
        )
        self._macons(convention)
        for rang in range(7):
            jour = _ouvre(le(2026, 2 + rang, 12))
            action = self._ouvrir(
                "JOB_DATING", f"Job dating de la voirie, {rang + 1}", jour, lieu="Halle aux grains",
                metier="Voirie et réseaux", code_rome="F1702", convention=convention, cout=Decimal("1800"),
            )  # fmt: skip
            personnes = self._inscrire(11)
            self._faire_venir(action, self._seance(action), personnes)
            suite = jour + datetime.timedelta(days=21)
            self._embaucher(personnes[:10], suite, "Ouvrier de voirie", action, "CDD_CHANTIER")
        for rang in range(4):
            action = self._ouvrir(
                "FORUM", f"Forum des chantiers, {rang + 1}", _ouvre(le(2026, 3 + 2 * rang, 20)),
                lieu="Gymnase des Coteaux", convention=convention, cout=Decimal("2500"),
            )  # fmt: skip
            compter_sans_nommer(seance=self._seance(action), nombre=85 + 10 * rang, par=self.par)

    def _macons(self, convention: Convention) -> None:
        """A POEC of thirty masons for the transport works; most are hired for good by members of the GEIQ."""
        action = self._ouvrir(
            "POEC", "POEC des maçons, chantiers de transport", le(2026, 2, 2), le(2026, 4, 24),
            lieu="Centre de formation des Coteaux", metier="Maçon", code_rome="F1703",
            porteur=Entreprise.objects.get(ref="S-GEIQ"), partenaires="Entreprises adhérentes du GEIQ",
            places=30, convention=convention, cout=Decimal("24000"),
        )  # fmt: skip
        personnes = self._inscrire(30)
        for mois, jour in ((2, 2), (3, 2), (4, 13)):
            seance = ajouter_seance(action=action, jour=le(2026, mois, jour), par=self.par)
            self._faire_venir(action, seance, personnes)
        self._embaucher(personnes[:24], le(2026, 5, 4), "Maçon", action, "CDI")
        for i in InscriptionAction.objects.filter(action=action, beneficiaire__in=personnes[24:28]):
            noter_issue(inscription=i, issue="SANS_SUITE", le=le(2026, 9, 10), par=self.par)
        self._soutenir(personnes[:6])

    def _soutenir(self, personnes: list[Beneficiaire]) -> None:
        for rang, personne in enumerate(personnes):
            engagement = Engagement(beneficiaire=personne, signe_le=le(2026, 1, 12), referent=MAISON, heures_semaine=15)
            ecrire_au_parcours(fait=engagement, par=self.par)
            genre, service = (("MOBILITE", "Auto-école sociale"), ("GARDE", "Crèche des Coteaux"))[rang % 2]
            frein = Frein(
                beneficiaire=personne,
                type=genre,
                constate_le=le(2026, 1, 12),
                service=service,
                leve_le=le(2026, 4, 20) if rang < 4 else None,
            )
            ecrire_au_parcours(fait=frein, par=self.par)

    def _transport(self) -> None:
        """Six discoveries, three hundred people counted without a name, sixty-five entries in training, 50 000 €."""
        convention = self._convenir(
            "Découvrir le transport et la logistique",
            "Transport, logistique",
            "Département, transporteurs de voyageurs",
            le(2027, 12, 31),
            "50000",
            (("DECOUVERTES", 6), ("PARTICIPANTS", 300), ("FORMATION", 65)),
        )
        for rang in range(6):
            action = self._ouvrir(
                "DECOUVERTE", f"Découverte du transport, {rang + 1}", _ouvre(le(2026, 2 + rang, 17)),
                lieu="Dépôt de Porte-Sud", metier="Conduite de transport en commun", code_rome="N4103",
                convention=convention, cout=Decimal(10_000 if rang == 0 else 8_000),
            )  # fmt: skip
            compter_sans_nommer(seance=self._seance(action), nombre=50, par=self.par)
            entree = EtapeParcours(
                nature="FORMATION",
                intitule="Titre professionnel de conduite",
                organisme="Centre de formation des transports",
                debut=le(2026, 4 + rang, 6),
            )
            personnes = self._inscrire(15 if rang == 0 else 10)
            ecrire_etape_commune(action=action, personnes=personnes, modele=entree, par=self.par)

    def _numerique(self) -> None:
        """Four recruitments for sixty-five people, five of them without a name; nine out of ten at work again."""
        convention = self._convenir(
            "Recruter dans le numérique",
            "Numérique",
            "Département, entreprises du numérique",
            le(2026, 12, 31),
            "18000",
            (("RECRUTEMENTS", 4), ("RECUES", 65), ("RETOUR_EMPLOI", 90)),
        )
        for rang in range(4):
            jour = _ouvre(le(2026, 3 + rang, 9))
            action = self._ouvrir(
                "RECRUTEMENT", f"Recrutement du numérique, {rang + 1}", jour, lieu="Pépinière des Coteaux",
                metier="Assistance aux utilisateurs", code_rome="I1401", convention=convention, cout=Decimal("2200"),
            )  # fmt: skip
            personnes = self._inscrire(15)
            self._faire_venir(action, self._seance(action), personnes)
            suite, embauches = jour + datetime.timedelta(days=30), 14 if rang < 2 else 13
            self._embaucher(personnes[:embauches], suite, "Technicien d’assistance", action, "CDI")
            if rang == 3:
                compter_sans_nommer(seance=self._seance(action), nombre=5, par=self.par)

    # what is still to come ------------------------------------------------------------

    def _a_venir(self) -> None:
        """A visit next month with people to summon, and a session whose attendance nobody has noted yet."""
        personnes = self._inscrire(8)
        visite = self._ouvrir(
            "VISITE", "Visite du chantier du tramway", _ouvre(decaler(D(2026, 12, 18))), lieu="Base vie de Porte-Sud",
            marche=Marche.objects.get(ref="2024-T9-INF"), places=12,
        )  # fmt: skip
        inscrire_a_l_action(action=visite, personnes=personnes, par=self.par)
        self._ouvrir(
            "INFORMATION", "Information sur les métiers du tramway", _ouvre(decaler(D(2026, 11, 12))), lieu="Mairie"
        )
