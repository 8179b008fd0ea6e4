"""Hold-outs of a deployment 对照留空: where units stay away or must come by the draw, and a plan shows what it does.

A cell is a place in a shift. Two cells are drawn together: one of them has a unit, the other has none, by a coin whose
seed is kept. What a person asks is a budget; what the draw does to a plan stands in its request (``held``, and duties
that are ``drawn``).
"""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.estimates import Estimate, Share, Text


@dataclass(frozen=True, slots=True)
class HoldoutCell:
    """A place in a shift, fixed before the draw. ``crashes``, ``injuries``: expected on its own ``stretches`` without a
    unit (crashes None: not known). ``ring``: stretches around, for spill-over; ``ring_crashes``: expected there."""

    place_id: str
    shift: str
    starts_at: datetime
    ends_at: datetime
    injuries: float
    crashes: float | None
    stretches: tuple[str, ...]
    ring: tuple[str, ...] = ()
    ring_crashes: float | None = None


@dataclass(frozen=True, slots=True)
class HoldoutPair:
    """Two cells that were drawn together. ``held_first``: the first has no unit; ``chance``: that this was so.

    ``loss``: weighted injuries no longer prevented, in the dearer of both draws and on average over them.
    """

    pair_id: str
    first: HoldoutCell
    second: HoldoutCell
    chance: float
    held_first: bool
    most_loss: float
    mean_loss: float

    @property
    def held(self) -> HoldoutCell:
        """The cell without a unit."""
        return self.first if self.held_first else self.second

    @property
    def patrolled(self) -> HoldoutCell:
        """The cell with a unit."""
        return self.second if self.held_first else self.first


@dataclass(frozen=True, slots=True)
class SmallestEffect:
    """The least fall of an outcome (share of what is expected; km/h for speeds) that designs like this one would show
    after some weeks; None: never. ``outcome``: "crashes", "violations", "speeds"; ``basis``: what it assumes."""

    outcome: str
    weeks: int
    effect: float | None
    basis: Text


@dataclass(frozen=True, slots=True)
class GuardedCells:
    """Cells of the plan that were never drawn, by why."""

    why: Text
    cells: int


@dataclass(frozen=True, slots=True)
class HoldoutDeviation:
    """A cell where the plan no longer does what was drawn. ``kind``: "unmanned" or "manned"; ``version``: since."""

    pair_id: str
    place_id: str
    shift: str
    kind: str
    at: datetime
    version: int
    why: Text


@dataclass(frozen=True, slots=True)
class HoldoutDesign:
    """What was asked, chosen and drawn. ``design``: "hold_out" (two places in one shift) or "switch_back" (one place on
    two days). ``budget``: share of what the plan prevents that the dearest draw may give up; ``mean_price`` and
    ``most_price``: weighted injuries, over what the plan prevents. ``seed`` is empty in a preview: nothing is drawn."""

    design: str
    budget: float
    seed: str
    drawn_at: datetime
    pairs: tuple[HoldoutPair, ...]
    mean_price: Share
    most_price: Share
    guarded: tuple[GuardedCells, ...]
    power: tuple[SmallestEffect, ...]
    notes: tuple[Text, ...]
    rule_pack: str
    deviations: tuple[HoldoutDeviation, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldoutRow:
    """A pair with what came of it. Outcomes are counts, or means where ``outcome`` is "speeds".

    ``present_held``, ``present_patrolled``: whether a unit was there: by positions where known, else by the plan.
    """

    source: str  # deployment
    pair_id: str
    starts_at: datetime
    ends_at: datetime
    held: float
    patrolled: float
    expected_held: float
    expected_patrolled: float
    present_held: bool
    present_patrolled: bool
    by_position: int = 0  # of the two cells, those whose presence is known from positions
    outcome: str = "crashes"
    ring_held: float | None = None
    ring_patrolled: float | None = None
    expected_ring_held: float = 0.0
    expected_ring_patrolled: float = 0.0


@dataclass(frozen=True, slots=True)
class HoldoutResult:
    """What pairs have shown so far. Effects are patrolled less held, as shares of what was expected (km/h for speeds):
    below zero is fewer.

    ``verdict``: "works", "harms" or "not_yet", spoken only at the weeks that were fixed beforehand. ``effect`` is by
    intention to treat; ``where_present`` divides it by how far presence followed the draw; ``ring`` is spill-over.
    """

    outcome: str
    pairs: int
    informative: int  # pairs whose cells differ
    weeks: int
    spoken_at: int | None  # weeks at which the verdict was spoken; None: the first of them is still to come
    verdict: str
    effect: Estimate | None
    p_value: float | None
    where_present: Estimate | None
    ring: Estimate | None
    counted_held: float
    counted_patrolled: float
    expected_held: float
    expected_patrolled: float
    followed: Share  # cells where presence was as drawn
    by_position: int  # cells whose presence is known from positions
    words: tuple[Text, ...]
    rule_pack: str
