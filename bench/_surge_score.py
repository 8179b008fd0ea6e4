"""How alarms are scored against planted outbreaks.

False-positive rate (FPR): share of judged weeks (576–624) with an alarm in the series *without* its current outbreak.
Probability of detection (POD): share of series whose current outbreak has any case at all in which at least one week
from its first to its last case has an alarm, in the series *with* it. With these definitions the alarms shipped with
``bench/surge_sim`` score what R's methods are quoted with. Source: Noufaily et al. 2013, doi:10.1002/sim.5595.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.csv

from bench._surge_scenarios import FIRST_JUDGED, WEEKS, Floats, Ints, Replicates

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Alarms:
    """Alarms of one method over the judged weeks (n, 49), without and with the current outbreak."""

    without: Bools
    with_outbreak: Bools


def read_series(path: Path) -> Replicates:
    """Series in the format of ``bench/surge_sim``: scenario, rep, t, baseline, outbreak, k_current, one row a week."""
    table = pyarrow.csv.read_csv(path)
    column = {name: table[name].to_numpy() for name in ("scenario", "rep", "t", "baseline", "outbreak", "k_current")}
    order = np.lexsort((column["t"], column["rep"], column["scenario"]))
    if len(order) % WEEKS or (column["t"][order].reshape(-1, WEEKS) != np.arange(1, WEEKS + 1)).any():
        raise ValueError(f"{path.name}: every series must have the weeks 1 to {WEEKS} once each")
    grid = {name: values[order].reshape(-1, WEEKS) for name, values in column.items()}
    past = np.where(np.arange(WEEKS) < FIRST_JUDGED, grid["outbreak"], 0)
    return Replicates(grid["scenario"][:, 0], grid["baseline"] + past, grid["outbreak"], past, grid["k_current"][:, 0])


def span_of_outbreaks(series: Replicates) -> Bools:
    """Judged weeks from the first to the last case of the current outbreak (n, 49)."""
    cases = (series.outbreak - series.past)[:, FIRST_JUDGED:]
    begun = np.cumsum(cases, axis=1) > 0
    to_come = np.cumsum(cases[:, ::-1], axis=1)[:, ::-1] > 0
    return np.asarray(begun & to_come)


def detected(alarms: Alarms, span: Bools) -> Bools:
    """Whether each outbreak was detected; only series that have one, in order."""
    return np.asarray((alarms.with_outbreak & span).any(axis=1)[span.any(axis=1)])


def weeks_after(span: Bools) -> Bools:
    """The six weeks after an outbreak's last case: alarms there come too late."""
    over = np.zeros_like(span)
    for later in range(1, 7):
        over[:, later:] |= span[:, :-later]
    return np.asarray(over & ~span & (np.cumsum(span, axis=1) == span.sum(axis=1, keepdims=True)))


def score(alarms: Alarms, span: Bools) -> dict[str, float]:
    """FPR, POD, their standard errors (series are independent, their weeks are not) and alarms just after outbreaks."""
    per_series, found = alarms.without.mean(axis=1), detected(alarms, span)
    late = weeks_after(span)
    return {
        "fpr": _round(per_series.mean()),
        "fpr_se": _round(_standard_error(per_series)),
        "pod": _round(found.mean()),
        "pod_se": _round(_standard_error(found.astype(float))),
        "alarm_rate_six_weeks_after": _round(alarms.with_outbreak[late].mean()) if late.any() else float("nan"),
    }


def paired_gain(ours: Alarms, theirs: Alarms, span: Bools) -> dict[str, Any]:
    """Difference in POD on the same outbreaks with its 95 % interval."""
    difference = detected(ours, span).astype(float) - detected(theirs, span)
    gain, error = float(difference.mean()), _standard_error(difference)
    return {"gain": _round(gain), "interval_95": [_round(gain - 1.96 * error), _round(gain + 1.96 * error)]}


def at_equal_fpr(p_without: Floats, p_with: Floats, fpr: float) -> Alarms:
    """The method with its level moved to where its own FPR on these series is just ``fpr`` or above."""
    level = np.partition(p_without.ravel(), k := min(int(np.ceil(fpr * p_without.size)), p_without.size - 1))[k]
    return Alarms(p_without <= level, p_with <= level)


def _standard_error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")


def _round(value: Any) -> float:
    return round(float(value), 5)


def scenario_rows(series: Replicates, ours: Alarms, theirs: Alarms, span: Bools) -> list[dict[str, Any]]:
    """FPR and POD of both methods by scenario."""
    rows: list[dict[str, Any]] = []
    for number in np.unique(series.scenario).tolist():
        here: Ints = np.flatnonzero(series.scenario == number)
        a, b = (score(Alarms(m.without[here], m.with_outbreak[here]), span[here]) for m in (ours, theirs))
        rows.append({"scenario": number, "fpr": a["fpr"], "pod": a["pod"], "peer_fpr": b["fpr"], "peer_pod": b["pod"]})
    return rows
