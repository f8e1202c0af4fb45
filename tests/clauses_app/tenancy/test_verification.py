"""The check of the walls sees each fault that is sown, and nothing in a sound database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import conninfo

from clauses_app.comptes.management.commands import verifier_cloisonnement
from clauses_app.tenancy import verification as v
from clauses_app.tenancy.politiques import est_confinee, est_un_mur
from tests.serveurs import url_administrateur

MUR = "(SELECT nullif(current_setting('clauses.guichet_id', true), '')::bigint)"
ENTREPRISE = "(SELECT nullif(current_setting('clauses.entreprise_id', true), '')::bigint)"
REFAIRE_MUR = "DROP POLICY mur ON marches_lot; CREATE POLICY mur ON marches_lot"

# what is done to the database → the rule that must see it
FAUTES: dict[str, tuple[str, str]] = {
    "table sans guichet": ("CREATE TABLE notes (id bigint, texte text)", v.NON_DECLAREE),
    "table partagée supprimée": ("DROP TABLE auth_group CASCADE", v.DISPARUE),
    "sécurité coupée": ("ALTER TABLE marches_lot DISABLE ROW LEVEL SECURITY", "sécurité des lignes non activée"),
    "sécurité non forcée": ("ALTER TABLE marches_lot NO FORCE ROW LEVEL SECURITY", "sécurité des lignes non forcée"),
    "nouvelle table jamais fermée": (
        "CREATE TABLE notes (id bigint, guichet_id bigint NOT NULL)",
        "sécurité des lignes non activée",
    ),
    "guichet facultatif": (
        "ALTER TABLE marches_lot ALTER guichet_id DROP NOT NULL",
        "colonne guichet_id facultative ou d’un autre type",
    ),
    "guichet par défaut constant": (
        "ALTER TABLE marches_lot ALTER guichet_id SET DEFAULT 1",
        "guichet d’une ligne pris ailleurs que dans la transaction",
    ),
    "mur retiré": ("DROP POLICY mur ON marches_lot", v.MUR_FAUX),
    "mur devenu permissif": (f"{REFAIRE_MUR} TO interne, externe USING (guichet_id = {MUR})", v.MUR_FAUX),
    "mur pour un seul rôle": (f"{REFAIRE_MUR} AS RESTRICTIVE TO interne USING (guichet_id = {MUR})", v.MUR_FAUX),
    "mur pour la seule lecture": (
        f"{REFAIRE_MUR} AS RESTRICTIVE FOR SELECT TO interne, externe USING (guichet_id = {MUR})",
        v.MUR_FAUX,
    ),
    "mur qui convertit la colonne": (
        f"{REFAIRE_MUR} AS RESTRICTIVE TO interne, externe"
        " USING (guichet_id::text = (SELECT current_setting('clauses.guichet_id', true)))",
        v.MUR_FAUX,
    ),
    "mur qui laisse une porte": (
        f"{REFAIRE_MUR} AS RESTRICTIVE TO interne, externe USING (guichet_id = {MUR} OR ref = 'commun')",
        v.MUR_FAUX,
    ),
    "mur sur un autre réglage": (
        f"{REFAIRE_MUR} AS RESTRICTIVE TO interne, externe USING (guichet_id = {ENTREPRISE})",
        v.MUR_FAUX,
    ),
    "mur qui laisse écrire": (
        f"{REFAIRE_MUR} AS RESTRICTIVE TO interne, externe USING (guichet_id = {MUR}) WITH CHECK (true)",
        v.MUR_FAUX,
    ),
    "mur du guichet retiré": ("DROP POLICY mur ON comptes_guichet", v.MUR_FAUX),
    "politique toujours vraie": ("CREATE POLICY p ON marches_lot TO externe USING (true)", v.POLITIQUE_FAUSSE),
    "politique pour tout le monde": (
        f"CREATE POLICY p ON marches_lot USING (guichet_id = {MUR})",
        v.POLITIQUE_FAUSSE,
    ),
    "politique par une fonction": (
        "CREATE POLICY p ON marches_lot TO externe USING (pg_has_role('externe', 'usage'))",
        v.POLITIQUE_FAUSSE,
    ),
    "politique par une table partagée": (
        "CREATE POLICY p ON marches_lot TO externe USING (id IN (SELECT id FROM django_content_type))",
        v.POLITIQUE_FAUSSE,
    ),
    "filtre qui ne confine pas": (
        "CREATE POLICY p ON suivi_heures_bilan TO externe USING (publie_a IS NOT NULL)",
        v.POLITIQUE_FAUSSE,
    ),
    "confinement ou filtre": (
        f"CREATE POLICY p ON suivi_heures_bilan TO externe"
        f" USING (maitre_ouvrage_id = {ENTREPRISE} OR publie_a IS NOT NULL)",
        v.POLITIQUE_FAUSSE,
    ),
    "la connexion lit des affaires": (
        "CREATE POLICY connexion ON marches_lot TO connexion USING (true)",
        v.POLITIQUE_FAUSSE,
    ),
    "lien simple": (
        "ALTER TABLE marches_lot ADD FOREIGN KEY (marche_id) REFERENCES marches_marche (id)",
        "lien possible vers un autre guichet (clé étrangère non composée)",
    ),
    "lien composé de travers": (
        "CREATE UNIQUE INDEX u ON marches_marche (guichet_id, id, regle_code);"
        "ALTER TABLE marches_lot ADD COLUMN autre_id bigint;"
        "CREATE UNIQUE INDEX w ON marches_marche (id, guichet_id);"
        "ALTER TABLE marches_lot ADD FOREIGN KEY (guichet_id, autre_id) REFERENCES marches_marche (id, guichet_id)",
        "lien possible vers un autre guichet (clé étrangère non composée)",
    ),
    "suppression en cascade": (
        "ALTER TABLE marches_lot ADD FOREIGN KEY (guichet_id, marche_id)"
        " REFERENCES marches_marche (guichet_id, id) ON DELETE CASCADE",
        "suppression qui se propage par le lien",
    ),
    "second guichet": (
        "ALTER TABLE marches_lot ADD COLUMN origine_id bigint REFERENCES comptes_guichet",
        "guichet rattaché par une autre colonne",
    ),
    "table partagée liée": (
        "ALTER TABLE django_session ADD COLUMN lot_id bigint REFERENCES marches_lot",
        "table partagée qui tient à une table cloisonnée",
    ),
    "contrainte non vérifiée": (
        "ALTER TABLE marches_lot ADD CONSTRAINT c CHECK (ref <> '') NOT VALID",
        "contrainte non vérifiée ou non appliquée",
    ),
    "contrainte non appliquée": (
        "ALTER TABLE marches_lot ADD CONSTRAINT c CHECK (ref <> '') NOT ENFORCED",
        "contrainte non vérifiée ou non appliquée",
    ),
    "unicité globale": (
        "CREATE UNIQUE INDEX u ON marches_entreprise (siret) WHERE siret <> ''",
        "unicité qui ne comprend pas le guichet",
    ),
    "clé primaire naturelle": (
        "ALTER TABLE marches_importdecp DROP CONSTRAINT marches_importdecp_pkey CASCADE, ADD PRIMARY KEY (empreinte)",
        "clé primaire qui porte une donnée",
    ),
    "vue du propriétaire": (
        "CREATE VIEW tous AS SELECT * FROM marches_lot",
        "vue qui lit avec les droits de son propriétaire",
    ),
    "vue matérialisée": (
        "CREATE MATERIALIZED VIEW tous AS SELECT * FROM marches_lot",
        "vue matérialisée, que rien ne peut cloisonner",
    ),
    "droit sur une vue": (
        "CREATE VIEW tous WITH (security_invoker = true) AS SELECT * FROM marches_lot; GRANT SELECT ON tous TO interne",
        "droit sur une vue",
    ),
    "publication": (
        "CREATE PUBLICATION p FOR TABLE marches_lot",
        "table étrangère ou publication, qui fait sortir les lignes",
    ),
    "règle de réécriture": (
        "CREATE RULE r AS ON DELETE TO marches_lot DO INSTEAD NOTHING",
        "règle de réécriture",
    ),
    "table héritière": (
        "CREATE TABLE copie () INHERITS (marches_lot)",
        "table héritière ou partition ouverte d’une table cloisonnée",
    ),
    "droit sur une partition": (
        "CREATE TABLE lots (id bigint, guichet_id bigint) PARTITION BY LIST (guichet_id);"
        "CREATE TABLE lots_1 PARTITION OF lots FOR VALUES IN (1); GRANT SELECT ON lots_1 TO interne",
        "table héritière ou partition ouverte d’une table cloisonnée",
    ),
    "fonction du propriétaire": (
        "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public"
        " RETURN (SELECT count(*) FROM marches_lot)",
        "fonction qui s’exécute avec d’autres droits (SECURITY DEFINER)",
    ),
    "fonction au chemin libre": (
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
        "fonction sans chemin de recherche fixé",
    ),
    "fonction dite étanche": (
        "CREATE FUNCTION f(text) RETURNS boolean LANGUAGE sql LEAKPROOF SET search_path = public RETURN true",
        "fonction dite étanche, que les politiques laissent passer",
    ),
    "déclencheur retiré": (
        "DROP TRIGGER heure_statut_une_fois ON suivi_heures_heure",
        "déclencheur absent",
    ),
    "déclencheurs coupés": ("ALTER TABLE suivi_heures_heure DISABLE TRIGGER ALL", "déclencheur coupé"),
    "registre modifiable": ("GRANT UPDATE ON suivi_heures_heure TO interne", v.DROIT_DE_TROP),
    "heures du registre modifiables": ("GRANT UPDATE (heures) ON suivi_heures_heure TO interne", v.DROIT_DE_TROP),
    "registre effaçable": ("GRANT DELETE ON suivi_heures_heure TO interne", v.DROIT_DE_TROP),
    "journal modifiable": ("GRANT UPDATE ON audit_evenement TO interne", v.DROIT_DE_TROP),
    "critères ouverts aux entreprises": (
        "GRANT SELECT ON beneficiaires_decisioneligibilite TO externe",
        v.DROIT_DE_TROP,
    ),
    "comptes ouverts à l’équipe": ("GRANT SELECT ON comptes_utilisateur TO interne", v.DROIT_DE_TROP),
    "droit direct à l’applicatif": ("GRANT SELECT ON marches_lot TO applicatif", v.DROIT_DE_TROP),
    "droit à tous": ("GRANT SELECT ON marches_lot TO PUBLIC", v.DROIT_DE_TROP),
    "vidage permis": ("GRANT TRUNCATE ON marches_lot TO interne", v.DROIT_DE_TROP),
    "droit perdu": ("REVOKE SELECT ON marches_lot FROM interne", v.DROIT_ABSENT),
    "droit transmissible": (
        "GRANT SELECT ON marches_lot TO interne WITH GRANT OPTION",
        "droit qui peut être redonné",
    ),
    "séquence lisible": (
        "GRANT SELECT ON marches_lot_id_seq TO interne",
        "droit sur une séquence, qui dirait le volume des autres",
    ),
    "table à l’applicatif": (
        "ALTER TABLE marches_lot OWNER TO applicatif",
        "objet qui n’appartient pas au propriétaire",
    ),
    "schéma à un autre": ("ALTER SCHEMA public OWNER TO deploiement", "objet qui n’appartient pas au propriétaire"),
    "droits d’avance": (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO externe",
        "droits donnés d’avance aux objets à venir",
    ),
    "création dans le schéma": ("GRANT CREATE ON SCHEMA public TO interne", "schéma ouvert"),
    "schéma à part": ("CREATE SCHEMA ailleurs", "schéma de plus"),
    "tables temporaires": (
        "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO externe', current_database()); END $$",
        "droit de trop sur la base",
    ),
    "applicatif outrepasse": ("ALTER ROLE applicatif BYPASSRLS", "attributs d’un rôle"),
    "applicatif hérite": ("ALTER ROLE applicatif INHERIT", "attributs d’un rôle"),
    "équipe qui se connecte": ("ALTER ROLE interne LOGIN", "attributs d’un rôle"),
    "équipe propriétaire": ("GRANT proprietaire TO interne", "appartenance d’un rôle à un autre"),
    "externe devient interne": ("GRANT interne TO externe", "appartenance d’un rôle à un autre"),
    "applicatif hérite d’un rôle": (
        "GRANT interne TO applicatif WITH INHERIT TRUE",
        "appartenance d’un rôle à un autre",
    ),
    "rôle posé d’avance": ("ALTER ROLE applicatif SET role = 'interne'", "réglage attaché à un rôle"),
    "guichet posé d’avance": ("ALTER ROLE applicatif SET clauses.guichet_id = '1'", "réglage attaché à un rôle"),
    "sessions visibles": (
        "GRANT SELECT ON pg_catalog.pg_stat_activity TO PUBLIC",
        "sessions des autres visibles ou interruptibles",
    ),
    "sessions interruptibles": (
        "GRANT EXECUTE ON FUNCTION pg_catalog.pg_terminate_backend(integer, bigint) TO interne",
        "sessions des autres visibles ou interruptibles",
    ),
    "grands objets": (
        "GRANT EXECUTE ON FUNCTION pg_catalog.lo_create(oid) TO interne",
        "grand objet, hors de tout guichet",
    ),
    "grand objet laissé": ("SELECT lo_create(0)", "grand objet, hors de tout guichet"),
}


@pytest.fixture(scope="module")
def superutilisateur(django_db_setup: None) -> Iterator[psycopg.Connection[Any]]:
    """A transaction that is never kept, above every role."""
    adresse = conninfo.make_conninfo(url_administrateur(), dbname=connection.settings_dict["NAME"])
    with psycopg.connect(adresse) as connexion:
        connexion.execute("SET lock_timeout = '20s'")
        yield connexion
        connexion.rollback()


def test_une_base_saine_n_a_aucun_defaut(superutilisateur: psycopg.Connection[Any]) -> None:
    fautes = v.verifier(superutilisateur.cursor())
    assert not fautes, "\n" + "\n".join(map(str, fautes)) + "\n(droits : clauses_app/tenancy/droits.toml)"


def test_chaque_faute_semee_est_vue(superutilisateur: psycopg.Connection[Any], record_property: Any) -> None:
    """In one test: roles are shared by the databases of all the test processes."""
    manquees = []
    for nom, (phrase, regle) in FAUTES.items():
        with superutilisateur.transaction(force_rollback=True):
            superutilisateur.execute(phrase)  # type: ignore[call-overload]
            if regle not in {faute.regle for faute in v.verifier(superutilisateur.cursor())}:
                manquees.append(nom)
    vues = len(FAUTES) - len(manquees)
    record_property("mesure", f"cloisonnement : {len(FAUTES)} fautes semées, {vues} vues, {v.NOMBRE_DE_REGLES} règles")
    assert not manquees
    assert len(FAUTES) >= 31


def test_chaque_regle_a_vu_une_faute() -> None:
    """A rule that nothing ever broke proves nothing."""
    assert set(v.REGLES) - {regle for _, regle in FAUTES.values()} == {"extension hors de la liste"}


def test_la_commande_sort_en_un(monkeypatch: pytest.MonkeyPatch, superutilisateur: Any, capsys: Any) -> None:
    """Through the command itself, on the faulty database of the superuser's transaction."""

    class Connexion:
        def cursor(self) -> Any:
            return superutilisateur.cursor()

    monkeypatch.setattr(verifier_cloisonnement, "connections", {"deploiement": Connexion()})
    call_command("verifier_cloisonnement")
    assert "aucun défaut" in capsys.readouterr().out
    with superutilisateur.transaction(force_rollback=True):
        superutilisateur.execute("DROP POLICY mur ON marches_lot")
        with pytest.raises(CommandError, match="marches_lot") as refus:
            call_command("verifier_cloisonnement")
    assert refus.value.returncode == 1


LIT = "( SELECT (NULLIF(current_setting('clauses.{}'::text, true), ''::text))::bigint AS \"nullif\")"


def test_les_formes_permises() -> None:
    fermees = frozenset({"marches_lot"})
    assert est_un_mur(f"(guichet_id = {LIT.format('guichet_id')})")
    assert not est_un_mur(f"(guichet_id = {LIT.format('entreprise_id')})")
    assert est_confinee(f"((id = {LIT.format('entreprise_id')}) AND (publie_a IS NOT NULL))", fermees)
    assert est_confinee("(lot_id IN ( SELECT marches_lot.id\n   FROM marches_lot))", fermees)
    ouverts = "(lot_id IN ( SELECT marches_lot.id\n   FROM marches_lot\n  WHERE (marches_lot.retire_a IS NULL)))"
    assert est_confinee(ouverts, fermees)
    assert not est_confinee(ouverts.replace("marches_lot", "auth_group"), fermees)
    for refusee in (
        "true",
        None,
        "(publie_a IS NOT NULL)",
        f"((id = {LIT.format('entreprise_id')}) OR true)",
        f"(NOT (id = {LIT.format('entreprise_id')}))",
        f"(id <> {LIT.format('entreprise_id')})",
        "(lot_id IN ( SELECT auth_group.id\n   FROM auth_group))",
        f"((id = {LIT.format('entreprise_id')}) OR ((publie_a IS NOT NULL) AND (ref IS NULL)))",
    ):
        assert not est_confinee(refusee, fermees), refusee
