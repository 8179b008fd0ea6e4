"""People at work over HTTP: 200 users list, open and act side by side; a list of 100,000 matters, page by page."""

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from bench import ROOT
from bench._actions_city import User, fill
from bench._actions_server import SEALER
from bench._actions_users import THINK_S, work
from daoan.edge.files import read_rule_packs
from daoan.store.open import open_store

USERS, SECONDS, MATTERS = 200, 60.0, 100_000
SMALL_USERS, SMALL_SECONDS, SMALL_MATTERS = 40, 20.0, 5_000
PAGES, PAGE_ROWS = 40, 50


def run(small: bool = False) -> dict[str, Any]:
    """Milliseconds from sending to the whole answer, in the users' process; 70 % list, 20 % open, 10 % sign.

    SQLite in a temporary folder, or a database of its own on the server that ``DAOAN_TEST_POSTGRES`` names. Server and
    users share the machine. With ``small`` 40 users work for 20 seconds on 5,000 matters.
    """
    users, seconds, matters = (SMALL_USERS, SMALL_SECONDS, SMALL_MATTERS) if small else (USERS, SECONDS, MATTERS)
    with place() as where:
        start = time.perf_counter()
        people, total = prepare(where, users, matters)
        filled_s = time.perf_counter() - start
        with server(where) as address:
            pages = page_through(address, people[0])
            tally = asyncio.run(work(address, people, seconds))
    taken = np.array([ms for _, ms in tally.taken_ms])
    return {
        "users": users,
        "p99_ms": _percentile(taken, 99),
        "p50_ms": _percentile(taken, 50),
        "errors": len(tally.errors),
        "actions_per_s": round(len(taken) / seconds, 1),
        "actions": len(taken),
        "seconds": seconds,
        "think_time_s": THINK_S,
        "store": "postgresql" if where.startswith("postgresql") else "sqlite",
        "matters": total,
        "filled_s": round(filled_s, 1),
        "by_kind": [_of_kind(kind, tally.taken_ms) for kind in ("list", "open", "act")],
        "pages": pages,
        "error_kinds": dict(Counter(tally.errors).most_common(5)),
        "peers": {},
        "data": [],
    }


def prepare(where: str, users: int, matters: int) -> tuple[tuple[User, ...], int]:
    """A filled store; answers its users and how many matters it holds."""
    from daoan.store.work_protocol import MatterFilter

    store = open_store(where, SEALER)
    try:
        people = fill(store, dict(read_rule_packs(ROOT / "rulepacks")), users, matters)
        return people, sum(store.count_matters(MatterFilter()).values())
    finally:
        store.close()


@contextmanager
def place() -> Iterator[str]:
    """Where the store lies: a fresh SQLite file, or a fresh PostgreSQL database; gone afterwards."""
    given = os.environ.get("DAOAN_TEST_POSTGRES")
    if not given:
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder) / "bench.sqlite")
        return
    import psycopg
    from sqlalchemy import make_url

    name = f"daoan_bench_{secrets.token_hex(4)}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield make_url(given).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def server(where: str) -> Iterator[str]:
    """A server over a store in a process of its own; answers its address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench._actions_server", where, str(port)], cwd=ROOT, stdout=sys.stderr
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            try:
                if httpx.get(f"{address}/api/v1/work", timeout=5).status_code == 401:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def page_through(address: str, user: User) -> list[dict[str, Any]]:
    """Milliseconds of one page after another, as somebody who sees every matter turns them."""
    rows = []
    with httpx.Client(base_url=address, headers={"Cookie": f"daoan_session={user.token}"}, timeout=30) as client:
        for name, asked in {"due": {}, "changed": {"order": "changed"}, "title": {"text": "核查 b3"}}.items():
            taken, after = [], None
            for _ in range(PAGES):
                start = time.perf_counter()
                params = {"limit": PAGE_ROWS, **asked} | ({"after": after} if after else {})
                answer = client.get("/api/v1/work", params=params).raise_for_status().json()
                taken.append((time.perf_counter() - start) * 1000)
                after = answer["next"]
                if after is None:
                    break
            ms = np.array(taken)
            rows.append(
                {"list": name, "of": answer["total"], "pages": len(taken), "first_ms": round(taken[0], 1),
                 "p50_ms": _percentile(ms, 50), "worst_ms": round(float(ms.max()), 1)}
            )  # fmt: skip
    return rows


def _of_kind(kind: str, taken: list[tuple[str, float]]) -> dict[str, Any]:
    ms = np.array([t for k, t in taken if k == kind])
    return {"kind": kind, "actions": len(ms), "p50_ms": _percentile(ms, 50), "p99_ms": _percentile(ms, 99)}


def _percentile(ms: np.ndarray, share: float) -> float | None:
    return round(float(np.percentile(ms, share)), 1) if len(ms) else None
