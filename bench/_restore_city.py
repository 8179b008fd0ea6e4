"""A city of so many bytes for the benchmark of restoring: files beside the store, attachments and audit lines in it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from daoan.app.leeds import LEEDS
from daoan.app.workspace import create_workspace
from daoan.config import read_config
from daoan.store.protocol import Store
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.working import Attachment, Matter, Step

FILE_BYTES, PHOTO_BYTES = 64_000_000, 3_000_000  # a day of positions, a photo from a phone
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
SEED = 8


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes beside the store and in it, and lines of the audit log besides those that attachments write."""

    files_bytes: int
    attached_bytes: int
    audit_lines: int


def make_city(folder: Path, size: Size) -> float:
    """Make the workspace; answers seconds."""
    began, rng = perf_counter(), np.random.default_rng(SEED)
    workspace = create_workspace(read_config({"workspace": folder}), LEEDS)
    try:
        (folder / "positions").mkdir()
        for n, length in enumerate(_lengths(size.files_bytes, FILE_BYTES)):
            (folder / "positions" / f"{n:05d}.parquet").write_bytes(rng.bytes(length))
        _attach(workspace.store, rng, size.attached_bytes)
        for n in range(size.audit_lines):
            workspace.store.append_audit(_note("read.matter", BEGAN + timedelta(seconds=n)))
    finally:
        workspace.close()
    return perf_counter() - began


def _attach(store: Store, rng: np.random.Generator, total: int) -> None:
    matter = Matter("m1", "hazard", "reported", "bench", "city", "city", BEGAN, BEGAN, "bench", root="m1")
    step = Step("m1", 1, "create", "", matter.state, BEGAN, "bench", "city")
    store.keep_moves([(matter, step)], {"m1": 0}, _note("act.create", BEGAN), None)
    for n, length in enumerate(_lengths(total, PHOTO_BYTES)):
        content = rng.bytes(length)
        sha256 = hashlib.sha256(content).hexdigest()
        photo = Attachment(f"f{n}", "m1", "photo.jpg", "image/jpeg", length, sha256, BEGAN, "bench")
        store.keep_attachment(photo, content, _note("act.attach", BEGAN))


def _lengths(total: int, each: int) -> list[int]:
    return [each] * (total // each) + ([total % each] if total % each else [])


def _note(action: str, at: datetime) -> AuditNote:
    return AuditNote(at, "bench", "city", action, "m1")
