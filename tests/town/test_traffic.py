"""Traffic: typed columns, the same bytes twice, plates that cannot be real, and vehicles that drive as vehicles can."""

import hashlib
import json
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from daoan.terms.errors import InputError
from daoan.terms.passes import PASS_TYPES, Heading, PassClass, SiteHazard, SiteKind
from daoan.terms.plates import LARGE, NO_PLATE, PROVINCES, signs_of
from daoan.town.build import Town
from daoan.town.traffic.build import Traffic, build_traffic
from daoan.town.traffic.fleet import Haste, Part
from daoan.town.traffic.serials import LOCAL, bears_impossible, draw_serials, signs_in
from daoan.town.traffic.stated import by_kind, planted, read_stated

STATED = read_stated()


def digest(traffic: Traffic) -> str:
    sha, truth = hashlib.sha256(), traffic.truth
    for frame in (traffic.passes, traffic.vehicles, truth.passes, truth.fleet, truth.trips, truth.spells, truth.clones):
        for name in type(frame).__slots__:
            sha.update(np.ascontiguousarray(getattr(frame, name)).tobytes())
    sha.update(repr(traffic.watches).encode() + "|".join(traffic.sites.site_id).encode())
    return sha.hexdigest()


def test_same_seed_same_bytes_other_seed_other_traffic(town: Town, traffic: Traffic) -> None:
    assert digest(build_traffic(town, seed=3, scale=0.1)) == digest(traffic)
    assert digest(build_traffic(town, seed=4, scale=0.01, days=1)) != digest(
        build_traffic(town, seed=3, scale=0.01, days=1)
    )


def test_columns_are_of_the_types_that_the_frame_states(traffic: Traffic) -> None:
    assert {n: getattr(traffic.passes, n).dtype for n in PASS_TYPES} == {n: np.dtype(t) for n, t in PASS_TYPES.items()}
    v = traffic.vehicles
    assert [getattr(v, f.name).dtype.name for f in fields(v)] == [
        "int64", "uint8", "uint8", "int16", "uint8", "int32", "int32", "int16", "bool",
    ]  # fmt: skip
    s = traffic.sites
    assert [getattr(s, n).dtype.name for n in ("kind", "chainage_m", "heading", "lanes", "segment", "hazard")] == [
        "uint8", "float64", "int8", "int8", "int32", "uint8",
    ]  # fmt: skip
    assert len(traffic.truth.passes.moment_ms) == len(traffic.passes) > 50_000


def test_passes_come_in_the_order_in_which_they_became_known(traffic: Traffic) -> None:
    known = traffic.passes.known_ms
    assert (np.diff(known) >= 0).all()
    assert (known >= traffic.truth.passes.moment_ms).all()
    single = traffic.passes.pass_id[~traffic.truth.passes.double]
    assert len(np.unique(single)) == len(single)
    assert single.min() > 0


def test_the_days_are_the_last_ones_of_the_town(town: Town, traffic: Traffic) -> None:
    moment, end = traffic.truth.passes.moment_ms, int(town.as_of.timestamp() * 1000)
    assert end - 3 * 86_400_000 <= moment.min() < moment.max() < end
    later = build_traffic(town, seed=3, scale=0.01, days=1, until=datetime(2026, 3, 1, 16, tzinfo=UTC))
    assert later.truth.first_ms == int(datetime(2026, 2, 28, 16, tzinfo=UTC).timestamp() * 1000)
    assert not np.isin(later.truth.rows(Part.COMMUTER), later.truth.trips.vehicle).any()  # 1 March 2026 is a Sunday
    with pytest.raises(InputError):
        build_traffic(town, days=0)


def test_a_hamlet_has_some_of_everything_that_it_has_vehicles_for(town: Town) -> None:
    hamlet = build_traffic(town, seed=3, scale=0.002, days=1)
    assert len(hamlet.vehicles) == 120 + 24
    assert len(hamlet.passes) > 30
    assert len(hamlet.truth.clones.copy) == 3
    assert len(hamlet.watches) == 3


def test_no_plate_can_be_a_real_one_however_it_is_misread(traffic: Traffic) -> None:
    assert bears_impossible(traffic.vehicles.plate).all()
    assert bears_impossible(traffic.truth.fleet.plate).all()
    read = traffic.passes.plate[traffic.passes.plate != NO_PLATE]
    assert bears_impossible(read).all()
    assert bears_impossible(np.array([w.plate for w in traffic.watches])).all()
    assert not bears_impossible(np.array([LOCAL[0] << 49 | LOCAL[1] << 42]))


def test_plates_are_unique_and_strangers_are_of_other_provinces(traffic: Traffic) -> None:
    plate, local = traffic.vehicles.plate, traffic.truth.fleet.local[: len(traffic.vehicles)]
    assert len(np.unique(plate)) == len(plate)
    assert (local.sum(), (~local).sum()) == (6000, 1200)
    assert {signs_of(int(p))[:2] for p in plate[local]} == {"甘M"}
    strangers = {signs_of(int(p))[0] for p in plate[~local]}
    assert strangers == set(STATED["vehicles"]["provinces"])
    assert strangers <= set(PROVINCES) - {"甘"}


def test_some_yellow_plates_share_their_signs_with_a_blue_one(traffic: Traffic) -> None:
    plate = traffic.vehicles.plate
    signs, times = np.unique(plate & ~np.int64(LARGE), return_counts=True)
    twins = signs[times == 2]
    assert len(twins) == planted(STATED["vehicles"]["same_signs"], 0.1)
    assert np.isin(twins, plate).all()
    assert np.isin(twins | LARGE, plate).all()


def test_serials_are_distinct_and_bear_one_impossible_sign() -> None:
    serial = draw_serials(20_000, np.random.default_rng(1))
    assert len(np.unique(serial)) == 20_000
    signs = signs_in(serial)
    assert (np.isin(signs, [19 + 1, 25 + 1]).sum(axis=1) == 1).all()  # I and O in the order of SIGNS
    assert ((signs > 0).sum(axis=1) == 5).all()


def test_vehicles_are_as_stated(traffic: Traffic) -> None:
    v, stated = traffic.vehicles, STATED["vehicles"]
    share = np.bincount(v.kind[:6000], minlength=len(PassClass)) / 6000
    assert np.abs(share - by_kind(stated["local_kinds"])).max() < 0.02
    today = (traffic.truth.first_ms + 8 * 3_600_000) // 86_400_000
    overdue = (v.inspect_by < today).mean()
    assert abs(overdue - stated["inspection_overdue"]) < 4 * np.sqrt(stated["inspection_overdue"] / len(v))
    assert ((v.unprocessed >= 10).mean() > stated["many_share"] / 2) & (v.unprocessed.max() <= 66)
    assert (v.state != 0).sum() > 5
    assert not v.exempt_night[v.kind != PassClass.COACH].any()
    assert v.exempt_night.sum() >= 5


def test_sites_stand_apart_on_numbered_roads_with_gaps(town: Town, traffic: Traffic) -> None:
    s = traffic.sites
    assert 100 <= len(s) <= 150
    assert (s.kind == SiteKind.STATION).sum() == 12
    assert len(np.unique(s.segment)) == len(s) == len(set(s.site_id))
    assert all(r.startswith(("G", "S", "X")) for r in s.route)
    assert [town.network.route[k] for k in s.segment] == list(s.route)
    gap = np.diff(s.chainage_m)[s.route[1:] == s.route[:-1]]
    assert gap.min() > 0
    assert gap.max() > 25_000
    watches_one_way = s.heading != Heading.UNKNOWN
    assert (s.kind[watches_one_way] == SiteKind.CAMERA).all()
    for hazard in (SiteHazard.LONG_DESCENT, SiteHazard.ICE, SiteHazard.SCHOOL):
        assert (s.hazard & hazard > 0).any()
    assert (s.limit_large_kmh <= s.limit_car_kmh).all()


def test_distances_are_those_of_roads(town: Town, traffic: Traffic) -> None:
    d, s = traffic.distances, traffic.sites
    assert d.road_m.shape == d.free_s.shape == (len(s), len(s))
    assert (np.diag(d.road_m) == 0).all()
    assert np.isfinite(d.free_s).all()
    np.testing.assert_allclose(d.free_s, d.free_s.T, rtol=1e-4)
    east = (s.lon[:, None] - s.lon) * 111_320 * np.cos(np.radians(36.2))
    straight = np.hypot(east, (s.lat[:, None] - s.lat) * 111_320)
    assert (d.road_m >= straight * 0.98 - 900.0).all()
    off = ~np.eye(len(s), dtype=bool)
    speed = 3.6 * d.road_m[off] / d.free_s[off]
    assert 26 < speed.min() < speed.max() <= STATED["speeds"]["free"]["motorway"] + 0.1
    through = d.free_s[:, :, None] + d.free_s[None, :, :]
    assert (d.free_s <= through.min(axis=1) + 0.5).all()


def test_no_vehicle_is_faster_than_it_can_be_and_only_copies_seem_to_be(traffic: Traffic) -> None:
    def ratio(of: np.ndarray) -> np.ndarray:
        """Free driving time over true time between passes of one thing, by pass."""
        order = np.lexsort((p.moment_ms, of))
        order = order[~p.double[order]]
        a, b = order[:-1], order[1:]
        same = of[a] == of[b]
        a, b = a[same], b[same]
        dt = (p.moment_ms[b] - p.moment_ms[a]) / 1000.0
        site = traffic.passes.site
        return np.column_stack([b, traffic.distances.free_s[site[a], site[b]] / np.maximum(dt, 1e-3)])

    p, fleet = traffic.truth.passes, traffic.truth.fleet
    rows, by_vehicle = ratio(p.vehicle).T
    haste = fleet.haste[p.vehicle[rows.astype(int)]]
    assert by_vehicle[haste != Haste.SECTION].max() < 1.7
    assert 1.3 < np.median(by_vehicle[haste == Haste.SECTION]) < by_vehicle.max() < 2.3
    rows, by_plate = ratio(p.plate).T
    jumps = rows[by_plate > 2.5].astype(int)
    assert len(jumps) > 0
    copied = fleet.plate[fleet.copies >= 0]
    assert np.isin(p.plate[jumps], copied).all()


def test_every_trip_begins_where_and_after_the_one_before_it_ended(traffic: Traffic) -> None:
    trips = traffic.truth.trips
    order = np.lexsort((trips.depart_s, trips.vehicle))
    a, b = order[:-1], order[1:]
    same = trips.vehicle[a] == trips.vehicle[b]
    a, b = a[same], b[same]
    assert len(a) > 1_000
    np.testing.assert_array_equal(trips.destination[a], trips.origin[b])
    assert (trips.depart_s[b] - trips.arrive_s[a] > 60.0).all()


def test_headings_follow_the_chainage(traffic: Traffic) -> None:
    p, sites, site = traffic.truth.passes, traffic.sites, traffic.passes.site
    order = np.lexsort((p.moment_ms, p.trip))
    order = order[~p.double[order]]
    a, b = order[:-1], order[1:]
    same = (p.trip[a] == p.trip[b]) & (sites.route[site[a]] == sites.route[site[b]]) & (p.heading[a] == p.heading[b])
    a, b = a[same], b[same]
    assert len(a) > 10_000
    grows = sites.chainage_m[site[b]] > sites.chainage_m[site[a]]
    assert ((p.heading[b] == Heading.UP) == grows).mean() > 0.99  # a trip may leave a route and come back to it
    watched = sites.heading[site]
    assert (p.heading == watched)[watched != Heading.UNKNOWN].all()


def test_another_way_is_taken_by_a_share_and_is_never_faster(traffic: Traffic) -> None:
    choice = np.bincount(traffic.truth.trips.choice, minlength=3) / len(traffic.truth.trips)
    assert abs(choice[1] - 0.2) < 0.03
    assert choice[2] > 0.04


def test_days_have_a_rhythm(traffic: Traffic) -> None:
    hour = (traffic.truth.passes.moment_ms - traffic.truth.first_ms) // 3_600_000 % 24
    number = np.bincount(hour, minlength=24)
    assert number[2:5].sum() > 0
    assert number[8:12].mean() > 4 * number[2:5].mean()


def test_everything_is_written_and_says_that_it_is_simulated(traffic: Traffic, tmp_path: Path) -> None:
    traffic.write(tmp_path / "traffic")
    table = pq.read_table(tmp_path / "traffic" / "passes.parquet")
    assert table.column_names == list(PASS_TYPES)
    assert table.schema.metadata[b"simulated"] == b"true"
    np.testing.assert_array_equal(table["plate"].to_numpy(), traffic.passes.plate)
    truth = pq.read_table(tmp_path / "traffic" / "truth_passes.parquet")
    np.testing.assert_array_equal(truth["vehicle"].to_numpy(), traffic.truth.passes.vehicle)
    head = json.loads((tmp_path / "traffic" / "truth.json").read_text("utf-8"))
    assert head["simulated"] is True
    assert (head["seed"], head["scale"]) == (3, 0.1)
    assert len(head["watches"]) == len(traffic.watches)
    assert (tmp_path / "traffic" / "truth_spells.parquet").exists()


def test_every_table_of_the_parameters_names_its_source_and_status() -> None:
    assert [name for name, table in STATED.items() if not table.get("source")] == []
    assert {table["status"] for table in STATED.values()} <= {"verified", "partial", "project_default"}
