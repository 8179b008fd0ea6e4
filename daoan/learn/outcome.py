"""What a gain over another method amounts to, losses as plain as wins."""

from daoan.terms.estimates import Estimate

#: From the plainest loss to the plainest win: the order in which they are told.
WORST_FIRST = ("loses", "behind", "ahead", "wins")


def outcome_of(gain: Estimate) -> str:
    """Whether a gain is a loss, a win, or neither for sure; above zero is better."""
    if gain.high < 0:
        return "loses"
    if gain.low > 0:
        return "wins"
    return "ahead" if gain.value > 0 else "behind"
