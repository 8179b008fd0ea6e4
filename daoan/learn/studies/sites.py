"""Where a measure is: its stretches, those to compare with, or words that say why there are none."""

from dataclasses import dataclass

import numpy as np

from daoan.learn.studies.ground import Ground, Span
from daoan.terms.estimates import Text
from daoan.terms.frames import Bools, Network
from daoan.terms.records import Measure


@dataclass(frozen=True, slots=True)
class Sites:
    """Stretches of the measure and of the comparison, (stretches,) each."""

    changed: Bools
    comparison: Bools


def stretches_of(measure: Measure, network: Network) -> Bools | Text:
    """The stretches of a measure; words where the network does not know its place."""
    if measure.segment_ids:
        unknown = sorted(set(measure.segment_ids) - set(network.segment_id))
        if unknown:
            names = ", ".join(unknown[:3])
            return Text(f"The road network has no stretch {names}.", f"路网中没有路段{names}。")
        return np.isin(network.segment_id, list(measure.segment_ids))
    here = np.ones(len(network), dtype=bool)
    if measure.road_name is not None:
        here &= network.road_name == measure.road_name
    if measure.area is not None:
        here &= network.area == measure.area
    if not here.any():
        place = " / ".join(p for p in (measure.road_name, measure.area) if p)
        return Text(f"No stretch of the road network is called {place}.", f"路网中没有名为“{place}”的路段。")
    return np.asarray(here, dtype=bool)


def sites_of(measure: Measure, span: Span, ground: Ground) -> Sites | Text:
    """Changed and comparison stretches; words where another measure lies on the same ones, or none is left to compare.

    Left out of the comparison is every stretch of another measure that began or was built inside the windows.
    """
    network = ground.network
    changed = stretches_of(measure, network)
    if isinstance(changed, Text):
        return changed
    touched = changed.copy()
    for other in ground.measures:
        if other.measure_id == measure.measure_id or other.planned or not _falls_into(other, span):
            continue
        theirs = stretches_of(other, network)
        if isinstance(theirs, Text):
            continue  # its own study says so
        if (theirs & changed).any():
            return Text(
                f"The measure {other.measure_id} lies on the same stretches and began on {other.starts:%Y-%m-%d}, "
                "inside the time that is compared; the two cannot be told apart.",
                f"措施{other.measure_id}位于相同路段，且于{other.starts:%Y-%m-%d}启用，落在对比时段之内，二者无法区分。",
            )
        touched |= theirs
    alike = np.isin(network.road_class, np.unique(network.road_class[changed])) & ~touched
    least = float(ground.pack.get("comparison.least_crashes"))
    after = ground.count(span.after_since, span.until)
    comparison = alike if after[alike].sum() >= least else ~touched
    if not comparison.any():
        return Text(
            "Every stretch is part of a measure; none is left to compare with.",
            "所有路段均在措施范围内，没有可供对比的路段。",
        )
    return Sites(changed, comparison)


def _falls_into(other: Measure, span: Span) -> bool:
    began, ended = other.works_from or other.starts, other.ends
    return began < span.until and (other.starts > span.since or (ended is not None and ended > span.since))
