"""Numbers, moments, codes and hashes of cells, against Python's own."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.kernels.text.cells import NO_DAY, NO_MOMENT, cells_of, read_days, read_moments, read_numbers, trim
from daoan.kernels.text.code_table import NO_CODE, code_table, find_codes
from daoan.kernels.text.hashing import chain_hashes, hash_cells

QUICK = settings(max_examples=200, deadline=None)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def numbers(*texts: str) -> list[float]:
    return read_numbers(cells_of([t.encode() for t in texts])).tolist()


@QUICK
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_decimal_is_the_nearest_float(value) -> None:
    assert numbers(f"{value}") == [float(f"{value}")]


@pytest.mark.parametrize(
    "text", ["", " ", "-", ".", "1.2.3", "0x1", "1e", "1e999", "nan", "inf", "１", "1 2", "9" * 16]
)
def test_what_is_no_number_is_none(text) -> None:
    assert np.isnan(numbers(text)).all()


def test_numbers_as_devices_write_them() -> None:
    assert numbers("8", "08", " 62.5 ", "-1", "+3", "1e2", "2.5E-1", ".5", "5.") == [
        8,
        8,
        62.5,
        -1,
        3,
        100,
        0.25,
        0.5,
        5,
    ]


@QUICK
@given(st.datetimes(min_value=EPOCH.replace(tzinfo=None)))
def test_a_moment_is_what_the_calendar_says(moment) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    whole = moment.replace(microsecond=0)
    texts = [
        f"{whole:%Y%m%d%H%M%S}".zfill(14),
        f"{moment:%Y%m%d%H%M%S}".zfill(14) + f"{moment.microsecond // 1000:03}",
        whole.isoformat(" "),
        whole.isoformat("T").replace("-", "/"),
        whole.isoformat(" ") + f".{moment.microsecond // 1000:03}",
    ]
    expected = [
        (m.replace(tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1) for m in (whole, moment, whole, whole, moment)
    ]
    assert read_moments(cells_of([t.encode() for t in texts])).tolist() == expected


@pytest.mark.parametrize(
    "text",
    ["", "20260229000000", "20261301000000", "20260100000000", "20260101240000", "20260101006000", "20260101000060",
     "2026-01-0100:00:00", "2026-01/01 00:00:00", "2026-01-01 00:00", "2026010100000x", "19691231235959", "x" * 19,
     "2026-01-01 00:00:00.", "2026-01-01 00:00:00.0000"],
)  # fmt: skip
def test_what_no_clock_tells_is_no_moment(text) -> None:
    assert read_moments(cells_of([text.encode()])).tolist() == [NO_MOMENT]


@QUICK
@given(st.dictionaries(st.text(min_size=1), st.integers(0, 2**31 - 1), max_size=40), st.lists(st.text(), max_size=20))
def test_a_code_is_found_as_in_a_dictionary(codes, others) -> None:
    asked = [*codes, *others]
    got = find_codes(code_table(codes), cells_of([t.encode() for t in asked])).tolist()
    assert got == [codes.get(t, NO_CODE) if t else NO_CODE for t in asked]


def test_a_hash_never_changes() -> None:
    """Ids of passes are kept: another hash would make every pass a new one."""
    hashes = hash_cells(cells_of([b"", b"a", b"12345678", b"62100000000000000001"]))
    assert hashes.tolist() == GOLDEN
    assert chain_hashes(hashes, np.arange(4)).tolist() == GOLDEN_CHAINED


@QUICK
@given(st.lists(st.binary(max_size=30), unique=True, min_size=2, max_size=50))
def test_different_texts_have_different_hashes(texts) -> None:
    assert len(set(hash_cells(cells_of(texts)).tolist())) == len(texts)


GOLDEN = [5197578548964807871, 15724650169172236990, 13612482626451009185, 14787464139705950530]
GOLDEN_CHAINED = [17082178867596717304, 12139554812068254917, 17073023651142463724, 4165735365127824439]


@QUICK
@given(st.dates(min_value=EPOCH.date()), st.sampled_from(["", " 00:00:00", "T23:59:59.5"]))
def test_a_day_is_what_the_calendar_says(day, behind) -> None:
    texts = [
        f"{day.year:04}{day.month:02}{day.day:02}",
        f"{day.year:04}{day.month:02}{day.day:02}235959",
        day.isoformat() + behind,
        f"{day.year:04}/{day.month}/{day.day}" + behind,
    ]
    number = (day - EPOCH.date()).days
    assert read_days(cells_of([t.encode() for t in texts])).tolist() == [number] * 4


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-02-30", "2026-13-01", "1969-12-31", "2026-1-", "2026--1-1", "2026-01/01", "20260132",
     "202601011", "2026-01-01x", "2026-01-01 noon", "01.02.2026", "2026-001-1", "20260101 1a", "２０２６-01-01"],
)  # fmt: skip
def test_what_is_no_day_is_none(text) -> None:
    assert read_days(cells_of([text.encode()])).tolist() == [NO_DAY]


def test_cells_are_trimmed_of_blanks() -> None:
    cells = trim(cells_of([b" a b  ", b"", b"   ", "甘 ".encode()]))
    assert [cells.raw(row) for row in range(4)] == [b"a b", b"", b"", "甘".encode()]
