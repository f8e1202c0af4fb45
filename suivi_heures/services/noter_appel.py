"""Third step: the company was called; a copy of the matter may go to the buyer."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from clauses_app.audit.journal import journaliser
from clauses_app.audit.models import Verbe
from clauses_app.comptes.models import Adhesion
from suivi_heures.enums import Palier, StatutRelance, TypeCourrier, TypeDemarche
from suivi_heures.models import Courrier, Relance
from suivi_heures.queries.relances import EtatRelance
from suivi_heures.services.noter_demarche import noter_demarche
from suivi_heures.services.preparer_relance import RelanceRefusee


@transaction.atomic
def noter_appel(
    *, etat: EtatRelance, dit: str, copie_a: str = "", objet: str = "", corps: str = "", par: Adhesion
) -> Relance:
    """The call is also an effort made. `copie_a`: the buyer's address, empty for no copy."""
    if etat.pause is not None:
        raise RelanceRefusee(etat.refus)
    courrier = None
    try:
        with transaction.atomic():
            if copie_a:
                courrier = Courrier(
                    type=TypeCourrier.COPIE_ACHETEUR,
                    entreprise=etat.entreprise,
                    destinataire=copie_a,
                    objet=objet,
                    corps=corps,
                    par_nom=str(par),
                )
                courrier.save()
            relance = Relance(
                entreprise=etat.entreprise,
                mois=etat.premiere.mois,
                palier=Palier.R3,
                jour=etat.au,
                mois_attendus=list(etat.mois),
                marches=sorted(etat.marches),
                courriel=copie_a,
                courrier=courrier,
                statut=StatutRelance.PREPAREE if copie_a else StatutRelance.FAITE,
                detail=dit[:500],
                par_nom=str(par),
            )
            relance.save()
    except IntegrityError:
        raise RelanceRefusee("Cet appel est déjà noté\u00a0: rechargez la page pour voir l’historique.") from None
    noter_demarche(entreprise=etat.entreprise, date=etat.au, type=TypeDemarche.APPEL, texte=dit[:300], par=par)
    journaliser(Verbe.RELANCE_FAITE, etat.entreprise, par=par, marche_id=min(etat.marches), etape="appel")
    return relance
