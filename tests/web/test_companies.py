"""Companies' pages in a browser: a month closed, a company's own side on a phone, alarms with their track."""

from dataclasses import replace
from datetime import timedelta

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

PEOPLE = (("city", "city", "commander"), ("second", "city", "commander"), ("safety", "firm", "company"))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    from daoan.api.workdesk import WorkDesk
    from daoan.terms.estimates import Text
    from daoan.terms.roles import Role
    from daoan.terms.units import Unit, UnitKind
    from tests.api.companies_given import FIRM
    from tests.api.fleet_given import fleet_in

    folder = tmp_path_factory.mktemp("companies")
    tables = fleet_in(folder / "positions", (FIRM, FIRM))
    firm = Unit("firm", UnitKind.COMPANY, Text("Ridge", "岭上运输"), "north", company=FIRM)
    people = [(name, unit, Role(role)) for name, unit, role in PEOPLE]
    work = lambda desk, workspace: WorkDesk(desk, workspace.clock, fleet=tables)  # noqa: E731
    with committee_server(folder / "ws", fill, (firm,), people, work) as found:
        yield found


def fill(workspace) -> None:
    """Ten days ago the roster was taken in: three lorries, of which two are overdue; months close by Gansu's scheme."""
    from datetime import date

    from daoan.app.clocks import workroom_of
    from daoan.app.subject_key import subject_key
    from daoan.jobs.companies.importing import preview_file, take_in
    from daoan.terms.records.people import Actor
    from daoan.terms.roles import Role
    from tests.api.companies_given import FIRM, drivers, vehicles
    from tests.sense.roster.sheets_given import workbook

    pack = workspace.packs["work"]
    values = pack.values | {"company_rating": pack.values["company_rating"] | {"scheme": "companies-gansu"}}
    workspace.packs["work"] = replace(pack, values=values)
    by, at = Actor("t", "city", frozenset({Role.COMMANDER})), workspace.now - timedelta(days=10)
    key = subject_key(workspace)
    firms = [["统一社会信用代码", "企业名称", "企业类型", "管理单位"], [FIRM, "岭上运输", "普通货运", "north"]]
    for kind, rows in (("companies", firms), ("vehicles", vehicles(date(2019, 12, 1))), ("drivers", drivers())):
        room, file = workroom_of(workspace), workbook(rows)
        seen = preview_file(room, by, key, kind, "r.xlsx", file, at)
        _, kept = take_in(room, by, key, kind, "r.xlsx", file, at, digest=seen.digest)
        assert kept is not None, seen.problems


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


def wide(page) -> int:
    return page.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth")


def press(page, event: str, note: str = "") -> None:
    page.locator(f"[data-event={event}]").click()
    if note:
        page.locator("[data-testid=actions] textarea").first.fill(note)
        page.locator("[data-testid=actions] form button.primary").click()
    page.locator(f"[data-event={event}]").wait_for(state="detached")


def test_a_month_is_closed_followed_and_objected_to_from_a_phone(at_work):
    page = at_work("city", "zh").go("/companies/months")
    page.get_by_test_id("close-ask").click()
    page.get_by_test_id("close-now").click()
    page.get_by_test_id("month").get_by_text("岭上运输").wait_for()
    page.get_by_test_id("check").click()
    page.get_by_test_id("checked").get_by_text("逐字节复算一致").wait_for()
    page.get_by_test_id("month").get_by_role("link", name="岭上运输").click()
    page.get_by_test_id("grounds").get_by_text("车辆逾期未检验").wait_for()
    assert page.get_by_test_id("grounds").locator("li li").count() == 2
    second = at_work("second", "zh")
    second.go(page.url.removeprefix(second.base))
    second.page.get_by_test_id("matter").click()
    press(second.page, "confirm")
    press(second.page, "notify")
    mine = at_work("safety", "zh", PHONE)
    phone = mine.go("/my-company")
    assert wide(phone) <= 1
    phone.get_by_test_id("own-tasks").get_by_role("link").first.click()
    press(phone, "sign")
    mine.go("/my-company")
    phone.get_by_test_id("own-ratings").get_by_role("link").click()
    phone.get_by_test_id("may-appeal").wait_for()
    phone.get_by_test_id("own-matter").click()
    phone.locator("[data-event=appeal]").click()
    phone.locator("[data-testid=actions] form textarea, [data-testid=actions] form input").first.fill("检验记录有误")
    phone.locator("[data-testid=actions] form button.primary").click()
    phone.locator("[data-event=appeal]").wait_for(state="detached")
    assert wide(phone) <= 1
    assert mine.errors == second.errors == []


def test_a_vehicle_is_explained_on_the_companys_side_and_nothing_else_is_there(at_work):
    mine = at_work("safety", "en", PHONE)
    page = mine.go("/my-company")
    page.get_by_test_id("own-overdue").get_by_role("button").first.click()
    page.get_by_role("link", name="甘M·").first.click()
    page.get_by_test_id("dues").get_by_text("overdue by").wait_for()
    page.get_by_test_id("counts").get_by_text("vehicle with inspection overdue").wait_for()
    assert wide(page) <= 1
    mine.go("/companies/months")
    assert page.get_by_text("岭上运输").count() == 0
    page.keyboard.press("g")
    page.keyboard.press("7")
    page.get_by_test_id("own-overdue").wait_for()
    assert not mine.errors


def test_alarms_are_filtered_and_a_track_is_shown_for_a_purpose(at_work):
    visit = at_work("city", "en")
    page = visit.go("/companies/alarms")
    assert page.get_by_test_id("alarms").locator("tbody tr").count() == 3
    page.locator("[data-kind=speeding]").click()
    page.get_by_test_id("alarms").get_by_role("link", name="speeding").click()
    page.get_by_test_id("track-ask").click()
    page.get_by_test_id("purpose").select_option("crash")
    page.get_by_test_id("case").fill("OR-2026-0031")
    page.get_by_test_id("track-show").click()
    page.get_by_test_id("track").get_by_text("19 points, 7 within the alarm").wait_for()
    page = at_work("north", "zh", PHONE).go("/companies/positions?first=2026-03-02&last=2026-03-02")
    page.get_by_test_id("fleet-rates").get_by_text("岭上运输").wait_for()
    assert wide(page) <= 1
    assert not visit.errors


def test_a_whole_list_tells_what_it_lacks_before_anything_is_kept(at_work):
    from tests.api.companies_given import vehicles
    from tests.sense.roster.sheets_given import workbook

    visit = at_work("city", "en")
    page = visit.go("/companies/files?kind=vehicles")
    page.get_by_test_id("file").set_input_files(
        {"name": "v.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(vehicles()[:3])}
    )
    page.get_by_test_id("whole").get_by_role("combobox").select_option("named")
    lacking = page.get_by_test_id("missing").get_by_role("listitem")
    lacking.first.wait_for()
    assert lacking.all_inner_texts() == ["甘M·10*03 岭上运输"]
    page.get_by_test_id("end").check()
    visit.settle()
    assert page.get_by_test_id("keep").is_enabled()  # and is left alone: other tests count three
    assert not visit.errors


def test_the_board_and_the_overdue_list_lead_to_one_vehicle(at_work):
    visit = at_work("north", "en")
    page = visit.go("/companies?scheme=companies-gansu")
    page.get_by_test_id("companies").get_by_role("link", name="岭上运输").click()
    page.get_by_test_id("grounds").wait_for()
    assert page.get_by_test_id("lines").locator("tbody tr[data-row]").count() == 9
    families = page.get_by_test_id("family").all_inner_texts()
    assert len(families) == 3
    assert all("expected by peers; believed" in told for told in families)
    page.get_by_test_id("grounds").get_by_role("link").first.click()
    page.get_by_test_id("dues").wait_for()
    visit.go("/companies/overdue")
    assert page.get_by_text("甘M·").count() == 2
    assert not visit.errors


def test_a_ban_for_life_is_registered_on_the_drivers_page_and_counts_at_once(at_work):
    from tests.api.companies_given import FIRM

    north = at_work("north", "zh", PHONE)
    page = north.go(f"/companies/{FIRM}")
    driver = page.evaluate(
        "async (firm) => (await (await fetch(`/api/v1/companies/${firm}`)).json()).drivers[0].item_id", FIRM
    )
    page = north.go(f"/companies/items/driver/{driver}")
    assert "无登记" in page.get_by_test_id("ban").inner_text()
    page.get_by_test_id("ban-open").click()
    page.get_by_label("禁驾日期").fill("2019-05-01")
    page.get_by_label("决定书文号或原因").fill("决定书7号")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("自 2019-05-01 起").wait_for()
    page.get_by_test_id("counts").get_by_text("终生禁驾人员仍在企业驾驶人名册").wait_for()
    assert wide(page) <= 0
    page.get_by_test_id("ban-open").click()
    page.get_by_label("决定书文号或原因").fill("登记错误")
    page.get_by_role("button", name="撤回").click()
    page.get_by_test_id("ban").get_by_text("无登记").wait_for()
    assert north.errors == []
