"""Companies of the demo: filled once, only in a simulated city, nobody in the clear, half a year to look back on."""

import pytest

from daoan.app.clocks import workroom_of
from daoan.app.companies import check_month, close_and_open
from daoan.app.demo_companies import number_of_nobody, play_demo_companies
from daoan.app.demo_month import play_demo_month
from daoan.app.progress import silent
from daoan.app.subject_key import subject_key
from daoan.edge.sealed import TextSealer
from daoan.jobs.companies.clearing import open_tasks
from daoan.jobs.companies.filing import open_clear
from daoan.jobs.companies.months import compute_again, rating_in
from daoan.jobs.companies.own import own_company, own_ratings, own_tasks
from daoan.jobs.companies.proceedings import proceedings_of
from daoan.sense.roster.cells import read_cell
from daoan.sense.roster.columns import LAYOUTS
from daoan.terms.errors import Conflict, Fault, NotFound
from daoan.terms.records.companies import Company, KeyDriver, KeyVehicle
from daoan.terms.records.company_months import run_name
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from tests.app.test_demo_month import workspace_of


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    workspace = workspace_of(tmp_path_factory.mktemp("companies") / "ws", simulated=True)
    play_demo_month(workspace, silent)
    assert play_demo_companies(workspace, silent) == 300
    yield workspace
    workspace.close()


def test_the_roster_has_months_and_tasks_and_nobody_in_the_clear(filled) -> None:
    store, now = filled.store, filled.now
    assert play_demo_companies(filled, silent) == 0
    companies, vehicles = store.list_roster(Company, now), store.list_roster(KeyVehicle, now)
    assert len(companies) == 300
    assert all("虚构" in c.name for c in companies)
    assert len({v.version for c in vehicles[:80] for v in store.list_roster_versions(KeyVehicle, c.vehicle_id)}) > 1
    assert list(open_tasks(workroom_of(filled)))
    sealer = TextSealer(subject_key(filled))
    driver = store.list_roster(KeyDriver, now)[0]
    clear = open_clear(sealer, driver.sealed)
    assert clear.number not in repr(driver)
    assert driver.shown_number == clear.number[:6] + "*" * 8 + clear.number[-4:]
    with pytest.raises(Fault):
        open_clear(TextSealer(b"another key of 16"), driver.sealed)


def test_months_are_closed_and_the_companys_account_finds_its_own(filled) -> None:
    store, room = filled.store, workroom_of(filled)
    closed = store.list_company_months()
    assert len(closed) == 5
    assert compute_again(room, closed[0]).same
    assert {m.state for m in proceedings_of(room, run_name(closed[0].month, closed[0].scheme))} >= {
        "computed", "reviewed", "notified", "rectifying",
    }  # fmt: skip
    carried = [rating_in(r).carried for r in store.list_company_ratings(month=closed[0].month)]
    left = {row.label.zh for one in carried if one is not None for row in one.left}
    assert left == {"整改未完成，预警未解除", "整改未复查，预警未解除"}
    assert any(one.months for one in carried if one is not None)
    safety = Actor("sim-company-1", "company", frozenset({Role.COMPANY}))
    company = own_company(room, safety, filled.now)
    assert own_ratings(room, company)
    assert any(m.kind == "company_rating" for m in own_tasks(room, safety, company))


def test_the_terminal_closes_a_month_and_computes_it_again(filled) -> None:
    again = close_and_open(filled, "2019-12")
    assert (again.same, again.ratings) == (True, 300)
    assert check_month(filled, "2019-12").digest == again.digest
    with pytest.raises(Conflict):
        close_and_open(filled, "2019-12")
    with pytest.raises(NotFound):
        check_month(filled, "2018-12")


def test_a_real_city_gets_none(tmp_path) -> None:
    real = workspace_of(tmp_path / "real", simulated=False)
    assert play_demo_companies(real, silent) == 0
    assert real.store.count_roster(Company) == 0
    real.close()


def test_numbers_of_nobody_are_well_formed_and_differ() -> None:
    column = LAYOUTS["drivers"].column("number")
    numbers = [number_of_nobody(n) for n in range(2_000)]
    assert [read_cell(column, n) for n in numbers] == numbers
    assert len(set(numbers)) == 2_000
