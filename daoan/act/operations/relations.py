"""The four relations 稳与进·破与立·打与防·严与宽 as ratios with numerator and denominator.

The article names them and defines none; which ratio stands for which is ours: not an official standard. A ratio has no
good value: it shows which side carries the weight, month by month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daoan.act.operations.measures import codes_of, done_of, measures_in
from daoan.act.operations.operation import key_days_of
from daoan.terms.estimates import Share, Text
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter

_ON_SITE = ("hw_on_site", "nr_on_site", "ru_on_site", "ci_on_site")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation. ``share``: ``None`` where nothing is recorded to tell it by."""

    code: str
    name: Text
    part: Text  # what is counted
    whole: Text  # of what
    share: Share | None


def relations_of(
    operations: Mapping[str, Matter],
    tables: Sequence[Entry],
    points: Mapping[str, Matter | None],
    packs: Sequence[Matter],
    parts: Sequence[Matter],
) -> tuple[Relation, ...]:
    """All four. ``operations``: by id; ``points``: matters of disorder points by entry; ``parts``: of the ``packs``."""
    return (
        Relation(
            "steady", Text("steadiness and advance", "稳与进"),
            Text("violations on site on ordinary days of operations", "行动期内非统一行动日现场查处"),
            Text("violations on site in operations", "行动期内现场查处"), _steady(operations, tables),
        ),
        Relation(
            "order", Text("breaking and building", "破与立"),
            Text("disorder points re-checked or closed", "复核通过及销号的乱点"),
            Text("disorder points found", "排查出的乱点"), _order(points),
        ),
        Relation(
            "prevent", Text("striking and preventing", "打与防"),
            Text("items done of measures that prevent", "防范类措施已落实清单项"),
            Text("items done of all measures", "全部措施已落实清单项"), _prevent(packs, parts),
        ),
        Relation(
            "lenient", Text("strictness and leniency", "严与宽"),
            Text("first offences educated, not punished", "首违教育不罚"),
            Text("violations dealt with on site", "现场处理违法"), _lenient(tables),
        ),
    )  # fmt: skip


def _steady(operations: Mapping[str, Matter], tables: Sequence[Entry]) -> Share | None:
    """Only operations that have action days can tell it."""
    part = whole = 0.0
    told = False
    for table in tables:
        operation = operations.get(str(table.values.get("operation", "")))
        days = key_days_of(operation) if operation is not None else frozenset()
        found = [float(table.values[name]) for name in _ON_SITE if name in table.values]
        if not days or not found:
            continue
        told = True
        whole += sum(found)
        part += 0.0 if str(table.values.get("day")) in days else sum(found)
    return Share(part, whole) if told else None


def _order(points: Mapping[str, Matter | None]) -> Share | None:
    if not points:
        return None
    return Share(sum(m is not None and m.state in ("rechecked", "closed") for m in points.values()), len(points))


def _prevent(packs: Sequence[Matter], parts: Sequence[Matter]) -> Share | None:
    purposes = {(p.matter_id, m["code"]): m.get("purpose") for p in packs for m in measures_in(p)}
    known = [p for p in parts if (p.parent or "", p.values.get("measure")) in purposes and codes_of(p)]
    if not known:
        return None
    prevents = [p for p in known if purposes[p.parent or "", p.values.get("measure")] == "prevent"]
    return Share(sum(len(done_of(p)) for p in prevents), sum(len(done_of(p)) for p in known))


def _lenient(tables: Sequence[Entry]) -> Share | None:
    both = [t.values for t in tables if "educated" in t.values and "dealt" in t.values]
    return Share(sum(float(v["educated"]) for v in both), sum(float(v["dealt"]) for v in both)) if both else None
