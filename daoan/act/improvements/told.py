"""What a plan of lights and bumps tells."""

from dataclasses import dataclass

from daoan.terms.estimates import Estimate, Share, Text


@dataclass(frozen=True, slots=True)
class Effect:
    """What one kind of treatment does: crashes afterwards for each crash before."""

    kind: str
    name: Text
    cmf: Estimate
    source: Text
    status: str


@dataclass(frozen=True, slots=True)
class Asked:
    """How many of each, how many at least in every county of each kind, and in which county alone, if in one."""

    lights: int
    bumps: int
    least_per_area: int = 0
    area: str = ""


@dataclass(frozen=True, slots=True)
class ImprovementSite:
    """One light or bump in its rank. ``injuries_per_year``, ``prevented_per_year``: severity-weighted, of the junction
    as it is, and what this one adds to those ranked above it.
    """

    rank: int
    site_id: str
    kind: str
    lon: float
    lat: float
    area: str | None
    segment_id: str  # of the main road
    main_road: str | None
    side_road: str | None
    main_class: Text
    side_class: Text
    crashes_near: int  # in reach, in all years of the register
    vehicles_per_day: Estimate | None  # on the main road
    injuries_per_year: Estimate
    prevented_per_year: Estimate
    prevented_so_far: float


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """How many side-road junctions a county has, and how many of each kind it gets."""

    area: str | None
    junctions: int
    lights: int
    bumps: int


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """A stretch with much risk and no recorded side road in reach: is a road missing from the map?"""

    segment_id: str
    road_name: str | None
    area: str | None
    lon: float
    lat: float
    injuries_per_year: Estimate


@dataclass(frozen=True, slots=True)
class ImprovementPlan:
    """The ranked list. ``gap_pct``: how much better any choice could be at most.

    ``coverage_cost``: what ``least_per_area`` costs, in severity-weighted injuries a year.

    ``within_reach``: severity-weighted injuries a year in reach of a recorded side road, of all on the network.
    ``off_network``: crashes that lie on no road, of all. ``concentration``: κ.
    """

    asked: Asked
    effects: tuple[Effect, ...]
    rows: tuple[ImprovementSite, ...]
    prevented_per_year: Estimate
    exact: bool
    gap_pct: float
    coverage_cost: float
    coverage: tuple[AreaCoverage, ...]
    junctions: int
    within_reach: Share
    off_network: Share
    concentration: Estimate
    unrecorded: tuple[Unrecorded, ...]
    notes: tuple[Text, ...]
    rule_pack: str
