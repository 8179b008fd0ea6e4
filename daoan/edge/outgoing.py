"""The one way in which this program asks another over the network: no redirects, no long answers, no long waits."""

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

TIMEOUT_S = 10
MOST_BYTES = 1024 * 1024

#: Address, form (``None``: GET) and headers to the body of the answer. Raises ``OSError``.
Send = Callable[[str, bytes | None, Mapping[str, str]], bytes]


class _Still(urllib.request.HTTPRedirectHandler):
    """A directory that points elsewhere is not followed there."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


def send_http(address: str, form: bytes | None, headers: Mapping[str, str]) -> bytes:
    """Ask over HTTP(S), certificates checked by the system's own authorities. Raises ``OSError``."""
    request = urllib.request.Request(address, form, dict(headers), method="GET" if form is None else "POST")
    opener = urllib.request.build_opener(_Still)
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            body: bytes = answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as refused:
        if refused.code not in (400, 401):
            raise
        with refused:  # an OAuth error is told in the body
            body = refused.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise OSError("the answer is too long")
    return body
