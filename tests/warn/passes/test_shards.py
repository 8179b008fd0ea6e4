"""Shards: a plate always has the same one; one shard is the engine; many are many engines, wherever each runs."""

import numpy as np
import pytest

from daoan.terms.detections import join_detections
from daoan.terms.errors import Fault, FileUnreadable, InputError
from daoan.warn.passes.kept import KeptShard, in_order
from daoan.warn.passes.shards import Shards, shards_of
from tests.warn.passes.road_given import CAR, along, engine, passes
from tests.warn.passes.test_against_plain import same, stream, world


def given(seed: int, number: int = 1200):
    rng = np.random.default_rng(seed)
    registered, watches, at = world(rng)
    frame = stream(rng, number)
    frame.pass_id[:] = rng.permutation(len(frame)) + 1
    return engine(registered, watches, at).around, in_order(frame)


def test_whose_a_plate_is_never_changes() -> None:
    plates = np.array([1, 2, 3, 2**50, CAR], np.int64)
    assert shards_of(plates, 16).tolist() == [13, 7, 13, 0, 5]
    assert set(shards_of(np.arange(1, 4000), 16).tolist()) == set(range(16))
    assert shards_of(plates, 1).tolist() == [0] * 5


@pytest.mark.parametrize("seed", range(4))
def test_one_shard_is_the_engine(seed) -> None:
    around, frame = given(seed)
    whole = Shards(around).see(frame)
    assert len(whole) > 20
    one = engine()
    one.look_around(around)
    same(whole, one.see(frame))


@pytest.mark.parametrize("seed", range(4))
def test_shards_side_by_side_are_shards_each_by_itself(seed) -> None:
    around, frame = given(seed)
    together, shards = Shards(around, 5), shards_of(frame.plate, 5)
    found = join_detections([together.see(frame.take(slice(a, a + 150))) for a in range(0, len(frame), 150)])
    alone = join_detections([KeptShard.of(None, around).see(frame.take(shards == k)) for k in range(5)])
    row = {pass_id: k for k, pass_id in enumerate(frame.pass_id.tolist())}
    assert len(found) > 20
    same(found, alone.take(np.argsort([row[p] for p in alone.pass_id.tolist()], kind="stable")))


@pytest.mark.parametrize("seed", range(4))
def test_a_shard_that_is_a_value_between_batches_tells_the_same(seed) -> None:
    around, frame = given(seed)
    rng, value, parts = np.random.default_rng(seed), None, []
    for start in range(0, len(frame), 100):
        batch = frame.take(slice(start, start + 100))
        shard = KeptShard.of(value, around)
        parts.append(shard.see(batch.take(rng.permutation(len(batch)))))  # rows come in any order
        value = shard.value()
    same(join_detections(parts), Shards(around).see(frame))


def test_what_came_after_later_passes_is_refused() -> None:
    shard = KeptShard.of(None, engine().around)
    shard.see(passes(along(CAR, 600, (3, 4))))
    with pytest.raises(Fault, match="later"):
        KeptShard.of(shard.value(), engine().around).see(passes(along(CAR, 500, (1,))))


def test_bytes_of_another_kind_are_refused() -> None:
    around = engine().around
    whole = KeptShard.of(None, around).value()
    for wrong in (b"", b"DAOANPS0" + whole[8:], whole[:-1], whole + b"\0"):
        with pytest.raises(FileUnreadable):
            KeptShard.of(wrong, around)


def test_no_shards_are_no_engine() -> None:
    with pytest.raises(InputError):
        Shards(engine().around, 0)
