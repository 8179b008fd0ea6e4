"""Records of the rural desk as the lines that its routes answer."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256

import msgspec
from fastapi import Response

from daoan.act.rural.ledger import handed_in
from daoan.act.rural.loudspeaker import Announcement
from daoan.act.rural.needs import GRADE_NAMES, GRADES
from daoan.act.rural.opening import Opening
from daoan.act.workflow.engine import is_overdue
from daoan.act.workflow.registry import WORKFLOWS
from daoan.api.answers import json_of
from daoan.api.rural_shapes import (
    AnnouncementLine,
    CoverageAnswer,
    ExaminedLine,
    GroupLine,
    HandIn,
    NoticeLine,
    OpeningLine,
    PlanAnswer,
    PlanDay,
    QuietLine,
    SilentLine,
    VanLine,
)
from daoan.assess.rural.coverage import Coverage, StationCover, VillageCover, share_estimate
from daoan.assess.rural.examination import Examined
from daoan.assess.rural.groups import GroupCover, groups_of
from daoan.jobs.rural.loudspeaker import Place
from daoan.jobs.rural.opening import MadePlan
from daoan.terms.masking import mask_all
from daoan.terms.records.working import Matter
from daoan.terms.units import UnitTree

MOST_LISTED = 300
Kept = Mapping[tuple[str, date, int], int]  # the hour until which an opening is confirmed, by station, day, first hour


def masked(value: object) -> Response:
    """An answer in which people's numbers, plates and names that somebody wrote into a register are masked."""
    return json_of(mask_all(msgspec.to_builtins(value)))


def plan_answer(made: MadePlan, *, simulated: bool, day: date | None = None) -> PlanAnswer:
    """A plan with what of it is confirmed. ``day``: whose openings are told, of all days where it is left out."""
    kept = {(o.station, o.day, o.from_hour): o.until_hour for o in made.kept}
    openings = made.plan.openings
    planned = {_key(one) for one in openings if one.wardens}
    return PlanAnswer(
        first=made.asked.first,
        days=made.days,
        openings=tuple(_opening(one, kept) for one in openings if day in (None, one.need.day)),
        each=_each(made, kept),
        most=max((one.need.expected.high for one in openings if one.need.expected), default=0.0),
        staffed=made.plan.staffed,
        covered=made.plan.covered,
        stations=sum(s.in_use for s in made.stations),
        wardens=made.wardens,
        kept=len(made.kept),
        over=sum(key not in planned for key in kept),
        gaps=made.gaps,
        roads_known=made.roads_known,
        digest=digest_of(made),
        simulated=simulated,
    )


def digest_of(made: MadePlan) -> str:
    """A name for exactly this plan: stations, hours and wardens."""
    told = [
        (o.need.station.code, o.need.day.isoformat(), o.need.from_hour, o.need.until_hour, o.wardens)
        for o in made.plan.openings
    ]
    return sha256(msgspec.json.encode(told)).hexdigest()


def _each(made: MadePlan, kept: Kept) -> tuple[PlanDay, ...]:
    by_day: dict[date, list[Opening]] = {day: [] for day in made.days}
    for one in made.plan.openings:
        by_day[one.need.day].append(one)
    return tuple(
        PlanDay(
            day=day,
            openings={grade: sum(one.need.grade == grade for one in own) for grade in GRADES},
            left=sum(one.left for one in own),
            kept=bool(own) and all(_is_kept(one, kept) for one in own if one.wardens),
        )
        for day, own in by_day.items()
    )


def _key(one: Opening) -> tuple[str, date, int]:
    return one.need.station.code, one.need.day, one.need.from_hour


def _is_kept(one: Opening, kept: Kept) -> bool:
    return kept.get(_key(one)) == one.need.until_hour


def _opening(one: Opening, kept: Kept) -> OpeningLine:
    n = one.need
    return OpeningLine(
        station=n.station.code, name=n.station.name, township=n.station.township, area=n.station.area,
        lon=n.station.lon, lat=n.station.lat, day=n.day, from_hour=n.from_hour, until_hour=n.until_hour,
        grade=n.grade, grade_name=GRADE_NAMES[n.grade], reasons=n.reasons, needed=n.wardens, wardens=one.wardens,
        left=one.left, why_left=one.why_left, expected=n.expected,
        kept=_is_kept(one, kept),
    )  # fmt: skip


def group_line(g: GroupCover) -> GroupLine:
    """A group as it is shown."""
    return GroupLine(
        level=g.group.level, area=g.group.area, township=g.group.township, villages=g.villages, stations=g.stations,
        opened=g.opened, opened_interval=share_estimate(g.opened), kept=g.kept, judged=g.judged, silent=g.silent,
        contact=g.contact, no_station=g.no_station, vans_filed=g.vans_filed, vans_unknown=g.vans_unknown,
        pledged=g.pledged, visited=g.visited, shifts=g.shifts, contacts=g.contacts, handed_over=g.handed_over,
    )  # fmt: skip


def coverage_answer(coverage: Coverage, area: str, *, simulated: bool) -> CoverageAnswer:
    """Coverage of a county or of all that was given; the longest lists cut."""
    stations = [s for s in coverage.stations if area in ("", s.station.area)]
    villages = [v for v in coverage.villages if area in ("", v.village.area)]
    silent = sorted((s for s in stations if s.silent), key=lambda s: (-len(s.missed), s.station.code))
    quiet = [v for v in villages if v.quiet]
    quiet.sort(key=lambda v: (v.stations == 0, v.village.code))
    vans = [v for v in villages if v.missing or v.surplus or v.unpledged or v.unvisited]
    vans.sort(key=lambda v: (-(v.missing or 0), -(v.unpledged + v.unvisited), v.village.code))
    groups = [g for g in groups_of(coverage).values() if area in ("", g.group.area)]
    return CoverageAnswer(
        first=coverage.first, last=coverage.last, recorded=coverage.recorded, groups=tuple(map(group_line, groups)),
        silent=tuple(map(_silent, silent[:MOST_LISTED])), silent_total=len(silent),
        quiet=tuple(map(_quiet, quiet[:MOST_LISTED])), quiet_total=len(quiet),
        vans=tuple(map(_van, vans[:MOST_LISTED])), vans_total=len(vans), simulated=simulated,
    )  # fmt: skip


def _silent(s: StationCover) -> SilentLine:
    return SilentLine(
        s.station.code, s.station.name, s.station.township, s.station.area, s.missed, s.crowd_days,
        s.promised_days, s.chance_silent or 0.0, s.last_on, s.contacts,
    )  # fmt: skip


def _quiet(v: VillageCover) -> QuietLine:
    return QuietLine(v.village.code, v.village.name, v.village.township, v.village.area, v.stations)


def _van(v: VillageCover) -> VanLine:
    return VanLine(
        v.village.code, v.village.name, v.village.township, v.village.area, v.village.vans, v.files, v.missing,
        v.surplus, v.unpledged, v.unvisited,
    )  # fmt: skip


def examined_line(row: Examined, units: UnitTree, notice: Matter | None, now: datetime) -> ExaminedLine:
    """A group's month as it is shown."""
    group = row.cover.group
    return ExaminedLine(
        level=group.level, area=group.area, township=group.township, unit_name=units.name_of(row.cover.unit_id),
        total=row.total, chance_above=row.chance_above, standing=row.standing, lines=row.lines, each=row.each,
        notice=notice_line(notice, now) if notice is not None else None,
    )  # fmt: skip


def notice_line(matter: Matter, now: datetime) -> NoticeLine:
    """How far a notice came."""
    state = WORKFLOWS[matter.kind].states[matter.state]
    return NoticeLine(matter.matter_id, matter.state, state, matter.due_at, is_overdue(matter, now))


def hand_in_line(matter: Matter, units: UnitTree, scope: frozenset[str], now: datetime) -> HandIn:
    """A hand-in as it is shown."""
    state = WORKFLOWS[matter.kind].states[matter.state]
    return HandIn(
        matter.matter_id, matter.state, state, len(handed_in(matter)), units.name_of(matter.issuer), matter.due_at,
        is_overdue(matter, now), matter.issuer in scope,
    )  # fmt: skip


def announcement_line(place: Place, text: Announcement) -> AnnouncementLine:
    """A text as it is shown."""
    return AnnouncementLine(
        place.area, place.township, place.village, place.name, text.day, text.edition, text.at_hour, text.text,
        text.sentences, text.left_out, text.seconds,
    )  # fmt: skip
