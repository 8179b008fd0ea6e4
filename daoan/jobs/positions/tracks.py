"""The slice of track that an alarm stands on, for a purpose and a case, written into the log before it is shown."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from daoan.act.lookups.grounds import LookUp, note_of, refusal_of
from daoan.act.workflow.table import Refused
from daoan.jobs.lookups import no_such_case
from daoan.jobs.positions.fleet import TrackedAlarm
from daoan.jobs.positions.monitoring import read_track
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import NotFound
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack

AROUND_S = 60  # before and after the alarm
MOST_POINTS = 5_000


@dataclass(frozen=True, slots=True)
class AlarmPoint:
    """One position of the track. ``inside``: within the alarm, not merely before or after it."""

    at: datetime
    lon: float
    lat: float
    speed_kmh: float | None
    inside: bool


@dataclass(frozen=True, slots=True)
class AlarmTrack:
    """An alarm's track. ``line``: of the audit log; ``more``: there were more points than are shown."""

    line: int
    points: tuple[AlarmPoint, ...]
    more: bool


def show_track(
    room: Workroom,
    pack: RulePack,
    actor: Actor,
    folder: Path,
    alarm: TrackedAlarm,
    purpose: str,
    case: str,
    at: datetime,
) -> AlarmTrack | Refused:
    """The track of an alarm that the actor may see. ``pack``: the rule pack ``lookups``; ``at``: the real moment.

    Raises :class:`NotFound` where no register knows the terminal.
    """
    if not alarm.terminal:
        raise NotFound("the terminal of this alarm is in no register: import it first 终端不在台账中，请先导入台账")
    about = f"{alarm.begins_at:%Y-%m-%dT%H:%MZ} {alarm.ends_at:%Y-%m-%dT%H:%MZ} {alarm.alarm_id}"
    asked = LookUp("alarm_track", alarm.terminal, purpose.strip(), case.strip(), at, about=about)
    refused = no_such_case(room, actor, asked.case) or refusal_of(asked, actor, pack)
    line = room.store.append_audit(note_of(asked, actor, refused)).number
    if refused is not None:
        return refused
    begin, end = (int(moment.timestamp() * 1000) for moment in (alarm.begins_at, alarm.ends_at))
    frame = read_track(folder, alarm.terminal, begin - AROUND_S * 1000, end + AROUND_S * 1000)
    shown = frame.take(np.arange(len(frame)) < MOST_POINTS)
    columns = (shown.happened_ms.tolist(), shown.lon.tolist(), shown.lat.tolist(), shown.speed_kmh.tolist())
    points = tuple(
        AlarmPoint(
            datetime.fromtimestamp(ms / 1000, UTC),
            lon,
            lat,
            None if np.isnan(speed) else round(speed, 1),
            begin <= ms <= end,
        )
        for ms, lon, lat, speed in zip(*columns, strict=True)
    )
    return AlarmTrack(line, points, len(frame) > MOST_POINTS)
