"""Keys on disk: made at first use, readable by their owner only, several by id, never shown.

A file of keys is JSON: ``{"keys": [{"key_id", "made_at", "key"}, …]}``, oldest first; the last one seals. A key's id
carries a fingerprint of it, so that an exchanged key is noticed when the file is read. Whoever can write both this
file and the store can write any chain: keep it on another volume where that matters (``DAOAN_KEYS``), and anchors
elsewhere always.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from daoan.edge.guarded import changing, sync_folder
from daoan.terms.audit import Sealer
from daoan.terms.errors import FileUnreadable, InputError, NotFound
from daoan.terms.times import require_utc

KEY_BYTES = 32
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Key:
    """One key. Printed, it shows its id only."""

    key_id: str
    made_at: datetime
    key: bytes = field(repr=False)

    @property
    def is_itself(self) -> bool:
        """Whether the key is the one that its id was made for."""
        return self.key_id.rpartition("-")[2] == _fingerprint(self.key)


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keys of one purpose, oldest first."""

    keys: tuple[Key, ...]

    @property
    def sealer(self) -> Sealer:
        """What new lines are sealed with."""
        return Sealer(self.keys[-1].key_id, self.keys[-1].key)

    @property
    def by_id(self) -> Mapping[str, bytes]:
        """Every key, also those that seal no more."""
        return {key.key_id: key.key for key in self.keys}


def open_keyring(path: Path, at: datetime, *, begun: bool) -> Keyring:
    """The keys of a file, made now where there is none.

    ``begun``: something was sealed already; then a missing file is a lost key and no reason to make a new one.
    Raises :class:`NotFound` for that, and what :func:`read_keyring` raises.
    """
    if path.exists():
        return read_keyring(path)
    if begun:
        raise lost(path)
    try:
        return _write_first(path, Keyring((_make_key(1, at),)))
    except FileExistsError:  # another process was first
        return read_keyring(path)


def read_keyring(path: Path, *, exchanged_too: bool = False) -> Keyring:
    """The keys of a file.

    ``exchanged_too``: take keys that are not those of their ids, for a check that shall tell of them. Raises
    :class:`NotFound` where the file is missing, :class:`InputError` where others may read it or a key was exchanged,
    :class:`FileUnreadable` where it is no file of keys. No error shows anything of a key.
    """
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise lost(path) from None
    except (OSError, UnicodeDecodeError):
        raise FileUnreadable(f"the keys in {path} cannot be read by this user 密钥文件无法读取") from None
    if os.name == "posix" and mode & _OTHERS:
        raise InputError(f"others may read the keys in {path}; run: chmod 600 {path} 密钥文件权限过宽")
    try:
        keys = tuple(
            Key(str(k["key_id"]), require_utc(datetime.fromisoformat(k["made_at"])), bytes.fromhex(k["key"]))
            for k in json.loads(text)["keys"]
        )
    except Exception:  # of whatever kind: its words could quote the file
        raise _damaged(path) from None
    if not keys or any(len(k.key) != KEY_BYTES for k in keys) or len({k.key_id for k in keys}) < len(keys):
        raise _damaged(path)
    wrong = [] if exchanged_too else [k.key_id for k in keys if not k.is_itself]
    if wrong:
        raise InputError(f"in {path} key {wrong[0]} is not the one it was; restore the file 密钥被调换，请恢复原文件")
    return Keyring(keys)


def next_key(ring: Keyring, at: datetime) -> Key:
    """A key to follow those of a ring; it seals nothing before :func:`add_key` keeps it."""
    return _make_key(len(ring.keys) + 1, at)


def add_key(path: Path, key: Key) -> Keyring:
    """Keep one more key, which seals from now on. Raises :class:`Conflict` where somebody else is doing the same."""
    with changing(path, "keys") as write:
        ring = Keyring((*read_keyring(path).keys, key))
        write(_text_of(ring))
    return ring


def lost(path: Path) -> NotFound:
    """The error of keys that should be there."""
    return NotFound(
        f"the keys {path} are not there; restore them from a backup: without them nothing that they sealed can be "
        "checked 密钥文件缺失，请从备份恢复"
    )


def _make_key(place: int, at: datetime) -> Key:
    key = secrets.token_bytes(KEY_BYTES)
    return Key(f"{place}-{_fingerprint(key)}", require_utc(at), key)


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"daoan key id" + key).hexdigest()[:12]


def _write_first(path: Path, ring: Keyring) -> Keyring:
    """Written beside and linked into place whole. Raises :class:`FileExistsError` where there is one by now."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(_text_of(ring))
                file.flush()
                os.fsync(file.fileno())
            path.hardlink_to(beside)
        finally:
            beside.unlink(missing_ok=True)
    except FileExistsError:
        raise
    except OSError as problem:
        raise InputError(f"keys cannot be kept in {path.parent}: {problem.strerror}") from problem
    sync_folder(path.parent)
    return ring


def _text_of(ring: Keyring) -> str:
    told = [{"key_id": k.key_id, "made_at": k.made_at.isoformat(), "key": k.key.hex()} for k in ring.keys]
    return json.dumps({"keys": told}, indent=1) + "\n"


def _damaged(path: Path) -> FileUnreadable:
    return FileUnreadable(f"{path} is no whole file of keys; restore it from a backup 密钥文件损坏，请从备份恢复")
