"""Field equipment over HTTP: who sees where it stands, in every door; how it does; what is missing."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

import pytest

from daoan.api.desk import View
from daoan.assess.device_health.rhythm import HOUR_MS
from daoan.jobs.passing import PassSource
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate
from daoan.terms.records import Run, SegmentEstimate
from daoan.terms.roles import PERMISSIONS, Permission, Role
from tests.assess.coverage.lines_made import network_of
from tests.assess.device_health.passes_made import FIRST_HOUR, flowing, without

from .test_registers import put

ROAD = [("G309", 1000.0 * k, 1000.0) for k in range(40)]
NOW = datetime.fromtimestamp((FIRST_HOUR + 35 * 24 - 14) * 3600, UTC)
DEVICE = {"kind": "checkpoint", "route": "G309", "heading": "both", "state": "in_use", "lanes": 2}
DEVICES = [
    DEVICE | {"code": "K0", "name": "G309 K3+250 卡口", "chainage_m": 3250},
    DEVICE | {"code": "K1", "name": "西峰东 12.5公里处", "lon": 107.1391, "lat": 35.7001},
    DEVICE | {"code": "K2", "name": "planned", "chainage_m": 30_000, "state": "planned"},
    DEVICE | {"code": "K3", "name": "lost", "route": "G22", "chainage_m": 5},
]
PLACES = {"3250", "3.25", "K3+250", "107.13", "12.5", "30000", "35.7"}
PATHS = ("", "?format=csv", "/K0", "/K1", "/gaps", "/gaps?format=csv", "/proposals")


def estimate_of(network, row: int) -> SegmentEstimate:
    def of(value: float) -> Estimate:
        return Estimate(value, 0.0, 2 * value)

    return SegmentEstimate(
        segment_id=network.segment_id[row], road_name="G309", road_class=RoadClass.TRUNK, area="621021",
        length_m=1000.0,
        lon=107.0, lat=35.7, vehicles_per_day=of(4000.0), exposure_source="class", crashes=1, ksi=0, years=3.0,
        crashes_per_year=of(0.5), ksi_per_year=of(0.1), injury_weight_per_year=of(1.0), model_crashes_per_year=0.4,
        excess_crashes_per_year=of(0.1), prob_excess=0.6, rank=1,
    )  # fmt: skip


@pytest.fixture
def roads(office, monkeypatch):
    """The office with a run of the loop: one road of 40 km, and four devices in the register."""
    network = network_of(ROAD)
    kept = {"network": network, "snaps": {}, "crashes": {}}
    kept[SegmentEstimate] = tuple(estimate_of(network, k) for k in range(40))
    view = View(office.store, Run("r1", "testcity", NOW, {}, {}), kept)
    monkeypatch.setattr(type(office.work.desk), "view", lambda _desk: view)
    office.clock.at = NOW
    for values in DEVICES:
        answer = put(office, "commander", values, kind="devices")
        assert answer.status_code == 201, answer.text
    return office


@lru_cache
def lake_of_passes():
    return without(flowing(3, 4, 35, 700.0), 1, NOW.timestamp() * 1000 - 12 * HOUR_MS)


@pytest.fixture
def passes(roads):
    """The same with a lake of passes in which K1 is dead for the last twelve hours."""
    lake = lake_of_passes()

    def read(from_ms: int, until_ms: int):
        return lake.take((lake.happened_ms >= from_ms) & (lake.happened_ms < until_ms))

    roads.work.passes = PassSource(read, lambda: ["K0", "K1", "K9", "K2"])
    return roads


def get(office, by: str, path: str = "") -> dict:
    answer = office.as_(by).get(f"/api/v1/devices{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_who_sees_places_is_few() -> None:
    seeing = {role for role in Role if Permission.SEE_DEVICES in PERMISSIONS[role]}
    assert seeing == {Role.COMMANDER, Role.ANALYST, Role.ADMINISTRATOR}


def test_a_commander_sees_where_each_stands_and_why_one_stands_nowhere(roads) -> None:
    page = get(roads, "commander")
    rows = {r["code"]: r for r in page["rows"]}
    assert page["exact"]
    assert (rows["K0"]["chainage_m"], rows["K0"]["area"]) == (3250.0, "621021")
    assert (rows["K1"]["lon"], rows["K1"]["road_name"]) == (107.1391, "G309")
    assert rows["K0"]["lon"] == pytest.approx(107.0 + 3250 / 90_000, abs=1e-3)
    assert [(u["code"], u["reason"]) for u in page["unplaced"]] == [("K3", "no_route")]
    assert not rows["K3"]["placed"]
    assert page["kinds"] == {"checkpoint": 4}


@pytest.mark.parametrize("by", ["reader", "north-lead", "north-officer", "committee", "auditor"])
def test_no_door_tells_others_where_a_device_stands(passes, by) -> None:
    for path in PATHS:
        answer = passes.as_(by).get(f"/api/v1/devices{path}")
        assert answer.status_code == 200, path
        told = answer.text
        assert not [word for word in PLACES - {"30000"} if word in told], path
        assert 'geometry":{' not in told
    page = get(passes, by)
    rows = {r["code"]: r for r in page["rows"]}
    assert (page["exact"], page["unplaced"], page["unplaced_count"]) == (False, [], 1)
    assert all(r["lon"] is r["lat"] is r["chainage_m"] is None for r in rows.values())
    assert (rows["K0"]["area"], rows["K0"]["road_name"], rows["K0"]["name"]) == ("621021", "G309", "G309 … 卡口")
    for gap in get(passes, by, "/gaps")["rows"]:
        assert all(gap[name] % 1000 == 0 for name in ("from_m", "to_m", "length_m", "excess_m"))
    assert all(p["chainage_m"] % 1000 == 0 and p["lon"] is None for p in get(passes, by, "/proposals")["rows"])


def test_the_register_itself_hides_places_from_the_same_people(roads) -> None:
    for by in ("north-lead", "north-officer", "committee"):
        browser = roads.as_(by)
        answer = browser.get("/api/v1/registers/devices")
        entry = answer.json()["rows"][0]["entry_id"]
        told = [answer.text, browser.get(f"/api/v1/registers/devices/{entry}").text]
        told.append(browser.get("/api/v1/registers/devices", params={"format": "csv"}).text)
        assert not [word for word in PLACES for text in told if word in text]
        assert not answer.json()["writable"]
        assert browser.get("/api/v1/registers/devices", params={"text": "K3+250"}).json()["total"] == 0  # nor by search
        assert put(roads, by, DEVICES[0] | {"code": "X"}, kind="devices").status_code == 403
    assert "K3+250" in roads.as_("commander").get("/api/v1/registers/devices").text


def test_what_goes_out_as_csv_comes_in_again(roads) -> None:
    commander = roads.as_("commander")
    whole = commander.get("/api/v1/registers/devices", params={"format": "csv"}).text
    sent = commander.post("/api/v1/registers/devices/file", files={"file": ("a.csv", whole.encode())})
    assert sent.json() == {"new": 0, "changed": 0}


def test_without_passes_nothing_is_said_of_health(roads) -> None:
    page = get(roads, "commander")
    assert (page["watched"], page["states"]) == (False, {})
    assert {r["health"] for r in page["rows"]} == {None}
    assert get(roads, "commander", "/K0")["hours"] == []
    assert roads.as_("commander").get("/api/v1/devices/nobody").status_code == 404


def test_a_dead_checkpoint_comes_first_with_its_silence_and_its_hours(passes) -> None:
    page = get(passes, "commander")
    first = page["rows"][0]
    assert (first["code"], first["health"]["state"]) == ("K1", "silent")
    assert first["health"]["strip"].endswith("s" * 11)
    assert page["states"]["silent"] == 1
    lake = passes.work.passes.read(int(NOW.timestamp() * 1000) - 72 * HOUR_MS, int(NOW.timestamp() * 1000))
    assert page["strangers"] == (lake.site == 2).sum() > 0
    detail = get(passes, "reader", "/K1")
    assert [s["ended"] for s in detail["silences"]] == [None]
    assert (len(detail["hours"]), detail["hours"][-1]["state"]) == (72, "silent")
    good = get(passes, "commander", "?state=good")
    assert all(r["health"]["expected"]["low"] <= r["health"]["passes"] for r in good["rows"])


def test_a_day_is_counted_once_the_latest_ones_anew(passes) -> None:
    read, asked = passes.work.passes.read, []
    passes.work.passes = replace(passes.work.passes, read=lambda a, b: asked.append(a) or read(a, b))
    get(passes, "commander")
    first = len(asked)
    assert first > 28
    get(passes, "reader")
    assert len(asked) == first  # kept for five minutes
    passes.clock.pass_(minutes=10)
    get(passes, "reader")
    assert len(asked) - first <= 6


def test_gaps_and_places_are_told_with_their_grounds(roads) -> None:
    gaps = get(roads, "commander", "/gaps")
    assert gaps["status"] == "partial"
    standards = {s["code"]: s for s in gaps["standards"]}
    assert standards["checkpoint"]["met_m"]["whole"] == 80_000.0
    assert standards["checkpoint"]["met_m"]["part"] == pytest.approx(2 * 12_519, abs=60)  # up to K1, both ways
    (gap,) = [g for g in gaps["rows"] if g["standard"] == "checkpoint"]
    assert (gap["heading"], gap["to_m"], gap["needed"]) == ("both", 40_000.0, 2)
    assert gap["crashes_per_year"] == pytest.approx(0.5 * gap["length_m"] / 1000, rel=1e-3)
    line = gap["geometry"]["coordinates"]
    assert line[0][0][0] == pytest.approx(107.0 + gap["from_m"] / 90_000, abs=1e-3)
    found = get(roads, "commander", "/proposals")
    first = found["rows"][0]
    assert found["proved"]
    assert first["gain"] == pytest.approx(10 / 40, abs=0.03)  # ten kilometres of forty, all alike
    assert first["reasons"][0]["zh"].startswith("覆盖")
    assert get(roads, "commander", "/gaps?standard=highway_camera")["total"] == len(gaps["rows"]) - 1


def test_before_the_loop_has_run_the_register_is_shown_without_roads(office) -> None:
    put(office, "commander", DEVICES[0], kind="devices")
    page = get(office, "commander")
    assert (page["on_roads"], [r["placed"] for r in page["rows"]]) == (False, [False])


def test_a_station_ledger_masks_whom_it_names(office) -> None:
    kept = {
        "day": "2026-03-04", "time": "09:30", "station": "K0", "plate": "甘M12345", "vehicle": "coach",
        "driver": "张三丰",
        "licence": "622801198001011234", "origin": "庆阳", "destination": "西安", "result": "passed", "officer": "李四",
        "passengers": [{"name": "王小明", "id_number": "622801198001011234"}],
    }  # fmt: skip
    assert put(office, "north-officer", kept, kind="station_ledger").status_code == 201
    row = office.as_("committee").get("/api/v1/registers/station_ledger").json()["rows"]
    shown = office.as_("auditing").get("/api/v1/registers/station_ledger").json()["rows"][0]
    assert shown["values"]["driver"] == "张三丰"  # the city writes for all below it
    assert all("张三丰" not in str(r) for r in row if not r["writable"])
    assert office.as_("south-lead").get("/api/v1/registers/station_ledger").json()["rows"] == []
