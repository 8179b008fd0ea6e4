"""A queue besides the devices: what is said where the extra is not installed, before anything is served."""

import sys

import pytest

from daoan.app.pass_engine import queue_opens
from daoan.terms.errors import InputError


def test_without_the_extra_it_says_what_to_install(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    monkeypatch.delitem(sys.modules, "daoan.edge.kafka", raising=False)
    with pytest.raises(InputError, match=r"daoan\[kafka\]"):
        queue_opens(tmp_path / "kafka.toml")
