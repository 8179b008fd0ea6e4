"""Documents in LibreOffice: opened without a complaint, the same words in the same order, pages as designed."""

import io
import re

import docx
import pytest
from docx.oxml.ns import qn

from daoan.edge.documents.filling import fill
from daoan.edge.documents.layout import points
from daoan.edge.documents.template import default_template
from daoan.terms.documents import Section, Table
from daoan.terms.estimates import Text
from tests.edge.documents.office_given import heights_pt, opened, plain
from tests.edge.documents.papers_given import LAYOUT, A, paper, press

B = Text("B", "乙")
SIGNED = re.compile("2025年12月9日(?!印发)")
ROWS = range(24, 36)  # of an annex: with them the table comes to the page's end
LINES = tuple(A for _ in range(26))  # paragraphs of one line each: with them the signature comes to the page's end


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("office")
    files = {language: press(folder).set(paper(), language, "docx") for language in ("zh", "en")}
    for count in range(18, 26):
        text = paper(sections=(Section(A, LINES[:count]),), annexes=(), copies=None, closing=None)
        files[f"lines{count}"] = fill(default_template(LAYOUT, "zh"), text, "zh", LAYOUT, {})
    rows = tuple((B, B) for _ in range(10))
    text = paper(sections=(Section(A, LINES[:18], (Table(A, (A, A), rows),)),), annexes=(), copies=None)
    files["table"] = fill(default_template(LAYOUT, "zh"), text, "zh", LAYOUT, {})
    for count in ROWS:
        text = paper(sections=(), annexes=(Table(A, (A, A), tuple((B, B) for _ in range(count))),), closing=None)
        files[f"annex{count}"] = fill(default_template(LAYOUT, "zh"), text, "zh", LAYOUT, {})
    return opened(files, folder) | {"folder": folder}


def test_what_stands_in_the_file_stands_on_the_pages_in_its_order(pages) -> None:
    for language in ("zh", "en"):
        words, at = plain("".join(pages[language])), 0
        body = docx.Document(io.BytesIO((pages["folder"] / f"{language}.docx").read_bytes())).element.body
        for line in body.iter(qn("w:p")):
            told = plain("".join(t.text or "" for t in line.iter(qn("w:t"))))
            found = words.find(told, at)
            assert found >= 0, (language, told)
            at = found


def test_pages_of_a_chinese_document(pages) -> None:
    told = [plain(page) for page in pages["zh"]]
    assert "庆交警督〔2025〕1号" in told[0]
    assert [page[-3:] for page in told] == [f"—{n}—" for n in range(1, len(told) + 1)]
    (annex,) = [n for n, page in enumerate(told) if page.startswith("附件清单")]
    assert annex == len(told) - 1  # on a page of its own, with the imprint at its foot
    assert re.search(r"印发—\d+—$", told[-1])
    assert not any("印发" in page for page in told[:-1])


def test_no_page_holds_the_signature_alone(pages) -> None:
    found = {name: [plain(page) for page in told] for name, told in pages.items() if name.startswith("lines")}
    at = {name: next(n for n, page in enumerate(told) if SIGNED.search(page)) for name, told in found.items()}
    assert set(at.values()) == {1, 2}  # some end on the second page, some on the next
    assert all("甲" in found[name][n] for name, n in at.items())


def test_a_short_table_is_not_torn(pages) -> None:
    assert [page.count("乙") for page in pages["table"] if "乙" in page] == [20]


@pytest.mark.parametrize("name", ["zh", *(f"annex{count}" for count in ROWS)])
def test_the_imprint_lies_whole_at_the_foot_of_the_last_page_and_over_nothing(pages, name: str) -> None:
    words = heights_pt(pages["folder"] / f"{name}.pdf")[-1]
    foot_pt = points(LAYOUT.top_mm + LAYOUT.text_mm[1])
    copies, printed = ([found for word, found in words if told in word] for told in ("抄送", "印发"))
    assert len(copies) == len(printed) == 1
    assert foot_pt - 15 < printed[0][1] <= foot_pt
    assert 15 < printed[0][0] - copies[0][0] < 40
    lines = (copies[0], printed[0])
    others = [found for _, found in words if found not in lines and found[0] < foot_pt]
    assert not [found for found in others if found[1] > copies[0][0]]


def test_some_of_these_tables_leave_room_for_the_imprint_and_some_do_not(pages) -> None:
    alone = {"乙" not in pages[f"annex{count}"][-1] for count in ROWS}
    assert alone == {True, False}
