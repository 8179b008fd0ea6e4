"""``/devices``: field equipment 外场设备, where it stands (masked by role), how it does, what is missing."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.api.answers import csv_of, json_of, page_of
from daoan.api.asking import After, Format, Limit
from daoan.api.device_room import DeviceRoom
from daoan.api.device_shapes import (
    DeviceLine,
    DevicePage,
    GapPage,
    Proposals,
    SilenceLine,
    gap_line,
    moment,
    moment_of,
    proposal_line,
    sees_places,
    standard_line,
)
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.assess.coverage.standards import read_standards
from daoan.assess.device_health.records import HourState, SiteState
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Estimate
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor

Word = Annotated[str | None, Query(max_length=80)]


@dataclass(frozen=True, slots=True)
class HourLine:
    """An hour of a site."""

    begins: datetime
    passes: int
    expected: Estimate | None
    state: HourState


@dataclass(frozen=True, slots=True)
class DeviceDetail:
    """A device with the hours and the silences of the last three days, oldest first."""

    device: DeviceLine
    hours: tuple[HourLine, ...]
    silences: tuple[SilenceLine, ...]


def device_routes(work: WorkDesk) -> APIRouter:
    """Routes of field equipment."""
    router = APIRouter(prefix="/devices", tags=["devices"], responses=PROBLEMS)
    room = DeviceRoom(work)

    @router.get("", response_model=DevicePage, summary="Field equipment with its state, worst first, or CSV")
    def list_devices(
        actor: Acting, q: Word = None, kind: Word = None, area: Word = None, state: Word = None, after: After = None,
        limit: Limit = 500, format: Format = "json",  # noqa: A002
    ) -> Response:  # fmt: skip
        now, exact = work.clock.now(), sees_places(actor)
        lines, report, placing = room.lines(now, exact=exact)
        chosen = sorted((x for x in lines if _fits(x, q, kind, area, state)), key=_order)
        if format == "csv":
            _log_export(work, actor, len(chosen), now)
            return csv_of(chosen, "devices", simulated=work.desk.city.simulated)
        page = page_of(chosen, after, limit)
        unplaced = tuple(replace(u, code=mask_text(u.code)) for u in (placing.unplaced if placing is not None else ()))
        return json_of(
            DevicePage(
                as_of=now,
                exact=exact,
                watched=work.device_watch is not None,
                on_roads=placing is not None,
                rows=tuple(page["rows"]),
                next=page["next"],
                total=page["total"],
                kinds=dict(Counter(x.kind for x in lines)),
                states=dict(Counter(x.health.state for x in lines if x.health is not None)),
                unplaced_count=len(unplaced),
                unplaced=unplaced if exact else (),
                strangers=report.strangers if report is not None else 0,
            )
        )

    @router.get("/gaps", response_model=GapPage, summary="Where sites stand farther apart than the standards allow")
    def list_gaps(
        actor: Acting, standard: Word = None, area: Word = None, after: After = None, limit: Limit = 100,
        format: Format = "json",  # noqa: A002
    ) -> Response:  # fmt: skip
        view, exact, pack = work.desk.view(), sees_places(actor), work.desk.packs["coverage"]
        found = room.coverage(view, room.placing(view, work.clock.now()))
        chosen = [g for g in found.gaps if (not standard or g.standard == standard) and (not area or area in g.areas)]
        if format == "csv":
            rows = [gap_line(g, view.network(), exact=False) for g in chosen]
            return csv_of(rows, "device-gaps", simulated=work.desk.city.simulated)
        page = page_of(chosen, after, limit)
        named = {s.code: s for s in read_standards(pack)}
        standards = tuple(standard_line(s, named[s.standard].name, named[s.standard].every_m) for s in found.standings)
        lines = tuple(gap_line(g, view.network(), exact=exact) for g in page["rows"])
        return json_of(GapPage(exact, standards, lines, page["next"], page["total"], pack.status, pack.source))

    @router.get("/proposals", response_model=Proposals, summary="Where the next checkpoints should stand, and why")
    def list_proposals(actor: Acting) -> Response:
        view, exact = work.desk.view(), sees_places(actor)
        found = room.siting(view, room.placing(view, work.clock.now()))
        lines = tuple(proposal_line(p, exact=exact) for p in found.proposals)
        return json_of(Proposals(exact, lines, found.covered, found.gap, found.proved, found.candidates))

    @router.get("/{code}", response_model=DeviceDetail, summary="One device with its hours")
    def get_device(code: str, actor: Acting) -> Response:
        lines, report, placing = room.lines(work.clock.now(), exact=sees_places(actor))
        line = next((x for x in lines if x.code == code), None)
        if line is None:
            raise NotFound(f"there is no device {code!r:.80}")
        row = {d.code: k for k, d in enumerate(placing.devices)}.get(code) if placing is not None else None
        if report is None or row is None:
            return json_of(DeviceDetail(line, (), ()))
        hours = tuple(HourLine(moment_of(h.begins_ms), h.passes, h.expected, h.state) for h in report.hours(row))
        silences = tuple(
            SilenceLine(moment_of(s.since_ms), moment_of(s.found_ms), moment(s.ended_ms), s.expected, s.chance)
            for s in report.silences
            if s.site == row
        )
        return json_of(DeviceDetail(line, hours, silences))

    return router


def _fits(line: DeviceLine, q: str | None, kind: str | None, area: str | None, state: str | None) -> bool:
    words = f"{line.code} {line.name} {line.road_name}".casefold()
    here = line.health.state if line.health is not None else None
    return (
        (not q or q.casefold() in words)
        and (not kind or line.kind == kind)
        and (not area or line.area == area)
        and (not state or here == state)
    )


def _order(line: DeviceLine) -> tuple[int, str]:
    states = [*SiteState, None]
    return states.index(line.health.state if line.health is not None else None), line.code


def _log_export(work: WorkDesk, actor: Actor, rows: int, now: datetime) -> None:
    note = AuditNote(now, actor.person_id, actor.unit_id, "export.devices", detail=f"{rows} devices")
    work.room.store.append_audit(note)
