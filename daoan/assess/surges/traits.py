"""By what a crash is counted: area, road class, form, road user, severity. What is not recorded counts nowhere."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from daoan.terms.codes import LABELS, Form, RoadClass, Role, VehicleKind
from daoan.terms.estimates import Text
from daoan.terms.frames import Bools
from daoan.terms.records import Crash

#: A trait is a dimension and a code, such as ("road_class", "secondary").
Trait = tuple[str, str]

USERS: dict[str, Text] = {
    "pedestrian": Text("pedestrians", "行人"),
    "cyclist": Text("cyclists and e-bikes", "自行车与电动自行车"),
    "motorcyclist": Text("motorcycles and tricycles", "摩托车与三轮车"),
    "occupant": Text("occupants of cars, buses and lorries", "汽车乘员"),
}
_USER_OF: dict[VehicleKind, str] = {
    VehicleKind.PEDAL_CYCLE: "cyclist",
    VehicleKind.E_BIKE: "cyclist",
    VehicleKind.MOTORCYCLE: "motorcyclist",
    VehicleKind.TRICYCLE: "motorcyclist",
}
KSI: Trait = ("severity", "ksi")

#: The column of a record that a dimension rests on, where breaks in recording are looked for in it.
COLUMN_OF: dict[str, str] = {"severity": "severity", "road_class": "road_class"}


def traits_of(crash: Crash, areas: frozenset[str]) -> set[Trait]:
    """Every trait of a crash. ``areas``: codes of the areas that are told apart."""
    found: set[Trait] = set()
    if crash.area in areas:
        found.add(("area", str(crash.area)))
    if crash.road_class is not None:
        found.add(("road_class", crash.road_class.value))
    if crash.form is not None:
        found.add(("form", crash.form.value))
    if crash.is_ksi:
        found.add(KSI)
    return found | {("user", user) for user in users_of(crash)}


def users_of(crash: Crash) -> set[str]:
    """Kinds of road users hurt; nothing where the source names nobody."""
    return {
        "pedestrian" if p.role is Role.PEDESTRIAN else _USER_OF.get(p.vehicle or VehicleKind.UNKNOWN, "occupant")
        for p in crash.parties
        if p.role is Role.PEDESTRIAN or p.vehicle not in (None, VehicleKind.UNKNOWN)
    }


def columns_of(crashes: Sequence[Crash], areas: frozenset[str]) -> dict[Trait, Bools]:
    """For each trait that occurs, which crashes have it; traits in a fixed order."""
    columns: dict[Trait, Bools] = {}
    for i, crash in enumerate(crashes):
        for trait in traits_of(crash, areas):
            if trait not in columns:
                columns[trait] = np.zeros(len(crashes), dtype=np.bool_)
            columns[trait][i] = True
    return dict(sorted(columns.items()))


def label_of_traits(traits: Sequence[Trait], names: Mapping[str, Text]) -> Text:
    """What a series is called: "Ning county · county road"; all crashes where it has no trait."""
    words = list(_words(traits, names)) or [Text("all crashes", "全部事故")]
    return Text(" · ".join(w.en for w in words), "·".join(w.zh for w in words))


def _words(traits: Sequence[Trait], names: Mapping[str, Text]) -> Iterator[Text]:
    for dimension, code in traits:
        if dimension == "area":
            yield names.get(code, Text(code, code))
        elif dimension == "road_class":
            yield LABELS[RoadClass(code)]
        elif dimension == "form":
            yield LABELS[Form(code)]
        elif dimension == "user":
            yield USERS[code]
        else:
            yield Text("killed or seriously injured", "死亡或重伤")
