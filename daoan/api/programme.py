"""``/programme``: the three-year programme as it stands, counted from records; as pages, CSV and a one-page report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from daoan.act.programme.counting import Counted
from daoan.act.programme.progress import VERDICTS, TaskProgress, YearProgress, day_at, year_of
from daoan.act.programme.proposals import Proposal, proposals_of
from daoan.act.programme.report import report_of
from daoan.act.programme.tasks import Milestone, Task
from daoan.api.answers import SIMULATED, csv_table, json_of
from daoan.api.asking import Format, Lang
from daoan.api.bulletins import file_of
from daoan.api.coarse import CoarseCrash, coarse_crashes
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.work_shapes import MatterLine
from daoan.api.work_views import line_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.programme import Record, ledger_of, programme_of, task_named, tasks_of
from daoan.jobs.workroom import sees
from daoan.terms.errors import InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.times import local_midnight

Day = Annotated[date | None, Query(description="as the city knew it at the end of this day")]
MOST_COUNTED = 200


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone. ``days_over``: since its day, where it is overdue."""

    day: date
    what: str
    done_by: str
    done_on: date | None
    late: bool
    days_over: int | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as it stands."""

    entry_id: str
    number: str
    title: str
    owner: str
    owner_name: Text | None
    helpers: tuple[str, ...]
    measure: str | None
    measure_name: Text | None
    percent: bool
    more: bool
    whole_city: bool
    basis: str
    verdict: str
    why: Text
    years: tuple[YearProgress, ...]
    milestones: tuple[MilestoneLine, ...]
    overdue: int
    done: int


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme at a moment. ``crashes_to``: until when crashes are known. ``verdicts``: their names."""

    as_of: datetime
    crashes_to: datetime | None
    tasks: tuple[TaskLine, ...]
    proposals: tuple[Proposal, ...]
    verdicts: dict[str, Text]


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A matter that a figure counts, or a crash, coarsened. ``at``: of the answer, or of the deadline that passed."""

    weight: int
    good: bool
    at: datetime | None = None
    matter: MatterLine | None = None
    crash: CoarseCrash | None = None


@dataclass(frozen=True, slots=True)
class CountedPage:
    """What a year's figure counts, latest first. ``hidden``: what the reader may not see, and what is past the page."""

    total: int
    hidden: int
    rows: tuple[CountedLine, ...]


def programme_routes(work: WorkDesk) -> APIRouter:
    """Routes of the programme."""
    router = APIRouter(prefix="/programme", tags=["programme"], responses=PROBLEMS)

    @router.get("", response_model=Programme, summary="Every task with its figures, or CSV")
    def get_programme(actor: Acting, day: Day = None, format: Format = "json") -> Response:  # noqa: A002
        as_of = _moment(work, day)
        found = _found(work, actor, as_of)
        if format == "csv":
            return csv_table(COLUMNS, [row for one in found for row in _csv_rows(work, one)], "programme")
        units, today = work.room.units(), day_at(as_of, work.room.zone)
        names = {u.unit_id: u.name for u in units.units.values()}
        lines = tuple(_line(one, names, today) for one in found)
        proposals = proposals_of(found, today, work.desk.packs["programme"])
        return json_of(Programme(as_of, record_of(work).crashes_to, lines, proposals, dict(VERDICTS)))

    @router.get("/report.{kind}", response_class=Response, summary="The programme on one page, docx or PDF")
    def get_report(
        actor: Acting,
        kind: Annotated[str, Path(pattern="^(docx|pdf)$")],
        day: Day = None,
        lang: Lang = "zh",
    ) -> Response:
        as_of = _moment(work, day)
        today = day_at(as_of, work.room.zone)
        names = {u.unit_id: u.name for u in work.room.units().units.values()}
        document = report_of(work.desk.city, _found(work, actor, as_of), names, today)
        content = work.desk.press.set(document, lang, kind)
        return file_of(content, kind, f"daoan-programme-{today}-{lang}.{kind}")

    @router.get("/{entry_id}/{year}", response_model=CountedPage, summary="What the figure of a year counts")
    def get_counted(
        entry_id: str, year: Annotated[int, Path(ge=1990, le=2200)], actor: Acting, day: Day = None
    ) -> Response:
        as_of = _moment(work, day)
        task = task_named(tasks_of(work.room, actor, as_of), entry_id)
        return json_of(_counted(work, actor, task, year, as_of))

    return router


def record_of(work: WorkDesk) -> Record:
    """What there is to count: every log, and crashes as the latest run reads them."""
    view = work.desk.find_view()
    if view is None:
        return Record(work.log.cases(), (), None)
    return Record(work.log.cases(), tuple(view.crashes().values()), view.run.as_of)


def _moment(work: WorkDesk, day: date | None) -> datetime:
    now = work.clock.now()
    if day is None:
        return now
    if day > day_at(now, work.room.zone) or day.year < 1990:
        raise InputError("give a day that is not in the future 日期不得晚于今天")
    return min(now, local_midnight(day + timedelta(days=1), work.room.zone))


def _found(work: WorkDesk, actor: Actor, as_of: datetime) -> tuple[TaskProgress, ...]:
    tasks = tasks_of(work.room, actor, as_of)
    pack = work.desk.packs["programme"]
    return programme_of(tasks, record_of(work), work.room.units(), as_of, work.room.zone, pack)


def _line(one: TaskProgress, names: dict[str, Text], today: date) -> TaskLine:
    task, measure = one.task, one.task.measure
    return TaskLine(
        entry_id=task.entry_id,
        number=task.number,
        title=task.title,
        owner=task.owner,
        owner_name=names.get(task.owner),
        helpers=task.helpers,
        measure=measure.code if measure else None,
        measure_name=measure.name if measure else None,
        percent=bool(measure and measure.percent),
        more=measure is None or measure.more,
        whole_city=task.whole_city,
        basis=task.basis,
        verdict=one.verdict,
        why=one.why,
        years=one.years,
        milestones=tuple(_milestone(m, today) for m in task.milestones),
        overdue=len(one.overdue),
        done=one.done,
    )


def _milestone(one: Milestone, today: date) -> MilestoneLine:
    over = (today - one.day).days if one.overdue(today) else None
    return MilestoneLine(one.day, one.what, one.done_by, one.done_on, one.done_late(), over)


def _counted(work: WorkDesk, actor: Actor, task: Task, year: int, as_of: datetime) -> CountedPage:
    since, until = year_of(year, work.room.zone)
    ledger = ledger_of(task, record_of(work), work.room.units(), as_of)
    counted = ledger.count(since, until)[::-1]
    if task.measure is not None and task.measure.kind == "crash":
        rows = _crash_lines(work, actor, counted[:MOST_COUNTED])
    else:
        rows = _matter_lines(work, actor, counted[:MOST_COUNTED], as_of)
    return CountedPage(len(counted), len(counted) - len(rows), rows)


def _crash_lines(work: WorkDesk, actor: Actor, counted: Sequence[Counted]) -> tuple[CountedLine, ...]:
    if Permission.SEE_RISK not in actor.permissions:
        return ()
    coarse = coarse_crashes(work.desk.view(), [c.ref for c in counted], work.room.zone)
    return tuple(CountedLine(c.weight, c.good, crash=crash) for c, crash in zip(counted, coarse, strict=True))


def _matter_lines(work: WorkDesk, actor: Actor, counted: Sequence[Counted], now: datetime) -> tuple[CountedLine, ...]:
    units, rows = work.room.units(), []
    for one in counted:
        try:
            matter, family = work.room.load(one.ref)
        except NotFound:  # its time of retention ended meanwhile
            continue
        if sees(actor, matter, family, units):
            line = line_of(matter, work.room.workflows, units, now)
            rows.append(CountedLine(one.weight, one.good, one.at, line))
    return tuple(rows)


COLUMNS = (
    "number", "task", "owner", "measure", "year", "target", "figure", "part", "whole", "expected_low", "expected_high",
    "verdict", "why", "milestones_overdue", "simulated",
)  # fmt: skip


def _csv_rows(work: WorkDesk, one: TaskProgress) -> list[dict[str, object]]:
    task = one.task
    head = {
        "number": task.number, "task": task.title, "owner": task.owner,
        "measure": task.measure.code if task.measure else "", "milestones_overdue": len(one.overdue),
        "simulated": SIMULATED if work.desk.city.simulated else "",
    }  # fmt: skip
    if not one.years:
        return [head | {"verdict": one.verdict, "why": f"{one.why.zh} {one.why.en}"}]
    return [head | _year_row(year) for year in one.years]


def _year_row(year: YearProgress) -> dict[str, object]:
    share, expected = year.share, year.expected
    return {
        "year": year.year,
        "target": year.target,
        "figure": "" if year.figure is None else round(year.figure, 2),
        "part": share.part if share else "",
        "whole": share.whole if share else "",
        "expected_low": round(expected.low, 2) if expected else "",
        "expected_high": round(expected.high, 2) if expected else "",
        "verdict": year.verdict,
        "why": f"{year.why.zh} {year.why.en}",
    }
