"""A document as PDF, set by Typst, with a Chinese typeface that travels with the console."""

from pathlib import Path

import typst

from daoan.edge.documents import layout
from daoan.edge.documents.fonts import unpack_fonts
from daoan.edge.documents.layout import said
from daoan.terms.documents import Document, Table

#: The typeface has one weight; headings are thickened by a stroke.
BOLD = "stroke: 0.025em"


def pdf_of(document: Document, language: str, web: Path, cache: Path) -> bytes:
    """The bytes of a PDF. ``web``: the console's folder, whose typeface is used; ``cache``: where it is unpacked to."""
    return compiled(typst_of(document, language), web, cache)


def compiled(source: str, web: Path, cache: Path) -> bytes:
    """The PDF of a document in Typst's language, set in the typeface that travels with the console."""
    fonts = cache / "fonts"
    families = ", ".join(f'"{family}"' for family in unpack_fonts(web, fonts, source))
    content: bytes = typst.compile(  # type: ignore[misc]
        f"#set text(font: ({families},))\n{source}".encode(), font_paths=[str(fonts)]
    )
    return content


def typst_of(document: Document, language: str) -> str:
    """The document in Typst's language."""
    parts = [
        _head(document, language),
        *(f"#par[{escaped(said(text, language))}]" for text in document.opening),
    ]
    for position, section in enumerate(document.sections):
        parts.append(f"#heading(level: 1)[{escaped(layout.numbered(position, section.heading, language))}]")
        parts += [f"#par[{escaped(said(text, language))}]" for text in section.paragraphs]
        parts += [_table(table, language) for table in section.tables]
    dated = document.dated
    when = f"{dated.year}年{dated.month}月{dated.day}日" if language == "zh" else f"{dated.day} {dated:%B %Y}"
    parts.append(f"#v(12pt)#align(right)[{escaped(said(document.signed, language))} \\ {when}]")
    return "\n\n".join(parts)


def _head(document: Document, language: str) -> str:
    mark = f"[#text(gray, 10pt)[{escaped(said(layout.SIMULATED, language))}]]" if document.simulated else "none"
    background = (
        f'rotate(-35deg, text(48pt, rgb("#00000012"))[{escaped(said(layout.SIMULATED, language))}])'
        if document.simulated
        else "none"
    )
    return f"""#set page(paper: "a4", header: {mark}, background: {background},
  margin: (top: {layout.MARGIN_TOP_MM}mm, left: {layout.MARGIN_LEFT_MM}mm,
           right: {layout.MARGIN_RIGHT_MM}mm, bottom: {layout.MARGIN_BOTTOM_MM}mm), numbering: "— 1 —")
#set text(size: 11pt, lang: "{language}")
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 0.9em)
#show heading.where(level: 1): it => block(above: 1.2em, below: 0.8em, text(13pt, {BOLD}, it.body))
#align(center)[#text({layout.HEAD_PT * 0.8}pt, rgb("#{layout.RED}"), {BOLD} + rgb("#{layout.RED}"))[\
{escaped(said(document.issuer, language))}]]
#align(center)[{escaped(said(document.number, language))}]
#line(length: 100%, stroke: 1.5pt + rgb("#{layout.RED}"))
#v(6pt)
#align(center)[#text({layout.TITLE_PT * 0.8}pt, {BOLD})[{escaped(said(document.title, language))}]]
#v(6pt)"""


def _table(table: Table, language: str) -> str:
    heads = ", ".join(f"[#text({BOLD})[{escaped(said(h, language))}]]" for h in table.headings)
    rows = ",\n  ".join(", ".join(f"[{escaped(said(cell, language))}]" for cell in row) for row in table.rows)
    note = f"#text(8.5pt)[{escaped(said(table.note, language))}]" if table.note else ""
    columns = ", ".join(["auto"] * len(table.headings))
    return f"""#block(above: 1em, below: 0.5em, width: 100%)[#align(center)[#text(10pt, {BOLD})[\
{escaped(said(table.caption, language))}]]]
#align(center)[#[#set text(9pt)
#set par(first-line-indent: 0pt, justify: false, leading: 0.5em)
#table(columns: ({columns}), stroke: 0.4pt, inset: 4pt, align: (x, _) => if x == 0 {{ left }} else {{ center }},
  table.header({heads}),
  {rows}
)]]
{note}"""


def escaped(words: str) -> str:
    """Words as Typst takes them literally."""
    return "".join("\\" + c if c in "\\#$*_`<>@[]~/=-+" else c for c in words)
