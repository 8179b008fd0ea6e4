"""A client that talks to the application without a socket."""

import pytest
from fastapi.testclient import TestClient

from daoan.api.desk import Desk
from daoan.api.server import create_app
from daoan.app.workspace import WEB


@pytest.fixture(scope="session")
def desk(leeds) -> Desk:
    return Desk(leeds.store, leeds.city, leeds.packs, web=WEB, cache=leeds.cache)


@pytest.fixture(scope="session")
def client(desk) -> TestClient:
    return TestClient(create_app(desk), base_url="http://127.0.0.1")
