"""Documents in Chromium: the monthly bulletin in three clicks, its pages and sources, signed by another and sent."""

from dataclasses import replace

import pytest

from daoan.terms.roles import Role

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("documents")]
PEOPLE = (("writer", "city", Role.COMMANDER), ("leader", "city", Role.LEADER))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    from daoan.api.workdesk import WorkDesk
    from tests.store.store_given import batch, crash, day, network, turn

    def prepare(workspace) -> None:
        at = day(100)
        workspace.store.save_network(network(), at)
        workspace.store.receive_crashes(batch(crash()), at)
        told = turn(as_of=at)
        figures = tuple(replace(one, area=workspace.city.code, period="2019-12") for one in told.indicators)
        workspace.store.save_turn(replace(told, indicators=figures))

    folder = tmp_path_factory.mktemp("documents") / "ws"
    with committee_server(
        folder, prepare, more_people=PEOPLE, work_of=lambda desk, workspace: WorkDesk(desk, workspace.clock)
    ) as (base, cookies):
        yield base, cookies


@pytest.fixture
def desk_of(browser, served):
    with visitors(browser, *served) as start:
        yield start


def test_the_monthly_bulletin_takes_three_clicks_from_the_map(desk_of) -> None:
    visit = desk_of("writer")
    page = visit.go("/")
    page.evaluate("window.clicks = 0; addEventListener('click', () => { window.clicks += 1; }, true)")
    page.locator("nav.rail a[href='/documents']").click()
    page.get_by_test_id("write").get_by_role("button", name="Write now").click()
    page.get_by_test_id("document").wait_for()
    assert page.evaluate("window.clicks") <= 3
    assert "Bulletin: road safety in Leeds" in page.get_by_test_id("document").inner_text()
    first = page.locator("[data-testid=document] .pages img").first
    first.scroll_into_view_if_needed()
    page.wait_for_function("e => e.complete && e.naturalWidth > 700", arg=first.element_handle())
    page.get_by_test_id("sources").locator("summary").click()
    page.get_by_test_id("sources").locator("tbody tr").first.wait_for()
    assert page.get_by_test_id("sources").locator("tbody a[href^='/api/v1/']").count() > 3
    assert visit.errors == []


def test_it_is_read_signed_by_another_and_sent(desk_of) -> None:
    page = desk_of("writer").go("/documents")
    if not page.locator("[data-row]").count():
        page.get_by_role("button", name="Write now").click()
    else:
        page.locator("[data-row]").first.click()
    page.get_by_role("button", name="Read, pass on to be signed").click()
    page.get_by_test_id("document").locator(".title .chip", has_text="signed").wait_for()
    leader = desk_of("leader", "zh").go("/documents")
    leader.locator("[data-row]").first.click()
    leader.get_by_role("button", name="签发", exact=True).click()
    leader.get_by_text("已按签发稿存档").wait_for()
    page = desk_of("writer").go("/documents")
    page.locator("[data-row]").first.click()
    send = page.get_by_role("button", name="Send", exact=True)
    send.wait_for()
    assert send.is_disabled()  # until it is said to whom
    page.get_by_test_id("document").locator("select[multiple]").select_option("north")
    send.click()
    page.get_by_test_id("document").locator(".title .chip", has_text="ent").wait_for()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_phone_nothing_goes_sideways_and_every_word_is_there(desk_of, lang: str) -> None:
    visit = desk_of("writer", lang, PHONE)
    page = visit.go("/documents")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert "doc." not in page.locator("main").inner_text()
    assert visit.errors == []
