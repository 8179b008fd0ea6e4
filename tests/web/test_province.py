"""The province's examination in the console: a wrong file is explained, a right one kept, ours and theirs compared."""

import pytest

from daoan.edge.documents.xlsx import xlsx_of

from .committee_given import committee_server, visitors
from .conftest import PHONE, WIDE
from .test_rural import prepare

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
HEADINGS = ["月份", "县区", "考核项目", "完成数", "应完成数", "满分", "得分", "扣分原因"]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("province") / "ws", prepare) as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


def choose(page, data: bytes) -> None:
    file = {"name": "result.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_test_id("file").set_input_files(file)


def test_a_wrong_file_is_explained_a_right_one_kept_and_differences_opened(at_work):
    here = at_work("office", "zh")
    page = here.go("/rural/province")
    page.get_by_test_id("none").wait_for()
    assert "不详" in page.locator("tr[data-code=on_site]").inner_text()
    month = page.get_by_test_id("month").input_value()
    row = [month, "全市", "面包车建档（一车一档）", 1, 2, 20, 10, "抽查补录"]
    choose(page, xlsx_of("x", HEADINGS, [row, [month, "火星县", *row[2:]]]))
    assert "不是本市县区" in page.get_by_test_id("problems").inner_text()
    assert page.get_by_test_id("keep").count() == 0
    right = xlsx_of("x", HEADINGS, [row])
    choose(page, right)
    page.get_by_test_id("keep").wait_for()
    assert page.get_by_test_id("keep").is_disabled()
    page.get_by_test_id("source").fill("省道安办通报〔2026〕3号")
    page.get_by_test_id("keep").click()
    page.get_by_text("已入库，为第1版").wait_for()
    page.get_by_test_id("evidence").wait_for()
    line = page.locator("tr[data-code=vans_filed]")
    assert "+10.0" in line.inner_text()
    line.get_by_role("button").click()
    opened = page.get_by_test_id("sheet").locator("tr.inner").inner_text()
    assert "计数不同 +10.0" in opened
    assert "抽查补录" in opened
    choose(page, right)
    page.get_by_text("该文件与已入库版本相同").wait_for()
    assert here.errors == []


def test_a_brigade_reads_its_part_and_takes_nothing_in(at_work):
    here = at_work("north", "en")
    page = here.go("/rural/province")
    page.get_by_text("your own county's part").wait_for()
    assert page.get_by_test_id("take-in").count() == 0
    assert here.errors == []


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_runs_over_the_edge(at_work, lang, size):
    here = at_work("office", lang, size)
    page = here.go("/rural/province?open=opened")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert here.errors == []
