"""The layout of GB/T 9704-2012, measured in the file: what ships passes, and each figure that is moved is found."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest

from daoan.edge.documents.checking import check_layout
from daoan.edge.documents.filling import fill
from daoan.edge.documents.template import default_template
from tests.edge.documents.papers_given import LAYOUT, paper


@pytest.fixture(scope="module")
def page() -> bytes:
    bare = paper(sections=paper().sections[:1])
    return fill(default_template(LAYOUT, "zh"), bare, "zh", LAYOUT, {})


def rewritten(content: bytes, part: str, old: str, new: str) -> bytes:
    """The file with the first match of a pattern in one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            words = given.read(name)
            if name == part:
                text, times = re.subn(old, new, words.decode(), count=1)
                assert times == 1, (part, old)
                words = text.encode()
            made.writestr(name, words)
    return out.getvalue()


def test_what_we_set_is_as_the_standard_wants_it(page) -> None:
    assert check_layout(page, LAYOUT) == ()


BODY, STYLES = "word/document.xml", "word/styles.xml"
MOVED = [
    (BODY, r'w:w="11906"', 'w:w="12240"', "page_width"),
    (BODY, r'w:top="\d+"', 'w:top="1440"', "top"),
    (BODY, r'w:left="1587"', 'w:left="1800"', "left"),
    (BODY, r'w:right="1474"', 'w:right="1000"', "text_width"),
    (BODY, r'w:bottom="\d+"', 'w:bottom="1440"', "text_height"),
    (BODY, r'w:linePitch="\d+"', 'w:linePitch="700"', "lines"),
    (BODY, r'w:footer="\d+"', 'w:footer="300"', "page_below"),
    (BODY, r"〔2025〕1号", "（2025）第01号", "number"),
    (BODY, r"2025年12月9日", "2025年12月09日", "day"),
    (BODY, r'w:right="1280"|w:end="1280"', 'w:right="320"', "day_right"),
    (BODY, r'(<w:pBdr><w:bottom [^>]*w:space=)"\d+"', r'\1"1"', "rule_below"),
    (BODY, r'(<w:pBdr><w:bottom [^>]*w:color=)"FF0000"', r'\1"0000FF"', "rule"),
    (BODY, r'cy="9000"', 'cy="38100"', "imprint_between"),
    (BODY, r'<wp:extent cx="5616000"', '<wp:extent cx="5000000"', "imprint_width"),
    (STYLES, r'(DaoanIssuer.*?<w:color w:val=)"FF0000"', r'\1"000000"', "red"),
    (STYLES, r'(w:styleId="DaoanTitle".*?<w:sz w:val=)"44"', r'\1"36"', "title_size"),
    (STYLES, r'(w:styleId="DaoanTitle".*?<w:jc w:val=)"center"', r'\1"left"', "title_centred"),
    (STYLES, r'(w:styleId="DaoanBody".*?w:eastAsia=)"仿宋_GB2312"', r'\1"宋体"', "body_face"),
    (STYLES, r'(w:styleId="DaoanBody".*?<w:sz w:val=)"32"', r'\1"28"', "body_size"),
    (STYLES, r'(w:styleId="DaoanBody".*?w:line=)"578"', r'\1"480"', "line_pitch"),
    (STYLES, r'(w:styleId="DaoanBody".*?<w:spacing w:val=)"-5"', r'\1"20"', "characters"),
    (STYLES, r'(w:styleId="DaoanHeading".*?w:eastAsia=)"黑体"', r'\1"宋体"', "heading_face"),
    (STYLES, r'(w:styleId="DaoanLead".*?w:eastAsia=)"楷体_GB2312"', r'\1"宋体"', "second_face"),
    (STYLES, r'(w:styleId="DaoanImprint".*?<w:sz w:val=)"28"', r'\1"21"', "imprint_size"),
    ("word/settings.xml", r"<w:evenAndOddHeaders[^>]*/>", "", "page_outside"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "old", "new", "code"), MOVED, ids=[row[3] for row in MOVED])
def test_a_figure_that_is_moved_is_found(page, part: str, old: str, new: str, code: str) -> None:
    found = check_layout(rewritten(page, part, f"(?s){old}", new), LAYOUT)
    assert code in {f.code for f in found}
    assert all(f.message.zh and f.clause for f in found)


def test_page_numbers_are_measured_in_the_feet(page) -> None:
    feet = [n for n in zipfile.ZipFile(io.BytesIO(page)).namelist() if re.fullmatch(r"word/footer\d\.xml", n)]
    assert {f.code for f in check_layout(rewritten(page, feet[0], "— ", "- "), LAYOUT)} == {"page_dashes"}


def test_faces_are_named_with_their_stand_ins(page) -> None:
    fonts = zipfile.ZipFile(io.BytesIO(page)).read("word/fontTable.xml").decode()
    for name, other in LAYOUT.faces.values():
        assert f'<w:font w:name="{name}"><w:altName w:val="{other}"/>' in fonts


def test_red_head_number_title_text_annexes_signature_and_imprint_follow_one_another(page) -> None:
    texts = [p.text for p in docx.Document(io.BytesIO(page)).paragraphs]
    order = [
        "庆阳市公安局交警支队", "庆交警督〔2025〕1号", "关于北大队\n逾期未办事项及其他多项问题的督办函", "北大队：",
        "经核查",
        "一、督办事项", "（一）甲12中3", "（二）甲甲", "清单", "特此函告。", "附件：清单", "庆阳市公安局交警支队",
        "2025年12月9日", "附件", "清单", "抄送：____。", "庆阳市公安局交警支队\t2025年12月9日印发",
    ]  # fmt: skip
    start = 0
    for words in order:
        start = texts.index(words, start)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_draft_is_not_dated_and_a_line_without_words_goes(language: str, tmp_path: Path) -> None:
    given = paper(sections=(), dated=None, to=None, copies=None, annexes=(), simulated=True)
    found = docx.Document(io.BytesIO(fill(default_template(LAYOUT, language), given, language, LAYOUT, {})))
    texts = [p.text for p in found.paragraphs]
    assert ("____年__月__日" if language == "zh" else "____ (date)") in texts
    assert not any("抄送" in t or "Copy" in t or t.endswith("：") or "{{" in t for t in texts)
    head = found.sections[0].header.paragraphs[0].text
    assert ("模拟数据" if language == "zh" else "SIMULATED") in head
