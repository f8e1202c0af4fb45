"""The grid as it is printed: values already formatted, the same markup on the page and after an edit."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses_app.interface.etats import dessiner_etat
from clauses_app.interface.formats import (
    FINE,
    formater_date,
    formater_heures,
    formater_mois,
    formater_mois_court,
    formater_nombre,
)
from clauses_app.interface.grille import Case, creer_case, dessiner_case
from clauses_app.interface.icones import dessiner_icone
from suivi_heures.enums import Nature
from suivi_heures.models import Imputation
from suivi_heures.queries.grille import A_CORRIGER, FERME, CaseHeures, Grille, LigneGrille, Pied
from suivi_heures.views.conflits_grille import Conflit

BIENTOT = datetime.timedelta(days=62)
PIEDS = (
    ("v", "Validées", "valides", ""),
    ("a", "En attente", "attente", ""),
    ("n", "Non comptées", "non_comptees", "leger"),
    ("b", "Brouillons et à corriger", "brouillons", "leger"),
)


def decrire_grille(grille: Grille, choisie: str = "", lignes: list[LigneGrille] | None = None) -> dict[str, Any]:
    """`lignes`: those to print (a page, a filter); totals are always those of the whole grid."""
    return {
        "mois": [_entete(grille, mois) for mois in grille.mois],
        "lignes": [decrire_ligne(ligne, choisie) for ligne in (grille.lignes if lignes is None else lignes)],
        "pieds": [
            {"libelle": libelle, "classe": classe, "cases": dessiner_pied(grille, code, nom, classe)}
            for code, libelle, nom, classe in PIEDS
        ],
        "legende": _nommer_periode(grille),
    }


def _nommer_periode(grille: Grille) -> str:
    debut, fin = grille.mois[0], grille.mois[-1]
    premier = formater_mois(debut).rpartition(" ")[0] if debut.year == fin.year else formater_mois(debut)
    return f"{premier} – {formater_mois(fin)}"


def _entete(grille: Grille, mois: datetime.date) -> dict[str, str]:
    return {
        "cle": f"{mois:%Y-%m}",
        "court": formater_mois_court(mois).capitalize(),
        "long": formater_mois(mois),
        "statut": nommer_statut(grille.pied(mois), mois),
    }


def nommer_statut(pied: Pied, mois: datetime.date) -> str:
    if pied.attente or (pied.a_valider and not pied.brouillons):
        return "en attente"
    if pied.brouillons:
        return "brouillon"
    if mois >= timezone.localdate().replace(day=1):
        return "en cours" if mois <= timezone.localdate() else "à venir"
    return "validé" if pied.declarees else "rien de déclaré"


def decrire_ligne(ligne: LigneGrille, choisie: str = "") -> dict[str, Any]:
    contrat = ligne.contrat
    return {
        "cle": cle_de_ligne(ligne),
        "contrat": contrat,
        "personne": contrat.beneficiaire,
        "info": _nommer_emploi(ligne),
        "eligibilite": _nommer_eligibilite(ligne) if ligne.est_premiere else "",
        "cases": [decrire_case(case, case.cle == choisie) for case in ligne.cases],
        "total": dessiner_total(ligne),
    }


def cle_de_ligne(ligne: LigneGrille) -> str:
    return f"{ligne.contrat.pk}-{ligne.nature}"


def _nommer_emploi(ligne: LigneGrille) -> str:
    contrat = ligne.contrat
    if ligne.nature != Nature.TRAVAIL:
        return Nature(ligne.nature).label
    if contrat.employeur_id == contrat.titulaire_id:
        return str(contrat.get_modalite_display())
    return str(contrat.employeur.nom)


def _nommer_eligibilite(ligne: LigneGrille) -> SafeString:
    """When the hours stop counting: in red once past, in amber when it comes."""
    if not ligne.est_eligible:
        return dessiner_etat("en_retard", "éligibilité à décider", plat=True)
    fin = ligne.fin_fenetre
    if fin is None:
        return SafeString("éligible sans limite")
    phrase = f"éligible jusqu’au {formater_date(fin)}"
    aujourdhui = timezone.localdate()
    if fin > aujourdhui + BIENTOT:
        return format_html("{}", phrase)
    ton = "retard" if fin < aujourdhui else "surveiller"
    return format_html('<span class="etat etat-plat etat-{}">{}{}</span>', ton, dessiner_icone("calendar3"), phrase)


def decrire_case(case: CaseHeures, choisie: bool = False, conflit: Conflit | None = None) -> SafeString:
    if conflit is not None and case.modifiable:
        html = dessiner_case(
            Case(
                cle=case.cle,
                etat=A_CORRIGER,
                saisi=conflit.tape,
                autre=conflit.garde,
                modifiable=True,
                message=conflit.phrase,
            )
        )
    elif case.texte:  # a draft that cannot be read stays as it was typed
        html = dessiner_case(
            Case(cle=case.cle, etat=A_CORRIGER, saisi=case.texte, modifiable=True, message=case.message)
        )
    else:
        html = dessiner_case(
            creer_case(
                cle=case.cle,
                etat=case.etat,
                heures=case.saisies,
                compte=None if case.etat in (FERME, A_CORRIGER) else case.comptees,
                modifiable=case.modifiable,
                raison=case.raison,
                message=case.message,
            )
        )
    return SafeString(html.replace("<td ", '<td data-choisie="1" ', 1)) if choisie else html


def dessiner_total(ligne: LigneGrille) -> SafeString:
    ecartees = ligne.ecartees
    suite = format_html('<span class="non">{} écartées</span>', formater_heures(ecartees)) if ecartees else ""
    return format_html(
        '<td role="gridcell" class="total" id="total-{}" tabindex="-1"><span class="t">{}</span>{}h{}</td>',
        cle_de_ligne(ligne),
        formater_nombre(ligne.comptees),
        FINE,
        suite,
    )


def dessiner_pied(grille: Grille, code: str, nom: str, classe: str) -> list[SafeString]:
    """One cell per month, then the whole period."""
    total = Decimal(0)
    cases = []
    for mois in grille.mois:
        heures = getattr(grille.pied(mois), nom)
        total += heures
        texte = formater_nombre(heures) if heures else SafeString('<span class="doux">0</span>')
        cases.append(_case_de_pied(f"pied-{code}-{mois:%Y-%m}", classe, texte))
    return [*cases, _case_de_pied(f"pied-{code}-total", classe, formater_heures(total))]


def decrire_recues(recues: list[Imputation]) -> dict[str, Any] | None:
    """Hours imputed to the lot by others: who, when, from where, why; the cell they come from opens."""
    if not recues:
        return None
    return {
        "total": formater_heures(sum((un.heures for un in recues), Decimal(0))),
        "lignes": [
            {
                "personne": str(un.contrat.beneficiaire),
                "beneficiaire": un.contrat.beneficiaire_id,
                "mois": formater_mois(un.heure.du),
                "heures": formater_heures(un.heures),
                "origine": f"{un.contrat.lot.marche.objet}, lot {un.contrat.lot.ref}",
                "adresse": f"{reverse('suivi_heures:grille', args=[un.contrat.lot_id])}?de={un.heure.du:%Y-%m}"
                f"&cle={un.contrat_id}-{un.heure.nature}-{un.heure.du:%Y-%m}",
                "pourquoi": un.motif,
                "decision": str(un.globalisation) if un.globalisation else "même marché, même titulaire",
                "par": f"{un.faite_par or 'Ancrage'}, {formater_date(un.faite_a)}",
            }
            for un in recues
        ],
    }


def _case_de_pied(cle: str, classe: str, texte: str) -> SafeString:
    return format_html('<td role="gridcell" id="{}" class="{}" tabindex="-1">{}</td>', cle, classe, texte)
