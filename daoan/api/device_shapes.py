"""What routes of field equipment answer, and what of it somebody may see.

Where devices stand exactly is for whoever has ``see_devices``. Others get county and road: no coordinates, no chainage
of a device, of a gap or a place no more than the whole kilometre, and kilometre posts inside names are struck out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from daoan.api.shapes import Geometry
from daoan.assess.coverage.gaps import Gap, Standing
from daoan.assess.device_health.records import Clock, Fault, HourState, SharePart, SiteHealth, SiteState
from daoan.assess.siting.propose import Proposal
from daoan.terms.devices import Device, DeviceState, Unplaced
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.frames import Network
from daoan.terms.masking import mask_text
from daoan.terms.passes import Heading, SiteKind
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

COARSE_M = 1000.0
_POST = re.compile(r"[Kk]\s?\d+(?:\s?\+\s?\d+)?(?:\.\d+)?|\d+(?:\.\d+)?\s?(?:km|公里|m|米)", re.IGNORECASE)
MARKS = {HourState.GOOD: "g", HourState.LOW: "l", HourState.SILENT: "s", HourState.UNKNOWN: "u"}


@dataclass(frozen=True, slots=True)
class SilenceLine:
    """A silence. ``ended``: ``None`` while it lasts."""

    since: datetime
    found: datetime
    ended: datetime | None
    expected: float
    chance: float


@dataclass(frozen=True, slots=True)
class HealthLine:
    """How a site does. ``strip``: a letter an hour, oldest first: good, low, silent, unknown."""

    state: SiteState
    faults: tuple[Fault, ...]
    passes: int
    expected: Estimate | None
    last: datetime | None
    silence: SilenceLine | None
    delay_p50_s: Estimate | None
    delay_p95_s: Estimate | None
    missing_plates: SharePart | None
    doubles: SharePart | None
    wrong_heading: SharePart | None
    clock: Clock
    strip: str


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device as the reader may see it. ``placed``: whether it is on the network."""

    code: str
    name: str
    kind: str
    road_name: str
    area: str | None
    heading: str
    lanes: int
    limit_car_kmh: float | None
    limit_large_kmh: float | None
    register_state: DeviceState
    unit_id: str
    unit_name: Text | None
    built: str
    placed: bool
    chainage_m: float | None
    lon: float | None
    lat: float | None
    health: HealthLine | None


@dataclass(frozen=True, slots=True)
class DevicePage:
    """Devices, and what is to be said of all of them.

    ``exact``: the reader sees places; ``watched``: passes are read; ``unplaced``: empty for who sees no places, their
    number is told to everybody; ``strangers``: passes from sites that are not in the register.
    """

    as_of: datetime
    exact: bool
    watched: bool
    on_roads: bool
    rows: tuple[DeviceLine, ...]
    next: str | None
    total: int
    kinds: dict[str, int]
    states: dict[str, int]
    unplaced_count: int
    unplaced: tuple[Unplaced, ...]
    strangers: int


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap as the reader may see it; ``geometry`` only for who sees places."""

    gap_id: str
    standard: str
    road_name: str
    heading: str
    areas: tuple[str, ...]
    from_m: float
    to_m: float
    length_m: float
    excess_m: float
    needed: int
    crashes: int
    ksi: int
    crashes_per_year: float
    ksi_per_year: float
    geometry: Geometry | None


@dataclass(frozen=True, slots=True)
class StandardLine:
    """A standard with how far it is met."""

    code: str
    name: Text
    every_m: float
    met_m: Share
    sites: int
    missing: int


@dataclass(frozen=True, slots=True)
class GapPage:
    """Gaps and standards. ``status``, ``source``: of the rule pack."""

    exact: bool
    standards: tuple[StandardLine, ...]
    rows: tuple[GapLine, ...]
    next: str | None
    total: int
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A place for a checkpoint as the reader may see it."""

    rank: int
    road_name: str
    area: str
    chainage_m: float
    lon: float | None
    lat: float | None
    gain: float
    total: float
    covers_m: float
    vehicles_per_day: float
    ksi_per_year: float
    nearest_m: float | None
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """Places for checkpoints, best first, with how much better any choice could be."""

    exact: bool
    rows: tuple[ProposalLine, ...]
    covered: Share
    gap: float
    proved: bool
    candidates: int


def sees_places(actor: Actor) -> bool:
    """Whether somebody sees where devices stand."""
    return Permission.SEE_DEVICES in actor.permissions


def coarse(metres: float) -> float:
    """A chainage to the whole kilometre."""
    return round(metres / COARSE_M) * COARSE_M


def coarse_name(name: str, *, exact: bool) -> str:
    """The name of a site, without kilometre posts for who sees no places."""
    return mask_text(name if exact else _POST.sub("…", name))


def heading_word(heading: int) -> str:
    """The word of a heading in the register."""
    return {Heading.UP: "up", Heading.DOWN: "down"}.get(Heading(heading), "both")


def device_line(
    device: Device, unit_name: Text | None, place: tuple[str, str | None, float, float, float] | None,
    health: HealthLine | None, *, exact: bool,
) -> DeviceLine:  # fmt: skip
    """A device. ``place``: road, county, chainage (m), lon, lat; ``None`` where it is not on the network."""
    road, area, chainage, lon, lat = place or (device.route, None, float("nan"), float("nan"), float("nan"))
    shown = exact and place is not None
    return DeviceLine(
        code=mask_text(device.code),
        name=coarse_name(device.name, exact=exact),
        kind=SiteKind(device.kind).name.lower(),
        road_name=mask_text(device.route or road),
        area=area,
        heading=heading_word(device.heading),
        lanes=device.lanes,
        limit_car_kmh=device.limit_car_kmh,
        limit_large_kmh=device.limit_large_kmh,
        register_state=device.state,
        unit_id=device.unit_id,
        unit_name=unit_name,
        built=device.built,
        placed=place is not None,
        chainage_m=chainage if shown and chainage == chainage else None,
        lon=round(lon, 6) if shown else None,
        lat=round(lat, 6) if shown else None,
        health=health,
    )


def health_line(health: SiteHealth, hours: Sequence[HourState]) -> HealthLine:
    """How a site does, with its hours as letters."""
    silence = health.silence
    return HealthLine(
        state=health.state,
        faults=health.faults,
        passes=health.passes,
        expected=health.expected,
        last=moment(health.last_ms),
        silence=None
        if silence is None
        else SilenceLine(
            moment_of(silence.since_ms), moment_of(silence.found_ms), moment(silence.ended_ms), silence.expected,
            silence.chance,
        ),
        delay_p50_s=health.delay_p50_s,
        delay_p95_s=health.delay_p95_s,
        missing_plates=health.missing_plates,
        doubles=health.doubles,
        wrong_heading=health.wrong_heading,
        clock=health.clock,
        strip="".join(MARKS[hour] for hour in hours),
    )  # fmt: skip


def gap_line(gap: Gap, network: Network, *, exact: bool) -> GapLine:
    """A gap."""
    line = Geometry("MultiLineString", [_piece(network, *piece) for piece in gap.pieces]) if exact else None
    at = (gap.from_m, gap.to_m) if exact else (coarse(gap.from_m), coarse(gap.to_m))
    long = (gap.length_m, gap.excess_m) if exact else (coarse(gap.length_m), coarse(gap.excess_m))
    heading = heading_word(gap.heading)
    return GapLine(
        f"{gap.standard}:{gap.route}:{heading}:{round(at[0])}", gap.standard, gap.road_name, heading, gap.areas, *at,
        *long, gap.needed, gap.crashes, gap.ksi, gap.crashes_per_year, gap.ksi_per_year, line,
    )  # fmt: skip


def standard_line(standing: Standing, name: Text, every_m: float) -> StandardLine:
    """How far a standard is met."""
    return StandardLine(standing.standard, name, every_m, standing.met_m, standing.sites, standing.missing)


def proposal_line(found: Proposal, *, exact: bool) -> ProposalLine:
    """A place."""
    return ProposalLine(
        found.rank, found.road_name, found.area, found.chainage_m if exact else coarse(found.chainage_m),
        round(found.lon, 6) if exact else None, round(found.lat, 6) if exact else None, found.gain, found.total,
        found.covers_m, found.vehicles_per_day, found.ksi_per_year, found.nearest_m, found.reasons,
    )  # fmt: skip


def moment(ms: int | None) -> datetime | None:
    """A moment of passes as a time."""
    return None if ms is None else moment_of(ms)


def moment_of(ms: int) -> datetime:
    """A moment of passes as a time."""
    return datetime.fromtimestamp(ms / 1000.0, UTC)


def _piece(network: Network, row: int, low: float, high: float) -> list[list[float]]:
    """The points of a stretch between two places along it, degrees to about 0.1 m."""
    points = network.points_of(row)
    # Degrees stand for metres here only as shares of the stretch's length.
    steps = ((points[1:] - points[:-1]) ** 2).sum(axis=1) ** 0.5
    run = [0.0]
    for step in steps.tolist():
        run.append(run[-1] + step)
    scale = run[-1] / max(float(network.length_m[row]), 0.01)
    a, b = low * scale, high * scale
    inner = [p for p, r in zip(points.tolist(), run, strict=True) if a < r < b]
    ends = [_at(points.tolist(), run, x) for x in (a, b)]
    return [[round(x, 6), round(y, 6)] for x, y in (ends[0], *inner, ends[1])]


def _at(points: list[list[float]], run: list[float], at: float) -> list[float]:
    for k in range(1, len(run)):
        if run[k] >= at and run[k] > run[k - 1]:
            share = (at - run[k - 1]) / (run[k] - run[k - 1])
            return [p + (q - p) * min(max(share, 0.0), 1.0) for p, q in zip(points[k - 1], points[k], strict=True)]
    return points[-1]
