#!/usr/bin/env bash
# A private PostgreSQL for the tests: its own cluster in a temporary folder, on a Unix socket, nothing on the network.
#   bash scripts/postgres.sh start       starts one and prints its address (export it as DAOAN_TEST_POSTGRES)
#   bash scripts/postgres.sh stop URL    stops it and removes its folder
# As root on Debian or Ubuntu it installs PostgreSQL where it is missing. Nothing in it survives: its data are not synced.
set -euo pipefail

say() { echo "$@" >&2; }

find_server() {
    local bin
    for bin in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) $(dirname "$(command -v initdb || echo /none/initdb)"); do
        if [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] && [ -x "$bin/postgres" ]; then
            echo "$bin"
            return
        fi
    done
    return 1
}

install_server() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "→ installing PostgreSQL from the distribution's packages"
    # Only the programs are wanted: no cluster of the system's own, no server started at boot.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null >/dev/null 2>&1 || return 1
    apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold postgresql \
        </dev/null >/dev/null 2>&1
}

# PostgreSQL refuses to run as root, so root hands it to another user.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups -- "$@"
    else
        "$@"
    fi
}

start() {
    local bin folder owner
    bin="$(find_server)" || { install_server && bin="$(find_server)"; } || {
        say "! no PostgreSQL here (Debian, Ubuntu: sudo apt-get install postgresql)"
        exit 1
    }
    owner="$(id -un 2>/dev/null || id -u)"
    if [ "$(id -u)" = 0 ]; then
        owner=postgres
        id postgres >/dev/null 2>&1 || owner=nobody
    fi
    # Not in TMPDIR: the path of a Unix socket may have 107 characters at most.
    folder="$(mktemp -d /tmp/daoan-postgres.XXXXXX)"
    if [ "$(id -u)" = 0 ]; then chown "$owner" "$folder"; fi
    cd "$folder"
    if ! as_owner "$bin/initdb" --pgdata="$folder/data" --username=daoan --auth=trust --encoding=UTF8 --locale=C \
        --no-sync </dev/null >"$folder.log" 2>&1 ||
        ! as_owner "$bin/pg_ctl" start --pgdata="$folder/data" --log="$folder/server.log" --wait --silent \
            -o "-c listen_addresses= -c unix_socket_directories=$folder -c fsync=off -c full_page_writes=off -c synchronous_commit=off" \
            </dev/null >>"$folder.log" 2>&1; then
        cat "$folder.log" "$folder/server.log" >&2 2>/dev/null || true
        rm -rf "$folder" "$folder.log"
        exit 1
    fi
    rm -f "$folder.log"
    echo "postgresql://daoan@/postgres?host=$folder"
}

stop() {
    local folder="${1##*host=}" owner pid
    case "$folder" in
        /tmp/daoan-postgres.??????) ;;
        *) say "! not an address that this script gave: ${1:-}"; exit 2 ;;
    esac
    if [ -f "$folder/data/postmaster.pid" ]; then
        pid="$(head -n 1 "$folder/data/postmaster.pid")"
        if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = postgres ]; then kill -INT "$pid"; fi
        for _ in $(seq 100); do
            [ -d "/proc/$pid" ] || break
            sleep 0.1
        done
    fi
    rm -rf "$folder"
}

case "${1:-}" in
    start) start ;;
    stop) stop "${2:-}" ;;
    *) say "usage: bash scripts/postgres.sh start | stop URL"; exit 2 ;;
esac
