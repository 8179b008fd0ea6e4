"""The audit log as its keepers use it: the check, anchors, reading it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from daoan.app.audit_keys import rotate_key
from daoan.app.audit_scan import Unreadable, scan
from daoan.app.workspace import Workspace
from daoan.config import Config
from daoan.edge.anchors import anchor_picture, append_anchor, read_anchors
from daoan.edge.clock import WallClock
from daoan.edge.files import write_bytes
from daoan.store.work_protocol import AuditStore
from daoan.terms.audit_break import Break
from daoan.terms.audit_check import ChainCheck, Verdict
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import Anchor, AuditEntry, AuditNote


@dataclass(frozen=True, slots=True)
class Report:
    """What a check came to. ``unanchored``: lines at the end that could be cut off without any anchor telling."""

    holds: bool
    lines: int
    last: int
    anchored: int
    unanchored: int
    anchors: int
    breaks: tuple[Break, ...]
    unlisted: int


def check_log(
    store: AuditStore, keys: Mapping[str, bytes], anchors: Sequence[Anchor], bad: Sequence[Break] = ()
) -> Report:
    """Check every line. ``bad``: anchors that could not be read; the reader of the report must know of them."""
    check = ChainCheck(keys, anchors)
    for line in scan(store):
        if isinstance(line, Unreadable):
            check.unreadable(line.number, line.why)
        else:
            check.look(line)
    return _report(check.finish(), len(anchors), bad)


def read_every_anchor(
    config: Config, files: Iterable[Path] = (), typed: Iterable[Anchor] = ()
) -> tuple[list[Anchor], list[Break]]:
    """Anchors of the settings' file, of further files and typed ones; and lines that are no anchors.

    Raises :class:`NotFound` for a further file that is not there.
    """
    anchors, bad = list(typed), list[Break]()
    for path in (config.anchors, *files):
        if path != config.anchors and not path.exists():
            raise NotFound(f"there is no file of anchors at {path} 锚点文件不存在")
        good, wrong = read_anchors(path)
        anchors += good
        bad += wrong
    return anchors, bad


def anchor_log(
    workspace: Workspace, by: str, how: str = "file", file: Path | None = None, picture: Path | None = None
) -> tuple[Anchor, Path]:
    """Write the head down in the settings' file of anchors, or another, and as a QR picture where one is asked for.

    A line of the log says who took the anchor, and is the one that is anchored. Answers it and where it is.
    """
    at = WallClock().now()
    head = workspace.store.append_audit(AuditNote(at, by, "", "audit.anchor", detail=how))
    anchor = Anchor(head.number, head.seal, head.key_id, at, how)
    path = file or workspace.config.anchors
    append_anchor(path, anchor, workspace.config.workspace)
    if picture is not None:
        write_bytes(picture, anchor_picture(anchor, picture.suffix.removeprefix(".").lower()))
    return anchor, path


def read_log(
    store: AuditStore, by: str, why: str, *, after: int | None = None, limit: int = 50
) -> tuple[AuditEntry, ...]:
    """Lines after a number, else the last ones. First a line is written that says who reads which lines, and why."""
    head = store.last_audit()
    last = head.number if head else 0
    start = max(last - limit, 0) if after is None else after
    told = f"{start + 1}-{min(start + limit, last)}"
    store.append_audit(AuditNote(WallClock().now(), by, "", "audit.read", subject=told, purpose=why))
    return tuple(e for e in store.list_audit(start, limit) if e.number <= last)


def change_key(workspace: Workspace, by: str, why: str) -> str:
    """Seal with a new key from the next opening on; answers its id."""
    return rotate_key(workspace.config, workspace.store, by, why, WallClock().now())


def _report(verdict: Verdict, anchors: int, bad: Sequence[Break]) -> Report:
    breaks = (*bad, *verdict.breaks)
    return Report(
        holds=not breaks,
        lines=verdict.lines,
        last=verdict.last,
        anchored=verdict.anchored,
        unanchored=verdict.last - verdict.anchored,
        anchors=anchors,
        breaks=breaks,
        unlisted=verdict.unlisted,
    )
