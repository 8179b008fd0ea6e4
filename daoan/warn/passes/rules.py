"""The rule pack ``passes`` as numbers that a compiled kernel reads."""

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from daoan.terms.errors import RulePackInvalid
from daoan.terms.passes import LARGE_KINDS, PassClass, SiteHazard
from daoan.terms.plates import BITS, NUMBER_OF, PLACES
from daoan.terms.rulepacks import RulePack
from daoan.warn.passes.state import NATS, STEPS
from daoan.warn.passes.watching import Likenesses, likenesses

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
KINDS = 256  # a class is a byte
SCORES = 256


#: Thresholds in the kernel's units: one record.
THRESHOLDS = np.dtype(
    [
        (name, "<f8")
        for name in (
            "fastest_m_per_ms", "doubtful_share", "outdone", "pace_sd", "pace_unknown_sd", "hurries", "hurry_most",
            "clock_ms", "clone_least_m", "follow_ms", "memory_ms", "clone_odds", "apart", "own_word", "lands",
            "colour_lands", "strangers", "usual_error", "clone_least_chance", "most_at_site", "looks_suspect",
            "looks_odds", "speed_tolerance", "section_least_m", "section_most_m", "section_most_kmh",
            "distance_error", "night_coach_share", "fatigue_s", "fatigue_night_s", "fatigue_from",
            "fatigue_least_chance", "rest_ms", "slower", "pace_error", "stop_sd_ms", "stand_ms", "turn_ms", "rests",
            "unregistered_odds", "misread_again", "unregistered_least_chance", "known_odds", "watch_least_chance",
        )
    ]
    + [
        (name, "<i8")
        for name in (
            "night_from_s", "night_until_s", "small_from_s", "small_until_s", "unprocessed",
            "home_shift", "school_hours",
        )
    ]
)  # fmt: skip

#: What holds for a class of vehicles. There are 256, so that the class that is not recorded is one of them.
#: ``hazard``: bits of what it should not enter unseen; ``seen_as``: one number for classes that look alike.
CLASS = np.dtype([("flags", "<u2"), ("hazard", "u1"), ("seen_as", "u1")])
TIRED, NIGHT_TIRED, SMALL_HOURS, LARGE, COACH = 1, 2, 4, 8, 16


class Rules(NamedTuple):
    """A rule pack as the kernel reads it."""

    thresholds: npt.NDArray[Any]  # THRESHOLDS, one record
    classes: npt.NDArray[Any]  # CLASS, 256
    right: npt.NDArray[np.float32]  # chance that all signs are right, by the camera's score, 256
    home: npt.NDArray[np.int64]  # first signs of home plates, shifted down
    steps: npt.NDArray[np.uint8]  # the step of each camera's score, 256
    alike: Likenesses  # what each sign may be taken for
    looks: npt.NDArray[
        np.float32
    ]  # by how a read looks (27): points of difference; its weight for a stray read and for
    # the vehicle itself, against that for a copy; and by how much it speaks for a copy of another look, in eighths


def read_rules(pack: RulePack) -> Rules:
    """The rules of a pack. Raises :class:`RulePackInvalid` for what is missing or cannot be."""
    get = pack.get
    home, shift = _home(pack)
    numbers: dict[str, float] = {
        "fastest_m_per_ms": float(get("clone.fastest_kmh")) / 3600.0,
        "doubtful_share": float(get("clone.doubtful_share")),
        "outdone": float(get("clone.outdone")),
        "pace_sd": float(get("clone.pace_sd")),
        "pace_unknown_sd": float(get("clone.pace_unknown_sd")),
        "clone_least_m": float(get("clone.least_m")),
        "follow_ms": float(get("clone.follow_hours")) * HOUR_MS,
        "clone_odds": _odds(get("clone.prior")),
        "hurries": float(get("clone.hurries")),
        "hurry_most": float(get("clone.hurry_most")),
        "clock_ms": float(get("clone.clock_s")) * 1000.0,
        "memory_ms": float(get("clone.memory_days")) * DAY_MS,
        "apart": float(get("clone.apart")),
        "own_word": float(get("clone.own_word")),
        "lands": float(get("clone.lands")),
        "colour_lands": float(get("clone.colour_lands")),
        "strangers": float(get("watch.strangers")),
        "usual_error": 1.0 - float(get("read.no_score")),
        "clone_least_chance": float(get("clone.least_chance")),
        "most_at_site": float(get("clone.most_at_site")),
        "looks_suspect": float(get("looks.suspect")),
        "looks_odds": _odds(get("clone.prior")) * (1.0 - float(get("looks.copies_alike"))),
        "speed_tolerance": float(get("speed.tolerance")),
        "section_least_m": float(get("speed.section_least_m")),
        "section_most_m": float(get("speed.section_most_m")),
        "section_most_kmh": float(get("speed.section_most_kmh")),
        "distance_error": float(get("speed.distance_error")),
        "night_coach_share": float(get("speed.night_coach_share")),
        "night_from_s": int(get("night.from_hour")) * 3600,
        "night_until_s": int(get("night.until_hour")) * 3600,
        "fatigue_s": float(get("fatigue.day_hours")) * 3600,
        "fatigue_night_s": float(get("fatigue.night_hours")) * 3600,
        "rest_ms": float(get("fatigue.rest_minutes")) * 60_000,
        "fatigue_from": float(get("fatigue.nearly")),
        "fatigue_least_chance": float(get("fatigue.least_chance")),
        "pace_error": float(get("fatigue.pace_error")),
        "stop_sd_ms": float(get("fatigue.stop_sd_minutes")) * 60_000,
        "stand_ms": float(get("fatigue.stand_minutes")) * 60_000,
        "turn_ms": float(get("fatigue.turn_minutes")) * 60_000,
        "rests": float(get("fatigue.rests")),
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
    right = chances_by_score(pack)
    return Rules(thresholds, _classes(pack), right, home, _steps(pack), likenesses(pack), _looks(pack))


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


def _steps(pack: RulePack) -> npt.NDArray[np.uint8]:
    """The step of each score; that of no score is the last."""
    edges = [int(e) for e in pack.get("read.edges")]
    if len(edges) > STEPS - 2:
        raise RulePackInvalid(f"rule pack {pack.name}: read.edges are {STEPS - 2} at most")
    steps = np.searchsorted(edges, np.arange(SCORES), side="right").astype(np.uint8)
    steps[SCORES - 1] = STEPS - 1
    return steps


def _looks(pack: RulePack) -> npt.NDArray[np.float32]:
    """What each look weighs. Rows: 9 class + 3 colour + brand, each 0 where not known, 1 alike, 2 not."""
    table = np.zeros((27, 4), np.float32)
    same, stray = float(pack.get("looks.copies_alike")), float(pack.get("looks.stray_reads"))
    for row in range(27):
        points, own, chance = 0.0, 1.0, 1.0
        for name, how in zip(("kind", "colour", "brand"), (row // 9, row // 3 % 3, row % 3), strict=True):
            told, by_chance = float(pack.get(f"looks.told.{name}")), float(pack.get(f"looks.by_chance.{name}"))
            points += float(pack.get(f"looks.{name}")) if how == 2 else 0.0
            own *= (1.0, told, 1.0 - told)[how]
            chance *= (1.0, by_chance, 1.0 - by_chance)[how]
        copy = same * own + (1.0 - same) * chance
        speaks = NATS * math.log(0.5 + 0.5 * chance / (own + stray * chance))  # half of its reads are the copy's
        table[row] = points if row else -1.0, chance / copy, own / copy, speaks if row else 0.0
    return table


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
    classes["seen_as"] = np.arange(KINDS)
    for names in pack.get("looks.classes_alike"):
        positions = _positions(names, pack)
        classes["seen_as"][positions] = positions[0]
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
