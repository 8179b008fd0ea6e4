#!/usr/bin/env bash
# Tests open documents in LibreOffice. As root on Debian it is installed; elsewhere those tests say aloud that they skip.
set -u
command -v soffice >/dev/null && command -v pdftotext >/dev/null && command -v fc-match >/dev/null && exit 0
packages="libreoffice-writer-nogui fonts-noto-cjk fontconfig poppler-utils"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "→ installing LibreOffice without its windows for the tests of documents (a minute)"
    # shellcheck disable=SC2086
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends $packages >/dev/null && exit 0
fi
echo "! no LibreOffice here: the tests that open documents will skip (Debian: sudo apt-get install $packages)"
