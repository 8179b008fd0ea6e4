"""The engine run over the durable log: what it tells goes into a log of its own, and a kill changes no byte of it.

Frames of passes come in the order of their log, each with its position; so do changes of what the engine is told
besides. What a frame leads to is written as one record that begins with that position, and is on disk before a snapshot
of the engine is taken. After a kill the engine goes on from the snapshot; for positions that the log of detections has
already, it computes again and writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from daoan.store.arrays import write_arrays
from daoan.store.framed_log import FramedLog, begins_after, forget_before, list_segments, read_from, read_segment
from daoan.terms.detections import DETECTION_TYPES, DetectionFrame, empty_detections
from daoan.terms.errors import FileUnreadable
from daoan.terms.passes import PassFrame
from daoan.warn.passes.engine import Engine, Surroundings
from daoan.warn.passes.lanes import Lanes, Told
from daoan.warn.passes.state import PassState

SNAPSHOT = "snapshot.npz"
DETECTIONS = "detections"
#: An engine whose server was killed ends at once, yet a server that is started again in the same moment can be faster.
_PATIENCE_S = 10.0
_PARTS = ("at_once", "final", "added")


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A record of the log of detections: what the frame that ends at a position of the log of passes led to."""

    position: int
    told: Told


class PassRun:
    """The engine over a log. ``folder``: where snapshots and detections lie; one process at a time.

    ``around``: the name of what the lanes were given; a snapshot says it, so that a start finds it again
    (:func:`find_around`).
    """

    def __init__(self, lanes: Lanes, folder: Path, around: bytes = b"") -> None:
        """Go on from what the folder holds, or begin. Raises :class:`FileUnreadable` for a damaged snapshot or log."""
        self.lanes = lanes
        self.folder = folder
        self.around = around
        self._out = FramedLog(folder / DETECTIONS, patience_s=_PATIENCE_S)
        self.position = load(lanes, folder / SNAPSHOT) if (folder / SNAPSHOT).exists() else 0
        self.records = 0  # written since the start
        self._written = _written_up_to(folder / DETECTIONS)

    def handle(self, position: int, passes: PassFrame) -> Told:
        """See a frame; what it leads to can be read on return. A power cut may take it: it is then computed again."""
        told = self.lanes.see(passes)
        if position > self._written and _says(told):
            self.records += 1
            self._out.write(record_of(position, told))
        self.position = position
        return told

    def look_around(self, position: int, surroundings: Surroundings, around: bytes) -> None:
        """Go on among other surroundings from a position of the log on; ``around``: their name."""
        self.lanes.look_around(surroundings)
        self.position, self.around = position, around

    def snapshot(self) -> None:
        """Keep the state, so that a start begins here. What was told before is on disk first: nobody tells it again."""
        self._out.sync()
        save(self.lanes, self.position, self.folder / SNAPSHOT, self.around)

    def close(self) -> None:
        """Let the folder go."""
        self._out.sync()
        self._out.close()


def read_detections(folder: Path, position: int = 0) -> Iterator[tuple[int, Written]]:
    """What was told behind a position of the log of detections, in order, each with its own; safe beside a writer."""
    for behind, content in read_from(folder / DETECTIONS, position):
        yield behind, _read_record(content)


def forget_detections(folder: Path, heard: int, before_s: float) -> None:
    """Let go of detections up to a position of their log that were written before a moment, by whole segments."""
    out = folder / DETECTIONS
    forget_before(out, min(heard, begins_after(out, before_s)))


def find_around(folder: Path) -> bytes:
    """The name of the surroundings that the snapshot was taken in; empty where there is no snapshot."""
    try:
        with np.load(folder / SNAPSHOT, allow_pickle=False) as kept:
            return bytes(kept["around"].tobytes())
    except FileNotFoundError:
        return b""
    except (KeyError, ValueError, OSError) as problem:
        raise _no_snapshot(folder / SNAPSHOT, problem) from problem


def save(lanes: Lanes, position: int, path: Path, around: bytes = b"") -> None:
    """Write a snapshot whole: a kill leaves the one before."""
    numbers, waiting = lanes.ordering.kept()
    arrays: dict[str, Any] = {"position": np.array([position]), "numbers": np.array(numbers)}
    arrays["around"] = np.frombuffer(around, np.uint8)
    arrays["shards"] = np.array([lanes.shards])
    for name, engine in _engines(lanes):
        state = engine.state
        arrays |= {f"{name}.plate": state.plate_of(), f"{name}.sites": state.sites}
        arrays |= {f"{name}.plates": state.plates[: state.number]}
    arrays |= {f"waiting.{name}": column for name, column in waiting.items()}
    arrays["said"] = lanes.kept_said()
    write_arrays(path, arrays)


def load(lanes: Lanes, path: Path) -> int:
    """Go on from a snapshot; answers its position. The register and the watch list are asked anew for every plate."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            arrays = dict(kept)
        if int(arrays["shards"][0]) != lanes.shards:
            raise ValueError(f"of {arrays['shards'][0]} shards, not {lanes.shards}")
        for name, engine in _engines(lanes):
            engine.state = PassState.of(arrays[f"{name}.plate"], arrays[f"{name}.plates"], arrays[f"{name}.sites"])
            engine.look_around(lanes.around)
        waiting = {n.removeprefix("waiting."): column for n, column in arrays.items() if n.startswith("waiting.")}
        watermark_ms, arrived_ms, late, doubled = (int(n) for n in arrays["numbers"])
        lanes.ordering.resume((watermark_ms, arrived_ms, late, doubled), waiting)
        lanes.resume_said(arrays["said"])
        return int(arrays["position"][0])
    except (KeyError, ValueError, OSError) as problem:
        raise _no_snapshot(path, problem) from problem


def _no_snapshot(path: Path, problem: Exception) -> FileUnreadable:
    return FileUnreadable(f"{path} is no snapshot of this version ({problem}); remove it to begin anew")


def _written_up_to(folder: Path) -> int:
    """The position of the log of passes that the last record of a log of detections speaks of; 0: there is none."""
    for segment in reversed(list_segments(folder)):
        last = b""
        for content in read_segment(segment.path):
            last = content
        if last:
            return _read_record(last).position
    return 0


def _engines(lanes: Lanes) -> list[tuple[str, Engine]]:
    """Every engine of both lanes, with the name that its state has in a snapshot."""
    both = (("first", lanes.first), ("second", lanes.second))
    return [(f"{lane}.{k}", engine) for lane, shards in both for k, engine in enumerate(shards.engines)]


def _says(told: Told) -> bool:
    return bool(len(told.at_once) or len(told.final) or len(told.withdrawn))


def record_of(position: int, told: Told) -> bytes:
    """What stands in the log of detections for what a frame led to."""
    lengths = [len(getattr(told, part)) for part in _PARTS]
    head = np.array([position, *lengths, len(told.withdrawn)], "<i8").tobytes()
    columns = [getattr(getattr(told, part), name).tobytes() for part in _PARTS for name in DETECTION_TYPES]
    return b"".join([head, *columns, told.withdrawn.astype("<i8").tobytes()])


def _read_record(content: bytes) -> Written:
    position, *lengths, withdrawn = (int(n) for n in np.frombuffer(content, "<i8", 5))
    at, parts = 40, {}
    for part, length in zip(_PARTS, lengths, strict=True):
        columns = {}
        for name, dtype in DETECTION_TYPES.items():
            columns[name] = np.frombuffer(content, dtype, length, at)
            at += columns[name].nbytes
        parts[part] = DetectionFrame(**columns) if length else empty_detections(0)
    return Written(position, Told(**parts, withdrawn=np.frombuffer(content, "<i8", withdrawn, at)))
