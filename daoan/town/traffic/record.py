"""From what passed to what was recorded: the devices' faults, and the truth of each recorded pass beside it."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.passes import NO_BRAND, NOT_RECORDED, Column, Heading, PassClass, PassFrame, SiteFrame
from daoan.terms.plates import LARGE, NO_PLATE, PlateColour
from daoan.town.parameters import Parameters
from daoan.town.traffic.devices import Devices
from daoan.town.traffic.drive import TruePasses
from daoan.town.traffic.fleet import Fleet
from daoan.town.traffic.misreads import blur, misread
from daoan.town.traffic.plans import HOUR_S
from daoan.town.traffic.vehicles import plate_colours

#: What a camera takes a class for when it errs.
_TAKEN_FOR = {
    PassClass.CAR: PassClass.VAN, PassClass.VAN: PassClass.CAR, PassClass.COACH: PassClass.OTHER,
    PassClass.SCHOOL_BUS: PassClass.COACH, PassClass.LIGHT_TRUCK: PassClass.HEAVY_TRUCK,
    PassClass.HEAVY_TRUCK: PassClass.LIGHT_TRUCK, PassClass.HAZMAT: PassClass.HEAVY_TRUCK,
    PassClass.CONSTRUCTION: PassClass.HEAVY_TRUCK, PassClass.MOTORCYCLE: PassClass.OTHER,
    PassClass.AGRICULTURAL: PassClass.LIGHT_TRUCK, PassClass.OTHER: PassClass.CAR,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PassTruth:
    """The truth of each recorded pass, in the order of the passes."""

    plate: Column  # int64, that the vehicle bears
    vehicle: Column  # int32, row of the fleet
    trip: Column  # int32
    moment_ms: Column  # int64, by a right clock
    speed_kmh: Column  # float32
    heading: Column  # int8
    misread: Bools  # a sign or the plate's colour is wrong
    unread: Bools  # no plate, or not all of it
    double: Bools  # it came before
    clone: Bools  # the vehicle bears another's plate
    fake: Bools  # … or one that nobody issued


def record_passes(
    true: TruePasses, sites: SiteFrame, fleet: Fleet, devices: Devices, first_ms: int, stated: Parameters,
    rng: np.random.Generator,
) -> tuple[PassFrame, PassTruth]:  # fmt: skip
    """Passes in the order in which they became known, with their truth. ``first_ms``: the first local midnight."""
    d = stated["devices"]
    alive = true.take(np.flatnonzero(~devices.dead(true.site, true.at_s)))
    size, site, vehicle = len(alive.site), alive.site, alive.vehicle
    hour = alive.at_s / HOUR_S % 24.0
    dark = (hour < 7.0) | (hour >= 18.5)
    plate, colour, wrong, unread = _plates(site, fleet, vehicle, dark, devices, d, rng)
    moment = first_ms + np.rint(1000.0 * alive.at_s).astype(np.int64)
    happened = moment + np.rint(1000.0 * devices.clock_error_s(site, alive.at_s)).astype(np.int64)
    lane = (1 + np.floor(rng.uniform(size=size) * sites.lanes[site])).astype(np.int8)
    passes = PassFrame(
        pass_id=_pass_ids(site, lane, happened),
        site=site,
        lane=lane,
        heading=_headings(alive, devices, rng),
        happened_ms=happened,
        known_ms=moment + _delays_ms(site, alive.at_s, devices, rng),
        plate=plate,
        plate_colour=colour,
        score=_scores(site, wrong, unread, plate == NO_PLATE, dark, devices, rng),
        kind=_kinds(fleet.kind[vehicle], d, rng),
        colour=_body_colours(fleet.colour[vehicle], dark, d, rng),
        brand=_brands(site, fleet.brand[vehicle], devices, d, rng),
        speed_kmh=_speeds(alive, devices, d, rng),
    )
    truth = PassTruth(
        fleet.plate[vehicle], vehicle, alive.trip, moment, alive.speed_kmh, alive.heading, wrong, unread,
        np.zeros(size, dtype=bool), fleet.copies[vehicle] >= 0, fleet.fake[vehicle],
    )  # fmt: skip
    return _in_order(*_with_doubles(passes, truth, devices, rng))


def _plates(
    site: Column, fleet: Fleet, vehicle: Column, dark: Bools, devices: Devices, d: Parameters, rng: np.random.Generator
) -> tuple[Column, Column, Bools, Bools]:
    """Plate and plate colour as read; whether a sign or the colour is wrong; whether signs are missing."""
    plate, size = fleet.plate[vehicle].copy(), len(site)
    mud = np.where(fleet.dirty[vehicle], d["dirty_factor"], 1.0)
    share = devices.misread[site] * np.where(dark, d["misread_night"], 1.0) * mud
    wrong = rng.uniform(size=size) < np.minimum(share, 0.7)
    rows = np.flatnonzero(wrong)
    plate[rows] = misread(plate[rows], site[rows], devices.confusions, rng)
    again = rows[rng.uniform(size=len(rows)) < d["second_sign"]]
    plate[again] = misread(plate[again], site[again], devices.confusions, rng)
    colour = plate_colours(fleet.plate[vehicle])
    off = rng.uniform(size=size) < d["plate_colour_wrong"]
    swapped = np.where(colour == PlateColour.YELLOW, PlateColour.BLUE, PlateColour.YELLOW)
    colour = np.where(off, swapped, colour).astype(np.uint8)
    plate = np.where(colour == PlateColour.YELLOW, plate | LARGE, plate & ~np.int64(LARGE))
    unread = rng.uniform(size=size) < np.minimum(devices.unread[site] * np.where(dark, d["unread_night"], 1.0), 0.9)
    partly = np.flatnonzero(unread & (rng.uniform(size=size) < d["partly_unread"]))
    wholly = unread.copy()
    wholly[partly] = False
    plate[partly] = blur(plate[partly], rng)
    plate[wholly], colour[wholly] = NO_PLATE, PlateColour.UNREAD
    true = fleet.plate[vehicle]
    return plate, colour, (plate != true) & ~unread, unread


def _pass_ids(site: Column, lane: Column, happened: Ints) -> Column:
    """Ids from site, lane, moment and the device's running number, mixed (SplitMix64's finaliser) to 63 bits."""
    order = np.lexsort((happened, site))
    number = np.empty(len(site), dtype=np.uint64)
    first = np.searchsorted(site[order], np.arange(int(site.max(initial=0)) + 1))
    number[order] = (np.arange(len(site)) - first[site[order]]).astype(np.uint64)
    x = (
        happened.astype(np.uint64)
        ^ (site.astype(np.uint64) << np.uint64(44))
        ^ (lane.astype(np.uint64) << np.uint64(60))
    )
    x += number * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((x ^ (x >> np.uint64(31))) >> np.uint64(1), dtype=np.int64)


def _headings(true: TruePasses, devices: Devices, rng: np.random.Generator) -> Column:
    off = rng.uniform(size=len(true.site)) < devices.wrong_heading[true.site]
    told = np.where(off, 1 - true.heading, true.heading)
    return np.asarray(np.where(devices.heading_blind[true.site], Heading.UNKNOWN, told), dtype=np.int8)


def _delays_ms(site: Column, at_s: Floats, devices: Devices, rng: np.random.Generator) -> Ints:
    """Milliseconds from a pass to our knowing of it; a site that sends in batches keeps it until its next one."""
    delay = devices.delay_s[site] * np.exp(rng.normal(0.0, 0.4, len(site)))
    batch = devices.batch_s[site]
    wait = np.where(batch > 0.0, batch - np.mod(at_s, np.maximum(batch, 1.0)), 0.0)
    return np.asarray(np.rint(1000.0 * (delay + wait)), dtype=np.int64)


def _scores(
    site: Column, wrong: Bools, unread: Bools, none: Bools, dark: Bools, devices: Devices, rng: np.random.Generator
) -> Column:
    """How sure the camera says it is: higher where it is right, but not always."""
    size = len(site)
    right = 99.0 - rng.gamma(1.6, 2.6, size) - 2.0 * dark
    doubtful = 93.0 - rng.gamma(2.0, 8.0, size)
    score = np.clip(np.where(wrong | unread, doubtful, right), 5.0, 100.0)
    score = np.where(none, 0.0, score)
    return np.asarray(np.where(devices.score_blind[site], NOT_RECORDED, np.rint(score)), dtype=np.uint8)


def _kinds(kind: Column, d: Parameters, rng: np.random.Generator) -> Column:
    table = np.array([_TAKEN_FOR[k] for k in PassClass], dtype=np.uint8)
    share = np.where(kind == PassClass.HAZMAT, d["hazmat_as_truck"], d["kind_wrong"])
    return np.asarray(np.where(rng.uniform(size=len(kind)) < share, table[kind], kind), dtype=np.uint8)


def _body_colours(colour: Column, dark: Bools, d: Parameters, rng: np.random.Generator) -> Column:
    share = np.where(dark, d["colour_wrong_night"], d["colour_wrong"])
    off = rng.uniform(size=len(colour)) < share
    none = rng.uniform(size=len(colour)) < 0.01
    other = np.where(off, rng.integers(0, 11, len(colour)), colour)
    return np.asarray(np.where(none, NOT_RECORDED, other), dtype=np.uint8)


def _brands(site: Column, brand: Column, devices: Devices, d: Parameters, rng: np.random.Generator) -> Column:
    off = rng.uniform(size=len(site)) < d["brand_wrong"]
    told = np.where(off, rng.integers(0, 60, len(site)), brand)
    return np.asarray(np.where(devices.brand_blind[site], NO_BRAND, told), dtype=np.int16)


def _speeds(true: TruePasses, devices: Devices, d: Parameters, rng: np.random.Generator) -> Column:
    measured = np.rint(true.speed_kmh * (1.0 + rng.normal(0.0, d["speed_error"], len(true.site))))
    return np.asarray(np.where(devices.speed_blind[true.site], np.nan, measured), dtype=np.float32)


def _with_doubles(
    passes: PassFrame, truth: PassTruth, devices: Devices, rng: np.random.Generator
) -> tuple[PassFrame, PassTruth]:
    """Some passes come a second time, the same in everything but when they became known."""
    size = len(passes)
    second = np.flatnonzero(rng.uniform(size=size) < devices.double[passes.site])
    rows = np.concatenate([np.arange(size), second])
    known = passes.known_ms[rows]
    known[size:] += rng.integers(200, 90_000, len(second))
    columns = {name: getattr(passes, name)[rows] for name in PassFrame.__slots__}
    true = {name: getattr(truth, name)[rows] for name in PassTruth.__slots__}
    true["double"][size:] = True
    return PassFrame(**{**columns, "known_ms": known}), PassTruth(**true)


def _in_order(passes: PassFrame, truth: PassTruth) -> tuple[PassFrame, PassTruth]:
    order = np.lexsort((truth.double, passes.pass_id, passes.known_ms))
    return passes.take(order), PassTruth(**{name: getattr(truth, name)[order] for name in PassTruth.__slots__})
