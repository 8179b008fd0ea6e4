"""Simulated users of the benchmark of actions: each looks, thinks, opens, thinks, acts, over HTTP."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench._actions_city import User

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


async def work(address: str, users: tuple[User, ...], seconds: float) -> Tally:
    """Let all users work side by side for some seconds."""
    tally = Tally()
    limits = httpx.Limits(max_connections=len(users) + 10, max_keepalive_connections=len(users) + 10)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30.0) as client:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(_one(client, user, i, until, tally) for i, user in enumerate(users)))
    return tally


async def _one(client: httpx.AsyncClient, user: User, seed: int, until: float, tally: Tally) -> None:
    chance = random.Random(seed)
    headers = {"Cookie": f"daoan_session={user.token}", "X-CSRF-Token": user.csrf}
    waiting, seen = list(user.own), [user.own[0]]
    await asyncio.sleep(chance.random() * THINK_S)
    while time.perf_counter() < until:
        kind = chance.random()
        if kind < LIST:
            answer = await _timed(client, tally, "list", "GET", "/api/v1/work", headers, params=chance.choice(LISTS))
            if answer is not None:
                seen = [row["matter_id"] for row in answer.json()["rows"]] or seen
        elif kind < LIST + OPEN or not waiting:
            await _timed(client, tally, "open", "GET", f"/api/v1/work/{chance.choice(seen)}", headers)
        else:
            path = f"/api/v1/work/{waiting.pop()}"
            event = {"event": "sign", "version": 1}
            key = {"Idempotency-Key": f"{user.person_id}-{len(waiting)}-key"}
            await _timed(client, tally, "act", "POST", f"{path}/events", headers | key, json=event)
        await asyncio.sleep(THINK_S * (0.5 + chance.random()))


async def _timed(
    client: httpx.AsyncClient, tally: Tally, kind: str, method: str, path: str, headers: dict[str, str], **more: Any
) -> httpx.Response | None:
    start = time.perf_counter()
    try:
        answer = await client.request(method, path, headers=headers, **more)
    except httpx.HTTPError as problem:
        tally.errors.append(f"{kind}: {type(problem).__name__}")
        return None
    tally.taken_ms.append((kind, (time.perf_counter() - start) * 1000))
    if answer.status_code != 200:
        tally.errors.append(f"{kind}: {answer.status_code} {answer.text[:120]}")
        return None
    return answer
