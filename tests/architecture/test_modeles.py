"""Laws of the models: in a guichet or shared with a reason, links that stay inside, no look upward."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from clauses_app.tenancy.contexte import within_connexion
from clauses_app.tenancy.droits import lire_declaration
from clauses_app.tenancy.modeles import LienGuichet, TenantModel
from tests.architecture.source import PAQUETS, dire

ORDRE = ("clauses_app", "marches", "beneficiaires", "suivi_heures")
NOTRES = [modele for modele in apps.get_models() if modele.__module__.partition(".")[0] in PAQUETS]
# the link to the contract covers person and employer; the lot is compared by the nightly check
SANS_CONTRAINTE = {"suivi_heures_heure.lot_id"}


def test_chaque_modele_est_d_un_guichet_ou_partage_avec_sa_raison() -> None:
    partagees = lire_declaration().partagees
    fautes = [
        f"{modele._meta.label} ({modele._meta.db_table})"
        for modele in apps.get_models()
        if not issubclass(modele, TenantModel) and modele._meta.db_table not in partagees
    ]
    assert not fautes, dire(fautes) + "\nPartagée ? Dites pourquoi dans clauses_app/tenancy/droits.toml."


def test_chaque_partage_dit_sa_raison() -> None:
    assert all(len(raison) > 10 for raison in lire_declaration().partagees.values())


@pytest.mark.parametrize("modele", NOTRES, ids=lambda modele: modele._meta.label)
def test_un_lien_vers_un_modele_cloisonne_est_un_lien_de_guichet(modele: type[models.Model]) -> None:
    """A plain foreign key ignores row security."""
    fautes = [
        champ.name
        for champ in modele._meta.local_fields
        if isinstance(champ, models.ForeignKey)
        and issubclass(champ.related_model, TenantModel)
        and not isinstance(champ, LienGuichet)
    ]
    assert not fautes


def test_chaque_lien_a_sa_cle_composee(db: None) -> None:
    with within_connexion(), connection.cursor() as curseur:
        curseur.execute(
            "SELECT c.relname || '.' || a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey)"
            " WHERE k.contype = 'f' AND cardinality(k.conkey) > 1"
        )
        composes = {ligne[0] for ligne in curseur.fetchall()}
    liens = {
        f"{modele._meta.db_table}.{champ.column}"
        for modele in NOTRES
        for champ in modele._meta.local_fields
        if isinstance(champ, LienGuichet)
    }
    assert liens - composes == SANS_CONTRAINTE


def test_aucun_accesseur_ne_remonte() -> None:
    """`lot.heures` would make a room depend on the one above it: related_name="+"."""
    fautes = [
        f"{modele._meta.label}.{champ.name}"
        for modele in NOTRES
        for champ in modele._meta.local_fields
        if champ.is_relation and _rang(champ.related_model) < _rang(modele) and not champ.remote_field.hidden
    ]
    assert not fautes, dire(fautes)


def _rang(modele: type[models.Model]) -> int:
    racine = modele.__module__.partition(".")[0]
    return ORDRE.index(racine) if racine in ORDRE else -1


def test_aucun_nombre_flottant() -> None:
    """Hours and money are decimals."""
    fautes = [
        f"{modele._meta.label}.{champ.name}"
        for modele in NOTRES
        for champ in modele._meta.local_fields
        if isinstance(champ, models.FloatField)
    ]
    assert not fautes, dire(fautes)
