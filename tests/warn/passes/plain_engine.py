"""The pass engine again, slow and obvious: one pass after another, a dictionary of vehicles, nothing compiled.

Written from the rules of the pack and the words of the design, to be held against the kernel. It tells which suspicions
a pass gives rise to, by kind and pass; chances are compared where the arithmetic is the same.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from daoan.terms.detections import Suspicion
from daoan.terms.passes import LARGE_KINDS, NOT_RECORDED, PassClass, PassFrame, SiteFrame, SiteHazard, VehicleFrame
from daoan.terms.plates import LARGE, SIGNS, pack_plate, signs_of
from daoan.terms.rulepacks import RulePack
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
    first_nats: int = 0  # against each being strays, in eighths
    second_nats: int = 0
    gap: int = 254  # minutes before the last read; 255: it has spoken of two vehicles
    driven: int = 0  # in units of four seconds
    night: int = 0
    awake: int = 0  # for a rest that we did not see, in 64ths
    reads: int = 0
    looks: int = 0  # for a copy of another look, in eighths
    look: tuple[int, int, int] = (0, 0, 0)
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
        self.home = [[[0.0, 0.0] for _ in range(16)] for _ in range(len(sites))]  # by step: reads, unknown plates

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
        reads_before = now.reads > 0
        night = second >= self.rule("night.from_hour") * 3600 or second < self.rule("night.until_hour") * 3600
        row = self.vehicles.get(plate, -1)
        kind = int(self.register.kind[row]) if row >= 0 else int(p.kind[i])
        c = self.right(int(p.score[i]))
        look = self.look(p, i, row) if row >= 0 else (0, 0, 0)
        if any(signs_of(plate).startswith(h) for h in self.rule("register.home")):
            by_step = self.home[site][self.step(int(p.score[i]))]
            by_step[0] += 1
            by_step[1] += row < 0 and was is None

        def fresh(suspicion: Suspicion) -> bool:
            if suspicion in now.told:
                return False
            now.told.add(suspicion)
            return True

        counted = self.at_site[site]
        counted[0], counted[1] = counted[0] * 0.999 + 1, counted[1] * 0.999
        follows, spoke, sudden, road, driven_h = False, False, False, 0.0, 0.0
        if was:
            road = float(self.road_m[was.site, site])
            fast = self.outdone(was.site, site, abs(dt), now.pace)
            sudden = fast < self.rule("clone.outdone")
            free, most = self.ways(was.site, site, abs(dt))
            soft = not sudden or (fast > 0 and free < self.rule("clone.hurry_most") * most)
            follows, chance = dt >= 0 and soft, -1.0
            if fast < 1:
                counted[1] += not soft
                chance = self.two_vehicles(now, plate, site, t, int(p.score[i]), look, fast, soft)
            elif follows and now.second is not None:
                chance = self.first_again(now, site, t, int(p.score[i]))
                spoke = chance >= 0
            if chance >= self.rule("clone.least_chance") and fresh(Suspicion.CLONE):
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

        if look != (0, 0, 0):
            points, own, chance = self.likelihoods(look)
            stray = self.rule("looks.stray_reads")
            now.looks = min(
                max(int(now.looks + 8 * math.log(0.5 + 0.5 * chance / (own + stray * chance)) + 0.5), 0), 255
            )
            odds = self.odds("clone.prior") * (1 - self.rule("looks.copies_alike")) * math.exp(now.looks / 8)
            enough = points >= self.rule("looks.suspect") and odds / (1 + odds) >= self.rule("clone.least_chance")
            if enough and fresh(Suspicion.LOOKS):
                yield Suspicion.LOOKS

        if was and follows:
            free_ms = float(self.free_s[was.site, site]) * 1000
            pace = now.pace / 64 if now.pace else self.rule("fatigue.slower")
            if self.rested(now, dt, free_ms, pace, night):
                now.began, now.driven, now.night, now.awake = t, 0, 0, 0
                now.told.discard(Suspicion.FATIGUE)
            plain = dt - pace * free_ms < self.rule("fatigue.rest_minutes") * 30_000
            if plain and free_ms >= 120_000 and 0.55 < dt / free_ms < 1.7:
                shown, weight = dt / free_ms, free_ms / (free_ms + 900_000)
                if sudden or (now.pace == 0 and shown < pace):
                    weight = 1.0
                now.pace = min(int((pace + weight * (shown - pace)) * 64 + 0.5), 255)
            now.in_row = now.in_row + 1 if dt < HOUR_MS else 1
            now.reads += was.site != site
            driven_h = now.driven / 900
            chance = self.too_long(now, t, now.driven, self.rule("fatigue.day_hours"))
            if kind in self.kinds("fatigue.night_kinds"):
                chance = max(chance, self.too_long(now, t, now.night, self.rule("fatigue.night_hours")))
            right = c / (1 - c) * (self.rule("read.known_odds") if reads_before else 1)
            single = 1 - self.chance(now) if now.second_nats else 1.0
            tired = min(chance, chance * right / (1 + right) * single) >= self.rule("fatigue.least_chance")
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
            now.moment, now.site, now.score, now.look = t, site, int(p.score[i]), look
            now.gap = 255 if spoke else min(dt // 60_000, 254) if was else 254
        self.seen[plate] = now

    def odds(self, path: str) -> float:
        chance = float(self.rule(path))
        return chance / (1 - chance)

    def step(self, score: int) -> int:
        return 15 if score == NOT_RECORDED else sum(score >= e for e in self.rule("read.edges"))

    def ways(self, start: int, end: int, after_ms: int) -> tuple[float, float]:
        """Free flow's time, and the most that may have passed, in milliseconds."""
        most_ms = after_ms + 2 * self.reach_ms + self.rule("clone.clock_s") * 1000
        return float(self.free_s[start, end]) * 1000, most_ms

    def outdone(self, start: int, end: int, after_ms: int, pace: int = 0) -> float:
        """The chance that one vehicle did it."""
        road = float(self.road_m[start, end])
        free, most = self.ways(start, end, after_ms)
        if start == end or road <= self.rule("clone.least_m") or free <= self.rule("clone.doubtful_share") * most:
            return 1.0
        if road > self.rule("clone.fastest_kmh") / 3600 * most:
            return 0.0
        ratio = free / most * min(pace / 64 if pace else 1.0, 1.0)
        sd = self.rule("clone.pace_sd" if pace else "clone.pace_unknown_sd")
        return math.exp(-((math.log(ratio) / sd) ** 2) / 2) if ratio > 1 else 1.0

    def wrong(self, site: int, score: int) -> float:
        """The share of wrong reads of this camera at this score: its own word, and what the register says of it."""
        reads, unknown = self.home[site][self.step(score)]
        trust = self.rule("clone.own_word")
        return (unknown + trust * (1 - self.right(score))) / (reads + trust)

    def falls_on(self, plate: int) -> float:
        """The share of wrong reads around a plate that fall on it."""

        def around(text: str) -> list[str]:
            pairs = [(a, b) for a, b in self.rule("confusion.pairs")]
            other = {s: [b if a == s else a for a, b in pairs if s in (a, b)] for s in SIGNS}
            return [text[:k] + o + text[k + 1 :] for k, s in enumerate(text) for o in other[s]]

        share = float(self.rule("clone.lands"))
        for near in around(signs_of(plate)):
            exists = pack_plate(near, large=bool(plate & LARGE)) in self.vehicles
            share += (1.0 if exists else self.rule("watch.strangers")) / len(around(near))
        return share + (self.rule("clone.colour_lands") if plate ^ LARGE in self.vehicles else 0.0)

    def likelihoods(self, look: tuple[int, int, int]) -> tuple[float, float, float]:
        """Points of difference; how likely the look is of the registered vehicle, and of any vehicle."""
        points, own, chance = 0.0, 1.0, 1.0
        for name, how in zip(("kind", "colour", "brand"), look, strict=True):
            told, agree = self.rule(f"looks.told.{name}"), self.rule(f"looks.by_chance.{name}")
            points += self.rule(f"looks.{name}") if how == 2 else 0.0
            own *= (1.0, told, 1 - told)[how]
            chance *= (1.0, agree, 1 - agree)[how]
        return points, own, chance

    def copy(self, look: tuple[int, int, int]) -> float:
        """How likely a look is of a copy."""
        _, own, chance = self.likelihoods(look)
        return self.rule("looks.copies_alike") * own + (1 - self.rule("looks.copies_alike")) * chance

    def chance(self, now: Seen) -> float:
        odds = self.odds("clone.prior") * self.rule("clone.apart")
        odds /= math.exp(-now.first_nats / 8) + math.exp(-now.second_nats / 8)
        return odds / (1 + odds)

    def two_vehicles(self, now: Seen, plate: int, site: int, t: int, score: int, look: tuple[int, int, int],
                     fast: float, soft: bool) -> float:  # fmt: skip
        before, since, joined = now.second, 0, False
        if before is not None:
            since = t - before[1] // 1000 * 1000
            if 0 <= since < self.rule("clone.follow_hours") * HOUR_MS:
                joined = self.outdone(before[0], site, since) >= self.rule("clone.outdone")
        now.second = (site, t)
        if joined and before is not None and before[0] == site and since <= 2000:
            return 0.0
        if self.doubtful(site) or self.doubtful(now.site):
            return 0.0
        fades = 0.5 ** (max(since, 0) / (self.rule("clone.memory_days") * DAY_MS)) if before else 0.0
        of_one = [self.copy(at) / self.likelihoods(at)[1] for at in (look, now.look)]
        excuse = (fast + (self.rule("clone.hurries") if soft else 0.0)) * 2 / sum(of_one)

        def more(nats: int, chance: float) -> int:
            more = -8 * math.log(min(max(chance, 1e-12), 1.0))
            return min(int((max(nats * fades, more) if soft else nats * fades + more) + 0.5), 255)

        def stray(where: int, read: int, at: tuple[int, int, int]) -> float:
            return self.wrong(where, read) * self.falls_on(plate) * self.likelihoods(at)[2] / self.copy(at)

        if now.gap == 255:
            now.first_nats = int(now.first_nats * fades)
        else:
            chance = stray(now.site, now.score, now.look)
            free, most = self.ways(now.site, site, abs(t - now.moment))
            if now.gap < 254 and now.gap * 60_000 < free / self.rule("clone.doubtful_share") - most:
                chance *= self.rule("register.misread_again") * (1 - self.rule("read.no_score"))
            now.first_nats, now.gap = more(now.first_nats, chance + excuse), 255
        chance = stray(site, score, look)
        if joined:
            chance = max(chance, self.wrong(site, score) * self.rule("register.misread_again"))
        now.second_nats = more(now.second_nats, chance + excuse)
        return self.chance(now)

    def first_again(self, now: Seen, site: int, t: int, score: int) -> float:
        assert now.second is not None
        since = t - now.second[1] // 1000 * 1000
        if not 0 <= since < self.rule("clone.follow_hours") * HOUR_MS or self.doubtful(site):
            return -1.0
        fast = self.outdone(now.second[0], site, since)
        if fast >= self.rule("clone.outdone"):
            return -1.0
        chance = max(self.wrong(site, score) * self.rule("register.misread_again") + fast, 1e-12)
        now.first_nats = min(int(now.first_nats - 8 * math.log(chance) + 0.5), 255)
        return self.chance(now)

    def doubtful(self, site: int) -> bool:
        reads, impossible = self.at_site[site]
        return reads >= 200 and impossible > self.rule("clone.most_at_site") * reads

    def rested(self, now: Seen, gap_ms: int, free_ms: float, pace: float, night: bool) -> bool:
        """Whether a gap counts as rest; if not, it was driven."""
        excess = max(gap_ms - pace * free_ms, 0.0)
        stop = excess - (self.rule("fatigue.turn_minutes") * 60_000 if free_ms == 0 else 0.0)
        rest = self.rule("fatigue.rest_minutes") * 60_000
        if stop > rest / 2:
            sd = math.hypot(
                self.rule("fatigue.pace_error") * pace * free_ms, self.rule("fatigue.stop_sd_minutes") * 6e4
            )
            z, rests = (stop - rest) / sd, self.rule("fatigue.rests")
            long = math.erfc(-z / math.sqrt(2)) / 2
            chance = long * rests / (long * rests + (1 - long) * (1 - rests))
            awake = now.awake - 64 * math.log(max(1 - chance, 1e-6)) if z > -4 else now.awake
            if z > 4 or awake > 44:
                return True
            now.awake = int(awake + 0.5)
        driven = int((gap_ms - min(excess / 2, self.rule("fatigue.stand_minutes") * 60_000)) / 4000 + 0.5)
        now.driven += driven
        now.night += driven if night else 0
        return False

    def too_long(self, now: Seen, t: int, driven: int, limit_h: float) -> float:
        if driven / 900 < self.rule("fatigue.nearly") * limit_h:
            return 0.0
        stood = max(t - now.began // 1000 * 1000 - now.driven * 4000, 0)
        sd = math.sqrt(144_000 * stood + (self.rule("fatigue.stop_sd_minutes") * 60_000) ** 2)
        z = (driven * 4000 - limit_h * HOUR_MS) / sd
        return math.erfc(-z / math.sqrt(2)) / 2 * math.exp(-now.awake / 64)

    def look(self, p: PassFrame, i: int, row: int) -> tuple[int, int, int]:
        """Class, colour, brand: 0 not known, 1 alike, 2 not."""
        found = []
        for name, unknown in (("kind", NOT_RECORDED), ("colour", NOT_RECORDED), ("brand", -1)):
            one, other = int(getattr(self.register, name)[row]), int(getattr(p, name)[i])
            alike = one == other
            if name == "kind":
                alike |= any({one, other} <= self.named(group) for group in self.rule("looks.classes_alike"))
            found.append(0 if unknown in (one, other) else 1 if alike else 2)
        return found[0], found[1], found[2]

    @staticmethod
    def named(kinds: list[str]) -> set[int]:
        return {int(PassClass[k.upper()]) for k in kinds}
