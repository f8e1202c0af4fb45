"""Everything the guichet holds about one person, in words she can read: the right of access."""

from __future__ import annotations

import datetime
from typing import Any

from beneficiaires.models import (
    Beneficiaire,
    ContratTravail,
    DecisionEligibilite,
    DemandeEligibilite,
    Diagnostic,
    Engagement,
    EtapeParcours,
    Frein,
    InscriptionAction,
    Justificatif,
    Situation,
    SituationRsa,
    Sortie,
)
from clauses_app.audit.models import Evenement
from clauses_app.interface.formats import formater_date, formater_date_heure, formater_heures, formater_periode
from suivi_heures.models import Heure, HeuresPayees


def rassembler_donnees(personne: Beneficiaire) -> dict[str, Any]:
    """Sections in order; nothing about anybody else but the employers and who decided."""
    return {
        "Identité": _identite(personne),
        "Décisions d’éligibilité": [_decision(d) for d in _siens(DecisionEligibilite, personne, "date_decision")],
        "Justificatifs vus": [_piece(p) for p in _siens(Justificatif, personne, "emis_le")],
        "Contrats de travail": [_contrat(c) for c in _siens(ContratTravail, personne, "date_debut")],
        "Demandes des entreprises": [_demande(d) for d in _siens(DemandeEligibilite, personne, "deposee_a")],
        "Actions collectives": [_inscription(i) for i in _siens(InscriptionAction, personne, "inscrite_le")],
        "Parcours": [
            *(_etape(e) for e in _siens(EtapeParcours, personne, "debut")),
            *(
                {"Fait": "Diagnostic partagé", "Date": formater_date(d.fait_le), "Avec": d.avec}
                for d in _siens(Diagnostic, personne, "fait_le")
            ),
            *(_frein(f) for f in _siens(Frein, personne, "constate_le")),
            *(_engagement(e) for e in _siens(Engagement, personne, "signe_le")),
            *(
                {
                    "Fait": "Encore allocataire du RSA" if s.allocataire else "N’est plus allocataire du RSA",
                    "Date": formater_date(s.le),
                }
                for s in _siens(SituationRsa, personne, "le")
            ),
            *({"Fait": f"Sortie\u00a0: {s}", "Date": formater_date(s.le)} for s in _siens(Sortie, personne, "le")),
            *(
                {"Fait": f"Situation\u00a0: {s}", "Date": formater_date(s.le)}
                for s in _siens(Situation, personne, "le")
            ),
        ],
        "Heures déclarées": [_heure(h) for h in _siens(Heure, personne, "du")],
        "Heures payées lues dans une DSN": [_payees(h) for h in _siens(HeuresPayees, personne, "lecture__mois")],
        "Journal": [
            {"Quand": formater_date_heure(e.quand), "Fait": str(e)}
            for e in Evenement.objects.filter(objet_type="beneficiaire", objet_id=personne.pk).order_by("quand")
        ],
    }


def _siens(modele: Any, personne: Beneficiaire, ordre: str) -> Any:
    return modele.objects.filter(beneficiaire=personne).order_by(ordre, "pk")


def _identite(p: Beneficiaire) -> dict[str, str]:
    return {
        "Référence": p.ref,
        "Nom": p.nom,
        "Prénom": p.prenom,
        "Autres noms": ", ".join(p.autres_noms),
        "Naissance": formater_date(p.date_naissance),
        "Sexe": p.get_sexe_display(),
        "Commune": p.commune,
        "Quartier prioritaire": "oui" if p.qpv else "non",
        "Niveau de formation": str(p.niveau_formation or ""),
        "Proposée par": str(p.propose_par or ""),
    }


def _decision(d: DecisionEligibilite) -> dict[str, str]:
    return {
        "Catégorie": d.get_categorie_display(),
        "Décision": f"{d.get_decision_display()} le {formater_date(d.date_decision)}",
        "Par": d.par_nom,
        "Motif": d.motif,
        "Orientation": d.get_prescripteur_display(),
        "Retrait": f"{formater_date(d.retiree_a)}, {d.motif_retrait}" if d.retiree_a else "",
    }


def _piece(p: Justificatif) -> dict[str, str]:
    return {
        "Pièce": p.nature,
        "Catégorie": p.get_categorie_display(),
        "Émise le": formater_date(p.emis_le),
        "Valable jusqu’au": formater_date(p.fin_le) if p.fin_le else "",
        "Contrôle": f"{p.get_controle_display()} {p.controle_par}".strip(),
    }


def _contrat(c: ContratTravail) -> dict[str, str]:
    return {
        "Contrat": c.get_type_contrat_display(),
        "Employeur": c.employeur.nom,
        "Marché": c.marche.objet,
        "Période": formater_periode(c.date_debut, c.date_fin),
        "Poste": c.poste,
        "Fin anticipée": f"{c.get_motif_fin_display()} {c.precision_fin}".strip(),
    }


def _demande(d: DemandeEligibilite) -> dict[str, str]:
    return {"Entreprise": d.entreprise.nom, "Reçue le": formater_date(d.deposee_a), "Poste": d.poste}


def _inscription(i: InscriptionAction) -> dict[str, str]:
    return {
        "Action": i.action.nom,
        "Inscription": f"{formater_date(i.inscrite_le)}{', retirée' if i.retiree_a else ''}",
        "Convocation": f"{i.get_convoquee_par_display()} le {formater_date(i.convoquee_le)}" if i.convoquee_le else "",
        "Issue": f"{i.get_issue_display()} le {formater_date(i.issue_le)}" if i.issue else "",
    }


def _date(fait: str, le: datetime.date) -> dict[str, str]:
    return {"Fait": fait, "Date": formater_date(le), "Avec": ""}


def _etape(e: EtapeParcours) -> dict[str, str]:
    return {
        "Fait": f"{e.get_nature_display()}\u00a0: {e.intitule}",
        "Date": formater_periode(e.debut, e.fin),
        "Avec": ", ".join(mot for mot in (str(e.accueil or ""), e.organisme) if mot),
        "Résultat": e.get_resultat_display(),
    }


def _frein(f: Frein) -> dict[str, str]:
    return {
        "Fait": f"Frein\u00a0: {f.get_type_display()}",
        "Date": formater_periode(f.constate_le, f.leve_le),
        "Avec": ", ".join(mot for mot in (f.service, f.fonds) if mot),
    }


def _engagement(e: Engagement) -> dict[str, str]:
    return {
        "Fait": "Contrat d’engagement réciproque",
        "Date": formater_periode(e.signe_le, e.fin_le),
        "Avec": e.referent,
    }


def _heure(h: Heure) -> dict[str, str]:
    return {
        "Période": formater_periode(h.du, h.au),
        "Nature": h.get_nature_display(),
        "Heures": formater_heures(h.heures, 2),
        "État": f"{h.get_statut_display()}{', annulée' if h.annulee else ''}",
        "Motif": h.motif,
    }


def _payees(h: HeuresPayees) -> dict[str, str]:
    return {
        "Mois": f"{h.lecture.mois:%m/%Y}",
        "Employeur": str(h.lecture.entreprise),
        "Heures payées": formater_heures(h.heures) if h.heures is not None else "non dites",
        "Contrat": formater_periode(h.debut, h.fin),
    }
