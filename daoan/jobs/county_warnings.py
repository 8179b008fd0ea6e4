"""After a turn of the loop: warnings of counties drafted, kept fresh, withdrawn or re-assessed, each with its audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.act.county.matters import following, matter_of, unit_of_county
from daoan.act.county.warning import COUNTY_WARNING
from daoan.act.workflow.engine import Moved, begin
from daoan.act.workflow.family import act
from daoan.act.workflow.table import Refused
from daoan.jobs.supervising import every_matter
from daoan.jobs.workroom import Workroom
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict, Fault, NotFound
from daoan.terms.records import CountyAssessment, CountyWarning
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import LOOP


@dataclass(frozen=True, slots=True)
class Followed:
    """What was drafted and what was moved; ``forestalled``: somebody acted in between, and the next turn sees it."""

    drafted: int = 0
    moved: int = 0
    forestalled: int = 0


def follow_counties(
    room: Workroom, assessed: Sequence[CountyAssessment], found: Sequence[CountyWarning], now: datetime
) -> Followed:
    """One open warning at most for each county. Nothing where no unit stands above the others, or none is known."""
    terms = room.terms()
    top = terms.units.top
    if top is None:
        return Followed()
    warned = {w.unit: w for w in found}
    where = MatterFilter(kinds=(COUNTY_WARNING.kind,), open_only=True)
    standing = {m.area: m for m in every_matter(room, where)}
    drafted = moved = forestalled = 0
    for county in (a for a in assessed if a.kind == "area"):
        matter, warning = standing.get(county.unit), warned.get(county.unit)
        if matter is None and warning is not None:
            first = matter_of(warning, top, unit_of_county(county.unit, terms.units), now)
            if _is_kept(room, first.matter_id):
                continue  # it was withdrawn, lifted or escalated: this month has had its warning
            moves: tuple[Moved, ...] = (begin(COUNTY_WARNING, first, LOOP, terms),)
            seen = {first.matter_id: 0}
        elif matter is not None and (event := following(matter, warning, county)) is not None:
            acted = act(room.workflows, {matter.matter_id: matter}, matter.matter_id, event, now, terms)
            if isinstance(acted, Refused) and acted.code == "order":  # somebody acted at a later moment than this one
                forestalled += 1
                continue
            if isinstance(acted, Refused):
                raise Fault(f"the system's own step on a county warning was refused: {acted.message.en}")
            moves = acted.moves
            seen = {matter.matter_id: matter.version}
        else:
            continue
        step = moves[0].step
        note = AuditNote(now, LOOP.person_id, LOOP.unit_id, f"act.{step.event}", step.matter_id)
        try:
            room.store.keep_moves([(m.matter, m.step) for m in moves], seen, note)
        except Conflict:
            forestalled += 1
            continue
        drafted, moved = drafted + (matter is None), moved + (matter is not None)
    return Followed(drafted, moved, forestalled)


def _is_kept(room: Workroom, matter_id: str) -> bool:
    try:
        room.store.get_matter(matter_id)
    except NotFound:
        return False
    return True
