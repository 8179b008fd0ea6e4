"""Registers in the console: write, be told what is wrong, be beaten to it, end and bring back, files both ways."""

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("registers") / "ws") as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


def fill(page, name: str, value: str, within: str = "") -> None:
    page.locator(f"[data-field='{within}{name}'] :is(input, textarea)").fill(value)


def test_every_register_says_whether_it_may_be_written(at_work):
    here = at_work("market", "zh")
    page = here.go("/registers")
    cards = {c.locator("h2").inner_text(): c.inner_text() for c in page.get_by_test_id("registers").locator("li").all()}
    assert "可登记" in cards["机动车检验机构"]
    assert "仅查看" in cards["责任矩阵"]
    page.keyboard.press("g")
    page.keyboard.press("r")
    assert here.errors == []


def test_an_entry_with_rows_is_written_and_wrong_fields_are_told_beside_them(at_work):
    here = at_work("market", "zh")
    page = here.go("/registers/inspection_station")
    assert "尚无记录" in page.locator("main").inner_text()
    page.keyboard.press("n")
    fill(page, "lines", "200")
    page.get_by_test_id("add-checks").click()
    fill(page, "found", "灯光 light", "checks.0.")
    page.get_by_test_id("save").click()
    page.locator("[data-field=licence] .wrong").wait_for()
    told = {
        f: page.locator(f"[data-field='{f}'] .wrong").last.inner_text() for f in ("licence", "lines", "checks.0.on")
    }
    assert told == {"licence": "请填写：资质证书编号", "lines": "数值应在 0…100 之间", "checks.0.on": "请填写：日期"}
    fill(page, "licence", "SIM-1")
    fill(page, "name", "模拟检测站")
    fill(page, "lines", "2")
    fill(page, "on", "2025-05-01", "checks.0.")
    page.locator("[data-field='checks.0.result'] select").select_option("mend")
    page.get_by_test_id("save").click()
    row = page.get_by_test_id("entries").locator("tbody tr")
    row.wait_for()
    assert "SIM-1" in row.inner_text()
    page.get_by_test_id("history").get_by_text("首次登记").wait_for()
    page.keyboard.press("Escape")
    page.locator("aside.drawer").wait_for(state="detached")
    assert here.errors == []


def test_whoever_comes_second_is_told_and_loses_nothing(at_work):
    first, second = at_work("market"), at_work("market too")
    pages = [one.go("/registers/driving_school") for one in (first, second)]
    pages[0].get_by_test_id("new").click()
    fill(pages[0], "licence", "D-1")
    fill(pages[0], "name", "School")
    pages[0].get_by_test_id("save").click()
    pages[0].get_by_test_id("history").wait_for()
    pages[1] = second.go("/registers/driving_school")
    pages[1].get_by_role("button", name="School", exact=True).click()
    pages[1].get_by_test_id("history").wait_for()
    fill(pages[0], "name", "School of the first")
    pages[0].get_by_test_id("save").click()
    pages[0].get_by_test_id("history").get_by_text("version 2").wait_for()
    fill(pages[1], "name", "School of the second")
    pages[1].get_by_test_id("save").click()
    stale = pages[1].get_by_test_id("stale")
    assert "market 测试 changed this meanwhile" in stale.inner_text()
    assert pages[1].locator("[data-field=name] input").input_value() == "School of the second"
    stale.get_by_role("button", name="Keep mine").click()
    pages[1].get_by_test_id("save").click()
    pages[1].get_by_test_id("history").get_by_text("version 3").wait_for()
    assert "market too 测试" in pages[1].get_by_test_id("history").locator("li").first.inner_text()
    pages[0].get_by_role("button", name="Close").click()
    pages[0].keyboard.press("n")
    fill(pages[0], "licence", "d-1")
    fill(pages[0], "name", "Another")
    pages[0].get_by_test_id("save").click()
    pages[0].locator("[data-field=licence] .wrong").get_by_text("has this already").wait_for()
    pages[0].keyboard.press("Escape")  # out of the field
    pages[0].keyboard.press("Escape")
    pages[0].get_by_text("What you typed is not saved.").wait_for()


def test_an_entry_ends_is_hidden_and_comes_back(at_work):
    here = at_work("transport")
    page = here.go("/registers/work_zone")
    page.get_by_test_id("new").click()
    fill(page, "where", "K12+300")
    fill(page, "from", "2025-05-01")
    fill(page, "until", "2025-06-01")
    page.get_by_test_id("save").click()
    page.get_by_test_id("end").click()
    page.get_by_test_id("bring-back").wait_for()
    page.get_by_test_id("entries").wait_for(state="detached")
    page.get_by_test_id("ended").click()
    page.get_by_test_id("entries").get_by_text("ended").wait_for()
    page.get_by_test_id("bring-back").click()
    page.get_by_test_id("end").wait_for()
    said = page.get_by_test_id("history").inner_text()
    assert "brought back" in said
    assert here.errors == []


def test_files_go_out_and_come_in_and_every_wrong_line_is_told(at_work, tmp_path):
    here = at_work("transport", "zh", size=PHONE)
    page = here.go("/registers/permit")
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    head = "许可证号,业户,经营范围,有效期至\n"
    bad.write_text(head + "P1,模拟一,旅游包车,2026-01-01\nP2,,飞机,x\n", "utf-8")
    good.write_text(head + "P1,模拟一,旅游包车,2026-01-01\nP2,模拟二,校车,2026-02-01\n", "utf-8")
    page.get_by_test_id("csv").set_input_files(bad)
    lines = page.get_by_test_id("wrong-lines")
    lines.wait_for()
    assert "第3行" in lines.inner_text()
    assert "业户" in lines.inner_text()
    page.get_by_test_id("csv").set_input_files(good)
    page.get_by_text("新增2条").wait_for()
    page.get_by_test_id("entries").locator("tbody tr").nth(1).wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "模拟二" in download.value.path().read_text("utf-8-sig")
    page.get_by_label("查找").fill("模拟一")
    page.get_by_test_id("entries").locator("tbody tr", has_text="模拟二").wait_for(state="detached")
    assert page.get_by_test_id("entries").locator("tbody tr").count() == 1


def test_a_reader_reads_masked_and_writes_nothing(at_work):
    writer = at_work("office", "zh")
    page = writer.go("/registers/responsibility")
    page.get_by_test_id("new").click()
    fill(page, "duty", "上下学护学")
    page.locator("[data-field=unit] button.pick").click()
    page.locator("[data-field=unit] .tree label", has_text="市场监管局").click()
    page.locator("[data-field=period] select").select_option("school")
    fill(page, "leader", "王小明")
    page.get_by_test_id("save").click()
    page.get_by_test_id("history").wait_for()
    reader = at_work("market", "zh")
    page = reader.go("/registers/responsibility")
    assert page.get_by_test_id("new").count() == 0
    page.get_by_test_id("entries").get_by_role("button", name="上下学护学").click()
    page.locator("aside.drawer dl").wait_for()
    words = page.locator("aside.drawer").inner_text()
    assert "王*" in words
    assert "王小明" not in words
    assert page.get_by_test_id("save").count() == 0
