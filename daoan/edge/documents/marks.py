"""Marks ``{{name}}`` in a .docx: found though Word cut them into runs, filled in the type of their first letter."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

FIELDS = frozenset(
    {"issuer", "number", "title", "to", "signed", "dated", "copies", "printed_by", "printed_on", "simulated", "signer"}
)
BLOCKS = frozenset({"body", "annexes", "annex_pages"})
REQUIRED = ("issuer", "number", "title", "body", "signed", "dated")
MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def paragraphs_of(paper: Any) -> Iterator[Paragraph]:
    """Every paragraph of the text, its tables and text boxes, and of heads and feet of pages."""
    yield from _within(paper.element.body, paper)
    for section in paper.sections:
        for part in (
            section.header, section.footer, section.even_page_header, section.even_page_footer,
            section.first_page_header, section.first_page_footer,
        ):  # fmt: skip
            if not part.is_linked_to_previous:
                yield from _within(part._element, part)


def _within(root: Any, parent: Any) -> Iterator[Paragraph]:
    for found in list(root.iter(qn("w:p"))):
        yield Paragraph(found, parent)


def words_of(paragraph: Paragraph) -> str:
    """The words of a paragraph's own runs."""
    return "".join(run.text for run in paragraph.runs)


def marks_in(paragraph: Paragraph) -> list[str]:
    """Names of the marks of a paragraph."""
    return MARK.findall(words_of(paragraph))


def fill_marks(paragraph: Paragraph, values: Mapping[str, str | None]) -> bool:
    """Fill a paragraph's marks. ``False``: one of them has nothing to say here, so that the line should go.

    A line break within a value becomes one on the page.
    """
    names = [name for name in marks_in(paragraph) if name in values]
    if any(values[name] is None for name in names):
        return False
    for name in names:
        _fill_first(paragraph, name, values[name] or "")
    return True


def _fill_first(paragraph: Paragraph, name: str, words: str) -> None:
    runs = paragraph.runs
    whole = "".join(run.text for run in runs)
    mark = next(m for m in MARK.finditer(whole) if m.group(1) == name)
    at, begun = 0, False
    for run in runs:
        text, start = run.text, at
        at += len(text)
        if at <= mark.start() or start >= mark.end():
            continue
        before = text[: max(mark.start() - start, 0)]
        after = text[mark.end() - start :] if at > mark.end() else ""
        run.text = before + ("" if begun else words) + after
        begun = True
