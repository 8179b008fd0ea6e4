"""Laws of the lake, against a plain list: any order, doubles, compaction, any span, any plate."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.store.lake import PassLake
from daoan.store.lake.files import DAY_MS
from tests.lake.lake_given import PLATES, START, SlowLake, frame_of, row, rows_of

DAYS = 3
MOMENTS = st.integers(START - 1000, START + DAYS * DAY_MS + 1000)
#: What follows from the number of a pass: its moment and plate; how late it came does not.
SEEN = st.builds(
    lambda number, late: row(
        number, (number * 7_919) % (DAYS * 86_400), plate=PLATES[number % 4], site=number % 5, late=late
    ),
    st.integers(0, 120),
    st.integers(0, 3_600_000),
)
BATCHES = st.lists(st.lists(SEEN, max_size=30), max_size=5)
SPANS = st.tuples(MOMENTS, MOMENTS)


@settings(max_examples=25, deadline=None)
@given(batches=BATCHES, spans=st.lists(SPANS, min_size=1, max_size=3), compacted=st.sets(st.integers(0, 4)))
def test_whatever_order_passes_come_in_they_are_read_once_and_found_by_plate(batches, spans, compacted) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake, slow = PassLake(Path(folder)), SlowLake()
        for number, batch in enumerate(batches):
            kept = lake.append(frame_of(batch))
            assert kept == len({r[0] for r in batch})
            slow.append(batch)
            if number in compacted:
                for day in lake.day_names():
                    lake.compact(day)
                    assert [d.files for d in lake.days() if d.day == day] == [1]
        for since, until in [*spans, (START, START + DAYS * DAY_MS)]:
            assert rows_of(lake.read(since, until)) == slow.read(since, until)
            for plate in (*PLATES, 1):
                assert rows_of(lake.of_plate(plate, since, until)) == slow.of_plate(plate, since, until)


def test_a_pass_an_hour_late_lies_on_the_day_on_which_it_happened(tmp_path) -> None:
    lake = PassLake(tmp_path)
    lake.append(frame_of([row(1, 86_000)]))
    lake.append(frame_of([row(2, 86_100, late=3_600_000)]))  # known after midnight
    assert [(d.day, d.rows, d.files) for d in lake.days()] == [("2026-02-16", 2, 2)]
    assert lake.compact("2026-02-16")
    assert not lake.compact("2026-02-16"), "nothing is left to do"
    assert [(d.rows, d.files) for d in lake.days()] == [(2, 1)]
    assert rows_of(lake.read(START, START + DAY_MS))[-1][0] == 2


def test_a_lake_of_nothing_answers_with_nothing_and_is_not_made(tmp_path) -> None:
    lake = PassLake(tmp_path / "lake")
    assert (len(lake.read(0, 2**60)), len(lake.of_plate(PLATES[0], 0, 2**60)), lake.days()) == (0, 0, ())
    assert not lake.compact("2026-02-16")
    assert not (tmp_path / "lake").exists()


def test_a_track_file_that_is_gone_or_cut_is_made_again(tmp_path) -> None:
    rows = [row(n, n, plate=PLATES[n % 4]) for n in range(40)]
    PassLake(tmp_path).append(frame_of(rows))
    (listed,) = tmp_path.glob("*/*.track")
    whole = listed.read_bytes()
    for harm in (listed.unlink, lambda: listed.write_bytes(whole[:-3]), lambda: listed.write_bytes(b"x")):
        harm()
        found = PassLake(tmp_path).of_plate(PLATES[1], START, START + DAY_MS)
        assert rows_of(found) == rows[1::4]
        assert listed.read_bytes() == whole


def test_a_reader_goes_on_while_the_files_it_has_listed_are_merged(tmp_path, monkeypatch) -> None:
    lake, other = PassLake(tmp_path), PassLake(tmp_path)
    lake.append(frame_of([row(1, 1)]))
    lake.append(frame_of([row(2, 2)]))
    real, merged = PassLake.files_of, []

    def files_of(self, day):
        listed = real(self, day)
        if self is lake and not merged:
            merged.append(other.compact(day))
        return listed

    monkeypatch.setattr(PassLake, "files_of", files_of)
    assert len(lake.of_plate(PLATES[0], START, START + DAY_MS)) == 2
    assert merged == [True]
