"""``/gatherings``: the calendar of markets, fairs, festivals and other crowds, as JSON, CSV and iCalendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.act.gatherings.near import near_risks
from daoan.api.answers import csv_table, json_of
from daoan.api.gathering_files import COLUMNS, HeldLine, csv_row, icalendar
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.gatherings import GATHERING, MOST_DAYS, Calendar, calendar_of
from daoan.jobs.registers import may_write, register_of
from daoan.terms.calendar.days import Day, list_days
from daoan.terms.calendar.kinds import DayKind
from daoan.terms.calendar.recurring import dates_of
from daoan.terms.calendar.recurring_text import LONGEST, lunar_words, read_recurrence, write_recurrence
from daoan.terms.estimates import Text
from daoan.terms.gatherings import NearRisk, Occurrence
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.people import Actor
from daoan.terms.times import utc_to_local

First = Annotated[date | None, Query(description="first day; today's where it is left out")]
Days = Annotated[int, Query(ge=1, le=MOST_DAYS)]
Area = Annotated[str, Query(max_length=40)]
SHOWN_AHEAD, LOOKED_AHEAD = 12, 400
EXAMPLE = "农历逢三六九"


@dataclass(frozen=True, slots=True)
class DayLine:
    """A local day. ``known`` False: no notice covers it, so a worked weekend may be missing."""

    day: date
    kind: DayKind
    holiday: Text | None
    lunar: Text | None
    known: bool


@dataclass(frozen=True, slots=True)
class GatheringCalendar:
    """Days in a row, what is held on them, the risk near each gathering whose place is known, and what is not known."""

    today: date
    days: tuple[DayLine, ...]
    held: tuple[HeldLine, ...]
    near: dict[str, NearRisk]
    gaps: tuple[Text, ...]
    writable: bool
    simulated: bool


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What was written, as it was understood, and the next days of it."""

    rule: Text
    days: tuple[DayLine, ...]


def gathering_routes(work: WorkDesk) -> APIRouter:
    """Routes of gatherings."""
    router = APIRouter(prefix="/gatherings", tags=["gatherings"], responses=PROBLEMS)
    city = work.desk.city

    def today() -> date:
        return utc_to_local(work.clock.now(), city.zone).date()

    def calendar(actor: Actor, first: date | None, days: int, area: str) -> Calendar:
        return calendar_of(work.room, actor, city, work.desk.packs["gatherings"], first or today(), days, area)

    def near(found: Calendar) -> dict[str, NearRisk]:
        view = work.desk.find_view()
        estimates = view.all(SegmentEstimate) if view else ()
        return near_risks(found.known, estimates, float(work.desk.packs["gatherings"].get("near.km")))

    @router.get("", response_model=GatheringCalendar, summary="Days in a row and the gatherings on them")
    def get_calendar(actor: Acting, first: First = None, days: Days = 31, area: Area = "") -> Response:
        found = calendar(actor, first, days, area)
        return json_of(
            GatheringCalendar(
                today=today(),
                days=tuple(map(_day_line, found.days)),
                held=tuple(_held_line(found, one) for one in found.held),
                near=near(found),
                gaps=found.gaps,
                writable=may_write(actor, register_of(work.room, GATHERING)),
                simulated=city.simulated,
            )
        )

    @router.get("/rule", response_model=RuleLine, summary="How a written rule is understood, and its next days")
    def get_rule(text: Annotated[str, Query(min_length=1, max_length=LONGEST)] = EXAMPLE) -> Response:
        rule, first = read_recurrence(text), today()
        days = dates_of(rule, first, first + timedelta(LOOKED_AHEAD), city.country, city.notices)[:SHOWN_AHEAD]
        lines = (_day_line(list_days(city.country, day, 1, city.notices)[0]) for day in days)
        return json_of(RuleLine(write_recurrence(rule), tuple(lines)))

    @router.get("/calendar.csv", summary="The same as CSV", response_class=Response)
    def get_csv(actor: Acting, first: First = None, days: Days = 31, area: Area = "") -> Response:
        found = calendar(actor, first, days, area)
        rows = [csv_row(_held_line(found, one), simulated=city.simulated) for one in found.held]
        return csv_table(COLUMNS, rows, "simulated-gatherings" if city.simulated else "gatherings")

    @router.get("/calendar.ics", summary="The same as iCalendar, for a phone's calendar", response_class=Response)
    def get_ics(actor: Acting, first: First = None, days: Days = 92, area: Area = "") -> Response:
        found = calendar(actor, first, days, area)
        lines = [_held_line(found, one) for one in found.held]
        return Response(
            icalendar(lines, work.clock.now(), city.zone, simulated=city.simulated),
            media_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="gatherings.ics"'},
        )

    return router


def _day_line(day: Day) -> DayLine:
    return DayLine(day.day, day.kind, day.holiday, lunar_words(day.lunar) if day.lunar else None, day.known)


def _held_line(found: Calendar, one: Occurrence) -> HeldLine:
    g = one.gathering
    return HeldLine(
        day=one.day,
        gathering_id=g.gathering_id,
        name=found.names.get(g.gathering_id, Text(g.name, g.name)),
        kind=g.kind,
        rule=write_recurrence(g.rule) if g.rule is not None else None,
        from_hour=g.from_hour,
        until_hour=g.until_hour,
        area=g.area,
        unit_id=g.unit_id,
        place=g.place,
        people=g.people,
        roads=g.roads,
        duty=g.duty,
        usual=g.usual,
        lon=g.lon,
        lat=g.lat,
    )
