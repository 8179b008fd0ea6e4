"""What a camera makes of a plate: signs taken for others, each site in its own way, and signs not read at all."""

import numpy as np

from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import Column
from daoan.terms.plates import BITS, NUMBER_OF, PLACES, SIGNS, UNREAD_SIGN
from daoan.town.traffic.serials import IMPOSSIBLE, signs_in

#: Signs taken for one another. I and O are in none of them, so that a misread plate stays one that cannot be real.
ALIKE = (
    "0DQ", "8B3", "17T", "5S6", "2Z7", "6G8", "4A", "CG", "EF", "PR", "UV", "VY", "MNW", "HNM", "KX", "JL1", "39", "9P",
    "DB", "甘川", "陕皖", "宁京", "蒙豫", "晋鲁", "冀黑", "青贵", "豫皖", "鲁鄂",
)  # fmt: skip
_WIDTH = 5


def _alternatives() -> Ints:
    """For each sign's number up to five others that it is taken for; 0: none."""
    table = np.zeros((len(SIGNS) + 1, _WIDTH), dtype=np.int64)
    for sign, number in NUMBER_OF.items():
        others = sorted({NUMBER_OF[o] for group in ALIKE if sign in group for o in group} - {number})[:_WIDTH]
        table[number, : len(others)] = others
    return table


ALTERNATIVES = _alternatives()


def draw_confusions(sites: int, sd_log: float, rng: np.random.Generator) -> Floats:
    """How readily each site takes one sign for another, (sites, signs, alternatives); 0 where there is none."""
    return np.asarray(np.where(ALTERNATIVES > 0, np.exp(rng.normal(0.0, sd_log, (sites, *ALTERNATIVES.shape))), 0.0))


def misread(plate: Column, site: Column, confusions: Floats, rng: np.random.Generator) -> Column:
    """Plates with one sign wrong, chosen among all signs and alternatives as the site is prone to."""
    signs = signs_in(plate)
    weight = confusions[site[:, None], signs].reshape(len(plate), -1)
    chances = np.cumsum(weight, axis=1)
    point = rng.uniform(size=(len(plate), 1)) * chances[:, -1:]
    chosen = np.minimum((chances <= point).sum(axis=1), weight.shape[1] - 1)
    place, which = np.divmod(chosen, _WIDTH)
    rows = np.arange(len(plate))
    return _with(plate, place, ALTERNATIVES[signs[rows, place], which])


def blur(plate: Column, rng: np.random.Generator) -> Column:
    """Plates with one to three signs unread, never the one that tells that the plate cannot be real."""
    signs = signs_in(plate)
    hidden = np.argsort(np.where((signs == 0) | np.isin(signs, IMPOSSIBLE), 2.0, rng.uniform(size=signs.shape)), axis=1)
    number = rng.integers(1, 4, len(plate))
    for k in range(3):
        less = _with(plate, hidden[:, k], np.full(len(plate), UNREAD_SIGN))
        plate = np.where(number > k, less, plate)
    return plate


def _with(plate: Column, place: Ints, number: Ints) -> Column:
    """Plates with another sign at one place each."""
    shift = BITS * (PLACES - 1 - place)
    return np.asarray(plate & ~(np.int64(0x7F) << shift) | number << shift, dtype=np.int64)
