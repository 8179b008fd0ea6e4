"""Tiles that were made, kept as files by what they were made from, so that no process makes one twice."""

import hashlib
import os
import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile

#: Of how a tile is made; who changes that writes another, and tiles of before are not found any more.
MADE = "2"
KEPT_RUNS = 4


class TileShelf:
    """Tiles of the latest few runs under a folder of things that can be made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, run_id: str, name: str, z: int, x: int, y: int) -> bytes | None:
        """The tile's bytes, ``None`` where it was not made yet."""
        try:
            return self._path(run_id, name, z, x, y).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, run_id: str, name: str, z: int, x: int, y: int, content: bytes) -> None:
        """Keep a tile; whole or not at all, also where two processes make it at once."""
        path = self._path(run_id, name, z, x, y)
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._forget_old(path.parents[2])
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        Path(file.name).replace(path)

    def _path(self, run_id: str, name: str, z: int, x: int, y: int) -> Path:
        stamp = hashlib.blake2b(f"{MADE} {run_id}".encode(), digest_size=12).hexdigest()
        return self._folder / stamp / name / str(z) / f"{x}-{y}.mvt"

    def _forget_old(self, now: Path) -> None:
        """Drop the tiles of all but the latest few runs."""
        os.utime(now)
        runs = sorted((p for p in self._folder.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime)
        for old in runs[:-KEPT_RUNS]:
            shutil.rmtree(old, ignore_errors=True)
