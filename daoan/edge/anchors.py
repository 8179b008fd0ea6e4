"""Anchors outside the store: JSON lines in a file of another folder, a QR picture to print."""

import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import msgspec
import segno

from daoan.terms.audit_anchor import anchor_line
from daoan.terms.audit_break import Break, BreakKind, break_of
from daoan.terms.errors import InputError
from daoan.terms.records.audited import Anchor

QR_SCALE = 6  # pixels of a module in PNG
QR_KINDS = ("png", "svg")


def append_anchor(path: Path, anchor: Anchor, store_folder: Path) -> None:
    """Add an anchor to a file, one line each, and wait until it is on disk.

    Raises :class:`InputError` where the file would lie in the folder of the store, whose copy it must outlive, or
    cannot be written.
    """
    if path.resolve().is_relative_to(store_folder.resolve()):
        raise InputError(
            f"anchors in {path} would be restored together with the store in {store_folder}; keep them in another "
            "folder, better on another machine 锚点不能与数据存放在同一目录"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(msgspec.json.encode(anchor) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise InputError(f"{path} cannot be written: {problem.strerror}") from problem


def read_anchors(path: Path) -> tuple[Sequence[Anchor], Sequence[Break]]:
    """The anchors of a file, and its lines that are none, as breaks with the number of the line in the file.

    Nothing where there is no file. Raises :class:`InputError` where it cannot be read.
    """
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return (), ()
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {problem.strerror}") from problem
    anchors, bad = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            anchors.append(msgspec.json.decode(line, type=Anchor))
        except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
            bad.append(break_of(BreakKind.UNREADABLE, number, key=f"{path.name}: {problem}"))
    return anchors, bad


def anchor_picture(anchor: Anchor, kind: str = "png") -> bytes:
    """The anchor's line as a QR picture, "png" or "svg", with error correction for a creased page."""
    if kind not in QR_KINDS:
        raise InputError(f"a QR picture is {' or '.join(QR_KINDS)}, not {kind!r}")
    buffer = BytesIO()
    segno.make_qr(anchor_line(anchor), error="m").save(buffer, kind=kind, scale=QR_SCALE, border=4)
    return buffer.getvalue()
