"""The set-up's page before, half-way and done; the exchange's card without keys, trusted, waiting and refused."""

from datetime import timedelta

import pytest

from daoan.terms.roles import Role

from .committee_given import committee_server, visitors
from .conftest import PHONE
from .test_every_page import BESIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("documents")]
PEOPLE = (("keeper", "city", Role.ADMINISTRATOR), ("commander", "city", Role.COMMANDER))
STEPS = ("city", "counties", "roads", "crashes", "people", "packs", "feeds", "loop")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    from daoan.api.workdesk import WorkDesk

    kept = []

    def work_of(desk, workspace) -> WorkDesk:
        kept.append(workspace)
        return WorkDesk(desk, workspace.clock)

    folder = tmp_path_factory.mktemp("setup") / "ws"
    with committee_server(folder, more_people=PEOPLE, work_of=work_of) as (base, cookies):
        yield kept[0], base, cookies


@pytest.fixture
def workspace(served):
    """The workspace that is served, with nothing said of a set-up nor of another network."""
    from daoan.jobs.exchange.standing import SIDE, TRUSTED
    from daoan.jobs.setup.record import SETUP

    for name in (SETUP, SIDE, TRUSTED):
        served[0].store.put_setting(name, None)
    return served[0]


@pytest.fixture
def desk_of(browser, served):
    with visitors(browser, *served[1:]) as start:
        yield start


def steps_of(page) -> list:
    page.get_by_test_id("steps").wait_for()
    return page.locator("[data-testid=steps] > li").all()


def states(page) -> list[str]:
    return [step.locator("h2 .chip").inner_text() for step in steps_of(page)]


def test_before_anything_was_done_the_first_open_step_is_shown_with_what_does_it(desk_of, workspace) -> None:
    visit = desk_of("keeper")
    page = visit.go("/setup")
    told = dict(zip(STEPS, states(page), strict=True))
    assert told["city"] == "done"  # the workspace is of a city
    assert {told[key] for key in ("roads", "crashes", "packs", "feeds", "loop")} == {"open"}
    (next_,) = page.locator(".steps > .next").all()
    assert next_.locator("h2").inner_text().startswith("Roads")
    assert "Not done yet" in next_.inner_text()
    assert next_.locator(".do code").inner_text() == "daoan roads FILE.osm.pbf"
    assert next_.get_by_role("link").count() == 0, "there is nothing to look at yet"
    assert "done by other commands" in steps_of(page)[0].inner_text()
    assert visit.errors == []


def test_half_way_each_step_tells_who_did_what_and_what_was_stopped(desk_of, workspace) -> None:
    from daoan.jobs.setup.record import begin, finish

    store, at = workspace.store, workspace.clock.now()
    begin(store, "counties", "wang 13912345678", at, {"file": "x.geojson"})
    finish(store, "counties", at, {"counties": 8})
    begin(store, "roads", "wang", at, {"file": "x.osm.pbf"})
    begin(store, "feeds", "wang", at, {"on": ["passes", "reports"]})
    finish(store, "feeds", at, {"counts": 1200})
    page = desk_of("keeper", "zh", PHONE).go("/setup")
    told = dict(zip(STEPS, steps_of(page), strict=True))
    counties, roads, feeds = (told[key].inner_text() for key in ("counties", "roads", "feeds"))
    assert "已完成" in counties
    assert "8" in counties
    assert "13912345678" not in page.locator("main").inner_text()
    assert "中途停止" in roads
    assert "daoan init" in roads
    assert "next" in told["roads"].get_attribute("class").split()
    assert "1,200" in feeds
    assert "DAOAN_REPORTS=on" in feeds
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate(BESIDE) <= 0, "a phone need not be moved to the side"


def test_done_every_step_says_so_and_leads_to_what_it_made(desk_of, workspace) -> None:
    from daoan.jobs.setup.record import begin, finish

    for key in STEPS:
        begin(workspace.store, key, "wang", workspace.clock.now(), {})
        finish(workspace.store, key, workspace.clock.now(), {"seconds": 3})
    page = desk_of("keeper").go("/setup")
    assert set(states(page)) == {"done"}
    assert "8 of 8 steps done" in page.locator("main").inner_text()
    assert page.locator(".steps > .next").count() == 0
    links = [a.get_attribute("href") for a in page.locator(".steps a.button").all()]
    assert links == ["/counties", "/segments", "/quality", "/people", "/help", "/quality", "/"]


def test_who_neither_configures_nor_manages_people_is_told_so(desk_of, workspace) -> None:
    page = desk_of("commander").go("/setup")
    assert "Only whoever configures or manages people" in page.locator("main").inner_text()


@pytest.fixture
def other_network(workspace):
    """The outside network's workspace over a run, so that the page of data has something to stand on."""
    from daoan.jobs.exchange.standing import SIDE, TRUSTED
    from tests.store.store_given import batch, crash, day, network, turn

    if not workspace.store.list_runs():
        workspace.store.save_network(network(), day(100))
        workspace.store.receive_crashes(batch(crash()), day(100))
        workspace.store.save_turn(turn(as_of=day(100)))

    def settle(side: str, *, trusted: bool) -> None:
        workspace.store.put_setting(SIDE, side)
        workspace.store.put_setting(TRUSTED, {"sign": "0"} if trusted else None)

    settle.workspace = workspace
    return settle


def card_of(visit):
    return visit.go("/quality").get_by_test_id("exchange")


def lines(card) -> list[list[str]]:
    return [line.inner_text().split("\n") for line in card.locator("li").all()]


def test_where_there_is_no_other_network_there_is_no_card(desk_of, other_network) -> None:
    assert card_of(desk_of("commander")).count() == 0


def test_without_a_key_of_the_other_side_nothing_was_made_and_it_is_said_in_red(desk_of, other_network) -> None:
    other_network("inside", trusted=False)
    card = card_of(desk_of("commander"))
    assert "no key of the other side is trusted yet" in card.inner_text()
    assert "late" in card.get_attribute("class").split()
    assert [line[1] for line in lines(card)[:3]] == ["none yet"] * 3


def test_trusted_waiting_and_refused_are_told_with_their_numbers(desk_of, other_network) -> None:
    from dataclasses import replace

    from daoan.terms.estimates import Text
    from daoan.terms.records.exchanged import ActState
    from tests.store.test_exchange_contract import act, bundle
    from tests.store.work_given import note

    store = other_network.workspace.store
    other_network("outside", trusted=True)
    card = card_of(desk_of("commander"))
    assert "in time" in card.inner_text()
    assert "late" not in card.get_attribute("class").split()
    now = other_network.workspace.clock.now()
    first = store.begin_carried(act("a", at=now - timedelta(hours=30)), b"x")
    store.put_carried(replace(first, state=ActState.KEPT))
    begun = store.begin_carried(act("b", at=now), b"y")
    store.put_carried(replace(begun, state=ActState.REFUSED, answered_at=now, message=Text("no", "否")))
    store.keep_made(bundle(7, at=now), (), note("exchange.pack"))
    card = card_of(desk_of("commander"))
    told = lines(card)
    assert told[0][1] == "no. 7"
    assert told[1][1:] == told[2][1:] == ["none yet"], "it was not acknowledged, and nothing came"
    assert told[3][:2] == ["acts and villagers' reports that the inside has not answered", "1"]
    assert told[4][:2] == ["acts refused inside", "1"]
    assert "something waits longer than" in card.inner_text()
    assert "late" in card.get_attribute("class").split()
    zh = card_of(desk_of("commander", "zh", PHONE))
    assert "第 7 号" in zh.inner_text() or "7" in lines(zh)[0][1]
