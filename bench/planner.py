"""Deployment planner: location problems with published optima, each with its proof, beside spopt."""

from typing import Any

from bench._planner_sets import run_sets


def run(small: bool = False) -> dict[str, Any]:
    """Figures of :func:`bench._planner_sets.run_sets`."""
    return run_sets(small)
