"""A difficulty through the doors: declared, put on notice, answered, advised on, decided, undone."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from beneficiaires.models import ContratTravail
from clauses_app.tenancy.contexte import within_guichet
from marches.models import ReglePenalite
from suivi_heures.models import AvisFacilitateur, Courrier, DecisionAcheteur, Demarche, Dossier, EtapeDossier
from suivi_heures.queries.affaires.difficultes import dossiers_a_suivre
from suivi_heures.services.avancer_dossier import EtapeImpossible, avancer_dossier
from suivi_heures.services.ouvrir_dossier import ouvrir_dossier
from suivi_heures.services.recalculer_realisation import recalculer_realisation
from tests.factories.suivi_heures import creer_heure

AU = datetime.date(2026, 11, 20)


@pytest.fixture
def dossier(guichet, attribution, facilitateur):
    with within_guichet(guichet.pk):
        return ouvrir_dossier(
            attribution=attribution,
            objet="Candidats introuvables",
            texte="Aucun candidat depuis juin.",
            date=datetime.date(2026, 11, 2),
            par=facilitateur,
        )


def consigner(client, dossier, type_, vu, date="20/11/2026", **plus):
    donnees = {"type": type_, "vu": vu, "date": date, "texte": f"Texte {type_}"} | plus
    return client.post(reverse("suivi_heures:dossier_etape", args=[dossier.pk]), donnees)


def types(guichet, dossier):
    with within_guichet(guichet.pk):
        return list(EtapeDossier.objects.filter(dossier=dossier).order_by("numero").values_list("type", flat=True))


def test_l_entreprise_signale_et_le_guichet_le_lit_dans_sa_liste(guichet, connecter, attribution, correspondant):
    client = connecter(correspondant)
    page = client.post(
        reverse("suivi_heures:difficultes"),
        {"attribution": attribution.pk, "objet": "Arrêt du chantier", "date": "18/11/2026", "texte": "Sol pollué."},
    )
    assert page.status_code == 302
    with within_guichet(guichet.pk):
        affaires = dossiers_a_suivre(AU)
    assert [(a.titre, a.qui) for a in affaires] == [("Crépis Neufs\u00a0: Arrêt du chantier", "Vous")]
    assert affaires[0].echeance == datetime.date(2026, 12, 3)


def test_une_autre_entreprise_et_un_autre_guichet_ne_le_trouvent_pas(
    connecter, dossier, concurrent, etranger, correspondant
):
    sienne = reverse("suivi_heures:difficulte", args=[dossier.pk])
    assert connecter(correspondant).get(sienne).status_code == 200
    assert connecter(concurrent).get(sienne).status_code == 404
    assert connecter(etranger).get(reverse("suivi_heures:dossier", args=[dossier.pk])).status_code == 404
    assert connecter(correspondant).get(reverse("suivi_heures:dossier", args=[dossier.pk])).status_code == 403


def test_du_signalement_a_la_penalite_chacun_a_son_tour(
    guichet, connecter, dossier, facilitateur, correspondant, acheteur
):
    notre, sien, leur = connecter(facilitateur), connecter(correspondant), connecter(acheteur)
    page = reverse("suivi_heures:dossier", args=[dossier.pk])
    assert consigner(notre, dossier, "DEMANDE", 1).status_code == 302
    assert "Envoyer la mise en demeure" in notre.get(page).text
    chez_lui = reverse("suivi_heures:dossier_acheteur", args=[dossier.pk])
    mise = {"geste": "etape", "type": "MISE_EN_DEMEURE", "vu": 2, "date": "20/11/2026", "texte": "Sous quinze jours."}
    assert leur.post(chez_lui, mise).status_code == 302
    espace = reverse("suivi_heures:difficulte", args=[dossier.pk])
    assert "avant le 05/12/2026" in sien.get(espace).text
    assert sien.post(espace, {"vu": 3, "texte": "Trois offres, deux refus."}).status_code == 302
    avis = {"vu": 4, "date": "20/11/2026", "sens": "DEFAVORABLE", "texte": "Deux démarches seulement."}
    assert notre.post(reverse("suivi_heures:dossier_avis", args=[dossier.pk]), avis).status_code == 302
    decision = {"geste": "decision", "vu": 5, "date": "20/11/2026", "sens": "PENALITE", "montant": "13 980"}
    assert leur.post(chez_lui, decision).status_code == 302
    assert types(guichet, dossier) == ["SIGNALEMENT", "DEMANDE", "MISE_EN_DEMEURE", "REPONSE", "AVIS", "DECISION"]
    assert "13\u202f980\u00a0€" in sien.get(espace).text
    with within_guichet(guichet.pk):
        assert dossiers_a_suivre(AU) == []


def test_l_avis_et_la_decision_sont_deux_objets_et_l_entreprise_ne_lit_pas_l_avis(
    guichet, connecter, dossier, facilitateur, correspondant, acheteur
):
    avis = {"vu": 1, "date": "20/11/2026", "sens": "FAVORABLE", "motif": "INFRUCTUEUX"}
    avis["texte"] = "Recherches prouvées, secret."
    connecter(facilitateur).post(reverse("suivi_heures:dossier_avis", args=[dossier.pk]), avis)
    with within_guichet(guichet.pk):
        rendu = AvisFacilitateur.objects.get(dossier=dossier)
        assert rendu.chiffres["exposition"] == ["13980.00"]
        assert rendu.chiffres["recues"] < rendu.chiffres["attendues"]
        assert not DecisionAcheteur.objects.exists()
    assert "secret" not in connecter(correspondant).get(reverse("suivi_heures:difficulte", args=[dossier.pk])).text
    assert "secret" in connecter(acheteur).get(reverse("suivi_heures:dossier_acheteur", args=[dossier.pk])).text


def test_pas_de_penalite_sans_contradictoire(connecter, dossier, facilitateur):
    client = connecter(facilitateur)
    avis = {"vu": 1, "date": "20/11/2026", "sens": "DEFAVORABLE", "texte": "Rien n’a été fait."}
    client.post(reverse("suivi_heures:dossier_avis", args=[dossier.pk]), avis)
    decision = {"vu": 2, "date": "20/11/2026", "sens": "PENALITE", "montant": "13980"}
    refus = client.post(reverse("suivi_heures:dossier_decision", args=[dossier.pk]), decision)
    assert refus.status_code == 422
    assert "Aucune mise en demeure n’est au dossier" in refus.text
    assert "13980" in refus.text
    sans_motif = {"vu": 2, "date": "20/11/2026", "sens": "RENONCIATION"}
    refus = client.post(reverse("suivi_heures:dossier_decision", args=[dossier.pk]), sans_motif)
    assert "dit son motif" in refus.text


def test_la_penalite_attend_la_fin_du_delai_ou_la_reponse(guichet, connecter, dossier, facilitateur):
    client = connecter(facilitateur)
    consigner(client, dossier, "DEMANDE", 1)
    consigner(client, dossier, "MISE_EN_DEMEURE", 2)
    avis = {"vu": 3, "date": "20/11/2026", "sens": "DEFAVORABLE", "texte": "Rien."}
    client.post(reverse("suivi_heures:dossier_avis", args=[dossier.pk]), avis)
    decision = {"vu": 4, "date": "20/11/2026", "sens": "PENALITE", "montant": "100"}
    refus = client.post(reverse("suivi_heures:dossier_decision", args=[dossier.pk]), decision)
    assert "jusqu’au 05/12/2026 pour répondre" in refus.text


def test_une_etape_se_defait_par_une_etape_contraire(guichet, connecter, dossier, facilitateur):
    client = connecter(facilitateur)
    consigner(client, dossier, "CLOTURE", 1)
    page = reverse("suivi_heures:dossier", args=[dossier.pk])
    assert "Dossier clos" in client.get(page).text
    annuler = reverse("suivi_heures:dossier_annuler", args=[dossier.pk])
    assert client.post(annuler, {"vu": 2, "motif": ""}).status_code == 422
    assert client.post(annuler, {"vu": 2, "motif": "Erreur de dossier"}).status_code == 302
    lue = client.get(page).text
    assert "Dossier clos" not in lue
    assert "Annule l’étape 2" in lue
    assert types(guichet, dossier) == ["SIGNALEMENT", "CLOTURE", "ANNULATION"]


def test_deux_personnes_a_la_fois_aucune_n_ecrase_l_autre(guichet, connecter, dossier, facilitateur):
    client = connecter(facilitateur)
    assert consigner(client, dossier, "DEMANDE", 1).status_code == 302
    tard = consigner(client, dossier, "CLOTURE", 1, texte="Mon texte à moi")
    assert tard.status_code == 422
    assert "a avancé pendant que vous écriviez" in tard.text
    assert "Mon texte à moi" in tard.text
    assert types(guichet, dossier) == ["SIGNALEMENT", "DEMANDE"]


def test_une_date_a_venir_ou_une_etape_hors_de_sa_place_sont_refusees(connecter, dossier, facilitateur):
    client = connecter(facilitateur)
    assert "à venir" in consigner(client, dossier, "DEMANDE", 1, date="01/12/2026").text
    assert "avant la précédente" in consigner(client, dossier, "DEMANDE", 1, date="01/11/2026").text
    assert "entre 1900 et 2100" in consigner(client, dossier, "DEMANDE", 1, date="01/11/3026").text
    assert consigner(client, dossier, "DECISION", 1).status_code == 422
    assert consigner(client, dossier, "DEMANDE", 1, texte="x" * 5000).status_code == 422


def test_la_base_refuse_de_changer_ou_d_effacer_une_etape(guichet, dossier):
    with within_guichet(guichet.pk):
        for geste in (
            lambda: EtapeDossier.objects.filter(dossier=dossier).update(texte="autre"),
            lambda: Dossier.objects.filter(pk=dossier.pk).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                geste()


def test_une_mise_en_demeure_sans_reponse_rend_la_main_au_guichet(guichet, attribution, dossier, facilitateur):
    with within_guichet(guichet.pk):
        for vu, etape in ((1, "DEMANDE"), (2, "MISE_EN_DEMEURE")):
            avancer_dossier(
                dossier=dossier, type=etape, vu=vu, date=datetime.date(2026, 11, 3), par=facilitateur, delai_jours=10
            )
        [affaire] = dossiers_a_suivre(AU)
    assert affaire.qui == "Vous"
    assert "n’a pas répondu" in affaire.detail


def _finir(guichet, attribution):
    """Every due hour is done, every month declared."""
    with within_guichet(guichet.pk):
        contrat = ContratTravail.objects.get(attribution=attribution)
        for mois in (1, 6, 7, 8, 9, 10):
            jours = {"du": datetime.date(2026, mois, 5), "au": datetime.date(2026, mois, 28)}
            creer_heure(contrat=contrat, heures="40.00", **jours)
        recalculer_realisation(lots=[attribution.lot_id])


def test_pas_de_mise_en_demeure_quand_rien_ne_manque(guichet, connecter, attribution, dossier, facilitateur, acheteur):
    """Queue, page, letter and service read one rule; the motive is said with its figures."""
    client = connecter(facilitateur)
    assert consigner(client, dossier, "DEMANDE", 1).status_code == 302
    _finir(guichet, attribution)
    page = client.get(reverse("suivi_heures:dossier", args=[dossier.pk])).text
    motif = "840\u202fh sont faites sur 833\u202fh dues et aucune déclaration ne manque"
    assert "Envoyer la mise en demeure" not in page
    assert "Clore la difficulté" in page
    assert motif in page
    chez_lui = reverse("suivi_heures:dossier_acheteur", args=[dossier.pk])
    leur = connecter(acheteur)
    assert 'value="MISE_EN_DEMEURE"' not in leur.get(chez_lui).text
    envoi = {"geste": "etape", "type": "MISE_EN_DEMEURE", "vu": 2, "date": "20/11/2026", "texte": "Quinze jours."}
    assert leur.post(chez_lui, envoi).status_code == 422
    refus = consigner(client, dossier, "MISE_EN_DEMEURE", 2)
    assert refus.status_code == 422
    assert f"{motif}\u00a0: une mise en demeure n’a pas d’objet." in refus.text
    with within_guichet(guichet.pk):
        [affaire] = dossiers_a_suivre(AU)
        with pytest.raises(EtapeImpossible, match="n’a pas d’objet"):
            avancer_dossier(dossier=dossier, type="MISE_EN_DEMEURE", vu=2, date=AU, par=facilitateur)
    assert (affaire.qui, affaire.bouton) == ("Vous", "Clore")
    assert motif in affaire.detail


def test_une_declaration_qui_manque_laisse_son_objet_a_la_mise_en_demeure(
    guichet, connecter, attribution, dossier, facilitateur
):
    with within_guichet(guichet.pk):
        contrat = ContratTravail.objects.get(attribution=attribution)
        jours = {"du": datetime.date(2026, 6, 1), "au": datetime.date(2026, 6, 30)}
        creer_heure(contrat=contrat, heures="240.00", **jours)
        recalculer_realisation(lots=[attribution.lot_id])
    assert consigner(connecter(facilitateur), dossier, "DEMANDE", 1).status_code == 302


def test_ce_qui_est_demande_une_fois_ne_se_redemande_pas(guichet, connecter, dossier, facilitateur):
    client = connecter(facilitateur)
    page = reverse("suivi_heures:dossier", args=[dossier.pk])
    lettre = reverse("suivi_heures:courrier_dossier", args=[dossier.pk, "demande"])
    assert lettre in client.get(page).text
    for vu, etape in enumerate(("DEMANDE", "MISE_EN_DEMEURE", "REPONSE"), start=1):
        assert consigner(client, dossier, etape, vu).status_code == 302
    lue = client.get(page).text
    assert lettre not in lue
    assert 'value="DEMANDE"' not in lue
    refus = client.get(lettre, follow=True).text
    assert "Mise en demeure demandée à l’acheteur le 20/11/2026\u00a0: c’est déjà au dossier." in refus
    assert client.post(lettre, {"objet": "Encore", "corps": "Encore"}).status_code == 302
    assert "c’est déjà au dossier" in consigner(client, dossier, "DEMANDE", 4).text
    assert types(guichet, dossier) == ["SIGNALEMENT", "DEMANDE", "MISE_EN_DEMEURE", "REPONSE"]
    with within_guichet(guichet.pk):
        assert not Courrier.objects.filter(dossier=dossier).exists()


def test_une_demande_restee_sans_mise_en_demeure_y_mene_encore_apres_la_reponse(
    guichet, connecter, dossier, facilitateur
):
    client = connecter(facilitateur)
    for vu, etape in enumerate(("DEMANDE", "REPONSE", "MISE_EN_DEMEURE"), start=1):
        assert consigner(client, dossier, etape, vu).status_code == 302


def test_l_avis_s_ecrit_a_l_acheteur_une_fois_rendu_et_une_fois(connecter, dossier, facilitateur):
    client = connecter(facilitateur)
    lettre = reverse("suivi_heures:courrier_dossier", args=[dossier.pk, "avis"])
    assert "Aucun avis n’est rendu" in client.get(lettre, follow=True).text
    avis = {"vu": 1, "date": "20/11/2026", "sens": "DEFAVORABLE", "texte": "Rien n’a été fait."}
    client.post(reverse("suivi_heures:dossier_avis", args=[dossier.pk]), avis)
    propose = client.get(lettre).context["form"].initial
    assert client.post(lettre, propose).status_code == 302
    assert "Déjà écrit à l’acheteur le 20/11/2026" in client.get(lettre, follow=True).text
    assert lettre not in client.get(reverse("suivi_heures:dossier", args=[dossier.pk])).text


def test_la_page_du_marche_montre_l_exposition_son_calcul_et_sa_couverture(connecter, attribution, facilitateur):
    texte = connecter(facilitateur).get(reverse("suivi_heures:penalites_marche", args=[attribution.marche_id])).text
    assert "13\u202f980\u00a0€" in texte
    assert "233\u202fh" in texte
    assert "déclarations reçues sur" in texte


def test_sans_regle_ni_l_un_ni_l_autre_montant_n_est_dit_sans_projection(connecter, attribution, facilitateur):
    client = connecter(facilitateur)
    with within_guichet(attribution.guichet_id):
        regle = ReglePenalite.objects.get()
    client.post(reverse("marches:regle_penalite_retirer", args=[regle.pk]))
    texte = client.get(reverse("suivi_heures:penalites_marche", args=[attribution.marche_id])).text
    assert texte.count("Sans règle") == 2
    assert "Sans projection" not in texte


def test_une_demarche_se_note_se_compte_s_exporte_et_s_annule(guichet, connecter, attribution, facilitateur):
    client = connecter(facilitateur)
    page = reverse("suivi_heures:demarches_marche", args=[attribution.marche_id])
    base = {"entreprise": attribution.entreprise_id, "nombre": 3, "date": "19/11/2026"}
    assert client.post(page, base | {"type": "CANDIDAT", "texte": "=cmd()"}).status_code == 302
    refus = client.post(page, base | {"type": "REFUS_ENTREPRISE", "texte": ""})
    assert refus.status_code == 422
    assert "Un refus dit son motif" in refus.text
    export = client.get(reverse("suivi_heures:demarches_exporter", args=[attribution.marche_id])).content.decode(
        "utf-8-sig"
    )
    assert "Candidat proposé;3;Crépis Neufs;'=cmd()" in export
    assert "Exporté le 20/11/2026" in export
    with within_guichet(guichet.pk):
        demarche = Demarche.objects.get()
    client.post(reverse("suivi_heures:demarche_annuler", args=[demarche.pk]))
    client.post(reverse("suivi_heures:demarche_annuler", args=[demarche.pk]))
    with within_guichet(guichet.pk):
        assert list(Demarche.objects.order_by("pk").values_list("nombre", flat=True)) == [3, -3]


def test_une_regle_se_retire_et_s_ajoute(connecter, attribution, facilitateur, correspondant):
    client = connecter(facilitateur)
    ajout = reverse("marches:regle_penalite_ajouter", args=[attribution.marche_id])
    regle = {"objet": "HEURES", "type": "MULTIPLE_SMIC", "valeur": "2", "delai_jours": "15", "plafond_pct": "150"}
    refus = client.post(ajout, regle)
    assert "Écrivez au plus 100" in refus.text
    assert client.post(ajout, regle | {"plafond_pct": ""}).status_code == 302
    texte = client.get(reverse("suivi_heures:penalites_marche", args=[attribution.marche_id])).text
    assert "5\u202f601,32\u00a0€" in texte
    assert connecter(correspondant).get(ajout).status_code == 403
