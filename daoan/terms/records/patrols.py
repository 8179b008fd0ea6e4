"""Units on duty 在岗警力: where they are and what they are doing, as phones, terminals and the duty desk tell."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DutyState(StrEnum):
    """What a crew is doing."""

    FREE = "free"  # 待命
    PATROLLING = "patrolling"  # 巡逻
    TO_SCENE = "to_scene"  # 出警: on the way
    BUSY = "busy"  # 处置: at work on the spot
    INTERCEPTING = "intercepting"  # 拦截
    OFF = "off"  # 下班


class PositionSource(StrEnum):
    """Who told."""

    PHONE = "phone"  # the page of an officer on duty
    TERMINAL = "terminal"  # JT/T 808 in a police vehicle
    MANUAL = "manual"  # the duty desk, by hand
    SIMULATED = "simulated"  # a demo


@dataclass(frozen=True, slots=True)
class UnitPosition:
    """One report of a crew: a place, a state, or both. Personal data: it tells where an officer was.

    ``crew``: who of the unit, a token of an officer's account or of a vehicle's terminal that leads back to nobody
    without the workspace's key; empty: the unit as a whole.
    """

    unit_id: str
    crew: str
    happened_at: datetime
    known_at: datetime
    source: PositionSource
    lon: float | None = None  # WGS-84 degrees; None: only a state is told
    lat: float | None = None
    accuracy_m: float | None = None  # radius of 68 %, as phones tell it
    speed_kmh: float | None = None
    direction_deg: float | None = None  # 0 north, 90 east
    state: DutyState | None = None  # None: not told, what was told before goes on
    by: str = ""  # person id of who told a state by hand for somebody else


@dataclass(frozen=True, slots=True)
class UnitNow:
    """The latest that is known of a crew. ``place``: the report with its place; ``said``: the one with its state."""

    unit_id: str
    crew: str
    place: UnitPosition | None = None
    said: UnitPosition | None = None

    @property
    def told_at(self) -> datetime:
        """When it was last heard of."""
        return max(one.happened_at for one in (self.place, self.said) if one is not None)
