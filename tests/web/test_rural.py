"""The rural desk in the console: a plan is confirmed, ledgers are handed in, texts are said; nothing is made up."""

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


def prepare(workspace) -> None:
    """A market every day beside a station of the north brigade with one warden."""
    from daoan.app.clocks import workroom_of
    from daoan.jobs.registers import Writing, register_of, write_entry
    from daoan.terms.records.people import Actor
    from daoan.terms.records.registered import Entry
    from daoan.terms.roles import Role

    room, actor = workroom_of(workspace), Actor("setup", "north", frozenset({Role.BRIGADE}))
    village = {"code": "V1", "name": "鹤坪村", "township": "驿马镇", "area": "N", "lon": -1.55, "lat": 53.8, "vans": 2}
    for kind, values in (
        ("village", village),
        ("advice_station", {"code": "S1", "name": "村口站", "village": "V1", "state": "open", "unit": "north"}),
        ("warden", {"code": "W1", "name": "张三丰", "kind": "warden", "station": "S1", "unit": "north"}),
        ("mass_event", {"name": "驿马集", "kind": "market", "when": "每天", "lon": -1.55, "lat": 53.8, "people": 3000,
                        "from_hour": 8, "until_hour": 12}),
    ):  # fmt: skip
        made = write_entry(room, actor, register_of(room, kind), Writing(values), workspace.now)
        assert isinstance(made, Entry), made


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("rural") / "ws", prepare) as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


def test_a_plan_is_looked_at_day_by_day_confirmed_and_taken_back(at_work):
    here = at_work("north", "zh")
    page = here.go("/rural?days=3")
    row = page.get_by_test_id("openings").locator("tbody tr").first
    row.wait_for()
    assert "村口站" in row.inner_text()
    assert "驿马集，08:00–12:00" in row.inner_text()
    assert "缺1人" in row.inner_text()
    page.get_by_test_id("days").locator("[aria-pressed=true]").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_test_id("days").locator("button").nth(1).get_attribute("aria-pressed") == "true"
    page.get_by_test_id("confirm").click()
    page.get_by_test_id("said").wait_for()
    assert "新增3" in page.get_by_test_id("said").inner_text()
    page.get_by_text("已确认开启3次").wait_for()
    page.once("dialog", lambda d: d.accept())
    page.get_by_role("button", name="撤回").click()
    page.get_by_text("已撤回3次开启").wait_for()
    assert here.errors == []


def test_what_nobody_keeps_is_said_and_ledgers_are_handed_in(at_work):
    here = at_work("north", "en")
    page = here.go("/rural/coverage")
    page.get_by_test_id("unrecorded").wait_for()
    assert "0 of 2" in page.get_by_test_id("groups").inner_text()
    page = here.go("/rural/ledgers")
    page.get_by_test_id("hand-in-village").click()
    page.get_by_test_id("said").wait_for()
    page.get_by_text("North brigade · 1 entries").wait_for()
    assert here.errors == []


def test_the_loudspeaker_says_the_market_with_the_weather_that_was_chosen(at_work):
    here = at_work("north", "zh")
    page = here.go("/rural/loudspeaker")
    page.get_by_test_id("weather").select_option("fog")
    text = page.get_by_test_id("text").filter(has_text="今天有雾")
    text.wait_for()
    assert "驿马集，早上8点到中午12点人多车多" in text.inner_text()
    assert here.errors == []


@pytest.mark.parametrize("path", ["", "/coverage", "/examination", "/ledgers", "/loudspeaker"])
def test_on_a_phone_nothing_runs_over_the_edge(at_work, path):
    here = at_work("north", "zh", PHONE)
    page = here.go(f"/rural{path}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert here.errors == []
