"""The page of look-ups in a real browser, by keyboard alone, in both languages and on a telephone."""

import pytest

from tests.web.conftest import PHONE, WIDE


@pytest.mark.parametrize(("lang", "size"), [("en", WIDE), ("zh", PHONE)], ids=["en-wide", "zh-phone"])
def test_a_look_up_by_keyboard_says_what_for_and_shows_its_line(visit, lang, size) -> None:
    seen = visit(lang, size=size)
    page = seen.go("/lookups")
    form = page.get_by_test_id("lookup")
    assert form.get_by_role("button").is_disabled(), "nothing is looked up without grounds"
    form.locator("input[name=text]").focus()
    page.keyboard.type("AB12 CDE")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("OR-2026-0031")
    page.keyboard.press("Enter")
    answer = page.get_by_test_id("answer")
    answer.wait_for()
    assert "AB12CDE" in answer.inner_text()
    assert "OR-2026-0031" in answer.inner_text()
    assert answer.evaluate("e => document.activeElement === e"), "who reads by ear hears the answer next"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.errors == []
    assert seen.abroad == []


def test_pages_of_others_say_that_they_are_not_for_this_role(visit) -> None:
    seen = visit()
    for path in ("/keeping", "/audit/review"):
        page = seen.go(path)
        assert page.locator("main table").count() == 0
        assert page.locator('nav.rail a[href="/lookups"]').count() == 1
        assert page.locator(f'nav.rail a[href="{path}"]').count() == 0
