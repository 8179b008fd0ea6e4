"""The register with changes: crashes that never happened struck out, others written in, columns left blank."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from daoan.town.changed import Changed, change_course
from daoan.town.changes import Change, ChangeKind, chooses, days_inside
from daoan.town.course import Course
from daoan.town.happenings import Happenings
from daoan.town.outcomes import Outcomes
from daoan.town.parameters import town_plane
from daoan.town.register import Entries, Faults, Volume, in_order, keep_register
from daoan.town.seasons import days_of
from daoan.town.streams import stream

#: Crashes that a change added are numbered apart, so that all others keep their numbers whatever changes.
ADDED = Volume(streams=" of changes", first_number=50_001, doubled_digit="8")


def record_course(course: Course, changes: Sequence[Change]) -> tuple[Entries, Changed]:
    """The register of a course with changes. ``happening`` of an entry counts on: the course's crashes, then those
    that came besides."""
    plane = town_plane(course.parameters)
    kept = keep_register(
        course.seed, course.roads, course.what, course.came, course.first_day, plane, course.parameters
    )
    changed = change_course(course, changes)
    kept = blank(kept, course, course.what, course.came, changes, "")
    if len(changed.what):
        added = keep_register(
            course.seed, course.roads, changed.what, changed.came, course.first_day, plane, course.parameters, ADDED
        )
        added = blank(added, course, changed.what, changed.came, changes, ADDED.streams)
        kept = _together(_struck(kept, changed), added, len(course.what))
    elif not changed.stays.all():
        kept = _struck(kept, changed)
    return kept, changed


def blank(
    entries: Entries, course: Course, what: Happenings, came: Outcomes, changes: Sequence[Change], streams: str
) -> Entries:
    """Entries with a column left empty where a change of recording says so; an entry and its double alike."""
    crashes = list(entries.crashes)
    for change in changes:
        if change.kind is not ChangeKind.RECORDING or change.column is None:
            continue
        inside = days_inside(change, course.first_day, len(days_of(course.span)))
        drawn = stream(course.seed, change.stream_name + streams).uniform(size=len(what)) >= change.factor
        lost = chooses(change, course.roads, what, came, inside) & drawn
        nothing: dict[str, Any] = {change.column: None}
        for k in np.flatnonzero(lost[entries.happening]):
            crashes[k] = replace(crashes[k], **nothing)
    return replace(entries, crashes=tuple(crashes))


def _struck(entries: Entries, changed: Changed) -> Entries:
    """Without the entries of crashes that did not happen."""
    stays = changed.stays[entries.happening]
    crashes = tuple(c for c, keep in zip(entries.crashes, stays, strict=True) if keep)
    names = {c.crash_id for c in crashes}
    faults = entries.faults
    return Entries(
        crashes,
        entries.happening[stays],
        Faults(
            no_coordinates=faults.no_coordinates & names,
            wrong_coordinates=faults.wrong_coordinates & names,
            doubled=tuple(pair for pair in faults.doubled if pair[0] in names),
        ),
    )


def _together(kept: Entries, added: Entries, crashes_of_course: int) -> Entries:
    faults, more = kept.faults, added.faults
    return in_order(
        Entries(
            kept.crashes + added.crashes,
            np.concatenate([kept.happening, added.happening + crashes_of_course]),
            Faults(
                faults.no_coordinates | more.no_coordinates,
                faults.wrong_coordinates | more.wrong_coordinates,
                faults.doubled + more.doubled,
            ),
        )
    )
