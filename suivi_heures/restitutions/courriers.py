"""Letters: their values from the facts, their page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from clauses_app.comptes.courriels import adresse
from clauses_app.comptes.models import Guichet
from clauses_app.interface.formats import (
    accorder,
    enumerer,
    formater_date,
    formater_euros,
    formater_heures,
    formater_mois,
)
from clauses_app.interface.qr import tracer_qr
from clauses_app.pdf import rendre_pdf
from clauses_app.tenancy.contexte import exiger_guichet
from marches.queries.penalites import baremes_du_marche
from suivi_heures.enums import Palier, TypeCourrier, TypeEtape
from suivi_heures.models import Courrier, Dossier
from suivi_heures.queries.avancement import Avancement
from suivi_heures.queries.demarches import Diligences
from suivi_heures.queries.dossiers import FaitDossier
from suivi_heures.queries.modeles_courrier import composer, lire_modeles
from suivi_heures.queries.relances import EtatRelance
from suivi_heures.queries.verification_attestation import code_de_l_attestation
from suivi_heures.restitutions.verification_attestation import adresse_de_l_attestation

MODELES = {Palier.R1: TypeCourrier.RELANCE_1, Palier.R2: TypeCourrier.RELANCE_2, Palier.R3: TypeCourrier.COPIE_ACHETEUR}


def valeurs_communes(entreprise: str, signataire: str) -> dict[str, str]:
    guichet = Guichet.objects.get(pk=exiger_guichet())
    return {
        "guichet": guichet.nom,
        "guichet_telephone": guichet.telephone,
        "guichet_courriel": guichet.courriel,
        "facilitateur": signataire,
        "date": formater_date(timezone.localdate()),
        "entreprise": entreprise,
    }


def rediger_relance(etat: EtatRelance, palier: str, *, signataire: str, appel: str = "") -> tuple[str, str]:
    """Subject and body of the reminder, in the words of the guichet."""
    modele = lire_modeles()[MODELES.get(Palier(palier), TypeCourrier.RELANCE_LIBRE)]
    contact = etat.contact
    return composer(
        modele,
        valeurs_communes(str(etat.entreprise), signataire)
        | {
            "contact": contact.nom if contact else "",
            "mois_attendus": enumerer([formater_mois(mois) for mois in etat.mois]),
            "echeance": formater_date(etat.premiere.echeance),
            "jours_retard": str(etat.retard),
            "marches": "\u202f; ".join(dict.fromkeys(etat.marches.values())),
            "lien": adresse(reverse("suivi_heures:lien_espace")),
            "appel": appel or "[ce que vous aurez noté]",
        },
    )


def porter_le_lien(corps: str, lien: str) -> str:
    """The letter as it leaves: the common address becomes the reader's own. What is kept of the letter keeps the
    common one, which opens nothing by itself."""
    commune = adresse(reverse("suivi_heures:lien_espace"))
    if not lien:
        return corps
    if commune in corps:
        return corps.replace(commune, lien)
    return f"{corps.rstrip()}\n\nVotre page de dépôt, sans mot de passe\u00a0: {lien}\n"


def rediger_courrier_dossier(
    dossier: Dossier,
    type_courrier: str,
    *,
    avancement: Avancement,
    exposition: str,
    diligences: Diligences,
    faits: list[FaitDossier],
    signataire: str,
) -> tuple[str, str]:
    """Subject and body of a letter to the buyer about a difficulty."""
    baremes = baremes_du_marche(dossier.marche)
    avis = next((f.avis for f in reversed(faits) if f.avis and not f.est_annulee), None)
    d = diligences.en_nombres
    return composer(
        lire_modeles()[type_courrier],
        valeurs_communes(str(dossier.entreprise), signataire)
        | {
            "acheteur": str(dossier.maitre_ouvrage),
            "marche": f"{dossier.marche.objet} ({dossier.marche.ref})",
            "lot": f"lot\u00a0{dossier.lot.ref}, {dossier.lot.objet}",
            "objet_dossier": dossier.objet,
            "heures_dues": formater_heures(avancement.du),
            "heures_faites": formater_heures(avancement.valide),
            "couverture": f"{avancement.couverture.recues} déclarations reçues sur {avancement.couverture.attendues}",
            "exposition": exposition,
            "article": next((b.article for b in baremes if b.article), "clause d’insertion du marché"),
            "demarches": f"{accorder(d['offres'], 'offre')}, {accorder(d['candidats'], 'candidat')},"
            f" {accorder(d['refus'], 'refus', 'refus')}, {accorder(d['relances'], 'relance')}",
            "avis": avis.get_sens_display().lower() if avis else "non rendu",
            "raisons": avis.texte if avis else "",
        },
    )


def dire_exposition(calculs: list[Any]) -> str:
    connus = [c.montant for c in calculs if c.montant is not None]
    return formater_euros(max(connus)) if connus else "un montant non calculé"


def mettre_en_page_courrier(courrier: Courrier, *, a_qui: list[str]) -> bytes:
    """Accessible PDF; whatever the text holds is printed letter for letter."""
    guichet = Guichet.objects.get(pk=exiger_guichet())
    code = code_de_l_attestation(courrier, guichet.pk) if courrier.type == TypeCourrier.ATTESTATION else ""
    verifier = adresse_de_l_attestation(code) if code else ""
    contexte = {
        "guichet": guichet,
        "courrier": courrier,
        "code": code,
        "verifier": verifier,
        "qr": tracer_qr(verifier) if verifier else None,
        "a_qui": a_qui,
        "le": timezone.localtime(),
        "paragraphes": [p.splitlines() for p in courrier.corps.replace("\r", "").split("\n\n") if p.strip()],
    }
    return rendre_pdf("suivi_heures/pdf/courrier.html", contexte, titre=courrier.objet)


def etape_du_courrier(type_courrier: str) -> str:
    """The step that producing this letter also writes down."""
    return TypeEtape.DEMANDE if type_courrier == TypeCourrier.DEMANDE_MISE_EN_DEMEURE else ""
