"""Crashes by county and month of a town with changes, without writing a register: for whoever judges many changes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Ints
from daoan.town.changed import change_course
from daoan.town.changes import Change
from daoan.town.course import Course, known_course


@dataclass(frozen=True, slots=True)
class CountyMonths:
    """True numbers of injury crashes, by the local month in which they happened; no entry is late, lost or doubled."""

    areas: tuple[str, ...]  # county codes
    months: tuple[str, ...]  # "2018-01" …
    crashes: Ints  # (areas, months)


def county_months(seed: int, years: int = 8, changes: Sequence[Change] = (), null: bool = False) -> CountyMonths:
    """Count the crashes of one town; the arguments are those of :func:`daoan.town.build.build_town`.

    The first call of a seed draws the town's roads and crashes; further ones with other changes take milliseconds.
    """
    return count_by_month(known_course(seed, null, years), changes)


def count_by_month(course: Course, changes: Sequence[Change] = ()) -> CountyMonths:
    """Count the crashes of a course with changes."""
    changed = change_course(course, changes)
    segment = np.concatenate([course.what.segment[changed.stays], changed.what.segment])
    day = np.concatenate([course.what.day[changed.stays], changed.what.day])
    areas, area = np.unique(course.roads.network.area.astype(str), return_inverse=True)
    first = np.datetime64(course.first_day)
    month = (first + day).astype("datetime64[M]").astype(np.int64) - first.astype("datetime64[M]").astype(np.int64)
    crashes = np.zeros((len(areas), 12 * len(course.span)), dtype=np.int64)
    np.add.at(crashes, (area[segment], month), 1)
    months = tuple(f"{year}-{m:02d}" for year in course.span for m in range(1, 13))
    return CountyMonths(tuple(str(code) for code in areas), months, crashes)
