"""Files of the lake that were used last: mapped into memory, so that the next look-up need not open them."""

from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import pyarrow.parquet as pq

from daoan.store.lake.files import to_frame
from daoan.store.lake.tracks import SUFFIX, TrackFile, find_tracks, write_tracks
from daoan.store.safely import write_whole
from daoan.terms.errors import Fault
from daoan.terms.passes import PASS_TYPES, PassFrame


def read_file(path: Path) -> PassFrame:
    """All passes of a file, by plate. Raises ``FileNotFoundError``."""
    with pq.ParquetFile(path) as file:
        return to_frame(file.read(columns=list(PASS_TYPES), use_threads=False))


def open_tracks(path: Path) -> TrackFile:
    """The track file beside a Parquet file, made again where it is not whole. Raises ``FileNotFoundError``."""
    beside = path.with_suffix(SUFFIX)
    found = find_tracks(beside)
    if found is None:
        frame = read_file(path)
        write_whole(beside, lambda part: write_tracks(part, frame))
        found = find_tracks(beside)
    if not path.exists():  # merged into another meanwhile
        raise FileNotFoundError(path)
    if found is None:
        raise Fault(f"the track file of {path.name} cannot be read though it was just written")
    return found


class Shelf:
    """Track files used last. ``most``: how many stay mapped; one that does stays readable when its name is gone."""

    def __init__(self, most: int = 2_000) -> None:
        self._most = most
        self._open: OrderedDict[Path, TrackFile] = OrderedDict()
        self._lock = Lock()

    def take(self, path: Path) -> TrackFile:
        """The track file of a Parquet file, opened if need be. Raises ``FileNotFoundError``."""
        with self._lock:
            if path in self._open:
                self._open.move_to_end(path)
                return self._open[path]
        opened = open_tracks(path)
        with self._lock:
            self._open[path] = opened
            while len(self._open) > self._most:
                self._open.popitem(last=False)
        return opened

    def drop(self, paths: Iterable[Path]) -> None:
        """Let go of files whose names are gone."""
        with self._lock:
            for path in paths:
                self._open.pop(path, None)
