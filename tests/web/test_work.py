"""People at work in the console, over a server of its own: list, act, be beaten to it, order from an alert, report."""

import re
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Error

from .conftest import PHONE, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

#: A picture of one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000"
    "0003010100c9fe92ef0000000049454e44ae426082"
)

SIGNED = re.compile(r"^\s*signed\s*$", re.IGNORECASE)  # not "to be signed"


@dataclass
class Office:
    """A server with a detachment, two brigades and a squad; cookies of who works there."""

    base: str
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def office(leeds, tmp_path_factory) -> Iterator[Office]:
    """Works on a copy of Leeds, since it writes."""
    import uvicorn

    from daoan.api.accounts import fresh_person
    from daoan.api.gate import Client
    from daoan.api.server import create_app
    from daoan.app.people import desk_of, ensure_units, keep_units
    from daoan.app.workspace import open_workspace
    from daoan.terms.estimates import Text
    from daoan.terms.records.people import Account
    from daoan.terms.roles import Role
    from daoan.terms.units import Unit, UnitKind

    config = replace(leeds.config, workspace=tmp_path_factory.mktemp("office"))
    with closing(sqlite3.connect(leeds.config.store_at)) as here, closing(sqlite3.connect(config.store_at)) as copy:
        here.backup(copy)
    workspace = open_workspace(config)
    ensure_units(workspace)
    top = workspace.store.list_units()[0].unit_id
    keep_units(
        workspace,
        (
            Unit("north", UnitKind.BRIGADE, Text("North brigade", "北区大队"), top),
            Unit("south", UnitKind.BRIGADE, Text("South brigade", "南区大队"), top),
            Unit("north-1", UnitKind.SQUAD, Text("First squad", "一中队"), "north"),
        ),
    )
    desk = desk_of(workspace)
    cookies = {}
    for name, unit, role in (
        ("commander", top, Role.COMMANDER),
        ("commander too", top, Role.COMMANDER),
        ("north", "north", Role.BRIGADE),
        ("north too", "north", Role.BRIGADE),
        ("south", "south", Role.BRIGADE),
        ("officer", "north-1", Role.OFFICER),
    ):
        person = fresh_person(f"{name} 测试", unit, [role])
        account = Account(person.person_id, person.person_id, None)
        desk.gate.store.save_person(person, desk.gate.note(person, "person.add"))
        desk.gate.store.save_account(account, desk.gate.note(person, "account.add"))
        cookies[name] = desk.gate.open(person, account, Client(loopback=True, name="tests"), second_factor=False).token
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(desk), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield Office(f"http://127.0.0.1:{port}", cookies)
    server.should_exit = True
    thread.join(timeout=10)
    workspace.close()


@pytest.fixture
def at_work(browser, office: Office) -> Iterator[Callable[..., Visit]]:
    """Somebody's browser, signed in."""
    contexts = []

    def start(who: str | None, lang: str = "en", size: dict[str, int] = WIDE, **more) -> Visit:
        locale = "zh-CN" if lang == "zh" else "en-GB"
        context = browser.new_context(viewport=size, locale=locale, reduced_motion="reduce", **more)
        contexts.append(context)
        context.set_default_timeout(30_000)
        if who:
            context.add_cookies([{"name": "daoan_session", "value": office.cookies[who], "url": office.base}])
        found = Visit(context.new_page(), office.base)
        found.page.on("pageerror", lambda e: found.errors.append(str(e)))
        return found

    yield start
    for context in contexts:
        context.close()


SEND = """async ([path, body]) => {
  const session = await (await fetch('/api/v1/session')).json();
  const headers = {'content-type': 'application/json', 'x-csrf-token': session.csrf};
  const answer = await fetch('/api/v1' + path, {method: 'POST', headers, body: JSON.stringify(body)});
  if (!answer.ok) throw new Error(answer.status + ' ' + await answer.text());
  return await answer.json(); }"""


def _issue(commander: Visit, title: str, targets: list[str], level: str = "normal", elements=()) -> str:
    """An order, issued; the id of its first part."""
    values = {"targets": targets, "rule": "all", "text": "Stop and check", "elements": list(elements)}
    draft = commander.page.evaluate(
        SEND, ["/work", {"kind": "order", "title": title, "level": level, "values": values}]
    )
    matter = draft["matter"]
    path = f"/work/{matter['matter_id']}/events"
    commander.page.evaluate(SEND, [path, {"event": "issue", "version": matter["version"]}])
    return f"{matter['matter_id']}.1"


def test_list_shows_the_clock_and_several_are_signed_at_once(at_work):
    boss = at_work("commander")
    boss.go("/work")
    for n in (1, 2):
        _issue(boss, f"Check trucks {n}", ["north"], "urgent")
    here = at_work("north")
    page = here.go("/work?text=Check trucks")
    rows = page.locator("[data-testid=work] tbody tr")
    assert rows.count() == 2
    for words in rows.all_inner_texts():
        assert re.search(r"\d+ min left\s*sign", words), words
        assert "Most urgent" in words
        assert "North brigade" in words
    page.get_by_label("Tick all rows").check()
    page.get_by_test_id("bulk").get_by_role("button", name="Sign 2").click()
    page.get_by_role("status").get_by_text("2 signed.").wait_for()
    page.locator("tbody .state", has_text=SIGNED).nth(1).wait_for()
    assert here.errors == []


def test_a_list_without_rows_says_what_to_do(at_work):
    page = at_work("north").go("/work?text=no such matter")
    assert "Loosen a filter" in page.locator("main").inner_text()
    page.get_by_role("button", name="Clear filters").click()
    page.wait_for_url(re.compile(r"/work$"))


def test_buttons_are_what_can_be_done_and_a_feedback_asks_for_its_elements(at_work):
    boss = at_work("commander")
    boss.go("/work")
    element = {"name": "document_number", "required": True, "label": {"en": "Document number", "zh": "文书号"}}
    part = _issue(boss, "Speed check", ["north"], elements=[element])
    here = at_work("north")
    page = here.go(f"/work/{part}")
    can = page.evaluate(f"fetch('/api/v1/work/{part}').then(r => r.json()).then(d => d.can.map(c => c.event))")
    shown = page.locator("[data-testid=actions] [data-event]").evaluate_all("all => all.map(e => e.dataset.event)")
    assert sorted(shown) == sorted(can)
    page.locator("[data-event=sign]").click()
    page.locator("[data-event=feed_back]").click()
    send = page.locator("form.act button.primary")
    assert send.is_disabled()
    page.locator("form.act input[name=document_number]").fill("No. 7")
    page.locator("form.act textarea[name=note]").fill("Forty lorries checked")
    send.click()
    newest = page.locator("[data-testid=steps] li").first
    newest.get_by_text("Forty lorries checked").wait_for()
    assert "No. 7" in newest.inner_text()
    assert "north" in newest.inner_text()
    assert page.locator("[data-testid=diagram] .here").get_attribute("data-state") == "fed_back"
    assert here.errors == []


def test_who_comes_second_is_told_and_keeps_what_was_typed(at_work):
    boss = at_work("commander")
    boss.go("/work")
    part = _issue(boss, "Wrong address", ["north"])
    slow, quick = at_work("north"), at_work("north too")
    page = slow.go(f"/work/{part}")
    page.route("**/api/v1/work/news", lambda route: route.abort())  # so that the news do not come before the press
    page.reload()
    page.locator("[data-event=return]").click()
    page.locator("form.act textarea[name=note]").fill("This road is South brigade's")
    quick.go(f"/work/{part}").locator("[data-event=sign]").click()
    quick.page.locator("[data-event=feed_back]").wait_for()
    page.locator("form.act button.primary").click()
    page.get_by_role("alert").get_by_text("Somebody was first.").wait_for()
    page.locator(".head .state", has_text=SIGNED).wait_for()
    assert page.locator("form.act textarea[name=note]").input_value() == "This road is South brigade's"
    page.locator("form.act button.primary").press("Enter")  # what is read anew may still push the button down
    page.locator(".state", has_text="Returned as misdirected").first.wait_for()


def test_what_was_asked_for_before_an_act_does_not_come_over_what_it_did(at_work):
    boss, here = at_work("commander"), at_work("north")
    boss.go("/work")
    part = _issue(boss, "Late answer", ["north"])
    page, held = here.go(f"/work/{part}"), []
    page.wait_for_timeout(1500)  # the stream of news has opened
    page.route(f"**/api/v1/work/{part}", lambda route: held.append((route, route.fetch())))  # nothing comes by itself
    page.locator("[data-event=sign]").click()
    for _ in range(200):  # the news of it has the page ask anew
        page.wait_for_timeout(50)
        if held:
            break
    route, answer = held[0]
    page.locator("[data-event=feed_back]").click()
    page.locator("form.act textarea[name=note]").fill("Nobody there")
    page.locator("form.act button.primary").click()
    state = page.locator(".head .state", has_text=re.compile("fed back", re.IGNORECASE))
    state.wait_for()
    with suppress(Error):  # the page may have let go of it
        route.fulfill(response=answer)
    page.wait_for_timeout(600)
    assert state.count() == 1
    page.unroute_all(behavior="ignoreErrors")
    assert here.errors == []


def test_from_an_alert_to_a_signed_order_in_four_clicks(at_work):
    boss, clicks = at_work("commander"), 0
    page = boss.go("/alerts")
    page.goto(boss.base + (page.locator("main [data-open]").first.get_attribute("href") or ""))
    alert = page.get_by_test_id("alert").locator("h2").first.inner_text()
    page.get_by_test_id("order-from-alert").click()
    clicks += 1
    page.get_by_test_id("order").get_by_label("South brigade").check()
    clicks += 1
    page.get_by_test_id("issue").click()
    clicks += 1
    page.locator("[data-testid=family] li", has_text="South brigade").wait_for()
    assert alert in page.get_by_test_id("evidence").inner_text()
    part = page.url.rsplit("/", 1)[-1].split("?")[0] + ".1"
    other = at_work("south").go(f"/work/{part}")
    other.locator("[data-event=sign]").click()
    clicks += 1
    other.locator(".head .state", has_text=SIGNED).wait_for()
    assert clicks == 4
    assert boss.errors == []


def test_an_open_list_follows_the_news_and_keeps_what_is_ticked(at_work):
    boss = at_work("commander")
    boss.go("/work")
    _issue(boss, "Follow one", ["south"])
    page = at_work("south").go("/work?text=Follow")
    rows = page.locator("[data-testid=work] tbody tr")
    rows.first.locator("input").check()
    page.wait_for_timeout(1500)  # the stream has opened
    _issue(boss, "Follow two", ["south"])
    rows.nth(1).wait_for()
    assert page.get_by_test_id("bulk").inner_text().startswith("1 chosen")
    page.get_by_test_id("bell").click()
    page.get_by_test_id("notices").get_by_text("Follow two").first.wait_for()


def test_a_hazard_is_reported_from_a_phone_with_photo_and_place(at_work):
    here = at_work(
        "officer", "zh", PHONE, geolocation={"longitude": -1.55, "latitude": 53.8}, permissions=["geolocation"]
    )
    page = here.go("/work/report")
    photo = {"name": "bend.png", "mimeType": "image/png", "buffer": PIXEL}
    page.locator("input[type=file]").set_input_files([photo])
    page.get_by_role("button", name="使用当前位置").click()
    page.get_by_test_id("place").get_by_text("53.80000, -1.55000").wait_for()
    page.get_by_text("急弯陡坡", exact=True).click()
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_test_id("matter").wait_for()
    assert "急弯陡坡" in page.locator("main h1").inner_text()
    page.get_by_text("bend.png").wait_for()
    assert here.errors == []


@pytest.mark.parametrize("path", ["/work", "/work/board", "/work/new", "/work/report"])
def test_phone_has_no_sideways_scroll(at_work, path):
    page = at_work("commander", "zh", PHONE).go(path)
    wide = page.evaluate(
        "[document.documentElement, document.getElementById('main')].map(e => e.scrollWidth - e.clientWidth)"
    )
    assert wide == [0, 0]


def test_board_says_what_the_server_counts(at_work):
    boss = at_work("commander")
    page = boss.go("/work/board")
    _issue(boss, "For the board", ["north"])
    before = page.evaluate("fetch('/api/v1/work/board').then(r => r.json())")
    page.reload()
    boss.settle()
    for row in before["below"]:
        words = page.locator(f"[data-unit='{row['unit']['unit_id']}'] td").all_inner_texts()
        assert words[1].split("\n")[0] == str(row["to_sign"])
        whole = row["on_time"]["whole"]
        assert (f"of {whole}" in words[7]) == (whole > 0)


COUNT = "window.clicks = 0; addEventListener('click', (e) => { if (e.isTrusted) window.clicks += 1; }, true)"


def _clicks(page) -> int:
    return page.evaluate("window.clicks")


def _start(visit: Visit, path: str = "/"):
    """A page of somebody who begins; from here on their clicks are counted."""
    page = visit.go(path)
    page.evaluate(COUNT)
    return page


def _do(visit: Visit, matter: str, event: str, **values) -> int:
    """Something done with a matter; its version afterwards."""
    now = visit.page.evaluate("async (path) => (await (await fetch('/api/v1' + path)).json())", f"/work/{matter}")
    body = {"event": event, "version": now["matter"]["version"], "values": values, "note": "as agreed"}
    return visit.page.evaluate(SEND, [f"/work/{matter}/events", body])


def test_tonights_worst_stretch_and_why_is_found_in_three_clicks(at_work):
    here = at_work("commander")
    page = _start(here)
    page.locator("nav.rail a[href='/duty']").click()
    page.locator("main [data-open]").first.click()
    page.wait_for_url(re.compile("/segments/.+"))
    here.settle()
    assert _clicks(page) <= 3
    why = page.locator("main").inner_text()
    assert "Expected" in why
    assert page.get_by_role("button", name="Evidence").or_(page.locator("main button.proof, main .proof")).count() > 0


def test_why_a_county_has_its_colour_is_found_in_two_clicks(at_work):
    here = at_work("commander")
    page = _start(here)
    page.locator("nav.rail a[href='/counties']").click()
    page.locator("main [data-open]").first.click()
    page.wait_for_url(re.compile("/counties/.+"))
    here.settle()
    assert _clicks(page) <= 2


def test_a_hazards_deadline_is_extended_with_approval_in_five_clicks(at_work):
    boss, south = at_work("commander"), at_work("south")
    boss.go("/work")
    south.go("/work")
    made = boss.page.evaluate(
        SEND, ["/work", {"kind": "hazard", "title": "Rail broken", "values": {"type": "guardrail", "text": "broken"}}]
    )
    matter = made["matter"]["matter_id"]
    other = at_work("commander too")
    other.go("/work")
    _do(other, matter, "grade", grade="general")
    _do(boss, matter, "assign", unit="south")
    _do(south, matter, "sign")
    _do(south, matter, "plan", kind="k", measure="mend", responsible="r", limit="2020-01-20", funds=0)
    _do(south, matter, "start")
    asks = _start(south, f"/work/{matter}")
    asks.locator("[data-event=ask_extension]").click()
    asks.locator("form.act input[type=number]").fill("5")
    asks.locator("form.act textarea[name=note]").fill("Frozen ground")
    asks.locator("form.act button.primary").click()
    asks.locator("form.act").wait_for(state="detached")
    asks.get_by_text("Frozen ground").first.wait_for()
    grants = _start(boss, f"/work/{matter}")
    grants.locator("[data-event=grant_extension]").click()
    grants.locator("form.act textarea[name=note]").fill("So be it")
    grants.locator("form.act button.primary").click()
    grants.locator("form.act").wait_for(state="detached")
    grants.get_by_text("So be it").first.wait_for()
    assert _clicks(asks) + _clicks(grants) <= 5
