"""What the engine is told besides passes: kept by content, numbered for good, heeded at its place in the log."""

from datetime import timedelta

import numpy as np
import pytest

from daoan.jobs.passes.around import Entries, KeptAround
from daoan.jobs.passes.engine_room import EngineRoom
from daoan.jobs.passes.records import find_handled, write_around, write_passes
from daoan.jobs.passes.run import read_detections
from daoan.store.framed_log import FramedLog, read_from, read_log
from daoan.terms.detections import Suspicion
from daoan.terms.errors import Fault, FileUnreadable
from daoan.terms.watches import of_secret
from daoan.warn.passes.engine import Surroundings
from daoan.warn.passes.watching import WatchColumns, watched_of
from tests.jobs.passes_given import BATCH
from tests.warn.passes.road_given import CAR, MIDNIGHT, MINUTE, PACK, STRANGER, TRUCK, engine, vehicles
from tests.warn.passes.test_against_plain import stream, world

LATE = timedelta(minutes=70)
NOBODY = Entries({})


def watching(*plates: int, numbers: tuple[int, ...]) -> WatchColumns:
    size = len(plates)
    return WatchColumns(
        np.array(plates, np.int64), np.full(size, MIDNIGHT), np.full(size, MIDNIGHT + 10_000 * MINUTE),
        np.ones(size, np.float32), np.array(numbers, np.int32),
    )  # fmt: skip


def around(watches: WatchColumns) -> Surroundings:
    return engine(vehicles(), watches).around


def test_surroundings_of_another_version_are_refused_in_words(tmp_path) -> None:
    kept = KeptAround(tmp_path / "around")
    ref = kept.keep(around(watching(CAR, numbers=(4,))), NOBODY)
    path = tmp_path / "around" / f"{ref.rules}.npz"
    with np.load(path) as whole:
        parts = {name: part for name, part in whole.items() if name != "alike"}
    np.savez(path, **parts)
    with pytest.raises(FileUnreadable, match="another version"):
        kept.read(ref)


def test_what_was_kept_is_read_again_to_the_byte(tmp_path) -> None:
    kept = KeptAround(tmp_path / "around")
    given = around(watching(CAR, numbers=(4,)))
    entries = Entries({"watch-1": 4}, 3)
    ref = kept.keep(given, entries)
    again = KeptAround(tmp_path / "around")
    read = again.read(ref)
    for part in ("ground", "facts", "watched", "rules"):
        for one, other in zip(getattr(read, part), getattr(given, part), strict=True):
            assert one.dtype == other.dtype
            for name in one.dtype.names or [...]:
                assert one[name].tobytes() == other[name].tobytes()
    assert again.entries(ref) == entries
    assert again.keep(read, entries) == ref


def test_a_list_that_changes_writes_only_itself(tmp_path) -> None:
    kept = KeptAround(tmp_path)
    facts = engine(vehicles()).around
    one = kept.keep(facts, NOBODY)
    before = {p.name for p in tmp_path.iterdir()}
    listed = Surroundings(
        facts.ground, facts.facts, watched_of(watching(CAR, numbers=(2,)), facts.facts, PACK), facts.rules
    )
    other = kept.keep(listed, NOBODY)
    assert (one.ground, one.facts, one.rules) == (other.ground, other.facts, other.rules)
    assert {p.name for p in tmp_path.iterdir()} - before == {f"{other.watched}.npz"}
    kept.say(one)
    kept.said_at(0)
    kept.say(other)
    kept.said_at(50)
    assert kept.leave_out_before(49) == 0
    assert kept.leave_out_before(50) == 1
    assert kept.first() == other
    with pytest.raises(FileUnreadable, match="restore it"):
        kept.read(one)


def test_numbers_of_entries_stay_tell_secrecy_and_are_never_given_again() -> None:
    def secret(name: str) -> bool:
        return name.startswith("s")

    first = NOBODY.with_new(["a", "s1", "b"], secret)
    second = first.with_new(["b", "c"], secret)
    third = second.with_new(["a", "b"], secret)
    assert second.numbers["b"] == first.numbers["b"]
    assert third.numbers["a"] not in {*first.numbers.values(), *second.numbers.values()}
    assert of_secret(np.array([*first.numbers.values(), -1])).tolist() == [False, True, False, False]


def test_the_first_to_be_said_holds_from_the_beginning_and_the_last_is_known(tmp_path) -> None:
    kept = KeptAround(tmp_path / "around")
    assert (kept.first(), kept.last()) == (None, None)
    with pytest.raises(Fault):
        EngineRoom(tmp_path / "engine", kept, LATE, lambda: 0.0)
    one, other = (kept.keep(around(watching(plate, numbers=(2,))), NOBODY) for plate in (CAR, TRUCK))
    kept.say(one)
    assert (kept.last(), kept.stands()) == (one, False)
    kept.said_at(0)
    kept.say(other)
    assert (kept.first(), kept.last(), kept.stands()) == (one, other, False)
    kept.say(other)  # again, after a kill: it stands there once
    kept.said_at(10)
    assert (kept.first(), kept.last(), kept.stands()) == (one, other, True)
    assert kept.leave_out_before(9) == 0


def log_with_a_change(folder, kept: KeptAround) -> int:
    """Passes, in the middle another watch list; answers how many records."""
    rng = np.random.default_rng(3)
    registered, watches, at = world(rng)
    frame = stream(rng, 1200)
    frame.pass_id[:] = rng.permutation(len(frame)) + 1
    kept.say(kept.keep(engine(registered, watches, at).around, NOBODY))
    kept.said_at(0)
    listed = watching(TRUCK, CAR, STRANGER, numbers=(8, 0, 11))
    changed = kept.keep(engine(registered, listed, at).around, NOBODY)
    log, number = FramedLog(folder, segment_bytes=50_000), 0
    for start in range(0, len(frame), BATCH):
        if start == 600:
            log.write(*write_around(changed))
            number += 1
        log.write(*write_passes(frame.take(slice(start, start + BATCH))))
        number += 1
    log.sync()
    log.close()
    return number


def test_wherever_the_engine_stopped_a_change_counts_from_its_place_in_the_log(tmp_path) -> None:
    kept = KeptAround(tmp_path / "around")
    records = log_with_a_change(tmp_path / "log", kept)
    whole = EngineRoom(tmp_path / "whole", kept, LATE, lambda: 0.0)
    assert whole.catch_up(tmp_path / "log") == 1200
    whole.close()
    told = b"".join(read_log(tmp_path / "whole" / "detections"))
    entries = {int(e) for _, one in read_detections(tmp_path / "whole") for e in one.told.at_once.entry}
    assert {0, 8, 11} <= entries
    for stopped in range(1, records, 3):
        folder = tmp_path / f"stopped-{stopped}"
        room = EngineRoom(folder, kept, LATE, lambda: 0.0)
        for behind, record in list(read_from(tmp_path / "log", 0))[:stopped]:
            room.handle(behind, find_handled(record))
        if stopped % 2:
            room.snapshot()
        room.run.close()  # as a kill would leave it
        again = EngineRoom(folder, kept, LATE, lambda: 0.0)
        again.catch_up(tmp_path / "log")
        assert again.run.around == whole.run.around
        again.close()
        assert b"".join(read_log(folder / "detections")) == told, stopped
    assert Suspicion.WATCHED in {int(k) for _, one in read_detections(tmp_path / "whole") for k in one.told.final.kind}
