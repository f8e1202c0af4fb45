"""No group under the threshold by subtracting any two outputs of the demonstration.

In it: every quarterly report (each buyer, and one of its contracts), every output of a year at every closed quarter
(annual, national, regional, ANRU, funders), the reports of a post to its funders over nested periods, and what the
département reads, which is a sum of published reports. Beside them, each by itself, since they count other people or
are read live by the staff: the observatory by each axis, and the sheet of each convention.
"""

from __future__ import annotations

import datetime
import io
import re
from itertools import combinations, product

import pytest
import time_machine
from django.core.management import call_command

from beneficiaires.models import Convention
from beneficiaires.queries.conventions import suivre_conventions
from clauses_app.comptes.enums import Role
from clauses_app.comptes.models import Adhesion, Guichet
from clauses_app.tenancy.contexte import within_connexion, within_guichet
from marches.models import MaitreOuvrage, Marche
from suivi_heures.enums import GenreSortie
from suivi_heures.management.demonstration import calendrier
from suivi_heures.models import Bilan, Cloture, PartPoste
from suivi_heures.queries.clotures import trimestre_de
from suivi_heures.queries.observatoire import Axe, observer, rassembler_travaux
from suivi_heures.queries.trimestres import Trimestre
from suivi_heures.restitutions.bilan_trimestriel import BilanTrimestriel
from suivi_heures.restitutions.convention import composer_convention
from suivi_heures.restitutions.departement import Publication, consolider
from suivi_heures.restitutions.figer import depuis_json, empreinte, en_json
from suivi_heures.restitutions.lire_publies import lire_publies
from suivi_heures.restitutions.observatoire import composer_observation
from suivi_heures.restitutions.sorties.produire import rassembler_sortie
from suivi_heures.services.demander_bilan import TrimestreClos, demander_bilan
from suivi_heures.services.enregistrer_restitution import enregistrer_restitution
from suivi_heures.tasks import produire_bilan_tache
from suivi_heures.views.parts_poste import produire
from tests.suivi_heures.restitutions.sorties.annees import paires_qui_trahissent

JOUR = datetime.datetime(2026, 11, 28, 10, tzinfo=datetime.UTC)
RAPPORTES = [Trimestre(2026, numero) for numero in (1, 2, 3)]
NOMBRE = re.compile(r"^[\d\u202f\xa0]+$")


@pytest.fixture
def guichet_charge(db, settings):
    settings.DEMONSTRATION = True
    with time_machine.travel(JOUR, tick=True):
        call_command("charger_demonstration", stdout=io.StringIO())
        with within_connexion():
            guichet = Guichet.objects.get(code="coteaux").pk
            responsable = Adhesion.objects.filter(guichet_id=guichet, role=Role.ADMIN_GUICHET).order_by("pk")[0]
            responsable.guichet  # noqa: B018  read here: accounts are out of sight inside a guichet
        yield guichet, responsable
    calendrier.oublier_ecart()


def tout_produire(guichet, responsable):
    """Reports, then the outputs of each closed quarter, then what funders of a post are told of nested periods."""
    with within_guichet(guichet):
        acheteurs = list(MaitreOuvrage.objects.order_by("pk"))
        derniers = {a.pk: Marche.objects.filter(maitre_ouvrage=a).order_by("pk").last() for a in acheteurs}
        clotures = list(Cloture.objects.en_vigueur().order_by("annee", "trimestre"))
        parts = list(PartPoste.objects.filter(retire_a=None).select_related("poste").order_by("pk"))
    for trimestre, acheteur in product(RAPPORTES, acheteurs):
        for marche in dict.fromkeys((None, derniers[acheteur.pk])):
            _rapporter(guichet, acheteur, trimestre, marche)
    with within_guichet(guichet):
        for cloture, genre in product(clotures, GenreSortie):
            _sortir(cloture, genre)
        for part, jours in product(parts, (27, 58, 88, 120, 180)):
            du = part.poste.date_debut
            au = du + datetime.timedelta(days=jours)
            if au <= min(part.poste.date_fin, JOUR.date()):
                produire(part, du=du, au=au, par=responsable)


def _sortir(cloture, genre):
    sortie, resultat = rassembler_sortie(genre=genre, cloture=cloture)
    enregistrer_restitution(
        genre=genre, trimestre=trimestre_de(cloture), donnees=en_json(sortie),
        publies=[un.en_json() for un in resultat.publies], empreinte=empreinte(sortie), par=None,
    )  # fmt: skip


def _rapporter(guichet, acheteur, trimestre, marche):
    try:
        with within_guichet(guichet):
            demande = demander_bilan(maitre_ouvrage=acheteur, trimestre=trimestre, marche=marche)
    except TrimestreClos:  # what was produced before the closing stands
        return
    produire_bilan_tache(guichet, bilan_id=demande.pk)


def test_aucune_paire_de_sorties_de_la_demonstration_ne_donne_un_petit_groupe(guichet_charge, monkeypatch):
    monkeypatch.setattr("suivi_heures.restitutions.conduire_bilan.mettre_en_page", lambda *_, **__: b"%PDF-1.7 essai")
    guichet, responsable = guichet_charge
    tout_produire(guichet, responsable)
    with within_guichet(guichet):
        seuil = Guichet.objects.get(pk=guichet).seuil_effectif
        publies = list(lire_publies())
        rapports = [
            Publication("Guichet", "Acheteur", str(b.identifiant), depuis_json(BilanTrimestriel, b.donnees))
            for b in Bilan.objects.prets().filter(operation=None, marche=None)
        ]
    sorties = {re.sub(r"[ ,].*", "", un.sortie) for un in publies}
    assert {"rapport", "compte", *GenreSortie} <= sorties
    assert len([un for un in publies if un.nombre]) > 100
    assert paires_qui_trahissent(publies, seuil) == []
    assert [un for un in publies if un.nombre and un.nombre < seuil] == []
    for trimestre in RAPPORTES:
        siens = [un for un in rapports if un.figures.trimestre == trimestre]
        if siens and (somme := consolider(siens, trimestre).personnes.nombre) is not None:
            assert somme == sum(un.figures.synthese.personnes.personnes for un in siens)


def test_l_observatoire_et_les_conventions_ne_laissent_lire_aucun_petit_groupe(guichet_charge):
    """Each alone: a row against the whole, a year against the convention."""
    guichet, _ = guichet_charge
    with within_guichet(guichet):
        seuil = Guichet.objects.get(pk=guichet).seuil_effectif
        tableaux = [
            (axe, composer_observation(observer(rassembler_travaux(annee=annee), axe), seuil=seuil))
            for annee in (2025, 2026, None)
            for axe in Axe
        ]
        fiches = [
            composer_convention(suivie, seuil=seuil, public=True)
            for suivie in suivre_conventions(Convention.objects.all(), au=JOUR.date())
        ]
    for axe, tableau in tableaux:
        lus = [_lire(tableau.personnes), *(_lire(ligne.personnes) for ligne in tableau.lignes)]
        assert all(un is None or un == 0 or un >= seuil for un in lus), axe
        total = lus[0]
        assert total is None or not [un for un in lus[1:] if un is not None and 0 < total - un < seuil], axe
    for fiche in fiches:
        par_indicateur: dict[str, list[int]] = {}
        for ligne in fiche.objectifs:
            if "%" not in ligne.fait and ligne.couverture != "non diffusée" and _lire(ligne.fait) is not None:
                par_indicateur.setdefault(ligne.indicateur, []).append(_lire(ligne.fait))
        for un, autre in (paire for lus in par_indicateur.values() for paire in combinations(lus, 2)):
            assert not 0 < abs(un - autre) < seuil


def _lire(texte):
    return int(re.sub(r"\D", "", texte)) if NOMBRE.match(texte) else None
