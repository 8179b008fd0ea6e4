"""The same course with changes: some crashes never happen, others do besides, everything else stays as it was.

Crashes of one place and day are a Poisson process with rate λ, so a change by a factor f is

    f ≤ 1   each crash stays with probability f
    f > 1   crashes of a second process with rate (f − 1) · λ join them

and both leave a Poisson process with rate f · λ. Changes are applied one after the other, each to all that the earlier
ones left or added; where these made the rate m · λ, the second process has rate (f − 1) · m · λ: candidates are drawn
at the largest m and kept with probability m of their own place, day and kind over that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.town.changes import Change, ChangeKind, chooses, days_inside, rows_of, shows
from daoan.town.course import Course
from daoan.town.happenings import Happenings, county_weather, day_group, group_weights, light_of, seconds_of
from daoan.town.outcomes import Outcomes, draw_outcomes
from daoan.town.risk import year_factors
from daoan.town.seasons import days_of, draw_rows
from daoan.town.spots import planted_risk
from daoan.town.streams import stream
from daoan.town.weather import surface_of


@dataclass(frozen=True, slots=True)
class Changed:
    """What happened with the changes: which crashes of the course stay, and those that came besides."""

    stays: Bools  # by crash of the course
    what: Happenings  # … that came besides, in no order
    came: Outcomes
    change: Ints  # row of the change that added each of them


def change_course(course: Course, changes: Sequence[Change]) -> Changed:
    """Apply some changes of risk, in order; changes of recording are passed over here."""
    stays = np.ones(len(course.what), dtype=bool)
    none = stays & False
    added = Changed(stays, course.what.where(none), course.came.where(none), np.zeros(0, dtype=np.int64))
    risky = [(k, change) for k, change in enumerate(changes) if change.kind is not ChangeKind.RECORDING]
    rates = _Rates(course) if any(change.factor > 1.0 for _, change in risky) else None
    for n, (k, change) in enumerate(risky):
        if change.factor > 1.0 and rates is not None:
            earlier = [c for _, c in risky[:n]]
            added = _joined(added, *rates.draw_more(change, _stream(course, change, changes, k), earlier), k)
        elif change.factor < 1.0:
            added = _thinned(course, added, change, _stream(course, change, changes, k))
    return added


def _stream(course: Course, change: Change, changes: Sequence[Change], k: int) -> np.random.Generator:
    """A change's own stream; a second change of the same name gets another one."""
    twins = sum(other.stream_name == change.stream_name for other in changes[:k])
    return stream(course.seed, change.stream_name + (f"|{twins}" if twins else ""))


def _thinned(course: Course, now: Changed, change: Change, rng: np.random.Generator) -> Changed:
    """Each crash that the change is about stays with probability ``factor``."""
    inside = days_inside(change, course.first_day, len(days_of(course.span)))
    lost = chooses(change, course.roads, course.what, course.came, inside)
    stays = now.stays & ~(lost & (rng.uniform(size=len(lost)) >= change.factor))
    more = chooses(change, course.roads, now.what, now.came, inside)
    keep = ~(more & (rng.uniform(size=len(more)) >= change.factor))
    return Changed(stays, now.what.where(keep), now.came.where(keep), now.change[keep])


def _joined(now: Changed, what: Happenings, came: Outcomes, k: int) -> Changed:
    together = Happenings(
        **{name: np.concatenate([getattr(now.what, name), getattr(what, name)]) for name in Happenings.__slots__}
    )
    columns = [name for name in Outcomes.__slots__ if name != "cause"]
    outcomes = Outcomes(
        cause=now.came.cause + came.cause,
        **{name: np.concatenate([getattr(now.came, name), getattr(came, name)]) for name in columns},
    )
    return Changed(now.stays, together, outcomes, np.concatenate([now.change, np.full(len(what), k, dtype=np.int64)]))


class _Rates:
    """Expected crashes of a course by segment and day, and crashes drawn from them."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._days = days_of(course.span)
        self._group = day_group(course.roads)
        self._risk = planted_risk(course.roads, course.risk, course.spots)
        self._share = self._shares()
        self._weather, self._county = county_weather(course.seed, course.roads, course.span)

    def _shares(self) -> Floats:
        """Expected crashes of each day over a segment's expected crashes a year, by group of days, (4, days)."""
        course = self._course
        weights = group_weights(self._days, course.parameters)
        year = np.array([day.year - course.span[0] for day in self._days])
        level = year_factors(course.span, course.parameters)
        for y in range(len(course.span)):
            weights[:, year == y] *= level[y] / weights[:, year == y].sum(axis=1, keepdims=True)
        return weights

    def draw_more(
        self, change: Change, rng: np.random.Generator, earlier: Sequence[Change]
    ) -> tuple[Happenings, Outcomes]:
        """The second process of one change; ``earlier``: the changes of risk before it."""
        course, roads = self._course, self._course.roads
        rows, inside = rows_of(change, roads), days_inside(change, course.first_day, len(self._days))
        share = self._share * inside
        largest = float(np.prod([max(other.factor, 1.0) for other in earlier]))
        expected = (change.factor - 1.0) * largest * self._risk[rows] * share[self._group[rows]].sum(axis=1)
        segment = np.repeat(rows, rng.poisson(expected)).astype(np.int64)
        day = np.zeros(len(segment), dtype=np.int64)
        for g in np.unique(self._group[segment]):
            mine = np.flatnonzero(self._group[segment] == g)
            day[mine] = draw_rows(np.cumsum(share[g]), len(mine), rng)
        what = self._happenings(segment, day, rng)
        came = draw_outcomes(rng, roads, course.spots, what, course.parameters)
        keep = shows(change, what, came) & (rng.uniform(size=len(what)) * largest < self._factors(earlier, what, came))
        return what.where(keep), came.where(keep)

    def _happenings(self, segment: Ints, day: Ints, rng: np.random.Generator) -> Happenings:
        course, roads = self._course, self._course.roads
        none = np.zeros(len(segment), dtype=bool)
        second = seconds_of(rng, roads, segment, day, none, course.span)
        weather = self._weather[self._county[segment], day]
        return Happenings(
            segment=segment,
            offset_m=rng.uniform(size=len(segment)) * roads.network.length_m[segment],
            spot=np.full(len(segment), -1, dtype=np.int64),
            patterned=none,
            day=day,
            second=second,
            weather=weather,
            surface=surface_of(weather, rng),
            light=light_of(roads, segment, day, second, course.span),
        )

    def _factors(self, changes: Sequence[Change], what: Happenings, came: Outcomes) -> Floats:
        """Product of the factors of some changes at each crash."""
        product = np.ones(len(what))
        for change in changes:
            inside = days_inside(change, self._course.first_day, len(self._days))
            product[chooses(change, self._course.roads, what, came, inside)] *= change.factor
        return product
