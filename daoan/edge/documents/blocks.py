"""Blocks of a document in a .docx: text, names of annexes, annexes, in the template's own styles."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from daoan.edge.documents.doctables import table_of
from daoan.edge.documents.layout import Layout, cell_words, numbered, range_below, said, sign_of
from daoan.edge.documents.pictures import Picture
from daoan.edge.documents.runs import element
from daoan.edge.documents.styles import style_id
from daoan.terms.documents import Cell, Chart, Document, Figure, Passage, Sketch, Table
from daoan.terms.estimates import Text

#: Pictures of a document, drawn, by ``id`` of chart or map.
Drawn = Mapping[int, Picture]


@dataclass
class BlockWriter:
    """Writes blocks before the paragraph that asked for them, which then goes."""

    paper: Any
    document: Document
    language: str
    layout: Layout
    drawn: Drawn
    figures: int = 0
    used: set[str] = field(default_factory=set)

    def put(self, block: str, anchor: Paragraph) -> None:
        if block == "body":
            self._body(anchor)
        elif block == "annexes":
            self._annex_names(anchor)
        else:
            for place, annex in enumerate(self.document.annexes, start=1):
                self._annex(place, annex, anchor)
        anchor._p.getparent().remove(anchor._p)

    def _body(self, anchor: Paragraph) -> None:
        document = self.document
        if self.language == "en" and document.to is not None:
            self._line("body", anchor, Text("Dear colleagues,", ""))
        for words in document.opening:
            self._paragraph(words, anchor)
        for place, section in enumerate(document.sections):
            line = self._line("heading", anchor)
            line.add_run(numbered(place, section.heading, self.language))
            items = sum(isinstance(p, Passage) and p.lead is not None for p in section.paragraphs)
            number = 0
            for words in section.paragraphs:
                sign = ""
                if isinstance(words, Passage) and words.lead is not None and items > 1:
                    sign = sign_of(number, self.language)
                    number += 1
                self._paragraph(words, anchor, sign)
            for table in section.tables:
                self._table(table, anchor)
            for picture in section.pictures:
                self._picture(picture, anchor)
        if document.closing is not None:
            self._line("body", anchor, document.closing)
        if self.language == "en" and document.to is not None:
            self._line("body", anchor, Text("Yours faithfully,", ""))

    def _annex_names(self, anchor: Paragraph) -> None:
        annexes = self.document.annexes
        for place, annex in enumerate(annexes, start=1):
            number = f"{place}." if len(annexes) > 1 else ""
            caption = said(annex.caption, self.language)
            if self.language == "en":
                words = f"{'Enclosed: ' if place == 1 else '          '}{number} {caption}".replace(":  ", ": ")
            else:
                words = f"{'附件：' if place == 1 else '　　　'}{number}{caption}"
            line = self._line("annexnote", anchor)
            line.add_run(words)
            if place == 1 and self.language == "zh":
                line.paragraph_format.space_before = Pt(self.layout.line_pt)

    def _annex(self, place: int, annex: Table, anchor: Paragraph) -> None:
        number = place if len(self.document.annexes) > 1 else ""
        mark = f"附件{number}" if self.language == "zh" else f"Annex {number}".strip()
        self._line("annexmark", anchor).add_run(mark)
        self._line("annextitle", anchor).add_run(said(annex.caption, self.language))
        anchor._p.addprevious(self._grid(annex))
        self._note(annex, anchor)

    def _table(self, table: Table, anchor: Paragraph) -> None:
        self._line("caption", anchor, table.caption)
        anchor._p.addprevious(self._grid(table))
        self._note(table, anchor)

    def _note(self, table: Table, anchor: Paragraph) -> None:
        self._line("note", anchor, table.note or Text("", ""))

    def _grid(self, table: Table) -> Any:
        return table_of(table, self.language, self.layout, self.paper._body, self._cell)

    def _picture(self, picture: Chart | Sketch, anchor: Paragraph) -> None:
        drawn = self.drawn[id(picture)]
        self._line("caption", anchor, picture.caption)
        line = self._line("picture", anchor)
        line.paragraph_format.keep_with_next = False
        shape = line.add_run().add_picture(io.BytesIO(drawn.png), width=Mm(drawn.width_mm))
        told = shape._inline.docPr
        told.set("descr", said(drawn.told, self.language))
        told.set("name", said(picture.caption, self.language))

    def _line(self, style: str, anchor: Paragraph, words: Text | None = None) -> Paragraph:
        made = OxmlElement("w:p")
        anchor._p.addprevious(made)
        paragraph = Paragraph(made, anchor._parent)
        made.style = style_id(style)
        if words is not None and said(words, self.language):
            paragraph.add_run(said(words, self.language))
        return paragraph

    def _paragraph(self, words: Text | Passage, anchor: Paragraph, sign: str = "") -> None:
        line = self._line("body", anchor)
        if isinstance(words, Text):
            line.add_run(said(words, self.language))
            return
        lead = sign + (said(words.lead, self.language) if words.lead is not None else "")
        if lead:
            run = line.add_run(lead + (" " if self.language == "en" and not lead.endswith(" ") else ""))
            run._r.get_or_add_rPr().style = style_id("lead")
        first = self.figures
        places = {id(figure): first + n for n, figure in enumerate(words.figures.values(), start=1)}
        self.figures += len(words.figures)
        for piece in words.pieces(self.language):
            if isinstance(piece, Figure):
                self._figure(line, piece, places[id(piece)])
            else:
                line.add_run(piece)

    def _cell(self, paragraph: Paragraph, cell: Cell) -> None:
        if isinstance(cell, Figure):
            self.figures += 1
            self._figure(paragraph, cell, self.figures, parted=True)
        else:
            paragraph.add_run(cell_words(cell, self.language))

    def _figure(self, paragraph: Paragraph, figure: Figure, number: int, *, parted: bool = False) -> None:
        name, again = f"f{number}", 2
        while name in self.used:
            name, again = f"f{number}_{again}", again + 1
        self.used.add(name)
        identity = {"id": len(self.used)}
        paragraph._p.append(element("bookmarkStart", identity | {"name": name}))
        words = said(figure.shown, self.language)
        paragraph.add_run(range_below(words) if parted else words)
        paragraph._p.append(element("bookmarkEnd", identity))
