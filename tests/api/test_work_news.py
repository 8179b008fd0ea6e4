"""What has just happened, told to open pages; deadlines that pass; alerts that become orders."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.api.newsroom import Newsroom
from daoan.jobs.clocks import run_clocks
from daoan.terms.codes import Level, Severity
from daoan.terms.estimates import Text
from daoan.terms.records import Alert, Crash, Evidence
from tests.api.work_given import START


def heard(office, by: str, last: int | None = None) -> list[dict]:
    """Events of one connection to the news."""
    headers = {"Last-Event-ID": str(last)} if last is not None else {}
    answer = office.as_(by).get("/api/v1/work/news", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    found = []
    for block in answer.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in fields:
            data = json.loads(fields["data"])
            found.append({"id": fields.get("id"), "name": fields.get("event", ""), "data": data})
    return found


def fresh(office) -> None:
    """Let the newsroom ask the store at each call."""
    office.work.__dict__["newsroom"] = Newsroom(office.work.room, fresh_s=0.0)


def test_a_page_goes_on_where_it_left(office) -> None:
    fresh(office)
    _order, node = office.issued()
    assert heard(office, "commander") == []  # a page that opens now needs nothing of before
    every = heard(office, "commander", 0)
    steps = [e for e in every if not e["name"]]
    assert [e["data"]["event"] for e in steps] == ["create", "issue", "create"]
    assert [int(e["id"]) for e in steps] == [e["data"]["number"] for e in steps] == [1, 2, 3]
    assert set(steps[0]["data"]) == {"number", "matter_id", "event", "at"}
    office.act("north-lead", node, "sign")
    (sign,) = [e for e in heard(office, "commander", 3) if not e["name"]]
    assert (sign["data"]["event"], sign["data"]["matter_id"], sign["id"]) == ("sign", node["matter_id"], "4")
    assert heard(office, "commander", 4) == []


def test_news_of_others_are_not_told(office) -> None:
    fresh(office)
    office.issued(targets=["north"])
    assert heard(office, "south-lead", 0) == []
    assert heard(office, "north-officer", 0) == []
    north = heard(office, "north-lead", 0)
    assert [e["data"]["event"] for e in north if not e["name"]] == ["create"]
    assert [e["data"]["why"] for e in north if e["name"] == "notice"] == ["new"]


def test_what_lies_too_far_back_is_said_to_be_missing(office, monkeypatch) -> None:
    from collections import deque

    fresh(office)
    office.work.newsroom._latest = deque(maxlen=2)
    office.issued()
    events = heard(office, "commander", 0)
    assert events[0]["name"] == "reset"
    assert [e["data"]["number"] for e in events if not e["name"]] == [2, 3]
    assert heard(office, "commander", 1)[0]["name"] == ""


def test_listeners_are_bounded_and_give_their_seat_back(office) -> None:
    from collections import Counter

    import pytest
    from starlette.exceptions import HTTPException

    from daoan.api.work_news import MOST_A_PERSON, Seat

    taken: Counter[str] = Counter()
    seats = [Seat(taken, "a") for _ in range(MOST_A_PERSON)]
    with pytest.raises(HTTPException):
        Seat(taken, "a")
    Seat(taken, "b")
    seats[0].leave()
    seats[0].leave()
    assert taken["a"] == MOST_A_PERSON - 1
    del seats
    assert taken.total() == 0
    for _ in range(MOST_A_PERSON + 2):  # and over HTTP: each that has ended counts no more
        heard(office, "commander", 0)


def test_a_deadline_that_passed_is_written_once_and_climbs(office) -> None:
    fresh(office)
    _order, node = office.issued(level="urgent")
    assert run_clocks(office.work.room, office.clock.now()).overdue == 0
    office.clock.pass_(minutes=11)
    soon = office.as_("north-lead").get("/api/v1/notices").json()["rows"]
    assert [n["why"] for n in soon] == ["due_soon", "new"]
    office.clock.pass_(minutes=4)
    ran = run_clocks(office.work.room, office.clock.now())
    assert (ran.overdue, ran.climbed, ran.forestalled) == (1, 1, 0)
    assert run_clocks(office.work.room, office.clock.now()).overdue == 0
    assert [s.event for s in office.store.list_steps(node["matter_id"])] == ["create", "overdue"]
    told = office.as_("north-lead").get("/api/v1/notices").json()
    assert [n["why"] for n in told["rows"]] == ["overdue", "new"]
    above = office.as_("commander").get("/api/v1/notices").json()["rows"]
    assert [(n["why"], n["matter_id"]) for n in above] == [("climbed", node["matter_id"])]
    assert above[0]["text"]["zh"].startswith("下级单位逾期")
    assert office.as_("south-lead").get("/api/v1/notices").json()["rows"] == []
    after = office.as_("north-lead").get("/api/v1/notices", params={"after": told["head"]}).json()
    assert after["rows"] == []


def test_what_is_not_urgent_climbs_later(office) -> None:
    fresh(office)
    office.issued(level="normal")
    office.clock.pass_(minutes=481)
    assert run_clocks(office.work.room, office.clock.now()).climbed == 0
    assert office.as_("commander").get("/api/v1/notices").json()["rows"] == []
    office.clock.pass_(minutes=30)
    (told,) = office.as_("commander").get("/api/v1/notices").json()["rows"]
    assert told["why"] == "climbed"


def test_a_clock_that_somebody_forestalls_lets_it_be(office) -> None:
    _order, node = office.issued()
    office.clock.pass_(minutes=20)
    room = office.work.room
    late = room.store.list_run_out(office.clock.now())
    office.act("north-lead", node, "sign")
    office.work.__dict__["room"] = room

    class Slow:
        """The store as the clock saw it before somebody signed."""

        def __getattr__(self, name):
            return getattr(office.store, name)

        def list_run_out(self, at, limit):
            return late

    ran = run_clocks(replace(room, store=Slow()), office.clock.now())
    assert (ran.overdue, ran.forestalled) == (0, 1)
    steps = office.store.list_steps(node["matter_id"])
    assert [(s.event, s.late) for s in steps] == [("create", False), ("sign", True)]


def test_a_fault_of_the_clocks_is_seen(office) -> None:
    class Broken:
        def __getattr__(self, name):
            raise RuntimeError("somebody's name")

    keeper = office.work.keeper
    keeper.run()
    assert keeper.state.fault is None
    keeper._room = lambda: replace(office.work.room, store=Broken())
    keeper.run()
    shown = office.as_("commander").get("/api/v1/notices").json()["clocks"]
    assert shown["fault"] == "RuntimeError"
    assert shown["last"]["overdue"] == 0


@pytest.fixture
def known() -> dict[str, Crash]:
    """Crashes that are known, by id."""
    return {}


@pytest.fixture
def surge(office, monkeypatch, known) -> Alert:
    """An alert of the latest run, red, in the north."""
    grounds = (
        Evidence("segment", "s7", Text("stretch", "路段"), "3 crashes"),
        Evidence("crash", "c1", Text("crash", "事故")),
    )
    title, body = Text("A surge", "事故突增"), Text("Body", "正文")
    alert = Alert("alert-1", "surge", Level.RED, title, body, "A1", START, grounds, 107.5, 35.5)

    class View:
        def one(self, kind, key, name):
            from daoan.terms.errors import NotFound

            if name != "alert-1":
                raise NotFound("no such alert")
            return alert

        def crashes(self):
            return known

    monkeypatch.setattr(type(office.work.desk), "view", lambda self: View())
    return alert


def test_an_alert_becomes_an_order_with_its_evidence(office, surge) -> None:
    answer = office.as_("commander").post("/api/v1/alerts/alert-1/order")
    assert answer.status_code == 201, answer.text
    order = answer.json()["matter"]
    assert (order["kind"], order["state"], order["level"], order["area"]) == ("order", "draft", "urgent", "A1")
    assert [(e["kind"], e["ref"]) for e in order["evidence"]] == [
        ("alert", "alert-1"), ("segment", "s7"), ("crash", "c1")
    ]  # fmt: skip
    assert (order["segment_id"], order["lon"]) == ("s7", 107.5)
    edited = office.act("commander", order, "edit", values={"targets": ["north"]})
    issued = office.act("commander", edited["matter"], "issue")
    assert {m["state"] for m in issued["family"]} == {"running", "to_sign"}
    assert office.as_("commander").post("/api/v1/alerts/nothing/order").status_code == 404
    assert office.as_("north-officer").post("/api/v1/alerts/alert-1/order").status_code == 422


ORDER = "/api/v1/alerts/alert-1/order"


def test_two_starts_of_one_alert_make_one_order(office, surge) -> None:
    first = office.as_("commander").post(ORDER).json()["matter"]
    assert first["values"]["title"] == {"en": "A surge", "zh": "事故突增"}
    second = office.as_("auditing").post(ORDER)
    assert (second.status_code, second.json()["matter"]["matter_id"]) == (201, first["matter_id"])
    office.act("commander", first, "withdraw", note="mistaken")
    third = office.as_("auditing").post(ORDER).json()["matter"]
    assert (third["matter_id"] != first["matter_id"], third["state"]) == (True, "draft")


def test_an_order_of_a_unit_that_one_does_not_see_is_told_of_but_not_shown(office, surge) -> None:
    assert office.as_("north-lead").post(ORDER).status_code == 201
    answer = office.as_("south-lead").post(ORDER)
    assert (answer.status_code, answer.json()["code"]) == (422, "started")


def test_where_the_alert_is_in_work_its_order_lies_below_it(office, surge) -> None:
    told = {"alert": "alert-1", "rule": "surge", "title": {"en": "A surge", "zh": "事故突增"}}
    body = {"kind": "alert", "title": "事故突增", "level": "red", "values": told}
    alert = office.as_("commander").post("/api/v1/work", json=body).json()["matter"]
    alert = office.act("commander", alert, "sign")["matter"]
    alert = office.act("commander", alert, "judge_valid")["matter"]
    order = office.as_("commander").post(ORDER).json()["matter"]
    assert (order["parent"], order["kind"], order["state"]) == (alert["matter_id"], "order", "draft")
    assert office.as_("auditing").post(ORDER).json()["matter"]["matter_id"] == order["matter_id"]


def test_an_order_about_a_grave_crash_says_who_must_go_and_is_not_issued_without(office, surge, known) -> None:
    known["c1"] = Crash(
        "c1", "f", "1", START - timedelta(hours=2), START - timedelta(hours=1), Severity.FATAL, deaths_7d=2
    )
    detail = office.as_("commander").post(ORDER).json()
    assert detail["must_go"]["level"] == "county_deputy"
    assert detail["must_go"]["status"] == "partial"
    order = office.act("commander", detail["matter"], "edit", values={"targets": ["north"]})["matter"]
    refused = office.try_("commander", order, "issue")
    assert (refused.status_code, refused.json()["code"]) == (422, "who_must_go")
    assert "公安局分管负责人" in refused.json()["message"]["zh"]
    order = office.act("commander", order, "edit", values={"who_must_go": "north"})["matter"]
    issued = office.act("commander", order, "issue")
    scene = next(m for m in issued["family"] if m["kind"] == "on_scene")
    assert (scene["holder"], scene["state"], scene["due_at"]) == ("north", "to_arrive", "2026-03-04T01:30:00Z")
    office.clock.pass_(minutes=20)
    arrived = {"leader": "deputy head", "arrived_at": office.clock.now().isoformat()}
    assert office.act("north-lead", scene, "arrive", values=arrived)["matter"]["state"] == "arrived"


def test_a_crash_of_last_week_sends_nobody(office, surge, known) -> None:
    known["c1"] = Crash("c1", "f", "1", START - timedelta(days=7), START, Severity.FATAL, deaths_7d=3)
    detail = office.as_("commander").post(ORDER).json()
    assert detail["must_go"] is None
    assert "casualties" not in detail["matter"]["values"]
