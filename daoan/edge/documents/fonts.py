"""The typeface for PDFs, unpacked from the one that travels with the console.

The console's packages bring Noto Sans SC (SIL Open Font License) as some hundred small web fonts, each with a part of
the characters. A document needs a few dozen of them. Each is brought to regular weight, named after its part, and kept
in a cache folder, so that Chinese renders on machines without Chinese fonts and without root.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from daoan.terms.errors import InputError

PACKED = Path("node_modules/@fontsource-variable/noto-sans-sc/files")
REGULAR = 400
FIRST = "latin"  # digits, Latin letters and punctuation come from this part where several have them


def unpack_fonts(web: Path, into: Path, words: str) -> list[str]:
    """Families, in order of preference, that together draw all of ``words``; their files are in ``into`` afterwards.

    ``web``: the console's folder. Raises :class:`InputError` where its packages are not installed.
    """
    packed = sorted((web / PACKED).glob("*-wght-normal.woff2"), key=lambda p: (FIRST not in p.name, p.name))
    if not packed:
        raise InputError("the typeface for PDFs is not here yet; run: make web")
    into.mkdir(parents=True, exist_ok=True)
    covers = _coverage(packed, into)
    missing, families = {ord(c) for c in words}, []
    for path in packed:
        found = missing & covers[path.name]
        if found:
            missing -= found
            families.append(_unpack(path, into))
    return families


def _coverage(packed: Iterable[Path], into: Path) -> dict[str, set[int]]:
    """Characters of each part, read once and remembered."""
    index = into / "coverage.json"
    if index.exists():
        known: dict[str, list[int]] = json.loads(index.read_text(encoding="utf-8"))
    else:
        known = {path.name: sorted(TTFont(path).getBestCmap()) for path in packed}
        index.write_text(json.dumps(known), encoding="utf-8")
    return {name: set(points) for name, points in known.items()}


def _unpack(path: Path, into: Path) -> str:
    family = "Daoan " + path.name.removeprefix("noto-sans-sc-").removesuffix("-wght-normal.woff2")
    target = into / f"{family}.ttf"
    if not target.exists():
        font = instancer.instantiateVariableFont(TTFont(path), {"wght": REGULAR}, inplace=True)
        for record in font["name"].names:
            if record.nameID in (1, 4, 16):
                record.string = family
            elif record.nameID == 6:
                record.string = family.replace(" ", "")
        font.flavor = None
        font.save(target)
    return family
