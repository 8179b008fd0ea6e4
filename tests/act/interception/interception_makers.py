"""Vehicles, units and places for the tests of interception."""

import numpy as np

from daoan.act.interception.solving import Chase, StoppingPlace, Unit
from daoan.terms.arrivals import Arrivals, Seen
from daoan.terms.rulepacks import read_rule_pack
from tests.conftest import ROOT

PACK = read_rule_pack((ROOT / "rulepacks" / "interception.toml").read_text("utf-8"), "interception")
STEP_S = 15.0


def place(k: int) -> StoppingPlace:
    return StoppingPlace(f"p{k}", k, 107.0 + 0.1 * k, 36.0)


def unit(k: int, loss: float = 0.001) -> Unit:
    return Unit(f"u{k}", loss, 107.0 + 0.1 * k, 36.0)


def chase(name: str, at: dict[int, tuple[float, float]], p_right: float = 1.0, value: float = 1.0) -> Chase:
    """A vehicle that comes by sites with a chance, at one moment each: site → (chance, minutes)."""
    mass = np.zeros((len(at), 360))
    for row, (chance, minutes) in enumerate(at.values()):
        mass[row, round(minutes * 60 / STEP_S)] = chance
    seen = Seen(99, 0, 0, 0)
    return Chase(name, Arrivals(np.array(list(at), np.int32), mass, 0, STEP_S, seen), p_right, value)
