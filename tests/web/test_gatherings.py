"""The calendar of gatherings in the console: registered as people write it, laid out by day, walked by keyboard."""

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("gatherings") / "ws") as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


def register(here, when: str):
    page = here.go("/registers/mass_event?entry=new")
    page.locator("[data-field=name] input").fill("驿马集")
    page.locator("[data-field=kind] select").select_option("market")
    page.locator("[data-field=when] input").fill(when)
    return page


def test_a_rule_is_said_back_while_it_is_written_and_a_wrong_one_is_told(at_work):
    here = at_work("office", "zh")
    page = register(here, "逢3、6、9")
    page.get_by_test_id("rule-preview").wait_for()
    assert "农历逢三六九" in page.get_by_test_id("rule-preview").inner_text()
    page.locator("[data-field=when] input").fill("逢甲")
    page.locator("[data-field=when] p.wrong").wait_for()
    page.get_by_test_id("save").click()
    page.locator("[data-field=when] p[role=alert]").wait_for()
    assert "农历逢三六九" in page.locator("[data-field=when] p[role=alert]").inner_text()
    assert here.errors == []


def test_markets_stand_on_their_days_and_arrows_walk_through_them(at_work):
    here = at_work("office", "en")
    register(here, "every Sunday").get_by_test_id("save").click()
    here.settle()
    page = here.go("/gatherings?day=2026-03-07")  # a Saturday
    assert page.get_by_test_id("month").inner_text() == "March 2026"
    held = page.get_by_test_id("held")
    assert "Nothing is registered" in held.inner_text()
    page.locator("[data-day='2026-03-07']").focus()
    page.keyboard.press("ArrowRight")
    held.get_by_text("驿马集").wait_for()
    assert "every Sunday" in held.inner_text()
    assert page.locator("[data-kind=market]").count() >= 5
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-day='2026-03-15']").get_attribute("aria-pressed") == "true"
    page.get_by_label("Month after").click()
    here.settle()
    assert page.get_by_test_id("month").inner_text() == "April 2026"
    assert here.errors == []


def test_on_a_phone_nothing_runs_over_the_edge(at_work):
    here = at_work("office", "zh", PHONE)
    page = here.go("/gatherings?day=2026-03-08")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert here.errors == []
