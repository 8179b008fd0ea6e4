"""An official letter as PDF: the same pages as its docx, set by Typst in the typeface that travels with the console."""

from pathlib import Path

from daoan.edge.documents import layout
from daoan.edge.documents.layout import said
from daoan.edge.documents.pdf import BOLD, compiled, escaped
from daoan.terms.documents import Table
from daoan.terms.letters import Item, Letter


def letter_pdf(letter: Letter, language: str, web: Path, cache: Path) -> bytes:
    """The bytes of a PDF. ``web``: the console's folder; ``cache``: where its typeface is unpacked to."""
    return compiled(chinese_typst(letter) if language == "zh" else english_typst(letter), web, cache)


def chinese_typst(letter: Letter) -> str:
    """The page of GB/T 9704-2012 in Typst's language."""
    e, dated = escaped, escaped(layout.when(letter.dated, "zh"))
    mark = f"#place(top + center)[#text(12pt, gray)[{e(layout.SIMULATED.zh)}]]" if letter.simulated else ""
    red = f'rgb("#{layout.HEAD_RED}")'
    title = " \\ ".join(e(line) for line in layout.title_lines([piece.zh for piece in letter.title]))
    line_gap_pt = layout.LINE_PT - layout.BODY_PT
    beside_pt = max((layout.letters(letter.signed.zh) - layout.letters(layout.when(letter.dated, "zh"))) * 4, 0)
    right_pt = max(4 * layout.BODY_PT - beside_pt, 0)
    parts = [
        f"""#set page(paper: "a4", margin: (top: {layout.MARGIN_TOP_MM}mm, left: {layout.MARGIN_LEFT_MM}mm,
  right: {layout.MARGIN_RIGHT_MM}mm, bottom: {layout.MARGIN_BOTTOM_MM}mm), footer-descent: {layout.FOOT_BELOW_MM}mm,
  footer: context {{
    let n = counter(page).get().first()
    set align(top + if calc.odd(n) {{ right }} else {{ left }})
    pad(x: {layout.FOOT_PT}pt, text({layout.FOOT_PT}pt)[— #n —])
  }})
#set text(size: {layout.BODY_PT}pt, lang: "zh", top-edge: 0.8em, bottom-edge: -0.2em)
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: {line_gap_pt}pt, spacing: {line_gap_pt}pt)
{mark}
#v({layout.HEAD_BELOW_MM}mm)
#align(center)[#text({layout.head_pt(letter.head.zh)}pt, {red}, {BOLD} + {red})[{e(letter.head.zh)}]]
#v({layout.LINE_PT}pt)
#align(center)[{e(letter.number.zh)}]
#v({layout.RULE_BELOW_MM}mm - {line_gap_pt}pt)
#line(length: 100%, stroke: {layout.RED_RULE_PT}pt + {red})
#v({layout.LINE_PT * 1.5}pt)
#align(center)[#text({layout.TITLE_PT}pt, {BOLD})[{title}]]
#v({layout.LINE_PT / 2}pt)
#par(first-line-indent: 0pt)[{e(letter.to.zh)}：]""",
        *(f"#par[{e(text.zh)}]" for text in letter.opening),
    ]
    for place, part in enumerate(letter.parts):
        parts.append(f"#block(sticky: true)[#h(2em)#text({BOLD})[{layout.NUMERALS[place]}、{e(part.heading.zh)}]]")
        parts += _items(part.items, "zh")
    parts.append(f"#par[{e(letter.closing.zh)}]")
    if letter.annexes:
        names = "、".join(annex.caption.zh for annex in letter.annexes)
        parts.append(f"#v({layout.LINE_PT / 2}pt)#par[附件：{e(names)}]")
    parts.append(
        f"#v({layout.LINE_PT}pt)#block(width: 100%, breakable: false)[#align(right)[#pad(right: {right_pt}pt)["
        f"#box[#set align(center)\n#stack(spacing: {line_gap_pt}pt, [{e(letter.signed.zh)}], [{dated}])]]]]"
    )
    for annex in letter.annexes:
        parts.append(f"#pagebreak()#par(first-line-indent: 0pt)[#text({BOLD})[附件]]")
        parts.append(
            f"#align(center)[#text({layout.TITLE_PT}pt, {BOLD})[{e(annex.caption.zh)}]]\n{_table(annex, 'zh')}"
        )
    foot = (
        f"#line(length: 100%, stroke: {layout.THICK_PT}pt)#pad(x: {layout.FOOT_PT}pt)[抄送：{e(letter.copies.zh)}。]"
        f"#line(length: 100%, stroke: {layout.THIN_PT}pt)"
        f"#pad(x: {layout.FOOT_PT}pt)[{e(letter.signed.zh)}#h(1fr){dated}印发]"
        f"#line(length: 100%, stroke: {layout.THICK_PT}pt)"
    )
    parts.append(
        f"#v(1fr)#block(breakable: false, width: 100%)[#set text({layout.FOOT_PT}pt)\n"
        f"#set par(first-line-indent: 0pt)\n#set block(spacing: 5pt)\n{foot}]"
    )
    return "\n\n".join(parts)


def english_typst(letter: Letter) -> str:
    """A plain business letter in Typst's language."""
    e = escaped
    mark = f"#text(9pt, gray)[{e(layout.SIMULATED.en)}]\n" if letter.simulated else ""
    parts = [
        f"""#set page(paper: "a4", margin: 25.4mm, numbering: "1")
#set text(size: 10.5pt, lang: "en")
#set par(leading: 0.62em, spacing: 0.9em)
{mark}
#text(15pt, {BOLD})[{e(letter.head.en)}]
#v(6pt)
{e(layout.when(letter.dated, "en"))} \\
Our reference: {e(letter.number.en)}

To: {e(letter.to.en)}

Dear colleagues,

#text(11.5pt, {BOLD})[{e(" ".join(piece.en for piece in letter.title))}]""",
        *(e(text.en) for text in letter.opening),
    ]
    for place, part in enumerate(letter.parts, start=1):
        parts.append(f"#block(sticky: true)[#text({BOLD})[{place}. {e(part.heading.en)}]]")
        parts += _items(part.items, "en")
    parts.append(
        "#block(breakable: false)[Yours faithfully,\n#v(26pt)\n"
        f"{e('____________ (name, post)')} \\\n{e(letter.signed.en)}]"
    )
    enclosed = "; ".join(annex.caption.en for annex in letter.annexes)
    parts.append((f"Enclosed: {e(enclosed)} \\\n" if enclosed else "") + f"Copy: {e(letter.copies.en)}")
    for annex in letter.annexes:
        parts.append(f"#pagebreak()#text(13pt, {BOLD})[{e(annex.caption.en)}]\n{_table(annex, 'en')}")
    return "\n\n".join(parts)


def _items(items: tuple[Item, ...], language: str) -> list[str]:
    many, found = len(items) > 1, []
    for place, item in enumerate(items):
        lead, text = escaped(said(item.lead, language)), escaped(said(item.text, language))
        if language == "zh":
            sign = f"（{layout.NUMERALS[place]}）" if many else ""
            found.append(f"#par[{sign}{lead}{text}]")
        else:
            sign = f"({chr(ord('a') + place)}) " if many else ""
            bold = f"#text({BOLD})[{lead}] " if lead else ""
            found.append(f"#pad(left: 7mm)[#par(hanging-indent: 6mm)[{sign}{bold}{text}]]")
    return found


def _table(table: Table, language: str) -> str:
    heads = ", ".join(f"[#text({BOLD})[{escaped(said(h, language))}]]" for h in table.headings)
    rows = ",\n  ".join(", ".join(f"[{escaped(said(cell, language))}]" for cell in row) for row in table.rows)
    widths = ", ".join(f"{width:.1f}mm" for width in layout.column_widths_mm(table, language))
    return f"""#[#set text(10.5pt)
#set par(first-line-indent: 0pt, justify: false, leading: 0.5em)
#table(columns: ({widths}), stroke: 0.5pt, inset: 4pt,
  align: (x, y) => if x == 0 or y == 0 {{ center }} else {{ left }},
  table.header({heads}),
  {rows}
)]"""
