"""How much of the latest shifts is reported yet, from the nowcast of the city."""

from collections.abc import Sequence

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
    weeks = [week for week in found.weeks if week.completeness is not None] if found else []
    if not weeks:
        return None
    spans = [
        (*(np.datetime64(utc_to_local(m, zone).replace(tzinfo=None), "s") for m in (week.starts, week.ends)), week)
        for week in weeks
    ]

    def share_known(starts: Times) -> Floats:
        share = np.ones(len(starts))
        for begins, ends, week in spans:
            if week.completeness is not None:
                share[(starts >= begins) & (starts < ends)] = max(week.completeness.value, LEAST)
        return share

    return share_known
