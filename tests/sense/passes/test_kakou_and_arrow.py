"""Tables of checkpoints, and streams of Arrow."""

from dataclasses import fields
from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.sense.passes.arrow import batch_of, frame_of, pack_frame, read_stream, unpack_frame, write_stream
from daoan.sense.passes.kakou import read_csv, read_parquet
from daoan.sense.passes.site_table import read_site_table
from daoan.terms.errors import InputError, LayoutUnknown
from daoan.terms.passes import PassFrame, join_passes
from daoan.terms.plates import pack_plate

from .given_passes import BOOK, KAKOU, ms

HEADING = "kkbh,fxlx,cdh,gcsj,hphm,hpzl,hpys,cllx,csys,hpkxd,clsd"
GOOD = "621000000001,1,2,2026-03-07 17:50:00,甘M12345,02,2,K33,A,95,62"
LARGE = "621000000002,2,1,2026-03-07 17:50:01,甘M54321,01,1,H11,J,,0"


def csv(*lines: str) -> BytesIO:
    return BytesIO("\r\n".join((HEADING, *lines)).encode())


def passes_of(parts) -> PassFrame:
    return join_passes([part.passes for part in parts])


def assert_same(one: PassFrame, other: PassFrame, *but: str) -> None:
    for name in (f.name for f in fields(one) if f.name not in but):
        mine, its = getattr(one, name), getattr(other, name)
        assert np.array_equal(mine, its, equal_nan=mine.dtype.kind == "f"), name


def test_a_table_of_the_upload() -> None:
    got = passes_of(read_csv(csv(GOOD, LARGE), KAKOU))
    assert got.site.tolist() == [0, 1]
    assert got.heading.tolist() == [0, 1]
    assert got.happened_ms.tolist() == [ms(2026, 3, 7, 17, 50, 0), ms(2026, 3, 7, 17, 50, 1)]
    assert got.plate.tolist() == [pack_plate("甘M12345"), pack_plate("甘M54321", large=True)]
    assert got.score.tolist() == [95, 255]
    assert np.isnan(got.speed_kmh).tolist() == [False, True]


def test_lines_that_cannot_be_used_are_told_by_their_number() -> None:
    parts = list(
        read_csv(csv(GOOD, "a,b", GOOD.replace("2026", "20x6"), GOOD.replace("6210", "9999"), "c", GOOD), KAKOU)
    )
    refused = sorted((r.row, r.code) for part in parts for r in part.list_refused())
    assert refused == [(2, "row.unreadable"), (3, "moment.unreadable"), (4, "site.unknown"), (5, "row.unreadable")]
    assert sum(part.rows_read for part in parts) == 6


def test_own_names_and_the_encoding_of_old_exports() -> None:
    text = "\n".join((HEADING.replace("kkbh", "卡口").replace("hphm", "号牌"), GOOD))
    got = passes_of(read_csv(BytesIO(text.encode("gb18030")), KAKOU, {"卡口": "kkbh", "号牌": "hphm"}))
    assert got.plate.tolist() == [pack_plate("甘M12345")]
    with pytest.raises(LayoutUnknown, match="kkbh, hphm"):
        list(read_csv(BytesIO(text.encode()), KAKOU))


def test_parquet_says_the_same_in_whatever_types() -> None:
    table = pa.table(
        {
            "kkbh": pa.array(["621000000001", None]), "fxlx": pa.array([1, 2]), "cdh": pa.array([2, 1], pa.int8()),
            "gcsj": pa.array([ms(2026, 3, 7, 17, 50, 0)] * 2, pa.timestamp("ms", "UTC")),
            "hphm": pa.array(["甘M12345", "甘M12345"]).dictionary_encode(), "hpzl": pa.array([2, 2]),
            "hpys": pa.array(["2", "2"]), "cllx": pa.array(["K33"] * 2), "csys": pa.array(["A"] * 2),
            "hpkxd": pa.array([95.0, 95.0]), "clsd": pa.array([62, 62]),
        }
    )  # fmt: skip
    out = BytesIO()
    pa.parquet.write_table(table, out)
    (part,) = read_parquet(out, KAKOU)
    assert_same(part.passes, passes_of(read_csv(csv(GOOD), KAKOU)))
    assert [r.code for r in part.list_refused()] == ["site.missing"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_add_up_or_are_an_input_error(junk, is_behind_a_heading) -> None:
    data = (HEADING.encode() + b"\n" + GOOD.encode() + b"\n" if is_behind_a_heading else b"") + junk
    readers = (lambda: read_csv(BytesIO(data), KAKOU), lambda: read_parquet(BytesIO(data), KAKOU))
    for read in (*readers, lambda: read_stream(data, KAKOU)):
        try:
            parts = list(read())
        except InputError:
            continue
        assert all(part.rows_read == len(part.passes) + len(list(part.list_refused())) for part in parts)


def test_a_frame_survives_the_log_and_the_wire() -> None:
    frame = passes_of(read_csv(csv(GOOD, LARGE), KAKOU))
    assert_same(frame_of(batch_of(frame)), frame)
    assert_same(unpack_frame(pack_frame(frame)), frame)
    for packed in (False, True):
        assert_same(
            passes_of(read_stream(write_stream([frame, frame], BOOK, packed=packed), KAKOU)), join_passes([frame] * 2)
        )


def test_nothing_is_copied_into_a_batch_or_out_of_it() -> None:
    frame = passes_of(read_csv(csv(GOOD), KAKOU))
    assert np.shares_memory(frame_of(batch_of(frame)).plate, frame.plate)


def test_a_stream_of_another_version_or_without_a_plate_is_refused() -> None:
    def stream(schema: pa.Schema) -> bytes:
        out = BytesIO()
        with pa.ipc.new_stream(out, schema) as writer:
            writer.write_table(schema.empty_table())
        return out.getvalue()

    columns = [("site", pa.string()), ("happened_ms", pa.int64()), ("plate", pa.string())]
    assert list(read_stream(stream(pa.schema(columns)), KAKOU)) == []
    for wrong in (pa.schema(columns, {b"daoan.passes": b"2"}), pa.schema(columns[:2])):
        with pytest.raises(LayoutUnknown):
            list(read_stream(stream(wrong), KAKOU))


@pytest.mark.parametrize(
    "kind", [pa.string(), *(pa.dictionary(index, pa.string()) for index in (pa.int32(), pa.uint8()))]
)
def test_a_stream_by_another_program_with_gaps(kind) -> None:
    batch = pa.record_batch(
        {
            "site": pa.array(["621000000001", "62100000001190000001", "x", None]).cast(kind),
            "happened_ms": pa.array([1, 2, 3, 4], pa.timestamp("ms", "UTC")),
            "plate": pa.array(["甘M12345", None, "", ""]), "speed_kmh": pa.array([1.5, None, 1, 1], pa.float64()),
        }
    )  # fmt: skip
    out = BytesIO()
    with pa.ipc.new_stream(out, batch.schema) as writer:
        writer.write_batch(batch)
    (part,) = read_stream(out.getvalue(), KAKOU)
    assert part.passes.site.tolist() == [0, 0]
    assert part.passes.plate.tolist() == [pack_plate("甘M12345"), 0]
    assert np.isnan(part.passes.speed_kmh).tolist() == [False, True]
    assert [(r.code, r.site) for r in part.list_refused()] == [("site.unknown", "x"), ("site.missing", "")]


def test_a_table_of_sites() -> None:
    book = read_site_table(b"site,heading,also,directions\nA1,up,x y,\nA2,both,,1=up 2=down\n").book
    assert book.site_ids == ("A1", "A2")
    assert book.headings[:, 1].tolist() == [0, 0]
    assert book.headings[:, 2].tolist() == [0, 1]
    for wrong in (b"", b"a\n1", b"site\nA\nA", b"site,heading\nA,left", b"site,also\nA,x\nB,x", b"\xff"):
        with pytest.raises(InputError):
            read_site_table(wrong)


def test_damaged_bytes_cost_a_row_and_are_counted() -> None:
    data = csv(GOOD, GOOD, "x", GOOD, GOOD, GOOD).getvalue()
    data = data.replace("甘".encode(), b"\xff\xfe", 1).replace(b"\nx\r", b"\n\xe4,\xff\r")
    parts = list(read_csv(BytesIO(data), KAKOU))
    assert sum(part.rows_read for part in parts) == 6
    assert [(r.row, r.code) for part in parts for r in part.list_refused()] == [(3, "row.unreadable")]
    assert passes_of(parts).plate.tolist() == [0, *[pack_plate("甘M12345")] * 4]
