"""How the units of the town work: planted habits, so that boards, rates and reminders can be held against the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from daoan.town.parameters import Parameters
from daoan.town.streams import stream


@dataclass(frozen=True, slots=True)
class Habit:
    """Shares, between 0 and 1, of what a unit does with what is asked of it."""

    late: float  # clocks that it lets run out
    forgets: float  # of those: waits to be reminded
    misdirects: float  # orders that it returns as not its own
    careless: float  # feedback that deserves rejection
    passes_down: float  # orders that it hands to a unit below

    def delay(self, limit: timedelta, rng: np.random.Generator) -> tuple[timedelta, bool]:
        """How long the unit takes where it has ``limit``, and whether it then needs a reminder.

        In time: a Beta(2, 3) share of the limit. Late: the limit and an exponential share of it on top.
        """
        if rng.random() >= self.late:
            return limit * float(rng.beta(2.0, 3.0)), False
        return limit * (1.05 + float(rng.exponential(0.6))), bool(rng.random() < self.forgets)


def draw_habits(seed: int, units: Sequence[str], parameters: Parameters) -> tuple[Mapping[str, Habit], str]:
    """The habit of every unit, and which of them is the slowest. At least one unit is needed."""
    rng, truth = stream(seed, "conduct"), parameters["conduct"]
    weight = float(truth["concentration"])

    def share(name: str) -> float:
        mean = float(truth[name])
        return float(rng.beta(mean * weight, (1.0 - mean) * weight))

    habits = {
        unit: Habit(
            late=share("late_share"),
            forgets=share("forgotten_share"),
            misdirects=share("misdirected_share"),
            careless=share("careless_share"),
            passes_down=share("passed_down_share"),
        )
        for unit in sorted(units)
    }
    slowest = sorted(units)[int(rng.integers(len(units)))]
    own = habits[slowest]
    habits[slowest] = Habit(
        float(truth["slowest_late_share"]), own.forgets, own.misdirects, own.careless, own.passes_down
    )
    return habits, slowest
