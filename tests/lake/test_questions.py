"""Questions about a place, against the plain list."""

from itertools import pairwise

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.store.lake import PassLake, questions
from daoan.store.lake.files import DAY_MS
from daoan.store.lake.questions import (
    Near,
    SiteHourCount,
    SpeedsAsked,
    counts_by_hour,
    passes_at,
    plates_near,
    speeds_seen,
)
from daoan.terms.passes import PassClass
from tests.lake.lake_given import PLATES, START, frame_of, row, rows_of

UNTIL = START + 2 * DAY_MS


@settings(max_examples=10, deadline=None)
@given(
    seconds=st.lists(st.integers(0, 2 * 86_400 - 1), min_size=1, max_size=40),
    span=st.tuples(*[st.integers(0, 172_800)] * 2),
)
def test_who_passed_here_is_who_a_look_through_all_finds(tmp_path_factory, seconds, span) -> None:
    rows = [row(n, at, site=n % 3, plate=PLATES[n % 4]) for n, at in enumerate(seconds)]
    lake = PassLake(tmp_path_factory.mktemp("lake"))
    lake.append(frame_of(rows))
    lake.append(frame_of(rows[::2]))  # doubles
    since, until = (START + s * 1000 for s in span)
    expected = sorted((r for r in rows if r[1] == 1 and since <= r[4] < until), key=lambda r: (r[4], r[0]))
    assert rows_of(passes_at(lake, 1, since, until)) == expected


def test_passes_are_counted_by_site_and_hour_and_class_each_once(tmp_path) -> None:
    rows = [row(1, 60, site=1), row(2, 3599, site=1), row(3, 3600, site=1), row(4, 70, site=2)]
    lake = PassLake(tmp_path)
    lake.append(frame_of(rows))
    lake.append(frame_of(rows[:2]))  # doubles
    kinds, hour = [PassClass(k) for k in {int(k) for k in frame_of(rows).kind}], START // 3_600_000
    assert len(kinds) == 1
    found = counts_by_hour(lake, kinds, START, UNTIL)
    assert found == (SiteHourCount(1, hour, 2), SiteHourCount(1, hour + 1, 1), SiteHourCount(2, hour, 1))
    assert counts_by_hour(lake, [next(k for k in PassClass if k not in kinds)], START, UNTIL) == ()
    assert counts_by_hour(lake, kinds, UNTIL, UNTIL + DAY_MS) == ()


def test_speeds_are_told_by_site_and_span_with_each_kind_of_vehicle_under_its_own_limit(tmp_path) -> None:
    car, truck = int(PassClass.CAR), int(PassClass.HEAVY_TRUCK)
    rows = [
        row(1, 10, site=1, kind=car, speed_kmh=90.0), row(2, 20, site=1, kind=truck, speed_kmh=70.0),
        row(3, 30, site=1, kind=car, speed_kmh=70.0), row(4, 40, site=1, speed_kmh=float("nan")),
        row(5, 99_999, site=1, speed_kmh=200.0), row(6, 10, site=2, speed_kmh=50.0), row(7, 60, site=1, speed_kmh=10.0),
    ]  # fmt: skip
    lake = PassLake(tmp_path)
    lake.append(frame_of(rows))
    lake.append(frame_of(rows[:2]))  # doubles
    asked = [
        SpeedsAsked(2, START, START + 60_000, 80.0, 60.0),
        SpeedsAsked(1, START, START + 60_000, 80.0, 60.0),
        SpeedsAsked(3, START, START + 60_000, 80.0, 60.0),
        SpeedsAsked(1, START - DAY_MS, START, 80.0, 60.0),
        SpeedsAsked(1, START, START + 60_000, 60.0, 80.0),
    ]
    found = speeds_seen(lake, asked)
    assert [(f.passes, f.over) for f in found] == [(1, 0), (3, 2), (0, 0), (0, 0), (3, 2)]
    assert found[1].mean_kmh == pytest.approx(230 / 3)
    assert speeds_seen(lake, [SpeedsAsked(1, UNTIL, UNTIL + 1, 1.0, 1.0)])[0].passes == 0


def test_who_travels_along_is_who_was_near_at_enough_sites(tmp_path) -> None:
    own = [row(site, 1000 * site, site=site) for site in range(5)]
    along = [row(10 + site, 1000 * site + 50, site=site, plate=PLATES[1]) for site in range(4)]
    late = [row(20 + site, 1000 * site + 61, site=site, plate=PLATES[2]) for site in range(5)]
    stays = [row(30 + n, 1000 + n, site=1, plate=PLATES[3]) for n in range(9)]
    unread = [row(40 + site, 1000 * site, site=site, plate=0) for site in range(5)]
    lake = PassLake(tmp_path)
    lake.append(frame_of(own + along + late + stays + unread))
    lake.append(frame_of(along))  # doubles count once
    mine = lake.of_plate(PLATES[0], START, UNTIL)
    assert len(mine) == 5
    options = {"within_s": 60, "least_sites": 3, "most": 10}
    found = plates_near(lake, mine, START, UNTIL, **options)
    assert found == (Near(PLATES[1], 4, 4, START + 50_000, START + 3_050_000),)
    assert plates_near(lake, mine, START, UNTIL, **options | {"least_sites": 5}) == ()
    wide = plates_near(lake, mine, START, UNTIL, **options | {"within_s": 61})
    assert [n.plate for n in wide] == [PLATES[2], PLATES[1]]
    assert all(a.sites >= b.sites for a, b in pairwise(wide))
    assert plates_near(lake, mine.take(slice(0)), START, UNTIL, **options) == ()


def test_a_file_that_vanishes_while_asked_is_looked_for_anew_and_other_faults_are_told(tmp_path, monkeypatch) -> None:
    lake = PassLake(tmp_path)
    lake.append(frame_of([row(1, 1)]))
    lake.append(frame_of([row(2, 2)]))
    before = lake.files_within(START, UNTIL)
    lake.compact("2026-02-16")
    with pytest.raises(FileNotFoundError):
        questions._ask(questions._AT_SITE, before, site=0, since=START, until=UNTIL)
    assert len(passes_at(lake, 0, START, UNTIL)) == 2
    (path,) = lake.files_within(START, UNTIL)
    path.write_bytes(b"no parquet")
    with pytest.raises(duckdb.Error):
        passes_at(lake, 0, START, UNTIL)
