"""What a fleet's positions may give reason to suspect, as columns: positions, vehicles, alarms, days.

A terminal is a number here: the first 63 bits of its token's digest, which leads back to nobody. Moments are UTC,
milliseconds since 1970; days are since 1970 in the city's zone. An alarm is a suspicion until a person confirms it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from daoan.terms.estimates import Text
from daoan.terms.passes import Column, Columns


class FleetAlarm(IntEnum):
    """What a vehicle is suspected of, or its terminal."""

    SPEEDING = 0
    FATIGUE = 1
    NIGHT_FATIGUE = 2
    DAY_HOURS = 3
    WEEK_HOURS = 4
    SMALL_HOURS = 5
    MOUNTAIN_NIGHT = 6
    OFFLINE = 7
    DISPLACED = 8
    JUMPING = 9


FLEET_ALARM_NAMES: Mapping[FleetAlarm, Text] = {
    FleetAlarm.SPEEDING: Text("speeding", "超速行驶"),
    FleetAlarm.FATIGUE: Text("driven too long without rest", "连续驾驶超时"),
    FleetAlarm.NIGHT_FATIGUE: Text("driven too long by night without rest", "夜间连续驾驶超时"),
    FleetAlarm.DAY_HOURS: Text("driven too long in 24 hours", "24小时累计驾驶超时"),
    FleetAlarm.WEEK_HOURS: Text("driven too long in 7 days", "7日累计驾驶超时"),
    FleetAlarm.SMALL_HOURS: Text("coach on the road between 2 and 5", "凌晨2时至5时行车"),
    FleetAlarm.MOUNTAIN_NIGHT: Text("coach on a minor mountain road by night", "夜间通行三级及以下山区公路"),
    FleetAlarm.OFFLINE: Text("offline for more than 48 hours", "离线超48小时"),
    FleetAlarm.DISPLACED: Text("moved while offline", "离线位移"),
    FleetAlarm.JUMPING: Text("positions jump", "定位漂移"),
}

#: What ``value`` and ``limit`` of an alarm measure.
FLEET_ALARM_UNITS: Mapping[FleetAlarm, str] = {
    FleetAlarm.SPEEDING: "km/h",
    FleetAlarm.FATIGUE: "h",
    FleetAlarm.NIGHT_FATIGUE: "h",
    FleetAlarm.DAY_HOURS: "h",
    FleetAlarm.WEEK_HOURS: "h",
    FleetAlarm.SMALL_HOURS: "h",
    FleetAlarm.MOUNTAIN_NIGHT: "h",
    FleetAlarm.OFFLINE: "h",
    FleetAlarm.DISPLACED: "km",
    FleetAlarm.JUMPING: "jumps",
}

#: Bits of ``note``: what a person who judges the alarm should know.
LONG_LINE, SECOND_DRIVER = 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class PositionFrame(Columns):
    """Positions of vehicles as columns."""

    terminal: Column  # int64, above 0
    happened_ms: Column  # int64, by the terminal's clock
    known_ms: Column  # int64, when it reached us
    lon: Column  # float64, WGS-84
    lat: Column  # float64
    speed_kmh: Column  # float32, NaN where not told
    direction_deg: Column  # int16, -1 where not told
    located: Column  # bool, whether the terminal had a fix


POSITION_TYPES: dict[str, npt.DTypeLike] = {
    "terminal": np.int64, "happened_ms": np.int64, "known_ms": np.int64, "lon": np.float64, "lat": np.float64,
    "speed_kmh": np.float32, "direction_deg": np.int16, "located": np.bool_,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class FleetFrame(Columns):
    """Registered vehicles with terminals."""

    terminal: Column  # int64, above 0
    kind: Column  # uint8, PassClass
    company: Column  # int32, row of a list of companies; -1 where not known
    drivers: Column  # uint8, drivers on board, 1 or more
    exempt_night: (
        Column  # bool: fixed line to an airport or station, up to 100 km one way, or drivers relieved on the way
    )
    line_km: Column  # float32, length of a coach's line, NaN where it runs on none


FLEET_TYPES: dict[str, npt.DTypeLike] = {
    "terminal": np.int64, "kind": np.uint8, "company": np.int32, "drivers": np.uint8, "exempt_night": np.bool_,
    "line_km": np.float32,
}  # fmt: skip

#: One alarm. ``from_ms`` to ``until_ms`` is the slice of the track that is its evidence.
ALARM = np.dtype(
    [
        ("terminal", "<i8"),
        ("from_ms", "<i8"),
        ("until_ms", "<i8"),
        ("told_ms", "<i8"),  # the moment from which it could be told
        ("lon", "<f8"),  # where it was told
        ("lat", "<f8"),
        ("value", "<f8"),  # largest speed, hours, kilometres or jumps; FLEET_ALARM_UNITS
        ("limit", "<f8"),  # what it is held against
        ("segment", "<i4"),  # row of the network; -1 off it, or where no road matters
        ("kind", "u1"),
        ("final", "u1"),  # 0: it goes on
        ("note", "u1"),
    ]
)

#: One terminal's day.
DAY = np.dtype(
    [
        ("terminal", "<i8"),
        ("day", "<i4"),
        ("reports", "<i4"),  # each once
        ("valid", "<i4"),  # of them: located, within bounds
        ("jumps", "<i4"),  # of the valid: where it cannot have been
        ("moving", "<i4"),  # positions on the move that were held against the network
        ("on_road", "<i4"),  # of them
        ("driven_s", "<i4"),
        ("gaps", "<i4"),  # silences
        ("metres", "<f8"),  # driven, silences as the crow flies
        ("complete_m", "<f8"),  # of them without a silence
    ]
)


def terminal_number(token: str) -> int:
    """The number of a terminal's token: 63 bits, above 0."""
    digest = int.from_bytes(hashlib.blake2b(token.encode(), digest_size=8).digest(), "little") >> 1
    return digest or 1


def alarm_ids(alarms: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    """An id for each alarm that follows from what it is about: kind, terminal and since when."""
    text = [b"%d %d %d" % (a["kind"], a["terminal"], a["from_ms"]) for a in alarms]
    return np.array([int.from_bytes(hashlib.blake2b(t, digest_size=8).digest(), "little") >> 1 for t in text], np.int64)
