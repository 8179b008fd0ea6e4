"""Build a town: the course of things, what changes in it, the register of it, the counts, and the truth apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from daoan.terms.frames import Network
from daoan.terms.records import Crash, TrafficCount
from daoan.town.changed import Changed
from daoan.town.changes import Change
from daoan.town.course import Course, draw_course
from daoan.town.flow import count_traffic
from daoan.town.gazetteer import TownArea
from daoan.town.recording import record_course
from daoan.town.register import Entries
from daoan.town.risk import year_factors
from daoan.town.spots import planted_risk
from daoan.town.truth import Truth, write_truth

ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Town:
    """The model town: everything that the world may see of it, and its truth apart."""

    seed: int
    null: bool
    as_of: datetime  # the moment at which its last year ends, local midnight
    zone: str
    areas: tuple[TownArea, ...]
    network: Network
    counts: tuple[TrafficCount, ...]
    crashes: tuple[Crash, ...]  # every entry of the register, also those known only after ``as_of``
    truth: Truth
    simulated: bool = True

    def register_as_of(self, as_of: datetime | None = None) -> tuple[Crash, ...]:
        """What the register held at a moment (the town's own ``as_of`` where none is given)."""
        moment = as_of or self.as_of
        return tuple(c for c in self.crashes if c.known_at <= moment)

    def write_truth(self, folder: Path) -> None:
        """Store the truth beside the data, for later checks."""
        write_truth(self.truth, folder, {"seed": self.seed, "null": self.null, "as_of": self.as_of.isoformat()})


def build_town(seed: int = 1, null: bool = False, years: int = 8, changes: Sequence[Change] = ()) -> Town:
    """Build the model town of one seed.

    ``null``: the same town without planted spots, otherwise drawn from the same streams. ``years``: how many years of
    crashes, 1 to 8, the last of them 2025. ``changes``: what changes in these years; whatever they do not touch is as
    without them, to the same bytes. The same arguments give the same bytes.
    """
    return town_of(draw_course(seed, null, years), changes)


def town_of(course: Course, changes: Sequence[Change] = ()) -> Town:
    """The town of one course of things, with changes."""
    entries, changed = record_course(course, changes)
    return Town(
        seed=course.seed,
        null=course.null,
        as_of=datetime(course.span[-1] + 1, 1, 1, tzinfo=UTC) - timedelta(hours=8),
        zone=ZONE,
        areas=course.places.areas,
        network=course.roads.network,
        counts=count_traffic(course.seed, course.roads, course.flow, course.span, course.parameters),
        crashes=entries.crashes,
        truth=_truth(course, entries, tuple(changes), changed),
    )


def _truth(course: Course, entries: Entries, changes: tuple[Change, ...], changed: Changed) -> Truth:
    what, more, roads = course.what, changed.what, course.roads
    unchanged = np.full(len(what), -1, dtype=np.int64)
    return Truth(
        segment_id=roads.network.segment_id,
        ordinary_per_year=course.risk,
        expected_per_year=planted_risk(roads, course.risk, course.spots),
        vehicles_per_day=course.flow,
        deviation=course.deviation,
        grade_pct=roads.grade_pct,
        turning_deg_km=roads.turning_deg_km,
        street=roads.street,
        years=tuple(course.span),
        year_factor=year_factors(course.span, course.parameters),
        spots=course.spots,
        faults=entries.faults,
        crash_id=np.array([c.crash_id for c in entries.crashes] + [None], dtype=object)[:-1],
        crash_segment=np.concatenate([what.segment, more.segment])[entries.happening],
        crash_offset_m=np.concatenate([what.offset_m, more.offset_m])[entries.happening],
        crash_spot=np.concatenate([what.spot, more.spot])[entries.happening],
        crash_change=np.concatenate([unchanged, changed.change])[entries.happening],
        changes=changes,
        parameters=course.parameters,
    )
