"""Being told by a browser: added on the page, pushed by the server, shown by the worker, opened within the console.

The vendor's service is one of our own on this machine, and what it would hand to the browser is handed there by the
debugger; everything else is what runs in earnest.
"""

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from daoan.edge.push import write_text
from daoan.jobs.sending import run_messages
from tests.api.work_given import CITY, SEALER, START, SetClock
from tests.edge.servers_given import hook_server, make_certificate

from .conftest import PHONE, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("push")]

THEIRS = ec.derive_private_key(4711, ec.SECP256R1())
POINT = write_text(THEIRS.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
SECRET = b"s" * 16

#: Chromium has no vendor's service here; this is all of it that a page sees.
STUB = """
(() => {
  const key = "test.subscribed";
  const made = () => ({
    endpoint: localStorage.getItem(key),
    toJSON: () => ({ endpoint: localStorage.getItem(key), keys: { p256dh: "%s", auth: "%s" } }),
    unsubscribe: async () => { localStorage.removeItem(key); return true; },
  });
  PushManager.prototype.getSubscription = async () => (localStorage.getItem(key) ? made() : null);
  PushManager.prototype.subscribe = async (o) => {
    if (!o.userVisibleOnly || o.applicationServerKey.length !== 65) throw new TypeError("options");
    localStorage.setItem(key, "%s");
    return made();
  };
})();
"""


@dataclass
class Station:
    """A server whose push goes to a service on this machine."""

    base: str
    store: Any
    work: Any
    hook: Any
    cookies: dict[str, str]

    @property
    def address(self) -> str:
        return f"https://localhost:{self.hook.port}/send/1"

    def set(self, *, on: bool) -> None:
        self.work.push_server = self.work.senders[next(iter(self.work.senders))].server if on else None


@pytest.fixture(scope="module")
def station(tmp_path_factory) -> Iterator[Station]:
    import uvicorn

    from daoan.act.messages.wording import Place
    from daoan.api.desk import Desk
    from daoan.api.gate import Client, Gate
    from daoan.api.server import create_app
    from daoan.api.workdesk import WorkDesk
    from daoan.app.pushing import push_sender_of
    from daoan.config import ROOT, read_config
    from daoan.edge.files import read_rule_packs
    from daoan.store.memory import MemoryStore
    from daoan.terms.records.audited import AuditNote
    from daoan.terms.records.messaging import Channel
    from daoan.terms.records.people import Account, Person
    from daoan.terms.roles import Role
    from tests.api.work_given import UNITS

    folder = tmp_path_factory.mktemp("push")
    certificate = make_certificate(folder, "localhost")
    store, packs, note = MemoryStore(SEALER), read_rule_packs(ROOT / "rulepacks"), AuditNote(START, "t", "city", "t")
    with hook_server(certificate) as hook, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        given = {
            "DAOAN_PUSH": "on", "DAOAN_PUSH_SUBJECT": "mailto:a@b.example", "DAOAN_CA_FILE": str(certificate[0]),
            "DAOAN_PUSH_ALLOW": "127.0.0.1, ::1",
        }  # fmt: skip
        config = read_config({"workspace": folder}, given)
        base = f"http://127.0.0.1:{port}"
        sender = push_sender_of(config, store, Place(base, "Asia/Shanghai"), packs["messages"])
        desk = Desk(store, CITY, packs, web=ROOT / "daoan" / "web", cache=folder)
        desk.gate = Gate(store, packs, SetClock(), b"g" * 32)
        clock = SetClock()
        work = WorkDesk(desk, clock, senders={Channel.PUSH: sender}, pushing=sender.server)
        for unit in UNITS:
            store.save_unit(unit, note)
        cookies = {}
        for name, unit in (("commander", "city"), ("north", "north"), ("south", "south")):
            person = Person(name, f"{name} 测试", unit, (Role.BRIGADE,))
            store.save_person(person, note)
            store.save_account(Account(name, name, None), note)
            client = Client(loopback=True, name="tests")
            cookies[name] = desk.gate.open(person, store.get_account(name), client, second_factor=False).token
        probe.close()
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(desk, work), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1
            )
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.05)
        yield Station(base, store, work, hook, cookies)
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def sit(browser, station: Station):
    """Somebody's browser, signed in; it may show notifications."""
    contexts = []

    def start(who: str, lang: str = "en", size: dict[str, int] = WIDE, *, allowed: bool = True) -> Visit:
        context = browser.new_context(
            viewport=size, locale="zh-CN" if lang == "zh" else "en-GB", reduced_motion="reduce"
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        if allowed:
            context.grant_permissions(["notifications"], origin=station.base)
        context.add_init_script(STUB % (POINT, write_text(SECRET), station.address))
        context.add_cookies([{"name": "daoan_session", "value": station.cookies[who], "url": station.base}])
        found = Visit(context.new_page(), station.base)
        found.page.on("pageerror", lambda e: found.errors.append(str(e)))
        return found

    yield start
    for context in contexts:
        context.close()
    for kept in station.store.list_browsers():
        from daoan.terms.records.audited import AuditNote

        station.store.remove_browsers([kept.browser_id], AuditNote(START, "t", "city", "t"))
    station.set(on=True)


def add(page: Any, button: str = "Tell me by this browser") -> None:
    form = page.get_by_test_id("add-browser")
    form.locator("input").fill("Night desk")
    form.get_by_role("button", name=button).click()
    page.get_by_test_id("browser-list").get_by_text("Night desk").wait_for()


def test_a_browser_is_added_known_again_and_removed(sit, station):
    here = sit("north")
    page = here.go("/account")
    assert page.get_by_test_id("add-browser").locator("input").input_value() == "Chrome · Linux"
    add(page)
    page.get_by_test_id("browser-list").get_by_text("this browser").wait_for()
    assert page.get_by_test_id("add-browser").count() == 0
    (kept,) = station.store.list_browsers("north")
    assert (kept.name, kept.address, kept.secret) == ("Night desk", station.address, SECRET)
    page = here.go("/account")
    page.get_by_test_id("browser-list").get_by_text("this browser").wait_for()
    page.get_by_role("button", name="Remove Night desk").click()
    page.get_by_role("status").get_by_text("told by it no more").wait_for()
    page.get_by_test_id("add-browser").wait_for()
    assert station.store.list_browsers() == ()
    assert page.evaluate("localStorage.getItem('test.subscribed')") is None
    assert here.errors == []


def test_off_hides_it_and_a_browser_that_refuses_is_explained(sit, station):
    station.set(on=False)
    page = sit("north").go("/account")
    assert page.get_by_test_id("contact").count() == 1
    assert page.get_by_test_id("browsers").count() == 0
    station.set(on=True)
    here = sit("south", "zh", PHONE, allowed=False)
    page = here.go("/account")
    page.get_by_test_id("add-browser").get_by_role("button", name="用当前浏览器提醒我").click()
    page.get_by_role("alert").get_by_text("浏览器不允许显示通知").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert station.store.list_browsers() == ()
    assert here.errors == []


def test_what_is_pushed_is_shown_by_the_worker_and_opens_the_console_only(sit, station):
    from daoan.terms.records.audited import AuditNote
    from daoan.terms.records.working import Matter, Step

    here = sit("north")
    page = here.go("/account")
    add(page)
    run_messages(station.work.post, station.work.clock.now)
    matter = Matter("order/1", "order_node", "to_sign", "Stop 甘M12345", "city", "north", START, START, "commander",
                    root="order/1", level="urgent", values={"whose": "north"})  # fmt: skip
    step = Step("order/1", 1, "create", "", "to_sign", START, "commander", "city")
    station.store.keep_moves([(matter, step)], {"order/1": 0}, AuditNote(START, "t", "city", "t"))
    station.hook.status = 201
    assert run_messages(station.work.post, station.work.clock.now).sent == 1
    ((path, _, body),) = station.hook.calls
    assert path == "/send/1"
    text = http_ece.decrypt(body, private_key=THEIRS, auth_secret=SECRET, version="aes128gcm").decode()

    debugger = page.context.new_cdp_session(page)
    found: list[str] = []
    debugger.on("ServiceWorker.workerRegistrationUpdated", lambda e: found.extend(
        r["registrationId"] for r in e["registrations"] if r["scopeURL"] == f"{station.base}/"
    ))  # fmt: skip
    debugger.send("ServiceWorker.enable")
    page.wait_for_timeout(300)

    def push(data: str) -> None:
        debugger.send(
            "ServiceWorker.deliverPushMessage", {"origin": station.base, "registrationId": found[0], "data": data}
        )

    listed = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
        .map((n) => ({ title: n.title, body: n.body, tag: n.tag, data: n.data }))"""
    for data in (text, text):
        push(data)
    shown = _waited(page, listed, 1)
    assert shown[0]["data"] == "/work/order%2F1"
    assert "特急" in shown[0]["title"]
    assert "M12345" not in json.dumps(shown)
    push("no JSON at all")
    assert {n["title"] for n in _waited(page, listed, 2)} == {shown[0]["title"], "Daoan · 道安"}

    (worker,) = page.context.service_workers
    places = worker.evaluate(
        "() => ['/work/order%2F1', 'https://evil.example/work/1', '//evil.example/work/1', '/api/v1/session',"
        " 'javascript:alert(1)', '/work/../account', 42, undefined, 'http://['].map((p) => placeOf(p))"
    )
    assert places == [f"{station.base}/work/order%2F1", *[f"{station.base}/"] * 8]
    response = page.request.get(f"{station.base}/push-worker.js")
    assert "javascript" in response.headers["content-type"]
    assert response.headers["cache-control"] == "no-cache"
    assert "worker-src 'self' blob:" in response.headers["content-security-policy"]
    assert here.errors == []


def _waited(page: Any, listed: str, number: int) -> list[dict]:
    for _ in range(100):
        shown = page.evaluate(listed)
        if len(shown) >= number:
            page.wait_for_timeout(200)  # a double would come now
            shown = page.evaluate(listed)
            assert len(shown) == number
            return shown
        page.wait_for_timeout(100)
    raise AssertionError("nothing was shown")
