"""What the frame does not carry: amounts a crash, with NaN where the source recorded none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.terms.codes import Precision, Role, Severity, VehicleKind
from daoan.terms.errors import Fault
from daoan.terms.frames import Bools, CrashFrame, Floats, Objects
from daoan.terms.records import Crash


@dataclass(frozen=True, slots=True)
class Register:
    """A crash frame with what indicators need beside it; row *i* of every column speaks of the same crash."""

    frame: CrashFrame
    local_day: npt.NDArray[np.datetime64]
    deaths_7d: Floats  # NaN: not recorded
    deaths_30d: Floats
    injured: Floats
    serious: Floats
    slight: Floats
    loss_yuan: Floats
    cause: Objects
    hour_known: Bools
    vehicles: Bools  # (n, kinds): a hurt person was in, or was hit by, such a vehicle
    roles: Bools  # (n, roles): such a person was hurt

    def __len__(self) -> int:
        return len(self.frame)

    def where(self, mask: npt.NDArray[Any]) -> "Register":
        """The rows that a mask chooses."""
        columns = {f.name: getattr(self, f.name)[mask] for f in fields(self) if f.name != "frame"}
        return Register(frame=self.frame.where(mask), **columns)

    def days(self, starts: date, ends: date) -> Bools:
        """Which rows fall on local days from ``starts`` up to, not including, ``ends``."""
        return np.asarray((self.local_day >= np.datetime64(starts)) & (self.local_day < np.datetime64(ends)))

    @property
    def deaths(self) -> Floats:
        """30-day deaths where recorded, else 7-day, else those that the severity implies."""
        return self.frame.deaths.astype(np.float64)


def ksi_amounts(register: Register) -> Floats:
    """1 for a crash with killed or seriously injured, 0 without; NaN where the degree of injury was not recorded."""
    degree_unknown = register.frame.severity == list(Severity).index(Severity.INJURED)
    return np.where(degree_unknown & np.isnan(register.serious), np.nan, register.frame.ksi.astype(np.float64))


def register_of(crashes: Sequence[Crash], frame: CrashFrame) -> Register:
    """Columns of the crashes in the frame, in the frame's order. Raises :class:`Fault` if the frame holds others."""
    by_id = {c.crash_id: c for c in crashes}
    missing = [name for name in frame.crash_id if name not in by_id]
    if missing:
        raise Fault(f"{len(missing)} crashes of the frame were not given, first {missing[0]!r}")
    rows = [by_id[name] for name in frame.crash_id]

    def amounts(read: Callable[[Crash], float | None]) -> Floats:
        return np.array([np.nan if (v := read(c)) is None else v for c in rows], dtype=np.float64)

    return Register(
        frame=frame,
        local_day=frame.local_at.astype("datetime64[D]"),
        deaths_7d=amounts(lambda c: c.deaths_7d),
        deaths_30d=amounts(lambda c: c.deaths_30d),
        injured=amounts(_injured),
        serious=amounts(lambda c: c.serious),
        slight=amounts(lambda c: c.slight),
        loss_yuan=amounts(lambda c: c.loss_yuan),
        cause=np.array([c.cause for c in rows] + [None], dtype=object)[:-1],
        hour_known=np.array([c.precision in (Precision.MINUTE, Precision.HOUR) for c in rows], dtype=bool),
        vehicles=_membership([{p.vehicle for p in c.parties} for c in rows], list(VehicleKind)),
        roles=_membership([{p.role for p in c.parties} for c in rows], list(Role)),
    )


def _injured(crash: Crash) -> float | None:
    if crash.injured is not None:
        return crash.injured
    known = [v for v in (crash.serious, crash.slight) if v is not None]
    return sum(known) if known else None


def _membership(found: Sequence[set[Any]], members: Sequence[Any]) -> Bools:
    return np.array([[m in row for m in members] for row in found], dtype=bool).reshape(len(found), len(members))
