"""What a month left open in a browser: beside the next month's rating, on the company's page, in its notice."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

PEOPLE = (("city", "city", "commander"), ("second", "city", "commander"), ("safety", "firm", "company"))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    from daoan.terms.estimates import Text
    from daoan.terms.roles import Role
    from daoan.terms.units import Unit, UnitKind
    from tests.api.companies_given import FIRM

    firm = Unit("firm", UnitKind.COMPANY, Text("Ridge", "岭上运输"), "north", company=FIRM)
    people = [(name, unit, Role(role)) for name, unit, role in PEOPLE]
    with committee_server(tmp_path_factory.mktemp("carrying") / "ws", fill, (firm,), people) as found:
        yield found


def fill(workspace) -> None:
    """Two lorries are overdue; the month before the last was closed, told and handed in, and not re-checked."""
    from datetime import date

    from daoan.act.workflow.table import Refused
    from daoan.app.clocks import workroom_of
    from daoan.app.subject_key import subject_key
    from daoan.assess.companies.schemes import schemes_in
    from daoan.jobs.companies.importing import preview_file, take_in
    from daoan.jobs.companies.months import close_month
    from daoan.jobs.companies.proceedings import open_proceedings, proceedings_of
    from daoan.jobs.work import Wanted, cause
    from daoan.terms.months import last_full_month, month_name, month_starts
    from daoan.terms.records.company_months import run_name
    from daoan.terms.records.people import Actor
    from daoan.terms.roles import Role
    from tests.api.companies_given import FIRM, drivers, vehicles
    from tests.sense.roster.sheets_given import workbook

    pack = workspace.packs["work"]
    values = pack.values | {"company_rating": pack.values["company_rating"] | {"scheme": "companies-gansu"}}
    workspace.packs["work"] = replace(pack, values=values)
    room, key = workroom_of(workspace), subject_key(workspace)
    last = last_full_month(workspace.now, room.zone)
    ended = month_starts(last, room.zone)
    lead, other = (Actor(name, "city", frozenset({Role.COMMANDER})) for name in ("t", "u"))
    firms = [["统一社会信用代码", "企业名称", "企业类型", "管理单位"], [FIRM, "岭上运输", "普通货运", "north"]]
    for kind, rows in (("companies", firms), ("vehicles", vehicles(date(2019, 6, 1))), ("drivers", drivers())):
        file, at = workbook(rows), ended - timedelta(days=9)
        seen = preview_file(room, lead, key, kind, "r.xlsx", file, at)
        take_in(room, lead, key, kind, "r.xlsx", file, at, digest=seen.digest)
    at = ended + timedelta(hours=9)
    closed = close_month(room, lead, schemes_in(workspace.packs)["companies-gansu"], month_name(last - 1), at)
    open_proceedings(room, closed, at)
    (matter,) = proceedings_of(room, run_name(closed.month, closed.scheme))
    north, safety = Actor("n", "north", frozenset({Role.BRIGADE})), Actor("s", "firm", frozenset({Role.COMPANY}))
    for version, (who, event) in enumerate(
        ((other, "confirm"), (north, "notify"), (safety, "sign"), (safety, "hand_in")), start=1
    ):
        moved = cause(room, who, Wanted(matter.matter_id, version, event, "n"), at + timedelta(hours=version))
        assert not isinstance(moved, Refused), moved


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


def wide(page) -> int:
    return page.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth")


def picture(page, name: str) -> None:
    if folder := os.environ.get("DAOAN_TEST_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_what_a_month_left_open_is_seen_by_police_and_company(at_work):
    from tests.api.companies_given import FIRM

    city = at_work("city", "zh")
    page = city.go("/companies/months")
    page.get_by_test_id("close-ask").click()
    page.get_by_test_id("close-now").click()
    page.get_by_test_id("close-now").wait_for(state="detached")
    city.settle()
    page.get_by_test_id("month").get_by_role("link", name="岭上运输").click()
    carried = page.get_by_test_id("carried")
    carried.get_by_text("整改未复查，预警未解除").wait_for()
    carried.get_by_text("连续高风险 2 个月").wait_for()
    picture(page, "rating-zh")
    second = at_work("second", "en", PHONE)
    second.page.emulate_media(color_scheme="dark")
    phone = second.go(page.url.removeprefix(second.base))
    phone.get_by_test_id("carried").get_by_text("put right, not re-checked, warning not lifted").wait_for()
    assert wide(phone) <= 1
    picture(phone, "rating-en-phone-dark")
    phone.get_by_test_id("matter").click()
    phone.get_by_test_id("evidence").get_by_text("put right, not re-checked").wait_for()
    assert wide(phone) <= 1
    for event in ("confirm", "notify"):
        phone.locator(f"[data-event={event}]").click()
        phone.locator(f"[data-event={event}]").wait_for(state="detached")
    picture(phone, "notice-en-phone-dark")
    mine = at_work("safety", "zh", PHONE)
    own = mine.go("/my-company")
    own.get_by_test_id("own-ratings").get_by_role("link").first.click()
    own.get_by_test_id("carried").get_by_role("link").click()
    mine.settle()
    assert "/my-company/ratings/" in own.url
    assert own.get_by_test_id("carried").count() == 0  # nothing came before the first month
    page.get_by_test_id("carried").get_by_role("link").click()
    page.get_by_test_id("matter").get_by_text("待复查").first.wait_for()
    page = city.go(f"/companies/{FIRM}?scheme=companies-gansu")
    page.get_by_test_id("carried").get_by_text("整改未复查，预警未解除").wait_for()
    picture(page, "company-zh")
    assert city.errors == second.errors == mine.errors == []
