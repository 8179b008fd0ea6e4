"""One server in several processes: this one keeps what they share and runs the jobs, its children answer requests.

One interpreter computes one answer at a time. Where the store takes many readers and writers at once (PostgreSQL), more
of them answer more people. All listen on one socket. A child that ends is begun anew; one whose parent ended follows.
"""

import logging
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.managers import BaseManager, BaseProxy
from multiprocessing.process import BaseProcess
from typing import Any

from fastapi import FastAPI

from daoan.api.shared import Job, Shared
from daoan.jobs.keepers import JobState
from daoan.terms.errors import Fault

log = logging.getLogger(__name__)

#: Children that may end, no ``SETTLED_S`` without one between them, before the server gives up.
MOST_DEATHS = 5
SETTLED_S = 30.0
LOOK_EVERY_S = 0.5
BACKLOG = 2048
KEPT_OPEN_S = 30  # a connection on which nothing is asked; people think for longer than the usual 5
SWITCH_S = 0.001  # how long another thread, such as a job, keeps a request waiting each time; 5 ms by itself
LEAVE_S = 3  # for requests under way; pages that listen would never leave by themselves

Make = Callable[[Shared], FastAPI]


@dataclass(frozen=True, slots=True)
class Way:
    """How a child reaches its parent: a socket in a folder that is the parent's alone, and the key that it asks for."""

    address: str
    key: bytes
    jobs: tuple[str, ...]


class _PendingProxy(BaseProxy):
    _exposed_ = ("keep", "take")

    def keep(self, *given: Any) -> Any:
        return self._callmethod("keep", given)

    def take(self, *given: Any) -> Any:
        return self._callmethod("take", given)


class _GrantsProxy(BaseProxy):
    _exposed_ = ("give", "eyes")

    def give(self, *given: Any) -> Any:
        return self._callmethod("give", given)

    def eyes(self, *given: Any) -> Any:
        return self._callmethod("eyes", given)


class _KnocksProxy(BaseProxy):
    _exposed_ = ("admit",)

    def admit(self, *given: Any) -> Any:
        return self._callmethod("admit", given)


class _JobProxy(BaseProxy):
    _exposed_ = ("run", "__getattribute__")

    @property
    def state(self) -> JobState[Any]:
        call: Any = self._callmethod
        found: JobState[Any] = call("__getattribute__", ("state",))
        return found

    def run(self, by: str = "loop") -> Any:
        return self._callmethod("run", (by,))


class _Asking(BaseManager):
    """The children's side."""


class _Holding(BaseManager):
    """The parent's side; what it hands out is set in :func:`shared_out`."""


for _name, _proxy in (
    ("pending", _PendingProxy), ("grants", _GrantsProxy), ("knocks", _KnocksProxy), ("job", _JobProxy),
):  # fmt: skip
    _Asking.register(_name, proxytype=_proxy)


@contextmanager
def listening_at(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that several processes may take connections from."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        yield listening


@contextmanager
def shared_out(shared: Shared) -> Iterator[Way]:
    """Hand out what is shared for as long as the block lasts. Only processes of the same person reach the socket."""

    class Holding(_Holding):
        """Of this call alone, since what is registered belongs to the class."""

    Holding.register("pending", callable=lambda: shared.pending, proxytype=_PendingProxy)
    Holding.register("grants", callable=lambda: shared.grants, proxytype=_GrantsProxy)
    Holding.register("knocks", callable=lambda: shared.knocks, proxytype=_KnocksProxy)
    Holding.register("job", callable=lambda name: shared.jobs[name], proxytype=_JobProxy)
    key = secrets.token_bytes(32)
    server: Any = Holding(authkey=key).get_server()  # at a place of its own choice, which goes when the process ends
    threading.Thread(target=_hand_out, args=(server,), name="shared", daemon=True).start()
    yield Way(server.address, key, tuple(shared.jobs))


def _hand_out(server: Any) -> None:
    try:
        server.serve_forever()
    except SystemExit:  # how it ends, a thread or not
        return


def reach(way: Way) -> Shared:
    """What the parent shares, seen from a child."""
    manager: Any = _Asking(way.address, way.key)
    manager.connect()
    jobs: dict[str, Job] = {name: manager.job(name) for name in way.jobs}
    return Shared(manager.pending(), manager.grants(), manager.knocks(), jobs)


def answer_requests(make: Make, listening: socket.socket, way: Way) -> None:
    """What a child does: answer, until told to stop or its parent is gone."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), name="parent", daemon=True).start()
    answer(make(reach(way)), sockets=[listening])


def answer(app: FastAPI, *, sockets: list[socket.socket] | None = None, **address: Any) -> None:
    """Answer requests until told to stop: on an address (``host``, ``port``), or on sockets that listen already."""
    import uvicorn

    sys.setswitchinterval(SWITCH_S)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEPT_OPEN_S,
        timeout_graceful_shutdown=LEAVE_S,
        **address,
    )
    uvicorn.Server(config).run(sockets=sockets)


def _follow(parent: Any) -> None:
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


def serve_in_processes(make: Make, listening: socket.socket, processes: int, shared: Shared) -> None:
    """Answer on a socket with so many processes until interrupted.

    ``make``: what each child makes its application with; it is handed over by name, so a function of a module or a
    ``partial`` of one. Raises :class:`Fault` where children end as fast as they are begun.
    """
    context = get_context("spawn")
    listening.listen(BACKLOG)
    with shared_out(shared) as way, told_to_stop() as stopped:

        def begin() -> BaseProcess:
            child = context.Process(target=answer_requests, args=(make, listening, way), daemon=True)
            child.start()
            return child

        children = [begin() for _ in range(processes)]
        try:
            _replace_the_dead(children, begin, stopped)
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.join(LEAVE_S + 5)


def _replace_the_dead(children: list[BaseProcess], begin: Callable[[], BaseProcess], stopped: threading.Event) -> None:
    deaths, quiet_s = 0, 0.0
    while not stopped.is_set():
        ended = set(wait([c.sentinel for c in children], timeout=LOOK_EVERY_S))
        if stopped.is_set():
            return
        if not ended:
            quiet_s += LOOK_EVERY_S
            deaths = 0 if quiet_s >= SETTLED_S else deaths
            continue
        deaths, quiet_s = deaths + len(ended), 0.0
        if deaths > MOST_DEATHS:
            raise Fault(f"{deaths} processes of the server ended as soon as they were begun; see what they said above")
        for row, child in enumerate(children):
            if child.sentinel in ended:
                log.error("a process of the server ended (exit %s) and is begun anew", child.exitcode)
                children[row] = begin()


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Set once somebody asks the process to end; what was done at such a signal before is done again afterwards."""
    stopped = threading.Event()
    before = {s: signal.signal(s, lambda *_: stopped.set()) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        for number, action in before.items():
            signal.signal(number, action)
