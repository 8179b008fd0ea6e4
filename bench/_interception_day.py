"""A day of interceptions in the model town: watched vehicles drive as they truly drove, units move at road speed.

Both ways of dispatch see the same reads as they became known, know the same routes, have the same units and places, and
wait as long. Who is stopped follows from the truth alone: the vehicle comes by while a unit stands there ready.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from daoan.act.interception.safety import reasons_against, shapes_of
from daoan.act.interception.solving import Chase, StoppingPlace, Unit, solve
from daoan.assess.routing.ahead import look_ahead
from daoan.assess.routing.model import RouteModel, fit_routes, seen_of
from daoan.terms.arrivals import Arrivals, Seen
from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import Heading
from daoan.terms.rulepacks import RulePack
from daoan.town.build import Town
from daoan.town.traffic.build import Traffic, build_traffic

ZONE = (np.array([0]), np.array([8 * 3_600_000]))
DAY_MS = 86_400_000
UNITS = 40
OPEN_MS = 120 * 60_000  # an alert lives so long
POLICE = 1.15  # free driving of a car to that of a patrol, with its turning and its start
FRESH_MS = 3 * 60_000  # what lies ahead is reckoned anew where a unit is out, so often
BLIND_WAIT_MS = 20 * 60_000  # … where nothing is known of when it comes
DELAY_S = 60.0  # from advice to wheels


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What a day is played on."""

    traffic: Traffic
    model: RouteModel
    places: tuple[StoppingPlace, ...]
    units: tuple[Unit, ...]
    home: Ints  # site of each unit
    noise: Floats  # of a unit's drives, (units, 64)
    reads: tuple[tuple[int, int, int], ...]  # known at, row of the vehicle's plate, row of its passes
    plates: Ints
    pack: RulePack


@dataclass(slots=True)
class Sent:
    """A unit on its way or waiting."""

    chase: int
    place: int
    left_ms: int  # from home
    start_site: int
    start_ms: int
    arrive_ms: int
    until_ms: int


@dataclass(slots=True)
class Outcome:
    """What came of a day. Hours and losses are those of beats without their unit."""

    chases: int = 0
    stopped: int = 0
    sent: int = 0
    away_h: float = 0.0
    loss: float = 0.0
    minutes: list[float] = field(default_factory=list)


#: From now, open chases with what lies ahead, free units and times to places, and what stands: chase → (unit, place).
Policy = Callable[
    [int, Mapping[int, Arrivals], Floats, Mapping[int, tuple[int, int]], Scene], dict[int, tuple[int, int]]
]


def scene_of(town: Town, seed: int, scale: float, pack: RulePack) -> Scene:
    """Traffic of one seed; routes learned on its first two days; units and watched vehicles of the third."""
    traffic = build_traffic(town, seed=seed, scale=scale)
    from_ms = traffic.truth.first_ms + 2 * DAY_MS
    known = traffic.passes.take(traffic.passes.known_ms < from_ms)
    model = fit_routes(known, traffic.distances, ZONE, from_ms, pack)
    rng = np.random.default_rng([seed, 7])
    sites, shapes = traffic.sites, shapes_of(traffic.sites, town.network, pack)
    places = tuple(
        StoppingPlace(str(sites.site_id[k]), k, float(sites.lon[k]), float(sites.lat[k]))
        for k in range(len(sites))
        if not reasons_against(shapes[k], pack) and sites.heading[k] == Heading.UNKNOWN
    )
    home = rng.choice(len(sites), UNITS, replace=False)
    loss = rng.lognormal(np.log(0.008), 0.7, UNITS)
    units = tuple(
        Unit(f"u{k}", float(loss[k]), float(sites.lon[s]), float(sites.lat[s])) for k, s in enumerate(home.tolist())
    )
    plates = np.unique([w.plate for w in traffic.watches])
    passes, truth = traffic.passes, traffic.truth.passes
    right = np.flatnonzero(
        np.isin(passes.plate, plates) & (passes.plate == truth.plate) & ~truth.double & ~truth.clone
        & (passes.happened_ms >= from_ms)
    )  # fmt: skip
    reads = tuple((int(passes.known_ms[k]), int(np.searchsorted(plates, passes.plate[k])), int(k)) for k in right)
    noise = np.exp(rng.normal(0.0, 0.12, (UNITS, 64)))
    return Scene(traffic, model, places, units, home, noise, tuple(sorted(reads)), plates, pack)


def play(scene: Scene, policy: Policy) -> Outcome:
    """Play the day under one way of dispatch."""
    return _Day(scene, policy).run()


def by_solver(
    now_ms: int, ahead: Mapping[int, Arrivals], travel_s: Floats, standing: Mapping[int, tuple[int, int]], scene: Scene
) -> dict[int, tuple[int, int]]:
    """What the solver advises, every chase at once."""
    value = float(scene.pack.get("value.default"))
    chases = [Chase(str(c), a, 1.0, value) for c, a in ahead.items()]
    held = {str(c): s for c, s in standing.items()}
    advice = solve(now_ms, chases, scene.units, scene.places, travel_s, scene.pack, held)
    return {int(a.chase_id): (a.best.unit, a.best.place) for a in advice if a.best is not None}


def by_nearness(
    _now_ms: int, ahead: Mapping[int, Arrivals], travel_s: Floats, standing: Mapping[int, tuple[int, int]], scene: Scene
) -> dict[int, tuple[int, int]]:
    """The nearest free unit to the next place downstream of the last read, as the road goes; anew with each read."""
    return _nearest(ahead, travel_s, standing, scene, _next_on_road)


def by_nearness_on_route(
    _now_ms: int, ahead: Mapping[int, Arrivals], travel_s: Floats, standing: Mapping[int, tuple[int, int]], scene: Scene
) -> dict[int, tuple[int, int]]:
    """The same with learned routes: to the next place that it comes by with 30 % or more, else the likeliest."""
    return _nearest(ahead, travel_s, standing, scene, _next_on_route)


def _nearest(
    ahead: Mapping[int, Arrivals], travel_s: Floats, standing: Mapping[int, tuple[int, int]], scene: Scene,
    following: Callable[[Arrivals, Scene], int | None],
) -> dict[int, tuple[int, int]]:  # fmt: skip
    orders: dict[int, tuple[int, int]] = {}
    next_place = {chase: following(arrivals, scene) for chase, arrivals in ahead.items()}
    for chase, (unit, place) in standing.items():
        if next_place[chase] == place:
            orders[chase] = (unit, place)
    taken = {unit for unit, _ in orders.values()}
    for chase, place in next_place.items():
        if chase in orders or place is None:
            continue
        free = [u for u in np.argsort(travel_s[:, place]).tolist() if u not in taken and travel_s[u, place] < np.inf]
        if free:
            orders[chase] = (free[0], place)
            taken.add(free[0])
    return orders


def _next_on_road(arrivals: Arrivals, scene: Scene) -> int | None:
    """The next place along the vehicle's road in its direction; where there is none, the nearest on another road."""
    sites, seen = scene.traffic.sites, arrivals.seen
    way = {Heading.UP: 1.0, Heading.DOWN: -1.0}.get(Heading(seen.heading), 0.0)
    there = np.array([p.site for p in scene.places])
    along = (sites.chainage_m[there] - sites.chainage_m[seen.site]) * way
    onward = np.flatnonzero((sites.route[there] == sites.route[seen.site]) & (along > 0.0))
    if len(onward):
        return int(onward[np.argmin(along[onward])])
    free_s = scene.traffic.distances.free_s
    other = np.flatnonzero((sites.route[there] != sites.route[seen.site]) & (there != seen.before))
    return int(other[np.argmin(free_s[seen.site, there[other]])]) if len(other) else None


def _next_on_route(arrivals: Arrivals, scene: Scene) -> int | None:
    rows = [(p, r) for p, w in enumerate(scene.places) if (r := arrivals.row_of(w.site)) is not None]
    likely = [(p, r) for p, r in rows if arrivals.chance[r] >= 0.3]
    if not likely:
        return max(rows, key=lambda pr: float(arrivals.chance[pr[1]]))[0] if rows else None
    middle = arrivals.quantile_s(0.5)
    return min(likely, key=lambda pr: float(middle[pr[1]]))[0]


class _Day:
    def __init__(self, scene: Scene, policy: Policy) -> None:
        self.scene, self.policy, self.outcome = scene, policy, Outcome()
        self.sent: dict[int, Sent] = {}  # by unit
        self.home_ms = np.zeros(UNITS, dtype=np.int64)  # busy until
        self.opened: dict[int, int] = {}
        self.ahead: dict[int, Arrivals] = {}
        self.seen: dict[int, Seen] = {}
        self.looked: dict[int, int] = {}
        self.done: set[int] = set()
        self.drives = np.zeros(UNITS, dtype=np.int64)
        self.sites = np.array([p.site for p in scene.places])
        truth, t = scene.traffic.truth.passes, scene.traffic
        rows = np.flatnonzero(np.isin(truth.plate, scene.plates) & ~truth.clone)
        self.true = {(int(truth.plate[k]), int(t.passes.site[k]), int(truth.moment_ms[k])) for k in rows}
        self.by: dict[tuple[int, int], list[int]] = {}
        for plate, site, ms in sorted(self.true):
            self.by.setdefault((plate, site), []).append(ms)

    def run(self) -> Outcome:
        for now, chase, row in self.scene.reads:
            self.settle(now)
            if chase in self.done:
                continue
            if chase not in self.opened:
                self.opened[chase] = now
                self.outcome.chases += 1
            self.look(now, chase, row)
            self.dispatch(now)
        self.settle(2**62)
        return self.outcome

    def look(self, now: int, chase: int, row: int) -> None:
        """What lies ahead after a read, from all that is known by now."""
        passes = self.scene.traffic.passes
        mine = np.flatnonzero(passes.plate[: row + 1] == self.scene.plates[chase])
        seen = seen_of(self.scene.model, passes.take(mine[passes.happened_ms[mine] > now - 6 * 3_600_000]))
        if seen is not None:
            self.seen[chase] = seen
            self.look_on(now, chase)

    def look_on(self, now: int, chase: int) -> None:
        """The same vehicle, not read since."""
        self.ahead[chase] = look_ahead(self.scene.model, self.seen[chase], now, self.scene.pack)
        self.looked[chase] = now

    def dispatch(self, now: int) -> None:
        for chase in [s.chase for s in self.sent.values() if now - self.looked.get(s.chase, now) > FRESH_MS]:
            self.look_on(now, chase)
        travel = np.array([self.travel_from(u, now) for u in range(UNITS)])
        standing = {s.chase: (u, s.place) for u, s in self.sent.items()}
        wanted = self.policy(now, dict(self.ahead), travel, standing, self.scene)
        keeps = {c: p for c, p in wanted.items() if standing.get(c) == p}
        places = {u: self.position(u, now) for u in range(UNITS)}
        left = {u: s.left_ms for u, s in self.sent.items()}
        moved = {u for u, _ in wanted.values()}
        for unit, sent in list(self.sent.items()):
            if keeps.get(sent.chase, (-1, -1))[0] != unit:
                del self.sent[unit]
                if unit not in moved:
                    self.go_home(unit, now, places[unit], sent.left_ms)
        for chase, (unit, place) in wanted.items():
            if chase in keeps:
                self.sent[unit].until_ms = max(self.sent[unit].until_ms, self.until(now, chase, place))
                continue
            site, wait_s = places[unit]
            free = float(self.scene.traffic.distances.free_s[site, self.sites[place]])
            noise = self.scene.noise[unit, self.drives[unit] % 64]
            self.drives[unit] += 1
            drive_s = wait_s + (0.0 if unit in left else DELAY_S) + POLICE * free * noise
            self.outcome.sent += 1
            self.sent[unit] = Sent(
                chase, place, left.get(unit, now), site, now, now + round(1000 * drive_s), self.until(now, chase, place)
            )

    def until(self, now: int, chase: int, place: int) -> int:
        """How long a unit waits at a place: until most of the chance is past."""
        ahead, site = self.ahead[chase], int(self.sites[place])
        row = ahead.row_of(site)
        share = float(self.scene.pack.get("units.wait_share"))
        return now + BLIND_WAIT_MS if row is None else ahead.from_ms + round(1000 * float(ahead.quantile_s(share)[row]))

    def settle(self, now: int) -> None:
        """Everything that happens before a moment: vehicles stopped, waits given up, alerts closed."""
        ready_ms = round(1000 * float(self.scene.pack.get("units.ready_s")))
        handling_ms = round(60_000 * float(self.scene.pack.get("units.handling_minutes")))
        for unit, s in list(self.sent.items()):
            plate, site = int(self.scene.plates[s.chase]), int(self.sites[s.place])
            until = max(s.until_ms, s.arrive_ms + ready_ms)
            comes = [t for t in self.by.get((plate, site), []) if s.arrive_ms + ready_ms <= t <= min(until, now)]
            if comes:
                self.outcome.stopped += 1
                self.outcome.minutes.append((comes[0] - self.opened[s.chase]) / 60_000)
                self.close(s.chase)
                del self.sent[unit]
                self.go_home(unit, comes[0] + handling_ms, (site, 0.0), s.left_ms)
            elif until < now:
                del self.sent[unit]
                self.go_home(unit, until, (site, 0.0), s.left_ms)
        for chase, at in list(self.opened.items()):
            if chase not in self.done and at + OPEN_MS < now:
                self.close(chase)
                for unit, s in list(self.sent.items()):
                    if s.chase == chase:
                        del self.sent[unit]
                        self.go_home(unit, at + OPEN_MS, self.position_of(s, at + OPEN_MS), s.left_ms)

    def close(self, chase: int) -> None:
        self.done.add(chase)
        self.ahead.pop(chase, None)

    def go_home(self, unit: int, now: int, place: tuple[int, float], left_ms: int) -> None:
        site, wait_s = place
        back_s = wait_s + POLICE * float(self.scene.traffic.distances.free_s[site, self.scene.home[unit]])
        self.home_ms[unit] = now + round(1000 * back_s)
        away = (self.home_ms[unit] - left_ms) / 3_600_000
        self.outcome.away_h += away
        self.outcome.loss += away * self.scene.units[unit].loss_per_h

    def position(self, unit: int, now: int) -> tuple[int, float]:
        """A site, and seconds until the unit is there."""
        return self.position_of(self.sent[unit], now) if unit in self.sent else (int(self.scene.home[unit]), 0.0)

    def position_of(self, s: Sent, now: int) -> tuple[int, float]:
        if now >= s.arrive_ms:
            return int(self.sites[s.place]), 0.0
        if now - s.start_ms < s.arrive_ms - now:
            return s.start_site, (now - s.start_ms) / 1000.0
        return int(self.sites[s.place]), (s.arrive_ms - now) / 1000.0

    def travel_from(self, unit: int, now: int) -> Floats:
        """Median seconds to all places; infinite while the unit is stopping somebody or on its way home."""
        if unit not in self.sent and self.home_ms[unit] > now:
            return np.full(len(self.sites), np.inf)
        site, wait_s = self.position(unit, now)
        delay = 0.0 if unit in self.sent else DELAY_S
        travel = wait_s + delay + POLICE * self.scene.traffic.distances.free_s[site, self.sites].astype(np.float64)
        if unit in self.sent and now < self.sent[unit].arrive_ms:
            travel[self.sent[unit].place] = (self.sent[unit].arrive_ms - now) / 1000.0
        return travel
