"""Passkeys, the city's directory and the page of people, in a browser, over an office without a city's data.

The authenticator is Chromium's virtual one; the directory is a page of another site, so that cookies behave as they do.
"""

import html
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from daoan.api.server import create_app
from daoan.edge.directory import Provider
from daoan.terms.roles import Role
from tests.api.directory_given import Directory, open_directory
from tests.api.gate_given import Door, desk_over
from tests.api.test_directory import set_second_factor

from .conftest import PHONE, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@dataclass
class Office:
    door: Door
    directory: Directory
    base: str


def serve_directory(directory: Directory) -> ThreadingHTTPServer:
    """The directory as a site: a page with one button, and what programs ask of it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/authorize"):
                back = directory.visit(self.path, "li")
                to = f"{directory.codes[back['code']]['redirect_uri']}?{urlencode(back)}"
                self._answer(f'<a id="go" href="{html.escape(to)}">Continue</a>'.encode(), "text/html")
            else:
                self._answer(directory.send(self.path, None, {}), "application/json")

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(directory.send(self.path, form, dict(self.headers)), "application/json")

        def _answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    import uvicorn

    door = Door()
    door.add("li", Role.OFFICER, unit="east")
    door.add("boss", Role.ADMINISTRATOR)
    door.add("zhao", Role.OFFICER, unit="east-1")
    directory = Directory(door.clock)
    site = serve_directory(directory)
    directory.issuer = f"http://127.0.0.1:{site.server_port}"
    open_directory(door, issuer=directory.issuer)
    door.gate.provider = Provider(door.gate.entrances.directory)  # over its socket
    threading.Thread(target=site.serve_forever, daemon=True).start()
    desk = desk_over(door.store, door.clock)
    app = create_app(desk)
    app.state.gate = door.gate
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Office(door, directory, f"http://localhost:{port}")
    server.should_exit = True
    thread.join(timeout=10)
    site.shutdown()
    site.server_close()


@pytest.fixture
def come(browser, office) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def start(path: str = "/", lang: str = "en", size: dict[str, int] = WIDE, scheme: str = "light") -> Visit:
        locale = "zh-CN" if lang == "zh" else "en-GB"
        context = browser.new_context(viewport=size, locale=locale, color_scheme=scheme, reduced_motion="reduce")
        contexts.append(context)
        context.set_default_timeout(20_000)
        found = Visit(context.new_page(), office.base)
        found.page.on("pageerror", lambda e: found.errors.append(str(e)))
        found.page.goto(office.base + path)
        found.page.locator("main.door h1").wait_for()
        return found

    yield start
    for context in contexts:
        context.close()


def authenticator_of(page: Page):
    """A virtual authenticator that is always unlocked; answers how to ask it things."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda name, **more: tools.send(f"WebAuthn.{name}", {"authenticatorId": made["authenticatorId"]} | more)


def sign_in(page: Page, office: Office, login: str) -> None:
    page.locator("input[name=username]").fill(login)
    page.locator("input[name=password]").fill(office.door.passwords[login])
    page.keyboard.press("Enter")


def sign_out(page: Page) -> None:
    page.get_by_test_id("user").click()
    page.get_by_test_id("sign-out").click()
    page.locator("main.door").wait_for()


def test_a_passkey_is_added_signed_in_with_and_removed(come, office) -> None:
    here = come("/account")
    page, ask = here.page, authenticator_of(here.page)
    sign_in(page, office, "li")
    form = page.get_by_test_id("passkey-form")
    form.locator("input").first.fill("Telephone 手机")
    form.locator("input[type=password]").fill(office.door.passwords["li"])
    form.get_by_role("button").click()
    keys = page.get_by_test_id("passkeys")
    keys.get_by_text("Telephone 手机").wait_for()
    kept = ask("getCredentials")["credentials"]
    assert [c["rpId"] for c in kept] == ["localhost"]
    form.locator("input").first.fill("again")
    form.locator("input[type=password]").fill(office.door.passwords["li"])
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_contain_text("already")

    sign_out(page)
    page.get_by_test_id("passkey").click()
    page.locator("main h1", has_text="Account").wait_for()
    expect(page.locator("dd", has_text="Passkey")).to_be_visible()
    expect(keys).not_to_contain_text("not yet")

    keys.get_by_role("button", name="Remove").click()
    keys.get_by_role("button", name="Keep").click()
    keys.get_by_role("button", name="Remove").click()
    keys.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    page.get_by_text("None yet.").wait_for()
    sign_out(page)
    page.get_by_test_id("passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    assert here.errors == []


def test_a_browser_that_gives_none_is_said_in_the_readers_language(come, office) -> None:
    page = come("/", "zh").page
    ask = authenticator_of(page)
    ask("setUserVerified", isUserVerified=False)
    page.get_by_test_id("passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("未提供通行密钥")


def test_there_and_back_through_the_directory_to_the_page_that_was_asked_for(come, office) -> None:
    here = come("/account?from=there")
    page = here.page
    page.get_by_test_id("directory").click()
    page.locator("#go").click()
    page.locator("main h1", has_text="Account").wait_for()
    assert page.url == f"{office.base}/account?from=there", "neither the code nor the state is left in the address"
    expect(page.locator("dd", has_text="City directory")).to_be_visible()
    cookies = {c["name"]: c for c in page.context.cookies(office.base)}
    assert {c["sameSite"] for c in cookies.values()} == {"Strict"}
    assert here.errors == []


def test_the_code_of_ones_authenticator_after_the_directory(come, office) -> None:
    door = office.door
    zhao = door.store.get_person(door.store.find_account("li").person_id)
    otp = set_second_factor(door, zhao)
    page = come("/account").page
    page.get_by_test_id("directory").click()
    page.locator("#go").click()
    field = page.locator("input.code")
    field.fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    field.fill(otp.at(door.clock.at))
    page.keyboard.press("Enter")
    page.locator("main h1", has_text="Account").wait_for()


@pytest.mark.parametrize(("lang", "words"), [("en", "took too long"), ("zh", "已超时")])
def test_an_answer_that_nobody_asked_for_is_refused_with_what_to_do(come, lang, words) -> None:
    page = come("/sign-in?code=planted&state=made-up", lang).page
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert "planted" not in page.url
    page = come("/sign-in?error=access_denied&state=x", lang).page
    expect(page.get_by_role("alert")).to_contain_text("access_denied")
    assert page.locator("input[name=username]").is_visible()


@pytest.fixture
def managing(come, office) -> Visit:
    """The page of people, before the administrator, who came by a session with two factors."""
    here = come("/people")
    boss = office.door.store.get_person(office.door.store.find_account("boss").person_id)
    token = office.door.token(boss)
    here.page.context.add_cookies([{"name": "daoan_session", "value": token, "url": office.base}])
    here.page.goto(f"{office.base}/people")
    here.page.locator("main tbody tr").first.wait_for()
    return here


def test_somebody_is_added_found_changed_reset_and_disabled(managing, office) -> None:
    page, side = managing.page, managing.page.get_by_test_id("person")
    page.get_by_test_id("add").click()
    side.locator("input[name=name]").fill("钱 Qian")
    side.locator("input[name=login]").fill("qian")
    side.get_by_label("east, first").check()
    side.get_by_label("officer", exact=True).check()
    side.get_by_role("button", name="Add a person").click()
    password = side.locator("code.word").inner_text()
    assert office.door.sign_in(office.door.client(), "qian", password).json()["must_change"] is True

    for words in ("qian", "钱", "EAST, FIRST 钱"):
        page.get_by_test_id("find").fill(words)
        expect(page.locator("main tbody tr")).to_have_count(1)
    page.get_by_test_id("find").fill("nobody at all")
    page.get_by_text("Nobody fits.").wait_for()
    page.get_by_test_id("find").fill("qian")

    side.get_by_label("Must have a second factor").check()
    side.get_by_role("button", name="Save").click()
    side.get_by_text("Saved.").wait_for()
    row = page.locator("main tbody tr")
    expect(row).to_contain_text("missing")
    assert page.get_by_test_id("given").count() == 0, "the password is not shown again"

    side.locator("[data-act=reset]").click()
    page.get_by_test_id("sure").click()
    expect(page.get_by_test_id("given")).to_be_visible()
    assert side.locator("code.word").inner_text() != password
    side.locator("[data-act=end]").click()
    page.get_by_test_id("sure").click()
    side.get_by_text("All sessions have ended.").wait_for()
    side.locator("[data-act=disable]").click()
    page.get_by_test_id("sure").click()
    side.get_by_text("Saved.").wait_for()
    page.get_by_text("Nobody fits.").wait_for()
    page.get_by_label("Show").select_option("left")
    expect(row).to_contain_text("disabled")
    assert not office.door.store.get_person(office.door.store.find_account("qian").person_id).active
    assert managing.errors == []


def test_what_is_refused_is_said(managing) -> None:
    page, side = managing.page, managing.page.get_by_test_id("person")
    page.get_by_test_id("add").click()
    side.locator("input[name=name]").fill("x")
    side.locator("input[name=login]").fill("a b")
    side.get_by_label("city", exact=True).check()
    side.get_by_label("administrator").check()
    side.get_by_label("auditor").check()
    side.get_by_role("button", name="Add a person").click()
    expect(side.get_by_role("alert")).to_contain_text("who manages accounts may neither read the audit")
    page.get_by_test_id("language").click()
    side.locator("button.go").click()
    expect(side.get_by_role("alert")).to_contain_text("账号管理人员不得兼任")


def test_ones_own_account_is_elsewhere(managing) -> None:
    managing.page.locator("main tbody tr", has_text="Boss").click()
    side = managing.page.get_by_test_id("person")
    side.get_by_role("link", name="Account").wait_for()
    assert side.locator("form").count() == 0


def test_nobody_else_sees_the_page_in_the_list(come, office) -> None:
    page = come("/account").page
    sign_in(page, office, "zhao")
    page.locator("main h1", has_text="Account").wait_for()
    assert page.locator("nav.rail a[href='/people']").count() == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_phone_in_the_dark_nothing_is_cut_off(come, office, lang) -> None:
    page = come("/account", lang, PHONE, "dark").page
    boss = office.door.store.get_person(office.door.store.find_account("boss").person_id)
    page.context.add_cookies([{"name": "daoan_session", "value": office.door.token(boss), "url": office.base}])
    for path in ("/account", "/people"):
        page.goto(office.base + path)
        page.locator("main h1").wait_for()
        if path == "/people":
            page.locator("main tbody tr").last.click()
            page.get_by_test_id("person").wait_for()
        wide = "[document.documentElement, document.querySelector('main')].map(e => e.scrollWidth - e.clientWidth)"
        assert page.evaluate(wide) == [0, 0], path
        words = page.locator("main").inner_text()
        assert not any(raw in words for raw in ("people.", "session.", "undefined", "role.")), path


def test_the_picture_of_the_secret_is_drawn(come, office) -> None:
    page = come("/account").page
    sign_in(page, office, "zhao")
    card = page.locator("section.card", has=page.locator("h2", has_text="Second factor"))
    card.locator("input[type=password]").fill(office.door.passwords["zhao"])
    card.get_by_role("button").click()
    picture = page.get_by_test_id("qr")
    picture.wait_for()
    assert picture.evaluate("e => e.complete && e.naturalWidth > 0 && e.clientWidth === e.clientHeight"), "loaded"
    assert page.get_by_test_id("secret").is_visible()
