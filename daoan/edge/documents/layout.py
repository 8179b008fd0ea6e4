"""The layout of documents, as the rule pack ``documents`` gives it: by GB/T 9704-2012 in Chinese, plain in English.

Type sizes are the Chinese ones in points: 二号 22, 三号 16, 四号 14.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from daoan.terms.documents import Cell, Figure, Table
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack

_PIECES = re.compile(r"(?:[^\s–\u2e80-\uffff]|\u00a0)+–?|[\u2e80-\uffff]{1,2}")
_BEFORE_RANGE = re.compile(r"(?<=\d)(?=（\d)")
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
SHORT = (18, 12, 8, 0)  # letters that are rather not broken, as far as there is room
WHOLE_ROWS = 12  # a table of no more rows stays on one page
LONG_LETTERS = 24  # that a cell holds and is still read from its middle
PAD = 3.5  # letters that a cell keeps free at its sides
STAND_IN = 1.15  # Latin letters of a typeface that stands in for one of the standard's are that much wider at most
MM_PER_INCH, PT_PER_INCH = 25.4, 72.0
SIMULATED = Text("SIMULATED – says nothing about a real place", "模拟数据，不代表真实情况")


@dataclass(frozen=True, slots=True)
class English:
    """The plain page of an English document: lengths in mm, type in points."""

    margin_mm: float
    title_pt: float
    body_pt: float
    small_pt: float
    table_pt: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The figures of the page: lengths in mm, type in points; ``faces``: typeface and stand-in, by what it is for."""

    page_mm: tuple[float, float]
    top_mm: float
    left_mm: float
    tolerance_mm: float
    text_mm: tuple[float, float]
    lines: int
    characters: int
    title_pt: float
    body_pt: float
    small_pt: float
    table_pt: float
    caption_pt: float
    line_pt: float
    head_most_pt: float
    head_below_mm: float
    number_below_lines: int
    rule_below_mm: float
    title_below_lines: int
    to_below_lines: int
    indent_characters: int
    date_from_right_characters: int
    foot_below_mm: float
    red: str
    thick_mm: float
    thin_mm: float
    red_pt: float
    faces: dict[str, tuple[str, str]]
    english: English
    stamp: str  # of the rule pack

    @property
    def right_mm(self) -> float:
        """Margin at the right."""
        return self.page_mm[0] - self.left_mm - self.text_mm[0]

    @property
    def bottom_mm(self) -> float:
        """Margin at the bottom."""
        return self.page_mm[1] - self.top_mm - self.text_mm[1]

    def face(self, name: str) -> str:
        """The typeface for something."""
        return self.faces[name][0]

    def head_pt(self, head: str) -> float:
        """Size of the red head, so that a long name stays on one line."""
        return min(self.head_most_pt, points(self.text_mm[0]) / max(letters(head) / 2, 1) - 0.5)

    def title_lines(self, pieces: Sequence[str], *, joined_by: str = "") -> list[str]:
        """A title on one line, or on two of about the same length, broken between its pieces."""
        whole = joined_by.join(pieces)
        room = points(self.text_mm[0]) - self.title_pt  # one character is kept free: digits may be wider than half
        if letters(whole) / 2 * self.title_pt <= room or len(pieces) < 2:
            return [whole]
        cuts = [(joined_by.join(pieces[:i]), joined_by.join(pieces[i:])) for i in range(1, len(pieces))]
        first, second = min(cuts, key=lambda cut: abs(letters(cut[0]) - letters(cut[1])))
        return [first, second]

    @property
    def tighter_pt(self) -> float:
        """By how much characters stand closer than their size, so that a line holds as many as it should."""
        return floor((points(self.text_mm[0]) / self.characters - self.body_pt) * 20) / 20

    def text_width_mm(self, language: str) -> float:
        """The width of the text block, which pictures may fill."""
        return self.text_mm[0] if language == "zh" else self.page_mm[0] - 2 * self.english.margin_mm

    def column_widths_mm(self, table: Table, language: str) -> list[float]:
        """Widths that share the text block by what each column holds: no word is cut, long texts take what is left."""
        columns = zip(table.headings, *table.rows, strict=True)
        words = [[cell_words(cell, language) for cell in column] for column in columns]
        size = self.table_pt if language == "zh" else self.english.table_pt
        room = points(self.text_mm[0]) / (size / 2)
        for short in SHORT:
            least = [max(max(map(_longest, c)), min(max(map(letters, c)), short)) + PAD for c in words]
            if sum(least) < room:
                break
        wanted = [max(min(max(letters(w) for w in c), 44) + PAD, n) for c, n in zip(words, least, strict=True)]
        if sum(wanted) > room > sum(least):
            spare = (room - sum(least)) / (sum(wanted) - sum(least))
            wanted = [n + spare * (w - n) for w, n in zip(wanted, least, strict=True)]
        elif sum(wanted) > room:
            wanted = least
        return [self.text_mm[0] * w / sum(wanted) for w in wanted]


def read_layout(pack: RulePack) -> Layout:
    """The layout that the rule pack ``documents`` gives. Raises ``RulePackInvalid`` for what is missing."""
    page, text = pack.get("page"), pack.get("type")
    places, rules, english = pack.get("places"), pack.get("rules"), pack.get("english")
    return Layout(
        page_mm=(pack.get("page.width_mm"), pack.get("page.height_mm")),
        text_mm=(pack.get("page.text_width_mm"), pack.get("page.text_height_mm")),
        **{name: page[name] for name in ("top_mm", "left_mm", "tolerance_mm")},
        lines=pack.get("grid.lines"),
        characters=pack.get("grid.characters"),
        **text,
        **places,
        **rules,
        faces={name: (given[0], given[1]) for name, given in pack.get("faces").items()},
        english=English(**english),
        stamp=pack.stamp,
    )


def said(text: Text, language: str) -> str:
    """The words of one language."""
    return text.zh if language == "zh" else text.en


def cell_words(cell: Cell, language: str) -> str:
    """What stands in a cell; a dash where there is nothing to say."""
    return said(cell.shown if isinstance(cell, Figure) else cell, language) or "–"


def range_below(words: str) -> str:
    """A long figure with its range on a line of its own: LibreOffice breaks no line between them, but within the
    number."""
    return _BEFORE_RANGE.sub("\n", words) if letters(words) > LONG_LETTERS else words


def left_columns(table: Table, language: str) -> frozenset[int]:
    """Columns whose words begin at their left edge, the first and those with sentences; others stand in the middle."""
    long = {n for row in table.rows for n, cell in enumerate(row) if letters(cell_words(cell, language)) > LONG_LETTERS}
    return frozenset({0, *long})


def when(dated: date | None, language: str) -> str:
    """A day as a document is dated; blanks for a person where there is none yet."""
    if dated is None:
        return "____年__月__日" if language == "zh" else "____ (date)"
    return f"{dated.year}年{dated.month}月{dated.day}日" if language == "zh" else f"{dated.day} {dated:%B %Y}"


def points(length_mm: float) -> float:
    """Millimetres in points."""
    return length_mm / MM_PER_INCH * PT_PER_INCH


def letters(words: str) -> int:
    """Width in letters; a Chinese character is two wide."""
    return sum(2 if ord(c) > 0x2E80 else 1 for c in words)


def _longest(words: str) -> float:
    """Width of the longest piece that no line break may cut; Chinese may be cut between any two characters."""
    pieces = _PIECES.findall(words)
    return max((min(letters(p), 24) * (1 if ord(p[0]) > 0x2E80 else STAND_IN) for p in pieces), default=1)


def numeral(position: int) -> str:
    """The Chinese numeral of a place in a list, counted from 0: 一 to 十, 十一 to 九十九."""
    number = position + 1
    tens, ones = divmod(number, 10)
    if number <= 10:
        return NUMERALS[position]
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[ones - 1] if ones else "")


def numbered(position: int, heading: Text, language: str) -> str:
    """A section's heading with its number: "一、总体情况", "1. Situation"."""
    return f"{numeral(position)}、{heading.zh}" if language == "zh" else f"{position + 1}. {heading.en}"


def sign_of(position: int, language: str) -> str:
    """The number of an item: （一）, (a)."""
    return f"（{numeral(position)}）" if language == "zh" else f"({chr(ord('a') + position % 26)}) "
