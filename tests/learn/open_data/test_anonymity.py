"""Open data under attack: combinations, months against years, one release against another."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.learn.open_data.anonymity import Subject, group_subjects, hold_small_changes
from daoan.learn.open_data.crashes import Ground, age_band, casualty_table, counts_of, crash_table
from daoan.learn.open_data.findings import blackspot_table, scorecard_table
from daoan.learn.open_data.grid import box_of, cell_of
from daoan.terms.codes import Precision, RoadClass, Role, Severity
from daoan.terms.estimates import Share
from daoan.terms.records import Capture, Crash, Party, Scorecard
from tests.store.store_given import turn

RULES = read_rule_packs(ROOT / "rulepacks")["open-data"].values
K = RULES["anonymity"]["k"]
AS_OF = datetime(2022, 6, 1, tzinfo=UTC)
GROUND = Ground(RULES, "UTC", AS_OF, False)
TABLES = (("place", "month", "kind"), ("place", "year", "kind"), ("year", "kind"))


def subject(name: object, **values) -> Subject:
    return Subject(str(name), values)


def city(seed: int, crashes: int = 900) -> list[Crash]:
    """Crashes where a few places have many and most have few, as on real roads."""
    draw = random.Random(seed)
    made = []
    for number in range(crashes):
        busy = draw.random() < 0.5
        lon = 107.6 + (draw.choice((0.0, 0.02)) if busy else draw.uniform(-0.5, 0.5))
        lat = 35.7 + (0.0 if busy else draw.uniform(-0.5, 0.5))
        hurt = draw.choice((1, 1, 2, 9))
        parties = tuple(
            Party(draw.choice(list(Role)), Severity.SLIGHT, age_years=draw.randrange(95)) for _ in range(hurt)
        )
        when = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(hours=draw.randrange(26_000))
        made.append(
            Crash(
                f"f:{number}", "f", str(number), when,
                AS_OF, draw.choice([Severity.SLIGHT] * 8 + [Severity.SERIOUS, Severity.FATAL]),
                lon=lon, lat=lat, area=draw.choice("AB"), road_class=draw.choice(list(RoadClass)), parties=parties,
            )
        )  # fmt: skip
    return made


def rows_of(table) -> list[dict]:
    names = [f.name for f in table.fields]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


@pytest.mark.parametrize("seed", range(5))
def test_no_combination_of_any_columns_is_of_fewer_than_k_crashes(seed) -> None:
    table = crash_table(city(seed), GROUND)
    assert sum(r["count"] for r in rows_of(table)) + table.suppressed == table.records
    assert table.suppressed < table.records / 20
    columns = [f.name for f in table.fields if f.name != "count"]
    for width in (1, 2, 3):
        for chosen in combinations(columns, width):
            seen: Counter = Counter()
            for row in rows_of(table):
                seen[tuple(row[c] for c in chosen)] += row["count"]
            assert min(seen.values()) >= K, chosen


def test_a_person_is_hidden_among_k_crashes_and_not_among_the_people_of_one_bus() -> None:
    bus = city(1, 1)[0]
    people = tuple(Party(Role.PASSENGER, Severity.SERIOUS, age_years=30) for _ in range(40))
    table = casualty_table([replace(bus, parties=people)], GROUND)
    assert (table.rows, table.suppressed) == ((), 40)
    assert all(r["crashes"] >= K for r in rows_of(casualty_table(city(2), GROUND)))


def test_a_year_less_its_months_leaves_nobody_alone() -> None:
    """Five in January, one in February: the year must not tell of six where January tells of five."""
    january = [subject(n, place="p", month=1, year=2020, kind="x") for n in range(5)]
    alone = subject("alone", place="p", month=2, year=2020, kind="x")
    found = group_subjects([*january, alone], TABLES, 5)
    assert [(g.table, g.count) for g in found.groups] == [(0, 5)]
    assert found.suppressed == 1


def test_groups_never_overlap_so_every_sum_is_of_whole_groups() -> None:
    draw = random.Random(7)
    crowd = [
        subject(n, place=draw.choice("pqrs"), month=draw.randrange(12), year=2019 + n % 2, kind=draw.choice("xy"))
        for n in range(400)
    ]  # fmt: skip
    found = group_subjects(crowd, TABLES, 5)
    assert sum(g.count for g in found.groups) + found.suppressed == found.records == 400
    assert len({g.table for g in found.groups}) > 1
    assert len({g.key for g in found.groups}) == len(found.groups)
    assert min(g.count for g in found.groups) >= 5


def test_what_was_not_recorded_is_no_value_that_one_could_be_known_by() -> None:
    crashes = [replace(c, precision=Precision.DAY) if n % 2 else c for n, c in enumerate(city(3))]
    for row in rows_of(crash_table(crashes, GROUND)):
        fields = RULES["crashes"][row["detail"]]["fields"]
        assert all(row["cell" if f.startswith("cell_") else f] is not None for f in fields)


@pytest.mark.parametrize("seed", range(4))
def test_two_releases_differ_by_nothing_or_by_k_crashes(seed) -> None:
    """One late report, one correction, then many: no release shows, beside any other, what one crash was."""
    crashes = city(seed, 1200)
    moved = [replace(crashes[0], severity=Severity.FATAL), *crashes[1:901]]
    kept = []
    for register in (crashes[:900], moved, crashes, crashes[30:]):
        table = crash_table(register, GROUND, kept)
        kept.append(counts_of(table, RULES["crashes"]))
    for one, other in combinations(kept, 2):
        changes = [abs(one.get(key, (0, 0))[1] - other.get(key, (0, 0))[1]) for key in one.keys() | other.keys()]
        assert all(change == 0 or change >= K for change in changes)
    assert kept[0] != kept[2], "what came in numbers is told"
    bare = [counts_of(crash_table(r, GROUND), RULES["crashes"]) for r in (crashes[:900], moved)]
    assert any(0 < abs(bare[0].get(k, (0, 0))[1] - bare[1].get(k, (0, 0))[1]) < K for k in bare[0] | bare[1]), "a test"


def test_a_count_that_is_held_stays_as_it_was_told_last() -> None:
    now = group_subjects([subject(n, year=2020, kind="x") for n in range(12)], (("year", "kind"),), 5).groups
    (key,) = [g.key for g in now]
    told, held = hold_small_changes(now, [{key: (10, 10)}], 5)
    assert ([g.count for g in told], held) == ([10], 1)
    told, held = hold_small_changes(now, [{key: (6, 6)}], 5)
    assert ([g.count for g in told], held) == ([12], 0)
    told, held = hold_small_changes(now, [{key: (9, 9)}, {}], 5)  # gone, and back with three more than at first
    assert (told, held) == ((), 1)


def test_months_that_may_still_be_reported_are_not_released() -> None:
    crashes = [replace(city(1, 1)[0], happened_at=datetime(2022, m, 3, tzinfo=UTC)) for m in (1, 2, 3)]
    assert crash_table(crashes, GROUND).records == 2
    assert GROUND.ends == datetime(2022, 3, 1, tzinfo=UTC)


def test_a_black_spot_of_few_crashes_is_left_out_and_counts_go_in_steps() -> None:
    (spot,) = turn().blackspots
    table = blackspot_table([replace(spot, crashes=K - 1), replace(spot, crashes=2 * K + 3)], GROUND)
    (row,) = rows_of(table)
    assert (row["crashes_at_least"], table.suppressed) == (2 * K, 1)
    assert "ksi" not in row
    assert "fatal" not in row


def test_a_share_of_few_crashes_is_left_out_from_either_side() -> None:
    def card(*parts: int) -> Scorecard:
        one = turn().scorecards[0]
        return replace(one, captures=tuple(Capture(2019, "eb", "ksi", 1.0, Share(p, 20)) for p in parts))

    table = scorecard_table([card(3, 7, 18, 0, 20)], GROUND)
    assert ([r["captured"] for r in rows_of(table)], table.suppressed) == ([7, 0, 20], 2)


def test_a_place_lies_in_its_cell_and_cells_are_about_as_wide_as_high() -> None:
    draw = random.Random(1)
    for _ in range(300):
        lon, lat, side = draw.uniform(-180, 180), draw.uniform(-60, 60), draw.choice((1000, 5000))
        west, south, east, north = box_of(cell_of(lon, lat, side), side)
        assert west - 1e-6 <= lon <= east + 1e-6
        assert south - 1e-6 <= lat <= north + 1e-6
        assert (north - south) * 111_195 == pytest.approx(side, rel=0.01)


def test_ages_are_bands() -> None:
    assert [age_band(n, RULES["anonymity"]["age_bands"]) for n in (0, 15, 16, 74, 75, 101)] == [
        "0-15", "0-15", "16-24", "60-74", "75+", "75+",
    ]  # fmt: skip
