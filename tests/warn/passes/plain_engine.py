"""The pass engine again, slow and obvious: one pass after another, a dictionary of vehicles, nothing compiled.

Written from the rules of the pack and the words of the design, to be held against the kernel. It tells which suspicions
a pass gives rise to, by kind and pass; chances are compared where the arithmetic is the same.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from daoan.terms.detections import Suspicion
from daoan.terms.passes import NOT_RECORDED, PassClass, PassFrame, SiteFrame, SiteHazard, VehicleFrame
from daoan.terms.plates import signs_of
from daoan.terms.rulepacks import RulePack
from daoan.warn.passes.rules import LARGE_KINDS
from daoan.warn.passes.watching import WatchColumns

DAY_MS, HOUR_MS, ZONE_MS = 86_400_000, 3_600_000, 8 * 3_600_000
ONCE_A_DAY = {
    Suspicion.CLONE, Suspicion.LOOKS, Suspicion.NIGHT_COACH, Suspicion.INSPECTION, Suspicion.SCRAP,
    Suspicion.CANCELLED, Suspicion.UNREGISTERED, Suspicion.UNPROCESSED, Suspicion.HAZARD_ROAD,
}  # fmt: skip


@dataclass
class Seen:
    """What is known of a plate."""

    moment: int
    site: int
    began: int
    second: tuple[int, int] | None = None  # site and moment of a vehicle that the first cannot be
    second_reads: int = 0
    night_s: float = 0.0
    reads: int = 0
    looks: int = 0
    in_row: int = 1
    pace: int = 0  # in 64ths of free flow's time
    score: int = NOT_RECORDED
    night_sites: int = 0
    day: int = -1
    told: set[Suspicion] = field(default_factory=set)


class PlainEngine:
    """Sees one pass after another."""

    def __init__(self, pack: RulePack, sites: SiteFrame, road_m: Any, free_s: Any, vehicles: VehicleFrame,
                 watches: WatchColumns, reach_s: float) -> None:  # fmt: skip
        self.rule = pack.get
        self.sites, self.road_m, self.free_s = sites, road_m, free_s
        self.vehicles = {int(p): row for row, p in enumerate(vehicles.plate)}
        self.register, self.watches = vehicles, watches
        self.reach_ms = reach_s * 1000
        self.seen: dict[int, Seen] = {}
        self.at_site = [[0.0, 0.0] for _ in range(len(sites))]

    def kinds(self, path: str) -> set[int]:
        return {int(PassClass[k.upper()]) for k in self.rule(path)}

    def right(self, score: int) -> float:
        if score == NOT_RECORDED:
            return float(self.rule("read.no_score"))
        return float(self.rule("read.right")[sum(score >= e for e in self.rule("read.edges"))])

    def see(self, passes: PassFrame) -> list[tuple[int, Suspicion]]:
        """Rows of passes, and what each gives reason to suspect."""
        return [(i, kind) for i in range(len(passes)) for kind in self.one(passes, i)]

    def one(self, p: PassFrame, i: int) -> Iterator[Suspicion]:
        plate, site, t = int(p.plate[i]), int(p.site[i]), int(p.happened_ms[i])
        if plate == 0:
            return
        was = self.seen.get(plate)
        dt = t - was.moment if was else 0
        if was and was.site == site and abs(dt) < 2000:
            return
        local = t + ZONE_MS
        day, second = local // DAY_MS, local % DAY_MS // 1000
        now = was or Seen(t, site, t)
        if now.day != day and dt >= 0:
            now.day, now.night_sites = day, 0
            now.told &= {Suspicion.FATIGUE}
        night = second >= self.rule("night.from_hour") * 3600 or second < self.rule("night.until_hour") * 3600
        row = self.vehicles.get(plate, -1)
        kind = int(self.register.kind[row]) if row >= 0 else int(p.kind[i])
        c = self.right(int(p.score[i]))

        def fresh(suspicion: Suspicion) -> bool:
            if suspicion in now.told:
                return False
            now.told.add(suspicion)
            return True

        counted = self.at_site[site]
        counted[0], counted[1] = counted[0] * 0.999 + 1, counted[1] * 0.999
        follows, road, driven_h = False, 0.0, 0.0
        if was and dt >= 0:
            road = float(self.road_m[was.site, site])
            follows = self.reached(was.site, site, dt)
            if not follows:
                counted[1] += 1
                if self.two_vehicles(now, site, t, min(c, self.right(now.score))) >= self.rule(
                    "clone.least_chance"
                ) and fresh(Suspicion.CLONE):
                    yield Suspicion.CLONE

        for k in range(len(self.watches.plate)):
            holds = self.watches.from_ms[k] <= t < self.watches.until_ms[k]
            if holds and int(self.watches.plate[k]) == plate:
                yield Suspicion.WATCHED

        limits = self.sites.limit_large_kmh if kind in set(LARGE_KINDS) else self.sites.limit_car_kmh
        share = self.rule("speed.night_coach_share") if kind == PassClass.COACH and night else 1.0
        if p.speed_kmh[i] > limits[site] * share * (1 + self.rule("speed.tolerance")):
            yield Suspicion.POINT_SPEED
        section = self.rule("speed.section_least_m") <= road <= self.rule("speed.section_most_m")
        if was and follows and was.site != site and section and dt > 0:
            limit = max(limits[site], limits[was.site]) * share * (1 + self.rule("speed.tolerance"))
            least = road * (1 - self.rule("speed.distance_error")) / (dt + 2 * self.reach_ms) * 3600
            if least > limit and road / dt * 3600 <= self.rule("speed.section_most_kmh"):
                yield Suspicion.SECTION_SPEED

        if row >= 0:
            unlike = self.unlike(p, i, row)
            now.looks = now.looks + 1 if unlike is True else 0 if unlike is False else now.looks
            odds = self.rule("clone.prior") / (1 - self.rule("clone.prior"))
            odds /= self.rule("clone.stray_reads") ** now.looks + 0.02**now.looks
            enough = now.looks >= self.rule("looks.reads") and odds / (1 + odds) >= self.rule("clone.least_chance")
            if unlike and enough and fresh(Suspicion.LOOKS):
                yield Suspicion.LOOKS

        if was and follows:
            free_ms = float(self.free_s[was.site, site]) * 1000
            pace = now.pace / 64 if now.pace else self.rule("fatigue.slower")
            if was.site != site and 0.7 < dt / max(free_ms, 1) < 1.7:
                now.pace = min(int((pace + free_ms / (free_ms + 900_000) * (dt / free_ms - pace)) * 64 + 0.5), 255)
            gap = dt - free_ms * pace * self.rule("fatigue.quicker")
            if gap >= self.rule("fatigue.rest_minutes") * 60_000:
                now.began, now.night_s = t, 0.0
                now.told.discard(Suspicion.FATIGUE)
            elif night:
                now.night_s += dt / 1000
            now.in_row = now.in_row + 1 if dt < HOUR_MS else 1
            now.reads += was.site != site
            driven_h = (t - now.began // 1000 * 1000) / HOUR_MS
            by_night = kind in self.kinds("fatigue.night_kinds") and now.night_s / 3600 > self.rule(
                "fatigue.night_hours"
            )
            tired = by_night or driven_h > self.rule("fatigue.day_hours")
            if kind in self.kinds("fatigue.kinds") and tired and fresh(Suspicion.FATIGUE):
                yield Suspicion.FATIGUE
        exempt = row >= 0 and bool(self.register.exempt_night[row])
        small = self.rule("small_hours.from_hour") * 3600 <= second < self.rule("small_hours.until_hour") * 3600
        if kind in self.kinds("small_hours.kinds") and small and not exempt:
            now.night_sites += 1
            if now.night_sites >= 2 and fresh(Suspicion.NIGHT_COACH):
                yield Suspicion.NIGHT_COACH

        watched = plate in {int(w) for w in self.watches.plate}
        risky = watched or driven_h > 0.75 * self.rule("fatigue.day_hours")
        if row >= 0:
            late, over = day > self.register.inspect_by[row], day > self.register.scrap_by[row]
            owed = self.register.unprocessed[row] >= self.rule("register.unprocessed")
            risky = risky or late or over or owed
            for holds, suspicion in (
                (late, Suspicion.INSPECTION), (over, Suspicion.SCRAP),
                (self.register.state[row] != 0, Suspicion.CANCELLED), (owed, Suspicion.UNPROCESSED),
            ):  # fmt: skip
                if holds and fresh(suspicion):
                    yield suspicion
        elif any(signs_of(plate).startswith(h) for h in self.rule("register.home")):
            prior = self.rule("register.prior_unregistered")
            odds = prior / (1 - prior) * c / (1 - c)
            odds *= min(self.rule("register.misread_again") ** -(now.in_row - 1), 1e6)
            if odds / (1 + odds) >= self.rule("register.least_chance") and fresh(Suspicion.UNREGISTERED):
                yield Suspicion.UNREGISTERED

        hazards = [
            h for h in SiteHazard if self.sites.hazard[site] & h and kind in self.kinds(f"hazard.{h.name.lower()}")
        ]
        school = any(first <= second // 3600 <= last for first, last in self.rule("hazard.school_hours"))
        hazards = [h for h in hazards if (h != SiteHazard.SCHOOL or school) and (h != SiteHazard.MOUNTAIN or night)]
        if hazards and (risky or SiteHazard.MOUNTAIN in hazards) and fresh(Suspicion.HAZARD_ROAD):
            yield Suspicion.HAZARD_ROAD

        if was is None or follows:
            now.moment, now.site, now.score = t, site, int(p.score[i])
        self.seen[plate] = now

    def reached(self, start: int, end: int, after_ms: int) -> bool:
        road, most_ms = float(self.road_m[start, end]), after_ms + 2 * self.reach_ms
        slow = road > self.rule("clone.fastest_kmh") / 3600 * most_ms
        slow = slow or float(self.free_s[start, end]) * 1000 > self.rule("clone.fastest_share") * most_ms
        return start == end or road <= self.rule("clone.least_m") or not slow

    def two_vehicles(self, now: Seen, site: int, t: int, c: float) -> float:
        reads, impossible = self.at_site[site]
        if reads >= 200 and impossible > self.rule("clone.most_at_site") * reads:
            return 0.0
        k = 1
        if now.second is not None:
            before, since = now.second[0], t - now.second[1] // 1000 * 1000
            if 0 <= since < self.rule("clone.follow_hours") * HOUR_MS and self.reached(before, site, since):
                k = now.second_reads + (since > 2000)
        now.second, now.second_reads = (site, t), k
        stray = self.rule("clone.stray_reads") * (1 - c) / 0.05
        odds = self.rule("clone.prior") / (1 - self.rule("clone.prior"))
        odds *= self.rule("clone.again") ** (k - 1) * math.factorial(k) / stray**k
        return odds / (1 + odds)

    def unlike(self, p: PassFrame, i: int, row: int) -> bool | None:
        points, compared = 0.0, False
        for name, unknown in (("kind", NOT_RECORDED), ("colour", NOT_RECORDED), ("brand", -1)):
            registered, looked = int(getattr(self.register, name)[row]), int(getattr(p, name)[i])
            if unknown not in (registered, looked):
                compared = True
                points += self.rule(f"looks.{name}") if registered != looked else 0
        return points >= self.rule("looks.suspect") if compared else None
