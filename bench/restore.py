"""``restore``: a city of 10 GB backed up, and restored where nothing was; against a plain copy of the same bytes."""

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench._restore_city import Size, make_city
from daoan.app.backup import back_up
from daoan.app.restore import restore
from daoan.app.workspace import open_workspace
from daoan.config import read_config

FOLDER = "DAOAN_BENCH_DISK"
GB = 1_000_000_000
SMALL = Size(files_bytes=60_000_000, attached_bytes=40_000_000, audit_lines=200)
PHRASE = "of a bench only"
PROMISED_MINUTES = 10.0  # for 10 GB


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its own options."""
    parser.add_argument("--gb", type=float, default=10.0, help="bytes of the city, in 10^9; three times that is needed")


def run(small: bool = False, gb: float = 10.0) -> dict[str, Any]:
    """Minutes of backup and restore, and of one plain copy of the backup's bytes in the same run, each onto the disk.

    Six tenths of the city are files (positions of vehicles), four tenths attachments in the store; every byte is drawn,
    so nothing can be made smaller. The restore reads each part, checks it against its digest and every line of the
    audit log, and must end at the head that the backup had. The folder is made in the one that DAOAN_BENCH_DISK names.
    """
    size = SMALL if small else Size(int(gb * 0.6 * GB), int(gb * 0.4 * GB), 20_000)
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="daoan-bench-restore-", dir=os.environ.get(FOLDER)) as there:
        return {**_measure(Path(there), size), "load_before": round(load_before, 2)}


def _measure(there: Path, size: Size) -> dict[str, Any]:
    city, backup, again, plain = (there / name for name in ("city", "backup", "again", "plain"))
    made_s = make_city(city, size)
    workspace = open_workspace(read_config({"workspace": city}))
    began = perf_counter()
    manifest = back_up(workspace, backup, "bench", passphrase=PHRASE)
    backed_up_s = perf_counter() - began
    workspace.close()
    shutil.rmtree(city)  # the machine that was lost

    copied_s = copy_onto_disk(backup, plain)
    shutil.rmtree(plain)

    began = perf_counter()
    found = restore(backup, read_config({"workspace": again}), passphrase=PHRASE)
    restored_s = perf_counter() - began
    return {
        "gb": round(manifest.bytes / GB, 3),
        "audit_lines": manifest.head,
        "same_head": found.same_head,
        "chain_holds": found.chain_holds,
        "rows_differ": len(found.differing),
        "backup_minutes": round(backed_up_s / 60, 3),
        "restore_minutes": round(restored_s / 60, 3),
        "restore_minutes_per_10_gb": round(restored_s / 60 * 10 * GB / manifest.bytes, 3),
        "promised_minutes_per_10_gb": PROMISED_MINUTES,
        "peers": {"plain_copy_minutes": round(copied_s / 60, 3)},
        "backup_over_plain_copy": round(backed_up_s / copied_s, 2),
        "restore_over_plain_copy": round(restored_s / copied_s, 2),
        "made_seconds": round(made_s, 1),
    }


def copy_onto_disk(source: Path, to: Path) -> float:
    """Copy a folder and wait until the disk has it; seconds."""
    began = perf_counter()
    shutil.copytree(source, to)
    for path in to.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    return perf_counter() - began
