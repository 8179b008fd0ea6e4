"""Indicator sets against a slow count by hand, on made crashes and on Leeds."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from daoan.assess.indicators import Denominators, indicators_of, list_indicator_sets, list_periods
from daoan.terms.codes import Form, Precision, Role, Severity, VehicleKind
from daoan.terms.estimates import Text
from daoan.terms.frames import frame_of
from daoan.terms.records import Party
from tests.assess.indicators.indicator_makers import PACK, ROOT, crash, spread

NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
NOTHING_KNOWN = Denominators()


def sets_of(crashes, as_of=NEW_YEAR, zone="Europe/London", by=NOTHING_KNOWN, areas=(), frame=None):
    frame = frame_of(crashes, zone) if frame is None else frame
    return {
        (s.area, s.period): s
        for s in list_indicator_sets(crashes, frame, as_of, zone, "city", areas, {"city": by}, PACK)
    }


def figure(found, key):
    return next(i for i in found.indicators if i.key == key)


def breakdown(found, key):
    return next(b for b in found.breakdowns if b.key == key)


def test_counts_year_on_year_and_three_year_mean():
    found = sets_of(spread({2015: 90, 2016: 100, 2017: 110, 2018: 90, 2019: 120}))["city", "2019"]
    crashes = figure(found, "crashes")
    assert (crashes.value, crashes.previous, crashes.mean_3y) == (120, 90, 100)
    assert crashes.change_pct == pytest.approx(100 / 3)
    assert crashes.expected.low < 100 < crashes.expected.high
    assert found.by_year == (
        (2015, 90, 0, 0),
        (2016, 100, 0, 0),
        (2017, 110, 0, 0),
        (2018, 90, 0, 0),
        (2019, 120, 0, 0),
    )


def test_what_a_source_never_records_is_none_and_what_it_records_as_nothing_is_zero():
    found = sets_of(spread({2018: 3, 2019: 3}, deaths_30d=0))["city", "2019"]
    assert figure(found, "deaths_30d").value == 0
    for key in ("deaths_7d", "loss_yuan", "injured"):
        assert figure(found, key).value is None
        assert figure(found, key).note.zh == "未记录"
    for key in ("form", "cause", "light", "vehicle"):
        assert not breakdown(found, key).recorded
        assert breakdown(found, key).rows == ()
    assert any("30" in n.en for n in found.notes)


def test_a_value_missing_on_some_rows_is_counted_as_missing():
    crashes = [*spread({2019: 4}, form=Form.SIDE, loss_yuan=10.0), crash(1, datetime(2019, 5, 1, tzinfo=UTC))]
    found = sets_of(crashes)["city", "2019"]
    assert breakdown(found, "form").not_recorded == 1
    assert figure(found, "loss_yuan").value == 40
    assert "1 of 5" in figure(found, "loss_yuan").note.en


def test_seven_and_thirty_day_deaths_stay_apart_and_grade_by_the_official_count():
    fatal = {"severity": Severity.FATAL}
    crashes = [
        crash(1, datetime(2019, 3, 1, tzinfo=UTC), deaths_7d=2, deaths_30d=3, **fatal),
        crash(2, datetime(2019, 4, 1, tzinfo=UTC), deaths_7d=3, deaths_30d=3, **fatal),
        crash(3, datetime(2019, 4, 2, tzinfo=UTC), deaths_7d=10, deaths_30d=12, **fatal),
        crash(4, datetime(2019, 4, 3, tzinfo=UTC), deaths_7d=30, deaths_30d=30, **fatal),
    ]
    found = sets_of(crashes)["city", "2019"]
    assert (figure(found, "deaths_7d").value, figure(found, "deaths_30d").value) == (45, 48)
    assert {r.code: r.crashes for r in breakdown(found, "grade").rows} == {
        "none": 0,
        "general": 1,
        "larger": 1,
        "major": 1,
        "extreme": 1,
    }
    assert figure(found, "larger_crashes").value == 3


def test_nothing_known_after_as_of_is_counted():
    late = crash(1, datetime(2019, 12, 30, tzinfo=UTC), known_at=datetime(2020, 1, 2, tzinfo=UTC))
    next_year = crash(2, NEW_YEAR)
    assert figure(sets_of([late, next_year, *spread({2019: 2})])["city", "2019"], "crashes").value == 2


def test_areas_are_counted_apart_and_the_city_as_a_whole():
    crashes = [*spread({2019: 5}, area="a"), *(crash(i, datetime(2019, 2, 1, tzinfo=UTC), area="b") for i in range(3))]
    found = sets_of(crashes, areas=("a", "b"))
    assert [figure(found[a, "2019"], "crashes").value for a in ("city", "a", "b")] == [8, 5, 3]


def test_hours_are_local_and_unknown_hours_are_not_midnight():
    summer = datetime(2019, 7, 1, 23, 30, tzinfo=UTC)  # Tuesday 00:30 in London
    crashes = [crash(1, summer), crash(2, datetime(2019, 7, 2, tzinfo=UTC), precision=Precision.DAY)]
    found = sets_of(crashes)["city", "2019"]
    assert {r.code for r in breakdown(found, "hour").rows if r.crashes} == {"00"}
    assert {r.code for r in breakdown(found, "hour_weekday").rows if r.crashes} == {"2-00"}
    assert breakdown(found, "hour").not_recorded == 1


def test_a_crash_counts_once_under_every_vehicle_and_role():
    parties = (
        Party(Role.PEDESTRIAN, Severity.SLIGHT, vehicle=VehicleKind.CAR),
        Party(Role.DRIVER, Severity.SLIGHT, vehicle=VehicleKind.CAR),
        Party(Role.DRIVER, Severity.SERIOUS, vehicle=VehicleKind.BUS),
    )
    found = sets_of([crash(1, datetime(2019, 7, 1, tzinfo=UTC), parties=parties)])["city", "2019"]
    assert {r.code: r.crashes for r in breakdown(found, "vehicle").rows} == {"car": 1, "bus": 1}
    assert {r.code: r.crashes for r in breakdown(found, "role").rows} == {"driver": 1, "pedestrian": 1}


def test_rates_use_crashes_on_the_network_and_state_the_share_off_it():
    crashes = spread({2019: 10})
    frame = frame_of(crashes, "Europe/London")
    segment = np.array([0] * 4 + [-1] * 6)
    frame = frame.snapped(segment, np.zeros(10), np.zeros(10))
    found = sets_of(crashes, frame=frame, by=Denominators(50.0, 2e8, 200_000, 2019, Text("census", "人口普查")))[
        "city", "2019"
    ]
    assert figure(found, "crashes_per_100km").value == pytest.approx(8.0)
    assert figure(found, "crashes_per_100m_vkm").value == pytest.approx(2.0)
    assert figure(found, "crashes_per_100k").value == pytest.approx(5.0)
    assert figure(found, "crashes_per_100k").note.zh == "人口 200,000 人（2019 年，人口普查）"
    assert (found.off_network.part, found.off_network.whole) == (6, 10)
    assert "6 of 10" in figure(found, "crashes_per_100km").note.en
    without = sets_of(crashes, frame=frame)["city", "2019"]
    assert figure(without, "crashes_per_100k").value is None


def test_pace_runs_to_the_day_and_then_stops():
    found = sets_of(spread({2016: 365, 2017: 365, 2018: 365, 2019: 365}), datetime(2019, 7, 1, 12, tzinfo=UTC))
    pace = found["city", "2019-YTD"].pace_crashes
    at = {p.day: p for p in pace}
    assert len(pace) == 365
    assert at[date(2019, 7, 1)].actual == pytest.approx(at[date(2019, 7, 1)].expected, abs=2)
    assert at[date(2019, 7, 2)].actual is None
    assert all(p.low <= p.expected <= p.high for p in pace[10:])
    assert all(a.expected <= b.expected for a, b in pairwise(pace))


def test_too_few_years_give_no_pace_and_say_so():
    found = sets_of(spread({2018: 9, 2019: 9}))["city", "2019"]
    assert found.pace_crashes == ()
    assert any("Fewer than 3" in n.en for n in found.notes)


def test_nothing_at_all_gives_sets_of_nothing():
    found = sets_of([])["city", "2019"]
    assert figure(found, "crashes").value == 0
    assert found.off_network.value is None


@pytest.fixture(scope="module")
def leeds():
    from daoan.sense.feeds.leeds import read_leeds

    crashes = []
    for year in range(2016, 2020):
        path = ROOT / "examples" / "leeds" / "collisions_raw" / f"leeds_{year}.csv"
        crashes += read_leeds(path.read_bytes(), path.name, NEW_YEAR).records
    return crashes


def test_leeds_2019_against_a_count_by_hand(leeds):
    found = sets_of(leeds)["city", "2019"]
    local = [c for c in leeds if c.happened_at.astimezone(ZoneInfo("Europe/London")).year == 2019]
    assert figure(found, "crashes").value == len(local)
    assert figure(found, "deaths_30d").value == sum(p.severity is Severity.FATAL for c in local for p in c.parties)
    assert figure(found, "serious").value == sum(p.severity is Severity.SERIOUS for c in local for p in c.parties)
    hours = Counter(f"{c.happened_at.astimezone(ZoneInfo('Europe/London')).hour:02d}" for c in local)
    assert {r.code: r.crashes for r in breakdown(found, "hour").rows if r.crashes} == dict(hours)
    for key in ("deaths_7d", "loss_yuan"):
        assert figure(found, key).value is None
    assert not breakdown(found, "cause").recorded


def test_one_set_alone_is_the_same_as_in_the_list(leeds):
    frame = frame_of(leeds, "Europe/London")
    period = list_periods(NEW_YEAR, "Europe/London", 1)[0]
    alone = indicators_of(leeds, frame, NEW_YEAR, period, "city", Denominators(), PACK, whole=True)
    assert alone == sets_of(leeds)["city", "2019"]


def test_injuries_of_untold_degree_are_not_counted_as_slight():
    fatal = [crash(i, datetime(2019, 3, 1, tzinfo=UTC), severity=Severity.FATAL) for i in range(2)]
    untold = [crash(10 + i, datetime(2019, 3, 2, tzinfo=UTC), severity=Severity.INJURED) for i in range(5)]
    found = figure(sets_of([*fatal, *untold])["city", "2019"], "ksi_crashes")
    assert found.value == 2
    assert "5 of 7" in found.note.en
