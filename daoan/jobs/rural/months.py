"""Examinations that were computed, kept at hand: a closed month stays as it was while the rule pack does."""

from collections import OrderedDict
from threading import Lock

from daoan.jobs.companies.board import Moment
from daoan.jobs.rural.examination import Examination, examine_month
from daoan.jobs.rural.ground import Activity
from daoan.jobs.workroom import Workroom
from daoan.terms.city import City
from daoan.terms.rulepacks import RulePack

KEPT = 24


class Examinations:
    """Months by name and rule pack. The present month is computed whenever it is asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Examination] = OrderedDict()
        self._lock = Lock()

    def of(self, room: Workroom, city: City, activity: Activity | None, moment: Moment, pack: RulePack) -> Examination:
        """The examination of a month."""
        if not moment.closed:
            return examine_month(room, city, activity, moment, pack)
        key = (moment.month, pack.stamp)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        found = examine_month(room, city, activity, moment, pack)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
