"""What the console promises about its numbers: intervals, evidence, not recorded, simulated, silent servers."""

import json
import re

import pytest

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


def _figure(text: str) -> float:
    return float(text.replace(",", "").replace("\u2212", "-"))


def test_estimates_show_their_interval(visit):
    page = visit().go("/segments")
    shown = page.locator("tbody .estimate .figures").all_inner_texts()
    assert len(shown) > 50
    for words in shown:
        found = re.fullmatch(r"([−\d.,]+) \(([−\d.,]+)(?:–| to )([−\d.,]+)\)", words)
        assert found, words
        value, low, high = map(_figure, found.groups())
        assert low <= value <= high, words


def test_a_number_opens_to_its_evidence_and_focus_returns(visit):
    page = visit().go("/indicators")
    number = page.locator("[data-testid=tiles] .proof").first
    number.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    drawer.wait_for()
    run = page.evaluate("fetch('/api/v1/meta').then(r => r.json()).then(m => m.run.run_id)")
    assert run in drawer.inner_text()
    drawer.locator("tbody tr").first.wait_for()  # the collisions behind the number
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    assert page.evaluate("document.activeElement.classList.contains('proof')")


@pytest.mark.parametrize(("lang", "words"), [("en", "not recorded"), ("zh", "未记录")])
def test_what_the_source_does_not_record_is_said_so(visit, lang, words):
    page = visit(lang).go("/indicators")
    unknown = page.locator("[data-testid=not-recorded] li")
    assert unknown.count() >= 3  # Leeds records neither loss nor cause nor form
    assert all(words in row and not re.search(r"\b0\b", row) for row in unknown.all_inner_texts())
    named = [row.split("\n")[0] for row in unknown.all_inner_texts()]
    tiles = page.locator("[data-testid=tiles] h2").all_inner_texts()
    assert not set(named) & set(tiles), "what is not recorded has no tile with a figure"


def test_read_is_accepted_plus_refused(visit):
    page = visit().go("/quality")
    for row in page.locator("[data-testid=sums] .sum").all():
        read, accepted, refused = (_figure(b) for b in row.locator("b").all_inner_texts())
        assert read == accepted + refused
        assert row.locator("i").first.inner_text() == "="


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_data_carries_a_watermark(visit, simulated):
    here = visit()

    def answer(route):
        meta = route.fetch().json()
        route.fulfill(status=200, content_type="application/json", body=json.dumps(meta | {"simulated": simulated}))

    here.page.route("**/api/v1/meta", answer)
    for path in ("/", "/indicators"):
        page = here.go(path)
        mark = page.locator("[data-testid=watermark]")
        assert mark.count() == int(simulated)
        if simulated:
            assert "模拟数据 SIMULATED" in mark.inner_text()
            box = mark.bounding_box()
            assert box["width"] >= 1440
            assert box["height"] >= 900


_FARTHEST = """
(wide, high) => {
  const tiles = [...document.querySelectorAll('[data-testid=watermark] span')].map(e => e.getBoundingClientRect());
  const away = (x, y) => Math.min(...tiles.map(b => Math.hypot(b.x + b.width / 2 - x, b.y + b.height / 2 - y)));
  return Math.max(...[[0, 0], [wide, 0], [0, high], [wide, high]].map(([x, y]) => away(x, y)));
}"""


@pytest.mark.parametrize("size", [PHONE, WIDE, {"width": 2560, "height": 1440}], ids=["phone", "wide", "wall"])
def test_watermark_reaches_every_corner(visit, size):
    here = visit("en", "light", size)
    here.page.route(
        "**/api/v1/meta",
        lambda route: route.fulfill(
            status=200, content_type="application/json", body=json.dumps(route.fetch().json() | {"simulated": True})
        ),
    )
    page = here.go("/help")
    page.wait_for_selector("[data-testid=watermark]", state="attached")
    apart = max(330, size["width"] * 0.103)  # a tile's width
    assert page.evaluate(f"({_FARTHEST})({size['width']}, {size['height']})") < apart


def test_replay_says_which_day_is_today(visit):
    page = visit("zh").go("/")
    assert "2019年12月31日" in page.locator("header .asof").inner_text()


def test_own_weights_are_called_no_official_standard(visit):
    page = visit().go("/duty")
    assert page.get_by_text("Not an official standard").first.is_visible()


def test_a_server_that_refuses_is_said_plainly_and_can_be_tried_again(visit):
    here = visit()
    problem = {"type": "about:blank", "title": "Broken", "status": 500, "detail": "the store cannot be read"}
    here.page.route(
        "**/api/v1/blackspots*",
        lambda route: route.fulfill(status=500, content_type="application/problem+json", body=json.dumps(problem)),
    )
    page = here.go("/blackspots")
    alert = page.get_by_role("alert")
    assert "the store cannot be read" in alert.inner_text()
    page.unroute("**/api/v1/blackspots*")
    alert.get_by_role("button", name="Try again").click()
    page.locator("tbody tr").first.wait_for()
