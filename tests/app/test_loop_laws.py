"""Laws of one turn of the loop, on the Isle of Wight: a year of real crashes, real roads, real counts."""

import random
from collections import Counter
from copy import deepcopy
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from daoan.app.cities import read_city
from daoan.app.ingest import ingest
from daoan.app.roads import import_roads
from daoan.app.turn import take_turn
from daoan.app.workspace import create_workspace
from daoan.config import read_config
from daoan.jobs.turn import NETWORK
from daoan.loop import run_loop
from daoan.steps.given import Given
from daoan.store.sql import turns
from daoan.terms.records import Alert, Crash, GridCell, Measure, Run, SegmentEstimate, Snap, Turn
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local

ISLAND = Path(__file__).parents[2] / "examples" / "isle_of_wight"
CITY = """
code = "isle-of-wight"
name_en = "Isle of Wight"
name_zh = "怀特岛"
zone = "Europe/London"
bounds = [-1.60, 50.55, -1.05, 50.80]
areas = [{code = "E06000046", name_en = "Isle of Wight", name_zh = "怀特岛", population = 141538}]
"""
NEW_YEAR = datetime(2019, 1, 1, tzinfo=UTC)
OCTOBER = datetime(2018, 10, 1, tzinfo=UTC)

pytestmark = pytest.mark.xdist_group("loop laws")


@pytest.fixture(scope="module")
def island(tmp_path_factory):
    """The workspace of the island, before any turn of the loop."""
    folder = tmp_path_factory.mktemp("island")
    workspace = create_workspace(read_config({"workspace": folder / "ws"}, {}), read_city(CITY, "island.toml"))
    ingest(workspace, "stats19", [ISLAND / "stats19_collisions_2018.gpkg"])
    ingest(workspace, "aadf", [ISLAND / "dft_aadf_2018.csv"])
    import_roads(workspace, ISLAND / "osm_main_highways_tagged.gpkg", None, 200.0)
    yield replace(workspace, packs={**workspace.packs, "duty": hasty(workspace.packs["duty"])})
    workspace.close()


def hasty(duty: RulePack) -> RulePack:
    """The pack with a shorter search for the best plan: no law depends on how near to the best it comes."""
    return replace(duty, values={**duty.values, "solver": {**duty.values["solver"], "max_nodes": 2}})


def given_at(workspace, as_of: datetime) -> Given:
    """All that is stored, whenever it became known."""
    store = workspace.store
    network_id = store.find_setting(NETWORK)
    return Given(
        city=workspace.city,
        as_of=as_of,
        crashes=store.list_crashes(workspace.now),
        counts=store.list_counts(),
        network=store.get_network(network_id),
        network_id=network_id,
        packs=workspace.packs,
        measures=(camera(),),
    )


def camera() -> Measure:
    """A measure on one road, known from May on."""
    began = datetime(2018, 5, 1, tzinfo=UTC)
    return Measure("m1", "camera", "a camera", began, began, "test", segment_ids=("nowhere",))


def turn_of(given: Given) -> Turn:
    """One turn, nothing stored."""
    return run_loop(given, lambda _stage: None)


@pytest.fixture(scope="module")
def new_year(island) -> Turn:
    """The turn at the end of the year, when every crash is known."""
    return turn_of(given_at(island, NEW_YEAR))


def parts_that_differ(one: Turn, other: Turn) -> set[str]:
    """Names of the fields of a turn whose bytes are not the same."""
    return {
        field.name
        for field in fields(Turn)
        if msgspec.json.encode(getattr(one, field.name)) != msgspec.json.encode(getattr(other, field.name))
    }


def test_the_turn_is_worth_looking_at(new_year):
    assert len(new_year.snaps) == 289
    assert len(new_year.segments) > 1000
    assert all((new_year.cells, new_year.indicators, new_year.plans))


def test_the_same_input_gives_the_same_bytes(island, new_year):
    again = turn_of(given_at(island, NEW_YEAR))
    assert msgspec.json.encode(again) == msgspec.json.encode(new_year)


def test_what_is_known_later_changes_nothing(island):
    """Crashes of the last quarter, present or not: as of the first of October the turn is the same."""
    whole = given_at(island, OCTOBER)
    known = [c for c in whole.crashes if c.known_at <= OCTOBER]
    assert 100 < len(known) < len(whole.crashes) - 30
    taken = take_turn(island, OCTOBER)  # from the store, which holds all of them
    stored = replace(whole, measures=())  # the store knows of no measure
    by_hand = turn_of(replace(stored, crashes=known))
    assert parts_that_differ(taken, by_hand) == {"run"}  # for the seconds
    assert replace(taken.run, seconds={}) == by_hand.run
    assert parts_that_differ(turn_of(whole), turn_of(replace(whole, crashes=known))) == set()


def test_counts_of_later_years_change_nothing(island, new_year):
    given = given_at(island, NEW_YEAR)
    later = [replace(c, count_id=f"{c.count_id}+", year=2030, vehicles_per_day=9e5) for c in given.counts]
    assert parts_that_differ(turn_of(replace(given, counts=[*given.counts, *later])), new_year) == {"run"}


def test_every_crash_is_in_the_totals_on_a_road_or_not(island, new_year):
    """The slow way: crashes counted by their local day against what each breakdown adds up to."""
    crashes = island.store.list_crashes(NEW_YEAR)
    day_of = {c.crash_id: utc_to_local(c.happened_at, "Europe/London").date() for c in crashes}
    off = {s.crash_id for s in new_year.snaps if s.segment_id is None}
    assert 20 < len(off) < len(crashes)
    for found in new_year.indicators:
        inside = [c for c in crashes if found.starts <= day_of[c.crash_id] < found.ends]
        total = next(i for i in found.indicators if i.key == "crashes").value
        assert total == len(inside), found.period
        assert found.off_network.whole == len(inside)
        assert found.off_network.part == sum(c.crash_id in off for c in inside)
        for breakdown in found.breakdowns:
            of = sum(row.crashes for row in breakdown.rows) + breakdown.not_recorded
            if breakdown.key in ("vehicle", "role"):  # a crash has several
                assert of >= len(inside), (found.period, breakdown.key)
            else:
                assert of == len(inside), (found.period, breakdown.key)
        for severity in (b for b in found.breakdowns if b.key == "severity"):
            assert {row.code: row.crashes for row in severity.rows} == Counter(c.severity for c in inside)
    assert sum(bool(found.breakdowns) for found in new_year.indicators) >= 3


def test_every_crash_is_on_a_stretch_or_in_a_cell(island, new_year):
    crashes = island.store.list_crashes(NEW_YEAR)
    on_road = sum(s.segment_id is not None for s in new_year.snaps)
    assert {s.crash_id for s in new_year.snaps} == {c.crash_id for c in crashes}
    assert sum(s.crashes for s in new_year.segments) == on_road
    assert sum(cell.crashes for cell in new_year.cells) == len(crashes) - on_road  # every crash here has a place


def easily_warned(packs):
    """The rule packs, with a warning pack that warns of many stretches and lets every warning out."""
    values = deepcopy(dict(packs["warning"].values))
    values["rules"]["credible_excess"] |= {"raise_prob": 0.6, "keep_prob": 0.5, "levels": {"blue": 0.01}}
    values["budget"] |= {"blue": 1000}
    return {**packs, "warning": replace(packs["warning"], values=values)}


def test_standing_alerts_are_carried_not_doubled(island):
    later = NEW_YEAR + timedelta(days=75)  # and the feed has fallen silent
    given = replace(given_at(island, later), packs=easily_warned(island.packs))
    first = turn_of(given).alerts
    assert {a.rule for a in first} >= {"credible_excess", "silent_feed"}
    assert len(first) > 5
    before = first
    for hours in (6, 12):
        after = turn_of(replace(given, as_of=later + timedelta(hours=hours), earlier_alerts=before)).alerts
        assert {a.alert_id: a.raised_at for a in after} == {a.alert_id: a.raised_at for a in first}
        assert len({(a.rule, a.subject) for a in after}) == len(after) == len(first)
        assert {a.state for a in after} == {"open"}
        before = after


def test_the_same_turn_again_is_the_same_run(island):
    take_turn(island, NEW_YEAR)
    runs, alerts = island.store.list_runs(), island.store.list_results(Alert, island.store.get_run().run_id)
    take_turn(island, NEW_YEAR)
    assert [r.run_id for r in island.store.list_runs()] == [r.run_id for r in runs]
    assert island.store.list_results(Alert, island.store.get_run().run_id) == alerts


def test_a_turn_that_is_interrupted_while_it_is_kept_leaves_the_earlier_one(island, monkeypatch):
    take_turn(island, NEW_YEAR)
    before = stored(island)
    written = []

    def fail_midway(connection, table, rows):
        written.append(len(rows))
        if len(written) == 4:
            raise RuntimeError("the power is out")
        insert_all(connection, table, rows)

    insert_all = turns.insert_all
    monkeypatch.setattr(turns, "insert_all", fail_midway)
    with pytest.raises(RuntimeError, match="power"):
        take_turn(island, NEW_YEAR)  # the same moment again, so that it would replace the run that is stored
    assert sum(written[:3]) > 1000  # something had been written by then
    assert stored(island) == before


def stored(workspace) -> tuple[list[Run], list[bytes]]:
    """All runs, and what the latest concluded."""
    run_id = workspace.store.get_run().run_id
    found = [workspace.store.list_results(kind, run_id) for kind in (Snap, SegmentEstimate, GridCell, Alert)]
    return workspace.store.list_runs(), [msgspec.json.encode(rows) for rows in found]


def test_the_order_in_which_crashes_are_handed_over_does_not_matter(island, new_year):
    given = given_at(island, NEW_YEAR)
    shuffled = replace(given, crashes=random.Random(5).sample(list(given.crashes), len(given.crashes)))
    assert sorted(msgspec.json.encode(s) for s in turn_of(shuffled).segments) == sorted(
        msgspec.json.encode(s) for s in new_year.segments
    )


def test_three_years_without_one_coordinate_get_their_turn(island):
    """Many a register tells a road and no place: counts go on, and what needs a place is refused in words."""
    given = given_at(island, NEW_YEAR)
    nowhere = [replace(earlier(c, years), lon=None, lat=None) for years in range(3) for c in given.crashes]
    turn = turn_of(replace(given, crashes=nowhere))
    for refused in (turn.outlooks[0], turn.outlook_scores[0]):
        assert refused.refusal is not None
        assert "with coordinates" in refused.refusal.en
    crashes = [i for s in turn.indicators if s.period == "2018" for i in s.indicators if i.key == "crashes"]
    assert crashes[0].value == sum(utc_to_local(c.happened_at, "Europe/London").year == 2018 for c in nowhere)
    assert msgspec.json.decode(msgspec.json.encode(turn), type=Turn) == turn


def earlier(crash: Crash, years: int) -> Crash:
    """The same crash in the same week of an earlier year."""
    ago = timedelta(weeks=52 * years)
    return replace(
        crash,
        crash_id=f"{crash.crash_id}-{years}",
        happened_at=crash.happened_at - ago,
        known_at=crash.known_at - ago,
    )
