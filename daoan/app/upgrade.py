"""A workspace brought to the shape of this version: backed up first, migrated, and compared with what it was.

Opening a workspace migrates it too; an upgrade does it with a way back. The backup is written before anything else
touches the store, by the copy of :mod:`daoan.app.backup`; the migration is one transaction, so that a failure leaves
the store as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from daoan.app.audit import check_log
from daoan.app.audit_keys import keys_for_check, open_audited_store
from daoan.app.backup import write_backup
from daoan.app.progress import Tell, silent
from daoan.config import Config
from daoan.edge.clock import WallClock
from daoan.edge.serving import nobody_serving
from daoan.store.open import open_store
from daoan.store.sql.copying import StoreFacts, read_facts, read_setting
from daoan.store.sql.migrate import newest_shape
from daoan.terms.errors import Fault, InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote

MIGRATING = Text("changing the shape of the store", "升级数据结构")
CHECKING = Text("checking the audit log", "核验审计日志")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade came to. ``backup``: "" where nothing was to be done; ``differing``: tables whose rows changed.

    ``head`` and ``seal``: of the audit log before the line that tells of the upgrade.
    """

    before: str
    after: str
    backup: str
    head: int
    seal: str
    same_head: bool
    differing: Mapping[str, tuple[int, int]]
    chain_holds: bool | None  # None: without keys nothing can be checked

    @property
    def holds(self) -> bool:
        """Nothing was lost: same head, same rows, no break."""
        return self.same_head and not self.differing and self.chain_holds is not False


def upgrade(config: Config, by: str, to: Path | None = None, *, passphrase: str = "", tell: Tell = silent) -> Upgraded:
    """Back up, migrate, compare; nothing where the store has the newest shape already.

    ``to``: folder of the backup; else ``backups`` beside the workspace. Raises :class:`NotFound` where there is no
    workspace, :class:`InputError` where a server runs on it or the store is of a newer version, and :class:`Fault` with
    the way back where a migration fails.
    """
    if not config.database and not Path(config.store_at).exists():
        raise NotFound(f"there is no workspace at {config.workspace} · 该目录没有工作区")
    with nobody_serving(config.workspace):
        before = read_facts(config.store_at)
        if before.schema == newest_shape():
            return _told(before, before, "", chain=None)
        folder = to or _beside(config, before.schema)
        city = read_setting(config.store_at, "city")
        code = str(city.get("code")) if isinstance(city, dict) else ""
        write_backup(config, code, folder, by, passphrase=passphrase, tell=tell)
        tell(MIGRATING)
        _migrate(config, folder)
        after = read_facts(config.store_at)
        found = _told(before, after, str(folder), chain=_chain(config, tell))
        if found.holds:
            _note(config, by, found)
        return found


def way_back(backup: str, config: Config) -> str:
    """The command that goes back to a backup."""
    into = config.workspace.with_name(f"{config.workspace.name}-before")
    return f"daoan restore {backup} --into {into}"


def _migrate(config: Config, folder: Path) -> None:
    try:
        open_store(config.store_at).close()
    except InputError:
        raise
    except Exception as problem:
        raise Fault(
            f"the migration failed ({type(problem).__name__}); the store is as it was. Backup: {folder}; install the "
            f"earlier version, or: {way_back(str(folder), config)} · 升级失败，数据未改变"
        ) from problem


def _chain(config: Config, tell: Tell) -> bool | None:
    tell(CHECKING)
    keys = keys_for_check(config)
    store = open_store(config.store_at)
    try:
        return check_log(store, keys, ()).holds if keys else None
    finally:
        store.close()


def _told(before: StoreFacts, after: StoreFacts, backup: str, *, chain: bool | None) -> Upgraded:
    head, now = before.head, after.head
    rows = {name: (n, after.rows.get(name, 0)) for name, n in before.rows.items() if after.rows.get(name) != n}
    return Upgraded(
        before=before.schema,
        after=after.schema,
        backup=backup,
        head=head.number if head else 0,
        seal=head.seal if head else "",
        same_head=(head.number, head.seal) == (now.number, now.seal) if head and now else head is now,
        differing=rows,
        chain_holds=chain,
    )


def _note(config: Config, by: str, found: Upgraded) -> None:
    at = WallClock().now()
    store = open_audited_store(config, at)
    try:
        store.append_audit(AuditNote(at, by, "", "store.upgrade", detail=f"{found.before} to {found.after}"))
    finally:
        store.close()


def _beside(config: Config, schema: str) -> Path:
    whole = config.workspace.resolve()
    stamp = f"{WallClock().now():%Y%m%d-%H%M%S}"
    return whole.parent / "backups" / f"{whole.name}-{schema or 'none'}-{stamp}"
