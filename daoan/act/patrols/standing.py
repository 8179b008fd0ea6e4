"""How each crew on duty stands at a moment: its state, how old its place is, whether it can be sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.terms.records.patrols import DutyState, UnitNow, UnitPosition
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Standing:
    """One crew at a moment.

    ``state``: what was told last, for the crew or for its unit as a whole; free where nobody told, or too long ago.
    ``is_fresh``: whether its place is young and exact enough to send it by. ``can_go``: whether its state lets it be
    sent, wherever it is.
    """

    now: UnitNow
    state: DutyState
    state_age: timedelta | None  # None: nobody told
    place_age: timedelta | None  # None: no place is known
    is_fresh: bool
    can_go: bool

    @property
    def place(self) -> UnitPosition | None:
        """The latest report with its place."""
        return self.now.place


def standings_of(crews: Iterable[UnitNow], at: datetime, pack: RulePack) -> tuple[Standing, ...]:
    """Those that were heard of not too long ago, in their order. ``pack``: the rule pack ``patrols``."""
    hold = timedelta(hours=float(pack.get("states.hold_hours")))
    known = [c for c in crews if at - c.told_at <= hold]
    whole = {c.unit_id: c.said for c in known if not c.crew}
    return tuple(_standing(crew, whole.get(crew.unit_id), at, pack) for crew in known)


def _standing(crew: UnitNow, of_unit: UnitPosition | None, at: datetime, pack: RulePack) -> Standing:
    told = [one for one in (crew.said, of_unit) if one is not None and one.state is not None]
    said = max(told, key=lambda one: (one.happened_at, one.known_at), default=None)
    hold = timedelta(hours=float(pack.get("states.hold_hours")))
    holds = said is not None and at - said.happened_at <= hold
    state = said.state if holds and said is not None and said.state is not None else DutyState.FREE
    age = None if crew.place is None else at - crew.place.happened_at
    return Standing(
        now=crew,
        state=state,
        state_age=at - said.happened_at if holds and said is not None else None,
        place_age=age,
        is_fresh=age is not None and _is_usable(crew.place, age, pack),
        can_go=state in pack.get("states.can_go"),
    )


def _is_usable(place: UnitPosition | None, age: timedelta, pack: RulePack) -> bool:
    exact = place is not None and (place.accuracy_m or 0.0) <= float(pack.get("positions.most_accuracy_m"))
    return exact and age <= timedelta(minutes=float(pack.get("positions.fresh_minutes")))
