#!/usr/bin/env bash
# Engines that `python -m bench passes` is timed beside: Polars, Bytewax and Flink, in an environment of its own inside
# .venv, which sees nothing of .venv, since Flink wants an older numpy. Flink needs Java 17.
set -euo pipefail
venv="${VENV:-.venv}"
peers="$venv/peers"

[ -x "$venv/bin/python" ] || { echo "make install first" >&2; exit 1; }
if [ ! -x "$peers/bin/python" ]; then
    echo "→ making $peers"
    "$venv/bin/python" -m venv --without-pip "$peers"
fi
if ! cmp -s requirements-peers.lock "$peers/.installed"; then
    echo "→ installing Polars, Bytewax and Flink (a gigabyte)"
    VIRTUAL_ENV="$PWD/$peers" "$venv/bin/uv" pip install --quiet --require-hashes --no-deps -r requirements-peers.lock
    cp requirements-peers.lock "$peers/.installed"
fi
java -version >/dev/null 2>&1 || echo "There is no Java: Flink needs 17 (Debian: openjdk-17-jre-headless)" >&2
