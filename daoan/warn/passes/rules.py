"""The rule pack ``passes`` as numbers that a compiled kernel reads."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from daoan.terms.errors import RulePackInvalid
from daoan.terms.passes import PassClass, SiteHazard
from daoan.terms.plates import BITS, NUMBER_OF, PLACES
from daoan.terms.rulepacks import RulePack

HOUR_MS = 3_600_000
KINDS = 256  # a class is a byte
SCORES = 256


#: Thresholds in the kernel's units: one record.
THRESHOLDS = np.dtype(
    [
        (name, "<f8")
        for name in (
            "fastest_m_per_ms", "fastest_share", "clone_least_m", "follow_ms", "clone_odds", "stray_reads", "again",
            "clone_least_chance", "most_at_site", "looks_kind", "looks_colour", "looks_brand", "looks_suspect",
            "speed_tolerance", "section_least_m", "section_most_m", "section_most_kmh", "distance_error",
            "night_coach_share", "fatigue_ms", "fatigue_night_s", "rest_ms", "slower", "quicker", "unregistered_odds",
            "misread_again", "unregistered_least_chance", "known_odds", "watch_least_chance",
        )
    ]
    + [
        (name, "<i8")
        for name in (
            "looks_reads", "night_from_s", "night_until_s", "small_from_s", "small_until_s", "unprocessed",
            "home_shift", "school_hours",
        )
    ]
)  # fmt: skip

#: What holds for a class of vehicles. There are 256, so that the class that is not recorded is one of them.
CLASS = np.dtype([("flags", "<u2"), ("hazard", "u1")])  # hazard: bits of what it should not enter unseen
TIRED, NIGHT_TIRED, SMALL_HOURS, LARGE, COACH = 1, 2, 4, 8, 16


class Rules(NamedTuple):
    """A rule pack as the kernel reads it."""

    thresholds: npt.NDArray[Any]  # THRESHOLDS, one record
    classes: npt.NDArray[Any]  # CLASS, 256
    right: npt.NDArray[np.float32]  # chance that all signs are right, by the camera's score, 256
    home: npt.NDArray[np.int64]  # first signs of home plates, shifted down


#: Classes that the limit for large vehicles holds for.
LARGE_KINDS = (
    PassClass.COACH,
    PassClass.SCHOOL_BUS,
    PassClass.LIGHT_TRUCK,
    PassClass.HEAVY_TRUCK,
    PassClass.HAZMAT,
    PassClass.CONSTRUCTION,
)


def read_rules(pack: RulePack) -> Rules:
    """The rules of a pack. Raises :class:`RulePackInvalid` for what is missing or cannot be."""
    get = pack.get
    home, shift = _home(pack)
    numbers: dict[str, float] = {
        "fastest_m_per_ms": float(get("clone.fastest_kmh")) / 3600.0,
        "fastest_share": float(get("clone.fastest_share")),
        "clone_least_m": float(get("clone.least_m")),
        "follow_ms": float(get("clone.follow_hours")) * HOUR_MS,
        "clone_odds": _odds(get("clone.prior")),
        "stray_reads": float(get("clone.stray_reads")),
        "again": float(get("clone.again")),
        "clone_least_chance": float(get("clone.least_chance")),
        "most_at_site": float(get("clone.most_at_site")),
        "looks_kind": float(get("looks.kind")),
        "looks_colour": float(get("looks.colour")),
        "looks_brand": float(get("looks.brand")),
        "looks_suspect": float(get("looks.suspect")),
        "looks_reads": int(get("looks.reads")),
        "speed_tolerance": float(get("speed.tolerance")),
        "section_least_m": float(get("speed.section_least_m")),
        "section_most_m": float(get("speed.section_most_m")),
        "section_most_kmh": float(get("speed.section_most_kmh")),
        "distance_error": float(get("speed.distance_error")),
        "night_coach_share": float(get("speed.night_coach_share")),
        "night_from_s": int(get("night.from_hour")) * 3600,
        "night_until_s": int(get("night.until_hour")) * 3600,
        "fatigue_ms": float(get("fatigue.day_hours")) * HOUR_MS,
        "fatigue_night_s": float(get("fatigue.night_hours")) * 3600,
        "rest_ms": float(get("fatigue.rest_minutes")) * 60_000,
        "quicker": float(get("fatigue.quicker")),
        "slower": float(get("fatigue.slower")),
        "small_from_s": int(get("small_hours.from_hour")) * 3600,
        "small_until_s": int(get("small_hours.until_hour")) * 3600,
        "unprocessed": int(get("register.unprocessed")),
        "home_shift": shift,
        "unregistered_odds": _odds(get("register.prior_unregistered")),
        "misread_again": float(get("register.misread_again")),
        "unregistered_least_chance": float(get("register.least_chance")),
        "school_hours": _school_hours(pack),
        "known_odds": float(get("read.known_odds")),
        "watch_least_chance": float(get("watch.least_chance")),
    }
    thresholds = np.zeros(1, THRESHOLDS)
    for name in THRESHOLDS.names or ():
        thresholds[name] = numbers[name]
    return Rules(thresholds, _classes(pack), chances_by_score(pack), home)


def chances_by_score(pack: RulePack) -> npt.NDArray[np.float32]:
    """The chance that all signs of a plate are right, by the camera's score; the last of 256: none given."""
    edges, right = [int(e) for e in pack.get("read.edges")], [float(r) for r in pack.get("read.right")]
    if len(right) != len(edges) + 1 or edges != sorted(edges) or not all(0 < r < 1 for r in right):
        raise RulePackInvalid(
            f"rule pack {pack.name}: read.right needs one chance more than read.edges, within 0 and 1"
        )
    chances = np.array(right, np.float32)[np.searchsorted(edges, np.arange(SCORES), side="right")]
    chances[SCORES - 1] = float(pack.get("read.no_score"))
    return chances


def _odds(chance: float) -> float:
    return float(chance) / (1.0 - float(chance))


def _classes(pack: RulePack) -> npt.NDArray[Any]:
    """What holds for each class."""
    classes = np.zeros(KINDS, CLASS)
    for flag, names in (
        (TIRED, pack.get("fatigue.kinds")),
        (NIGHT_TIRED, pack.get("fatigue.night_kinds")),
        (SMALL_HOURS, pack.get("small_hours.kinds")),
        (LARGE, [kind.name for kind in LARGE_KINDS]),
        (COACH, [PassClass.COACH.name]),
    ):
        classes["flags"][_positions(names, pack)] |= np.uint16(flag)
    for hazard in SiteHazard:
        classes["hazard"][_positions(pack.get(f"hazard.{hazard.name.lower()}"), pack)] |= np.uint8(hazard)
    return classes


def _positions(names: list[str], pack: RulePack) -> list[int]:
    try:
        return [int(PassClass[str(name).upper()]) for name in names]
    except KeyError as wrong:
        known = ", ".join(kind.name.lower() for kind in PassClass)
        raise RulePackInvalid(f"rule pack {pack.name}: there is no class {wrong}; there are {known}") from None


def _school_hours(pack: RulePack) -> int:
    """Hours as bits."""
    hours = [hour for first, last in pack.get("hazard.school_hours") for hour in range(int(first), int(last) + 1)]
    return sum(1 << hour for hour in set(hours))


def _home(pack: RulePack) -> tuple[npt.NDArray[np.int64], int]:
    """First signs of plates of home as numbers, and by how much a plate is shifted to get at its own."""
    endings: list[Any] = list(pack.get("register.home"))
    lengths = {len(str(ending)) for ending in endings}
    if len(lengths) > 1:
        raise RulePackInvalid(f"rule pack {pack.name}: register.home needs beginnings of one length")
    length = lengths.pop() if lengths else 1
    numbers: list[int] = []
    for ending in endings:
        packed = 0
        for sign in str(ending):
            if sign not in NUMBER_OF:
                raise RulePackInvalid(f"rule pack {pack.name}: no plate begins with {ending!r}")
            packed = packed << BITS | NUMBER_OF[sign]
        numbers.append(packed)
    return np.array(numbers, np.int64), BITS * (PLACES - length)
