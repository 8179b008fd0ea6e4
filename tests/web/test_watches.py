"""The page of the watch list in a real browser: by keyboard, in both languages, on a telephone, dark and light."""

import re

import pytest

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

CHINESE = re.compile(r"[\u4e00-\u9fff]")
BROKEN_WORDS = re.compile(r"\b(undefined|NaN|null|Infinity)\b|\[object|\{\w+\}")
PLATE, MASKED = "甘Z12345", "甘Z·12*45"


@pytest.mark.parametrize(
    ("lang", "size", "theme"), [("en", WIDE, "dark"), ("zh", PHONE, "light")], ids=["en-wide-dark", "zh-phone"]
)
def test_the_page_opens_in_its_language_without_errors_and_fits(visit, lang, size, theme):
    here = visit(lang, theme=theme, size=size)
    page = here.go("/watches?tab=refused")
    assert bool(CHINESE.search(page.locator("main h1").first.text_content() or "")) == (lang == "zh")
    assert page.get_by_test_id("empty").count() == 1 or page.get_by_test_id("watches").count() == 1
    assert not BROKEN_WORDS.search(page.locator("main").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert here.errors == []
    assert here.abroad == []


def test_an_entry_is_filed_by_keyboard_shown_masked_and_not_decided_by_who_filed_it(visit):
    here = visit("en")
    page = here.go("/watches")
    page.keyboard.press("n")
    form = page.get_by_test_id("file")
    form.wait_for()
    assert form.locator("button.primary").is_disabled(), "nothing is filed without plate, type and case"
    assert form.locator("input[name=plate]").evaluate("e => document.activeElement === e")
    page.keyboard.type("A?")
    form.locator("select[name=type]").select_option("04")
    form.locator("input[name=case]").fill("OR-2026-0031")
    assert form.locator("select[name=ground]").input_value() == "inspection"
    page.keyboard.press("Enter")
    form.get_by_role("alert").wait_for()
    assert form.locator("input[name=plate]").get_attribute("aria-invalid") == "true"
    form.locator("input[name=plate]").fill(PLATE)
    page.keyboard.press("Enter")
    form.wait_for(state="detached")
    here.settle()
    row = page.get_by_test_id("watches").locator("tbody tr", has_text="Inspection overdue").first
    row.wait_for()
    assert MASKED in row.inner_text()
    assert PLATE not in page.content()
    assert "You filed this: somebody else decides." in row.inner_text()
    assert row.get_by_test_id("yes").count() == 0
    row.locator("[data-open]").click()
    here.settle()
    text = page.get_by_test_id("matter").inner_text()
    assert MASKED in text
    assert PLATE not in page.content()
    assert "Road Traffic Safety Law: regular inspection (art. 13)" in text
    assert not BROKEN_WORDS.search(text)
