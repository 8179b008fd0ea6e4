"""What a document is made of: the conclusions of one run, the network and the crashes that they stand on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from daoan.terms.city import City
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.frames import Network
from daoan.terms.records import (
    Alert,
    BlackSpot,
    CountyAssessment,
    Crash,
    DutyPlan,
    HazardTicket,
    IndicatorSet,
    Nowcast,
    Outlook,
    OutlookScores,
    Run,
    Scorecard,
    SegmentEstimate,
    Study,
    Surge,
)
from daoan.terms.times import utc_to_local


@dataclass(frozen=True, slots=True)
class Material:
    """The records of a run, in its order. ``issuer``: whose document it is; ``lists``: how many rows one tells."""

    city: City
    run: Run
    issuer: Text
    lists: Mapping[str, int]
    indicators: tuple[IndicatorSet, ...] = ()
    segments: tuple[SegmentEstimate, ...] = ()
    blackspots: tuple[BlackSpot, ...] = ()
    tickets: tuple[HazardTicket, ...] = ()
    alerts: tuple[Alert, ...] = ()
    plans: tuple[DutyPlan, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()
    counties: tuple[CountyAssessment, ...] = ()
    studies: tuple[Study, ...] = ()
    outlooks: tuple[Outlook, ...] = ()
    outlook_scores: tuple[OutlookScores, ...] = ()
    surges: tuple[Surge, ...] = ()
    nowcasts: tuple[Nowcast, ...] = ()
    network: Network | None = None
    crashes: Mapping[str, Crash] | None = None

    @property
    def today(self) -> date:
        """The local day that the run knew."""
        return utc_to_local(self.run.as_of, self.city.zone).date()

    def stamp(self, pack: str) -> str:
        """A rule pack with the version that the run used; empty where it used none of that name."""
        version = self.run.rule_packs.get(pack)
        return f"{pack}@{version}" if version else ""

    def indicator_set(self, period: str) -> IndicatorSet:
        """The city's indicators of a period. Raises :class:`NotFound` with the periods that there are."""
        own = [s for s in self.indicators if s.area == self.city.code]
        for found in own:
            if found.period == period:
                return found
        raise NotFound(f"there are no indicators for {period!r}; there are: {', '.join(s.period for s in own)}")

    def months(self) -> tuple[str, ...]:
        """Months with indicators of the city, oldest first."""
        return tuple(sorted(s.period for s in self.indicators if s.area == self.city.code and _is_month(s.period)))


def _is_month(period: str) -> bool:
    return len(period) == len("2025-12") and period[4] == "-" and period[5:].isdigit()
