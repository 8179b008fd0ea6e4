"""How much of the latest shifts is reported yet, from the nowcast of the city."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from daoan.assess.outlook.record import Completeness
from daoan.terms.frames import Floats, Times
from daoan.terms.records import Nowcast
from daoan.terms.times import utc_to_local

#: A week of which hardly anything is known teaches little, and dividing by less would teach noise.
LEAST = 0.2


def completeness_of(nowcasts: Sequence[Nowcast], area: str, zone: str) -> Completeness | None:
    """Share known by now of the crashes of given local moments; ``None`` where no delay of reports is known.

    From the nowcast of all severities of the area. Moments outside its weeks count as fully known.
    """
    found = next((n for n in nowcasts if n.area == area and n.severity is None), None)
    spans = [
        (_local(week.starts, zone), _local(week.ends, zone), max(week.completeness.value, LEAST))
        for week in (found.weeks if found else ())
        if week.completeness is not None
    ]
    if not spans:
        return None

    def share_known(starts: Times) -> Floats:
        share = np.ones(len(starts))
        for begins, ends, known in spans:
            share[(starts >= begins) & (starts < ends)] = known
        return share

    return share_known


def _local(moment: datetime, zone: str) -> np.datetime64:
    return np.datetime64(utc_to_local(moment, zone).replace(tzinfo=None), "s")
