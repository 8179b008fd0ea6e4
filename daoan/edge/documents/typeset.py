"""Typst's compiler, with a Chinese typeface that travels with the console."""

from pathlib import Path
from typing import Any

import typst

from daoan.edge.documents.fonts import unpack_fonts

#: The typeface has one weight; headings are thickened by a stroke.
BOLD = "stroke: 0.025em"


def compiled(source: str, web: Path, cache: Path, *, as_png: int = 0) -> Any:
    """The PDF of a document in Typst's language, or a picture of so many dots an inch. No moment goes into it.

    Pictures of several pages come as a list.

    ``web``: the console's folder, whose typeface is used; ``cache``: where that is unpacked to.
    """
    fonts = cache / "fonts"
    families = ", ".join(f'"{family}"' for family in unpack_fonts(web, fonts, source))
    whole = f"#set document(date: none)\n#set text(font: ({families},))\n{source}".encode()
    given: dict[str, Any] = {"font_paths": [str(fonts)]} | ({"format": "png", "ppi": float(as_png)} if as_png else {})
    made: Any = typst.compile(whole, **given)
    return made


def escaped(words: str) -> str:
    """Words as Typst takes them literally."""
    return "".join("\\" + c if c in "\\#$*_`<>@[]~/=-+" else c for c in words)
