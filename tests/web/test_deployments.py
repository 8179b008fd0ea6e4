"""Deployments in the console: asked for, moved, pinned, solved anew, issued; called away; during the shift."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
BROKEN_WORDS = re.compile(r"\b(undefined|NaN|null|Infinity)\b|\[object|\{\w+\}")
#: Controls that nobody could name: no label, no aria-label, no text.
LIVE: list[str] = []  # ids of the deployment that is on the road
NAMELESS = """[...document.querySelectorAll('main button, main select, main input, main a[href]')].filter((e) =>
  !(e.getAttribute('aria-label') || e.textContent.trim() || e.title || e.labels?.length)).map((e) => e.outerHTML)"""


def on_the_road(workspace) -> None:
    """A brigade with a squad, risk on stretches, a deployment issued yesterday, one unit heard at its place."""
    from daoan.api.accounts import fresh_person
    from daoan.api.deployment_room import ground_now
    from daoan.api.workdesk import WorkDesk
    from daoan.app.people import desk_of, keep_units
    from daoan.jobs.deployment.asking import Wanted, shift_windows
    from daoan.jobs.deployment.beginning import begin
    from daoan.jobs.deployment.issuing import issue
    from daoan.jobs.deployment.versions import Act
    from daoan.terms.estimates import Text
    from daoan.terms.records.deploying import Pin
    from daoan.terms.records.patrols import DutyState, PositionSource, UnitPosition
    from daoan.terms.records.people import Actor
    from daoan.terms.roles import Role
    from daoan.terms.times import utc_to_local
    from daoan.terms.units import Unit, UnitKind
    from tests.api.deployments_given import with_risk

    with_risk(SimpleNamespace(store=workspace.store))
    keep_units(
        workspace,
        (
            Unit("north", UnitKind.BRIGADE, Text("North brigade", "北区大队"), "city", "A1"),
            Unit("north-1", UnitKind.SQUAD, Text("North squad", "北一中队"), "north", "A1"),
        ),
    )
    desk = desk_of(workspace)
    work, gate = WorkDesk(desk), desk.gate
    person = fresh_person("Officer 测试", "north-1", [Role.OFFICER])
    gate.store.save_person(person, gate.note(person, "person.add"))
    now, zone, packs = work.clock.now(), workspace.city.zone, desk.packs
    day = utc_to_local(now - timedelta(days=1), zone).date()
    here = next(s for s in shift_windows(day, 3, zone, packs["deployment"]) if s.starts_at <= now < s.ends_at)
    actor, before = Actor("planner", "north", frozenset({Role.BRIGADE})), now - timedelta(days=2)
    wanted = Wanted("north", day, 3, "one", (Pin("north", here.key), Pin("north-1", here.key)))
    made = begin(work.room, Act(actor, before, 0), wanted, ground_now(work), packs)
    held = issue(work.room, Act(actor, before, 1), made.head.deployment_id, packs).body
    LIVE[:] = [made.head.deployment_id]
    placed = next(p for p in held.plan.placements if (p.unit_id, p.shift) == ("north-1", here.key))
    place = next(p for p in held.request.places if p.place_id == placed.place_id)
    moments = [now - timedelta(minutes=n) for n in range(40) if now - timedelta(minutes=n) >= here.starts_at]
    workspace.store.keep_positions(
        [
            UnitPosition(
                "north-1", "car", m, m, PositionSource.SIMULATED, place.lon, place.lat, state=DutyState.PATROLLING
            )
            for m in moments
        ]
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("deployments") / "ws", on_the_road) as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


def sound(visit) -> None:
    """Nothing on the page is broken, nothing in the console, nothing nameless, nothing wider than the screen."""
    page = visit.page
    assert not BROKEN_WORDS.search(page.locator("main").inner_text())
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.errors == []


def version(page, number: int) -> None:
    page.get_by_test_id("versions").locator("li").first.filter(has_text=f"Version {number} ").wait_for()


def test_a_plan_is_asked_for_moved_pinned_solved_anew_and_issued(at_work) -> None:
    lead = at_work("north")
    page = lead.go("/deployments")
    page.on("dialog", lambda d: d.accept())
    form = page.get_by_test_id("begin")
    form.locator("[name=first]").fill((datetime.now(UTC) + timedelta(days=4)).date().isoformat())
    form.locator("[name=days]").fill("2")
    form.locator("button").click()
    page.wait_for_url("**/deployments/deployment-*")
    lead.settle()
    page.get_by_test_id("grid").locator(".cell.work").first.click()
    move = page.get_by_test_id("move")
    here = move.locator("[name=place]").input_value()
    other = next(
        v for o in move.locator("[name=place] option").all() if (v := o.get_attribute("value")) not in ("", here)
    )
    move.locator("[name=place]").select_option(other)
    move.locator("button").click()
    version(page, 2)
    assert other in page.get_by_test_id("changed").inner_text()
    assert page.locator(".cell.pin").count() == 1, "a move is a pin"
    page.get_by_role("button", name="Unpin").click()
    version(page, 3)
    page.get_by_role("button", name="Pin here").click()
    version(page, 4)
    page.get_by_role("button", name="Solve anew").click()
    version(page, 5)
    page.get_by_test_id("undo").click()
    version(page, 6)
    sound(lead)
    page.get_by_test_id("issue").click()
    page.get_by_text("Issued: people hold the shifts of version 7.").wait_for()
    assert page.get_by_test_id("live").is_visible()
    sound(lead)


def test_the_duty_of_tomorrow_is_planned_and_issued_in_five_clicks(at_work) -> None:
    lead = at_work("north")
    page = lead.go("/")
    page.on("dialog", lambda d: d.accept())  # one more click of a person
    page.evaluate("window.clicks = 0; addEventListener('click', (e) => { if (e.isTrusted) window.clicks += 1; }, true)")
    page.locator("nav.rail a[href='/deployments']").click()
    page.get_by_test_id("begin").locator("button").click()
    page.wait_for_url("**/deployments/deployment-*")
    page.get_by_test_id("issue").click()
    page.get_by_text("Issued: people hold the shifts of version 2.").wait_for()
    assert page.evaluate("window.clicks") + 1 <= 5


def test_officers_see_their_own_day_on_a_phone(at_work) -> None:
    lead = at_work("north", "zh", PHONE)
    page = lead.go("/deployments")
    assert page.get_by_test_id("own-day").locator("details").count() >= 1
    sound(lead)


@pytest.mark.parametrize(("lang", "on_post"), [("en", "on post"), ("zh", "在岗")])
def test_the_live_page_tells_who_is_where_and_fits_a_phone(at_work, lang, on_post) -> None:
    lead = at_work("north", lang, PHONE)
    page = lead.go(f"/deployments/{LIVE[0]}/live")
    rows = page.get_by_test_id("board").locator("tbody tr")
    assert rows.count() == 2
    squad = page.get_by_test_id("board").locator("tr[data-state=on_post]")
    assert on_post in squad.inner_text()
    assert page.get_by_test_id("board").locator("tr[data-state=silent]").count() == 1, "the brigade told nothing"
    page.get_by_test_id("classes").wait_for()
    page.locator("[name=span]").select_option("shift")
    lead.settle()
    assert page.get_by_test_id("classes").locator("tbody tr").count() == 5
    sound(lead)


def test_a_deployment_of_another_side_is_not_there(at_work) -> None:
    office = at_work("office")
    page = office.go(f"/deployments/{LIVE[0]}/live")
    assert page.get_by_test_id("board").count() == 0


def test_a_unit_is_sent_by_the_advice_then_the_plan_is_mended_and_gone_back_to(at_work) -> None:
    lead = at_work("north")
    page = lead.go(f"/deployments/{LIVE[0]}/live")
    page.on("dialog", lambda d: d.accept())
    event = page.get_by_test_id("event")
    event.locator("[name=lon]").fill("107.05")
    event.locator("[name=lat]").fill("35.02")
    event.locator("[name=units]").fill("3")
    event.locator("button").click()
    advised = page.get_by_test_id("advised").locator("> li")
    advised.first.wait_for()
    assert "1 more are needed than anybody can give" in page.get_by_test_id("dispatch").inner_text()
    assert "Coverage guard" in page.get_by_test_id("dispatch").inner_text()
    event.locator("[name=units]").fill("1")
    event.locator("button").click()
    page.get_by_test_id("dispatch").locator("li.chosen").nth(1).wait_for(state="detached")
    page.get_by_test_id("dispatch").locator("li.chosen button", has_text="Send").click()
    page.get_by_test_id("board").locator("tr[data-state=away]").wait_for()
    page.get_by_text("waits to be issued; people still hold version 2").wait_for()
    lead.settle()
    sound(lead)
    page.get_by_role("link", name="Look at it and issue it").click()
    version(page, 3)
    assert "Away:" in page.locator("main").inner_text()
    page.get_by_test_id("versions").get_by_role("button", name="Go back to this").first.click()
    version(page, 4)
    sound(lead)


def test_a_place_leads_to_whom_to_send_there(at_work) -> None:
    lead = at_work("north")
    page = lead.go("/dispatch?lon=107.05&lat=35.02")
    page.wait_for_url(f"**/deployments/{LIVE[0]}/live?lon=107.05&lat=35.02")
    event = page.get_by_test_id("event")
    event.wait_for()
    assert event.locator("[name=lon]").input_value() == "107.05"
    assert event.locator("[name=lat]").input_value() == "35.02"
    sound(lead)
    page = at_work("office", "zh", PHONE).go("/dispatch?lon=107.05&lat=35.02")
    assert "正在执行的勤务部署" in page.get_by_test_id("nobody").inner_text()


def test_a_unit_is_called_away_from_the_roster(at_work) -> None:
    lead = at_work("north")
    page = lead.go(f"/deployments/{LIVE[0]}")
    page.on("dialog", lambda d: d.accept())
    before = page.get_by_test_id("versions").locator("li").count()
    shift = page.get_by_test_id("shift").input_value()
    column = [o.get_attribute("value") for o in page.get_by_test_id("shift").locator("option").all()].index(shift)
    row = page.get_by_test_id("grid").locator("tbody tr", has_text="North squad")
    row.locator("td").nth(column).locator("button").click()
    page.get_by_test_id("placement").get_by_role("button", name="Called away").click()
    version(page, before + 1)
    assert "Away: North squad" in page.locator("main").inner_text()
    sound(lead)
