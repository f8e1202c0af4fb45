#!/bin/sh
# Rewrites the two lock files from pyproject.toml, with hashes and without any registry address.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .local/uv/bin/uv)
figer() {
    sortie=$1
    shift
    "$uv" pip compile -q --universal --python-version 3.12 --generate-hashes --no-header --no-emit-index-url \
        --no-annotate --output-file "$sortie" "$@" pyproject.toml >/dev/null
}
figer requirements.lock
figer requirements-dev.lock --group local --group dev
