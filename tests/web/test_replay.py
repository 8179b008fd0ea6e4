"""A day replayed on the map: moved by keys, played, kept in the address, and left again."""

import re

import pytest

from .test_every_page import AXE, LOOK

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
DAY = "2019-12-13"


def known_at_night(route) -> None:
    """Leeds does not record when a collision became known: the last of the day is let become so at 23:00."""
    answer = route.fetch()
    told = answer.json()
    told["crashes"][-1] |= {"happened_at": f"{DAY}T19:30:00Z", "known_at": f"{DAY}T23:00:00Z", "severity_then": None}
    route.fulfill(response=answer, json=told)


def test_the_slider_moved_by_keys_changes_what_is_told_and_the_address_brings_it_back(visit):
    here = visit()
    here.page.route("**/api/v1/replay*", known_at_night)
    page = here.go(f"/?day={DAY}&time=06:00")
    clock, scrub = page.get_by_test_id("clock"), page.get_by_test_id("scrub")
    assert clock.text_content() == "06:00"
    before = page.locator("[data-count=crashes]").text_content()
    scrub.focus()
    page.keyboard.press("ArrowRight")
    assert clock.text_content() == "06:05"
    for _ in range(14):
        page.keyboard.press("Shift+ArrowRight")
    assert clock.text_content() == "20:05"
    assert scrub.get_attribute("aria-valuetext").startswith("20:05: ")
    assert int(page.locator("[data-count=crashes]").text_content()) > int(before)
    page.keyboard.press("End")
    page.keyboard.press("Shift+ArrowLeft")
    assert page.locator("[data-testid=hour] [data-kind=known]").count() == 1
    page.keyboard.press("ArrowLeft")
    assert page.locator("[data-testid=hour] [data-kind=known]").count() == 0
    for _ in range(34):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url("**time=20:05*")
    page.goto(page.url)
    here.settle()
    assert page.get_by_test_id("clock").text_content() == "20:05"
    assert "not yet known then" in page.get_by_test_id("replayed").text_content()
    page.evaluate(AXE.read_text())
    assert page.evaluate(LOOK) == []
    page.get_by_test_id("now").click()
    page.get_by_test_id("replay").wait_for(state="detached")
    assert "day=" not in page.url
    assert page.get_by_test_id("replayed").count() == 0
    assert here.errors == []


def test_playing_moves_the_clock_on_and_stops_when_asked(visit):
    here = visit()
    here.page.emulate_media(reduced_motion="no-preference")
    page = here.go(f"/?day={DAY}&time=06:00")
    page.get_by_test_id("scrub").focus()
    page.keyboard.press("Space")
    page.get_by_test_id("clock").filter(has_text=re.compile("^(06:[2-5]|07)")).wait_for()
    page.keyboard.press("Space")
    stopped = page.get_by_test_id("clock").text_content()
    page.wait_for_url(re.compile(f"time={stopped}"))
    assert page.get_by_test_id("clock").text_content() == stopped


def test_who_wants_calm_steps_and_nothing_moves_by_itself(visit):
    page = visit().go(f"/?day={DAY}&time=06:00")
    page.get_by_test_id("play").click()
    assert page.get_by_test_id("clock").text_content() == "06:15"


def test_a_day_without_records_says_so_and_leads_to_the_last_with_some(visit):
    here = visit()
    page = here.go("/?day=2001-02-03")
    assert "Nothing is recorded on this day." in page.get_by_test_id("replayed").text_content()
    page.get_by_test_id("last-day").click()
    page.wait_for_url("**day=2019-12-*")
    assert here.errors == []
