"""Looking up a plate, a person, a track: grounds, unusual ones, the monthly draw."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daoan.act.lookups import LookUp, draw_review, flag_lookups, note_of, refusal_of
from daoan.act.lookups.grounds import is_case_number, purposes
from daoan.act.lookups.unusual import Known
from daoan.terms.audit import GENESIS, Sealer
from daoan.terms.errors import InputError
from daoan.terms.records.audited import AuditEntry, AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.rulepacks import read_rule_pack

ROOT = Path(__file__).parents[2]
PACK = read_rule_pack((ROOT / "rulepacks" / "lookups.toml").read_text(encoding="utf-8"), "lookups")
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
OFFICER = Actor("wang", "qy-xf", frozenset({Role.OFFICER}))
ASKED = LookUp("plate", "t1", "crash", "庆公交认字〔2026〕第0012号", AT)


def code(asked: LookUp, by: Actor = OFFICER) -> str | None:
    refused = refusal_of(asked, by, PACK)
    if refused is not None:
        assert re.search(r"[\u4e00-\u9fff]", refused.message.zh)
    return refused.code if refused else None


def test_with_purpose_and_case_it_may_be_done() -> None:
    assert code(ASKED) is None


@pytest.mark.parametrize("purpose", ["", " ", "curiosity", "Crash"])
def test_a_purpose_of_the_list_is_needed(purpose: str) -> None:
    assert code(replace(ASKED, purpose=purpose)) == "purpose"


@pytest.mark.parametrize("case", ["", "   ", "123", "none", "无案号", "test!2026", "a b 2026", "0" * 61])
def test_a_case_number_is_needed(case: str) -> None:
    assert code(replace(ASKED, case=case)) == "case"


@pytest.mark.parametrize("case", ["OR-2026-0031", "62100020260302001", "庆公交认字[2026]第0012号", " OR-2026-0031 "])
def test_numbers_as_they_occur(case: str) -> None:
    assert is_case_number(case, PACK)


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.LEADER, Role.AUDITOR, Role.WARDEN, Role.COMPANY, Role.VISITOR]
)
def test_a_permission_is_needed(role: Role) -> None:
    assert code(ASKED, Actor("li", "u", frozenset({role}))) == "permission"


def test_a_track_needs_a_second_person_who_is_another() -> None:
    track = replace(ASKED, kind="track")
    assert code(track) == "second_person"
    assert code(replace(track, approved_by="wang")) == "second_person"
    assert code(replace(track, approved_by="zhao")) is None


def test_every_purpose_has_both_languages() -> None:
    assert len(purposes(PACK)) >= 5
    assert all(t.en.isascii() and re.search(r"[\u4e00-\u9fff]", t.zh) for t in purposes(PACK).values())


def test_the_log_tells_what_was_asked_and_what_was_refused() -> None:
    note = note_of(replace(ASKED, kind="track", approved_by="zhao"), OFFICER)
    assert (note.action, note.subject, note.purpose, note.case, note.detail) == (
        "look_up.track", "t1", "crash", ASKED.case, "approved by zhao",
    )  # fmt: skip
    asked = replace(ASKED, case="")
    note = note_of(asked, OFFICER, refusal_of(asked, OFFICER, PACK))
    assert (note.action, note.detail) == ("refused.look_up.plate", "case")


# -- unusual ones --

SEALER = Sealer("k", b"k" * 32)


def log(*looks: tuple[str, str, float], action: str = "look_up.plate") -> list[AuditEntry]:
    """Lines of (person, subject, minutes after AT), with the case of an order that exists."""
    entries: list[AuditEntry] = []
    for number, (person, subject, minutes) in enumerate(looks, 1):
        note = AuditNote(AT + timedelta(minutes=minutes), person, "u", action, subject, "crash", "OR-2026-0031")
        entries.append(SEALER.seal(entries[-1].seal if entries else GENESIS, number, note))
    return entries


def rules(
    entries: Sequence[AuditEntry], known: Known | None = None, **shifts: list[tuple[datetime, datetime]]
) -> list[tuple[int, str]]:
    flags = flag_lookups(entries, shifts, known or Known(), PACK)
    assert all(re.search(r"[\u4e00-\u9fff]", f.message.zh) and f.message.en.isascii() for f in flags)
    return [(f.number, f.rule) for f in flags]


def test_ordinary_look_ups_raise_no_question() -> None:
    known = Known(own={"wang": {"own"}, "li": {"t1"}}, guarded={"vip"}, cases={"OR-2026-0031"})
    duty = [(AT - timedelta(hours=1), AT + timedelta(hours=7))]
    assert rules(log(("wang", "t1", 0), ("wang", "t2", 1), ("li", "t3", 5)), known, wang=duty) == []


def test_own_and_guarded_subjects() -> None:
    known = Known(own={"wang": {"own"}}, guarded={"vip", "own"})
    assert rules(log(("wang", "own", 0), ("li", "vip", 1), ("zhao", "t1", 2)), known) == [(1, "own"), (2, "guarded")]


def test_a_case_that_does_not_exist() -> None:
    assert rules(log(("wang", "t1", 0)), Known(cases={"OR-2026-0001"})) == [(1, "no_case")]
    assert rules(log(("wang", "t1", 0)), Known(cases=set())) == [(1, "no_case")]
    assert rules(log(("wang", "t1", 0)), Known(cases=None)) == []


def test_off_shift_with_an_hour_of_grace() -> None:
    duty = [(AT, AT + timedelta(hours=8))]
    looks = log(
        ("wang", "a", -61), ("wang", "b", -60), ("wang", "c", 8 * 60 + 59), ("wang", "d", 9 * 60), ("li", "e", 900)
    )
    assert rules(looks, wang=duty) == [(1, "off_shift"), (4, "off_shift")]


def test_the_same_subject_again_and_again() -> None:
    day = 24 * 60
    assert rules(log(*[("wang", "t1", n * day) for n in range(4)])) == [(4, "same_subject")]
    assert rules(log(*[("wang", "t1", n * 10 * day) for n in range(12)])) == []
    assert rules(log(*[(f"p{n}", "t1", n) for n in range(8)])) == []


def test_many_within_an_hour_are_told_once_and_again_after_a_pause() -> None:
    busy = [("wang", f"t{n}", n) for n in range(40)]
    again = [("wang", f"u{n}", 600 + n) for n in range(31)]
    assert rules(log(*busy)) == [(31, "too_many")]
    assert rules(log(*busy, *again)) == [(31, "too_many"), (71, "too_many")]
    assert rules(log(*[("wang", f"t{n}", 2 * n) for n in range(60)])) == []


def test_many_within_a_day() -> None:
    assert rules(log(*[("wang", f"t{n}", 5 * n) for n in range(125)])) == [(121, "too_many")]


def test_other_acts_are_no_look_ups() -> None:
    known = Known(own={"wang": {"own"}})
    assert rules(log(("wang", "own", 0), action="read.matter"), known) == []
    assert rules(log(("wang", "own", 0), action="refused.look_up.plate"), known) == []


# -- the draw --


def month(count: int = 400) -> list[AuditEntry]:
    return log(*[(f"p{n % 7}", f"t{n}", n * 30) for n in range(count)])


def test_the_same_seed_draws_the_same_lines_and_another_others() -> None:
    entries = month()
    a, b, c = (draw_review(entries, "2026-03", seed, (), "Asia/Shanghai", PACK) for seed in ("s", "s", "r"))
    assert a == b
    assert a.drawn != c.drawn
    assert len(a.drawn) in range(20, 28)
    assert a.look_ups == 400


def test_flagged_lines_are_all_reviewed_and_leave_the_lot_to_others() -> None:
    review = draw_review(month(), "2026-03", "s", {3, 5, 9999}, "Asia/Shanghai", PACK)
    assert review.flagged == (3, 5)
    assert not {3, 5} & set(review.drawn)


def test_everybody_who_looked_is_asked_about_something() -> None:
    entries = [*month(700), *[]]
    rare = SEALER.seal(entries[-1].seal, 701, replace(entries[0].note, person_id="rare"))
    persons = {e.number: e.note.person_id for e in (*entries, rare)}
    for seed in ("a", "b", "c"):
        review = draw_review([*entries, rare], "2026-03", seed, (), "Asia/Shanghai", PACK)
        assert {persons[n] for n in review.drawn} == set(persons.values())


def test_months_are_local() -> None:
    edge = log(("wang", "t1", 0))
    entry = replace(edge[0], note=replace(edge[0].note, at=datetime(2026, 3, 31, 17, tzinfo=UTC)))
    assert draw_review([entry], "2026-04", "s", (), "Asia/Shanghai", PACK).drawn == (1,)
    assert draw_review([entry], "2026-03", "s", (), "Asia/Shanghai", PACK).drawn == ()


def test_a_small_month_is_reviewed_whole() -> None:
    assert draw_review(month(12), "2026-03", "s", (), "Asia/Shanghai", PACK).drawn == tuple(range(1, 13))


def test_every_line_has_the_same_chance() -> None:
    entries, hits = month(200), [0] * 201
    for n in range(300):
        for number in draw_review(entries, "2026-03", f"seed {n}", (), "Asia/Shanghai", PACK).drawn:
            hits[number] += 1
    expected = sum(hits) / 200
    chi2 = sum((h - expected) ** 2 / expected for h in hits[1:])
    assert chi2 < 270  # 199 degrees of freedom, one in two thousand


def test_no_draw_without_a_seed() -> None:
    with pytest.raises(InputError, match="seed"):
        draw_review(month(3), "2026-03", " ", (), "Asia/Shanghai", PACK)
