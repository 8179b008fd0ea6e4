"""Which plans' triggers hold now. It only proposes; a person activates.

What holds is told as signals: alerts and surges of the latest run; weather warnings, closures, crowds from registers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from daoan.act.plans.plan import BY_HAND, Plan
from daoan.terms.codes import Level
from daoan.terms.estimates import Text, list_of
from daoan.terms.records import Alert, Evidence
from daoan.terms.records.registered import Entry
from daoan.terms.records.surging import Surge

#: Gravest first, as the enumeration has them.
GRAVENESS = {level: number for number, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that holds. ``trigger``: of which kind; ``what``: kind of warning or event, or rule of an alert."""

    trigger: str
    what: str
    level: Level | None
    area: str | None  # None: everywhere
    label: Text
    ref: str

    @property
    def evidence(self) -> Evidence:
        """As a matter keeps it."""
        return Evidence(self.trigger, self.ref, self.label, self.level.value if self.level else None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan whose trigger holds. ``area``: where, if it is one county; ``level``: the gravest of its signals."""

    entry_id: str
    name: str
    area: str
    level: Level | None
    reason: Text
    signals: tuple[Signal, ...]


def proposals(plans: Sequence[Plan], signals: Sequence[Signal]) -> tuple[Proposal, ...]:
    """Plans to be activated, gravest first, then by name; each with all that speaks for it."""
    found = []
    for plan in plans:
        speaking = tuple(s for s in signals if _speaks(s, plan))
        if speaking:
            found.append(_propose(plan, speaking))
    return tuple(sorted(found, key=lambda p: (_grave(p.level), p.name)))


def _speaks(signal: Signal, plan: Plan) -> bool:
    return (
        plan.trigger != BY_HAND
        and signal.trigger == plan.trigger
        and plan.trigger_of in ("", signal.what)
        and (plan.trigger_level is None or _grave(signal.level) <= _grave(plan.trigger_level))
        and (not plan.area or signal.area in (None, plan.area))
    )


def _propose(plan: Plan, signals: tuple[Signal, ...]) -> Proposal:
    areas = {s.area for s in signals}
    one = areas.pop() if len(areas) == 1 else None
    return Proposal(
        entry_id=plan.entry_id,
        name=plan.name,
        area=plan.area or one or "",
        level=min((s.level for s in signals), key=_grave),
        reason=list_of(s.label for s in signals),
        signals=signals,
    )


def _grave(level: Level | None) -> int:
    """Order of graveness; what has no level is least."""
    return len(GRAVENESS) if level is None else GRAVENESS[level]


def signals_of_run(alerts: Iterable[Alert], surges: Iterable[Surge]) -> tuple[Signal, ...]:
    """What the latest run found: alerts that stand, and every surge (which has no level of its own)."""
    standing = [a for a in alerts if a.state == "open"]
    return (
        *(Signal("alert", a.rule, a.level, a.area, a.title, a.alert_id) for a in standing),
        *(Signal("surge", s.series_id, None, s.area, s.label, s.surge_id) for s in surges),
    )


def signals_of_registers(
    warnings: Iterable[Entry], closures: Iterable[Entry], crowds: Iterable[Entry], today: date
) -> tuple[Signal, ...]:
    """Weather warnings and closures that hold on a day of the city, its first and last day included, and its crowds.

    ``crowds``: entries of gatherings that are held on the day.
    """
    return (
        *(_signal("weather", e, "text", e.values.get("level")) for e in warnings if _holds(e, today)),
        *(_signal("closure", e, "where", None) for e in closures if e.values.get("closed") and _holds(e, today)),
        *(_signal("mass_event", e, "name", None) for e in crowds),
    )


def _signal(trigger: str, entry: Entry, title: str, level: str | None) -> Signal:
    values = entry.values
    words = str(values.get(title, ""))
    return Signal(
        trigger=trigger,
        what=str(values.get("kind", "")),
        level=Level(level) if level else None,
        area=values.get("area") or None,
        label=Text(words, words),
        ref=entry.entry_id,
    )


def _holds(entry: Entry, today: date) -> bool:
    first, last = entry.values.get("from"), entry.values.get("until")
    return (not first or str(first) <= today.isoformat()) and (not last or today.isoformat() <= str(last))
