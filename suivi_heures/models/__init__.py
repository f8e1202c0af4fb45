"""Models of the room, one file per aggregate."""

from suivi_heures.models.besoin import Besoin, EtapeProposition, Proposition
from suivi_heures.models.bilan import Bilan, FichierBilan, SectionBilan, TexteRapport
from suivi_heures.models.carnet import AbonnementAgenda, ContenuDocument, Document, Note, RendezVous
from suivi_heures.models.cloture import ChiffreClos, Cloture
from suivi_heures.models.controle import AvertissementAccepte, SeveriteControle
from suivi_heures.models.courrier import Courrier, ModeleCourrier
from suivi_heures.models.dossier import AvisFacilitateur, DecisionAcheteur, Demarche, Dossier, EtapeDossier
from suivi_heures.models.envoi_croise import EnvoiCroise
from suivi_heures.models.export_demande import ExportDemande
from suivi_heures.models.file_affaires import AffaireGardee, FileAffaires, SuiteAffaire
from suivi_heures.models.heure import BrouillonHeure, Heure
from suivi_heures.models.imputation import Globalisation, Imputation, LotGlobalise
from suivi_heures.models.lien_depot import JetonDepot, LienDepot, RecuDepot
from suivi_heures.models.paie import HeuresPayees, LecturePaie
from suivi_heures.models.poste import (
    AppelFonds,
    CompteRendu,
    DepensePoste,
    EtapeAppel,
    PartPoste,
    Poste,
    TempsPasse,
)
from suivi_heures.models.programme import ReponseRejouable
from suivi_heures.models.realisation import Realisation
from suivi_heures.models.relance import CalendrierRelance, PauseRelance, Relance
from suivi_heures.models.releve import (
    CorrectionLigne,
    Correspondance,
    CorrespondancePartagee,
    FichierReleve,
    LigneReleve,
    NomRetenu,
    ReleveHeures,
)
from suivi_heures.models.reprise import Reprise
from suivi_heures.models.restitution import AbonnementRapport, AvisPublication, Financement, Restitution
from suivi_heures.models.suivi_marche import SuiviMarche
from suivi_heures.models.vue_enregistree import VueEnregistree

__all__ = [
    "AbonnementAgenda",
    "AbonnementRapport",
    "AffaireGardee",
    "AppelFonds",
    "AvertissementAccepte",
    "AvisFacilitateur",
    "AvisPublication",
    "Besoin",
    "Bilan",
    "BrouillonHeure",
    "CalendrierRelance",
    "ChiffreClos",
    "Cloture",
    "CompteRendu",
    "ContenuDocument",
    "CorrectionLigne",
    "Correspondance",
    "CorrespondancePartagee",
    "Courrier",
    "DecisionAcheteur",
    "Demarche",
    "DepensePoste",
    "Document",
    "Dossier",
    "EnvoiCroise",
    "EtapeAppel",
    "EtapeDossier",
    "EtapeProposition",
    "ExportDemande",
    "FichierBilan",
    "FichierReleve",
    "FileAffaires",
    "Financement",
    "Globalisation",
    "Heure",
    "HeuresPayees",
    "Imputation",
    "JetonDepot",
    "LecturePaie",
    "LienDepot",
    "LigneReleve",
    "LotGlobalise",
    "ModeleCourrier",
    "NomRetenu",
    "Note",
    "PartPoste",
    "PauseRelance",
    "Poste",
    "Proposition",
    "Realisation",
    "RecuDepot",
    "Relance",
    "ReleveHeures",
    "RendezVous",
    "ReponseRejouable",
    "Reprise",
    "Restitution",
    "SectionBilan",
    "SeveriteControle",
    "SuiteAffaire",
    "SuiviMarche",
    "TempsPasse",
    "TexteRapport",
    "VueEnregistree",
]
