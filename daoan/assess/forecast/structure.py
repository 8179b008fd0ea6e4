"""The rule pack's ladder as arrays, and which group of each rung a day belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from daoan.assess.forecast.panel import Panel
from daoan.kernels.stats.ladder import AROUND, CELL, WHOLE, Neighbours, Rungs, find_neighbours
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints
from daoan.terms.rulepacks import RulePack

PLACES = {"whole": WHOLE, "around": AROUND, "cell": CELL}
#: How many groups of days there are, by the word of the rule pack; kinds of day depend on the panel.
GROUPS = {"all": 1, "month": 12, "weekday": 7}
MOST_KINDS = 8


@dataclass(frozen=True, slots=True)
class Structure:
    """The ladder of a rule pack."""

    names: tuple[str, ...]
    days: tuple[str, ...]  # word for the group of days, by rung
    reasons: tuple[str, ...]  # under which reason each rung is told
    rungs: Rungs
    power_sd: Floats  # prior deviation of what the regression may add to ``passes``, by rung


def read_structure(pack: RulePack) -> Structure:
    """The ladder as the rule pack tells it. Raises :class:`RulePackInvalid` where a rung says what nobody knows."""
    rows = pack.get("ladder.rungs")
    for row in rows:
        if row.get("place") not in PLACES or row.get("days") not in (*GROUPS, "kind"):
            raise RulePackInvalid(f"rule pack {pack.name}: rung {row.get('name')!r} has an unknown place or days")
        pack.get(f"reasons.{row.get('reason')}.en")

    def column(of: str, default: Any = None) -> list[Any]:
        return [row[of] if default is None else row.get(of, default) for row in rows]

    try:
        half_lives = np.array(column("half_life_days", np.inf), dtype=np.float64)
        return Structure(
            names=tuple(column("name")),
            days=tuple(column("days")),
            reasons=tuple(column("reason")),
            power_sd=np.array(column("power_sd", 1.0), dtype=np.float64),
            rungs=Rungs(
                place=np.array([PLACES[p] for p in column("place")]),
                by_period=np.array(column("period", False), dtype=np.int64),
                groups=np.array([GROUPS.get(word, MOST_KINDS) for word in column("days")]),
                keep=0.5 ** (1.0 / half_lives),
                passes=np.array(column("passes"), dtype=np.float64),
                strength=np.array(column("strength"), dtype=np.float64),
            ),
        )
    except KeyError as missing:
        raise RulePackInvalid(f"rule pack {pack.name}: a rung of the ladder has no {missing}") from missing


def groups_of(structure: Structure, panel: Panel) -> Ints:
    """Group of each day in each rung, (rungs, days)."""
    words: Mapping[str, Ints] = {
        "all": np.zeros(panel.days, dtype=np.int64),
        "month": panel.month,
        "weekday": panel.weekday,
        "kind": np.minimum(panel.kind, MOST_KINDS - 1),
    }
    return np.stack([words[word] for word in structure.days])


def neighbours_of(panel: Panel, reach_cells: float) -> Neighbours:
    """Neighbours of each cell; the reach is told in distances to the nearest cell, the usual one over all cells."""
    points = np.column_stack([panel.x_m, panel.y_m])
    spacing = 1.0
    if len(points) > 1:
        away, _ = cKDTree(points).query(points, k=[2])
        spacing = float(np.median(away))
    return find_neighbours(panel.x_m, panel.y_m, reach_cells * max(spacing, 1e-6))


def words_of(pack: RulePack, reason: str) -> Text:
    """A reason in both languages."""
    return Text(pack.get(f"reasons.{reason}.en"), pack.get(f"reasons.{reason}.zh"))
