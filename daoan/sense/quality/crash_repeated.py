"""Two crashes with different references in one minute, near each other, with one outcome: in a file or between files.

A crash entered by two units looks like this, and so do two crashes of one pile-up. Both are kept and marked; a person
has to say.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.codes import Precision
from daoan.terms.estimates import Text
from daoan.terms.places import Plane
from daoan.terms.records import Batch, Crash, Notice
from daoan.terms.rulepacks import RulePack

RULE = Rule(
    code="crash.repeated",
    actions=(Action.FLAG, Action.NOTICE),
    title=Text("repeated crash", "疑似重复事故"),
    message=Text(
        "{rows} crashes have the same minute, place and outcome as another with a different reference. "
        "They are counted and marked.",
        "有 {rows} 起事故与另一编号的事故在时间、地点和后果上相同，已标注，仍予计入。",
    ),
    why=Text(
        "A crash entered by two units looks like this; so do two crashes in one pile-up. A person has to say.",
        "两个单位重复录入会呈现此状，连环事故亦会如此，须由人工认定。",
    ),
)


def find_repeats(crashes: Iterable[Crash], within_m: float) -> frozenset[str]:
    """Ids of crashes that may be one with another: same minute, severity and casualties, within ``within_m`` metres.

    Crashes without a place or a time of day are passed over: too many would agree by chance.
    """
    alike: dict[tuple[object, ...], list[Crash]] = defaultdict(list)
    for crash in crashes:
        if crash.lon is not None and crash.lat is not None and crash.precision is Precision.MINUTE:
            alike[crash.happened_at, crash.severity, crash.injured, crash.deaths_7d, crash.deaths_30d].append(crash)
    found: set[str] = set()
    for group in alike.values():
        for one, other in combinations(group, 2):
            if one.crash_id != other.crash_id and _distance_m(one, other) <= within_m:
                found |= {one.crash_id, other.crash_id}
    return frozenset(found)


def flag_repeats(
    batches: Sequence[Batch[Crash]], rules: RulePack, known: Iterable[Crash] = ()
) -> tuple[Batch[Crash], ...]:
    """The same batches, crashes that may repeat one another (or one of ``known``) marked, and a notice in each file.

    ``rules``: the pack ``feeds``, of which ``repeat.within_m`` is read.
    """
    arriving = [crash for batch in batches for crash in batch.records]
    ids = {crash.crash_id for crash in arriving}
    repeats = find_repeats(
        [*arriving, *(crash for crash in known if crash.crash_id not in ids)], rules.get("repeat.within_m")
    )
    return tuple(_flagged(batch, repeats) for batch in batches)


def _flagged(batch: Batch[Crash], repeats: frozenset[str]) -> Batch[Crash]:
    rows = sum(crash.crash_id in repeats for crash in batch.records)
    if not rows:
        return batch
    records = tuple(_with_flag(c) if c.crash_id in repeats else c for c in batch.records)
    return replace(
        batch, records=records, notices=(*batch.notices, Notice(RULE.code, batch.file, RULE.say(rows=rows), rows))
    )


def _with_flag(crash: Crash) -> Crash:
    return replace(crash, flags=tuple(sorted({*crash.flags, RULE.code})))


def _distance_m(one: Crash, other: Crash) -> float:
    assert one.lon is not None and one.lat is not None  # noqa: PT018 - only placed crashes are compared
    x, y = Plane(round(one.lon, 1), round(one.lat, 1)).to_metres(
        np.array([one.lon, other.lon], dtype=np.float64), np.array([one.lat, other.lat], dtype=np.float64)
    )
    return float(np.hypot(x[1] - x[0], y[1] - y[0]))
