"""What several rooms' tests share: Leeds, prepared once, and the console served over it."""

import fcntl
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")  # how fast a machine draws examples is no law of ours

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="session")
def leeds(tmp_path_factory: pytest.TempPathFactory):
    """The workspace that ``make demo`` makes, from the files that ship with the project. Do not write to it.

    Test processes that run side by side share one: whoever comes first makes it, the others wait.
    """
    from daoan.app.demo import prepare
    from daoan.app.progress import silent
    from daoan.config import read_config

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    config = read_config({"workspace": shared / "leeds"}, {})
    with (shared / "leeds.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        workspace = prepare(config, "leeds", silent)  # what is done already is not done again
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def commander(leeds) -> str:
    """The cookie of somebody from the command centre of Leeds, signed in without a password."""
    from daoan.api.accounts import fresh_person
    from daoan.api.gate import Client
    from daoan.app.people import desk_of, ensure_units
    from daoan.terms.records.people import Account
    from daoan.terms.roles import Role

    gate = desk_of(leeds).gate
    ensure_units(leeds)
    person = fresh_person("Commander 指挥长", leeds.store.list_units()[0].unit_id, [Role.COMMANDER])
    account = Account(person.person_id, person.person_id, None)
    gate.store.save_person(person, gate.note(person, "person.add"))
    gate.store.save_account(account, gate.note(person, "account.add"))
    return gate.open(person, account, Client(loopback=True, name="tests"), second_factor=False).token


@pytest.fixture(scope="session")
def demo_server(leeds) -> Iterator[str]:
    """Address of the console over Leeds, on a free loopback port."""
    import uvicorn

    from daoan.api.server import create_app
    from daoan.app.people import desk_of

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    desk = desk_of(leeds)
    server = uvicorn.Server(uvicorn.Config(create_app(desk), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)
