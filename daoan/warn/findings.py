"""What the rules read: the results of one turn's assessment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from daoan.terms.estimates import Text
from daoan.terms.frames import CrashFrame
from daoan.terms.records import BlackSpot, Cluster, IndicatorSet, RecordingBreak, SegmentEstimate, Surge


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a rule may look at.

    ``frame``: all crashes known at ``as_of``; the part of a crash's id before the first ":" names its feed.
    ``crashes_of``: ids of the crashes snapped to a segment in the window of its estimate, by segment id; may be empty.
    ``names``: what areas are called, by code. ``standing``: ids of the black spots whose place met a rule before the
    days that count as fresh already.
    """

    city: str
    zone: str
    frame: CrashFrame | None = None
    estimates: tuple[SegmentEstimate, ...] = ()
    blackspots: tuple[BlackSpot, ...] = ()
    indicators: tuple[IndicatorSet, ...] = ()
    crashes_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, Text] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()
    breaks: tuple[RecordingBreak, ...] = ()
    surges: tuple[Surge, ...] = ()
    clusters: tuple[Cluster, ...] = ()
