"""Documents on their way: written, read, signed by another, sent; kept as signed; revised beside, never over."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest

from daoan.api.document_material import materials_by_clock
from daoan.edge.documents.kept import to_json
from daoan.jobs.documents.clock import is_due, write_due
from daoan.jobs.documents.office_templates import find_template
from daoan.jobs.documents.writing import CONTENT
from daoan.learn.documents.kinds import KINDS, write_document
from tests.api.planted_given import _run
from tests.api.test_document_figures import compare
from tests.api.work_given import CITY, START, Office
from tests.store.store_given import turn

BODY = {"kind": "monthly", "subject": "2019-12"}


@pytest.fixture(autouse=True)
def plain_pages(monkeypatch) -> None:
    from tests.api.test_nothing_personal import DOT

    monkeypatch.setattr("typst.compile", lambda source, **given: DOT if "format" in given else source)
    monkeypatch.setattr("daoan.edge.documents.typeset.unpack_fonts", lambda *_: ())


@pytest.fixture
def writing(office: Office) -> Office:
    _run(office)
    return office


def write(office: Office, **more) -> dict:
    answer = office.as_("commander").post("/api/v1/documents", json=BODY | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def moved(office: Office, by: str, line: dict, event: str, **body) -> dict:
    return office.act(by, line, event, **body)["matter"]


def file(office: Office, name: str, by: str = "commander", kind: str = "docx") -> bytes:
    answer = office.as_(by).get(f"/api/v1/documents/{name}/file.{kind}")
    assert answer.status_code == 200, answer.text
    return answer.content


def texts(content: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]


def test_from_draft_to_signed_for(writing: Office) -> None:
    line = write(writing)
    name = line["matter_id"]
    line = moved(writing, "commander", line, "edit", values={"requests": "加强巡逻\n报送结果", "copies": "市安委办"})
    assert {"（一）加强巡逻", "（二）报送结果", "抄送：市安委办。", "____年__月__日"} <= set(texts(file(writing, name)))
    line = moved(writing, "commander", line, "read")
    assert writing.try_("commander", line, "sign").json()["code"] == "same_person"
    line = moved(writing, "leader", line, "sign")
    told = texts(file(writing, name))
    assert any(t.endswith("〔2026〕1号") for t in told), told[:6]
    assert any("印发" in t and "____" not in t for t in told)
    moved(writing, "commander", line, "send", values={"targets": ["north", "south"]})
    copies = writing.as_("north-lead").get("/api/v1/work?kind=document_copy").json()["rows"]
    assert [c["holder"] for c in copies] == ["north"]
    assert file(writing, name, "north-lead") == file(writing, name)  # who it was sent to reads it
    assert moved(writing, "north-lead", copies[0], "sign")["state"] == "signed"


def test_what_was_signed_is_kept_whatever_becomes_of_the_template(writing: Office) -> None:
    line = moved(writing, "commander", write(writing), "read")
    name = line["matter_id"]
    moved(writing, "leader", line, "sign")
    first = file(writing, name)
    own = docx.Document(io.BytesIO(writing.work.desk.press.template("zh")))
    next(p for p in own.paragraphs if "{{number}}" in p.text).add_run("（内部）")
    out = io.BytesIO()
    own.save(out)
    keeper = writing.as_("leader")
    posted = keeper.post("/api/v1/documents/templates/monthly", files={"file": ("own.docx", out.getvalue())})
    assert posted.json()["version"] == 1, posted.text
    assert file(writing, name) == first
    assert any("（内部）" in t for t in texts(file(writing, write(writing)["matter_id"])))
    assert keeper.delete("/api/v1/documents/templates/monthly").json()["version"] == 2
    assert find_template(writing.store, "monthly", "zh") is None
    kinds = writing.as_("commander").get("/api/v1/documents").json()["kinds"]
    assert [len(k["templates"]["zh"]) for k in kinds if k["kind"] == "monthly"] == [2]


def test_a_bad_template_is_refused_with_its_reasons(writing: Office) -> None:
    answer = writing.as_("leader").post("/api/v1/documents/templates/monthly", files={"file": ("x.docx", b"no")})
    assert 400 <= answer.status_code < 500
    assert "docx" in answer.text
    assert find_template(writing.store, "monthly", "zh") is None


def test_a_revision_stands_beside(writing: Office) -> None:
    first = write(writing)
    second = write(writing, revises=first["matter_id"])
    assert second["revises"] == first["matter_id"]
    rows = writing.as_("commander").get("/api/v1/documents").json()["rows"]
    assert {r["matter_id"] for r in rows} == {first["matter_id"], second["matter_id"]}
    assert writing.as_("south-lead").get(f"/api/v1/documents/{first['matter_id']}").status_code == 404


def test_pages_and_trace(writing: Office) -> None:
    name, browser = write(writing)["matter_id"], writing.as_("commander")
    detail = browser.get(f"/api/v1/documents/{name}").json()
    trace = browser.get(f"/api/v1/documents/{name}/trace.json").json()
    assert len(trace["figures"]) == detail["figures"] > 3
    assert trace["sha256"] == detail["line"]["sha256"]
    assert browser.get(f"/api/v1/documents/{name}/pages/1.png").content.startswith(b"\x89PNG")
    assert browser.get(f"/api/v1/documents/{name}/pages/9.png").status_code == 404


def test_the_clock_writes_each_once_at_its_hour(writing: Office) -> None:
    room, packs = writing.work.room, writing.work.desk.packs
    materials, now = materials_by_clock(writing.work)(), datetime(2020, 1, 3, 9, tzinfo=UTC)
    found = write_due(room, materials, packs["documents"], now, to_json)
    assert found == write_due(room, materials, packs["documents"], now, to_json) + found
    rows = writing.as_("commander").get("/api/v1/documents").json()["rows"]
    assert [(r["kind"], r["subject"], r["by_clock"]) for r in rows] == [("monthly", "2019-12", True)]
    (one,) = rows
    assert [a.name for a in room.store.list_attachments(one["matter_id"])] == [CONTENT]
    when = {"hour": 8, "weekday": 1}
    assert is_due(when, datetime(2026, 1, 5, 8, tzinfo=UTC))
    assert not is_due(when, datetime(2026, 1, 5, 7, tzinfo=UTC))
    assert not is_due(when, datetime(2026, 1, 6, 9, tzinfo=UTC))


def test_the_clock_writes_a_county_its_own(writing: Office) -> None:
    room, pack = writing.work.room, writing.work.desk.packs["documents"]
    told = turn(run_id="run-2", as_of=START)
    figures = tuple(replace(one, area=area) for one in told.indicators for area in (CITY.code, "A1"))
    alerts = tuple(replace(one, area="A1" if n == 0 else "A2") for n, one in enumerate(told.alerts))
    writing.store.save_turn(replace(told, indicators=figures, alerts=alerts))
    whole, north = materials_by_clock(writing.work)().values()  # nothing was counted by the south
    assert (north.area, len(north.alerts), north.plans, len(whole.alerts)) == ("A1", 1, (), len(alerts))
    now = datetime(2020, 1, 3, 9, tzinfo=UTC)
    assert write_due(room, {"city": whole, "north": north}, pack, now, to_json) == 2
    rows = writing.as_("north-lead").get("/api/v1/documents").json()["rows"]
    assert [(r["kind"], r["issuer"]["zh"]) for r in rows] == [("monthly", "北大队")]
    assert compare(writing.as_("commander"), writing.work.desk, write_document("monthly", north, "2019-12")) > 3
    assert KINDS["commendation"].subjects(north) == ()  # the city commends
