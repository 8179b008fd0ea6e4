"""Trips: plans followed in time, with the rests that careful drivers take and the stops that anybody makes."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.passes import PassClass
from daoan.town.parameters import Parameters
from daoan.town.traffic.fleet import Fleet
from daoan.town.traffic.graph import FASTEST, NO_MOTORWAY, OTHER_WAY
from daoan.town.traffic.plans import DAY_S, HOUR_S, Plan
from daoan.town.traffic.stated import between
from daoan.town.traffic.ways import Ways

BREAKS = 5


@dataclass(frozen=True, slots=True)
class Trips:
    """One row a trip, in the order of plans. Times are seconds since the first local midnight.

    ``break_at_s`` and ``break_s``, (trips, 5): after how much driving the vehicle stands, and how long; infinite and 0
    where it does not.
    """

    vehicle: Ints
    origin: Ints
    destination: Ints
    choice: Ints  # of the way
    depart_s: Floats
    drive_s: Floats
    pace: Floats  # driving relative to a car's free driving
    break_at_s: Floats
    break_s: Floats

    def __len__(self) -> int:
        return len(self.vehicle)

    @property
    def arrive_s(self) -> Floats:
        """When each trip ends."""
        return np.asarray(self.depart_s + self.drive_s + self.break_s.sum(axis=1))


def no_trips() -> Trips:
    """Nobody drives."""
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
    breaks = np.zeros((0, BREAKS))
    return Trips(none, none, none, none, nothing, nothing, nothing, breaks, breaks)


def join_trips(parts: list[Trips]) -> Trips:
    """Trips one behind another."""
    return Trips(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in Trips.__slots__})


def follow(plan: Plan, fleet: Fleet, ways: Ways, days: int, stated: Parameters, rng: np.random.Generator) -> Trips:
    """Drive a plan leg by leg; none is driven that would begin after the last day, nor any behind it."""
    t = stated["trips"]
    n, legs = len(plan.vehicle), plan.zone.shape[1] - 1
    pace, coach = fleet.pace[plan.vehicle], fleet.kind[plan.vehicle] == PassClass.COACH
    free, driven = np.full(n, -np.inf), np.zeros(n)
    found = [no_trips()]
    for leg in range(legs):
        a, b = plan.zone[:, leg], plan.zone[:, leg + 1]
        depart = np.maximum(plan.not_before_s[:, leg], free + plan.pause_s[:, leg])
        depart = np.maximum(depart, 0.0)
        free[(a != b) & (depart >= days * DAY_S)] = np.inf  # whoever is still there at the end drives no later leg
        go = np.flatnonzero((a != b) & (depart < days * DAY_S))
        if not len(go):
            continue
        a, b, depart = a[go], b[go], depart[go]
        rested = depart - free[go] >= 60.0 * stated["driving"]["rest_minutes"]
        before = np.where(rested, 0.0, driven[go])
        choice = np.where(rng.uniform(size=len(go)) < t["second_best"], OTHER_WAY, FASTEST)
        choice[fleet.avoids_toll[plan.vehicle[go]]] = NO_MOTORWAY
        slow = pace[go] * np.exp(rng.normal(0.0, stated["speeds"]["trip_sd_log"], len(go)))
        slow *= congestion(depart, stated)
        drive = ways.drive_s[choice, a, b] * slow
        at, stands, after = _breaks(
            depart, drive, before, coach[go], plan.rests[go], coach[go] & plan.sleeps[go], stated, rng
        )
        found.append(Trips(plan.vehicle[go], a, b, choice, depart, drive, slow, at, stands))
        free[go], driven[go] = found[-1].arrive_s, after
    return join_trips(found)


def congestion(at_s: Floats, stated: Parameters) -> Floats:
    """How much longer a trip takes that begins at some moment, by the hour."""
    s, hour = stated["speeds"], at_s / HOUR_S % 24.0
    morning = s["morning"] * np.exp(-(((hour - 7.9) / 1.0) ** 2))
    return np.asarray(1.0 + morning + s["evening"] * np.exp(-(((hour - 17.9) / 1.2) ** 2)))


def _breaks(
    depart: Floats,
    drive: Floats,
    before: Floats,
    coach: Bools,
    rests: Bools,
    sleeps: Bools,
    stated: Parameters,
    rng: np.random.Generator,
) -> tuple[Floats, Floats, Floats]:
    """Where and how long each trip stands, and what has been driven without a rest when it ends.

    One after another: a rest is due when what is left of the limit is driven, a stop when the coach would drive into
    the hours in which it must stand; whichever comes first. A short stop comes on top, and resets nothing.
    """
    d, n = stated["driving"], len(depart)
    at, stands = np.full((n, BREAKS), np.inf), np.zeros((n, BREAKS))
    done, clock, driven = np.zeros(n), depart.copy(), before.copy()
    stop_from, stop_until = (HOUR_S * h for h in d["coach_stop_h"])
    for k in range(BREAKS - 1):
        kept = HOUR_S * _limit(clock, coach, d) * between(d["keeps"], n, rng)
        due = np.where(rests, done + np.maximum(kept - driven, 0.0), np.inf)
        to_stop = (stop_from - 60.0 * rng.uniform(3.0, 25.0, n) - clock) % DAY_S
        inside = (clock % DAY_S >= stop_from - 1500.0) & (clock % DAY_S < stop_until)
        stop = np.where(sleeps, done + np.where(inside, 0.0, to_stop), np.inf)
        here = np.minimum(np.minimum(due, stop), drive)
        go = np.flatnonzero(here < drive - 30.0)
        if not len(go):
            break
        length = 60.0 * (d["rest_minutes"] + 0.3 + rng.exponential(d["rest_more_minutes"], n))
        halt = clock + here - done
        until_five = (stop_until - halt) % DAY_S + 60.0 * rng.uniform(1.0, 20.0, n)
        length = np.where(stop <= due, until_five, length)
        at[go, k], stands[go, k] = here[go], length[go]
        clock[go] = halt[go] + length[go]
        done[go], driven[go] = here[go], 0.0
    _stop_shortly(at, stands, drive, clock, coach, stated, rng)
    return at, stands, driven + drive - done


def _limit(clock: Floats, coach: Bools, d: Parameters) -> Floats:
    """Hours that a careful driver may drive on from a moment: a coach's night begins so early that he is safe."""
    hour = clock / HOUR_S % 24.0
    night = (hour >= d["night_from_h"] - 3.5) | (hour < d["night_until_h"])
    return np.asarray(np.where(coach & night, d["night_limit_h"], d["limit_h"]))


def _stop_shortly(
    at: Floats, stands: Floats, drive: Floats, clock: Floats, coach: Bools, stated: Parameters, rng: np.random.Generator
) -> None:
    """A stop of some minutes in a few trips; none of a coach, whose hours are planned."""
    t, n = stated["trips"], len(drive)
    stops = ~coach & (rng.uniform(size=n) < t["short_stop_share"])
    place, length = drive * rng.uniform(0.1, 0.9, n), 60.0 * between(t["short_stop_minutes"], n, rng)
    at[stops, -1], stands[stops, -1] = place[stops], length[stops]
    clock[stops] += length[stops]
