#!/bin/sh
# Run a command with TEST_DATABASE_URL: the one that is set, or a cluster that lives as long as the command.
# Usage: tools/postgres.sh COMMAND …
# The cluster lives in memory where there is room, so that the tests do not wait for the disk.
set -eu
scratch=/tmp
if [ -w /dev/shm ] && [ "$(df -k --output=avail /dev/shm | tail -1)" -gt 4000000 ]; then
    scratch=/dev/shm
fi
[ -z "${TEST_DATABASE_URL:-}" ] || exec "$@"

bin=$(dirname "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)")
home=$(mktemp -d "$scratch/voice-postgres.XXXXXX")
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

# initdb refuses root; the package makes the account postgres.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd "$home" && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}
finish() {
    code=$?
    trap - EXIT
    as_owner "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$home"
    exit $code
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

printf '%s' "$password" >"$home/password"
[ "$(id -u)" != 0 ] || chown -R postgres "$home"
as_owner "$bin/initdb" -D "$home/data" -U voice -A scram-sha-256 --pwfile="$home/password" \
    -E UTF8 --locale=C.UTF-8 >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2; exit 1; }
# The cluster dies with the command, so nothing of it has to outlive a power cut.
as_owner "$bin/pg_ctl" -D "$home/data" -l "$home/data/server.log" -w -t 60 \
    -o "-c listen_addresses=127.0.0.1 -p $port -k $home -c max_connections=200 -c fsync=off -c full_page_writes=off -c autovacuum=off" start \
    >/dev/null || { cat "$home/data/server.log" >&2; exit 1; }
TEST_DATABASE_URL="postgresql+psycopg://voice:$password@127.0.0.1:$port/postgres"
export TEST_DATABASE_URL
"$@"
