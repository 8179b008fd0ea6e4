"""What every store keeps to, whatever it is made of: memory, SQLite, PostgreSQL."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import numpy as np
import pytest

from daoan.store import serial
from daoan.store.open import open_store
from daoan.store.protocol import CrashFilter, Store
from daoan.store.results import TURN_FIELDS
from daoan.terms.codes import Level, RoadClass, Severity
from daoan.terms.errors import Conflict, Fault, InputError, NotFound
from daoan.terms.records import (
    Alert,
    BlackSpot,
    Cluster,
    CrashLayers,
    DutyPlan,
    GridCell,
    HazardTicket,
    IndicatorSet,
    Scorecard,
    SegmentDensity,
    SegmentEstimate,
    Snap,
    Study,
    Turn,
)
from tests.store.store_given import (
    HURT,
    LATE,
    NOTICE,
    alert,
    batch,
    correction,
    count,
    crash,
    day,
    measure,
    network,
    refusal,
    segment,
    turn,
)


def all_of(store: Store) -> object:
    """Everything that can be asked of a store, for "nothing has changed"."""
    runs = store.list_runs()
    return (
        [store.list_crashes(day(n)) for n in (-1, 0, 1, 5, 11, 40, 4000)],
        [store.get_crash(c.crash_id, LATE) for c in store.list_crashes(LATE)],
        store.page_refusals(state=None, limit=1000),
        store.count_refusals(),
        store.list_receipts(),
        store.list_counts(),
        [store.list_measures(day(n)) for n in (0, 40, 60, 4000)],
        runs,
        [store.list_results(kind, run.run_id) for run in runs for kind in TURN_FIELDS],
        store.find_setting("city"),
    )


def walk(ask, limit: int) -> list:
    """All rows of a list, page after page."""
    rows, after = [], None
    while True:
        page = ask(after=after, limit=limit)
        assert len(page.rows) <= limit
        rows += page.rows
        if page.next is None:
            return rows
        assert len(page.rows) == limit
        after = page.next
        assert len(rows) < 1_000, "the pages go round in a circle"


# --- law 1: the same batch twice changes nothing the second time ------------------------------------------------------


def test_the_same_batch_twice_changes_nothing(store: Store):
    given = batch(crash(1), crash(2, happened=1, parties=HURT), refusals=[refusal()], notices=[NOTICE])
    first = store.receive_crashes(given, day(2))
    before = all_of(store)
    second = store.receive_crashes(given, day(3))
    assert (first.records, first.records_added, first.records_changed, first.records_unchanged) == (2, 2, 0, 0)
    assert (second.records, second.records_added, second.records_changed, second.records_unchanged) == (2, 0, 0, 2)
    assert (first.rows_read, first.rows_accepted, first.rows_refused) == (3, 2, 1)
    assert second == replace(first, received_at=day(3), records_added=0, records_unchanged=2)
    assert all_of(store) == before
    assert store.list_receipts() == [first]


def test_receipts_are_listed_once_a_file_and_feed_in_order_of_arrival(store: Store):
    store.receive_crashes(batch(crash(1), sha="b"), day(2))
    store.receive_crashes(batch(crash(2), sha="a"), day(1))
    store.receive_crashes(batch(crash(1), sha="b"), day(3))
    store.receive_counts(batch(count(), sha="b", feed="aadf"), day(1))
    assert [(r.feed, r.sha256) for r in store.list_receipts()] == [("leeds", "b"), ("leeds", "a"), ("aadf", "b")]


def test_a_batch_that_repeats_a_record_keeps_it_once(store: Store):
    receipt = store.receive_crashes(batch(crash(1), crash(1), crash(1, severity=Severity.FATAL)), day(1))
    assert (receipt.records, receipt.records_added, receipt.records_changed, receipt.records_unchanged) == (3, 1, 1, 1)
    assert store.get_crash("leeds:1", LATE).received == (crash(1), crash(1, severity=Severity.FATAL))


def test_a_file_read_again_by_a_version_with_more_fields_changes_nothing(lasting_place: str, monkeypatch):
    store = open_store(lasting_place)
    with monkeypatch.context() as earlier:  # an earlier version whose crashes knew nothing of causes and flags
        pack = serial.pack

        def pack_less(record: object) -> str:
            kept = json.loads(pack(record))
            return json.dumps({k: v for k, v in kept.items() if k not in ("cause", "flags")} if "lon" in kept else kept)

        earlier.setattr(serial, "pack", pack_less)
        store.receive_crashes(batch(crash(1), crash(2)), day(1))
    receipt = store.receive_crashes(batch(crash(1), crash(2, cause="ice")), day(2))
    assert (receipt.records_added, receipt.records_changed, receipt.records_unchanged) == (0, 1, 1)
    assert store.list_crashes(LATE) == [crash(1), crash(2, cause="ice")]
    store.close()


def test_an_empty_batch_leaves_a_receipt(store: Store):
    receipt = store.receive_crashes(batch(), day(1))
    assert (receipt.records, store.list_receipts(), store.list_crashes(LATE)) == (0, [receipt], [])


def test_thousands_at_once(store: Store):
    many = tuple(crash(i, happened=i % 50, severity=Severity.SERIOUS) for i in range(6_001))
    assert store.receive_crashes(batch(*many), day(60)).records_added == 6_001
    again = store.receive_crashes(batch(*(replace(c, severity=Severity.FATAL) for c in many), sha="b"), day(61))
    assert (again.records_changed, again.records_unchanged) == (6_001, 0)
    assert {c.severity for c in store.list_crashes(LATE)} == {Severity.FATAL}
    assert len(store.list_crashes(LATE)) == 6_001


# --- three layers -----------------------------------------------------------------------------------------------------


def test_a_changed_crash_becomes_a_further_version(store: Store):
    first, second = crash(1), crash(1, known=5, severity=Severity.FATAL)
    store.receive_crashes(batch(first), day(1))
    receipt = store.receive_crashes(batch(second, sha="b"), day(5))
    assert (receipt.records_added, receipt.records_changed) == (0, 1)
    assert store.list_crashes(day(4)) == [first]
    assert store.list_crashes(day(5)) == [second]
    assert store.get_crash("leeds:1", LATE) == CrashLayers((first, second), (), second)


def test_what_was_known_later_is_read_even_if_it_arrived_first(store: Store):
    late, early = crash(1, known=5, severity=Severity.FATAL), crash(1)
    store.receive_crashes(batch(late), day(6))
    store.receive_crashes(batch(early, sha="b"), day(7))
    assert store.list_crashes(day(4)) == [early]
    assert store.list_crashes(day(6)) == [late]


def test_of_two_versions_known_at_one_moment_the_last_received_is_read(store: Store):
    store.receive_crashes(batch(crash(1)), day(1))
    store.receive_crashes(batch(crash(1, severity=Severity.SERIOUS), sha="b"), day(2))
    assert [c.severity for c in store.list_crashes(day(0))] == [Severity.SERIOUS]


def test_corrections_lie_over_each_other_in_the_order_in_which_they_were_made(store: Store):
    store.receive_crashes(batch(crash(1)), day(1))
    later, earlier = correction(made=20, severity="fatal"), correction(made=10, severity="serious", deaths_30d=1)
    store.correct_crash(later)
    store.correct_crash(earlier)
    layers = store.get_crash("leeds:1", LATE)
    assert layers.corrections == (earlier, later)
    assert layers.as_read == replace(crash(1), severity=Severity.FATAL, deaths_30d=1)
    assert store.get_crash("leeds:1", day(15)).as_read == replace(crash(1), severity=Severity.SERIOUS, deaths_30d=1)


def test_plain_values_of_a_correction_take_the_type_of_the_field(store: Store):
    store.receive_crashes(batch(crash(1)), day(1))
    party = {"role": "pedestrian", "severity": "fatal", "age_years": 80, "died_at": "2019-01-02T08:00:00+08:00"}
    store.correct_crash(
        correction(
            happened_at="2018-12-31T23:30:00+08:00",
            lon=2,
            road_class="trunk",
            parties=[party],
            flags=["seen"],
            area=None,
        )
    )
    read = store.get_crash("leeds:1", LATE).as_read
    assert read.happened_at == datetime(2018, 12, 31, 15, 30, tzinfo=UTC)
    assert (read.lon, type(read.lon), read.road_class) == (2.0, float, RoadClass.TRUNK)
    assert (read.flags, read.area) == (("seen",), None)
    assert read.parties[0].died_at == datetime(2019, 1, 2, tzinfo=UTC)
    assert read.parties[0].severity is Severity.FATAL


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"crash_id": "leeds:2"},
        {"feed": "other"},
        {"severity": "grave"},
        {"severity": None},
        {"deaths_7d": -1},
        {"deaths_7d": 1.5},
        {"deaths_7d": True},
        {"lat": 95.0},
        {"lon": float("nan")},
        {"lon": float("inf")},
        {"happened_at": "2019-01-01T00:00:00"},
        {"happened_at": "yesterday"},
        {"parties": [{"role": "driver"}]},
        {"parties": [{"role": "driver", "severity": "fatal", "died_at": "2019-01-01T00:00:00"}]},
        {"cause": "a\0b"},
        {"cause": "\ud800"},
        {},
    ],
)
def test_a_correction_that_cannot_be_is_refused(store: Store, changes):
    store.receive_crashes(batch(crash(1)), day(1))
    before = all_of(store)
    with pytest.raises(InputError):
        store.correct_crash(correction(**changes))
    with pytest.raises(InputError):
        store.correct_crash(correction(**({"severity": "fatal"} | changes, {"severity": 3})[not changes]))
    assert all_of(store) == before


def test_a_correction_says_who_and_why_and_of_which_crash(store: Store):
    store.receive_crashes(batch(crash(1)), day(1))
    good = correction(severity="fatal")
    for bad in (replace(good, by=" "), replace(good, why="")):
        with pytest.raises(InputError):
            store.correct_crash(bad)
    with pytest.raises(NotFound):
        store.correct_crash(replace(good, crash_id="leeds:2"))
    with pytest.raises(Fault):
        store.correct_crash(replace(good, corrected_at=datetime(2019, 1, 1)))  # noqa: DTZ001
    assert store.get_crash("leeds:1", LATE).corrections == ()


# --- law 2: a correction is never overwritten, and never seen before it was made --------------------------------------


def test_an_upstream_update_never_overwrites_a_correction(store: Store):
    store.receive_crashes(batch(crash(1)), day(1))
    store.correct_crash(correction(made=10, severity="fatal"))
    update = crash(1, known=20, severity=Severity.SERIOUS, vehicles=3)
    store.receive_crashes(batch(update, sha="b"), day(20))
    assert store.list_crashes(day(9)) == [crash(1)]
    assert store.list_crashes(day(10)) == [crash(1, severity=Severity.FATAL)]
    assert store.list_crashes(day(21)) == [replace(update, severity=Severity.FATAL)]
    assert store.get_crash("leeds:1", day(9)).corrections == ()


# --- law 3: nothing known after as_of ---------------------------------------------------------------------------------


def test_nothing_known_or_happened_after_as_of_is_in_an_answer(store: Store):
    store.receive_crashes(batch(crash(1, happened=3, known=7), crash(2, happened=9, known=2)), day(10))
    assert store.list_crashes(day(6.99)) == []
    assert [c.crash_id for c in store.list_crashes(day(7))] == ["leeds:1"]
    assert [c.crash_id for c in store.list_crashes(day(9))] == ["leeds:1", "leeds:2"]
    with pytest.raises(NotFound):
        store.get_crash("leeds:1", day(6.99))
    assert store.page_crashes(day(6.99)).rows == ()


def test_a_correction_cannot_bring_a_crash_from_after_as_of_into_an_answer(store: Store):
    store.receive_crashes(batch(crash(1, happened=3)), day(4))
    store.correct_crash(correction(made=10, happened_at=day(20).isoformat()))
    assert [len(store.list_crashes(day(n))) for n in (2, 3, 9.99, 10, 19.99, 20)] == [0, 1, 1, 0, 0, 1]
    store.correct_crash(correction(made=12, happened_at=day(5).isoformat()))
    assert [len(store.list_crashes(day(n))) for n in (2, 3, 9.99, 10, 11.99, 12)] == [0, 1, 1, 0, 0, 1]


def test_one_microsecond_before_is_before(store: Store):
    moment = datetime(2019, 7, 1, 12, 0, 0, 1, tzinfo=UTC)
    exact = replace(crash(1), happened_at=moment, known_at=moment)
    store.receive_crashes(batch(exact), LATE)
    assert store.list_crashes(moment) == [exact]
    assert store.list_crashes(moment - timedelta(microseconds=1)) == []


def test_a_moment_without_utc_is_our_own_fault(store: Store):
    naive, elsewhere = datetime(2019, 1, 1), datetime(2019, 1, 1, tzinfo=timezone(timedelta(hours=8)))  # noqa: DTZ001
    for moment in (naive, elsewhere):
        with pytest.raises(Fault):
            store.list_crashes(moment)
        with pytest.raises(Fault):
            store.receive_crashes(batch(replace(crash(1), happened_at=moment)), day(1))
        with pytest.raises(Fault):
            store.receive_crashes(batch(crash(1)), moment)
    assert store.list_receipts() == []


# --- law 4: a call that raises has changed nothing (see also test_faults.py) ------------------------------------------


@pytest.mark.parametrize("bad", [{"lon": float("nan")}, {"parties": list(HURT)}, {"area": "a\0b"}, {"cause": "\ud800"}])
def test_a_batch_with_one_impossible_record_is_not_kept_at_all(store: Store, bad):
    store.receive_crashes(batch(crash(1)), day(1))
    before = all_of(store)
    with pytest.raises(Fault):
        store.receive_crashes(batch(crash(2), crash(3, **bad), sha="b", refusals=[refusal()]), day(2))
    assert all_of(store) == before


def test_a_turn_with_one_impossible_result_is_not_kept_at_all(store: Store):
    store.save_turn(turn(segments=[segment("s1")]))
    before = all_of(store)
    with pytest.raises(Fault):
        store.save_turn(turn(segments=[segment("s2"), replace(segment("s3"), prob_excess=float("nan"))]))
    assert all_of(store) == before


# --- law 5: pages -----------------------------------------------------------------------------------------------------


def test_pages_follow_one_another_without_gap_or_repeat(store: Store):
    many = [crash(f"{i:02d}", happened=i // 3) for i in range(20)]
    store.receive_crashes(batch(*many), day(50))
    expected = store.list_crashes(LATE)[::-1]
    assert len(expected) == 20
    for limit in (1, 3, 7, 19, 20, 50):
        assert walk(partial(store.page_crashes, LATE), limit) == expected


def test_pages_hold_while_rows_are_added_behind_the_cursor(store: Store):
    store.receive_crashes(batch(*(crash(i, happened=i) for i in range(10))), day(50))
    first = store.page_crashes(LATE, limit=4)
    store.receive_crashes(batch(crash("new", happened=99), crash("old", happened=0.5), sha="b"), day(100))
    second = store.page_crashes(LATE, limit=100, after=first.next)
    names = [c.source_ref for c in (*first.rows, *second.rows)]
    assert names == ["9", "8", "7", "6", "5", "4", "3", "2", "1", "old", "0"]


def test_text_sorts_by_code_point_on_every_store(store: Store):
    names = ["B", "a", "É", "Z", "庆", "_", "-", "10", "9", "~", "😀"]
    store.receive_crashes(batch(*(crash(name) for name in names)), day(1))
    expected = sorted(f"leeds:{name}" for name in names)
    assert [c.crash_id for c in store.list_crashes(LATE)] == expected
    assert [c.crash_id for c in walk(partial(store.page_crashes, LATE), 2)] == expected[::-1]


FILTERS = [
    (CrashFilter(), "1 2 3 4"),
    (CrashFilter(since=day(2)), "2 3 4"),
    (CrashFilter(until=day(2)), "1"),
    (CrashFilter(since=day(2), until=day(4)), "2 3"),
    (CrashFilter(area="B"), "3"),
    (CrashFilter(severities=("fatal",)), "2 3"),
    (CrashFilter(severities=(Severity.SLIGHT,)), "1 4"),
    (CrashFilter(feed="other"), "4"),
    (CrashFilter(bounds=(0.0, 50.0, 1.0, 51.0)), "2"),
    (CrashFilter(bounds=(0.5, 50.5, 0.5, 50.5)), "2"),
    (CrashFilter(severities=("nonsense",)), ""),
    (CrashFilter(severities=("fatal", "slight")), "1 2 3 4"),
    (CrashFilter(area="'; DROP TABLE crash_readings; --"), ""),
]


@pytest.mark.parametrize(("where", "expected"), FILTERS)
def test_a_filter_looks_at_crashes_as_read(store: Store, where: CrashFilter, expected: str):
    given = [
        crash(1, happened=1, area="A", lon=None, lat=None),
        crash(2, happened=2, area="A", lon=0.5, lat=50.5),
        crash(3, happened=3, area="A", severity=Severity.FATAL),
    ]
    store.receive_crashes(batch(*given), day(5))
    store.receive_crashes(batch(crash(4, happened=4, feed="other"), feed="other"), day(5))
    store.correct_crash(correction("leeds:2", severity="fatal"))
    store.correct_crash(correction("leeds:3", area="B"))
    rows = walk(partial(store.page_crashes, LATE, where=where), 1)
    assert sorted(c.source_ref for c in rows) == expected.split()
    assert store.count_crashes(LATE, where) == len(rows)


@pytest.mark.parametrize("limit", [0, -1, 10_001])
def test_a_page_length_that_cannot_be_served_is_refused(store: Store, limit: int):
    with pytest.raises(InputError):
        store.page_crashes(LATE, limit=limit)
    with pytest.raises(InputError):
        store.page_refusals(limit=limit)


@pytest.mark.parametrize(
    "cursor", ["", "x", "WzFd", "庆阳", "\0", "WyJhIiwiYiJd", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5LCIiXQ", "!"]
)
def test_a_cursor_that_is_none_is_refused(store: Store, cursor: str):
    with pytest.raises(InputError):
        store.page_crashes(LATE, after=cursor)


@pytest.mark.parametrize("cursor", ["", "x", "WyJhIl0", "WzEsImEiXQ", "Wzk5OTk5OTk5OTk5OTk5OTk5OTld"])
def test_a_cursor_of_another_list_is_refused(store: Store, cursor: str):
    with pytest.raises(InputError):
        store.page_refusals(after=cursor)


@pytest.mark.parametrize("bounds", [(1.0, 0.0, 0.0, 1.0), (0.0, 1.0, 1.0, 0.0), (float("nan"), 0.0, 1.0, 1.0)])
def test_a_box_that_is_none_is_refused(store: Store, bounds):
    with pytest.raises(InputError):
        store.page_crashes(LATE, where=CrashFilter(bounds=bounds))


def test_a_crash_that_nobody_reported_is_not_found(store: Store):
    for name in ("leeds:404", "", "'; --"):
        with pytest.raises(NotFound):
            store.get_crash(name, LATE)


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_refused_rows_are_kept_counted_shown_latest_first(store: Store):
    rows = [refusal(f"r{i}", code=f"code{i % 2}") for i in range(5)]
    store.receive_crashes(batch(refusals=rows), day(1))
    store.receive_counts(batch(refusals=[refusal("c1", feed="aadf", code="code1")], feed="aadf", sha="b"), day(2))
    assert [r.refusal_id for r in walk(store.page_refusals, 2)] == ["c1", "r4", "r3", "r2", "r1", "r0"]
    assert store.page_refusals(feed="aadf").rows == (refusal("c1", feed="aadf", code="code1"),)
    assert store.count_refusals() == {
        ("leeds", "code0", "open"): 3,
        ("leeds", "code1", "open"): 2,
        ("aadf", "code1", "open"): 1,
    }
    assert store.get_refusal("r3") == rows[3]


def test_a_refusal_is_closed_once_by_somebody_for_a_reason_and_stays_counted(store: Store):
    given = batch(refusals=[refusal("r1"), refusal("r2"), refusal("r3")])
    store.receive_crashes(given, day(1))
    store.close_refusal("r1", "replayed", "officer 7", "the date was misread", day(2))
    store.close_refusal("r2", "dismissed", "officer 7", "a test row", day(2))
    store.receive_crashes(given, day(3))
    assert store.get_refusal("r1") == refusal("r1", state="replayed")
    assert [r.refusal_id for r in store.page_refusals().rows] == ["r3"]
    assert [r.refusal_id for r in store.page_refusals(state="dismissed").rows] == ["r2"]
    assert [r.refusal_id for r in store.page_refusals(state=None).rows] == ["r3", "r2", "r1"]
    assert sum(store.count_refusals().values()) == 3
    with pytest.raises(Conflict):
        store.close_refusal("r1", "dismissed", "officer 8", "again", day(4))
    with pytest.raises(NotFound):
        store.close_refusal("r9", "dismissed", "officer 8", "none such", day(4))
    with pytest.raises(NotFound):
        store.get_refusal("r9")
    for state, by, why in (("open", "a", "b"), ("gone", "a", "b"), ("dismissed", "", "b"), ("dismissed", "a", "\0")):
        with pytest.raises(InputError):
            store.close_refusal("r3", state, by, why, day(4))
    assert store.get_refusal("r3").state == "open"


# --- roads and traffic ------------------------------------------------------------------------------------------------


def test_a_network_comes_back_exactly(store: Store):
    given = network()
    kept = store.get_network(store.save_network(given, day(1)))
    for field in fields(given):
        mine, theirs = getattr(given, field.name), getattr(kept, field.name)
        if field.name == "source":
            assert mine == theirs
            continue
        assert mine.dtype == theirs.dtype, field.name
        np.testing.assert_array_equal(mine, theirs, strict=True, err_msg=field.name)
    assert kept.road_name[1] is None
    kept.length_m[0] = kept.length_m[0]  # the caller's own copy, or the same frozen frame


def test_networks_are_known_by_content_and_the_last_saved_is_in_use(store: Store):
    with pytest.raises(NotFound):
        store.get_network()
    first = store.save_network(network(), day(1))
    second = store.save_network(network(names=("A61", None)), day(2))
    assert first != second
    assert store.get_network().road_name[0] == "A61"
    assert store.get_network(first).road_name[0] == "A660"
    assert store.save_network(network(), day(3)) == first
    assert store.get_network().road_name[0] == "A660"
    with pytest.raises(NotFound):
        store.get_network("0" * 64)


def test_traffic_counts_are_kept_like_crashes(store: Store):
    given = batch(count("p2"), count("p1", 2019), count("p1", 2018), feed="aadf")
    first = store.receive_counts(given, day(1))
    second = store.receive_counts(given, day(2))
    assert (first.records_added, second.records_added, second.records_unchanged) == (3, 0, 3)
    third = store.receive_counts(batch(count("p1", 2018, flow=1200.0), feed="aadf", sha="b"), day(3))
    assert third.records_changed == 1
    assert store.list_counts() == [count("p1", 2018, flow=1200.0), count("p1", 2019), count("p2")]
    assert store.list_receipts() == [first, third]


def test_measures_are_kept_in_versions_and_read_as_known(store: Store):
    plan = measure(starts=50, known=10, planned=True)
    done = measure(starts=60, known=60)
    first = store.receive_measures(batch(plan, measure("m0", starts=55), feed="measures"), day(61))
    again = store.receive_measures(batch(plan, measure("m0", starts=55), feed="measures"), day(62))
    assert (first.records_added, again.records_added, again.records_unchanged) == (2, 0, 2)
    assert store.receive_measures(batch(done, feed="measures", sha="b"), day(63)).records_changed == 1
    assert store.list_measures(day(9.9)) == []
    assert store.list_measures(day(10)) == [plan]
    assert store.list_measures(day(56)) == [plan, measure("m0", starts=55)]
    assert store.list_measures(LATE) == [measure("m0", starts=55), done]


def test_a_measure_without_a_moment_is_our_own_fault_and_keeps_nothing(store: Store):
    naive = replace(measure(), starts=datetime(2019, 1, 1))  # noqa: DTZ001
    with pytest.raises(Fault):
        store.receive_measures(batch(measure("m2"), naive, feed="measures"), day(61))
    assert store.list_measures(LATE) == []
    assert store.list_receipts() == []


# --- results ----------------------------------------------------------------------------------------------------------


def test_a_turn_comes_back_whole_and_in_order(store: Store):
    given = turn(segments=[segment("s2", 2), segment("s1", 1)], alerts=[alert("z"), alert("a", Level.BLUE)])
    store.save_turn(given)
    assert store.get_run() == given.run
    assert store.get_run("run-1") == given.run
    for kind, field in TURN_FIELDS.items():
        assert store.list_results(kind, "run-1") == getattr(given, field), kind
        assert getattr(given, field), f"the test has no {field}"


def test_every_field_of_a_turn_is_kept():
    assert {field.name for field in fields(Turn)} == {"run", *TURN_FIELDS.values()}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (Snap, "leeds:2"),
        (SegmentEstimate, "s1"),
        (BlackSpot, "b1"),
        (GridCell, "c1"),
        (IndicatorSet, "E08000035"),
        (Alert, "a1"),
        (HazardTicket, "t1"),
        (DutyPlan, "p1"),
        (Scorecard, day(100).isoformat()),
        (Study, "m1"),
        (Cluster, "cluster-1"),
        (SegmentDensity, "s1"),
    ],
)
def test_a_result_is_found_by_its_own_id(store: Store, kind, key):
    store.save_turn(turn())
    found = store.find_result(kind, "run-1", key)
    assert found in store.list_results(kind, "run-1")
    if kind is IndicatorSet:
        assert found.period == "2019"  # the first of the area's periods
    assert store.find_result(kind, "run-1", "none such") is None


def test_a_run_of_the_same_id_is_replaced_whole(store: Store):
    store.save_turn(turn(segments=[segment("s1"), segment("s2")]))
    store.save_turn(turn("run-2"))
    again = turn(segments=[segment("s3")], alerts=())
    store.save_turn(again)
    assert [s.segment_id for s in store.list_results(SegmentEstimate, "run-1")] == ["s3"]
    assert store.list_results(Alert, "run-1") == ()
    assert store.list_results(Alert, "run-2") == (alert(),)
    assert len(store.list_runs()) == 2


def test_the_run_in_use_is_the_one_of_the_latest_as_of_then_the_one_saved_last(store: Store):
    with pytest.raises(NotFound):
        store.get_run()
    for run_id, at in (("a", 3), ("b", 9), ("c", 9), ("d", 1)):
        store.save_turn(turn(run_id, as_of=day(at)))
    assert store.get_run().run_id == "c"
    assert [run.run_id for run in store.list_runs()] == ["c", "b", "a", "d"]
    store.save_turn(turn("b", as_of=day(9)))
    assert store.get_run().run_id == "b"


def test_results_of_no_run_are_not_found_and_of_no_kind_a_fault(store: Store):
    store.save_turn(turn())
    for ask in (
        lambda: store.get_run("none"),
        lambda: store.list_results(Alert, "none"),
        lambda: store.find_result(Alert, "none", "a1"),
    ):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(Fault):
        store.list_results(str, "run-1")


# --- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, True, 0, 1.5, "庆阳 \\u0000", [1, [2]], {"a": {"b": None}}, ""])
def test_a_setting_comes_back(store: Store, value):
    assert store.find_setting("city") is None
    store.put_setting("city", "other")
    store.put_setting("city", value)
    kept = store.find_setting("city")
    assert kept == value
    assert type(kept) is type(value)


@pytest.mark.parametrize("value", [float("nan"), (1, 2), {1: 2}, object(), {1, 2}, day(1)])
def test_a_setting_that_is_not_plain_json_is_our_own_fault(store: Store, value):
    store.put_setting("city", "before")
    with pytest.raises(Fault):
        store.put_setting("city", value)
    assert store.find_setting("city") == "before"
