#!/bin/sh
# Makes the secrets of compose.yaml in a folder, `secrets` beside this file unless another is named. What is there stays.
set -eu
dir=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$dir"
[ -s "$dir/postgres-password" ] || openssl rand -hex 24 >"$dir/postgres-password"
[ -s "$dir/database" ] || echo "postgres://rolekit:$(cat "$dir/postgres-password")@postgres:5432/rolekit" >"$dir/database"
[ -s "$dir/signing-key.pem" ] || openssl genpkey -algorithm ed25519 -out "$dir/signing-key.pem"
# the registry runs as the user 1000 of its image, and an engine mounts a secret as its file is
[ "$(id -u)" != 0 ] || chown 1000 "$dir/database" "$dir/signing-key.pem"
