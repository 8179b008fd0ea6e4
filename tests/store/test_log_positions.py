"""Many records, one sync; and going on behind a position."""

import os
from threading import Thread

import pytest

from daoan.store.framed_log import FramedLog, list_segments, read_from, read_log
from daoan.terms.errors import Fault, FileUnreadable


def test_reading_goes_on_behind_each_position(tmp_path) -> None:
    log = FramedLog(tmp_path, segment_bytes=200)
    contents = [bytes([n]) * (n * 7) for n in range(20)]
    positions = [log.write(content[:3], content[3:]) for content in contents]
    assert log.sync() == positions[-1]
    assert positions == sorted(set(positions))
    assert list(read_from(tmp_path, 0)) == list(zip(positions, contents, strict=True))
    for place, position in enumerate(positions):
        assert [content for _, content in read_from(tmp_path, position)] == contents[place + 1 :]
    log.close()


def test_what_was_handled_can_be_forgotten_and_not_more(tmp_path) -> None:
    log = FramedLog(tmp_path, segment_bytes=100)
    positions = [log.write(b"x" * 60) for _ in range(6)]
    assert log.forget_before(positions[2]) < positions[2]
    assert [one.number for one in list_segments(tmp_path)] == [3, 4, 5, 6]
    assert [position for position, _ in read_from(tmp_path, positions[2])] == positions[3:]
    with pytest.raises(FileUnreadable, match="begins behind"):
        list(read_from(tmp_path, positions[0] - (1 << 41)) if positions[0] > 1 << 41 else read_from(tmp_path, 1))
    log.close()


def test_a_log_begins_after_a_moment_where_something_was_written_later(tmp_path) -> None:
    log = FramedLog(tmp_path, segment_bytes=100)
    positions = [log.write(b"x" * 60) for _ in range(4)]
    for number, one in enumerate(list_segments(tmp_path)):
        os.utime(one.path, (1000 + number, 1000 + number))
    begin = log.begins_after(1002)
    assert positions[1] < begin < positions[2]
    assert log.begins_after(0) < positions[0]
    assert positions[2] < log.begins_after(5000) < positions[3]  # the newest is written to still
    log.close()


def test_a_sync_beside_writing_never_fails(tmp_path) -> None:
    log = FramedLog(tmp_path, segment_bytes=4_000)
    faults = []

    def sync() -> None:
        try:
            for _ in range(20):
                log.sync()
        except BaseException as problem:
            faults.append(problem)

    threads = [Thread(target=sync) for _ in range(2)]
    for thread in threads:
        thread.start()
    for n in range(500):
        log.write(n.to_bytes(4, "little") * 20)
    for thread in threads:
        thread.join()
    log.sync()
    assert faults == []
    assert [content[:4] for content in read_log(tmp_path)] == [n.to_bytes(4, "little") for n in range(500)]
    log.close()


def test_after_a_failed_sync_nothing_more_is_promised(tmp_path, monkeypatch) -> None:
    log = FramedLog(tmp_path)
    log.write(b"x")

    def fail(_handle) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        log.sync()
    monkeypatch.undo()
    with pytest.raises(Fault):
        log.sync()
    with pytest.raises(Fault):
        log.write(b"y")
    log.close()
