"""Watch entries 布控: why a plate is looked for, since when, until when, and whether its cause has gone."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Bools, Ints
from daoan.terms.passes import Column, PlateState, VehicleFrame
from daoan.town.parameters import Parameters
from daoan.town.traffic.serials import LOCAL, draw_serials, plates_of

DAY_MS = 86_400_000
#: Types of a watch and how many of a hundred bear them: runaway, cloned, inspection, scrapped, violations, stolen.
TYPES = {"01": 22, "02": 8, "04": 26, "05": 9, "07": 27, "24": 8}
RUNAWAY = "01"
_STANDS, _STALE, _EXPIRED, _ABSENT = range(4)


@dataclass(frozen=True, slots=True)
class Watch:
    """One entry. ``cured_ms``: when its cause truly went (case closed, vehicle inspected); ``None``: it stands."""

    plate: int
    type_code: str
    from_ms: int
    until_ms: int
    cured_ms: int | None


def draw_watches(
    register: VehicleFrame, moves: Bools, copied: Ints, number: int, first_ms: int, today: int, stated: Parameters,
    rng: np.random.Generator,
) -> tuple[Watch, ...]:  # fmt: skip
    """``number`` entries. ``moves``: whether each vehicle of the register passes any site in these days; ``copied``:
    rows whose plate somebody copies; ``today``: the first day, days since 1970."""
    p = stated["planted"]
    fate = _fates(number, p, rng)
    entries = []
    codes, share = list(TYPES), np.array(list(TYPES.values()), dtype=np.float64)
    absent = _unknown_plates(register, number, rng)
    parked = rng.permutation(np.flatnonzero(~moves))
    by_type = {code: rng.permutation(np.flatnonzero(moves & _fits(code, register, copied, today))) for code in codes}
    anybody = rng.permutation(np.flatnonzero(moves))
    for k in range(number):
        code = RUNAWAY if fate[k] == _STALE else codes[int(rng.choice(len(codes), p=share / share.sum()))]
        began = first_ms - int(rng.uniform(1.0, 80.0) * DAY_MS)
        until = began + 90 * DAY_MS
        cured = None
        if fate[k] == _STALE:
            began = first_ms - int(rng.uniform(20.0, 80.0) * DAY_MS)
            until, cured = began + 365 * DAY_MS, began + int(rng.uniform(1.0, 18.0) * DAY_MS)
        if fate[k] == _EXPIRED:
            began = first_ms - int(rng.uniform(95.0, 200.0) * DAY_MS)
            until = began + 90 * DAY_MS
        if fate[k] == _ABSENT:
            plate = int(absent[k]) if k % 2 or not len(parked) else int(register.plate[parked[k % len(parked)]])
        else:
            rows = by_type[code] if len(by_type[code]) else anybody
            plate = int(register.plate[rows[k % len(rows)]])
        entries.append(Watch(plate, code, began, until, cured))
    return tuple(entries)


def _fates(number: int, p: Parameters, rng: np.random.Generator) -> Ints:
    """What becomes of each entry, in the stated shares: it stands, is stale, has run out, or its plate never passes."""
    shares = (p["watch_stale"], p["watch_expired"], p["watch_absent"])
    special = np.repeat([_STALE, _EXPIRED, _ABSENT], [max(1, round(share * number)) for share in shares])[:number]
    fate = np.full(number, _STANDS)
    fate[: len(special)] = special
    return np.asarray(rng.permutation(fate))


def _fits(code: str, register: VehicleFrame, copied: Ints, today: int) -> Bools:
    """The vehicles of the register for which a type of watch has a cause; a runaway may be anybody."""
    causes = {
        "02": np.isin(np.arange(len(register)), copied),
        "04": register.inspect_by < today,
        "05": register.scrap_by < today,
        "07": register.unprocessed >= 10,
        "24": register.state == PlateState.STOLEN,
    }
    return np.asarray(causes.get(code, register.state == PlateState.VALID))


def _unknown_plates(register: VehicleFrame, number: int, rng: np.random.Generator) -> Column:
    serial: Ints = draw_serials(4 * number + len(register) // 8, rng)
    no = np.zeros(len(serial), dtype=bool)
    plate = plates_of(np.full(len(serial), LOCAL[0]), np.full(len(serial), LOCAL[1]), serial, no, no)
    return np.asarray(plate[~np.isin(plate, register.plate)][:number])
