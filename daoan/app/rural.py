"""The rural desk from the terminal: plans, coverage, examination, texts, for the whole city or one unit of it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from daoan.act.rural.loudspeaker import Announcement
from daoan.api.province import seen_sheet
from daoan.api.rural_room import RuralRoom
from daoan.api.shared import Shared
from daoan.app.keepers import keeper_of
from daoan.app.serve import work_over
from daoan.app.workspace import Workspace
from daoan.assess.rural.beside import Beside, beside
from daoan.assess.rural.coverage import Coverage
from daoan.assess.rural.examination import Examined
from daoan.assess.rural.groups import GroupCover, groups_of
from daoan.jobs.rural.coverage import seen_coverage
from daoan.jobs.rural.loudspeaker import Place
from daoan.jobs.rural.opening import AskedPlan, MadePlan, confirm_plan
from daoan.jobs.rural.province import (
    GivenFile,
    Origin,
    ProvinceResult,
    ResultPreview,
    keep_result,
    preview_result,
    results_of,
)
from daoan.jobs.workroom import scope_of
from daoan.terms.errors import FileUnreadable


def plan_now(
    workspace: Workspace, first: date | None, days: int, where: tuple[str, str], unit: str, *, confirm: bool
) -> MadePlan:
    """The plan of a unit from a day on, by itself today; kept where asked. ``where``: county, township, "" for all."""
    work = work_over(workspace, Shared())
    room, by = RuralRoom(work), keeper_of(work.room, unit or None)
    made = room.plan(by, AskedPlan(first or room.today(), days, *where))
    if confirm:
        confirm_plan(work.room, by, made, workspace.now)
    return made


def coverage_now(workspace: Workspace, last: date | None, unit: str) -> tuple[Coverage, tuple[GroupCover, ...]]:
    """Coverage of what a unit answers for, and what its city, counties and townships come to."""
    work = work_over(workspace, Shared())
    scope = scope_of(keeper_of(work.room, unit or None), work.room.units())
    seen = seen_coverage(RuralRoom(work).coverage(last), scope)
    return seen, tuple(groups_of(seen).values())


def examine_now(workspace: Workspace, month: str, unit: str) -> tuple[str, tuple[Examined, ...]]:
    """A month's name and the rows that a unit answers for."""
    work = work_over(workspace, Shared())
    found, rows = RuralRoom(work).examination(keeper_of(work.room, unit or None), month)
    return found.moment.month, rows


def texts_now(
    workspace: Workspace, edition: str, weather: str, where: tuple[str, str, str], unit: str
) -> Sequence[tuple[Place, Announcement]]:
    """Texts for loudspeakers. ``where``: county, township, village, each "" for all."""
    work = work_over(workspace, Shared())
    places, texts = RuralRoom(work).loudspeaker(keeper_of(work.room, unit or None), edition, weather, *where, None)
    return tuple(zip(places, texts, strict=True))


def province_now(workspace: Workspace, month: str, unit: str) -> tuple[str, Beside, ProvinceResult | None]:
    """A month's name, the city's sheet beside the province's latest result, and that result where there is one."""
    work = work_over(workspace, Shared())
    room, by = RuralRoom(work), keeper_of(work.room, unit or None)
    found, _ = room.examination(by, month)
    result = next(reversed(results_of(work.room, by, found.moment.month)), None)
    return found.moment.month, beside(seen_sheet(room, by, month), result.marks if result else ()), result


def take_result(
    workspace: Workspace, path: Path, month: str, source: str, issued_on: date | None, *, keep: bool
) -> tuple[ResultPreview, ProvinceResult | None]:
    """Look at the province's result, and keep it whole where nothing is wrong and ``keep`` is asked."""
    work = work_over(workspace, Shared())
    room, by, pack = work.room, keeper_of(work.room, None), workspace.packs["rural"]
    try:
        given = GivenFile(path.name, path.read_bytes())
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror}") from problem
    found, _ = RuralRoom(work).examination(by, month)
    seen = preview_result(room, by, workspace.city, pack, found, given)
    if not keep or seen.counts:
        return seen, None
    origin = Origin(source, issued_on)
    return keep_result(room, by, workspace.city, pack, found, given, origin, seen.digest, workspace.now)
