"""The same month said by the month, then day by day, or the reverse: one figure, nothing absent, nothing stale."""

import datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from suivi_heures.enums import CodeAnomalie, StatutReleve
from suivi_heures.models import Heure, LigneReleve
from suivi_heures.queries.declares_autrement import releves_a_relire
from suivi_heures.queries.detail_releve import detailler_releve, totaliser
from suivi_heures.queries.lignes_a_corriger import lister_lignes
from suivi_heures.queries.retraits import REPRISE, lister_retraits
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.renvoyer_releve import renvoyer_releve
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.suivi_heures import creer_heure

MARS = datetime.date(2026, 3, 1)
AU_MOIS = "Nom;Prénom;Heures travaillées\nOUDJANI;Karim;140\n"
PAR_JOUR = "Date;Nom;Prénom;Heures travaillées\n" + "".join(
    f"{jour:02d}/03/2026;OUDJANI;Karim;7\n" for jour in range(2, 21)
)


@pytest.fixture
def deposer(contrat):
    def _deposer(contenu, nom):
        releve = deposer_releve(
            entreprise=contrat.employeur, mois=MARS, nom_fichier=nom, contenu=contenu.encode(), par=None
        ).releve
        return lire_releve(releve=releve)

    return _deposer


def _debout():
    lignes = Heure.objects.filter(annulee=False).exclude(statut="REFUSEE")
    return lignes.aggregate(total=Sum("heures"))["total"] or Decimal(0)


@pytest.mark.parametrize(
    ("avant", "apres", "reste"), [(AU_MOIS, PAR_JOUR, 133), (PAR_JOUR, AU_MOIS, 140)], ids=["jours", "mois"]
)
def test_une_version_corrigee_d_un_autre_decoupage_n_a_rien_d_absent(deposer, avant, apres, reste):
    """The month is said again, otherwise: nobody has to confirm that it leaves."""
    deposer(avant, "heures mars 2026.csv")
    second = deposer(apres, "heures mars 2026 corrigees.csv")
    assert second.statut == StatutReleve.SOUMIS
    assert _debout() == reste
    assert lister_retraits(second) == []
    assert "à retirer ou à garder" not in second.message
    dites = {avis["message"] for ligne in LigneReleve.objects.filter(releve=second) for avis in ligne.avertissements}
    assert not any("rien n’était reçu" in dite for dite in dites)


def test_une_ligne_de_plus_se_dit_sans_etre_a_verifier(contrat, deposer):
    autre = creer_beneficiaire(nom="TRAORÉ", prenom="Awa")
    creer_contrat(beneficiaire=autre, attribution=contrat.attribution, employeur=contrat.employeur)
    deposer(AU_MOIS, "heures mars 2026.csv")
    second = deposer(AU_MOIS + "TRAORÉ;Awa;35\n", "heures mars 2026 bis.csv")
    details = detailler_releve(second)
    dites = [avis for detail in details for avis in detail.ligne.avertissements]
    assert [avis["code"] for avis in dites if "rien n’était reçu" in avis["message"]] == [CodeAnomalie.LIGNE_MODIFIEE]
    assert not any(d.est_a_verifier for d in details if d.nom.endswith("TRAORÉ"))
    assert totaliser(details).a_verifier == sum(d.est_a_verifier for d in details)


def test_des_jours_deja_declares_autrement_ne_demandent_aucun_contrat(contrat, deposer):
    """Her contract is known: what is asked is which of the two figures stands."""
    creer_heure(contrat=contrat, heures="70", du=datetime.date(2026, 3, 2), au=datetime.date(2026, 3, 15))
    releve = deposer(AU_MOIS, "heures mars 2026.csv")
    (ligne,) = lister_lignes(releve, du_guichet=True)
    assert ligne.code == CodeAnomalie.DECLAREE_AUTREMENT
    (fait,) = ligne.ligne.anomalies
    assert "demandez à votre facilitateur" in fait["message"]
    assert "facilitateur" not in fait["au_guichet"]


def test_un_releve_qui_attend_le_depart_d_un_autre_est_relu(facilitateur, contrat, deposer):
    """Announced from the 2nd to the 20th, the second file is another file, not a version of the first."""
    premier = deposer(AU_MOIS, "heures mars 2026.csv")
    second = deposer(f"Période du 02/03/2026 au 20/03/2026\n{PAR_JOUR}", "pointage mars.csv")
    assert second.statut == StatutReleve.A_COMPLETER
    renvoyer_releve(releve=premier, motif="Le détail par jour est juste.", par=facilitateur)
    assert releves_a_relire(premier) == [second.pk]
    relu = lire_releve(releve=second)
    assert relu.statut == StatutReleve.SOUMIS
    assert _debout() == 133
    assert not LigneReleve.objects.filter(releve=relu).exclude(anomalies=[]).exists()


def test_des_heures_reprises_ne_sont_pas_dites_saisies_dans_la_grille(contrat, deposer):
    du, au = datetime.date(2026, 3, 2), datetime.date(2026, 3, 31)
    creer_heure(contrat=contrat, heures="140", du=du, au=au, saisie_par=REPRISE)
    releve = deposer(AU_MOIS.replace("140", "133"), "heures mars 2026.csv")
    (ligne,) = LigneReleve.objects.filter(releve=releve)
    dites = [avis for avis in ligne.avertissements if avis["code"] == CodeAnomalie.LIGNE_MODIFIEE]
    assert all("dans la grille" not in str(avis) for avis in dites)
