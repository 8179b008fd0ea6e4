"""Rules on small networks where the answer can be counted by hand."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.assess.blackspots import find_blackspots, keep_ids
from daoan.assess.blackspots.rules import rules_of
from daoan.terms.codes import Light, Severity, Structure, Surface
from daoan.terms.errors import RulePackInvalid
from daoan.terms.frames import code_column
from daoan.terms.rulepacks import Status, read_rule_pack
from tests.assess.blackspots.straight_town import AS_OF, ZONE, estimate, frame_at, straight_network

ROOT = Path(__file__).parents[3]
PACKS = sorted((ROOT / "rulepacks").glob("blackspots-*.toml"))

HEAD = """
[pack]
version = "1"
title_en = "t"
title_zh = "t"
source = "test"
status = "project_default"
[weights]
fatal = 9.5
serious = 3.5
slight = 1.0
injured = 2.0
damage_only = 0.3
[statistics]
prob_excess_min = 0.95
simulations = 20
[patterns]
fdr = 0.10
least_cases = 3
"""


def pack_of(*rules, name="blackspots-test"):
    text = HEAD
    for i, (kind, where, conditions) in enumerate(rules):
        text += f'[[rule]]\nkey = "r{i}"\ntitle_en = "t"\ntitle_zh = "t"\nkind = "{kind}"\nyears = 1\n'
        text += f"{where}\nconditions = [{conditions}]\n"
    return read_rule_pack(text, name)


FATAL_3 = '{ count = "fatal", at_least = 3 }'
POINT = pack_of(("point", "window_m = 500", FATAL_3))
NETWORK = straight_network(routes=3)


def fatal_at(*chainages, route=0, **columns):
    """Fatal crashes at places of one route of :data:`NETWORK`."""
    chainage = np.array(chainages, dtype=float)
    segment = route * 50 + np.minimum(chainage // 200, 49).astype(int)
    return frame_at(
        segment, chainage - (segment - route * 50) * 200.0, severity=[Severity.FATAL] * len(chainage), **columns
    )


def find(crashes, pack=POINT, network=NETWORK, risk=None, as_of=AS_OF):
    return find_blackspots(network, crashes, risk, as_of, [pack], ZONE)


def test_three_fatal_crashes_within_500_m_are_a_point():
    (spot,) = find(fatal_at(1000, 1200, 1500, 1501))
    assert (spot.crashes, spot.fatal, spot.ksi) == (3, 3, 3)
    assert (spot.from_m, spot.to_m, spot.kind) == (1000.0, 1500.0, "point")
    assert (spot.merged_from_m, spot.merged_to_m) == (1000.0, 1700.0)
    assert spot.segment_ids == ("R0-005", "R0-006", "R0-007")
    assert (spot.route_id, spot.road_name, spot.area) == ("R0", "S0", "621002")
    assert (str(spot.window_starts), str(spot.window_ends)) == ("2023-01-01", "2024-01-01")
    assert (spot.expected_crashes, spot.eb_agrees, spot.q_value) == (None, None, None)
    assert any("7" in note.zh for note in spot.notes)


@pytest.mark.parametrize(
    "crashes",
    [
        fatal_at(1000, 1200, 1501),
        fatal_at(1000, 1200),
        fatal_at(1000, 1200, 1400).where(np.array([0, 1])),
        frame_at([5, 5, 5], [0.0, 10.0, 20.0], severity=[Severity.FATAL, Severity.FATAL, Severity.SERIOUS]),
    ],
    ids=["too far apart", "too few", "one missing", "one not fatal"],
)
def test_less_than_the_rule_is_no_spot(crashes):
    assert find(crashes) == ()


def test_a_window_crosses_segments_but_not_routes():
    assert len(find(fatal_at(190, 210, 410))) == 1
    both = [fatal_at(9_900, 9_990), fatal_at(0.0, route=1)]
    joined = frame_at(
        np.concatenate([c.segment for c in both]),
        np.concatenate([c.offset_m for c in both]),
        severity=[Severity.FATAL] * 3,
    )
    assert find(joined) == ()


def test_segments_drawn_against_the_chainage_change_nothing():
    backward = straight_network(routes=3, backward=True)
    crashes = fatal_at(1000, 1250, 1450)
    turned = np.where(backward.forward[crashes.segment], crashes.offset_m, 200.0 - crashes.offset_m)
    (spot,) = find(crashes.snapped(crashes.segment, turned, crashes.snap_m), network=backward)
    (straight,) = find(crashes)
    assert (spot.from_m, spot.to_m) == (straight.from_m, straight.to_m)
    assert np.isclose(spot.lon, straight.lon)
    assert np.isclose(spot.lon, 107.6 + 1250.0 / 111_320.0 / np.cos(np.radians(35.7)))


def test_dates_are_half_open_and_nothing_known_later_counts():
    days = ["2023-01-01T00:00:00", "2023-01-01T00:00:01", "2024-01-01T00:00:00", "2024-01-01T00:00:01"]
    when = np.array(days, dtype="datetime64[s]")
    inside = [False, True, True, False]
    for day, counts in zip(when, inside, strict=True):
        crashes = fatal_at(1000, 1100, 1200, happened_at=np.array([np.datetime64("2023-06-01", "s")] * 2 + [day]))
        assert bool(find(crashes)) is counts, day
    late = fatal_at(1000, 1100, 1200)
    known = late.known_at.copy()
    known[0] = np.datetime64("2024-03-01", "s")
    assert find(replace(late, known_at=known)) == ()
    assert len(find(replace(late, known_at=known), as_of=datetime(2024, 3, 1, tzinfo=UTC))) == 1


def test_overlapping_hits_leave_disjoint_cores_with_the_gravest_first():
    crashes = fatal_at(1000, 1100, 1200, 1300, 1600, 1700, 1800, 5000, 5100, 5200)
    spots = find(crashes)
    assert [(s.from_m, s.fatal) for s in spots] == [(1000.0, 4), (1600.0, 3), (5000.0, 3)]
    # The hit from 1300 m on holds four too; it overlaps the first core and is merged into it.
    assert (spots[0].merged_from_m, spots[0].merged_to_m) == (1000.0, 1800.0)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 5000), min_size=0, max_size=30))
def test_cores_hold_the_rule_and_every_hit_is_in_a_merged_extent(metres):
    metres = sorted(metres)
    spots = find(fatal_at(*metres))
    for spot in spots:
        inside = [m for m in metres if spot.from_m <= m <= spot.to_m]
        assert spot.fatal == len(inside) >= 3
        assert spot.to_m - spot.from_m <= 500
    for one, other in itertools.combinations(spots, 2):
        assert one.to_m < other.from_m or other.to_m < one.from_m
    assert len({s.blackspot_id for s in spots}) == len(spots)
    for start in metres:
        if sum(start <= m <= start + 500 for m in metres) >= 3:
            assert any(s.merged_from_m <= start <= s.merged_to_m for s in spots)


def test_earlier_rules_of_a_pack_take_the_place_of_later_ones():
    pack = pack_of(("point", "window_m = 500", FATAL_3), ("stretch", "window_m = 2000", FATAL_3))
    spots = find(fatal_at(1000, 1100, 1200, 1900, 6000, 6900, 7900), pack)
    assert [(s.rule, s.kind, s.from_m, s.crashes) for s in spots] == [
        ("r0", "point", 1000.0, 3),
        ("r1", "stretch", 6000.0, 3),
    ]


def test_whole_bridges_count_however_long_and_end_where_they_end():
    structure = NETWORK.structure.copy()
    structure[10:18] = code_column(Structure, [Structure.BRIDGE])[0]
    structure[20:22] = code_column(Structure, [Structure.TUNNEL])[0]
    network = replace(NETWORK, structure=structure)
    pack = pack_of(("whole", 'structures = ["bridge", "tunnel"]', FATAL_3))
    (spot,) = find(fatal_at(2001, 2800, 3599, 3700, 4100, 4200), pack, network)
    assert (spot.kind, spot.from_m, spot.to_m, spot.crashes) == ("bridge", 2000.0, 3600.0, 3)


def test_deaths_and_equivalents_are_counted():
    crashes = fatal_at(1000, 1100)
    heavy = replace(crashes, deaths=np.array([3, 4]))
    by_crash = pack_of(("point", "window_m = 500", '{ count = "crashes", min_deaths = 3, at_least = 2 }'))
    assert len(find(heavy, by_crash)) == 1
    assert find(crashes, by_crash) == ()
    deaths = pack_of(("point", "window_m = 500", '{ count = "deaths", at_least = 7 }'))
    assert len(find(heavy, deaths)) == 1
    equivalent = pack_of(("point", "window_m = 500", '{ count = "equivalent", at_least = 19 }'))
    assert len(find(crashes, equivalent)) == 1
    more = pack_of(("point", "window_m = 500", '{ count = "equivalent", at_least = 19.1 }'))
    assert find(crashes, more) == ()


def test_crashes_off_the_network_gather_in_discs():
    metre = 1 / 111_320.0
    lat = [35.7, 35.7 + 100 * metre, 35.7 + 240 * metre, 35.7 + 300 * metre, 35.7 + 5000 * metre]
    crashes = frame_at([-1] * 5, [np.nan] * 5, severity=[Severity.FATAL] * 5, lon=[107.6] * 5, lat=lat)
    pack = pack_of(("cluster", "radius_m = 150", FATAL_3))
    (spot,) = find(crashes, pack)
    assert (spot.kind, spot.fatal, spot.from_m, spot.length_m) == ("cluster", 3, None, 300.0)
    assert (spot.eb_agrees, spot.q_value, spot.segment_ids) == (None, None, ())
    on_road = crashes.snapped(np.array([3, -1, -1, -1, -1]), np.zeros(5), np.zeros(5))
    assert {s.fatal for s in find(on_road, pack)} == {3}
    nowhere = replace(crashes, lon=np.full(5, np.nan), lat=np.full(5, np.nan))
    assert find(nowhere, pack) == ()


def test_ids_survive_a_crash_more_nearby():
    before = find(fatal_at(1000, 1100, 1150))
    after = find(fatal_at(940, 1000, 1100, 1150))
    assert after[0].from_m == 940.0
    assert keep_ids(after, before)[0].blackspot_id == before[0].blackspot_id
    # Also where the median crosses the edge of a cell and the plain id changes.
    before, after = find(fatal_at(1480, 1490, 1499)), find(fatal_at(1480, 1490, 1499, 1510, 1520, 1530))
    assert before[0].blackspot_id != after[0].blackspot_id
    assert keep_ids(after, before)[0].blackspot_id == before[0].blackspot_id
    elsewhere = find(fatal_at(7000, 7100, 7200))
    assert keep_ids(elsewhere, before)[0].blackspot_id == elsewhere[0].blackspot_id


def test_a_trait_that_stands_out_is_told_and_an_ordinary_one_is_not():
    spread = np.arange(0, 10_000, 50.0)
    metres = [*spread, *[1010.0] * 8]
    light = code_column(Light, [Light.DAY] * len(spread) + [Light.DARK_UNLIT] * 8)
    wet = code_column(Surface, [Surface.WET, Surface.DRY] * (len(metres) // 2))
    (first, *_) = find(fatal_at(*metres, light=light, surface=wet))
    assert [p.key for p in first.patterns] == ["dark"]
    dark = first.patterns[0]
    assert (dark.here.part, dark.network.part, dark.network.whole) == (8.0, 8.0, 208.0)
    assert dark.p_value < 1e-6
    unknown = np.full(len(metres), 255, dtype=np.uint8)
    (first, *_) = find(fatal_at(*metres, light=unknown))
    assert first.patterns == ()


def test_hours_of_a_source_that_tells_the_year_only_make_no_pattern():
    crashes = fatal_at(*[1000.0] * 6, *np.arange(0, 10_000, 100.0))
    local = np.full(len(crashes), np.datetime64("2023-01-01", "s"))
    spots = find(replace(crashes, local_at=local))
    assert all(p.key not in ("night", "weekend") for s in spots for p in s.patterns)


def test_empirical_bayes_agrees_where_the_place_is_worse_than_its_model():
    rng = np.random.default_rng(4)
    metres = np.concatenate([rng.uniform(0, 10_000, 100), np.full(12, 4321.0)])
    crashes = fatal_at(*metres, happened_at=np.full(112, np.datetime64("2023-05-01T08:00", "s")))
    network = straight_network(routes=1)
    model = np.full(len(network), 112 / 8.0 / 50)
    risk = replace(estimate(network, crashes, model), dispersion=np.full(len(network), 0.1))
    spots = find(crashes, network=network, risk=risk)
    worst = max(spots, key=lambda s: s.crashes)
    assert worst.eb_agrees is True
    assert worst.from_m <= 4321.0 <= worst.to_m
    assert worst.expected_crashes.low < worst.expected_crashes.value < worst.expected_crashes.high
    assert worst.q_value <= 0.1
    assert any(s.eb_agrees is False for s in spots)
    holes = replace(risk, model_per_year=np.where(np.arange(len(model)) == 21, np.nan, model))
    (blind,) = [s for s in find(crashes, network=network, risk=holes) if s.from_m <= 4321.0 <= s.to_m]
    assert (blind.eb_agrees, blind.prob_excess, blind.q_value, blind.expected_crashes) == (None, None, None, None)


def test_nothing_at_all_gives_nothing():
    assert find(fatal_at()) == ()
    assert find_blackspots(NETWORK, fatal_at(1, 2, 3), None, AS_OF, [], ZONE) == ()
    assert find(fatal_at(1, 2, 3), replace(POINT, enabled=False)) == ()


@pytest.mark.parametrize("path", PACKS, ids=lambda p: p.stem)
def test_every_shipped_pack_can_be_read_and_run(path):
    pack = read_rule_pack(path.read_text(encoding="utf-8"), path.stem)
    assert rules_of(pack)
    assert pack.source
    assert pack.status is not Status.VERIFIED  # no official text could be opened
    crashes = fatal_at(*[1000.0] * 9)
    risk = estimate(NETWORK, crashes, np.full(len(NETWORK), 0.01))
    spots = find_blackspots(NETWORK, crashes, risk, AS_OF, [replace(pack, enabled=True)], ZONE)
    assert all(s.rule_pack == pack.stamp for s in spots)


def test_the_packs_of_the_reference_are_here_and_the_unverified_one_is_off():
    names = {p.stem for p in PACKS}
    assert {
        "blackspots-classic-1y",
        "blackspots-prefecture-2008",
        "blackspots-zhejiang-1km-1y",
        "blackspots-mps-2019-unverified",
        "blackspots-severity-3y",
        "blackspots-excess",
    } <= names
    off = {p.stem for p in PACKS if not read_rule_pack(p.read_text(encoding="utf-8"), p.stem).enabled}
    assert off == {"blackspots-mps-2019-unverified"}


@pytest.mark.parametrize(
    ("kind", "where", "conditions"),
    [
        ("point", "window_m = 500\nwindow = 3", FATAL_3),
        ("blob", "window_m = 500", FATAL_3),
        ("point", "", FATAL_3),
        ("cluster", "window_m = 500", FATAL_3),
        ("whole", 'structures = ["ferry"]', FATAL_3),
        ("point", "window_m = 500", '{ count = "tears", at_least = 3 }'),
        ("point", "window_m = 500", ""),
    ],
)
def test_a_pack_that_makes_no_sense_says_so(kind, where, conditions):
    with pytest.raises(RulePackInvalid, match="blackspots-test"):
        rules_of(pack_of((kind, where, conditions)))
