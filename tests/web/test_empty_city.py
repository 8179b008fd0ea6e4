"""A city with nothing in it: every page says what is missing and what to do next, and none waits for ever.

Who opens a page is the commander; settings and people are the administrator's, the audit log the auditor's. That a page
finds nothing (404) is the API's answer in a city without a turn of the loop, which Chromium writes down by itself.
"""

import re

import pytest

from daoan.terms.roles import Role

from .committee_given import committee_server, visitors
from .test_every_page import PATHS, SIZES, WAYS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

PEOPLE = (
    ("commander", "city", Role.COMMANDER),
    ("keeper", "city", Role.ADMINISTRATOR),
    ("auditor", "city", Role.AUDITOR),
)
OPENED_BY = dict.fromkeys(("/people", "/setup", "/messages"), "keeper") | dict.fromkeys(
    ("/keeping", "/audit/review"), "auditor"
)
NOBODYS = re.compile(r"\b(NaN|undefined|null|Invalid Date)\b|\[object ")
#: What a page says beside its own head.
SAID = """() => {
  const main = document.querySelector('main');
  const head = [...main.querySelectorAll('header.head, h1')].map((e) => e.innerText).join('');
  return {all: main.innerText, own: main.innerText.length - head.length};
}"""
WALKS = [(path, *WAYS[5 * k % len(WAYS)]) for k, path in enumerate(PATHS)]


def wrong(message) -> bool:
    return message.type == "error" and "status of 404" not in message.text


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("empty") / "ws", more_people=PEOPLE) as found:
        yield found


@pytest.fixture
def at_work(browser, empty):
    with visitors(browser, *empty) as start:
        yield start


@pytest.mark.parametrize(("path", "lang", "theme", "size"), WALKS)
def test_page_of_an_empty_city_says_what_is_missing(at_work, path, lang, theme, size) -> None:
    here = at_work(OPENED_BY.get(path, "commander"), lang, SIZES[size])
    here.page.emulate_media(color_scheme=theme)
    here.page.on("console", lambda m: here.errors.append(f"{m.text} {m.location['url']}") if wrong(m) else None)
    page = here.go(path)  # gives up where a mark of waiting stays
    said = page.evaluate(SAID)
    assert said["own"] > 10, "nothing but a heading"
    assert NOBODYS.search(said["all"]) is None
    assert page.locator("main [role=alert]").all_inner_texts() == []
    assert here.errors == []


def test_who_may_not_set_the_city_up_is_told_who_does_once_a_page(at_work) -> None:
    page = at_work("commander").go("/segments")
    told = page.get_by_test_id("no-turn")
    assert "daoan init" in told.inner_text()
    assert told.get_by_role("link").count() == 0  # a commander sets no city up
    assert at_work("commander").go("/recent").get_by_test_id("no-turn").count() == 1  # once, not once a card
