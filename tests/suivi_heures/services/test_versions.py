"""Corrected versions: what leaves the ledger with one is said whole by the next; nothing is taken back unasked."""

import datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from beneficiaires.models import ContratTravail
from clauses_app.interface.formats import formater_heures
from suivi_heures.enums import StatutReleve
from suivi_heures.models import Heure, LigneReleve, Realisation
from suivi_heures.services import lire_releve as lecture
from suivi_heures.services.annuler_import import ImportNonAnnulable, annuler_import
from suivi_heures.services.confirmer_retrait import RienAConfirmer, confirmer_retrait
from suivi_heures.services.deposer_releve import deposer_releve
from suivi_heures.services.lire_releve import lire_releve
from suivi_heures.services.refuser_heures import RienARefuser, refuser_heures
from suivi_heures.services.refuser_releve import ReleveNonRefusable, refuser_releve
from suivi_heures.services.renvoyer_releve import ReleveNonRenvoyable, renvoyer_releve
from suivi_heures.services.retirer_releve import ReleveNonRetirable, retirer_releve
from suivi_heures.services.valider_releve import RienARetenir, valider_releve
from suivi_heures.services.verifier_realisation import verifier_realisation
from tests.factories.beneficiaires import creer_beneficiaire, creer_contrat
from tests.factories.suivi_heures import creer_heure

MARS = datetime.date(2026, 3, 1)


@pytest.fixture
def deposer(contrat):
    def _deposer(contenu, nom="heures mars 2026.csv", par=None):
        releve = deposer_releve(
            entreprise=contrat.employeur, mois=MARS, nom_fichier=nom, contenu=contenu.encode(), par=par
        ).releve
        return lire_releve(releve=releve)

    return _deposer


def _tableau(contrat, heures, *, autre=None, heures_autre=""):
    lignes = [f"{contrat.beneficiaire.nom};{contrat.beneficiaire.prenom};{heures}"]
    if autre is not None:
        lignes.append(f"{autre.beneficiaire.nom};{autre.beneficiaire.prenom};{heures_autre}")
    return "\n".join(["Nom;Prénom;Heures travaillées", *lignes]) + "\n"


def _recevoir(contrat, heures):
    """Kept, not read yet."""
    return deposer_releve(
        entreprise=contrat.employeur,
        mois=MARS,
        nom_fichier=f"heures mars 2026 {heures}.csv",
        contenu=_tableau(contrat, heures).encode(),
        par=None,
    ).releve


def _debout():
    lignes = Heure.objects.filter(annulee=False).exclude(statut="REFUSEE")
    return lignes.aggregate(total=Sum("heures"))["total"] or Decimal(0)


def test_un_tableau_de_l_entreprise_entre_par_le_depot_comme_le_modele(contrat, deposer):
    releve = deposer(_tableau(contrat, "140,5"))
    assert releve.statut == StatutReleve.SOUMIS
    assert Heure.objects.get().heures == Decimal("140.50")
    assert releve.lecture["lecture"]["tableaux"][0]["ligne_entete"] == 1


@pytest.mark.parametrize("geste", ["refuser", "renvoyer", "retirer", "ecarter"])
def test_la_premiere_version_sortie_la_seconde_dit_tout(facilitateur, contrat, deposer, geste):
    premiere = deposer(_tableau(contrat, "140"))
    jour = MARS.replace(day=2)
    garde = creer_heure(
        contrat=contrat, heures="1", du=jour, au=jour, nature="TUTORAT", statut="SOUMISE", releve_id=premiere.pk
    )
    seconde = deposer(_tableau(contrat, "150"))
    assert _debout() == 151
    if geste == "refuser":
        refuser_releve(releve=premiere, motif="Non", par=facilitateur)
    elif geste == "renvoyer":
        renvoyer_releve(releve=premiere, motif="Non", par=facilitateur)
    elif geste == "retirer":
        retirer_releve(releve=premiere, par=facilitateur)
    else:
        valider_releve(releve=premiere, retenues=[garde.pk], motif="Non", par=facilitateur)
    siennes = Heure.objects.filter(releve_id=seconde.pk, annulee=False)
    assert [(h.heures, h.statut, h.corrige_id) for h in siennes] == [(Decimal(150), "SOUMISE", None)]
    seconde.refresh_from_db()
    assert seconde.statut == StatutReleve.SOUMIS
    assert LigneReleve.objects.get(releve=seconde).heure_id == siennes[0].pk
    assert Realisation.objects.get(lot_id=contrat.lot_id).en_attente == 150
    assert verifier_realisation().est_juste


def test_ce_qui_porte_une_difference_validee_ne_se_refuse_ni_ne_se_renvoie(facilitateur, contrat, deposer):
    """By no door: the hours a person validated would leave with the version they rest on."""
    premiere = deposer(_tableau(contrat, "140"))
    jour = MARS.replace(day=2)
    garde = creer_heure(
        contrat=contrat, heures="1", du=jour, au=jour, nature="TUTORAT", statut="SOUMISE", releve_id=premiere.pk
    )
    seconde = deposer(_tableau(contrat, "150"))
    valider_releve(releve=seconde, par=facilitateur)
    avant = _debout()
    siennes = Heure.objects.filter(releve_id=premiere.pk)
    with pytest.raises(ReleveNonRefusable, match="reçu depuis, a été décidé par différence"):
        refuser_releve(releve=premiere, motif="Non", par=facilitateur)
    with pytest.raises(ReleveNonRenvoyable, match="reçu depuis, a été décidé par différence"):
        renvoyer_releve(releve=premiere, motif="Non", par=facilitateur)
    with pytest.raises(RienARetenir, match="reçu depuis, a été décidé par différence"):
        valider_releve(releve=premiere, retenues=[garde.pk], motif="Non", par=facilitateur)
    with pytest.raises(RienARefuser, match="reçu depuis, a été décidé par différence"):
        refuser_heures(heures=siennes.values_list("pk", flat=True), motif="Non", par=facilitateur)
    assert _debout() == avant
    assert [(h.heures, h.statut) for h in Heure.objects.filter(releve_id=seconde.pk, nature="TRAVAIL")] == [
        (Decimal(10), "VALIDEE")
    ]
    premiere.refresh_from_db()
    assert premiere.statut == StatutReleve.SOUMIS
    valider_releve(releve=premiere, par=facilitateur)
    assert _debout() == avant
    assert not Heure.objects.filter(annulee=False, statut="SOUMISE").exists()


def test_ce_qui_fut_decide_par_difference_garde_la_premiere_version(facilitateur, contrat, deposer):
    premiere, seconde = deposer(_tableau(contrat, "140")), deposer(_tableau(contrat, "150"))
    valider_releve(releve=seconde, par=facilitateur)
    with pytest.raises(ImportNonAnnulable, match="reçu depuis, a été décidé par différence"):
        annuler_import(releve=premiere, par=facilitateur)
    with pytest.raises(ReleveNonRetirable, match="reçu depuis, a été décidé par différence"):
        retirer_releve(releve=premiere, par=facilitateur)
    assert _debout() == 150


def test_les_memes_octets_completent_le_releve_quand_le_contrat_est_ouvert(contrat, deposer):
    nouvelle = creer_beneficiaire(nom="OKAFOR", prenom="Grace", date_naissance=datetime.date(2001, 1, 1))
    contenu = f"{_tableau(contrat, '140')}OKAFOR;Grace;70\n"
    releve = deposer(contenu)
    assert (releve.statut, _debout()) == (StatutReleve.SOUMIS, Decimal(140))
    avant = list(Heure.objects.values())
    creer_contrat(beneficiaire=nouvelle, attribution=contrat.attribution, employeur=contrat.employeur)
    assert deposer(contenu).pk == releve.pk
    assert _debout() == 210
    assert list(Heure.objects.order_by("pk").values())[:1] == avant
    deposer(contenu)
    assert (_debout(), Heure.objects.count()) == (210, 2)


def test_un_fichier_sans_heure_demande_avant_de_tout_retirer(facilitateur, contrat, deposer):
    deposer(_tableau(contrat, "140"))
    vide = deposer(_tableau(contrat, ""), nom="heures mars 2026 bis.csv")
    assert (vide.statut, _debout()) == (StatutReleve.A_COMPLETER, Decimal(140))
    assert "retire les 140\u202fh" in vide.message
    confirmer_retrait(releve=vide, par=facilitateur)
    assert _debout() == 0
    vide.refresh_from_db()
    assert vide.statut == StatutReleve.SOUMIS
    with pytest.raises(RienAConfirmer):
        confirmer_retrait(releve=vide, par=facilitateur)


@pytest.mark.parametrize("seconde", ["139,50", "0,50"])
def test_le_retrait_demande_est_celui_de_toutes_les_versions(facilitateur, contrat, deposer, seconde):
    """The second file wrote a difference only: what an empty third would take back is what stands, not that."""
    deposer(_tableau(contrat, "140"))
    deposer(_tableau(contrat, seconde), nom="heures mars 2026 bis.csv")
    tient = _debout()
    vide = deposer(_tableau(contrat, ""), nom="heures mars 2026 ter.csv")
    assert (vide.statut, _debout()) == (StatutReleve.A_COMPLETER, tient)
    assert f"retire les {formater_heures(tient)} déjà déclarées" in vide.message
    confirmer_retrait(releve=vide, par=facilitateur)
    assert _debout() == 0


def test_neant_declare_que_personne_n_a_travaille(contrat, deposer):
    releve = deposer("Nom;Prénom;Heures travaillées\nNéant;;\n")
    assert releve.statut == StatutReleve.SOUMIS
    zero = LigneReleve.objects.get(releve=releve)
    assert (zero.contrat_id, zero.heures, zero.du) == (contrat.pk, Decimal(0), datetime.date(2026, 3, 2))
    assert not Heure.objects.exists()


def test_une_ligne_refusee_ne_retire_pas_ce_qui_etait_declare(contrat, deposer):
    deposer(_tableau(contrat, "140"))
    assert deposer(_tableau(contrat, "800")).statut == StatutReleve.A_COMPLETER
    assert _debout() == 140


def test_le_fichier_d_un_autre_employeur_n_entre_pas_sous_le_nom_du_deposant(contrat, deposer):
    ailleurs = creer_contrat()
    siret = ailleurs.employeur.siret
    releve = deposer(f"SIRET;{siret}\n" + _tableau(ailleurs, "140"))
    assert releve.statut == StatutReleve.A_COMPLETER
    assert not Heure.objects.exists()
    assert not LigneReleve.objects.filter(contrat__in=ContratTravail.objects.all()).exists()


def test_le_dernier_envoye_tient_meme_quand_le_message_du_premier_s_est_perdu(contrat):
    """The worker gets hold of the correction first; the sweep brings the first file afterwards."""
    premier, second = (_recevoir(contrat, heures) for heures in ("140", "150"))
    lire_releve(releve=second)
    assert _debout() == 150
    lire_releve(releve=premier)
    assert _debout() == 150
    premier.refresh_from_db()
    assert premier.statut != StatutReleve.DEPOSE


def test_un_fichier_qui_fait_echouer_sa_lecture_ne_retient_pas_les_suivants(contrat, monkeypatch):
    vraie = lecture._comprendre

    def echouer(releve, depot):
        if "140" in releve.nom_fichier:
            raise MemoryError
        return vraie(releve, depot)

    monkeypatch.setattr(lecture, "_comprendre", echouer)
    premier, second = (_recevoir(contrat, heures) for heures in ("140", "150"))
    lire_releve(releve=second)
    assert _debout() == 150
    premier.refresh_from_db()
    assert premier.statut == StatutReleve.DEPOSE
