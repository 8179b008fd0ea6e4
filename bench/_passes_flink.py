"""What both peers on Flink share: tables over files, and the processor's seconds of the Java machine.

Flink starts a cluster for every job. So the same job runs twice on the first passes alone before it runs on all, and
what the second took, with reading roads and watch list, is taken off as its start.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
from pyflink.common import Configuration
from pyflink.table import TableEnvironment

from bench import ROOT
from bench._passes_given import Given

FEW = 1000
TYPES = "plate BIGINT, site INT, `at` BIGINT"
os.environ["JAVA_TOOL_OPTIONS"] = "-XX:ActiveProcessorCount=1"  # one core, also for what collects garbage
# The thread in the Java machine looks for Python on the path, and for our modules where it is told.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
os.environ["PYTHONPATH"] = str(ROOT)
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def configured() -> Configuration:
    """One core, no look at the command line's Python, any free port."""
    given = {
        "parallelism.default": "1",
        "pipeline.object-reuse": "true",
        "python.execution-mode": "thread",
        "python.executable": sys.executable,
        "python.client.executable": sys.executable,
        "rest.port": "0",
    }
    configuration = Configuration()
    for key, value in given.items():
        configuration.set_string(key, value)
    return configuration


def write_csv(file: Path, **columns: Any) -> None:
    """Without a header."""
    pa.csv.write_csv(pa.table(columns), file, pa.csv.WriteOptions(include_header=False))


def write_passes(folder: Path, given: Given) -> None:
    """``few.csv`` and ``passes.csv``."""
    for name, part in {"few": given.first(FEW), "passes": given}.items():
        write_csv(folder / f"{name}.csv", plate=part.plate, site=part.site, at=part.at_ms)


def make_table(tables: TableEnvironment, folder: Path, name: str, columns: str) -> None:
    """A table over the CSV of this name."""
    tables.execute_sql(f"""CREATE TABLE {name} ({columns}) WITH ('connector' = 'filesystem',
        'path' = '{(folder / name).as_uri()}.csv', 'format' = 'csv', 'csv.array-element-delimiter' = ';')""")


def timed(job: Callable[[str], int], given: Given, begun: float) -> dict[str, Any]:
    """Figures of a job that answers how many suspicions it found in the table ``few`` or ``passes``.

    ``begun``: :func:`time.perf_counter` when the Java machine was asked for.
    """
    job("few")  # compiled by the Java machine
    before = cpu_s()
    job("few")
    middle, start_s = cpu_s(), time.perf_counter() - begun
    found = job("passes")
    taken = (cpu_s() - middle) - (middle - before)
    if taken <= 0:
        raise ValueError("too few passes to be told from the start")
    return {"cpu_s": taken, "timed": len(given) - FEW, "found": found, "start_s": round(start_s, 1)}


def cpu_s() -> float:
    """Seconds of the processor that this process and all that it started have had (Linux)."""
    taken: dict[int, tuple[int, int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        taken[int(stat.parent.name)] = int(fields[1]), int(fields[11]) + int(fields[12])
    ours, fresh = set[int](), {os.getpid()}
    while fresh:
        ours |= fresh
        fresh = {process for process, (parent, _) in taken.items() if parent in fresh}
    return sum(taken[process][1] for process in ours) * TICK_S
