"""A limit on how long something on the network may take altogether: time limits of sockets count each part anew."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def cut_after(seconds: float, connection: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Shut the connection when the block has not ended in time; whatever it waits for then fails at once.

    ``connection``: asked when the time is over, since a connection may be wrapped in another meanwhile.
    """

    def cut() -> None:
        held = connection()
        if held is not None:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
