"""Deployments over HTTP: made of what the city knows, changed version by version, issued as shifts, taken back."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.api.deployments_given import DEPLOYMENTS, begin, begun, changed, do, with_risk
from tests.api.test_shifts import plan as plan_shift
from tests.api.test_shifts import roster
from tests.api.work_given import START, Office


@pytest.fixture
def city(office) -> Office:
    return with_risk(office)


def at(plan: dict, unit: str, shift: str) -> str | None:
    return next((p["place_id"] for p in plan["placements"] if (p["unit_id"], p["shift"]) == (unit, shift)), None)


def first_of(plan: dict, unit: str) -> dict:
    return next(p for p in plan["placements"] if p["unit_id"] == unit)


def week(office: Office) -> list[dict]:
    found = roster(office, "commander", since=START.isoformat(), until=(START + timedelta(days=9)).isoformat())
    return found["shifts"]


def test_a_plan_is_made_of_what_the_city_knows(city) -> None:
    plan = begun(city)
    head = plan["head"]
    assert (head["state"], head["version"], head["unit_id"], head["by"]) == ("draft", 1, "city", "Name of commander")
    assert [u["unit_id"] for u in plan["units"]] == ["north", "north-1", "south"], "who has people that go out"
    assert {u["unit_id"]: u["people"] for u in plan["units"]} == {"north": 2, "north-1": 1, "south": 1}
    assert any("支队" in left["zh"] for left in plan["left_out"]), "no station and no county is known of it"
    assert [s["key"] for s in plan["shifts"]][:3] == ["2026-03-05-day", "2026-03-05-evening", "2026-03-05-night"]
    assert plan["shifts"][0]["starts_at"] == "2026-03-05T00:00:00Z", "08:00 at the place"
    assert [s["night"] for s in plan["shifts"]] == [False, False, True] * 2
    assert plan["placements"]
    assert all(p["why"]["zh"] and p["adds"] >= 0 for p in plan["placements"])
    assert head["prevented"]["low"] < head["prevented"]["value"] < head["prevented"]["high"]
    assert head["prevented"]["value"] >= head["usual"]["value"] > 0
    assert head["basis"] == "habit"
    assert 0 <= head["gap_pct"] < 100
    assert plan["bound"] >= head["prevented"]["value"] * (1 - 1e-9)
    assert city.store.last_audit().note.action == "deployment.begin"
    (line,) = city.as_("commander").get(DEPLOYMENTS).json()["rows"]
    assert line == head


def test_shifts_of_last_week_are_what_is_usual_and_what_was_worked_counts(city) -> None:
    for back in (150, 126):
        assert plan_shift(city, "south-lead", starts=-back - 1, ends=-back + 7).status_code == 201
    assert plan_shift(city, "north-lead", starts=10, ends=22).status_code == 201, "to just before the first shift"
    plan = begun(city)
    assert plan["head"]["basis"] == "shifts"
    assert at(plan, "north", "2026-03-05-day") is None, "eleven hours between shifts"


def test_who_has_a_shift_already_is_not_planned_in_it(city) -> None:
    assert plan_shift(city, "north-lead", starts=24, ends=30).status_code == 201  # 09:00 to 15:00 of the first day
    plan = begun(city)
    assert plan["blocked"] == [["north", "2026-03-05-day"]]
    assert at(plan, "north", "2026-03-05-day") is None
    refused = do(city, plan, "changes", did="pin", unit_id="north", shift="2026-03-05-day")
    assert refused.status_code == 422
    assert [c["en"] for c in refused.json()["conflict"]][1].startswith("another shift")


def test_a_unit_is_moved_and_the_move_taken_back(city) -> None:
    plan = begun(city)
    here = first_of(plan, "south")
    other = next(p["place_id"] for p in plan["places"] if p["place_id"] != here["place_id"])
    moved = changed(city, plan, "move", unit_id="south", shift=here["shift"], place_id=other, why="market day")
    assert at(moved, "south", here["shift"]) == other
    assert moved["head"]["version"] == 2
    assert "market day" in moved["head"]["why"]["zh"]
    assert moved["pins"] == [{"unit_id": "south", "shift": here["shift"], "place_id": other}]
    told = {"unit_id": "south", "shift": here["shift"], "before": here["place_id"], "after": other}
    assert told in moved["differences"]
    assert moved["head"]["changes"] == len(moved["differences"])
    back = changed(city, moved, "back", back_to=1)
    assert (back["head"]["version"], back["placements"], back["pins"]) == (3, plan["placements"], [])
    assert [v["version"] for v in back["versions"]] == [1, 2, 3]
    first = city.as_("commander").get(f"{DEPLOYMENTS}/{plan['head']['deployment_id']}", params={"version": 1}).json()
    assert first["placements"] == plan["placements"], "nothing is overwritten"
    assert not first["may_change"], "only the latest is changed"


def test_a_move_to_another_shift_leaves_the_first_one(city) -> None:
    plan = begun(city)
    here = first_of(plan, "south")
    free = [s["key"] for s in plan["shifts"] if at(plan, "south", s["key"]) is None][-1]
    moved = changed(city, plan, "move", unit_id="south", shift=here["shift"], to_shift=free, place_id=here["place_id"])
    assert at(moved, "south", free) == here["place_id"]
    assert at(moved, "south", here["shift"]) is None


def test_forbid_allow_pin_unpin(city) -> None:
    plan = begun(city)
    shift = first_of(plan, "south")["shift"]
    banned = changed(city, plan, "forbid", unit_id="south", shift=shift)
    assert at(banned, "south", shift) is None
    assert any(o["why"]["en"] == "Forbidden for this unit." for o in banned["off"] if o["unit_id"] == "south")
    allowed = changed(city, banned, "allow", unit_id="south", shift=shift)
    assert allowed["forbids"] == []
    pinned = changed(city, allowed, "pin", unit_id="south", shift=shift)
    assert at(pinned, "south", shift) is not None
    assert changed(city, pinned, "unpin", unit_id="south", shift=shift)["pins"] == []


def test_what_cannot_be_is_told_with_the_smallest_conflict_and_changes_nothing(city) -> None:
    plan = begun(city)
    one = changed(city, plan, "pin", unit_id="south", shift="2026-03-05-day")
    refused = do(city, one, "changes", did="pin", unit_id="south", shift="2026-03-05-evening")
    body = refused.json()
    assert (refused.status_code, body["type"]) == (422, "urn:daoan:problem:plan-impossible")
    assert {"the pin of south to 2026-03-05-day", "the pin of south to 2026-03-05-evening"} < {
        c["en"] for c in body["conflict"]
    }
    assert all(c["zh"] for c in body["conflict"])
    name = plan["head"]["deployment_id"]
    assert city.as_("commander").get(f"{DEPLOYMENTS}/{name}").json()["head"]["version"] == 2


def test_another_duty_level_is_another_plan(city) -> None:
    plan = begun(city, days=7)
    harder = changed(city, plan, "level", level="one")
    assert harder["head"]["level"] == "one"
    assert harder["head"]["placements"] > plan["head"]["placements"]


def test_who_is_second_is_told_so(city) -> None:
    plan = begun(city)
    changed(city, plan, "resolve")
    assert do(city, plan, "changes", did="resolve").status_code == 409
    assert do(city, plan, "issue").status_code == 409


def test_a_request_that_is_sent_twice_is_done_once(city) -> None:
    plan = begun(city, key="begin-0001")
    assert begun(city, key="begin-0001")["head"] == plan["head"]
    asked = {"did": "forbid", "unit_id": "south", "shift": "2026-03-05-day", "key": "change-0001"}
    assert do(city, plan, "changes", **asked).json()["head"] == do(city, plan, "changes", **asked).json()["head"]
    first, again = (do(city, plan | {"head": plan["head"] | {"version": 2}}, "issue", key="issue-0001") for _ in "12")
    assert first.json()["head"] == again.json()["head"]
    assert len(city.store.list_deployment_versions(plan["head"]["deployment_id"])) == 3


def test_issued_it_is_the_shifts_of_people_until_it_is_withdrawn(city) -> None:
    plan = begun(city)
    issued = do(city, plan, "issue").json()
    assert (issued["head"]["state"], issued["head"]["issued"]) == ("issued", 2)
    people = {"north": ["north-lead", "north-vice"], "north-1": ["north-officer"], "south": ["south-lead"]}
    windows = {s["key"]: s for s in plan["shifts"]}
    meant = {(who, windows[p["shift"]]["starts_at"]) for p in plan["placements"] for who in people[p["unit_id"]]}
    kept = week(city)
    assert {(s["person_id"], s["starts_at"]) for s in kept} == meant
    assert all(s["post"].startswith("勤务部署 ") for s in kept)
    assert do(city, issued, "issue").status_code == 422, "it is issued already"
    mine = city.as_("south-lead").get(f"{DEPLOYMENTS}/mine").json()
    assert [m["shift"] for m in mine] == [p["shift"] for p in plan["placements"] if p["unit_id"] == "south"]
    assert mine[0]["stops"]
    assert all(stop["road"] for stop in mine[0]["stops"])
    assert do(city, issued, "withdraw").status_code == 422, "it says why"
    gone = do(city, issued, "withdraw", why="festival").json()
    assert (gone["head"]["state"], gone["head"]["issued"], gone["may_change"]) == ("withdrawn", 0, False)
    assert week(city) == []
    assert city.as_("south-lead").get(f"{DEPLOYMENTS}/mine").json() == []
    assert do(city, gone, "changes", did="resolve").status_code == 422


def test_a_changed_plan_takes_back_the_shifts_it_no_longer_has(city) -> None:
    plan = begun(city)
    issued = do(city, plan, "issue").json()
    shift = first_of(plan, "south")["shift"]
    draft = changed(city, issued, "forbid", unit_id="south", shift=shift)
    assert (draft["head"]["state"], draft["head"]["issued"]) == ("draft", 2)
    starts = next(s["starts_at"] for s in plan["shifts"] if s["key"] == shift)
    assert ("south-lead", starts) in {(s["person_id"], s["starts_at"]) for s in week(city)}, "until it is issued"
    do(city, draft, "issue")
    assert ("south-lead", starts) not in {(s["person_id"], s["starts_at"]) for s in week(city)}


def test_it_is_not_issued_over_another_shift_of_somebody(city) -> None:
    plan = begun(city)
    placed = first_of(plan, "south")
    starts = (datetime.fromisoformat(placed["starts_at"]) - START) / timedelta(hours=1)
    assert plan_shift(city, "south-lead", starts=starts + 1, ends=starts + 3).status_code == 201
    refused = do(city, plan, "issue")
    assert refused.status_code == 409
    assert "Name of south-lead" in refused.json()["detail"]
    assert len(week(city)) == 1, "all or nothing"


def test_a_unit_called_away_is_mended_and_stays_away(city) -> None:
    plan = begun(city)
    issued = do(city, plan, "issue").json()
    shift = first_of(plan, "south")
    city.clock.at = datetime.fromisoformat(shift["starts_at"]) + timedelta(hours=1)
    mended = do(city, issued, "away", unit_id="south", why="a crash").json()
    assert [a["unit_id"] for a in mended["aways"]] == ["south"]
    ends = [datetime.fromisoformat(p["ends_at"]) for p in mended["placements"] if p["unit_id"] == "south"]
    assert max(ends) == city.clock.at, "what it had worked stays"
    assert mended["head"]["from_now"]
    again = changed(city, mended, "resolve")
    assert [a["unit_id"] for a in again["aways"]] == ["south"]
    begun_shift = next(p for p in plan["placements"] if p["starts_at"] <= shift["starts_at"])["shift"]
    refused = do(city, again, "changes", did="forbid", unit_id="north", shift=begun_shift)
    assert refused.status_code == 422, "a shift that has begun"
    assert do(city, again, "issue").status_code == 200
    assert do(city, plan, "away", unit_id="nobody").status_code in (404, 409)


def test_who_sees_and_who_plans(city) -> None:
    plan = begun(city, unit_id="north")
    name = plan["head"]["deployment_id"]
    assert [u["unit_id"] for u in plan["units"]] == ["north", "north-1"]
    assert {p["name"] for p in plan["places"]} <= {f"primary-{i}" for i in range(6)}, "the county's own stretches"
    assert city.as_("north-lead").get(f"{DEPLOYMENTS}/{name}").status_code == 200
    assert city.as_("south-lead").get(f"{DEPLOYMENTS}/{name}").status_code == 404
    assert city.as_("south-lead").get(DEPLOYMENTS).json()["rows"] == []
    assert begin(city, by="south-lead", unit_id="north").status_code == 404
    assert begin(city, by="north-officer").status_code == 403
    assert do(city, plan, "issue", by="south-lead").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"days": 20}, {"first_day": "2026-03-01"}, {"first_day": "9999-12-31", "days": 3}, {"level": "four"}],
)
def test_what_cannot_be_planned_says_why(city, wrong) -> None:
    answer = begin(city, **wrong)
    assert answer.status_code == 422, answer.text
    assert city.as_("commander").get(DEPLOYMENTS).json()["rows"] == []


def test_without_a_run_there_is_no_plan(office) -> None:
    answer = begin(office)
    assert answer.status_code == 422
    assert "尚无风险" in answer.json()["detail"]


def test_wrong_changes_are_not_found_or_refused(city) -> None:
    plan = begun(city)
    shift = first_of(plan, "south")["shift"]
    for body in (
        {"did": "pin", "unit_id": "nobody", "shift": shift},
        {"did": "pin", "unit_id": "south", "shift": "never"},
        {"did": "pin", "unit_id": "south", "shift": shift, "place_id": "P99"},
        {"did": "back", "back_to": 9},
    ):
        assert do(city, plan, "changes", **body).status_code == 404, body
    city.clock.at = datetime.fromisoformat(plan["head"]["ends_at"]) + timedelta(hours=1)
    assert do(city, plan, "changes", did="resolve").status_code == 422
    assert do(city, plan, "issue").status_code == 422


def test_the_roster_as_a_workbook_and_as_csv(city) -> None:
    plan = begun(city)
    name = plan["head"]["deployment_id"]
    found = city.as_("commander").get(f"{DEPLOYMENTS}/{name}/xlsx")
    book = load_workbook(BytesIO(found.content))
    rows = list(book.worksheets[0].values)
    assert rows[0][0] == "警组 unit"
    assert rows[0][1].startswith("2026-03-05 白班 Day 08:00–16:00")
    assert [row[0] for row in rows[1:]] == ["北大队 north brigade", "北一中队 north squad", "南大队 south brigade"]
    cells = sum(bool(cell) for row in rows[1:] for cell in row[1:-1])
    assert cells == len(plan["placements"]) == book.worksheets[1].max_row - 1
    text = city.as_("commander").get(f"{DEPLOYMENTS}/{name}/csv").text
    assert text.startswith("\ufeff警组 unit,")
    assert len(text.strip().splitlines()) == 4


def test_a_placement_tells_why_and_its_round(city) -> None:
    plan = begun(city)
    one = first_of(plan, "south")
    address = f"{DEPLOYMENTS}/{plan['head']['deployment_id']}/placement"
    found = city.as_("commander").get(address, params={"unit": "south", "shift": one["shift"]}).json()
    assert (found["place_id"], found["why"]) == (one["place_id"], one["why"])
    assert found["stops"][0]["arrives_at"] >= one["starts_at"]
    assert city.as_("commander").get(address, params={"unit": "south", "shift": "never"}).status_code == 404
