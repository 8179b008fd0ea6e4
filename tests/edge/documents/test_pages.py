"""Documents as files: every figure found on the page, the same bytes again, and templates that an office edits."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from daoan.edge.documents.charts import steps, ticks
from daoan.edge.documents.filling import bookmarks_of
from daoan.edge.documents.kept import from_json, to_json, trace_of
from daoan.edge.documents.layout import points
from daoan.edge.documents.maps import map_code
from daoan.edge.documents.pdf import typst_of
from daoan.edge.documents.styles import style_id
from daoan.edge.documents.templates import check_template
from daoan.terms.documents import Chart, Point, Section, Sketch, Table
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from tests.edge.documents.papers_given import FROM, LAYOUT, A, figure, paper, press


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_stands_on_the_page_under_its_mark(language: str, tmp_path: Path) -> None:
    given = paper()
    marks = bookmarks_of(press(tmp_path).set(given, language, "docx"))
    assert marks == {f["mark"]: f["shown"][language] for f in trace_of(given)["figures"]}
    assert list(marks.values()) == (["12", "3", "7", "7"] if language == "zh" else ["3", "12", "7", "7"])


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_same_document_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    setting, given = press(tmp_path), paper()
    assert setting.set(given, "zh", kind) == setting.set(from_json(to_json(given)), "zh", kind)


def test_what_is_kept_is_the_document_and_nothing_else_is_taken() -> None:
    assert from_json(to_json(paper())) == paper()
    with pytest.raises(InputError):
        from_json(b'{"issuer": 1}')


def test_what_a_person_wrote_cannot_become_a_command_of_the_typesetter() -> None:
    bad = Text('#import "x" $a$ *b*', '#import "x" $a$ *b*')
    for language in ("zh", "en"):
        source = typst_of(paper(opening=(bad,)), language, LAYOUT)
        assert "\\#import" in source
        assert "\\$a\\$ \\*b\\*" in source


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_ships_is_a_template_that_is_taken(language: str, tmp_path: Path) -> None:
    assert check_template(press(tmp_path).template(language), 512) == ()


def edited(content: bytes, change) -> bytes:
    file = docx.Document(io.BytesIO(content))
    change(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def write(file, old: str, new: str) -> None:
    """Change words as Word would: cut into runs wherever it likes."""
    paragraph = next(p for p in file.paragraphs if old in p.text)
    words = paragraph.text.replace(old, new)
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = words[: len(words) // 2]
    paragraph.add_run(words[len(words) // 2 :])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{{number}}", "{{nummer}}", "unknown"),
        ("{{body}}", "", "missing"),
        ("{{body}}", "Text: {{body}}", "alone"),
        ("{{signed}}", "{{signed}", "open"),
    ],
)
def test_a_template_says_what_is_wrong_with_it(old: str, new: str, code: str, tmp_path: Path) -> None:
    content = edited(press(tmp_path).template("zh"), lambda file: write(file, old, new))
    found = check_template(content, 512)
    assert code in {f.code for f in found}
    assert all(re.search("[一-鿿]", f.message.zh) for f in found)


def test_a_template_hides_nothing(tmp_path: Path) -> None:
    content = press(tmp_path).template("zh")
    outside = b'<Relationship Id="r9" Type="x" Target="http://x" TargetMode="External"/></Relationships>'
    for name, words, code in (
        ("word/vbaProject.bin", b"x", "macro"),
        ("word/_rels/x.xml.rels", outside, "link"),
    ):
        out = io.BytesIO(content)
        with zipfile.ZipFile(out, "a") as packed:
            packed.writestr(name, words)
        assert [f.code for f in check_template(out.getvalue(), 512)] == [code]
    assert [f.code for f in check_template(b"no", 512)] == ["not_docx"]
    assert [f.code for f in check_template(content, 1)] == ["large"]


def test_an_office_edits_words_and_styles_and_the_document_follows(tmp_path: Path) -> None:
    def change(file) -> None:
        write(file, "{{number}}", "内部资料 {{number}}")
        file.styles["Daoan text 正文"].font.name = "Own face"

    setting = press(tmp_path)
    template = edited(setting.template("zh"), change)
    assert check_template(template, 512) == ()
    found = docx.Document(io.BytesIO(setting.set(paper(), "zh", "docx", template)))
    assert "内部资料 庆交警督〔2025〕1号" in [p.text for p in found.paragraphs]
    assert found.styles["Daoan text 正文"].font.name == "Own face"


def test_pictures_are_told_in_words_too(tmp_path: Path) -> None:
    page = zipfile.ZipFile(io.BytesIO(press(tmp_path).set(paper(), "zh", "docx"))).read("word/document.xml").decode()
    assert "图：甲（甲）：甲 2；甲 –" in page
    assert "地图：甲，标注1处" in page


def test_axes_are_marked_at_round_values_that_span_the_range() -> None:
    assert ticks(0, 287, 4) == [0, 100, 200, 300]
    assert ticks(31, 68.7) == [30, 40, 50, 60, 70]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_number_and_no_word_of_a_table_is_cut_in_a_face_that_stands_in(language: str) -> None:
    heads = (
        Text("Indicator", "指标"), Text("Value", "数值"), Text("Year before", "上年同期"), Text("Change", "同比"),
        Text("Three-year mean", "近三年均值"),
    )  # fmt: skip
    mean = "(14,447,219–21,972,381)"
    cells = ("18,150,400", "17,545,600", "+42.3\u00a0%", f"18,209,800 {mean}")
    loss = Text("direct property loss, yuan", "直接财产损失（元）")
    table = Table(heads[0], heads, ((loss, *(Text(c, c) for c in cells)),))
    size = LAYOUT.table_pt if language == "zh" else LAYOUT.english.table_pt
    widths = LAYOUT.column_widths_mm(table, language)
    assert sum(widths) == pytest.approx(LAYOUT.text_mm[0])
    for width, word in zip(widths[1:], (*cells[:3], mean.partition("–")[0]), strict=True):
        needs = sum(0.32 if c in ",. \u00a0" else 0.64 for c in word) * size + 2 * 5.4  # DejaVu Sans; margins of a cell
        assert points(width) >= needs, word


def test_a_map_of_a_place_shows_its_surroundings_and_draws_no_border_around_them() -> None:
    road = ((107.0, 36.0), (107.1, 36.1))
    around = Sketch(Text("A", "甲"), (), (road,), (road,), (), FROM, (107.0, 36.0, 107.2, 36.1))
    code = map_code(around, "zh", 150)
    assert "dasharray" not in code
    assert "150.00mm" in code  # twice as wide as high, less what a degree of longitude is shorter


def test_names_of_annexes_are_on_one_page_with_what_stands_before_them(tmp_path: Path) -> None:
    table = paper().annexes[0]
    for language in ("zh", "en"):
        content = press(tmp_path).set(paper(annexes=(table, table, table)), language, "docx")
        lines = docx.Document(io.BytesIO(content)).paragraphs
        notes = [k for k, p in enumerate(lines) if p._p.style == style_id("annexnote")]
        assert len(notes) == 3
        assert all(lines[k - 1].paragraph_format.keep_with_next for k in notes)


def test_a_long_figure_has_its_range_below_it_and_is_the_same_figure(tmp_path: Path) -> None:
    long, short = "18,209,800（14,447,219–21,972,381）", "92（71–115）"
    table = Table(A, (A, A), ((A, figure(long, 18_209_800)), (A, figure(short, 92))))
    made = press(tmp_path).set(paper(sections=(Section(A, (), (table,)),), annexes=()), "zh", "docx")
    assert list(bookmarks_of(made).values()) == [long, short]
    cells = [row.cells[1].text for row in docx.Document(io.BytesIO(made)).tables[0].rows][1:]
    assert cells == [long.replace("（", "\n（"), short]


def test_cells_of_a_column_begin_alike_and_one_without_words_holds_a_dash(tmp_path: Path) -> None:
    long, none = Text("long " * 8, "长" * 20), Text("", "")
    table = Table(A, (A, A, A), ((A, long, A), (A, A, none)))
    made = press(tmp_path).set(paper(sections=(Section(A, (), (table,)),), annexes=()), "zh", "docx")
    rows = docx.Document(io.BytesIO(made)).tables[0].rows
    left = [[cell.paragraphs[0].alignment for cell in row.cells] for row in rows]
    assert left == [[None] * 3, *[[WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.LEFT, None]] * 2]
    assert rows[2].cells[2].text == "–"


@pytest.mark.parametrize(
    ("band", "told"), [(None, "grey: what chance leaves"), (Text("reports to come", "补报"), "grey: reports to come")]
)
def test_a_band_around_columns_is_told_by_its_name(band: Text | None, told: str) -> None:
    chart = Chart("steps", A, Text("crashes", "起"), (Point(A, 2, 1, 3),), FROM, band=band)
    assert f"crashes; {told}" in steps(chart, "en", 120.0)
