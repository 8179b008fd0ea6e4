"""Official letters 公函 as content, before anybody decides on paper: to whom, why, what is asked, until when."""

from dataclasses import dataclass
from datetime import date

from daoan.terms.documents import BLANK, Document, Passage, Section, Table
from daoan.terms.estimates import Text

__all__ = ["BLANK", "Item", "Letter", "Part", "document_of"]


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item （一）: its lead in a face of its own, then what it says; either may be empty."""

    lead: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered part 一、 with its items."""

    heading: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that an office signs, seals and sends.

    ``number``: 发文字号. ``dated``: ``None`` where it is not issued yet, which leaves the day to a person. ``annexes``:
    lists on pages of their own; their captions are named below the text.
    """

    head: Text  # 发文机关标志
    number: Text
    title: tuple[Text, ...]  # pieces that a break between lines does not split
    to: Text  # 主送机关
    opening: tuple[Text, ...]
    parts: tuple[Part, ...]
    closing: Text
    signed: Text  # 发文机关署名
    dated: date | None
    copies: Text  # 抄送
    annexes: tuple[Table, ...] = ()
    simulated: bool = False


def document_of(letter: Letter) -> Document:
    """A letter as the document that is set on paper."""
    return Document(
        issuer=letter.head,
        number=letter.number,
        title=Text(" ".join(t.en for t in letter.title), "".join(t.zh for t in letter.title)),
        pieces=letter.title,
        to=letter.to,
        opening=letter.opening,
        sections=tuple(
            Section(part.heading, tuple(Passage(item.text, lead=item.lead) for item in part.items))
            for part in letter.parts
        ),
        closing=letter.closing,
        signed=letter.signed,
        dated=letter.dated,
        copies=letter.copies,
        annexes=letter.annexes,
        simulated=letter.simulated,
    )
