"""Documents as content, before anybody decides on paper: title, sections, words, tables, pictures, in both languages.

A figure that was computed is a :class:`Figure`: what is shown, and where the same number can be asked for. Words that a
person wrote, and names, are plain :class:`~daoan.terms.estimates.Text`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from daoan.terms.estimates import Text

#: What a person must fill in before they sign.
BLANK = "____"

_MARK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: the route that answers it, the place in the answer (RFC 6901), what is stored.

    ``stored``: kind and key of the record. ``pack``: rule pack and version, where one had a say.
    """

    route: str
    pointer: str
    stored: str
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is shown, with the value behind it (``None``: not recorded) and its source."""

    shown: Text
    value: float | str | bool | None
    source: Source


@dataclass(frozen=True, slots=True)
class Passage:
    """Words with figures in them: ``{name}`` stands for a figure. ``lead``: makes it an item （一）; maybe empty."""

    words: Text
    figures: Mapping[str, Figure] = field(default_factory=dict)
    lead: Text | None = None

    def pieces(self, language: str) -> Iterator[str | Figure]:
        """Words and figures in the order of one language."""
        words = self.words.zh if language == "zh" else self.words.en
        at = 0
        for mark in _MARK.finditer(words):
            if mark.group(1) in self.figures:
                if mark.start() > at:
                    yield words[at : mark.start()]
                yield self.figures[mark.group(1)]
                at = mark.end()
        if at < len(words):
            yield words[at:]


Cell = Text | Figure


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; every row has as many cells as there are headings."""

    caption: Text
    headings: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One row or step of a chart. ``value`` ``None``: not recorded. ``mark``: told apart by colour and shape."""

    label: Text
    value: float | None
    low: float | None = None
    high: float | None = None
    mark: str = ""  # "", "red", "orange", "yellow", "blue"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of figures. ``kind``: "ranges" (a row a point, with its interval) or "steps" (columns over time).

    ``reference``: a line that the values are held against, with its name. ``band``: what the range at a column of
    ``steps`` is; ``None``: what chance leaves. The source is of all points together.
    """

    kind: str
    caption: Text
    unit: Text
    points: tuple[Point, ...]
    source: Source
    reference: float | None = None
    reference_label: Text | None = None
    band: Text | None = None


Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a map, WGS-84 degrees, with its number in the legend."""

    lon: float
    lat: float
    label: str
    mark: str = "red"


@dataclass(frozen=True, slots=True)
class Sketch:
    """A map of our own lines, WGS-84 degrees: borders, roads (grey), stretches (coloured), places (numbered).

    ``seen``: west, south, east, north of what it shows; ``None``: all borders, or all stretches where there are none.
    """

    caption: Text
    borders: tuple[Line, ...]
    roads: tuple[Line, ...]
    stretches: tuple[Line, ...]
    places: tuple[Place, ...]
    source: Source
    seen: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section 一、二、三、 with its paragraphs, pictures and tables, in that order."""

    heading: Text
    paragraphs: tuple[Text | Passage, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    maps: tuple[Sketch, ...] = ()

    @property
    def pictures(self) -> tuple[Chart | Sketch, ...]:
        """Charts, then maps."""
        return (*self.charts, *self.maps)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that somebody sends.

    ``pieces``: the title in pieces that a break between lines does not split. ``to`` 主送机关, ``closing``, ``copies``
    抄送: ``None`` where there are none. ``annexes``: lists on pages of their own. ``dated``: ``None``: not signed yet.
    """

    issuer: Text  # 发文机关标志, the red head
    number: Text  # 发文字号, "〔2026〕3号"
    title: Text
    opening: tuple[Text | Passage, ...]
    sections: tuple[Section, ...]
    signed: Text  # 落款
    dated: date | None
    simulated: bool = False
    pieces: tuple[Text, ...] = ()
    to: Text | None = None
    closing: Text | None = None
    copies: Text | None = None
    annexes: tuple[Table, ...] = ()
    as_of: datetime | None = None
    run: str = ""  # the run whose records are told


def same(words: str) -> Text:
    """Words that are the same in both languages: numbers, road names."""
    return Text(words, words)


def figures_of(document: Document) -> tuple[Figure, ...]:
    """Every figure of a document in the order of the page; the same one as often as it stands there."""
    return tuple(_figures(document))


def sources_of(document: Document) -> tuple[tuple[Text, Source], ...]:
    """Every picture's caption with its source."""
    return tuple((picture.caption, picture.source) for section in document.sections for picture in section.pictures)


def _figures(part: Any) -> Iterator[Figure]:
    if isinstance(part, Figure):
        yield part
    elif isinstance(part, Mapping):
        for one in part.values():
            yield from _figures(one)
    elif isinstance(part, tuple):
        for one in part:
            yield from _figures(one)
    elif is_dataclass(part) and not isinstance(part, (Text, Source, Point)):
        for name in _order(part):
            yield from _figures(getattr(part, name))


def _order(part: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(part))
