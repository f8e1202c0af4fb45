#!/bin/sh
# `make check`: every check runs, the first failure does not hide the others. Arguments: what mypy reads.
set -u
cd "$(dirname "$0")/.."
py=.venv/bin/python
echecs=

verifier() {
    nom=$1
    shift
    printf '== %s\n' "$nom"
    "$@" || echecs="$echecs
  - $nom"
}

verifier "Style (ruff)" $py -m ruff check .
verifier "Mise en forme (ruff)" $py -m ruff format --check .
verifier "Couches (import-linter)" .venv/bin/lint-imports
verifier "Types (mypy)" $py -m mypy "$@"
verifier "Gabarits (djlint)" $py -m djlint templates --lint --quiet
verifier "Migrations manquantes" $py manage.py makemigrations --check --dry-run
verifier "Réglages d’un déploiement" env -u DEBUG DEMONSTRATION=0 TLS=1 ALLOWED_HOSTS=ancrage.example \
    EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend \
    SECRET_KEY=cle-de-verification-sans-valeur-9f1c7a52e0d84b36b8a1c4d2e6f7 \
    $py manage.py check --deploy --fail-level WARNING

if [ -n "$echecs" ]; then
    printf 'À corriger :%s\n' "$echecs" >&2
    exit 1
fi
echo "Tout est en ordre."
