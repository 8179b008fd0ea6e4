"""An attacker who asks everything, and puts any two answers together, finds no group under ten: within a month, against
totals and margins, and across months. The attacker knows whom each answer counted; the code does not help him."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings

from daoan.assess.audiences.asking import answer_for
from daoan.assess.audiences.crowds import crowds_of
from daoan.assess.audiences.release import Release, release_month, releases_of
from daoan.assess.audiences.traits import CHILD
from daoan.terms.errors import InputError
from tests.assess.audiences.registers_given import CHOICES, FEWEST, TRAITS, cell, histories, people

AGE = 3  # place of the age band in a cell


def questions() -> list[dict[str, frozenset[str]]]:
    """Every question with one value or none of each trait, and every pair of values of one trait."""
    free = [(None, *filter(None, values)) for values in CHOICES.values()]
    single = [
        {name: frozenset({v}) for name, v in zip(CHOICES, values, strict=True) if v is not None}
        for values in product(*free)
    ]
    pairs = [
        {name: frozenset(two)} for name, values in CHOICES.items() for two in combinations(filter(None, values), 2)
    ]
    return single + pairs


def heard(release: Release) -> set[frozenset[str]]:
    """Whom the answers of a month count: those inside, those with what is cut, each block's, all."""
    found = set()
    for wanted in questions():
        answer = answer_for(release, wanted, TRAITS)
        for names, told in ((answer.inside, answer.people), (answer.inside + answer.cut, answer.at_most)):
            counted = frozenset(t for t, block in release.where.items() if block in names)
            assert len(counted) == told
            found.add(counted)
    found |= {frozenset(t for t, b in release.where.items() if b == name) for name in release.counts}
    return found | {frozenset(t for t, b in release.where.items() if b)}


def require_hidden(sets: set[frozenset[str]]) -> None:
    """No two answers differ, or agree, in one to nine people; nor does anything made of all of them together."""
    for one, other in product(sets, repeat=2):
        assert not 0 < len(one - other) < FEWEST
        assert not 0 < len(one & other) < FEWEST
    seen: dict[tuple[bool, ...], int] = {}
    ordered = sorted(sets, key=sorted)
    for token in frozenset().union(*sets):
        signature = tuple(token in one for one in ordered)
        seen[signature] = seen.get(signature, 0) + 1
    assert all(n >= FEWEST for n in seen.values())


@settings(max_examples=40, deadline=None)
@given(histories())
def test_no_group_under_ten_and_no_difference_of_answers_within_and_across_months(months) -> None:
    releases = releases_of(months, TRAITS)
    require_hidden(set().union(*(heard(release) for release in releases)))
    for (_, members), release in zip(months, releases, strict=True):
        assert all(members[t][AGE] != CHILD for t, b in release.where.items() if b and t in members)


@settings(max_examples=40, deadline=None)
@given(people())
def test_the_first_release_counts_everybody_who_may_be_counted_where_they_are(cells) -> None:
    members = {f"t{n}": one for n, one in enumerate(cells)}
    release = release_month("2026-01", members, None, TRAITS)
    able = [one for one in cells if one[AGE] != CHILD]
    assert release.total == (len(able) if len(able) >= FEWEST else 0)
    for block in release.blocks if release.total else ():
        assert release.counts[block.name] == sum(block.holds(one) for one in able)
        assert release.counts[block.name] >= FEWEST
    if release.total:
        assert all(sum(block.holds(one) for block in release.blocks) == 1 for one in able)


def register(**sizes: int) -> dict[str, tuple[str, ...]]:
    return {f"{name}-{n}": cell(name) for name, size in sizes.items() for n in range(size)}


def count(release: Release, occupation: str) -> int:
    return answer_for(release, {"occupation": frozenset({occupation})}, TRAITS).people


def test_one_who_joins_moves_or_leaves_between_two_months_changes_no_answer() -> None:
    first = register(freight_driver=30, coach_driver=20, rider=15)
    start = release_month("1", first, None, TRAITS)
    joined = first | {"new": cell("coach_driver")}
    moved = first | {"freight_driver-0": cell("coach_driver")}
    left = {t: c for t, c in first.items() if t != "coach_driver-3"}
    for members in (joined, moved, left):
        after = release_month("2", members, start, TRAITS)
        assert after.counts == start.counts


def test_ten_who_join_are_counted_and_ten_who_leave_are_not_any_more() -> None:
    first = register(freight_driver=30, coach_driver=20)
    start = release_month("1", first, None, TRAITS)
    more = release_month("2", first | register(freight_driver=40), start, TRAITS)
    assert (count(start, "freight_driver"), count(more, "freight_driver")) == (30, 40)
    fewer = {t: c for t, c in first.items() if t not in {f"coach_driver-{n}" for n in range(10)}}
    assert sum(release_month("2", fewer, start, TRAITS).counts.values()) == 40


def test_eleven_of_twelve_do_not_leave_one_behind() -> None:
    first = register(freight_driver=30, coach_driver=12)
    start = release_month("1", first, None, TRAITS)
    fewer = {t: c for t, c in first.items() if t == "coach_driver-0" or t.startswith("freight")}
    assert release_month("2", fewer, start, TRAITS).counts == start.counts


def test_nothing_is_told_of_nine_and_of_ten_all() -> None:
    assert release_month("1", register(rider=9), None, TRAITS).total == 0
    assert release_month("1", register(rider=10), None, TRAITS).total == 10


def test_a_register_that_grows_is_cut_finer_and_a_segment_that_is_no_union_of_blocks_is_told_from_both_sides() -> None:
    months = [("1", register(rider=12)), ("2", register(rider=12, freight_driver=15, coach_driver=4))]
    first, second = releases_of(months, TRAITS)
    assert len(first.blocks) == 1
    assert len(second.blocks) == 2
    answer = answer_for(second, {"occupation": frozenset({"coach_driver"})}, TRAITS)
    assert (answer.people, answer.exact) == (0, False)
    assert answer.at_most >= 10


def test_a_trait_that_is_not_on_the_list_is_refused() -> None:
    release = release_month("1", register(rider=12), None, TRAITS)
    for trait in ("religion", "health", "plate", "name"):
        with pytest.raises(InputError):
            answer_for(release, {trait: frozenset({"x"})}, TRAITS)
    with pytest.raises(InputError):
        answer_for(release, {"age_band": frozenset({"37"})}, TRAITS)


def test_numbers_of_children_change_by_ten_or_not_at_all() -> None:
    school, other = cell("pupil", "A1", "", CHILD), cell("pupil", "A2", "", CHILD)
    told = crowds_of(
        [("1", {school: 40, other: 25}), ("2", {school: 41, other: 3}), ("3", {school: 52, other: 0})], TRAITS
    )
    assert [sorted(release.counts.values()) for release in told] == [[25, 40], [25, 40], [0, 52]]
