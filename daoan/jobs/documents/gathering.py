"""From a run that is kept to what documents are made of."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from daoan.learn.documents.material import Material
from daoan.terms.city import City
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
from daoan.terms.rulepacks import RulePack

R = TypeVar("R")


class RunView(Protocol):
    """One run, read piece by piece."""

    @property
    def run(self) -> Run:
        """Which run."""

    def all(self, kind: type[R], /) -> tuple[R, ...]:
        """Every result of one kind, in the loop's order."""

    def network(self) -> Network:
        """The road network that the run was computed on."""

    def crashes(self) -> Mapping[str, Crash]:
        """Crashes as read at the run's moment, by id."""


def material_of(view: RunView, city: City, issuer: Text, pack: RulePack) -> Material:
    """What documents of a run are made of. ``pack``: the rule pack ``documents``; ``issuer``: whose they are."""
    return Material(
        city=city,
        run=view.run,
        issuer=issuer,
        lists=pack.get("lists"),
        indicators=view.all(IndicatorSet),
        segments=view.all(SegmentEstimate),
        blackspots=view.all(BlackSpot),
        tickets=view.all(HazardTicket),
        alerts=view.all(Alert),
        plans=view.all(DutyPlan),
        scorecards=view.all(Scorecard),
        counties=view.all(CountyAssessment),
        studies=view.all(Study),
        outlooks=view.all(Outlook),
        outlook_scores=view.all(OutlookScores),
        surges=view.all(Surge),
        nowcasts=view.all(Nowcast),
        network=view.network(),
        crashes=view.crashes(),
    )
