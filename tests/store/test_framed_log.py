"""The framed log: what was acknowledged is there after any cut; what is damaged is said to be."""

import os
from threading import Timer

import pytest

from daoan.store import framed_log
from daoan.store.framed_log import MAGIC, FramedLog, list_segments, read_log
from daoan.terms.errors import Conflict, Fault, FileUnreadable

RECORDS = [b"first", b"", b"\x00" * 100, b"DLOG" * 5, bytes(range(256))]


def written(folder, records=RECORDS, **how):
    log = FramedLog(folder, **how)
    ends = []
    for record in records:
        log.append(record)
        ends.append(list_segments(folder)[-1].path.stat().st_size)
    log.close()
    return ends


def test_what_was_appended_is_read_in_order(tmp_path):
    written(tmp_path)
    assert list(read_log(tmp_path)) == RECORDS
    written(tmp_path, [b"later"])
    assert list(read_log(tmp_path)) == [*RECORDS, b"later"]


def test_cut_at_every_byte_all_whole_records_stay_and_writing_goes_on(tmp_path):
    ends = written(tmp_path / "whole")
    [segment] = list_segments(tmp_path / "whole")
    data = segment.path.read_bytes()
    for size in range(len(data) + 1):
        folder = tmp_path / f"cut-{size}"
        folder.mkdir()
        (folder / segment.path.name).write_bytes(data[:size])
        whole = RECORDS[: sum(end <= size for end in ends)]
        assert list(read_log(folder)) == whole  # reading cuts nothing
        log = FramedLog(folder)
        assert (
            log.cut_bytes == size - max([end for end in ends if end <= size] or [min(size, len(MAGIC)) and 0]) or size
        )
        log.append(b"after")
        log.close()
        assert list(read_log(folder)) == [*whole, b"after"]


def test_a_torn_end_of_zeros_or_rubbish_is_cut(tmp_path):
    for name, end in (("zeros", bytes(5_000)), ("rubbish", os.urandom(300)), ("mark", b"DLOG\x05\0\0\0")):
        written(tmp_path / name)
        [segment] = list_segments(tmp_path / name)
        with segment.path.open("ab") as file:
            file.write(end)
        log = FramedLog(tmp_path / name)
        assert log.cut_bytes == len(end)
        log.close()
        assert list(read_log(tmp_path / name)) == RECORDS


def test_damage_before_whole_records_stops_the_opening(tmp_path):
    written(tmp_path)
    [segment] = list_segments(tmp_path)
    data = bytearray(segment.path.read_bytes())
    data[len(MAGIC) + 17] ^= 1
    segment.path.write_bytes(data)
    with pytest.raises(FileUnreadable, match="damaged at byte 8"):
        FramedLog(tmp_path)
    assert segment.path.read_bytes() == data  # nothing was cut
    segment.path.write_bytes(b"something else")
    with pytest.raises(FileUnreadable, match="no segment"):
        FramedLog(tmp_path)


def test_segments_follow_one_another(tmp_path):
    written(tmp_path, [bytes(60)] * 10, segment_bytes=200)
    assert len(list_segments(tmp_path)) == 5
    assert list(read_log(tmp_path)) == [bytes(60)] * 10
    log = FramedLog(tmp_path, segment_bytes=200)
    assert [s.number for s in log.list_closed()] == [1, 2, 3, 4]
    log.close_segment()
    log.close_segment()
    assert [s.number for s in log.list_closed()] == [1, 2, 3, 4, 5]
    log.close()


def test_one_writer_at_a_time(tmp_path):
    log = FramedLog(tmp_path)
    with pytest.raises(Conflict):
        FramedLog(tmp_path)
    log.close()
    FramedLog(tmp_path).close()


def test_a_writer_that_is_about_to_end_can_be_waited_for(tmp_path):
    log = FramedLog(tmp_path)
    leaves = Timer(0.2, log.close)
    leaves.start()
    FramedLog(tmp_path, patience_s=30).close()
    leaves.join()


def test_a_record_is_told_to_the_disk_whole_before_append_returns(tmp_path, monkeypatch):
    log, sizes, real = FramedLog(tmp_path), [], os.fsync

    def seen(handle):
        sizes.append(os.fstat(handle).st_size)
        real(handle)

    monkeypatch.setattr(framed_log.os, "fsync", seen)
    log.append(b"x" * 100_000)
    assert sizes == [len(MAGIC) + 16 + 100_000]
    log.close()


def test_after_a_failed_write_nothing_more_is_taken_until_it_is_opened_again(tmp_path, monkeypatch):
    log = FramedLog(tmp_path)
    log.append(b"kept")

    def full(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(framed_log.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            log.append(b"lost")
    with pytest.raises(Fault):
        log.append(b"never")
    log.close()
    log = FramedLog(tmp_path)
    log.append(b"again")
    log.close()
    found = list(read_log(tmp_path))
    assert (found[0], found[-1]) == (b"kept", b"again")
    assert b"never" not in found
