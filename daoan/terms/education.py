"""Publicity campaigns held against like places: what is fixed before, and what is found after."""

from dataclasses import dataclass

from daoan.terms.estimates import Estimate, Text


@dataclass(frozen=True, slots=True)
class PlaceSeries:
    """What was counted in a place in windows of equal length before a campaign, oldest first."""

    place_id: str
    counts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LikePair:
    """Two places that are like each other, fixed before the outcome is seen: one is reached, the other is not.

    ``expected_*``: counts expected in one window without the campaign.
    """

    pair_id: str
    reached: str
    beside: str
    expected_reached: float
    expected_beside: float


@dataclass(frozen=True, slots=True)
class Power:
    """What a comparison can see, told before it begins. ``hoped``: the change that it is planned for (-0.15: 15 %
    less); ``power``: probability that it is seen; ``half_width``: of the interval; ``smallest``: the change that is
    seen with the asked-for power. All as shares of what is expected. ``if_spilled``: the probability where the share
    ``spill`` of the change reaches the places beside, too; ``None``: not told, in comparisons made before it was.
    """

    hoped: float
    power: float
    half_width: float
    smallest: float
    asked: float
    spill: float = 0.0
    if_spilled: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A campaign's comparison. ``drawn``: a coin said who of each pair is reached; else somebody chose them.

    ``left_out``: places that have no like one, or in which too little is counted. ``words``: what is to be known.
    """

    outcome: str
    drawn: bool
    seed: str
    windows: int
    pairs: tuple[LikePair, ...]
    left_out: tuple[str, ...]
    power: Power
    words: tuple[Text, ...]
    rule_pack: str


@dataclass(frozen=True, slots=True)
class CampaignEffect:
    """What came of a campaign: change among those reached as a share of what was expected.

    ``verdict``: "works", "harms", "no_use" (what was hoped for is excluded), "cannot_tell", "not_drawn". ``effect`` is
    ``None`` where the pairs are too few for any interval.
    """

    verdict: str
    effect: Estimate | None
    p_value: float
    pairs: int
    counted_reached: float
    counted_beside: float
    expected_reached: float
    expected_beside: float
    power: Power
    words: tuple[Text, ...]
    rule_pack: str
