"""Planner: a prefecture's deployment under rest rules to a proven gap, a re-plan, and public location instances."""

import importlib.util
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from bench import ROOT
from bench._planner_prefecture import prefecture
from daoan.act.deployment.checking import breaches
from daoan.act.deployment.planning import draft_of, handed_out, plan_deployment
from daoan.act.deployment.replanning import replan
from daoan.terms.records.deploying import Away
from daoan.terms.rulepacks import read_rule_pack

PACK = read_rule_pack((ROOT / "rulepacks" / "deployment.toml").read_text("utf-8"), "deployment")
SEED = 1
T = TypeVar("T")


def run(small: bool = False) -> dict[str, Any]:
    """Seconds and proven gaps for a prefecture, seconds of a re-plan; with ``bench._planner_sets``, its figures too."""
    figures: dict[str, Any] = {"prefecture": run_prefecture(small)}
    if importlib.util.find_spec("bench._planner_sets") is not None:
        figures |= importlib.import_module("bench._planner_sets").run_sets(small)
    return {"peers": {}, "data": [{"file": "prefecture, drawn by a seed"}], **figures}


def run_prefecture(small: bool) -> dict[str, Any]:
    """500 stretches, 100 units, 21 shifts, must-dos and pins; ``small``: a fifth of it. Compiled kernels are warm."""
    plan_deployment(prefecture(20, 5, SEED), PACK)
    request = prefecture(100 if small else 500, 20 if small else 100, SEED)
    quick_time, quick = _timed(lambda: draft_of(request, PACK, settle=False))
    full_time, draft = _timed(lambda: draft_of(request, PACK))
    told_time, plan = _timed(lambda: handed_out(draft, PACK))
    at = request.shifts[7].starts_at + timedelta(hours=3)
    called = next(p.unit_id for p in plan.placements if p.shift == request.shifts[7].key and p.duty_id is None)
    mend_time, mended = _timed(lambda: replan(request, plan, [Away(called, at, at + timedelta(hours=30))], at, PACK))
    return {
        "stretches": len(request.demands),
        "units": len(request.units),
        "shifts": len(request.shifts),
        "placements": len(plan.placements),
        "quick": {**quick_time, "gap_pct": round(100 * quick.found.gap, 3)},
        "full": {**full_time, "gap_pct": round(100 * draft.found.gap, 3)},
        "explained_and_checked": told_time,
        "replan": {**mend_time, "changes": mended.changes, "gap_pct": round(mended.gap_pct, 3)},
        "breaches": len(breaches(request, plan, PACK)),
        "covered": round(plan.covered.value or 0.0, 4),
        "again_the_same": plan == handed_out(draft_of(request, PACK), PACK) if small else None,
    }


def _timed(work: Callable[[], T]) -> tuple[dict[str, float], T]:
    """What a piece of work took, by the clock and of the processor, and what it made."""
    begun, used = time.perf_counter(), time.process_time()
    done = work()
    seconds = {"seconds": time.perf_counter() - begun, "cpu_seconds": time.process_time() - used}
    return {k: round(v, 2) for k, v in seconds.items()}, done
