"""The body of message 0x0200: where a vehicle is, and the items that may follow.

Items 0x64–0x67 are driver-assistance alarms of T/JSATL 12-2017. Makers also give these and other ids to things of their
own; an item that does not have the length of its kind stays bytes.
"""

from daoan.sense.jt808.fields import Blob, Layout, Moment, Number, Words, u8, u16, u32
from daoan.sense.jt808.layouts import Group, Many, Tagged, Where

#: Where, 28 bytes. Degrees × 10⁶ without a sign (status bits 2 and 3 are south and west), speed in 0.1 km/h.
PLACE: Layout = (
    u32("alarm"),
    u32("status"),
    u32("latitude_e6"),
    u32("longitude_e6"),
    u16("altitude_m"),
    u16("speed_0_1kmh"),
    u16("direction_deg"),
    Moment("at"),
)

_ALARM_MARK: Layout = (Words("terminal_id", 7), Moment("at"), u8("number"), u8("files"), u8("reserved"))
_ALARM_PLACE: Layout = (u16("altitude_m"), u32("latitude_e6"), u32("longitude_e6"), Moment("at"), u16("vehicle"))

FORWARD: Layout = (
    u32("alarm_id"),
    u8("state"),
    u8("kind"),
    u8("level"),
    u8("ahead_speed_kmh"),
    u8("ahead_distance_0_1s"),
    u8("departure"),
    u8("sign"),
    u8("sign_value"),
    u8("speed_kmh"),
    *_ALARM_PLACE,
    Group("mark", _ALARM_MARK),
)
DRIVER: Layout = (
    u32("alarm_id"),
    u8("state"),
    u8("kind"),
    u8("level"),
    u8("fatigue"),
    Number("reserved_4", 4),
    u8("speed_kmh"),
    *_ALARM_PLACE,
    Group("mark", _ALARM_MARK),
)
TYRES: Layout = (
    u32("alarm_id"),
    u8("state"),
    u8("speed_kmh"),
    *_ALARM_PLACE,
    Group("mark", _ALARM_MARK),
    Many(
        "tyres", 1, (u8("tyre"), u16("kind"), u16("pressure_kpa"), Number("temperature_c", 2, True), u16("battery_pct"))
    ),
)
BLIND_SPOT: Layout = (
    u32("alarm_id"),
    u8("state"),
    u8("kind"),
    u8("speed_kmh"),
    *_ALARM_PLACE,
    Group("mark", _ALARM_MARK),
)

ODOMETER, FUEL, RECORDER_SPEED, SATELLITES = 0x01, 0x02, 0x03, 0x31
ITEMS = Tagged(
    "items",
    1,
    {
        ODOMETER: (u32("odometer_0_1km"),),
        FUEL: (u16("fuel_0_1l"),),
        RECORDER_SPEED: (u16("recorder_speed_0_1kmh"),),
        0x04: (u16("event"),),
        0x05: (Blob("tyre_pressure", 30),),
        0x06: (Number("cargo_temperature_c", 2, signed=True),),
        0x11: (u8("area_kind"), Where(u32("area"), lambda _, found: found.get("area_kind", 0) != 0)),
        0x12: (u8("area_kind"), u32("area"), u8("leaving")),
        0x13: (u32("section"), u16("driven_s"), u8("too_long")),
        0x14: (u32("video_alarm"),),
        0x25: (u32("signals"),),
        0x2A: (u16("inputs"),),
        0x2B: (u32("analogue"),),
        0x30: (u8("network_signal"),),
        SATELLITES: (u8("satellites"),),
        0x64: FORWARD,
        0x65: DRIVER,
        0x66: TYRES,
        0x67: BLIND_SPOT,
    },
)
POSITION: Layout = (*PLACE, ITEMS)
