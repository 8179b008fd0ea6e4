"""The numbers of the rule pack ``efficiency``, by name."""

from dataclasses import dataclass
from typing import Self

from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class EfficiencyRules:
    """Units are in the names; ``outlier_sd``: robust standard deviations of the logarithm of a travel time."""

    longest_s: float
    slowest_kmh: float
    fastest_kmh: float
    outlier_sd: float
    detour: float
    least_vehicles: int
    least_a_day: int
    free_percentile: float
    queue_minutes: int
    queue_kmh: float
    queue_vehicles: int
    within_m: float
    most_gap_s: float

    @classmethod
    def of(cls, pack: RulePack) -> Self:
        """Read them. Raises :class:`~daoan.terms.errors.RulePackInvalid` where one is missing."""
        return cls(
            longest_s=float(pack.get("trips.longest_s")),
            slowest_kmh=float(pack.get("trips.slowest_kmh")),
            fastest_kmh=float(pack.get("trips.fastest_kmh")),
            outlier_sd=float(pack.get("trips.outlier_sd")),
            detour=float(pack.get("links.detour")),
            least_vehicles=int(pack.get("links.least_vehicles")),
            least_a_day=int(pack.get("links.least_a_day")),
            free_percentile=float(pack.get("links.free_percentile")),
            queue_minutes=int(pack.get("queue.minutes")),
            queue_kmh=float(pack.get("queue.below_kmh")),
            queue_vehicles=int(pack.get("queue.least_vehicles")),
            within_m=float(pack.get("positions.within_m")),
            most_gap_s=float(pack.get("positions.most_gap_s")),
        )
