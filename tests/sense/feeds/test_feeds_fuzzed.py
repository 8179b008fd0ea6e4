"""Whatever bytes a feed is given, it answers with a batch that adds up, or says as an input error what is wrong.

Half of the trials are arbitrary bytes, half are real files cut short, shuffled, doubled, re-encoded and overwritten.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daoan.sense.feeds.aadf import read_aadf
from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.feeds.register import read_register
from daoan.sense.feeds.register_write import register_template, write_register
from daoan.sense.feeds.replay import READERS
from daoan.sense.feeds.stats19 import read_stats19
from daoan.sense.feeds.stats19_people import Part
from daoan.sense.feeds.table import read_table
from daoan.terms.errors import InputError
from daoan.terms.records import Batch

EXAMPLES = Path(__file__).parents[3] / "examples"
AS_OF = datetime(2020, 1, 1, tzinfo=UTC)
ROWS = 25


def head(path: Path, rows: int = ROWS) -> bytes:
    return b"".join(path.read_bytes().splitlines(keepends=True)[: rows + 1])


LEEDS = {year: head(EXAMPLES / "leeds" / "collisions_raw" / f"leeds_{year}.csv") for year in range(2009, 2020)}
COUNTS = head(EXAMPLES / "isle_of_wight" / "dft_aadf_2018.csv")
ISLAND = (EXAMPLES / "isle_of_wight" / "stats19_collisions_2018.gpkg").read_bytes()
REGISTER = write_register(read_leeds(LEEDS[2018], "leeds_2018.csv", AS_OF).records)
STATS19 = b"""\
collision_index,collision_severity,date,time,longitude,latitude,number_of_vehicles,number_of_casualties,first_road_class
1,3,01/07/2019,12:30,-1.3,50.7,2,1,3
2,2,02/07/2019,23:30,-1.3,50.7,1,1,6
"""
CASUALTIES = b"collision_index,casualty_class,casualty_severity,age_of_casualty\n1,1,3,40\n2,3,2,9\n3,1,3,1\n"
VEHICLES = b"collision_index,vehicle_reference,vehicle_type\n1,1,9\n2,1,11\n"


def assert_adds_up(read: Callable[[bytes, str, datetime], Batch], data: bytes) -> None:
    try:
        batch = read(data, "fuzzed", AS_OF)
    except InputError:
        return
    assert batch.rows_accepted + len(batch.refusals) == batch.rows_read
    assert len({refusal.refusal_id for refusal in batch.refusals}) == len(batch.refusals)
    assert all(refusal.message.en and refusal.message.zh for refusal in batch.refusals)
    ids = [getattr(record, "crash_id", None) or record.count_id for record in batch.records]
    assert len(ids) <= batch.rows_accepted


QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("feed", sorted(READERS))
@QUICK
@given(data=st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_arbitrary_bytes(feed, data):
    assert_adds_up(READERS[feed], data)


@st.composite
def damaged(draw, original: bytes) -> bytes:
    """A real file after what happens to files."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    data = original
    for damage in draw(st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=3)):
        data = damage(data, chance)
    return data


def cut_short(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def cut_front(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(len(data) + 1) :]


def shuffle_rows(data: bytes, chance: random.Random) -> bytes:
    first, *rest = data.split(b"\n")
    chance.shuffle(rest)
    return b"\n".join([first, *rest])


def double_rows(data: bytes, chance: random.Random) -> bytes:
    first, *rest = data.split(b"\n")
    return b"\n".join([first, *rest, *rest])


def overwrite(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(changed), 12)):
        changed[chance.randrange(len(changed))] = chance.choice(b"\x00\"\n\r,;\xff\x80'=-9\xa1")
    return bytes(changed)


def recode(data: bytes, chance: random.Random) -> bytes:
    codec = chance.choice(["gb18030", "utf-16", "utf-16-le", "utf-8-sig", "cp1252", "utf-32"])
    return data.decode("utf-8", "replace").encode(codec, "replace")


def swap_cells(data: bytes, chance: random.Random) -> bytes:
    cells = data.split(b",")
    i, j = chance.randrange(len(cells)), chance.randrange(len(cells))
    cells[i], cells[j] = cells[j], chance.choice([b"", b"nan", b"1e999", b"-1", b"\xef\xbc\x91", b"9" * 40])
    return b",".join(cells)


DAMAGES = [cut_short, cut_front, shuffle_rows, double_rows, overwrite, recode, swap_cells]


@pytest.mark.parametrize("year", [2009, 2013, 2014, 2016, 2017, 2018])
@settings(QUICK, max_examples=30)
@given(data=st.data())
def test_leeds_after_what_happens_to_files(year, data):
    assert_adds_up(read_leeds, data.draw(damaged(LEEDS[year])))


@QUICK
@given(damaged(COUNTS))
def test_counts_after_what_happens_to_files(data):
    assert_adds_up(read_aadf, data)


@QUICK
@given(damaged(REGISTER))
def test_registers_after_what_happens_to_files(data):
    assert_adds_up(read_register, data)


@settings(QUICK, max_examples=25)
@given(damaged(register_template()))
def test_workbooks_after_what_happens_to_files(data):
    assert_adds_up(read_register, data)


@settings(QUICK, max_examples=15)
@given(damaged(ISLAND))
def test_geopackages_after_what_happens_to_files(data):
    assert_adds_up(read_stats19, data)


@QUICK
@given(damaged(STATS19), damaged(VEHICLES), damaged(CASUALTIES))
def test_three_tables_after_what_happens_to_files(collisions, vehicles, casualties):
    def read(data: bytes, file: str, as_of: datetime) -> Batch:
        return read_stats19(data, file, as_of, vehicles=Part("v", vehicles), casualties=Part("c", casualties))

    assert_adds_up(read, collisions)


@QUICK
@given(st.binary(min_size=1, max_size=300).map(lambda b: b"a,b\n" + b))
def test_no_line_of_a_table_is_lost(data):
    """A slow and obvious count of the lines that say something, against the table's own."""
    try:
        table = read_table(data, "x.csv")
    except InputError:
        return
    if b'"' in data or not data.isascii():
        return
    lines = data.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")[1:]
    assert table.rows_read == sum(bool(line.replace(",", "").strip()) for line in lines)
