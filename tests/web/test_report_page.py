"""A villager reports a danger by the code from a wall: without a network, once for good, and sees what became of it."""

import re
import uuid
from dataclasses import replace

import pytest

from daoan.terms.roles import Role

from .committee_given import committee_server, visitors
from .conftest import PHONE, Visit
from .test_work import PIXEL, SEND

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
PEOPLE = (("boss", "city", Role.COMMANDER), ("town", "north", Role.TOWNSHIP))
#: What the phone holds of its reports.
KEPT = """new Promise((done) => { const opened = indexedDB.open('daoan-reports'); opened.onsuccess = () => {
  const asked = opened.result.transaction('reports').objectStore('reports').getAll();
  asked.onsuccess = () => done(asked.result); }; })"""
HERE = {"longitude": -1.55, "latitude": 53.8, "accuracy": 8}


def open_door(desk, workspace):
    """The side of work with the door open, as the settings do it."""
    from daoan.api.workdesk import WorkDesk

    desk.gate.entrances = replace(desk.gate.entrances, villagers=True)
    return WorkDesk(desk, workspace.clock)


@pytest.fixture(scope="module")
def desks() -> list:
    """The desk that is served, once it is."""
    return []


@pytest.fixture(scope="module")
def served(tmp_path_factory, desks):
    def opened(desk, workspace):
        desks.append(desk)
        return open_door(desk, workspace)

    with committee_server(tmp_path_factory.mktemp("told") / "ws", more_people=PEOPLE, work_of=opened) as found:
        yield found


@pytest.fixture(scope="module")
def code(browser, served) -> str:
    """The code of a village of the north."""
    with visitors(browser, *served) as start:
        boss, town = start("boss"), start("town")
        boss.go("/help"), town.go("/help")
        values = {"code": "V1", "name": "West village", "township": "T1", "area": "leeds", "unit": "north"}
        values |= {"lon": HERE["longitude"], "lat": HERE["latitude"]}
        boss.page.evaluate(SEND, ["/registers/village", {"values": values, "unit_id": "north"}])
        made = town.page.evaluate(SEND, ["/reports/codes", {"kind": "village", "place": "V1"}])
    return made["address"].rsplit("/", 1)[1]


@pytest.fixture
def villager(browser, served):
    """Somebody's phone; nobody signed in."""
    contexts = []

    def start(lang: str = "zh", theme: str = "light", **more) -> Visit:
        locale = "zh-CN" if lang == "zh" else "en-GB"
        context = browser.new_context(
            viewport=PHONE, locale=locale, color_scheme=theme, reduced_motion="reduce", **more
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        found = Visit(context.new_page(), served[0])
        found.page.on("pageerror", lambda e: found.errors.append(str(e)))
        return found

    yield start
    for context in contexts:
        context.close()


def reports(served, browser) -> list[dict]:
    """The township's list."""
    with visitors(browser, *served) as start:
        town = start("town")
        town.go("/help")
        return town.page.evaluate("async () => (await (await fetch('/api/v1/reports')).json()).rows")


def test_a_report_waits_for_a_network_arrives_once_and_is_followed(villager, browser, served, code) -> None:
    before = len(reports(served, browser))
    here = villager(geolocation=HERE, permissions=["geolocation"])
    page = here.go(f"/report/{code}")
    assert "West village" in page.locator("main").inner_text()
    page.context.set_offline(True)
    page.get_by_text("没有护栏或护栏损坏").click()
    page.get_by_test_id("place").click()
    page.get_by_text("已定位").wait_for()
    page.get_by_test_id("photo").set_input_files([{"name": "a.png", "mimeType": "image/png", "buffer": PIXEL}])
    page.locator("img.picture").wait_for()
    page.locator("[name=text]").fill("桥头的护栏断了")
    page.locator("[name=phone]").fill("13812345678")
    page.get_by_test_id("send").click()
    page.get_by_text("已保存在本手机").wait_for()
    assert len(reports(served, browser)) == before
    page.route("**/api/v1/report/*", lambda r: (r.fetch(), r.abort()))  # it arrives, and the answer is lost
    page.context.set_offline(False)
    page.wait_for_timeout(1500)
    page.unroute("**/api/v1/report/*")
    page.reload()
    page.get_by_test_id("mine").get_by_role("button", name="查询").wait_for()
    found = reports(served, browser)
    assert len(found) == before + 1, "the same report, kept once"
    row = found[0]
    assert (row["kind"], row["text"], row["photo"] is not None) == ("no_rail", "桥头的护栏断了", True)
    assert (round(row["lon"], 2), round(row["lat"], 2)) == (-1.55, 53.8)
    assert "13812345678" not in str(row)
    kept = page.evaluate(KEPT)
    assert [k["form"] for k in kept] == [None], "photo and telephone number leave the phone with the report"
    assert here.errors == []
    with visitors(browser, *served) as start:
        town = start("town", "zh")
        desk = town.go("/rural/reports")
        desk.get_by_test_id("reports").get_by_text("没有护栏或护栏损坏").first.click()
        desk.get_by_test_id("report").get_by_text("桥头的护栏断了").wait_for()
        desk.wait_for_function("() => document.querySelector('[data-testid=report] img')?.naturalWidth === 1")
        desk.get_by_test_id("turn-down").click()
        desk.get_by_label("理由").select_option("mended")
        desk.get_by_test_id("sure").click()
        desk.get_by_text("已办理，群众凭回执号可见。").wait_for()
        assert town.errors == []
    page.get_by_test_id("mine").get_by_role("button", name="查询").click()
    page.get_by_test_id("answer").get_by_text("已经处理好").wait_for()


def send(page, code: str, **told) -> str:
    """Send a report as a phone does; answers its receipt number."""
    body = {"report_id": str(uuid.uuid4()), "kind": "slide", "lon": -1.56, "lat": 53.81, "where": "桥头"} | told
    return page.evaluate(
        """async ([code, body]) => { const headers = {'content-type': 'application/json'};
           const answer = await fetch(`/api/v1/report/${code}`, {method: 'POST', headers, body: JSON.stringify(body)});
           if (!answer.ok) throw new Error(await answer.text());
           return (await answer.json()).receipt; }""",
        [code, body],
    )


def test_the_desk_takes_one_up_joins_another_to_it_and_calls_its_sender(villager, browser, served, code, desks) -> None:
    here = villager().go(f"/report/{code}")
    first = send(here, code, text="石头掉下来")
    second = send(here, code, text="石头又掉下来", phone="13812345678", lat=53.811)
    with visitors(browser, *served) as start:
        town = start("town", "zh")
        page = town.go(f"/rural/reports?id=report-{first}")
        page.get_by_test_id("take-up").click()
        page.get_by_label("隐患名称").fill("西村落石")
        page.get_by_test_id("sure").click()
        page.get_by_text("已办理，群众凭回执号可见。").wait_for()
        page = town.go(f"/rural/reports?id=report-{second}")
        report = page.get_by_test_id("report")
        report.get_by_text("138****5678").wait_for()
        report.get_by_role("button", name="查看号码").click()
        page.get_by_label("查看用途").fill("   ")
        report.get_by_role("button", name="查看", exact=True).click()
        report.get_by_role("alert").get_by_text("请说明查看电话的用途").wait_for()
        assert "13812345678" not in report.inner_text()
        page.get_by_label("查看用途").fill("问石头在桥哪一侧")
        report.get_by_role("button", name="查看", exact=True).click()
        report.get_by_text("13812345678").wait_for()
        near = report.locator(".near", has_text="西村落石")
        assert "相距 111" in near.inner_text()
        near.get_by_role("button").click()
        page.get_by_text("已办理，群众凭回执号可见。").wait_for()
        report.get_by_role("link", name="查看隐患").click()
        page.get_by_text(f"群众再次反映 reported again: report-{second}").first.wait_for()
        assert "西村落石" in page.locator("main").inner_text()
        town.go(f"/rural/reports?id=report-{second}")
        assert "13812345678" not in report.inner_text(), "shown for once, not for good"
        assert town.errors == []
    looked = [e.note for e in desks[0].store.list_audit() if e.note.action == "read.report_contact"]
    assert [(n.subject, n.unit_id, n.detail) for n in looked] == [(f"report-{second}", "north", "问石头在桥哪一侧")]
    assert all("13812345678" not in str(e.note) for e in desks[0].store.list_audit())
    for receipt, words in ((first, "已受理"), (second, "已并入")):
        answer = here.evaluate("async (n) => (await fetch(`/api/v1/report/receipts/${n}`)).json()", receipt)
        assert words in answer["told"]["zh"]
        assert answer["step"] == "looked_at"


def test_what_is_missing_is_asked_for_and_a_place_far_away_is_confirmed(villager, code) -> None:
    here = villager("en", "dark", geolocation={"longitude": 2.35, "latitude": 48.85}, permissions=["geolocation"])
    page = here.go(f"/report/{code}")
    page.get_by_test_id("send").click()
    page.get_by_text("Choose what is wrong.").wait_for()
    page.get_by_text("water or ice on the road").click()
    page.get_by_test_id("send").click()
    page.get_by_text("Say where it is: by your place or in words.").wait_for()
    page.get_by_test_id("place").click()
    page.get_by_text("outside Leeds").first.wait_for()
    page.get_by_test_id("send").click()
    page.get_by_text("Say whether the place outside Leeds is right.").wait_for()
    page.get_by_label("It is there").check()
    page.get_by_test_id("send").click()
    page.get_by_test_id("receipt").wait_for()
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", page.get_by_test_id("receipt").inner_text())
    assert page.evaluate("document.querySelector('.told').scrollWidth <= innerWidth")
    assert here.errors == []


@pytest.mark.parametrize(("lang", "words"), [("zh", "无法通过此二维码上报"), ("en", "Nothing can be reported")])
def test_a_code_that_nobody_made_opens_nothing_and_says_what_to_do(villager, lang, words) -> None:
    page = villager(lang).go("/report/AAAAAAAAAAAAAAAAAAAA")
    assert words in page.get_by_test_id("shut").inner_text()
    assert page.get_by_test_id("report").count() == 0


def test_what_is_too_much_today_waits_on_the_phone_and_goes_another_day(villager, code) -> None:
    here = villager()
    page = here.go(f"/report/{code}")
    full = {"title": "Conflict", "status": 409, "detail": "send it tomorrow 请明天再报"}
    page.route("**/api/v1/report/*", lambda r: r.fulfill(status=409, json=full))
    page.get_by_text("其他", exact=True).click()
    page.locator("[name=where]").fill("村口")
    page.get_by_test_id("send").click()
    page.get_by_test_id("done").get_by_text("请明天再报").wait_for()
    page.unroute("**/api/v1/report/*")
    page.get_by_test_id("mine").get_by_role("button", name="立即发送").click()
    page.get_by_test_id("receipt").wait_for()
    assert here.go("/report/%E0").get_by_test_id("report").count() == 0
    assert here.errors == []
