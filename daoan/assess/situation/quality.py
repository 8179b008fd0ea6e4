"""Faults of a unit's crash records in the last year, against the city's mean: what the quality lens looks at."""

from collections.abc import Callable

import numpy as np

from daoan.assess.indicators.register import Register
from daoan.assess.situation.lenses import Counted
from daoan.assess.situation.tally import Book
from daoan.terms.estimates import Text
from daoan.terms.frames import Bools
from daoan.terms.rulepacks import RulePack

#: A fault: its words, and which crashes have it.
FAULTS: tuple[tuple[Text, Callable[[Register, RulePack], Bools]], ...] = (
    (Text("records without coordinates", "无坐标的事故记录"), lambda r, _: np.isnan(r.frame.lon)),
    (
        Text("records near no road of the network", "不在路网附近的事故记录"),
        lambda r, _: (r.frame.segment < 0) & ~np.isnan(r.frame.lon),
    ),
    (Text("records entered late", "迟报的事故记录"), lambda r, pack: _late(r, pack)),
)


def faults_of(
    register: Register, book: Book, known: Bools, month: int, unit: int, kind: str, pack: RulePack
) -> list[Counted]:
    """Faults counted; one that no record of the city has tells nothing and is left out. Counties only."""
    if kind != "area" or book.units < 2:
        return []
    year = known & (book.month > month - int(pack.get("months.peers"))) & (book.unit >= 0)
    own = year & (book.unit == unit)
    share = own.sum() / max(int(year.sum()), 1)
    shape = 1.0 / float(pack.get("prior.own"))
    counted = []
    for label, fault in FAULTS:
        rows = fault(register, pack)
        city = int((rows & year).sum())
        if city:
            counted.append(Counted(label, float((rows & own).sum()), float((city + 0.5) * share), shape))
    return counted


def _late(register: Register, pack: RulePack) -> Bools:
    days = np.timedelta64(int(pack.get("quality.late_days")), "D")
    return np.asarray(register.frame.known_at - register.frame.happened_at > days)
