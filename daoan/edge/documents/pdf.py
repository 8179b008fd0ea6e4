"""A document as PDF: the same pages as its docx, set by Typst in the typeface that travels with the console."""

from pathlib import Path

from daoan.edge.documents.layout import (
    SIMULATED,
    WHOLE_ROWS,
    Layout,
    cell_words,
    left_columns,
    letters,
    numbered,
    points,
    said,
    sign_of,
    when,
)
from daoan.edge.documents.pictures import code_of
from daoan.edge.documents.typeset import BOLD, compiled, escaped
from daoan.terms.documents import Document, Figure, Passage, Section, Table
from daoan.terms.estimates import Text

e = escaped
LOOK_PPI = 96  # of pages that are looked at
#: The typeface that travels along has Chinese quotation marks, as wide as a character: English has straight ones.
_QUOTES = str.maketrans("“”‘’", "\"\"''")


def pdf_of(document: Document, language: str, layout: Layout, web: Path, cache: Path) -> bytes:
    """The bytes of a PDF. ``web``: the console's folder; ``cache``: where its typeface is unpacked to."""
    content: bytes = compiled(typst_of(document, language, layout), web, cache)
    return content


def pages_of(source: str, web: Path, cache: Path) -> list[bytes]:
    """A picture (PNG) of every page of a document in Typst's language."""
    made = compiled(source, web, cache, as_png=LOOK_PPI)
    return made if isinstance(made, list) else [made]  # of one page the compiler answers the page itself


def typst_of(document: Document, language: str, layout: Layout) -> str:
    """The document in Typst's language."""
    if language == "zh":
        return "\n\n".join(_chinese(document, layout))
    return "\n\n".join(_english(document, layout)).translate(_QUOTES)


def _chinese(document: Document, a: Layout) -> list[str]:
    red, gap = f'rgb("#{a.red}")', a.line_pt - a.body_pt
    pieces = [piece.zh for piece in document.pieces or (document.title,)]
    title = " \\ ".join(e(line) for line in a.title_lines(pieces))
    to = f"#par(first-line-indent: 0pt)[{e(document.to.zh)}：]" if document.to else ""
    parts = [
        f"""{_page(document, "zh", a)}
#set text(size: {a.body_pt}pt, lang: "zh", top-edge: 0.8em, bottom-edge: -0.2em)
#set par(justify: true, first-line-indent: (amount: {a.indent_characters}em, all: true))
#set par(leading: {gap}pt, spacing: {gap}pt)
#v({a.head_below_mm}mm)
#align(center)[#text({a.head_pt(document.issuer.zh)}pt, {red}, {BOLD} + {red})[{e(document.issuer.zh)}]]
#v({a.number_below_lines * a.line_pt}pt - {gap}pt)
#align(center)[{e(document.number.zh)}]
#v({a.rule_below_mm}mm - {gap}pt)
#line(length: 100%, stroke: {a.red_pt}pt + {red})
#v({a.title_below_lines * a.line_pt}pt - {gap}pt)
#align(center)[#text({a.title_pt}pt, {BOLD})[{title}]]
#v({a.to_below_lines * a.line_pt}pt - {gap}pt)
{to}"""
    ]
    text = _text(document, "zh", a)
    if document.closing is not None:
        text.append(f"#par[{e(document.closing.zh)}]")
    parts += _kept_with_next(text)
    for place, annex in enumerate(document.annexes, start=1):
        number = f"{place}." if len(document.annexes) > 1 else ""
        lead = "附件：" if place == 1 else "　　　"
        above = f"#v({a.line_pt}pt - {gap}pt)" if place == 1 else ""
        parts.append(f"{above}#block(sticky: true)[#par[{lead}{number}{e(annex.caption.zh)}]]")
    parts.append(_signature(document, a))
    parts += _annexes(document, "zh", a)
    parts.append(_imprint(document, a))
    return parts


def _page(document: Document, language: str, a: Layout) -> str:
    told = e(said(SIMULATED, language))
    head = f"[#align(center)[#text({a.caption_pt}pt, gray)[{told}]]]" if document.simulated else "none"
    behind = f'rotate(-35deg, text(44pt, rgb("#00000010"))[{told}])' if document.simulated else "none"
    if language == "en":
        return (
            f'#set page(paper: "a4", margin: {a.english.margin_mm}mm, numbering: "1", header: {head}, '
            f"background: {behind})"
        )
    return f"""#set page(paper: "a4", margin: (top: {a.top_mm}mm, left: {a.left_mm}mm,
  right: {a.right_mm}mm, bottom: {a.bottom_mm}mm), header: {head}, background: {behind},
  footer-descent: {a.foot_below_mm}mm,
  footer: context {{
    let n = counter(page).get().first()
    set align(top + if calc.odd(n) {{ right }} else {{ left }})
    pad(x: {a.small_pt}pt, text({a.small_pt}pt)[— #n —])
  }})"""


def _signature(document: Document, a: Layout) -> str:
    """The unit centred over the day, the day some characters in from the right, with room for a seal above."""
    dated = when(document.dated, "zh")
    beside = max((letters(document.signed.zh) - letters(dated)) * a.body_pt / 4, 0)
    right = max(a.date_from_right_characters * a.body_pt - beside, 0)
    gap = a.line_pt - a.body_pt
    return (
        f"#v({a.line_pt}pt)#block(width: 100%, breakable: false)[#align(right)[#pad(right: {right}pt)["
        f"#box[#set align(center)\n#stack(spacing: {gap}pt, [{e(document.signed.zh)}], [{e(dated)}])]]]]"
    )


def _imprint(document: Document, a: Layout) -> str:
    thick, thin = points(a.thick_mm), points(a.thin_mm)
    copies = ""
    if document.copies is not None:
        copies = f"#pad(x: {a.small_pt}pt)[抄送：{e(document.copies.zh)}。]#line(length: 100%, stroke: {thin}pt)"
    foot = (
        f"#line(length: 100%, stroke: {thick}pt){copies}"
        f"#pad(x: {a.small_pt}pt)[{e(document.signed.zh)}#h(1fr){e(when(document.dated, 'zh'))}印发]"
        f"#line(length: 100%, stroke: {thick}pt)"
    )
    return (
        f"#v(1fr)#block(breakable: false, width: 100%)[#set text({a.small_pt}pt)\n"
        f"#set par(first-line-indent: 0pt)\n#set block(spacing: 5pt)\n{foot}]"
    )


def _english(document: Document, a: Layout) -> list[str]:
    to = f"To: {e(document.to.en)}\n\nDear colleagues,\n" if document.to else ""
    parts = [
        f"""{_page(document, "en", a)}
#set text(size: {a.english.body_pt - 0.5}pt, lang: "en")
#set smartquote(enabled: false)
#set par(leading: 0.62em, spacing: 0.9em)
#text({a.english.title_pt - 1}pt, {BOLD})[{e(document.issuer.en)}]
#v(6pt)
{e(when(document.dated, "en"))} \\
Our reference: {e(document.number.en)}

#text({a.english.body_pt + 1}pt, {BOLD})[{e(document.title.en)}]

{to}"""
    ]
    text = _text(document, "en", a)
    if document.closing is not None and document.closing.en:
        text.append(f"#par[{e(document.closing.en)}]")
    parts += _kept_with_next(text)
    leave = "Yours faithfully,\n#v(26pt)\n" if document.to else "#v(10pt)\n"
    parts.append(f"#block(breakable: false)[{leave}{e('____________ (name, post)')} \\\n{e(document.signed.en)}]")
    enclosed = "; ".join(annex.caption.en for annex in document.annexes)
    below = [f"Enclosed: {e(enclosed)}"] if enclosed else []
    below += [f"Copy: {e(document.copies.en)}"] if document.copies is not None else []
    parts.append(" \\\n".join(below))
    return parts + _annexes(document, "en", a)


def _kept_with_next(parts: list[str]) -> list[str]:
    """The same parts, the last of which stays on a page with what comes next, where it is a paragraph."""
    if parts and parts[-1].startswith("#par["):
        return [*parts[:-1], f"#block(sticky: true)[{parts[-1]}]"]
    return parts


def _text(document: Document, language: str, a: Layout) -> list[str]:
    parts = [f"#par[{_words(words, language)}]" for words in document.opening]
    for place, section in enumerate(document.sections):
        indent = f"#h({a.indent_characters}em)" if language == "zh" else ""
        heading = e(numbered(place, section.heading, language))
        parts.append(f"#block(sticky: true)[{indent}#text({BOLD})[{heading}]]")
        parts += _section(section, language, a)
    return parts


def _section(section: Section, language: str, a: Layout) -> list[str]:
    parts, number = [], 0
    items = sum(isinstance(p, Passage) and p.lead is not None for p in section.paragraphs)
    for words in section.paragraphs:
        item = isinstance(words, Passage) and words.lead is not None
        sign = sign_of(number, language) if item and items > 1 else ""
        number += item
        parts.append(_paragraph(words, sign, language))
    parts += [_table(table, language, a) for table in section.tables]
    width = a.text_width_mm(language)
    for picture in section.pictures:
        caption = _over(picture.caption, language, a)
        drawn = code_of(picture, language, width)
        parts.append(f"{caption}\n#block(breakable: false, above: 0.4em, below: 1em, width: 100%)[\n{drawn}\n]")
    return parts


def _paragraph(words: Text | Passage, sign: str, language: str) -> str:
    lead = e(said(words.lead, language)) if isinstance(words, Passage) and words.lead is not None else ""
    text = _words(words, language)
    if language == "zh" or not isinstance(words, Passage) or words.lead is None:
        return f"#par[{e(sign)}{lead}{text}]"
    bold = f"#text({BOLD})[{lead}] " if lead else ""
    return f"#pad(left: 7mm)[#par(hanging-indent: 6mm)[{e(sign)}{bold}{text}]]"


def _words(words: Text | Passage, language: str) -> str:
    if isinstance(words, Text):
        return e(said(words, language))
    return "".join(
        e(said(piece.shown, language) if isinstance(piece, Figure) else piece) for piece in words.pieces(language)
    )


def _over(caption: Text, language: str, a: Layout) -> str:
    """A caption that stays with what it is over."""
    size = a.caption_pt if language == "zh" else a.english.table_pt + 1
    words = f"#text({size}pt, {BOLD})[{e(said(caption, language))}]"
    return f"#block(above: 1em, below: 0.6em, sticky: true, width: 100%)[#align(center)[{words}]]"


def _annexes(document: Document, language: str, a: Layout) -> list[str]:
    parts = []
    for place, annex in enumerate(document.annexes):
        many = len(document.annexes) > 1
        if language == "zh":
            mark = f"附件{place + 1 if many else ''}"
            parts.append(f"#pagebreak()#par(first-line-indent: 0pt)[#text({BOLD})[{mark}]]")
            parts.append(
                f"#align(center)[#text({a.title_pt}pt, {BOLD})[{e(annex.caption.zh)}]]\n{_grid(annex, 'zh', a)}"
            )
        else:
            parts.append(f"#pagebreak()#text(13pt, {BOLD})[{e(annex.caption.en)}]\n{_grid(annex, 'en', a)}")
    return parts


def _table(table: Table, language: str, a: Layout) -> str:
    caption = _over(table.caption, language, a)
    size = a.table_pt if language == "zh" else a.english.table_pt
    note = f"#par(first-line-indent: 0pt)[#text({size - 1}pt)[{e(said(table.note, language))}]]" if table.note else ""
    return f"{caption}\n{_grid(table, language, a)}\n{note}"


def _grid(table: Table, language: str, a: Layout) -> str:
    size = a.table_pt if language == "zh" else a.english.table_pt
    heads = ", ".join(f"[#text({BOLD})[{e(said(h, language))}]]" for h in table.headings)
    rows = ",\n  ".join(", ".join(f"[{e(cell_words(cell, language))}]" for cell in row) for row in table.rows)
    widths = ", ".join(f"{width:.2f}fr" for width in a.column_widths_mm(table, language))
    left = "".join(f"{column}, " for column in sorted(left_columns(table, language)))
    whole = "breakable: false, " if len(table.rows) <= WHOLE_ROWS else ""
    return f"""#block({whole}below: 1em)[#set text({size}pt)
#set par(first-line-indent: 0pt, justify: false, leading: 0.5em)
#table(columns: ({widths}), stroke: 0.5pt, inset: 4pt,
  align: (x, y) => if y > 0 and x in ({left}) {{ left }} else {{ center }},
  table.header({heads}),
  {rows}
)]"""
