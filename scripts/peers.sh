#!/usr/bin/env bash
# What a benchmark is timed beside, in an environment of its own inside .venv that sees nothing of .venv.
#   peers.sh            for `python -m bench passes`: Polars, Bytewax and Flink, which wants an older numpy and Java 17
#   peers.sh planner    for `python -m bench planner`: spopt with the CBC that PuLP carries
set -euo pipefail
venv="${VENV:-.venv}"
case "${1:-passes}" in
    passes)  peers="$venv/peers" lock=requirements-peers.lock what="Polars, Bytewax and Flink (a gigabyte)" ;;
    planner) peers="$venv/peers-planner" lock=requirements-peers-planner.lock what="spopt (half a gigabyte)" ;;
    *) echo "peers.sh [passes|planner]" >&2; exit 2 ;;
esac

[ -x "$venv/bin/python" ] || { echo "make install first" >&2; exit 1; }
if [ ! -x "$peers/bin/python" ]; then
    echo "→ making $peers"
    "$venv/bin/python" -m venv --without-pip "$peers"
fi
if ! cmp -s "$lock" "$peers/.installed"; then
    echo "→ installing $what"
    VIRTUAL_ENV="$PWD/$peers" "$venv/bin/uv" pip install --quiet --require-hashes --no-deps -r "$lock"
    cp "$lock" "$peers/.installed"
fi
[ "${1:-passes}" = planner ] || java -version >/dev/null 2>&1 || echo "There is no Java: Flink needs 17 (Debian: openjdk-17-jre-headless)" >&2
