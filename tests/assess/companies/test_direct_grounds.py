"""Golden cases for every ground of every scheme that makes a company high at once, at each of its boundaries."""

from datetime import date

import pytest

from daoan.assess.companies.grounds import find_grounds, months_before
from daoan.assess.companies.rating import rate_companies
from daoan.terms.records.companies import CompanyKind, EventKind, Liability, Standing, VehicleKind
from tests.assess.companies.facts_given import DAY, GANSU, MPS, SCHEMES, crash, driver, event, facts, vehicle

HAZMAT = CompanyKind.HAZMAT
TANKER = {"kind": VehicleKind.HAZMAT}
YESTERDAY = date(2025, 3, 31)
THREE_DEAD = crash(deaths=3)


def grounds(scheme, given) -> set[str]:
    return {g.code for g in find_grounds(given, scheme.grounds)}


def spill(**changes):
    return event(EventKind.HAZMAT, **{"liability": Liability.MAIN, **changes})


#: Of every scheme that names it: the ban is in force, over, or of somebody who is gone.
BANS = [
    ("banned for life", facts(driver(banned_on=date(2020, 5, 1))), {"banned"}),
    ("banned the day before", facts(driver(banned_on=YESTERDAY)), {"banned"}),
    ("banned on the day itself, which is next month's", facts(driver(banned_on=DAY)), set()),
    ("ban lifted in the month", facts(driver(banned_on=date(2020, 5, 1), ban_lifted_on=YESTERDAY)), set()),
    ("ban lifted on the day itself", facts(driver(banned_on=date(2020, 5, 1), ban_lifted_on=DAY)), {"banned"}),
    ("banned, left before the month ended",
     facts(driver(banned_on=date(2020, 5, 1), standing=Standing.LEFT)), set()),
    ("banned, off the road but on the roster",
     facts(driver(banned_on=date(2020, 5, 1), standing=Standing.OFF_ROAD)), {"banned"}),
    ("one banned of two", facts(driver(), driver("d2", banned_on=YESTERDAY)), {"banned"}),
]  # fmt: skip

MPS_CASES = [
    ("nothing", facts(), set()),
    # 1. a crash with three or more killed, equal or greater liability, within three months
    ("3 killed", facts(THREE_DEAD), {"deaths_3"}),
    ("2 killed", facts(crash(deaths=2)), set()),
    ("full", facts(crash(deaths=3, liable=Liability.FULL)), {"deaths_3"}),
    ("equal", facts(crash(deaths=3, liable=Liability.EQUAL)), {"deaths_3"}),
    ("minor", facts(crash(deaths=3, liable=Liability.MINOR)), set()),
    ("none", facts(crash(deaths=3, liable=Liability.NONE)), set()),
    ("not found yet", facts(crash(deaths=3, liable=Liability.OPEN)), set()),
    ("exactly three months ago", facts(crash(date(2025, 1, 1), 3)), {"deaths_3"}),
    ("a day earlier", facts(crash(date(2024, 12, 31), 3)), set()),
    ("the day before", facts(crash(YESTERDAY, 3)), {"deaths_3"}),
    ("on the day itself, which is next month's", facts(crash(DAY, 3)), set()),
    # 2. three or more fatal crashes
    ("3 fatal", facts(*(crash(n=n) for n in range(3))), {"fatal_3"}),
    ("2 fatal", facts(*(crash(n=n) for n in range(2))), set()),
    ("3, one without liability", facts(crash(n=1), crash(n=2), crash(n=3, liable=Liability.NONE)), set()),
    ("3, one nobody killed", facts(crash(n=1), crash(n=2), crash(n=3, deaths=0)), set()),
    ("3, one too old", facts(crash(n=1), crash(n=2), crash(date(2024, 12, 31))), set()),
    ("3, one just in time", facts(crash(n=1), crash(n=2), crash(date(2025, 1, 1))), {"fatal_3"}),
    # 3. explosion, leak or fire
    ("spill", facts(spill(), kind=HAZMAT), {"hazmat_spill"}),
    ("spill, minor", facts(spill(liability=Liability.MINOR), kind=HAZMAT), {"hazmat_spill"}),
    ("spill, not liable", facts(spill(liability=Liability.NONE), kind=HAZMAT), set()),
    ("spill, too old", facts(spill(happened_on=date(2024, 12, 31)), kind=HAZMAT), set()),
    # 4. a dangerous-goods company with an overdue dangerous-goods vehicle
    ("tanker not inspected", facts(vehicle(inspect_by=YESTERDAY, **TANKER), kind=HAZMAT), {"hazmat_inspection"}),
    ("inspection ends on the day", facts(vehicle(inspect_by=DAY, **TANKER), kind=HAZMAT), set()),
    ("tanker of a freight company", facts(vehicle(inspect_by=YESTERDAY, **TANKER)), set()),
    ("lorry of a tanker company", facts(vehicle(inspect_by=YESTERDAY), kind=HAZMAT), set()),
    ("tanker that has left", facts(vehicle(inspect_by=YESTERDAY, standing=Standing.LEFT, **TANKER), kind=HAZMAT),
     set()),
    ("tanker off the road", facts(vehicle(inspect_by=YESTERDAY, standing=Standing.OFF_ROAD, **TANKER), kind=HAZMAT),
     {"hazmat_inspection"}),
    ("inspection not recorded", facts(vehicle(inspect_by=None, **TANKER), kind=HAZMAT), set()),
    ("tanker not scrapped", facts(vehicle(scrap_by=YESTERDAY, **TANKER), kind=HAZMAT), {"hazmat_scrapping"}),
    ("tanker scrapped", facts(vehicle(scrap_by=YESTERDAY, standing=Standing.SCRAPPED, **TANKER), kind=HAZMAT), set()),
    ("scrapping on the day", facts(vehicle(scrap_by=DAY, **TANKER), kind=HAZMAT), set()),
    # 5. drink and drug driving
    ("drink", facts(event(EventKind.ALCOHOL)), {"alcohol"}),
    ("drink, exactly three months ago", facts(event(EventKind.ALCOHOL, date(2025, 1, 1))), {"alcohol"}),
    ("drink, a day earlier", facts(event(EventKind.ALCOHOL, date(2024, 12, 31))), set()),
    ("drink, the day before", facts(event(EventKind.ALCOHOL, YESTERDAY)), {"alcohol"}),
    ("drink, on the day itself", facts(event(EventKind.ALCOHOL, DAY)), set()),
    # just beyond each of the boundaries above
    ("4 killed", facts(crash(deaths=4)), {"deaths_3"}),
    ("4 fatal", facts(*(crash(n=n) for n in range(4))), {"fatal_3"}),
    ("3 fatal, equal", facts(*(crash(n=n, liable=Liability.EQUAL) for n in range(3))), {"fatal_3"}),
    ("3 fatal, minor", facts(*(crash(n=n, liable=Liability.MINOR) for n in range(3))), set()),
    ("spill, full", facts(spill(liability=Liability.FULL), kind=HAZMAT), {"hazmat_spill"}),
    ("spill, equal", facts(spill(liability=Liability.EQUAL), kind=HAZMAT), {"hazmat_spill"}),
    ("spill, not found yet", facts(spill(liability=Liability.OPEN), kind=HAZMAT), set()),
    ("spill, exactly three months ago", facts(spill(happened_on=date(2025, 1, 1)), kind=HAZMAT), {"hazmat_spill"}),
    ("spill, on the day itself", facts(spill(happened_on=DAY), kind=HAZMAT), set()),
    ("tanker inspected for another day", facts(vehicle(inspect_by=date(2025, 4, 2), **TANKER), kind=HAZMAT), set()),
    ("old tanker of a freight company", facts(vehicle(scrap_by=YESTERDAY, **TANKER)), set()),
    ("old lorry of a tanker company", facts(vehicle(scrap_by=YESTERDAY), kind=HAZMAT), set()),
    ("old tanker off the road", facts(vehicle(scrap_by=YESTERDAY, standing=Standing.OFF_ROAD, **TANKER), kind=HAZMAT),
     {"hazmat_scrapping"}),
    ("scrapping not recorded", facts(vehicle(scrap_by=None, **TANKER), kind=HAZMAT), set()),
    *BANS,
    ("two grounds at once", facts(THREE_DEAD, event(EventKind.ALCOHOL)), {"deaths_3", "alcohol"}),
]  # fmt: skip

GANSU_CASES = [
    ("nothing", facts(), set()),
    ("fatal, main", facts(crash()), {"fatal"}),
    ("fatal, equal", facts(crash(liable=Liability.EQUAL)), {"fatal"}),
    ("fatal, minor", facts(crash(liable=Liability.MINOR)), set()),
    ("nobody killed", facts(crash(deaths=0)), set()),
    ("fatal, first day of the month", facts(crash(date(2025, 3, 1))), {"fatal"}),
    ("fatal, the month before", facts(crash(date(2025, 2, 28))), set()),
    ("serious violation", facts(event(EventKind.VIOLATION, serious=True)), {"serious"}),
    ("ordinary violation", facts(event(EventKind.VIOLATION)), set()),
    ("serious, the month before", facts(event(EventKind.VIOLATION, date(2025, 2, 28), serious=True)), set()),
    ("3 not dealt with", facts(vehicle(unprocessed=3)), {"open_3"}),
    ("2 not dealt with", facts(vehicle(unprocessed=2)), set()),
    ("2 and 2 of two vehicles", facts(vehicle(unprocessed=2), vehicle("v2", unprocessed=2)), set()),
    ("not recorded", facts(vehicle(unprocessed=None)), set()),
    ("3 of a vehicle that has left", facts(vehicle(unprocessed=3, standing=Standing.LEFT)), set()),
    ("inspection", facts(vehicle(inspect_by=YESTERDAY)), {"inspection"}),
    ("inspection ends on the day", facts(vehicle(inspect_by=DAY)), set()),
    ("scrapping", facts(vehicle(scrap_by=YESTERDAY)), {"scrapping"}),
    ("scrapping on the day", facts(vehicle(scrap_by=DAY)), set()),
    ("12 points", facts(driver(points=12)), {"points_12"}),
    ("11 points", facts(driver(points=11)), set()),
    ("12 points, has left", facts(driver(points=12, standing=Standing.LEFT)), set()),
    ("licence change", facts(driver(change_by=YESTERDAY)), {"change"}),
    ("licence change on the day", facts(driver(change_by=DAY)), set()),
    ("review", facts(driver(review_by=YESTERDAY)), {"review"}),
    ("review on the day", facts(driver(review_by=DAY)), set()),
    # just beyond each of the boundaries above
    ("2 killed", facts(crash(deaths=2)), {"fatal"}),
    ("fatal, full", facts(crash(liable=Liability.FULL)), {"fatal"}),
    ("fatal, not found yet", facts(crash(liable=Liability.OPEN)), set()),
    ("fatal, the day before", facts(crash(YESTERDAY)), {"fatal"}),
    ("fatal, on the day itself", facts(crash(DAY)), set()),
    ("serious, first day of the month", facts(event(EventKind.VIOLATION, serious=True)), {"serious"}),
    ("serious, the day before", facts(event(EventKind.VIOLATION, YESTERDAY, serious=True)), {"serious"}),
    ("serious, on the day itself", facts(event(EventKind.VIOLATION, DAY, serious=True)), set()),
    ("4 not dealt with", facts(vehicle(unprocessed=4)), {"open_3"}),
    ("3 of a vehicle off the road", facts(vehicle(unprocessed=3, standing=Standing.OFF_ROAD)), {"open_3"}),
    ("13 points", facts(driver(points=13)), {"points_12"}),
    ("points not recorded", facts(driver(points=None)), set()),
    *(
        (f"{due} not recorded", facts(of(**{field: None})), set())
        for due, of, field in (
            ("inspection", vehicle, "inspect_by"), ("scrapping", vehicle, "scrap_by"),
            ("licence change", driver, "change_by"), ("review", driver, "review_by"),
        )
    ),
    *(
        (f"{code} of what has left", facts(of(**{field: YESTERDAY, "standing": Standing.LEFT})), set())
        for code, of, field in (
            ("inspection", vehicle, "inspect_by"), ("scrapping", vehicle, "scrap_by"), ("change", driver, "change_by"),
            ("review", driver, "review_by"),
        )
    ),
    *BANS,
    ("medical overdue is no ground", facts(driver(medical_by=YESTERDAY)), set()),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), [c[1:] for c in MPS_CASES], ids=[c[0] for c in MPS_CASES])
def test_the_ministrys_grounds(given, expected):
    assert grounds(MPS, given) == expected


@pytest.mark.parametrize(("given", "expected"), [c[1:] for c in GANSU_CASES], ids=[c[0] for c in GANSU_CASES])
def test_the_grounds_of_gansu(given, expected):
    assert grounds(GANSU, given) == expected


def test_every_ground_has_a_case_that_stands_and_schemes_without_grounds_have_none():
    for scheme, cases in ((MPS, MPS_CASES), (GANSU, GANSU_CASES)):
        assert {g.code for g in scheme.grounds} == set().union(*(c[2] for c in cases))
    assert [s.grounds for n, s in SCHEMES.items() if n in ("companies-hebei", "companies-sichuan")] == [(), ()]


def test_a_ground_makes_high_and_shows_its_rows():
    (rating,) = rate_companies([facts(THREE_DEAD, crash(n=2))], MPS)
    assert (rating.level, rating.by) == ("high", "ground")
    (ground,) = rating.grounds
    assert [(row.kind, row.ref) for row in ground.rows] == [("company_event", THREE_DEAD.event_id)]
    assert (ground.number, ground.needed) == (1, 1)


def test_a_ban_shows_whose_it_is_and_since_when():
    (rating,) = rate_companies([facts(driver(), driver("d2", banned_on=date(2020, 5, 1)))], MPS)
    assert (rating.level, rating.by) == ("high", "ground")
    (row,) = rating.grounds[0].rows
    assert (row.kind, row.ref, row.label.zh, row.value) == ("key_driver", "d2", "终生禁驾起", "张* · 2020-05-01")


def test_a_crash_whose_liability_is_open_is_named_beside_the_level():
    (rating,) = rate_companies([facts(crash(deaths=3, liable=Liability.OPEN))], MPS)
    assert rating.grounds == ()
    assert [row.ref for row in rating.unsettled] == ["crash-2025-03-01-1"]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 5, 31), 3, date(2025, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2025, 1, 1), 1, date(2024, 12, 1)),
        (date(2025, 12, 31), 12, date(2024, 12, 31)),
    ],
)
def test_months_back(day, months, expected):
    assert months_before(day, months) == expected
