"""A backup made a city again, and the drill that proves that it can be."""

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from daoan.app.audit import check_log
from daoan.app.audit_keys import keys_for_check
from daoan.app.backup import DIGESTS, FILES, KEYS, Manifest, back_up, read_manifest
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace, find_city_code
from daoan.config import Config
from daoan.edge.backup_parts import copy_file, digest_of, give_name, inside, unpack_keys
from daoan.edge.clock import Stopwatch
from daoan.edge.passphrase import unseal
from daoan.store.open import open_store
from daoan.store.sql.copying import POSTGRES_PART, read_facts, restore_postgres, spare_postgres
from daoan.terms.audit_break import Break
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.estimates import Text
from daoan.terms.records.audited import Anchor

PARTS = Text("checking and copying", "核对并复制")
CHAIN = Text("checking the audit log", "核验审计日志")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore found; the city is whole again where ``holds``."""

    workspace: str
    city: str
    head: int
    seal: str
    same_head: bool
    differing: Mapping[str, tuple[int, int]]  # table → rows in the manifest, rows now
    chain_holds: bool | None  # None: without keys nothing can be checked
    breaks: tuple[Break, ...]
    keys: bool
    schema: str  # after an upgrade, where one was due
    upgraded_from: str  # empty: none was
    bytes: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Same head, same rows, and no break in the chain."""
        return self.same_head and not self.differing and self.chain_holds is not False


@dataclass(frozen=True, slots=True)
class Drill:
    """A backup taken, restored beside, and compared."""

    backup: Manifest
    restored: Restored


def restore(backup: Path, config: Config, *, passphrase: str = "", tell: Tell = silent) -> Restored:
    """Make the workspace of the settings from a backup; every part is checked against the manifest first.

    A folder workspace is written aside and renamed when it has been checked; a database is filled in one transaction.
    Raises :class:`InputError` where the workspace or database is not empty or a part does not match its digest, and
    leaves no folder; a database that was filled before a later step failed stays filled, to be dropped.
    """
    watch, manifest, into = Stopwatch(), read_manifest(backup), config.workspace
    _require_fitting(manifest, config, passphrase)
    aside = into.with_name(f".{into.name}.part")
    if aside.exists():
        raise InputError(f"{aside} is being written, or was left by a stopped restore; then remove it · 恢复正在进行")
    try:
        aside.mkdir(mode=0o700, parents=True)
        _copy_parts(backup, manifest, aside, tell)
        if manifest.keys and passphrase:
            sealed = (backup / KEYS).read_bytes()
            unpack_keys(unseal(sealed, passphrase, manifest.suite), _moved(config.keys, into, aside))
        if config.database:
            restore_postgres(backup / manifest.store, config.database)
        found = _examine(manifest, replace(config, workspace=aside, keys=_moved(config.keys, into, aside)), tell)
        if into.exists():
            into.rmdir()
        give_name(aside, into)
    except OSError as problem:
        raise InputError(f"{into} cannot be written: {problem.strerror} · 无法写入恢复目录") from problem
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return replace(found, workspace=str(into), seconds=round(watch.lap_seconds(), 3))


def drill(workspace: Workspace, by: str, folder: Path | None = None, tell: Tell = silent) -> Drill:
    """Back up, restore beside it, compare, and remove both. Keys are lent from the workspace and never copied.

    ``folder``: where there is room for twice the city; else the temporary one. On PostgreSQL a database is made beside
    the city's and dropped again. Raises :class:`InputError` where the city's user may not make one.
    """
    database = workspace.config.database
    with (
        tempfile.TemporaryDirectory(prefix="daoan-drill-", dir=folder) as beside,
        spare_postgres(database) if database else nullcontext("") as spare,
    ):
        manifest = back_up(workspace, Path(beside) / "backup", by, tell=tell)
        into = replace(workspace.config, workspace=Path(beside) / "restored", database=spare)  # keys: the city's own
        return Drill(manifest, restore(Path(beside) / "backup", into, tell=tell))


def _require_fitting(manifest: Manifest, config: Config, passphrase: str) -> None:
    into = config.workspace
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise InputError(f"{into} is not empty; name a folder that is not there yet · 恢复目录不是空目录")
    dumped = manifest.store == POSTGRES_PART
    if dumped != bool(config.database):
        raise InputError(
            "this backup is of a PostgreSQL database: name an empty one with --database · 请用 --database 指定空库"
            if dumped
            else "this backup is of an SQLite store: leave --database out · 该备份为 SQLite，请勿指定 --database"
        )
    if passphrase and not manifest.keys:
        raise InputError("there are no keys in this backup: it was taken without a passphrase · 该备份不含密钥")


def _copy_parts(backup: Path, manifest: Manifest, aside: Path, tell: Tell) -> None:
    done = 0

    def copied(size: int) -> None:
        nonlocal done
        done += size
        tell(PARTS, done, manifest.bytes)

    from_digest = DIGESTS[manifest.suite]
    for name, expected in manifest.parts.items():
        part = inside(backup, name)
        try:
            if name == manifest.store and name != POSTGRES_PART:
                told = copy_file(part, aside / "daoan.db", from_digest, copied)
            elif name.startswith(f"{FILES}/"):
                told = copy_file(part, inside(aside, name.removeprefix(f"{FILES}/")), from_digest, copied)
            else:
                told = digest_of(part, from_digest)
        except FileNotFoundError:
            raise FileUnreadable(f"{name} is missing from the backup; nothing was restored · 备份缺少文件") from None
        if told != expected:
            raise FileUnreadable(f"{name} is not what the manifest says; nothing was restored · 备份文件与清单不符")


def _examine(manifest: Manifest, config: Config, tell: Tell) -> Restored:
    before = read_facts(config.store_at)
    rows = before.rows
    names = rows.keys() | manifest.rows.keys()
    tell(CHAIN)
    keys = keys_for_check(config)
    store = open_store(config.store_at)  # upgrades an older shape, refuses a newer one
    try:
        head = store.last_audit()
        anchors = [Anchor(manifest.head, manifest.seal, head.key_id, manifest.made_at, "backup")] if head else []
        report = check_log(store, keys, anchors) if keys else None
        city = find_city_code(store) or ""
    finally:
        store.close()
    after = read_facts(config.store_at).schema
    number, seal = (head.number, head.seal) if head else (0, "")
    return Restored(
        workspace=str(config.workspace),
        city=city,
        head=number,
        seal=seal,
        same_head=(number, seal) == (manifest.head, manifest.seal),
        differing={n: (manifest.rows.get(n, 0), rows.get(n, 0)) for n in names if manifest.rows.get(n) != rows.get(n)},
        chain_holds=report.holds if report else None,
        breaks=tuple(report.breaks) if report else (),
        keys=bool(keys),
        schema=after,
        upgraded_from="" if after == before.schema else before.schema,
        bytes=manifest.bytes,
        seconds=0.0,
    )


def _moved(path: Path, old: Path, new: Path) -> Path:
    """A path inside one folder, as one inside the other; others stay as they are."""
    return new / path.relative_to(old) if path.is_relative_to(old) else path
