"""The programme over HTTP: counted from what people did, drilled down to what the reader may see, as files."""

import io
from zipfile import ZipFile

from .test_registers import put

TASK = {
    "number": "ZB-1", "task": "Sign orders in time", "unit": "city", "measure": "orders_signed",
    "targets": [{"year": 2026, "target": 90}],
    "milestones": [{"day": "2026-03-01", "what": "teach everybody", "done_by": ""}],
}  # fmt: skip


def programme(office, by: str = "commander", **asked) -> dict:
    answer = office.as_(by).get("/api/v1/programme", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_task_is_counted_from_what_happened(office) -> None:
    made = put(office, "commander", TASK, kind="programme").json()
    assert programme(office)["tasks"][0]["verdict"] == "cannot_say"
    _, node = office.issued()
    office.clock.pass_(minutes=5)
    office.act("north-lead", node, "sign")
    office.issued()  # nobody signs this one
    office.clock.pass_(hours=5)
    office.work.keeper.run()
    (task,) = programme(office)["tasks"]
    assert task["years"][0]["share"] == {"part": 1.0, "whole": 2.0}
    assert task["overdue"] == 1
    assert task["milestones"][0]["days_over"] == 3
    path = f"/api/v1/programme/{made['entry_id']}/2026"
    seen = office.as_("north-lead").get(path).json()
    assert (seen["total"], seen["hidden"], [r["good"] for r in seen["rows"]]) == (2, 0, [False, True])
    assert office.as_("south-lead").get(path).json() == {"total": 2, "hidden": 2, "rows": []}
    assert office.as_("commander").get(path.replace(made["entry_id"], "x")).status_code == 404


def test_a_day_before_shows_what_was_known_then(office) -> None:
    put(office, "commander", TASK, kind="programme")
    office.clock.pass_(days=3)
    put(office, "commander", TASK | {"number": "ZB-2"}, kind="programme")
    assert len(programme(office)["tasks"]) == 2
    assert len(programme(office, day="2026-03-04")["tasks"]) == 1
    assert office.as_("commander").get("/api/v1/programme", params={"day": "2027-01-01"}).status_code == 422


def test_overdue_milestones_propose_supervision_in_words(office) -> None:
    put(office, "commander", TASK, kind="programme")
    (proposal,) = programme(office)["proposals"]
    assert (proposal["unit"], proposal["rung"]) == ("city", "reminder")
    assert "teach everybody" in proposal["why"]["zh"]


def test_it_leaves_the_house_as_csv_and_on_one_page(office) -> None:
    put(office, "commander", TASK, kind="programme")
    commander = office.as_("commander")
    lines = commander.get("/api/v1/programme", params={"format": "csv"}).text.splitlines()
    assert lines[1].startswith("ZB-1,Sign orders in time,city,orders_signed,2026,90.0,")
    page = commander.get("/api/v1/programme/report.docx", params={"lang": "en"})
    assert page.status_code == 200
    words = ZipFile(io.BytesIO(page.content)).read("word/document.xml").decode()
    assert "Sign orders in time" in words
    assert "teach everybody" in words


def test_who_did_it_is_masked_to_others(office) -> None:
    step = {"day": "2026-02-01", "what": "w", "done_by": "王小明", "done_on": "2026-02-01"}
    put(office, "commander", TASK | {"milestones": [step]}, kind="programme")
    told = [programme(office, by)["tasks"][0]["milestones"][0]["done_by"] for by in ("commander", "south-lead")]
    assert told == ["王小明", "王*"]
