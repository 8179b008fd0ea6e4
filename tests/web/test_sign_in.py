"""The door in a browser: in, out, over a page whose session has ended, a new password, a second factor, a phone."""

import re
from types import SimpleNamespace

import pyotp
import pytest
from playwright.sync_api import expect

from daoan.edge.clock import WallClock
from daoan.terms.roles import Role

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@pytest.fixture(scope="module")
def people(leeds) -> SimpleNamespace:
    """An officer who knows their password, and somebody new who must change it."""
    from daoan.api.accounts import TERMINAL, fresh_person, make_person
    from daoan.app.people import desk_of, ensure_units

    ensure_units(leeds)
    gate, unit = desk_of(leeds).gate, leeds.store.list_units()[0].unit_id

    def make(kind: str, role: Role, *, must_change: bool):
        person = fresh_person(f"{kind} 张", unit, [role])
        return make_person(gate, person, f"{kind}-{person.person_id[-6:]}", TERMINAL, must_change=must_change)

    return SimpleNamespace(
        gate=gate,
        officer=make("officer", Role.OFFICER, must_change=False),
        auditor=make("auditor", Role.AUDITOR, must_change=True),
    )


def fill(page, given, password: str | None = None) -> None:
    page.locator("input[name=username]").fill(given.login)
    page.locator("input[name=password]").fill(password or given.password)
    page.keyboard.press("Enter")


def at_the_door(visit, path: str = "/", **more):
    here = visit(session=None, **more)
    here.page.goto(here.base + path)
    here.page.locator("main.door h1").wait_for()
    here.page.wait_for_load_state("networkidle")
    return here


@pytest.mark.parametrize(("lang", "title"), [("en", "Sign in"), ("zh", "登录")])
def test_a_stranger_sees_the_door_and_nothing_else(visit, lang, title) -> None:
    here = at_the_door(visit, "/alerts", lang=lang)
    page = here.page
    assert page.locator("h1").inner_text() == title
    assert page.locator("nav, table, canvas").count() == 0
    assert page.locator("input[name=username]").evaluate("e => e === document.activeElement"), "ready to type"
    assert [e for e in here.errors if "401" not in e] == []
    assert here.abroad == []
    other = page.get_by_test_id("language")
    other.click()
    assert page.locator("h1").inner_text() != title


def test_in_with_the_keyboard_back_to_the_page_asked_for_and_out_again(visit, people) -> None:
    page = at_the_door(visit, "/blackspots").page
    fill(page, people.officer, "wrong")
    page.get_by_role("alert").wait_for()
    assert "wrong" in page.get_by_role("alert").inner_text()
    fill(page, people.officer)
    page.locator("nav.rail").wait_for()
    page.locator("main h1", has_text="Black spots").wait_for()
    assert page.url.endswith("/blackspots")
    user = page.get_by_test_id("user")
    user.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu")
    menu.wait_for()
    assert "officer" in page.locator(".menu").inner_text()
    page.keyboard.press("Escape")
    assert menu.count() == 0
    assert user.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("main.door").wait_for()
    page.reload()
    page.locator("main.door").wait_for()


def test_a_session_that_ends_asks_again_over_the_page_which_goes_on_where_it_was(visit, people) -> None:
    here = at_the_door(visit, "/segments")
    page = here.page
    fill(page, people.officer)
    page.locator("main [data-open]").first.wait_for()
    people.gate.close_all(people.officer.person.person_id, people.officer.person)
    page.evaluate("window.kept = 'still here'")
    page.locator("nav.rail a[href='/alerts']").click()
    page.locator(".door-over main.door").wait_for()
    assert page.locator("#app").evaluate("e => e.inert")
    fill(page, people.officer)
    page.locator(".door-over").wait_for(state="detached")
    page.locator("main h1", has_text="Alerts").wait_for()
    page.locator("main [data-open]").first.wait_for()
    assert page.evaluate("window.kept") == "still here", "the page was not loaded anew"
    assert not page.locator("#app").evaluate("e => e.inert")


def test_somebody_new_chooses_a_password_and_sets_up_the_second_factor_that_their_role_needs(visit, people) -> None:
    page = at_the_door(visit).page
    fill(page, people.auditor)
    page.locator("h1", has_text="Choose a password").wait_for()
    old, new, again = page.locator("input[type=password]").all()
    old.fill(people.auditor.password)
    new.fill("four words in a row")
    again.fill("four words in a rwo")
    assert page.get_by_role("button", name="Change password").is_disabled()
    again.fill("four words in a row")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Second factor").wait_for()
    page.locator("input[type=password]").fill("four words in a row")
    page.keyboard.press("Enter")
    secret = page.get_by_test_id("secret").inner_text().replace(" ", "")
    otp, clock = pyotp.TOTP(secret), WallClock()
    page.locator("input.code").fill(otp.at(clock.now()))
    page.keyboard.press("Enter")
    page.locator("nav.rail").wait_for()

    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/account")
    page.locator("main h1", has_text="Account").wait_for()
    page.locator("table .chip", has_text="this one").wait_for()
    page.get_by_test_id("user").click()
    page.get_by_test_id("sign-out").click()
    page.locator("main.door").wait_for()
    fill(page, people.auditor, "four words in a row")
    page.locator("input.code").wait_for()
    page.locator("input.code").fill(otp.at(int(clock.now().timestamp()) + 30))
    page.keyboard.press("Enter")
    page.locator("nav.rail").wait_for()


@pytest.mark.parametrize("path", ["/", "/account"])
def test_on_a_phone_in_the_dark_nothing_is_cut_off(visit, path, commander) -> None:
    here = visit("zh", "dark", PHONE, session=None if path == "/" else commander)
    page = here.page
    page.goto(here.base + path)
    page.locator("main h1").first.wait_for()
    page.wait_for_load_state("networkidle")
    wide = page.evaluate(
        "[document.documentElement, document.querySelector('main')].map(e => e.scrollWidth - e.clientWidth)"
    )
    assert wide == [0, 0]
    assert not re.search(r"session\.|undefined|role\.", page.locator("main").inner_text())
    if path == "/account":
        user = page.get_by_test_id("user")
        user.click()
        box = page.locator(".menu").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


def test_ending_a_session_elsewhere(visit, people) -> None:
    first, second = at_the_door(visit).page, at_the_door(visit, "/account").page
    fill(first, people.officer)
    first.locator("nav.rail").wait_for()
    fill(second, people.officer)
    second.locator("table .chip").wait_for()
    before = second.locator("main tbody tr").count()
    second.get_by_role("button", name="End").first.click()
    expect(second.locator("main tbody tr")).to_have_count(before - 1)
