"""A backup of a city: the store, the files of the workspace, its keys under a passphrase, and a manifest over all.

Written aside and renamed when it is whole, so a folder that bears the name is a backup. Not in it: what can be made
again (``cache``), anchors, which must outlive the store elsewhere, and settings and secrets of the environment. Rule
packs are copied to be compared and put back by hand; a restore does not touch those of an installation.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from daoan import __version__
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace
from daoan.config import Config
from daoan.edge.backup_parts import copy_tree, digest_of, give_name, pack_keys
from daoan.edge.clock import Stopwatch, WallClock
from daoan.edge.passphrase import SUITES, seal
from daoan.edge.serving import FILE as SERVING
from daoan.store.sql.copying import copy_store
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote

MANIFEST, FILES, PACKS, KEYS = "manifest.json", "files", "rulepacks", "keys.sealed"
FORMAT = "daoan-backup/1"
DIGESTS = {"aes": "sha256", "sm": "sm3"}
STORE = Text("copying the store", "复制数据库")
TREE = Text("copying files", "复制文件")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, with the digest of every part."""

    format: str
    made_at: datetime
    made_by: str
    version: str  # of Daoan
    city: str
    suite: str  # "aes": SHA-256 and AES-256-GCM, "sm": SM3 and SM4-GCM
    schema: str
    head: int  # number of the last line of the audit log, 0: none
    seal: str  # of that line
    store: str  # name of its part
    rows: dict[str, int]  # of each table
    parts: dict[str, str]  # path in the backup → digest
    bytes: int
    keys: bool  # whether keys are in it, sealed by a passphrase
    moving: tuple[str, ...]  # files that were written to during every pass; they may be of several moments
    seconds: float


def back_up(
    workspace: Workspace, to: Path, by: str, *, passphrase: str = "", suite: str = "aes", tell: Tell = silent
) -> Manifest:
    """Write a backup into a folder that is not there yet; answers its manifest. The server may be serving.

    A line of the audit log says who took it. ``passphrase``: seals the keys; without one they stay out. Raises
    :class:`InputError` where the folder is there, lies in the workspace, or cannot be written.
    """

    def note(at: datetime, *, keys: bool) -> None:
        detail = "with keys" if keys else "without keys"
        workspace.store.append_audit(AuditNote(at, by, "", "backup.take", detail=detail))

    city = workspace.city.code
    return write_backup(workspace.config, city, to, by, passphrase=passphrase, suite=suite, tell=tell, note=note)


class Note(Protocol):
    """Writes the line of the audit log, once it is known that a backup can be taken."""

    def __call__(self, at: datetime, *, keys: bool) -> None: ...


def no_note(at: datetime, *, keys: bool) -> None:
    """Writes nothing: the store is of another shape and must stay as it is."""


def write_backup(
    config: Config,
    city: str,
    to: Path,
    by: str,
    *,
    passphrase: str = "",
    suite: str = "aes",
    tell: Tell = silent,
    note: Note = no_note,
) -> Manifest:
    """As :func:`back_up`, of a store that is not opened, whatever its shape. ``city``: code of its city."""
    watch = Stopwatch()
    if suite not in SUITES:
        raise InputError(f"a suite is {' or '.join(SUITES)}, not {suite!r:.40}")
    aside = _aside(to, config.workspace)
    sealed = seal(pack_keys(config.keys), passphrase, suite) if passphrase else b""
    at = WallClock().now()
    note(at, keys=bool(sealed))
    digest = DIGESTS[suite]
    try:
        aside.mkdir(mode=0o700)
        store, facts = copy_store(config.store_at, aside, lambda done, of: tell(STORE, done, of))
        tell(TREE)
        files, moving = _copy_files(config, aside, digest, tell)
        if sealed:
            (aside / KEYS).write_bytes(sealed)
        parts = files | {name: digest_of(aside / name, digest) for name in (store.name, *([KEYS] if sealed else []))}
        manifest = Manifest(
            format=FORMAT,
            made_at=at,
            made_by=by,
            version=__version__,
            city=city,
            suite=suite,
            schema=facts.schema,
            head=facts.head.number if facts.head else 0,
            seal=facts.head.seal if facts.head else "",
            store=store.name,
            rows=dict(facts.rows),
            parts=dict(sorted(parts.items())),
            bytes=sum((aside / name).stat().st_size for name in parts),
            keys=bool(sealed),
            moving=moving,
            seconds=round(watch.lap_seconds(), 3),
        )
        (aside / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        give_name(aside, to)
    except OSError as problem:
        raise InputError(f"{to} cannot be written: {problem.strerror} · 备份无法写入") from problem
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises :class:`FileUnreadable` where there is none, or none that can be read."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        raise FileUnreadable(f"{folder} is no backup: its {MANIFEST} cannot be read · 不是备份目录") from None
    if manifest.format != FORMAT or manifest.suite not in SUITES or manifest.store not in manifest.parts:
        raise FileUnreadable(f"{folder}: a backup of a format that this version does not know · 备份格式不识别")
    return manifest


def _aside(to: Path, workspace: Path) -> Path:
    if to.exists():
        raise InputError(f"{to} is there already; name a folder that is not · 目标已存在")
    if to.resolve().is_relative_to(workspace.resolve()):
        raise InputError(f"a backup in {workspace} would be lost with it; name another disk · 备份不能放在工作区内")
    aside = to.with_name(f".{to.name}.part")
    if aside.exists():
        raise InputError(f"{aside} is being written, or was left by a stopped backup; then remove it · 备份正在进行")
    to.parent.mkdir(parents=True, exist_ok=True)
    return aside


def _copy_files(config: Config, aside: Path, digest: str, tell: Tell) -> tuple[dict[str, str], tuple[str, ...]]:
    done = 0

    def copied(size: int) -> None:
        nonlocal done
        done += size
        tell(TREE, done)

    database = [Path(f"{config.store_at}{tail}") for tail in ("", "-wal", "-shm", "-journal")]
    left = [config.keys, config.workspace / "cache", config.workspace / SERVING, *([] if config.database else database)]
    parts: dict[str, str] = {}
    moving: list[str] = []
    for source, name in ((config.workspace, FILES), (config.rulepacks, PACKS)):
        digests, moved = copy_tree(source, aside / name, left, digest, copied)
        parts |= {f"{name}/{path}": told for path, told in digests.items()}
        moving += [f"{name}/{path}" for path in moved]
    return parts, tuple(moving)
