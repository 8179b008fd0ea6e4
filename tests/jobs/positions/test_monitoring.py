"""Days of positions from the log to alarms that are kept: each once, again where some came late, the live log apart."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from daoan.jobs.positions.monitoring import fleet_frame, monitor, read_alarms, read_days, read_track
from daoan.jobs.positions.rates import company_rates
from daoan.sense.feeds.fleet_register import read_fleet
from daoan.store.fleet_files import FLEET, keep_fleet, read_fleet_kept
from daoan.store.positions_log import PositionsLog
from daoan.terms.errors import LayoutUnknown
from daoan.terms.fleet_alarms import FleetAlarm, alarm_ids, terminal_number
from daoan.terms.passes import PassClass
from daoan.terms.records.fleet import Position
from daoan.terms.telematics import VehicleState
from daoan.warn.positions.engine import Surroundings
from daoan.warn.positions.ground import facts_of, ground_of
from daoan.warn.positions.rules import read_rules
from tests.warn.positions.plain_engine import Report
from tests.warn.positions.test_rules_of_the_road import ROADS, driving, speeds
from tests.warn.positions.tracks_given import HOUR, MIDNIGHT, MINUTE, OFFSET_MS, PACK, ZONE

TOKEN, STRANGER = "terminal-one", "terminal-two"
MORNING = MIDNIGHT + 8 * HOUR  # midnight in UTC: the day's first moment there
DAY_MS = 24 * HOUR


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [(TOKEN, int(PassClass.HEAVY_TRUCK), "Longdong Haulage", 1, False, None)]
    named = dict(zip(FLEET.names, zip(*rows, strict=True), strict=True))
    keep_fleet(tmp_path, pa.table(named, schema=FLEET))
    return tmp_path


def around(folder: Path) -> Surroundings:
    fleet, _ = fleet_frame(read_fleet_kept(folder))
    return Surroundings(ground_of(ROADS, PACK, ZONE), facts_of(fleet, PACK), read_rules(PACK))


def keep(folder: Path, token: str, reports: Iterable[Report], roll: bool = True) -> None:
    log = PositionsLog(folder)
    located = frozenset({VehicleState.LOCATED})
    moments = [(r, datetime.fromtimestamp(r.at / 1000, UTC)) for r in reports]
    log.append(
        [
            Position(token, "jt808", at, at + timedelta(seconds=2), r.lon, r.lat, r.speed, None, None, located)
            for r, at in moments
        ]
    )
    if roll:
        log.roll()
    log.close()


def told(folder: Path) -> Counter[tuple[str, FleetAlarm]]:
    names = {terminal_number(token): token for token in (TOKEN, STRANGER)}
    return Counter((names[int(a["terminal"])], FleetAlarm(int(a["kind"]))) for a in read_alarms(folder))


def test_days_are_seen_once_and_driving_goes_on_over_midnight(folder: Path) -> None:
    keep(folder, TOKEN, driving(MORNING + DAY_MS - 3 * HOUR, 300))
    done = monitor(folder, around(folder), MORNING + 3 * DAY_MS, live=False)
    assert len(done.days) == 2
    assert told(folder) == {(TOKEN, FleetAlarm.FATIGUE): 1}  # five hours, three of them on the day before
    assert monitor(folder, around(folder), MORNING + 3 * DAY_MS, live=False).days == ()


def test_what_came_late_is_seen_again_and_no_alarm_twice(folder: Path) -> None:
    track = speeds(90.0, 240, MORNING + HOUR)
    keep(folder, TOKEN, track[::2])
    monitor(folder, around(folder), MORNING + 2 * DAY_MS, live=False)
    first = read_alarms(folder)
    keep(folder, TOKEN, track[1::2])
    assert monitor(folder, around(folder), MORNING + 2 * DAY_MS, live=False).days == ("2026-02-16",)
    again = read_alarms(folder)
    assert alarm_ids(first).tolist() == alarm_ids(again).tolist()
    assert read_days(folder)["reports"].tolist() == [len(track)]


def test_the_live_log_stands_apart(folder: Path) -> None:
    keep(folder, STRANGER, speeds(99.0, 240, MORNING + HOUR), roll=False)
    monitor(folder, around(folder), MORNING + 2 * HOUR, live=True)
    assert told(folder) == {(STRANGER, FleetAlarm.SPEEDING): 1}
    monitor(folder, around(folder), MORNING + 2 * HOUR, live=False)
    assert not told(folder)
    keep(folder, STRANGER, [])
    monitor(folder, around(folder), MORNING + 2 * DAY_MS, live=False)
    assert told(folder) == {(STRANGER, FleetAlarm.SPEEDING): 1}


def test_the_track_is_the_alarms_evidence(folder: Path) -> None:
    keep(folder, TOKEN, speeds(90.0, 240, MORNING + HOUR))
    monitor(folder, around(folder), MORNING + 2 * DAY_MS, live=False)
    (alarm,) = read_alarms(folder)
    track = read_track(folder, TOKEN, int(alarm["from_ms"]), int(alarm["until_ms"]))
    assert track.happened_ms[0] == alarm["from_ms"]
    assert track.happened_ms[-1] == alarm["until_ms"]
    assert (track.speed_kmh == 90.0).all()


def test_rates_have_numerators_and_denominators(folder: Path) -> None:
    keep(folder, TOKEN, speeds(90.0, 240, MORNING + HOUR))
    keep(folder, STRANGER, speeds(40.0, 240, MORNING + HOUR))
    monitor(folder, around(folder), MORNING + 2 * DAY_MS, live=False)
    fleet, companies = fleet_frame(read_fleet_kept(folder))
    day = (MORNING + OFFSET_MS) // DAY_MS
    ours, strangers = company_rates(
        read_days(folder), read_alarms(folder), fleet, companies, [day, day + 1], 5, OFFSET_MS
    )
    assert (ours.company, ours.vehicles, ours.online.part, ours.online.whole) == ("Longdong Haulage", 1, 1, 2)
    assert (ours.valid.part, ours.valid.whole, ours.complete.value) == (26, 26, 1.0)
    assert (sum(ours.alarms), sum(strangers.alarms)) == (1, 0)
    assert (strangers.vehicles, strangers.online.value) == (0, None)  # of nobody no share is said


def test_a_register_is_read_whole_or_told_row_by_row() -> None:
    head = "终端号,车辆类型,所属企业,驾驶员数,凌晨豁免,线路里程\n"
    rows, wrong = read_fleet((head + "013900000001,班线客车,陇东客运,2,是,820\n").encode(), "fleet.csv")
    assert not wrong
    assert (rows[0].number, rows[0].kind, rows[0].drivers, rows[0].exempt_night) == (
        "13900000001",
        PassClass.COACH,
        2,
        True,
    )
    bad = "13900000002,飞机,,1,,\n13900000003,校车,,0,,\n13900000004,校车,,1,maybe,\n13900000005,校车,,1,,-3\n"
    bad += "abc,校车,,1,,\n13900000006,校车,,1,,\n0013900000006,校车,,1,,\n"
    rows, wrong = read_fleet((head + bad).encode(), "fleet.csv")
    assert len(rows) == 1
    assert [one.row for one in wrong] == [1, 2, 3, 4, 5, 7]
    assert not any("1390000" in one.why.en for one in wrong)
    with pytest.raises(LayoutUnknown):
        read_fleet(b"name,kind\nx,coach\n", "fleet.csv")


def test_days_before_the_first_alarm_are_empty(folder: Path) -> None:
    assert len(read_alarms(folder)) == 0
    assert len(read_days(folder)) == 0
    assert np.array_equal(read_track(folder, TOKEN, MORNING, MORNING + MINUTE).happened_ms, [])
