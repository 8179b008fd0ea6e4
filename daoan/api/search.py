"""``/search``: counties, roads, matters, companies and entries of registers that some words are found in.

Each kind is searched as its own list would be, so that nothing is found here that is not shown there: within the
asker's unit and below, by what everybody may read of it, masked. Vehicles, drivers and people are not searched: that is
a look-up, which asks for a purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.act.workflow.registry import CONFINED
from daoan.api.answers import json_of
from daoan.api.desk import View
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.registers import entry_line
from daoan.api.segments import sorted_segments
from daoan.api.work import units_seen
from daoan.api.work_views import line_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.registers import find_entries, register_of
from daoan.jobs.workroom import scope_of
from daoan.store.roster_protocol import RosterFilter
from daoan.store.work_protocol import MatterFilter
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.companies import Company
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.units import UnitTree

MOST, MOST_OF_REGISTER = 6, 3  # of a kind; of one register
COUNTY, ROAD, COMPANY = Text("county", "县区"), Text("road", "道路"), Text("company", "企业")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that the words were found in. ``kind``: county, segment, matter, company or entry, which ``ref`` names.

    ``register``: the register of an entry. ``beside``: what tells it from others of the same name.
    """

    kind: str
    ref: str
    kind_name: Text
    name: Text
    beside: Text | None = None
    register: str = ""


def search_routes(work: WorkDesk) -> APIRouter:
    """The route that searches."""
    router = APIRouter(prefix="/search", tags=["search"], responses=PROBLEMS)

    @router.get("", response_model=list[Found], summary="What some words are found in")
    def get_found(actor: Acting, q: Annotated[str, Query(max_length=80)] = "") -> Response:
        words = q.strip()
        return json_of(list(_found(work, actor, words)) if words else [])

    return router


def _found(work: WorkDesk, actor: Actor, words: str) -> Iterator[Found]:
    units = work.room.units()
    risk, matters = (permission in actor.permissions for permission in (Permission.SEE_RISK, Permission.SEE_WORK))
    if risk:
        yield from islice(_counties(work, words), MOST)
        yield from islice(_roads(work, words), MOST)
    if matters:
        yield from _matters(work, actor, words, units)
    if risk and matters:  # a company's own people have pages of their own
        yield from _companies(work, actor, words, units)
        yield from _entries(work, actor, words, units)


def _counties(work: WorkDesk, words: str) -> Iterator[Found]:
    for area in work.desk.city.areas:
        if words.casefold() in f"{area.name.en} {area.name.zh}".casefold():
            yield Found("county", area.code, COUNTY, area.name)


def _roads(work: WorkDesk, words: str) -> Iterator[Found]:
    """Roads by name, each by its gravest stretch, the gravest first."""
    view = work.desk.find_view()
    roads = view.keep(("roads by name",), lambda: _gravest(view)) if view is not None else {}
    for name, row in roads.items():
        if words.casefold() in name.casefold():
            ranked = Text(f"gravest stretch: rank {row.rank}", f"最高风险路段居第{row.rank}位")
            yield Found("segment", row.segment_id, ROAD, Text(name, name), ranked)


def _gravest(view: View) -> dict[str, SegmentEstimate]:
    """The gravest stretch of each road that has a name, the gravest road first: far fewer than there are stretches."""
    found: dict[str, SegmentEstimate] = {}
    for row in sorted_segments(view, "rank", desc=False):
        if row.road_name:
            found.setdefault(row.road_name, row)
    return found


def _matters(work: WorkDesk, actor: Actor, words: str, units: UnitTree) -> Iterator[Found]:
    """Matters whose title holds the words, what changed last first."""
    where = MatterFilter(without_kinds=CONFINED, units=units_seen(actor, units), text=words)
    for matter in work.room.store.page_matters(where, order="changed", limit=MOST).rows:
        line = line_of(matter, work.room.workflows, units, work.clock.now())
        yield Found("matter", matter.matter_id, line.kind_name, Text(line.title, line.title), line.state_name)


def _companies(work: WorkDesk, actor: Actor, words: str, units: UnitTree) -> Iterator[Found]:
    scope = tuple(sorted(scope_of(actor, units)))
    where = RosterFilter(units=scope, text=words)
    for company in work.room.store.page_roster(Company, where, limit=MOST).rows if scope else ():
        name = mask_text(company.name)
        yield Found("company", company.company_id, COMPANY, Text(name, name), units.name_of(company.unit_id))


def _entries(work: WorkDesk, actor: Actor, words: str, units: UnitTree) -> Iterator[Found]:
    for entry in find_entries(work.room, actor, words, MOST_OF_REGISTER):
        register = register_of(work.room, entry.register)
        line = entry_line(register, entry, actor, units, lambda _: None)
        name = Text(line.title, line.title)
        yield Found("entry", entry.entry_id, register.name, name, line.unit_name, register.kind)
