"""Official letters 公函 as content, before anybody decides on paper: to whom, why, what is asked, until when."""

from dataclasses import dataclass
from datetime import date

from daoan.terms.documents import Table
from daoan.terms.estimates import Text

#: What a person must fill in before they sign.
BLANK = "____"


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
