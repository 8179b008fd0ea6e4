"""Rates of a company's terminals over some days: online, valid, complete, drifting, each with what it is a share of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.terms.estimates import Share
from daoan.terms.fleet_alarms import FleetAlarm, FleetFrame

Rows = npt.NDArray[Any]
NOBODY = ""  # the company of vehicles that no register knows


@dataclass(frozen=True, slots=True)
class CompanyRates:
    """What a company's terminals sent over some days.

    ``online``: vehicle-days with a valid position, of registered vehicle-days. ``valid``: usable reports of all.
    ``complete``: kilometres driven without a silence, of all. ``drift``: vehicle-days on which positions jumped as
    often as the rule pack names, of those online. ``alarms``: by kind, in the order of :class:`FleetAlarm`.
    """

    company: str
    vehicles: int
    online: Share
    valid: Share
    complete: Share
    drift: Share
    alarms: tuple[int, ...]


def company_rates(
    days: Rows,
    alarms: Rows,
    fleet: FleetFrame,
    companies: Sequence[str],
    span: Sequence[int],
    jumps: int,
    offset_ms: int,
) -> tuple[CompanyRates, ...]:  # fmt: skip
    """Rates by company, by name; last, what came of vehicles that no register knows.

    ``days``, ``alarms``: rows of :data:`~daoan.terms.fleet_alarms.DAY` and ``ALARM``; ``span``: local days since 1970;
    ``jumps``: from how many a day counts as drifting; ``offset_ms``: local time against UTC, for the day of an alarm.
    """
    wanted = np.asarray(span, np.int64)
    days = days[np.isin(days["day"], wanted)]
    alarms = alarms[np.isin((alarms["from_ms"] + offset_ms) // 86_400_000, wanted)]
    order = np.argsort(fleet.terminal)
    of_day, of_alarm = (_company_of(rows["terminal"], fleet, order) for rows in (days, alarms))
    size = np.bincount(fleet.company, minlength=len(companies)) if len(fleet) else np.zeros(len(companies), np.int64)
    rows = [
        _rates(name, int(size[k]), len(wanted), days[of_day == k], alarms[of_alarm == k], jumps)
        for k, name in sorted(enumerate(companies), key=lambda item: item[1])
    ]
    strangers = days[of_day < 0]
    if len(strangers):
        rows.append(_rates(NOBODY, 0, len(wanted), strangers, alarms[of_alarm < 0], jumps))
    return tuple(rows)


def _company_of(terminals: Rows, fleet: FleetFrame, order: Rows) -> Rows:
    if not len(fleet):
        return np.full(len(terminals), -1)
    at = np.minimum(np.searchsorted(fleet.terminal[order], terminals), len(order) - 1)
    found: Rows = np.where(fleet.terminal[order][at] == terminals, fleet.company[order][at], -1)
    return found


def _rates(name: str, vehicles: int, span: int, days: Rows, alarms: Rows, jumps: int) -> CompanyRates:
    online = int((days["valid"] > 0).sum())
    return CompanyRates(
        company=name,
        vehicles=vehicles,
        online=Share(online if vehicles else 0, vehicles * span),
        valid=Share(int(days["valid"].sum()), int(days["reports"].sum())),
        complete=Share(float(days["complete_m"].sum()) / 1000, float(days["metres"].sum()) / 1000),
        drift=Share(int((days["jumps"] >= jumps).sum()), online),
        alarms=tuple(np.bincount(alarms["kind"], minlength=len(FleetAlarm)).tolist()),
    )
