"""A deployment is asked to learn in a browser: price and power before the draw, what was drawn, the ledger's page."""

import re
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from daoan.api.desk import Desk
from daoan.api.server import create_app
from daoan.api.workdesk import WorkDesk
from daoan.edge.files import read_rule_packs
from daoan.store.open import open_store
from tests.api.deployments_given import begun, with_risk
from tests.api.work_given import CITY, ROOT, SEALER, Client, Gate, Office, SetClock, settle

from .conftest import PHONE, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BROKEN_WORDS = re.compile(r"\b(undefined|NaN|null|Infinity)\b|\[object|\{\w+\}")


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[str, Office]]:
    import uvicorn

    store = open_store("memory:", SEALER)
    packs = read_rule_packs(ROOT / "rulepacks")
    packs["deployment"].values["holdout"] |= {
        "floor_share": 0.0, "ceiling_injuries": 9.0, "match_ratio": 20.0, "indifferent": 0.95, "apart_km": 2.0,
    }  # fmt: skip
    desk = Desk(store, CITY, packs, web=ROOT / "daoan" / "web", cache=tmp_path_factory.mktemp("learning"))
    clock = SetClock()
    work = WorkDesk(desk, clock)
    settle(store)
    app = create_app(desk, work)
    gate = Gate(store, packs, SetClock(), b"g" * 32)
    app.state.gate = desk.gate = gate
    office = with_risk(Office(store, work, app, clock, gate))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", office
    server.should_exit = True
    thread.join(timeout=10)
    store.close()


@pytest.fixture
def come(browser, served) -> Iterator[Callable[..., Visit]]:
    base, office = served
    contexts = []

    def start(lang: str = "en", size: dict[str, int] = WIDE, scheme: str = "light", who: str = "commander") -> Visit:
        locale = "zh-CN" if lang == "zh" else "en-GB"
        context = browser.new_context(viewport=size, locale=locale, color_scheme=scheme, reduced_motion="reduce")
        contexts.append(context)
        context.set_default_timeout(30_000)
        person, account = office.store.get_person(who), office.store.get_account(who)
        token = office.gate.open(person, account, Client(True, "tests"), second_factor=True).token
        context.add_cookies([{"name": "daoan_session", "value": token, "url": base}])
        found = Visit(context.new_page(), base)
        found.page.on("pageerror", lambda e: found.errors.append(str(e)))
        found.page.on("dialog", lambda d: d.accept())
        return found

    yield start
    for context in contexts:
        context.close()


def test_price_and_power_come_before_the_draw_and_the_draw_is_shown(come, served) -> None:
    plan = begun(served[1], days=7)
    here = come()
    page = here.go(f"/deployments/{plan['head']['deployment_id']}")
    card = page.get_by_test_id("learn")
    assert card.get_by_test_id("learn-price").count() == 0, "off until somebody asks"
    card.get_by_test_id("learn-switch").check()
    card.locator("[name=budget]").select_option("0.05")
    assert card.get_by_test_id("learn-draw").count() == 0, "nothing is drawn before its price was seen"
    card.get_by_test_id("learn-preview").click()
    card.get_by_test_id("learn-power").wait_for()
    assert "of what the plan prevents" in card.get_by_test_id("learn-price").inner_text()
    assert "Violations" in card.get_by_test_id("learn-power").inner_text()
    card.locator("[name=budget]").select_option("0.01")
    assert card.get_by_test_id("learn-draw").count() == 0, "another budget is another price"
    card.locator("[name=budget]").select_option("0.05")
    card.get_by_test_id("learn-preview").click()
    card.get_by_test_id("learn-draw").click()
    card.get_by_test_id("learn-cells").wait_for()
    assert "As drawn" in card.get_by_test_id("learn-cells").inner_text()
    here.settle()
    assert "learns" in page.get_by_test_id("versions").inner_text()
    page.get_by_test_id("issue").click()
    page.locator("text=Issued: people hold").wait_for()
    ledger = here.go("/ledger").get_by_test_id("learned")
    assert "not yet able to tell" in ledger.inner_text()
    assert "pairs over" in ledger.inner_text()
    page = here.go(f"/deployments/{plan['head']['deployment_id']}")
    page.get_by_test_id("learn-stop").click()
    page.get_by_test_id("learn-switch").wait_for()
    assert here.errors == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_cards_speak_the_reader_s_language_and_fit_a_phone(come, served, lang) -> None:
    office = served[1]
    plan = begun(office, days=7, first_day="2026-03-20")
    address = f"/api/v1/deployments/{plan['head']['deployment_id']}/learning"
    assert office.as_("commander").post(address, json={"version": 1, "budget": 0.05}).status_code == 200
    here = come(lang, PHONE)
    for path, card in ((f"/deployments/{plan['head']['deployment_id']}", "learn"), ("/ledger", "learned")):
        page = here.go(path)
        words = page.get_by_test_id(card).inner_text()
        assert bool(CHINESE.search(words)) == (lang == "zh")
        assert not BROKEN_WORDS.search(words)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert here.errors == []
