"""The quiz and the packs of places without a network, in Chromium, after one visit: results come in later, once."""

import pytest

from daoan.terms.roles import Role

from .advice_given import line_to
from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("advice")]
PACK = b"%PDF-1.7 a pack"


@pytest.fixture(scope="module")
def kept() -> dict:
    return {}


@pytest.fixture(scope="module")
def served(tmp_path_factory, kept):
    from daoan.app.clocks import workroom_of
    from daoan.jobs.registers import Writing, register_of, write_entry
    from daoan.terms.records.people import Actor

    def prepare(workspace) -> None:
        room, keeper = workroom_of(workspace), Actor("setup", "city", frozenset({Role.COMMANDER}))
        for code, name in (("s1", "西村小学"), ("s2", "东村小学")):
            values = {"code": code, "name": name, "kind": "school", "area": "leeds", "lon": -1.55, "lat": 53.8}
            asked = Writing(values | {"unit": "north"}, "north")
            assert write_entry(room, keeper, register_of(room, "publicity_place"), asked, workspace.now).version == 1
        kept["workspace"] = workspace

    folder = tmp_path_factory.mktemp("offline") / "ws"
    with committee_server(folder, prepare) as (base, cookies), line_to(base) as line:
        kept["line"] = line
        yield line.base, cookies


@pytest.fixture
def phones(browser, served, kept):
    kept["line"].mend()
    with visitors(browser, *served) as start:
        yield start


def ready(page):
    """Until the phone has what opens without a network."""
    page.wait_for_function("async () => (await caches.keys()).some((k) => k.startsWith('shell-'))")
    page.evaluate("navigator.serviceWorker.ready")
    return page


def results(kept) -> list[dict]:
    from daoan.store.register_protocol import EntryFilter

    rows = kept["workspace"].store.page_entries(EntryFilter("publicity_quiz"), limit=100).rows
    return [{name: row.values[name] for name in ("answered", "right", "group")} for row in rows]


def test_a_quiz_is_held_without_a_network_and_its_result_comes_in_once(phones, kept) -> None:
    here = phones("north", "zh", PHONE)
    page = ready(here.go("/publicity/quiz"))
    kept["line"].cut()
    page = here.go("/publicity/quiz")  # opened anew with nobody there to answer
    page.get_by_test_id("as-kept").wait_for()
    for _ in range(2):
        page.get_by_test_id("quiz").locator(".answers button").first.click()
        page.get_by_test_id("next").click()
    page.get_by_test_id("keep").click()
    page.get_by_test_id("waiting").get_by_text("1条结果").wait_for()
    page = here.go("/publicity/quiz")  # the tab was closed
    page.get_by_test_id("waiting").get_by_text("1条结果").wait_for()
    assert results(kept) == []
    kept["line"].mend()
    address = "**/api/v1/registers/publicity_quiz"
    page.route(address, lambda r: (r.fetch(), r.abort()))  # it arrives, and the answer is lost
    page.evaluate("window.dispatchEvent(new Event('online'))")
    for _ in range(200):
        if results(kept):
            break
        page.wait_for_timeout(50)
    page.get_by_test_id("waiting").wait_for()
    page.unroute(address)
    page.get_by_test_id("waiting").get_by_role("button", name="立即上报").click()
    page.get_by_test_id("waiting").wait_for(state="detached")
    (one,) = results(kept)
    assert (one["answered"], one["group"]) == (2, "all")
    assert here.errors == []


def test_a_pack_that_was_opened_once_opens_without_a_network_and_another_is_not_offered(phones, kept) -> None:
    here = phones("office", "zh", PHONE)
    here.page.context.route(
        "**/api/v1/publicity/packs/**", lambda r: r.fulfill(body=PACK, content_type="application/pdf")
    )
    page = ready(here.go("/publicity/places"))
    row = page.get_by_test_id("places").locator("li", has_text="西村小学")
    with page.expect_download():
        row.get_by_test_id("pack").click()
    row.get_by_text("已存").wait_for()
    page.context.unroute("**/api/v1/publicity/packs/**")
    kept["line"].cut()
    page = here.go("/publicity/places")
    page.get_by_test_id("as-kept").wait_for()
    with page.expect_download() as got:
        row.get_by_test_id("pack").click()
    assert got.value.path().read_bytes() == PACK
    assert got.value.suggested_filename == "西村小学.pdf"
    other = page.get_by_test_id("places").locator("li", has_text="东村小学")
    assert other.get_by_test_id("pack").count() == 0
    page.get_by_role("searchbox").fill("东村")
    row.wait_for(state="detached")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert here.errors == []


def test_who_signs_out_leaves_no_list_and_no_pack_behind(phones) -> None:
    here = phones("office", "zh", PHONE)
    page = ready(here.go("/publicity/places"))
    names = """new Promise((done) => { const opened = indexedDB.open('daoan-publicity'); opened.onsuccess = () => {
      const asked = opened.result.transaction('read').objectStore('read').getAllKeys();
      asked.onsuccess = () => { opened.result.close(); done(asked.result); }; }; })"""
    assert any(key.endswith(" places") for key in page.evaluate(names))
    page.get_by_test_id("user").click()
    with page.expect_navigation():  # the door is there as soon as the session is not; the page is opened anew behind it
        page.get_by_test_id("sign-out").click()
    page.locator("[name=username]").first.wait_for()
    assert page.evaluate(names) == []
