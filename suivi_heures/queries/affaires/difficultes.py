"""Difficulties: whose turn it is, and the buyer's turn once it is late."""

from __future__ import annotations

import datetime

from clauses_app.interface.formats import formater_date
from suivi_heures.enums import Camp, TypeEtape
from suivi_heures.models import Dossier
from suivi_heures.queries.affaires.commun import Affaire
from suivi_heures.queries.dossiers import DossierSitue, situer_dossiers

BOUTONS = {Camp.GUICHET: "Répondre", Camp.ACHETEUR: "Rappeler à l’acheteur", Camp.ENTREPRISE: "Suivre"}


def dossiers_a_suivre(au: datetime.date) -> list[Affaire]:
    """Ours as soon as they come; the others' once their deadline has passed. Two queries."""
    ouverts = Dossier.objects.select_related("entreprise", "lot", "marche", "maitre_ouvrage").order_by("pk")
    return [_decrire(d, au) for d in situer_dossiers(ouverts, au=au) if _attend(d, au)]


def _attend(d: DossierSitue, au: datetime.date) -> bool:
    s = d.situation
    return s.camp == Camp.GUICHET or bool(s.camp and s.echeance and s.echeance < au)


def _decrire(d: DossierSitue, au: datetime.date) -> Affaire:
    s, dossier = d.situation, d.dossier
    qui = {
        Camp.GUICHET: "Vous",
        Camp.ACHETEUR: str(dossier.maitre_ouvrage),
        Camp.ENTREPRISE: str(dossier.entreprise),
    }[Camp(s.camp)]
    en_retard = bool(s.echeance and s.echeance < au)
    a_clore = bool(s.sans_objet and s.a(TypeEtape.DEMANDE))
    pourquoi = f"\u00a0: {s.sans_objet}" if a_clore else ""
    return Affaire(
        type="difficultes",
        ton="retard" if en_retard else "surveiller",
        icone="flag",
        titre=f"{dossier.entreprise}\u00a0: {dossier.objet}",
        detail=f"{dossier.marche.objet}, lot {dossier.lot.ref}. {s.action}{pourquoi}."
        f" Ouvert le {formater_date(dossier.ouvert_le)}.",
        bouton="Clore" if a_clore else BOUTONS[Camp(s.camp)],
        url="suivi_heures:dossier",
        cle=dossier.pk,
        qui=qui,
        depuis=s.depuis,
        echeance=s.echeance,
        responsable_id=dossier.marche.suivi_par_id,
    )
