"""Parts of a backup on disk: files copied with their digest, trees that move while they are copied, folders of keys."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from daoan.edge.guarded import sync_folder
from daoan.terms.errors import InputError

CHUNK = 4 << 20  # bytes
PASSES = 3  # over a tree, until nothing moved during one

Copied = Callable[[int], object]  # hears of bytes


def copy_file(source: Path, to: Path, digest: str, copied: Copied = lambda _bytes: None) -> str:
    """Copy one file onto the disk; answers the digest (``sha256``, ``sm3``) of what was written, in hexadecimal."""
    to.parent.mkdir(parents=True, exist_ok=True)
    told = hashlib.new(digest)
    with source.open("rb") as read, to.open("wb") as write:
        while chunk := read.read(CHUNK):
            told.update(chunk)
            write.write(chunk)
            copied(len(chunk))
        write.flush()
        os.fsync(write.fileno())
    return told.hexdigest()


def digest_of(path: Path, digest: str) -> str:
    """The digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(digest)).hexdigest()


def copy_tree(
    source: Path, to: Path, leave_out: Sequence[Path], digest: str, copied: Copied
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Copy the files of a folder while others write there; answers digests by path, and which files never stood still.

    A file that changed, came or went during a pass is copied or dropped in the next, three passes at most: where
    nothing moved during a pass, the copy is of one moment. ``leave_out``: files and folders. Links are not followed.
    """
    seen: dict[str, tuple[int, int]] = {}
    digests: dict[str, str] = {}
    for passed in range(PASSES + 1):
        present = dict(_listed(source, leave_out))
        moving = {name for name in seen.keys() | present.keys() if seen.get(name) != present.get(name)}
        if not moving or passed == PASSES:
            break
        for name in sorted(moving):
            (to / name).unlink(missing_ok=True)
            digests.pop(name, None)
            try:
                digests[name] = copy_file(source / name, to / name, digest, copied)
            except FileNotFoundError:
                (to / name).unlink(missing_ok=True)
        seen = present
    return digests, tuple(sorted(moving))


def _listed(folder: Path, leave_out: Sequence[Path]) -> Iterator[tuple[str, tuple[int, int]]]:
    for path in sorted(folder.rglob("*")):
        if any(path.is_relative_to(left) for left in leave_out) or path.is_symlink() or not path.is_file():
            continue
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        yield path.relative_to(folder).as_posix(), (stat.st_size, stat.st_mtime_ns)


def pack_keys(folder: Path) -> bytes:
    """Every file of a folder of keys, as bytes to be sealed."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return msgspec.msgpack.encode({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


def unpack_keys(packed: bytes, folder: Path) -> None:
    """The files again, for their owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in msgspec.msgpack.decode(packed, type=dict[str, bytes]).items():
        path = inside(folder, name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def inside(folder: Path, name: str) -> Path:
    """A path of a manifest, in its folder. Raises :class:`InputError` where it leads out of it."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InputError(f"the manifest names {name!r:.80}, which leads out of the folder · 清单含越界路径")
    return path


def give_name(aside: Path, path: Path) -> None:
    """What was written aside takes its name, whole."""
    aside.rename(path)
    sync_folder(path.parent)
