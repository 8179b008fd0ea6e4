#!/usr/bin/env bash
# SUMO, the traffic simulator, for `daoan signals` and `python -m bench signals`: in an environment of its own inside .venv
# (half a gigabyte), which sees everything of .venv. Only processes of their own ever import it.
set -euo pipefail
venv="${VENV:-.venv}"
sumo="$venv/sumo"

[ -x "$venv/bin/python" ] || { echo "make install first" >&2; exit 1; }
if [ ! -x "$sumo/bin/python" ]; then
    echo "→ making $sumo"
    "$venv/bin/python" -m venv --without-pip "$sumo"
    "$venv/bin/python" - "$sumo" <<'BESIDE'
import sys, sysconfig
from pathlib import Path
there = Path(sysconfig.get_path("purelib", vars={"base": sys.argv[1]}))
(there / "beside.pth").write_text(f"{sysconfig.get_path('purelib')}\n{Path.cwd()}\n")
BESIDE
fi
if ! cmp -s requirements-sumo.lock "$sumo/.installed"; then
    echo "→ installing SUMO (half a gigabyte)"
    VIRTUAL_ENV="$PWD/$sumo" "$venv/bin/uv" pip install --quiet --require-hashes --no-deps -r requirements-sumo.lock
    cp requirements-sumo.lock "$sumo/.installed"
fi
