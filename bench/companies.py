"""``companies``: are planted bad companies of the model town ranked above ordinary ones, and how often by chance is a
firm of two vehicles high? On seeds nobody tuned on; six months of events. ``peers``: the same counts without shrinkage,
the plain number of violations per vehicle, and counts over what peers' rates let expect, one added to both, summed up
over what the indicators are about without any weight.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from daoan.assess.companies.grounds import Facts
from daoan.assess.companies.rating import Rating, rate_companies
from daoan.assess.companies.schemes import Scheme, schemes_in
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.records.companies import Company, CompanyEvent, EventKind, KeyDriver, KeyVehicle
from daoan.town.companies.draw import DrawnCompany, draw_companies, read_company_truth
from daoan.town.companies.snapshot import company_code, records_on

DAY = date(2025, 7, 1)
SEEDS, SMALL = range(54_001, 54_031), range(54_001, 54_006)


def run(small: bool = False) -> dict[str, Any]:
    """Figures over all seeds."""
    schemes = schemes_in(read_rule_packs(Path(ROOT) / "rulepacks"))
    began = perf_counter()
    told = [judge(seed, schemes) for seed in (SMALL if small else SEEDS)]
    figures: dict[str, Any] = {"seeds": len(told), "companies": told[0]["companies"], "months": 6}
    for name in schemes:
        own = [one[name] for one in told]
        aucs = [o["auc"] for o in own]
        figures[name.removeprefix("companies-")] = {
            "auc": round(float(np.mean(aucs)), 4),
            "auc_least": round(float(np.min(aucs)), 4),
            "towns_below_0_9": int(np.sum(np.array(aucs) < 0.9)),
            "auc_by_level": round(float(np.mean([o["auc_by_level"] for o in own])), 4),
            "high_pct": round(100 * float(np.mean([o["high"] for o in own])), 2),
            "bad_high_pct": round(100 * float(np.mean([o["bad_high"] for o in own])), 2),
            "two_vehicles": sum(o["two"] for o in own),
            "two_vehicles_high_by_score": sum(o["two_by_score"] for o in own),
            "two_vehicles_high_by_ground": sum(o["two_by_ground"] for o in own),
        }
    figures["peers"] = {
        "raw_score_auc": round(float(np.mean([o["raw_auc"] for o in told])), 4),
        "violations_per_vehicle_auc": round(float(np.mean([o["violations_auc"] for o in told])), 4),
        "pooled_auc": round(float(np.mean([o["pooled_auc"] for o in told])), 4),
        "pooled_auc_least": round(float(np.min([o["pooled_auc"] for o in told])), 4),
    }
    return figures | {"seconds": round(perf_counter() - began, 1)}


def judge(seed: int, schemes: dict[str, Scheme]) -> dict[str, Any]:
    """One town by every scheme."""
    drawn = draw_companies(seed, DAY, ("A", "B", "C", "D", "E", "F", "G", "H"), read_company_truth())
    facts = facts_of(drawn, DAY)
    bad = {company_code(c) for c in drawn if c.bad}
    two = {company_code(c) for c in drawn if not c.bad and len(c.vehicles) == 2}
    told: dict[str, Any] = {"companies": len(drawn)}
    for name, scheme in schemes.items():
        told[name] = _figures(rate_companies(facts, scheme), bad, two)
    ratings = rate_companies(facts, schemes["companies-mps"])
    truth = np.array([r.company.company_id in bad for r in ratings])
    told["raw_auc"] = auc(truth, np.array([_raw(r) for r in ratings]))
    told["pooled_auc"] = auc(truth, _pooled(ratings))
    told["violations_auc"] = auc(truth, np.array([_violations(f) for f in _in_order(facts, ratings)]))
    return told


def facts_of(drawn: Sequence[DrawnCompany], day: date) -> list[Facts]:
    """What the register tells of every company on a day."""
    records = records_on(drawn, day, lambda area: area)

    def of(kind: type, code: str) -> list[Any]:
        return by.get((kind, code), [])

    by: dict[tuple[type, str], list[Any]] = {}
    for record in records:
        by.setdefault((type(record), record.company_id), []).append(record)
    firms = [record for record in records if isinstance(record, Company)]
    return [
        Facts(f, of(KeyVehicle, f.company_id), of(KeyDriver, f.company_id), of(CompanyEvent, f.company_id), day)
        for f in firms
    ]


def _figures(ratings: Sequence[Rating], bad: set[str], two: set[str]) -> dict[str, Any]:
    truth = np.array([r.company.company_id in bad for r in ratings])
    level = {"high": 2.0, "middle": 1.0}
    by_level = np.array([1_000 * level.get(r.level, 0.0) + r.score.value for r in ratings])
    high = np.array([r.level == "high" for r in ratings])
    small = [r for r in ratings if r.company.company_id in two]
    return {
        "auc": auc(truth, np.array([r.score.value for r in ratings])),
        "auc_by_level": auc(truth, by_level),
        "high": float(high.mean()),
        "bad_high": float(high[truth].mean()),
        "two": len(small),
        "two_by_score": sum(r.by == "score" and r.level == "high" for r in small),
        "two_by_ground": sum(r.by == "ground" for r in small),
    }


def auc(truth: np.ndarray, value: np.ndarray) -> float:
    """Chance that a bad company is ranked above an ordinary one; ties count half."""
    order = np.concatenate([value[truth], value[~truth]])
    above = (order[: truth.sum(), None] > value[~truth]).mean()
    return float(above + 0.5 * (value[truth][:, None] == value[~truth]).mean())


def _raw(rating: Rating) -> float:
    return sum(
        line.weight * 100 * (line.share.value or 0.0) / line.usual_rate for line in rating.lines
    )  # fmt: skip


def _pooled(ratings: Sequence[Rating]) -> np.ndarray:
    """Over what indicators are about: what was counted against what peers' rates let expect, one added to both."""
    total = np.zeros(len(ratings))
    for about in {line.about: None for line in ratings[0].lines}:
        lines = [[line for line in r.lines if line.about == about] for r in ratings]
        counted = np.array([sum(line.share.part for line in own) for own in lines])
        whole = np.array([[line.share.whole for line in own] for own in lines])
        rates = np.array([[line.share.part for line in own] for own in lines]).sum(axis=0) / whole.sum(axis=0)
        total += (counted + 1.0) / (whole @ rates + 1.0)
    return total


def _violations(facts: Facts) -> float:
    return sum(e.kind is EventKind.VIOLATION for e in facts.events) / max(1, len(facts.vehicles))


def _in_order(facts: Sequence[Facts], ratings: Sequence[Rating]) -> list[Facts]:
    by = {f.company.company_id: f for f in facts}
    return [by[r.company.company_id] for r in ratings]
