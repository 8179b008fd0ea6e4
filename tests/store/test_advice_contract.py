"""Laws 21 to 23 of a store: advice records lose no version, places only grow, a photo is there when all of it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.store.advice_protocol import AdviceFilter, AdviceKept
from daoan.store.protocol import Store
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.records.advice import AdvicePhoto, AdvicePresence, AdviceVersion, PresenceWay, PresenceWhat
from tests.keeping.keeping_given import LATER, all_kept, line, purge_note
from tests.store.store_given import day
from tests.store.work_given import begin, matter, note, require_unbroken

SHA = "a" * 64


def version(name: str = "v1", *based_on: str, record: str = "r1", at: float = 1.0, **changes) -> AdviceVersion:
    kept = AdviceVersion(
        record, name, based_on, "QD001", "north", "warden", "phone-1", 1, day(at), 0.0, day(at), day(at), f"d-{name}",
        "van", ("overfull_van",), "got_off",
    )  # fmt: skip
    return replace(kept, **changes)


def keep(store: Store, one: AdviceVersion):
    return store.keep_advice(one, note("advice.keep"))


def test_a_version_told_again_is_one_and_a_further_one_stands_in_its_place(sealed: Store):
    assert keep(sealed, version())[0] is AdviceKept.NEW
    assert keep(sealed, version())[0] is AdviceKept.SAME
    outcome, record = keep(sealed, version("v2", "v1", at=2, outcome="police", happened_at=day(1)))
    assert (outcome, record.heads, record.versions) == (AdviceKept.CHANGED, ("v2",), 2)
    assert (record.current.outcome, record.begun_at, record.begun_by) == ("police", day(1), "warden")
    assert sealed.find_advice("r1") == record
    assert [v.version_id for v in sealed.list_advice_versions("r1")] == ["v1", "v2"]
    with pytest.raises(Conflict):
        keep(sealed, version(digest="other"))
    with pytest.raises(NotFound):
        keep(sealed, version("v9", "v8"))
    require_unbroken(sealed)
    assert len(sealed.list_audit()) == 2


def test_two_made_from_the_same_both_stand_until_one_is_made_from_both(sealed: Store):
    keep(sealed, version())
    keep(sealed, version("a", "v1", at=2, people=7))
    outcome, record = keep(sealed, version("b", "v1", at=3, people=9))
    assert outcome is AdviceKept.CONFLICT
    assert (record.heads, record.current.version_id, record.conflict) == (("a", "b"), "a", True)
    assert sealed.count_advice(AdviceFilter(conflict=True)) == 1
    keep(sealed, version("c", "b", at=4))  # further work on one side does not end it
    assert sealed.find_advice("r1").heads == ("a", "c")
    outcome, record = keep(sealed, version("d", "a", "c", at=5, people=9))
    assert (outcome, record.heads, record.current.version_id) == (AdviceKept.CHANGED, ("d",), "d")
    assert sealed.count_advice(AdviceFilter(conflict=True)) == 0
    assert {v.version_id: v.people for v in sealed.list_advice_versions("r1")}["a"] == 7


def test_whoever_reads_on_behind_a_place_misses_no_change(sealed: Store):
    for k in range(5):
        keep(sealed, version(f"v{k}", record=f"r{k}", at=1))  # all known at the same moment
    keep(sealed, version("x", record="s", at=1, station="QD002"))
    first = sealed.list_advice_changes({"QD001"}, 0, limit=3)
    assert [r.record_id for r in first] == ["r0", "r1", "r2"]
    keep(sealed, version("w", "v0", record="r0", at=2))
    rest = sealed.list_advice_changes({"QD001"}, first[-1].place)
    assert [r.record_id for r in rest] == ["r3", "r4", "r0"]
    sealed.hand_advice("r1", "matter-1", note("advice.hand"))
    with pytest.raises(Conflict):
        sealed.hand_advice("r1", "matter-2", note("advice.hand"))
    assert [r.handed for r in sealed.list_advice_changes({"QD001"}, rest[-1].place)] == ["matter-1"]


def test_lists_are_paged_latest_first_and_filtered(sealed: Store):
    for k in range(7):
        keep(
            sealed,
            version(f"v{k}", record=f"r{k}", at=k, plate=f"plate-{k % 2}", unit_id=("north", "south")[k % 2]),
        )
    seen, after = [], None
    while True:
        page = sealed.page_advice(after=after, limit=3)
        seen += [r.record_id for r in page.rows]
        after = page.next
        if after is None:
            break
    assert seen == [f"r{k}" for k in range(6, -1, -1)]
    assert sealed.count_advice(AdviceFilter(units=("south",), since=day(2))) == 2
    assert sealed.count_advice(AdviceFilter(plate="plate-0", until=day(4))) == 2
    assert sealed.count_advice(AdviceFilter(behaviour="overfull_van", vehicle="van", outcome="got_off")) == 7
    assert sealed.count_advice(AdviceFilter(behaviour="overfull")) == 0
    assert sealed.count_advice(AdviceFilter(stations=())) == 0
    with pytest.raises(InputError):
        sealed.page_advice(after="nonsense")


def test_a_photo_grows_part_by_part_and_is_there_when_whole(sealed: Store):
    keep(sealed, version(photos=(SHA,)))

    def part(have: int, length: int) -> int:
        return sealed.keep_advice_part(AdvicePhoto("r1", SHA, 10, have, day(2)), length, b"p%d" % have).have

    assert part(4, 4) == 4
    assert part(4, 4) == 4  # told again
    assert part(9, 2) == 4  # a gap
    assert part(10, 6) == 10
    assert sealed.list_advice_parts("r1", SHA) == (b"p4", b"p10")
    with pytest.raises(NotFound):
        sealed.read_advice_photo("r1", SHA)
    whole = AdvicePhoto("r1", SHA, 10, 10, day(2), done=True)
    sealed.finish_advice_photo(whole, b"whole", note("advice.photo"))
    assert sealed.read_advice_photo("r1", SHA) == b"whole"
    assert sealed.list_advice_parts("r1", SHA) == ()
    assert part(4, 4) == 10
    assert sealed.find_advice_photo("r1", SHA) == whole
    sealed.drop_advice_parts("r1", SHA)
    assert sealed.find_advice_photo("r1", SHA) == whole


def told(name: str = "p1", at: float = 1.0, **changes) -> AdvicePresence:
    kept = AdvicePresence(
        name, "QD001", "north", PresenceWay.POSITION, PresenceWhat.IN, day(at), day(at), day(at).date(), "morning"
    )
    return replace(kept, **changes)


def test_a_presence_is_kept_once_and_found_by_station_and_span(sealed: Store):
    assert sealed.keep_presence(told(), note("advice.presence"))
    assert not sealed.keep_presence(told(known_at=day(2)), note("advice.presence"))
    with pytest.raises(Conflict):
        sealed.keep_presence(told(station="QD002"), note("advice.presence"))
    sealed.keep_presence(told("p2", at=3, station="QD002"), note("advice.presence"))
    sealed.keep_presence(told("p3", at=2, why="far"), note("advice.presence"))
    assert [p.presence_id for p in sealed.list_presence(None, day(0), day(9))] == ["p1", "p3", "p2"]
    assert [p.proved for p in sealed.list_presence({"QD001"}, day(1), day(3))] == [True, False]
    assert sealed.list_presence({"QD001", "QD002"}, day(3), day(3.5)) == (told("p2", at=3, station="QD002"),)


def test_records_end_with_all_they_had_but_not_while_a_matter_is_open(sealed: Store):
    for name in ("r1", "r2"):
        keep(sealed, version("v1", record=name, photos=(SHA,)))
        sealed.keep_advice_part(AdvicePhoto(name, SHA, 4, 4, day(2)), 4, b"part")
    sealed.keep_presence(told(), note("advice.presence"))
    begin(sealed, matter("m1", values={"record": "r2"}))
    rows = {row.record_id: row for row in all_kept(sealed, "advice")}
    assert (rows["r1"].in_open_case, rows["r2"].in_open_case) == (False, True)
    assert [r.in_open_case for r in all_kept(sealed, "advice_photo")] == [False, True]
    sealed.purge("advice", [rows["r1"]], (), line("advice"), purge_note("advice"))
    assert sealed.find_advice("r1") is None
    assert sealed.list_advice_versions("r1") == ()
    assert sealed.find_advice_photo("r1", SHA) is None
    assert sealed.find_advice("r2") is not None
    (presence,) = all_kept(sealed, "advice_presence")
    assert all_kept(sealed, "advice_presence", presence.counted_from - timedelta(minutes=1)) == []
    sealed.purge("advice_presence", [presence], (), line("advice_presence"), purge_note("advice_presence"))
    assert sealed.list_presence(None, day(0), LATER) == ()
