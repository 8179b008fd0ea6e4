"""``/efficiency``: travel times between sites 路网运行效率, by link and hour; places only for who may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Response

from daoan.api.answers import SIMULATED, csv_table, flatten, json_of
from daoan.api.device_shapes import coarse, coarse_name, sees_places
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.assess.efficiency.day import DAY
from daoan.edge.documents.xlsx import xlsx_of
from daoan.edge.uploads import SHEET
from daoan.jobs.passes.efficiency_days import KeptDay
from daoan.jobs.signal_links import link_code
from daoan.store.lake import LakeSite
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Estimate, Share
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor

Day = Annotated[date | None, Query(description="A local day; default: the last that is kept.")]
Hour = Annotated[int, Query(ge=DAY, le=23, description="A local hour; -1: the whole day.")]
Kind = Annotated[str, Query(pattern="^(json|csv|xlsx)$")]
Code = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link in an hour. ``road_m`` to the whole kilometre, and no ends, for who sees no places. ``queue``: intervals
    with the queue at the first site; ``None``: not recorded. ``clocks``: both clocks could be set right."""

    link: str
    first: str
    second: str
    area: str
    hour: int
    vehicles: int
    road_m: float
    travel_s: Estimate
    free_s: float
    delay_s: Estimate
    speed_ratio: Estimate
    speed_kmh: Estimate | None
    mean_s: float
    p95_s: float
    planning: float
    buffer: float
    queue: Share | None
    clocks: bool
    ends: tuple[tuple[float, float], tuple[float, float]] | None


@dataclass(frozen=True, slots=True)
class EfficiencyPage:
    """Links of an hour, slowest against free flow first. ``days``: that are kept; ``day`` ``None``: there is none yet.

    ``below_floor``: link-hours of the day with too few vehicles to be told; ``stops``: trips left out as stops.
    """

    days: tuple[date, ...]
    day: date | None
    hour: int
    exact: bool
    rows: tuple[LinkLine, ...]
    trips: int
    below_floor: int
    stops: int
    least_vehicles: int
    rule_pack: str


@dataclass(frozen=True, slots=True)
class LinkHistory:
    """One link over the days that are kept: the whole day of each; and the hours of the day asked for."""

    link: str
    days: tuple[tuple[date, LinkLine], ...]
    hours: tuple[LinkLine, ...]


def efficiency_routes(work: WorkDesk) -> APIRouter:
    """Routes of network efficiency."""
    router = APIRouter(prefix="/efficiency", tags=["results"], responses=PROBLEMS)

    @router.get("", response_model=EfficiencyPage, summary="Links of a day and hour, or the day as CSV or xlsx")
    def get_links(actor: Acting, day: Day = None, hour: Hour = DAY, format: Kind = "json") -> Response:  # noqa: A002
        days = work.efficiency.days() if work.efficiency is not None else ()
        kept = _kept(work, day)
        if format != "json":
            return _file(work, actor, kept, format)
        pack = work.desk.packs["efficiency"]
        least = int(pack.get("links.least_vehicles"))
        if kept is None:
            return json_of(EfficiencyPage(days, None, hour, sees_places(actor), (), 0, 0, 0, least, pack.stamp))
        rows = [line for line in _lines(work, actor, kept) if line.hour == hour]
        rows.sort(key=lambda x: (x.speed_ratio.value, x.link))
        trips, below, stops = (int(kept.about.get(name, 0)) for name in ("trips", "below_floor", "stops"))
        stamp = str(kept.about.get("pack", ""))
        page = EfficiencyPage(days, kept.day, hour, sees_places(actor), tuple(rows), trips, below, stops, least, stamp)
        return json_of(page)

    @router.get(
        "/link",
        response_model=LinkHistory,
        summary="One link: its days, and the hours of one of them; nothing of one that is not measured",
    )
    def get_link(actor: Acting, link: Code = "", day: Day = None) -> Response:
        kept = _kept(work, day)
        hours = () if kept is None else tuple(x for x in _lines(work, actor, kept, only=link) if x.hour != DAY)
        told, tables = [], work.efficiency
        for one in tables.days() if tables is not None else ():
            table = tables.find(one) if tables is not None else None
            lines = () if table is None else _lines(work, actor, table, only=link)
            told += [(one, line) for line in lines if line.hour == DAY]
        return json_of(LinkHistory(mask_text(link), tuple(told), hours))

    return router


def end_names(work: WorkDesk, actor: Actor, links: Collection[str]) -> dict[str, str]:
    """Links by code, as a reader may call them."""
    sites = _sites(work)
    exact = sees_places(actor)
    return {link: " → ".join(_name(sites, end, exact=exact) for end in link.split(">")) for link in links}


def _kept(work: WorkDesk, day: date | None) -> KeptDay | None:
    """The day asked for, or the last. Raises :class:`NotFound` for a day that is not kept."""
    if work.efficiency is None:
        return None
    days = work.efficiency.days()
    if day is not None and day not in days:
        raise NotFound(f"no travel times are kept of {day} 无该日行程时间数据")
    return work.efficiency.find(day or days[-1]) if days else None


def _sites(work: WorkDesk) -> dict[str, LakeSite]:
    return {site.site_id: site for site in (work.lake.sites() if work.lake is not None else ())}


def _name(sites: dict[str, LakeSite], code: str, *, exact: bool) -> str:
    site = sites.get(code)
    return coarse_name(site.name.zh if site is not None else code, exact=exact)


def _lines(work: WorkDesk, actor: Actor, kept: KeptDay, only: str = "") -> tuple[LinkLine, ...]:
    sites, exact = _sites(work), sees_places(actor)
    rows = range(len(kept.rows))
    if only:
        rows = [row for row in rows if link_code(kept.first[row], kept.second[row]) == only]  # type: ignore[assignment]
    return tuple(_line(kept, row, sites, exact=exact) for row in rows)


def _line(kept: KeptDay, row: int, sites: dict[str, LakeSite], *, exact: bool) -> LinkLine:
    r, a, b = kept.rows, kept.first[row], kept.second[row]
    metres, free = float(r.road_m[row]), float(r.free_s[row])
    travel = Estimate(float(r.median_s[row]), float(r.low_s[row]), float(r.high_s[row]))
    low = max(travel.low, 1e-6)
    ends = tuple((s.lon, s.lat) for s in (sites.get(a), sites.get(b)) if s is not None and s.lon is not None)
    told = int(r.told[row])
    speed = Estimate(3.6 * metres / max(travel.value, 1e-6), 3.6 * metres / max(travel.high, 1e-6), 3.6 * metres / low)
    return LinkLine(
        link=mask_text(link_code(a, b)),
        first=_name(sites, a, exact=exact),
        second=_name(sites, b, exact=exact),
        area=sites[a].area if a in sites else "",
        hour=int(r.hour[row]),
        vehicles=int(r.vehicles[row]),
        road_m=round(metres) if exact else coarse(metres),
        travel_s=travel,
        free_s=free,
        delay_s=Estimate(travel.value - free, travel.low - free, travel.high - free),
        speed_ratio=Estimate(free / max(travel.value, 1e-6), free / max(travel.high, 1e-6), free / low),
        speed_kmh=speed if exact else None,
        mean_s=float(r.mean_s[row]),
        p95_s=float(r.p95_s[row]),
        planning=float(r.p95_s[row]) / max(travel.value, 1e-6),
        buffer=float(r.p95_s[row] - r.mean_s[row]) / max(float(r.mean_s[row]), 1e-6),
        queue=Share(int(r.queued[row]), told) if told else None,
        clocks=bool(r.clock[row]),
        ends=(ends[0], ends[1]) if exact and len(ends) == 2 else None,  # type: ignore[arg-type]
    )


def _file(work: WorkDesk, actor: Actor, kept: KeptDay | None, kind: str) -> Response:
    """All hours of a day as a file; who took it is written down."""
    now, simulated = work.clock.now(), work.desk.city.simulated
    lines = () if kept is None else _lines(work, actor, kept)
    day = "none" if kept is None else kept.day.isoformat()
    note = AuditNote(now, actor.person_id, actor.unit_id, "export.efficiency", detail=f"{day} {kind}")
    work.room.store.append_audit(note)
    mark = {"simulated": SIMULATED} if simulated else {}
    flat = [{**_cells(line), **mark} for line in lines]
    columns = list(flat[0]) if flat else ["link"]
    name = f"{'simulated-' if simulated else ''}efficiency-{day}"
    if kind == "csv":
        return csv_table(columns, flat, name)
    content = xlsx_of("路网运行效率", columns, [[row[c] for c in columns] for row in flat])
    return Response(content, media_type=SHEET, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})


def _cells(line: LinkLine) -> dict[str, str | float | int | None]:
    told = {k: v for k, v in flatten(line).items() if not k.endswith(".level") and k not in ("ends", "queue")}
    told |= {"queued": line.queue.part if line.queue else "", "queue_told": line.queue.whole if line.queue else ""}
    return {k: int(v) if isinstance(v, bool | np.bool_) else v for k, v in told.items()}
