"""Pages of a letter as GB/T 9704-2012 wants them: margins, grid, faces, red rule, imprint, page numbers."""

import io
import re
import zipfile
from datetime import date

import docx
import pytest

from daoan.edge.documents import layout
from daoan.edge.documents.letter_docx import letter_docx
from daoan.edge.documents.letter_pdf import chinese_typst, english_typst
from daoan.terms.documents import Table
from daoan.terms.estimates import Text
from daoan.terms.letters import Item, Letter, Part

A = Text("A", "甲")


def letter(**more) -> Letter:
    annex = Table(Text("List", "清单"), (A, A), ((A, A),))
    given = {
        "head": Text("City police", "庆阳市公安局交警支队"), "number": Text("c/S/2025/1", "庆交警督〔2025〕1号"),
        "title": (Text("Letter:", "关于北大队"), Text("late", "逾期未办事项及其他多项问题"), Text("at N", "的督办函")),
        "to": Text("North", "北大队"), "opening": (Text("o", "经核查"),),
        "parts": (Part(Text("About", "督办事项"), (Item(A, Text("one", "一项")), Item(A, Text("two", "两项")))),),
        "closing": Text("", "特此函告。"), "signed": Text("City police", "庆阳市公安局交警支队"),
        "dated": date(2025, 12, 9), "copies": Text("____", "____"), "annexes": (annex,),
    }  # fmt: skip
    return Letter(**(given | more))


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")}


@pytest.fixture(scope="module")
def page() -> tuple:
    content = letter_docx(letter(), "zh")
    return docx.Document(io.BytesIO(content)), parts_of(content)


def test_the_text_block_is_that_of_the_standard(page) -> None:
    section = page[0].sections[0]
    assert [round(x.mm) for x in (section.page_width, section.page_height)] == [210, 297]
    assert [round(x.mm) for x in (section.top_margin, section.left_margin)] == [37, 28]
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert [round(width / 36_000), round(height / 36_000)] == [156, 225]
    grid = re.search(r"<w:docGrid[^>]*>", page[1]["word/document.xml"]).group()
    assert 'w:type="linesAndChars"' in grid
    pitch, spread = (int(re.search(rf'w:{n}="(-?\d+)"', grid).group(1)) for n in ("linePitch", "charSpace"))
    assert int(225 / 25.4 * 1440 / pitch) == 22
    assert int(156 / 25.4 * 72 / (16 + spread / 4096) + 1e-3) == 28


def test_faces_are_named_with_their_stand_ins(page) -> None:
    body, fonts = page[1]["word/document.xml"], page[1]["word/fontTable.xml"]
    for name, other in layout.FALLBACKS:
        assert f'w:eastAsia="{name}"' in body
        assert f'<w:font w:name="{name}"><w:altName w:val="{other}"/>' in fonts


def test_red_head_number_rule_title_text_signature_and_imprint_follow_one_another(page) -> None:
    texts = [p.text for p in page[0].paragraphs]
    order = [
        "庆阳市公安局交警支队", "庆交警督〔2025〕1号", "关于北大队", "逾期未办事项及其他多项问题的督办函", "北大队：",
        "经核查",
        "一、督办事项", "（一）甲一项", "（二）甲两项", "特此函告。", "附件：清单", "庆阳市公安局交警支队",
        "2025年12月9日", "附件",
    ]  # fmt: skip
    places, start = [], 0
    for words in order:
        start = texts.index(words, start)
        places.append(start)
    assert places == sorted(places)
    head = page[0].paragraphs[0]
    assert str(head.runs[0].font.color.rgb) == "FF0000"
    assert round(head.paragraph_format.space_before.mm) == 35
    number = page[0].paragraphs[1]._p.xml
    assert re.search(r'<w:bottom [^>]*w:color="FF0000"', number)
    imprint = page[0].tables[-1]
    assert [row.cells[0].text for row in imprint.rows] == ["抄送：____。", "庆阳市公安局交警支队\t2025年12月9日印发"]
    assert 'w:tblpYSpec="bottom"' in imprint._tbl.xml


def test_page_numbers_stand_outside(page) -> None:
    section = page[0].sections[0]
    assert page[0].settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [str(p.alignment).split(" ")[0] for p in (odd, even)] == ["RIGHT", "LEFT"]
    assert odd.text.replace("PAGE", "") == "—  —"


def test_a_draft_is_not_dated_and_simulated_says_so() -> None:
    found = docx.Document(io.BytesIO(letter_docx(letter(dated=None, simulated=True), "zh")))
    texts = [p.text for p in found.paragraphs]
    assert "____年__月__日" in texts
    assert layout.SIMULATED.zh in texts


def test_english_is_a_plain_business_letter() -> None:
    texts = [p.text for p in docx.Document(io.BytesIO(letter_docx(letter(), "en"))).paragraphs]
    for words in (
        "City police",
        "Our reference: c/S/2025/1",
        "Dear colleagues,",
        "Letter: late at N",
        "Yours faithfully,",
    ):
        assert words in texts
    assert not any(ord(c) > 0x2E80 for line in texts for c in line)


def test_what_a_person_wrote_cannot_become_a_command_of_the_typesetter() -> None:
    bad = Text('#import "x" $a$ *b*', '#import "x" $a$ *b*')
    for source in (chinese_typst(letter(opening=(bad,))), english_typst(letter(opening=(bad,)))):
        assert "\\#import" in source
        assert "\\$a\\$ \\*b\\*" in source
