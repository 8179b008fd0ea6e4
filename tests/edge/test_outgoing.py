"""How the directory is asked: over a real socket, without following it elsewhere and without end."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from daoan.edge.outgoing import MOST_BYTES, send_http


class Handler(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/secret")
            self.end_headers()
            return
        self._answer(500 if self.path == "/broken" else 200, b"x" * (MOST_BYTES + 1) if self.path == "/long" else b"{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(400, b'{"error": "invalid_grant", "form": "' + body + b'"}')

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_what_is_asked_is_answered_and_an_oauth_error_is_read(server) -> None:
    assert send_http(f"{server}/", None, {"Accept": "application/json"}) == b"{}"
    assert b'"form": "a=b"' in send_http(f"{server}/token", b"a=b", {})


@pytest.mark.parametrize("path", ["/elsewhere", "/broken", "/long"])
def test_what_is_no_answer_is_an_error(server, path) -> None:
    with pytest.raises(OSError, match=r"302|500|too long"):
        send_http(server + path, None, {})
    assert "/secret" not in Handler.asked


def test_nobody_there(server) -> None:
    with pytest.raises(OSError, match="refused"):
        send_http("http://127.0.0.1:1/", None, {})
