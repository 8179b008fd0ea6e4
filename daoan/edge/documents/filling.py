"""A template and a document become a .docx: marks filled, blocks written in the template's own styles.

Every figure is bookmarked ``f1``, ``f2`` … in the order of :func:`daoan.terms.documents.figures_of`, so that a machine
finds it on the page and in the trace.
"""

import io
from itertools import pairwise
from math import ceil
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.text.paragraph import Paragraph

from daoan.edge.documents.blocks import BlockWriter, Drawn
from daoan.edge.documents.layout import SIMULATED, Layout, letters, points, said, when
from daoan.edge.documents.marks import BLOCKS, fill_marks, marks_in, paragraphs_of, words_of
from daoan.edge.documents.measuring import lines_of, rule_pt, trait_of
from daoan.edge.documents.packing import packed_alike
from daoan.edge.documents.styles import style_id
from daoan.terms.documents import Chart, Document, Sketch
from daoan.terms.estimates import Text

LOOSE = 1.6  # height of a line whose distance an office told in lines, in sizes of its type


def fill(template: bytes, document: Document, language: str, layout: Layout, drawn: Drawn) -> bytes:
    """The bytes of a .docx. ``drawn``: by ``id`` of chart or map."""
    paper = docx.Document(io.BytesIO(template))
    writer = BlockWriter(paper, document, language, layout, drawn)
    values = values_of(document, language, layout)
    for paragraph in paragraphs_of(paper):
        if not marks_in(paragraph):
            continue
        block = words_of(paragraph).strip().strip("{} ")
        if block in BLOCKS:
            writer.put(block, paragraph)
        elif fill_marks(paragraph, values):
            _fit(paragraph, document, language, layout)
        else:
            _take_away(paragraph)
    _part_rules(paper)
    _keep_room_for_imprint(paper, layout)
    _keep_annexes_together(paper)
    _keep_with_signature(paper)
    properties = paper.core_properties
    properties.title, properties.subject = said(document.title, language), said(document.number, language)
    out = io.BytesIO()
    paper.save(out)
    return packed_alike(out.getvalue())


def values_of(document: Document, language: str, layout: Layout) -> dict[str, str | None]:
    """What marks stand for; ``None``: nothing, and the line goes."""

    def told(text: Text | None) -> str | None:
        return said(text, language) if text is not None else None

    pieces = [said(piece, language) for piece in document.pieces or (document.title,)]
    title = "\n".join(layout.title_lines(pieces)) if language == "zh" else " ".join(pieces)
    dated = when(document.dated, language)
    return {
        "issuer": said(document.issuer, language),
        "number": said(document.number, language),
        "title": title,
        "to": told(document.to),
        "signed": said(document.signed, language),
        "dated": dated,
        "copies": told(document.copies),
        "printed_by": said(document.signed, language),
        "printed_on": dated,
        "simulated": said(SIMULATED, language) if document.simulated else None,
    }


def _fit(paragraph: Paragraph, document: Document, language: str, layout: Layout) -> None:
    """Head on one line; the unit centred over the day, with room for a seal."""
    style = paragraph._p.style
    if language != "zh":
        return
    if style == style_id("issuer"):
        size = layout.head_pt(document.issuer.zh)
        if size < layout.head_most_pt:
            for run in paragraph.runs:
                run.font.size = Pt(size)
    if style in (style_id("signed"), style_id("dated")):
        unit, day = (letters(words) * layout.body_pt / 2 for words in (document.signed.zh, when(document.dated, "zh")))
        beside, from_right = (unit - day) / 2, layout.date_from_right_characters * layout.body_pt
        indent = max(from_right - beside, 0) if style == style_id("signed") else max(from_right, beside)
        paragraph.paragraph_format.right_indent = Pt(indent)


def _take_away(paragraph: Paragraph) -> None:
    """Remove a line; the row that held nothing else; of a head or foot only its words."""
    here = paragraph._p
    above = here.getparent()
    if above.tag == qn("w:tc"):
        row = above.getparent()
        row.getparent().remove(row)
    elif above.tag == qn("w:body"):
        above.remove(here)
    else:
        for run in paragraph.runs:
            run.text = ""


def _part_rules(paper: Any) -> None:
    """A rule of the imprint that follows a rule parts nothing: the line between them went."""
    for rule, after in pairwise(lines_of(paper, "imprint")):
        if rule_pt(rule) is not None and rule_pt(after) is not None:
            after._p.getparent().remove(after._p)


def _keep_room_for_imprint(paper: Any, layout: Layout) -> None:
    """What the frame of the imprint hangs on is as tall as the frame: neither text nor a table may reach under it."""
    lines = lines_of(paper, "imprint")
    if not lines or lines[-1].text or not any(rule_pt(p) is not None for p in lines):
        return  # an office's own, or English
    across = points(layout.text_mm[0]) / layout.small_pt - 2  # characters a line, one in from either side
    room = 0.0
    for line in lines[:-1]:
        rows = 1 if "\t" in line.text else max(1, ceil(letters(line.text) / 2 / across))
        pitch, *beside = (trait_of(line, name) for name in ("line_spacing", "space_before", "space_after"))
        line_pt = pitch.pt if isinstance(pitch, Length) else layout.small_pt * LOOSE * (pitch or 1.0)
        room += rows * line_pt + sum(space.pt for space in beside if space is not None)
    lines[-1].paragraph_format.line_spacing = Pt(room)


def _keep_annexes_together(paper: Any) -> None:
    """No page may part names of annexes: each goes with what stands before it."""
    for line, after in pairwise(paper.paragraphs):
        if after._p is line._p.getnext() and after._p.style == style_id("annexnote"):
            line.paragraph_format.keep_with_next = True


def _keep_with_signature(paper: Any) -> None:
    """No page may hold the signature and nothing of the text: the two paragraphs before it go with it."""
    signed = next(iter(lines_of(paper, "signed")), None)
    here, text = signed._p.getprevious() if signed is not None else None, 0
    while here is not None and text < 2:
        if here.tag == qn("w:tbl"):
            for line in here.tr_lst[-1].iter(qn("w:p")):
                Paragraph(line, paper).paragraph_format.keep_with_next = True
            return
        Paragraph(here, paper).paragraph_format.keep_with_next = True
        text += here.style in (style_id("body"), style_id("picture"), style_id("heading"))
        here = here.getprevious()


def bookmarks_of(content: bytes) -> dict[str, str]:
    """Words under every bookmark of a .docx whose name begins with "f": what stands on the page for each figure."""
    body = docx.Document(io.BytesIO(content)).element.body
    found: dict[str, str] = {}
    for start in body.iter(qn("w:bookmarkStart")):
        name = start.get(qn("w:name"))
        if not name.startswith("f"):
            continue
        words, here = "", start.getnext()
        while here is not None and here.tag != qn("w:bookmarkEnd"):
            words += "".join(t.text or "" for t in here.iter(qn("w:t")))
            here = here.getnext()
        found[name] = words
    return found


def pictures_in(document: Document) -> list[Chart | Sketch]:
    """Charts and maps in the order of the page."""
    return [picture for section in document.sections for picture in section.pictures]
