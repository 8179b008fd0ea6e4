"""A port that is taken is said so, before anything starts."""

import socket

import pytest

from daoan.app.serve import require_free
from daoan.terms.errors import InputError


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="choose another"):
            require_free("127.0.0.1", taken.getsockname()[1])


def test_a_free_port_is_fine() -> None:
    require_free("127.0.0.1", 0)
