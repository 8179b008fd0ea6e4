"""The server of the benchmark of actions, in a process of its own: ``python -m bench._actions_server PLACE PORT``.

It answers as ``daoan serve`` does: one process on SQLite, one a core (four at most) on PostgreSQL.
"""

import os
import sys
import tempfile
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from bench import ROOT
from bench._actions_city import CITY
from daoan.api.desk import Desk
from daoan.api.server import create_app
from daoan.api.shared import Shared
from daoan.app.processes import answer, listening_at, serve_in_processes
from daoan.config import read_config
from daoan.edge.files import read_rule_packs
from daoan.store.open import open_store
from daoan.terms.audit import Sealer

SEALER = Sealer("bench", b"b" * 32)


def app_over(place: str, shared: Shared) -> FastAPI:
    """The application over a store."""
    store = open_store(place, SEALER)
    packs = read_rule_packs(ROOT / "rulepacks")
    return create_app(
        Desk(
            store,
            CITY,
            packs,
            web=ROOT / "daoan" / "web",
            cache=Path(tempfile.mkdtemp(prefix="daoan-bench-")),
            shared=shared,
        )
    )


def processes_at(place: str) -> int:
    """How many processes ``daoan serve`` would answer with."""
    return read_config({"database": place if place.startswith("postgresql") else ""}, os.environ).processes


def main(place: str, port: int) -> None:
    """Serve a store until killed."""
    processes = processes_at(place)
    if processes == 1:
        answer(app_over(place, Shared()), host="127.0.0.1", port=port)
        return
    with listening_at("127.0.0.1", port) as listening:
        serve_in_processes(partial(app_over, place), listening, processes, Shared())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
