"""A break in recording practice: a column that disappears, or a share that jumps or drifts between years.

Watched are, for each column, the share of crashes for which it says nothing ("not recorded" or "unknown"), and the
share of serious among the injury crashes that nobody died in. Two years, next to each other or some years apart, are
compared by Fisher's exact test on the two-by-two table, two-sided; the p-values of all comparisons of a series are held
against ``false_alarm_rate`` by Holm's method, so that a series whose practice never changed raises any notice at all
with at most that probability (Holm 1979, Scandinavian Journal of Statistics 6, 65-70). A change smaller than
``least_change`` is no news, however certain. A difference over several years is told only where no step between those
years explains it.

The test takes crashes as independent of one another and does not know weather: columns that follow the weather are
watched only for what they leave blank.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from scipy.stats import fisher_exact

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.codes import Light, Severity
from daoan.terms.estimates import Share, Text
from daoan.terms.records import Crash, Notice
from daoan.terms.rulepacks import RulePack

RULE = Rule(
    code="recording.changed",
    actions=(Action.NOTICE,),
    title=Text("recording practice changed", "登记口径发生变化"),
    message=Text(
        "{what_en}: {before} % in {year_before}, {after} % in {year}. "
        "It may come from how crashes are recorded; check before reading it as a change on the road.",
        "{what_zh}：{year_before} 年 {before}%，{year} 年 {after}%。"
        "该变化可能来自登记口径，核实前不宜解读为道路安全状况变化。",
    ),
    why=Text(
        "A re-coded field looks like a trend; warnings and forecasts that do not know of it are wrong.",
        "字段口径变更会被误认为趋势，据此作出的预警和预测会失真。",
    ),
)


@dataclass(frozen=True, slots=True)
class Break:
    """A share that changed between two years. ``p_value`` is that of the one comparison, before Holm's correction."""

    key: str  # "light", "severity", …
    what: Text
    year_before: int
    year: int
    before: Share
    after: Share
    p_value: float

    @property
    def change(self) -> float:
        """How much the share moved, as a fraction."""
        return (self.after.value or 0.0) - (self.before.value or 0.0)


@dataclass(frozen=True, slots=True)
class _Watch:
    """One share to watch. ``counts`` says of a crash whether it is in the share; ``None``: not in its whole."""

    key: str
    what: Text
    counts: Callable[[Crash], bool | None]


def _blank(name: str, en: str, zh: str) -> _Watch:
    what = Text(f"{en} not told", f"“{zh}”空缺或不明")
    return _Watch(name, what, lambda crash: _says_nothing(getattr(crash, name)))


def _says_nothing(value: object) -> bool:
    return value is None or value == "unknown" or value == Light.DARK_UNKNOWN


def _serious(crash: Crash) -> bool | None:
    return None if crash.severity in (Severity.FATAL, Severity.DAMAGE) else crash.severity is Severity.SERIOUS


def _no_vehicle(crash: Crash) -> bool | None:
    return all(_says_nothing(party.vehicle) for party in crash.parties) if crash.parties else None


_WATCHES = (
    _blank("light", "light", "照明"),
    _blank("weather", "weather", "天气"),
    _blank("surface", "road surface", "路面"),
    _blank("road_class", "road class", "道路等级"),
    _blank("road_name", "road number", "路号路名"),
    _blank("form", "form of crash", "事故形态"),
    _blank("cause", "cause", "事故原因"),
    _blank("lon", "coordinates", "坐标"),
    _blank("deaths_7d", "deaths within 7 days", "7日死亡"),
    _blank("deaths_30d", "deaths within 30 days", "30日死亡"),
    _Watch("vehicle", Text("vehicles of the casualties not told", "伤亡人员车型空缺或不明"), _no_vehicle),
    _Watch("severity", Text("serious among non-fatal injury crashes", "非死亡伤人事故中重伤占比"), _serious),
)


def find_breaks(crashes: Iterable[Crash], zone: str, rules: RulePack) -> tuple[Break, ...]:
    """Breaks between years, by year and column.

    ``zone``: IANA name of the city's time zone, for the calendar year; ``rules``: the pack ``feeds``, of which
    ``recording.*`` is read. Years with fewer than ``least_crashes`` are left out.
    """
    least = int(rules.get("recording.least_crashes"))
    place = ZoneInfo(zone)
    by_year: dict[int, list[Crash]] = defaultdict(list)
    for crash in crashes:
        by_year[crash.happened_at.astimezone(place).year].append(crash)
    years = sorted(year for year, rows in by_year.items() if len(rows) >= least)
    lags = rules.get("recording.lags_years")
    pairs = [(year - lag, year) for lag in lags for year in years if year - lag in years]
    compared = [
        found
        for watch in _WATCHES
        if (shares := {year: _share(watch, by_year[year]) for year in years})
        for before, year in pairs
        if (found := _compare(watch, shares, before, year)) is not None
    ]
    certain = _holm(compared, float(rules.get("recording.false_alarm_rate")))
    large = _shortest([one for one in certain if abs(one.change) >= float(rules.get("recording.least_change"))])
    return tuple(sorted(large, key=lambda one: (one.year, one.key)))


def find_recording_changes(crashes: Iterable[Crash], zone: str, rules: RulePack, file: str = "") -> tuple[Notice, ...]:
    """The same as notices in words; ``file`` names the series that they speak of."""
    return tuple(_notice(one, file) for one in find_breaks(crashes, zone, rules))


def _notice(one: Break, file: str) -> Notice:
    said = RULE.say(
        what_en=one.what.en[0].upper() + one.what.en[1:],
        what_zh=one.what.zh,
        before=f"{100 * (one.before.value or 0.0):.1f}",
        after=f"{100 * (one.after.value or 0.0):.1f}",
        year_before=one.year_before,
        year=one.year,
    )
    return Notice(RULE.code, file, said, int(one.after.whole))


def _compare(watch: _Watch, shares: Mapping[int, Share], year_before: int, year: int) -> Break | None:
    before, after = shares[year_before], shares[year]
    if not before.whole or not after.whole:
        return None
    if before.part + after.part in (0, before.whole + after.whole):
        return None  # never, or always: nothing to compare, and not one of the comparisons that Holm counts
    table = np.array(
        [[before.part, before.whole - before.part], [after.part, after.whole - after.part]], dtype=np.int64
    )
    return Break(watch.key, watch.what, year_before, year, before, after, float(fisher_exact(table)[1]))


def _shortest(breaks: Sequence[Break]) -> list[Break]:
    """Breaks without those that a shorter one of the same column, between the same years, explains."""

    def explains(short: Break, long: Break) -> bool:
        inside = long.year_before <= short.year_before and short.year <= long.year
        return short.key == long.key and inside and short.year - short.year_before < long.year - long.year_before

    return [one for one in breaks if not any(explains(other, one) for other in breaks)]


def _share(watch: _Watch, crashes: Sequence[Crash]) -> Share:
    told = [answer for crash in crashes if (answer := watch.counts(crash)) is not None]
    return Share(sum(told), len(told))


def _holm(compared: Sequence[Break], rate: float) -> list[Break]:
    """Breaks that stay certain with all comparisons taken together: k-th smallest p at most rate / (m − k + 1)."""
    kept: list[Break] = []
    for k, one in enumerate(sorted(compared, key=lambda b: b.p_value)):
        if one.p_value > rate / (len(compared) - k):
            break
        kept.append(one)
    return kept
