"""A small server in two processes, for the tests of several: ``python -m tests.app.processes_given PORT [broken]``."""

import os
import sys
from datetime import UTC, datetime, timedelta
from functools import partial

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from daoan.api.shared import Shared
from daoan.app.processes import listening_at, serve_in_processes
from daoan.jobs.keepers import Keeper

NOW = datetime(2026, 5, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


class Saying(Keeper[str]):
    """A job that says who asked for it and where it ran."""

    failed = "nothing was said"

    def once(self, by: str, /) -> str:
        return f"{by} {os.getpid()}"


def app_over(broken: bool, shared: Shared) -> FastAPI:
    """Routes that use what is shared."""
    if broken:
        raise RuntimeError("this one cannot begin")
    app = FastAPI(default_response_class=PlainTextResponse)

    @app.get("/pid")
    def get_pid() -> str:
        return str(os.getpid())

    @app.get("/ask")
    def get_ask() -> str:
        return f"{shared.pending.keep('question', LATER)} {os.getpid()}"

    @app.get("/take/{token}")
    def get_take(token: str) -> str:
        return shared.pending.take(str, token, NOW) or ""

    @app.get("/give/{person}/{matter}")
    def get_give(person: str, matter: str) -> str:
        shared.grants.give(person, matter, LATER, NOW)
        return ""

    @app.get("/eyes/{person}")
    def get_eyes(person: str) -> str:
        return " ".join(shared.grants.eyes(person, NOW).clear)

    @app.get("/run/{by}")
    def get_run(by: str) -> str:
        return str(shared.jobs["saying"].run(by).last)

    @app.get("/state")
    def get_state() -> str:
        return str(shared.jobs["saying"].state.last)

    return app


if __name__ == "__main__":
    with listening_at("127.0.0.1", int(sys.argv[1])) as listening:
        shared = Shared(jobs={"saying": Saying()})
        serve_in_processes(partial(app_over, "broken" in sys.argv), listening, 2, shared)
