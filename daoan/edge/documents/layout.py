"""The layout of an official document after GB/T 9704-2012 党政机关公文格式, in numbers.

Type sizes are the Chinese ones in points: 二号 22, 三号 16, 四号 14, 小四 12, 五号 10.5.
"""

from collections.abc import Sequence
from datetime import date

from daoan.terms.documents import Table
from daoan.terms.estimates import Text

PAGE_MM = (210.0, 297.0)
MARGIN_TOP_MM, MARGIN_LEFT_MM = 37.0, 28.0
TEXT_MM = (156.0, 225.0)
MARGIN_RIGHT_MM = PAGE_MM[0] - MARGIN_LEFT_MM - TEXT_MM[0]
MARGIN_BOTTOM_MM = PAGE_MM[1] - MARGIN_TOP_MM - TEXT_MM[1]

TITLE_PT, BODY_PT, TABLE_PT, FOOT_PT, HEAD_PT = 22.0, 16.0, 10.5, 14.0, 30.0
LINE_PT = 28.9  # 22 lines on a page
RED = "C00000"

NUMERALS = "一二三四五六七八九十"

FONTS = {
    "zh": {"title": "方正小标宋简体", "body": "仿宋_GB2312", "heading": "黑体", "table": "宋体"},
    "en": {"title": "Times New Roman", "body": "Times New Roman", "heading": "Arial", "table": "Arial"},
}

#: Letters 公函: what is named in the file, and what stands in where a machine has it not.
LETTER_FONTS = {
    "title": "方正小标宋简体",
    "body": "仿宋_GB2312",
    "heading": "黑体",
    "second": "楷体_GB2312",
    "digits": "宋体",
}
FALLBACKS = (
    ("方正小标宋简体", "华文中宋"), ("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体"), ("黑体", "Noto Sans CJK SC"),
)  # fmt: skip
CHARS_A_LINE, LINES_A_PAGE = 28, 22
HEAD_BELOW_MM, RULE_BELOW_MM, FOOT_BELOW_MM = 35.0, 4.0, 7.0
HEAD_RED = "FF0000"
THICK_PT, THIN_PT, RED_RULE_PT = 1.0, 0.75, 1.5  # 0.35 mm, 0.25 mm

SIMULATED = Text("SIMULATED – says nothing about a real place", "模拟数据，不代表真实情况")


def said(text: Text, language: str) -> str:
    """The words of one language."""
    return text.zh if language == "zh" else text.en


def when(dated: date | None, language: str) -> str:
    """A day as a letter is dated; blanks for a person where there is none yet."""
    if dated is None:
        return "____年__月__日" if language == "zh" else "____ (date)"
    return f"{dated.year}年{dated.month}月{dated.day}日" if language == "zh" else f"{dated.day} {dated:%B %Y}"


def head_pt(head: str) -> float:
    """Size of the red head, so that a long name stays on one line."""
    return min(44.0, TEXT_MM[0] / 25.4 * 72 / max(letters(head) / 2, 1) - 0.5)


def title_lines(pieces: Sequence[str], *, joined_by: str = "") -> list[str]:
    """A title on one line, or on two of about the same length, broken between its pieces."""
    whole = joined_by.join(pieces)
    if letters(whole) / 2 * TITLE_PT <= TEXT_MM[0] / 25.4 * 72 or len(pieces) < 2:
        return [whole]
    cuts = [(joined_by.join(pieces[:i]), joined_by.join(pieces[i:])) for i in range(1, len(pieces))]
    first, second = min(cuts, key=lambda cut: abs(letters(cut[0]) - letters(cut[1])))
    return [first, second]


def column_widths_mm(table: Table, language: str) -> list[float]:
    """Widths that share the text block by what each column holds; a Chinese character is two letters wide."""
    columns = zip(table.headings, *table.rows, strict=True)
    wanted = [min(max(max(letters(said(cell, language)) for cell in column), 8), 40) for column in columns]
    return [TEXT_MM[0] * w / sum(wanted) for w in wanted]


def letters(words: str) -> int:
    """Width in letters; a Chinese character is two wide."""
    return sum(2 if ord(c) > 0x2E80 else 1 for c in words)


def numbered(position: int, heading: Text, language: str) -> str:
    """A section's heading with its number: "一、总体情况", "1. Situation"."""
    return f"{NUMERALS[position]}、{heading.zh}" if language == "zh" else f"{position + 1}. {heading.en}"
