"""Passes as MotorVehicleObjects of GA/T 1400, for another platform: the way of :mod:`daoan.sense.passes.gat1400` back.

Only what a pass holds is written: no picture, no owner, no exact class of plate or vehicle (a pass knows neither; of
the plate's class it knows whether it is a large vehicle's). ``MotorVehicleID`` follows from site, moment and pass, so
that an object that is sent again is known again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from daoan.sense.passes.codes import BODY_COLOURS
from daoan.terms.passes import NOT_RECORDED, PassFrame
from daoan.terms.plates import NO_PLATE, PlateColour, is_large, signs_of
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import from_ms, utc_to_local

_SERIALS = 100_000
_LARGE_CLASS, _SMALL_CLASS, _OTHER_CLASS = "01", "02", "99"


@dataclass(frozen=True, slots=True)
class Writing:
    """What a writer must know. ``sites``: code of each row of sites; colours: number of ours to the standard's."""

    sites: Sequence[str]
    zone: str
    plate_colours: Mapping[int, str]
    body_colours: Mapping[int, str]


def writing_of(pack: RulePack, sites: Sequence[str], zone: str) -> Writing:
    """The codes of the rule pack ``pass-feeds``, the other way round; of several the first holds."""
    plates: Mapping[str, str] = pack.get("plate_colour.gat1400")
    bodies: Mapping[str, str] = pack.get("body_colour.gat1400")
    return Writing(
        sites, zone,
        {int(PlateColour[name]): code for code, name in reversed(list(plates.items()))},
        {BODY_COLOURS.index(letter): code for code, letter in reversed(list(bodies.items()))},
    )  # fmt: skip


def write_objects(passes: PassFrame, writing: Writing) -> list[bytes]:
    """One object a pass, as JSON."""
    return [msgspec.json.encode(_object(passes, row, writing)) for row in range(len(passes))]


def object_id(site: str, moment: str, pass_id: int) -> str:
    """48 signs as the standard has them: device or site (20), kind, moment, number; kind and number of the object."""
    own, rest = pass_id % _SERIALS, pass_id // _SERIALS % _SERIALS
    return f"{site[:20]:0<20}02{moment}{own:05d}02{rest:05d}"


def _object(passes: PassFrame, row: int, writing: Writing) -> dict[str, object]:
    site = writing.sites[int(passes.site[row])]
    moment = utc_to_local(from_ms(int(passes.happened_ms[row])), writing.zone).strftime("%Y%m%d%H%M%S")
    made = object_id(site, moment, int(passes.pass_id[row]))
    plate, colour = int(passes.plate[row]), int(passes.plate_colour[row])
    told: dict[str, object] = {
        "MotorVehicleID": made, "InfoKind": 1, "SourceID": made[:41], "TollgateID": site, "PassTime": moment,
        "HasPlate": "0" if plate == NO_PLATE else "1",
    }  # fmt: skip
    if plate != NO_PLATE:
        told["PlateNo"] = signs_of(plate).replace("?", "-")
        told["PlateClass"] = _class_of(plate, colour)
    if colour in writing.plate_colours:
        told["PlateColor"] = writing.plate_colours[colour]
    if int(passes.colour[row]) in writing.body_colours:
        told["VehicleColor"] = writing.body_colours[int(passes.colour[row])]
    if passes.lane[row]:
        told["LaneNo"] = int(passes.lane[row])
    if passes.score[row] != NOT_RECORDED:
        told["PlateReliability"] = str(int(passes.score[row]))
    if not np.isnan(passes.speed_kmh[row]):
        told["Speed"] = round(float(passes.speed_kmh[row]), 1)
    return told


def _class_of(plate: int, colour: int) -> str:
    """Large or small is known; of a small one with another colour than blue, no class says only that."""
    if is_large(plate):
        return _LARGE_CLASS
    return _SMALL_CLASS if colour == PlateColour.BLUE else _OTHER_CLASS
