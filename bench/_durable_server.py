"""The server of passes over a folder; ``python -m bench._durable_server FOLDER PORT [CLOCK]``.

Without ``CLOCK`` an engine that counts stands behind the log, since bodies come again and again: what was lost or
doubled is read from the log. With it, the file of a hurried clock, the engine is the real one, both lanes, in a process
of its own; when the server is interrupted it writes into FOLDER/told.json what the engine saw and told, and how long
it took from a frame's last pass, which is when it was due to be sent, until its detections could be read.
"""

import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench import ROOT
from bench._durable_given import NAME, PASSWORD, SITES, ZONE
from bench._durable_stream import FIRST_MS, HURRY, HurriedClock, book, town
from daoan.app.passes import PACK, PassServer, serve_passes
from daoan.config import read_config
from daoan.edge.device_accounts import add_account
from daoan.edge.files import read_rule_packs
from daoan.jobs.passes.apart import PumpApart
from daoan.jobs.passes.pump import Content, Pump
from daoan.jobs.passes.run import PassRun
from daoan.sense.passes.sites import site_book
from daoan.terms.passes import PassFrame, empty_passes
from daoan.warn.passes.lanes import Lanes

LATENESS_MS = 70 * 60_000
SPAN_S = 10.0


def stand_in(_position: int, _content: Content) -> None:
    """Stands in for the engine."""


@dataclass(slots=True)
class Engine:
    """The real engine, and how long what it told took."""

    run: PassRun
    clock: HurriedClock
    figures_in: Path
    taken_ms: list[float] = field(default_factory=list)
    at_s: list[float] = field(default_factory=list)  # of real time, since the clock was started
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("passes", "at_once", "final", "withdrawn"), 0))

    def handle(self, position: int, content: Content) -> None:
        """See a frame."""
        assert isinstance(content, PassFrame)
        told = self.run.handle(position, content)
        self.at_s.append((int(content.happened_ms.max()) - FIRST_MS) / HURRY / 1000)
        self.taken_ms.append((self.clock.now_ms() - int(content.happened_ms.max())) / HURRY)
        for name, number in (
            ("passes", len(content)), ("at_once", len(told.at_once)), ("final", len(told.final)),
            ("withdrawn", len(told.withdrawn)),
        ):  # fmt: skip
            self.sums[name] += number

    @property
    def position(self) -> int:
        """Of the log."""
        return self.run.position

    def handled(self, _position: int) -> None:
        """Between two records: nothing is to be kept."""

    def told(self) -> tuple[int, ...]:
        """Nothing that the other process is to know."""
        return ()

    def close(self) -> None:
        """Write down what was seen and told."""
        self.run.close()
        self.figures_in.write_text(json.dumps(self.figures()), "utf-8")

    def _by_span(self, taken: np.ndarray) -> list[float]:
        span = np.array(self.at_s or [0.0]) // SPAN_S
        return [round(float(np.percentile(taken[span == k], 99)), 1) for k in np.unique(span)]

    def figures(self) -> dict[str, Any]:
        """What the engine saw and told."""
        ordering, taken = self.run.lanes.ordering, np.array(self.taken_ms or [np.nan])
        p50, p99, worst = (round(float(np.percentile(taken, q)), 1) for q in (50, 99, 100))
        figures = {
            "p50_ms": p50,
            "p99_ms": p99,
            "worst_ms": worst,
            "p99_ms_by_10_s": self._by_span(taken),
            "plates": self.run.lanes.first.engines[0].state.number,
        }
        return {**self.sums, "doubled": ordering.doubled, "too_late": ordering.late, **figures}


def warm_up(lanes: Lanes) -> None:
    """Let what is compiled be read before the first pass comes, as after the first minutes of a server."""
    rows = np.arange(2_000)
    frame = empty_passes(len(rows))
    columns = {name: getattr(frame, name) for name in frame.__slots__}
    columns |= {"pass_id": rows, "plate": rows // 2 + 1, "happened_ms": rows * 3_000, "known_ms": rows * 3_000}
    for begin in range(0, len(rows), 500):
        lanes.see(PassFrame(**columns).take(slice(begin, begin + 500)))
    lanes.flush()


def main(folder: Path, port: int, hurried: Path | None) -> None:
    """Serve until interrupted."""
    sites = site_book(SITES, [0] * len(SITES)) if hurried is None else book()
    pack = read_rule_packs(ROOT / "rulepacks")[PACK]
    server = PassServer(read_config({"workspace": folder}), pack, ZONE, sites, "127.0.0.1", port)
    if not server.accounts.exists():
        add_account(server.accounts, NAME, PASSWORD, datetime(2026, 1, 1, tzinfo=UTC))
    if hurried is None:
        serve_passes(server, Pump(stand_in))
        return
    serve_passes(server, PumpApart(engine_at_work, (folder, hurried)), HurriedClock(hurried))


def engine_at_work(folder: Path, hurried: Path) -> "Engine":
    """The engine, ready."""
    around = town()
    warm_up(Lanes(around, LATENESS_MS))
    return Engine(PassRun(Lanes(around, LATENESS_MS), folder / "engine"), HurriedClock(hurried), folder / "told.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
