"""What the kernel of positions should say, written so that anybody can check it: one vehicle's whole track at a time.

It looks at every piece of every segment (or of those that it is told are near), walks the network with Dijkstra, keeps
what was driven in each hour and sums the hours anew for each window. Only the projection is the kernel's own;
that is checked against PROJ elsewhere.
"""

import heapq
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from daoan.kernels.geo.plane import onto_plane
from daoan.terms.fleet_alarms import LONG_LINE, SECOND_DRIVER, FleetAlarm
from daoan.terms.passes import PassClass
from daoan.terms.rulepacks import RulePack

HOUR, MINUTE = 3_600_000, 60_000
MOST_CANDIDATES = 5


class Report(NamedTuple):
    at: int  # milliseconds, UTC
    lon: float
    lat: float
    speed: float
    course: int
    located: bool


class Vehicle(NamedTuple):
    kind: PassClass | None  # None: no register knows it
    drivers: int = 1
    exempt: bool = False
    line_km: float = math.nan


class Alarm(NamedTuple):
    kind: FleetAlarm
    begin: int
    until: int
    segment: int
    value: float
    limit: float
    note: int


@dataclass
class Road:
    """One segment: points on the plane, nodes at its ends, class of road, whether it is a mountain road."""

    points: list[tuple[float, float]]
    nodes: tuple[int, int]
    road_class: str
    mountain: bool

    @property
    def length(self) -> float:
        return sum(math.dist(a, b) for a, b in zip(self.points, self.points[1:], strict=False))


@dataclass
class PlainEngine:
    roads: list[Road]
    pack: RulePack
    centre: tuple[float, float]
    offset_ms: int  # local time against UTC
    near: Callable[[float, float], Iterable[int]] | None = None  # segments that may be within reach; None: all
    ways: dict[int, dict[int, float]] = field(default_factory=dict)
    meets: dict[int, list[Road]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for road in self.roads:
            for node in road.nodes:
                self.meets.setdefault(node, []).append(road)

    def alarms(self, vehicle: Vehicle, reports: list[Report], silent_at: int | None = None) -> list[Alarm]:
        """All alarms of one vehicle, as they were told last. ``silent_at``: when somebody asks who is offline."""
        ordered = [r for k, r in enumerate(reports) if k == 0 or r.at != reports[k - 1].at]
        found = [*self._offline(vehicle, ordered, silent_at)]
        track, jumps = self._believed([r for r in ordered if self._valid(r)])
        found += self._jumping(vehicle, jumps)
        if track:
            segments = self._matched(track)
            found += self._displaced(vehicle, track)
            found += self._speeding(vehicle, track, segments)
            found += self._tired(vehicle, track)
            found += self._hours(vehicle, track)
            found += self._small_hours(vehicle, track)
            found += self._mountain(vehicle, track, segments)
        return sorted(found)

    # -- what is believed ------------------------------------------------------------------------------------------

    def _valid(self, r: Report) -> bool:
        somewhere = -180 <= r.lon <= 180 and -89 <= r.lat <= 89 and (r.lon, r.lat) != (0, 0)
        return r.located and somewhere and 0 <= r.speed <= self.pack.get("valid.most_kmh")

    def _believed(self, reports: list[Report]) -> tuple[list["Fix"], list[int]]:
        """Positions that can be reached one after another, and the moments of those that cannot."""
        track: list[Fix] = []
        strays: list[Fix] = []
        jumps: list[int] = []
        for r in reports:
            fix = Fix(r, *onto_plane(r.lon, r.lat, *self.centre))
            if track and self._unreachable(track[-1], fix):
                jumps.append(r.at)
                agrees = strays and not self._unreachable(strays[-1], fix)
                strays = [*strays, fix] if agrees else [fix]
                if len(strays) < self.pack.get("valid.anchor_after"):
                    continue
                fix.link = "anchored"
            elif track:
                silent = fix.report.at - track[-1].report.at > self.pack.get("terminal.gap_s") * 1000
                fix.link = "silence" if silent else "way"
            strays = []
            track.append(fix)
        for before, fix in pairwise(track):
            self._split(before, fix)
        return track, jumps

    def _unreachable(self, before: "Fix", fix: "Fix") -> bool:
        metres, ms = before.metres_to(fix), fix.report.at - before.report.at
        return metres > self.pack.get("valid.jump_least_m") and metres > self.pack.get("valid.jump_kmh") / 3600 * ms

    def _split(self, before: "Fix", fix: "Fix") -> None:
        """What was driven and what was stood on the way from one position to the next, milliseconds."""
        ms, metres = fix.report.at - before.report.at, before.metres_to(fix)
        if fix.link == "way":
            fix.drove = ms if fix.report.speed >= self.pack.get("driving.move_kmh") else 0
            fix.stood = ms - fix.drove
        elif fix.link == "silence":
            far = metres >= self.pack.get("terminal.gap_same_m")
            fix.drove = min(ms, int(metres / (self.pack.get("terminal.gap_kmh") / 3600))) if far else 0
            fix.stood = ms - fix.drove

    # -- map matching ----------------------------------------------------------------------------------------------

    def _matched(self, track: list["Fix"]) -> list[int | None]:
        """The segment of each position as the next one settles it; the last position is not settled."""
        get = self.pack.get
        settled: list[int | None] = []
        known: dict[int, tuple[float, float]] = {}  # segment: metres along, score
        matched_at: Fix | None = None
        for before, fix in zip([None, *track], track, strict=False):
            follows = fix.link == "way"
            if not follows:
                if before is not None:
                    settled.append(_best(known))
                known = {}
            stands = (
                follows and known and matched_at is not None and fix.report.speed < get("matching.stand_kmh")
                and matched_at.metres_to(fix) <= get("matching.stand_m")
            )  # fmt: skip
            if stands:
                settled.append(_best(known))
                continue
            fresh = self._candidates(fix)
            if follows and known and fresh and before is not None:
                fresh, came = self._follow(known, fresh, before.metres_to(fix))
                settled.append(came)
            elif follows:
                settled.append(_best(known))
            known, matched_at = fresh, fix
        return settled

    def _candidates(self, fix: "Fix") -> dict[int, tuple[float, float]]:
        get = self.pack.get
        best: dict[int, tuple[float, float]] = {}
        for segment in sorted(self.near(fix.x, fix.y)) if self.near else range(len(self.roads)):
            road, along = self.roads[segment], 0.0
            for (ax, ay), (bx, by) in zip(road.points, road.points[1:], strict=False):
                dx, dy, length = bx - ax, by - ay, math.dist((ax, ay), (bx, by))
                t = min(max(((fix.x - ax) * dx + (fix.y - ay) * dy) / length**2, 0.0), 1.0)
                away = math.hypot(fix.x - ax - t * dx, fix.y - ay - t * dy)
                score = -0.5 * (away / get("matching.error_m")) ** 2
                if fix.report.speed >= get("matching.heading_from_kmh") and fix.report.course >= 0:
                    angle = math.radians(fix.report.course)
                    cosine = abs(math.sin(angle) * dx + math.cos(angle) * dy) / length
                    score -= get("matching.heading_nats") * (1 - min(cosine, 1.0))
                if away <= get("matching.reach_m") and (segment not in best or score > best[segment][1]):
                    best[segment] = (along + t * length, score)
                along += length
        ranked = sorted(best.items(), key=lambda item: (-item[1][1], item[0]))
        return dict(ranked[:MOST_CANDIDATES])

    def _follow(
        self, known: dict[int, tuple[float, float]], fresh: dict[int, tuple[float, float]], straight: float
    ) -> tuple[dict[int, tuple[float, float]], int]:
        broken, detour = self.pack.get("matching.broken_nats"), self.pack.get("matching.detour_m")
        scored: dict[int, tuple[float, float, int]] = {}
        for segment, (along, score) in fresh.items():
            ways = []
            for old, (old_along, old_score) in known.items():
                way = self._way(old, old_along, segment, along)
                nats = broken if way is None else min(abs(way - straight) / detour, broken)
                ways.append((-(old_score - nats), old))
            worst, came = min(ways)
            scored[segment] = (along, score - worst, came)
        most = max(score for _, score, _ in scored.values())
        best = min(scored, key=lambda s: (-scored[s][1], s))
        return {s: (along, score - most) for s, (along, score, _) in scored.items()}, scored[best][2]

    def _way(self, one: int, one_along: float, other: int, other_along: float) -> float | None:
        if one == other:
            return abs(other_along - one_along)
        a, b = self.roads[one], self.roads[other]
        found = []
        for begin, out in zip(a.nodes, (one_along, a.length - one_along), strict=True):
            for end, back in zip(b.nodes, (other_along, b.length - other_along), strict=True):
                if end in self._from_node(begin):
                    found.append(out + self._from_node(begin)[end] + back)
        return min(found, default=None)

    def _from_node(self, begin: int) -> dict[int, float]:
        if begin not in self.ways:
            reach, done, todo = self.pack.get("matching.way_m"), dict[int, float](), [(0.0, begin)]
            while todo:
                metres, node = heapq.heappop(todo)
                if node in done or metres > reach:
                    continue
                done[node] = metres
                for road in self.meets[node]:
                    there = road.nodes[1] if road.nodes[0] == node else road.nodes[0]
                    heapq.heappush(todo, (metres + road.length, there))
            self.ways[begin] = {node: round(metres * 100) / 100 for node, metres in done.items()}
        return self.ways[begin]

    # -- alarms ----------------------------------------------------------------------------------------------------

    def _offline(self, vehicle: Vehicle, reports: list[Report], silent_at: int | None) -> Iterator[Alarm]:
        hours = self.pack.get("terminal.offline_hours")
        for before, then in pairwise(reports):
            if then.at - before.at > hours * HOUR:
                silent = (then.at - before.at) / HOUR
                yield Alarm(FleetAlarm.OFFLINE, before.at, then.at, -1, silent, hours, self._note(vehicle))
        if reports and silent_at is not None and silent_at - reports[-1].at > hours * HOUR:
            at = reports[-1].at
            yield Alarm(FleetAlarm.OFFLINE, at, int(at + hours * HOUR), -1, hours, hours, self._note(vehicle))

    def _jumping(self, vehicle: Vehicle, jumps: list[int]) -> Iterator[Alarm]:
        least = self.pack.get("valid.jumps")
        for day in sorted({self._day(at) for at in jumps}):
            of_day = [at for at in jumps if self._day(at) == day]
            if len(of_day) >= least:
                yield Alarm(FleetAlarm.JUMPING, of_day[0], of_day[least - 1], -1, least, least, self._note(vehicle))

    def _displaced(self, vehicle: Vehicle, track: list["Fix"]) -> Iterator[Alarm]:
        least_m, least_ms = self.pack.get("terminal.displaced_m"), self.pack.get("terminal.displaced_minutes") * MINUTE
        for before, fix in pairwise(track):
            metres, ms = before.metres_to(fix), fix.report.at - before.report.at
            if fix.link == "silence" and metres >= least_m and ms >= least_ms:
                yield Alarm(FleetAlarm.DISPLACED, before.report.at, fix.report.at, -1, metres / 1000, least_m / 1000,
                            self._note(vehicle))  # fmt: skip

    def _speeding(self, vehicle: Vehicle, track: list["Fix"], segments: list[int | None]) -> Iterator[Alarm]:
        """Stretches of positions in a row above their limits. The last position of all is not judged."""
        stretch: list[tuple[int, float, float, int]] = []
        sustained = self.pack.get("speed.sustained_s") * 1000
        for k, segment in enumerate(segments):
            fix, limit = track[k], self._limit(vehicle, track[k], segment)
            if fix.report.speed > limit * (1 + self.pack.get("speed.tolerance")):
                stretch.append((fix.report.at, fix.report.speed, limit, -1 if segment is None else segment))
            ends = not stretch or stretch[-1][0] != fix.report.at or track[k + 1].link != "way"
            if ends or k == len(segments) - 1:
                if stretch and stretch[-1][0] - stretch[0][0] >= sustained:
                    at, until = stretch[0][0], stretch[-1][0]
                    if not ends:  # it goes on: it was told when it was long enough
                        stretch = [s for s in stretch if s[0] <= next(t[0] for t in stretch if t[0] - at >= sustained)]
                        until = stretch[-1][0]
                    _, speed, most, where = max(stretch, key=lambda s: s[1] - s[2])
                    yield Alarm(FleetAlarm.SPEEDING, at, until, where, speed, most, self._note(vehicle))
                stretch = []

    def _limit(self, vehicle: Vehicle, fix: "Fix", segment: int | None) -> float:
        get, kind = self.pack.get, self._kind(vehicle)
        group = "hazmat" if kind in get("limits.hazmat_kinds") else "large" if kind in get("limits.large_kinds") else ""
        limits = get(f"limits.{group or 'small'}")
        limit = float(max(limits.values()) if segment is None else limits[self.roads[segment].road_class])
        at_night = kind in get("speed.night_coach_kinds") and self._by_night(fix.report.at)
        return limit * get("speed.night_coach_share") if at_night else limit

    def _tired(self, vehicle: Vehicle, track: list["Fix"]) -> Iterator[Alarm]:
        get, kind, note = self.pack.get, self._kind(vehicle), self._note(vehicle)
        for spell, ended in self._spells(track):
            begin = spell[0].report.at - spell[0].drove
            for what, kinds, limit, counted in (
                (FleetAlarm.FATIGUE, "fatigue.kinds", get("fatigue.day_hours"), spell),
                (FleetAlarm.NIGHT_FATIGUE, "fatigue.night_kinds", get("fatigue.night_hours"),
                 [f for f in spell if self._by_night(f.report.at)]),
            ):  # fmt: skip
                total = sum(f.drove for f in counted)
                if kind not in get(kinds) or total <= limit * HOUR:
                    continue
                until, value = spell[-1].report.at, total
                if not ended:
                    value = 0
                    for fix in counted:
                        until, value = fix.report.at, value + fix.drove
                        if value > limit * HOUR:
                            break
                yield Alarm(what, begin, until, -1, value / HOUR, limit, note)

    def _spells(self, track: list["Fix"]) -> Iterator[tuple[list["Fix"], bool]]:
        """Driven intervals between rests, and whether a rest ended them."""
        spell: list[Fix] = []
        stood = 0.0
        for fix in track:
            if fix.drove and fix.link == "way":
                stood = 0
            else:
                stood += fix.stood
            if stood >= self.pack.get("fatigue.rest_minutes") * MINUTE and spell:
                yield spell, True
                spell = []
            if fix.drove:
                spell.append(fix)
                stood = 0
        if spell:
            yield spell, False

    def _hours(self, vehicle: Vehicle, track: list["Fix"]) -> Iterator[Alarm]:
        get = self.pack.get
        if self._kind(vehicle) not in get("fatigue.hours_kinds"):
            return
        for what, window, limit in (
            (FleetAlarm.DAY_HOURS, 24, get("fatigue.hours_in_day")),
            (FleetAlarm.WEEK_HOURS, 168, get("fatigue.hours_in_week")),
        ):
            told_in = None
            hours: dict[int, int] = {}
            for fix in track:
                hour = fix.report.at // HOUR
                before = sum(hours.get(h, 0) // 1000 for h in range(hour - window + 1, hour))  # whole seconds
                hours[hour] = hours.get(hour, 0) + fix.drove
                if told_in is not None and hour != told_in and before <= limit * vehicle.drivers * 3600:
                    told_in = None
                elif told_in is not None:
                    told_in = hour
                driven = before + hours[hour] / 1000
                if fix.drove and told_in is None and driven > limit * vehicle.drivers * 3600:
                    told_in = hour
                    yield Alarm(what, (hour - window + 1) * HOUR, fix.report.at, -1, driven / 3600,
                                limit * vehicle.drivers, self._note(vehicle))  # fmt: skip

    def _small_hours(self, vehicle: Vehicle, track: list["Fix"]) -> Iterator[Alarm]:
        get, nights = self.pack.get, dict[int, list[Fix]]()
        if self._kind(vehicle) not in get("small_hours.kinds") or vehicle.exempt:
            return
        for fix in track:
            inside = get("small_hours.from_hour") <= self._hour(fix.report.at) < get("small_hours.until_hour")
            if inside and fix.drove and fix.link == "way":
                nights.setdefault(self._day(fix.report.at), []).append(fix)
        grace = get("small_hours.grace_minutes") * MINUTE
        for day, driven in nights.items():
            total, until = sum(f.drove for f in driven), driven[-1].report.at
            left = any(
                f.report.at > until
                and (self._day(f.report.at) != day or self._hour(f.report.at) >= get("small_hours.until_hour"))
                for f in track if f.link
            )  # fmt: skip
            if total <= grace:
                continue
            if not left:
                total = 0
                for fix in driven:
                    total, until = total + fix.drove, fix.report.at
                    if total > grace:
                        break
            yield Alarm(FleetAlarm.SMALL_HOURS, driven[0].report.at - driven[0].drove, until, -1, total / HOUR,
                        grace / HOUR, self._note(vehicle))  # fmt: skip

    def _mountain(self, vehicle: Vehicle, track: list["Fix"], segments: list[int | None]) -> Iterator[Alarm]:
        if self._kind(vehicle) not in self.pack.get("mountain.kinds"):
            return
        grace = self.pack.get("mountain.grace_minutes") * MINUTE
        night: list[tuple[Fix, int]] = []
        for k, segment in enumerate([*segments, None]):
            fix = track[k]
            dark, last = self._by_night(fix.report.at), k == len(segments)
            if last or not dark:
                total, until = sum(f.drove for f, _ in night), night[-1][0].report.at if night else 0
                if total > grace:
                    if last:
                        total = 0
                        for f, _ in night:
                            total, until = total + f.drove, f.report.at
                            if total > grace:
                                break
                    yield Alarm(FleetAlarm.MOUNTAIN_NIGHT, night[0][0].report.at, until, night[0][1], total / HOUR,
                                grace / HOUR, self._note(vehicle))  # fmt: skip
                night = []
            elif segment is not None and self.roads[segment].mountain and fix.drove and fix.link == "way":
                night.append((fix, segment))

    # -- what is known ---------------------------------------------------------------------------------------------

    def _kind(self, vehicle: Vehicle) -> str:
        return "" if vehicle.kind is None else vehicle.kind.name.lower()

    def _note(self, vehicle: Vehicle) -> int:
        if vehicle.kind is None:
            return 0
        long = vehicle.line_km >= self.pack.get("small_hours.long_line_km")
        return (LONG_LINE if long else 0) | (SECOND_DRIVER if vehicle.drivers > 1 else 0)

    def _day(self, at: int) -> int:
        return (at + self.offset_ms) // (24 * HOUR)

    def _hour(self, at: int) -> float:
        return (at + self.offset_ms) // 1000 * 1000 % (24 * HOUR) / HOUR

    def _by_night(self, at: int) -> bool:
        hour = self._hour(at)
        return hour >= self.pack.get("night.from_hour") or hour < self.pack.get("night.until_hour")


@dataclass
class Fix:
    """A position that is believed. ``link``: how it follows on the one before, '' for the first."""

    report: Report
    x: float
    y: float
    link: str = ""
    drove: int = 0
    stood: int = 0

    def metres_to(self, other: "Fix") -> float:
        return math.hypot(other.x - self.x, other.y - self.y)


def _best(known: dict[int, tuple[float, float]]) -> int | None:
    return min(known, key=lambda s: (-known[s][1], s), default=None)


def as_alarm(row: Any) -> Alarm:
    """A record of the kernel as the plain engine would say it."""
    return Alarm(
        FleetAlarm(int(row["kind"])), int(row["from_ms"]), int(row["until_ms"]), int(row["segment"]),
        float(row["value"]), float(row["limit"]), int(row["note"]),
    )  # fmt: skip
