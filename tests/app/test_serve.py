"""A port that is taken is said so, before anything starts; messages go out beside the server."""

import socket
import threading
from time import perf_counter, sleep

import pytest

from daoan.app.ports import require_free
from daoan.app.serve import running
from daoan.jobs.sending import SendKeeper
from daoan.terms.errors import InputError
from tests.jobs.post_given import Town


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="choose another"):
            require_free("127.0.0.1", taken.getsockname()[1])


def test_a_free_port_is_fine() -> None:
    require_free("127.0.0.1", 0)


def test_messages_go_out_beside_the_server_until_it_stops() -> None:
    town = Town()
    keeper = SendKeeper(town.post, lambda: town.now)
    with running(keeper, "messages", 0.01):
        until = perf_counter() + 20
        while keeper.state.last is None and perf_counter() < until:
            sleep(0.01)
        town.begin("m")
        while len(town.mail.seen) < 2 and perf_counter() < until:
            sleep(0.01)
    assert sorted(person.person_id for _, person in town.mail.seen) == ["north1", "north2"]
    assert not [t for t in threading.enumerate() if t.name == "messages"]
