"""Ports that servers of ours listen on."""

import socket

from daoan.terms.errors import InputError


def require_free(host: str, port: int) -> None:
    """Raise :class:`InputError` where another program listens on the port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise InputError(
                f"port {port} cannot be listened on ({problem.strerror}); choose another: --port, or make demo PORT=…"
            ) from None
