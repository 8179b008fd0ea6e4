"""Crashes that could have killed many: which there are, and who follows each up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.act.operations.precursor import PRECURSOR, Precursor, find_precursors, watched_in
from daoan.act.workflow.table import Refused
from daoan.jobs.work import Asked, open_matter
from daoan.jobs.workroom import Workroom, scope_of, sees
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.records import Crash, Evidence
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack

PAGE = 500


@dataclass(frozen=True, slots=True)
class Followed:
    """A precursor and who follows it up. ``matter``: as far as the reader may see it; ``taken``: there is one."""

    precursor: Precursor
    matter: Matter | None
    taken: bool


def precursors_of(
    room: Workroom, actor: Actor, crashes: Iterable[Crash], until: datetime, pack: RulePack
) -> tuple[Followed, ...]:
    """Precursors of the time that the rule pack ``operations`` names before a moment, most people hurt first."""
    since = until - timedelta(days=int(pack.get("precursors.within_days")))
    matters, units = _by_crash(room), room.units()
    found = []
    for one in find_precursors(crashes, watched_in(pack), since, until):
        matter = matters.get(one.crash_id)
        seen = matter if matter is not None and sees(actor, matter, {matter.matter_id: matter}, units) else None
        found.append(Followed(one, seen, matter is not None))
    return tuple(found)


def by_hand(room: Workroom, actor: Actor) -> tuple[Matter, ...]:
    """Precursors that somebody opened by hand: those that no register tells apart."""
    units = room.units()
    return tuple(
        m for m in _all(room) if not _crash_of(m) and sees(actor, m, {m.matter_id: m}, units)
    )  # fmt: skip


def follow_up(
    room: Workroom, actor: Actor, found: Iterable[Followed], crash_id: str, unit: str, at: datetime, pack: RulePack
) -> Matter | Refused:
    """Give a precursor to a unit to look into, once. Raises :class:`NotFound`."""
    one = next((f.precursor for f in found if f.precursor.crash_id == crash_id), None)
    if one is None:
        raise NotFound(f"no such crash {crash_id!r:.80}")
    if unit not in scope_of(actor, room.units()):
        return Refused("unit", Text("choose your own unit or one below it", "请选择本单位或下级单位"))
    before = sum(_crash_of(m) == crash_id and m.state == "withdrawn" for m in _all(room))
    names: Mapping[str, Text] = {w.code: w.name for w in watched_in(pack)}
    kinds = [names[k] for k in one.kinds]
    en, zh = f"Crash with a {', '.join(k.en for k in kinds)}", f"{'、'.join(k.zh for k in kinds)}事故"
    asked = Asked(
        PRECURSOR.kind, zh, holder=unit, area=one.area,
        values={"title": {"en": en, "zh": zh}, "kinds": list(one.kinds), "crash": crash_id},
        evidence=(Evidence("crash", crash_id, Text("the crash", "该起事故"), str(one.hurt)),),
    )  # fmt: skip
    return open_matter(room, actor, asked, at, once=f"precursor {crash_id} after {before}")


def _crash_of(matter: Matter) -> str:
    return str(matter.values.get("crash") or "")


def _all(room: Workroom) -> tuple[Matter, ...]:
    where = MatterFilter(kinds=(PRECURSOR.kind,))
    return tuple(rows_of(lambda after: room.store.page_matters(where, order="changed", after=after, limit=PAGE)))


def _by_crash(room: Workroom) -> dict[str, Matter]:
    """The latest matter of each crash; one that was withdrawn counts as none."""
    rows = sorted(_all(room), key=lambda m: m.created_at)
    return {crash: m for m in rows if (crash := _crash_of(m)) and m.state != "withdrawn"}
