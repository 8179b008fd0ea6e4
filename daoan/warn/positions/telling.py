"""Writing an alarm down, in compiled code: when it is told, and again as final when it has ended."""

from typing import Any

from numba import njit

from daoan.terms.fleet_alarms import FleetAlarm

SPEEDING, FATIGUE, NIGHT_FATIGUE = int(FleetAlarm.SPEEDING), int(FleetAlarm.FATIGUE), int(FleetAlarm.NIGHT_FATIGUE)
DAY_HOURS, WEEK_HOURS, SMALL_HOURS = int(FleetAlarm.DAY_HOURS), int(FleetAlarm.WEEK_HOURS), int(FleetAlarm.SMALL_HOURS)
MOUNTAIN_NIGHT, OFFLINE = int(FleetAlarm.MOUNTAIN_NIGHT), int(FleetAlarm.OFFLINE)
DISPLACED, JUMPING = int(FleetAlarm.DISPLACED), int(FleetAlarm.JUMPING)
HOUR_MS = 3_600_000


@njit(cache=True)
def is_told(state: Any, kind: int) -> bool:
    """Whether an alarm was told and goes on."""
    return bool((state.told >> kind) & 1)


@njit(cache=True)
def mark(state: Any, kind: int, told: bool) -> None:
    """Remember that an alarm goes on, or does no more."""
    state.told = (state.told | (1 << kind)) if told else (state.told & ~(1 << kind) & 0xFFFF)


@njit(cache=True)
def tell(
    out: Any, told: int, kind: int, state: Any, note: int, from_ms: int, until_ms: int, at_ms: int, segment: int,
    value: float, limit: float, final: bool,
) -> int:  # fmt: skip
    """Write an alarm; answers how many there are now."""
    alarm = out[told]
    alarm.kind, alarm.terminal, alarm.note, alarm.final = kind, state.terminal, note, 1 if final else 0
    alarm.from_ms, alarm.until_ms, alarm.told_ms = from_ms, until_ms, at_ms
    alarm.lon, alarm.lat = state.lon, state.lat
    alarm.segment, alarm.value, alarm.limit = segment, value, limit
    return told + 1
