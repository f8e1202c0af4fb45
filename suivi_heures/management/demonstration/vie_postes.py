"""A facilitator's post in the mountains: three years, four fifths of a full time, five kinds of funders, told to its
second autumn. Done once, by the services."""

from __future__ import annotations

import datetime
from decimal import Decimal

from clauses_app.comptes.models import Adhesion
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.enums import Activite, NatureDepense, TypeFinanceur
from suivi_heures.management.demonstration.calendrier import le
from suivi_heures.models import DepensePoste, PartPoste, Poste
from suivi_heures.queries.chiffres_publies import Registre
from suivi_heures.queries.mois import dernier_jour, suite_de_mois
from suivi_heures.restitutions.compte_rendu import composer_compte_rendu
from suivi_heures.restitutions.figer import empreinte, en_json
from suivi_heures.restitutions.lire_publies import lire_publies
from suivi_heures.services.avancer_appel import avancer_appel
from suivi_heures.services.enregistrer_poste import enregistrer_poste
from suivi_heures.services.inscrire_depense import inscrire_depense
from suivi_heures.services.inscrire_part import inscrire_part
from suivi_heures.services.noter_temps import Temps, noter_temps
from suivi_heures.services.preparer_appel import preparer_appel
from suivi_heures.services.produire_compte_rendu import produire_compte_rendu

POSTE = "Facilitatrice des clauses, vallées de montagne"
COMMUNES = "Trois communautés de communes"
PARTS: tuple[tuple[str, TypeFinanceur, str, str], ...] = (
    ("Communauté de communes de la Haute-Combe", TypeFinanceur.EPCI, COMMUNES, "7"),
    ("Communauté de communes du Grand Plateau", TypeFinanceur.EPCI, COMMUNES, "7"),
    ("Communauté de communes des Deux-Torrents", TypeFinanceur.EPCI, COMMUNES, "7"),
    ("Contrat État et région", TypeFinanceur.ETAT, "", "20"),
    ("Département", TypeFinanceur.DEPARTEMENT, "", "20"),
    ("Électrométallurgie des Vallées", TypeFinanceur.AUTRE, "", "20"),
    ("Programme européen de développement rural", TypeFinanceur.FSE, "", "19"),
)
# minutes of a week, the activity of each day
SEMAINE: tuple[tuple[int, Activite, int], ...] = (
    (0, Activite.SUIVI, 360),
    (1, Activite.ACHETEURS, 300),
    (2, Activite.PROMOTION, 180),
    (2, Activite.CANDIDATS, 120),
    (3, Activite.EXPERTISE, 330),
)
SANS_TRAVAIL = 11  # one week in eleven: leave


def financer_un_poste(guichet_id: int) -> None:
    """Whole or not at all; what is done is not done again."""
    with within_guichet(guichet_id):
        if Poste.objects.exists():
            return
        _Recit(Adhesion.objects.get(nom_affiche="Camille Ferrand"), Adhesion.objects.get(nom_affiche="Idriss Vasseur"))


class _Recit:
    def __init__(self, agente: Adhesion, par: Adhesion) -> None:
        self.agente, self.par = agente, par
        self.poste = enregistrer_poste(
            poste=Poste(
                nom=POSTE,
                agent_id=agente.pk,
                agent_nom=str(agente),
                territoire="Marchés publics et privés de trois vallées",
                quotite_pct=Decimal(80),
                date_debut=le(2025, 1, 1),
                date_fin=le(2027, 12, 31),
                cout=Decimal(147_000),
            ),
            par=par,
        )
        self.parts = [self._inscrire(*part) for part in PARTS]
        self._depenser()
        self._travailler()
        self._appeler()
        self._rendre_compte()

    def _inscrire(self, financeur: str, sorte: TypeFinanceur, groupe: str, pct: str) -> PartPoste:
        part = PartPoste(poste=self.poste, financeur=financeur, type=sorte, groupe=groupe, part_pct=Decimal(pct))
        if sorte == TypeFinanceur.FSE:
            part.natures_exclues = [NatureDepense.COMMUNICATION]
        return inscrire_part(part=part, par=self.par)

    def _depenser(self) -> None:
        for rang, mois in enumerate(suite_de_mois(self.poste.date_debut, 22)):
            fin = dernier_jour(mois)
            self._payer(NatureDepense.SALAIRE, "Salaire et charges", fin, "3560", f"Bulletin {mois:%m-%Y}")
            if rang % 3 == 2:
                self._payer(NatureDepense.DEPLACEMENT, "Déplacements du trimestre", fin, "486.40", "Note de frais")
                self._payer(NatureDepense.FONCTIONNEMENT, "Bureau et téléphone", fin, "540", "Convention de bureau")
        communication = DepensePoste(
            poste=self.poste,
            nature=NatureDepense.COMMUNICATION,
            libelle="Guide de l’acheteur et affiches",
            le=le(2025, 5, 14),
            montant=Decimal(1980),
            eligible=Decimal(1650),
            motif_ecart="TVA récupérée",
            piece="Facture 2025-118",
        )
        inscrire_depense(depense=communication, par=self.par)

    def _payer(self, nature: NatureDepense, libelle: str, jour: datetime.date, montant: str, piece: str) -> None:
        depense = DepensePoste(
            poste=self.poste,
            nature=nature,
            libelle=libelle,
            le=jour,
            montant=Decimal(montant),
            eligible=Decimal(montant),
            piece=piece,
        )
        inscrire_depense(depense=depense, par=self.par)

    def _travailler(self) -> None:
        """The last two weeks are left for her to note: the journal proposes them."""
        lundi, rang, fin = le(2025, 1, 6), 0, le(2026, 11, 1)
        lundi -= datetime.timedelta(days=lundi.weekday())
        while lundi < fin:
            rang += 1
            if rang % SANS_TRAVAIL and lundi >= self.poste.date_debut:
                temps = [Temps(lundi + datetime.timedelta(days=j), activite, m) for j, activite, m in SEMAINE]
                noter_temps(poste=self.poste, temps=temps, par=self.agente)
            lundi += datetime.timedelta(days=7)

    def _appeler(self) -> None:
        """The first year: paid by all but the European programme, that asked for a document, accepted, and is late."""
        for part in self.parts:
            appel = preparer_appel(part=part, genre="ACOMPTE", au=le(2025, 12, 31), le=le(2026, 1, 15), par=self.par)
            avancer_appel(appel=appel, etat="ENVOYE", le=le(2026, 1, 20), vu=1, par=self.par)
            if part.type != TypeFinanceur.FSE:
                avancer_appel(appel=appel, etat="PAYE", le=le(2026, 3, 16), vu=2, par=self.par)
                continue
            motif = "Attestation de temps passé signée"
            avancer_appel(appel=appel, etat="PIECE_DEMANDEE", le=le(2026, 3, 2), vu=2, motif=motif, par=self.par)
            avancer_appel(appel=appel, etat="ENVOYE", le=le(2026, 3, 20), vu=3, par=self.par)
            avancer_appel(appel=appel, etat="ACCEPTE", le=le(2026, 6, 15), vu=4, par=self.par)
        industriel = self.parts[5]
        preparer_appel(part=industriel, genre="ACOMPTE", au=le(2026, 9, 30), le=le(2026, 11, 3), par=self.par)

    def _rendre_compte(self) -> None:
        du, au, guichet = le(2025, 1, 1), le(2025, 12, 31), self.par.guichet
        for part in (self.parts[4], self.parts[6]):
            registre = Registre(lire_publies())
            document = composer_compte_rendu(
                part=part, du=du, au=au, guichet=guichet.nom, seuil=guichet.seuil_effectif, registre=registre
            )
            produire_compte_rendu(
                part=part, du=du, au=au, donnees=en_json(document), empreinte=empreinte(document), par=self.par
            )
