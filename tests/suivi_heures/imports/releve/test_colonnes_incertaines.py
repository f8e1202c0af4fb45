"""What a title does not say for sure is shown or asked, with its reason; a part is never added to its whole."""

from decimal import Decimal

from suivi_heures.enums import CodeAnomalie, Nature
from suivi_heures.imports.releve.connaissances import CorrespondanceConnue
from tests.suivi_heures.imports.releve.mises_en_page.metiers import titres_sur_deux_rangs_fusionnes_en_hauteur
from tests.suivi_heures.imports.releve.test_correspondances import CONNU, lire
from tests.suivi_heures.imports.releve.test_mises_en_page import lire as lire_le_cas

PAYEES = "Salarié;Heures payées;dont formation\nROUX Lina;98;7\n"


def _colonnes(lu):
    return {colonne.titre: colonne for colonne in lu.lecture.mises_en_page[0].colonnes}


def test_des_heures_payees_seules_sont_lues_et_montrees_comme_a_verifier():
    lu = lire(PAYEES)
    assert [(une.nature, une.heures) for une in lu.lignes] == [(Nature.TRAVAIL, Decimal(98))]
    payees, part = _colonnes(lu)["Heures payées"], _colonnes(lu)["dont formation"]
    assert payees.a_verifier
    assert "congés" in payees.parce_que
    assert (part.champ, part.a_verifier) == ("", False)
    assert "part d’une autre colonne" in part.parce_que


def test_une_part_que_quelqu_un_dit_sort_de_ce_qui_la_contient():
    empreinte = lire(PAYEES).lecture.mises_en_page[0].empreinte
    champs = {"dont formation": "heures_formation_contrat"}
    lu = lire(PAYEES, [CorrespondanceConnue(empreinte, champs, "dite")])
    assert {une.nature: une.heures for une in lu.lignes} == {
        Nature.TRAVAIL: Decimal(91),
        Nature.FORMATION_CONTRAT: Decimal(7),
    }


def test_des_heures_prevues_seules_ne_sont_pas_lues_et_le_motif_dit_quoi_dire():
    lu = lire("Salarié;Heures prévues\nROUX Lina;98\nDIALLO Awa;90\n")
    assert lu.lignes == ()
    assert _colonnes(lu)["Heures prévues"].a_verifier
    phrase = next(a.phrase for a in lu.anomalies if a.code == CodeAnomalie.AUCUNE_LIGNE)
    assert "La colonne B" in phrase
    assert "ne sont pas celles qui ont été faites" in phrase


def test_des_titres_fusionnes_sur_deux_rangs_sont_un_seul_tableau():
    lu = lire_le_cas(titres_sur_deux_rangs_fusionnes_en_hauteur())
    (mise,) = lu.lecture.mises_en_page
    assert [c.titre for c in mise.colonnes] == [
        "Nom",
        "Prénom",
        "Heures / Travail",
        "Heures / Formation",
        "Heures / Absences",
    ]


def test_un_nom_qui_commence_comme_un_libelle_reste_une_personne():
    """« H. », « Nombré », a contract of 35 h beside the name: somebody worked, and it is read."""
    lu = lire("Salarié;Heures\nH. DUPONT;98\nNOMBRÉ Adama;90\nROUX Lina 35h;80\nTOTALI Marc;70\n")
    assert [une.heures for une in lu.lignes] == [98, 90, 80, 70]


def test_sans_titre_d_heures_ni_pause_les_horaires_ne_se_devinent_pas():
    lu = lire("Date;Salarié;Arrivée;Départ\n02/04/2026;ROUX Lina;08:00;16:00\n03/04/2026;ROUX Lina;08:00;16:00\n")
    assert lu.lignes == ()
    assert "ni la pause" in next(a.phrase for a in lu.anomalies if a.code == CodeAnomalie.AUCUNE_LIGNE)


def test_un_prenom_sans_titre_se_lit_a_cote_du_nom():
    personne = next(une for une in CONNU.personnes if une.ref == "B007")
    lu = lire(f"Salariés;;Heures\n{personne.nom};{personne.prenom};98\n")
    assert [une.personne for une in lu.lignes] == ["B007"]
