"""Watch entries 布控 as columns, for the kernel that looks for watched vehicles among passes.

Moments are UTC, milliseconds since 1970. Codes are numbers: type "07" is 7, level "4" is 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from daoan.terms.passes import Column, Columns


class WatchSource(IntEnum):
    """Where an entry comes from; counted apart (domain §7.2)."""

    LOCAL = 1
    CALL_CENTRE = 2  # 110 接处警
    PROVINCE = 3


def entry_number(serial: int, *, secret: bool) -> int:
    """What detections call an entry by: whether it is secret can be told from the number alone, for good."""
    return 2 * serial + int(secret)


def of_secret(entries: Column) -> Column:
    """Which numbers of entries are of secret ones; -1 is of none."""
    return np.asarray((entries >= 0) & (entries & 1 == 1))


@dataclass(frozen=True, slots=True, eq=False)
class WatchFrame(Columns):
    """Entries in force at a moment, by plate; of one plate those of a higher level first, then those filed later."""

    plate: Column  # int64, packed
    entry: Column  # int32, row of the whole list: stays with the entry when rows are taken
    entry_id: Column  # object, str: id of the matter
    type_code: Column  # uint8
    level: Column  # uint8, 1 to 5, 5 gravest
    from_ms: Column  # int64, when it was approved
    until_ms: Column  # int64, the first moment when it no longer holds
    age_days: Column  # float32, since it was approved, at the moment of the list
    source: Column  # uint8, WatchSource


#: The type of each column of a :class:`WatchFrame`.
WATCH_TYPES: dict[str, npt.DTypeLike] = {
    "plate": np.int64, "entry": np.int32, "entry_id": object, "type_code": np.uint8, "level": np.uint8,
    "from_ms": np.int64, "until_ms": np.int64, "age_days": np.float32, "source": np.uint8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutsideList:
    """A list of the security police, opaque to us: what it is called, whose it is, how many plates it has.

    It tells no reason and no type. Its plates are kept as keyed tokens, and compared with those of passing plates.
    ``stamp``: changes with its tokens. ``webhook``: address that its hits are told to; ``salt``: of the secret that
    those calls are signed with.
    """

    name: str
    keeper: str  # unit id
    count: int
    stamp: str
    webhook: str = ""
    salt: str = ""


def empty_watches() -> WatchFrame:
    """No entry at all."""
    return watch_frame(dict.fromkeys(WATCH_TYPES, ()))


def watch_frame(columns: dict[str, Sequence[object]]) -> WatchFrame:
    """Columns of the right types; names as in :data:`WATCH_TYPES`."""
    return WatchFrame(**{name: np.asarray(columns[name], dtype) for name, dtype in WATCH_TYPES.items()})
