"""Two guichets full of everything, each text marked with the canary of its owner.

Owners: A1 and A2 are two organisations of guichet A, B is another guichet. A canary must never be read
by somebody it does not belong to.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from beneficiaires.models import (
    DemandeEligibilite,
    DoublonProbable,
    EtapeDemande,
    Fusion,
    Justificatif,
    ReferencePublic,
    VigilanceLevee,
)
from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.enums import INTERNES, Role
from clauses_app.comptes.models import Adhesion, Guichet, Invitation
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import (
    Acte,
    EngagementHeures,
    ImportDecp,
    MarcheDecp,
    NoteEntreprise,
    Operation,
    Programme,
    Tranche,
)
from suivi_heures.models import (
    Bilan,
    BrouillonHeure,
    ExportDemande,
    FichierBilan,
    Globalisation,
    Imputation,
    LotGlobalise,
    Reprise,
)
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat, creer_decision
from tests.factories.comptes import creer_adhesion, creer_guichet
from tests.factories.marches import (
    creer_attribution,
    creer_entreprise,
    creer_lot,
    creer_maitre_ouvrage,
    creer_marche,
    creer_regle,
)
from tests.factories.projets import creer_calibrage, creer_lot_projet, creer_projet, creer_texte
from tests.factories.suivi_heures import creer_heure
from tests.matrice.carnet import tenir_un_carnet
from tests.matrice.cles import creer_cle
from tests.matrice.difficultes import creer_difficultes
from tests.matrice.releves import corriger_une_ligne, croiser_des_envois, deposer_un_releve, retenir_des_colonnes
from tests.matrice.restitutions import restituer

PROPRIETAIRES = ("A1", "A2", "B")
# identifiers of guichet B are easy to tell in a page: nine digits, as many as the unknown one
_lointains = count(800_000_001)
CANARI = "ZORGLUB-{}-"
INCONNU = 987_654_321
UUID_INCONNU = uuid.UUID("12345678-1234-4234-8234-123456789abc")


@dataclass
class Monde:
    """`objets[propriétaire][sorte]` and `adhesions[propriétaire][rôle]`."""

    guichets: dict[str, Guichet] = field(default_factory=dict)
    adhesions: dict[str, dict[Role, Adhesion]] = field(default_factory=dict)
    objets: dict[str, dict[str, Any]] = field(default_factory=dict)

    def objet(self, sorte: str, proprietaire: str, role: Role | None) -> Any:
        """What this owner has of this kind; a structure has its own timesheet, a person its own key."""
        propres = self.objets[proprietaire]
        return propres.get(f"{sorte}/{role}", propres.get(sorte))

    def interdits(self, proprietaire: str, role: Role | None) -> list[str]:
        """Canaries that this reader must never see."""
        if role in INTERNES:
            tus = ["A1", "A2"] if proprietaire == "B" else ["B"]
        else:
            tus = [autre for autre in PROPRIETAIRES if autre != proprietaire]
        return [CANARI.format(autre) for autre in tus]


def creer_monde() -> Monde:
    monde = Monde()
    with within_connexion():
        for lettre in "AB":
            monde.guichets[lettre] = creer_guichet(
                code=f"g-{lettre.lower()}",
                nom=f"Guichet {CANARI.format('B')}" if lettre == "B" else "Guichet d’ici",
            )
    for proprietaire in PROPRIETAIRES:
        guichet = monde.guichets[proprietaire[0]]
        with within_guichet(guichet.pk):
            monde.objets[proprietaire] = _remplir(proprietaire)
    with within_connexion():
        for proprietaire in PROPRIETAIRES:
            _peupler(monde, proprietaire)
    for proprietaire in PROPRIETAIRES:
        with within_guichet(monde.guichets[proprietaire[0]].pk):
            _inviter(monde, proprietaire)
            _exporter(monde, proprietaire)
            recalculer_realisation(lots=None)
    return monde


def _pk(p: str) -> dict[str, Any]:
    return {"pk": next(_lointains)} if p == "B" else {}


def _remplir(p: str) -> dict[str, Any]:
    """The business rows of one owner."""
    nom = CANARI.format(p)
    o: dict[str, Any] = {
        "maitre_ouvrage": creer_maitre_ouvrage(**_pk(p), nom=f"{nom}ville"),
        "entreprise": creer_entreprise(**_pk(p), nom=f"{nom}titulaire", contact_courriel=f"{nom}c@exemple.fr"),
        "structure": creer_entreprise(**_pk(p), nom=f"{nom}structure", type_structure="ETTI"),
    }
    o["operation"] = Operation.objects.create(
        **_pk(p), ref=f"O{p}", nom=f"{nom}opération", maitre_ouvrage=o["maitre_ouvrage"]
    )
    o["regle"] = creer_regle(**_pk(p), code=f"{nom}R")
    o["marche"] = creer_marche(
        **_pk(p),
        objet=f"{nom}marché",
        maitre_ouvrage=o["maitre_ouvrage"],
        operation=o["operation"],
        regle_code=f"{nom}R",
        forme="AC_BONS",
    )
    o["lot"] = creer_lot(**_pk(p), marche=o["marche"], objet=f"{nom}lot")
    o["engagement"] = EngagementHeures.objects.create(
        **_pk(p),
        lot=o["lot"],
        date=datetime.date(2025, 6, 1),
        source="AVENANT",
        heures=Decimal("50.00"),
        motif=f"{nom}avenant",
    )
    o["tranche"] = Tranche.objects.create(
        **_pk(p), lot=o["lot"], ref="1", objet=f"{nom}tranche", nature="OPTIONNELLE", heures=Decimal("60.00")
    )
    o["acte"] = Acte.objects.create(
        **_pk(p), marche=o["marche"], type="AVENANT", numero="1", date=datetime.date(2025, 6, 1), motif=f"{nom}acte"
    )
    o["programme"] = Programme.objects.create(
        **_pk(p), code=f"{p}", libelle=f"{nom}programme", date_effet=datetime.date(2014, 1, 1), taux_travaux=5
    )
    o["attribution"] = creer_attribution(**_pk(p), lot=o["lot"], entreprise=o["entreprise"])
    o["note"] = NoteEntreprise.objects.create(
        **_pk(p), entreprise=o["entreprise"], texte=f"{nom}note", par_nom=f"{nom}auteur"
    )
    o["marche_decp"] = MarcheDecp.objects.create(**_pk(p), uid=f"{nom}uid", objet=f"{nom}publié", empreinte="e")
    o["import_decp"] = ImportDecp.objects.create(
        **_pk(p), nom_fichier=f"{nom}decp.json", empreinte="e", statut="TERMINE"
    )
    o |= tenir_un_carnet(CANARI.format(p), _pk, p, o)
    o |= _projeter(p, o)
    o |= _embaucher(p, o)
    o |= _accueillir(p, o)
    o |= _compter(p, o) | restituer(nom, lambda: _pk(p), o) | croiser_des_envois(nom, _pk, p, o["contrat/STRUCTURE"])
    o |= creer_difficultes(nom, o, lambda: _pk(p))
    journaliser(Verbe.EXPORT_FAIT, libelle=f"{nom}export", par=None)
    return o


def _projeter(p: str, o: dict[str, Any]) -> dict[str, Any]:
    """A purchase being prepared, sized, with its clause."""
    nom = CANARI.format(p)
    projet = creer_projet(**_pk(p), objet=f"{nom}projet", maitre_ouvrage=o["maitre_ouvrage"])
    lot = creer_lot_projet(**_pk(p), projet=projet, objet=f"{nom}lot projeté")
    return {
        "projet": projet,
        "lot_projet": lot,
        "calibrage": creer_calibrage(**_pk(p), lot_projet=lot, note=f"{nom}note"),
        "texte_clause": creer_texte(**_pk(p), projet=projet, texte=f"{nom}clause"),
    }


def _embaucher(p: str, o: dict[str, Any]) -> dict[str, Any]:
    nom = CANARI.format(p)
    personne = creer_beneficiaire(
        **_pk(p), nom=f"{nom}NOM", prenom=f"{nom}Prénom", est_eligible=True, verifie_le=datetime.date(2025, 1, 2)
    )
    decision = creer_decision(**_pk(p), beneficiaire=personne, motif=f"{nom}décision", par_nom=f"{nom}auteur")
    contrat = creer_contrat(
        **_pk(p), beneficiaire=personne, attribution=o["attribution"], employeur_id=o["entreprise"].pk
    )
    interim = creer_contrat(
        **_pk(p),
        beneficiaire=personne,
        attribution=o["attribution"],
        employeur_id=o["structure"].pk,
        modalite="MAD_ETTI",
        type_contrat="MISSION_INSERTION",
    )
    return {"beneficiaire": personne, "decision": decision, "contrat": contrat, "contrat/STRUCTURE": interim}


def _accueillir(p: str, o: dict[str, Any]) -> dict[str, Any]:
    """What surrounds a person: a request of each organisation, a proof, a look-alike, a merge, a warning."""
    nom, personne = CANARI.format(p), o["beneficiaire"]
    sosie, absorbee = (
        creer_beneficiaire(**_pk(p), nom=f"{nom}{mot}", prenom=f"{nom}Prénom") for mot in ("SOSIE", "ABSORBÉE")
    )
    absorbee.fusionne_dans = personne
    absorbee.save()
    premiere, seconde = sorted((personne, sosie), key=lambda b: b.pk)
    return {
        "justificatif": Justificatif.objects.create(
            **_pk(p),
            beneficiaire=personne,
            categorie="B_RSA",
            nature=f"{nom}attestation",
            emis_le=datetime.date(2025, 1, 2),
        ),
        "doublon": DoublonProbable.objects.create(
            **_pk(p), premiere=premiere, seconde=seconde, score=80, raisons=[f"{nom}raison"]
        ),
        "fusion": Fusion.objects.create(
            **_pk(p), gardee=personne, absorbee=absorbee, faits={}, faite_par=f"{nom}auteur"
        ),
        "vigilance": VigilanceLevee.objects.create(
            **_pk(p), beneficiaire=personne, cle=f"{nom}cle", motif=f"{nom}motif", par_nom=f"{nom}auteur"
        ),
        "reference_public": ReferencePublic.objects.create(
            **_pk(p),
            code={"A1": "B_RSA", "A2": "B_DELD", "B": "B_QPV"}[p],
            date_effet=datetime.date(2025, 1, 1),
            condition=f"{nom}condition",
            justificatif=f"{nom}pièce",
        ),
        "demande": _demander(p, o["entreprise"], o["attribution"]),
        "demande/STRUCTURE": _demander(p, o["structure"], o["attribution"]),
    }


def _demander(p: str, entreprise: Any, attribution: Any) -> DemandeEligibilite:
    nom = CANARI.format(p)
    demande = DemandeEligibilite.objects.create(
        **_pk(p),
        entreprise=entreprise,
        attribution=attribution,
        nom=f"{nom}DEMANDÉE",
        prenom=f"{nom}Prénom",
        date_naissance=datetime.date(1990, 1, 1),
        type_contrat="CDD",
        date_debut=datetime.date(2025, 9, 1),
        autre_situation=True,
        deposee_par=f"{nom}auteur",
    )
    EtapeDemande.objects.create(demande=demande, rang=1, etat="PIECE_DEMANDEE", message=f"{nom}message", par_nom="X")
    return demande


def _compter(p: str, o: dict[str, Any]) -> dict[str, Any]:
    nom = CANARI.format(p)
    heure = creer_heure(**_pk(p), contrat=o["contrat"], saisie_par=f"{nom}auteur")
    creer_heure(
        **_pk(p),
        contrat=o["contrat/STRUCTURE"],
        statut="SOUMISE",
        du=datetime.date(2025, 4, 1),
        au=datetime.date(2025, 4, 30),
    )
    BrouillonHeure.objects.create(
        contrat=o["contrat"], mois=datetime.date(2025, 5, 1), texte="7", heures=Decimal("7.00")
    )
    bilan = Bilan.objects.create(
        **_pk(p),
        maitre_ouvrage=o["maitre_ouvrage"],
        annee=2025,
        trimestre=1,
        statut="PRET",
        avancement=100,
        demande_par=f"{nom}auteur",
        produit_a=timezone.now(),
        publie_a=timezone.now(),
        publie_par=f"{nom}auteur",
    )
    FichierBilan.objects.create(**_pk(p), bilan=bilan, contenu=f"%PDF {nom}bilan".encode())
    releve, ligne = deposer_un_releve(CANARI.format(p), _pk, p, o["entreprise"], o["contrat"])
    de_la_structure = deposer_un_releve(CANARI.format(p), _pk, p, o["structure"], o["contrat/STRUCTURE"])
    corrections = (
        corriger_une_ligne(CANARI.format(p), _pk, p, releve, ligne),
        corriger_une_ligne(CANARI.format(p), _pk, p, *de_la_structure),
    )
    globalisation = Globalisation.objects.create(
        **_pk(p), titulaire=o["entreprise"], decidee_le=datetime.date(2025, 1, 1), accord_acheteur=nom, motif=nom
    )
    LotGlobalise.objects.create(globalisation=globalisation, lot=o["lot"])
    imputation = Imputation.objects.create(
        **_pk(p),
        heure=heure,
        contrat=o["contrat"],
        lot=o["lot"],
        heures=Decimal("1.00"),
        motif=f"{nom}part",
        retrait_id=1,
        ajout_id=2,
    )
    return {
        "globalisation": globalisation,
        "imputation": imputation,
        "heure": heure,
        "bilan": bilan,
        "reprise": Reprise.objects.create(
            **_pk(p), nom_fichier=f"{nom}reprise.json", empreinte="e", contenu=b"{}", deposee_par=f"{nom}auteur"
        ),
        "releve": releve,
        "ligne_releve": ligne,
        "releve/STRUCTURE": de_la_structure[0],
        "ligne_releve/STRUCTURE": de_la_structure[1],
        "correction_releve": corrections[0][0],
        "nom_retenu": corrections[0][1],
        "correspondance": retenir_des_colonnes(CANARI.format(p), _pk, p, releve),
        "correspondance/STRUCTURE": retenir_des_colonnes(CANARI.format(p), _pk, p, de_la_structure[0]),
        "correction_releve/STRUCTURE": corrections[1][0],
        "nom_retenu/STRUCTURE": corrections[1][1],
    }


def _peupler(monde: Monde, p: str) -> None:
    """One member a role; each has a passkey."""
    o, guichet = monde.objets[p], monde.guichets[p[0]]
    place: dict[Role, dict[str, Any]] = {
        Role.FACILITATEUR: {},
        Role.ADMIN_GUICHET: {},
        Role.ENTREPRISE: {"entreprise_id": o["entreprise"].pk, "organisation_nom": o["entreprise"].nom},
        Role.STRUCTURE: {"entreprise_id": o["structure"].pk, "organisation_nom": o["structure"].nom},
        Role.ACHETEUR: {"maitre_ouvrage_id": o["maitre_ouvrage"].pk, "organisation_nom": o["maitre_ouvrage"].nom},
    }
    monde.adhesions[p] = {}
    for role, suite in place.items():
        adhesion = creer_adhesion(**_pk(p), guichet=guichet, role=role, nom=f"{CANARI.format(p)}{role.label}", **suite)
        monde.adhesions[p][role] = adhesion
        o[f"adhesion/{role}"] = adhesion
        o[f"cle/{role}"] = Authenticator.objects.create(
            **_pk(p),
            user=adhesion.utilisateur,
            type="webauthn",
            data={"name": f"{CANARI.format(p)}clé", "credential": creer_cle()},
        )
    o |= {"adhesion": monde.adhesions[p][Role.FACILITATEUR], "cle": o[f"cle/{Role.FACILITATEUR}"]}


def _exporter(monde: Monde, p: str) -> None:
    """A file is for the member who asked for it, a post for the one who holds it."""
    o = monde.objets[p]
    type(o["poste"]).objects.filter(pk=o["poste"].pk).update(agent_id=o["adhesion"].pk)
    for role in INTERNES:
        par = monde.adhesions[p][role]
        o[f"export/{role}"] = ExportDemande.objects.create(
            **_pk(p),
            liste="MARCHES",
            forme="csv",
            statut="PRET",
            demande_par_id=par.pk,
            demande_par=str(par),
            pret_a=timezone.now(),
            expire_a=timezone.now() + datetime.timedelta(days=1),
            contenu=CANARI.format(p).encode(),
        )
    o["export"] = o[f"export/{Role.FACILITATEUR}"]


def _inviter(monde: Monde, p: str) -> None:
    o = monde.objets[p]
    for role, adhesion in monde.adhesions[p].items():
        o[f"invitation/{role}"] = Invitation.objects.create(
            **_pk(p),
            courriel=f"{role.lower()}-{p.lower()}@exemple.fr",
            nom_affiche=f"{CANARI.format(p)}invité",
            role=role,
            entreprise_id=adhesion.entreprise_id,
            maitre_ouvrage_id=adhesion.maitre_ouvrage_id,
            empreinte_jeton=f"{p}{role}",
            expire_a=timezone.now() + datetime.timedelta(days=1),
            par_id=adhesion.pk,
            par_nom=adhesion.nom_affiche,
        )
    o["invitation"] = o[f"invitation/{Role.FACILITATEUR}"]
