"""A group's own risk: counted by hand, small bins told together, what is not recorded said."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from daoan.assess.audiences.risk import groups_in, merged, risk_of
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.codes import RoadClass, Role, Severity, VehicleKind
from daoan.terms.estimates import Share
from daoan.terms.records import Crash
from daoan.terms.records.sensed import Party

PACK = read_rule_packs(ROOT / "rulepacks")["publicity"]
GROUPS = {g.code: g for g in groups_in(PACK)}
START, END = datetime(2023, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def crash(n: int, *parties: Party, hour: int = 10, road: RoadClass | None = RoadClass.TRUNK) -> Crash:
    at = START + timedelta(days=n, hours=hour - 8)  # local hours
    return Crash(f"x:{n}", "x", str(n), at, at, Severity.SLIGHT, area="A1", road_class=road, parties=parties)


def old(grave: bool = False, age: int | None = 70) -> Party:
    return Party(Role.PEDESTRIAN, Severity.FATAL if grave else Severity.SLIGHT, age_years=age)


def told(crashes, code: str = "elderly"):
    return risk_of(GROUPS[code], crashes, START, END, "Asia/Shanghai", {}, PACK)


def test_people_are_counted_with_their_whole_and_what_is_not_recorded_is_said() -> None:
    crashes = [crash(n, old(grave=n % 2 == 0)) for n in range(24)]
    crashes += [crash(30 + n, old(age=30), hour=20) for n in range(16)] + [
        crash(50 + n, old(age=None)) for n in range(5)
    ]
    found = told(crashes)
    assert (found.people, found.not_recorded) == (Share(24, 40), Share(5, 45))
    assert found.killed == Share(12, 24)
    hours = next(f for f in found.facets if f.code == "hour")
    assert [(b.name.en, b.people, b.others, b.more) for b in hours.bins] == [
        ("09–12 h", Share(24, 24), Share(0, 16), True)
    ]


def test_a_few_of_whom_something_is_not_recorded_are_told_together_with_others() -> None:
    found = told([crash(n, old(), road=None if n < 4 else RoadClass.TRUNK) for n in range(30)])
    road = next(f for f in found.facets if f.code == "road")
    assert road.not_recorded == Share(0, 30)
    assert [b.people for b in road.bins] == [Share(30, 30)]


def test_of_nine_people_nothing_is_told_and_a_small_number_of_killed_is_not() -> None:
    nine = told([crash(n, old()) for n in range(9)])
    assert nine.people is None
    assert nine.facets == ()
    assert told([crash(n, old(grave=n < 3)) for n in range(20)]).killed is None


def test_a_child_is_a_pupil_by_age_and_a_driver_of_unknown_vehicle_is_not_recorded() -> None:
    assert GROUPS["pupils"].holds(old(age=9))
    assert not GROUPS["pupils"].holds(old(age=18))
    driver = Party(Role.DRIVER, Severity.SLIGHT, vehicle=VehicleKind.UNKNOWN)
    assert GROUPS["freight"].holds(driver) is None
    assert GROUPS["freight"].holds(Party(Role.PEDESTRIAN, Severity.SLIGHT, vehicle=VehicleKind.UNKNOWN)) is False


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40), max_size=8))
def test_no_bin_and_no_rest_of_a_facet_has_one_to_nine_people(counts) -> None:
    if sum(counts.values()) < 10:
        return
    bins = merged(counts, 10)
    sizes = [sum(counts[c] for c in codes) for codes in bins]
    assert sum(sizes) == sum(counts.values())
    assert all(n >= 10 for n in sizes)
