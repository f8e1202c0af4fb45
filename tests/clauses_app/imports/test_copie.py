"""Many rows at once are the same rows as one by one: keys in order, guichet from the transaction, policies in force."""

import datetime
from decimal import Decimal

import pytest
from django.db.utils import IntegrityError

from clauses_app.imports.copie import PEU, creer_par_copie
from clauses_app.tenancy.contexte import within_guichet
from suivi_heures.models import LigneReleve, ReleveHeures
from tests.factories.marches import creer_entreprise

pytestmark = pytest.mark.django_db
NOMBRE = PEU + 20


def _releve():
    return ReleveHeures.objects.create(
        entreprise=creer_entreprise(), mois=datetime.date(2026, 5, 1), nom_fichier="a.csv", empreinte="0" * 64
    )


def _lignes(releve, nombre):
    return [
        LigneReleve(
            releve=releve,
            numero=n,
            rang=nombre - n,
            lue={"Nom": f"D’ORGÈVAL\t{n}\n\\N", "heures": "1.50"},
            du=datetime.date(2026, 5, 1) if n % 2 else None,
            heures=Decimal(n).scaleb(-2) if n % 3 else None,
            avertissements=[{"code": "X", "message": "« é »"}] if n % 2 else [],
        )
        for n in range(nombre)
    ]


@pytest.mark.parametrize("nombre", [1, PEU - 1, NOMBRE])
def test_chaque_ligne_recoit_sa_cle_et_se_relit_telle_quelle(guichet, nombre):
    with within_guichet(guichet.pk):
        releve = _releve()
        lignes = _lignes(releve, nombre)
        creer_par_copie(lignes)
        assert [ligne.pk for ligne in lignes] == sorted(ligne.pk for ligne in lignes)
        relues = list(LigneReleve.objects.filter(releve=releve).order_by("pk"))
        noms = [champ.attname for champ in LigneReleve._meta.concrete_fields if champ.attname != "guichet_id"]
        assert [[getattr(une, nom) for nom in noms] for une in relues] == [
            [getattr(une, nom) for nom in noms] for une in lignes
        ]
        assert {une.guichet_id for une in relues} == {guichet.pk}


def test_aucune_ligne_ne_rejoint_le_releve_d_un_autre_guichet(guichet, autre_guichet):
    with within_guichet(autre_guichet.pk):
        etranger = _releve()
    with pytest.raises(IntegrityError), within_guichet(guichet.pk):
        creer_par_copie(_lignes(etranger, NOMBRE))
