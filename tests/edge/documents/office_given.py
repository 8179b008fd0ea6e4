"""LibreOffice, where it is installed (scripts/office.sh): a .docx opened as an office opens it, as pages and words."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.edge.documents.papers_given import LAYOUT

TOOLS = ("soffice", "pdftotext", "fc-match")
#: What stands in for the standard's typefaces, which nobody may ship: as wide as they are in Chinese characters.
SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
STAND_INS = {use: SANS if "heading" in use else SERIF for use in LAYOUT.faces}


def need_office() -> None:
    """Say aloud that a test skips where LibreOffice is missing."""
    if any(shutil.which(tool) is None for tool in TOOLS):
        pytest.skip("no LibreOffice here: documents are not opened (scripts/office.sh tells how to get it)")


def opened(files: Mapping[str, bytes], folder: Path) -> dict[str, list[str]]:
    """Words of every page of each .docx after LibreOffice made it a PDF, which lies in the folder under its name."""
    need_office()
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    fonts = folder / "fonts.conf"
    fonts.write_text(_stand_ins(), encoding="utf-8")
    made = subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), *(str(folder / f"{name}.docx") for name in files)],
        capture_output=True, text=True, timeout=300, check=False, env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    faults = [
        line for line in (made.stdout + made.stderr).splitlines() if re.search("(?i)warn|error|repair|fail", line)
    ]
    assert not [line for line in faults if "javaldx" not in line]  # that one misses Java, which nothing here needs
    return {name: _pages(folder / f"{name}.pdf") for name in files}


def plain(words: str) -> str:
    """Words without what a line break or a justified line changes."""
    return re.sub(r"\s+", "", words)


def heights_pt(pdf: Path) -> list[list[tuple[str, tuple[float, float]]]]:
    """Every word of each page with how far below the page's edge it begins and ends, in points."""
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    word = re.compile(r'<word [^>]*yMin="([0-9.]+)"[^>]*yMax="([0-9.]+)">(.*?)</word>')
    return [[(w[3], (float(w[1]), float(w[2]))) for w in word.finditer(page)] for page in told.split("<page ")[1:]]


def _pages(pdf: Path) -> list[str]:
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return told.split("\f")[:-1]


def _stand_ins() -> str:
    rows = "".join(
        f'<match target="pattern"><test name="family"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{STAND_INS[use]}</string></edit></match>'
        for use, names in LAYOUT.faces.items()
        for name in names
        if name not in STAND_INS.values()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{rows}</fontconfig>'
    )
