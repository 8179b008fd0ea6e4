"""``/fleet``: alarms on positions of key vehicles, the track of one for a purpose, rates of companies."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from daoan.act.fleet.alarm import FLEET_ALARM
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.asking import Limit
from daoan.api.fleet_shapes import (
    AlarmLine,
    AlarmTable,
    FleetRateLine,
    FleetRateTable,
    TrackAsked,
)
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.workbooks import workbook_of
from daoan.api.workdesk import WorkDesk
from daoan.edge.documents.xlsx import Cell
from daoan.jobs.positions.fleet import FleetTables, Seen, TrackedAlarm, fleet_seen, kind_named, span_of_days
from daoan.jobs.positions.rates import CompanyRates
from daoan.jobs.positions.taking_up import SHORT, alarm_matters, withdrawn_alarms
from daoan.jobs.positions.tracks import AlarmTrack, show_track
from daoan.terms.errors import NotFound
from daoan.terms.fleet_alarms import FLEET_ALARM_NAMES, FleetAlarm
from daoan.terms.masking import mask_text
from daoan.terms.records.companies import KeyVehicle
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

PACK = "positions"
USUAL_DAYS = 7
Word = Annotated[str, Query(max_length=80)]
Day = Annotated[date | None, Query()]
AlarmPath = Annotated[str, Path(pattern="^[0-9a-f]{1,16}$")]
NAMES = {kind.name.lower(): FLEET_ALARM_NAMES[kind] for kind in FleetAlarm}


def fleet_routes(work: WorkDesk) -> APIRouter:
    """Routes of fleet positions."""
    router = APIRouter(prefix="/fleet", tags=["companies"], responses=PROBLEMS)

    @router.get("/alarms", response_model=AlarmTable, summary="Alarms on positions of one's own side, latest first")
    def get_alarms(
        actor: Acting, day: Day = None, kind: Word = "", company: Word = "", text: Word = "",
        after: Annotated[int, Query(ge=0, le=10**7)] = 0, limit: Limit = 50,
    ) -> Response:  # fmt: skip
        return json_of(_table(work, actor, _alarms(work, actor, day, company, text), kind, after, limit))

    @router.get("/alarms.xlsx", response_class=Response, summary="The same as a workbook, masked")
    def get_alarms_file(actor: Acting, day: Day = None, kind: Word = "", company: Word = "") -> Response:
        rows = _chosen(_alarms(work, actor, day, company, ""), kind)
        headings, cells = _alarm_cells(work, _lines(work, actor, rows))
        return workbook_of(work, actor, "export.companies", "fleet-alarms", headings, cells)

    @router.get("/alarms/{alarm_id}", response_model=AlarmLine, summary="One alarm with what became of it")
    def get_alarm(alarm_id: AlarmPath, actor: Acting) -> Response:
        return json_of(_lines(work, actor, [_alarm(work, actor, alarm_id)])[0])

    @router.post(
        "/alarms/{alarm_id}/track",
        response_model=AlarmTrack,
        summary="The track that an alarm stands on, for a purpose and a case; written into the log first",
        dependencies=[needs(Permission.LOOK_UP)],
    )
    def post_track(alarm_id: AlarmPath, body: TrackAsked, actor: Acting) -> Response:
        alarm, pack, now = _alarm(work, actor, alarm_id), work.desk.packs["lookups"], work.clock.now()
        tables = _tables(work)
        told = show_track(work.room, pack, actor, tables.folder, alarm, body.purpose, body.case, now)
        if isinstance(told, Refused):
            return refusal(told)
        return json_of(told)

    @router.get("/rates", response_model=FleetRateTable, summary="Rates of companies over some days")
    def get_rates(actor: Acting, first: Day = None, last: Day = None) -> Response:
        return json_of(_rates(work, actor, first, last))

    @router.get("/rates.xlsx", response_class=Response, summary="The same as a workbook")
    def get_rates_file(actor: Acting, first: Day = None, last: Day = None) -> Response:
        table = _rates(work, actor, first, last)
        headings, cells = _rate_cells(table)
        return workbook_of(work, actor, "export.companies", f"fleet-rates-{table.first}-{table.last}", headings, cells)

    return router


def _tables(work: WorkDesk) -> FleetTables:
    if work.fleet is None:
        raise NotFound("no positions of fleets are kept here 尚无车辆定位数据")
    return work.fleet


def alarms_of(work: WorkDesk, seen: Seen) -> list[TrackedAlarm]:
    """Alarms of companies that somebody sees, latest first; none where no positions are kept."""
    return [] if work.fleet is None else [alarm for alarm in work.fleet.alarms() if seen.has(alarm.company)]


def _alarms(work: WorkDesk, actor: Actor, day: date | None, company: str, text: str) -> list[TrackedAlarm]:
    seen = fleet_seen(work.room, actor, work.clock.now())

    def fits(alarm: TrackedAlarm) -> bool:
        own = seen.companies.get(alarm.company)
        named = f"{alarm.company} {own.company_id if own else ''} {alarm.terminal[-16:]}".casefold()
        return (
            day in (None, alarm.local_day)
            and (not company or (own is not None and own.company_id == company))
            and text.casefold() in named
        )

    return [alarm for alarm in alarms_of(work, seen) if fits(alarm)]


def _alarm(work: WorkDesk, actor: Actor, alarm_id: str) -> TrackedAlarm:
    seen = fleet_seen(work.room, actor, work.clock.now())
    found = next((a for a in alarms_of(work, seen) if a.alarm_id == alarm_id.rjust(16, "0")), None)
    if found is None:
        raise NotFound(f"no alarm {alarm_id!r:.40} 无此报警")
    return found


def _chosen(rows: list[TrackedAlarm], kind: str) -> list[TrackedAlarm]:
    wanted = kind_named(kind) if kind else None
    return [alarm for alarm in rows if wanted in (None, alarm.kind)]


def _table(work: WorkDesk, actor: Actor, rows: list[TrackedAlarm], kind: str, after: int, limit: int) -> AlarmTable:
    chosen = _chosen(rows, kind)
    counts: dict[str, int] = {}
    for alarm in rows:
        counts[alarm.kind.name.lower()] = counts.get(alarm.kind.name.lower(), 0) + 1
    return AlarmTable(
        rows=alarm_lines(work, fleet_seen(work.room, actor, work.clock.now()), chosen[after : after + limit]),
        total=len(chosen),
        next=str(after + limit) if after + limit < len(chosen) else None,
        counts=counts,
        names=NAMES,
        last_day=work.fleet.last_day() if work.fleet else None,
        may_track=Permission.LOOK_UP in actor.permissions,
    )


def _lines(work: WorkDesk, actor: Actor, rows: Sequence[TrackedAlarm]) -> tuple[AlarmLine, ...]:
    return alarm_lines(work, fleet_seen(work.room, actor, work.clock.now()), rows)


def alarm_lines(work: WorkDesk, seen: Seen, rows: Sequence[TrackedAlarm]) -> tuple[AlarmLine, ...]:
    """Alarms as a reader sees them, with what became of each."""
    matters, now = alarm_matters(work.room) if rows else {}, work.clock.now()
    return tuple(_line(work, seen, alarm, matters, now) for alarm in rows)


def _line(work: WorkDesk, seen: Seen, alarm: TrackedAlarm, matters: Mapping[str, Matter], now: datetime) -> AlarmLine:
    company, matter = seen.companies.get(alarm.company), matters.get(alarm.alarm_id)
    vehicle = _vehicle(work, alarm, now)
    return AlarmLine(
        alarm_id=alarm.alarm_id,
        kind=alarm.kind.name.lower(),
        name=alarm.name,
        vehicle=vehicle.shown if vehicle else alarm.terminal.rpartition("-")[2][:SHORT],
        vehicle_id=vehicle.vehicle_id if vehicle else "",
        company=mask_text(company.name if company else alarm.company),
        company_id=company.company_id if company else "",
        begins_at=alarm.begins_at,
        ends_at=alarm.ends_at,
        goes_on=alarm.goes_on,
        value=alarm.value,
        limit=alarm.limit,
        unit=alarm.unit,
        lon=alarm.lon,
        lat=alarm.lat,
        notes=alarm.notes,
        matter_id=matter.matter_id if matter else None,
        state=matter.state if matter else "",
        state_name=FLEET_ALARM.states[matter.state] if matter else None,
    )


def _vehicle(work: WorkDesk, alarm: TrackedAlarm, now: datetime) -> KeyVehicle | None:
    """The vehicle of the roster whose plate the terminal was registered by."""
    names = (f"{alarm.terminal}-large", alarm.terminal) if alarm.terminal else ()
    found = (work.room.store.find_roster(KeyVehicle, name, now) for name in names)
    return next((vehicle for vehicle in found if vehicle is not None), None)


def _rates(work: WorkDesk, actor: Actor, first: date | None, last: date | None) -> FleetRateTable:
    """Rates over some days, by themselves the last week as far as it is known; no rows where nothing is."""
    tables, now = work.fleet, work.clock.now()
    newest = tables.last_day() if tables is not None else None
    until = last or newest or utc_to_local(now, work.room.zone).date()
    week = date.fromordinal(max(1, until.toordinal() - USUAL_DAYS + 1))
    earliest = tables.first_day() if tables is not None else None
    since = first or min(max(week, earliest or week), until)
    days = span_of_days(since, until)
    if tables is None:
        return FleetRateTable(since, until, None, NAMES, ())
    seen = fleet_seen(work.room, actor, now)
    jumps = int(work.desk.packs[PACK].get("valid.jumps"))
    rows = tables.rates(days, jumps, withdrawn_alarms(work.room), now)
    lines = tuple(_rate_line(work, seen, row) for row in rows if seen.has(row.company))
    return FleetRateTable(since, until, newest, NAMES, lines)


def _rate_line(work: WorkDesk, seen: Seen, rates: CompanyRates) -> FleetRateLine:
    company = seen.companies.get(rates.company)
    return FleetRateLine(
        mask_text(company.name if company else rates.company), company.company_id if company else "",
        work.room.units().name_of(company.unit_id) if company else None, rates.vehicles, rates.online, rates.valid,
        rates.complete, rates.drift,
        {kind.name.lower(): number for kind, number in zip(FleetAlarm, rates.alarms, strict=True) if number},
    )  # fmt: skip


def _rate_cells(table: FleetRateTable) -> tuple[list[str], list[list[Cell]]]:
    headings = ["企业", "车辆"]
    for name in ("上线率", "数据合格率", "轨迹完整率", "漂移率"):
        headings += [f"{name}分子", f"{name}分母", f"{name}（%）"]
    headings += [name.zh for name in NAMES.values()]
    rows: list[list[Cell]] = []
    for line in table.rows:
        row: list[Cell] = [line.company or "未登记", line.vehicles]
        for share in (line.online, line.valid, line.complete, line.drift):
            part = None if share.value is None else round(100 * share.value, 2)
            row += [round(share.part, 1), round(share.whole, 1), part]
        rows.append([*row, *(line.alarms.get(kind, 0) for kind in NAMES)])
    return headings, rows


def _alarm_cells(work: WorkDesk, lines: Sequence[AlarmLine]) -> tuple[list[str], list[list[Cell]]]:
    headings = ["报警编号", "类型", "车辆（脱敏）", "企业", "起", "止", "值", "限值", "单位", "办理状态"]

    def local(moment: datetime) -> str:
        return f"{utc_to_local(moment, work.room.zone):%Y-%m-%d %H:%M:%S}"

    return headings, [
        [a.alarm_id, a.name.zh, a.vehicle, a.company, local(a.begins_at), local(a.ends_at), a.value, a.limit, a.unit,
         a.state_name.zh if a.state_name else ""]
        for a in lines
    ]  # fmt: skip
