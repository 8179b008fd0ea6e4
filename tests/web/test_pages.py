"""Every page of the console, in both languages, wide and on a phone."""

import re

import pytest

from .conftest import PAGES, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

BROKEN_WORDS = re.compile(r"\b(undefined|NaN|null|Infinity)\b|\[object|\{\w+\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_page_says_what_it_is_and_leaves_out_without_errors_and_stays_at_home(visit, path, lang):
    here = visit(lang)
    page = here.go(path)
    heading = page.locator("main h1").first.text_content() or ""
    assert bool(CHINESE.search(heading)) == (lang == "zh"), heading
    assert not BROKEN_WORDS.search(page.locator("main").inner_text())
    assert here.errors == []
    assert here.abroad == []
    note = page.locator("main .coverage").first
    assert re.search(r"\d+\.\d\s?%", note.inner_text()), "the share off the network"
    if lang == "en":
        assert re.search(r"[\d,]+ of [\d,]+ collisions", note.get_attribute("title") or ""), "numerator, denominator"


@pytest.mark.parametrize("path", PAGES)
def test_phone_has_no_sideways_scroll_and_pages_at_the_foot(visit, path):
    page = visit("zh", "dark", PHONE).go(path)
    wide = page.evaluate(
        "[document.documentElement, document.getElementById('main')].map(e => e.scrollWidth - e.clientWidth)"
    )
    assert wide == [0, 0]
    assert page.locator("nav.foot").is_visible()


def test_detail_pages_open_from_their_lists(visit):
    here = visit()
    for path in ("/segments", "/blackspots", "/alerts"):
        page = here.go(path)
        page.locator("main [data-open]").first.click()
        page.wait_for_url(re.compile(path + "/.+"))
        here.settle()
        assert not BROKEN_WORDS.search(page.locator("main").inner_text())
    assert here.errors == []


def test_unknown_address_has_a_way_home(visit):
    page = visit().go("/no/such/page")
    page.get_by_role("link", name="To the map").click()
    page.wait_for_url(re.compile(r"/$"))
