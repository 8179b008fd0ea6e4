"""Where crashes gather 研判: in space and time beyond chance, and along the roads by density."""

from dataclasses import dataclass
from datetime import date

from daoan.terms.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Cluster:
    """More crashes than usual, here and lately 时空聚集: a connected part of the network, and the weeks up to now.

    *Usual* is the share that these stretches had of the city's crashes before; the city's weekly totals are given. So
    season, weather and late reports that the whole city shares make no cluster, and neither does a busy road.
    """

    cluster_id: str  # follows from the crashes
    rule_pack: str
    rank: int  # 1 is the likeliest
    road_name: str | None  # of the stretch in the middle
    area: str | None
    lon: float
    lat: float
    radius_m: float  # along the roads, from middle to middle of stretches
    length_m: float  # of all stretches
    segment_ids: tuple[str, ...]  # nearest first
    starts: date
    ends: date  # first day after
    crash_ids: tuple[str, ...]
    crashes: int
    ksi: int
    expected_crashes: Estimate  # usual for these stretches and weeks
    relative_risk: Estimate  # rate here over rate elsewhere; too high by choice of the fullest window
    log_likelihood_ratio: float
    p_value: float  # over all windows looked at
    p_by_tail: bool  # from the Gumbel tail, where few draws or none are so high
    draws: int  # simulated until p was known well enough
    recurrence_days: float  # chance alone shows so unlikely a cluster on one night in so many
    blackspot_ids: tuple[str, ...] = ()  # black spots on these stretches


@dataclass(frozen=True, slots=True)
class SegmentDensity:
    """Crashes per km and year along one stretch, smoothed over the roads around 路网核密度."""

    segment_id: str
    road_name: str | None
    area: str | None
    length_m: float
    lon: float  # middle of the densest piece
    lat: float
    rank: int  # 1 has the densest piece
    crashes_per_km_year: float  # mean along the stretch
    peak_crashes_per_km_year: Estimate  # of the densest piece; the interval does not know that it was chosen
    piece_m: float
    pieces: tuple[float, ...]  # crashes per km and year of each piece, from the segment's first point on
