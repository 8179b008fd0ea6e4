"""The score: small fleets are drawn to their peers, lines add up, levels begin where the pack says."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from daoan.assess.companies.counting import COUNTS
from daoan.assess.companies.rating import rate_companies
from daoan.kernels.stats.shrinkage import shrink_counts, shrink_shares, sum_above, sum_interval
from daoan.terms.records.companies import CompanyKind
from tests.assess.companies.facts_given import DAY, MPS, SCHEMES, driver, facts, vehicle

LATE = date(2025, 3, 1)


def fleet(name: str, size: int, late: int):
    cars = [vehicle(f"{name}{i}", inspect_by=LATE if i < late else date(2030, 1, 1)) for i in range(size)]
    return facts(*cars, *(driver(f"{name}d{i}") for i in range(size)), name=name)


CITY = [fleet(f"ordinary{n}", 20, n % 3) for n in range(40)]


def rating_of(name: str, *more):
    return next(r for r in rate_companies([*CITY, *more], MPS) if r.company.company_id == name)


def test_the_same_share_weighs_less_in_a_small_fleet():
    small, large = fleet("small", 2, 1), fleet("large", 60, 30)
    one, other = rating_of("small", small, large), rating_of("large", small, large)
    assert one.lines[0].share.value == other.lines[0].share.value == 0.5
    assert one.lines[0].own < 0.5 < other.lines[0].own
    assert one.score.value < other.score.value
    assert one.score.high - one.score.low > 0
    assert one.level != "high"


def test_what_is_about_the_same_thing_is_believed_together():
    def firm(name: str, **late):
        cars = [vehicle(f"{name}{i}", **(late if i < 2 else {})) for i in range(20)]
        return facts(*cars, *(driver(f"{name}d{i}") for i in range(20)), name=name)

    scrapping = rating_of("both", firm("both", inspect_by=LATE, scrap_by=LATE), firm("one", inspect_by=LATE))
    inspection = rating_of("one", firm("both", inspect_by=LATE, scrap_by=LATE), firm("one", inspect_by=LATE))
    one, other = (next(x for x in r.lines if x.code == "overdue_inspection") for r in (scrapping, inspection))
    assert one.share == other.share
    assert one.times > other.times > 1
    assert one.believed_rate > other.believed_rate > one.peers_rate
    assert {x.times for x in scrapping.lines if x.about == one.about} == {one.times}
    assert {x.times for x in scrapping.lines if x.about != one.about} != {one.times}


def test_a_company_is_held_against_its_own_kind():
    city = [
        replace(f, company=replace(f.company, company_id=f"{kind}{n}", kind=kind))
        for kind, late in ((CompanyKind.COACH, 1), (CompanyKind.FREIGHT, 4))
        for n in range(MPS.peers_at_least)
        for f in [fleet(f"{kind}{n}", 20, late)]
    ]
    points = {r.company.kind: r.score.value for r in rate_companies(city, MPS)}
    assert points[CompanyKind.COACH] == pytest.approx(points[CompanyKind.FREIGHT], rel=1e-3)
    worse = [fleet(f"o{n}", 20, 8) for n in range(40)]
    same = [fleet(f"o{n}", 20, 4) for n in range(40)]
    assert rate_companies(worse, MPS)[0].score.value > 1.5 * rate_companies(same, MPS)[0].score.value


def test_lines_add_up_to_the_score_and_say_what_was_counted():
    rating = rating_of("ordinary2")
    assert sum(line.points for line in rating.lines) == pytest.approx(rating.score.value)
    line = rating.lines[0]
    assert (line.share.part, line.share.whole) == (2, 20)
    assert line.points == pytest.approx(10 * line.weight * line.believed_rate / line.usual_rate)
    assert rating.score.low <= rating.score.value <= rating.score.high


def levels_at(value: float, scheme_name: str) -> str:
    """The level of one company whose score is moved onto a value by moving the levels instead."""
    scheme = SCHEMES[scheme_name]
    (rating,) = rate_companies([facts()], scheme)
    shift = rating.score.value - value
    moved = {code: replace(lv, from_score=lv.from_score + shift) for code, lv in scheme.levels.items()}
    return rate_companies([facts()], replace(scheme, levels=moved))[0].level_name.zh


@pytest.mark.parametrize(("score", "colour"), [(30.0, "红色"), (29.9, "橙色"), (20.0, "橙色"), (19.9, "未列色")])
def test_the_colours_of_hebei_begin_at_their_points(score, colour):
    assert levels_at(score + 1e-9, "companies-hebei") == colour


def scored(name: str, **changes):
    """A company that has some of everything, by a scheme without its grounds; and its rating."""
    scheme = replace(SCHEMES[name], grounds=(), **changes)
    cars = [vehicle(f"v{n}", inspect_by=LATE if n < 3 else DAY) for n in range(9)]
    people = [driver(f"d{n}", points=9 if n < 4 else 0) for n in range(9)]
    given = facts(*cars, *people, kind=min(scheme.kinds))
    return scheme, given, rate_companies([given], scheme)[0]


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize(("above", "level"), [(1e-9, "from"), (0.1, "from"), (-1e-9, "below"), (-0.1, "below")])
@pytest.mark.parametrize("code", ["high", "middle"])
def test_each_level_of_each_scheme_begins_at_its_score(name, code, above, level):
    scheme, given, rating = scored(name, certainty=0.0)
    moved = rating.score.value - above - scheme.levels[code].from_score
    levels = {c: replace(lv, from_score=lv.from_score + moved) for c, lv in scheme.levels.items()}
    (found,) = rate_companies([given], replace(scheme, levels=levels))
    assert found.level == (code if level == "from" else {"high": "middle", "middle": "low"}[code])


def test_levels_begin_where_the_sources_say():
    begins = {n: (s.levels["middle"].from_score, s.levels["high"].from_score) for n, s in SCHEMES.items()}
    assert begins == {
        "companies-gansu": (20.0, 30.0), "companies-hebei": (20.0, 30.0), "companies-mps": (20.0, 30.0),
        "companies-sichuan": (15.0, 30.0),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["companies-mps", "companies-gansu", "companies-sichuan"])
def test_high_by_score_also_needs_the_certainty_of_the_scheme(name):
    scheme, given, rating = scored(name)
    levels = dict(scheme.levels) | {"high": replace(scheme.levels["high"], from_score=0.995 * rating.score.value)}
    chance = rate_companies([given], replace(scheme, levels=levels))[0].chance_high
    assert 0.4 < chance < 1

    def is_high(certainty: float) -> bool:
        return rate_companies([given], replace(scheme, levels=levels, certainty=certainty))[0].level == "high"

    assert [is_high(chance + more) for more in (-1e-9, 0.0, 1e-9)] == [True, True, False]
    assert scheme.certainty == 0.9


@pytest.mark.parametrize(
    ("code", "field", "counted"),
    [
        ("points.6", "points", {5: 0, 6: 1, 8: 1, 9: 0}),
        ("points.9", "points", {8: 0, 9: 1, 11: 1, 12: 0}),
        ("points.12", "points", {11: 0, 12: 1, 13: 1}),
        ("open_violations", "unprocessed", {0: 0, 1: 1}),
        ("open_many", "unprocessed", {2: 0, 3: 1, 4: 1}),
    ],
)
def test_what_is_scored_begins_and_ends_where_its_name_says(code, field, counted):
    one = driver if field == "points" else vehicle
    assert {n: COUNTS[code].of(facts(one(**{field: n})), 6) for n in counted} == counted


def test_companies_that_do_not_work_or_are_of_another_kind_are_not_rated():
    over = facts(name="over")
    over = replace(over, company=replace(over.company, ended_on=date(2025, 3, 31)))
    last = replace(over, company=replace(over.company, company_id="last", ended_on=DAY))
    assert [r.company.company_id for r in rate_companies([over, last], MPS)] == ["last"]
    assert rate_companies([facts(kind=CompanyKind.FREIGHT)], SCHEMES["companies-sichuan"]) == ()
    assert rate_companies([], MPS) == ()


def test_a_company_with_nothing_registered_is_not_called_low():
    empty = replace(facts(), vehicles=(), drivers=())
    assert rate_companies([empty], MPS)[0].level == "unrated"


def test_shrinkage_recovers_how_much_groups_differ():
    rng = np.random.default_rng(5)
    exposure = rng.uniform(5, 60, 4_000)
    truth = rng.gamma(4.0, 0.05, 4_000)
    shrunk = shrink_counts(rng.poisson(truth * exposure).astype(float), exposure, least_cv=0.1, floor=1e-6)
    assert shrunk.prior_mean == pytest.approx(0.2, rel=0.03)
    raw = rng.poisson(truth * exposure) / exposure
    assert np.mean((shrunk.mean - truth) ** 2) < 0.7 * np.mean((raw - truth) ** 2)
    share = rng.beta(2.0, 18.0, 4_000)
    wholes = rng.integers(1, 40, 4_000).astype(float)
    believed = shrink_shares(rng.binomial(wholes.astype(int), share).astype(float), wholes, least_cv=0.1, floor=1e-6)
    inside = np.abs(believed.mean - share) <= 2 * np.sqrt(believed.variance)
    assert 0.92 < inside.mean() < 0.98
    assert np.all(believed.own <= 1)


def test_intervals_of_a_sum_hold_their_level():
    low, high = sum_interval(np.array([12.0]), np.array([16.0]), 0.9)
    assert sum_above(np.array([12.0]), np.array([16.0]), float(low[0]))[0] == pytest.approx(0.95)
    assert sum_above(np.array([12.0]), np.array([16.0]), float(high[0]))[0] == pytest.approx(0.05)
