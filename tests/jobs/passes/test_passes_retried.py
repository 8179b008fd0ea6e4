"""Refused passes tried again: each is used once, none is lost, and nothing is read twice under the same sites."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from daoan.jobs.passes.intake import ARROW, GAT1400
from daoan.jobs.passes.records import RefusedRows, find_passes, find_refused, write_refused
from daoan.jobs.passes.retry import FILE, Retried, read_state, retry_refused, stamp_of
from daoan.sense.passes.arrow import read_stream
from daoan.sense.passes.decoded import RefusedPass
from daoan.sense.passes.gat1400 import read_motor_vehicles
from daoan.sense.passes.sites import SiteBook, site_book
from daoan.store.framed_log import FramedLog, read_from, read_log
from daoan.terms.errors import Conflict
from tests.sense.passes.given_passes import GAT1400 as DEVICE
from tests.sense.passes.given_passes import KNOWN_MS, ONE, body_of

KNOWN, LATER = "621000000001", "629900000009"


def readings(*more: str):
    book = site_book((KNOWN, *more), [0] * (1 + len(more)))
    return {GAT1400: replace(DEVICE, book=book, known_ms=0), ARROW: replace(DEVICE, book=book, known_ms=0, unread="")}


def refuse(folder: Path, *objects: dict, known_ms: int = KNOWN_MS) -> None:
    """What the intake keeps of objects that it cannot use."""
    decoded = read_motor_vehicles(body_of(*objects), replace(readings()[GAT1400], known_ms=known_ms))
    write(folder, RefusedRows(GAT1400, known_ms, tuple(decoded.list_refused())))


def write(folder: Path, rows: RefusedRows) -> None:
    log = FramedLog(folder / "refused")
    log.append(b"".join(write_refused(rows)))
    log.close()


def at(site: str, number: str, **more) -> dict:
    return {**ONE, "MotorVehicleID": number, "TollgateID": site, "DeviceID": "", "PlateNo": "甘Z12345"} | more


def logged(folder: Path):
    return [p for p in map(find_passes, read_log(folder / "log")) if p is not None]


def waiting(folder: Path) -> list[str]:
    records = (find_refused(content) for _, content in read_from(folder / "refused", read_state(folder).position))
    return [json.loads(row.raw)["MotorVehicleID"] for record in records if record for row in record.rows]


def test_what_a_new_site_allows_is_written_once_and_the_rest_waits(tmp_path: Path) -> None:
    refuse(tmp_path, at(LATER, "a"), at("77", "b"), at(KNOWN, "c", PassTime="x"))
    refuse(tmp_path, at("77", "d"), known_ms=KNOWN_MS + 5)
    done = retry_refused(tmp_path, readings(LATER))
    assert (done.rows_read, done.passes) == (4, 1)
    assert done.refused == {"site.unknown": 2, "moment.unreadable": 1}
    assert done.unknown_sites == {"77": 2}
    (frame,) = logged(tmp_path)
    assert (frame.site.tolist(), frame.known_ms.tolist()) == ([1], [KNOWN_MS])
    assert waiting(tmp_path) == ["b", "c", "d"]
    assert retry_refused(tmp_path, readings(LATER)) == Retried()
    again = retry_refused(tmp_path, readings(LATER, "77"))
    assert (again.rows_read, again.passes) == (3, 2)
    assert [f.known_ms.tolist() for f in logged(tmp_path)[1:]] == [[KNOWN_MS], [KNOWN_MS + 5]]
    assert waiting(tmp_path) == ["c"]


def test_under_the_same_sites_only_what_is_new_leads_to_a_reading(tmp_path: Path) -> None:
    refuse(tmp_path, at("77", "a"))
    assert retry_refused(tmp_path, readings()).rows_read == 1
    assert retry_refused(tmp_path, readings()).rows_read == 0
    refuse(tmp_path, at("78", "b"))
    assert retry_refused(tmp_path, readings()).rows_read == 2
    assert retry_refused(tmp_path, readings()).rows_read == 0
    assert logged(tmp_path) == []


def test_it_is_the_pass_that_it_would_have_been(tmp_path: Path) -> None:
    refuse(tmp_path, at(LATER, "a"))
    retry_refused(tmp_path, readings(LATER))
    told = replace(readings(LATER)[GAT1400], known_ms=KNOWN_MS)
    assert (
        logged(tmp_path)[0].pass_id.tolist()
        == read_motor_vehicles(body_of(at(LATER, "a")), told).passes.pass_id.tolist()
    )


def test_after_a_kill_before_the_position_moved_the_same_passes_come_again(tmp_path: Path) -> None:
    refuse(tmp_path, at(LATER, "a"), at("77", "b"))
    retry_refused(tmp_path, readings(LATER))
    (tmp_path / FILE).unlink()
    retry_refused(tmp_path, readings(LATER))
    first, second = logged(tmp_path)
    assert first.pass_id.tolist() == second.pass_id.tolist()


def test_rows_of_streams_are_kept_so_that_they_can_be_read(tmp_path: Path) -> None:
    batch = pa.record_batch(
        {
            "site": pa.array([LATER, "77", None]).dictionary_encode(),
            "happened_ms": pa.array([KNOWN_MS, KNOWN_MS, 1], pa.timestamp("ms", "Asia/Shanghai")),
            "plate": ["甘Z12345", None, "甘Z12346"], "large": [True, False, None], "speed_kmh": [61.5, None, 1.0],
        }
    )  # fmt: skip
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, batch.schema) as writer:
        writer.write_batch(batch)
    data = out.getvalue().to_pybytes()
    (decoded,) = read_stream(data, replace(readings()[ARROW], known_ms=KNOWN_MS))
    write(tmp_path, RefusedRows(ARROW, KNOWN_MS, tuple(decoded.list_refused())))
    done = retry_refused(tmp_path, readings(LATER))
    assert (done.rows_read, done.passes, done.refused) == (3, 1, {"site.unknown": 1, "site.missing": 1})
    (frame,) = logged(tmp_path)
    (straight,) = read_stream(data, replace(readings(LATER)[ARROW], known_ms=KNOWN_MS))
    for name in type(frame).__slots__:
        assert getattr(frame, name).tobytes() == getattr(straight.passes, name).tobytes(), name


def test_a_row_that_is_none_keeps_no_other_back(tmp_path: Path) -> None:
    good = RefusedPass(1, "site.unknown", LATER, json.dumps(at(LATER, "a"), ensure_ascii=False).encode())
    rows = (good, replace(good, raw=b"{'site': "), replace(good, raw=json.dumps(at(LATER, "b")).encode()))
    write(tmp_path, RefusedRows(GAT1400, KNOWN_MS, rows))
    write(tmp_path, RefusedRows(ARROW, KNOWN_MS, (replace(good, raw=b"{'site': 'x'}"),)))
    write(tmp_path, RefusedRows("another", KNOWN_MS, (good,)))
    done = retry_refused(tmp_path, readings(LATER))
    assert (done.rows_read, done.passes, done.refused) == (5, 2, {"row.unreadable": 2, "site.unknown": 1})


def test_it_waits_for_nobody_and_leaves_nothing_locked(tmp_path: Path) -> None:
    refuse(tmp_path, at(LATER, "a"))
    server = FramedLog(tmp_path / "refused")
    with pytest.raises(Conflict):
        retry_refused(tmp_path, readings(LATER))
    server.close()
    assert retry_refused(tmp_path, readings(LATER)).passes == 1


def test_segments_that_hold_nothing_more_are_taken_away(tmp_path: Path) -> None:
    for n in range(3):
        log = FramedLog(tmp_path / "refused")
        log.close_segment()
        log.close()
        refuse(tmp_path, at(LATER, f"a{n}"), at("77", f"b{n}"))
    retry_refused(tmp_path, readings(LATER))
    assert len(list((tmp_path / "refused").glob("*.log"))) == 2  # the last that was read, and what still waits
    assert waiting(tmp_path) == ["b0", "b1", "b2"]
    assert retry_refused(tmp_path, readings(LATER, "77")).passes == 3
    assert waiting(tmp_path) == []


def test_a_log_that_began_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    refuse(tmp_path, at(LATER, "a"), at("77", "b"))
    retry_refused(tmp_path, readings(LATER))
    for path in (tmp_path / "refused").glob("*.log"):
        path.unlink()
    refuse(tmp_path, at(LATER, "c"))
    assert retry_refused(tmp_path, readings(LATER)).passes == 1


def test_a_book_is_another_when_a_site_a_code_or_a_way_is() -> None:
    def book(sites=("a", "b"), headings=(0, -1), **more) -> SiteBook:
        return site_book(sites, headings, **more)

    others = (
        book(("a", "c")), book(("b", "a")), book(headings=(1, -1)), book(also={"x": "a"}), book(also={"x": "b"}),
        book(directions={"b": {1: 0}}),
    )  # fmt: skip
    assert len({stamp_of(one) for one in (book(), *others)}) == 7
    assert stamp_of(book()) == stamp_of(book())
