"""Who follows the logs: the lake takes in what was passed, people hear of what was suspected. Each at its own pace.

A follower keeps the position up to which it has handled everything, in a file of its own, behind what it did. Killed in
between, it does the last part again, which changes nothing: the lake shows a pass once, and a suspicion is one case.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from daoan.jobs.pass_alerts import Ahead, Alerted, alert_passes, correct_passes
from daoan.jobs.passes.records import find_passes
from daoan.jobs.passes.run import read_detections
from daoan.jobs.watching import Hit, mark_hits
from daoan.jobs.workroom import Workroom
from daoan.store.framed_log import read_from
from daoan.store.lake import PassLake
from daoan.store.safely import write_content
from daoan.terms.detections import DetectionFrame, Suspicion, join_detections
from daoan.terms.errors import FileUnreadable
from daoan.terms.passes import PassFrame, SiteFrame, join_passes
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import from_ms, to_ms

#: So many passes go into the lake at one time; fewer where no more came.
MOST_AT_ONCE = 500_000


class Place:
    """A position in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> int:
        """The position; 0 where nothing was handled yet. Raises :class:`FileUnreadable`."""
        try:
            return int(self._path.read_bytes())
        except FileNotFoundError:
            return 0
        except ValueError as problem:
            raise FileUnreadable(f"{self._path} holds no position; remove it to begin anew") from problem

    def keep(self, position: int) -> None:
        """Everything up to a position was handled."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_content(self._path, str(position).encode())


def feed_lake(log: Path, lake: PassLake, place: Place) -> int:
    """Bring what stands in a log into the lake; answers how many passes. A day has a file more for each time."""
    fed, parts, waiting, position = 0, list[PassFrame](), 0, place.read()
    kept = position
    for behind, record in read_from(log, position):
        passes = find_passes(record)
        if passes is not None and len(passes):
            parts.append(passes)
            waiting += len(passes)
        position = behind
        if waiting >= MOST_AT_ONCE:
            fed += lake.append(join_passes(parts))
            place.keep(position)
            parts, waiting, kept = [], 0, position
    if parts:
        fed += lake.append(join_passes(parts))
    if position != kept:
        place.keep(position)
    return fed


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of detections.

    ``hits``: entries of the watch list whose vehicles were seen; ``stale``: detections too old to raise anything;
    ``corrected``: alerts that were told otherwise.
    """

    alerts: Alerted
    hits: int = 0
    stale: int = 0
    corrected: int = 0


def tell_people(
    folder: Path, place: Place, room: Workroom, sites: Callable[[], SiteFrame], pack: RulePack, now: datetime,
    entries: Callable[[], Mapping[str, int]] = dict,
    ahead: Callable[[DetectionFrame], Ahead] = lambda _found: lambda _row: None,
) -> Heard:  # fmt: skip
    """Raise alerts of what the engine over ``folder`` told and nobody heard yet, and correct what did not hold.

    What is told at once raises alerts; so does what only order brought out. ``entries``: numbers of watch entries by
    id; ``pack``: the rule pack ``interception``.
    """
    found, withdrawn = list[DetectionFrame](), list[int]()
    begin = position = place.read()
    for behind, written in read_detections(folder, begin):
        found += [written.told.at_once, written.told.added]
        withdrawn += written.told.withdrawn.tolist()
        position = behind
    if position == begin:
        return Heard(Alerted())
    told = join_detections(found)
    oldest_ms = to_ms(now) - float(pack.get("telling.fresh_minutes")) * 60_000
    fresh = told.take(told.happened_ms >= oldest_ms)
    fresh = fresh.take(~np.isin(fresh.detection_id, withdrawn))  # said and taken back before anybody heard
    alerts = alert_passes(room, fresh, sites(), pack, now, ahead(fresh))
    hits = mark_hits(room, _hits(fresh, sites(), entries()), now)
    corrected = correct_passes(room, withdrawn, now)
    place.keep(position)
    return Heard(alerts, hits, int((told.happened_ms < oldest_ms).sum()), corrected)


def _hits(found: DetectionFrame, sites: SiteFrame, entries: Mapping[str, int]) -> Iterator[Hit]:
    """Reads of the very plates that are watched. A read that only resembles one is no news to whoever filed it."""
    name_of = {number: entry_id for entry_id, number in entries.items()}
    for row in np.flatnonzero(found.kind == Suspicion.WATCHED).tolist():
        entry_id = name_of.get(int(found.entry[row]))
        if entry_id is not None:
            at = from_ms(int(found.happened_ms[row]))
            yield Hit(entry_id, int(found.pass_id[row]), str(sites.site_id[found.site[row]]), at)
