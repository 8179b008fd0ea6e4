"""Surges of a city: the planted ones of the model town, and a year of Leeds, with the time of a turn."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import ROOT
from daoan.assess.breaks.find import find_breaks
from daoan.assess.nowcast.nowcasts import list_nowcasts
from daoan.assess.surges.watch import Watch, watch_surges
from daoan.sense.feeds.leeds import read_leeds
from daoan.terms.estimates import Text
from daoan.terms.frames import frame_of
from daoan.terms.records import Crash
from daoan.terms.rulepacks import read_rule_pack
from daoan.town.build import town_of
from daoan.town.changes import ChangeKind
from daoan.town.course import draw_course
from daoan.town.planned import default_changes

PACK = read_rule_pack((ROOT / "rulepacks" / "recent.toml").read_text("utf-8"), "recent")
DETECTOR = read_rule_pack((ROOT / "rulepacks" / "surge.toml").read_text("utf-8"), "surge")
END = datetime(2020, 1, 1, tzinfo=UTC)


def run(small: bool = False) -> dict[str, Any]:
    """``town``: for each surge planted in the town that is shown (seed 1), what is told at its end.

    ``leeds``: surges told at the end of 2019 and at moments 28 days apart before it, and each look's least p-value.
    Seconds are processor time of nowcast, breaks and surges together, the first look left out (it compiles).
    """
    return {
        "town": _planted(),
        "leeds": _leeds(3 if small else 13),
        "peers": {},
        "data": [{"file": "model town, simulated"}, {"file": "examples/leeds/collisions_raw", "licence": "OGL 3.0"}],
    }


def _planted() -> list[dict[str, Any]]:
    course = draw_course(1, False, 8)
    changes = default_changes(course)
    town = town_of(course, changes)
    areas = sorted({c.area for c in town.crashes if c.area})
    rows = []
    for change in (c for c in changes if c.kind is ChangeKind.SURGE):
        # The surge that is under way has no end: it is looked at when the town's last year is over.
        end = (
            datetime.combine(change.ends, datetime.min.time(), UTC) - timedelta(hours=8) if change.ends else town.as_of
        )
        watch, seconds = _look(town.crashes, end, town.zone, "town", areas)
        own = [s for s in watch.surges if change.area and f"area={change.area}" in s.series_id]
        rows.append(
            {
                "form": change.form or "every",
                "factor": change.factor,
                "found": bool(own),
                "least_p": min(s.p_value for s in watch.series if s.p_value is not None and s.area == change.area),
                "false": len(watch.surges) - len(own),
                "series": len(watch.series),
                "seconds": round(seconds, 3),
            }
        )
    return rows


def _leeds(looks: int) -> dict[str, Any]:
    crashes: list[Crash] = []
    for year in range(2009, 2020):
        path = ROOT / "examples" / "leeds" / "collisions_raw" / f"leeds_{year}.csv"
        crashes += read_leeds(path.read_bytes(), path.name, END).records
    found = [_look(crashes, END - timedelta(days=28 * k), "Europe/London", "leeds", []) for k in range(looks)]
    return {
        "looks": looks,
        "surges": sum(len(watch.surges) for watch, _ in found),
        "series": len(found[0][0].series),
        "least_p": [min(s.p_value for s in watch.series if s.p_value is not None) for watch, _ in found],
        "seconds": round(max(seconds for _, seconds in found[1:]), 3),
    }


def _look(crashes: Sequence[Crash], as_of: datetime, zone: str, city: str, areas: Sequence[str]) -> tuple[Watch, float]:
    known = [c for c in crashes if c.known_at <= as_of and c.happened_at <= as_of]
    frame = frame_of(known, zone)
    begun = time.process_time()
    nowcasts = list_nowcasts(known, as_of, city, areas, PACK)
    breaks = find_breaks(frame, as_of, zone, PACK)
    watch = watch_surges(known, as_of, city, {a: Text(a, a) for a in areas}, nowcasts, breaks, PACK, DETECTOR)
    return watch, time.process_time() - begun
