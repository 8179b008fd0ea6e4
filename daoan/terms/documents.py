"""Documents as content, before anybody decides on paper: title, sections, paragraphs, tables, in both languages."""

from dataclasses import dataclass
from datetime import date

from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; every row has as many cells as there are headings."""

    caption: Text
    headings: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section 一、二、三、 with its paragraphs and tables, in that order."""

    heading: Text
    paragraphs: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document that somebody sends."""

    issuer: Text  # 发文机关标志, the red head
    number: Text  # 发文字号, "2019年第12期"
    title: Text
    opening: tuple[Text, ...]
    sections: tuple[Section, ...]
    signed: Text  # 落款
    dated: date
    simulated: bool = False


def same(words: str) -> Text:
    """Words that are the same in both languages: numbers, road names."""
    return Text(words, words)
