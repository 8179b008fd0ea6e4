"""The press: a document in, a .docx or a PDF out, by one layout and with one typeface."""

from dataclasses import dataclass
from pathlib import Path

from daoan.edge.documents.filling import fill, pictures_in
from daoan.edge.documents.layout import Layout, read_layout
from daoan.edge.documents.looked_at import PageCache
from daoan.edge.documents.pdf import pages_of, pdf_of, typst_of
from daoan.edge.documents.pictures import draw
from daoan.edge.documents.template import default_template
from daoan.terms.documents import Document
from daoan.terms.errors import InputError
from daoan.terms.rulepacks import RulePack

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


LOOKED_AT = PageCache()


@dataclass(frozen=True, slots=True)
class Press:
    """Sets documents. ``web``: the console's folder, whose typeface is used; ``cache``: where it is unpacked to."""

    layout: Layout
    web: Path
    cache: Path

    def set(self, document: Document, language: str, kind: str, template: bytes | None = None) -> bytes:
        """The bytes of a "docx" or a "pdf". ``template``: an office's own, for a docx; else the one that ships.

        Raises :class:`InputError` for other kinds and languages.
        """
        if language not in ("en", "zh") or kind not in MEDIA:
            raise InputError(f"there is no {kind} in {language!r}; choose docx or pdf, en or zh")
        if kind == "pdf":
            return pdf_of(document, language, self.layout, self.web, self.cache)
        width = self.layout.text_width_mm(language)
        drawn = {id(p): draw(p, language, width, self.web, self.cache) for p in pictures_in(document)}
        return fill(template or self.template(language), document, language, self.layout, drawn)

    def pages(self, document: Document, language: str) -> list[bytes]:
        """A picture of every page of the PDF, to be looked at; of what was looked at lately it is not made again."""
        source = typst_of(document, language, self.layout)
        return LOOKED_AT.pages(source, lambda: pages_of(source, self.web, self.cache))

    def template(self, language: str) -> bytes:
        """The template that ships."""
        return default_template(self.layout, language)


def press_of(pack: RulePack, web: Path, cache: Path) -> Press:
    """The press with the layout of the rule pack ``documents``."""
    return Press(read_layout(pack), web, cache)
