"""Positions at rest: each once, as it was first known, before and after they are rolled into days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from daoan.store import safely
from daoan.store.positions_log import SCHEMA, PositionsLog, read_positions
from daoan.terms.records.fleet import Position
from daoan.terms.telematics import TerminalAlarm, VehicleState

AT = datetime(2026, 3, 1, 23, 59, 30, tzinfo=UTC)
ONE = Position(
    terminal="terminal-a",
    feed="jt808",
    happened_at=AT,
    known_at=AT + timedelta(seconds=2),
    lon=107.64,
    lat=35.71,
    speed_kmh=63.5,
    direction_deg=270,
    altitude_m=-3,
    status=frozenset((VehicleState.LOCATED, VehicleState.IGNITION_ON)),
    alarms=frozenset((TerminalAlarm.ROLLOVER, TerminalAlarm.DRIVER_PHONE)),
    odometer_km=80_123.4,
)
NEXT = replace(ONE, happened_at=AT + timedelta(seconds=30), speed_kmh=None, alarms=frozenset())
AGAIN = replace(ONE, known_at=AT + timedelta(minutes=5))


@pytest.fixture
def log(tmp_path):
    with_log = PositionsLog(tmp_path)
    yield with_log
    with_log.close()


def test_a_position_comes_back_as_it_was(tmp_path, log):
    log.append([ONE])
    [row] = read_positions(tmp_path).to_pylist()
    assert row == {
        "terminal": "terminal-a",
        "feed": "jt808",
        "happened_at": AT,
        "known_at": AT + timedelta(seconds=2),
        "lon": 107.64,
        "lat": 35.71,
        "speed_kmh": 63.5,
        "direction_deg": 270,
        "altitude_m": -3,
        "status": "ignition_on located",
        "alarms": "driver_phone rollover",
        "odometer_km": 80_123.4,
        "recorder_speed_kmh": None,
        "satellites": None,
    }


def test_what_was_sent_again_is_read_once_as_first_known(tmp_path, log):
    log.append([AGAIN, NEXT])
    log.append([ONE])
    log.append([])
    rows = read_positions(tmp_path).to_pylist()
    assert [(r["happened_at"], r["known_at"]) for r in rows] == [
        (AT, ONE.known_at),
        (NEXT.happened_at, NEXT.known_at),
    ]


def test_rolled_into_days_nothing_changes(tmp_path, log):
    log.append([ONE, NEXT])
    before = read_positions(tmp_path)
    assert log.roll() == 2
    assert sorted(p.name for p in tmp_path.glob("day=*")) == ["day=2026-03-01", "day=2026-03-02"]
    assert read_positions(tmp_path).equals(before)
    log.append([AGAIN])  # sent again after the day was rolled
    assert read_positions(tmp_path).equals(before)
    assert log.roll() == 1
    assert log.roll() == 0
    assert read_positions(tmp_path).equals(before)
    assert pq.read_schema(next(tmp_path.glob("day=*/*.parquet"))).equals(SCHEMA)


def test_rolling_that_is_cut_off_is_done_again(tmp_path, log, monkeypatch):
    log.append([ONE, NEXT])
    before = read_positions(tmp_path)
    real, calls = safely.sync, []

    def cut_off(path):
        calls.append(path)
        if len(calls) == 4:  # of each day its file, then its folder
            raise KeyboardInterrupt
        real(path)

    with monkeypatch.context() as patched:
        patched.setattr(safely, "sync", cut_off)
        with pytest.raises(KeyboardInterrupt):
            log.roll()
    assert read_positions(tmp_path).equals(before)
    assert log.roll() == 2
    assert read_positions(tmp_path).equals(before)
    assert len(list(tmp_path.glob("day=*/*.parquet"))) == 2
