"""What the engine is told besides passes, kept beside the log: a replay finds at each position what held there.

Surroundings change while passes come in: a watch entry is approved, a camera registered, a clock told anew. Each change
stands in the log of passes, as the names of four files that are called by their content; so a watch list that changes
does not write the register of vehicles again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from daoan.store.arrays import write_arrays
from daoan.store.safely import UNFINISHED, write_content
from daoan.terms.errors import FileUnreadable
from daoan.terms.watches import entry_number
from daoan.warn.passes.engine import Surroundings
from daoan.warn.passes.ground import Facts, Ground
from daoan.warn.passes.rules import Rules
from daoan.warn.passes.watching import Watched

_PARTS = {"ground": Ground, "facts": Facts, "watched": Watched, "rules": Rules}
_ENDING = ".npz"
SAID = "said.json"  # what was said to hold, in turn
ON_ITS_WAY = 2**62  # not known to stand in the log yet


class AroundRef(msgspec.Struct, frozen=True):
    """Surroundings by name: the digest of each part. ``entries``: numbers of watch entries with their ids."""

    ground: str
    facts: str
    watched: str
    rules: str
    entries: str
    next_entry: int = 1  # the number that the next new entry gets

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts."""
        return (self.ground, self.facts, self.watched, self.rules, self.entries)


class _Said(msgspec.Struct, frozen=True):
    position: int
    around: AroundRef


@dataclass(frozen=True, slots=True)
class Entries:
    """Watch entries by number. ``next_entry``: never given to another, whatever leaves the list."""

    numbers: Mapping[str, int]  # by id of the matter
    next_entry: int = 1

    def with_new(self, entry_ids: Iterable[str], secret: Callable[[str], bool]) -> "Entries":
        """The same for a list as it is now: who was known keeps its number."""
        numbers, following = {}, self.next_entry
        for one in entry_ids:
            if one in self.numbers:
                numbers[one] = self.numbers[one]
            else:
                numbers[one] = entry_number(following, secret=secret(one))
                following += 1
        return Entries(numbers, following)


class KeptAround:
    """Surroundings in a folder. Written whole; nothing is ever changed, only left out when nobody names it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[int, tuple[Any, str]] = {}  # the digest of parts that are still the same object

    def keep(self, around: Surroundings, entries: Entries) -> AroundRef:
        """Write what is not there yet; answers how it is named."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = {name: self._keep_part(getattr(around, name)) for name in _PARTS}
        numbers = {
            "ids": np.array([*entries.numbers], np.str_),
            "numbers": np.array([*entries.numbers.values()], "<i4"),
        }
        return AroundRef(**names, entries=self._write(numbers), next_entry=entries.next_entry)

    def read(self, ref: AroundRef) -> Surroundings:
        """Surroundings by name. Raises :class:`FileUnreadable` where a part is gone or damaged."""
        try:
            parts = {name: kind(**self._read(getattr(ref, name))) for name, kind in _PARTS.items()}
        except TypeError as problem:
            raise FileUnreadable(
                f"surroundings of another version ({problem}): move the folder of the engine away to begin anew"
            ) from problem
        return Surroundings(**parts)

    def entries(self, ref: AroundRef) -> Entries:
        """Watch entries of some surroundings by number. Raises as :meth:`read`."""
        kept = self._read(ref.entries)
        return Entries(dict(zip(kept["ids"].tolist(), kept["numbers"].tolist(), strict=True)), ref.next_entry)

    def first(self) -> AroundRef | None:
        """What held before the first change in the log; ``None`` where nothing was ever said."""
        said = self._said()
        return said[0].around if said else None

    def last(self) -> AroundRef | None:
        """What was said last to hold, whether the engine has come so far or not."""
        said = self._said()
        return said[-1].around if said else None

    def stands(self) -> bool:
        """Whether what was said last is known to stand in the log; if not, it is to be written there again."""
        said = self._said()
        return bool(said) and said[-1].position != ON_ITS_WAY

    def say(self, ref: AroundRef) -> None:
        """Say what will hold once it stands in the log: before it does, so that a number that it gave is never lost."""
        self._put_said([one for one in self._said() if one.position != ON_ITS_WAY] + [_Said(ON_ITS_WAY, ref)])

    def said_at(self, position: int) -> None:
        """What was said last stands at a position of the log; 0: it holds from the beginning."""
        *before, last = self._said()
        self._put_said([*before, _Said(position, last.around)])

    def leave_out_before(self, position: int) -> int:
        """Remove what nobody who reads the log from a position on will ask for; answers how many files that were."""
        said = self._said()
        behind = [k for k, one in enumerate(said) if one.position <= position]
        kept = said[behind[-1] if behind else 0 :]
        if len(kept) < len(said):
            self._put_said(kept)
        wanted = {name for one in kept for name in one.around.names}
        gone = [p for p in self._folder.glob(f"*{_ENDING}") if p.stem not in wanted]
        for path in (*gone, *self._folder.glob(f"*{UNFINISHED}")):
            path.unlink(missing_ok=True)
        return len(gone)

    def _said(self) -> list["_Said"]:
        try:
            return msgspec.json.decode((self._folder / SAID).read_bytes(), type=list[_Said])
        except FileNotFoundError:
            return []
        except msgspec.DecodeError as problem:
            raise FileUnreadable(f"{self._folder / SAID} is damaged: restore it from a backup") from problem

    def _put_said(self, said: list["_Said"]) -> None:
        write_content(self._folder / SAID, msgspec.json.encode(said))

    def _keep_part(self, part: Any) -> str:
        kept = self._names.get(id(part))
        if kept is not None and kept[0] is part and self._path(kept[1]).exists():
            return kept[1]
        name = self._write(_flat(part))
        self._names = {k: v for k, v in self._names.items() if v[1] != name} | {id(part): (part, name)}
        return name

    def _write(self, arrays: dict[str, Any]) -> str:
        digest = hashlib.sha256()
        for name, array in arrays.items():
            digest.update(f"{name} {array.dtype.descr} {array.shape}".encode())
            for column in _columns(array):
                digest.update(np.ascontiguousarray(column).tobytes())
        stem = digest.hexdigest()[:32]
        if not self._path(stem).exists():
            write_arrays(self._path(stem), arrays)
        return stem

    def _read(self, stem: str) -> dict[str, Any]:
        try:
            with np.load(self._path(stem), allow_pickle=False) as kept:
                return dict(kept)
        except (OSError, ValueError, KeyError) as problem:
            raise FileUnreadable(
                f"{self._path(stem)} is gone or damaged ({problem}): restore it from a backup, or move the folder of "
                "the engine away to begin anew"
            ) from problem

    def _path(self, stem: str) -> Path:
        return self._folder / f"{stem}{_ENDING}"


def write_ref(ref: AroundRef) -> bytes:
    """A name as bytes."""
    return msgspec.json.encode(ref)


def read_ref(content: bytes | memoryview) -> AroundRef:
    """A name from bytes. Raises :class:`FileUnreadable`."""
    try:
        return msgspec.json.decode(content, type=AroundRef)
    except msgspec.DecodeError as problem:
        raise FileUnreadable("this is no name of surroundings") from problem


def _flat(part: Any) -> dict[str, Any]:
    return {name: np.asarray(value) for name, value in part._asdict().items()}


def _columns(array: Any) -> Iterator[Any]:
    """An array, or each field of records: what lies between fields is nobody's, and may be anything."""
    if array.dtype.names is None:
        yield array
    else:
        yield from (array[name] for name in array.dtype.names)
