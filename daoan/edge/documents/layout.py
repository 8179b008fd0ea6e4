"""The layout of an official document after GB/T 9704-2012 党政机关公文格式, in numbers.

Type sizes are the Chinese ones in points: 二号 22, 三号 16, 四号 14, 小四 12, 五号 10.5.
"""

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

SIMULATED = Text("SIMULATED – says nothing about a real place", "模拟数据，不代表真实情况")


def said(text: Text, language: str) -> str:
    """The words of one language."""
    return text.zh if language == "zh" else text.en


def column_widths_mm(table: Table, language: str) -> list[float]:
    """Widths that share the text block by what each column holds; a Chinese character is two letters wide."""
    columns = zip(table.headings, *table.rows, strict=True)
    wanted = [min(max(max(_letters(said(cell, language)) for cell in column), 8), 40) for column in columns]
    return [TEXT_MM[0] * w / sum(wanted) for w in wanted]


def _letters(words: str) -> int:
    return sum(2 if ord(c) > 0x2E80 else 1 for c in words)


def numbered(position: int, heading: Text, language: str) -> str:
    """A section's heading with its number: "一、总体情况", "1. Situation"."""
    return f"{NUMERALS[position]}、{heading.zh}" if language == "zh" else f"{position + 1}. {heading.en}"
