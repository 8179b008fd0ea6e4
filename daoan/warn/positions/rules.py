"""The rule pack ``positions`` as numbers that a compiled kernel reads."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from daoan.terms.codes import RoadClass
from daoan.terms.errors import RulePackInvalid
from daoan.terms.passes import PassClass
from daoan.terms.rulepacks import RulePack

HOUR_MS, MINUTE_MS = 3_600_000, 60_000
KINDS = 256  # a class is a byte

#: Bits of what holds for a class of vehicles.
TIRED, NIGHT_TIRED, HOURS, SMALL_HOURS, MOUNTAIN, NIGHT_SPEED = 1, 2, 4, 8, 16, 32
#: Which limits hold.
SMALL, LARGE, HAZMAT = 0, 1, 2
LIMITS = ("small", "large", "hazmat")

#: By name: where it stands in the pack, and by how much it is multiplied to be in the kernel's unit.
_FLOATS: dict[str, tuple[str, float]] = {
    "tolerance": ("speed.tolerance", 1.0),
    "sustained_ms": ("speed.sustained_s", 1000.0),
    "night_share": ("speed.night_coach_share", 1.0),
    "fatigue_ms": ("fatigue.day_hours", HOUR_MS),
    "fatigue_night_ms": ("fatigue.night_hours", HOUR_MS),
    "rest_ms": ("fatigue.rest_minutes", MINUTE_MS),
    "day_ms": ("fatigue.hours_in_day", HOUR_MS),
    "week_ms": ("fatigue.hours_in_week", HOUR_MS),
    "small_grace_ms": ("small_hours.grace_minutes", MINUTE_MS),
    "mountain_grace_ms": ("mountain.grace_minutes", MINUTE_MS),
    "offline_ms": ("terminal.offline_hours", HOUR_MS),
    "gap_ms": ("terminal.gap_s", 1000.0),
    "displaced_ms": ("terminal.displaced_minutes", MINUTE_MS),
    "displaced_m": ("terminal.displaced_m", 1.0),
    "gap_m_per_ms": ("terminal.gap_kmh", 1 / 3600.0),
    "gap_same_m": ("terminal.gap_same_m", 1.0),
    "most_kmh": ("valid.most_kmh", 1.0),
    "jump_m_per_ms": ("valid.jump_kmh", 1 / 3600.0),
    "jump_least_m": ("valid.jump_least_m", 1.0),
    "move_kmh": ("driving.move_kmh", 1.0),
    "reach_m": ("matching.reach_m", 1.0),
    "error_m": ("matching.error_m", 1.0),
    "heading_nats": ("matching.heading_nats", 1.0),
    "heading_from_kmh": ("matching.heading_from_kmh", 1.0),
    "detour_m": ("matching.detour_m", 1.0),
    "broken_nats": ("matching.broken_nats", 1.0),
    "way_m": ("matching.way_m", 1.0),
    "stand_kmh": ("matching.stand_kmh", 1.0),
    "stand_m": ("matching.stand_m", 1.0),
}
_INTS: dict[str, tuple[str, int]] = {
    "night_from_s": ("night.from_hour", 3600),
    "night_until_s": ("night.until_hour", 3600),
    "small_from_s": ("small_hours.from_hour", 3600),
    "small_until_s": ("small_hours.until_hour", 3600),
    "anchor_after": ("valid.anchor_after", 1),
    "jumps": ("valid.jumps", 1),
}

#: Thresholds in the kernel's units: one record.
THRESHOLDS = np.dtype([(n, "<f8") for n in _FLOATS] + [(n, "<i8") for n in _INTS])
#: What holds for a class of vehicles; the last of 256 for a vehicle that no register knows.
CLASS = np.dtype([("flags", "u1"), ("limits", "u1")])


class Rules(NamedTuple):
    """A rule pack as the kernel reads it."""

    thresholds: npt.NDArray[Any]  # THRESHOLDS, one record
    classes: npt.NDArray[Any]  # CLASS, 256


def read_rules(pack: RulePack) -> Rules:
    """The rules of a pack. Raises :class:`RulePackInvalid` for what is missing or cannot be."""
    thresholds = np.zeros(1, THRESHOLDS)
    for name, (path, times) in (*_FLOATS.items(), *_INTS.items()):
        thresholds[name] = pack.get(path) * times
        if not thresholds[name][0] >= 0:
            raise RulePackInvalid(f"rule pack {pack.name}: {path} must not be below 0")
    classes = np.zeros(KINDS, CLASS)
    for flag, path in (
        (TIRED, "fatigue.kinds"),
        (NIGHT_TIRED, "fatigue.night_kinds"),
        (HOURS, "fatigue.hours_kinds"),
        (SMALL_HOURS, "small_hours.kinds"),
        (MOUNTAIN, "mountain.kinds"),
        (NIGHT_SPEED, "speed.night_coach_kinds"),
    ):
        classes["flags"][_kinds(pack, path)] |= np.uint8(flag)
    classes["limits"][_kinds(pack, "limits.large_kinds")] = LARGE
    classes["limits"][_kinds(pack, "limits.hazmat_kinds")] = HAZMAT
    return Rules(thresholds, classes)


def limits_by_class(pack: RulePack) -> npt.NDArray[np.float32]:
    """Limits, km/h, shape (3, classes of road): small, large, with dangerous goods."""
    rows = [[float(pack.get(f"limits.{group}.{road.value}")) for road in RoadClass] for group in LIMITS]
    return np.array(rows, np.float32)


def minor_classes(pack: RulePack) -> list[int]:
    """Positions of the classes of road that stand for class III and lower."""
    return _members(pack, "mountain.road_classes", [road.value for road in RoadClass])


def _kinds(pack: RulePack, path: str) -> list[int]:
    return _members(pack, path, [kind.name.lower() for kind in PassClass])


def _members(pack: RulePack, path: str, known: Iterable[str]) -> list[int]:
    listed = list(known)
    try:
        return [listed.index(str(name)) for name in pack.get(path)]
    except ValueError as wrong:
        raise RulePackInvalid(f"rule pack {pack.name}: {path}: {wrong}; there are {', '.join(listed)}") from None
