"""Which leader must go to the scene of a crash, and by when: the gravest line of the rule that the casualties reach.

A line of ``[[on_scene.level]]`` in the rule pack ``work`` is reached by any one of the numbers that it names. A kind of
crash in ``raised_kinds`` asks for one level more than its casualties.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from daoan.act.workflow.given import moment_in, number_in
from daoan.terms.estimates import Text
from daoan.terms.places import distance_m
from daoan.terms.records import Crash
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack

_COUNTED = ("deaths", "injured", "life_threatening", "fatal_nearby_year")


@dataclass(frozen=True, slots=True)
class Casualties:
    """What is known of one crash. ``fatal_nearby_year``: fatal crashes within 1 km in a year, this one among them."""

    deaths: int = 0
    injured: int = 0
    life_threatening: int = 0
    fatal_nearby_year: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class MustGo:
    """Who must go to the scene, by when, and whose rule that is."""

    level: str
    who: Text
    by: datetime
    within_minutes: int
    source: Text
    status: str


def who_must_go(casualties: Casualties, known_at: datetime, pack: RulePack) -> MustGo | None:
    """The gravest level that is reached, ``None`` where none is. ``known_at``: when the casualties were known."""
    levels: Sequence[Mapping[str, Any]] = pack.get("on_scene.level")
    reached = [place for place, line in enumerate(levels) if _reaches(casualties, line)]
    if not reached:
        return None
    place = max(reached)
    if casualties.kind and casualties.kind in pack.get("on_scene.raised_kinds"):
        place = min(place + 1, len(levels) - 1)
    line = levels[place]
    minutes = int(line["within_minutes"])
    return MustGo(
        level=line["name"],
        who=Text(line["en"], line["zh"]),
        by=known_at + timedelta(minutes=minutes),
        within_minutes=minutes,
        source=Text(pack.get("on_scene.source_en"), pack.get("on_scene.source_zh")),
        status=pack.get("on_scene.status"),
    )


def _reaches(casualties: Casualties, line: Mapping[str, Any]) -> bool:
    return any(getattr(casualties, name) >= line[name] for name in _COUNTED if name in line)


def casualties_in(value: Any) -> Casualties | None:
    """Casualties as a matter holds them; ``None`` where the field holds none."""
    if not isinstance(value, Mapping):
        return None
    counts = {name: int(max(number_in(value.get(name)) or 0.0, 0.0)) for name in _COUNTED}
    return Casualties(**counts, kind=str(value.get("kind", "")))


def must_go_of(matter: Matter, zone: str, pack: RulePack) -> MustGo | None:
    """Who must go to the scene that a matter is about, by its own casualties; ``None`` where nobody must."""
    told = matter.values.get("casualties")
    casualties = casualties_in(told)
    if casualties is None:
        return None
    known_at = moment_in(told.get("known_at"), zone) if isinstance(told, Mapping) else None
    return who_must_go(casualties, known_at or matter.created_at, pack)


def gravest_of(
    ids: Iterable[str], crashes: Mapping[str, Crash], now: datetime, pack: RulePack
) -> dict[str, Any] | None:
    """Casualties of the gravest of these crashes that is still fresh, as a matter holds them; ``None``: nobody must go.

    What a source does not record counts as none: a leader too few is then told by whoever knows more.
    """
    fresh = now - timedelta(hours=float(pack.get("on_scene.fresh_hours")))
    levels = [line["name"] for line in pack.get("on_scene.level")]
    gravest: tuple[tuple[int, int, int], Casualties, Crash] | None = None
    for crash in (crashes[i] for i in ids if i in crashes):
        if not fresh <= crash.happened_at <= now:
            continue
        casualties = Casualties(
            deaths=crash.deaths_7d or crash.deaths_30d or 0,
            injured=crash.injured or (crash.serious or 0) + (crash.slight or 0),
            fatal_nearby_year=_fatal_nearby(crash, crashes.values(), pack),
        )
        must = who_must_go(casualties, crash.known_at, pack)
        rank = (levels.index(must.level), casualties.deaths, casualties.injured) if must else None
        if rank is not None and (gravest is None or rank > gravest[0]):
            gravest = (rank, casualties, crash)
    if gravest is None:
        return None
    _, casualties, crash = gravest
    counts = {name: getattr(casualties, name) for name in _COUNTED}
    return {**counts, "crash": crash.crash_id, "known_at": crash.known_at.isoformat()}


def _fatal_nearby(crash: Crash, others: Iterable[Crash], pack: RulePack) -> int:
    """Fatal crashes within the rule's distance in the year up to this one, itself among them where it was fatal."""
    if crash.lon is None or crash.lat is None or not _is_fatal(crash):
        return 0
    within_m, since = float(pack.get("on_scene.nearby_m")), crash.happened_at - timedelta(days=365)
    return sum(
        _is_fatal(o)
        and since < o.happened_at <= crash.happened_at
        and o.lon is not None
        and o.lat is not None
        and distance_m(crash.lon, crash.lat, o.lon, o.lat) <= within_m
        for o in others
    )


def _is_fatal(crash: Crash) -> bool:
    return bool(crash.deaths_7d or crash.deaths_30d) or crash.severity.value == "fatal"
