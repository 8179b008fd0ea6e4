"""Crashes that could have killed many: by what the register tells of vehicles, and only by that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.act.operations.precursor import find_precursors, watched_in
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.codes import Role, Severity, VehicleKind
from daoan.terms.errors import RulePackInvalid
from daoan.terms.records import Crash
from daoan.terms.records.sensed import Party
from tests.act.workflow.work_makers import MONDAY, Desk, matter

PACK = read_rule_packs(ROOT / "rulepacks")["operations"]


def crash(name: str, *vehicles: VehicleKind, days: float = 1.0) -> Crash:
    at = MONDAY - timedelta(days=days)
    parties = tuple(Party(Role.PASSENGER, Severity.SLIGHT, vehicle=v) for v in vehicles)
    return Crash(name, "f", name, at, at, Severity.SLIGHT, parties=parties)


def test_coaches_and_vans_are_found_and_most_hurt_come_first() -> None:
    bus, van, car = VehicleKind.BUS, VehicleKind.MINIBUS, VehicleKind.CAR
    crashes = [
        crash("one", van), crash("many", bus, bus, van, car), crash("car", car),
        crash("old", bus, days=400), crash("bare"),
    ]  # fmt: skip
    found = find_precursors(crashes, watched_in(PACK), MONDAY - timedelta(days=365), MONDAY)
    assert [(p.crash_id, p.kinds, p.hurt) for p in found] == [("many", ("coach", "van"), 3), ("one", ("van",), 1)]


def test_what_no_source_tells_apart_is_named_as_such() -> None:
    assert [w.code for w in watched_in(PACK) if w.vehicle is None] == ["school_bus", "hazmat"]
    rows = [{"code": "x", "en": "x", "zh": "x", "vehicle": "spaceship"}]
    with pytest.raises(RulePackInvalid):
        watched_in(replace(PACK, values={"precursors": {"watched": rows}}))


def test_a_finding_is_accepted_by_somebody_else() -> None:
    desk = Desk()
    desk.begin(matter("precursor", issuer="city", holder="city"))
    desk.do("precursor-1", "report", "city", 1, finding="tired", measure="stop at two")
    assert desk.refused("precursor-1", "accept", "city", 1) == "same_person"
    desk.do("precursor-1", "send_back", "city", 2)
    desk.do("precursor-1", "report", "city", 1, finding="tired", measure="stop at one")
    desk.do("precursor-1", "accept", "city", 2)
    assert desk.matters["precursor-1"].values["measure"] == "stop at one"
