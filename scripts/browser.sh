#!/usr/bin/env bash
# Page tests need Chromium. As root on Debian it is installed; elsewhere the tests say aloud that they skip.
set -u
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "→ installing Chromium for the page tests"
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "! no Chromium here: the page tests will skip (Debian: sudo apt-get install chromium)"
