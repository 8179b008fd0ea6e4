"""Plans, measures by level, lights and bumps in the console: both languages, wide and on a phone."""

import re

import pytest

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

PAGES = ("/plans", "/plans/by-level", "/plans/lights-and-bumps")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BROKEN_WORDS = re.compile(r"\b(undefined|NaN|null|Infinity)\b|\[object|\{\w+\}")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_in_its_language_without_errors_and_fits_a_phone(visit, path, lang):
    here = visit(lang, size=PHONE)
    page = here.go(path)
    assert bool(CHINESE.search(page.locator("main h1").first.text_content() or "")) == (lang == "zh")
    assert not BROKEN_WORDS.search(page.locator("main").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert here.errors == []


def test_the_table_of_measures_turns_to_the_chosen_risk(visit):
    page = visit("en").go("/plans/by-level")
    page.get_by_role("button", name="Weather").click()
    page.locator("[data-testid=risk] h2", has_text="Weather").wait_for()
    assert "kind=weather" in page.url
    assert page.locator("[data-testid=risk] tbody tr").count() >= 3


def test_a_network_without_side_roads_is_told_and_not_planned_on(visit):
    page = visit("en").go("/plans/lights-and-bumps?lights=2&bumps=3")
    text = page.locator("main").inner_text()
    assert "No junction of a side road" in text
    assert "import one with local roads" in text
    assert page.get_by_test_id("open-hazards").is_disabled()


def test_an_alert_shows_what_it_calls_for(visit):
    here = visit("en")
    page = here.go("/alerts")
    page.locator(".list li a").first.click()
    here.settle()
    block = page.get_by_test_id("measures")
    block.wait_for()
    assert block.locator("li").count() > 0 or "about data" in block.inner_text()
