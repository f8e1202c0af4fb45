"""What the file of a person shows, without any criterion."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from beneficiaires.enums import Controle, StatutDoublon
from beneficiaires.models import (
    Beneficiaire,
    ContratTravail,
    DemandeEligibilite,
    DoublonProbable,
    Fusion,
    Justificatif,
)
from beneficiaires.queries.anciennete import PieceLue, lire_pieces
from beneficiaires.queries.demandes import avec_etat
from beneficiaires.queries.refus import refus_debout
from beneficiaires.queries.vigilances import examiner_contrats
from clauses_app.audit.models import Evenement, Verbe
from clauses_app.comptes.permissions import Permission, a_le_droit
from clauses_app.interface.formats import formater_heures, formater_periode

TONS = {
    Controle.CONFORME: "atteint",
    Controle.A_CONTROLER: "a_surveiller",
    Controle.REFUSE: "refuse",
    Controle.EXPIRE: "expire",
}


def decrire_fiche(adhesion: Any, personne: Beneficiaire) -> dict[str, Any]:
    contrats = list(
        ContratTravail.objects.visibles_par(adhesion)
        .filter(beneficiaire=personne)
        .select_related("employeur", "titulaire", "marche", "lot", "beneficiaire")
        .order_by("date_debut", "pk")
    )
    pieces = Justificatif.objects.visibles_par(adhesion).filter(beneficiaire=personne).order_by("-emis_le")
    debuts = {personne.pk: contrats[0].date_debut} if contrats else {}
    doublons = DoublonProbable.objects.visibles_par(adhesion).filter(statut=StatutDoublon.A_VOIR)
    demandes = avec_etat(DemandeEligibilite.objects.visibles_par(adhesion)).filter(beneficiaire=personne)
    journal = Evenement.objects.visibles_par(adhesion).filter(objet_type="beneficiaire", objet_id=personne.pk)
    historique = list(journal.order_by("-quand")[:40])
    voit_les_lectures = a_le_droit(adhesion, Permission.JOURNAL_LIRE)
    vigilances = examiner_contrats(contrats)
    return {
        "personne": personne,
        "refusee_le": refus_debout([personne.pk]).get(personne.pk),
        "contrats": [_decrire_contrat(c, contrats) for c in reversed(contrats)],
        "vigilances": [v for v in vigilances if v.levee is None],
        "vigilances_levees": [v for v in vigilances if v.levee is not None],
        "pieces": [decrire_piece(p) for p in lire_pieces(pieces, au=timezone.localdate(), debuts=debuts)],
        "doublons": list(doublons.filter(Q(premiere=personne) | Q(seconde=personne))[:5]),
        "fusions": list(
            Fusion.objects.visibles_par(adhesion).filter(gardee=personne, defaite_a=None).select_related("absorbee")
        ),
        "demandes": list(demandes.select_related("entreprise")),
        "historique": [e for e in historique if e.verbe != Verbe.CRITERE_LU][:20],
        "lectures": [e for e in historique if e.verbe == Verbe.CRITERE_LU][:10] if voit_les_lectures else [],
        "voit_les_lectures": voit_les_lectures,
    }


def _decrire_contrat(c: ContratTravail, contrats: list[ContratTravail]) -> dict[str, Any]:
    """`autres`: how many other lots the same employment is opened on."""
    autres = sum(a.embauche_racine == c.embauche_racine for a in contrats) - 1
    jour = timezone.localdate()
    return {
        "pk": c.pk,
        "titre": c.get_type_contrat_display(),
        "employeur": c.employeur.nom,
        "detail": ", ".join(
            mot
            for mot in (
                c.get_modalite_display(),
                c.poste,
                f"{formater_heures(c.heures_semaine)} par semaine" if c.heures_semaine else "",
            )
            if mot
        ),
        "marche": c.marche.objet,
        "marche_id": c.marche_id,
        "lot": f"lot {c.lot.ref}, {c.titulaire}",
        "autres": autres,
        "periode": formater_periode(c.date_debut, c.date_fin),
        "fin": _dire_fin(c),
        "termine": bool(c.motif_fin),
        "en_cours": c.date_debut <= jour and (c.date_fin is None or c.date_fin >= jour),
        "finissable": c.date_fin is None or c.date_fin > jour - datetime.timedelta(days=60),
        "debut": c.date_debut,
    }


def _dire_fin(c: ContratTravail) -> str:
    if not c.motif_fin:
        return ""
    prevue = f", au lieu du {c.fin_prevue:%d/%m/%Y}" if c.fin_prevue else ""
    return f"{c.get_motif_fin_display()}{prevue}"


def decrire_piece(lue: PieceLue) -> dict[str, Any]:
    """Dates and state; what it is and what it proves are criteria."""
    piece = lue.piece
    return {
        "pk": piece.pk,
        "emis_le": piece.emis_le,
        "fin_le": piece.fin_le,
        "etat": TONS[Controle(lue.etat)],
        "libelle": Controle(lue.etat).label,
        "faute": lue.faute,
        "admise": lue.faute != "" and lue.etat == Controle.CONFORME,
        "par": piece.controle_par,
        "le": piece.controle_le,
        "a_controler": piece.controle == Controle.A_CONTROLER,
        "nature": piece.nature,
        "categorie": piece.get_categorie_display(),
        "motif": piece.motif,
    }
