"""Operations in the console: planned, drawn, deployed, a table with a wrong sum, a pack ticked off, points."""

import re

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE
from .test_programme import SEND

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
PAGES = ("/operations", "/measure-packs", "/disorder", "/precursors")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BROKEN_WORDS = re.compile(r"\b(undefined|NaN|null|Infinity)\b|\[object|\{\w+\}")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("operations") / "ws") as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_an_empty_page_opens_in_its_language_and_fits_a_phone(at_work, path, lang):
    here = at_work("office", lang, PHONE)
    page = here.go(path)
    assert bool(CHINESE.search(page.locator("main h1").first.text_content() or "")) == (lang == "zh")
    assert not BROKEN_WORDS.search(page.locator("main").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert here.errors == []


PLAN = {
    "type": "drink_drive", "targets": ["market", "transport"], "begins_on": "2000-01-01", "finish_by": "2099-12-31",
    "text": "Test at sites drawn by chance", "violations": "ordinary-seven",
}  # fmt: skip


def test_an_operation_is_planned_drawn_and_deployed_and_tables_are_checked(at_work):
    office = at_work("office")
    office.go("/operations")
    page = office.page
    page.get_by_test_id("begin").click()
    form = page.get_by_test_id("plan-form")
    form.locator("[name=title]").fill("Night checks")
    form.locator("[name=begins_on]").fill("2000-01-01")
    form.locator("[name=finish_by]").fill("2099-12-31")
    form.locator("[name=text]").fill("Test at sites drawn by chance")
    form.locator("button.pick").click()
    form.get_by_label("Market supervision").check()
    form.locator("button.primary").click()
    page.wait_for_url("**/operations/operation-*")
    office.settle()
    sites = page.get_by_test_id("sites")
    sites.locator("summary").click()
    sites.locator("textarea").fill("East gate, 3\nMarket street 1.5\nBridge, 2")
    sites.locator("[name=sites]").fill("2")
    page.get_by_test_id("draw").click()
    sites.locator("ol li").nth(1).wait_for()
    assert "Draw 1, from 3 places" in sites.inner_text()
    page.locator("[data-event=deploy]").click()
    page.get_by_test_id("state").filter(has_text="Deployed").wait_for()
    address = page.url.removeprefix(office.base)
    market = at_work("market", "zh")
    page = market.go(address)
    page.get_by_test_id("enter").click()
    page.locator("[data-field=day] input").fill("2026-01-02")
    for field, value in (("tests_early", "60"), ("tests_late", "20"), ("tests_afternoon", "20"), ("tests", "90")):
        page.locator(f"[data-field={field}] input").fill(value)
    page.get_by_test_id("save").click()
    page.locator("[data-field=tests] .wrong").wait_for()
    assert "与90不符" in page.locator("[data-field=tests] .wrong").inner_text()
    page.get_by_role("button", name="采用").click()
    page.locator("[data-field=drink_early] input").fill("3")
    page.get_by_test_id("save").click()
    page.get_by_test_id("daily").wait_for()
    assert "100" in page.get_by_test_id("daily").locator("tfoot").inner_text()
    assert "未记录" in page.get_by_test_id("rates").inner_text() or "5" in page.get_by_test_id("rates").inner_text()
    assert not BROKEN_WORDS.search(page.locator("main").inner_text())
    assert market.errors == []


def test_a_pack_is_begun_and_ticked_off_with_the_keyboard_at_hand(at_work):
    office = at_work("office")
    page = office.go("/measure-packs")
    made = page.evaluate(
        SEND,
        ["/measure-packs/strict-ten/start", {"units": ["market"], "since": "2026-01-01", "until": "2099-12-31"}],
    )
    name = made["matter"]["matter_id"]
    market = at_work("market", size=PHONE)
    page = market.go(f"/measure-packs/{name}")
    card = page.locator("[data-measure=three-limits]")
    card.locator("[data-event=sign]").click()
    card.locator("[data-event=report]").wait_for()
    for box in card.locator("input[type=checkbox]").all():
        box.check()
    card.locator("[data-event=report]").click()
    card.locator("[data-event=report]").wait_for(state="detached")
    assert "3 / 3" in card.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert market.errors == []
    page = office.go(f"/work/{made['measures'][0]['parts'][0]['matter']['matter_id']}")
    assert page.get_by_test_id("own-page").get_attribute("href") == f"/measure-packs/{name}"


def test_points_of_the_register_are_asked_for_and_counted(at_work):
    market = at_work("market")
    page = market.go("/disorder")
    point = {"place": "School gate", "kind": "school", "unit": "market", "found_on": "2026-01-01", "due": "2026-01-09"}
    page.evaluate(SEND, ["/registers/disorder_point", {"values": point}])
    page = market.go("/disorder")
    page.get_by_test_id("take-up").click()
    page.get_by_test_id("points").locator("b", has_text="Found").wait_for()
    assert "School gate" in page.get_by_test_id("points").inner_text()
    assert "1 points were taken up" in page.locator("main").inner_text()
    assert market.errors == []
