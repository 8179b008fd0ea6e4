"""The console's files as they are sent: the compressed copy to whoever takes it, the file itself to others."""

import gzip

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from daoan.api.console import ASKED_FIRST, install_console

SCRIPT = b"export const a = 1;\n" * 200


@pytest.fixture
def console(tmp_path) -> TestClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "assets" / "a-1.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "a-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "assets" / "b-1.js").write_bytes(SCRIPT)
    app = FastAPI()
    install_console(app, tmp_path)
    return TestClient(app)


@pytest.mark.parametrize("takes", ["gzip", "identity"])
def test_everybody_gets_the_same_bytes(console, takes) -> None:
    answer = console.get("/assets/a-1.js", headers={"Accept-Encoding": takes})
    assert answer.content == SCRIPT
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert (answer.headers.get("content-encoding") == "gzip") == (takes == "gzip")
    assert (int(answer.headers["content-length"]) < len(SCRIPT)) == (takes == "gzip")


def test_a_cache_tells_the_copies_apart_and_a_file_without_one_is_sent_as_it_is(console) -> None:
    assert console.get("/assets/a-1.js").headers["vary"] == "Accept-Encoding"
    alone = console.get("/assets/b-1.js")
    assert "content-encoding" not in alone.headers
    assert alone.content == SCRIPT


def test_the_first_page_names_what_is_asked_first_to_whoever_may_be_signed_in(console) -> None:
    assert "link" not in console.get("/alerts").headers
    console.cookies.set("daoan_session", "token")
    named = console.get("/alerts").headers["link"]
    assert [part.split(">")[0].strip(" <") for part in named.split(",")] == list(ASKED_FIRST)
    for path in ("/report/abc", "/open", "/open/"):  # nobody's session is asked for there
        assert "link" not in console.get(path).headers


def test_whoever_only_asks_whether_it_is_up_gets_the_headers_alone(console) -> None:
    for path in ("/", "/alerts", "/assets/a-1.js"):
        asked, whole = console.head(path), console.get(path)
        assert (asked.status_code, asked.content) == (200, b""), path
        assert asked.headers["content-length"] == whole.headers["content-length"]
    assert console.head("/assets/none.js").status_code == 404
    refused = console.head("/api/v1/meta")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
