#!/bin/sh
# Writes the secrets docker-compose.yml mounts, once: an existing file is never replaced.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
cd secrets

ecrire() { # the folder is closed; the files must be readable by the containers' own users
    [ -f "$1" ] || { printf '%s' "$2" >"$1"; chmod 444 "$1"; }
}
hasard() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

ecrire postgres_password "$(hasard)"
ecrire valkey_password "$(hasard)"
ecrire secret_key "$(hasard)$(hasard)"
ecrire database_url "postgresql://applicatif:$(hasard)@base:5432/ancrage"
ecrire database_url_deploiement "postgresql://deploiement:$(hasard)@base:5432/ancrage"
ecrire database_url_admin "postgresql://postgres:$(cat postgres_password)@base:5432/postgres"
ecrire redis_url "redis://:$(cat valkey_password)@courtier:6379/0"
ecrire email_host_password ""
echo "Les secrets sont dans .docker/secrets : sauvegardez-les ailleurs. Pour le courriel, écrivez le mot de passe dans email_host_password."
