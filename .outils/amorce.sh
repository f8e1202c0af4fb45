#!/bin/sh
# Installs what the project needs into .venv, from a bare machine. Usage: sh .outils/amorce.sh [essais]
# `essais` also looks for Chromium. Running it again costs nothing; several at once wait for each other.
set -eu
cd "$(dirname "$0")/.."
BUT=${1:-application}
VERROUILLE=requirements-dev.lock
TEMOIN=.venv/.installe
JOURNAL=.local/journaux/installation.log
PANGO="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

dire() { printf '%s\n' "$*" >&2; }
echouer() { dire "$*"; exit 1; }

# What failed in the log decides the sentence.
expliquer() {
    if grep -qiE 'no space left|os error 28|disk quota' "$JOURNAL" 2>/dev/null; then
        echouer "Le disque est plein : libérez de la place (au moins 2 Go), puis relancez la commande."
    fi
    echouer "$1 Le détail est dans $JOURNAL."
}

preparer_le_dossier() {
    mkdir -p .local/journaux 2>/dev/null && : >>"$JOURNAL" 2>/dev/null && return
    if [ "$(df -Pk . | awk 'NR==2 {print $4}')" -lt 1024 ]; then
        echouer "Le disque est plein : libérez de la place (au moins 2 Go), puis relancez la commande."
    fi
    echouer "Le dossier .local n’est pas accessible à cet utilisateur (il a sans doute été créé par root) : donnez-vous les droits dessus ou effacez-le, puis relancez."
}

# One installation at a time; the lock falls with this process, however it ends.
prendre_le_verrou() {
    command -v flock >/dev/null 2>&1 || return 0
    exec 9>.local/installation.verrou
    flock -n 9 && return
    dire "Une autre installation est en cours : attente…"
    flock 9
}

empreinte() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum <"$VERROUILLE"; else cksum <"$VERROUILLE"; fi
}

# --- Python ---------------------------------------------------------------------------------------

# A pyenv shim answers to its name and then fails: only running it tells.
convient() {
    "$1" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info < (3, 15))' >/dev/null 2>&1 </dev/null
}

marche() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 </dev/null
}

pythons_possibles() {
    [ -z "${PYTHON:-}" ] || printf '%s\n' "$PYTHON"
    for nom in python3.13 python3.12 python3.14 python3; do
        printf '%s\n' "$nom" "/usr/local/bin/$nom" "/usr/bin/$nom" "/opt/homebrew/bin/$nom"
    done
    for racine in "${PYENV_ROOT:-}" "$(pyenv root 2>/dev/null || :)" "${HOME:-}/.pyenv" /opt/pyenv; do
        [ -z "$racine" ] || ls -d "$racine"/versions/*/bin/python 2>/dev/null | sort -r
    done
}

trouver() { # trouver CONDITION : first Python of the list that meets it
    pythons_possibles | while IFS= read -r candidat; do
        if "$1" "$candidat"; then
            command -v "$candidat"
            break
        fi
    done
}

# --- uv -------------------------------------------------------------------------------------------

trouver_uv() {
    for candidat in uv .local/uv/bin/uv "${HOME:-}/.local/bin/uv" "${HOME:-}/.cargo/bin/uv"; do
        if "$candidat" --version >/dev/null 2>&1; then
            command -v "$candidat"
            return
        fi
    done
}

installer_uv() { # with any Python that has pip, even an old one
    base=$(trouver marche)
    [ -n "$base" ] || return 0
    dire "Installation de uv…"
    rm -rf .local/uv
    if "$base" -m venv .local/uv >>"$JOURNAL" 2>&1 && .local/uv/bin/python -m pip install -q uv >>"$JOURNAL" 2>&1; then
        :
    else # Debian without python3-venv
        rm -rf .local/uv
        "$base" -m pip install -q --target .local/uv uv >>"$JOURNAL" 2>&1 || return 0
    fi
    trouver_uv
}

# --- System packages ------------------------------------------------------------------------------

apt_possible() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" -eq 0 ] || sudo -n true >/dev/null 2>&1
}

installer_par_apt() {
    apt_possible || return 1
    dire "Installation de $* par apt…"
    prefixe=
    [ "$(id -u)" -eq 0 ] || prefixe="sudo -n"
    $prefixe apt-get update -q >>"$JOURNAL" 2>&1 || :
    $prefixe env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >>"$JOURNAL" 2>&1
}

# --- Steps ----------------------------------------------------------------------------------------

installer_les_paquets() {
    attendu=$(empreinte)
    if [ -f "$TEMOIN" ] && [ "$(cat "$TEMOIN")" = "$attendu" ] && convient .venv/bin/python; then
        return
    fi
    : >"$JOURNAL"
    rm -f "$TEMOIN" 2>/dev/null || echouer "Le dossier .venv appartient à un autre utilisateur : effacez-le, puis relancez."
    [ -w "${HOME:-/nonexistent}" ] || export UV_CACHE_DIR="$PWD/.local/cache-uv"
    python=$(trouver convient)
    uv=$(trouver_uv)
    [ -n "$uv" ] || uv=$(installer_uv)
    if [ -z "$uv" ] && [ -z "$python" ] && installer_par_apt python3 python3-venv python3-pip; then
        python=$(trouver convient)
        uv=$(installer_uv)
    fi
    if [ -z "$python" ] && [ -n "$uv" ]; then
        dire "Recherche d’un Python par uv…"
        python=$("$uv" python find --no-project '>=3.12,<3.15' 2>>"$JOURNAL" || :)
        if [ -z "$python" ] && "$uv" python install 3.13 >>"$JOURNAL" 2>&1; then
            python=$("$uv" python find --no-project 3.13 2>>"$JOURNAL" || :)
        fi
    fi
    [ -n "$python" ] || echouer "Il faut un Python 3.12, 3.13 ou 3.14, introuvable sur cette machine : installez-en un (« python3.13 »), puis relancez."
    dire "Installation des paquets Python dans .venv (une à trois minutes la première fois)…"
    # uv is fast; pip also knows the mirror or the certificates set in pip.conf.
    if [ -z "$uv" ] || ! remplir_avec_uv; then
        remplir_avec_pip
    fi
    printf '%s\n' "$attendu" >"$TEMOIN"
}

remplir_avec_uv() {
    if ! convient .venv/bin/python; then
        "$uv" venv -q --no-project --clear --python "$python" .venv >>"$JOURNAL" 2>&1 || return 1
    fi
    synchroniser || (export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 && synchroniser)
}

synchroniser() {
    "$uv" pip sync -q --require-hashes --python .venv/bin/python "$VERROUILLE" >>"$JOURNAL" 2>&1
}

remplir_avec_pip() {
    if ! convient .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        creer_avec_venv || { installer_par_apt python3-venv && creer_avec_venv; } ||
            expliquer "L’environnement .venv n’a pas pu être créé : installez « python3-venv » ou « uv », puis relancez."
    fi
    .venv/bin/python -m pip install -q --require-hashes -r "$VERROUILLE" >>"$JOURNAL" 2>&1 ||
        expliquer "Les paquets Python n’ont pas pu être installés : vérifiez l’accès au réseau, puis relancez."
}

creer_avec_venv() {
    rm -rf .venv
    "$python" -m venv .venv >>"$JOURNAL" 2>&1
}

pango_present() {
    .venv/bin/python - <<'PYTHON' >/dev/null 2>&1
import ctypes, sys
if sys.platform == "linux":
    for nom in ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
        ctypes.CDLL(nom)
else:
    import weasyprint
PYTHON
}

verifier_pango() {
    pango_present && return
    # shellcheck disable=SC2086 (a list of packages)
    installer_par_apt $PANGO && pango_present && return
    echouer "La bibliothèque Pango, qui met les PDF en page, manque : installez-la (« sudo apt-get install $PANGO »), puis relancez."
}

chromium_present() {
    for candidat in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        # The package of Ubuntu is an empty shell around snap: only running it tells.
        if [ -n "$candidat" ] && "$candidat" --version >/dev/null 2>&1; then return 0; fi
    done
    ls -d "${PLAYWRIGHT_BROWSERS_PATH:-${HOME:-}/.cache/ms-playwright}"/chromium* >/dev/null 2>&1
}

verifier_chromium() {
    chromium_present && return
    installer_par_apt chromium && chromium_present && return
    .venv/bin/python -m playwright install chromium >>"$JOURNAL" 2>&1 && return
    echouer "Chromium, dont les essais ont besoin, manque : installez-le (« sudo apt-get install chromium »), puis relancez."
}

preparer_le_dossier
prendre_le_verrou
installer_les_paquets
verifier_pango
[ "$BUT" != essais ] || verifier_chromium
