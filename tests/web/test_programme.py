"""The three-year programme in the console: figures from records, what is overdue, files; in both languages."""

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("programme") / "ws") as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


SEND = """async ([path, body]) => {
  const session = await (await fetch('/api/v1/session')).json();
  const headers = {'content-type': 'application/json', 'x-csrf-token': session.csrf};
  const answer = await fetch('/api/v1' + path, {method: 'POST', headers, body: JSON.stringify(body)});
  if (!answer.ok) throw new Error(answer.status + ' ' + await answer.text());
  return await answer.json(); }"""


def test_tasks_stand_against_their_targets_and_milestones_that_are_over_are_told(at_work):
    office = at_work("office")
    page = office.go("/programme")
    assert "The programme has no task yet" in page.locator("main").inner_text()
    steps = [{"day": "2019-01-01", "what": "survey"}, {"day": "2019-02-01", "what": "plan", "done_on": "2019-02-09"}]
    task = {
        "number": "1", "task": "Answer in time", "unit": "transport", "measure": "joint_replied",
        "targets": [{"year": 2019, "target": 90}], "milestones": steps,
    }  # fmt: skip
    page.evaluate(SEND, ["/registers/programme", {"values": task}])
    page = office.go("/programme")
    card = page.locator("[data-task='1']")
    assert "Cannot say" in card.inner_text()
    assert "1 milestones overdue" in card.inner_text()
    card.locator("summary").click()
    inside = card.locator(".inside").inner_text()
    assert "days overdue" in inside
    assert "done late" in inside
    assert "survey" in page.get_by_test_id("proposals").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="One-page report").click()
    assert download.value.suggested_filename.endswith("-en.docx")
    assert office.errors == []


def test_a_reader_on_a_phone_sees_it_in_chinese_and_writes_nothing(at_work):
    here = at_work("market", "zh", PHONE)
    page = here.go("/programme")
    words = page.locator("main").inner_text()
    assert "暂不能判断" in words
    assert "新增任务" not in words
    wide = page.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth")
    assert wide <= 1
    assert here.errors == []


def test_the_matrix_shows_who_leads_and_where_nobody_answers(at_work):
    office = at_work("office", "zh")
    page = office.go("/responsibility")
    duty = {"duty": "检查 check", "period": "always", "kinds": "joint_part", "leader": "王小明"}
    for unit in ("market", "transport"):
        page.evaluate(SEND, ["/registers/responsibility", {"values": duty | {"unit": unit}}])
    other = duty | {"duty": "赶集 market days", "period": "harvest", "unit": "market", "until": "2001-01-01"}
    page.evaluate(SEND, ["/registers/responsibility", {"values": other}])
    page = office.go("/responsibility")
    matrix = page.locator("[data-kind=department]")
    assert "王小明" in matrix.inner_text()
    assert "无到期事项" in matrix.inner_text()
    assert "已到期" in matrix.inner_text()
    assert "“赶集 market days”无责任单位" in page.get_by_test_id("gaps").inner_text()
    page.get_by_label("时段").select_option("always")
    assert "赶集" not in page.locator("main table").first.inner_text()
    reader = at_work("market", "zh", PHONE)
    words = reader.go("/responsibility").locator("[data-kind=department]").inner_text()
    assert "王*" in words
    assert "王小明" not in words
    assert office.errors == reader.errors == []
