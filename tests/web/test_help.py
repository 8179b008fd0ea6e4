"""Help beside each page: by key and by button, in both languages, on a phone."""

import pytest

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_question_mark_opens_what_the_page_answers_and_escape_closes_it(visit, lang, size) -> None:
    here = visit(lang, "dark", size)
    page = here.go("/ledger")
    page.keyboard.press("?")
    panel = page.get_by_test_id("page-help")
    panel.locator("dt").first.wait_for()
    assert ("hold-out" if lang == "en" else "对照") in panel.inner_text()
    assert panel.evaluate("e => e.contains(document.activeElement)")
    page.keyboard.press("Escape")
    panel.wait_for(state="detached")
    button = page.locator("main").get_by_test_id("help")
    button.click()
    link = panel.get_by_role("link", name="step by step" if lang == "en" else "分步说明")
    assert page.request.get(here.base + link.get_attribute("href")).ok
    panel.wait_for()
    page.keyboard.press("Escape")
    assert button.evaluate("e => e === document.activeElement"), "back to where it was opened"
    assert here.errors == []


def test_the_table_of_keys_is_one_step_further(visit) -> None:
    page = visit().go("/")
    page.keyboard.press("?")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.locator("dialog.keys[open]").wait_for()
