"""Ours against theirs, one line a row of the totals, with the rows of the register that explain a difference.

``difference = ours - theirs``. A row that was left out and belongs to the line makes ours smaller by what it holds; a
crash that may be another's double makes ours larger; a crash in no county is missing from every county. What is left
after the rows that surely belong to the line is *unexplained*.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from daoan.sense.quality import RULES, crash_repeated
from daoan.sense.totals.left_out import COUNTED_ONCE, LeftOut
from daoan.sense.totals.published import MEASURES, Published, Scope
from daoan.terms.city import City
from daoan.terms.estimates import Text
from daoan.terms.records import Crash
from daoan.terms.times import utc_to_local

NO_COUNTY, DOUBLE = "no_county", crash_repeated.RULE.code
TITLES: Mapping[str, Text] = {
    **{rule.code: rule.title for rule in RULES},
    COUNTED_ONCE: Text("same row again, counted once", "完全相同的重复行（只计一次）"),
    NO_COUNTY: Text("in no county", "未落入任何县区"),
    DOUBLE: Text("may be the same crash twice, counted", "疑似重复事故（已计入）"),
}
MOST_NAMED = 200  # rows that are named under one reason; the rest is counted


@dataclass(frozen=True, slots=True)
class Counts:
    """Crashes, deaths and injured of something."""

    crashes: int = 0
    deaths: int = 0
    injured: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line differs. ``missing``: ours lacks these; ``surplus``: ours may count them twice; ``possible``: these
    were left out and do not tell whether they belong here. ``rows``: "file:row" or id of the crash, 200 at most."""

    code: str
    title: Text
    effect: str  # missing, surplus, possible
    counts: Counts
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the totals. ``differences`` and ``unexplained`` hold the measures that the row tells, in order."""

    row: int
    scope: Scope
    theirs: Mapping[str, int]
    ours: Counts
    differences: Mapping[str, int]
    unexplained: Mapping[str, int]
    reasons: tuple[Reason, ...]

    @property
    def agrees(self) -> bool:
        """No difference in anything that the row tells."""
        return not any(self.differences.values())


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Everything held against the totals.

    ``deaths_within_days``: which deaths were counted, 7 or 30, 0 where the register has none; ``uncovered``: crashes by
    year that no row of the totals is about.
    """

    lines: tuple[Line, ...]
    deaths_within_days: int
    uncovered: Mapping[int, int]
    rows_left_out: int

    @property
    def agrees(self) -> bool:
        """Every line agrees."""
        return all(line.agrees for line in self.lines)


def reconcile(
    published: Sequence[Published], crashes: Sequence[Crash], left_out: Sequence[LeftOut], city: City
) -> Reconciled:
    """Hold crashes, with the county of each in ``area``, and rows that gave none against published totals.

    Years and months are those of the city's own clock.
    """
    within = 7 if any(c.deaths_7d is not None for c in crashes) else 30
    recorded = any(c.deaths_7d is not None or c.deaths_30d is not None for c in crashes)
    codes = {area.code for area in city.areas}
    only = next(iter(codes)) if len(codes) == 1 else None
    told = [(crash, _scope_of(crash, city.zone, codes, only), _counts_of(crash, within)) for crash in crashes]
    by_scope = _grouped((scope, counts) for _, scope, counts in told)
    doubles = [one for one in told if DOUBLE in one[0].flags]
    placeless = [one for one in told if one[1].county is None]
    lines = tuple(_line(one, by_scope, left_out, doubles, placeless) for one in published)
    uncovered: Counter[int] = Counter()
    for scope, counts in by_scope.items():
        if not any(one.scope.may_hold(scope) for one in published):
            uncovered[scope.year] += counts.crashes
    return Reconciled(lines, within if recorded else 0, dict(sorted(uncovered.items())), len(left_out))


Told = tuple[Crash, Scope, Counts]


def _line(
    one: Published,
    by_scope: Mapping[Scope, Counts],
    left_out: Sequence[LeftOut],
    doubles: Sequence[Told],
    placeless: Sequence[Told],
) -> Line:
    ours = _sum(counts for scope, counts in by_scope.items() if one.scope.holds(scope))
    theirs = {name: value for name in MEASURES if (value := getattr(one, name)) is not None}
    differences = {name: getattr(ours, name) - value for name, value in theirs.items()}
    reasons: tuple[Reason, ...] = ()
    if any(differences.values()):
        reasons = _reasons(one.scope, left_out, doubles, placeless)
    missing = _sum(reason.counts for reason in reasons if reason.effect == "missing")
    unexplained = {name: d + getattr(missing, name) if d < 0 else d for name, d in differences.items()}
    return Line(one.row, one.scope, theirs, ours, differences, unexplained, reasons)


def _reasons(
    scope: Scope, left_out: Sequence[LeftOut], doubles: Sequence[Told], placeless: Sequence[Told]
) -> tuple[Reason, ...]:
    found: dict[tuple[str, str], list[tuple[str, Counts]]] = defaultdict(list)
    for row in left_out:
        effect = "missing" if scope.holds(row.scope) else "possible" if scope.may_hold(row.scope) else ""
        if effect:
            found[effect, row.code].append((f"{row.file}:{row.row}", Counts(row.crashes, row.deaths, row.injured)))
    for crash, where, counts in placeless:
        if scope.county is not None and scope.may_hold(where):
            found["possible", NO_COUNTY].append((crash.crash_id, counts))
    for crash, where, counts in doubles:
        if scope.holds(where):
            found["surplus", DOUBLE].append((crash.crash_id, counts))
    return tuple(
        Reason(
            code, TITLES.get(code, Text(code, code)), effect, _sum(c for _, c in rows),
            tuple(name for name, _ in rows[:MOST_NAMED]),
        )
        for (effect, code), rows in sorted(found.items())
    )  # fmt: skip


def _scope_of(crash: Crash, zone: str, codes: set[str], only: str | None) -> Scope:
    local = utc_to_local(crash.happened_at, zone)
    county = crash.area if crash.area in codes else only
    return Scope(local.year, local.month, county, crash.severity)


def _counts_of(crash: Crash, within: int) -> Counts:
    deaths = crash.deaths_7d if within == 7 else crash.deaths_30d
    injured = crash.injured if crash.injured is not None else (crash.serious or 0) + (crash.slight or 0)
    return Counts(1, deaths or 0, injured)


def _grouped(told: Iterable[tuple[Scope, Counts]]) -> dict[Scope, Counts]:
    found: dict[Scope, list[Counts]] = defaultdict(list)
    for scope, counts in told:
        found[scope].append(counts)
    return {scope: _sum(some) for scope, some in found.items()}


def _sum(some: Iterable[Counts]) -> Counts:
    rows = list(some)
    return Counts(sum(r.crashes for r in rows), sum(r.deaths for r in rows), sum(r.injured for r in rows))
