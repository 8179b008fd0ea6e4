"""Simulated users of the benchmark of actions: each looks, thinks, opens, thinks, acts, over HTTP."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bench._actions_city import User
from bench._actions_wire import Answer, Wire

THINK_S = 3.0
LIST, OPEN = 0.7, 0.2  # the rest acts
LISTS: tuple[dict[str, Any], ...] = (
    {},
    {"open": True, "limit": 50},
    {"open": True, "overdue": True},
    {"mine": True, "open": True},
    {"order": "changed"},
    {"kind": "order_node", "state": "to_sign"},
)


@dataclass(slots=True)
class Tally:
    """What happened: kind and milliseconds of every action, and what went wrong."""

    taken_ms: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """As much of a line as a user looks at."""

    matter_id: str


@dataclass(slots=True)
class _Rows:
    """As much of a list."""

    rows: list[_Row]


_LIST = msgspec.json.Decoder(_Rows)


async def work(address: str, users: tuple[User, ...], seconds: float) -> Tally:
    """Let all users work side by side for some seconds."""
    tally = Tally()
    until = time.perf_counter() + seconds
    await asyncio.gather(*(_one(address, user, i, until, tally) for i, user in enumerate(users)))
    return tally


async def _one(address: str, user: User, seed: int, until: float, tally: Tally) -> None:
    chance = random.Random(seed)
    wire = Wire(address, {"Cookie": f"daoan_session={user.token}", "X-CSRF-Token": user.csrf})
    waiting, seen = list(user.own), [user.own[0]]
    await asyncio.sleep(chance.random() * THINK_S)
    while time.perf_counter() < until:
        kind = chance.random()
        if kind < LIST:
            answer = await _timed(wire, tally, "list", "GET", "/api/v1/work", params=chance.choice(LISTS))
            if answer is not None:
                seen = [row.matter_id for row in _LIST.decode(answer.body).rows] or seen
        elif kind < LIST + OPEN or not waiting:
            await _timed(wire, tally, "open", "GET", f"/api/v1/work/{chance.choice(seen)}")
        else:
            path = f"/api/v1/work/{waiting.pop()}"
            event = {"event": "sign", "version": 1}
            key = {"Idempotency-Key": f"{user.person_id}-{len(waiting)}-key"}
            await _timed(wire, tally, "act", "POST", f"{path}/events", body=event, more=key)
        await asyncio.sleep(THINK_S * (0.5 + chance.random()))
    wire.close()


async def _timed(wire: Wire, tally: Tally, kind: str, method: str, path: str, **more: Any) -> Answer | None:
    start = time.perf_counter()
    try:
        answer = await wire.ask(method, path, **more)
    except (OSError, EOFError) as problem:
        tally.errors.append(f"{kind}: {type(problem).__name__}")
        return None
    tally.taken_ms.append((kind, (time.perf_counter() - start) * 1000))
    if answer.status != 200:
        tally.errors.append(f"{kind}: {answer.status} {answer.body[:120].decode(errors='replace')}")
        return None
    return answer
