"""Positions of police vehicles, taken out of the log that the terminals' door writes (JT/T 808).

The register ``patrol_terminals`` says which terminal rides with which unit; every other vehicle's positions stay where
they are. What was handled is remembered by its place in the log. A log that was rolled in between is read from its new
beginning: reports that were kept before are kept once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from daoan.edge.tokens import subject_token
from daoan.jobs.keepers import Keeper
from daoan.jobs.passes.followers import Place
from daoan.jobs.patrols import TERMINAL, terminals_at
from daoan.jobs.workroom import Workroom
from daoan.store.framed_log import read_from
from daoan.store.positions_log import from_bytes
from daoan.terms.errors import FileUnreadable
from daoan.terms.records.patrols import PositionSource, UnitPosition
from daoan.terms.rulepacks import RulePack
from daoan.terms.telematics import VehicleState

EVERY_S = 15.0
AT_ONCE = 2_000  # reports of one transaction


@dataclass(frozen=True, slots=True)
class Followed:
    """What one look at the log brought. ``read``: positions of all vehicles; ``kept``: reports of units, new ones."""

    read: int
    kept: int


class TerminalKeeper(Keeper[Followed]):
    """Follows the log. ``folder``: of positions; ``key``: of the tokens, asked for when there is something to read."""

    failed = "positions of police vehicles were not read"

    def __init__(
        self,
        room: Callable[[], Workroom],
        folder: Path,
        key: Callable[[], bytes],
        pack: Callable[[], RulePack],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._room, self._folder, self._key, self._pack, self._now = room, folder, key, pack, now
        self._place = Place(folder / "followed" / "patrols")

    def once(self, _by: str = "loop", /) -> Followed:
        """Take in what the log holds since the last time."""
        room, now = self._room(), self._now()
        if not (self._folder / "log").exists():
            return Followed(0, 0)
        key = self._key()
        unit_of = {subject_token(key, TERMINAL, t.number): t.unit_id for t in terminals_at(room, now) if t.in_use}
        read, kept, handled = 0, 0, -1
        for position, content in self._records():
            handled = position
            table = from_bytes(content)
            read += table.num_rows
            found = list(reports_in(table.to_pylist(), unit_of, now, self._pack())) if unit_of else []
            for begin in range(0, len(found), AT_ONCE):
                kept += room.store.keep_positions(found[begin : begin + AT_ONCE])
        if handled >= 0:
            self._place.keep(handled)
        return Followed(read, kept)

    def _records(self) -> Iterator[tuple[int, bytes]]:
        log = self._folder / "log"
        try:
            yield from read_from(log, self._place.read())
        except FileUnreadable:
            yield from read_from(log, 0)


def reports_in(
    rows: Iterable[Mapping[str, Any]], unit_of: Mapping[str, str], now: datetime, pack: RulePack
) -> Iterator[UnitPosition]:
    """Reports of units among positions: with a fix, of a terminal of the register, neither too old nor of the future.

    ``unit_of``: by token of the terminal. A clock that is ahead is taken as of when its position came. Of several
    positions within ``positions.every_s`` the first is kept.
    """
    latest, every = timedelta(hours=float(pack.get("positions.late_hours"))), float(pack.get("positions.every_s"))
    last: dict[str, datetime] = {}
    for row in sorted(rows, key=lambda r: (r["terminal"], r["happened_at"])):
        terminal, known = row["terminal"], row["known_at"]
        at = min(row["happened_at"], known).replace(microsecond=0)
        usable = VehicleState.LOCATED.value in row["status"].split() and known <= now and now - at <= latest
        if terminal not in unit_of or not usable:
            continue
        if terminal in last and (at - last[terminal]).total_seconds() < every:
            continue
        last[terminal] = at
        yield UnitPosition(
            unit_of[terminal], terminal, at, known, PositionSource.TERMINAL, row["lon"], row["lat"],
            speed_kmh=row["speed_kmh"],
            direction_deg=None if row["direction_deg"] is None else float(row["direction_deg"]),
        )  # fmt: skip
