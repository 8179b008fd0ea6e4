"""The engine: a kernel with its ground, its rules and its state. Batches in, detections out."""

from dataclasses import InitVar, dataclass, field
from typing import Any

import numpy as np

from daoan.kernels.hashing import find_all
from daoan.terms.detections import DETECTION, DetectionFrame, detections_of, join_detections
from daoan.terms.errors import InputError
from daoan.terms.passes import Column, PassFrame
from daoan.warn.passes.ground import Facts, Ground
from daoan.warn.passes.kernel import MOST_AT_ONCE, meet_again, step
from daoan.warn.passes.rules import Rules
from daoan.warn.passes.state import PassState, fresh_state
from daoan.warn.passes.watching import Watched

#: Columns of a pass that the kernel looks at, in its order.
SEEN = ("pass_id", "site", "happened_ms", "plate", "score", "kind", "colour", "brand", "speed_kmh")

see: Any = step  # how many arguments it takes, its compiled form does not tell

#: Room for detections is made for this share of the passes of a batch, and anew where it does not do.
ROOM = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """Everything that the engine is told besides passes."""

    ground: Ground
    facts: Facts
    watched: Watched
    rules: Rules
    most_at_once: int = field(init=False)  # detections that one pass may lead to

    def __post_init__(self) -> None:
        entries = int(self.watched.hits["hang"].max(initial=0))
        object.__setattr__(self, "most_at_once", MOST_AT_ONCE + entries)


@dataclass(slots=True, eq=False)
class Engine:
    """Sees batch after batch. ``state`` is all that it remembers: whoever keeps it can go on from there.

    ``plates``: so many are expected; more make room for themselves.
    """

    around: Surroundings
    plates: InitVar[int] = 1024
    state: PassState = field(init=False)

    def __post_init__(self, plates: int) -> None:
        self.state = fresh_state(len(self.around.ground.sites), plates)

    def see(self, passes: PassFrame) -> DetectionFrame:
        """What a batch gives reason to suspect. Raises :class:`InputError` for a site that is none."""
        self._require_sites(passes)
        state, around = self.state, self.around
        state.make_room(len(passes))
        columns = tuple(_read_only(getattr(passes, name)) for name in SEEN)
        parts, row = [], 0
        while row < len(passes):
            room = np.empty(int(ROOM * (len(passes) - row)) + around.most_at_once, DETECTION)
            given = (*around.ground, *around.facts, *around.watched, *around.rules)
            row, told, state.number = see(
                state.table, state.plates, state.sites, state.number, *columns, row, *given, room
            )
            parts.append(detections_of(room[:told]))
        return join_detections(parts)

    def look_around(self, around: Surroundings) -> None:
        """Go on among other surroundings: a register or a watch list that changed. Sites may only be added."""
        self.around = around
        more = len(around.ground.sites) - len(self.state.sites)
        if more > 0:
            self.state.sites = np.concatenate([self.state.sites, np.zeros(more, self.state.sites.dtype)])
        meet_again(self.state.table, self.state.plates, around.facts.table, around.watched.table)

    def knows(self, plate: int) -> bool:
        """Whether a plate was ever seen."""
        return bool(find_all(self.state.table, np.array([plate], np.int64))[0] >= 0)

    def _require_sites(self, passes: PassFrame) -> None:
        if len(passes) and not 0 <= int(passes.site.min()) <= int(passes.site.max()) < len(self.around.ground.sites):
            raise InputError("a pass names a site that is not in the register of sites 过车记录的点位不在点位台账中")


def _read_only(column: Column) -> Column:
    """The same column as one that cannot be written to: Arrow gives such, and one compiled kernel then serves all."""
    view = column.view()
    view.flags.writeable = False
    return view
