"""What an operation changed: planted effects are found, nothing where nothing was, and it says when it cannot."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.learn.operations import Held, evaluate
from daoan.terms.codes import Severity
from daoan.terms.records import Crash

PACK = read_rule_packs(ROOT / "rulepacks")["operations"]
ZONE = "Asia/Shanghai"
AREAS = tuple(f"A{k}" for k in range(8))
BEGINS = datetime(2026, 5, 31, 16, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=14)


def crashes(rng: np.random.Generator, ratio: float, treated: int = 3, per_day: float = 1.5) -> list[Crash]:
    found = []
    for k, area in enumerate(AREAS):
        for day in range(-14 * 12, 14):
            mean = per_day * (ratio if k < treated and day >= 0 else 1.0)
            for n in range(int(rng.poisson(mean))):
                at = BEGINS + timedelta(days=day, hours=float(rng.uniform(0, 24)))
                name = f"{area}-{day}-{n}"
                found.append(Crash(name, "f", name, at, at, Severity.SLIGHT, area=area))
    return found


def held(areas=AREAS[:3], type_: str = "region") -> Held:
    return Held(type_, frozenset(areas), BEGINS, ENDS)


def test_a_planted_halving_is_found_and_its_interval_holds_it() -> None:
    hits = 0
    for seed in range(20):
        found = evaluate(held(), crashes(np.random.default_rng(seed), 0.5), AREAS, ENDS, ZONE, PACK)
        hits += found.ratio.low <= 0.5 <= found.ratio.high
        assert found.ratio.value < 0.8
    assert hits >= 17
    assert len(found.spans) == 13
    assert found.words.en.startswith("Fewer")


def test_nothing_is_told_from_chance_where_nothing_changed() -> None:
    told = [
        evaluate(held(), crashes(np.random.default_rng(100 + s), 1.0), AREAS, ENDS, ZONE, PACK).ratio for s in range(20)
    ]
    assert sum(r.low <= 1.0 <= r.high for r in told) >= 17


def test_at_night_only_crashes_of_the_night_count() -> None:
    rng = np.random.default_rng(5)
    every, night = (
        evaluate(held(type_=t), crashes(rng, 1.0), AREAS, ENDS, ZONE, PACK) for t in ("region", "drink_drive")
    )
    assert (every.at_night, night.at_night) == (False, True)
    assert sum(s.treated for s in night.spans) / sum(s.treated for s in every.spans) == pytest.approx(11 / 24, abs=0.08)


@pytest.mark.parametrize(
    ("areas", "known", "words"),
    [
        (AREAS, ENDS, "none to compare"),
        ((), ENDS, "no county"),
        (AREAS[:2], ENDS - timedelta(days=1), "not known yet"),
        (AREAS[:2], None, "not known yet"),
    ],
)
def test_it_says_when_it_cannot_judge(areas, known, words) -> None:
    found = evaluate(held(areas), crashes(np.random.default_rng(1), 1.0, per_day=0.3), AREAS, known, ZONE, PACK)
    assert found.ratio is None
    assert words in found.words.en
    assert found.words.zh


def test_without_crashes_there_is_nothing_to_compare() -> None:
    found = evaluate(held(), [], AREAS, ENDS, ZONE, PACK)
    assert (found.ratio, found.words.en) == (None, "Too little is on record before it.")
