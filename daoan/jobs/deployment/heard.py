"""What was heard of units during their placements: reports read page by page, crews as they stand, tracks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from daoan.act.patrols import Standing, standings_of
from daoan.act.presence.covering import Cover
from daoan.act.presence.tracks import Track, tracks_of
from daoan.jobs.workroom import Workroom
from daoan.store.patrols import crew_of, now_with
from daoan.terms.records.deploying import UnitPlacement
from daoan.terms.records.patrols import UnitNow, UnitPosition
from daoan.terms.rulepacks import RulePack

PAGE, TICK = 5000, timedelta(microseconds=1)


def reports_of(room: Workroom, unit_id: str, since: datetime, until: datetime) -> tuple[UnitPosition, ...]:
    """Reports of a unit that happened in a span, both ends included, and were known at its end; oldest first."""
    return tuple(p for p in all_reports(room, unit_id, since, until) if p.known_at <= until)


def all_reports(room: Workroom, unit_id: str, since: datetime, until: datetime) -> tuple[UnitPosition, ...]:
    """The same, whenever they came to be known."""
    found = list[UnitPosition]()
    begin = since
    while True:
        page = room.store.list_positions(unit_id, begin, until + TICK, limit=PAGE)
        seen = {(p.crew, p.source) for p in found if p.happened_at == begin}
        found += [p for p in page if p.happened_at > begin or (p.crew, p.source) not in seen]
        if len(page) < PAGE:
            return tuple(found)
        begin = page[-1].happened_at


def tracks_in(
    room: Workroom, placements: Iterable[UnitPlacement], until: datetime, cover: Cover, pack: RulePack
) -> tuple[Track, ...]:
    """Tracks of one unit within its placements up to a moment: where it was outside them is nobody's affair."""
    found = list[UnitPosition]()
    for one in placements:
        if one.starts_at < until:
            found += reports_of(room, one.unit_id, one.starts_at, min(one.ends_at, until))
    return tracks_of(found, cover.plane, pack)


def crews_in(
    reports: Sequence[UnitPosition], placement: UnitPlacement, at: datetime, pack: RulePack
) -> tuple[Standing, ...]:
    """Crews of a unit as they stand at a moment; states told before the placement count, places do not."""
    latest: dict[tuple[str, str], UnitNow | None] = {}
    for one in reports:
        inside = placement.starts_at <= one.happened_at <= placement.ends_at
        if not inside and one.state is None:
            continue
        told = one if inside else replace(one, lon=None, lat=None)
        latest[crew_of(one)] = now_with(latest.get(crew_of(one)), [told])
    return standings_of([now for _, now in sorted(latest.items()) if now is not None], at, pack)
