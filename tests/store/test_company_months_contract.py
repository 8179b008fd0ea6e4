"""Laws 25 and 26 of a store: months close once and whole, revisions follow one another; and how both end."""

from dataclasses import replace
from datetime import date

import pytest

from daoan.store.protocol import Store
from daoan.terms.errors import Conflict, Fault
from daoan.terms.estimates import Text
from daoan.terms.records.companies import CompanyEvent, EventKind, KeyVehicle, Standing
from daoan.terms.records.company_months import ClosedMonth, KeptRating, RatingCorrection, run_name
from daoan.terms.records.retained import PurgeLine
from daoan.terms.records.warned import Evidence
from tests.keeping.keeping_given import all_kept
from tests.store.store_given import day
from tests.store.test_roster_contract import FIRM, keep, truck
from tests.store.work_given import begin, matter, note, require_unbroken

MARCH = ClosedMonth("2026-03", "companies-mps", "mps 1", date(2026, 4, 1), day(1), day(2), "zhao", 2, "d", "{}")


def rating(company: str = "a", revision: int = 0, **changes) -> KeptRating:
    kept = KeptRating(MARCH.month, MARCH.scheme, company, revision, "north", "high", day(2), "zhao", "{}")
    return replace(kept, **changes)


def close(store: Store, month: ClosedMonth = MARCH, *ratings: KeptRating) -> None:
    told = ratings or (rating("b"), rating("a"))
    store.close_company_month(month, told, note("companies.close"))


def test_a_month_closes_once_and_whole(sealed: Store):
    with pytest.raises(Fault):
        close(sealed, MARCH, rating("a"))
    assert sealed.list_company_months() == sealed.list_company_ratings() == ()
    close(sealed)
    for other in (MARCH, replace(MARCH, digest="e")):
        with pytest.raises(Conflict):
            close(sealed, other)
    april = replace(MARCH, month="2026-04", companies=1)
    close(sealed, april, rating("a", month="2026-04", level="low"))
    assert sealed.list_company_months() == (april, MARCH)
    assert sealed.find_company_month("2026-03", "companies-mps") == MARCH
    assert sealed.find_company_month("2026-03", "companies-gansu") is None
    assert sealed.list_company_ratings(month="2026-03") == (rating("a"), rating("b"))
    assert [r.month for r in sealed.list_company_ratings(company_id="a")] == ["2026-03", "2026-04"]
    require_unbroken(sealed)
    assert len(sealed.list_audit()) == 2


def test_revisions_stand_beside_what_was_concluded(sealed: Store):
    close(sealed)
    wrong = (RatingCorrection("vehicle", "v1", day(3)),)
    first = rating("a", 1, level="low", reason="wrong plate", corrections=wrong)
    sealed.keep_revised_rating(first, note("companies.revise"))
    for strange in (first, rating("a", 3), rating("c", 1), rating("a", 2, month="2026-04")):
        with pytest.raises(Conflict):
            sealed.keep_revised_rating(strange, note("companies.revise"))
    assert sealed.list_company_ratings(company_id="a") == (rating("a"), first)
    assert len(sealed.list_audit()) == 2


def purge(store: Store, kind: str, *names: str) -> None:
    rows = [row for row in all_kept(store, kind) if row.record_id in names]
    assert len(rows) == len(names)
    line = PurgeLine(day(9), "loop", kind, len(rows), 0, 0, day(0), day(1), 7, "retention")
    store.purge(kind, rows, (), line, note(f"purge.{kind}"))


def test_a_month_goes_with_its_ratings_unless_an_open_matter_names_it(sealed: Store):
    close(sealed)
    close(sealed, replace(MARCH, month="2026-04", companies=1), rating("a", month="2026-04"))
    name = run_name("2026-03", "companies-mps")
    begin(sealed, matter("m1", values={"run": run_name("2026-04", "companies-mps")}))
    assert {row.record_id: row.in_open_case for row in all_kept(sealed, "company_rating")} == {
        name: False,
        run_name("2026-04", "companies-mps"): True,
    }
    purge(sealed, "company_rating", name)
    assert [m.month for m in sealed.list_company_months()] == ["2026-04"]
    assert [r.month for r in sealed.list_company_ratings()] == ["2026-04"]


def test_replaced_versions_and_what_has_ended_go_and_what_holds_stays(sealed: Store):
    event = CompanyEvent("e/1@2", FIRM.company_id, "north", EventKind.VIOLATION, date(2025, 1, 1))
    keep(sealed, FIRM, truck(), truck("v2"), event)
    keep(sealed, truck(unprocessed=1), replace(event, processed=False), at=2)
    keep(sealed, truck("v2", standing=Standing.LEFT), at=3)
    begin(sealed, matter("m1", evidence=(Evidence("key_vehicle", "v2", Text("x", "x")),)))
    found = all_kept(sealed, "roster", limit=2)
    assert {row.record_id: (row.counted_from, row.in_open_case) for row in found} == {
        "event/e/1@2": (day(2), False),
        "event@1/e/1@2": (day(2), False),
        "vehicle@1/v1": (day(2), False),
        "vehicle/v2": (day(3), True),
        "vehicle@1/v2": (day(3), True),
    }
    purge(sealed, "roster", "vehicle@1/v1", "event/e/1@2")
    assert [v.version for v in sealed.list_roster_versions(KeyVehicle, "v1")] == [2]
    assert sealed.list_roster_versions(CompanyEvent, "e/1@2") == ()
    assert keep(sealed, truck(unprocessed=2), event, at=4).new == 1
    assert [v.version for v in sealed.list_roster_versions(KeyVehicle, "v1")] == [2, 3]
