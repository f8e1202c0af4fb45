"""Forecast: signed contracts, rhythm, season, and the hypotheses of hiring."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from suivi_heures.queries.faits_prevision import profil
from suivi_heures.queries.mois import suite_de_mois
from suivi_heures.queries.prevision import Depart, Embauche, derniere_date_utile, prevoir

D = Decimal
DEBUT, ECHU, FIN = datetime.date(2026, 1, 1), datetime.date(2026, 6, 1), datetime.date(2026, 12, 31)


def _depart(**champs):
    """One person, from January to the end of the contract, 140 h a month."""
    return Depart(
        **{
            "acquis": D(840),
            "heures": {mois: D(140) for mois in suite_de_mois(DEBUT, 6)},
            "contrats": [(DEBUT, FIN)],
            "saison": {},
            "part_comptee": D(1),
            "echu": ECHU,
            "fin": FIN,
        }
        | champs
    )


def test_un_contrat_signe_jusqu_au_bout_donne_une_fourchette_serree():
    p = prevoir(_depart())
    assert p.basse <= p.centrale <= p.haute
    assert abs(p.centrale - 1682) < 40
    assert p.haute - p.basse < 160


def test_la_meme_prevision_deux_fois():
    assert prevoir(_depart()) == prevoir(_depart())


def test_un_contrat_qui_s_arrete_sans_suite_baisse_le_bas_de_la_fourchette():
    arret = prevoir(_depart(contrats=[(DEBUT, datetime.date(2026, 6, 30))]))
    suite = prevoir(_depart())
    assert arret.basse < 1200 < suite.basse
    assert arret.haute > arret.centrale > arret.basse


def test_les_heures_qui_ne_comptent_pas_ne_comptent_pas_non_plus_demain():
    entiere, moitie = prevoir(_depart()), prevoir(_depart(part_comptee=D("0.5")))
    assert abs((moitie.centrale - 840) * 2 - (entiere.centrale - 840)) <= 1


def test_la_saison_se_reporte_sur_les_mois_a_venir():
    creux = dict.fromkeys(range(1, 13), D(1)) | {8: D("0.5")}
    mois = {m.mois.month: m.centrale for m in prevoir(_depart(saison=creux)).mois}
    assert mois[8] < mois[7] * D("0.6")


def test_moins_de_trois_mois_travailles_ne_se_prevoient_pas():
    assert prevoir(_depart(contrats=[(datetime.date(2026, 5, 4), FIN)])) is None
    assert prevoir(_depart(heures={})) is None


def test_un_mois_que_personne_n_a_declare_est_inconnu_et_un_zero_declare_est_un_zero():
    """April and May: no declaration, then « no hour » declared. One person, 140 h in the four other months."""
    mars, creux = datetime.date(2026, 3, 1), suite_de_mois(datetime.date(2026, 4, 1), 2)
    faites = {mois: D(140) for mois in suite_de_mois(DEBUT, 6) if mois not in creux}
    tus = _depart(acquis=D(560), heures=faites, muets=dict(zip(creux, (30, 31), strict=True)))
    muette, plein, zero = prevoir(tus), prevoir(_depart()), prevoir(_depart(acquis=D(560), heures=faites))
    assert (muette.mois_observes, muette.mois_muets, zero.mois_observes, zero.mois_muets) == (4, tuple(creux), 6, ())
    assert abs(muette.rythme - plein.rythme) < D("0.1")
    assert zero.rythme < plein.rythme * D("0.7")
    assert zero.centrale < muette.centrale - 150
    assert prevoir(replace(tus, muets=tus.muets | {mars: 31, ECHU: 30})) is None  # two months declared


def test_d_un_mois_declare_a_moitie_seule_la_part_declaree_fait_le_rythme():
    """Two people in June, of whom one was declared: the rhythm is that of one."""
    juin = datetime.date(2026, 6, 1)
    deux = _depart(contrats=[(DEBUT, FIN), (juin, FIN)])
    assert abs(prevoir(replace(deux, muets={juin: 30})).rythme - prevoir(_depart()).rythme) < D("0.01")
    assert prevoir(deux).rythme < prevoir(_depart()).rythme * D("0.9")


def test_un_marche_termine_n_a_plus_de_hasard():
    p = prevoir(_depart(fin=datetime.date(2026, 6, 30)))
    assert (p.basse, p.centrale, p.haute, p.mois) == (840, 840, 840, ())
    assert (p.chance(D(840)), p.chance(D(841)), p.chance(D(0))) == (100, 0, None)


def test_la_chance_suit_l_obligation_et_l_hypothese():
    p = prevoir(_depart())
    assert p.chance(D(1000)) == 100
    assert p.chance(D(5000)) == 0
    assert p.chance(D(5000), en_plus=D(4500)) == 100


def test_une_embauche_compte_de_son_premier_a_son_dernier_jour():
    """2 people, 35 h a week, 7 weeks: 490 h, of which 90 % count."""
    embauche = Embauche(2, D(35), datetime.date(2026, 11, 13))
    assert embauche.apport(FIN, D(1)) == 490
    assert embauche.apport(FIN, D("0.9")) == 441
    assert replace(embauche, a_partir_du=datetime.date(2027, 1, 1)).apport(FIN, D(1)) == 0


@pytest.mark.parametrize(
    ("manque", "jour"),
    [("490", datetime.date(2026, 11, 13)), ("491", datetime.date(2026, 11, 12)), ("10", datetime.date(2026, 12, 31))],
)
def test_la_derniere_date_utile_fait_juste_le_manque(manque, jour):
    assert derniere_date_utile(D(manque), fin=FIN, par_jour=D(10), part_comptee=D(1)) == jour


def test_rien_ne_manque_ou_rien_n_y_ferait():
    assert derniere_date_utile(D(0), fin=FIN, par_jour=D(10), part_comptee=D(1)) is None
    assert derniere_date_utile(D(490), fin=FIN, par_jour=D(0), part_comptee=D(1)) is None
    assert derniere_date_utile(D(10**9), fin=FIN, par_jour=D(1), part_comptee=D(1)) is None


def test_le_profil_attend_une_annee_entiere():
    annee = [(mois, D(30), D(70) if mois.month == 8 else D(140)) for mois in suite_de_mois(DEBUT, 12)]
    assert profil(annee[:11]) == {}
    assert profil(annee)[8] < D("0.6") < 1 < profil(annee)[7]
