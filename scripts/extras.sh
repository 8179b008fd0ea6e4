#!/usr/bin/env bash
# What the tests of many machines need: Spark, NATS and its server, the client of Kafka, in an environment of its own inside .venv.
# It sees everything of .venv, and has its own pandas, since Spark does not know pandas 3. Needs Java 17 or newer.
set -euo pipefail
venv="${VENV:-.venv}"
extras="$venv/extras"

[ -x "$venv/bin/python" ] || { echo "make install first" >&2; exit 1; }
if [ ! -x "$extras/bin/python" ]; then
    echo "→ making $extras"
    "$venv/bin/python" -m venv --without-pip "$extras"
    "$venv/bin/python" - "$extras" <<'BESIDE'
import sys, sysconfig
from pathlib import Path
there = Path(sysconfig.get_path("purelib", vars={"base": sys.argv[1]}))
(there / "beside.pth").write_text(f"{sysconfig.get_path('purelib')}\n{Path.cwd()}\n")
BESIDE
fi
if ! cmp -s requirements-machines.lock "$extras/.installed"; then
    echo "→ installing Spark, NATS and Kafka (half a gigabyte)"
    VIRTUAL_ENV="$PWD/$extras" "$venv/bin/uv" pip install --quiet --require-hashes --no-deps -r requirements-machines.lock
    cp requirements-machines.lock "$extras/.installed"
fi
java -version >/dev/null 2>&1 || echo "There is no Java: tests on Spark need 17 or newer (Debian: openjdk-17-jre-headless)" >&2
