"""The situation map: layers and place in the address, remembered, saved under a name; a wall without menus."""

import pytest

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
RISK, SPOTS = "Risk of stretches", "Black spots"


def test_an_address_opens_the_layers_it_names_and_a_change_is_written_back_and_remembered(visit):
    here = visit()
    page = here.go("/?layers=risk,duty&view=-1.55,53.8,12")
    assert page.get_by_label(RISK).is_checked()
    assert not page.get_by_label(SPOTS).is_checked()
    page.get_by_label(RISK).uncheck()
    page.wait_for_url("**/?layers=duty*view=-1.5500,53.8000,12.00*")
    page.goto(here.base + "/")
    here.settle()
    assert not page.get_by_label(RISK).is_checked()
    assert here.errors == []


def test_a_saved_view_brings_its_layers_and_place_back(visit):
    here = visit()
    page = here.go("/?layers=risk&view=-1.55,53.8,12")
    page.locator("[data-testid=views] summary").click()
    page.get_by_label("Name of this view").fill("Night")
    page.get_by_role("button", name="Save").click()
    page.get_by_label(RISK).uncheck()
    page.wait_for_url("**/?layers=none*")
    page.get_by_role("button", name="Night", exact=True).click()
    page.wait_for_url("**/?layers=risk*")
    assert page.get_by_label(RISK).is_checked()


def test_a_wall_has_figures_and_a_map_and_no_menus(visit):
    page = visit().go("/?wall=1")
    assert not page.locator("nav.rail").is_visible()
    assert not page.locator("header.top").is_visible()
    assert page.locator(".figures li").first.is_visible()
    assert page.get_by_label(RISK).count() == 0


def test_where_the_map_is_narrow_its_layers_are_a_button_and_stay_as_they_were_left(visit):
    here = visit(size={"width": 834, "height": 1112})
    page = here.go("/")
    switch = page.get_by_test_id("layers")
    assert page.get_by_label(RISK).count() == 0
    assert switch.bounding_box()["width"] < page.locator(".map canvas").first.bounding_box()["width"] / 3
    switch.get_by_role("button").click()
    assert page.get_by_label(RISK).is_visible()
    page.reload()
    here.settle()
    assert page.get_by_label(RISK).is_visible()


def test_on_a_phone_the_bar_shows_the_whole_day_and_the_menu_has_language_and_theme(visit):
    page = visit(size=PHONE).go("/help")
    day = page.locator(".asof")
    assert day.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    page.get_by_test_id("user").click()
    page.get_by_test_id("menu-theme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
