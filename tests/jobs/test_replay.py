"""A day seen again from the lake is what was final when it came, and written twice it is the same files."""

import numpy as np
import pytest

from daoan.jobs.passes.replay.embedded import replay_here
from daoan.jobs.passes.replay.slices import list_slices, read_slices, slice_day, write_slices
from daoan.jobs.passes.replay.told import list_told, read_told
from daoan.jobs.passes.run import SNAPSHOT, PassRun, load
from daoan.store.lake import PassLake
from daoan.terms.detections import join_detections
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.passes import join_passes
from daoan.warn.passes.lanes import Lanes
from tests.warn.passes.road_given import MINUTE
from tests.warn.passes.test_against_plain import same
from tests.warn.passes.test_lanes import disturbed, played
from tests.warn.passes.test_shards import given

SHARDS = 4


def test_a_replay_from_the_lake_is_what_was_final(tmp_path) -> None:
    around, frame = given(2, 3000)
    came = disturbed(frame, np.random.default_rng(5))
    told = played(Lanes(around, 70 * MINUTE, SHARDS), came)
    lake = PassLake(tmp_path / "lake")
    for start in range(0, len(came), 400):
        lake.append(came.take(slice(start, start + 400)))
    for day in lake.day_names():
        slice_day(lake, day, tmp_path / "slices", SHARDS)
    assert len(list_slices(tmp_path / "slices")) > 5
    seen = replay_here(tmp_path / "slices", tmp_path / "told", around, SHARDS)
    assert seen == int((frame.plate != 0).sum())
    final = join_detections([one.final for one in told])
    assert len(final) > 50
    same(read_told(tmp_path / "told"), final)


def test_the_same_slices_give_the_same_files(tmp_path) -> None:
    around, frame = given(3)
    paths = write_slices(frame, tmp_path / "slices", SHARDS, 10 * MINUTE)
    before = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in write_slices(frame, tmp_path / "slices", SHARDS, 10 * MINUTE)] == before
    for _ in range(2):
        replay_here(tmp_path / "slices", tmp_path / "told", around, SHARDS)
        replay_here(tmp_path / "slices", tmp_path / "again", around, SHARDS)
    told, again = list_told(tmp_path / "told"), list_told(tmp_path / "again")
    assert len(told) == len(paths)
    assert [p.read_bytes() for p in told] == [p.read_bytes() for p in again]


def test_slices_are_in_order_by_name_and_by_time(tmp_path) -> None:
    _, frame = given(1)
    paths = write_slices(join_passes([frame, frame]), tmp_path, SHARDS, 7 * MINUTE)
    assert paths == list_slices(tmp_path)
    times = [path.stat().st_mtime for path in paths]
    assert times == sorted(set(times))
    whole = join_passes(list(read_slices(tmp_path)))
    kept = frame.take(frame.plate != 0)
    assert whole.pass_id.tolist() == kept.pass_id.tolist()  # each once, in order
    assert whole.speed_kmh.tobytes() == kept.speed_kmh.tobytes()


def test_slices_of_nothing_and_of_no_time(tmp_path) -> None:
    _, frame = given(1)
    assert write_slices(frame.take(slice(0, 0)), tmp_path, SHARDS) == ()
    with pytest.raises(InputError):
        write_slices(frame, tmp_path, SHARDS, 500)


def test_a_snapshot_of_shards_goes_on_with_as_many_only(tmp_path) -> None:
    around, frame = given(4)
    frame.known_ms[:] = frame.happened_ms
    parts = [frame.take(slice(a, a + 100)) for a in range(0, len(frame), 100)]
    whole = PassRun(Lanes(around, MINUTE, SHARDS), tmp_path / "whole")
    for number, part in enumerate(parts, 1):
        whole.handle(number, part)
    stopped = PassRun(Lanes(around, MINUTE, SHARDS), tmp_path / "stopped")
    for number, part in enumerate(parts[:6], 1):
        stopped.handle(number, part)
    stopped.snapshot()
    stopped.close()
    again = PassRun(Lanes(around, MINUTE, SHARDS), tmp_path / "stopped")
    assert again.position == 6
    for number, part in enumerate(parts[6:], 7):
        again.handle(number, part)
    whole.snapshot()
    again.snapshot()
    assert (tmp_path / "whole" / SNAPSHOT).read_bytes() == (tmp_path / "stopped" / SNAPSHOT).read_bytes()
    with pytest.raises(FileUnreadable, match="4 shards, not 3"):
        load(Lanes(around, MINUTE, 3), tmp_path / "whole" / SNAPSHOT)
