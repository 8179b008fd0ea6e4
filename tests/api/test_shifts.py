"""Shifts over HTTP: planned by who may, seen by their units, imported from a file; what the bell makes of them."""

from datetime import timedelta

from tests.api.test_work_news import fresh, heard
from tests.api.work_given import PEOPLE, START

SHIFTS = "/api/v1/shifts"
HOUR = timedelta(hours=1)


def plan(office, who: str = "north-lead", by: str = "commander", starts: float = -1, ends: float = 8, **more):
    body = {
        "person_id": who, "starts_at": (START + starts * HOUR).isoformat(),
        "ends_at": (START + ends * HOUR).isoformat(),
        "post": "值班长",
    }  # fmt: skip
    return office.as_(by).post(SHIFTS, json=body | more)


def roster(office, by: str, **query) -> dict:
    answer = office.as_(by).get(SHIFTS, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_shift_is_planned_seen_and_deleted(office) -> None:
    answer = plan(office)
    assert answer.status_code == 201, answer.text
    shift = answer.json()
    assert (shift["person_id"], shift["unit_id"], shift["post"]) == ("north-lead", "north", "值班长")
    assert office.store.last_audit().note.action == "shift.add"
    assert roster(office, "commander")["shifts"] == [shift]
    assert plan(office).status_code == 201, "the same again is the same"
    assert len(roster(office, "commander")["shifts"]) == 1
    assert office.as_("commander").delete(f"{SHIFTS}/{shift['shift_id']}").status_code == 204
    assert office.store.last_audit().note.action == "shift.delete"
    assert roster(office, "commander")["shifts"] == []
    assert office.as_("commander").delete(f"{SHIFTS}/{shift['shift_id']}").status_code == 404


def test_units_see_their_own_and_below_and_plan_nothing(office) -> None:
    plan(office)
    plan(office, "south-lead")
    plan(office, "commander")
    seen = roster(office, "north-officer")
    assert (seen["shifts"], [u["unit_id"] for u in seen["units"]], seen["may_plan"]) == ([], ["north-1"], False)
    seen = roster(office, "north-lead")
    assert {s["unit_id"] for s in seen["shifts"]} == {"north"}
    assert {p["person_id"] for p in seen["people"]} == {p for p in PEOPLE if p.startswith("north-")}
    assert {p["person_id"]: p["on_duty"] for p in seen["people"]} == {
        "north-lead": True, "north-vice": False, "north-town": False,
        "north-officer": None, "north-warden": None, "north-company": None,
    }  # fmt: skip
    assert plan(office, by="north-lead").status_code == 403
    assert office.as_("north-lead").get(SHIFTS, params={"unit": "south"}).status_code == 404
    assert office.as_("reader").get(SHIFTS).status_code == 403
    assert {s["unit_id"] for s in roster(office, "commander", unit="south")["shifts"]} == {"south"}


def test_what_cannot_be_planned_says_why(office) -> None:
    assert plan(office, ends=-2).status_code == 422
    assert plan(office, ends=40).status_code == 422
    assert plan(office, "nobody").status_code == 404
    assert plan(office, unit_id="elsewhere").status_code == 404
    assert plan(office, post="x" * 100).status_code == 422
    assert plan(office, starts_at="2026-03-04T08:00:00").status_code == 422, "a time without offset is no moment"
    assert plan(office).status_code == 201
    clash = plan(office, starts=2, ends=10)
    assert clash.status_code == 409
    assert "重叠" in clash.json()["detail"]
    assert len(roster(office, "commander")["shifts"]) == 1


def test_a_week_runs_from_monday_to_monday_of_the_city(office) -> None:
    plan(office)
    week = roster(office, "commander", week=True)
    assert week["today"] == "2026-03-04"
    assert (week["since"], week["until"]) == ("2026-03-01T16:00:00Z", "2026-03-08T16:00:00Z")
    assert len(week["shifts"]) == 1
    sunday = roster(office, "commander", week=True, since="2026-03-08T15:59:59Z")
    assert sunday["since"] == week["since"], "an hour of Sunday in the city"
    assert roster(office, "commander", week=True, since="2026-03-08T16:00:00Z")["shifts"] == []


def test_spans_are_bounded(office) -> None:
    for since, until in ((START, START), (START, START + timedelta(days=63)), (START, START - HOUR)):
        query = {"since": since.isoformat(), "until": until.isoformat()}
        assert office.as_("commander").get(SHIFTS, params=query).status_code == 422
    for edge in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59"):
        assert office.as_("commander").get(SHIFTS, params={"since": edge}).status_code == 422
        assert office.as_("commander").get(SHIFTS, params={"since": edge, "week": True}).status_code == 422
        assert plan(office, starts_at=edge, ends_at=edge).status_code == 422
    plan(office)
    later = (START + timedelta(days=8)).isoformat()
    assert roster(office, "commander", since=later)["shifts"] == []


def send(office, text: str | bytes, by: str = "commander"):
    data = text.encode() if isinstance(text, str) else text
    return office.as_(by).post(f"{SHIFTS}/csv", files={"file": ("shifts.csv", data, "text/csv")})


def test_a_file_is_imported_once_and_says_what_it_refused(office) -> None:
    plan(office)  # 08:00 to 17:00 on the city's clock
    text = (
        "登录名,开始,结束,岗位\n"
        "north-vice,2026-03-04 08:00,2026-03-04 20:00,巡逻\n"
        "south-lead,2026-03-04 20:00,2026-03-05 08:00,\n"
        "north-lead,2026-03-04 10:00,2026-03-04 11:00,\n"
        "nobody,2026-03-04 10:00,2026-03-04 11:00,\n"
    )
    answer = send(office, text.encode("gb18030")).json()
    assert (answer["kept"], answer["known"]) == (2, 0)
    assert [(r["line"], r["code"]) for r in answer["refused"]] == [(4, "clash"), (5, "login")]
    again = send(office, text).json()
    assert (again["kept"], again["known"], len(again["refused"])) == (0, 2, 2)
    assert send(office, "a,b\n1,2\n").status_code == 422
    assert send(office, b"\xff\xfe\x00").status_code == 422
    assert send(office, text, by="north-lead").status_code == 403
    assert len(roster(office, "commander")["shifts"]) == 3


def test_what_is_exported_is_imported_as_it_was(office) -> None:
    plan(office)
    plan(office, "south-lead", post="=1+1")
    text = office.as_("commander").get(f"{SHIFTS}/csv")
    assert text.headers["content-type"].startswith("text/csv")
    assert "'=1+1" in text.text
    before = roster(office, "commander")["shifts"]
    answer = send(office, text.content).json()
    assert (answer["kept"], answer["known"], answer["refused"]) == (0, 2, [])
    assert roster(office, "commander")["shifts"] == before


def test_the_bell_knows_who_is_on_duty_and_rings_for_them(office) -> None:
    fresh(office)

    def duty(by: str) -> object:
        return office.as_(by).get("/api/v1/notices").json()["on_duty"]

    assert duty("north-lead") is None
    plan(office)
    assert [duty(who) for who in ("north-lead", "north-vice", "south-lead")] == [True, False, None]
    office.issued(level="normal", title="Calm")

    def names(by: str) -> list[str]:
        return [e["name"] for e in heard(office, by, 0) if e["name"]]

    assert (names("north-lead"), names("north-vice")) == (["notice"], ["quiet"])
    assert len(office.as_("north-vice").get("/api/v1/notices").json()["rows"]) == 1, "the list hides nothing"
    office.issued(level="urgent", title="Now")
    assert names("north-vice") == ["quiet", "notice"], "what is most urgent rings for everybody"
