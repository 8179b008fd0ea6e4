"""What a document is made of: the conclusions of one run, the network and the crashes that they stand on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    """The records of a run, in its order. ``issuer``: whose document it is; ``lists``: how many rows one tells.

    ``area``: the county that it is about; empty: the whole city.
    """

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
    area: str = ""

    @property
    def scope(self) -> str:
        """Code of the county or city that it is about."""
        return self.area or self.city.code

    @property
    def name(self) -> Text:
        """Its name."""
        return next((a.name for a in self.city.areas if a.code == self.area), self.city.name)

    def of_area(self, area: str | None) -> "Material":
        """What is about one county; everything where the run counted nothing by it.

        What is planned or forecast for the city as a whole is left out; counties beside each other stay.
        """
        if not area or area == self.city.code or all(s.area != area for s in self.indicators):
            return self
        return replace(
            self,
            area=area,
            segments=tuple(s for s in self.segments if s.area == area),
            blackspots=tuple(b for b in self.blackspots if b.area == area),
            tickets=tuple(t for t in self.tickets if t.area == area),
            alerts=tuple(a for a in self.alerts if a.area == area),
            surges=tuple(s for s in self.surges if s.area == area),
            studies=tuple(s for s in self.studies if s.measure.area == area),
            plans=(),
            outlooks=(),
            outlook_scores=(),
        )

    @property
    def today(self) -> date:
        """The local day that the run knew."""
        return utc_to_local(self.run.as_of, self.city.zone).date()

    def stamp(self, pack: str) -> str:
        """A rule pack with the version that the run used; empty where it used none of that name."""
        version = self.run.rule_packs.get(pack)
        return f"{pack}@{version}" if version else ""

    def indicator_set(self, period: str) -> IndicatorSet:
        """The indicators of a period. Raises :class:`NotFound` with the periods that there are."""
        own = [s for s in self.indicators if s.area == self.scope]
        for found in own:
            if found.period == period:
                return found
        raise NotFound(f"there are no indicators for {period!r}; there are: {', '.join(s.period for s in own)}")

    def months(self) -> tuple[str, ...]:
        """Months with indicators, oldest first."""
        return tuple(sorted(s.period for s in self.indicators if s.area == self.scope and _is_month(s.period)))


def _is_month(period: str) -> bool:
    return len(period) == len("2025-12") and period[4] == "-" and period[5:].isdigit()
