"""Signals in the console: a file brought in, looked at, approved by another, queues played by keys; travel times."""

import re

import pytest

from tests.act.signals.proposals_given import content

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BROKEN_WORDS = re.compile(r"\b(undefined|NaN|null|Infinity)\b|\[object|\{\w+\}")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("signals") / "ws") as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", ["/signals", "/efficiency"])
def test_an_empty_page_opens_in_its_language_and_fits_a_phone(at_work, path, lang):
    here = at_work("office", lang, PHONE)
    page = here.go(path)
    assert bool(CHINESE.search(page.locator("main h1").first.text_content() or "")) == (lang == "zh")
    assert not BROKEN_WORDS.search(page.locator("main").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert here.errors == []


def test_a_file_becomes_a_proposal_that_plays_by_keys_and_is_looked_at(at_work):
    office = at_work("office")
    office.go("/signals")
    page = office.page
    page.get_by_test_id("bring").click()
    form = page.get_by_test_id("bring-form")
    wrong = {"name": "x.json", "mimeType": "application/json", "buffer": b"{}"}
    form.locator("input[type=file]").set_input_files(wrong)
    form.locator("button.primary").click()
    form.locator("[role=alert]").wait_for()
    form.locator("input[type=file]").set_input_files({**wrong, "name": "x.signals.json", "buffer": content()})
    form.locator("button.primary").click()
    page.wait_for_url("**/signals/signal_proposal-*")
    office.settle()
    assert "10.0 s" in page.locator("main").inner_text()
    assert page.get_by_test_id("junctions").locator("li").first.is_visible()
    player = page.get_by_test_id("player")
    assert "40 m" in page.get_by_test_id("queue-before").inner_text()
    player.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_test_id("queue-before").filter(has_text="60 m").wait_for()
    page.keyboard.press("Home")
    page.keyboard.press(" ")  # for who wants calm a press of play is one step
    page.get_by_test_id("queue-after").filter(has_text="20 m").wait_for()
    page.locator("[data-event=look_at]").click()
    page.get_by_test_id("state").filter(has_text="Looked at").wait_for()
    page.locator("[data-event=approve]").click()
    page.get_by_role("alert").filter(has_text="who proposed it does not approve it").wait_for()
    page.locator("[data-event=refuse]").click()
    refusal = page.get_by_test_id("act-form")
    refusal.locator("[name=note]").fill("too long a red")
    refusal.locator("button.primary").click()
    page.get_by_test_id("state").filter(has_text="Refused").wait_for()
    office.go("/signals")
    assert "Refused" in page.get_by_test_id("signals").inner_text()
