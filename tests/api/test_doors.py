"""The door itself: one error shape, loopback names only, safe headers, ETags."""

import pytest

from daoan.api.server import PREFIX
from tests.api.browser import Browser

pytestmark = pytest.mark.xdist_group("leeds")

WRONG = [
    ("/api/v1/segments/nothing", 404),
    ("/api/v1/blackspots/nothing", 404),
    ("/api/v1/alerts/nothing", 404),
    ("/api/v1/crashes/nothing", 404),
    ("/api/v1/indicators/leeds/1066", 404),
    ("/api/v1/bulletins/1066-10.docx", 404),
    ("/api/v1/tiles/nothing/1/0/0.mvt", 404),
    ("/api/v1/tiles/roads/1/9/9.mvt", 404),
    ("/api/v1/nothing", 404),
    ("/api/v1/segments?sort=colour", 422),
    ("/api/v1/segments?after=yesterday", 422),
    ("/api/v1/segments?limit=0", 422),
    ("/api/v1/crashes?bbox=1,2,3", 422),
    ("/api/v1/crashes?bbox=5,5,1,1", 422),
    ("/api/v1/crashes?since=never", 422),
    ("/api/v1/tiles/roads/99/0/0.mvt", 422),
]


def assert_problem(answer, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert body["detail"]


@pytest.mark.parametrize(("path", "status"), WRONG)
def test_errors_have_one_shape(client, path, status) -> None:
    assert_problem(client.get(path), status)


def test_only_loopback_names_are_answered(client) -> None:
    assert client.get(f"{PREFIX}/meta", headers={"Host": "daoan.example"}).status_code == 400


def test_what_the_caller_has_is_not_sent_again(client) -> None:
    first = client.get(f"{PREFIX}/meta")
    again = client.get(f"{PREFIX}/meta", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content


def test_pages_of_the_console_may_not_be_framed_or_load_from_elsewhere(client) -> None:
    policy = client.get(f"{PREFIX}/meta").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_every_route_is_documented(client) -> None:
    document = client.get(f"{PREFIX}/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("summary"), f"{method} {path} has no summary"
            assert {"200", "201", "204"} & set(operation["responses"]), f"{method} {path}"


def test_files_outside_the_console_are_not_served(client) -> None:
    for path in ("/../pyproject.toml", "/%2e%2e/%2e%2e/pyproject.toml", "/..%2fpyproject.toml"):
        assert "hatchling" not in client.get(path).text


@pytest.mark.parametrize("layer", ["roads", "risk", "crashes", "cells"])
def test_tiles_hold_the_city(client: Browser, layer) -> None:
    import mapbox_vector_tile

    answer = client.get(f"{PREFIX}/tiles/{layer}/9/253/164.mvt")
    assert answer.status_code == 200
    drawn = mapbox_vector_tile.decode(answer.content)
    assert drawn[layer]["extent"] == 4096
    assert drawn[layer]["features"]
