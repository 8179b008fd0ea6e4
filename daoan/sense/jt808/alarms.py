"""Bits and codes of a position as the words of the house."""

from collections.abc import Iterator, Mapping
from typing import Any

from daoan.terms.telematics import TerminalAlarm, VehicleState

A, S = TerminalAlarm, VehicleState

#: The alarm word of message 0x0200, bit 0 first. Bits 15–17 came in 2019; before, they were kept free.
ALARM_BITS = (
    *(A.EMERGENCY, A.OVERSPEED, A.FATIGUE, A.DANGER, A.GNSS_FAULT, A.GNSS_ANTENNA_OFF, A.GNSS_ANTENNA_SHORT),
    *(A.POWER_LOW, A.POWER_OFF, A.DISPLAY_FAULT, A.SPEECH_FAULT, A.CAMERA_FAULT, A.CARD_READER_FAULT),
    *(A.OVERSPEED_SOON, A.FATIGUE_SOON, A.AGAINST_RULES, A.TYRE_PRESSURE, A.BLIND_SPOT_RIGHT, A.DRIVEN_TOO_LONG),
    *(A.PARKED_TOO_LONG, A.AREA_CROSSED, A.ROUTE_CROSSED, A.SECTION_TIME, A.ROUTE_LEFT, A.SPEED_SENSOR_FAULT),
    *(A.FUEL_ABNORMAL, A.STOLEN, A.IGNITION_ILLEGAL, A.MOVED_ILLEGALLY, A.COLLISION, A.ROLLOVER, A.DOOR_ILLEGAL),
)

#: The status word, by bit. Bits 2 and 3 are the signs of the place, 5 its datum, 8 and 9 the load.
STATE_BITS: Mapping[int, VehicleState] = {
    0: S.IGNITION_ON,
    1: S.LOCATED,
    4: S.OUT_OF_SERVICE,
    10: S.FUEL_CUT,
    11: S.CIRCUIT_CUT,
    12: S.LOCKED,
    13: S.DOOR_1_OPEN,
    14: S.DOOR_2_OPEN,
    15: S.DOOR_3_OPEN,
    16: S.DOOR_4_OPEN,
    17: S.DOOR_5_OPEN,
    18: S.BY_GPS,
    19: S.BY_BEIDOU,
    20: S.BY_GLONASS,
    21: S.BY_GALILEO,
}
SOUTH, WEST, SHIFTED, _LOAD_BIT = 1 << 2, 1 << 3, 1 << 5, 8
_LOADS = {1: S.HALF_LOADED, 3: S.LOADED}

#: Kinds of driver-assistance alarms by item (T/JSATL 12-2017). Codes from 0x10 are pictures taken, no alarms.
ASSISTANCE: Mapping[int, Mapping[int, TerminalAlarm]] = {
    0x64: {
        1: A.FORWARD_COLLISION,
        2: A.LANE_DEPARTURE,
        3: A.TOO_CLOSE,
        4: A.PEDESTRIAN_COLLISION,
        5: A.LANE_CHANGES,
        6: A.SIGN_EXCEEDED,
        7: A.OBSTACLE,
    },
    0x65: {
        1: A.DRIVER_FATIGUE,
        2: A.DRIVER_PHONE,
        3: A.DRIVER_SMOKING,
        4: A.DRIVER_DISTRACTED,
        5: A.DRIVER_ABNORMAL,
    },
    0x67: {1: A.BEHIND_CLOSING, 2: A.BEHIND_LEFT, 3: A.BEHIND_RIGHT},
}
_TYRES, _ENDED = 0x66, 2


def alarms_of(word: int, items: Mapping[Any, Any]) -> frozenset[TerminalAlarm]:
    """Alarms of an alarm word and of the driver-assistance items with it. An alarm that ends is none."""
    if not word and not any(key in items for key in (*ASSISTANCE, _TYRES)):
        return frozenset()
    return frozenset((*(alarm for bit, alarm in enumerate(ALARM_BITS) if word >> bit & 1), *_assistance(items)))


def _assistance(items: Mapping[Any, Any]) -> Iterator[TerminalAlarm]:
    for item_id, kinds in ASSISTANCE.items():
        item = items.get(item_id)
        if isinstance(item, dict) and item["state"] != _ENDED and item["kind"] in kinds:
            yield kinds[item["kind"]]
    tyres = items.get(_TYRES)
    if isinstance(tyres, dict) and tyres["state"] != _ENDED and any(tyre["kind"] > 1 for tyre in tyres["tyres"]):
        yield A.TYRE_PRESSURE  # bit 0 is a report in time, no alarm


def states_of(word: int) -> frozenset[VehicleState]:
    """States of a status word."""
    load = _LOADS.get(word >> _LOAD_BIT & 3)
    return frozenset((*(state for bit, state in STATE_BITS.items() if word >> bit & 1), *((load,) if load else ())))


def state_word(states: frozenset[VehicleState]) -> int:
    """The status word of states, for terminals that are simulated."""
    word = sum(1 << bit for bit, state in STATE_BITS.items() if state in states)
    return word | sum(code << _LOAD_BIT for code, load in _LOADS.items() if load in states)


def alarm_word(alarms: frozenset[TerminalAlarm]) -> int:
    """The alarm word of alarms; driver-assistance alarms have no bit in it."""
    return sum(1 << bit for bit, alarm in enumerate(ALARM_BITS) if alarm in alarms)
