"""The numbers of the rule pack ``device_health``, by name."""

from dataclasses import dataclass
from typing import Self

from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class HealthRules:
    """Thresholds and settings; units are in the names, shares are fractions."""

    weeks: int
    fewest_days: int
    borrowed_weeks: float
    least_dispersion: float
    silence_expected: float
    silence_ms: float
    silence_chance: float
    hour_chance: float
    delay_p95_s: float
    missing_plates: float
    doubles: float
    wrong_heading: float
    clock_s: float
    fewest_passes: int
    longest_travel_s: float
    fewest_pairs: int
    trim: float
    asymmetry: float
    slowest_kmh: float
    fewest_through: float
    loosest_s: float
    fewest_sites: int
    usual_clock_s: float

    @classmethod
    def of(cls, pack: RulePack) -> Self:
        """Read them. Raises :class:`~daoan.terms.errors.RulePackInvalid` where one is missing."""
        return cls(
            weeks=int(pack.get("rhythm.weeks")),
            fewest_days=int(pack.get("rhythm.fewest_days")),
            borrowed_weeks=float(pack.get("rhythm.borrowed_weeks")),
            least_dispersion=float(pack.get("rhythm.least_dispersion")),
            silence_expected=float(pack.get("silence.fewest_expected")),
            silence_ms=float(pack.get("silence.fewest_minutes")) * 60_000.0,
            silence_chance=float(pack.get("silence.largest_chance")),
            hour_chance=float(pack.get("hours.largest_chance")),
            delay_p95_s=float(pack.get("limits.delay_p95_s")),
            missing_plates=float(pack.get("limits.missing_plates")),
            doubles=float(pack.get("limits.doubles")),
            wrong_heading=float(pack.get("limits.wrong_heading")),
            clock_s=float(pack.get("limits.clock_s")),
            fewest_passes=int(pack.get("limits.fewest_passes")),
            longest_travel_s=float(pack.get("clock.longest_travel_s")),
            fewest_pairs=int(pack.get("clock.fewest_pairs")),
            trim=float(pack.get("clock.trim")),
            asymmetry=float(pack.get("clock.asymmetry")),
            slowest_kmh=float(pack.get("clock.slowest_kmh")),
            fewest_through=float(pack.get("clock.fewest_through")),
            loosest_s=float(pack.get("clock.loosest_s")),
            fewest_sites=int(pack.get("clock.fewest_sites")),
            usual_clock_s=float(pack.get("clock.usual_s")),
        )
