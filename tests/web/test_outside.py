"""Shifts and messages in the console: a week planned, a file imported, a dead letter sent again, an address given."""

import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from .conftest import PHONE, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@dataclass
class Station:
    """A server with a detachment and a brigade, its store, and cookies of who works there."""

    base: str
    workspace: Any
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def station(leeds, tmp_path_factory) -> Iterator[Station]:
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

    config = replace(leeds.config, workspace=tmp_path_factory.mktemp("station"))
    with closing(sqlite3.connect(leeds.config.store_at)) as here, closing(sqlite3.connect(config.store_at)) as copy:
        here.backup(copy)
    workspace = open_workspace(config)
    ensure_units(workspace)
    top = workspace.store.list_units()[0].unit_id
    keep_units(workspace, (Unit("north", UnitKind.BRIGADE, Text("North brigade", "北区大队"), top),))
    desk, cookies = desk_of(workspace), {}
    for name, unit, role in (("commander", top, Role.COMMANDER), ("north", "north", Role.BRIGADE)):
        person = replace(fresh_person(f"{name} 测试", unit, [role]), person_id=name)
        account = Account(name, name, None)
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
    yield Station(f"http://127.0.0.1:{port}", workspace, cookies)
    server.should_exit = True
    thread.join(timeout=10)
    workspace.close()


@pytest.fixture
def sit(browser, station: Station):
    """Somebody's browser, signed in."""
    contexts = []

    def start(who: str, lang: str = "en", size: dict[str, int] = WIDE) -> Visit:
        context = browser.new_context(
            viewport=size,
            locale="zh-CN" if lang == "zh" else "en-GB",
            reduced_motion="reduce",
            timezone_id="Asia/Tokyo",
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "daoan_session", "value": station.cookies[who], "url": station.base}])
        found = Visit(context.new_page(), station.base)
        found.page.on("pageerror", lambda e: found.errors.append(str(e)))
        return found

    yield start
    for context in contexts:
        context.close()


def test_a_week_is_planned_on_the_citys_clock_and_a_file_imported(sit, station):
    boss = sit("commander")
    page = boss.go("/shifts?unit=north")
    roster = page.get_by_test_id("roster")
    assert roster.locator("tbody tr").count() == 1
    form = page.get_by_test_id("add-shift")
    form.locator("[name=from]").fill("20:00")
    form.locator("[name=to]").fill("08:00")
    form.locator("[name=post]").fill("Night desk")
    day = form.locator("[name=day]").input_value()
    form.get_by_role("button", name="Add a shift").click()
    roster.get_by_text("20:00–08:00 +1").wait_for()
    assert "Night desk" in roster.inner_text()
    now = station.workspace.now
    (kept,) = station.workspace.store.list_shifts(now - timedelta(days=9), now + timedelta(days=9))
    from daoan.terms.times import utc_to_local

    begins = utc_to_local(kept.starts_at, station.workspace.city.zone)
    assert (f"{begins:%Y-%m-%d %H:%M}", kept.ends_at - kept.starts_at) == (f"{day} 20:00", timedelta(hours=12))

    form.get_by_role("button", name="Add a shift").click()
    page.get_by_role("status").get_by_text("20:00").wait_for()  # the same again is the same
    form.locator("[name=from]").fill("22:00")
    form.get_by_role("button", name="Add a shift").click()
    page.get_by_role("alert").get_by_text("somebody would have two shifts at once").wait_for()
    rows = f"login,starts,ends\nnorth,{day} 09:00,{day} 10:00\nnobody,{day} 09:00,{day} 10:00\n"
    page.get_by_test_id("import").set_input_files({"name": "s.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    page.get_by_text("1 new shifts, 0 there already").wait_for()
    page.get_by_text("Line 3: nobody of your unit or below signs in so").wait_for()
    roster.get_by_text("09:00–10:00").wait_for()
    roster.get_by_role("button", name="Delete north 测试, 09:00–10:00").click()
    roster.get_by_text("09:00–10:00").wait_for(state="detached")
    assert len(station.workspace.store.list_shifts(now - timedelta(days=9), now + timedelta(days=9))) == 1
    assert boss.errors == []


def test_who_may_not_plan_sees_their_own_week_and_whether_they_are_on_duty(sit, station):
    from daoan.terms.records.audited import AuditNote
    from daoan.terms.records.shifts import Shift

    now = station.workspace.now
    shift = Shift("now", "north", "north", now - timedelta(hours=1), now + timedelta(hours=1), "值班长")
    for kept in station.workspace.store.list_shifts(now - timedelta(days=9), now + timedelta(days=9)):
        station.workspace.store.delete_shift(kept.shift_id, AuditNote(now, "t", "north", "test"))
    station.workspace.store.save_shifts([shift], AuditNote(now, "t", "north", "test"))
    here = sit("north", "zh", PHONE)
    page = here.go("/shifts")
    assert "值班长" in page.get_by_test_id("roster").inner_text()
    assert page.get_by_test_id("add-shift").count() == 0
    assert page.locator("main").get_by_role("button", name="删除").count() == 0
    page.get_by_test_id("bell").click()
    page.get_by_test_id("duty").get_by_text("值班中").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page = here.go("/messages")
    assert page.get_by_test_id("channels").count() == 0
    assert here.errors == []


def test_a_dead_letter_is_sent_again_and_another_dropped(sit, station):
    from daoan.terms.records.messaging import Channel, Message, MessageState, NewsCursor
    from daoan.terms.records.notified import Told

    now, store = station.workspace.now, station.workspace.store
    dead = [
        Message(
            f"m{n}", Channel.MAIL, "north", "north", ("north",), Told.NEW, "m", "order", level, n, now,
            state=MessageState.DEAD, tries=18, fault=fault,
        )
        for n, (level, fault) in enumerate([("urgent", "recipient-refused"), ("normal", "smtp-451")])
    ]  # fmt: skip
    store.keep_messages(dead, NewsCursor(store.last_news(), now), store.find_news_cursor())
    boss = sit("commander")
    page = boss.go("/messages")
    mail = page.locator("[data-channel=mail]")
    assert "off: the past is replayed" in mail.inner_text()
    table = page.get_by_test_id("dead")
    assert "address refused by the mail server" in table.inner_text()
    assert "smtp-451" in table.inner_text()
    table.locator("tr", has_text="smtp-451").get_by_role("button", name="Drop").click()
    page.get_by_role("status").get_by_text("it is not sent").wait_for()
    table.locator("tr", has_text="address refused").get_by_role("button", name="Send again").click()
    page.get_by_text("Nothing failed for good.").wait_for()
    assert [store.get_message(m.message_id).state for m in dead] == [MessageState.WAITING, MessageState.DROPPED]
    assert boss.errors == []


def test_people_say_where_mail_goes(sit, station):
    here = sit("north", "zh")
    page = here.go("/account")
    form = page.get_by_test_id("contact")
    form.get_by_label("电子邮件").fill("north@example.org")
    form.get_by_role("checkbox").check()
    form.get_by_label("消息语言").select_option("zh")
    form.get_by_role("button", name="保存").click()
    page.get_by_text("提醒方式已保存").wait_for()
    contact = station.workspace.store.get_person("north").contact
    assert (contact.mail, contact.wants_mail, contact.language) == ("north@example.org", True, "zh")
    page = here.go("/account")
    assert page.get_by_label("电子邮件").input_value() == "north@example.org"
    assert here.errors == []
