"""Outside lists as they were said to hold, beside the log of passes: a replay finds at each position what held there.

Each change of a list stands in the log of passes, as the stamps of all lists. Tokens lie in files that are called by
their stamp, which follows from their content; nothing is ever changed, only left out when nobody names it.
"""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from daoan.store.arrays import write_arrays
from daoan.store.safely import UNFINISHED, write_content
from daoan.terms.errors import FileUnreadable
from daoan.warn.passes.listed import ListTable, Tokens, make_table

T = TypeVar("T")

SAID, STATE = "said.json", "state.json"
_ENDING = ".npz"


class ListRef(msgspec.Struct, frozen=True):
    """One list as it was: whose, and the stamp of its tokens."""

    list_id: str
    keeper: str
    stamp: str


class ListsRef(msgspec.Struct, frozen=True):
    """All lists of a moment, by id."""

    lists: tuple[ListRef, ...] = ()


class ListState(msgspec.Struct, frozen=True):
    """How far the log was held against lists. ``matched``: passes that each list was held against, by id."""

    position: int = 0
    at: ListsRef = ListsRef()
    matched: dict[str, int] = {}


#: The tokens of a list; ``None`` where it is being changed just now.
Ask = Callable[[ListRef], Tokens | None]


class KeptLists:
    """A folder of lists. One process at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, ref: ListsRef, ask: Ask) -> bool:
        """Write the tokens that are not there yet; False where a list is being changed: look again."""
        for one in ref.lists:
            if not self._path(one.stamp).exists():
                tokens = ask(one)
                if tokens is None:
                    return False
                write_arrays(self._path(one.stamp), {"tokens": tokens})
        return True

    def table(self, ref: ListsRef) -> ListTable:
        """The table of all lists of a moment, each by its place.

        A list whose tokens were left out is empty: others came after it, and whoever reads the log a second time was
        told of it the first. Raises :class:`FileUnreadable` for damaged tokens.
        """
        return make_table([self._tokens(one) for one in ref.lists])

    def said(self) -> ListsRef | None:
        """What was last written into the log; ``None``: nothing that whoever follows it would find."""
        return self._read(SAID, ListsRef) if (self._folder / STATE).exists() else None

    def say(self, ref: ListsRef) -> None:
        """Something stands in the log."""
        write_content(self._folder / SAID, msgspec.json.encode(ref))

    def state(self) -> ListState:
        """How far the log was handled. Raises :class:`FileUnreadable`."""
        return self._read(STATE, ListState) or ListState()

    def put_state(self, state: ListState) -> None:
        """Everything up to the state's position was handled."""
        write_content(self._folder / STATE, msgspec.json.encode(state))

    def leave_out(self, wanted: Collection[str], before_s: float) -> int:
        """Remove tokens of other stamps that were written before a moment (seconds since 1970); answers how many."""
        old = [p for p in self._folder.glob(f"*{_ENDING}") if p.stem not in wanted and p.stat().st_mtime < before_s]
        for path in (*old, *self._folder.glob(f"*{UNFINISHED}")):
            path.unlink(missing_ok=True)
        return len(old)

    def _tokens(self, ref: ListRef) -> Tokens:
        path = self._path(ref.stamp)
        try:
            with np.load(path, allow_pickle=False) as kept:
                return np.asarray(kept["tokens"], np.uint64)
        except FileNotFoundError:
            return np.empty((0, 2), np.uint64)
        except (OSError, ValueError, KeyError) as problem:
            raise FileUnreadable(f"{path} is damaged ({problem}): remove it, and begin the server anew") from problem

    def _read(self, name: str, kind: type[T]) -> T | None:
        try:
            return msgspec.json.decode((self._folder / name).read_bytes(), type=kind)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError as problem:
            raise FileUnreadable(f"{self._folder / name} is damaged; remove it to begin anew") from problem

    def _path(self, stamp: str) -> Path:
        return self._folder / f"{stamp}{_ENDING}"


def write_lists(ref: ListsRef) -> bytes:
    """Lists of a moment as bytes."""
    return msgspec.json.encode(ref)


def read_lists(content: bytes | memoryview) -> ListsRef:
    """Lists of a moment from bytes. Raises :class:`FileUnreadable`."""
    try:
        return msgspec.json.decode(content, type=ListsRef)
    except msgspec.DecodeError as problem:
        raise FileUnreadable("this tells of no lists") from problem
