"""Meetings, public opinion and what is asked of a department, in the console."""

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE
from .test_programme import SEND

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("committee") / "ws") as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


def test_a_decision_is_opened_by_one_press_and_reaches_the_departments_inbox(at_work):
    office = at_work("office", "zh")
    page = office.go("/meetings")
    minutes = {
        "day": "2026-01-02", "subject": "联席会 meeting", "attendees": ["market"], "video": True,
        "decisions": [
            {"text": "检查销售点", "units": ["market"], "finish_by": "2099-01-01"},
            {"text": "已过期", "units": ["market"], "finish_by": "2001-01-01"},
        ],
    }  # fmt: skip
    page.evaluate(SEND, ["/registers/meeting", {"values": minutes}])
    page = office.go("/meetings")
    buttons = page.get_by_test_id("open-decision")
    assert buttons.count() == 2
    buttons.nth(0).click()
    page.locator("[data-meeting] ol > li").first.get_by_role("link", name="市场监管局").wait_for()
    page.get_by_test_id("open-decision").click()
    page.locator("[data-meeting] [role=alert]", has_text="期限须为今后的日期").wait_for()
    market = at_work("market", "zh", PHONE)
    inbox = market.go("/work/inbox")
    row = inbox.get_by_role("link", name="检查销售点")
    row.wait_for()
    wide = inbox.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth")
    assert wide <= 1
    row.click()
    inbox.get_by_test_id("evidence").wait_for(state="attached")
    assert at_work("transport").go("/meetings").get_by_text("No meeting that concerns your unit").count() == 1
    assert office.errors == market.errors == []


def test_what_is_said_is_recorded_assessed_and_a_rumour_refuted(at_work):
    office = at_work("office")
    page = office.go("/opinion")
    page.get_by_test_id("begin").click()
    form = page.get_by_test_id("record")
    form.locator("[name=title]").fill("A bridge is said to be closed")
    form.locator("[name=text]").fill("Seen in a chat")
    form.locator("[name=where]").fill("chat")
    form.get_by_role("button", name="Record").click()
    page.get_by_test_id("matter").wait_for()
    page.get_by_role("button", name="assess", exact=False).first.click()
    page.locator("form.act select").first.select_option("yellow")
    page.locator("form.act select[name=truth]").select_option("rumour")
    page.locator("form.act .primary").click()
    page.locator(".head .state", has_text="To be assigned").wait_for()
    page.get_by_role("button", name="assign", exact=False).first.click()
    page.locator("form.act .tree label", has_text="Market supervision").click()
    page.locator("form.act .primary").click()
    page.locator(".head .state", has_text="To be answered").wait_for()
    market = at_work("market")
    answering = market.go(page.url.removeprefix(market.base))
    answering.get_by_role("button", name="answer", exact=False).first.click()
    assert "Where it was refuted" in answering.locator("form.act").inner_text()
    listed = office.go("/opinion")
    assert "Rumour" in listed.get_by_test_id("opinions").inner_text()
    assert office.errors == market.errors == []
