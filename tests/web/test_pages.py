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


@pytest.mark.parametrize("path", ["/segments", "/blackspots"])
def test_a_list_is_whole_though_the_window_is_drawn_first(visit, path):
    page = visit().go(path)
    there = page.locator("main tbody tr")
    there.nth(49).wait_for(state="attached")
    assert there.count() == 50
    held = page.evaluate("Math.ceil(innerHeight / 40)")
    assert held < 50, "the window holds the whole list: nothing was drawn behind it"


def test_a_line_that_stands_for_many_stretches_brings_nearer_where_each_is_its_own(visit):
    here = visit()
    page = here.go("/segments")
    page.locator("[data-testid=map][data-idle=true]").wait_for()
    nearer = []
    page.on("request", lambda r: nearer.append(r.url) if re.search(r"/tiles/risk/1[2-4]/", r.url) else None)
    box = page.get_by_test_id("map").bounding_box()
    for across, down in ((0.1 * i, 0.1 * j) for i in range(2, 9) for j in range(2, 9)):
        page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        page.wait_for_timeout(150)
        if nearer:
            break
        if not page.url.endswith("/segments"):  # one of the worst, which is its own at every zoom
            page.go_back()
            page.locator("[data-testid=map][data-idle=true]").wait_for()
    assert nearer, "a line that stands for many stretches leads nowhere"
    assert here.errors == []


def test_unknown_address_has_a_way_home(visit):
    page = visit().go("/no/such/page")
    page.get_by_role("link", name="To the map").click()
    page.wait_for_url(re.compile(r"/$"))
