"""Clusters are found where they are planted, and neither a busy road nor a bad month of the whole city makes one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from daoan.assess.clusters import find_clusters
from daoan.assess.density import density_of
from daoan.assess.exposure import class_exposure
from daoan.terms.errors import RulePackInvalid
from daoan.terms.frames import CrashFrame
from daoan.terms.records import BlackSpot
from daoan.terms.rulepacks import read_rule_pack
from tests.assess.risk.simulated_roads import AS_OF, crash_frame, simulate

ROOT = Path(__file__).parents[3]


def read_pack(name: str):
    return read_rule_pack((ROOT / "rulepacks" / f"{name}.toml").read_text(encoding="utf-8"), name)


PACK, SEVERITY, EXPOSURE = (read_pack(name) for name in ("clusters", "severity", "exposure"))
WORLD = simulate(4, busy=2.0)
PLANTED = np.arange(30, 34)  # four stretches of one road, end to end


def clusters_of(crashes: CrashFrame, world=WORLD, blackspots=(), as_of=AS_OF, pack=PACK):
    flow = class_exposure(world.network, EXPOSURE)
    return find_clusters(world.network, crashes, lambda _: flow, blackspots, as_of, "UTC", pack, SEVERITY)


def with_more(crashes: CrashFrame, segment: np.ndarray, days_ago: np.ndarray, late_days: int = 0) -> CrashFrame:
    """The crashes and some more, some days before the moment and known at once or later."""
    end = np.datetime64(AS_OF.replace(tzinfo=None), "s")
    happened = np.concatenate([crashes.happened_at, end - days_ago.astype("timedelta64[D]")])
    known = np.concatenate([crashes.known_at, end - (days_ago - late_days).astype("timedelta64[D]")])
    return crash_frame(
        happened,
        np.concatenate([crashes.segment, segment]),
        np.concatenate([crashes.ksi, np.ones(len(segment), bool)]),
        known,
    )


def spot_on(name: str, segment: int) -> BlackSpot:
    day = AS_OF.date()
    return BlackSpot(
        name, "p@1", "r", "point", None, None, None, None, (WORLD.network.segment_id[segment],), (), None, 0.0, 0.0,
        100.0, 3, 0, 0, day, day, None, None, None, None,
    )  # fmt: skip


def test_a_planted_cluster_is_found_and_told_whole():
    segment = np.repeat(PLANTED, 4)
    crashes = with_more(WORLD.crashes, segment, np.tile([3, 9, 17, 25], 4))
    found = clusters_of(crashes, blackspots=(spot_on("there", 31), spot_on("elsewhere", 500)))
    first = found[0]
    names = set(first.segment_ids)
    assert len({WORLD.network.segment_id[s] for s in PLANTED} & names) >= 3
    assert first.recurrence_days > 365
    assert first.p_by_tail
    assert first.draws == 999
    assert 21 <= (first.ends - first.starts).days <= 35
    assert first.ends == AS_OF.date()
    assert first.crashes == len(first.crash_ids) >= 12
    assert first.ksi >= 12
    assert first.expected_crashes.low < first.expected_crashes.value < first.expected_crashes.high < 5
    assert first.relative_risk.low > 1
    assert first.blackspot_ids == ("there",)
    assert [c.rank for c in found] == list(range(1, len(found) + 1))
    rows = {c: i for i, c in enumerate(crashes.crash_id)}
    assert all(WORLD.network.segment_id[crashes.segment[rows[c]]] in names for c in first.crash_ids)


def test_nothing_lately_is_no_news_and_is_known_soon():
    found = clusters_of(WORLD.crashes)
    assert found[0].p_value > 0.05
    assert found[0].draws < 999
    assert len(found) <= PACK.get("report.most")


def test_a_month_in_which_the_whole_city_has_twice_as_many_is_no_cluster():
    rng = np.random.default_rng(0)
    number = rng.poisson(WORLD.crashes_per_year * 28 / 365)
    segment = np.repeat(np.arange(len(number)), number)
    found = clusters_of(with_more(WORLD.crashes, segment, rng.integers(1, 29, len(segment))))
    assert found[0].p_value > 0.05


def test_what_becomes_known_later_changes_nothing():
    segment = np.repeat(PLANTED, 6)
    late = with_more(WORLD.crashes, segment, np.full(len(segment), 5), late_days=30)
    without = clusters_of(WORLD.crashes)
    assert [c.p_value for c in clusters_of(late)] == [c.p_value for c in without]
    seen = clusters_of(late, as_of=AS_OF + timedelta(days=26))
    assert seen[0].recurrence_days > without[0].recurrence_days * 100


@pytest.mark.parametrize("case", ["no crash", "short record", "two crashes"])
def test_where_nothing_can_be_said_nothing_is(case):
    end = np.datetime64(AS_OF.replace(tzinfo=None), "s")
    keep = {
        "no crash": np.zeros(len(WORLD.crashes), bool),
        "short record": WORLD.crashes.happened_at > end - np.timedelta64(400, "D"),
        "two crashes": (WORLD.crashes.happened_at < end - np.timedelta64(200, "D"))
        | (np.arange(len(WORLD.crashes)) >= len(WORLD.crashes) - 2),
    }[case]
    assert clusters_of(WORLD.crashes.where(keep)) == ()


@pytest.mark.slow
def test_on_quiet_towns_p_is_uniform_with_shares_learned_from_the_past():
    p = []
    for seed in range(60):
        world = simulate(100 + seed, busy=2.0)
        p.append(clusters_of(world.crashes, world)[0].p_value)
    assert stats.binom.cdf(int((np.array(p) <= 0.1).sum()), len(p), 0.1) < 0.999
    assert stats.binom.cdf(int((np.array(p) <= 0.5).sum()), len(p), 0.5) > 0.001


# --- density ----------------------------------------------------------------------------------------------------------


def test_density_adds_up_to_the_crashes_of_its_years_that_were_known():
    found = density_of(WORLD.network, WORLD.crashes, AS_OF, PACK)
    years = PACK.get("density.years")
    end = np.datetime64(AS_OF.replace(tzinfo=None), "s")
    counted = int((WORLD.crashes.happened_at > end.astype("datetime64[Y]") - np.timedelta64(years, "Y")).sum())
    assert sum(d.crashes_per_km_year * d.length_m / 1000 * years for d in found) == pytest.approx(counted)
    late = replace(WORLD.crashes, known_at=WORLD.crashes.known_at + np.timedelta64(3000, "D"))
    assert density_of(WORLD.network, late, AS_OF, PACK) == ()


def test_density_is_ranked_by_the_densest_piece_which_lies_where_the_crashes_do():
    end = np.datetime64(AS_OF.replace(tzinfo=None), "s")
    crashes = crash_frame(np.full(5, end - np.timedelta64(9, "D")), np.array([7, 7, 7, 7, 99]), np.zeros(5, bool))
    found = density_of(WORLD.network, crashes, AS_OF, PACK)
    assert [d.rank for d in found] == list(range(1, len(found) + 1))
    first = found[0]
    assert first.segment_id == WORLD.network.segment_id[7]
    # Every crash lies on the segment's first point, which is a dead end here: four on the first 50 m and beyond.
    assert np.argmax(first.pieces) == 0
    assert first.peak_crashes_per_km_year.value == pytest.approx(first.pieces[0], abs=1e-3)
    assert (
        first.peak_crashes_per_km_year.low < first.peak_crashes_per_km_year.value < first.peak_crashes_per_km_year.high
    )
    assert (first.lon, first.lat) != (found[1].lon, found[1].lat)


@pytest.mark.parametrize(("key", "words"), [("kernel", "quartic or triangular"), ("split", "or continuous")])
def test_a_kernel_or_split_that_there_is_not_is_refused(key, words):
    broken = replace(PACK, values={**PACK.values, "density": {**PACK.get("density"), key: "gauss"}})
    with pytest.raises(RulePackInvalid, match=words):
        density_of(WORLD.network, WORLD.crashes, AS_OF, broken)
