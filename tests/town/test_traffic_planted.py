"""What is planted in the traffic truly is there: tired drivers, nights, shuttles, copies, speeders, watches."""

import numpy as np

from daoan.terms.passes import PassClass
from daoan.town.traffic.build import Traffic
from daoan.town.traffic.fleet import Haste, Part
from daoan.town.traffic.follow import Trips
from daoan.town.traffic.spells import Drives, drives_of, in_hours, spells_of
from daoan.town.traffic.stated import planted, read_stated

STATED = read_stated()
P, D = STATED["planted"], STATED["driving"]
SCALE = 0.1


def test_every_tired_spell_exceeds_the_limit_and_holds_no_rest(traffic: Traffic) -> None:
    spells, fleet = traffic.truth.spells, traffic.truth.fleet
    coach = fleet.kind[spells.vehicle] == PassClass.COACH
    assert ((spells.driven_s > 4 * 3600) | (coach & (spells.night_s > 2 * 3600))).all()
    drives = drives_of(traffic.truth.trips, traffic.truth.days)
    for vehicle, begin, end, driven in zip(spells.vehicle, spells.begin_s, spells.end_s, spells.driven_s, strict=True):
        mine = (drives.vehicle == vehicle) & (drives.begin_s >= begin) & (drives.end_s <= end)
        assert (drives.begin_s[mine][1:] - drives.end_s[mine][:-1] < 20 * 60).all()
        assert abs((drives.end_s - drives.begin_s)[mine].sum() - driven) < 1.0


def test_those_who_were_to_be_tired_are_and_nobody_else(traffic: Traffic) -> None:
    truth = traffic.truth
    meant = set(truth.rows(Part.TIRED).tolist())
    assert len(meant) == planted(P["tired_trucks"], SCALE) + planted(P["tired_coaches"], SCALE)
    assert set(truth.spells.vehicle.tolist()) == meant


def test_near_misses_drive_long_with_rests_in_between(traffic: Traffic) -> None:
    truth = traffic.truth
    near = truth.rows(Part.NEAR_MISS)
    drives = drives_of(truth.trips, truth.days)
    total = np.bincount(drives.vehicle, drives.end_s - drives.begin_s, minlength=len(truth.fleet))[near]
    assert (total > 4 * 3600).sum() >= len(near) / 2
    spells = spells_of(drives, truth.fleet, STATED)
    longest = spells.driven_s[np.isin(spells.vehicle, near)].max()
    assert 3.5 * 3600 < longest <= 4 * 3600


def test_coaches_by_night_are_told_with_and_without_exemption(traffic: Traffic) -> None:
    truth = traffic.truth
    assert (truth.fleet.kind[truth.night_coaches] == PassClass.COACH).all()
    assert set(truth.rows(Part.NIGHT_COACH).tolist()) <= set(truth.night_unlawful.tolist())
    exempt = set(truth.rows(Part.NIGHT_EXEMPT).tolist())
    assert exempt <= set(truth.night_coaches.tolist()) - set(truth.night_unlawful.tolist())
    others = set(truth.night_unlawful.tolist()) - set(truth.rows(Part.NIGHT_COACH).tolist())
    assert others <= set(truth.rows(Part.TIRED).tolist())


def test_shuttlers_drive_one_way_to_and_fro_many_times_a_day(traffic: Traffic) -> None:
    truth = traffic.truth
    shuttlers = truth.rows(Part.SHUTTLER)
    assert len(shuttlers) == planted(P["shuttlers"], SCALE)
    for vehicle in shuttlers:
        mine = truth.trips.vehicle == vehicle
        day = (truth.trips.depart_s[mine] // 86_400).astype(int)
        ends = {frozenset(pair) for pair in zip(truth.trips.origin[mine], truth.trips.destination[mine], strict=True)}
        assert len(ends) == 1
        assert np.bincount(day, minlength=3)[:3].min() >= P["shuttle_runs"][0] - 1
    assert np.isin(shuttlers, truth.passes.vehicle).mean() > 0.7  # unless the only site between is dead or looks away


def test_copies_bear_anothers_plate_and_drive_while_it_drives(traffic: Traffic) -> None:
    truth = traffic.truth
    clones, fleet = truth.clones, truth.fleet
    assert len(clones.copy) == planted(P["clones"], SCALE)
    np.testing.assert_array_equal(fleet.plate[clones.copy], fleet.plate[clones.original])
    assert (clones.copy >= len(traffic.vehicles)).all()
    np.testing.assert_array_equal(truth.passes.clone, np.isin(truth.passes.vehicle, clones.copy))
    parked = fleet.part[clones.original] == Part.PARKED
    assert parked.sum() == round(len(parked) * P["clone_parked"])
    assert (clones.original_passes[parked] == 0).all()
    assert (clones.tightest > 1.0).any()
    assert (clones.tightest[parked] == 0.0).all()
    looks = fleet.colour[clones.copy] == fleet.colour[clones.original]
    assert looks.any()


def test_fakes_are_in_no_register(traffic: Traffic) -> None:
    fleet = traffic.truth.fleet
    assert fleet.fake.sum() == planted(P["fakes"], SCALE)
    assert not np.isin(fleet.plate[fleet.fake], traffic.vehicles.plate).any()
    np.testing.assert_array_equal(traffic.truth.passes.fake, fleet.fake[traffic.truth.passes.vehicle])


def test_speeders_of_sections_brake_at_cameras_and_those_of_points_do_not(traffic: Traffic) -> None:
    truth, sites = traffic.truth, traffic.sites
    over = truth.passes.speed_kmh / sites.limit_car_kmh[traffic.passes.site]
    haste = truth.fleet.haste[truth.passes.vehicle]
    assert over[haste == Haste.SECTION].max() <= 1.0
    assert abs((over[haste == Haste.POINT] >= P["point_factor"][0] - 1e-4).mean() - P["point_share"]) < 0.08
    assert (over[haste == Haste.NONE] > 1.2).mean() < 0.002
    assert (truth.fleet.pace[truth.speeders(Haste.SECTION)] <= P["section_pace"][1]).all()


def test_watches_have_their_causes_and_some_are_stale_or_over_or_never_met(traffic: Traffic) -> None:
    watches, truth = traffic.watches, traffic.truth
    assert len(watches) == planted(P["watches"], SCALE)
    assert {w.type_code for w in watches if w.cured_ms is not None} == {"01"}
    stale = [watches[k] for k in truth.stale]
    assert stale
    assert all(w.cured_ms < truth.first_ms < w.until_ms for w in stale)
    assert any(w.until_ms < truth.first_ms for w in watches)
    assert all(w.from_ms < w.until_ms for w in watches)
    passed = set(truth.passes.plate.tolist())
    assert 0.02 < np.mean([w.plate not in passed for w in watches]) < 0.4
    inspect_by = dict(zip(traffic.vehicles.plate.tolist(), traffic.vehicles.inspect_by.tolist(), strict=True))
    today = (truth.first_ms + 8 * 3_600_000) // 86_400_000
    due = [w for w in watches if w.type_code == "04" and w.plate in passed]
    assert due
    assert all(inspect_by[w.plate] < today for w in due)


def trips(depart: float, drive: float, breaks: list[tuple[float, float]]) -> Trips:
    at = np.full((1, 5), np.inf)
    stands = np.zeros((1, 5))
    for k, (where, length) in enumerate(breaks):
        at[0, k], stands[0, k] = where, length
    one = np.zeros(1, dtype=np.int64)
    return Trips(one, one, one, one, np.array([depart]), np.array([drive]), np.ones(1), at, stands)


def test_stops_of_nineteen_minutes_are_no_rest_and_of_twenty_are(traffic: Traffic) -> None:
    for minutes, number in ((19.0, 1), (20.0, 2)):
        drives = drives_of(trips(30_000.0, 16_000.0, [(9_000.0, 60 * minutes)]), 1)
        np.testing.assert_allclose(drives.end_s - drives.begin_s, [9_000.0, 7_000.0])
        spells = spells_of(drives, traffic.truth.fleet, STATED)
        assert len(spells.vehicle) == number
        assert spells.tired.tolist() == ([True] if number == 1 else [False, False])  # 16,000 s are 4.4 h


def test_stops_may_be_given_in_any_order() -> None:
    one = drives_of(trips(0.0, 100.0, [(60.0, 5.0), (20.0, 7.0)]), 1)
    np.testing.assert_allclose(one.begin_s, [0.0, 27.0, 72.0])
    np.testing.assert_allclose(one.end_s, [20.0, 67.0, 112.0])


def test_hours_of_the_night_run_over_midnight() -> None:
    begin, end = np.array([21.0, 23.0, 1.0, 7.0, 45.0]) * 3600, np.array([23.0, 27.0, 8.0, 20.0, 55.0]) * 3600
    np.testing.assert_allclose(in_hours(begin, end, 22.0, 6.0) / 3600, [1.0, 4.0, 5.0, 0.0, 8.0])
    np.testing.assert_allclose(in_hours(begin, end, 2.0, 5.0) / 3600, [0.0, 1.0, 3.0, 0.0, 3.0])


def test_drives_after_the_last_day_are_cut() -> None:
    cut: Drives = drives_of(trips(86_000.0, 1_000.0, []), 1)
    np.testing.assert_allclose(cut.end_s, [86_400.0])
