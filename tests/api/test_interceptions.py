"""``/interceptions``: for who may look up, with a purpose, about what they may see; logged; honest without routes."""

from datetime import timedelta

import numpy as np
import pytest

from daoan.act.alerts.passes import PassFinding, pass_matter
from daoan.act.interception.solving import StoppingPlace, Unit
from daoan.act.workflow.engine import begin
from daoan.act.workflow.registry import WORKFLOWS
from daoan.jobs.interceptions import Situation
from daoan.store.memory import MemoryStore
from daoan.terms.arrivals import Arrivals, Seen
from daoan.terms.detections import Suspicion
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import LOOP
from tests.api.work_given import SEALER, START, Office, open_office

WHY = {"purpose": "watch", "case": "OR-2026-0017"}


@pytest.fixture
def office(tmp_path) -> Office:
    office = open_office(MemoryStore(SEALER), tmp_path)
    for number, plate in ((1, "甘MI2345"), (2, "甘MI2346")):
        finding = PassFinding(
            number, Suspicion.WATCHED, plate, number, "G309-K012", "A1", 107.1, 35.2, START - timedelta(seconds=20),
            0.97, "red",
        )  # fmt: skip
        first = pass_matter(finding, "north", "city", START)
        moved = begin(WORKFLOWS["alert"], first, LOOP, office.work.room.terms())
        note = AuditNote(START, "loop", "", "act.create", first.matter_id)
        office.store.keep_moves([(moved.matter, moved.step)], {first.matter_id: 0}, note)
    yield office
    office.work.interceptions = None


def address(number: int = 1) -> str:
    return f"/api/v1/interceptions/alert-pass-{number:016x}"


def situation(_now) -> Situation:
    mass = np.zeros((1, 360))
    mass[0, 80] = 0.8  # twenty minutes after the read
    seen = Seen(0, 0, 0, 0)
    ahead = Arrivals(np.array([4], np.int32), mass, round(START.timestamp() * 1000), 15.0, seen)
    return Situation(
        places=[StoppingPlace("G309-K030", 4, 107.3, 35.3)],
        units=[Unit("car-1", 0.001, 107.12, 35.2), Unit("car-2", 0.001, 107.2, 35.2)],
        names={"car-1": Text("car one", "一号车")},
        travel_s=np.array([[300.0], [600.0]]),
        ahead=lambda _plate, _at: ahead,
    )


def shown(office: Office, number: int = 1, by: str = "north-lead") -> dict:
    """The answer to somebody who has said what for."""
    answer = office.as_(by).post(f"/api/v1/work/alert-pass-{number:016x}/unmask", json=WHY)
    assert answer.status_code == 200, answer.text
    found = office.as_(by).get(address(number))
    assert found.status_code == 200, found.text
    return found.json()["interception"]


def test_without_routes_it_says_so_and_gives_the_rings(office: Office) -> None:
    found = shown(office)
    assert (found["plans"], found["without"]["zh"], found["judged_valid"]) == ([], "尚未建立去向模型", False)
    assert [r["radius_m"] for r in found["rings"]] == [5000.0, 15000.0]


def test_two_vehicles_get_two_units_and_each_plan_its_reasons(office: Office) -> None:
    office.work.interceptions = situation
    best = []
    for number in (1, 2):
        found = shown(office, number)
        assert len(found["plans"]) == 2
        assert found["plans"][0]["best"]
        best.append(found["plans"][0]["unit_id"])
        assert [len(r["units"]) for r in found["rings"]] == [1, 1]
    assert sorted(best) == ["car-1", "car-2"]
    told = shown(office)["plans"]
    one = next(p for p in told if p["unit_id"] == "car-1")
    assert one["unit"] == {"en": "car one", "zh": "一号车"}
    assert one["p_stop"] == pytest.approx(0.8, abs=0.01)
    assert "一号车约5分钟到达" in one["reasons"][1]["zh"]
    assert "car one is there" in one["reasons"][1]["en"]


def test_it_takes_the_permission_the_purpose_and_the_unit(office: Office) -> None:
    early = office.as_("north-vice").get(address())
    assert (early.status_code, early.json()["code"]) == (422, "purpose")
    assert office.as_("north-town").get(address()).status_code == 403
    assert office.as_("south-lead").get(address()).status_code == 404
    assert office.as_("north-lead").get("/api/v1/interceptions/nothing").status_code == 404


def test_what_it_was_for_and_every_look_are_written_down(office: Office) -> None:
    shown(office)
    grounds, look = (line.note for line in office.store.list_audit()[-2:])
    assert (grounds.action, grounds.purpose, grounds.case) == ("look_up.matter", "watch", "OR-2026-0017")
    assert (look.action, look.person_id, look.subject) == ("read.interception", "north-lead", f"alert-pass-{1:016x}")


def test_figures_are_of_what_one_may_see(office: Office) -> None:
    since = {"since": (START - timedelta(days=1)).isoformat()}
    assert office.as_("north-lead").get("/api/v1/interceptions", params=since).json()["figures"]["alerts"] == 2
    assert office.as_("south-lead").get("/api/v1/interceptions", params=since).json()["figures"]["alerts"] == 0
