"""The grid: what is typed is kept, totals follow, decisions are taken once, strangers see nothing."""

import datetime

import pytest
from django.urls import reverse

from clauses_app.comptes.enums import Role
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from suivi_heures.models import BrouillonHeure, Heure, LigneReleve
from tests.factories.comptes import creer_adhesion
from tests.factories.suivi_heures import creer_heure, creer_releve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_mai")]
MARS = datetime.date(2026, 3, 2), datetime.date(2026, 3, 31)


@pytest.fixture
def client_facilitateur(facilitateur, connecter):
    return connecter(facilitateur)


@pytest.fixture
def responsable(guichet):
    with within_connexion():
        return creer_adhesion(guichet=guichet, role=Role.ADMIN_GUICHET, nom="Nadia Roux")


@pytest.fixture
def soumise(guichet, contrat):
    with within_guichet(guichet.pk):
        return creer_heure(contrat=contrat, heures="140", du=MARS[0], au=MARS[1], statut="SOUMISE")


def _adresse(contrat, suite=""):
    return reverse(f"suivi_heures:grille{suite}", args=[contrat.lot_id])


def _cle(contrat, mois="2026-03"):
    return f"{contrat.pk}-TRAVAIL-{mois}"


def _taper(client, contrat, *cases):
    donnees = {"cle": [_cle(contrat, mois) for mois, _ in cases], "heures": [texte for _, texte in cases]}
    return client.post(_adresse(contrat, "_cases"), donnees, headers={"HX-Request": "true"})


def test_la_grille_montre_les_etats_des_cases(client_facilitateur, contrat, soumise):
    page = client_facilitateur.get(_adresse(contrat)).content.decode()
    assert f'id="case-{_cle(contrat)}" class="case c-attente"' in page
    assert "Avant contrat" in page
    assert "Valider mars, 140\u202fh" in page
    assert "Karim OUDJANI" in page


def test_des_heures_declarees_se_voient_meme_apres_la_fin_avancee_du_contrat(client_facilitateur, guichet, contrat):
    with within_guichet(guichet.pk):
        creer_heure(contrat=contrat, heures="41", du=datetime.date(2026, 4, 1), au=datetime.date(2026, 4, 15))
        type(contrat).objects.filter(pk=contrat.pk).update(
            date_debut=datetime.date(2025, 3, 2), date_fin=datetime.date(2025, 4, 15)
        )

    page = client_facilitateur.get(_adresse(contrat), {"de": "2026-01"}).content.decode()

    assert "Karim OUDJANI" in page
    assert f'id="case-{_cle(contrat, "2026-04")}" class="case c-non' in page


@pytest.mark.parametrize(("statut", "classe"), [("SOUMIS", "c-attente"), ("VALIDE", "c-valide")])
def test_un_zero_declare_se_voit_et_peut_encore_etre_corrige(client_facilitateur, guichet, contrat, statut, classe):
    with within_guichet(guichet.pk):
        releve = creer_releve(entreprise=contrat.titulaire, statut=statut)
        LigneReleve.objects.create(releve=releve, numero=2, contrat=contrat, du=MARS[0], au=MARS[1], heures=0)

    page = client_facilitateur.get(_adresse(contrat)).content.decode()
    case = page.partition(f'id="case-{_cle(contrat)}"')[2].partition("</td>")[0]
    assert f'class="case {classe}"' in case
    assert 'data-saisi="0"' in case
    assert "aria-readonly" not in case
    panneau = client_facilitateur.get(
        _adresse(contrat, "_pourquoi"), {"cle": _cle(contrat)}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "personne n’a travaillé" in panneau
    assert reverse("suivi_heures:releve", args=[releve.pk]) in panneau


def test_heures_ouvre_le_lot_ou_quelque_chose_attend(client_facilitateur, contrat, soumise):
    assert (
        f"Heures du lot {contrat.lot.ref}" in client_facilitateur.get(reverse("suivi_heures:heures")).content.decode()
    )


def test_sans_lot_la_page_le_dit(facilitateur, connecter):
    assert "Aucun lot à suivre" in connecter(facilitateur).get(reverse("suivi_heures:heures")).content.decode()


def test_le_choix_d_un_titulaire_mene_a_sa_grille(client_facilitateur, contrat):
    reponse = client_facilitateur.get(
        reverse("suivi_heures:heures"), {"lot": f"{contrat.lot_id}-{contrat.attribution_id}"}
    )
    assert reponse.url.endswith(f"titulaire={contrat.attribution_id}")
    assert str(contrat.titulaire) in client_facilitateur.get(reponse.url).content.decode()


def test_taper_garde_et_rend_la_case_et_ses_totaux(client_facilitateur, guichet, contrat):
    reponse = _taper(client_facilitateur, contrat, ("2026-03", "7 h 30"), ("2026-04", "abc"))
    html = "".join(reponse.json()["elements"])
    assert f'id="case-{_cle(contrat)}" class="case c-brouillon"' in html
    assert f'id="case-{_cle(contrat, "2026-04")}" class="case c-corriger a-signaler"' in html
    assert 'id="pied-b-2026-03"' in html
    assert "Enregistré à" in html
    assert "1 à corriger" in reponse.json()["annonce"]
    with within_guichet(guichet.pk):
        assert set(BrouillonHeure.objects.values_list("texte", flat=True)) == {"7 h 30", "abc"}


def test_une_case_fermee_refuse_avec_sa_phrase(client_facilitateur, contrat):
    reponse = _taper(client_facilitateur, contrat, ("2026-02", "35"))
    assert "commence le 02/03/2026" in reponse.json()["annonce"]


def test_une_cle_qui_ne_nomme_rien_n_existe_pas(client_facilitateur, contrat):
    for cle in ("x", "1-TRAVAIL-2026-13", f"{contrat.pk}-RIEN-2026-03", "999999-TRAVAIL-2026-03"):
        reponse = client_facilitateur.get(_adresse(contrat, "_pourquoi"), {"cle": cle})
        assert reponse.status_code == 404


def test_un_envoi_vide_se_dit(client_facilitateur, contrat):
    reponse = client_facilitateur.post(_adresse(contrat, "_cases"), {})
    assert reponse.status_code == 422
    assert "Rien n’a été reçu" in reponse.json()["message"]


def test_pourquoi_dit_la_regle_et_l_histoire(client_facilitateur, guichet, contrat):
    with within_guichet(guichet.pk):
        type(contrat.marche).objects.filter(pk=contrat.marche_id).update(date_debut=datetime.date(2026, 3, 17))
        creer_heure(contrat=contrat, heures="30", du=MARS[0], au=MARS[1])
    panneau = client_facilitateur.get(
        _adresse(contrat, "_pourquoi"), {"cle": _cle(contrat)}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "Pourquoi 15\u202fh ne comptent pas" in panneau
    assert "avant le 17/03/2026" in panneau
    assert "Saisie" in panneau


def test_pourquoi_sans_script_rend_la_page(client_facilitateur, contrat, soumise):
    page = client_facilitateur.get(_adresse(contrat, "_pourquoi"), {"cle": _cle(contrat)}).content.decode()
    assert "140\u202fh, toutes comptées" in page
    assert 'class="grille"' in page


def test_valider_le_mois_rafraichit_la_grille(client_facilitateur, guichet, contrat, soumise):
    reponse = client_facilitateur.post(
        _adresse(contrat, "_valider"), {"mois": "2026-03"}, headers={"HX-Request": "true"}
    )
    assert "heures-validees" in reponse["HX-Trigger"]
    assert "Rien à valider" in reponse.content.decode()
    with within_guichet(guichet.pk):
        assert Heure.objects.get(pk=soumise.pk).statut == "VALIDEE"


def test_valider_sans_script_revient_a_la_grille_avec_un_message(client_facilitateur, contrat, soumise):
    reponse = client_facilitateur.post(_adresse(contrat, "_valider"), {"mois": "2026-03"}, follow=True)
    assert "140\u202fh validées en mars 2026" in reponse.content.decode()


def test_refuser_demande_un_motif_et_garde_le_panneau(client_facilitateur, guichet, contrat, soumise):
    adresse, cle = _adresse(contrat, "_refuser"), _cle(contrat)
    refus = client_facilitateur.post(adresse, {"cle": cle, "motif": " "}, headers={"HX-Request": "true"})
    assert refus.status_code == 422
    assert "Dites pourquoi" in refus.content.decode()
    client_facilitateur.post(adresse, {"cle": cle, "motif": "Relevé non signé"}, headers={"HX-Request": "true"})
    with within_guichet(guichet.pk):
        assert Heure.objects.get(pk=soumise.pk).motif == "Relevé non signé"


def test_corriger_depuis_le_panneau(client_facilitateur, guichet, contrat, soumise):
    donnees = {"cle": _cle(contrat), "ligne": soumise.pk, "heures": "119h30", "motif": "Bulletin de paie"}
    assert client_facilitateur.post(_adresse(contrat, "_corriger"), donnees).status_code == 302
    faux = client_facilitateur.post(_adresse(contrat, "_corriger"), donnees | {"heures": "beaucoup"})
    assert faux.status_code == 422
    assert "beaucoup" in faux.content.decode()
    with within_guichet(guichet.pk):
        assert sum(Heure.objects.values_list("heures", flat=True)) == 119.5


def test_confirmer_garde_un_mois_surprenant(client_facilitateur, guichet, contrat):
    _taper(client_facilitateur, contrat, ("2026-03", "252"))
    client_facilitateur.post(_adresse(contrat, "_confirmer"), {"cle": _cle(contrat)})
    with within_guichet(guichet.pk):
        assert BrouillonHeure.objects.get().faute == ""


def test_une_ligne_se_saisit_sans_script(client_facilitateur, guichet, contrat):
    adresse = reverse("suivi_heures:grille_ligne", args=[contrat.lot_id, contrat.pk])
    assert "Mars 2026" in client_facilitateur.get(adresse).content.decode()
    reponse = client_facilitateur.post(adresse, {_cle(contrat): "35", _cle(contrat, "2026-04"): "abc"}, follow=True)
    page = reponse.content.decode()
    assert "n’est pas un nombre d’heures" in page
    assert 'value="abc"' in page
    with within_guichet(guichet.pk):
        assert BrouillonHeure.objects.count() == 2


def test_un_filtre_ne_montre_que_les_lignes_voulues(client_facilitateur, contrat, soumise):
    page = client_facilitateur.get(_adresse(contrat), {"cases": "c"}).content.decode()
    assert "Aucune ligne à montrer" in page


def test_une_entreprise_n_ouvre_pas_la_grille(entreprise, contrat, connecter):
    client = connecter(entreprise)
    assert client.get(_adresse(contrat)).status_code == 403
    assert _taper(client, contrat, ("2026-03", "35")).status_code == 403


def test_un_autre_guichet_ne_trouve_rien(etranger, contrat, connecter):
    client = connecter(etranger)
    assert client.get(_adresse(contrat)).status_code == 404
    assert client.post(_adresse(contrat, "_valider"), {"mois": "2026-03"}).status_code == 404


def test_la_grille_ne_coute_pas_une_requete_par_ligne(
    client_facilitateur, guichet, contrat, django_assert_max_num_queries
):
    client_facilitateur.get(_adresse(contrat))
    with within_guichet(guichet.pk):
        for _ in range(5):
            creer_heure(contrat=contrat, heures="7", du=MARS[0], au=MARS[1])
    with django_assert_max_num_queries(45):
        client_facilitateur.get(_adresse(contrat))


def test_rien_n_est_valide_quand_le_total_a_change_depuis_l_affichage(client_facilitateur, guichet, contrat, soumise):
    page = client_facilitateur.get(_adresse(contrat)).content.decode()
    assert 'name="montre-2026-03" value="140.00"' in page
    with within_guichet(guichet.pk):
        creer_heure(contrat=contrat, heures="15", du=MARS[0], au=MARS[1], statut="SOUMISE")

    donnees = {"mois": "2026-03", "montre-2026-03": "140.00"}
    page = client_facilitateur.post(_adresse(contrat, "_valider"), donnees, follow=True).content.decode()

    assert "la page montrait 140\u202fh" in page
    assert "maintenant 155\u202fh" in page
    with within_guichet(guichet.pk):
        assert not Heure.objects.exclude(statut="SOUMISE").exists()
    client_facilitateur.post(_adresse(contrat, "_valider"), donnees | {"montre-2026-03": "155.00"})
    with within_guichet(guichet.pk):
        assert not Heure.objects.filter(statut="SOUMISE").exists()


def test_corriger_une_ligne_retiree_dans_une_autre_fenetre_le_dit(client_facilitateur, guichet, contrat):
    with within_guichet(guichet.pk):
        ligne = creer_heure(contrat=contrat, heures="140", du=MARS[0], au=MARS[1])
    donnees = {"cle": _cle(contrat), "ligne": ligne.pk, "motif": "Bulletin de paie"}
    client_facilitateur.post(_adresse(contrat, "_corriger"), donnees | {"heures": "0"})

    reponse = client_facilitateur.post(_adresse(contrat, "_corriger"), donnees | {"heures": "120"}, follow=True)

    assert reponse.status_code == 200
    assert "Cette ligne a déjà été retirée" in reponse.content.decode()


def _taper_apres_lecture(client, contrat, texte, lu):
    donnees = {"cle": _cle(contrat), "heures": texte, "lu": lu}
    reponse = client.post(_adresse(contrat, "_cases"), donnees, headers={"HX-Request": "true"})
    [case] = [element for element in reponse.json()["elements"] if f'id="case-{_cle(contrat)}"' in element]
    return reponse.json(), case


def _garde(guichet, contrat):
    with within_guichet(guichet.pk):
        return list(BrouillonHeure.objects.filter(contrat=contrat).values_list("texte", "saisi_par"))


def test_la_case_qu_un_autre_a_remplie_entre_temps_garde_les_deux_saisies(
    client_facilitateur, responsable, connecter, guichet, contrat
):
    autre = connecter(responsable)
    _taper_apres_lecture(autre, contrat, "7", "")

    rendu, case = _taper_apres_lecture(client_facilitateur, contrat, "9", "")

    assert f"{responsable} a écrit «\u00a07\u00a0» le" in rendu["annonce"]
    assert "pendant que vous écriviez «\u00a09\u00a0»" in case
    assert 'data-saisi="9"' in case
    assert 'data-conflit="7"' in case
    assert _garde(guichet, contrat) == [("7", str(responsable))]
    # sent again with what is now read: a decision
    _, case = _taper_apres_lecture(client_facilitateur, contrat, "9", "7")
    assert "data-conflit" not in case
    assert [texte for texte, _ in _garde(guichet, contrat)] == ["9"]


def test_garder_la_saisie_de_l_autre_ne_la_signe_pas_a_sa_place(
    client_facilitateur, responsable, connecter, guichet, contrat
):
    _taper_apres_lecture(connecter(responsable), contrat, "7", "")
    _, case = _taper_apres_lecture(client_facilitateur, contrat, "7", "7")
    assert "data-conflit" not in case
    assert _garde(guichet, contrat) == [("7", str(responsable))]


def test_une_case_effacee_entre_temps_se_dit_aussi(client_facilitateur, guichet, contrat):
    rendu, case = _taper_apres_lecture(client_facilitateur, contrat, "9", "7")
    assert "a effacé cette case pendant que vous écriviez «\u00a09\u00a0»" in rendu["annonce"]
    assert 'data-conflit=""' in case
    assert _garde(guichet, contrat) == []
