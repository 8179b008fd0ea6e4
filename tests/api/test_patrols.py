"""Units on duty over HTTP: told by phones of who is on shift, set by the desk, seen by who may; looked back on with a
purpose; every look and every state written down."""

from datetime import timedelta

import pytest

from daoan.edge.tokens import subject_token
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.patrols import PositionSource
from daoan.terms.units import Unit, UnitKind
from tests.api.test_shifts import plan
from tests.api.work_given import START, Office

HERE = {"lon": 107.6, "lat": 35.7, "accuracy_m": 12.0}
WHY = {"purpose": "watch", "case": "OR-2026-0017"}


def tell(office: Office, *positions: dict, by: str = "north-officer", unit: str = "north-1"):
    return office.as_(by).post(f"/api/v1/units/{unit}/positions", json={"positions": list(positions) or [HERE]})


def seen(office: Office, by: str) -> dict:
    answer = office.as_(by).get("/api/v1/patrols")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def notes(office: Office, action: str) -> list:
    return [line.note for line in office.store.list_audit() if line.note.action == action]


def crew(person_id: str) -> str:
    return subject_token(b"s" * 32, "crew", person_id)


def test_a_phone_tells_where_it_is_and_was(office: Office) -> None:
    answer = tell(office, HERE | {"age_s": 90, "lon": 107.5}, HERE | {"state": "patrolling", "speed_kmh": 40})
    assert (answer.status_code, answer.json()) == (200, {"kept": 2, "off_shift": 0, "late": 0}), answer.text
    (line,) = seen(office, "commander")["crews"]
    assert (line["unit_id"], line["name"], line["lon"], line["age_s"]) == ("north-1", "Name of north-officer", 107.6, 0)
    assert (line["state"], line["can_go"], line["is_fresh"], line["source"]) == ("patrolling", True, True, "phone")
    assert [n.detail for n in notes(office, "position.state")] == ["patrolling"]
    assert crew("north-officer") in notes(office, "position.state")[0].subject
    kept = office.store.list_positions("north-1", START - timedelta(hours=1), START + timedelta(hours=1))
    assert [p.happened_at for p in kept] == [START - timedelta(seconds=90), START]
    assert all(p.crew == crew("north-officer") and p.source is PositionSource.PHONE for p in kept)


def test_only_the_own_unit_and_only_who_goes_out(office: Office) -> None:
    assert tell(office, unit="south-1").status_code == 404
    assert tell(office, unit="north").status_code == 404, "nor the unit above"
    assert tell(office, by="north-warden").status_code == 403
    assert tell(office, by="analyst", unit="city").status_code == 403
    assert office.store.list_units_now() == ()


@pytest.mark.parametrize(("kind", "status"), [(UnitKind.RURAL_SQUAD, 200), (UnitKind.GROUP, 404)])
def test_a_rural_squad_goes_on_patrol_and_a_village_group_does_not(office: Office, kind: UnitKind, status: int) -> None:
    unit = Unit("north-r", kind, Text("north rural", "北农村"), "north", "A1")
    office.store.save_unit(unit, AuditNote(START, "setup", "city", "setup"))
    plan(office, "north-officer", by="commander", unit_id="north-r")
    assert tell(office, unit="north-r").status_code == status
    chosen = {u["unit_id"] for u in seen(office, "commander")["units"]}
    assert ("north-r" in chosen) == (status == 200)


def test_only_while_on_shift(office: Office) -> None:
    plan(office, "north-vice", by="commander", starts=-1, ends=8)  # so that the brigade keeps shifts
    off = tell(office, by="north-lead", unit="north")
    assert (off.status_code, off.json()["code"]) == (422, "off_shift")
    assert not seen(office, "north-lead")["sharing"]["on_shift"]
    answer = tell(office, HERE, HERE | {"age_s": 7200}, HERE | {"age_s": 50_000}, by="north-vice", unit="north")
    assert answer.json() == {"kept": 1, "off_shift": 1, "late": 1}
    assert seen(office, "north-vice")["sharing"] | {"crew": ""} == {
        "unit_id": "north", "unit": {"en": "north brigade", "zh": "北大队"}, "on_shift": True, "crew": "",
        "every_s": 30.0, "kept_days": 30,
    }  # fmt: skip


def test_a_shift_with_another_unit_lets_one_tell_of_that_one(office: Office) -> None:
    plan(office, "north-officer", by="commander", unit_id="south-1")
    assert tell(office, unit="south-1").status_code == 200
    assert seen(office, "north-officer")["sharing"]["unit_id"] == "south-1"


def test_who_sees_whom(office: Office) -> None:
    tell(office)
    tell(office, by="north-lead", unit="north")
    assert {c["unit_id"] for c in seen(office, "north-lead")["crews"]} == {"north", "north-1"}
    mine = seen(office, "north-officer")
    assert [(c["unit_id"], c["name"]) for c in mine["crews"]] == [("north-1", crew("north-officer")[-4:])]
    assert (mine["sees_below"], mine["may_set"], mine["units"], mine["purposes"]) == (False, False, [], [])
    assert seen(office, "analyst")["crews"] == [], "of the city's own unit there is none"
    assert seen(office, "south-lead")["crews"] == []
    assert len(seen(office, "leader")["crews"]) == 2
    assert office.as_("reader").get("/api/v1/patrols").status_code == 403


def test_where_somebody_went_off_duty_is_not_shown(office: Office) -> None:
    tell(office)
    office.clock.pass_(minutes=1)
    tell(office, {"state": "off"})
    (line,) = seen(office, "commander")["crews"]
    assert (line["state"], line["lon"], line["lat"], line["age_s"], line["is_fresh"]) == (
        "off",
        None,
        None,
        None,
        False,
    )


def test_looking_is_written_down_once_an_hour(office: Office) -> None:
    tell(office)
    for _ in range(3):
        seen(office, "leader")
    assert [n.person_id for n in notes(office, "read.positions")] == ["leader"]


def test_a_place_grows_old_and_a_state_with_it(office: Office) -> None:
    tell(office, HERE | {"state": "busy"})
    office.clock.pass_(minutes=11)
    (line,) = seen(office, "commander")["crews"]
    assert (line["is_fresh"], line["age_s"], line["state"], line["can_go"]) == (False, 660, "busy", False)
    office.clock.pass_(hours=12)
    assert seen(office, "commander")["crews"] == []


def test_a_phone_that_hardly_knows_where_it_is_sends_nobody(office: Office) -> None:
    tell(office, HERE | {"accuracy_m": 2000})
    assert not seen(office, "commander")["crews"][0]["is_fresh"]


def put(office: Office, by: str = "commander", unit: str = "north-1", **form):
    return office.as_(by).put(f"/api/v1/units/{unit}/state", json={"state": "busy"} | form)


def test_the_desk_sets_a_state_for_a_crew_and_for_a_unit(office: Office) -> None:
    tell(office, HERE | {"state": "free"})
    office.clock.pass_(minutes=1)
    answer = put(office, crew=crew("north-officer"))
    assert (answer.status_code, answer.json()["state"], answer.json()["can_go"]) == (200, "busy", False), answer.text
    office.clock.pass_(minutes=1)
    assert put(office, "north-lead", state="off").status_code == 200
    assert [(c["crew"], c["state"]) for c in seen(office, "commander")["crews"]] == [
        ("", "off"), (crew("north-officer"), "off")
    ]  # fmt: skip
    office.clock.pass_(minutes=1)
    tell(office, HERE | {"state": "patrolling"})
    assert seen(office, "commander")["crews"][1]["state"] == "patrolling"
    assert [n.detail for n in notes(office, "position.set")] == ["busy", "off"]


def test_what_is_said_last_counts_also_in_one_instant(office: Office) -> None:
    for state in ("free", "busy", "to_scene", "busy"):
        tell(office, {"state": state, "age_s": 0.4}, HERE)
        assert seen(office, "commander")["crews"][0]["state"] == state
    for state in ("off", "free", "busy", "free"):
        assert put(office, state=state, crew=crew("north-officer")).json()["state"] == state
    put(office, state="busy")
    assert {c["state"] for c in seen(office, "commander")["crews"]} == {"busy"}
    tell(office, {"state": "free", "age_s": 600})
    assert {c["state"] for c in seen(office, "commander")["crews"]} == {"busy"}, "what comes late was before"


def test_who_may_set(office: Office) -> None:
    assert put(office, "south-lead").status_code == 404
    assert put(office, "leader").status_code == 403
    assert put(office, "north-officer").status_code == 403
    assert put(office, crew="nobody").status_code == 404
    assert put(office, lon=107.0).status_code == 422, "half a place"
    assert put(office, lon=107.0, lat=35.1).json()["lon"] == 107.0


def look_back(office: Office, by: str = "commander", unit: str = "north-1", **more):
    span = {"since": (START - timedelta(hours=1)).isoformat(), "until": (START + timedelta(hours=1)).isoformat()}
    return office.as_(by).post(f"/api/v1/units/{unit}/positions/history", json=WHY | span | more)


def test_a_history_takes_purpose_and_case_and_is_written_down(office: Office) -> None:
    tell(office)
    found = look_back(office)
    assert (found.status_code, len(found.json())) == (200, 1), found.text
    (note,) = notes(office, "look_up.positions")
    assert (note.subject, note.purpose, note.case) == ("north-1", "watch", "OR-2026-0017")
    for wrong, code in (({"purpose": "so"}, "purpose"), ({"case": "x"}, "case"), ({"case": "order-9"}, "case")):
        assert look_back(office, **wrong).json()["code"] == code
    late = {"until": (START + timedelta(days=9)).isoformat()}
    assert look_back(office, **late).json()["code"] == "span"
    assert len(notes(office, "refused.look_up.positions")) == 4
    assert look_back(office, "south-lead").status_code == 404
    assert look_back(office, "north-officer").status_code == 403
    assert look_back(office, "leader").json()["code"] == "permission", "who may not look up"


@pytest.mark.parametrize("wrong", [{"lon": 200, "lat": 1}, {"age_s": -1}, {"state": "asleep"}, {"lon": 107.0}, {}])
def test_nonsense_is_refused(office: Office, wrong: dict) -> None:
    assert tell(office, wrong or {"accuracy_m": 1}).status_code == 422
    assert office.store.list_units_now() == ()
