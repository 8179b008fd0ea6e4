"""A group's own risk: what happens to its people, when and where, beside everybody else who was hurt.

In: crashes with the people hurt in them. Out: shares with numerator, denominator and interval. A bin with fewer people
than the fewest is told together with others, by :func:`merged`; of a group that has fewer altogether nothing is told.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from daoan.kernels.stats.intervals import poisson_mean_interval
from daoan.kernels.stats.shares import share_interval
from daoan.terms.codes import LABELS, NOT_RECORDED, Light, RoadClass, Role, Severity, VehicleKind
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import Crash
from daoan.terms.records.sensed import Party
from daoan.terms.rulepacks import RulePack

OTHERS = "others"
HOURS = ("0", "3", "6", "9", "12", "15", "18", "21")  # first local hour of three
UNKNOWN = ("", "unknown", "dark_unknown")


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a group is made of; an empty condition is none. Ages are in whole years, both ends included."""

    code: str
    name: Text
    note: Text
    roles: frozenset[str]
    vehicles: frozenset[str]
    age_from: int | None
    age_to: int | None

    def holds(self, party: Party) -> bool | None:
        """Whether somebody is of the group; ``None`` where the source does not record what decides it."""
        by_age = self.age_from is not None or self.age_to is not None
        told = [
            _among(party.role, self.roles, Role.UNKNOWN),
            _among(party.vehicle, self.vehicles, VehicleKind.UNKNOWN),
            _aged(party.age_years, self.age_from, self.age_to) if by_age else True,
        ]
        return False if False in told else None if None in told else True


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a facet. ``share``: of the group; ``others``: of everybody else; ``more``: surely more than they."""

    code: str
    name: Text
    people: Share
    share: Estimate
    others: Share
    more: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """What, when or where. ``not_recorded``: people of the group of whom it is not recorded."""

    code: str
    name: Text
    bins: tuple[Bin, ...]
    not_recorded: Share


@dataclass(frozen=True, slots=True)
class GroupRisk:
    """A group's own risk between two moments. ``people``: hurt, of all whose traits are recorded; ``None``: too few.

    ``killed``: of all who were hurt; ``None`` where too few were for their number to be told. ``a_year``: people hurt.
    """

    code: str
    name: Text
    note: Text
    since: datetime
    until: datetime
    not_recorded: Share
    people: Share | None
    share: Estimate | None
    a_year: Estimate | None
    killed: Share | None
    killed_share: Estimate | None
    facets: tuple[Facet, ...]


def groups_in(pack: RulePack) -> tuple[Group, ...]:
    """Groups of the rule pack ``publicity``."""
    return tuple(
        Group(
            row["code"], Text(row["en"], row["zh"]), Text(row.get("note_en", ""), row.get("note_zh", "")),
            frozenset(row.get("roles", ())), frozenset(row.get("vehicles", ())), row.get("age_from"), row.get("age_to"),
        )
        for row in pack.get("risk.group")
    )  # fmt: skip


def risk_of(
    group: Group, crashes: Iterable[Crash], since: datetime, until: datetime, zone: str, places: Mapping[str, Text],
    pack: RulePack,
) -> GroupRisk:  # fmt: skip
    """A group's risk from ``since`` to before ``until``. ``places``: names of counties by code."""
    level, fewest = float(pack.get("risk.level")), int(pack.get("segments.fewest_people"))
    hurt = [(c, p) for c in crashes if since <= c.happened_at < until for p in c.parties]
    own = [one for one in hurt if group.holds(one[1])]
    known = sum(group.holds(p) is not None for _, p in hurt)
    unknown = Share(float(len(hurt) - known), float(len(hurt)))
    if len(own) < fewest:
        nothing = (None, None, None, None, None)
        return GroupRisk(group.code, group.name, group.note, since, until, unknown, *nothing, ())
    others = [one for one in hurt if group.holds(one[1]) is False]
    people = Share(float(len(own)), float(known))
    killed = Share(float(sum(p.severity is Severity.FATAL for _, p in own)), float(len(own)))
    hidden = 0 < killed.part < fewest or killed.whole - killed.part < fewest
    facets = [code for code in FACETS if not (code == "as" and group.vehicles)]  # that, the group says already
    years = (until - since).days / 365.25
    return GroupRisk(
        group.code, group.name, group.note, since, until, unknown, people, share_estimate(people, level),
        _yearly(len(own), years, level), None if hidden else killed, None if hidden else share_estimate(killed, level),
        tuple(_facet(code, own, others, zone, places, fewest, level) for code in facets),
    )  # fmt: skip


def share_estimate(share: Share, level: float) -> Estimate:
    """A share with its interval."""
    low, high = share_interval(np.array([share.part]), np.array([share.whole]), level=level)
    return Estimate(share.part / share.whole, float(low[0]), float(high[0]), level)


def merged(counts: Mapping[str, int], fewest: int) -> list[tuple[str, ...]]:
    """Bins to tell: each with nobody or enough people; the small ones as one, which takes the smallest of the others
    where it is too small itself. Bins with nobody are left out."""
    large = sorted((code for code, n in counts.items() if n >= fewest), key=lambda c: (-counts[c], c))
    small = sorted(code for code, n in counts.items() if 0 < n < fewest)
    while small and large and sum(counts[c] for c in small) < fewest:
        small.append(large.pop())
    return [(code,) for code in large] + ([tuple(small)] if small else [])


def _yearly(people: int, years: float, level: float) -> Estimate:
    low, high = poisson_mean_interval(np.array([float(people)]), level=level)
    return Estimate(people / years, float(low[0]) / years, float(high[0]) / years, level)


Told = Sequence[tuple[Crash, Party]]
#: Facets by code: name, and what one person hurt in a crash counts as; "" where it is not recorded.
FACETS: Mapping[str, tuple[Text, Callable[[Crash, Party, ZoneInfo], str]]] = {
    "hour": (Text("hour", "时段"), lambda c, _, z: str(c.happened_at.astimezone(z).hour // 3 * 3)),
    "weekday": (Text("day of the week", "星期"), lambda c, _, z: str(c.happened_at.astimezone(z).isoweekday())),
    "road": (Text("road", "道路"), lambda c, _, __: _code(c.road_class)),
    "county": (Text("county", "县区"), lambda c, _, __: c.area or ""),
    "light": (Text("light", "照明"), lambda c, _, __: _code(c.light)),
    "form": (Text("kind of crash", "事故形态"), lambda c, _, __: _code(c.form)),
    "as": (Text("on the road as", "出行方式"), lambda _, p, __: _code(p.vehicle) or _code(p.role)),
}
_DAYS = ("", "周一 Mon", "周二 Tue", "周三 Wed", "周四 Thu", "周五 Fri", "周六 Sat", "周日 Sun")


def _facet(
    code: str, own: Told, others: Told, zone: str, places: Mapping[str, Text], fewest: int, level: float
) -> Facet:
    name, of = FACETS[code]
    clock = ZoneInfo(zone)
    mine = Counter("" if (v := of(c, p, clock)) in UNKNOWN else v for c, p in own)
    theirs = Counter("" if (v := of(c, p, clock)) in UNKNOWN else v for c, p in others)
    few = 0 < mine[""] < fewest  # they would be a group, too: told together with others
    missing = Share(0.0 if few else float(mine[""]), float(len(own)))
    if not few:
        mine.pop("", None)
        theirs.pop("", None)
    if sum(mine.values()) < fewest:
        return Facet(code, name, (), missing)
    whole, rest = float(sum(mine.values())), float(sum(theirs.values()))
    bins = []
    for codes in merged(mine, fewest):
        people = Share(float(sum(mine[c] for c in codes)), whole)
        beside = Share(float(sum(theirs[c] for c in codes)), rest)
        share = share_estimate(people, level)
        more = rest > 0 and share.low > share_estimate(beside, level).high
        bins.append(Bin(codes[0] if len(codes) == 1 else OTHERS, _names(code, codes, places), people, share, beside,
                        more))  # fmt: skip
    return Facet(code, name, tuple(bins), missing)


def _names(facet: str, codes: Sequence[str], places: Mapping[str, Text]) -> Text:
    if len(codes) > 3:
        return Text("others together", "其余合计")
    names = [_name(facet, code, places) for code in codes]
    return Text(" + ".join(n.en for n in names), "、".join(n.zh for n in names))


def _name(facet: str, code: str, places: Mapping[str, Text]) -> Text:
    if code == "":
        return NOT_RECORDED
    if facet == "hour":
        return Text(f"{int(code):02d}–{int(code) + 3:02d} h", f"{int(code)}–{int(code) + 3}时")
    if facet == "weekday":
        zh, en = _DAYS[int(code)].split()
        return Text(en, zh)
    if facet == "county":
        return places.get(code, Text(code, code))
    kinds = {"road": (RoadClass,), "light": (Light,), "form": (), "as": (VehicleKind, Role)}[facet]
    for kind in kinds:
        if code in set(kind):
            return LABELS[kind(code)]
    return next((text for member, text in LABELS.items() if member.value == code), Text(code, code))


def _code(value: object) -> str:
    return str(getattr(value, "value", "")) if value is not None else ""


def _among(value: object, allowed: frozenset[str], unknown: object) -> bool | None:
    if not allowed:
        return True
    return None if value is None or value == unknown else str(getattr(value, "value", value)) in allowed


def _aged(age: int | None, low: int | None, high: int | None) -> bool | None:
    return None if age is None else (low is None or age >= low) and (high is None or age <= high)
