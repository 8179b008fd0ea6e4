"""Measure packs at work: begin one for units and a period, and how its measures stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from daoan.act.operations.catalogue import MeasurePack, as_values
from daoan.act.operations.measures import PACK, MeasureProgress, progress_of
from daoan.act.workflow.table import Refused
from daoan.jobs.families import families_seen, family_seen
from daoan.jobs.work import Asked, Then, open_matter
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter


@dataclass(frozen=True, slots=True)
class Starting:
    """How a pack is begun. ``measures``: codes, all where empty; ``key``: of the request."""

    units: Sequence[str]
    since: date
    until: date
    why: str
    measures: Collection[str] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class PackStanding:
    """A pack at work with its measures, as far as the reader sees their parts."""

    matter: Matter
    measures: tuple[MeasureProgress, ...]


def start_pack(
    room: Workroom, actor: Actor, pack: MeasurePack, stamp: str, asked: Starting, at: datetime
) -> Matter | Refused:
    """Open a pack and issue all its parts at once, or say why not. Raises :class:`InputError`."""
    chosen = [m for m in pack.measures if not asked.measures or m.code in asked.measures]
    if set(asked.measures) - {m.code for m in pack.measures}:
        raise InputError("the pack has no such measure 该措施包没有此项措施")
    if asked.since > asked.until:
        raise InputError("the first day lies before the last 起始日期应早于结束日期")
    outside = [unit for unit in asked.units if unit not in scope_of(actor, room.units())]
    if outside:
        return Refused("targets", Text("name units of your own side", "只能下发给本单位及下级"))
    days = f"{asked.since}—{asked.until}"
    title = Text(f"{pack.name.en} {days}", f"{pack.name.zh} {days}")
    values = {
        "pack": pack.code, "stamp": stamp, "targets": list(asked.units), "since": asked.since.isoformat(),
        "finish_by": asked.until.isoformat(), "text": asked.why, "measures": as_values(chosen),
        "title": {"en": title.en, "zh": title.zh},
    }  # fmt: skip
    ground = Evidence("measure_pack", pack.code, pack.name, stamp)
    opened = Asked(PACK.kind, title.zh, values=values, evidence=(ground,))
    return open_matter(room, actor, opened, at, asked.key, then=Then("issue", asked.why))


def packs_seen(room: Workroom, actor: Actor) -> tuple[tuple[Matter, dict[str, Matter]], ...]:
    """Packs at work that somebody may see, latest first, each with its family as far as they may see it."""
    return families_seen(room, actor, PACK.kind)


def standing_of(room: Workroom, actor: Actor, matter_id: str, now: datetime) -> PackStanding:
    """How a pack at work stands. Raises :class:`NotFound`."""
    matter, mine = family_seen(room, actor, matter_id, PACK.kind)
    return PackStanding(matter, progress_of(matter, mine, now))
