"""Truth: same seed same bytes, spots in the truth and not in a null town, and the data follow the stated risks."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from daoan.town.build import Town, build_town
from daoan.town.spots import notice


def digest(town: Town) -> str:
    n, sha = town.network, hashlib.sha256()
    for column in (n.coords, n.length_m, n.chainage_m, town.truth.expected_per_year, town.truth.crash_offset_m):
        sha.update(np.ascontiguousarray(column).tobytes())
    sha.update("|".join(n.segment_id).encode())
    sha.update(repr(town.crashes).encode())
    sha.update(repr(town.counts).encode())
    sha.update(repr(town.areas).encode())
    return sha.hexdigest()


def test_same_seed_same_bytes_other_seed_other_town(town: Town) -> None:
    assert digest(build_town(seed=7)) == digest(town)
    assert digest(build_town(seed=8)) != digest(town)


def test_a_null_town_is_the_same_town_without_spots(town: Town, null_town: Town) -> None:
    assert null_town.truth.spots == ()
    assert list(null_town.network.segment_id) == list(town.network.segment_id)
    np.testing.assert_array_equal(null_town.truth.ordinary_per_year, town.truth.ordinary_per_year)
    np.testing.assert_array_equal(null_town.truth.expected_per_year, null_town.truth.ordinary_per_year)
    assert (null_town.truth.crash_spot == -1).all()


def test_spots_are_as_stated(town: Town) -> None:
    stated, spots = town.truth.parameters["spots"], town.truth.spots
    assert len(spots) == stated["number"]
    for s in spots:
        assert 300 <= s.to_m - s.from_m <= 500
        assert 3 <= s.factor <= 6
        assert notice(s, stated["notice_years"]) >= stated["min_notice"]
        assert abs(s.expected_per_year / s.ordinary_per_year - s.factor) < 1e-9
        assert sum(s.covered_m) >= 0.97 * (s.to_m - s.from_m)
        assert [town.network.segment_id[i] for i in s.segments] == list(s.segment_ids)
        assert {town.network.route[i] for i in s.segments} == {s.route}
    assert {s.pattern for s in spots} == set(stated["patterns"])


def test_risk_with_spots_is_ordinary_risk_and_what_they_add(town: Town) -> None:
    added = town.truth.expected_per_year - town.truth.ordinary_per_year
    for s in town.truth.spots:
        assert abs(added[list(s.segments)].sum() - (s.expected_per_year - s.ordinary_per_year)) < 1e-6
    touched = {i for s in town.truth.spots for i in s.segments}
    assert set(np.flatnonzero(added > 1e-12)) == touched
    assert abs(town.truth.ordinary_per_year.sum() - town.truth.parameters["risk"]["crashes_per_year"]) < 1e-6


def test_crashes_at_spots_are_as_many_as_expected_and_inside_them(town: Town) -> None:
    n, truth = town.network, town.truth
    doubled = {again for again, _ in truth.faults.doubled}
    once = np.array([i not in doubled for i in truth.crash_id])
    for k, s in enumerate(truth.spots):
        mine = once & (truth.crash_spot == k)
        at = n.chainage_m[truth.crash_segment[mine]] + truth.crash_offset_m[mine]
        assert ((at >= s.from_m - 0.01) & (at <= s.to_m + 0.01)).all()
        expected = 8 * (s.expected_per_year - s.ordinary_per_year)
        assert abs(mine.sum() - expected) < 4.5 * np.sqrt(expected)


def test_counts_on_segments_are_poisson_around_the_truth(town: Town) -> None:
    truth = town.truth
    doubled = {again for again, _ in truth.faults.doubled}
    once = np.array([i not in doubled for i in truth.crash_id])
    y = np.bincount(truth.crash_segment[once], minlength=len(town.network))
    m = 8 * truth.expected_per_year
    chi2 = ((y - m) ** 2 / m).sum()
    assert abs(chi2 / len(y) - 1.0) < 0.08  # Poisson: mean 1; heavier or lighter tails would move it


def test_heterogeneity_has_the_stated_spread_and_range(town: Town) -> None:
    stated, log_dev = town.truth.parameters["risk"], np.log(town.truth.deviation)
    total = np.hypot(stated["route_sd_log"], stated["local_sd_log"])
    assert abs(log_dev.std() - total) < 0.03
    n = town.network
    long_routes = np.flatnonzero(np.char.startswith(n.route.astype(str), "G98"))
    order = long_routes[np.lexsort((n.chainage_m[long_routes], n.route[long_routes].astype(str)))]
    same = n.route[order][1:] == n.route[order][:-1]
    near = np.corrcoef(log_dev[order][:-1][same], log_dev[order][1:][same])[0, 1]
    expected = stated["route_sd_log"] ** 2 / total**2 * np.exp(-400 / stated["route_length_m"])
    assert abs(near - expected) < 0.08


def test_patterns_show_in_the_crashes_of_their_spots(town: Town) -> None:
    truth = town.truth
    of = {"wet": [], "dark": [], "vulnerable": [], "long_slope": []}
    for c, k in zip(town.crashes, truth.crash_spot, strict=True):
        if k >= 0:
            of[truth.spots[k].pattern].append(c)

    def share(crashes: list, trait) -> float:
        return sum(map(trait, crashes)) / len(crashes)

    def wet(c) -> bool:
        return c.weather in ("rain", "snow", "fog")

    def dark(c) -> bool:
        return c.light in ("dark_lit", "dark_unlit")

    def steep(c) -> bool:
        return c.form in ("rear_end", "rollover", "run_off", "object")

    def soft(c) -> bool:
        return any(p.role == "pedestrian" or p.vehicle in ("e_bike", "motorcycle", "tricycle") for p in c.parties)

    for name, trait in (("wet", wet), ("dark", dark), ("vulnerable", soft), ("long_slope", steep)):
        assert share(of[name], trait) > share(town.crashes, trait) + 0.12, name


def test_counts_speak_of_the_true_flow_with_error(town: Town) -> None:
    assert len(town.counts) == 60 * 8
    assert len({c.point_id for c in town.counts}) == 60
    lon, lat = town.network.midpoints()
    at = {(round(x, 9), round(y, 9)): i for i, (x, y) in enumerate(zip(lon, lat, strict=True))}
    ratio = [
        np.log(c.vehicles_per_day / (town.truth.vehicles_per_day[at[round(c.lon, 9), round(c.lat, 9)]]
               * 1.03 ** (c.year - 2022))) for c in town.counts
    ]  # fmt: skip
    assert abs(np.mean(ratio)) < 0.02
    assert 0.06 < np.std(ratio) < 0.1


def test_years_fall_and_2020_is_low(town: Town) -> None:
    factor = dict(zip(town.truth.years, town.truth.year_factor, strict=True))
    assert abs(np.mean(list(factor.values())) - 1) < 1e-12
    assert factor[2020] < factor[2021] > factor[2025]
    whole = town.truth.expected_in(range(2018, 2026))
    np.testing.assert_allclose(whole, town.truth.expected_per_year)
    np.testing.assert_allclose(town.truth.expected_in(range(2025, 2026)), whole * factor[2025])


def test_truth_is_written_beside_the_data(town: Town, tmp_path: Path) -> None:
    town.write_truth(tmp_path / "truth")
    head = json.loads((tmp_path / "truth" / "truth.json").read_text("utf-8"))
    assert head["simulated"] is True
    assert head["seed"] == 7
    assert len(head["spots"]) == 12
    table = pq.read_table(tmp_path / "truth" / "segments.parquet")
    np.testing.assert_array_equal(table["expected_per_year"].to_numpy(), town.truth.expected_per_year)
    assert pq.read_table(tmp_path / "truth" / "crashes.parquet").num_rows == len(town.crashes)


def test_truth_of_the_parameters_names_its_sources() -> None:
    def tables(values: dict) -> list[dict]:
        return [values] + [t for v in values.values() if isinstance(v, dict) and "source" in v for t in tables(v)]

    import tomllib

    import daoan.town

    stated = tomllib.loads((Path(daoan.town.__file__).parent / "truth.toml").read_text("utf-8"))
    assert [name for name, table in stated.items() if not table.get("source")] == []
