"""The changes of the town that is shown: what ``truth.toml`` states, placed by a seed."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from daoan.terms.codes import Form
from daoan.terms.frames import Bools, Ints
from daoan.town.changes import Change, ChangeKind
from daoan.town.course import Course
from daoan.town.risk import main_road
from daoan.town.streams import stream


def default_changes(course: Course) -> tuple[Change, ...]:
    """Surges, a county whose risk rises, measures, and a column that is filled in less often, in that order."""
    stated, rng = course.parameters["changes"], stream(course.seed, "changes")
    areas = [str(code) for code in rng.permutation(sorted(set(course.roads.network.area)))]
    end = date(course.span[-1] + 1, 1, 1)
    return (
        *_surges(stated["surge"], areas[:3], end, rng),
        _rise(course, stated["county"], areas[3:], end),
        *_measures(course, stated["measure"]),
        _recording(stated["recording"], areas[0]),
    )


def _surges(stated: dict[str, Any], areas: list[str], end: date, rng: np.random.Generator) -> list[Change]:
    """One surge each of the forms stated; the first goes on at the end of the town's last year."""
    surges = []
    for k, (area, form) in enumerate(zip(areas, stated["forms"], strict=False)):
        weeks_ago = stated["weeks"] if k == 0 else int(rng.integers(*stated["weeks_before_end"]))
        starts = end - timedelta(weeks=weeks_ago)
        ends = None if k == 0 else starts + timedelta(weeks=stated["weeks"])
        kind = Form(form) if form else None
        surges.append(
            Change(ChangeKind.SURGE, starts, ends, stated["factor"], area, form=kind, source=stated["source"])
        )
    return surges


def _rise(course: Course, stated: dict[str, Any], areas: list[str], end: date) -> Change:
    """The first of some counties with enough crashes a month rises in the last months of the town's last year."""
    months = 12 * len(course.span)
    crashes = {a: float((course.roads.network.area[course.what.segment] == a).sum()) / months for a in areas}
    area = next((a for a in areas if crashes[a] >= stated["at_least_a_month"]), max(areas, key=lambda a: crashes[a]))
    starts = end.replace(year=end.year - 1, month=13 - stated["months_before_end"])
    return Change(ChangeKind.COUNTY, starts, None, stated["factor"], area, source=stated["source"])


def _measures(course: Course, stated: dict[str, Any]) -> list[Change]:
    """Each measure at the segments of main roads with most crashes in the years before it starts, none treated twice.

    A place is treated because it looked bad, so part of its later fall is chance that does not come again.
    """
    free = main_road(course.roads) > 0
    changes = []
    for name, measure in stated.items():
        starts = measure.get("starts") if isinstance(measure, dict) else None
        if not isinstance(starts, date) or starts.year - stated["years_before"] < course.span[0]:
            continue
        rows = worst_segments(course, starts, stated["years_before"], measure["segments"], free)
        free[rows] = False
        changes.append(
            Change(ChangeKind.MEASURE, starts, None, measure["factor"], segments=tuple(int(r) for r in rows),
                   name=name, source=measure["source"])
        )  # fmt: skip
    return changes


def worst_segments(course: Course, before: date, years: int, number: int, among: Bools) -> Ints:
    """Rows of the segments with most crashes in the years before a day, ties by row, in ascending order."""
    last = (before - course.first_day).days
    recent = (course.what.day < last) & (course.what.day >= last - round(365.25 * years))
    count = np.bincount(course.what.segment[recent], minlength=len(course.roads.network))
    return np.sort(np.argsort(np.where(among, -count, 1), kind="stable")[:number])


def _recording(stated: dict[str, Any], area: str) -> Change:
    return Change(
        ChangeKind.RECORDING, stated["starts"], None, stated["share_kept"], area, column=stated["column"],
        source=stated["source"],
    )  # fmt: skip
