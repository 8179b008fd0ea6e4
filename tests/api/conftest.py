"""A client that talks to the application without a socket."""

import pytest

from daoan.api.desk import Desk
from daoan.api.server import create_app
from daoan.app.people import desk_of
from daoan.store.open import open_store
from tests.api.browser import Browser
from tests.api.work_given import SEALER, Office, open_office, settle
from tests.sqlite_given import file_with


@pytest.fixture(scope="module", autouse=True)  # not the session: other rooms look at the real strength
def cheap_hashes():
    """Argon2 at next to no strength: its real one, which takes its time on purpose, is looked at in tests/edge."""
    from argon2 import PasswordHasher

    from daoan.edge import passwords

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", weak)
        patch.setattr(passwords, "_NOBODY", weak.hash("nobody"))
        yield


@pytest.fixture(scope="session")
def desk(leeds) -> Desk:
    return desk_of(leeds)


@pytest.fixture(scope="session")
def client(desk, commander) -> Browser:
    opened = Browser(create_app(desk))
    opened.cookies.set("daoan_session", commander)
    return opened


@pytest.fixture(params=["memory", "sqlite"])
def office(request, tmp_path) -> Office:
    """A small organisation at work, over an empty store of each make."""
    place = "memory:" if request.param == "memory" else tmp_path / "work.sqlite"
    if place != "memory:":
        place.write_bytes(file_with(settle, SEALER))
    store = open_store(place, SEALER)
    yield open_office(store, tmp_path)
    store.close()
