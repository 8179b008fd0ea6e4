"""Companies of the model town: what a register tells on a day follows from what was drawn, and the truth shows."""

from datetime import date, timedelta

import numpy as np
import pytest

from bench.companies import auc, facts_of
from daoan.assess.companies.rating import rate_companies
from daoan.terms.records.companies import CompanyEvent, EventKind, KeyVehicle, Standing
from daoan.town.companies.draw import Deadline, draw_companies, read_company_truth
from daoan.town.companies.snapshot import company_code, records_on
from tests.assess.companies.facts_given import MPS

DAY = date(2025, 7, 1)


@pytest.fixture(scope="module")
def town():
    return draw_companies(7_001, DAY, ("A", "B"), read_company_truth())


def test_the_same_seed_draws_the_same_town_and_another_another(town):
    again = draw_companies(7_001, DAY, ("A", "B"), read_company_truth())
    assert again == town
    assert draw_companies(7_002, DAY, ("A", "B"), read_company_truth()) != town
    assert len(town) == 300
    assert sum(c.bad for c in town) == 30
    assert all(c.name.endswith("（虚构）") for c in town)
    assert not any(c.bad and len(c.vehicles) < 3 for c in town)


def test_a_deadline_holds_until_it_is_met():
    due = Deadline(date(2025, 1, 1), 365, (-10, 20, 0))
    assert due.holds_on(date(2024, 12, 1)) == date(2025, 1, 1)
    assert due.holds_on(date(2024, 12, 22)) == date(2026, 1, 1)  # met ten days before
    assert due.holds_on(date(2026, 1, 15)) == date(2026, 1, 1)  # overdue until the 21st
    assert due.holds_on(date(2026, 1, 21)) == date(2027, 1, 1)


def test_a_register_knows_nothing_of_later_and_forgets_nothing(town):
    early = records_on(town, DAY - timedelta(days=90), str)
    late = records_on(town, DAY, str)
    then = {r.event_id: r for r in early if isinstance(r, CompanyEvent)}
    now = {r.event_id: r for r in late if isinstance(r, CompanyEvent)}
    assert then.keys() < now.keys()
    assert max(e.happened_on for e in then.values()) < DAY - timedelta(days=90)
    assert {(n, e.happened_on, e.kind) for n, e in then.items()} <= {(n, e.happened_on, e.kind) for n, e in now.items()}
    open_then = {n for n, e in then.items() if not e.processed}
    assert any(now[n].processed for n in open_then)
    scrapped = [r for r in late if isinstance(r, KeyVehicle) and r.standing is Standing.SCRAPPED]
    assert scrapped
    assert all(r.scrap_by is not None and r.scrap_by < DAY for r in scrapped)


def test_violations_not_dealt_with_are_counted_on_their_vehicles(town):
    records = records_on(town, DAY, str)
    opened = sum(r.kind is EventKind.VIOLATION and not r.processed for r in records if isinstance(r, CompanyEvent))
    assert opened == sum(r.unprocessed or 0 for r in records if isinstance(r, KeyVehicle)) > 0


def test_planted_companies_are_ranked_above_ordinary_ones_and_two_vehicles_are_not_high_by_score(town):
    """One seed, as a watch on the way between; ``python -m bench companies`` judges thirty."""
    ratings = rate_companies(facts_of(town, DAY), MPS)
    bad = {company_code(c) for c in town if c.bad}
    truth = np.array([r.company.company_id in bad for r in ratings])
    assert auc(truth, np.array([r.score.value for r in ratings])) > 0.8
    assert not any(r.by == "score" and r.level == "high" and r.vehicles <= 2 for r in ratings)
