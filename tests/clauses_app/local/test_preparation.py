"""What each login of the database may do, on a server prepared by `preparer_base`."""

from collections.abc import Iterator

import psycopg
import pytest

from clauses_app.local.adresses import deriver
from clauses_app.local.deploiement import preparer
from clauses_app.local.erreurs import ErreurLocale
from clauses_app.local.preparation import (
    Preparation,
    adresse,
    mots_de_passe_derives,
    preparer_base,
    supprimer_base,
)
from tests.serveurs import url_administrateur


@pytest.fixture(scope="module")
def base(worker_id: str) -> Iterator[Preparation]:
    nom = f"preparation_{worker_id}"
    yield preparer_base(url_administrateur(), nom, recreer=True)
    supprimer_base(url_administrateur(), nom)


@pytest.fixture
def applicatif(base: Preparation) -> Iterator[psycopg.Connection]:
    with psycopg.connect(base.database_url, autocommit=True) as connexion:
        yield connexion


@pytest.fixture
def deploiement(base: Preparation) -> Iterator[psycopg.Connection]:
    with psycopg.connect(base.database_url_deploiement, autocommit=True) as connexion:
        yield connexion


@pytest.mark.parametrize(
    "ordre",
    [
        "CREATE TABLE public.t (a int)",
        "CREATE TEMP TABLE t (a int)",
        "CREATE SCHEMA s",
        "SELECT * FROM pg_stat_activity",
        "SELECT * FROM pg_stat_get_activity(NULL)",
        "SELECT pg_terminate_backend(1)",
        "SELECT lo_create(0)",
        "SET ROLE proprietaire",
        "SET ROLE deploiement",
    ],
)
def test_l_applicatif_ne_peut_rien_de_lui_meme(applicatif: psycopg.Connection, ordre: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        applicatif.execute(ordre)


@pytest.mark.parametrize("role", ["interne", "externe", "connexion"])
def test_l_applicatif_entre_dans_les_roles_d_execution(applicatif: psycopg.Connection, role: str) -> None:
    applicatif.execute(f"SET ROLE {role}")
    assert applicatif.execute("SELECT current_user").fetchone() == (role,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        applicatif.execute("CREATE TABLE public.t (a int)")


@pytest.mark.parametrize(("role", "permis"), [("interne", True), ("externe", False), ("connexion", False)])
def test_seul_l_interne_a_des_tables_temporaires(base: Preparation, role: str, permis: bool) -> None:
    with psycopg.connect(base.database_url) as connexion:
        ligne = connexion.execute("SELECT has_database_privilege(%s, current_database(), 'TEMP')", [role]).fetchone()
    assert ligne == (permis,)


def test_le_deploiement_cree_et_passe_les_murs(deploiement: psycopg.Connection) -> None:
    assert deploiement.execute(
        "SELECT rolbypassrls, rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone() == (
        True,
        False,
    )
    deploiement.execute("CREATE TABLE t (a int); ALTER TABLE t OWNER TO proprietaire; DROP TABLE t")


def test_preparer_deux_fois_ne_change_rien(base: Preparation, worker_id: str) -> None:
    assert preparer_base(url_administrateur(), f"preparation_{worker_id}") == base
    assert base.manques == []


def test_une_copie_de_base_est_fermee_comme_son_modele(base: Preparation, worker_id: str) -> None:
    nom = f"copie_{worker_id}"
    copie = preparer_base(url_administrateur(), nom, modele=f"preparation_{worker_id}")
    with psycopg.connect(copie.database_url, autocommit=True) as connexion:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connexion.execute("CREATE TEMP TABLE t (a int)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connexion.execute("SELECT * FROM pg_stat_activity")
    supprimer_base(url_administrateur(), nom)


def test_un_administrateur_donne_est_remplace_par_les_deux_comptes(base: Preparation, worker_id: str) -> None:
    donnee = url_administrateur().removesuffix("/postgres") + f"/preparation_{worker_id}"
    assert deriver(donnee) == base


def test_un_compte_sans_droit_sert_tel_quel_et_dit_ce_qui_manque(base: Preparation) -> None:
    with psycopg.connect(url_administrateur(), autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS simple; CREATE ROLE simple LOGIN PASSWORD 'simple'")
    nom = psycopg.conninfo.conninfo_to_dict(base.database_url)["dbname"]
    with psycopg.connect(base.database_url_deploiement, autocommit=True) as proprietaire:
        proprietaire.execute(f"SET ROLE proprietaire; GRANT CONNECT ON DATABASE {nom} TO simple")
    url = adresse(url_administrateur(), str(nom), "simple", "simple")
    derivee = deriver(url)
    assert derivee.database_url == derivee.database_url_deploiement == url
    assert len(derivee.manques) == 1
    assert "ne peut pas créer de rôles" in derivee.manques[0]
    with psycopg.connect(base.database_url_deploiement, autocommit=True) as proprietaire:
        proprietaire.execute(f"SET ROLE proprietaire; REVOKE CONNECT ON DATABASE {nom} FROM simple")
    with psycopg.connect(url_administrateur(), autocommit=True) as admin:
        admin.execute("DROP ROLE simple")


def test_l_applicatif_donne_seul_ne_manque_de_rien(base: Preparation) -> None:
    assert deriver(base.database_url) == Preparation(base.database_url, base.database_url, [])


@pytest.mark.parametrize(
    ("url", "dit"),
    [
        ("sqlite:///base.sqlite3", "doit désigner une base PostgreSQL"),
        ("postgresql://a:b@127.0.0.1:1/x", "ne répond pas"),
    ],
)
def test_une_adresse_fautive_donne_une_phrase(url: str, dit: str) -> None:
    with pytest.raises(ErreurLocale, match=dit):
        deriver(url)


def test_un_deploiement_garde_les_mots_de_passe_de_ses_adresses(
    base: Preparation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL_ADMIN", url_administrateur())
    monkeypatch.setenv("DATABASE_URL", base.database_url)
    monkeypatch.setenv("DATABASE_URL_DEPLOIEMENT", base.database_url_deploiement)
    preparer()
    assert "sont prêts" in capsys.readouterr().err
    psycopg.connect(base.database_url).close()


def test_un_deploiement_refuse_un_autre_compte(base: Preparation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL_ADMIN", url_administrateur())
    monkeypatch.setenv("DATABASE_URL", base.database_url_deploiement)
    monkeypatch.setenv("DATABASE_URL_DEPLOIEMENT", base.database_url_deploiement)
    with pytest.raises(ErreurLocale, match="applicatif"):
        preparer()


def test_les_mots_de_passe_dependent_de_l_administrateur() -> None:
    un, autre = (mots_de_passe_derives(f"postgresql://postgres:{mot}@h/x") for mot in ("a", "b"))
    assert un == mots_de_passe_derives("postgresql://postgres:a@h/y")
    assert not set(un.values()) & set(autre.values())
