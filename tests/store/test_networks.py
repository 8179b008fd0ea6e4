"""Networks as bytes and back, and the hash of what they say."""

from dataclasses import fields, replace

import numpy as np
import pytest

from daoan.store.networks import hash_network, pack_network, unpack_network
from daoan.terms.errors import Fault
from daoan.terms.frames import Network
from tests.store.store_given import network


def changed(value):
    """The column with its last value changed by as little as may be."""
    if isinstance(value, str):
        return value + "."
    value = value.copy()
    last = value.reshape(-1)
    if value.dtype == object:
        last[-1] = "other" if last[-1] is None else None
    elif value.dtype == bool:
        last[-1] = not last[-1]
    elif value.dtype.kind == "f":
        last[-1] = np.nextafter(last[-1], np.inf)
    else:
        last[-1] ^= 1
    return value


@pytest.mark.parametrize("field", [field.name for field in fields(Network)])
def test_the_hash_follows_every_column(field: str):
    given = network()
    assert hash_network(replace(given, **{field: changed(getattr(given, field))})) != hash_network(given)


def test_the_hash_is_of_the_content_alone():
    assert hash_network(network()) == hash_network(unpack_network(pack_network(network())))
    narrow = replace(network(), from_node=np.array([0, 1], dtype=np.int32))
    assert hash_network(narrow) == hash_network(network())
    assert (
        hash_network(network()) == "82fca6b4fa31b37bd957943714dbf605dd29ebeb0686920474521ac1d7968d96"
    )  # a stored id must mean the same network for ever


def test_an_empty_network_comes_back():
    none = np.zeros(0)
    empty = Network(
        *(none.astype(kind) for kind in ("O", "i8", "i8", "u1", "O", "u1", "?", "f8", "O", "f8", "?", "O", "f8")),
        np.zeros(1, dtype="i8"), np.zeros((0, 2)), none, none,
    )  # fmt: skip
    back = unpack_network(pack_network(empty))
    assert (len(back), back.coords.shape, back.segment_id.dtype) == (0, (0, 2), object)
    assert hash_network(back) == hash_network(empty)


def test_what_a_column_cannot_hold_is_our_own_fault():
    for bad in (
        replace(network(), road_name=np.array([7, None], dtype=object)),
        replace(network(), from_node=np.array([0.5, 1.0])),
    ):
        with pytest.raises(Fault):
            pack_network(bad)
        with pytest.raises(Fault):
            hash_network(bad)
