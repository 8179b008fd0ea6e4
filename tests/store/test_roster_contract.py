"""Laws 19 and 20 of a store: the roster keeps every version, whole or not at all, and answers as of any moment."""

from dataclasses import replace
from datetime import date

import pytest

from daoan.store.protocol import Store
from daoan.store.roster_protocol import RosterFilter, RosterKept
from daoan.terms.errors import Conflict, Fault, InputError
from daoan.terms.records.companies import Company, CompanyEvent, CompanyKind, EventKind, KeyVehicle, VehicleKind
from tests.store.store_given import day
from tests.store.work_given import note, require_unbroken

FIRM = Company("91620000MA00000001", "Ridge Freight", CompanyKind.FREIGHT, "north")


def truck(name: str = "v1", shown: str = "甘M·12*45", **changes) -> KeyVehicle:
    kept = KeyVehicle(
        name, shown, "sealed", VehicleKind.HEAVY_TRUCK, "north", FIRM.company_id, inspect_by=date(2025, 3, 1)
    )
    return replace(kept, **changes)


def keep(store: Store, *records, at: float = 1.0) -> RosterKept:
    return store.keep_roster(records, day(at), note("roster.import"))


def test_what_is_told_again_adds_nothing_and_what_differs_becomes_a_version(sealed: Store):
    assert keep(sealed, FIRM, truck(), truck("v2")) == RosterKept(3, 0, 0)
    stamp = sealed.roster_stamp()
    assert keep(sealed, truck(), at=2) == RosterKept(0, 0, 1)
    assert sealed.roster_stamp() == stamp
    renewed = truck(inspect_by=date(2026, 3, 1))
    assert keep(sealed, renewed, truck("v2"), at=3) == RosterKept(0, 1, 1)
    assert sealed.roster_stamp() != stamp
    assert [(v.version, v.changed_at, v.record) for v in sealed.list_roster_versions(KeyVehicle, "v1")] == [
        (1, day(1), truck()),
        (2, day(3), renewed),
    ]
    assert sealed.list_roster_versions(Company, "v1") == ()
    require_unbroken(sealed)
    assert len(sealed.list_audit()) == 3


def test_an_answer_as_of_a_moment_knows_nothing_of_later(sealed: Store):
    keep(sealed, FIRM, truck())
    keep(sealed, truck(unprocessed=4), truck("v2", company_id=""), at=2)
    assert sealed.list_roster(KeyVehicle, day(0.5)) == ()
    assert sealed.list_roster(KeyVehicle, day(1)) == (truck(),)
    assert sealed.list_roster(KeyVehicle, day(2)) == (truck(unprocessed=4), truck("v2", company_id=""))
    assert sealed.list_roster(KeyVehicle, day(2), FIRM.company_id) == (truck(unprocessed=4),)
    assert sealed.find_roster(KeyVehicle, "v1", day(1.9)) == truck()
    assert sealed.find_roster(KeyVehicle, "v2", day(1)) is None
    assert sealed.list_roster(Company, day(2)) == (FIRM,)


def test_a_call_that_fails_keeps_nothing(sealed: Store):
    keep(sealed, truck(), at=2)
    with pytest.raises(Conflict):
        keep(sealed, truck("v2"), truck(unprocessed=1), at=1)
    with pytest.raises(Fault):
        keep(sealed, truck("v3"), truck("v3"), at=3)
    assert sealed.list_roster(KeyVehicle, day(9)) == (truck(),)
    require_unbroken(sealed)
    assert len(sealed.list_audit()) == 1


def test_pages_follow_what_is_shown(sealed: Store):
    keep(sealed, *(truck(f"v{n}", f"甘M·{n:02d}*45", unit_id=("north", "south")[n % 2]) for n in range(7)))
    seen, after = [], None
    while True:
        page = sealed.page_roster(KeyVehicle, after=after, limit=3)
        seen += [v.vehicle_id for v in page.rows]
        after = page.next
        if after is None:
            break
    assert seen == [f"v{n}" for n in range(7)]
    assert sealed.count_roster(KeyVehicle, RosterFilter(units=("south",))) == 3
    assert [v.vehicle_id for v in sealed.page_roster(KeyVehicle, RosterFilter(text="03*")).rows] == ["v3"]
    assert sealed.count_roster(KeyVehicle, RosterFilter(company_id="other")) == 0
    with pytest.raises(InputError):
        sealed.page_roster(KeyVehicle, after="nonsense")


def test_many_records_are_one_call(sealed: Store):
    events = [
        CompanyEvent(f"e{n:05d}", FIRM.company_id, "north", EventKind.VIOLATION, date(2025, 1, 1)) for n in range(6_000)
    ]
    assert keep(sealed, *events) == RosterKept(6_000, 0, 0)
    changed = [replace(e, processed=False) for e in events[:5_500]]
    assert keep(sealed, *changed, *events[5_500:], at=2) == RosterKept(0, 5_500, 500)
    now = sealed.list_roster(CompanyEvent, day(2))
    assert sum(not e.processed for e in now) == 5_500
    assert len(now) == 6_000
